"""The ground being painted: colour, class and height of every pixel, and the sun that lights all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .noise import Floats, fractal, white

BUILDING, ROAD, VEGETATION, WATER, LAND = range(5)
Colour = tuple[float, float, float]
Bools = NDArray[np.bool_]
Window = tuple[slice, slice]
Places = NDArray[np.intp]  # row or column numbers


@dataclass(frozen=True)
class Sun:
    """Where the light comes from: `x`, `y` point towards the sun in the picture, `elevation` in radians."""

    x: float
    y: float
    elevation: float

    def on(self, slope_x: float | Floats, slope_y: float | Floats) -> float | Floats:
        """Return the light on a surface z = slope_x * x + slope_y * y, relative to flat ground (1)."""
        horizontal = math.cos(self.elevation) / math.sin(self.elevation)
        facing = 1 - horizontal * (slope_x * self.x + slope_y * self.y)
        light = facing / np.sqrt(1 + slope_x * slope_x + slope_y * slope_y)
        return np.clip(0.4 + 0.6 * light, 0.3, 1.5)  # type: ignore[no-any-return]


class Canvas:
    """Arrays (rows, cols[, 3]) of a scene; x grows to the right and y downwards, both in metres from the upper left corner.

    `free` is false where no field, yard, building or tree trunk may go: roads, pavements and water.
    """

    def __init__(self, rows: int, cols: int, resolution_m: float, sun: Sun, rng: np.random.Generator) -> None:
        self.shape = (rows, cols)
        self.resolution_m = resolution_m
        self.sun = sun
        self.width_m, self.height_m = cols * resolution_m, rows * resolution_m
        self.x = ((np.arange(cols, dtype=np.float32) + 0.5) * resolution_m)[None, :]
        self.y = ((np.arange(rows, dtype=np.float32) + 0.5) * resolution_m)[:, None]
        self.rgb: Floats = np.zeros((rows, cols, 3), np.float32)
        self.labels = np.full((rows, cols), LAND, np.uint8)
        self.height: Floats = np.zeros((rows, cols), np.float32)
        self.free: Bools = np.ones((rows, cols), np.bool_)
        self.mottle = fractal(rng, self.shape, resolution_m, 7.0, 5, 0.78)
        self.broad = fractal(rng, self.shape, resolution_m, 60.0, 4, 0.6)
        self.speckle = white(rng, self.shape)

    def window(self, x: float, y: float, reach_x: float, reach_y: float) -> Window | None:
        """Return the pixels within reach of a ground point, or None where they all lie outside."""
        res = self.resolution_m
        top, left = max(0, math.floor((y - reach_y) / res)), max(0, math.floor((x - reach_x) / res))
        bottom = min(self.shape[0], math.ceil((y + reach_y) / res) + 1)
        right = min(self.shape[1], math.ceil((x + reach_x) / res) + 1)
        if top >= bottom or left >= right:
            return None
        return slice(top, bottom), slice(left, right)

    def box(self, x: float, y: float, angle: float, half_u: float, half_v: float) -> Box | None:
        """Return the pixels whose centres lie in a turned rectangle, or None where there are none."""
        c, s = math.cos(angle), math.sin(angle)
        window = self.window(x, y, half_u * abs(c) + half_v * abs(s), half_u * abs(s) + half_v * abs(c))
        if window is None:
            return None
        dx, dy = self.x[:, window[1]] - np.float32(x), self.y[window[0]] - np.float32(y)
        u = np.float32(c) * dx + np.float32(s) * dy
        v = np.float32(-s) * dx + np.float32(c) * dy
        mask = (np.abs(u) <= half_u) & (np.abs(v) <= half_v)
        return Box(window, u, v, mask, angle) if mask.any() else None

    def paint(self, window: Window, mask: Bools, colour: Floats | Colour, label: int | None = None) -> None:
        """Lay a colour (one for all, or (rows, cols, 3)) and a class over the masked pixels of a window."""
        np.copyto(self.rgb[window], np.asarray(colour, np.float32), where=mask[..., None])
        if label is not None:
            np.copyto(self.labels[window], np.uint8(label), where=mask)

    def fades(self, period_m: float) -> float:
        """Return how much of a pattern of this period the pixels can show: 0 below two pixels a period, 1 above four."""
        return float(np.clip(period_m / self.resolution_m / 2 - 1, 0, 1))

    def pixel(self, x: float, y: float) -> tuple[int, int] | None:
        """Return (row, col) of a ground point, or None outside."""
        row, col = math.floor(y / self.resolution_m), math.floor(x / self.resolution_m)
        return (row, col) if 0 <= row < self.shape[0] and 0 <= col < self.shape[1] else None


@dataclass(frozen=True)
class Box:
    """A turned rectangle on the canvas: its window, local coordinates in metres, and the pixels inside."""

    window: Window
    u: Floats
    v: Floats
    mask: Bools
    angle: float

    def slope(self, along_u: float, along_v: float) -> tuple[float, float]:
        """Return a slope given along the local axes as a slope along x and y."""
        c, s = math.cos(self.angle), math.sin(self.angle)
        return along_u * c - along_v * s, along_u * s + along_v * c


def tint(colour: Colour) -> Floats:
    """Return a colour as an array of three."""
    return np.array(colour, np.float32)


def shade(base: Colour, amount: Floats) -> Floats:
    """Return a colour multiplied by a (rows, cols) brightness."""
    shaded: Floats = np.asarray(base, np.float32) * amount[..., None]
    return shaded


def cast_shadows(canvas: Canvas) -> Floats:
    """Return 0 (lit) to 1 (in shadow) for every pixel, from the height field and the sun.

    The running maximum of height minus the descent of the sun's ray is found by doubling: eight shifts instead of 256.
    """
    rise = canvas.resolution_m * math.tan(canvas.sun.elevation)
    ceiling = canvas.height.copy()
    longest = max(1.0, float(canvas.height.max()) / rise)
    step = 1
    while step < longest:
        drow, dcol = round(canvas.sun.y * step), round(canvas.sun.x * step)
        if abs(drow) >= canvas.shape[0] or abs(dcol) >= canvas.shape[1]:
            break
        here, there = _overlap(canvas.shape, drow, dcol)
        moved = ceiling[there] - np.float32(rise * math.hypot(drow, dcol))
        ceiling[here] = np.maximum(ceiling[here], moved)
        step *= 2
    return np.clip((ceiling - canvas.height - 0.15) / 0.5, 0, 1)


def _overlap(shape: tuple[int, int], drow: int, dcol: int) -> tuple[Window, Window]:
    def cut(size: int, shift: int) -> tuple[slice, slice]:
        return (slice(0, size - shift), slice(shift, size)) if shift >= 0 else (slice(-shift, size), slice(0, size + shift))

    (here_rows, there_rows), (here_cols, there_cols) = cut(shape[0], drow), cut(shape[1], dcol)
    return (here_rows, here_cols), (there_rows, there_cols)
