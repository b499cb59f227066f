"""The surface of every block and field: crops in rows, ploughed soil, meadows, lawns, squares, car parks, yards."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .canvas import LAND, ROAD, VEGETATION, Bools, Canvas, Colour, Window, tint
from .frame import Frame
from .ground import Palette, bare_soil, rough_grass
from .layout import Cell, pick
from .noise import Floats
from .styles import CROPS, Style

STALL_M, AISLE_PERIOD_M = 2.5, 17.0  # a bay's width; two rows of 5 m and an aisle; as in `cars.park_cars`


@dataclass(frozen=True)
class Patch:
    """The free pixels of one block or field, with their street coordinates and their distance from its edge, in metres."""

    canvas: Canvas
    window: Window
    s: Floats
    t: Floats
    edge: Floats
    mask: Bools

    def grain(self, mottle: float, broad: float, speckle: float) -> Floats:
        """Return a brightness around 1 with the given shares of the canvas's random fields."""
        canvas, window = self.canvas, self.window
        light: Floats = 1 + (
            np.float32(mottle) * canvas.mottle[window]
            + np.float32(broad) * canvas.broad[window]
            + np.float32(speckle) * canvas.speckle[window]
        )
        return light

    def fill(self, colour: Floats, label: int, where: Bools | None = None) -> None:
        """Paint the patch, or the part of it in `where`."""
        self.canvas.paint(self.window, self.mask if where is None else self.mask & where, colour, label)


@dataclass(frozen=True)
class Look:
    """What the painters of surfaces need besides the patch."""

    style: Style
    palette: Palette
    rng: np.random.Generator


