"""Water: rivers, ponds, canals and a shore, with a shallow rim, silt, ripples and glint."""

from __future__ import annotations

import math

import numpy as np
from scipy import ndimage

from .canvas import WATER, Bools, Canvas, Colour, Places, tint
from .frame import Frame, bent_frame
from .layout import Cell, pick
from .noise import fractal, smoothstep, white
from .styles import Style

DEEP: dict[str, Colour] = {
    "green": (0.17, 0.24, 0.17),
    "blue": (0.14, 0.25, 0.33),
    "dark": (0.07, 0.08, 0.075),
    "turbid": (0.44, 0.39, 0.28),
}
SHALLOW: dict[str, Colour] = {
    "green": (0.33, 0.38, 0.26),
    "blue": (0.30, 0.44, 0.46),
    "dark": (0.17, 0.19, 0.14),
    "turbid": (0.52, 0.46, 0.35),
}


def large_waters(canvas: Canvas, style: Style, rng: np.random.Generator) -> Bools:
    """Return where a river, a canal or the sea lies; each may be absent."""
    water = np.zeros(canvas.shape, np.bool_)
    if canvas.width_m * canvas.height_m < 400:
        return water
    if rng.random() < style.river:
        water |= _river(canvas, rng)
    if rng.random() < style.sea:
        water |= _sea(canvas, rng)
    return water


def _somewhere(canvas: Canvas, rng: np.random.Generator, slope: float, wavelengths: tuple[float, float]) -> Frame:
    x, y = canvas.width_m * rng.uniform(0.15, 0.85), canvas.height_m * rng.uniform(0.15, 0.85)
    return bent_frame(rng, rng.uniform(0, 2 * math.pi), x, y, slope, wavelengths)


def _river(canvas: Canvas, rng: np.random.Generator) -> Bools:
    size = min(canvas.width_m, canvas.height_m)
    if rng.random() < 0.25:  # a canal is straight and has even banks
        frame, half, ragged = _somewhere(canvas, rng, 0.03, (400, 900)), rng.uniform(2.5, 7), 0.0
    else:
        frame, ragged = _somewhere(canvas, rng, 1.0, (120, 420)), 0.28
        half = float(np.clip(size * rng.uniform(0.02, 0.07), 4, 45))
    s = frame.locate(canvas.x, canvas.y)[0] / frame.stretch(canvas.x, canvas.y, 0)
    wander = np.clip(fractal(rng, canvas.shape, canvas.resolution_m, 60, 4, 0.38), -2, 2)
    river: Bools = np.abs(s) < half * (1 + np.float32(ragged) * wander)
    return river


def _sea(canvas: Canvas, rng: np.random.Generator) -> Bools:
    size = math.sqrt(canvas.width_m * canvas.height_m)
    frame = _somewhere(canvas, rng, 0.7, (size * 0.4, size * 1.2))
    ragged = fractal(rng, canvas.shape, canvas.resolution_m, size / 5, 5, 0.38) * np.float32(size * 0.035)
    return frame.locate(canvas.x, canvas.y)[0] + ragged > size * rng.uniform(0.0, 0.25)


def pond(canvas: Canvas, frame: Frame, cell: Cell, here: Bools, rng: np.random.Generator) -> Bools | None:
    """Return the pixels of a pond within a cell, over the whole canvas."""
    s, t = (ends[0] + (ends[1] - ends[0]) * rng.uniform(0.45, 0.55) for ends in (cell.s, cell.t))
    half = np.array([cell.s[1] - cell.s[0], cell.t[1] - cell.t[0]]) / 2 * rng.uniform(0.45, 0.85, 2)
    half = np.minimum(half, min(half) * 2.2)
    x, y = frame.point(s, t)
    box = canvas.box(x, y, frame.heading(x, y), half[0] * 1.2, half[1] * 1.2)
    if box is None:
        return None
    power = rng.choice([2.0, 2.0, 5.0])
    shape = (np.abs(box.u / half[0]) ** power + np.abs(box.v / half[1]) ** power) ** (1 / power)
    inside = shape * (1 + 0.10 * canvas.broad[box.window] * (power < 3)) < 0.95
    water = np.zeros(canvas.shape, np.bool_)
    water[box.window] = inside & here[box.window] & canvas.free[box.window]
    return water


def paint_water(canvas: Canvas, water: Bools, style: Style, rng: np.random.Generator) -> None:
    """Paint water over the ground: colour from the distance to the shore, currents, ripples, glint, a wet bank around it."""
    rows, cols = np.nonzero(water)
    if not rows.size:
        return
    window = _around(canvas, rows, cols)
    wet = water[window]
    shape = wet.shape
    kind = pick(rng, style.water)
    off = (ndimage.distance_transform_edt(wet) * canvas.resolution_m).astype(np.float32)
    res = canvas.resolution_m
    depth = 1 - np.exp(-off / np.float32(rng.uniform(1.2, 7)) * (1 + 0.3 * fractal(rng, shape, res, 18, 3)).clip(0.3, 2))
    silt = 0.12 * smoothstep(0.2, 2.2, fractal(rng, shape, res, 50, 4, 0.6))
    mix = np.clip(depth - silt, 0, 1)[..., None]
    jitter = rng.uniform(0.8, 1.25)
    colour = tint(SHALLOW[kind]) * (1 - mix) + tint(DEEP[kind]) * np.float32(jitter) * mix
    ripples = fractal(rng, shape, res, rng.uniform(1.5, 5), 3, 0.7) * np.float32(rng.uniform(0.004, 0.022))
    glint = (fractal(rng, shape, res, 90, 2) > 0.6) * np.clip(white(rng, shape) - rng.uniform(2.2, 3.4), 0, 1) * np.float32(0.25)
    colour = colour + (ripples + glint + 0.006 * white(rng, shape))[..., None]
    _wet_bank(canvas, window, wet, rng)
    canvas.paint(window, wet, colour, WATER)
    canvas.height[window][wet] = 0.0
    canvas.free[window] &= ~wet


def _around(canvas: Canvas, rows: Places, cols: Places) -> tuple[slice, slice]:
    pad = int(6 / canvas.resolution_m) + 1
    return (
        slice(max(0, int(rows.min()) - pad), min(canvas.shape[0], int(rows.max()) + pad + 1)),
        slice(max(0, int(cols.min()) - pad), min(canvas.shape[1], int(cols.max()) + pad + 1)),
    )


def _wet_bank(canvas: Canvas, window: tuple[slice, slice], wet: Bools, rng: np.random.Generator) -> None:
    sigma = min(12.0, rng.uniform(0.5, 2.2) / canvas.resolution_m)
    near = ndimage.gaussian_filter(wet.astype(np.float32), sigma, truncate=2.5)
    bank = (near * np.float32(rng.uniform(0.5, 1.3))).clip(0, 0.7)[..., None] * ~wet[..., None] * canvas.free[window][..., None]
    silt = tint((0.40, 0.37, 0.29))
    canvas.rgb[window] = canvas.rgb[window] * (1 - bank) + silt * bank
