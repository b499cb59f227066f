"""Regions: any polygons in any CRS become plain polygons in the raster's."""

import math

import pytest

pytest.importorskip("qgis.core")

from landweave.core.contract.errors import JobError
from landweave.core.contract.job_parts import Region
from landweave.test.ui.raster_files import DEGREES, ROTATED, SOUTH_UP, write_raster
from landweave.ui import region
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

pytestmark = [pytest.mark.qgis, pytest.mark.usefixtures("collected")]


UTM = QgsCoordinateReferenceSystem("EPSG:32632")
WGS84 = QgsCoordinateReferenceSystem("EPSG:4326")


@pytest.fixture
def scene(tmp_path, qgis_app):
    return QgsRasterLayer(write_raster(tmp_path / "a.tif", columns=200, rows=100), "scene", "gdal")  # 100 m x 50 m


def polygon_layer(geometries, crs=UTM, kind="Polygon"):
    made = QgsVectorLayer(f"{kind}?crs={crs.authid()}", "polygons", "memory")
    features = []
    for geometry in geometries:
        feature = QgsFeature()
        feature.setGeometry(geometry)
        features.append(feature)
    added, _ = made.dataProvider().addFeatures(features)
    assert added
    made.selectAll()
    return made


def outer_area(polygon):
    ring = polygon[0]
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:]))) / 2


def test_whole_has_no_polygons(scene):
    assert region.whole() == Region()
    assert region.megapixels(scene, region.whole()) == pytest.approx(0.02)


def test_a_rectangle_in_the_rasters_crs_keeps_its_corners(scene):
    rect = QgsRectangle(500010, 5499960, 500030, 5499990)
    found = region.rectangle(rect, UTM, scene)
    assert set(found.polygons[0][0]) == {(x, y) for x in (500010, 500030) for y in (5499960, 5499990)}
    assert found.crs_wkt == ""
    assert region.megapixels(scene, found) == pytest.approx(20 * 30 / 0.25 / 1e6)


def test_edges_are_densified_before_they_are_reprojected(tmp_path, qgis_app):
    wide = QgsRasterLayer(write_raster(tmp_path / "w.tif", transform=(200000, 8000, 0, 5600000, 0, -8000)), "wide", "gdal")
    rect = QgsRectangle(7, 49, 11, 50)  # its lower edge is an arc in UTM that sags by 300 m and more
    found = region.rectangle(rect, WGS84, wide)
    ring = found.polygons[0][0]
    assert len(ring) > 100
    to_degrees = QgsCoordinateTransform(UTM, WGS84, QgsProject.instance())
    for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
        middle = to_degrees.transform(QgsPointXY((x0 + x1) / 2, (y0 + y1) / 2))
        edge = min(abs(middle.x() - 7), abs(middle.x() - 11), abs(middle.y() - 49), abs(middle.y() - 50))
        assert edge < 2e-6  # 0.2 m


@pytest.mark.parametrize(("transform", "epsg"), [(SOUTH_UP, 32632), (ROTATED, 32632), (DEGREES, 4326)])
def test_every_georeferencing_has_its_own_extent(tmp_path, qgis_app, transform, epsg):
    layer = QgsRasterLayer(write_raster(tmp_path / "a.tif", transform=transform, epsg=epsg), "scene", "gdal")
    to_utm = QgsCoordinateTransform(layer.crs(), UTM, QgsProject.instance())
    box = to_utm.transformBoundingBox(layer.extent())
    found = region.rectangle(box, UTM, layer)
    mid_x, mid_y = layer.extent().center().x(), layer.extent().center().y()
    outline = QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in found.polygons[0][0]]])
    assert outline.contains(QgsGeometry.fromPointXY(QgsPointXY(mid_x, mid_y)))


