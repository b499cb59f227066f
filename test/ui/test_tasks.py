"""Tasks: one outcome each, nothing raised, cancel within a second whatever the engine does."""

import threading
import time

import pytest
from landweave.core.contract.errors import EngineError, JobError
from landweave.core.contract.events import Failure, Partial, Progress, Result, Stopped
from landweave.core.contract.job_parts import RasterSource
from landweave.core.contract.jobs import SegmentJob
from landweave.test.ui.conftest import write_rgb
from landweave.ui import tasks
from landweave.ui.tasks import PlanTask, SegmentRequest, SegmentTask, failure_from
from qgis.core import QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsTask
from qgis.PyQt.QtCore import QSize, QThreadPool


@pytest.fixture
def request_for(tmp_path):
    def make(**changes):
        path = write_rgb(tmp_path / "in.tif")
        job = SegmentJob(raster=RasterSource(path, bands=(1, 2, 3)), model="m", output_dir=str(tmp_path / "out"), name="map")
        return SegmentRequest(**{"job": job, "card": None, "layer_id": "id", "layer_name": "in", **changes})

    return make


def watch(task):
    """Start the task; the events and outcomes that reach the main thread."""
    seen, outcomes = [], []
    task.reported.connect(seen.append)
    task.ended.connect(outcomes.append)
    QgsApplication.taskManager().addTask(task)
    return seen, outcomes


def run(task, qtbot):
    seen, outcomes = watch(task)
    qtbot.waitUntil(lambda: bool(outcomes), timeout=20000)
    qtbot.wait(50)
    assert len(outcomes) == 1
    return seen, outcomes[0]


def test_a_run_reports_and_ends_with_its_result(host, request_for, qtbot, tmp_path):
    host.script("ok")
    seen, outcome = run(SegmentTask(request_for(), host), qtbot)
    assert isinstance(outcome, Result)
    assert outcome.outputs == {"classes": str(tmp_path / "out" / "map.tif")}
    assert [e.done for e in seen if isinstance(e, Progress) and e.stage == "segment"] == [1, 2, 3, 4]
    assert sum(isinstance(e, Partial) for e in seen) == 4


def test_a_plan_is_answered(host, request_for, qtbot):
    host.script("ok")
    _seen, outcome = run(PlanTask(host, request_for().job), qtbot)
    assert outcome.facts["tile_px"] == 512


def test_two_jobs_share_one_engine_in_turn(host, request_for, qtbot):
    host.script("ok")
    first, second = PlanTask(host, request_for().job), SegmentTask(request_for(), host)
    _, first_outcomes = watch(first)
    _, second_outcomes = watch(second)
    qtbot.waitUntil(lambda: bool(first_outcomes and second_outcomes), timeout=20000)
    assert isinstance(first_outcomes[0], Result)
    assert isinstance(second_outcomes[0], Result)


def test_the_tasks_own_bar_only_rises(host, request_for, qtbot):
    host.script("ok")
    task = SegmentTask(request_for(), host)
    values = []
    task.progressChanged.connect(values.append)
    run(task, qtbot)
    assert values == sorted(values)
    assert max(values) >= tasks.STAGE_SPANS["segment"][1]


@pytest.mark.parametrize("mode", ["slow", "deaf"])
def test_cancel_is_done_within_a_second(host, request_for, qtbot, mode):
    host.script(mode)
    task = SegmentTask(request_for(), host)
    seen, outcomes = watch(task)
    qtbot.waitUntil(lambda: any(isinstance(e, Progress) for e in seen), timeout=20000)
    start = time.monotonic()
    task.cancel()
    assert time.monotonic() - start < 0.1
    qtbot.waitUntil(lambda: bool(outcomes), timeout=5000)
    assert time.monotonic() - start < 1.0
    assert isinstance(outcomes[0], Stopped)


