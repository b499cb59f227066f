"""Setting up the engine: a dialog that says what will happen and where, and a task that does it in the background."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from typing import Any, Dict, List, Optional, Tuple

from qgis.core import QgsApplication, QgsTask
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QCoreApplication, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QCloseEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ..core.client import environment
from ..core.client.environment import BasePython, EnvironmentStatus, SetupProgress
from ..core.client.setup import NEEDED_MB
from ..core.contract.errors import Cancelled, LandweaveError
from ..core.contract.events import Failure, Stopped
from . import messages
from .engine import EngineHost, qgis_proxies
from .log_window import log_view
from .plan_line import disk_text
from .reasons import reason_text
from .run_panel import NoticeBox
from .tasks import failure_from

translate = QCoreApplication.translate
log = logging.getLogger(__name__)

LOG_REFRESH_MS = 500
MB = 10**6


class FindPythonsTask(QgsTask):
    """Looks for Pythons: starts each candidate, which takes too long for the main thread."""

    found = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__(translate("Landweave", "Landweave: looking for Python"), QgsTask.Flag.CanCancel)
        self._pythons: List[BasePython] = []

    def run(self) -> bool:
        """Called in a task thread. Never raises."""
        try:
            self._pythons = environment.find_base_pythons()
        except Exception:  # border: an exception out of run() aborts QGIS
            log.exception("looking for Pythons failed")
        return True

    def finished(self, result: bool) -> None:  # noqa: ARG002 - an empty list says it
        """Called in the main thread."""
        self.found.emit(self._pythons)


class SetupTask(QgsTask):
    """Builds the environment, or takes an existing Python into use; a half-built one is never used (`core.client.setup`)."""

    progressed = pyqtSignal(object)
    ended = pyqtSignal(object)

    def __init__(self, home: str, base_python: str = "", use_python: str = "", proxies: Optional[Dict[str, str]] = None) -> None:
        super().__init__(translate("Landweave", "Setting up the Landweave engine"), QgsTask.Flag.CanCancel)
        self._home, self._base, self._use = home, base_python, use_python
        self._proxies = dict(proxies or {})
        self._stop = threading.Event()
        self._outcome: Any = Stopped("")

    def cancel(self) -> None:
        """Called in the main thread; the set-up ends its child process within a second."""
        self._stop.set()
        super().cancel()

    def run(self) -> bool:
        """Called in a task thread. Never raises."""
        try:
            if self._use:
                self._report(SetupProgress("check", 50.0, self._use))
                self._outcome = environment.use_python(self._home, self._use, cancelled=self._stop.is_set)
            else:
                self._outcome = environment.build(
                    self._home, self._base, proxies=self._proxies, report=self._report, cancelled=self._stop.is_set
                )
        except Cancelled:
            self._outcome = Stopped("")
        except LandweaveError as error:
            self._outcome = failure_from(error)
        except BaseException as error:  # border: an exception out of run() aborts QGIS
            log.exception("setting up the engine failed")
            self._outcome = failure_from(error)
        return isinstance(self._outcome, EnvironmentStatus)

    def finished(self, result: bool) -> None:  # noqa: ARG002 - the outcome says more
        """Called in the main thread when it is over. Never raises."""
        try:
            self.ended.emit(self._outcome)
        except Exception:  # border, see run()
            log.exception("showing the outcome of the set-up failed")

    def _report(self, progress: SetupProgress) -> None:
        self.setProgress(progress.percent)
        self.progressed.emit(progress)


def stage_text(stage: str) -> str:
    """What the set-up is doing, in words."""
    return {
        "prepare": translate("Landweave", "Preparing the folder"),
        "python": translate("Landweave", "Creating the Python environment"),
        "download": translate("Landweave", "Downloading packages"),
        "install": translate("Landweave", "Installing packages"),
        "check": translate("Landweave", "Checking the result"),
        "done": translate("Landweave", "Done"),
    }.get(stage, stage)


def free_mb(folder: str) -> float:
    """Free space on the disk that `folder` lies on or would lie on."""
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    try:
        return shutil.disk_usage(folder).free / MB
    except OSError:
        return 0.0


class SetupDialog(QDialog):
    """Stays usable while the set-up runs and may be closed meanwhile: the task goes on and shows among QGIS's tasks."""

    def __init__(self, engine: EngineHost, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self.task: Optional[SetupTask] = None
        self._finder: Optional[FindPythonsTask] = None
        self._logged = ""
        self.setObjectName("landweaveSetup")
        self.setWindowTitle(translate("Landweave", "Set up the Landweave engine"))
        self._build()
        self._lay_out()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(LOG_REFRESH_MS)
        self._timer.timeout.connect(self._refresh_log)
        self._show_state()
        self._find_pythons()

    # building

    def _build(self) -> None:
        self.intro = _wrapping(
            translate(
                "Landweave",
                "Landweave runs its networks in a Python environment of its own, so that QGIS and its Python stay as they are. "
                "Setting it up downloads the packages once; it can take some minutes.",
            )
        )
        self.state = _wrapping("")
        self.state.setObjectName("engineState")
        self.folder = _wrapping(self._engine.home)
        self.space = _wrapping("")
        self.build_choice = QRadioButton(translate("Landweave", "Build the environment (recommended)"))
        self.build_choice.setObjectName("buildChoice")
        self.build_choice.setChecked(True)
        self.pythons = QComboBox()
        self.pythons.setObjectName("pythonCombo")
        self.use_choice = QRadioButton(translate("Landweave", "Use this Python instead"))
        self.use_choice.setObjectName("useChoice")
        self.use_path = QgsFileWidget()
        self.use_path.setObjectName("usePython")
        self.use_path.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        self.use_path.lineEdit().setPlaceholderText(translate("Landweave", "A Python that has the engine's packages already"))
        self.stage = _wrapping("")
        self.stage.setObjectName("setupStage")
        self.bar = QProgressBar()
        self.bar.setObjectName("setupBar")
        self.bar.setRange(0, 1000)
        self.bar.setFormat("%p %")
        self.notice = NoticeBox()
        self.log = log_view()
        self.log.setMinimumHeight(12 * self.fontMetrics().lineSpacing())
        self.log.hide()
        self.show_log = QPushButton(translate("Landweave", "Show log"))
        self.show_log.setObjectName("setupLogButton")
        self.show_log.setCheckable(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.start = QPushButton(translate("Landweave", "Set up"))
        self.start.setObjectName("startSetup")
        self.start.setDefault(True)
        self.stop = QPushButton(translate("Landweave", "Cancel set-up"))
        self.stop.setObjectName("stopSetup")
        self.buttons.addButton(self.show_log, QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.addButton(self.start, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.stop, QDialogButtonBox.ButtonRole.ActionRole)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Landweave", "Now"), self.state)
        form.addRow(translate("Landweave", "Folder"), self.folder)
        form.addRow(translate("Landweave", "Disk space"), self.space)
        form.addRow(self.build_choice)
        form.addRow(translate("Landweave", "Python"), self.pythons)
        form.addRow(self.use_choice)
        form.addRow(translate("Landweave", "Python"), self.use_path)
        layout = QVBoxLayout(self)
        layout.addWidget(self.intro)
        layout.addLayout(form)
        for widget in (self.stage, self.bar, self.notice):
            layout.addWidget(widget)
        layout.addWidget(self.log, 1)
        layout.addStretch(0)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(80 * self.fontMetrics().averageCharWidth())

    def _connect(self) -> None:
        self.build_choice.toggled.connect(self._show_state)
        self.use_path.fileChanged.connect(self._on_path)
        self.start.clicked.connect(self.begin)
        self.stop.clicked.connect(self._on_stop)
        self.buttons.rejected.connect(self.close)
        self.show_log.toggled.connect(self.log.setVisible)
        self.notice.log_clicked.connect(self._open_log)

    # Pythons

    def _find_pythons(self) -> None:
        self.pythons.addItem(translate("Landweave", "Looking for Python …"), "")
        self._finder = FindPythonsTask()
        self._finder.found.connect(self._on_found)
        QgsApplication.taskManager().addTask(self._finder)

    def _on_found(self, pythons: List[BasePython]) -> None:
        self._finder = None
        self.pythons.clear()
        for python in pythons:
            text = translate("Landweave", "Python {version} ({path})").format(version=python.version, path=python.path)
            self.pythons.addItem(text, python.path)
        if not pythons:
            self.pythons.addItem(translate("Landweave", "None was found on this computer"), "")
        self._show_state()

    def _on_path(self, path: str) -> None:
        if path.strip():
            self.use_choice.setChecked(True)
        self._show_state()

    # running

    def begin(self) -> None:
        """Called when the person presses "Set up"."""
        if self.task is not None:
            return
        if self.use_choice.isChecked():
            self.task = SetupTask(self._engine.home, use_python=os.path.normpath(self.use_path.filePath().strip()))
        else:
            self.task = SetupTask(self._engine.home, base_python=str(self.pythons.currentData()), proxies=qgis_proxies())
        self.task.progressed.connect(self._on_progress)
        self.task.ended.connect(self._on_ended)
        self.notice.hide()
        self.log.clear()
        self._logged = ""
        self.stage.setText(stage_text("prepare"))
        self.bar.setValue(0)
        self._timer.start()
        self._show_state()
        QgsApplication.taskManager().addTask(self.task)

    def _on_stop(self) -> None:
        if self.task is not None:
            self.stop.setEnabled(False)
            self.stage.setText(translate("Landweave", "Stopping …"))
            self.task.cancel()

    def _on_progress(self, progress: SetupProgress) -> None:
        if self.task is None or self.task.isCanceled():
            return
        text = stage_text(progress.stage)
        self.stage.setText(f"{text}: {progress.detail}" if progress.detail else text)
        self.bar.setValue(round(10 * progress.percent))

    def _on_ended(self, outcome: Any) -> None:
        self.task = None
        self._timer.stop()
        self._refresh_log()
        if isinstance(outcome, Failure):
            self.notice.show_failure(*describe_setup_failure(outcome, self.use_choice.isChecked()))
        elif isinstance(outcome, EnvironmentStatus):
            self.notice.show_info(translate("Landweave", "The engine is ready."))
        else:
            self.notice.show_info(translate("Landweave", "The set-up was cancelled; nothing was changed."))
        self._show_state()
        self._engine.environment_changed()

    # showing

    def _show_state(self) -> None:
        running = self.task is not None
        status = self._engine.status()
        self.state.setText(state_text(status))
        room = free_mb(self._engine.home)
        space = translate("Landweave", "About {needed} are needed, {free} are free")
        self.space.setText(space.format(needed=disk_text(NEEDED_MB), free=disk_text(room)))
        building = self.build_choice.isChecked()
        for widget in (self.build_choice, self.use_choice):
            widget.setEnabled(not running)
        self.pythons.setEnabled(building and not running)
        self.use_path.setEnabled(not running)
        for widget in (self.stage, self.bar, self.stop):
            widget.setVisible(running)
        self.start.setVisible(not running)
        self.stop.setEnabled(running)
        chosen = self.pythons.currentData() if building else self.use_path.filePath().strip()
        self.start.setEnabled(bool(chosen))

    def _refresh_log(self) -> None:
        """Show what the installer wrote since the last look."""
        try:
            with open(environment.setup_log(self._engine.home), encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            return
        if text.startswith(self._logged):
            added = text[len(self._logged) :].rstrip("\n")
            if added:
                self.log.appendPlainText(added)
        else:
            self.log.setPlainText(text)
        self._logged = text

    def _open_log(self) -> None:
        self.show_log.setChecked(True)

    # closing

    def closeEvent(self, event: QCloseEvent) -> None:
        """Called when the window is closed: a running set-up goes on, and "Set up engine" shows it again."""
        if self.task is not None:
            event.ignore()
            self.hide()
            return
        self._forget_finder()
        super().closeEvent(event)
        self.done(QDialog.DialogCode.Accepted)

    def reject(self) -> None:
        """Called for Escape."""
        self.close()

    def abort(self) -> None:
        """End everything. Called at unload."""
        self._timer.stop()
        self._forget_finder()
        task, self.task = self.task, None
        if task is not None:
            task.ended.disconnect(self._on_ended)
            task.progressed.disconnect(self._on_progress)
            task.cancel()
            task.waitForFinished(5000)
        self.done(QDialog.DialogCode.Rejected)

    def _forget_finder(self) -> None:
        finder, self._finder = self._finder, None
        if finder is not None:
            finder.found.disconnect(self._on_found)
            finder.cancel()


def state_text(status: EnvironmentStatus) -> str:
    """The state of the engine as a sentence."""
    if status.state == "ready" and status.chosen:
        return translate("Landweave", "Ready, with the chosen Python {path}").format(path=status.python)
    if status.state == "ready":
        return translate("Landweave", "Ready")
    if status.state == "building":
        return translate("Landweave", "Being set up: {reason}").format(reason=reason_text(status.reason))
    if status.state == "broken":
        return translate("Landweave", "Not usable: {reason}").format(reason=reason_text(status.reason))
    return translate("Landweave", "Not set up yet")


def describe_setup_failure(failure: Failure, chosen_python: bool) -> Tuple[str, str]:
    """Message and hint of a set-up that failed; the one package that is missing is named where that is the reason."""
    message, hint = messages.describe_error(failure)
    package = str(failure.data.get("package", ""))
    if package:
        data = {"package": package, "reason": failure.data.get("detail", "")}
        message, _hint = messages.describe("engine.package", data)
    if package and chosen_python:
        text = translate("Landweave", "Install '{package}' into this Python, or build the environment instead.")
        hint = text.format(package=package)
    return message, hint


def _wrapping(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
