"""What part of a raster to map, as polygons in the raster layer's CRS. For the main thread.

Edges are densified before they are reprojected: a straight edge in one CRS is a curve in another.
"""

from __future__ import annotations

import math
from typing import Iterable, List, Optional, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsGeometry,
    QgsMapLayer,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..core.contract.errors import JobError
from ..core.contract.job_parts import Polygon, Region, Ring
from .layers import is_picture

# Pieces into which the longer side of a shape's box is cut before reprojecting.
DENSIFY_PIECES = 256


def whole() -> Region:
    """The whole raster."""
    return Region()


def view(canvas: object, layer: QgsRasterLayer) -> Region:
    """What the map canvas shows of the layer, turned canvases included. Raises `JobError` ("region.*")."""
    settings = canvas.mapSettings()  # type: ignore[attr-defined]
    corners = [QgsPointXY(corner) for corner in settings.visiblePolygon()]
    visible = QgsGeometry.fromPolygonXY([corners + corners[:1]])
    return from_geometries([visible], settings.destinationCrs(), layer)


def rectangle(rect: QgsRectangle, crs: QgsCoordinateReferenceSystem, layer: QgsRasterLayer) -> Region:
    """A rectangle in `crs`. Raises `JobError` ("region.*")."""
    if rect.isNull() or rect.width() <= 0 or rect.height() <= 0:
        raise JobError("region.empty")
    return from_geometries([QgsGeometry.fromRect(rect)], crs, layer)


def features(vector_layer: QgsVectorLayer, layer: QgsRasterLayer) -> Region:
    """The selected features of a polygon layer. Raises `JobError` ("region.*")."""
    geometries = [feature.geometry() for feature in vector_layer.getSelectedFeatures()]
    return from_geometries(geometries, vector_layer.crs(), layer)


def from_geometries(
    geometries: Iterable[QgsGeometry],
    crs: QgsCoordinateReferenceSystem,
    layer: QgsRasterLayer,
    context: Optional[QgsCoordinateTransformContext] = None,
) -> Region:
    """Polygons of any kind (multi, curved, with Z, invalid) as a region of `layer`.

    `context`: which datum shifts to use, the project's by default. Raises `JobError`: "region.empty" where no area is
    left, "region.outside" where none of it touches the layer.
    """
    transform = transform_to(layer, crs, context)
    extent = QgsGeometry.fromRect(layer.extent())
    polygons: List[Polygon] = []
    seen_any = False
    for geometry in geometries:
        flat = _flat_polygons(geometry)
        if flat is None:
            continue
        seen_any = True
        moved = _moved(flat, transform, layer.extent())
        if moved is not None and moved.intersects(extent):
            polygons.extend(p for p in _polygons(moved) if _touches(p, layer.extent()))
    if not seen_any:
        raise JobError("region.empty")
    if not polygons:
        raise JobError("region.outside", path=layer.name())
    return Region(tuple(polygons))


def transform_to(
    layer: QgsMapLayer, crs: QgsCoordinateReferenceSystem, context: Optional[QgsCoordinateTransformContext] = None
) -> QgsCoordinateTransform:
    """From `crs` to the layer's, by the datum shifts that the project prefers. An unknown CRS is taken as the layer's."""
    if not crs.isValid() or not layer.crs().isValid():
        return QgsCoordinateTransform()
    return QgsCoordinateTransform(crs, layer.crs(), context or QgsProject.instance().transformContext())


def _flat_polygons(geometry: QgsGeometry) -> Optional[QgsGeometry]:
    """A valid, straight, two-dimensional polygon geometry with some area, or None."""
    if geometry.isNull() or geometry.isEmpty():
        return None
    flat = QgsGeometry(geometry)
    flat.get().dropZValue()
    flat.get().dropMValue()
    flat.convertToStraightSegment()
    if not flat.isGeosValid():
        flat = flat.makeValid()
    area_parts = [part for part in flat.asGeometryCollection() if _is_polygon(part) and part.area() > 0]
    if not area_parts:
        return None
    return QgsGeometry.unaryUnion(area_parts)


def _is_polygon(geometry: QgsGeometry) -> bool:
    return geometry.type() == QgsWkbTypes.GeometryType.PolygonGeometry


