"""Pictures of check areas: the image, the labels and what a model makes of it, side by side, as PNG."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from ...core.contract.card import Band, ClassInfo
from ...core.contract.errors import JobError
from .labels import IGNORE
from .sources import Pair, PairCache

MARGIN_PX, GAP_PX = 8, 6
SMALLEST_PX, LARGEST_PX = 256, 512  # of a panel's longer side
NO_DATA_GREY, DIMMED_SHARE = 40, 0.35


class Scene:
    """One labelled place, ready to be drawn with predictions of its pixels."""

    def __init__(self, pair: Pair, cache: PairCache, bands: Sequence[Band], classes: Sequence[ClassInfo]) -> None:
        self.pixels, self._codes = cache.get(pair)
        self._cut = _around_labels(self._codes)
        self._colors = np.array([[int(c.color[i:i + 2], 16) for i in (1, 3, 5)] for c in classes], np.uint8)
        self._image = _visible(self.pixels[:, self._cut[0], self._cut[1]], bands)

    def draw(self, path: Path, predictions: Sequence[np.ndarray]) -> None:
        """Write image | labels | predictions (rows, cols), each in the class colours. Raises `JobError` ("output.failed")."""
        labels = self._codes[self._cut]
        known = labels < len(self._colors)
        dimmed = (self._image * DIMMED_SHARE).astype(np.uint8)
        panels = [self._image, np.where(known[..., None], self._colored(labels), dimmed)]
        panels += [self._colored(predicted[self._cut]) for predicted in predictions]
        fitted = [_fitted(panel) for panel in panels]
        gap = np.full((fitted[0].shape[0], GAP_PX, 3), 255, np.uint8)
        _write(path, np.concatenate([part for panel in fitted for part in (gap, panel)][1:], axis=1))

    def _colored(self, classes: np.ndarray) -> np.ndarray:
        colored: np.ndarray = self._colors[np.minimum(classes, len(self._colors) - 1)]
        colored[classes >= len(self._colors)] = NO_DATA_GREY
        return colored


def choose_scenes(pairs: Sequence[Pair], cache: PairCache, count: int) -> list[Pair]:
    """The places with the most classes, then the most labels: of what checks the model, else of what it learns from."""
    checks = [p for p in pairs if p.role == "validation"] or [p for p in pairs if p.role == "train"]
    checks = checks[:: max(1, len(checks) // (8 * count))]  # of thousands of images a few dozen are choice enough

    def richness(pair: Pair) -> tuple[int, int]:
        codes = cache.get(pair)[1]
        return len(np.unique(codes[codes != IGNORE])), int((codes != IGNORE).sum())

    return sorted(checks, key=richness, reverse=True)[:count]


def _around_labels(codes: np.ndarray) -> tuple[slice, slice]:
    rows, cols = (np.flatnonzero((codes != IGNORE).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return slice(0, codes.shape[0]), slice(0, codes.shape[1])
    return (slice(max(0, rows[0] - MARGIN_PX), rows[-1] + 1 + MARGIN_PX),
            slice(max(0, cols[0] - MARGIN_PX), cols[-1] + 1 + MARGIN_PX))


def _visible(pixels: np.ndarray, bands: Sequence[Band]) -> np.ndarray:
    """(rows, cols, 3) uint8: red, green, blue where the bands are known, stretched to the 2nd and 98th percentile."""
    names = [band.common_name for band in bands]
    chosen = [names.index(name) for name in ("red", "green", "blue")] if {"red", "green", "blue"} <= set(names) else (
        [0, 1, 2] if len(bands) >= 3 else [0, 0, 0])
    values = pixels[chosen].astype(np.float32)
    valid = np.isfinite(values).all(axis=0)
    result = np.full((*valid.shape, 3), NO_DATA_GREY, np.uint8)
    if valid.any():
        low, high = np.percentile(values[:, valid], [2, 98], axis=1)
        stretched = (values - low[:, None, None]) / np.maximum(high - low, 1e-6)[:, None, None]
        result[valid] = (np.clip(stretched, 0, 1) * 255)[:, valid].T.astype(np.uint8)
    return result


def _fitted(panel: np.ndarray) -> np.ndarray:
    """A panel enlarged or thinned by whole numbers, so that small areas can be seen and large ones stay small."""
    side = max(panel.shape[:2])
    thinned = panel[:: -(-side // LARGEST_PX), :: -(-side // LARGEST_PX)]
    factor = max(1, SMALLEST_PX // max(thinned.shape[:2]))
    return thinned.repeat(factor, axis=0).repeat(factor, axis=1)


def _write(path: Path, image: np.ndarray) -> None:
    part = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(part, format="PNG")
        os.replace(part, path)
    except OSError as error:
        raise JobError("output.failed", path=str(path), reason=error.strerror or str(error)) from error
