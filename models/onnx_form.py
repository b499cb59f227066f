"""What the numbers of an ONNX network mean: how images go in, which output is the map, and how it becomes classes.

An ONNX file does not say it; it is found out once, when the file is imported, and kept as the package's `config.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..core.contract.card import ModelCard
from ..core.contract.errors import JobError
from ..core.contract.plain import PlainError, from_plain, to_plain
from .onnx_file import OnnxFile

ARCHITECTURE = "ONNX"
MODEL_CLASS = "_model_class"
IMAGE_TYPES = ("float32", "float16", "float64", "uint8", "uint16", "int16", "int32")

LOGITS = "logits"  # one channel a class, softmax still to be taken
SHARES = "shares"  # one channel a class, from 0 to 1: softmax or sigmoid is inside
ONE_LOGIT = "one logit"  # one channel: the second of two classes, sigmoid still to be taken
ONE_SHARE = "one share"  # the same, sigmoid inside
CLASSES = "classes"  # the class itself
VALUES = (LOGITS, SHARES, ONE_LOGIT, ONE_SHARE, CLASSES)

CHANNELS_FIRST, CHANNELS_LAST, NO_CHANNELS = "NCHW", "NHWC", "NHW"
MAX_SHRINK = 32


@dataclass(frozen=True)
class OnnxForm:
    """`image`, `scores`: names in the graph; their layouts. `values`: one of `VALUES`.

    `shrink`: input pixels to one of the output, along each side. `threshold`: a share below which a class does not count
    (0: none; for two classes in one channel, above which the second one is taken).
    """

    image: str
    scores: str
    values: str
    image_layout: str = CHANNELS_FIRST
    scores_layout: str = CHANNELS_FIRST
    shrink: int = 1
    threshold: float = 0.0

    def problem(self) -> str:
        """The first value that cannot be, or an empty text."""
        checks = (
            (self.values in VALUES, f"the values of its map cannot be '{self.values[:40]}'"),
            (self.image_layout in (CHANNELS_FIRST, CHANNELS_LAST), f"images cannot be '{self.image_layout[:40]}'"),
            (self.scores_layout in (CHANNELS_FIRST, CHANNELS_LAST, NO_CHANNELS), f"maps cannot be '{self.scores_layout[:40]}'"),
            (1 <= self.shrink <= MAX_SHRINK, f"its map cannot be {self.shrink} times as coarse as its image"),
            (0 <= self.threshold < 1, f"a threshold must be from 0 to less than 1, found {self.threshold}"),
        )
        return next((reason for holds, reason in checks if not holds), "")


def form_to_config(form: OnnxForm) -> dict[str, Any]:
    """The form as it stands in `config.json`."""
    return {MODEL_CLASS: ARCHITECTURE, **to_plain(form)}


def form_from_config(config: Mapping[str, Any], folder: str) -> OnnxForm:
    """Read a form; `folder` is only named in errors. Raises `JobError` ("model.architecture", "model.invalid")."""
    if config.get(MODEL_CLASS) != ARCHITECTURE:
        raise JobError("model.architecture", path=folder, what="architecture", name=str(config.get(MODEL_CLASS))[:80])
    try:
        form: OnnxForm = from_plain(OnnxForm, {key: value for key, value in config.items() if key != MODEL_CLASS})
    except PlainError as error:
        raise JobError("model.invalid", path=folder, reason=f"its configuration: {error}") from error
    if form.problem():
        raise JobError("model.invalid", path=folder, reason=form.problem())
    return form


def check_agreement(file: OnnxFile, form: OnnxForm, card: ModelCard, folder: str) -> None:
    """Refuse a package whose file, configuration and card tell different things. Raises `JobError` ("model.invalid")."""
    reason = _disagreement(file, form, card)
    if reason:
        raise JobError("model.invalid", path=folder, reason=reason)


def fixed_size(file: OnnxFile, layout: str) -> tuple[int | None, int | None, int | None]:
    """Batch, rows and columns that the image must have; None where they are free."""
    shape = file.image.shape or (None,) * 4
    return (shape[0], shape[2], shape[3]) if layout == CHANNELS_FIRST else (shape[0], shape[1], shape[2])


def _disagreement(file: OnnxFile, form: OnnxForm, card: ModelCard) -> str:
    if form.image != file.image.name or file.image.dtype not in IMAGE_TYPES:
        return f"its file takes '{file.image.name[:60]}' ({file.image.dtype}), its configuration says '{form.image[:60]}'"
    shape = file.image.shape
    if shape is not None and len(shape) != 4:
        return f"its file takes arrays with {len(shape)} axes; images have 4"
    channels = shape[1 if form.image_layout == CHANNELS_FIRST else 3] if shape else None
    if channels not in (None, len(card.bands)):
        return f"its file takes {channels} bands, its card lists {len(card.bands)}"
    _, rows, cols = fixed_size(file, form.image_layout)
    if (rows or cols) and (card.tiling.context != "global" or {rows, cols} - {None} != {card.tiling.tile}):
        tiles = f"tiles of {card.tiling.tile} ({card.tiling.context})"
        return f"its file takes images of {rows} x {cols} pixels, its card says {tiles}"
    return _wrong_output(file, form, card)


def _wrong_output(file: OnnxFile, form: OnnxForm, card: ModelCard) -> str:
    output = next((port for port in file.outputs if port.name == form.scores), None)
    if output is None:
        return f"its file gives no '{form.scores[:60]}'"
    if form.values in (ONE_LOGIT, ONE_SHARE) and len(card.classes) != 2:
        return f"its file tells two classes apart, its card lists {len(card.classes)}"
    axes = 3 if form.scores_layout == NO_CHANNELS else 4
    if output.shape is None:
        return ""
    if len(output.shape) != axes:
        return f"'{output.name[:60]}' in its file has {len(output.shape)} axes, its configuration says {form.scores_layout}"
    wanted = len(card.classes) if form.values in (LOGITS, SHARES) else 1
    channels = 1 if axes == 3 else output.shape[1 if form.scores_layout == CHANNELS_FIRST else 3]
    if channels not in (None, wanted):
        return f"its file gives {channels} channel(s) of {form.values}, its card lists {len(card.classes)} classes"
    return ""
