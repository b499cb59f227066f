"""How results look."""

import gc

import pytest

pytest.importorskip("qgis.core")

from landweave.test.ui.raster_files import make_card, write_polygons, write_raster
from landweave.ui import styles
from qgis.core import QgsRasterLayer, QgsVectorLayer

pytestmark = pytest.mark.qgis


@pytest.fixture(autouse=True)
def collected():
    """Errors keep their frames, and so QGIS objects, in cycles; those must be gone before QGIS itself goes."""
    yield
    gc.collect()


BOX = "POLYGON((500000 5499980,500010 5499980,500010 5500000,500000 5500000,500000 5499980))"


def test_confidence_runs_from_unsure_to_certain(tmp_path, qgis_app):
    path = write_raster(tmp_path / "c.tif", columns=2, rows=1, bands=1, values=[bytes([0, 255])])
    layer = QgsRasterLayer(path, "c", "gdal")
    styles.apply_style(layer, "confidence", make_card())
    block = layer.renderer().block(1, layer.extent(), 2, 1)
    assert [block.color(0, 0), block.color(0, 1)] == [0xFF440154, 0xFFFDE725]


@pytest.mark.parametrize(("name", "driver"), [("p.fgb", "FlatGeobuf"), ("p.geojson", "GeoJSON"), ("p.shp", "ESRI Shapefile")])
def test_polygon_files_keep_their_style_beside_them(tmp_path, qgis_app, name, driver):
    path = write_polygons(tmp_path / name, [(2, "water", BOX)], driver=driver)
    layer = QgsVectorLayer(path, "p", "ogr")
    styles.apply_style(layer, "polygons", make_card())
    styles.save_style(layer, "polygons")
    again = QgsVectorLayer(path, "again", "ogr")
    assert [c.label() for c in again.renderer().categories()] == ["land", "road", "water"]
    assert again.renderer().classAttribute() == "class"


def test_a_rasters_style_is_not_overwritten_by_polygons_of_the_same_name(tmp_path, qgis_app):
    raster = QgsRasterLayer(write_raster(tmp_path / "a.tif", bands=1), "a", "gdal")
    vector = QgsVectorLayer(write_polygons(tmp_path / "a.fgb", [(1, "road", BOX)], driver="FlatGeobuf"), "a", "ogr")
    for layer, kind in ((raster, "classes"), (vector, "polygons")):
        styles.apply_style(layer, kind, make_card())
        styles.save_style(layer, kind)
    again = QgsRasterLayer(str(tmp_path / "a.tif"), "again", "gdal")
    assert [c.label for c in again.renderer().classes()] == ["land", "road", "water"]


def test_a_folder_that_refuses_the_style_does_not_fail_the_run(tmp_path, qgis_app):
    layer = QgsRasterLayer(write_raster(tmp_path / "a.tif", bands=1), "a", "gdal")
    (tmp_path / "a.qml").mkdir()
    styles.apply_style(layer, "classes", make_card())
    styles.save_style(layer, "classes")
    assert [c.label for c in layer.renderer().classes()] == ["land", "road", "water"]
