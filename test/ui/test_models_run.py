"""Models taken in, given out, renamed, copied, deleted through the page, with an engine that is a script."""

import json
import os
import zipfile

import pytest
from landweave.core.contract.card import load_card
from landweave.core.contract.events import Failure, Result, Stopped
from landweave.core.contract.job_parts import RasterSource
from landweave.core.contract.jobs import SegmentJob
from landweave.test.ui.conftest import write_model
from landweave.ui import installed_models, models_run, settings, train_options
from landweave.ui.import_model_dialog import ImportModelDialog
from landweave.ui.model_file import look_into
from landweave.ui.models_page import ModelsPage
from landweave.ui.models_run import ModelsController
from qgis.core import Qgis
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QInputDialog, QMessageBox


@pytest.fixture
def homes(tmp_path, monkeypatch):
    """Imported and own models go to temporary folders."""
    imported, own = tmp_path / "profile" / "imported", tmp_path / "profile" / "models"
    monkeypatch.setattr(installed_models, "imported_folder", lambda: str(imported))
    monkeypatch.setattr(models_run, "default_models_folder", lambda: str(own))
    monkeypatch.setattr(installed_models, "is_in_profile", lambda folder: folder.startswith(str(tmp_path / "profile")))
    return imported, own


@pytest.fixture
def modeller(model_folder, homes, host, qgis_iface, qtbot, monkeypatch):
    host.script("ok")
    monkeypatch.setenv("LANDWEAVE_SCRIPT_PACKAGE", model_folder)
    page = ModelsPage()
    page.resize(300, 900)
    page.show()
    made = ModelsController(qgis_iface, page, host)
    yield made
    made.close()
    page.close()
    page.deleteLater()


@pytest.fixture
def own(modeller, tmp_path):
    folder = write_model(tmp_path / "mine" / "roofs", "Roofs")
    installed_models.remember(folder)
    modeller.page.reload(folder)
    return folder


@pytest.fixture
def ends(modeller):
    outcomes = []
    modeller.finished.connect(outcomes.append)
    return outcomes


def wait_for(ends, qtbot, count=1):
    qtbot.waitUntil(lambda: len(ends) == count, timeout=20000)
    return ends[-1]


def zipped(folder, path):
    with zipfile.ZipFile(path, "w") as archive:
        for name in os.listdir(folder):
            archive.write(os.path.join(folder, name), name)
    return str(path)


def names(modeller):
    return [card.name for card in modeller.page.cards().values()]


def answer(kind, act, tries=200):
    """Wait for a modal window of this kind and act on it, as a person would."""

    def look(left):
        found = QApplication.activeModalWidget()
        if isinstance(found, kind) and found.isVisible():
            act(found)
        elif left:
            QTimer.singleShot(20, lambda: look(left - 1))

    QTimer.singleShot(0, lambda: look(tries))


# adding


def test_a_zip_is_added_and_chosen(modeller, ends, tmp_path, homes, qtbot, qgis_iface):
    path = zipped(write_model(tmp_path / "from" / "trees", "Trees"), tmp_path / "Trees.zip")
    told = []
    modeller.models_changed.connect(lambda: told.append(1))
    modeller.install([path])
    assert not modeller.page.cancel.isHidden()
    assert isinstance(wait_for(ends, qtbot), Result)
    assert modeller.page.current_card().name == "Trees"
    assert modeller.page.folder() == str(homes[0] / "Trees")
    assert modeller.page.cancel.isHidden()
    assert told == [1]
    assert settings.MODEL_FOLDERS.get() == (str(homes[0] / "Trees"),)
    assert "The model Trees was added" in qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Success)[0]


def test_several_are_added_one_after_the_other(modeller, ends, tmp_path, qtbot):
    paths = [zipped(write_model(tmp_path / "from" / name, name), tmp_path / f"{name}.zip") for name in ("A", "B")]
    modeller.install([*paths, write_model(tmp_path / "from" / "C", "C")])
    wait_for(ends, qtbot, 3)
    assert names(modeller)[-3:] == ["A", "B", "C"]


