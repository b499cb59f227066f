"""Fixtures of the QGIS side: small layers, a model card without weights, an engine that is a script, a page in a plugin."""

import gc
import hashlib
import os
import sys
import tempfile

import pytest

pytest.importorskip("qgis.core", reason="needs QGIS")

from landweave.core.contract import card as cards
from landweave.test.ui import label_files as lf
from landweave.test.ui import scripted_engine
from landweave.test.ui.processing_hands import scripted, toolbox  # noqa: F401 - fixtures
from landweave.test.ui.real_engine import person, real_host, warm_host  # noqa: F401 - fixtures
from landweave.ui.label_areas import Areas
from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle, QgsSettings
from qgis.PyQt.QtCore import QLocale, QThreadPool

SCRIPT_CLASSES = tuple(cards.ClassInfo(*item) for item in scripted_engine.CLASSES)
DRAWN_MS = 200


def _once_nothing_is_drawn(change):
    """Change the environment while no thread of QGIS reads it: GDAL asks for variables all the time, and in glibc a variable
    that is added or removed meanwhile can crash who asks. The plugin never changes its environment; pytest and tests do.
    """

    def wait_and_change(*arguments):
        QThreadPool.globalInstance().waitForDone(DRAWN_MS)
        change(*arguments)

    return wait_and_change


os.putenv, os.unsetenv = _once_nothing_is_drawn(os.putenv), _once_nothing_is_drawn(os.unsetenv)


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


@pytest.fixture(autouse=True)
def english():
    """Numbers are written as in the texts that tests expect, whatever the machine's language."""
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))


@pytest.fixture
def collected():
    """Errors keep their frames, and so QGIS objects, in cycles; those must be gone before QGIS itself goes."""
    yield
    gc.collect()


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
def fields(tmp_path, qgis_new_project):
    """A label project with one image."""
    made = lf.make_project(tmp_path)
    made.scene = lf.make_image(tmp_path)
    yield made
    made.close(save=False)


@pytest.fixture
def area(fields):
    """A training area of 40 m × 20 m in the middle of the image."""
    areas = Areas(fields)
    return areas.get(areas.add_polygons([lf.box(10, 10, 50, 30)], lf.utm(), "train", fields.scene).area_ids[0])


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


@pytest.fixture
def folders(tmp_path):
    """A folder with images/ and masks/; the engine that reads them is a script."""
    from landweave.test.ui import training_script

    root = tmp_path / "roofs"
    for part in ("images", "masks"):
        (root / part).mkdir(parents=True)
        for number in range(3):
            training_script.write_png(str(root / part / f"{number}.png"), 8, 8, (number, 0, 0))
    return root


@pytest.fixture
def train_page(model_folder, tmp_path, qtbot):
    """The page in a window of its own; own models go to a temporary folder."""
    from landweave.ui.train_page import TrainPage

    made = TrainPage()
    made.options.folder.setFilePath(str(tmp_path / "own"))
    made.resize(340, 900)
    made.show()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def trainer(train_page, host, qgis_iface, model_folder, monkeypatch):
    """The page with its controller, as the plugin wires them."""
    from landweave.ui.train_run import TrainController

    monkeypatch.setenv("LANDWEAVE_SCRIPT_PACKAGE", model_folder)
    made = TrainController(qgis_iface, train_page, host)
    yield made
    made.close()


@pytest.fixture
def own_temporary_folder(tmp_path, monkeypatch):
    """What runs leave behind can be seen."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def scene_canvas(shown_canvas):
    """The map canvas, showing 70 m × 50 m around the upper left corner of `label_files.make_image`."""
    from landweave.test.ui import label_files as lf

    shown_canvas.setExtent(QgsRectangle(lf.at(-5, 45), lf.at(65, -5)))
    yield shown_canvas
    shown_canvas.stopRendering()
    shown_canvas.waitWhileRendering()


@pytest.fixture
def labeller(scene_canvas, host, qgis_iface, model_folder, qgis_new_project, tmp_path, monkeypatch, own_temporary_folder):
    """The label page's controller with its page; a raster of 90 m × 60 m lies in the QGIS project."""
    from landweave.test.ui import label_files as lf
    from landweave.ui.label_page import LabelPage
    from landweave.ui.label_run import LabelController

    canvas = scene_canvas
    scene = lf.make_image(tmp_path)
    page = LabelPage()
    page.resize(340, 900)
    page.show()
    monkeypatch.setattr(qgis_iface, "mapCanvas", lambda: canvas)
    made = LabelController(qgis_iface, page, host)
    made.scene = scene
    items = len(canvas.scene().items())
    yield made
    made.close()
    assert len(canvas.scene().items()) <= items
    page.close()
    page.deleteLater()


@pytest.fixture
def at_work(labeller, tmp_path):
    """The controller with an open project of three classes and chips of 32 px (9.6 m)."""
    from landweave.test.ui import label_files as lf

    made = lf.make_project(tmp_path)
    labeller.open_path(made.path)
    assert labeller.project is made
    return labeller