def cell_patch(canvas: Canvas, frame: Frame, cell: Cell, here: Bools) -> Patch | None:
    """Return the free pixels of a cell inside its district (`here`), or None where there are none."""
    s, t = np.linspace(cell.s[0], cell.s[1], 7), np.linspace(cell.t[0], cell.t[1], 7)
    x, y = frame.ground(*np.meshgrid(s, t))
    x0, x1, y0, y1 = float(x.min()), float(x.max()), float(y.min()), float(y.max())
    window = canvas.window((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2 + 2, (y1 - y0) / 2 + 2)
    if window is None:
        return None
    at_s, at_t = frame.locate(canvas.x[:, window[1]], canvas.y[window[0]])
    edge_s, edge_t = np.minimum(at_s - cell.s[0], cell.s[1] - at_s), np.minimum(at_t - cell.t[0], cell.t[1] - at_t)
    edge = np.minimum(edge_s, edge_t)
    mask = (edge >= 0) & here[window] & canvas.free[window]
    return Patch(canvas, window, at_s, at_t, edge, mask) if mask.any() else None


def paint_cell(patch: Patch, use: str, look: Look) -> None:
    """Paint the surface of a block or field of the given use; open sand and desert ponds keep the ground that is there."""
    if use == "sand" or (use == "pond" and look.style.grassy < 0.1):
        return
    PAINTERS.get(use, _block)(patch, look)


def _furrows(patch: Patch, rng: np.random.Generator, period: float, along_s: bool) -> Floats:
    """Return the rows of a field as about -1 to 1: bent with the field, uneven, fainter where pixels cannot show them."""
    canvas, window = patch.canvas, patch.window
    across = patch.t if along_s else patch.s
    wobble = 0.12 * canvas.broad[window] + 0.04 * canvas.mottle[window]
    turn, swath = 2 * math.pi, rng.uniform(6, 14)
    fine = np.float32(canvas.fades(period)) * np.sin((across + wobble) * np.float32(turn / period))
    passes = 0.22 * np.sin((across + 2 * wobble) * np.float32(turn / swath))
    passes = passes + 0.14 * np.sin(across * np.float32(turn / swath / 2.7))
    rows: Floats = fine * (0.8 + 0.2 * canvas.mottle[window]) + passes
    return rows


def _crop(patch: Patch, look: Look) -> None:
    rng, canvas, window = look.rng, patch.canvas, patch.window
    base = np.float32(np.array(CROPS[int(rng.integers(len(CROPS)))]) * rng.uniform(0.88, 1.1) + rng.uniform(-0.02, 0.02, 3))
    lengthwise = bool(np.ptp(patch.s[patch.mask]) > np.ptp(patch.t[patch.mask]))
    along_s = lengthwise if rng.random() < 0.85 else not lengthwise
    rows = _furrows(patch, rng, rng.uniform(0.75, 2.4), along_s) * np.float32(rng.uniform(0.02, 0.09))
    colour: Floats = base * (rows + patch.grain(0.035, 0.05, 0.04))[..., None]
    bare = np.clip(0.55 * (canvas.broad[window] + 0.6 * canvas.mottle[window]) - rng.uniform(0.6, 1.4), 0, 0.5)[..., None]
    colour = colour * (1 - bare) + tint(look.palette.soils[0]) * bare
    if rng.random() < 0.5:
        colour = _tramlines(patch, colour, look, along_s)
    patch.fill(colour, VEGETATION)


def _tramlines(patch: Patch, colour: Floats, look: Look, along_s: bool) -> Floats:
    """Return the crop with a tractor's pairs of wheel lines every 12 to 28 m."""
    gap, res = look.rng.uniform(12, 28), patch.canvas.resolution_m
    across = np.mod((patch.t if along_s else patch.s) + 0.1 * patch.canvas.broad[patch.window], gap)
    distance = np.minimum(np.abs(across - gap / 2 - 0.9), np.abs(across - gap / 2 + 0.9))
    ink = (np.clip((0.2 - distance) / res + 0.5, 0, 1) * np.float32(min(1.0, 0.4 / res) * 0.45))[..., None]
    lined: Floats = colour * (1 - ink) + tint(look.palette.soils[1]) * ink
    return lined


def _ploughed(patch: Patch, look: Look) -> None:
    rng, soils = look.rng, look.palette.soils
    base = tint(soils[int(rng.integers(len(soils)))]) * np.float32(rng.uniform(0.75, 1.05))
    rows = _furrows(patch, rng, rng.uniform(0.7, 1.6), rng.random() < 0.5) * np.float32(rng.uniform(0.02, 0.07))
    patch.fill(base * (rows + patch.grain(0.05, 0.05, 0.05))[..., None], LAND)


def _meadow(patch: Patch, look: Look) -> None:
    rng, canvas, window = look.rng, patch.canvas, patch.window
    lushness = canvas.broad[window] + np.float32(rng.normal(0, 0.8))
    colour = rough_grass(canvas, window, look.palette, lushness) * np.float32(rng.uniform(0.92, 1.08))
    if rng.random() < 0.4:
        colour = colour * (1 + _furrows(patch, rng, 3.2, rng.random() < 0.5) * np.float32(0.025))[..., None]
    patch.fill(colour, VEGETATION)


def _lawn(patch: Patch, look: Look) -> None:
    """A park's lawn with two crossing paths that wander a little."""
    grasses, canvas = look.palette.grasses, patch.canvas
    patch.fill(tint(grasses[int(look.rng.integers(len(grasses)))]) * patch.grain(0.05, 0.02, 0.035)[..., None], VEGETATION)
    middle_s, middle_t = patch.s[patch.mask].mean(), patch.t[patch.mask].mean()
    bend = 4 * canvas.broad[patch.window]
    path = (np.abs(patch.s - middle_s + bend) < 1.3) | (np.abs(patch.t - middle_t - bend) < 1.3)
    patch.fill(tint(look.palette.paving) * patch.grain(0.04, 0, 0.02)[..., None], LAND, path)


def _undergrowth(patch: Patch, look: Look) -> None:
    light = patch.grain(0.16, 0.0, 0.07) * np.float32(look.rng.uniform(0.55, 0.75))
    patch.fill(tint(look.palette.grasses[0]) * light[..., None], VEGETATION)


def _paved(patch: Patch, base: Colour, slab: float, where: Bools) -> None:
    """Paint slabs of slightly different brightness with dark joints."""
    s, t = patch.s / np.float32(slab), patch.t / np.float32(slab)
    joint = np.minimum(np.abs(np.mod(s, 1) - 0.5), np.abs(np.mod(t, 1) - 0.5)) * slab < 0.12
    uneven = np.sin(np.floor(s + 0.5) * np.float32(12.9) + np.floor(t + 0.5) * np.float32(78.2)) * np.float32(0.02)
    light = patch.grain(0.05, 0.05, 0.025) + uneven - np.float32(0.05 * patch.canvas.fades(0.4)) * joint
    patch.fill(tint(base) * light[..., None], LAND, where)


def _square(patch: Patch, look: Look) -> None:
    _paved(patch, look.palette.paving, look.rng.uniform(2, 5), patch.mask)


def _works_yard(patch: Patch, look: Look) -> None:
    _block(patch, look)
    tone = look.rng.uniform(0.42, 0.66)
    _paved(patch, (tone, tone * 0.985, tone * 0.95), look.rng.uniform(5, 9), patch.edge > look.rng.uniform(1, 5))


def _lot(patch: Patch, look: Look) -> None:
    """An empty lot: soil, the traces of wheels, weeds."""
    canvas, window = patch.canvas, patch.window
    broad = canvas.broad[window]
    colour = bare_soil(canvas, window, look.palette, broad + np.float32(look.rng.normal(0, 0.8)))
    colour = colour * (1 + 0.05 * broad - 0.06 * (np.abs(broad) < 0.07))[..., None]
    weeds = broad + 0.8 * canvas.mottle[window] > (1.5 if look.style.grassy > 0.1 else 3.4)
    patch.fill(colour, LAND, ~weeds)
    patch.fill(rough_grass(canvas, window, look.palette, canvas.mottle[window]), VEGETATION, weeds)


def _parking(patch: Patch, look: Look) -> None:
    """A car park: asphalt with the lines of its bays, a planted or paved rim around it."""
    res, tone = patch.canvas.resolution_m, look.rng.uniform(*look.style.asphalt) * 1.05
    _block(patch, look)
    bay = np.abs(np.mod(patch.s, STALL_M) - STALL_M / 2)
    lined = (np.mod(patch.t, AISLE_PERIOD_M) < 10) & (patch.edge > 4)
    ink = (np.clip((0.06 - bay) / res + 0.5, 0, 1) * lined * np.float32(0.7 * min(1.0, 0.12 / res)))[..., None]
    asphalt = tint((tone, tone * 0.99, tone * 0.98)) * patch.grain(0.05, 0.06, 0.03)[..., None]
    inside = patch.mask & (patch.edge > 1.5)
    patch.fill(asphalt * (1 - ink) + np.float32(0.82) * ink, ROAD, inside)
    patch.canvas.free[patch.window] &= ~inside


def _block(patch: Patch, look: Look) -> None:
    """The ground between the houses of a block, before yards are laid over it."""
    canvas, window, broad = patch.canvas, patch.window, patch.canvas.broad[patch.window]
    kind = pick(look.rng, look.style.yards)
    if kind == "grass":
        patch.fill(rough_grass(canvas, window, look.palette, broad + np.float32(0.4)), VEGETATION)
    elif kind == "soil":
        patch.fill(bare_soil(canvas, window, look.palette, broad), LAND)
    else:
        patch.fill(tint(look.palette.paving) * (patch.grain(0.06, 0, 0.03) - np.float32(0.05))[..., None], LAND)


PAINTERS: dict[str, Callable[[Patch, Look], None]] = {
    "crop": _crop,
    "ploughed": _ploughed,
    "meadow": _meadow,
    "orchard": _meadow,
    "pond": _meadow,
    "park": _lawn,
    "grove": _undergrowth,
    "square": _square,
    "parking": _parking,
    "lot": _lot,
    "halls": _works_yard,
}
