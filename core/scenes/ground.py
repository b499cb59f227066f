"""Open ground: the soil, sand and grass that lie under everything else."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .canvas import LAND, VEGETATION, Canvas, Colour, Window, tint
from .layout import pick
from .noise import Floats, fractal, smoothstep
from .styles import GRASSES, SOILS, Style


@dataclass(frozen=True)
class Palette:
    """The ground colours of one scene."""

    soils: tuple[Colour, ...]
    grasses: tuple[Colour, ...]
    paving: Colour


def ground_palette(style: Style, rng: np.random.Generator) -> Palette:
    """Return one soil and one grass family of the style, slightly off their usual colours."""

    def shifted(colours: tuple[Colour, ...], spread: float) -> tuple[Colour, ...]:
        shift = rng.uniform(-spread, spread, 3) + rng.uniform(-spread, spread)
        made = [np.clip(np.array(c) + shift, 0.05, 0.95) for c in colours]
        return tuple((float(r), float(g), float(b)) for r, g, b in made)

    tone = rng.uniform(0.54, 0.72)
    soils, grasses = SOILS[pick(rng, style.soils)], GRASSES[pick(rng, style.grasses)]
    paving = (tone, tone * rng.uniform(0.95, 1), tone * rng.uniform(0.88, 0.97))
    return Palette(shifted(soils, 0.035), shifted(grasses, 0.025), paving)


def rough_grass(canvas: Canvas, window: Window, palette: Palette, lushness: Floats) -> Floats:
    """Return the colour of unmown grass: two greens and dry patches, with tufts; `lushness` is about normal."""
    mix = smoothstep(-1.2, 1.2, lushness)[..., None]
    green = tint(palette.grasses[0]) * mix + tint(palette.grasses[-1]) * (1 - mix)
    dry = (0.30 * smoothstep(0.3, 1.8, -lushness))[..., None]
    straw = tint(palette.soils[0]) * np.float32(0.45) + tint(palette.grasses[0]) * np.float32(0.55)
    tufts = 1 + 0.10 * canvas.mottle[window] + 0.05 * canvas.speckle[window]
    grass: Floats = (green * (1 - dry) + straw * dry) * tufts[..., None]
    return grass


def bare_soil(canvas: Canvas, window: Window, palette: Palette, variant: Floats) -> Floats:
    """Return the colour of open soil or sand; `variant` is about normal."""
    mix = smoothstep(-2, 2, 0.8 * variant + 0.45 * canvas.mottle[window])[..., None]
    colour = tint(palette.soils[0]) * mix + tint(palette.soils[-1]) * (1 - mix)
    return colour * (1 + 0.025 * canvas.mottle[window] + 0.05 * canvas.speckle[window])[..., None]


def paint_ground(canvas: Canvas, style: Style, palette: Palette, rng: np.random.Generator) -> None:
    """Paint the whole scene with soil and with grass where a slow random field says so; the class changes at its level."""
    everywhere = (slice(None), slice(None))
    slow = fractal(rng, canvas.shape, canvas.resolution_m, 110, 5, 0.6)
    relief = fractal(rng, canvas.shape, canvas.resolution_m, 220, 4, 0.5)
    level = float(np.interp(style.grassy, [0, 0.02, 0.5, 1], [-9, -2.1, 0, 3])) + rng.uniform(-0.3, 0.3)
    field = slow + 0.35 * canvas.mottle + np.float32(level)
    soil, grass = bare_soil(canvas, everywhere, palette, relief), rough_grass(canvas, everywhere, palette, canvas.broad)
    if style.name == "desert":
        soil *= _dunes(canvas, rng)[..., None]
    cover = smoothstep(-0.35, 0.35, field)[..., None]
    canvas.rgb[...] = soil * (1 - cover) + grass * cover
    canvas.rgb *= (1 + 0.03 * relief)[..., None]
    canvas.labels[...] = np.where(field > 0, np.uint8(VEGETATION), np.uint8(LAND))


def _dunes(canvas: Canvas, rng: np.random.Generator) -> Floats:
    """Return the light on wind ripples and in old wheel tracks of open sand."""
    shape, res = canvas.shape, canvas.resolution_m
    warp = fractal(rng, shape, res, 60, 3) * np.float32(5)
    angle, length = rng.uniform(0, math.pi), rng.uniform(9, 22)
    across = canvas.x * np.float32(math.cos(angle)) + canvas.y * np.float32(math.sin(angle)) + warp
    strength = rng.uniform(0.0, 0.035) * smoothstep(-0.5, 1.5, fractal(rng, shape, res, 150, 2))
    crease = 1 - np.float32(1.2) * np.abs(fractal(rng, shape, res, 70, 2))
    streaks = smoothstep(0.75, 1.0, crease) * np.float32(rng.uniform(0, 0.06))
    light: Floats = 1 + strength * np.sin(across * np.float32(2 * math.pi / length)) - streaks
    return light
