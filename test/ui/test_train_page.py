"""The page "Train": what it asks for is what is set, a beginner's folder is understood, and the outcome is said in words."""

import dataclasses
import json

import pytest
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.core.contract.card import Weights
from landweave.core.contract.errors import JobError
from landweave.core.contract.events import Result
from landweave.core.contract.jobs import job_from_plain, job_to_plain
from landweave.test.ui.conftest import write_model
from landweave.test.ui.train_page_hands import (
    SCAN,
    learn_from_folders,
    plan,
    scan,
    write_project,
)
from landweave.ui import train_page as module
from landweave.ui.dock import LandweaveDock
from landweave.ui.train_data import Incomplete
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest


@pytest.fixture
def page(train_page):
    return train_page


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / "town.gpkg")


# what is asked for


def test_the_job_is_what_is_set(page, project, tmp_path, model_folder):
    page.set_label_project(project)
    page.presets["thorough"].setChecked(True)
    page.name.setText("Roofs of the town")
    page.options.device.setCurrentIndex(page.options.device.findData("cpu"))
    page.options.epochs.setValue(30)
    page.options.learning_rate.setValue(0.0005)
    job = page.request()
    assert (job.data.project, job.data.folder, job.base) == (project, "", model_folder)
    assert (job.preset, job.name, job.device) == ("thorough", "Roofs of the town", "cpu")
    assert job.output_dir == str(tmp_path / "own" / "Roofs_of_the_town")
    assert job.changes == {"epochs": 30, "learning_rate": 0.0005}
    assert (job.network, job.config, job.resume, job.finish) == ({}, {}, True, False)


def test_untouched_it_leaves_everything_to_the_engine(page, project):
    page.set_label_project(project)
    job = page.request()
    assert (job.preset, job.device, job.changes, job.network, job.classes, job.bands) == ("quick", "auto", {}, {}, (), ())
    assert job.name == "town"
    assert page.name.placeholderText() == "town"


def test_a_name_that_is_taken_is_not_proposed(page, project, tmp_path):
    (tmp_path / "own" / "town").mkdir(parents=True)
    page.set_label_project(project)
    assert page.request().name == "town 2"


@pytest.mark.parametrize(("choice", "network"), [
    ("", {}), ("fpn", {"_model_class": "FPN", "encoder_name": "resnet34"}), ("unet-original", {"_model_class": "UNetOriginal"}),
])  # fmt: skip
def test_a_new_network(page, project, choice, network):
    page.set_label_project(project)
    assert page.start.network.isHidden()
    page.start.combo.setCurrentIndex(page.start.combo.count() - 1)
    assert not page.start.network.isHidden()
    page.start.architecture.setCurrentIndex(page.start.architecture.findData(choice))
    page.start.encoder.setCurrentIndex(page.start.encoder.findData("resnet34"))
    job = page.request()
    assert (job.base, job.network) == ("", network)
    assert page.start.encoder.isEnabled() == ("encoder_name" in network)


def test_what_cannot_learn_any_more_is_no_base(page, tmp_path):
    write_model(tmp_path / "models" / "net", "Finished", weights=Weights("model.onnx", "0" * 64))
    write_model(tmp_path / "models" / "other", "Other")
    page.start.reload()
    names = [page.start.combo.itemText(i) for i in range(page.start.combo.count())]
    assert names == ["Land cover", "Other", "New network …"]


def choose_architecture(page, key):
    page.start.combo.setCurrentIndex(page.start.combo.count() - 1)
    page.start.architecture.setCurrentIndex(page.start.architecture.findData(key))


def test_every_architecture_of_the_table_is_offered_and_explained(page):
    combo = page.start.architecture
    assert [combo.itemData(i) for i in range(1, combo.count())] == [row.key for row in ARCHITECTURES]
    for number, row in enumerate(ARCHITECTURES, start=1):
        assert combo.itemText(number) == row.title
        assert row.summary in combo.itemData(number, Qt.ItemDataRole.ToolTipRole)
        choose_architecture(page, row.key)
        assert page.start.about.text() == row.summary
        assert page.start.encoder.isEnabled() == row.takes_encoder


