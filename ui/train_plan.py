"""What a training will do and what is missing for it, before it is started."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Sequence

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QStyle, QWidget

from . import messages
from .plan_line import INFO_ICON, NO_BREAK, WARNING_ICON, PlanLine, device_text
from .results import duration_text

translate = QCoreApplication.translate

ICONS = {"error": QStyle.StandardPixmap.SP_MessageBoxCritical, "warning": WARNING_ICON, "info": INFO_ICON}
LEVELS = ("error", "warning", "info")


def plan_text(facts: Mapping[str, Any]) -> str:
    """Device and time as one line: "CPU (no graphics card was found), at most 12 min"."""
    parts = [device_text(str(facts.get("device", "")), str(facts.get("device_reason", "")))]
    if facts.get("seconds") is not None:
        text = translate("Landweave", "at most about {time}").format(time=duration_text(float(facts["seconds"])))
        parts.append(text.replace(" ", NO_BREAK))
    return ", ".join(parts)


def areas_text(facts: Mapping[str, Any]) -> str:
    """How many places it learns from and which check it, empty where that is not known."""
    areas = facts.get("areas") or {}
    learned, checked = int(areas.get("train") or 0), int(areas.get("check") or 0)
    if not learned:
        return ""
    if facts.get("check_from") == "images":
        text = translate("Landweave", "Images to learn from: {train}; to check the model with: {check}.")
    elif facts.get("check_from") == "areas":
        text = translate("Landweave", "Training areas: {train}; check areas: {check}.")
    else:
        text = translate("Landweave", "Areas or images to learn from: {train}.")
    return text.format(train=learned, check=checked)


class TrainPlanLine(PlanLine):
    """The line and the notes; buttons for what stands in the way."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainPlan")
        self.text.setObjectName("trainPlanText")
        self.set_up.setObjectName("trainSetUpButton")
        self.bands.setObjectName("trainBandsButton")

    def show_asking(self) -> None:
        """The engine is looking at the data."""
        self._show(translate("Landweave", "Looking at the data …"))

    def show_incomplete(self, text: str) -> None:
        """Something is still to be chosen: not a mistake."""
        self._show("")
        self._add_note(text, INFO_ICON)

    def show_training(self, facts: Mapping[str, Any], name_taken: bool = False) -> None:
        """The engine's answer: what it will do, then what is missing or odd, the worst first."""
        self._show(plan_text(facts))
        if name_taken:
            text = translate("Landweave", "There is already a model of this name. Choose another name.")
            self._add_note(text, ICONS["error"])
        self._add_findings(facts.get("findings") or ())
        if areas_text(facts):
            self._add_note(areas_text(facts), INFO_ICON)
        if facts.get("resumable"):
            self._add_note(_resume_text(facts), INFO_ICON)

    def show_findings(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """What is wrong with the data, where nothing can be planned with them."""
        self._show("")
        self._add_findings(findings)

    def show_unsaved(self) -> None:
        """Below a plan that was made from the file alone."""
        self._add_note(translate("Landweave", "The labels have unsaved changes. They count once they are saved."), INFO_ICON)

    def _add_findings(self, findings: Sequence[Mapping[str, Any]]) -> None:
        for level in LEVELS:
            for finding in findings:
                if finding.get("level", "warning") == level:
                    self._add_note(messages.describe_warning(finding), ICONS[level])


def _resume_text(facts: Mapping[str, Any]) -> str:
    done, steps = int(facts.get("done_steps") or 0), int(facts.get("steps") or 0)
    if not steps:
        return translate("Landweave", "This training was begun before; it can go on from there.")
    text = translate("Landweave", "This training was begun before; {percent} % are done.")
    return text.format(percent=min(100, round(100 * done / steps)))
