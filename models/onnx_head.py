"""Which output of a strange ONNX graph is the map, and what its numbers are: told from a first run and from the graph's end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .onnx_file import OnnxFile, Port, producers
from .onnx_form import (
    CHANNELS_FIRST,
    CHANNELS_LAST,
    CLASSES,
    LOGITS,
    MAX_SHRINK,
    NO_CHANNELS,
    ONE_LOGIT,
    ONE_SHARE,
    SHARES,
)

MAX_CLASSES = 255
SUM_TOLERANCE = 1e-3

# Operators behind the last one that matters: they move numbers or keep their range.
_PASSING = frozenset({
    "Identity", "Cast", "Transpose", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Clip", "Slice", "Resize", "Upsample", "Pad",
    "CenterCropPad", "QuantizeLinear", "DequantizeLinear",
})  # fmt: skip
_DECISIONS = frozenset({"ArgMax", "ArgMin", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"})
_SIGMOIDS = frozenset({"Sigmoid", "HardSigmoid", "QLinearSigmoid"})
_SOFTMAXES = frozenset({"Softmax", "QLinearSoftmax"})


@dataclass(frozen=True)
class Head:
    """An output that can be the map. `classes`: how many it tells apart, 0 where only their values come out.

    `margin`: pixels that it lacks at each side; `shrink`: pixels of the image to one of it. For `values` see `onnx_form`.
    """

    name: str
    index: int
    layout: str
    values: str
    classes: int
    shrink: int
    margin: int


def heads(file: OnnxFile, outputs: Sequence[np.ndarray], size_px: int) -> list[Head]:
    """All outputs that can be maps of images of size_px x size_px pixels, in the graph's order; `outputs`: of a first run."""
    found = [_head(file, index, port, np.asarray(array), size_px)
             for index, (port, array) in enumerate(zip(file.outputs, outputs, strict=True))]
    return [head for head in found if head is not None]


def last_operator(file: OnnxFile, name: str) -> str:
    """The operator that decides what the numbers of an output are; empty where none is known."""
    made_by = producers(file)
    for _ in range(len(file.model.graph.node)):
        node = made_by.get(name)
        if node is None or not node.input:
            return ""
        if node.op_type not in _PASSING:
            return str(node.op_type)
        name = node.input[0]
    return ""


def _head(file: OnnxFile, index: int, port: Port, array: np.ndarray, size_px: int) -> Head | None:
    layout, channels, mapped = _layout(array, size_px)
    if not layout or not 1 <= channels <= MAX_CLASSES:
        return None
    shrink, margin = _scale(mapped, size_px)
    if not shrink:
        return None
    scores = np.moveaxis(array, 3, 1) if layout == CHANNELS_LAST else array
    values = _values(last_operator(file, port.name), scores, channels)
    classes = {CLASSES: 0, ONE_LOGIT: 2, ONE_SHARE: 2}.get(values, channels)
    return Head(port.name, index, layout, values, classes, shrink, margin)


def _layout(array: np.ndarray, size_px: int) -> tuple[str, int, int]:
    """Layout, channels and side of a square map that is no larger than its image; an empty layout for anything else."""
    shape = array.shape
    if array.ndim == 4 and shape[2] == shape[3] <= size_px:
        return CHANNELS_FIRST, shape[1], shape[2]
    if array.ndim == 4 and shape[1] == shape[2] <= size_px:
        return CHANNELS_LAST, shape[3], shape[1]
    if array.ndim == 3 and shape[1] == shape[2] <= size_px:
        return NO_CHANNELS, 1, shape[1]
    return "", 0, 0


def _scale(mapped: int, size_px: int) -> tuple[int, int]:
    """Shrink and margin of a map of an image; shrink 0 where it is neither coarser nor in the middle."""
    if mapped and size_px % mapped == 0:
        return (size_px // mapped, 0) if size_px // mapped <= MAX_SHRINK else (0, 0)
    return (1, (size_px - mapped) // 2) if mapped and (size_px - mapped) % 2 == 0 else (0, 0)


def _values(operator: str, scores: np.ndarray, channels: int) -> str:
    if channels == 1:
        if scores.dtype.kind in "iub" or operator in _DECISIONS:
            return CLASSES
        return ONE_SHARE if operator in _SIGMOIDS or _within_one(scores) else ONE_LOGIT
    if operator in _SIGMOIDS or operator in _SOFTMAXES:
        return SHARES
    sums_to_one = _within_one(scores) and bool(np.allclose(scores.sum(axis=1), 1, atol=SUM_TOLERANCE))
    return SHARES if sums_to_one else LOGITS


def _within_one(scores: np.ndarray) -> bool:
    return bool(scores.min() >= 0 and scores.max() <= 1 + 1e-6)
