"""A small label project over a 90 m × 60 m raster, and what tests ask about its labels."""

import itertools

from landweave.core.contract import labels as schema
from landweave.test.ui.conftest import write_rgb
from landweave.ui.label_project import LabelProject
from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsProject, QgsRasterLayer, QgsRectangle

LEFT, TOP, PIXEL_M = 350000.0, 3050000.0, 0.3
CLASSES = (
    schema.LabelClass(0, "soil", "#aa8844"),
    schema.LabelClass(1, "road", "#888888"),
    schema.LabelClass(2, "tree", "#118833"),
)


def utm():
    return QgsCoordinateReferenceSystem("EPSG:32645")


def make_image(tmp_path, rows=200, cols=300):
    """The raster as a layer of the QGIS project: 90 m × 60 m at 0.3 m."""
    layer = QgsRasterLayer(write_rgb(tmp_path / "scene.tif", rows, cols), "scene", "gdal")
    QgsProject.instance().addMapLayer(layer)
    return layer


def make_project(tmp_path, name="fields", **changes):
    """A new label project: three classes, chips of 32 px at 0.3 m (9.6 m), unlabelled ignored."""
    values = {
        "crs": utm(), "classes": CLASSES, "unlabelled": None, "chip_px": 32, "resolution_m": PIXEL_M,
        "origin": QgsPointXY(LEFT, TOP), **changes,
    }  # fmt: skip
    return LabelProject.create(str(tmp_path / f"{name}.gpkg"), **values)


def box(x0, y0, x1, y1):
    """A rectangle in metres east and south of the raster's corner."""
    return QgsGeometry.fromRect(QgsRectangle(LEFT + x0, TOP - y1, LEFT + x1, TOP - y0))


def at(x, y):
    """A point in metres east and south of the raster's corner."""
    return QgsPointXY(LEFT + x, TOP - y)


def snapshot(layer):
    """Everything in a layer, to be compared byte for byte."""
    return {f.id(): (f.attributes(), bytes(f.geometry().asWkb())) for f in layer.getFeatures()}


def label_list(project, area_id=None):
    return [f for f in project.labels.getFeatures() if area_id in (None, f["area_id"])]


def class_areas(project, area_id=None):
    """Class value -> labelled area in m²."""
    sums = {}
    for feature in label_list(project, area_id):
        sums[feature["class_value"]] = sums.get(feature["class_value"], 0.0) + feature.geometry().area()
    return sums


def partition_faults(project, area_id, area):
    """(overlap, escaped, broken): m² of pairwise overlaps, m² outside of the area, number of invalid or multi-part labels."""
    shapes = [f.geometry() for f in label_list(project, area_id)]
    overlap = sum(a.intersection(b).area() for a, b in itertools.combinations(shapes, 2) if a.boundingBoxIntersects(b))
    escaped = sum(shape.difference(area).area() for shape in shapes)
    broken = sum(1 for shape in shapes if not shape.isGeosValid() or shape.constGet().partCount() != 1)
    return overlap, escaped, broken
