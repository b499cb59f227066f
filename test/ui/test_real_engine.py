"""From the button to styled layers with the real engine: torch, a network, files. What breaks is in test_real_faults."""

import os
import re
import threading

import pytest
from landweave.core.contract.card import load_card
from landweave.test.ui.real_engine import (
    PYTHON,
    SHIPPED,
    TILE_PX,
    Person,
    add_layer,
    crop_sample,
    final_files,
    needs_engine,
    second_qgis,
    small_model_of,
)
from landweave.test.ui.test_plugin import Window, load, traces, unload
from landweave.test.ui.tile_server import TileServer
from landweave.ui.engine import PYTHON_VARIABLE
from osgeo import gdal
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtGui import QColor

pytestmark = needs_engine


@pytest.fixture(scope="module")
def small_model(tmp_path_factory):
    return small_model_of(tmp_path_factory)


@pytest.fixture
def host(real_host):
    return real_host


def tree_names():
    """The layers from the top of the tree."""
    return [node.name() for node in QgsProject.instance().layerTreeRoot().findLayers()]


def layer_named(name):
    return QgsProject.instance().mapLayersByName(name)[0]


def areas_shown(page):
    """The table of the page: class name -> (area, share)."""
    table = page.areas
    return {table.item(i, 0).text(): (table.item(i, 1).text(), table.item(i, 2).text()) for i in range(table.rowCount())}


def share_of(text):
    return 0.0 if text.startswith("<") else float(text.split()[0])


def test_a_first_map_with_the_shipped_model(person, tmp_path):
    """The sample's corner: 60 columns of the crop lie beyond it and are nodata."""
    scene = add_layer(crop_sample(tmp_path / "scene.tif", 420, 420, row=200, col=1688, noData=0))
    person.set(scene, SHIPPED, name="map", confidence=True)
    person.wait_for(lambda: person.plan().endswith("MB"))
    assert re.fullmatch(r"(CPU|Graphics card) \(.+\), 0\.18 megapixels, about \d+ (s|min), \d+ MB", person.plan())
    result = person.result()

    card = load_card(str(SHIPPED))
    assert tree_names() == ["Polygons: map", "Confidence: map", "Classes: map", "scene"]
    check_class_layer(layer_named("Classes: map"), scene, card)
    check_polygon_layer(layer_named("Polygons: map"), card)
    shown = areas_shown(person.page)
    assert set(shown) == {info.name for info in card.classes}
    assert not person.page.areas.isHidden()
    assert sum(share_of(share) for _, share in shown.values()) == pytest.approx(100, abs=0.5)
    check_areas(result.facts["areas"], layer_named("Polygons: map"))
    assert final_files(tmp_path)[:1] == ["map.gpkg"]
    assert not (tmp_path / "map.landweave").exists()


def check_class_layer(layer, scene, card):
    renderer = layer.renderer()
    assert isinstance(renderer, QgsPalettedRasterRenderer)
    assert [(c.value, c.label, c.color) for c in renderer.classes()] == [(c.value, c.name, QColor(c.color)) for c in card.classes]
    assert layer.extent() == scene.extent()
    assert layer.crs() == scene.crs()
    assert (layer.width(), layer.height()) == (scene.width(), scene.height())
    picture = renderer.block(1, layer.extent(), layer.width(), layer.height())
    assert QColor.fromRgba(picture.color(100, 400)).alpha() == 0  # beyond the sample
    assert {picture.color(row, 50) for row in range(0, 420, 20)} <= {QColor(c.color).rgba() for c in card.classes}


def check_polygon_layer(layer, card):
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    categories = layer.renderer().categories()
    assert [(c.value(), c.label()) for c in categories] == [(info.value, info.name) for info in card.classes]
    colours = [QColor(info.color).rgb() for info in card.classes]
    assert [QColor(c.symbol().color()).rgb() for c in categories] == colours
    names = {info.value: info.name for info in card.classes}
    assert layer.featureCount() > 10
    for feature in layer.getFeatures():
        assert feature["class_name"] == names[feature["class"]]
        assert feature["area_m2"] > 0
        assert feature["perimeter_m"] > 0
        assert 0 < feature["confidence_mean"] <= 1


def check_areas(areas, layer):
    """The table and the polygons tell the same areas, but for the map projection's scale (pixels are measured at the centre)."""
    for area in areas:
        drawn = sum(f["area_m2"] for f in layer.getFeatures() if f["class"] == area["value"])
        assert drawn == pytest.approx(area["area_m2"], rel=2e-3, abs=1)


