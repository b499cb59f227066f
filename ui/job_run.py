"""The one job that a page runs at a time: its task, how it ends, and who tells of it."""

from __future__ import annotations

from typing import Any, Callable, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..core.contract.events import Event, Result
from .engine import EngineHost
from .tasks import EngineTask, task_flags
from .telling import Teller

LEAVE_MS = 3000


class JobRun(QObject):
    """Everything here happens in the main thread. `ended` brings the terminal event of each task that was started."""

    reported = pyqtSignal(object)
    ended = pyqtSignal(object)

    def __init__(self, iface: Any, engine: EngineHost, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.teller = Teller(iface, engine)
        self.task: Optional[EngineTask] = None

    def start(self, task: EngineTask) -> None:
        """Run `task`. It must not be called while another one runs."""
        self.teller.forget()
        self.task = task
        task.reported.connect(self._on_event)
        task.ended.connect(self._on_ended)
        QgsApplication.taskManager().addTask(task)

    def cancel(self) -> None:
        """Ask the task to end; `ended` follows."""
        if self.task is not None:
            self.task.cancel()

    def _on_event(self, event: Event) -> None:
        if self.task is not None and not self.task.isCanceled():
            self.reported.emit(event)

    def _on_ended(self, outcome: Event) -> None:
        task, self.task = self.task, None
        if task is not None:
            self.ended.emit(outcome)

    def close(self) -> None:
        """End the task without telling anybody. Called at unload."""
        task, self.task = self.task, None
        if task is not None:
            task.ended.disconnect(self._on_ended)
            task.reported.disconnect(self._on_event)
            task.cancel()
            task.waitForFinished(LEAVE_MS)


class CallTask(EngineTask):
    """Runs a function of the standard library's kind (copying, deleting files) instead of a job; its value is `facts["value"]`.

    The function gets no QGIS object and may raise `LandweaveError`.
    """

    def __init__(self, description: str, engine: EngineHost, call: Callable[[], Any]) -> None:
        super().__init__(description, engine, None, task_flags("Silent"))  # type: ignore[arg-type] - there is no job
        self._call = call

    def _events(self) -> Any:
        yield Result("", {}, {"value": self._call()})
