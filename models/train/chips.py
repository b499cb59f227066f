"""Training chips: where they are cut and how they are varied. Chip n of a training is always the same chip."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from .config import Augmentation, TrainConfig
from .labels import IGNORE
from .sources import Pair, PairCache

ScalePixels = Callable[[np.ndarray, np.ndarray], np.ndarray]
REMEMBERED_PLACES = 2000  # of each class in an image, for drawing chips where labels are
LABELLED = -1  # stands for all classes together
ATTEMPTS = 8  # at finding a chip with labels in it


class ChipSampler:
    """Draws chips: a source by weight; then, for a share of them, a class by chance and a place where it is labelled, and for
    the rest a labelled place by chance, so that areas count by what is labelled in them.

    Images that were not counted beforehand (`counts`: pair key -> (256,) pixels of each code) are drawn one as often as another.
    Chip `index` depends only on the seed and the index, so a resumed training sees the chips that it would have seen.

    `margin_px`: chips are so much larger at each side, for networks with valid convolutions, which lose it again; what lies
    beyond an image is then the image mirrored, as when it is mapped.
    """

    def __init__(self, config: TrainConfig, pairs: Sequence[Pair], allowed: np.ndarray, scale_pixels: ScalePixels,
                 counts: Mapping[str, np.ndarray], cache: PairCache, margin_px: int = 0) -> None:
        self._config, self._cache, self._scale_pixels = config, cache, scale_pixels
        self._side_px, self._beyond = config.chip_px + 2 * margin_px, "reflection" if margin_px else "zeros"
        self._class_of_code = np.where(allowed.sum(axis=1) == 1, allowed.argmax(axis=1), -1)
        self._groups = [_Group([p for p in pairs if p.source.name == name], counts, self._class_of_code)
                        for name in dict.fromkeys(pair.source.name for pair in pairs)]
        weights = np.array([group.pairs[0].source.weight for group in self._groups], float)
        self._group_share = weights / weights.sum()
        self._places: dict[str, dict[int, np.ndarray]] = {}

    def chip(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Chip number `index`: (C, S, S) float32 network values and (S, S) uint8 label codes, S = chip and both margins."""
        rng = np.random.default_rng([self._config.seed, index])
        group = self._groups[rng.choice(len(self._groups), p=self._group_share)]
        for _ in range(ATTEMPTS):
            pair, row, col = self._place(group, rng)
            pixels, codes = self._cache.get(pair)
            matrix = _random_affine(rng, self._config.augmentation, pair.source.scale)
            x, y = _cut(pixels, codes, row, col, matrix, self._side_px, self._scale_pixels, self._beyond)
            if bool((centred(y, self._config.chip_px) != IGNORE).any()):
                break
        return _vary(x, rng, self._config.augmentation), y

    def _place(self, group: _Group, rng: np.random.Generator) -> tuple[Pair, int, int]:
        """An image and a pixel in it for the middle of a chip."""
        rare = rng.random() < self._config.rare_class_share
        if group.counted:
            wanted = int(rng.choice(group.classes, p=group.class_share)) if rare and group.classes else LABELLED
            pair = group.pairs[rng.choice(len(group.pairs), p=group.shares[wanted])]
        else:
            pair = group.pairs[rng.integers(len(group.pairs))]
            classes = [k for k in self._places_of(pair) if k != LABELLED] if rare else []
            if not classes:
                rows, cols = self._cache.get(pair)[1].shape
                return pair, int(rng.integers(rows)), int(rng.integers(cols))
            wanted = int(rng.choice(classes))
        places = self._places_of(pair)[wanted]
        row, col = places[rng.integers(len(places))]
        reach = self._config.chip_px // 4
        return pair, int(row + rng.integers(-reach, reach + 1)), int(col + rng.integers(-reach, reach + 1))

    def _places_of(self, pair: Pair) -> dict[int, np.ndarray]:
        """Some pixels (N, 2) of each class of an image, and under `LABELLED` some of all that are labelled."""
        if pair.key not in self._places:
            _, codes = self._cache.get(pair)
            classes = self._class_of_code[codes]
            rng = np.random.default_rng(len(pair.key))
            masks = {int(k): classes == k for k in np.unique(classes[classes >= 0])}
            masks[LABELLED] = codes != IGNORE
            self._places[pair.key] = {k: _some(mask, rng) for k, mask in masks.items() if mask.any()}
        return self._places[pair.key]


def centred(values: torch.Tensor, side_px: int) -> torch.Tensor:
    """The middle `side_px` squared of the last two axes."""
    first = (values.shape[-1] - side_px) // 2
    return values[..., first:first + side_px, first:first + side_px]


class _Group:
    """The images of one source. `shares`: how the images are drawn for a class, and under `LABELLED` for any label.

    `class_share`: how the classes are drawn, by the square root of their pixels (Mahajan et al., ECCV 2018): a rare class comes
    more often than it is, but a handful of pixels, which may well be a mistake, not as often as a whole class.
    """

    def __init__(self, pairs: Sequence[Pair], counts: Mapping[str, np.ndarray], class_of_code: np.ndarray) -> None:
        self.pairs = list(pairs)
        self.counted = all(pair.key in counts for pair in pairs)
        self.classes: list[int] = []
        self.shares: dict[int, np.ndarray] = {}
        self.class_share = np.zeros(0)
        if self.counted:
            table = np.array([counts[pair.key] for pair in pairs], float)  # (pairs, 256)
            self.classes = [int(k) for k in np.unique(class_of_code[class_of_code >= 0]) if table[:, class_of_code == k].any()]
            for k, columns in [(LABELLED, np.arange(256) != IGNORE), *((k, class_of_code == k) for k in self.classes)]:
                own = table[:, columns].sum(axis=1)
                self.shares[k] = own / own.sum()
            roots = np.sqrt([table[:, class_of_code == k].sum() for k in self.classes])
            self.class_share = roots / roots.sum() if len(roots) else roots


def _some(mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """At most `REMEMBERED_PLACES` places (N, 2) where the mask holds."""
    found = np.flatnonzero(mask)
    if len(found) > REMEMBERED_PLACES:
        found = found[rng.choice(len(found), REMEMBERED_PLACES, replace=False)]
    return np.stack(np.unravel_index(found, mask.shape), axis=1)


def _random_affine(rng: np.random.Generator, options: Augmentation, nominal: float) -> np.ndarray:
    """(2, 2) matrix from chip offsets (row, col) to image offsets: rotation, zoom, mirror."""
    zoom = nominal * math.exp(rng.uniform(math.log(options.scale_min), math.log(options.scale_max)))
    angle = rng.uniform(0, 2 * math.pi) if rng.random() < 0.5 else rng.integers(4) * math.pi / 2
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    cos, sin = math.cos(angle) / zoom, math.sin(angle) / zoom
    return np.array([[cos, -sin * mirror], [sin, cos * mirror]])


def _cut(pixels: np.ndarray, codes: np.ndarray, row: int, col: int, matrix: np.ndarray, size: int,
         scale_pixels: ScalePixels, beyond: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Sample a chip around (row, col): bilinear for pixels, nearest for codes, IGNORE outside of the image.

    `beyond`: the pixels there, "zeros" or "reflection".
    """
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
    x = torch.nn.functional.grid_sample(torch.from_numpy(scaled)[None], flow, mode="bilinear", padding_mode=beyond,
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
