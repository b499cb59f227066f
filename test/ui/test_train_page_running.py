"""The page "Train" while a training runs and when it has ended: curves, pictures, pause and stop, before and after."""

import pytest
from landweave.core.contract.events import Failure, Log, Metric, Partial, Progress, Result
from landweave.test.ui import training_script
from landweave.test.ui.train_page_hands import (
    SETUP,
    plan,
    train,
    write_project,
)
from landweave.ui import train_page as module
from landweave.ui import train_plan, train_result
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLabel, QWidget


@pytest.fixture
def page(train_page):
    return train_page


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path / "town.gpkg")


# while it runs


def test_the_choices_give_way_to_the_training(page, folders):
    job = train(page, folders)
    assert page.setup.isHidden()
    assert page.title.text() == job.name == "roofs"
    assert not page.pause.isHidden()
    page.show_event(Progress("1", "train", 10, 40, "steps", 2.0, 15.0))
    assert page.progress.stage.text() == "Training"
    assert "15 s left" in page.progress.rate.text()


def test_curves_have_the_colours_of_the_classes(page, folders):
    train(page, folders)
    page.show_event(Metric("1", "miou", 0.5, 1))
    page.show_event(Metric("1", "iou", 0.7, 1, "roof"))
    assert [(line.name, line.color) for line in page.curves.scores.lines[1:]] == [("land", "#d9c79e"), ("roof", "#c8553d")]
    assert "0.5" in page.best.text()
    assert not page.curves.isHidden()


def test_a_training_that_was_not_planned_here_takes_colours_from_project_and_model(page, project):
    page.set_label_project(project)
    page.show_running(page.request())
    page.show_event(Log("1", "info", "", "train.setup", {**SETUP, "classes": ["roof", "water", "other"]}))
    colors = [line.color for line in page.curves.scores.lines[1:]]
    assert colors == ["#112233", "#3d7ab8", module.SPARE_COLORS[2]]


def test_nothing_is_drawn_of_scores_that_there_are_not(page, folders):
    train(page, folders)
    page.show_event(Log("1", "info", "", "train.setup", {**SETUP, "check_from": "none"}))
    assert page.curves.scores.isHidden()
    assert not page.curves.loss.isHidden()


def test_the_picture_is_read_again_from_the_same_path(page, folders, tmp_path):
    train(page, folders)
    path = str(tmp_path / "preview.png")
    colors = []
    for red in (10, 200):
        training_script.write_png(path, 32, 96, (red, 0, 0))
        page.show_event(Partial("1", "preview", path))
        colors.append(page.preview.image.pixelColor(8, 0).red())
    assert colors == [10, 200]
    assert not page.preview.isHidden()
    assert page.preview.heightForWidth(300) == 100 + page.fontMetrics().height() + 2


def test_a_picture_that_cannot_be_read_leaves_the_one_before(page, folders, tmp_path):
    train(page, folders)
    path = tmp_path / "preview.png"
    page.show_event(Partial("1", "preview", str(path)))
    assert page.preview.isHidden()
    training_script.write_png(str(path), 32, 96, (10, 0, 0))
    page.show_event(Partial("1", "preview", str(path)))
    path.write_bytes(b"half")
    page.show_event(Partial("1", "preview", str(path)))
    assert page.preview.image.width() == 96
    assert not page.preview.isHidden()


def test_pause_becomes_resume(page, folders, qtbot):
    job = train(page, folders)
    with qtbot.waitSignal(page.pause_requested):
        QTest.mouseClick(page.pause, Qt.MouseButton.LeftButton)
    assert not page.pause.isEnabled()
    assert page.progress.stage.text() == "Pausing …"
    page.show_paused()
    assert page.pause.text() == "Resume"
    with qtbot.waitSignal(page.train_requested) as caught:
        QTest.mouseClick(page.pause, Qt.MouseButton.LeftButton)
    assert caught.args == [job]
    page.show_paused()
    with qtbot.waitSignal(page.finish_requested) as caught:
        QTest.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    assert caught.args == [job]
    QTest.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert not page.setup.isHidden()
    assert page.request() == job


def test_a_failure_brings_the_choices_back_with_the_reason(page, folders):
    train(page, folders)
    page.show_failure(Failure("1", "training.diverged", "m", "", {"loss": 9, "epoch": 2}))
    assert not page.setup.isHidden()
    assert "epoch 2" in page.notice.message.text()
    assert not page.notice.log.isHidden()


# the end


RESULT = {
    "epoch": 3, "epochs_run": 4, "seconds": 200.0, "miou_before": 0.61, "miou_after": 0.737, "before_shown": True,
    "classes": [
        {"name": "land", "color": "#d9c79e", "before": 0.5, "after": 0.62},
        {"name": "roof", "color": "#c8553d", "before": 0.9, "after": 0.87},
        {"name": "new", "color": "#112233", "before": None, "after": 0.4},
    ],
}  # fmt: skip


def cells(table):
    shown = [c for c in range(4) if not table.isColumnHidden(c)]
    return [[table.item(r, c).text() for c in shown] for r in range(table.rowCount())]


