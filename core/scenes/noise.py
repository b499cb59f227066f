"""Smooth random fields on the ground, with wavelengths in metres so that they look alike at every pixel size."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]  # float32 wherever there are many


def stream(seed: int, stage: int) -> np.random.Generator:
    """Return the random numbers of one stage of a scene: a change in one stage leaves the others as they were."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, stage])))


def spline_basis(count: int, step: float) -> Floats:
    """Return the (count, knots) matrix that interpolates knots one apart at count points `step` apart (cubic B-spline)."""
    position = np.arange(count, dtype=np.float64) * step
    cell = np.floor(position).astype(np.int64)
    f = position - cell
    weights = np.stack([(1 - f) ** 3, 3 * f**3 - 6 * f**2 + 4, -3 * f**3 + 3 * f**2 + 3 * f + 1, f**3], axis=1) / 6
    basis = np.zeros((count, int(cell[-1]) + 4), dtype=np.float32)
    basis[np.arange(count)[:, None], cell[:, None] + np.arange(4)] = weights
    return basis


def fractal(
    rng: np.random.Generator,
    shape: tuple[int, int],
    resolution_m: float,
    wavelength_m: float,
    octaves: int = 4,
    persistence: float = 0.55,
) -> Floats:
    """Return a (rows, cols) field of mean about 0 and deviation about 1: octaves from `wavelength_m` down to the pixel."""
    total = np.zeros(shape, dtype=np.float32)
    energy = 0.0
    for octave in range(octaves):
        wavelength, amplitude = wavelength_m / 2**octave, persistence**octave
        if octave and wavelength < 1.5 * resolution_m:
            break
        down, across = (spline_basis(size, resolution_m / wavelength) for size in shape)
        knots = rng.standard_normal((down.shape[1], across.shape[1]), dtype=np.float32)
        total += np.float32(amplitude * 1.9) * (down @ knots @ across.T)
        energy += amplitude**2
    return total / np.float32(math.sqrt(energy))


def white(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Return independent normal values, one a pixel."""
    return rng.standard_normal(shape, dtype=np.float32)


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """Return 0 below `low`, 1 above `high` and a smooth rise between."""
    t = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    rise: Floats = t * t * (3 - 2 * t)
    return rise