def test_right_angles_and_a_smallest_area(person, tmp_path):
    scene = add_layer(crop_sample(tmp_path / "scene.tif", 300, 300))
    person.set(scene, SHIPPED, name="plain")
    person.result()
    plain = layer_named("Polygons: plain")
    person.set(name="square", right_angles=True)
    person.page.options.min_area_m2.setValue(20)
    person.result()
    square = layer_named("Polygons: square")
    assert 0 < square.featureCount() < plain.featureCount()
    assert min(f["area_m2"] for f in square.getFeatures()) > 5
    assert vertices(square) < 0.7 * vertices(plain)


def vertices(layer):
    return sum(sum(1 for _ in f.geometry().vertices()) for f in layer.getFeatures())


def test_a_raster_without_a_coordinate_system_is_mapped_and_shares_are_shown(person, small_model, tmp_path):
    crop_sample(tmp_path / "scene.png", 90, 70, format="PNG")
    (tmp_path / "scene.png.aux.xml").unlink()  # place and coordinate system of a PNG stand beside it
    person.set(add_layer(tmp_path / "scene.png"), small_model, tmp_path / "out")
    result = person.result()
    assert result.facts["areas"][0]["area_m2"] is None
    shares = [share_of(share) for _, share in areas_shown(person.page).values()]
    assert sum(shares) == pytest.approx(100, abs=0.5)
    assert {area for area, _ in areas_shown(person.page).values()} == {"–"}


def test_online_tiles_are_fetched_and_missing_ones_are_told(person, small_model, tmp_path):
    server = TileServer()
    layer = QgsRasterLayer(server.uri("miss"), "online", "wms")
    QgsProject.instance().addMapLayer(layer)
    person.set(layer, small_model, tmp_path / "out", polygons=False)
    mercator = QgsCoordinateReferenceSystem("EPSG:3857")
    person.draw(QgsRectangle(1000000, 6000000, 1000500, 6000200), mercator)
    result = person.result()
    server.close()
    assert "tiles of the layer are missing" in person.said()
    classes = layer_named("Classes: map")
    assert classes.crs() == mercator
    assert tree_names() == ["Classes: map", "online"]
    pixels = gdal.Open(result.outputs["classes"]).ReadRaster()
    assert 0.2 < pixels.count(b"\xff") / len(pixels) < 0.8  # the odd columns of tiles


def test_two_qgis_on_one_engine_environment(person, host, small_model, tmp_path):
    """The same result is refused and left alone while the first works on it; another result is made at the same time."""
    scene = crop_sample(tmp_path / "scene.tif", 200, 260)
    out = tmp_path / "out"
    person.set(add_layer(scene), small_model, out, tile_px=TILE_PX)
    with host.held_in("segment") as hold:
        person.start()
        person.wait_for(lambda: hold.pid > 0)
        answers = second_qgis(scene, small_model, out, host.home, ("map", "other"))
        assert answers["map"]["type"] == "Failure"
        assert answers["map"]["code"] == "output.in_use"
        assert str(host.pid) in answers["map"]["message"]
        assert answers["other"]["type"] == "Result"
        assert not (out / "map.tif").exists()
    person.wait()
    assert (out / "map.tif").read_bytes() == (out / "other.tif").read_bytes()


@pytest.fixture
def window(qgis_iface, shown_canvas, qgis_parent, qgis_new_project, monkeypatch):
    monkeypatch.setenv(PYTHON_VARIABLE, PYTHON)
    return Window(qgis_iface, shown_canvas, qgis_parent)


def test_load_use_unload_load_leaves_nothing_behind(window, small_model, tmp_path, qtbot):
    scene = add_layer(crop_sample(tmp_path / "scene.tif", 64, 64))
    before, children_before, threads_before = traces(window), children(), set(threading.enumerate())
    for _ in range(2):
        plugin = load(window)
        person = Person(plugin.controller, qtbot)
        person.set(scene, small_model, tmp_path / "out")
        person.result()
        assert len(children() - children_before) == 1
        unload(plugin)
        assert traces(window) == before
        assert children() == children_before
        assert {t for t in threading.enumerate() if t.is_alive()} <= threads_before


def children():
    """The process numbers of this process's children, zombies included."""
    found = set()
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    parent = int(file.read().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            if parent == os.getpid():
                found.add(int(name))
    return found