def _moved(geometry: QgsGeometry, transform: QgsCoordinateTransform, target: QgsRectangle) -> Optional[QgsGeometry]:
    """The geometry in the layer's CRS; None where nothing of it can be expressed there.

    It is first cut to where the layer lies: a view of the whole world has corners that no local CRS can hold.
    """
    if not transform.isValid() or transform.isShortCircuited():
        return geometry
    box = _box_in_source(transform, target)
    if box is not None:
        geometry = geometry.intersection(QgsGeometry.fromRect(box))
    try:
        return None if geometry.isEmpty() else _transformed(geometry, transform)
    except QgsCsException:
        return None


def _box_in_source(transform: QgsCoordinateTransform, target: QgsRectangle) -> Optional[QgsRectangle]:
    """A box in the transform's source CRS that holds all of `target`; None where there is no such box.

    The way back proves it: for a layer of the whole world, a local CRS gives a box that is finite and wrong.
    """
    backwards = QgsCoordinateTransform(transform.destinationCrs(), transform.sourceCrs(), transform.context())
    try:
        box = backwards.transformBoundingBox(target)
        box.grow(0.05 * max(box.width(), box.height()))
        there = transform.transformBoundingBox(box)
    except QgsCsException:
        return None
    return box if there.isFinite() and there.contains(target) else None


def _transformed(geometry: QgsGeometry, transform: QgsCoordinateTransform) -> QgsGeometry:
    box = geometry.boundingBox()
    dense = geometry.densifyByDistance(max(box.width(), box.height()) / DENSIFY_PIECES)
    dense.transform(transform)
    if not all(math.isfinite(v) for v in _box_values(dense.boundingBox())):
        raise QgsCsException("a vertex cannot be expressed in the layer's CRS")
    return dense if dense.isGeosValid() else dense.makeValid()


def _box_values(box: QgsRectangle) -> Tuple[float, float, float, float]:
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


def _polygons(geometry: QgsGeometry) -> List[Polygon]:
    """Polygons as plain tuples: outer ring, then holes; rings are closed."""
    result: List[Polygon] = []
    for part in geometry.asGeometryCollection():
        if _is_polygon(part) and part.area() > 0:
            rings: List[Ring] = [tuple((p.x(), p.y()) for p in ring) for ring in part.asPolygon()]
            result.append(tuple(rings))
    return result


def _touches(polygon: Polygon, extent: QgsRectangle) -> bool:
    xs, ys = [x for x, _ in polygon[0]], [y for _, y in polygon[0]]
    return extent.intersects(QgsRectangle(min(xs), min(ys), max(xs), max(ys)))


def bounds(region: Region, layer_extent: QgsRectangle) -> QgsRectangle:
    """The box of the region within the layer's extent, in the layer's CRS. Raises `JobError` ("region.outside")."""
    if not region.polygons:
        return QgsRectangle(layer_extent)
    points = [point for polygon in region.polygons for point in polygon[0]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = QgsRectangle(min(xs), min(ys), max(xs), max(ys)).intersect(layer_extent)
    if box.isNull() or box.width() <= 0 or box.height() <= 0:
        raise JobError("region.outside", path="")
    return box


def area(region: Region, layer_extent: QgsRectangle) -> float:
    """Area of the region in square units of the layer's CRS; what lies beyond the layer counts only in its polygons' boxes."""
    if not region.polygons:
        return layer_extent.width() * layer_extent.height()
    box = bounds(region, layer_extent)
    inside = sum(_ring_area(polygon[0]) - sum(_ring_area(hole) for hole in polygon[1:]) for polygon in region.polygons)
    return min(inside, box.width() * box.height())


def _ring_area(ring: Ring) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:]))) / 2


def megapixels(layer: QgsRasterLayer, region: Region, pixel_size: Optional[Tuple[float, float]] = None) -> float:
    """About how many million pixels the region has; 0 for online pictures, which have any size (see `export.plan_export`).

    `pixel_size`: width and height in layer units instead of the layer's own.
    """
    own = (0.0, 0.0) if is_picture(layer.dataProvider()) else (layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY())
    width, height = pixel_size or own
    if width <= 0 or height <= 0:
        return 0.0
    return area(region, layer.extent()) / (width * height) / 1e6
