"""What is known of written polygons, apart from what writes them: the engine reads this and imports no geometry for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class ClassTotal:
    """What was written of one class. `area_m2` on the ellipsoid (see `PolygonSummary.planar`)."""

    value: int
    name: str
    count: int = 0
    area_m2: float = 0.0


@dataclass
class PolygonSummary:
    """What `polygonize` wrote. `planar`: no coordinate system, so areas and lengths are in map units, not metres.

    `min_area_px`, `tolerance_px`: the options as they were applied, in pixels of `pixel_area_m2` at the raster's centre.
    """

    path: str
    planar: bool
    pixel_area_m2: float
    min_area_px: int
    tolerance_px: float
    count: int = 0
    classes: list[ClassTotal] = field(default_factory=list)


def unfinished_folder(path: Path) -> Path:
    """Where a layer of this path is made; what a killed process may have left."""
    return path.parent / f".{path.name}.part"
