"""What air and camera do to the picture: haze, white balance, blur, sharpening, noise, compression. Classes stay sharp."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from .canvas import tint
from .noise import Floats, fractal, white


def light_scene(rgb: Floats, shadow: Floats, rng: np.random.Generator) -> Floats:
    """Return the colours with shadows: less light, and bluer, because only the sky lights them."""
    dark = rng.uniform(0.26, 0.46)
    sky = tint((dark * 0.94, dark, dark * rng.uniform(1.06, 1.2)))
    lit: Floats = rgb * (1 - shadow[..., None] * (1 - sky))
    return lit


def photograph(rgb: Floats, resolution_m: float, rng: np.random.Generator, desert: bool = False) -> NDArray[np.uint8]:
    """Return the (rows, cols, 3) uint8 picture of lit ground colours, as one camera on one day would take it."""
    image = _tones(rgb, resolution_m, rng, desert)
    sigma = rng.uniform(0.45, 0.95)
    image = ndimage.gaussian_filter(image, (sigma, sigma, 0), truncate=3)
    sharpen = rng.uniform(0, 0.7)
    image = image + np.float32(sharpen) * (image - ndimage.gaussian_filter(image, (1.4, 1.4, 0), truncate=2.5))
    noise = rng.uniform(0.002, 0.012)
    grain = np.stack([white(rng, image.shape[:2]) for _ in range(3)], axis=-1)
    grain = 0.6 * grain + 0.7 * white(rng, image.shape[:2])[..., None]
    image = image + np.float32(noise) * grain * np.sqrt(np.clip(image, 0.05, 1))
    image = _compress(image, rng.uniform(0.3, 1.6)) if rng.random() < 0.7 else image
    return (np.clip(image, 0, 1) * 255 + 0.5).astype(np.uint8)


def _tones(rgb: Floats, resolution_m: float, rng: np.random.Generator, desert: bool) -> Floats:
    balance = np.float32(1 + rng.uniform(-0.03, 0.03, 3) + np.array([0.5, 0, -0.5]) * rng.uniform(-0.05, 0.07))
    exposure = np.float32(rng.uniform(0.92, 1.18) * (0.88 if desert else 1))
    image = np.clip(rgb, 0, 1.4) * balance * exposure
    gamma, contrast = rng.uniform(0.80, 1.06), rng.uniform(0.92, 1.12) * (1.12 if desert else 1)
    image = np.power(image, np.float32(gamma))
    image = (image - np.float32(0.42)) * np.float32(contrast) + np.float32(0.42)
    grey = image.mean(axis=-1, keepdims=True)
    image = grey + (image - grey) * np.float32(rng.uniform(0.5, 0.85) if desert else rng.uniform(0.66, 1.0))
    veil = np.float32(rng.uniform(0, 0.13) * (0.4 if desert else 1))
    haze = tint((0.66, 0.70, 0.76))
    drift = veil * (1 + 0.25 * fractal(rng, image.shape[:2], resolution_m, 400, 2))[..., None]
    image = image * (1 - drift) + haze * drift
    rolled: Floats = np.where(image > 0.85, 0.85 + 0.15 * np.tanh((image - 0.85) / 0.15), image).astype(np.float32)
    return rolled


def _compress(image: Floats, step: float) -> Floats:
    """Return the picture after a block-wise cosine transform with coarse high frequencies, as in a lossy tile service."""
    rows, cols = image.shape[:2]
    padded = np.pad(image, ((0, -rows % 8), (0, -cols % 8), (0, 0)), mode="edge")
    basis = _cosines()
    blocks = padded.reshape(padded.shape[0] // 8, 8, padded.shape[1] // 8, 8, 3).transpose(0, 2, 4, 1, 3)
    spectrum = basis @ blocks @ basis.T
    order = np.add.outer(np.arange(8), np.arange(8)).astype(np.float32)
    quantum = np.float32(step / 255) * (2 + 1.6 * order)
    blocks = basis.T @ (np.round(spectrum / quantum) * quantum) @ basis
    whole: Floats = blocks.transpose(0, 3, 1, 4, 2).reshape(padded.shape)[:rows, :cols]
    return whole


def _cosines() -> Floats:
    k = np.arange(8)
    basis = np.cos(np.outer(k, 2 * k + 1) * math.pi / 16) * 0.5
    basis[0] /= math.sqrt(2)
    return basis.astype(np.float32)
