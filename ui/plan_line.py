"""One line that says what a run will do, before it is started, with warnings below it."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QStyle, QVBoxLayout, QWidget

from . import messages
from .reasons import reason_text
from .results import duration_text, number_text

translate = QCoreApplication.translate

ONE_GB_MB = 1000.0
WARNING_ICON = QStyle.StandardPixmap.SP_MessageBoxWarning
INFO_ICON = QStyle.StandardPixmap.SP_MessageBoxInformation
NO_BREAK = "\u00a0"


def device_text(device: str, reason: str) -> str:
    """Device and why, in words: "CPU (no graphics card found)", "Graphics card (NVIDIA H100)"."""
    kind = device.split(":")[0]
    names = {
        "cpu": translate("Landweave", "CPU"),
        "cuda": translate("Landweave", "Graphics card"),
        "mps": translate("Landweave", "Graphics card"),
    }
    name = names.get(kind, device)
    if not reason:
        return name
    return translate("Landweave", "{device} ({reason})").format(device=name, reason=reason_text(reason))


def megapixels_text(megapixels: float) -> str:
    """The size of a run: "4.2 megapixels", and "under 0.01 megapixels" instead of nothing."""
    if megapixels < 0.01:
        return translate("Landweave", "under {n} megapixels").format(n=number_text(0.01))
    return translate("Landweave", "{n} megapixels").format(n=number_text(megapixels, 2 if megapixels < 100 else 3))


def disk_text(megabytes: float) -> str:
    """Disk space in MB or GB, never nothing."""
    if megabytes >= ONE_GB_MB:
        return translate("Landweave", "{n} GB").format(n=number_text(megabytes / ONE_GB_MB, 2))
    return translate("Landweave", "{n} MB").format(n=number_text(max(1, round(megabytes))))


def plan_text(facts: Mapping[str, Any]) -> str:
    """The facts of a plan as one line."""
    parts = [
        device_text(str(facts.get("device", "")), str(facts.get("device_reason", ""))),
        megapixels_text(float(facts.get("megapixels", 0.0))),
    ]
    if facts.get("seconds") is not None:
        parts.append(translate("Landweave", "about {time}").format(time=duration_text(float(facts["seconds"]))))
    if facts.get("disk_mb") is not None:
        parts.append(disk_text(float(facts["disk_mb"])))
    return ", ".join([parts[0]] + [part.replace(" ", NO_BREAK) for part in parts[1:]])


def plan_notes(facts: Mapping[str, Any]) -> List[str]:
    """What else is worth knowing and is nothing to worry about: blocks that are finished, pixels that are resampled."""
    notes = []
    finished = int(facts.get("finished_blocks") or 0)
    if finished:
        text = translate("Landweave", "This run was begun before: {n} of {total} finished blocks are taken over.")
        notes.append(text.format(n=finished, total=int(facts.get("blocks") or finished)))
    if facts.get("resampled"):
        from .model_combo import length_text

        text = translate("Landweave", "The raster is read at {size} a pixel, as the model needs it.")
        notes.append(text.format(size=length_text(float(facts.get("resolution_m") or 0.0))))
    return notes


class PlanLine(QWidget):
    """Shows a plan, a cheap guess while it is made, or what stands in its way with a button that helps."""

    set_up_clicked = pyqtSignal()
    bands_clicked = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.text = _label("planText")
        self.set_up = QPushButton(translate("Landweave", "Set up engine"))
        self.set_up.setObjectName("setUpButton")
        self.set_up.clicked.connect(self.set_up_clicked)
        self.bands = QPushButton(translate("Landweave", "Choose bands"))
        self.bands.setObjectName("bandsButton")
        self.bands.clicked.connect(self.bands_clicked)
        buttons = QHBoxLayout()
        buttons.addWidget(self.set_up)
        buttons.addWidget(self.bands)
        buttons.addStretch(1)
        self._notes = QGridLayout()
        self._notes.setColumnStretch(1, 1)
        self._notes.setHorizontalSpacing(6)
        self._notes.setVerticalSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.text)
        layout.addLayout(self._notes)
        layout.addLayout(buttons)
        self.clear()

    def clear(self) -> None:
        """Nothing to say."""
        self._show("")

    def show_guess(self, megapixels: Optional[float]) -> None:
        """While the engine is asked: only the size is known."""
        known = megapixels_text(megapixels) if megapixels is not None else ""
        more = translate("Landweave", "working out time and disk space …")
        self._show(f"{known}, {more}" if known else more[:1].upper() + more[1:])

    def show_size_only(self, megapixels: Optional[float], note: str) -> None:
        """What can be said about a layer whose pixels have to be fetched first."""
        self._show(megapixels_text(megapixels) if megapixels is not None else "")
        self._add_note(note, INFO_ICON)

    def show_plan(self, facts: Mapping[str, Any]) -> None:
        """The engine's answer."""
        self._show(plan_text(facts))
        for warning in facts.get("warnings") or ():
            self._add_note(messages.describe_warning(warning), WARNING_ICON)
        for note in plan_notes(facts):
            self._add_note(note, INFO_ICON)

    def show_no_engine(self, megapixels: Optional[float], reason: str) -> None:
        """The engine is not set up: say so and offer the button."""
        self._show(megapixels_text(megapixels) if megapixels is not None else "")
        self._add_note(reason, INFO_ICON)
        self.set_up.show()

    def show_problem(self, message: str, hint: str, choose_bands: bool = False, set_up: bool = False) -> None:
        """A run as it is set now cannot work."""
        self._show("")
        self._add_note(f"{message} {hint}".strip(), WARNING_ICON)
        self.bands.setVisible(choose_bands)
        self.set_up.setVisible(set_up)

    def notes(self) -> List[str]:
        """The sentences below the line, for tests and screen readers."""
        items = [self._notes.itemAtPosition(row, 1) for row in range(self._notes.rowCount())]
        return [item.widget().text() for item in items if item is not None and item.widget() is not None]

    def _show(self, text: str) -> None:
        while self._notes.count():
            widget = self._notes.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.set_up.hide()
        self.bands.hide()

    def _add_note(self, text: str, icon: QStyle.StandardPixmap) -> None:
        row = self._notes.rowCount()
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        picture = QLabel()
        picture.setPixmap(self.style().standardIcon(icon).pixmap(size, size))
        label = _label("planNote")
        label.setText(text)
        self._notes.addWidget(picture, row, 0, Qt.AlignmentFlag.AlignTop)
        self._notes.addWidget(label, row, 1)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
