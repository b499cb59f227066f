"""The QGIS side: the dock, its pages, tasks, layers and Processing algorithms. No torch, no numpy, no rasterio."""
