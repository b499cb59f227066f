"""Asks the engine what a run would do while the person still chooses: not at every keystroke, newest question wins."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..core.contract.events import Event, Failure, Result
from .engine import EngineHost
from .tasks import PlanTask, Question

DEBOUNCE_MS = 400


class Planner(QObject):
    """One question is with the engine at a time; while it is, only the newest of the others is kept.

    A plan under way is never cancelled for a newer one: it takes a second, and a cancel could cost a warm engine.
    """

    planned = pyqtSignal(object)  # the job's plan: Result
    failed = pyqtSignal(object)  # Failure

    def __init__(self, engine: EngineHost, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._wanted: Optional[Question] = None
        self._task: Optional[PlanTask] = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self._on_timer)

    def ask(self, job: Question) -> None:
        """Plan `job`, unless another question follows within 0.4 s."""
        self._wanted = job
        self._timer.start()

    def drop(self) -> None:
        """Forget the question: its answer is not wanted any more."""
        self._wanted = None
        self._timer.stop()

    def stop(self) -> None:
        """Leave no task behind. Called at unload."""
        self.drop()
        if self._task is not None:
            self._task.cancel()

    def _on_timer(self) -> None:
        if self._task is not None or self._wanted is None:
            return  # the end of the task under way starts the next
        self._task = PlanTask(self._engine, self._wanted)
        self._task.ended.connect(self._on_ended)
        QgsApplication.taskManager().addTask(self._task)

    def _on_ended(self, outcome: Event) -> None:
        asked = self._task.asked if self._task is not None else None
        self._task = None
        if self._wanted is None:
            return
        if asked != self._wanted:
            self._on_timer()
        elif isinstance(outcome, Result):
            self.planned.emit(outcome)
        elif isinstance(outcome, Failure):
            self.failed.emit(outcome)
