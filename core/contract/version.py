"""The plugin's version, for both sides. `metadata.txt` repeats it for QGIS; a test keeps them equal."""

VERSION = "0.1.0"
