"""A seeded generator of aerial scenes with exact labels: the sample raster, test fixtures, extra training scenes."""

from .scene import Scene, make_scene
from .styles import STYLES
from .write import CLASS_NAMES, generate, write_scene

__all__ = ["CLASS_NAMES", "STYLES", "Scene", "generate", "make_scene", "write_scene"]
