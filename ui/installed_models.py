"""Which model packages this QGIS knows, where each is from, and where new ones go. What happens to their files: `model_store`."""

from __future__ import annotations

import os
import re
from typing import Dict, List, Optional, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract.card import ModelCard, find_models
from . import model_combo, settings

translate = QCoreApplication.translate

SHIPPED, OWN, IMPORTED = "shipped", "own", "imported"
_PARENT = re.compile(r"(?P<name>.+) \((?:sha256:)?(?P<sha256>[0-9a-f]*)\)")


def imported_folder() -> str:
    """Where models that were added are kept: in the QGIS profile, which outlives updates of the plugin."""
    return os.path.join(QgsApplication.qgisSettingsDirPath(), "landweave", "imported")


def origin(folder: str) -> str:
    """Where a model is from: SHIPPED with the plugin, IMPORTED by the page "Models", else OWN (trained, copied, linked)."""
    if _is_within(folder, model_combo.SHIPPED_MODELS):
        return SHIPPED
    return IMPORTED if _is_within(folder, imported_folder()) else OWN


def origin_text(folder: str) -> str:
    """The origin in one word."""
    return {
        SHIPPED: translate("Landweave", "shipped"),
        OWN: translate("Landweave", "own"),
        IMPORTED: translate("Landweave", "imported"),
    }[origin(folder)]


def is_in_profile(folder: str) -> bool:
    """Whether Landweave itself keeps this model, in the QGIS profile."""
    return _is_within(folder, os.path.join(QgsApplication.qgisSettingsDirPath(), "landweave"))


def remember(folder: str) -> None:
    """List the model from now on."""
    known = settings.MODEL_FOLDERS.get()
    if folder not in find_models((model_combo.SHIPPED_MODELS, *known)):
        settings.MODEL_FOLDERS.set((*known, folder))


def is_listed_by_itself(folder: str) -> bool:
    """Whether `forget` takes it off the list; a model that lies in a listed folder stays there."""
    return folder in settings.MODEL_FOLDERS.get()


def forget(folder: str) -> None:
    """List the model no longer; its files stay."""
    settings.MODEL_FOLDERS.set(tuple(known for known in settings.MODEL_FOLDERS.get() if known != folder))
    if settings.MODEL.get() == folder:
        settings.MODEL.reset()


def parent_of(card: ModelCard, cards: Dict[str, ModelCard]) -> Tuple[str, Optional[str]]:
    """What a model was trained from: the name to show ("" for none), and its folder where it is installed."""
    match = _PARENT.fullmatch(card.parent)
    if match is None:
        return card.parent, None
    folders: List[str] = [
        folder
        for folder, other in cards.items()
        if f"{other.name} {other.version}" == match["name"] and _plain(other.weights.sha256).startswith(match["sha256"])
    ]
    return match["name"], folders[0] if folders else None


def _plain(sha256: str) -> str:
    return sha256.split(":", 1)[-1]


def _is_within(folder: str, parent: str) -> bool:
    folder, parent = os.path.normcase(os.path.abspath(folder)), os.path.normcase(os.path.abspath(parent))
    return folder == parent or folder.startswith(parent + os.sep)
