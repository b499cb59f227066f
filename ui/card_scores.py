"""The scores on a model's card, sorted by where they were measured."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract.card import ModelCard

translate = QCoreApplication.translate

# Images that no decision of the training has seen say most about a model.
_ROLES = ("test", "validation", "check")


@dataclass
class Scores:
    """What a model reached at one place, 0..1. `role`: test, validation, ... or empty; `source`: what the images are called."""

    role: str
    source: str
    miou: Optional[float] = None
    accuracy: Optional[float] = None
    iou: Dict[str, float] = field(default_factory=dict)  # class name -> IoU

    def text(self) -> str:
        """The place in words."""
        role = {
            "test": translate("Landweave", "test images"),
            "validation": translate("Landweave", "check images"),
            "check": translate("Landweave", "check images"),
            "train": translate("Landweave", "training images"),
            "": translate("Landweave", "check images"),
        }.get(self.role, self.role)
        return translate("Landweave", "{role} of {source}").format(role=role, source=self.source) if self.source else role


def scores_of(card: ModelCard) -> Tuple[Scores, ...]:
    """The card's scores, the one that says most first: test before validation, then that with most classes.

    Names are "miou" and "iou.road", or with where it was measured before them: "test.dubai.iou.road".
    """
    found: Dict[str, Scores] = {}
    names = {"miou": "", "accuracy": "", **{f"iou.{c.name}": c.name for c in card.classes}}
    for metric, value in card.metrics.items():
        name = max((n for n in names if metric == n or metric.endswith("." + n)), key=len, default="")
        if not name:
            continue
        place = metric[: -len(name)].rstrip(".")
        role, _, source = place.partition(".")
        scores = found.setdefault(place, Scores(role, source))
        if names[name]:
            scores.iou[names[name]] = value
        else:
            setattr(scores, name, value)
    return tuple(sorted((s for s in found.values() if s.miou is not None or s.iou), key=_rank))


def _rank(scores: Scores) -> Tuple[int, int]:
    role = _ROLES.index(scores.role) if scores.role in _ROLES else len(_ROLES)
    return (role, -len(scores.iou))


def best_score(card: ModelCard) -> Optional[float]:
    """The one number for a list: mean IoU where it says most, None where nothing was measured."""
    return next((s.miou for s in scores_of(card) if s.miou is not None), None)
