"""Trainings through the controller, with an engine that is a script: plan, train, pause, stop, crash, restart, unload."""

import json
import sys

import pytest
from landweave.core.contract.events import Failure, Result, Stopped
from landweave.test.ui.scripted_engine import install
from landweave.ui import settings
from landweave.ui.train_page import DONE, IDLE, PAUSED, RUNNING, TrainPage
from landweave.ui.train_run import TrainController, remembered_job
from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QLabel


def click(button):
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def ready(trainer, host, folders, qtbot):
    """A controller whose page has planned: Train model can be pressed."""

    def make(mode="ok"):
        host.script(mode)
        trainer.page.data.folders.setChecked(True)
        trainer.page.data.folder.setFilePath(str(folders))
        qtbot.waitUntil(lambda: bool(trainer.page.plan.text.text()) and "…" not in trainer.page.plan.text.text(), timeout=20000)
        return trainer

    return make


@pytest.fixture
def end_of(qtbot):
    """Click and wait for the end of what that began."""

    def run(trainer, *buttons):
        ends = []
        trainer.finished.connect(ends.append)
        for button in buttons:
            click(button)
        qtbot.waitUntil(lambda: bool(ends), timeout=20000)
        trainer.finished.disconnect(ends.append)
        return ends[0]

    return run


def begin(trainer, qtbot):
    """Start and wait for the first epoch."""
    click(trainer.page.button)
    qtbot.waitUntil(lambda: trainer.page.curves.best() is not None, timeout=20000)


def loss_steps(page):
    """The steps whose loss is drawn; an epoch has ten."""
    return [round(x * 10) for line in page.curves.loss.lines[:1] for x, _ in line.points]


# planning


def test_all_presets_get_their_time(ready, qtbot):
    page = ready().page
    qtbot.waitUntil(lambda: "2 h" in page.presets["thorough"].text(), timeout=20000)
    assert [radio.text() for radio in page.presets.values()] == [
        "Quick: 4 min", "Balanced: 25 min", "Thorough: 2 h",
    ]  # fmt: skip


def test_another_preset_asks_only_for_its_own_plan(ready, qtbot, tmp_path, monkeypatch):
    record = tmp_path / "plans"
    monkeypatch.setenv("LANDWEAVE_SCRIPT_PLANS", str(record))
    page = ready().page
    qtbot.waitUntil(lambda: "2 h" in page.presets["thorough"].text(), timeout=20000)
    page.presets["balanced"].setChecked(True)
    qtbot.waitUntil(page.button.isEnabled, timeout=20000)
    qtbot.wait(700)
    asked = [json.loads(line)["preset"] for line in record.read_text().splitlines()]
    assert asked == ["quick", "balanced", "thorough", "balanced"]


def test_what_is_missing_stands_in_the_way(ready):
    page = ready("blocked").page
    assert not page.button.isEnabled()
    assert page.plan.notes()[0] == "There is no labelled pixel to learn from."


def test_a_folder_is_looked_at_before_it_is_planned(ready):
    page = ready().page
    assert page.request().data.labels == {"0": "land", "1": "building", "2": "water"}
    assert "building" in page.data.found.text()
    assert "One mask is odd." in page.plan.notes()


def test_a_folder_that_cannot_be_used_is_not_planned(trainer, host, folders, qtbot):
    host.script("unusable")
    trainer.page.data.folders.setChecked(True)
    trainer.page.data.folder.setFilePath(str(folders))
    qtbot.waitUntil(lambda: "All images are damaged." in trainer.page.plan.notes(), timeout=20000)
    assert trainer.page.plan.notes()[0] == "All images are damaged."
    assert not trainer.page.button.isEnabled()


def test_without_an_engine_it_offers_to_set_it_up(trainer, folders, qtbot):
    trainer.page.data.folders.setChecked(True)
    trainer.page.data.folder.setFilePath(str(folders))
    qtbot.waitUntil(trainer.page.plan.set_up.isVisible, timeout=2000)
    assert not trainer.page.button.isEnabled()
    with qtbot.waitSignal(trainer.set_up_requested):
        click(trainer.page.plan.set_up)


def test_a_page_that_nobody_looks_at_asks_for_nothing(trainer, host, folders, qtbot, monkeypatch):
    host.script("ok")
    asked = []
    monkeypatch.setattr(trainer.scanner, "ask", asked.append)
    trainer.page.hide()
    trainer.page.data.folders.setChecked(True)
    trainer.page.data.folder.setFilePath(str(folders))
    assert asked == []
    trainer.page.show()
    assert len(asked) == 1


