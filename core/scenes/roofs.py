"""Buildings: roofs of several shapes, lit by the scene's sun, with the heights that cast their shadows."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .canvas import BUILDING, Box, Canvas, Colour, shade
from .noise import Floats


@dataclass(frozen=True)
class House:
    """One rectangular part of a building: centre and half sizes in metres, u along the ridge."""

    x: float
    y: float
    angle: float
    half_u: float
    half_v: float
    eave: float  # height of the eave or of the flat roof
    shape: str  # gable, hip, flat, shed
    cover: str  # key of ROOF_COLOURS
    colour: Colour
    pitch: float  # tangent of the roof's slope


def build(canvas: Canvas, house: House, rng: np.random.Generator, clutter: str = "plain") -> bool:
    """Paint a building where all of its ground is free; return whether it was built."""
    box = canvas.box(house.x, house.y, house.angle, house.half_u, house.half_v)
    if box is None or not canvas.free[box.window][box.mask].all():
        return False
    if house.shape == "flat":
        _flat(canvas, house, box, rng, clutter)
    else:
        _pitched(canvas, house, box, rng)
    np.copyto(canvas.labels[box.window], np.uint8(BUILDING), where=box.mask)
    return True


def _finish(canvas: Canvas, box: Box, colour: Floats, height: Floats) -> None:
    canvas.paint(box.window, box.mask, colour)
    np.copyto(canvas.height[box.window], height.astype(np.float32), where=box.mask)


def _pitched(canvas: Canvas, house: House, box: Box, rng: np.random.Generator) -> None:
    u, v, p = box.u, box.v, house.pitch
    to_side, to_end = house.half_v - np.abs(v), house.half_u - np.abs(u)
    if house.shape == "shed":
        rise, light = p * (v + house.half_v), np.full_like(u, canvas.sun.on(*box.slope(0, p)))
    else:
        up_v = float(canvas.sun.on(*box.slope(0, p)))  # the side where v < 0 rises with v
        down_v = float(canvas.sun.on(*box.slope(0, -p)))
        light = np.where(v < 0, np.float32(up_v), np.float32(down_v))
        rise = p * to_side
        if house.shape == "hip":
            ends = to_end < to_side
            rise = p * np.minimum(to_side, to_end)
            up_u, down_u = float(canvas.sun.on(*box.slope(p, 0))), float(canvas.sun.on(*box.slope(-p, 0)))
            light = np.where(ends, np.where(u < 0, np.float32(up_u), np.float32(down_u)), light)
    light = light * _cover_texture(canvas, house, box, rng)
    if house.shape == "gable":
        light = light + 0.10 * (np.abs(v) < max(0.18, canvas.resolution_m * 0.5)) * rng.uniform(-0.5, 1)
    light = light - 0.08 * (np.minimum(to_side, to_end) < 0.3)
    _finish(canvas, box, shade(house.colour, light), house.eave + rise)
    if house.cover in ("tile", "slate") and rng.random() < 0.6:
        _chimney(canvas, house, rng)


def _cover_texture(canvas: Canvas, house: House, box: Box, rng: np.random.Generator) -> Floats:
    """Return the brightness pattern of tiles or of corrugated sheets, with stains and repaired panels."""
    window = box.window
    amount = 1 + 0.045 * canvas.mottle[window] + 0.02 * canvas.speckle[window]
    phase = rng.uniform(0, 6.28)
    if house.cover in ("tile", "slate"):
        row = canvas.fades(0.36) * np.sin(box.v * np.float32(2 * math.pi / 0.36) + phase)
        tiles: Floats = amount + 0.05 * row
        return tiles
    period = rng.choice([0.9, 1.1, 2.2])
    ribs = canvas.fades(period) * np.sin(box.u * np.float32(2 * math.pi / period) + phase)
    panel = np.floor(box.u / np.float32(rng.uniform(2.5, 6)) + phase)
    tint = np.sin(panel * np.float32(12.9898)) * rng.uniform(0.0, 0.07)
    stain = rng.uniform(0.0, 0.10) * np.clip(canvas.broad[window] + canvas.mottle[window], 0, 2)
    sheets: Floats = amount + 0.05 * ribs + tint - stain
    return sheets


def _chimney(canvas: Canvas, house: House, rng: np.random.Generator) -> None:
    u, v = rng.uniform(-0.6, 0.6) * house.half_u, rng.uniform(-0.3, 0.3) * house.half_v
    top = house.eave + house.pitch * (house.half_v - abs(v)) + 0.9
    fixture(canvas, house, u, v, 0.35, 0.45, top, (0.42, 0.36, 0.33))


def fixture(
    canvas: Canvas, house: House, u: float, v: float, half_u: float, half_v: float, top: float | None, colour: Colour
) -> None:
    """Put a small box (chimney, unit) on a roof, in the roof's own coordinates; a pane flush with it where `top` is None."""
    c, s = math.cos(house.angle), math.sin(house.angle)
    box = canvas.box(house.x + c * u - s * v, house.y + s * u + c * v, house.angle, half_u, half_v)
    if box is None:
        return
    on_roof = box.mask & (canvas.height[box.window] > 1.5)
    lit = 1 + 0.06 * canvas.speckle[box.window] + 0.1 * (box.v < 0)
    canvas.paint(box.window, on_roof, shade(colour, lit))
    if top is not None:
        np.copyto(canvas.height[box.window], np.float32(top), where=on_roof)


