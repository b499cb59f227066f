"""What the engine says, in the person's language: the sentences of `core.contract.errors`, translated, and helpers for words.

The engine sends codes, data and English. Only this module turns a code into a translated sentence, from the tables in
`sentences.py` (whole sentences) and `reasons.py` (half sentences within them); an unknown code (an engine newer than the
plugin) falls back to the engine's own English.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Tuple

from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract.errors import fill
from .reasons import reason_text
from .sentences import error_sentences, warning_sentences

translate = QCoreApplication.translate

# Values of an error's data that are English words themselves.
_WORDS = ("reason", "stage", "what")


def describe(code: str, data: Mapping[str, Any], fallback_message: str = "", fallback_hint: str = "") -> Tuple[str, str]:
    """The message and the hint for an error `code`, filled from its `data`."""
    sentences = error_sentences().get(code)
    if sentences is None:
        return fallback_message or code, fallback_hint
    message, hint = sentences
    words = _translated(data)
    return fill(message, words), fill(hint, words)


def _translated(data: Mapping[str, Any]) -> Dict[str, Any]:
    return {key: reason_text(value) if key in _WORDS and isinstance(value, str) else value for key, value in data.items()}


def describe_error(error: Any) -> Tuple[str, str]:
    """The message and the hint of a `LandweaveError` or a `Failure` event: both carry code, data, message and hint."""
    return describe(error.code, error.data, error.message, error.hint)


def describe_warning(warning: Mapping[str, Any]) -> str:
    """One sentence for a warning of a plan, a result or a `Log`: {"code", "message", "data"}. An error's code will do too."""
    code, message, data = str(warning.get("code", "")), str(warning.get("message", "")), dict(warning.get("data") or {})
    template = warning_sentences().get(code)
    if template is None:
        return describe(code, data, message)[0]
    return fill(template, _translated(data))


def stage_name(stage: str) -> str:
    """What the engine is doing, in words; an unknown stage is shown as it came."""
    return {
        "export": translate("Landweave", "Reading the layer's pixels"),
        "start": translate("Landweave", "Starting the engine"),
        "prepare": translate("Landweave", "Preparing"),
        "segment": translate("Landweave", "Segmenting"),
        "polygons": translate("Landweave", "Making polygons"),
        "finish": translate("Landweave", "Finishing the files"),
        "train": translate("Landweave", "Training"),
        "check": translate("Landweave", "Checking the model"),
        "import": translate("Landweave", "Adding the model"),
        "suggest": translate("Landweave", "Looking for places to label"),
        "rasterize": translate("Landweave", "Drawing the labels"),
    }.get(stage, stage)