def test_a_view_of_the_whole_world_is_cut_to_what_the_layers_crs_can_hold(scene):
    found = region.rectangle(QgsRectangle(-180, -90, 180, 90), WGS84, scene)
    box = region.bounds(found, scene.extent())
    assert box.width() == pytest.approx(100)
    assert box.height() == pytest.approx(50)


def test_the_view_of_a_turned_canvas(scene, qgis_canvas):
    qgis_canvas.resize(400, 400)
    qgis_canvas.setDestinationCrs(UTM)
    qgis_canvas.setExtent(QgsRectangle(500020, 5499960, 500040, 5499980))
    qgis_canvas.setRotation(45)
    try:
        found = region.view(qgis_canvas, scene)
    finally:
        qgis_canvas.setRotation(0)
    ring = found.polygons[0][0]
    directions = {round(math.degrees(math.atan2(y1 - y0, x1 - x0))) % 90 for (x0, y0), (x1, y1) in zip(ring, ring[1:])}
    assert directions == {45}


def test_selected_features_only(scene):
    boxes = [QgsGeometry.fromRect(QgsRectangle(500000 + 20 * i, 5499960, 500010 + 20 * i, 5499970)) for i in range(3)]
    vector = polygon_layer(boxes)
    vector.selectByIds([vector.allFeatureIds()[1]])
    assert [outer_area(p) for p in region.features(vector, scene).polygons] == [pytest.approx(100)]
    vector.removeSelection()
    with pytest.raises(JobError) as caught:
        region.features(vector, scene)
    assert caught.value.code == "region.empty"


def test_multi_parts_holes_and_z_become_plain_polygons(scene):
    text = ("MultiPolygonZ (((500000 5499960 1,500010 5499960 1,500010 5499970 1,500000 5499970 1,500000 5499960 1),"
            "(500002 5499962 1,500004 5499962 1,500004 5499964 1,500002 5499964 1,500002 5499962 1)),"
            "((500020 5499960 1,500030 5499960 1,500030 5499970 1,500020 5499970 1,500020 5499960 1)))")
    found = region.features(polygon_layer([QgsGeometry.fromWkt(text)], kind="MultiPolygonZ"), scene)
    assert sorted(len(p) for p in found.polygons) == [1, 2]
    assert all(len(point) == 2 for polygon in found.polygons for ring in polygon for point in ring)
    assert all(ring[0] == ring[-1] for polygon in found.polygons for ring in polygon)
    assert region.megapixels(scene, found) * 1e6 * 0.25 == pytest.approx(196)


def test_curves_are_made_straight(scene):
    circle = "CurvePolygon (CircularString (500040 5499975, 500060 5499975, 500040 5499975))"
    found = region.features(polygon_layer([QgsGeometry.fromWkt(circle)], kind="CurvePolygon"), scene)
    assert outer_area(found.polygons[0]) == pytest.approx(math.pi * 100, rel=1e-3)


def test_invalid_polygons_are_mended(scene):
    bow_tie = QgsGeometry.fromWkt("Polygon ((500000 5499960,500020 5499980,500020 5499960,500000 5499980,500000 5499960))")
    found = region.features(polygon_layer([bow_tie]), scene)
    assert sum(outer_area(p) for p in found.polygons) == pytest.approx(200)


@pytest.mark.parametrize("text", ["", "Polygon ((500001 5499960,500009 5499960,500001 5499960))", "Point (500001 5499960)"])
def test_no_area_is_an_empty_region(scene, text):
    with pytest.raises(JobError) as caught:
        region.from_geometries([QgsGeometry.fromWkt(text)], UTM, scene)
    assert caught.value.code == "region.empty"


def test_elsewhere_is_outside_and_says_of_which_layer(scene):
    with pytest.raises(JobError, match="scene") as caught:
        region.rectangle(QgsRectangle(-70, -30, -69, -29), WGS84, scene)
    assert caught.value.code == "region.outside"
    with pytest.raises(JobError) as caught:
        region.rectangle(QgsRectangle(), UTM, scene)
    assert caught.value.code == "region.empty"
