"""One engine, two pages: who has to wait is told for what, and goes on by itself."""


import pytest
from landweave.core.contract.events import Result
from landweave.core.contract.jobs import PlanJob
from landweave.ui.busy import busy_text
from landweave.ui.segment_page import IDLE

TRAINS = "The engine is training “roofs”."


@pytest.fixture
def training(trainer, host, folders, qtbot):
    """A training that takes its time."""
    host.script("slow")
    trainer.page.data.folders.setChecked(True)
    trainer.page.data.folder.setFilePath(str(folders))
    qtbot.waitUntil(trainer.page.button.isEnabled, timeout=20000)
    trainer.page.button.click()
    qtbot.waitUntil(lambda: trainer.page.curves.best() is not None, timeout=20000)
    return trainer


@pytest.fixture
def mapper(controller, image, tmp_path):
    controller.page.options.output_dir.setFilePath(str(tmp_path / "out"))
    controller.page.show()
    controller.page.select_layer(image)
    return controller


def test_a_run_waits_for_the_training_and_says_so(mapper, training, qtbot, monkeypatch):
    page = mapper.page
    qtbot.waitUntil(lambda: any(TRAINS in note for note in page.plan.notes()), timeout=20000)
    assert "megapixels" in page.plan.text.text()
    ends = []
    mapper.finished.connect(ends.append)
    page.button.click()
    qtbot.waitUntil(lambda: page.progress.stage.text() == f"{TRAINS} This run begins afterwards.", timeout=20000)
    monkeypatch.setenv("LANDWEAVE_SCRIPT", "ok")
    training.page.pause.click()
    qtbot.waitUntil(lambda: bool(ends), timeout=60000)
    assert isinstance(ends[0], Result)
    qtbot.waitUntil(lambda: not any(TRAINS in note for note in page.plan.notes()), timeout=20000)


def test_a_run_that_waits_can_be_cancelled(mapper, training, qtbot):
    page = mapper.page
    page.button.click()
    qtbot.waitUntil(lambda: TRAINS in page.progress.stage.text(), timeout=20000)
    page.button.click()
    qtbot.waitUntil(lambda: page.state == IDLE, timeout=20000)
    assert training.task is not None
    assert training.page.state == "running"


def test_a_plan_comes_when_the_training_has_ended(mapper, training, qtbot):
    qtbot.waitUntil(lambda: any(TRAINS in note for note in mapper.page.plan.notes()), timeout=20000)
    training.page.pause.click()
    qtbot.waitUntil(lambda: "CPU" in mapper.page.plan.text.text(), timeout=20000)
    assert mapper.page.plan.notes() == []


def test_a_training_is_not_planned_while_a_map_is_made(mapper, trainer, host, folders, qtbot):
    host.script("slow")
    mapper.plan()
    qtbot.waitUntil(lambda: "CPU" in mapper.page.plan.text.text(), timeout=20000)
    mapper.page.button.click()
    qtbot.waitUntil(lambda: host.running() is not None, timeout=20000)
    trainer.page.data.folders.setChecked(True)
    trainer.page.data.folder.setFilePath(str(folders))
    qtbot.waitUntil(lambda: any("making the map" in note for note in trainer.page.plan.notes()), timeout=20000)
    assert not trainer.page.button.isEnabled()
    mapper.page.button.click()
    qtbot.waitUntil(trainer.page.button.isEnabled, timeout=20000)


def test_questions_are_not_worth_a_word(mapper, host):
    host.script("ok")
    changes = []
    host.turn_changed.connect(lambda: changes.append(host.running()))
    for _event in host.events(PlanJob(mapper.page.request().job), lambda: False):
        assert host.running() is None
    assert changes == []


def test_every_kind_of_job_has_words():
    assert busy_text("export_chips", "") == "The engine is busy with another job."
    assert busy_text("segment", "town") == "The engine is making the map “town”."