class Edited:
    """Labels with changes that are not in their file."""

    def __init__(self, can_save):
        self.can_save, self.saved = can_save, []

    def is_unsaved(self, path):
        return path not in self.saved

    def save_if_open(self, path):
        self.saved += [path] if self.can_save else []
        return self.can_save


@pytest.mark.parametrize("can_save", [True, False])
def test_only_a_training_saves_labels_and_only_saved_ones_are_trained_from(trainer, host, tmp_path, qtbot, can_save):
    from landweave.test.ui.test_train_page import write_project

    host.script("ok")
    path = write_project(tmp_path / "town.gpkg")
    trainer.labels = Edited(can_save)
    trainer.page.set_label_project(path)
    qtbot.waitUntil(trainer.page.button.isEnabled, timeout=20000)
    assert trainer.labels.saved == []
    notes = [label.text() for label in trainer.page.plan.findChildren(QLabel)]
    assert any("unsaved changes" in text for text in notes)
    click(trainer.page.button)
    assert trainer.labels.saved == [path] * can_save
    assert (trainer.task is not None) == can_save


# training


def test_a_training_to_its_end(ready, end_of, tmp_path, qgis_iface):
    trainer = ready()
    chosen = []
    trainer.model_chosen.connect(chosen.append)
    assert isinstance(end_of(trainer, trainer.page.button), Result)
    page, folder = trainer.page, str(tmp_path / "own" / "roofs")
    assert page.state == DONE
    assert page.result.headline.text() == "The new model is better: 0.610 → 0.737 where it was checked."
    assert len(page.result.pictures) == 2
    assert [x for x, _ in page.curves.scores.lines[0].points] == [0, 1, 2, 3, 4]
    assert len(loss_steps(page)) == 40
    assert settings.TRAIN_JOB.get() == ""
    assert settings.MODEL_FOLDERS.get() == (folder,)
    assert "roofs" in [page.start.combo.itemText(i) for i in range(page.start.combo.count())]
    assert any("roofs is trained" in text for text in qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Success))
    click(page.result.use)
    assert chosen == [folder]
    click(page.result.new)
    assert page.request().name == "roofs 2"


def test_pause_and_resume_go_on_where_it_was(ready, end_of, host, qtbot):
    trainer = ready("slow")
    page = trainer.page
    begin(trainer, qtbot)
    assert isinstance(end_of(trainer, page.pause), Stopped)
    assert page.state == PAUSED
    points = len(loss_steps(page))
    assert remembered_job() == page.job
    click(page.pause)
    qtbot.waitUntil(lambda: len(loss_steps(page)) > points + 1, timeout=20000)
    steps = loss_steps(page)  # those between the click and the engine's end may be missing
    assert steps[:10] == list(range(1, 11))
    assert steps == sorted(set(steps))
    assert isinstance(end_of(trainer, page.stop), Result)
    assert "early" in page.result.ending.text()


def test_stop_keeps_the_best_so_far(ready, end_of, qtbot, tmp_path):
    trainer = ready("slow")
    begin(trainer, qtbot)
    assert isinstance(end_of(trainer, trainer.page.stop), Result)
    assert trainer.page.state == DONE
    assert (tmp_path / "own" / "roofs" / "model.json").is_file()
    assert settings.TRAIN_JOB.get() == ""


def test_stop_before_there_is_anything_to_keep_is_said(ready, end_of, qtbot):
    trainer = ready("slow")
    click(trainer.page.button)
    qtbot.waitUntil(lambda: len(loss_steps(trainer.page)) > 1, timeout=20000)
    assert isinstance(end_of(trainer, trainer.page.stop), Failure)
    assert trainer.page.state == IDLE
    assert trainer.page.notice.isVisible()
    qtbot.waitUntil(lambda: trainer.page.button.text() == "Resume training", timeout=20000)


def test_after_a_crash_it_can_go_on(ready, end_of, host, qtbot):
    trainer = ready("crash")
    outcome = end_of(trainer, trainer.page.button)
    assert outcome.code == "engine.crashed"
    assert trainer.page.notice.isVisible()
    host.script("ok")
    qtbot.waitUntil(lambda: trainer.page.button.text() == "Resume training", timeout=20000)
    assert "25 %" in " ".join(trainer.page.plan.notes())
    assert isinstance(end_of(trainer, trainer.page.button), Result)


