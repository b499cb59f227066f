"""The one job that a page runs at a time: its task, how it ends, the message bar, and the log that a failure leaves."""

from __future__ import annotations

from typing import Any, Callable, Optional

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QPushButton

from ..core.contract.events import Event, Failure, Result
from . import messages
from .engine import EngineHost
from .log_window import LogWindow
from .tasks import EngineTask, task_flags

translate = QCoreApplication.translate

SUCCESS_SECONDS = 5
LEAVE_MS = 3000


class JobRun(QObject):
    """Everything here happens in the main thread. `ended` brings the terminal event of each task that was started."""

    reported = pyqtSignal(object)
    ended = pyqtSignal(object)

    def __init__(self, iface: Any, engine: EngineHost, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._iface, self._engine = iface, engine
        self.task: Optional[EngineTask] = None
        self._last_log = ""

    def start(self, task: EngineTask) -> None:
        """Run `task`. It must not be called while another one runs."""
        self._last_log = ""
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

    # telling

    def tell(self, text: str) -> None:
        """Say in QGIS's message bar that something is done."""
        self._iface.messageBar().pushMessage("Landweave", text, Qgis.MessageLevel.Success, SUCCESS_SECONDS)

    def tell_failure(self, failure: Failure) -> None:
        """Say it in the message bar, with the log behind a button."""
        tail = str(failure.data.get("log_tail", ""))
        parts = (f"{failure.code}: {failure.message}", failure.hint, failure.traceback, tail, self._engine.log_text())
        self._last_log = "\n\n".join(part.strip() for part in parts if part.strip())
        message, hint = messages.describe_error(failure)
        bar = self._iface.messageBar()
        item = bar.createMessage("Landweave", f"{message} {hint}".strip())
        button = QPushButton(translate("Landweave", "Show log"))
        button.clicked.connect(self.show_log)
        item.layout().addWidget(button)
        bar.pushWidget(item, Qgis.MessageLevel.Critical)

    def show_log(self) -> None:
        """Called by the "Show log" buttons."""
        text = self._last_log or self._engine.log_text() or translate("Landweave", "The log is empty.")
        LogWindow(text, self._iface.mainWindow()).exec()

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
