"""Fewer vertices: for whole coverages, without gaps or overlaps, or polygon by polygon with right angles."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from ..contract.errors import JobError
from .trace import Geometries


def simplify_block(polygons: Geometries, tolerance_px: float) -> Geometries:
    """Simplify the common borders of a block's coverage; the block's own rim stays, so that neighbours still fit.

    `polygons` must be all of the block, nodata's included: then borders to nodata are simplified too. Visvalingam-Whyatt:
    `tolerance_px` is the square root of the area of the triangles that go.
    """
    result: Geometries = shapely.coverage_simplify(polygons, tolerance_px, simplify_boundary=False)
    return result


def load_regulariser() -> Any:
    """The optional package that squares buildings. Raises `JobError` ("engine.package")."""
    try:
        import buildingregulariser  # heavy (pandas): only for jobs that ask for it
    except ImportError as error:
        raise JobError("engine.package", package="buildingregulariser", reason=str(error)) from error
    return buildingregulariser


def square_corners(polygons: Geometries, pixel_size_m: tuple[float, float], tolerance_m: float) -> Geometries:
    """Give each polygon (pixel coordinates) right angles; what cannot be squared comes back as it was.

    `pixel_size_m`: ground width and height of a pixel. Each polygon is treated alone, so borders that two had in common
    may overlap or part afterwards.
    """
    import geopandas  # comes with buildingregulariser

    regulariser = load_regulariser()
    size = np.array(pixel_size_m)
    metric = shapely.transform(polygons, lambda xy: xy * size)
    frame = geopandas.GeoDataFrame({"number": np.arange(len(metric))}, geometry=list(metric))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of the missing CRS and of pandas' future
        squared = regulariser.regularize_geodataframe(
            frame, parallel_threshold=tolerance_m, simplify_tolerance=tolerance_m, allow_circles=False, num_cores=1
        )
    found = np.array(squared.geometry.values, object)
    usable = (shapely.get_type_id(found) == shapely.GeometryType.POLYGON) & shapely.is_valid(found) & ~shapely.is_empty(found)
    numbers: npt.NDArray[np.int64] = np.asarray(squared["number"], np.int64)[usable]
    result = polygons.copy()
    result[numbers] = shapely.transform(found[usable], lambda xy: xy / size)
    return result
