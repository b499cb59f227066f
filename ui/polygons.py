"""Polygon geometry for labels: repaired, single-part, in the project's CRS, measured on the ground."""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsWkbTypes,
)

from ..core.contract.errors import JobError

# Pieces into which the longer side of a shape's box is cut before reprojecting: straight edges become curves.
DENSIFY_PIECES = 64


def polygon_parts(geometry: QgsGeometry, least_area: float = 0.0) -> List[QgsGeometry]:
    """The single polygons of a geometry whose area exceeds `least_area`; lines and points that overlays leave are dropped."""
    if geometry.isNull() or geometry.isEmpty():
        return []
    return [part for part in geometry.asGeometryCollection() if _is_polygon(part) and part.area() > least_area]


def _is_polygon(geometry: QgsGeometry) -> bool:
    return geometry.type() == QgsWkbTypes.GeometryType.PolygonGeometry


def merged(geometries: Sequence[QgsGeometry]) -> QgsGeometry:
    """The union of polygons; an empty geometry for none."""
    if len(geometries) == 1:
        return QgsGeometry(geometries[0])
    return QgsGeometry.unaryUnion(list(geometries)) if geometries else QgsGeometry()


def difference(geometry: QgsGeometry, other: QgsGeometry) -> QgsGeometry:
    """What of `geometry` is not in `other`. Raises `JobError` ("internal") instead of losing what GEOS cannot work out."""
    result = geometry.difference(other)
    if result.isNull():
        result = repaired(geometry).difference(repaired(other))
    if result.isNull():
        raise JobError("internal", reason=result.lastError() or "a polygon could not be cut")
    return result


def repaired(geometry: QgsGeometry) -> QgsGeometry:
    """Valid, straight, two-dimensional polygons with area; empty where there are none.

    A self-crossing outline keeps what it encloses an odd number of times.
    """
    if geometry.isNull() or geometry.isEmpty():
        return QgsGeometry()
    flat = QgsGeometry(geometry)
    flat.get().dropZValue()
    flat.get().dropMValue()
    flat.convertToStraightSegment()
    if not flat.isGeosValid():
        flat = flat.makeValid()
    return merged(polygon_parts(flat))


def moved(
    geometry: QgsGeometry, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> QgsGeometry:
    """The polygons in `target`, by the datum shifts the project prefers; empty where they cannot be expressed there."""
    if not source.isValid() or not target.isValid() or source == target:
        return QgsGeometry(geometry)
    box = geometry.boundingBox()
    longest = max(box.width(), box.height())
    dense = geometry.densifyByDistance(longest / DENSIFY_PIECES) if longest > 0 else QgsGeometry(geometry)
    try:
        dense.transform(QgsCoordinateTransform(source, target, QgsProject.instance()))
    except QgsCsException:
        return QgsGeometry()
    if not dense.boundingBox().isFinite():
        return QgsGeometry()
    return dense if dense.isGeosValid() else repaired(dense)


def footprint(layer: QgsRasterLayer, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """The extent of a raster layer as a polygon in `crs`; empty where it cannot be expressed there."""
    return moved(QgsGeometry.fromRect(layer.extent()), layer.crs(), crs)


def ground_measure(crs: QgsCoordinateReferenceSystem) -> QgsDistanceArea:
    """Measures lengths and areas on the CRS's ellipsoid, in metres; in map units where there is no CRS."""
    measure = QgsDistanceArea()
    if crs.isValid():
        measure.setSourceCrs(crs, QgsProject.instance().transformContext())
        measure.setEllipsoid(crs.ellipsoidAcronym() or "EPSG:7030")
    return measure


def units_per_metre(crs: QgsCoordinateReferenceSystem, at: QgsPointXY) -> Tuple[float, float]:
    """How many units of `crs` a ground metre is at the point `at`, along x and along y; 1 where there is no CRS."""
    if not crs.isValid():
        return 1.0, 1.0
    measure = ground_measure(crs)
    step = 1e-4 if crs.isGeographic() else 10.0
    across = _length(measure, at, QgsPointXY(at.x() + step, at.y()))
    along = _length(measure, at, QgsPointXY(at.x(), at.y() + step))
    if across is None or along is None:
        return 1.0, 1.0
    return step / across, step / along


def _length(measure: QgsDistanceArea, start: QgsPointXY, end: QgsPointXY) -> Optional[float]:
    try:
        length = measure.measureLine(start, end)
    except QgsCsException:
        return None
    return length if 0 < length < float("inf") else None