def test_an_opened_network_fits_the_narrow_dock(page, qtbot):
    dock = LandweaveDock({})
    choose_architecture(page, "fcn-8s")
    page.start.network.setCollapsed(False)
    assert page.minimumSizeHint().width() <= dock.minimumWidth()
    page.resize(dock.minimumWidth(), 900)
    about = page.start.about
    for row in ARCHITECTURES:
        choose_architecture(page, row.key)
        qtbot.wait(30)
        lines = about.fontMetrics().boundingRect(0, 0, about.width(), 9999, Qt.TextFlag.TextWordWrap, about.text()).height()
        assert lines <= about.height() < lines + 1.5 * about.fontMetrics().height()
    choose_architecture(page, "")
    page.start.network.setCollapsed(True)
    page.start.network.setCollapsed(False)
    assert not page.start.staged.isVisible()


def test_a_network_with_stages_can_be_trained_coarse_to_fine(page, project):
    page.set_label_project(project)
    for row in ARCHITECTURES:
        choose_architecture(page, row.key)
        page.start.staged.setChecked(True)
        assert page.start.staged.isHidden() == (row.stages == 1)
        assert page.request().changes == ({"staged": True} if row.stages > 1 else {})
    assert any(row.stages > 1 for row in ARCHITECTURES)
    choose_architecture(page, "fcn-8s")
    assert page.request().network["output_stride"] == 8
    page.start.staged.setChecked(False)
    assert page.request().changes == {}
    page.start.staged.setChecked(True)
    page.start.combo.setCurrentIndex(0)  # a model to go on from brings its own network
    assert page.request().changes == {}


def test_without_data_it_says_what_to_choose(page):
    with pytest.raises(Incomplete, match="label project"):
        page.request()
    page.data.folders.setChecked(True)
    with pytest.raises(Incomplete, match="folder"):
        page.request()


def test_a_label_project_that_is_gone_is_an_error(page, tmp_path):
    page.set_label_project(str(tmp_path / "gone.gpkg"))
    with pytest.raises(JobError) as caught:
        page.request()
    assert caught.value.code == "labels.missing"


def test_the_areas_rasters_are_read_as_qgis_has_them(page, image, tmp_path, model_folder):
    page.set_label_project(write_project(tmp_path / "on_image.gpkg", [image.source(), "/not/in/the/project.tif"]))
    rasters = page.request().data.rasters
    assert list(rasters) == [image.source()]
    assert rasters[image.source()].bands == (1, 2, 3)
    assert "32645" in rasters[image.source()].crs_wkt


def test_the_open_project_does_not_push_aside_chosen_folders(page, folders, project):
    learn_from_folders(page, folders)
    page.set_label_project(project)
    assert page.request().data.folder == str(folders)
    page.data.labels.setChecked(True)
    assert page.request().data.project == project


@pytest.mark.parametrize("by_folder", [True, False])
def test_a_job_comes_back_as_it_was_after_a_restart(page, folders, project, tmp_path, by_folder):
    page.start.combo.setCurrentIndex(page.start.combo.count() - 1)
    page.start.architecture.setCurrentIndex(page.start.architecture.findData("fcn-16s"))
    page.start.staged.setChecked(True)
    page.presets["balanced"].setChecked(True)
    page.options.epochs.setValue(7)
    page.name.setText("Mine")
    if by_folder:
        learn_from_folders(page, folders)
        scan(page)
        page.data.classes.item(1, 1).setText("house")
    else:
        page.set_label_project(project)
    job = job_from_plain(json.loads(json.dumps(job_to_plain(page.request()))))
    other = module.TrainPage()
    other.restore(job)
    assert other.request() == job
    other.deleteLater()


