"""Fixtures of the QGIS side: small layers, a model card without weights, an engine that is a script, a page in a plugin."""

import hashlib
import os
import sys

import pytest

pytest.importorskip("qgis.core", reason="needs QGIS")

from landweave.core.contract import card as cards
from landweave.test.ui import scripted_engine
from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsSettings

SCRIPT_CLASSES = tuple(cards.ClassInfo(*item) for item in scripted_engine.CLASSES)


def write_rgb(path, rows=40, cols=60, bands=3, epsg=32645, pixel_m=0.3, descriptions=()):
    """A small georeferenced raster whose bands are marked red, green, blue (and alpha)."""
    from osgeo import gdal, osr

    options = [] if descriptions else ["PHOTOMETRIC=RGB"]
    data = gdal.GetDriverByName("GTiff").Create(str(path), cols, rows, bands, gdal.GDT_Byte, options)
    data.SetGeoTransform((350000.0, pixel_m, 0.0, 3050000.0, 0.0, -pixel_m))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    data.SetProjection(reference.ExportToWkt())
    for number in range(1, bands + 1):
        band = data.GetRasterBand(number)
        band.WriteRaster(0, 0, cols, rows, bytes((number * 40 + i) % 256 for i in range(rows * cols)))
        if descriptions:
            band.SetDescription(descriptions[number - 1])
    data = None
    return str(path)


def write_model(folder, name="Land cover", bands=("red", "green", "blue"), **changes):
    """A model package with a true card; its weights are one byte, which no test here loads."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / cards.WEIGHTS_FILE).write_bytes(b"x")
    values = {
        "format": cards.FORMAT, "format_version": cards.FORMAT_VERSION, "name": name, "version": "1.0", "license": "MIT",
        "description": "for tests", "architecture": "Unet", "encoder": "resnet18",
        "bands": tuple(cards.Band(band, band) for band in bands),
        "input": cards.InputInfo("uint8", 0.3, 0.1, 1.0),
        "scaling": (cards.Scaling("scale", value=(1 / 255,)),),
        "classes": SCRIPT_CLASSES,
        "tiling": cards.Tiling(32, 64, 192, 1024),
        "statistics": (),
        "weights": cards.Weights(cards.WEIGHTS_FILE, hashlib.sha256(b"x").hexdigest()),
        **changes,
    }  # fmt: skip
    (folder / cards.CARD_FILE).write_text(cards.card_to_json(cards.ModelCard(**values)), encoding="utf-8")
    return str(folder)


@pytest.fixture(autouse=True)
def clean_settings(tmp_path, monkeypatch):
    """No test sees the settings, engines or models of another one, nor those of the person who runs them."""
    from landweave.ui import model_combo

    QgsSettings().remove("landweave")
    monkeypatch.setenv("LANDWEAVE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LANDWEAVE_ENGINE_PYTHON", raising=False)
    monkeypatch.setattr(model_combo, "SHIPPED_MODELS", str(tmp_path / "models"))
    yield
    QgsSettings().remove("landweave")


@pytest.fixture
def model_folder(tmp_path):
    return write_model(tmp_path / "models" / "land")


@pytest.fixture
def image(tmp_path, qgis_new_project):
    """A valid RGB layer in the project."""
    from qgis.core import QgsProject

    layer = QgsRasterLayer(write_rgb(tmp_path / "image.tif"), "image", "gdal")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def host(tmp_path, monkeypatch):
    """An engine host on the scripted engine; `host.script(mode)` says what it does from its next start on."""
    from landweave.ui.engine import EngineHost

    root = scripted_engine.install(tmp_path / "plugin")
    made = EngineHost(home=str(tmp_path / "home"), package_root=root)

    def script(mode):
        monkeypatch.setenv("LANDWEAVE_ENGINE_PYTHON", sys.executable)
        monkeypatch.setenv("LANDWEAVE_SCRIPT", mode)

    made.script = script
    yield made
    made.close()


@pytest.fixture
def shown_canvas(qgis_parent, qgis_canvas):
    """The map canvas, laid out: an unshown one keeps 98x28 pixels."""
    from pytest_qgis.utils import wait

    qgis_parent.setCentralWidget(qgis_canvas)
    qgis_parent.show()
    qgis_canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32645"))
    wait(50)
    return qgis_canvas


@pytest.fixture
def page(qgis_canvas, model_folder, qgis_new_project):
    from landweave.ui.segment_page import SegmentPage

    made = SegmentPage(qgis_canvas)
    yield made
    made.remove()
    made.deleteLater()


@pytest.fixture
def controller(page, host, qgis_iface):
    """The page with its controller, as the plugin wires them."""
    from landweave.ui.segment_run import SegmentController

    made = SegmentController(qgis_iface, page, host)
    yield made
    made.close()


def alive(pid):
    """Whether a process runs; zombies do not count."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def process_alive():
    return alive if os.path.isdir("/proc") else pytest.skip("needs /proc")
