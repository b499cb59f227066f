"""The dialog that asks which band is which."""

import gc

import pytest

pytest.importorskip("qgis.core")

from landweave.test.ui.raster_files import make_card, write_raster
from landweave.ui import bands_dialog
from osgeo import gdal
from qgis.core import QgsRasterLayer, QgsSettings
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox

pytestmark = pytest.mark.qgis


@pytest.fixture(autouse=True)
def collected():
    """Errors keep their frames, and so QGIS objects, in cycles; those must be gone before QGIS itself goes."""
    yield
    gc.collect()




@pytest.fixture(autouse=True)
def no_memory(qgis_app):
    QgsSettings().remove("landweave/bands")
    yield
    QgsSettings().remove("landweave/bands")


@pytest.fixture
def scene(tmp_path):
    path = write_raster(tmp_path / "a.tif", bands=5, kind=gdal.GDT_UInt16, names=("", "green", "", "", "thermal"))
    return QgsRasterLayer(path, "scene", "gdal")


def ok_of(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def when_open(action):
    """Run `action(dialog)` once the dialog is modal."""
    QTimer.singleShot(50, lambda: action(QApplication.activeModalWidget()))


def test_it_starts_with_what_matched_and_the_unnamed_bands_in_order(scene):
    dialog = bands_dialog.BandsDialog(make_card(), scene)
    assert dialog.numbers() == (1, 2, 3)  # green by its name, red and blue from the unnamed bands
    assert [dialog.combos[0].itemText(i) for i in range(1, 6)] == ["1", "2: green", "3", "4", "5: thermal"]
    assert ok_of(dialog).isEnabled()


def test_a_named_band_is_never_suggested_for_another_name(tmp_path, qgis_app):
    path = write_raster(tmp_path / "a.tif", kind=gdal.GDT_UInt16, names=("thermal", "pan", "swir"))
    dialog = bands_dialog.BandsDialog(make_card(), QgsRasterLayer(path, "scene", "gdal"))
    assert dialog.numbers() == (0, 0, 0)
    assert not ok_of(dialog).isEnabled()


def test_no_band_twice(scene):
    dialog = bands_dialog.BandsDialog(make_card(), scene)
    dialog.combos[0].setCurrentIndex(dialog.combos[0].findData(2))
    assert not ok_of(dialog).isEnabled()
    assert dialog.problem.text() == "A band is chosen twice."
    dialog.combos[0].setCurrentIndex(dialog.combos[0].findData(5))
    assert ok_of(dialog).isEnabled()
    assert dialog.problem.text() == ""


def test_too_few_bands_are_said(tmp_path, qgis_app):
    path = write_raster(tmp_path / "a.tif", bands=2, kind=gdal.GDT_UInt16)
    dialog = bands_dialog.BandsDialog(make_card(), QgsRasterLayer(path, "scene", "gdal"))
    assert not ok_of(dialog).isEnabled()
    assert dialog.problem.text() == "The raster has 2 bands; the model needs 3."


def test_the_choice_is_returned_and_remembered_for_this_source_and_model(scene, tmp_path):
    def choose(dialog):
        dialog.combos[0].setCurrentIndex(dialog.combos[0].findData(4))
        ok_of(dialog).click()

    when_open(choose)
    assert bands_dialog.choose_bands(make_card(), scene) == (4, 2, 3)
    assert bands_dialog.remembered_bands(make_card(), scene) == (4, 2, 3)
    assert bands_dialog.bands_for(make_card(), scene) == (4, 2, 3)  # without asking again
    assert bands_dialog.BandsDialog(make_card(), scene).numbers() == (4, 2, 3)
    assert bands_dialog.remembered_bands(make_card(("red", "nir")), scene) is None
    other = QgsRasterLayer(write_raster(tmp_path / "b.tif", bands=5), "scene", "gdal")
    assert bands_dialog.remembered_bands(make_card(), other) is None


def test_cancel_is_none_and_remembers_nothing(scene):
    when_open(lambda dialog: dialog.reject())
    assert bands_dialog.choose_bands(make_card(), scene) is None
    assert bands_dialog.remembered_bands(make_card(), scene) is None


def test_a_remembered_choice_that_no_longer_fits_is_forgotten(scene):
    for stored in ("1,2,9", "1,1,2", "1,2", "x,y,z"):
        QgsSettings().setValue(bands_dialog._key(make_card(), scene), stored)
        assert bands_dialog.remembered_bands(make_card(), scene) is None


def test_a_complete_match_asks_nothing(tmp_path, qgis_app):
    layer = QgsRasterLayer(write_raster(tmp_path / "rgb.tif", options=["PHOTOMETRIC=RGB"]), "rgb", "gdal")
    assert bands_dialog.bands_for(make_card(), layer) == (1, 2, 3)
