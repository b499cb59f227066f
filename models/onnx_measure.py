"""How a strange network that takes images of any size may be cut: stride, halo, local or global; measured by running it.

Stride: an image moved by a multiple of the network's total stride gives the same scores, moved as much; moved by less it does
not. How equal "the same" is, is measured too: by a move of 64 pixels, a multiple of any usual stride. Halo: `halo.measure_halo`,
on generated scenes. Where a graph holds operators that mix all pixels, or no halo serves, it is run in whole tiles and blended.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import torch
from onnx import NodeProto, TensorProto, numpy_helper
from torch import nn

from ..core.contract.card import Tiling
from ..core.contract.errors import JobError
from .halo import measure_halo
from .onnx_file import OnnxFile, constants, operators
from .onnx_form import CLASSES
from .onnx_package import OnnxModel
from .onnx_runner import OnnxRunner, decide, enlarge
from .runner import OutOfMemoryError
from .scaling import Floats, apply_scaling
from .trial import trial_pixels

STRIDES = (1, 2, 4, 8, 16, 32, 64)
LARGEST_STRIDE = STRIDES[-1]
PROBE_PX = 384
LOCAL_TILE_PX, GLOBAL_TILE_PX = 1024, 512
CAREFUL_HALO_PX = 128  # where the network says the same class everywhere, and so nothing can be measured
LEAST_HALO_PX = 32  # generated scenes are simpler than the world
USABLE_SHARE = 1e-3  # of pixels that differ with the largest halo that was tried; beyond, blending is better
_MIXING = frozenset({
    "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "QLinearGlobalAveragePool", "InstanceNormalization",
    "GroupNormalization", "Attention",
})  # fmt: skip
_MOVED_ENOUGH = 0.05  # moves of 64 px may change scores by no more than this share of their spread


def measure_tiling(model: OnnxModel, file: OnnxFile, taken_px: int, tile_px: int) -> Tiling:
    """The tiling of a network with free sizes. `taken_px`: a size that it takes; `tile_px`: its author's, 0 where unknown.

    The model's card has its margin already. Raises `JobError` ("memory.job").
    """
    try:
        return _measured(_Probe(model), file, taken_px, tile_px)
    except OutOfMemoryError as error:
        raise JobError("memory.job", reason=str(error)[:200]) from error


def _measured(probe: _Probe, file: OnnxFile, taken_px: int, tile_px: int) -> Tiling:
    if tile_px <= 2 * probe.margin:
        tile_px = 0  # nothing of such a tile would be mapped
    if not probe.takes(probe.size_px):
        return fixed_tiling(taken_px, probe.margin)
    stride = probe.stride()
    if stride and not mixes_all_pixels(file):
        halo = probe.halo_px(stride)
        if halo is not None:
            return Tiling(stride, halo, 0, _multiple(tile_px or LOCAL_TILE_PX, stride), "local", probe.margin)
    step = stride or STRIDES[5]
    return Tiling(step, 0, 0, _multiple(tile_px or GLOBAL_TILE_PX, step), "global", probe.margin)


def fixed_tiling(tile_px: int, margin: int) -> Tiling:
    """The tiling of a network that takes one size only: that size is part of it, and tiles are blended."""
    stride = next(step for step in reversed(STRIDES[:6]) if tile_px % step == 0)
    return Tiling(stride, 0, 0, tile_px, "global", margin)


def mixes_all_pixels(file: OnnxFile) -> bool:
    """Whether the graph holds an operator whose result at one pixel depends on all of them."""
    known = constants(file)
    for node in operators(file.model.graph):
        if node.op_type in _MIXING or (node.op_type == "MatMul" and not any(name in known for name in node.input)):
            return True
        if node.op_type == "ReduceMean" and _axes(node, known) & {2, 3, -2}:
            return True
    return False


def _axes(node: NodeProto, known: Mapping[str, TensorProto]) -> set[int]:
    """The axes of a reduction, which older graphs have as an attribute and newer ones as an input."""
    for attribute in node.attribute:
        if attribute.name == "axes":
            return set(attribute.ints)
    tensor = known.get(node.input[1]) if len(node.input) > 1 else None
    return set() if tensor is None else set(numpy_helper.to_array(tensor).ravel().tolist())


class _Probe:
    """Runs the network on generated scenes."""

    def __init__(self, model: OnnxModel) -> None:
        self._model, self._runner = model, OnnxRunner(model)
        self.margin = model.card.tiling.margin
        self._count = len(model.card.classes)
        # What is left of a moved image must still hold the middle that is compared, and half of an image something.
        self.size_px = max(PROBE_PX, _multiple(PROBE_PX // 2 + 2 * self.margin, LARGEST_STRIDE))

    def stride(self) -> int:
        """The smallest of `STRIDES` by which images can be moved; 0 where not even the largest serves."""
        image = self._scene(self.size_px + LARGEST_STRIDE)
        spread = float(self._scores(image[:, :self.size_px, :self.size_px]).std()) or 1.0
        changes = {step: self._change(image, step) / spread for step in STRIDES}
        if changes[LARGEST_STRIDE] > _MOVED_ENOUGH:
            return 0
        least = 2 * changes[LARGEST_STRIDE] + 1e-5
        return next((s for s in STRIDES if changes[s] <= least and self.takes(self.size_px + s)), 0)

    def halo_px(self, stride: int) -> int | None:
        """The halo, or None where none that fits into the trial serves."""
        step = stride * max(1, self.margin // (8 * stride))  # each takes time, and the margin is the least that is needed
        images = [self._scene(self.size_px // stride * stride, seed) for seed in (1, 3)]
        present = np.bincount(self._classes(images[0]).ravel(), minlength=2)
        found = measure_halo(_AsModule(self._classes, self._count), images, step, tile_px=LOCAL_TILE_PX)
        if not found.reached and found.table[-1].differing_share > USABLE_SHARE:
            return None
        one_class = present.max() > 0.99 * present.sum()
        least = CAREFUL_HALO_PX if one_class else LEAST_HALO_PX
        return _multiple(max(found.halo_px, least, self.margin), stride)

    def takes(self, size_px: int) -> bool:
        """Whether images of this size give maps that lack the same margin."""
        try:
            scores = self._scores(self._scene(size_px))
        except Exception:  # noqa: BLE001 - ONNX Runtime's errors have no common class; whatever it says, it does not take it
            return False
        return bool(scores.shape[1] == size_px - 2 * self.margin)

    def _change(self, image: Floats, step: int) -> float:
        """Mean difference in the middle between scores of an image and scores of the image moved by so many pixels."""
        still = self._scores(image[:, :self.size_px, :self.size_px])
        moved = self._scores(image[:, step : self.size_px + step, step : self.size_px + step])
        start, size = still.shape[1] // 4 + LARGEST_STRIDE // 2, still.shape[1] // 4
        middle, same = slice(start + step, start + step + size), slice(start, start + size)
        return float(np.abs(still[:, middle, middle] - moved[:, same, same]).mean())

    def _scene(self, size_px: int, seed: int = 1) -> Floats:
        pixels = trial_pixels(self._model.card, size_px, seed)
        return apply_scaling(pixels, np.ones(pixels.shape[1:], bool), self._model.card)

    def _scores(self, image: Floats) -> Floats:
        """The network's own numbers (channels, rows, cols) in the image's resolution."""
        scores: Floats = self._runner.forward(image[None])[0]
        form = self._model.form
        return enlarge(scores, form.shrink, form.values == CLASSES) if form.shrink > 1 else scores

    def _classes(self, image: Floats) -> np.ndarray:
        """Classes in the image's size; 0 in the margin."""
        if min(image.shape[1:]) <= 2 * self.margin:
            return np.zeros(image.shape[1:], np.uint8)
        inner = decide(self._scores(image), self._model.form, self._count)[0]
        return np.pad(inner, [((whole - mapped) // 2, whole - mapped - (whole - mapped) // 2)
                              for whole, mapped in zip(image.shape[1:], inner.shape, strict=True)])


class _AsModule(nn.Module):
    """A map of classes in the form in which `measure_halo` wants a network."""

    def __init__(self, classes: Callable[[Floats], np.ndarray], count: int) -> None:
        super().__init__()
        self._classes, self._count = classes, count

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(1, bands, rows, cols) -> 1 at the class of each pixel, (1, classes, rows, cols)."""
        found = torch.from_numpy(self._classes(images[0].numpy()).astype(np.int64))
        return nn.functional.one_hot(found, self._count).permute(2, 0, 1)[None]


def _multiple(size_px: int, stride: int) -> int:
    return math.ceil(size_px / stride) * stride