def _flat(canvas: Canvas, house: House, box: Box, rng: np.random.Generator, clutter: str) -> None:
    window = box.window
    inset = np.minimum(house.half_v - np.abs(box.v), house.half_u - np.abs(box.u))
    stain = rng.uniform(0.02, 0.10)
    light = 1 + stain * canvas.mottle[window] + 0.025 * canvas.speckle[window] + rng.uniform(0, 0.06) * canvas.broad[window]
    wall = rng.uniform(0.25, 0.45)
    rim = inset < wall
    light = light + rim * rng.uniform(-0.12, 0.25) - 0.08 * ((inset < wall + 0.5) & ~rim)
    height = house.eave + rim * np.float32(rng.uniform(0.2, 1.0))
    _finish(canvas, box, shade(house.colour, light), height)
    _furnish(canvas, house, rng, clutter)


def _furnish(canvas: Canvas, house: House, rng: np.random.Generator, clutter: str) -> None:
    """Put stair houses, units, tanks and sheds on a flat roof; `clutter` says how lived-in it is."""
    area = 4 * house.half_u * house.half_v
    if min(house.half_u, house.half_v) < 2.6:
        return
    room_u, room_v = house.half_u - 1.6, house.half_v - 1.6
    if area > 45 and rng.random() < (0.8 if clutter == "lived" else 0.45):
        colour = tuple(np.clip(np.array(house.colour) * rng.uniform(0.85, 1.2), 0, 0.95))
        half = min(1.5, room_u, room_v)
        fixture(
            canvas,
            house,
            rng.choice([-1, 1]) * (room_u - half + 0.8),
            rng.choice([-1, 1]) * (room_v - half + 0.8),
            half + 0.3,
            half,
            house.eave + 2.5,
            colour,
        )
    count = min(24, rng.poisson(area / (35 if clutter == "lived" else 90 if clutter == "plain" else 160)))
    for _ in range(count):
        half_u, half_v = rng.uniform(0.4, 1.3), rng.uniform(0.4, 0.9)
        tone = rng.choice([rng.uniform(0.7, 0.88), rng.uniform(0.25, 0.4), rng.uniform(0.45, 0.6)])
        colour = (tone, tone, tone * 1.02)
        if clutter == "lived" and rng.random() < 0.2:
            colour = [(0.2, 0.4, 0.65), (0.6, 0.3, 0.25), (0.15, 0.16, 0.18), (0.35, 0.42, 0.25)][rng.integers(4)]
        fixture(
            canvas,
            house,
            rng.uniform(-room_u, room_u),
            rng.uniform(-room_v, room_v),
            half_u,
            half_v,
            house.eave + rng.uniform(0.5, 1.6),
            colour,
        )
