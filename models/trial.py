"""Pixels to try a network on where no raster is at hand: a generated aerial scene, in the values that the model expects."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from ..core.contract.card import ModelCard
from .scaling import scaling_arrays

SCENE_PX, SCENE_RESOLUTION_M = 512, 0.3
_MIDDLE, _SPREAD = 0.45, 0.2  # of values from 0 to 1


def trial_pixels(card: ModelCard, size_px: int, seed: int = 1) -> NDArray[np.generic]:
    """File values (bands, size_px, size_px) of a scene; bands beyond three repeat it. The same for the same arguments."""
    scene = _scene(seed, max(size_px, SCENE_PX))[:, :size_px, :size_px].astype(np.float64)
    planes = np.stack([scene[band % len(scene)] for band in range(len(card.bands))])
    spread = np.maximum(planes.std(axis=(1, 2), keepdims=True), 1e-6)
    standard = (planes - planes.mean(axis=(1, 2), keepdims=True)) / spread
    mean, deviation = _expected(card)
    values = mean[:, None, None] + standard * deviation[:, None, None]
    dtype = np.dtype(card.input.dtype) if card.input.dtype in np.sctypeDict else np.dtype(np.float32)
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype.name)
        values = np.clip(np.rint(values), limits.min, limits.max)
    found: NDArray[np.generic] = values.astype(dtype)
    return found


@functools.lru_cache(maxsize=2)
def _scene(seed: int, size_px: int) -> NDArray[np.uint8]:
    """Painting one takes longer than most networks do."""
    from ..core.scenes import make_scene  # here: what it imports takes a second, and few runs try anything

    return make_scene(seed, size_px, size_px, SCENE_RESOLUTION_M).image


def _expected(card: ModelCard) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and deviation of each band's file values: of the training pixels, or what the scaling brings to usual values."""
    if card.statistics:
        return np.array([s.mean for s in card.statistics]), np.array([s.stddev for s in card.statistics])
    count = len(card.bands)
    if card.input.dtype == "uint8":
        return np.full(count, 255 * _MIDDLE), np.full(count, 255 * _SPREAD)
    standardised = bool(card.scaling) and card.scaling[-1].type == "z-score"
    middle, spread = (0.0, 1.0) if standardised else (_MIDDLE, _SPREAD)
    arrays = scaling_arrays(card)
    gain = np.where(arrays.gain == 0, 1, arrays.gain).astype(np.float64)
    return (middle - arrays.offset) / gain, spread / np.abs(gain)