# folders


def test_the_engine_finds_out_which_files_are_which(page, folders):
    learn_from_folders(page, folders)
    data = page.request().data
    assert (data.folder, data.images, data.masks, data.validation, data.test) == (str(folders), "", "", (), ())
    assert (data.labels, data.colors) == ({}, {})
    page.data.images.setText("tiles/*.tif")
    page.data.validation.setText("/val/; /dev/")
    data = page.request().data
    assert (data.images, data.masks, data.validation) == ("tiles/*.tif", "", ("/val/", "/dev/"))


def test_a_folder_that_cannot_be_used_opens_the_choice_of_files(page, folders):
    learn_from_folders(page, folders)
    assert page.data.more.isCollapsed()
    scan(page, usable=False, pairs={}, labels={}, classes=[])
    assert not page.data.more.isCollapsed()
    assert page.data.found.text() == ""


def test_a_folder_is_looked_at_when_its_name_is_typed_and_not_at_every_letter(page, folders, qtbot):
    page.data.folders.setChecked(True)
    changes = []
    page.data.changed.connect(lambda: changes.append(page.data.question()))
    for length in range(1, len(str(folders)) + 1):
        page.data.folder.lineEdit().setText(str(folders)[:length])
    assert changes == []
    qtbot.waitUntil(lambda: bool(changes), timeout=2000)
    assert [job.folder for job in changes] == [str(folders)]


def test_what_was_said_about_one_folder_does_not_hold_for_another(page, folders, tmp_path):
    learn_from_folders(page, folders)
    scan(page)
    page.data.images.setText("tiles/*.tif")
    page.data.classes.item(1, 1).setText("house")
    page.data.folder.setFilePath(str(tmp_path / "other"))
    data = page.request().data
    assert (data.folder, data.images, data.labels) == (str(tmp_path / "other"), "", {})
    assert page.data.question().folder == str(tmp_path / "other")


def test_classes_are_those_that_the_engine_finds_and_can_be_named(page, folders):
    learn_from_folders(page, folders)
    assert page.request().data.labels == {}
    assert (page.data.question().folder, page.data.question().images) == (str(folders), "")
    scan(page)
    assert page.data.question() is None
    assert page.request().data.labels == {"0": "land", "1": "class 1"}
    assert page.data.found.text() == "Images with masks: 4. Classes in the masks: land, class 1."
    page.data.classes.item(1, 1).setText("house")
    assert page.request().data.labels == {"0": "land", "1": "house"}
    page.data.classes.item(1, 1).setText("  ")
    assert page.request().data.labels == {"0": "land", "1": "house"}


@pytest.mark.parametrize("guessed", [True, False])
def test_classes_without_names_are_put_before_the_person(page, folders, guessed):
    learn_from_folders(page, folders)
    finding = {"code": "dataset.names_guessed", "level": "info", "message": "", "data": {}}
    scan(page, findings=[finding] if guessed else [])
    assert page.data.more.isCollapsed() is not guessed


def test_names_that_were_given_outlive_another_look(page, folders):
    learn_from_folders(page, folders)
    scan(page)
    page.data.classes.item(1, 1).setText("house")
    page.data.show_scan(page.data._scan_job(), {**SCAN, "labels": {"0": "land", "1": "class 1", "7": "class 7"}})
    assert page.request().data.labels == {"0": "land", "1": "house", "7": "class 7"}


def test_other_files_are_looked_at_anew(page, folders):
    learn_from_folders(page, folders)
    scan(page)
    page.data.masks.setText("other/*.png")
    assert page.data.question().masks == "other/*.png"
    page.data.folder.setFilePath("")
    page.data._forget_folder()
    assert page.data.question() is None
    assert page.data.classes.names() == {}


