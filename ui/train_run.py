"""Brings the page "Train", the engine and the tasks together: planning, training, pausing, ending, going on after a restart."""

from __future__ import annotations

import dataclasses
import json
import logging
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, pyqtSignal

from ..core.contract.errors import JobError
from ..core.contract.events import Event, Failure, Result
from ..core.contract.jobs import PRESETS, DatasetJob, TrainJob, job_from_plain, job_to_plain
from . import messages, settings
from .busy import plan_waits_text
from .engine import EngineHost
from .planner import Planner
from .tasks import TrainTask
from .telling import Teller
from .train_data import Incomplete
from .train_page import IDLE, TrainPage

translate = QCoreApplication.translate
log = logging.getLogger(__name__)



def remembered_job() -> Optional[TrainJob]:
    """The training that was begun last and has not ended, None if there is none that can be read."""
    text = settings.TRAIN_JOB.get()
    if not text:
        return None
    try:
        job = job_from_plain(json.loads(text))
    except (ValueError, AttributeError, JobError):  # no JSON, no object, or of another version
        return None
    return job if isinstance(job, TrainJob) else None


def remember(job: TrainJob) -> None:
    """Keep `job`, so that it can go on after a restart."""
    settings.TRAIN_JOB.set(json.dumps(job_to_plain(dataclasses.replace(job, resume=True, finish=False))))


class Labels:
    """Who edits label projects, as a training sees it: here nobody does."""

    def is_unsaved(self, _path: str) -> bool:
        """Whether the project of that path has changes that are not in its file."""
        return False

    def save_if_open(self, _path: str) -> bool:
        """Save it if it is being edited; whether the file now has everything. Says itself why it has not."""
        return True