def test_the_table_says_what_has_become_better(page, folders, tmp_path):
    train(page, folders)
    path = str(tmp_path / "c.png")
    training_script.write_png(path, 32, 128, (1, 2, 3))
    page.show_result(Result("1", {"model": "/m", "comparison_1": path, "comparison_2": "/gone.png"}, RESULT))
    assert cells(page.result.table) == [
        ["land", "0.500", "0.620", "▲ 0.120"], ["roof", "0.900", "0.870", "▼ 0.030"], ["new", "–", "0.400", ""],
        ["Mean", "0.610", "0.737", "▲ 0.127"],
    ]  # fmt: skip
    assert page.result.headline.text() == "The new model is better: 0.610 → 0.737 where it was checked."
    assert page.result.ending.text() == "Best of 4 epochs: 3. Trained for 3 min."
    assert [p.columns for p in page.result.pictures] == [("Image", "Labels", "Before", "After")]
    assert page.name.text() == ""


def test_from_scratch_there_is_no_before(page, folders):
    train(page, folders)
    classes = [{"name": "land", "color": "#d9c79e", "before": None, "after": 0.62}]
    page.show_result(Result("1", {"model": "/m"}, {"miou_before": None, "miou_after": 0.62, "classes": classes}))
    assert cells(page.result.table) == [["land", "0.620"], ["Mean", "0.620"]]
    assert "0.620" in page.result.headline.text()


def test_without_a_check_there_is_no_table(page, folders):
    train(page, folders)
    page.show_result(Result("1", {"model": "/m"}, {"miou_before": None, "miou_after": None, "classes": []}))
    assert page.result.table.isHidden()
    assert "unknown" in page.result.headline.text()


@pytest.mark.parametrize(("after", "word"), [(0.7, "better"), (0.5, "worse"), (0.6002, "as good")])
def test_a_worse_model_is_called_that(after, word):
    assert word in train_result.headline({"miou_before": 0.6, "miou_after": after})


def test_a_comparison_opens_in_a_window_of_its_own(page, folders, tmp_path, monkeypatch):
    train(page, folders)
    path = str(tmp_path / "c.png")
    training_script.write_png(path, 32, 128, (1, 2, 3))
    page.show_result(Result("1", {"model": "/m", "comparison_1": path}, RESULT))
    shown = []
    monkeypatch.setattr(train_result.PictureWindow, "exec", lambda self: shown.append(self.windowTitle()))
    QTest.mouseClick(page.result.pictures[0], Qt.MouseButton.LeftButton)
    assert shown == ["Image | Labels | Before | After"]


def test_the_new_model_can_be_used_or_another_one_trained(page, folders, qtbot):
    train(page, folders)
    page.show_result(Result("1", {"model": "/the/model"}, RESULT))
    with qtbot.waitSignal(page.use_requested) as caught:
        QTest.mouseClick(page.result.use, Qt.MouseButton.LeftButton)
    assert caught.args == ["/the/model"]
    QTest.mouseClick(page.result.new, Qt.MouseButton.LeftButton)
    assert not page.setup.isHidden()
    assert page.result.isHidden()
    assert page.curves.isHidden()


# for everybody


NAMES = [
    "trainBase", "networkGroup", "trainArchitecture", "trainEncoder", "dataLabels", "labelProject", "dataFolders",
    "dataFolder", "dataMore", "imageFiles", "maskFiles", "checkImages", "testImages", "maskClasses", "presetQuick",
    "presetBalanced", "presetThorough", "trainName", "trainMore", "trainFolder", "trainDevice", "trainEpochs",
    "trainRate", "trainChip", "trainBatch", "trainSetUpButton", "trainBandsButton", "trainButton", "finishButton",
    "startAnewButton", "pauseButton", "stopButton", "changeSettingsButton", "trainLogButton", "useModelButton",
    "newTrainingButton", "trainPreview", "lossChart", "scoreChart",
]  # fmt: skip


def test_everything_that_is_clicked_has_a_name_of_its_own(page):
    assert {name: len(page.findChildren(QWidget, name)) for name in NAMES} == dict.fromkeys(NAMES, 1)


@pytest.mark.parametrize("state", ["setup", "running", "paused", "done"])
def test_it_fits_a_dock_of_340_pixels(page, folders, state, tmp_path):
    page.options.setCollapsed(False)
    train(page, folders)
    page.data.more.setCollapsed(False)
    if state == "setup":
        page.show_setup()
        plan(page, resumable=True, done_steps=3)
    if state == "paused":
        page.show_paused()
    if state == "done":
        page.show_result(Result("1", {"model": "/m"}, RESULT))
    assert page.minimumSizeHint().width() <= 340
    for label in page.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()


def test_the_plan_line_says_what_is_known():
    images = {"areas": {"train": 5, "check": 2}, "check_from": "images"}
    assert train_plan.areas_text(images) == "Images to learn from: 5; to check the model with: 2."
    assert train_plan.areas_text({}) == ""
    assert train_plan.plan_text({"device": "cuda:0", "device_reason": ""}) == "Graphics card"