def test_the_same_model_twice_lies_in_two_folders(modeller, ends, tmp_path, homes, qtbot):
    path = zipped(write_model(tmp_path / "from" / "trees", "Trees"), tmp_path / "Trees.zip")
    modeller.install([path, path])
    wait_for(ends, qtbot, 2)
    assert sorted(os.listdir(homes[0])) == ["Trees", "Trees_2"]


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda _data: b"rubbish", lambda _data: b""])
def test_a_damaged_zip_is_named_and_leaves_nothing(modeller, ends, tmp_path, homes, qtbot, damage):
    path = zipped(write_model(tmp_path / "from" / "trees", "Trees"), tmp_path / "Trees.zip")
    with open(path, "rb") as file:
        data = file.read()
    with open(path, "wb") as file:
        file.write(damage(data))
    modeller.install([path])
    assert isinstance(wait_for(ends, qtbot), Failure)
    assert modeller.page.notice.isVisible()
    assert "Trees.zip" in modeller.page.notice.message.text()
    assert names(modeller) == ["Land cover"]
    assert not homes[0].exists()


def test_what_is_no_model_is_refused_at_once(modeller, tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    modeller.install([str(tmp_path / "notes.txt")])
    assert "notes.txt" in modeller.page.notice.message.text()
    assert modeller.jobs.task is None


def test_adding_can_be_cancelled(modeller, ends, host, tmp_path, homes, qtbot):
    host.script("slow")
    path = zipped(write_model(tmp_path / "from" / "trees", "Trees"), tmp_path / "Trees.zip")
    modeller.install([path, path])
    qtbot.waitUntil(lambda: modeller.page.panel.bar.value() > 0, timeout=20000)
    QTest.mouseClick(modeller.page.cancel, Qt.MouseButton.LeftButton)
    assert isinstance(wait_for(ends, qtbot), Stopped)
    qtbot.wait(200)
    assert modeller.jobs.task is None  # the second is not begun either
    assert names(modeller) == ["Land cover"]
    assert "Cancelled" in modeller.page.notice.message.text()


def test_without_an_engine_it_offers_to_set_it_up(modeller, tmp_path, monkeypatch, qtbot):
    monkeypatch.delenv("LANDWEAVE_ENGINE_PYTHON")
    path = zipped(write_model(tmp_path / "from" / "trees", "Trees"), tmp_path / "Trees.zip")
    with qtbot.waitSignal(modeller.set_up_requested):
        modeller.install([path])
    assert "not set up" in modeller.page.notice.message.text()


def fill(dialog, **texts):
    for name, text in texts.items():
        getattr(dialog, name).setText(text)
    dialog.pixel.setValue(0.5)


def press_add(dialog):
    button = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert button.isEnabled(), dialog.why_not()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_weights_are_asked_about_and_added(modeller, ends, tmp_path, homes, qtbot):
    path = tmp_path / "roof_net.safetensors"
    path.write_bytes(b"weights")

    def act(dialog):
        dialog.encoder.setEditText("resnet34")
        fill(dialog, name="Roof net", license="MIT")
        press_add(dialog)

    answer(ImportModelDialog, act)
    modeller.install([str(path)])
    assert isinstance(wait_for(ends, qtbot), Result)
    card = load_card(str(homes[0] / "Roof_net"))
    assert (card.name, card.license, card.input.resolution_m) == ("Roof net", "MIT", 0.5)
    assert [band.common_name for band in card.bands] == ["red", "green", "blue"]
    assert [step.type for step in card.scaling] == ["scale", "z-score"]
    assert modeller.page.current_card().name == "Roof net"


def test_a_form_that_was_given_up_adds_nothing(modeller, tmp_path, homes):
    (tmp_path / "net.pt").write_bytes(b"weights")
    answer(ImportModelDialog, lambda dialog: dialog.reject())
    modeller.install([str(tmp_path / "net.pt")])
    assert modeller.jobs.task is None
    assert not homes[0].exists()


def test_what_does_not_fit_is_asked_again_with_what_was_said(modeller, ends, tmp_path, homes, qtbot):
    path = tmp_path / "net.safetensors"
    path.write_bytes(b"thirteen byte")
    seen = []

    def first(dialog):
        fill(dialog, name="Net")
        answer(ImportModelDialog, second)
        press_add(dialog)

    def second(dialog):
        seen.append((dialog.trouble.text(), dialog.name.text(), len(dialog.classes.classes()), dialog.pixel.value()))
        dialog.encoder.setEditText("resnet50")
        press_add(dialog)

    answer(ImportModelDialog, first)
    modeller.install([str(path)])
    assert isinstance(wait_for(ends, qtbot, 2), Result)
    trouble, name, classes, pixel = seen[0]
    assert "do not belong to the chosen network" in trouble
    assert (name, classes, pixel) == ("Net", 4, 0.5)
    assert len(load_card(str(homes[0] / "Net")).classes) == 4


def test_an_onnx_file_is_asked_about_only_where_it_says_too_little(modeller, ends, tmp_path, qtbot):
    path = tmp_path / "net.onnx"
    path.write_bytes(b"")
    seen = []

    def act(dialog):
        seen.append((len(dialog.classes.classes()), dialog.band_names(), dialog.scaling.currentText()))
        fill(dialog)
        press_add(dialog)

    answer(ImportModelDialog, act)
    modeller.install([str(path)])
    assert isinstance(wait_for(ends, qtbot, 2), Result)
    assert isinstance(ends[0], Failure)
    assert seen == [(4, ("band 1", "band 2"), "as the file says")]
    assert modeller.page.current_card().name == "net"
    assert "Values as they are" in modeller.page.notice.message.text()


def test_files_and_folders_are_chosen_in_qgiss_own_windows(modeller, ends, tmp_path, qtbot, monkeypatch):
    path = zipped(write_model(tmp_path / "from" / "trees", "Trees"), tmp_path / "Trees.zip")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a: (path, "") if "*.onnx" in a[3] and "*.zip" in a[3] else None)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: str(tmp_path / "from" / "trees"))
    modeller.page.add_file.trigger()
    wait_for(ends, qtbot)
    modeller.page.add_folder.trigger()
    wait_for(ends, qtbot, 2)
    assert names(modeller) == ["Land cover", "Trees", "Trees"]


