"""Which output of a strange ONNX graph is the map, and what its numbers are: told from a first run and from the graph's end.

A map smaller than its image is coarse, or it lacks a margin. In this order decide: the margin of the card that the file was
written with; a second run at another size, where sizes are free (a margin stays, a coarse map grows in proportion); Deepness's
keys, for Deepness always puts a map in the middle; and moves of the image, with which a map that lacks a margin moves as much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .deepness import DeepnessKeys
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
_CLEARLY = 0.5  # what a map changes by when it is moved rightly, to what it changes by when it is moved wrongly: at most
_NO_MAP = (0, 0)

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


@dataclass(frozen=True)
class Evidence:
    """What is known about a map smaller than its image, or can be found out.

    `other_sizes`: to try in a second run; none where the size is fixed. `run(size_px, start_px, scene_px)` gives all outputs for
    that part of a scene whose side is scene_px, or None where the network does not take the size.
    """

    keys: DeepnessKeys
    other_sizes: Sequence[int]
    run: Callable[[int, int, int], Sequence[np.ndarray] | None]


def heads(file: OnnxFile, outputs: Sequence[np.ndarray], size_px: int, evidence: Evidence) -> list[Head]:
    """All outputs that can be maps of images of size_px x size_px pixels, in the graph's order; `outputs`: of a first run."""
    found = [_head(file, index, port, np.asarray(array), size_px, evidence)
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


def _head(file: OnnxFile, index: int, port: Port, array: np.ndarray, size_px: int, evidence: Evidence) -> Head | None:
    layout, channels, mapped = _layout(array, size_px)
    if not layout or not 1 <= channels <= MAX_CLASSES:
        return None
    shrink, margin = _scale(index, layout, mapped, size_px, evidence)
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


def _scale(index: int, layout: str, mapped: int, size_px: int, evidence: Evidence) -> tuple[int, int]:
    """Shrink and margin of a map of an image; shrink 0 where it is neither coarser nor in the middle."""
    if not mapped or mapped == size_px:
        return (1, 0) if mapped else _NO_MAP
    coarse = (size_px // mapped, 0) if size_px % mapped == 0 and size_px // mapped <= MAX_SHRINK else _NO_MAP
    central = (1, (size_px - mapped) // 2) if (size_px - mapped) % 2 == 0 else _NO_MAP
    card = evidence.keys.card
    if card is not None and card.tiling.margin and central == (1, card.tiling.margin):
        return central
    other_px, other_mapped = _second_run(index, layout, evidence)
    if other_mapped not in (0, mapped):  # the same whatever the size: its size says no more than a fixed one
        if other_px - other_mapped == size_px - mapped:
            return central
        return coarse if other_mapped * size_px == mapped * other_px else _NO_MAP
    return _scale_of_fixed(index, layout, mapped, size_px, evidence, coarse, central)


def _scale_of_fixed(index: int, layout: str, mapped: int, size_px: int, evidence: Evidence, coarse: tuple[int, int],
                    central: tuple[int, int]) -> tuple[int, int]:
    """As `_scale`, where nothing is known of other sizes."""
    card = evidence.keys.card
    if mapped * MAX_SHRINK < size_px:
        return _NO_MAP  # of a whole image: a class, not a map
    if card is not None and not card.tiling.margin and coarse != _NO_MAP:
        return coarse
    if evidence.keys.found or coarse == _NO_MAP:
        return central
    in_middle = central != _NO_MAP and _moves_as_much(index, layout, mapped, size_px, evidence)
    return central if in_middle else coarse


def _second_run(index: int, layout: str, evidence: Evidence) -> tuple[int, int]:
    """Another size that the network takes and the side of its map then; zeros where there is none."""
    for size_px in evidence.other_sizes:
        outputs = evidence.run(size_px, 0, size_px)
        if outputs is not None:
            return size_px, _side(np.asarray(outputs[index]), layout)
    return 0, 0


def _moves_as_much(index: int, layout: str, mapped: int, size_px: int, evidence: Evidence) -> bool:
    """Whether the map moves by as many pixels as its image, and clearly not by the fewer of a coarse map.

    By a quarter to half of the map, in most cases a multiple of the network's stride. Maps of very few cells count as coarse.
    """
    shrink = size_px // mapped
    step = shrink
    while step * 2 <= mapped // 2:
        step *= 2
    if step >= mapped:
        return False
    still, moved = (evidence.run(size_px, start, size_px + step) for start in (0, step))
    if still is None or moved is None:
        return False
    before, after = (_rows_and_cols_last(np.asarray(outputs[index]), layout) for outputs in (still, moved))
    return _difference(before, after, step) < _CLEARLY * _difference(before, after, step // shrink)


def _difference(before: np.ndarray, after: np.ndarray, step: int) -> float:
    """Mean difference where a map and the map that is moved by so many of its pixels show the same."""
    return float(np.abs(before[..., step:, step:] - after[..., :-step, :-step]).mean())


def _rows_and_cols_last(array: np.ndarray, layout: str) -> np.ndarray:
    return (np.moveaxis(array, 3, 1) if layout == CHANNELS_LAST else array).astype(np.float64)


def _side(array: np.ndarray, layout: str) -> int:
    """Rows of a map in this layout."""
    return int(array.shape[2 if layout == CHANNELS_FIRST else 1])


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