def test_the_next_job_waits_until_a_cancelled_one_is_wound_down(host, request_for, qtbot):
    host.script("slow")
    task = SegmentTask(request_for(), host)
    seen, outcomes = watch(task)
    qtbot.waitUntil(lambda: any(isinstance(e, Progress) for e in seen), timeout=20000)
    task.cancel()
    qtbot.waitUntil(lambda: bool(outcomes), timeout=5000)
    _seen, outcome = run(PlanTask(host, request_for().job), qtbot)
    assert isinstance(outcome, Result)


def test_a_task_that_is_cancelled_before_it_begins_still_ends(host, request_for, qtbot):
    host.script("ok")
    pool = QThreadPool.globalInstance()
    threads = pool.maxThreadCount()
    blocker = threading.Event()
    pool.setMaxThreadCount(1)
    busy = QgsTask.fromFunction("busy", lambda task: blocker.wait(10))
    QgsApplication.taskManager().addTask(busy)
    try:
        task = SegmentTask(request_for(), host)
        _seen, outcomes = watch(task)
        assert task.status() == QgsTask.TaskStatus.Queued
        task.cancel()
        qtbot.waitUntil(lambda: bool(outcomes), timeout=2000)
    finally:
        blocker.set()
        pool.setMaxThreadCount(threads)
    assert isinstance(outcomes[0], Stopped)


def test_the_map_is_drawn_and_other_tasks_run_while_jobs_run_and_wait(host, request_for, image, qtbot):
    """In older QGIS the map and the tasks share one pool; on one core it has one thread."""
    host.script("slow")
    pools = {id(pool): pool for pool in (QThreadPool.globalInstance(), tasks.task_pool())}.values()
    threads = [pool.maxThreadCount() for pool in pools]
    for pool in pools:
        pool.setMaxThreadCount(1)
    jobs = [SegmentTask(request_for(), host) for _ in range(2)]
    try:
        watched = [watch(job) for job in jobs]
        # one of them works, the other says that it waits; which one is first is not said
        qtbot.waitUntil(lambda: any(isinstance(e, Partial) for seen, _outcomes in watched for e in seen), timeout=20000)
        qtbot.waitUntil(lambda: all(seen for seen, _outcomes in watched), timeout=5000)
        map_settings = QgsMapSettings()
        map_settings.setLayers([image])
        map_settings.setExtent(image.extent())
        map_settings.setOutputSize(QSize(30, 20))
        drawing = QgsMapRendererParallelJob(map_settings)
        with qtbot.waitSignal(drawing.finished, timeout=5000):
            drawing.start()
        other = QgsTask.fromFunction("other", lambda _task: True)
        with qtbot.waitSignal(other.taskCompleted, timeout=5000):
            QgsApplication.taskManager().addTask(other)
        assert [outcomes for _seen, outcomes in watched] == [[], []]
    finally:
        for job in jobs:
            job.cancel()
        qtbot.waitUntil(lambda: all(outcomes for _seen, outcomes in watched), timeout=20000)
        for pool, count in zip(pools, threads):
            pool.setMaxThreadCount(count)
    qtbot.waitUntil(lambda: tasks.task_pool().activeThreadCount() == 0, timeout=5000)


def test_a_crash_is_a_failure_with_the_logs_last_words(host, request_for, qtbot):
    host.script("crash")
    _seen, outcome = run(SegmentTask(request_for(), host), qtbot)
    assert isinstance(outcome, Failure)
    assert outcome.code == "engine.crashed"
    assert "SIGSEGV" in outcome.message
    assert "the last words" in outcome.data["log_tail"]
    assert "the last words" in host.log_text()


def test_after_a_crash_the_next_job_gets_a_new_engine(host, request_for, qtbot):
    host.script("crash")
    run(SegmentTask(request_for(), host), qtbot)
    host.script("ok")
    _seen, outcome = run(SegmentTask(request_for(), host), qtbot)
    assert isinstance(outcome, Result)


def test_without_an_engine_it_says_so(host, request_for, qtbot):
    _seen, outcome = run(SegmentTask(request_for(), host), qtbot)
    assert outcome.code == "engine.missing"


