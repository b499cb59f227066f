"""Jobs in the background: QgsTasks that hand a job to the engine and its events to the main thread.

Everything a task needs is copied in its constructor (main thread). `run()` touches no project, no layer and no widget, and
no exception leaves it: PyQt would abort QGIS.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import threading
import traceback
from typing import Any, Callable, Iterator, List, Optional, Sequence, Tuple, Union

from qgis.core import QgsApplication, QgsFeedback, QgsTask
from qgis.PyQt.QtCore import QCoreApplication, QThreadPool, pyqtSignal

from ..core.contract.card import ModelCard
from ..core.contract.errors import SENTENCES, Cancelled, LandweaveError, fill
from ..core.contract.events import TERMINAL, Event, Failure, Log, Progress, Result, Stopped
from ..core.contract.jobs import DatasetJob, Job, PlanJob, SegmentJob, TrainJob, TrainPlanJob
from .engine import EngineHost
from .export_job import export_for_job

translate = QCoreApplication.translate
log = logging.getLogger(__name__)

Question = Union[SegmentJob, TrainJob, DatasetJob]  # what a planner can ask about


@dataclasses.dataclass(frozen=True)
class SegmentRequest:
    """What the page asks for. `snapshot`: what `export.snapshot` took from a layer that the engine cannot open itself."""

    job: SegmentJob
    card: ModelCard
    layer_id: str
    layer_name: str
    snapshot: Any = None


def failure_from(error: BaseException) -> Failure:
    """Any exception as the event that pages know how to show."""
    if isinstance(error, LandweaveError):
        return Failure("", error.code, error.message, error.hint, dict(error.data), getattr(error, "log", "") or "")
    message, hint = SENTENCES["internal"]
    data = {"reason": f"{type(error).__name__}: {error}"}
    return Failure("", "internal", fill(message, data), hint, data, traceback.format_exc())


def task_pool() -> QThreadPool:
    """The threads that QGIS runs its tasks in: a pool of their own, in older versions the one that also draws the map."""
    manager = QgsApplication.taskManager()
    return manager.threadPool() if hasattr(manager, "threadPool") else QThreadPool.globalInstance()


@contextlib.contextmanager
def _pool_thread_lent() -> Iterator[None]:
    """Let QGIS's pool have one thread more for the while.

    A task sleeps until the engine says something, for hours in a training; the pool has a thread per processor core, and
    other tasks and the map want them.
    """
    pool = task_pool()
    pool.releaseThread()
    try:
        yield
    finally:
        pool.reserveThread()


class EngineTask(QgsTask):
    """Runs one job. `reported` brings each event, `ended` the terminal one, both in the main thread.

    `ended` always comes exactly once, also for a task that was cancelled before it began.
    """

    reported = pyqtSignal(object)
    ended = pyqtSignal(object)

    def __init__(self, description: str, engine: EngineHost, job: Job, flags: Any = QgsTask.Flag.CanCancel) -> None:
        super().__init__(description, flags)
        self.job = job
        self._engine = engine
        self._stop = threading.Event()
        self.outcome: Optional[Event] = None

    def cancel(self) -> None:
        """Called in the main thread by the Cancel button, the task manager and at unload; returns at once.

        `run()` sees the flag within a fraction of a second; the engine is stopped in a thread of its host.
        """
        self._stop.set()
        super().cancel()

    def run(self) -> bool:
        """Called in a task thread. Never raises."""
        with _pool_thread_lent():
            return self._run()

    def _run(self) -> bool:
        try:
            for event in self._events():
                self._report(event)
                if isinstance(event, TERMINAL):
                    self.outcome = event
                    break
        except Cancelled:
            self.outcome = Stopped("")
        except LandweaveError as error:
            self.outcome = failure_from(error)
        except BaseException as error:  # border: an exception out of run() aborts QGIS
            log.exception("the task failed")
            self.outcome = failure_from(error)
        return isinstance(self.outcome, Result)

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the outcome says more than True or False
        """Called in the main thread when `run()` is over. Never raises."""
        try:
            self.ended.emit(self.outcome or Stopped(""))
        except Exception:  # border, see run()
            log.exception("showing the outcome of a task failed")

    def _events(self) -> Iterator[Event]:
        yield from self._engine.events(self.job, self._stop.is_set)

    def _report(self, event: Event) -> None:
        if isinstance(event, Log):
            (log.warning if event.level == "warning" else log.info)("%s", event.message)
        self.reported.emit(event)


class PlanTask(EngineTask):
    """Asks the engine what a job would do, or what is in a folder of training data. It does not show
    among the tasks where QGIS can hide it (3.26 and later).
    """

    def __init__(self, engine: EngineHost, job: Question) -> None:
        self.asked = job
        super().__init__(translate("Landweave", "Landweave: planning"), engine, _question(job), task_flags("Hidden", "Silent"))


def task_flags(*names: str) -> Any:
    """Can be cancelled, and what else this QGIS knows of "Hidden" (not in the task list) and "Silent" (no notification)."""
    flags = QgsTask.Flag.CanCancel
    for name in names:
        flag = getattr(QgsTask.Flag, name, None) or getattr(QgsTask, name, None)
        flags = flags if flag is None else flags | flag
    return flags


def _question(job: Question) -> Job:
    if isinstance(job, SegmentJob):
        return PlanJob(job)
    return TrainPlanJob(job) if isinstance(job, TrainJob) else job


# How much of the task's own bar (0..100 %) each stage takes; the page shows each stage's own bar.
STAGE_SPANS = {
    "export": (0.0, 20.0),
    "prepare": (20.0, 22.0),
    "segment": (22.0, 90.0),
    "polygons": (90.0, 98.0),
    "finish": (98.0, 100.0),
}


class SegmentTask(EngineTask):
    """Maps a layer: exports its pixels first where the engine cannot open it, then segments."""

    def __init__(self, request: SegmentRequest, engine: EngineHost) -> None:
        super().__init__(translate("Landweave", "Segmenting {layer}").format(layer=request.layer_name), engine, request.job)
        self.request = request
        self.export_warnings: Tuple[str, ...] = ()
        self._feedback: Optional[QgsFeedback] = QgsFeedback() if request.snapshot is not None else None
        if self._feedback is not None:
            self._feedback.progressChanged.connect(self._on_exported)

    def cancel(self) -> None:
        """See `EngineTask.cancel`; an export that is under way stops too."""
        if self._feedback is not None:
            self._feedback.cancel()
        super().cancel()

    def _events(self) -> Iterator[Event]:
        if self.request.snapshot is not None:
            yield Progress("", "export", 0, 100, "%")
            self.job, notes = self._export()
            yield from notes
        yield from super()._events()

    def _export(self) -> Tuple[SegmentJob, Tuple[Event, ...]]:
        job = self.request.job
        report = export_for_job(self.request.snapshot, job, self._feedback)
        if self._stop.is_set():
            raise Cancelled
        source = dataclasses.replace(job.raster, path=report.path, open_options=())
        self.export_warnings = report.warnings
        return dataclasses.replace(job, raster=source), tuple(Log("", "warning", text) for text in report.warnings)

    def _on_exported(self, percent: float) -> None:
        self._report(Progress("", "export", percent, 100, "%"))

    def _report(self, event: Event) -> None:
        if isinstance(event, Progress) and event.stage in STAGE_SPANS and event.total > 0:
            first, last = STAGE_SPANS[event.stage]
            self.setProgress(first + (last - first) * min(1.0, event.done / event.total))
        super()._report(event)


class TrainTask(EngineTask):
    """Trains a model, or ends a training that was stopped (`job.finish`)."""

    def __init__(self, job: TrainJob, engine: EngineHost) -> None:
        text = translate("Landweave", "Training {model}").format(model=job.name)
        super().__init__(text, engine, job, task_flags("Silent"))  # the page says more than "done" or "cancelled"

    def _report(self, event: Event) -> None:
        if isinstance(event, Progress) and event.stage == "train" and event.total > 0:
            self.setProgress(100.0 * min(1.0, event.done / event.total))
        super()._report(event)


class ChainTask(EngineTask):
    """Runs jobs one after the other, as one task; each step makes its job from the results of those before.

    `results`: what has come so far; the last one is the outcome. A step that fails or is stopped ends it.
    """

    def __init__(self, description: str, engine: EngineHost, steps: Sequence[Callable[[Sequence[Result]], Job]]) -> None:
        super().__init__(description, engine, steps[0](()), task_flags("Silent"))  # the page says more than "done"
        self.results: List[Result] = []
        self._steps = tuple(steps)

    def _events(self) -> Iterator[Event]:
        for step in self._steps:
            self.job = step(self.results)
            for event in super()._events():
                if isinstance(event, Result):
                    self.results.append(event)
                else:
                    yield event
        yield self.results[-1]

    def _report(self, event: Event) -> None:
        if isinstance(event, Progress) and event.total > 0:
            done = (len(self.results) + min(1.0, event.done / event.total)) / len(self._steps)
            self.setProgress(100.0 * min(1.0, done))
        super()._report(event)
