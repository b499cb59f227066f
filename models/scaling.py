"""From file values to network values, with the constants of the model card. numpy only.

Every step of a card is linear or a limit, and any chain of those is one linear function followed by one limit. So the chain is
folded once into four numbers a band, and all pixels everywhere go through the same formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.contract.card import BandStatistics, ModelCard, Scaling
from ..core.contract.errors import JobError

Floats = NDArray[np.float32]

# Beyond these a band counts as unlike the training pixels.
SHIFT_DEVIATIONS = 2.0
SHIFT_SPREAD_RATIO = 3.0


@dataclass(frozen=True)
class ScalingArrays:
    """Network value = clip(file value * gain + offset, low, high); `fill` is the network value of pixels without data.

    Each (bands,) float32; low and high are infinite where nothing is limited.
    """

    gain: Floats
    offset: Floats
    low: Floats
    high: Floats
    fill: Floats


@dataclass(frozen=True)
class BandShift:
    """A band unlike the training pixels. `deviations`: distance of the means in training standard deviations, signed;
    `spread_ratio`: the raster's standard deviation over the training pixels' (infinite where training had none).
    """

    band: str
    deviations: float
    spread_ratio: float


def scaling_arrays(card: ModelCard) -> ScalingArrays:
    """The card's scaling steps in one formula. Raises `JobError` ("model.invalid") for a step without its numbers.

    Pixels without data become the training mean: 0 after a final z-score, else the scaled mean of the card's statistics,
    or 0 if it has none.
    """
    count = len(card.bands)
    gain, offset = np.ones(count), np.zeros(count)
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    for step in card.scaling:
        if step.type == "clip":
            floor = _numbers(step.minimum, count, -np.inf)
            ceiling = _numbers(step.maximum, count, np.inf)
            low, high = np.clip(low, floor, ceiling), np.clip(high, floor, ceiling)
            continue
        factor, shift = _linear(step, count, card.name)
        gain, offset = gain * factor, offset * factor + shift
        with np.errstate(invalid="ignore"):  # infinity * 0: a band scaled to a constant is limited to it
            ends = [np.nan_to_num(limit * factor, nan=0.0, posinf=np.inf, neginf=-np.inf) + shift for limit in (low, high)]
        low, high = np.minimum(*ends), np.maximum(*ends)
    fill = np.zeros(count)
    if card.statistics and not (card.scaling and card.scaling[-1].type == "z-score"):
        fill = np.clip(np.array([band.mean for band in card.statistics]) * gain + offset, low, high)
    return ScalingArrays(*(np.asarray(values, np.float32) for values in (gain, offset, low, high, fill)))


def apply_scaling(pixels: NDArray[np.generic], valid: NDArray[np.bool_], card: ModelCard) -> Floats:
    """Network values of `pixels` (bands, rows, cols) in file values; `valid` (rows, cols) is false where there is no data.

    Returns a new float32 array. Values that are not finite count as no data in all bands: one NaN would spread as far as the
    network sees. Raises `ValueError` if the shapes do not fit the card.
    """
    if pixels.ndim != 3 or pixels.shape[0] != len(card.bands) or pixels.shape[1:] != valid.shape:
        raise ValueError(f"pixels {pixels.shape} and mask {valid.shape} do not fit {len(card.bands)} band(s)")
    return scale_pixels(pixels, valid, scaling_arrays(card))


def scale_pixels(pixels: NDArray[np.generic], valid: NDArray[np.bool_], arrays: ScalingArrays) -> Floats:
    """As `apply_scaling`, for callers that scale many tiles with one card."""
    values = pixels.astype(np.float32)  # a copy, also of float32
    if np.issubdtype(pixels.dtype, np.floating):
        finite = np.isfinite(values)
        if not finite.all():
            valid = valid & finite.all(axis=0)
    with np.errstate(invalid="ignore", over="ignore"):  # values of pixels without data may be anything
        values *= arrays.gain[:, None, None]
        values += arrays.offset[:, None, None]
        if np.isfinite(arrays.low).any() or np.isfinite(arrays.high).any():
            np.clip(values, arrays.low[:, None, None], arrays.high[:, None, None], out=values)
    if not valid.all():
        values[:, ~valid] = arrays.fill[:, None]
    return values


def domain_shift(card: ModelCard, raster_statistics: Sequence[BandStatistics]) -> list[BandShift]:
    """The bands whose file values lie far from the training pixels': mean more than 2 training standard deviations away, or
    spread outside a third to three times. `raster_statistics` in the order of the card's bands; empty if the card has none.
    """
    shifts = []
    for band, trained, found in zip(card.bands, card.statistics, raster_statistics):
        spread = max(trained.stddev, float(np.finfo(np.float32).tiny))
        ratio = found.stddev / spread if trained.stddev > 0 or found.stddev > 0 else 1.0
        deviations = (found.mean - trained.mean) / spread
        if abs(deviations) > SHIFT_DEVIATIONS or not 1 / SHIFT_SPREAD_RATIO <= ratio <= SHIFT_SPREAD_RATIO:
            shifts.append(BandShift(band.name, deviations, ratio))
    return shifts


def _numbers(values: Sequence[float], count: int, missing: float) -> NDArray[np.float64]:
    return np.broadcast_to(np.asarray(values if len(values) else (missing,), np.float64), (count,))


def _linear(step: Scaling, count: int, model: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Factor and shift of a linear step."""
    needed = {"z-score": (step.mean, step.stddev), "min-max": (step.minimum, step.maximum)}.get(step.type, (step.value,))
    if not all(len(values) in (1, count) for values in needed):
        raise JobError("model.invalid", path=model, reason=f"the scaling '{step.type}' lacks its numbers")
    first, *rest = (_numbers(values, count, 0.0) for values in needed)
    if step.type == "z-score":
        return 1 / rest[0], -first / rest[0]
    if step.type == "min-max":
        return 1 / (rest[0] - first), -first / (rest[0] - first)
    if step.type == "scale":
        return first, np.zeros(count)
    return np.ones(count), first