def test_a_python_that_is_gone_is_named(host, request_for, qtbot, monkeypatch):
    monkeypatch.setenv("LANDWEAVE_ENGINE_PYTHON", "/no/such/python")
    _seen, outcome = run(SegmentTask(request_for(), host), qtbot)
    assert outcome.code == "engine.broken"
    assert "/no/such/python" in outcome.message


def test_an_exception_in_run_becomes_a_failure(host, request_for, qtbot, monkeypatch):
    def broken(job, stopped):
        raise ZeroDivisionError("surprise")
        yield

    monkeypatch.setattr(host, "events", broken)
    _seen, outcome = run(SegmentTask(request_for(), host), qtbot)
    assert outcome.code == "internal"
    assert "ZeroDivisionError: surprise" in outcome.message
    assert "Traceback" in outcome.traceback


class Report:
    def __init__(self, path, warnings=()):
        self.path, self.warnings = path, warnings


def test_pixels_are_exported_first_and_the_engine_gets_the_file(host, request_for, qtbot, monkeypatch, tmp_path):
    host.script("ok")
    asked = []

    def export_for_job(source, job, feedback):
        asked.append((source, job.name))
        feedback.setProgress(50)
        return Report(write_rgb(tmp_path / "pixels.tif"), ("2 of 9 tiles are missing",))

    monkeypatch.setattr(tasks, "export_for_job", export_for_job)
    task = SegmentTask(request_for(snapshot="a snapshot"), host)
    seen, outcome = run(task, qtbot)
    assert isinstance(outcome, Result)
    assert asked == [("a snapshot", "map")]
    assert task.job.raster.path == str(tmp_path / "pixels.tif")
    assert [e.done for e in seen if isinstance(e, Progress) and e.stage == "export"] == [0, 50]
    assert task.export_warnings == ("2 of 9 tiles are missing",)


def test_cancelling_an_export_stops_it(host, request_for, qtbot, monkeypatch):
    def export_for_job(source, job, feedback):
        while not feedback.isCanceled():
            time.sleep(0.02)
        return Report("/pixels.tif")

    monkeypatch.setattr(tasks, "export_for_job", export_for_job)
    task = SegmentTask(request_for(snapshot="s"), host)
    seen, outcomes = watch(task)
    qtbot.waitUntil(lambda: bool(seen), timeout=5000)
    task.cancel()
    qtbot.waitUntil(lambda: bool(outcomes), timeout=1000)
    assert isinstance(outcomes[0], Stopped)


def test_an_export_that_fails_names_the_layer(host, request_for, qtbot, monkeypatch):
    def export_for_job(source, job, feedback):
        raise JobError("layer.export", layer="tiles", reason="no answer")

    monkeypatch.setattr(tasks, "export_for_job", export_for_job)
    _seen, outcome = run(SegmentTask(request_for(snapshot="s"), host), qtbot)
    assert outcome.code == "layer.export"
    assert "tiles" in outcome.message


def test_errors_become_failures_with_their_data():
    failure = failure_from(EngineError("engine.disk", needed_mb=5, free_mb=1, path="/x"))
    assert (failure.code, failure.data["free_mb"]) == ("engine.disk", 1)


def test_a_plan_hides_among_the_tasks_where_qgis_can(host, request_for):
    task = PlanTask(host, request_for().job)
    hidden = getattr(QgsTask, "Hidden", None)
    assert task.canCancel()
    assert hidden is None or bool(task.flags() & hidden)


def test_closing_the_host_ends_the_process(host, request_for, qtbot, process_alive):
    host.script("ok")
    run(PlanTask(host, request_for().job), qtbot)
    pid = host.pid
    assert process_alive(pid)
    host.close()
    assert not process_alive(pid)
    assert host.pid == 0


def test_a_new_environment_means_a_new_process(host, request_for, qtbot, process_alive):
    host.script("ok")
    run(PlanTask(host, request_for().job), qtbot)
    pid = host.pid
    changed = []
    host.state_changed.connect(lambda: changed.append(1))
    host.environment_changed()
    assert changed == [1]
    assert not process_alive(pid)
    run(PlanTask(host, request_for().job), qtbot)
    assert host.pid not in (0, pid)