def test_after_a_restart_of_qgis_it_can_go_on(ready, end_of, host, qtbot, qgis_iface):
    trainer = ready("slow")
    begin(trainer, qtbot)
    job = trainer.page.job
    trainer.close()
    again = TrainPage()
    later = TrainController(qgis_iface, again, host)
    again.show()
    qtbot.waitUntil(lambda: again.button.text() == "Resume training", timeout=20000)
    assert again.request() == job
    host.close()  # as the restart would
    host.script("ok")
    assert isinstance(end_of(later, again.button), Result)
    assert loss_steps(again)[0] >= 10
    later.close()
    again.deleteLater()
    trainer.close = lambda: None


def test_start_anew_forgets_what_was_trained(ready, end_of, host, qtbot):
    trainer = ready("slow")
    begin(trainer, qtbot)
    end_of(trainer, trainer.page.pause)
    click(trainer.page.back)
    qtbot.waitUntil(lambda: trainer.page.anew.isVisible(), timeout=20000)
    click(trainer.page.anew)
    qtbot.waitUntil(lambda: 0 < len(loss_steps(trainer.page)) < 5, timeout=20000)
    assert loss_steps(trainer.page)[0] == 1
    assert remembered_job().resume is True


def test_a_failure_is_said_with_its_log(ready, end_of, qgis_iface, monkeypatch):
    trainer = ready("failure")
    assert end_of(trainer, trainer.page.button).code == "training.diverged"
    assert "epoch 1" in trainer.page.notice.message.text()
    assert "epoch 1" in qgis_iface.messageBar().currentItem().text()
    shown = []
    monkeypatch.setattr("landweave.ui.telling.LogWindow.exec", lambda self: shown.append(self.view.toPlainText()))
    click(trainer.page.notice.log)
    assert "TB" in shown[0]


def test_the_task_manager_can_stop_it_too(ready, qtbot):
    trainer = ready("slow")
    begin(trainer, qtbot)
    trainer.task.cancel()
    qtbot.waitUntil(lambda: trainer.page.state == PAUSED, timeout=20000)
    assert trainer.task is None


@pytest.mark.parametrize("text", ["{", "[]", '{"kind": "doctor"}', '{"kind": "train"}', '{"kind": "from the future"}'])
def test_a_damaged_memory_is_ignored(text):
    settings.TRAIN_JOB.set(text)
    assert remembered_job() is None


def test_closing_during_a_training_ends_the_task(ready, qtbot):
    trainer = ready("slow")
    begin(trainer, qtbot)
    assert trainer.page.state == RUNNING
    trainer.close()
    assert trainer.task is None
    qtbot.waitUntil(lambda: QgsApplication.taskManager().countActiveTasks() == 0, timeout=5000)
    assert remembered_job() is not None
    trainer.close = lambda: None


def test_in_the_plugin_the_new_model_is_used_at_a_click(
    qgis_iface, shown_canvas, qgis_parent, qgis_new_project, folders, model_folder, tmp_path, monkeypatch, qtbot, process_alive
):
    from landweave.test.ui.test_plugin import Window, load, traces, unload

    window = Window(qgis_iface, shown_canvas, qgis_parent)
    monkeypatch.setenv("LANDWEAVE_ENGINE_PYTHON", sys.executable)
    monkeypatch.setenv("LANDWEAVE_SCRIPT_PACKAGE", model_folder)
    settings.TRAIN_FOLDER.set(str(tmp_path / "own"))
    before = traces(window)
    plugin = load(window)
    plugin.engine._root = install(tmp_path / "plugin")
    page, segment = plugin.trainer.page, plugin.controller.page
    plugin.dock.show()
    plugin.dock.show_page(page)
    page.data.folders.setChecked(True)
    page.data.folder.setFilePath(str(folders))
    qtbot.waitUntil(page.button.isEnabled, timeout=20000)
    page.button.click()
    qtbot.waitUntil(lambda: page.state == DONE, timeout=20000)
    assert plugin.dock.tabs.currentWidget().widget() is page
    page.result.use.click()
    assert plugin.dock.tabs.currentWidget().widget() is segment
    assert segment.model.combo.currentText() == "roofs"
    monkeypatch.setenv("LANDWEAVE_SCRIPT", "slow")
    plugin.engine.close()
    plugin.dock.show_page(page)
    page.result.new.click()
    qtbot.waitUntil(page.button.isEnabled, timeout=20000)
    page.button.click()
    qtbot.waitUntil(lambda: page.curves.best() is not None, timeout=20000)
    pid = plugin.engine.pid
    unload(plugin)
    assert not process_alive(pid)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: traces(window) == before, timeout=5000)
