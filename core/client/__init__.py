"""How QGIS reaches an engine: its process and its environment. Standard library only."""
