"""What a run says while it works and when it fails: stage, bar, rate, time left; message, hint, log."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication, QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QStyle, QVBoxLayout, QWidget

from ..core.contract.events import Progress
from . import messages
from .results import duration_text, number_text

translate = QCoreApplication.translate

BAR_STEPS = 1000


def rate_text(progress: Progress) -> str:
    """Rate and time left, as far as they are known: "1.2 megapixels/s, 20 s left"."""
    parts = []
    if progress.rate:
        unit = {
            "Mpx": translate("Landweave", "megapixels/s"),
            "blocks": translate("Landweave", "blocks/s"),
            "steps": translate("Landweave", "steps/s"),
            "squares": translate("Landweave", "squares/s"),
        }.get(progress.unit, f"{progress.unit}/s" if progress.unit else "")
        if unit:
            parts.append(f"{number_text(progress.rate, 2)} {unit}")
    if progress.eta_s is not None and progress.eta_s > 0:
        parts.append(translate("Landweave", "about {time} left").format(time=duration_text(progress.eta_s)))
    return ", ".join(parts)


class RunPanel(QWidget):
    """Stage and bar of the run that goes on."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.stage = QLabel()
        self.stage.setObjectName("stage")
        self.stage.setWordWrap(True)  # what is waited for is two sentences with a name
        self.bar = QProgressBar()
        self.bar.setObjectName("progressBar")
        self.rate = QLabel()
        self.rate.setObjectName("rate")
        self.rate.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.stage, self.bar, self.rate):
            layout.addWidget(widget)

    def show_stage(self, text: str) -> None:
        """A stage of which only the name is known: the bar moves to and fro."""
        self.stage.setText(text)
        self.bar.setRange(0, 0)
        self.rate.setText("")

    def show_progress(self, progress: Progress) -> None:
        """A stage with numbers."""
        self.stage.setText(messages.stage_name(progress.stage))
        if progress.total <= 0:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, BAR_STEPS)
            self.bar.setValue(round(BAR_STEPS * min(1.0, max(0.0, progress.done / progress.total))))
            percent = QLocale().toString(100.0 * min(1.0, progress.done / progress.total), "f", 0)
            self.bar.setFormat(translate("Landweave", "{n} %").format(n=percent))
        self.rate.setText(rate_text(progress))


class NoticeBox(QFrame):
    """How the last run ended, when there is more to say than a table: an icon, a sentence, what to do, the log."""

    log_clicked = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.icon = QLabel()
        self.message = _wrapping("noticeMessage")
        self.hint = _wrapping("noticeHint")
        self.log = QPushButton(translate("Landweave", "Show log"))
        self.log.setObjectName("showLogButton")
        self.log.clicked.connect(self.log_clicked)
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self.message)
        texts.addWidget(self.hint)
        texts.addWidget(self.log, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        self.hide()

    def show_failure(self, message: str, hint: str) -> None:
        """A run failed."""
        self._show(QStyle.StandardPixmap.SP_MessageBoxCritical, message, hint, True)

    def show_info(self, message: str, hint: str = "") -> None:
        """A run was stopped, or something worth a sentence happened."""
        self._show(QStyle.StandardPixmap.SP_MessageBoxInformation, message, hint, False)

    def show_warnings(self, text: str) -> None:
        """A run ended well, with reservations."""
        self._show(QStyle.StandardPixmap.SP_MessageBoxWarning, text, "", False)

    def _show(self, icon: QStyle.StandardPixmap, message: str, hint: str, log: bool) -> None:
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self.icon.setPixmap(self.style().standardIcon(icon).pixmap(size, size))
        self.message.setText(message)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.log.setVisible(log)
        self.show()


def _wrapping(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