def test_classes_of_colour_masks_are_named_by_colour(page, folders):
    learn_from_folders(page, folders)
    scan(page, labels={}, colors={"#ff0000": "roof", "#00ff00": "grass"})
    assert page.request().data.colors == {"#ff0000": "roof", "#00ff00": "grass"}
    assert page.request().data.labels == {}


# before the start


def test_the_button_waits_for_the_plan_and_for_every_change(page, folders):
    learn_from_folders(page, folders)
    assert not page.button.isEnabled()
    plan(page)
    assert page.button.isEnabled()
    assert page.plan.text.text().replace("\u00a0", " ") == "CPU, at most about 4 min"
    assert page.plan.notes() == ["Training areas: 2; check areas: 1."]
    page.presets["balanced"].setChecked(True)
    assert not page.button.isEnabled()


def test_an_error_keeps_it_from_starting_and_stands_first(page, folders):
    learn_from_folders(page, folders)
    findings = [
        {"code": "train.no_check", "level": "warning", "message": "", "data": {"percent": 20}},
        {"code": "train.no_labels", "level": "error", "message": "", "data": {}},
    ]
    plan(page, findings=findings, can_start=False)
    assert not page.button.isEnabled()
    assert page.plan.notes()[0] == "There is no labelled pixel to learn from."
    assert "20 %" in page.plan.notes()[1]


def test_a_name_that_is_taken_keeps_it_from_starting(page, folders, tmp_path):
    learn_from_folders(page, folders)
    page.name.setText("old")
    (tmp_path / "own" / "old").mkdir(parents=True)
    (tmp_path / "own" / "old" / "model.json").write_text("{}")
    plan(page)
    assert not page.button.isEnabled()
    assert "another name" in page.plan.notes()[0]
    plan(page, resumable=True, done_steps=10)
    assert page.button.isEnabled()


def test_a_training_that_lost_its_checkpoint_may_begin_again_under_its_name(page, folders, tmp_path):
    learn_from_folders(page, folders)
    job = page.request()
    (tmp_path / "own" / "roofs").mkdir(parents=True)
    (tmp_path / "own" / "roofs" / "model.json").write_text("{}")
    page.restore(job)
    plan(page)
    assert page.button.isEnabled()
    assert page.button.text() == "Train model"
    page.show_running(job)
    page.show_result(Result("1", {"model": job.output_dir}, {"miou_after": None}))
    page.show_setup()
    page.name.setText("roofs")
    plan(page)
    assert not page.button.isEnabled()


def test_a_training_that_was_begun_can_go_on_end_or_start_anew(page, folders, qtbot):
    learn_from_folders(page, folders)
    job = plan(page, resumable=True, done_steps=10)
    assert page.button.text() == "Resume training"
    assert "25 %" in " ".join(page.plan.notes())
    with qtbot.waitSignal(page.train_requested) as caught:
        QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    assert caught.args == [job]
    with qtbot.waitSignal(page.train_requested) as caught:
        QTest.mouseClick(page.anew, Qt.MouseButton.LeftButton)
    assert caught.args == [dataclasses.replace(job, resume=False)]
    with qtbot.waitSignal(page.finish_requested):
        QTest.mouseClick(page.finish, Qt.MouseButton.LeftButton)
    plan(page)
    assert page.button.text() == "Train model"
    assert page.finish.isHidden()
    assert page.anew.isHidden()


def test_presets_say_how_long_they_take(page):
    page.show_times({"quick": 240.0, "thorough": 7200.0})
    assert [radio.text() for radio in page.presets.values()] == ["Quick: 4 min", "Balanced", "Thorough: 2 h"]


def test_automatic_values_are_shown(page, folders):
    learn_from_folders(page, folders)
    plan(page)
    assert (page.options.epochs.text(), page.options.batch.text()) == ("Automatic (4)", "Automatic (4)")
    assert "256" in page.options.chip_px.text()
    page.options.chip_px.setValue(300)
    page.options.chip_px.editingFinished.emit()
    assert page.request().changes == {"chip_px": 288}