# exporting and checking


@pytest.mark.parametrize(("format_", "suffix"), [("zip", ".zip"), ("onnx", ".onnx"), ("stac", ".json")])
def test_a_model_is_exported_to_a_file(modeller, ends, tmp_path, qtbot, monkeypatch, model_folder, format_, suffix):
    asked = []

    def choose(*arguments):
        asked.append(arguments[2])
        return str(tmp_path / "out"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    next(action for action in modeller.page.exports if action.data() == format_).trigger()
    assert isinstance(wait_for(ends, qtbot), Result)
    assert os.path.basename(asked[0]) == "Land_cover" + suffix
    with zipfile.ZipFile(tmp_path / ("out" + suffix)) as archive:
        job = json.loads(archive.read("job.json"))
    assert (job["kind"], job["format"], job["model"]) == ("export_model", format_, model_folder)


def test_python_gets_a_folder_of_its_own(modeller, ends, tmp_path, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a: str(tmp_path))
    modeller.page.exports[2].trigger()
    assert isinstance(wait_for(ends, qtbot), Result)
    assert (tmp_path / "Land_cover").exists()


def test_an_export_that_was_given_up_starts_nothing(modeller, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: ("", ""))
    modeller.page.exports[0].trigger()
    assert modeller.jobs.task is None


def test_check_says_that_a_model_is_sound_or_what_is_wrong(modeller, ends, own, qtbot):
    modeller.page.check.trigger()
    assert isinstance(wait_for(ends, qtbot), Result)
    assert modeller.page.notice.message.text() == "The model Roofs is sound: its files are whole and fit together."
    with open(os.path.join(own, "model.safetensors"), "wb") as file:
        file.write(b"y")
    modeller.page.check.trigger()
    assert isinstance(wait_for(ends, qtbot, 2), Failure)
    assert "are not those that its card describes" in modeller.page.notice.message.text()


# a person's own models


def test_rename_keeps_the_folder(modeller, own, monkeypatch):
    told = []
    modeller.models_changed.connect(lambda: told.append(1))
    monkeypatch.setattr(QInputDialog, "getText", lambda *a: ("  Flat   roofs ", True))
    modeller.page.rename.trigger()
    assert load_card(own).name == "Flat roofs"
    assert (modeller.page.folder(), modeller.page.current_card().name, told) == (own, "Flat roofs", [1])


@pytest.mark.parametrize("reply", [("", True), ("New", False), ("Roofs", True)])
def test_rename_can_be_given_up(modeller, own, monkeypatch, reply):
    monkeypatch.setattr(QInputDialog, "getText", lambda *a: reply)
    modeller.page.rename.trigger()
    assert load_card(own).name == "Roofs"


def test_a_shipped_model_is_copied_to_the_own_ones(modeller, ends, homes, qtbot, monkeypatch, model_folder):
    asked = []
    monkeypatch.setattr(QInputDialog, "getText", lambda *a: (asked.append(a[4]), (a[4], True))[1])
    modeller.page.duplicate.trigger()
    assert isinstance(wait_for(ends, qtbot), Result)
    assert asked == ["Land cover (copy)"]
    copy = modeller.page.folder()
    assert os.path.dirname(copy) == str(homes[1])
    assert load_card(copy).name == "Land cover (copy)"
    assert modeller.page.rename.isEnabled()
    modeller.page.models.choose(model_folder)
    modeller.page.duplicate.trigger()
    wait_for(ends, qtbot, 2)
    assert asked[1] == "Land cover (copy 2)"


def click_in_box(text, seen):
    def act(box):
        seen.append((box.text(), box.informativeText(), [button.text() for button in box.buttons()]))
        button = next(button for button in box.buttons() if text in button.text().replace("&", ""))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    answer(QMessageBox, act)


def test_delete_says_what_is_lost_and_takes_it_off_every_list(modeller, ends, own, qtbot):
    seen, told = [], []
    settings.MODEL.set(own)
    modeller.models_changed.connect(lambda: told.append(1))
    click_in_box("Delete", seen)
    modeller.page.delete.trigger()
    assert isinstance(wait_for(ends, qtbot), Result)
    assert "Roofs" in seen[0][0]
    assert own in seen[0][1]
    assert not os.path.exists(own)
    assert (names(modeller), settings.MODEL_FOLDERS.get(), settings.MODEL.get(), told) == (["Land cover"], (), "", [1])


def test_delete_can_be_given_up(modeller, own):
    click_in_box("Cancel", [])
    modeller.page.delete.trigger()
    assert os.path.exists(own)
    assert names(modeller) == ["Land cover", "Roofs"]


def test_a_model_elsewhere_can_be_taken_off_the_list_only(modeller, own):
    click_in_box("Only take it off", [])
    modeller.page.delete.trigger()
    assert os.path.exists(own)
    assert names(modeller) == ["Land cover"]


def test_a_model_in_the_profile_has_no_other_place(modeller, homes):
    folder = write_model(homes[1] / "x", "X")
    installed_models.remember(folder)
    modeller.page.reload(folder)
    seen = []
    click_in_box("Cancel", seen)
    modeller.page.delete.trigger()
    assert len(seen[0][2]) == 2


def test_a_folder_with_other_things_in_it_is_not_deleted(modeller, ends, own, qtbot):
    with open(os.path.join(own, "thesis.doc"), "w") as file:
        file.write("x")
    click_in_box("Delete", [])
    modeller.page.delete.trigger()
    assert isinstance(wait_for(ends, qtbot), Failure)
    assert "thesis.doc" in modeller.page.notice.message.text()
    assert os.path.exists(own)
    assert names(modeller) == ["Land cover", "Roofs"]


def test_a_model_that_the_engine_works_with_is_not_deleted(modeller, own, monkeypatch):
    monkeypatch.setattr(modeller._engine, "running", lambda: SegmentJob(RasterSource("x"), own, "/o", "n"))
    modeller.page.delete.trigger()
    assert "working with this model" in modeller.page.notice.message.text()
    assert os.path.exists(own)


def test_use_and_the_links_of_the_card(modeller, own, qtbot, monkeypatch):
    with qtbot.waitSignal(modeller.model_chosen) as caught:
        QTest.mouseClick(modeller.page.use, Qt.MouseButton.LeftButton)
    assert caught.args == [own]
    shown = []
    monkeypatch.setattr(models_run.ArchitecturesDialog, "exec", lambda self: shown.append(self.current().key))
    modeller.page.card.findChild(object, "cardArchitecture").linkActivated.emit("fpn")
    QTest.mouseClick(modeller.page.architectures, Qt.MouseButton.LeftButton)
    assert shown == ["fpn", "unet"]


def test_a_page_that_comes_to_the_front_finds_new_models(modeller, tmp_path):
    modeller.page.hide()
    write_model(tmp_path / "models" / "later", "Later")
    modeller.page.show()
    assert names(modeller) == ["Land cover", "Later"]


def test_closing_ends_the_task(modeller, host, tmp_path, qtbot):
    host.script("slow")
    path = zipped(write_model(tmp_path / "from" / "trees", "Trees"), tmp_path / "Trees.zip")
    modeller.install([path])
    qtbot.waitUntil(lambda: modeller.page.panel.bar.value() > 0, timeout=20000)
    modeller.jobs.close()
    assert modeller.jobs.task is None


def test_own_models_are_kept_where_trained_ones_are():
    assert train_options.default_models_folder().endswith(os.path.join("landweave", "models"))
    assert look_into("/nowhere.zip").kind == "package"
