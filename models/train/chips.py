"""Training chips: where they are cut and how they are varied. Chip n of a training is always the same chip."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch

from .config import Augmentation, TrainConfig
from .labels import IGNORE
from .sources import Pair, PairCache

POSITIONS_PER_CLASS = 400  # remembered places of each class in an image, for drawing rare classes more often
SCREEN_STRIDE_PX = 5


class ChipSampler:
    """Draws chips: a source by weight, an image by area, a place by chance or, for a share of the chips, on a rare class.

    Chip `index` depends only on the seed and the index, so a resumed training sees the chips that it would have seen.
    """

    def __init__(self, config: TrainConfig, pairs: Sequence[Pair], allowed: np.ndarray,
                 scale_pixels: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> None:
        self._config, self._pairs, self._cache = config, list(pairs), PairCache()
        self._scale_pixels = scale_pixels
        self._class_of_code = np.where(allowed.sum(axis=1) == 1, allowed.argmax(axis=1), -1)
        sources = {pair.source.name: pair.source for pair in self._pairs}
        self._groups = [[pair for pair in self._pairs if pair.source.name == name] for name in sources]
        weights = np.array([source.weight for source in sources.values()], float)
        self._group_share = weights / weights.sum()
        self._areas: dict[str, int] = {}
        self._places: dict[str, list[np.ndarray]] = {}

    def chip(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Chip number `index`: (C, S, S) float32 network values and (S, S) uint8 label codes."""
        rng = np.random.default_rng([self._config.seed, index])
        group = self._groups[rng.choice(len(self._groups), p=self._group_share)]
        pair = group[rng.integers(len(group))]
        pixels, codes = self._cache.get(pair)
        row, col = self._place(pair, codes, rng)
        matrix = _random_affine(rng, self._config.augmentation, pair.source.scale)
        x, y = _cut(pixels, codes, row, col, matrix, self._config.chip_px, self._scale_pixels)
        return _vary(x, rng, self._config.augmentation), y

    def _place(self, pair: Pair, codes: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
        rows, cols = codes.shape
        if rng.random() < self._config.rare_class_share:
            places = self._class_places(pair, codes)
            if places:
                chosen = places[rng.integers(len(places))]
                row, col = chosen[rng.integers(len(chosen))]
                reach = self._config.chip_px // 4
                return int(row + rng.integers(-reach, reach + 1)), int(col + rng.integers(-reach, reach + 1))
        return int(rng.integers(rows)), int(rng.integers(cols))

    def _class_places(self, pair: Pair, codes: np.ndarray) -> list[np.ndarray]:
        if pair.key not in self._places:
            classes = self._class_of_code[codes[::SCREEN_STRIDE_PX, ::SCREEN_STRIDE_PX]]
            rng = np.random.default_rng(len(pair.key))
            places = []
            for k in np.unique(classes[classes >= 0]):
                found = np.argwhere(classes == k) * SCREEN_STRIDE_PX
                places.append(found[rng.permutation(len(found))[:POSITIONS_PER_CLASS]])
            self._places[pair.key] = places
        return self._places[pair.key]


def _random_affine(rng: np.random.Generator, options: Augmentation, nominal: float) -> np.ndarray:
    """(2, 2) matrix from chip offsets (row, col) to image offsets: rotation, zoom, mirror."""
    zoom = nominal * math.exp(rng.uniform(math.log(options.scale_min), math.log(options.scale_max)))
    angle = rng.uniform(0, 2 * math.pi) if rng.random() < 0.5 else rng.integers(4) * math.pi / 2
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    cos, sin = math.cos(angle) / zoom, math.sin(angle) / zoom
    return np.array([[cos, -sin * mirror], [sin, cos * mirror]])


def _cut(pixels: np.ndarray, codes: np.ndarray, row: int, col: int, matrix: np.ndarray, size: int,
         scale_pixels: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
    """Sample a chip around (row, col): bilinear for pixels, nearest for codes, IGNORE outside of the image."""
    half = int(np.ceil(np.abs(matrix).sum(axis=1).max() * size / 2)) + 2
    rows, cols = codes.shape
    top, left = max(0, row - half), max(0, col - half)
    bottom, right = min(rows, row + half), min(cols, col + half)
    if bottom - top < 2 or right - left < 2:
        top, left = max(0, min(top, rows - 2)), max(0, min(left, cols - 2))
        bottom, right = min(rows, top + 2), min(cols, left + 2)
    window, window_codes = pixels[:, top:bottom, left:right], codes[top:bottom, left:right]
    scaled = scale_pixels(window.astype(np.float32), np.ones(window_codes.shape, bool))
    height, width = window_codes.shape
    steps = np.arange(size) - (size - 1) / 2
    sample_rows = row - top + matrix[0, 0] * steps[:, None] + matrix[0, 1] * steps[None, :]
    sample_cols = col - left + matrix[1, 0] * steps[:, None] + matrix[1, 1] * steps[None, :]
    grid = np.stack([(sample_cols + 0.5) / width * 2 - 1, (sample_rows + 0.5) / height * 2 - 1], axis=-1)
    flow = torch.from_numpy(grid.astype(np.float32))[None]
    x = torch.nn.functional.grid_sample(torch.from_numpy(scaled)[None], flow, mode="bilinear", padding_mode="zeros",
                                        align_corners=False)[0]
    inside = (sample_rows > -0.5) & (sample_rows < height - 0.5) & (sample_cols > -0.5) & (sample_cols < width - 0.5)
    nearest = window_codes[np.clip(np.rint(sample_rows), 0, height - 1).astype(int),
                           np.clip(np.rint(sample_cols), 0, width - 1).astype(int)]
    return x, torch.from_numpy(np.where(inside, nearest, IGNORE).astype(np.uint8))


def _vary(x: torch.Tensor, rng: np.random.Generator, options: Augmentation) -> torch.Tensor:
    """Brightness, contrast, noise and blur, on network values."""
    bands = x.shape[0]
    contrast = 1 + rng.uniform(-1, 1) * options.contrast + rng.uniform(-1, 1, bands) * options.band_contrast
    brightness = rng.uniform(-1, 1) * options.brightness + rng.uniform(-1, 1, bands) * options.band_brightness
    x = x * torch.tensor(contrast, dtype=x.dtype)[:, None, None] + torch.tensor(brightness, dtype=x.dtype)[:, None, None]
    if rng.random() < options.blur_share:
        x = torch.nn.functional.avg_pool2d(torch.nn.functional.pad(x[None], (1, 1, 1, 1), mode="replicate"), 3, stride=1)[0]
    noise = rng.normal(0, rng.uniform(0, options.noise), x.shape).astype(np.float32)
    return x + torch.from_numpy(noise)
