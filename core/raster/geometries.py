"""Geometries as other programs leave them: made valid, brought into another CRS, put on a pixel grid."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from affine import Affine
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from shapely.geometry.base import BaseGeometry

from ..contract.errors import JobError

SEGMENTS = 32  # a straight edge is cut into so many before it is reprojected: it may be a curve in the other CRS


def valid_polygons(geometries: np.ndarray) -> tuple[list[BaseGeometry | None], int, int]:
    """The geometries as valid polygons (None: nothing is left), how many were repaired and how many dropped."""
    result: list[BaseGeometry | None] = []
    repaired = 0
    for geometry in geometries:
        flat = None if geometry is None else shapely.force_2d(geometry)
        if flat is not None and not flat.is_valid:
            repaired += 1
            flat = shapely.make_valid(flat)
        parts = [] if flat is None else [p for p in shapely.get_parts(_exploded(flat)) if p.geom_type == "Polygon" and p.area > 0]
        result.append(shapely.union_all(parts) if parts else None)
    return result, repaired, sum(geometry is None for geometry in result)


def _exploded(geometry: BaseGeometry) -> BaseGeometry:
    """A collection without collections of polygons in it."""
    return shapely.geometrycollections(shapely.get_parts(shapely.get_parts(geometry)))


def in_pixels(geometry: BaseGeometry, from_wkt: str, to_wkt: str, to_pixels: Affine) -> BaseGeometry | None:
    """A geometry in pixel coordinates of a grid; None where it has no place there."""
    moved = same_crs(geometry, from_wkt, to_wkt)
    if moved is None:
        return None
    a, b, c, d, e, f = to_pixels[:6]
    placed: BaseGeometry = shapely.transform(
        moved, lambda xy: np.column_stack([a * xy[:, 0] + b * xy[:, 1] + c, d * xy[:, 0] + e * xy[:, 1] + f]))
    return placed if placed.is_valid else shapely.make_valid(placed)


def same_crs(geometry: BaseGeometry, from_wkt: str, to_wkt: str) -> BaseGeometry | None:
    """Reprojected; unchanged where one of the two is unknown; None where it cannot be expressed in the other CRS."""
    transformer = _transformer(from_wkt, to_wkt)
    if transformer is None:
        return geometry
    left, bottom, right, top = geometry.bounds
    dense = shapely.segmentize(geometry, max(right - left, top - bottom) / SEGMENTS)
    try:
        moved: BaseGeometry = shapely.transform(
            dense, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1], errcheck=True)))
    except ProjError:
        return None
    return moved if np.isfinite(shapely.get_coordinates(moved)).all() else None


def points_in_pixels(xy: np.ndarray, from_wkt: str, to_wkt: str, to_pixels: Affine) -> np.ndarray:
    """(n, 2) points as column and row of a grid, not rounded; what has no place there is infinite."""
    transformer = _transformer(from_wkt, to_wkt)
    x, y = (xy[:, 0], xy[:, 1]) if transformer is None else transformer.transform(xy[:, 0], xy[:, 1])
    a, b, c, d, e, f = to_pixels[:6]
    return np.column_stack([a * x + b * y + c, d * x + e * y + f])


@lru_cache(maxsize=16)
def _transformer(from_wkt: str, to_wkt: str) -> Transformer | None:
    """None where the two are the same or one is unknown. Raises `JobError` ("job.invalid")."""
    if not from_wkt or not to_wkt or from_wkt == to_wkt:
        return None
    try:
        one, other = CRS.from_user_input(from_wkt), CRS.from_user_input(to_wkt)
        return None if one.equals(other, ignore_axis_order=True) else Transformer.from_crs(one, other, always_xy=True)
    except (CRSError, ProjError) as error:
        raise JobError("job.invalid", reason=f"there is no way from one coordinate system to the other ({error})") from error
