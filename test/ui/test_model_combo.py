"""The list of models: what is chosen stays chosen, and looking for models again changes nothing that the person has set."""

import dataclasses
import shutil

import pytest
from landweave.core.contract import card as cards
from landweave.test.ui.conftest import write_model
from landweave.ui import settings
from landweave.ui.model_combo import ModelCombo
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest


@pytest.fixture
def combo_of(qtbot):
    """A list as it is built when QGIS starts."""

    def build():
        made = ModelCombo()
        qtbot.addWidget(made)
        return made

    return build


def write_other(tmp_path):
    """A model with other weights."""
    return write_model(tmp_path / "models" / "other", "Other", weights=cards.Weights(cards.WEIGHTS_FILE, "0" * 64))


def numbers(page):
    job = page.request().job
    return job.tile_px, job.halo_px


# tile and halo


def test_looking_for_models_again_keeps_tile_and_halo(page, image, tmp_path):
    page.options.tile_px.setValue(640)
    page.options.halo_px.setValue(32)
    page.show_plan({"tile_px": 512, "batch": 2})
    write_other(tmp_path)
    page.model.reload()
    assert page.model.combo.count() == 2
    assert numbers(page) == (640, 32)
    assert page.options.tile_px.specialValueText() == "Automatic (512 px)"


def test_another_name_keeps_tile_and_halo(page, image, model_folder):
    page.options.tile_px.setValue(640)
    card = dataclasses.replace(page.model.card(), name="Fields")
    with open(f"{model_folder}/{cards.CARD_FILE}", "w", encoding="utf-8") as file:
        file.write(cards.card_to_json(card))
    page.model.reload()
    assert (page.model.combo.currentText(), numbers(page)) == ("Fields", (640, -1))


def test_another_model_and_one_trained_anew_start_with_automatic(page, image, tmp_path):
    page.options.tile_px.setValue(640)
    other = write_other(tmp_path)
    page.model.reload(other)
    assert (page.model.folder(), numbers(page)) == (other, (0, -1))
    page.options.halo_px.setValue(32)
    write_model(tmp_path / "models" / "other", "Other", weights=cards.Weights(cards.WEIGHTS_FILE, "1" * 64))
    page.model.reload()
    assert (page.model.folder(), numbers(page)) == (other, (0, -1))


# the choice


def test_a_model_on_a_drive_that_is_away_stays_the_choice(combo_of, model_folder, tmp_path):
    folder = write_model(tmp_path / "drive" / "mine", "Mine")
    combo_of().add_folder(folder)
    shutil.move(str(tmp_path / "drive"), str(tmp_path / "away"))
    assert combo_of().folder() == model_folder
    assert settings.MODEL.get() == folder
    shutil.move(str(tmp_path / "away"), str(tmp_path / "drive"))
    assert combo_of().folder() == folder


def test_what_the_person_takes_from_the_list_is_remembered(combo_of, model_folder, tmp_path):
    other = write_other(tmp_path)
    combo = combo_of()
    assert (combo.folder(), settings.MODEL.get()) == (model_folder, "")
    combo.show()
    QTest.keyClick(combo.combo, Qt.Key.Key_Down)
    assert (combo.folder(), settings.MODEL.get()) == (other, other)
    assert combo_of().folder() == other


def test_a_model_that_another_page_hands_over_is_remembered(combo_of, model_folder, tmp_path):
    other = write_other(tmp_path)
    combo = combo_of()
    combo.reload(str(tmp_path / "nowhere"))
    assert settings.MODEL.get() == ""
    combo.reload(other)
    assert (combo.folder(), settings.MODEL.get()) == (other, other)