class TrainController(QObject):
    """Everything here happens in the main thread. `finished` brings the terminal event of each training.

    `labels` is asked before the engine reads a label project. Only a training saves it: saving ends what can be undone, so
    plans go without what is not saved yet, and say so.
    """

    finished = pyqtSignal(object)
    models_changed = pyqtSignal()
    model_chosen = pyqtSignal(str)  # the folder of a package that is to be used on the page "Segment"
    set_up_requested = pyqtSignal()

    def __init__(self, iface: Any, page: TrainPage, engine: EngineHost, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._iface, self.page, self._engine = iface, page, engine
        self.task: Optional[TrainTask] = None
        self._asked: Optional[TrainJob] = None
        self._end_with_best = False
        self._times: Dict[str, float] = {}  # preset -> seconds, for what is set now
        self._timed: Optional[TrainJob] = None  # what they are for
        self.teller = Teller(iface, engine)
        self.labels: Any = Labels()
        self._scanned: Optional[DatasetJob] = None
        self._scan_findings: Tuple[Any, ...] = ()  # of what is chosen now
        self.scanner = Planner(engine, self)
        self.planner, self.estimator = Planner(engine, self), Planner(engine, self)
        self._estimating = ""
        self._connect()
        job = remembered_job()
        if job is not None:
            page.restore(job)

    def _connect(self) -> None:
        self.page.inputs_changed.connect(self.plan)
        self.page.train_requested.connect(self.run)
        self.page.pause_requested.connect(self.pause)
        self.page.stop_requested.connect(self.stop)
        self.page.finish_requested.connect(self.finish)
        self.page.use_requested.connect(self.model_chosen)
        self.page.set_up_requested.connect(self.set_up_requested)
        self.page.log_requested.connect(self.teller.show_log)
        self._engine.state_changed.connect(self.plan)
        self._engine.turn_changed.connect(self.plan)
        self.planner.planned.connect(self._on_planned)
        self.planner.failed.connect(self._on_plan_failed)
        self.estimator.planned.connect(self._on_estimated)
        self.scanner.planned.connect(self._on_scanned)
        self.scanner.failed.connect(self._on_plan_failed)
        self.page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A page that comes to the front looks for new models and asks for a plan: labels may have changed meanwhile."""
        if watched is self.page and event.type() == QEvent.Type.Show:
            self.page.start.reload()
            self.plan()
        return False

    # planning

    def plan(self) -> None:
        """Say what a training would do, as far as it is known now, and ask the engine for the rest. Only for who looks at it."""
        self._drop_questions()
        if self.task is not None or self.page.state != IDLE or not self.page.isVisible():
            return
        try:
            job = self.page.request()
        except Incomplete as error:
            self.page.plan.show_incomplete(str(error))
            return
        except JobError as error:
            self.page.show_obstacle(*messages.describe_error(error))
            return
        if self._engine.status().state != "ready":
            self._show_no_engine()
            return
        running = self._engine.running()
        if running is not None:
            self.page.plan.show_incomplete(plan_waits_text(running))
            return
        self._forget_times(job)
        question = self.page.data.question()
        if question is not None:
            self.page.plan.show_asking()
            self._scanned = question
            self.scanner.ask(question)
            return
        if job.data.project:
            self._scan_findings = ()
        self.page.plan.show_asking()
        self._asked = job
        self.planner.ask(job)

    def _drop_questions(self) -> None:
        for planner in (self.scanner, self.planner, self.estimator):
            planner.drop()

    def _on_scanned(self, outcome: Result) -> None:
        """The classes in the masks are known: now a training can be planned."""
        facts = outcome.facts
        if self.task is not None or self._scanned is None:
            return
        self._scan_findings = tuple(facts.get("findings") or ())
        self.page.data.show_scan(self._scanned, facts)
        if facts.get("usable", True):
            self.plan()
        else:
            self.page.plan.show_findings(self._scan_findings)

    def _show_no_engine(self) -> None:
        status = self._engine.status()
        code = "engine.broken" if status.state == "broken" else "engine.missing"
        message, hint = messages.describe(code, {"reason": status.reason})
        if status.state == "building":
            message, hint = translate("Landweave", "The engine is being set up in another QGIS window."), ""
        self.page.plan.show_no_engine(None, f"{message} {hint}".strip())

    def _on_planned(self, outcome: Result) -> None:
        if self.task is not None or self._asked is None:
            return
        job, facts = self._asked, dict(outcome.facts)
        found = facts.get("findings") or ()
        facts["findings"] = [*(f for f in self._scan_findings if not _stands_in(f, found)), *found]
        self.page.show_plan(job, facts)
        if self.labels.is_unsaved(job.data.project):
            self.page.plan.show_unsaved()
        if facts.get("seconds") is not None:
            self._times[job.preset] = float(facts["seconds"])
            self.page.show_times(self._times)
        if facts.get("can_start", True):
            self._ask_next_time()

    def _on_plan_failed(self, failure: Failure) -> None:
        if self.task is None:
            message, hint = messages.describe_error(failure)
            self.page.show_obstacle(message, hint, failure.code == "raster.bands", failure.code.startswith("engine."))

    # how long the other presets take

    def _forget_times(self, job: TrainJob) -> None:
        timed = dataclasses.replace(job, preset="quick", name="x", output_dir="x")
        if timed != self._timed:
            self._timed, self._times = timed, {}
            self.page.show_times({})

    def _ask_next_time(self) -> None:
        preset = next((preset for preset in PRESETS if preset not in self._times), "")
        if preset and self._asked is not None:
            self._estimating = preset
            self.estimator.ask(dataclasses.replace(self._asked, preset=preset))

    def _on_estimated(self, outcome: Result) -> None:
        if self.task is None and outcome.facts.get("seconds") is not None:
            self._times[self._estimating] = float(outcome.facts["seconds"])
            self.page.show_times(self._times)
            self._ask_next_time()

    # training

    def run(self, job: TrainJob) -> None:
        """Called when the person presses Train model or Resume."""
        if self.task is not None:
            return
        if self._engine.status().state != "ready":
            self._show_no_engine()
            self.set_up_requested.emit()
            return
        if not self.labels.save_if_open(job.data.project):
            return
        remember(job)
        self._end_with_best = False
        self._begin(job)

    def finish(self, job: TrainJob) -> None:
        """Called when the person ends a stopped training: its best model becomes the result."""
        if self.task is None:
            self._begin(dataclasses.replace(job, resume=True, finish=True))

    def _begin(self, job: TrainJob) -> None:
        self._drop_questions()
        self.teller.forget()
        self.task = TrainTask(job, self._engine)
        self.task.reported.connect(self._on_event)
        self.task.ended.connect(self._on_ended)
        self.page.show_running(job)
        QgsApplication.taskManager().addTask(self.task)

    def pause(self) -> None:
        """Called when the person presses Pause: the engine keeps a checkpoint of this very step."""
        if self.task is not None:
            self.task.cancel()

    def stop(self) -> None:
        """Called when the person presses Stop: as a pause, then the training is ended with its best model."""
        if self.task is not None:
            self._end_with_best = True
            self.task.cancel()

    def _on_event(self, event: Event) -> None:
        if self.task is not None:
            self.page.show_event(event)

    def _on_ended(self, outcome: Event) -> None:
        """Called once for each task, whatever its end."""
        task, self.task = self.task, None
        if task is None:
            return
        if isinstance(outcome, Result):
            self._take_result(outcome)
        elif isinstance(outcome, Failure):
            self._show_failure(outcome)
        elif self._end_with_best:
            self._end_with_best = False
            self.finish(task.job)
            return
        else:
            self.page.show_paused()
        self.plan()
        self.finished.emit(outcome)

    def _take_result(self, result: Result) -> None:
        settings.TRAIN_JOB.reset()
        self.page.show_result(result)
        folder, known = result.outputs.get("model", ""), settings.MODEL_FOLDERS.get()
        if folder and folder not in known:
            settings.MODEL_FOLDERS.set((*known, folder))
        self.page.start.reload()
        self.models_changed.emit()
        name = self.page.job.name if self.page.job is not None else ""
        text = translate("Landweave", "The model {name} is trained").format(name=name)
        self.teller.done(text)

    def _show_failure(self, failure: Failure) -> None:
        self.page.show_failure(failure)
        self.teller.failed(failure)

    def close(self) -> None:
        """Stop everything that runs; a training can go on later. Called at unload."""
        self.page.removeEventFilter(self)
        self._engine.state_changed.disconnect(self.plan)
        self._engine.turn_changed.disconnect(self.plan)
        self.page.inputs_changed.disconnect(self.plan)
        self.page.train_requested.disconnect(self.run)
        self.page.finish_requested.disconnect(self.finish)
        for planner in (self.scanner, self.planner, self.estimator):
            planner.stop()
        task, self.task = self.task, None
        if task is not None:
            task.ended.disconnect(self._on_ended)
            task.reported.disconnect(self._on_event)
            task.cancel()
            task.waitForFinished(3000)


def _stands_in(finding: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the plan says the same as the look at the folder did."""
    return any(other.get("code") == finding.get("code") and other.get("data") == finding.get("data") for other in found)
