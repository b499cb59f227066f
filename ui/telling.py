"""What a page says in QGIS's message bar about its job, and the log that a failure leaves behind a button."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QPushButton

from ..core.contract.events import Failure
from . import messages
from .engine import EngineHost
from .log_window import LogWindow

translate = QCoreApplication.translate

SUCCESS_SECONDS = 5


class Teller:
    """One for each page, so that its "Show log" shows the log of its own last job."""

    def __init__(self, iface: Any, engine: EngineHost) -> None:
        self._iface, self._engine = iface, engine
        self._last_log = ""

    def forget(self) -> None:
        """A new job begins; the log of the last one is no longer of interest."""
        self._last_log = ""

    def done(self, text: str) -> None:
        """Something is done."""
        self._iface.messageBar().pushMessage("Landweave", text, Qgis.MessageLevel.Success, SUCCESS_SECONDS)

    def keep_log(self, failure: Failure) -> None:
        """Keep what there is to know about a failure, for `show_log`."""
        tail = str(failure.data.get("log_tail", ""))
        parts = (f"{failure.code}: {failure.message}", failure.hint, failure.traceback, tail, self._engine.log_text())
        self._last_log = "\n\n".join(part.strip() for part in parts if part.strip())

    def failed(self, failure: Failure) -> None:
        """Say it in the message bar, with the log behind a button."""
        self.keep_log(failure)
        message, hint = messages.describe_error(failure)
        bar = self._iface.messageBar()
        item = bar.createMessage("Landweave", f"{message} {hint}".strip())
        button = QPushButton(translate("Landweave", "Show log"))
        button.clicked.connect(self.show_log)
        item.layout().addWidget(button)
        bar.pushWidget(item, Qgis.MessageLevel.Critical)

    def show_log(self) -> None:
        """The log of the last failure, or else the engine's. Called by the "Show log" buttons."""
        text = self._last_log or self._engine.log_text() or translate("Landweave", "The log is empty.")
        LogWindow(text, self._iface.mainWindow()).exec()
