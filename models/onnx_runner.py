"""Running an ONNX network on tiles with ONNX Runtime, by the same rules as the torch runner."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ..core.contract.errors import Cancelled, JobError, LandweaveError
from .onnx_form import CHANNELS_FIRST, CHANNELS_LAST, CLASSES, LOGITS, NO_CHANNELS, ONE_LOGIT, ONE_SHARE, OnnxForm
from .onnx_package import OnnxModel
from .runner import OutOfMemoryError, is_memory_message
from .scaling import Floats, scale_pixels, scaling_arrays

LOOK_EVERY_S = 0.02
_SILENT = 4  # ONNX Runtime's words for the log; what matters comes as an exception
_PROVIDERS = {"cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}

Bytes = NDArray[np.uint8]


def onnx_device(wanted: str) -> tuple[str, str]:
    """The device ("cpu" or "cuda:N") that ONNX Runtime can use here and a sentence that says why."""
    with_card = _PROVIDERS["cuda"] in onnxruntime.get_available_providers()
    if wanted.startswith("cuda") and with_card:
        return wanted, "chosen by hand"
    if wanted == "auto" and with_card:
        return "cuda", "graphics card, by ONNX Runtime"
    if wanted in ("cpu", "auto"):
        return "cpu", "chosen by hand" if wanted == "cpu" else "ONNX Runtime finds no graphics card that it can use"
    return "cpu", f"ONNX Runtime cannot use '{wanted}' here"


class OnnxRunner:
    """An ONNX network on a device: tile pixels in, classes or class probabilities out. See `runner.Runner`.

    `threads`: ONNX Runtime's own threads, 0: one for each core that this process may use.
    """

    def __init__(self, model: OnnxModel, device: str = "cpu", threads: int = 0) -> None:
        self.card, self._model, self._form = model.card, model, model.form
        self._arrays = scaling_arrays(model.card)
        self._session = open_session(model.data, model.card.name, device, threads)
        self._cancelled: Callable[[], bool] | None = None
        self._thread: ThreadPoolExecutor | None = None

    def classify(self, pixels: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Class (rows, cols) uint8 of a tile and its probability as 1..255 uint8. Raises `OutOfMemoryError`."""
        classes, confidence = self.classify_batch(pixels[None], valid[None])
        return classes[0], confidence[0]

    def classify_batch(self, pixels: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `classify` for tiles of one size: pixels (tiles, bands, rows, cols), valid and results (tiles, rows, cols)."""
        classes, confidence = np.zeros(valid.shape, np.uint8), np.ones(valid.shape, np.uint8)
        for i, (scores, place) in enumerate(self._maps(pixels, valid)):
            best, share = decide(scores, self._form, len(self.card.classes))
            classes[i][place], confidence[i][place] = best, np.clip(np.rint(share * 255), 1, 255)
        return classes, confidence

    def scores_batch(self, pixels: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Class probabilities (tiles, classes, rows, cols) float32; 0 in the margin that the network does not map."""
        count = len(self.card.classes)
        result = np.zeros((valid.shape[0], count, *valid.shape[1:]), np.float32)
        for i, (scores, place) in enumerate(self._maps(pixels, valid)):
            result[i][(slice(None), *place)] = shares(scores, self._form, count)
        return result

    @contextmanager
    def stopping(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        """Inside, a forward pass ends soon after `cancelled` says so, at its next operator, and raises `Cancelled`."""
        self._cancelled = cancelled
        with ThreadPoolExecutor(1, thread_name_prefix="onnx") as self._thread:
            try:
                yield
            finally:
                self._cancelled = self._thread = None

    # -- from pixels to the network's own numbers ------------------------------------------------------------------

    def _maps(self, pixels: np.ndarray, valid: np.ndarray) -> Iterator[tuple[Floats, tuple[slice, slice]]]:
        """What the network says of each tile, (channels, rows, cols), and the place in the tile that it speaks of."""
        rows, cols = valid.shape[1:]
        images = self._images(pixels, valid)
        for start in range(0, len(images), self._batch(len(images))):
            part = images[start:start + self._batch(len(images))]
            for scores in self.forward(part)[:len(part)]:
                yield self._placed(scores, images.shape[2:], (rows, cols))

    def _batch(self, tiles: int) -> int:
        return self._model.size[0] or max(1, tiles)

    def _images(self, pixels: np.ndarray, valid: np.ndarray) -> Floats:
        """Network values (tiles, bands, rows, cols) in a size that the network takes; continued beyond the tile's own edge."""
        rows, cols = valid.shape[1:]
        scaled = np.stack([scale_pixels(tile, mask, self._arrays) for tile, mask in zip(pixels, valid, strict=True)])
        more_rows, more_cols = (_missing(size, fixed, self.card.tiling.stride)
                                for size, fixed in zip((rows, cols), self._model.size[1:], strict=True))
        if not more_rows and not more_cols:
            return scaled
        return np.pad(scaled, ((0, 0), (0, 0), (0, more_rows), (0, more_cols)), mode="edge")

    def forward(self, images: Floats) -> Floats:
        """The network's own output (tiles, channels, rows, cols) of network values (tiles, bands, rows, cols).

        Raises `OutOfMemoryError`; where the network takes a fixed number of tiles, the last one is repeated behind.
        """
        lacking = (self._model.size[0] or len(images)) - len(images)
        if lacking:
            images = np.concatenate([images, np.repeat(images[-1:], lacking, axis=0)])
        try:
            output = self._run(as_type(images, self._model.image_dtype, self._form.image_layout))
        except Exception as error:  # ONNX Runtime's errors have no common class
            if isinstance(error, (Cancelled, LandweaveError)):
                raise
            if not isinstance(error, MemoryError) and not is_memory_message(str(error)):
                size = " x ".join(map(str, images.shape[2:]))
                reason = f"it does not take {size} pixels ({str(error)[:200]})"
                raise JobError("model.broken", path=self.card.name, reason=reason) from error
            failure = str(error)
        else:
            return channels_first(output, self._form, len(images))
        raise OutOfMemoryError(failure)  # out here: inside, its context would keep the arrays that filled the memory

    def _run(self, image: np.ndarray) -> np.ndarray:
        names, feed = [self._form.scores], {self._form.image: image}
        if self._cancelled is None or self._thread is None:
            return np.asarray(self._session.run(names, feed)[0])
        if self._cancelled():
            raise Cancelled
        options = onnxruntime.RunOptions()
        running = self._thread.submit(self._session.run, names, feed, options)
        while not wait([running], timeout=LOOK_EVERY_S).done:
            if self._cancelled():
                options.terminate = True
                wait([running])
                raise Cancelled
        return np.asarray(running.result()[0])

    def _placed(self, scores: Floats, image: tuple[int, ...], tile: tuple[int, int]) -> tuple[Floats, tuple[slice, slice]]:
        """Scores cut to the tile, and their place in it: its middle where the network maps less than it sees."""
        if self._form.shrink > 1:
            scores = enlarge(scores, self._form.shrink, self._form.values == CLASSES)
        margin = [(whole - mapped) // 2 for whole, mapped in zip(image, scores.shape[1:], strict=True)]
        if min(margin) < 0 or (self.card.tiling.margin == 0 and max(margin) > 0):
            raise JobError("model.invalid", path=self.card.name,
                           reason=f"its network turns {image[0]} x {image[1]} pixels into {scores.shape[1]} x {scores.shape[2]}")
        ends = [min(m + mapped, whole) for m, mapped, whole in zip(margin, scores.shape[1:], tile, strict=True)]
        place = (slice(margin[0], ends[0]), slice(margin[1], ends[1]))
        return scores[:, : max(0, ends[0] - margin[0]), : max(0, ends[1] - margin[1])], place


def open_session(data: bytes, name: str, device: str = "cpu", threads: int = 0) -> onnxruntime.InferenceSession:
    """ONNX Runtime's session of a checked graph; errors name it `name`. Raises `JobError` ("model.invalid", "memory.job")."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _SILENT
    options.intra_op_num_threads = threads or _cores()
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    kind, _, number = device.partition(":")
    providers: list[str | tuple[str, dict[str, str]]] = [_PROVIDERS["cpu"]]
    if kind == "cuda":
        providers.insert(0, (_PROVIDERS["cuda"], {"device_id": number or "0"}))
    try:
        return onnxruntime.InferenceSession(data, options, providers=providers)
    except Exception as error:  # ONNX Runtime's errors have no common class
        if isinstance(error, MemoryError) or is_memory_message(str(error)):
            raise JobError("memory.job", reason=str(error)[:200]) from error
        reason = f"ONNX Runtime cannot run it ({str(error)[:300]})"
        raise JobError("model.invalid", path=name, reason=reason) from error


def channels_first(output: np.ndarray, form: OnnxForm, tiles: int) -> Floats:
    """An output in any layout as (tiles, channels, rows, cols) float32."""
    if form.scores_layout == NO_CHANNELS and output.ndim == 3:
        output = output[:, None]
    elif form.scores_layout == CHANNELS_LAST and output.ndim == 4:
        output = np.moveaxis(output, 3, 1)
    if output.ndim != 4 or output.shape[0] != tiles:
        raise JobError("model.invalid", path=form.scores, reason=f"its network gives arrays of the shape {output.shape}")
    return np.asarray(output, np.float32)


def decide(scores: Floats, form: OnnxForm, classes: int) -> tuple[Bytes, Floats]:
    """Class (rows, cols) and its probability from (channels, rows, cols); the first of equal ones."""
    if form.values == CLASSES:
        best = scores[0].astype(np.uint8)
        _check_values(scores[0], classes, form)
        return best, np.ones(best.shape, np.float32)
    are_logits = form.values == LOGITS and not form.threshold and len(scores) == classes
    values = scores if are_logits else shares(scores, form, classes)
    best, highest = np.zeros(values.shape[1:], np.uint8), values[0].copy()
    for value in range(1, classes):
        higher = values[value] > highest
        best[higher] = value
        np.maximum(highest, values[value], out=highest)
    if not are_logits:
        return best, highest
    total = np.zeros_like(highest)
    for channel in values:
        total += np.exp(channel - highest)
    return best, 1 / total


def shares(scores: Floats, form: OnnxForm, classes: int) -> Floats:
    """Probabilities (classes, rows, cols) from what the network gives, (channels, rows, cols)."""
    if form.values == CLASSES:
        _check_values(scores[0], classes, form)
        one_hot: Floats = (np.arange(classes)[:, None, None] == scores[0].astype(np.int64)).astype(np.float32)
        return one_hot
    if form.values in (ONE_LOGIT, ONE_SHARE):
        with np.errstate(over="ignore"):  # exp of a very sure "no" is infinite, and its share 0
            share = 1 / (1 + np.exp(-scores[0])) if form.values == ONE_LOGIT else np.clip(scores[0], 0, 1)
        return _two_classes(share, form.threshold)
    if len(scores) != classes:
        raise JobError("model.invalid", path=form.scores, reason=f"its network tells {len(scores)} classes apart, not {classes}")
    if form.values == LOGITS:
        scores = np.exp(scores - scores.max(axis=0))
        scores /= scores.sum(axis=0)
    if form.threshold:  # below it no class but the first counts
        scores = np.concatenate([np.maximum(scores[:1], form.threshold), scores[1:]])
    return scores


def enlarge(scores: Floats, factor: int, classes: bool) -> Floats:
    """A coarse map (channels, rows, cols) in the image's size: linear between cells' centres, or each class repeated."""
    if classes:
        whole: Floats = np.repeat(np.repeat(scores, factor, axis=1), factor, axis=2)
        return whole
    for axis in (1, 2):
        size = scores.shape[axis]
        position = np.clip((np.arange(size * factor) + 0.5) / factor - 0.5, 0, size - 1)
        before = np.minimum(position.astype(np.int64), max(0, size - 2))
        weight = (position - before).astype(np.float32).reshape((-1, 1) if axis == 1 else (1, -1))
        after = np.minimum(before + 1, size - 1)
        scores = scores.take(before, axis=axis) * (1 - weight) + scores.take(after, axis=axis) * weight
    return scores


def _two_classes(share: Floats, threshold: float) -> Floats:
    """Shares of both classes, moved so that the second one wins exactly where its share is above the threshold."""
    if threshold and threshold != 0.5:
        above = 0.5 + (share - threshold) / (2 * (1 - threshold))
        share = np.where(share < threshold, share / (2 * threshold), above)
    return np.stack([1 - share, share]).astype(np.float32)


def _check_values(values: Floats, classes: int, form: OnnxForm) -> None:
    if values.size and not (values.min() >= 0 and values.max() < classes):
        found = f"{values.min():g} to {values.max():g}"
        raise JobError("model.invalid", path=form.scores, reason=f"its network gives the classes {found}; {classes} are listed")


def as_type(images: Floats, dtype: str, layout: str) -> np.ndarray:
    """Images as the graph takes them; whole numbers are rounded and limited to their range."""
    if layout != CHANNELS_FIRST:
        images = np.moveaxis(images, 1, 3)
    wanted = np.dtype(dtype)
    if wanted.kind in "iu":
        limits = np.iinfo(wanted)
        images = np.clip(np.rint(images), limits.min, limits.max)
    return np.ascontiguousarray(images, wanted)


def _missing(size: int, fixed: int | None, stride: int) -> int:
    """Pixels to add so that the network takes the size. Raises `ValueError` for what is too large for it."""
    if fixed is None:
        return -size % stride
    if size > fixed:
        raise ValueError(f"a tile of {size} px is larger than the network's {fixed} px")
    return fixed - size


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
