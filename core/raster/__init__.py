"""Pixels and geometry: lattice, windowed reading, streaming writing, polygons. numpy and rasterio; no torch, no qgis."""
