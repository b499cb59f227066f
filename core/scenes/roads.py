"""Roads: every pixel learns its nearest road, how far across and along it lies, and is then painted once."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from .canvas import LAND, ROAD, VEGETATION, Bools, Canvas, Colour, Places, Window, tint
from .frame import Frame
from .layout import District, Line, Main
from .noise import Floats
from .styles import Style

FAR = -1.0e6
LONGEST_BRIDGE_M = 90.0


@dataclass(frozen=True)
class Surface:
    """How one road looks; lengths in metres."""

    colour: Colour
    width: float
    pavement: float
    pavement_colour: Colour
    lanes: int
    marked: bool
    median: bool
    dirt: bool
    bridge: bool


class RoadLayer:
    """Collects roads: `edge` is the distance inside the winning road (negative outside), `across`, `along` its coordinates."""

    def __init__(self, canvas: Canvas, water: Bools) -> None:
        self.canvas, self.water = canvas, water
        self.edge: Floats = np.full(canvas.shape, FAR, np.float32)
        self.across: Floats = np.zeros(canvas.shape, np.float32)
        self.along: Floats = np.zeros(canvas.shape, np.float32)
        self.number = np.zeros(canvas.shape, np.int16)
        self.junction: Bools = np.zeros(canvas.shape, np.bool_)
        self.surfaces: list[Surface] = []

    def add(self, window: Window, across: Floats, along: Floats, inside: Bools, surface: Surface) -> None:
        """Add one road over a window; `inside` bounds it lengthwise and to its district."""
        edge = np.where(inside, np.float32(surface.width / 2) - np.abs(across), np.float32(FAR))
        if not surface.bridge:
            edge[self.water[window]] = FAR
        old = self.edge[window]
        self.junction[window] |= (edge > -1.0) & (old > -1.0)
        wins = edge > old
        self.surfaces.append(surface)
        for held, new in ((self.edge, edge), (self.across, across), (self.along, along)):
            np.copyto(held[window], new, where=wins)
        np.copyto(self.number[window], np.int16(len(self.surfaces) - 1), where=wins)

    def add_main(self, main: Main, surface: Surface) -> None:
        """Add a through road over the whole scene."""
        canvas = self.canvas
        s, t = main.frame.locate(canvas.x, canvas.y)
        across = s / main.frame.stretch(canvas.x, canvas.y, 0)
        self.add((slice(None), slice(None)), across, t, np.ones(canvas.shape, np.bool_), surface)

    def spans(self, frame: Frame, line: Line) -> bool:
        """Return whether a street may cross water: it begins and ends on land and is never longer over water than a bridge."""
        along = np.arange(line.start, line.end, 4.0)
        at = np.full_like(along, line.at)
        xs, ys = frame.ground(at, along) if line.axis == 0 else frame.ground(along, at)
        pixels = [self.canvas.pixel(x, y) for x, y in zip(xs.tolist(), ys.tolist())]
        wet = [at is not None and bool(self.water[at]) for at in pixels]
        return bool(wet) and not wet[0] and not wet[-1] and sum(wet) * 4.0 < LONGEST_BRIDGE_M

    def add_line(self, frame: Frame, line: Line, here: Bools, surface: Surface) -> None:
        """Add one street of a district (`here` is the district's mask)."""
        canvas, reach = self.canvas, line.width / 2 + surface.pavement + 1
        window = line_window(canvas, frame, line, reach)
        if window is None:
            return
        s, t = frame.locate(canvas.x[:, window[1]], canvas.y[window[0]])
        across, along = (s, t) if line.axis == 0 else (t, s)
        across = (across - np.float32(line.at)) / frame.stretch(canvas.x[:, window[1]], canvas.y[window[0]], line.axis)
        inside = (along >= line.start) & (along <= line.end) & here[window]
        if surface.bridge and not self.spans(frame, line):
            surface = replace(surface, bridge=False)
        self.add(window, across, along, inside, surface)


def line_window(canvas: Canvas, frame: Frame, line: Line, reach: float) -> Window | None:
    """Return the pixels that a line and its surroundings can touch."""
    along = np.linspace(line.start, line.end, max(3, int((line.end - line.start) / 20) + 2))
    at = np.full_like(along, line.at)
    x, y = frame.ground(at, along) if line.axis == 0 else frame.ground(along, at)
    x0, x1, y0, y1 = float(x.min()), float(x.max()), float(y.min()), float(y.max())
    return canvas.window((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2 + reach + 4, (y1 - y0) / 2 + reach + 4)


def dress(kind: str, width: float, style: Style, rng: np.random.Generator, lanes: int = 2, median: bool = False) -> Surface:
    """Return how a road of a kind looks in a style."""
    tone = rng.uniform(*style.asphalt)
    dust = style.dusty * rng.uniform(0.3, 1.2) * (1.3 if kind == "lane" else 0.8)
    dirt = kind == "track" or (kind == "lane" and rng.random() < 0.35 * style.dusty)
    grey = np.array([tone, tone * 0.99, tone * 0.985])
    earth = np.array([0.60, 0.53, 0.43] if rng.random() < 0.6 else [0.66, 0.61, 0.52])
    share = rng.uniform(0.85, 1.0) if dirt else min(0.6, 0.35 * dust)
    r, g, b = (grey * (1 - share) + earth * share).tolist()
    pavement = 0.0 if kind == "track" else rng.uniform(*style.pavement) * (1.5 if kind == "main" else 1.0)
    light = rng.uniform(0.5, 0.66)
    marked = kind == "main" or (kind == "street" and rng.random() < 0.6 and not dirt)
    slabs = (light, light * 0.985, light * 0.95)
    return Surface((r, g, b), width, pavement, slabs, lanes, marked, median, dirt, kind in ("main", "street"))


def add_district(layer: RoadLayer, district: District, here: Bools, style: Style, rng: np.random.Generator) -> None:
    """Add all streets of a district, the widest last so that they win the junctions."""
    for line in sorted((each for each in district.lines if each.kind != "edge"), key=lambda each: each.width):
        layer.add_line(district.frame, line, here, dress(line.kind, line.width, style, rng))


def paint_roads(layer: RoadLayer, rng: np.random.Generator) -> None:
    """Paint pavements, surfaces, wear and markings, and set the classes."""
    canvas = layer.canvas
    if not layer.surfaces:
        return
    table = layer.surfaces
    pavement = np.array([s.pavement for s in table], np.float32)[layer.number]
    on_road = layer.edge > 0
    beside = (layer.edge > -pavement) & ~on_road & ~layer.water
    _paint_pavement(canvas, layer, beside)
    rows, cols = np.nonzero(on_road)
    pixels = _Pixels(canvas, layer, rows, cols)
    colour = pixels.surface()
    colour = pixels.markings(colour)
    canvas.rgb[rows, cols] = colour
    canvas.labels[rows, cols] = ROAD
    canvas.free &= ~(on_road | beside)
    _paint_medians(canvas, layer, on_road, rng)
    bridge = on_road & layer.water
    canvas.height[bridge] = 3.5
    rail = bridge & (layer.edge < max(0.5, canvas.resolution_m))
    canvas.height[rail] = 4.6
    canvas.rgb[rail] = rng.uniform(0.5, 0.68)


def _paint_pavement(canvas: Canvas, layer: RoadLayer, beside: Bools) -> None:
    rows, cols = np.nonzero(beside)
    colours = np.array([s.pavement_colour for s in layer.surfaces], np.float32)[layer.number[rows, cols]]
    light = 1 + 0.05 * canvas.mottle[rows, cols] + 0.03 * canvas.speckle[rows, cols]
    kerb = layer.edge[rows, cols] > -0.25
    canvas.rgb[rows, cols] = colours * (light + 0.16 * kerb)[:, None]
    canvas.labels[rows, cols] = LAND


def _paint_medians(canvas: Canvas, layer: RoadLayer, on_road: Bools, rng: np.random.Generator) -> None:
    """Paint the strip between the carriageways of main roads: grass or paving behind kerbs, no longer road."""
    middle = np.array([s.median for s in layer.surfaces], np.bool_)[layer.number] & on_road & ~layer.junction & ~layer.water
    strip = middle & (np.abs(layer.across) < rng.uniform(0.8, 1.8))
    kerb = strip & (np.abs(layer.across) > 0.7)
    grass = rng.random() < 0.5
    base = (0.36, 0.42, 0.24) if grass else (0.58, 0.56, 0.52)
    light = 1 + 0.07 * canvas.mottle[strip] + 0.04 * canvas.speckle[strip]
    canvas.rgb[strip] = tint(base) * light[:, None]
    canvas.labels[strip] = VEGETATION if grass else LAND
    canvas.rgb[kerb] = 0.62


class _Pixels:
    """The road pixels as flat arrays, so that each pattern costs only as much as there is road."""

    def __init__(self, canvas: Canvas, layer: RoadLayer, rows: Places, cols: Places) -> None:
        at = (rows, cols)
        self.canvas = canvas
        number = layer.number[at]
        table = layer.surfaces
        self.across, self.along, self.edge = layer.across[at], layer.along[at], layer.edge[at]
        self.plain = ~layer.junction[at]
        self.mottle, self.speckle, self.broad = canvas.mottle[at], canvas.speckle[at], canvas.broad[at]
        self.colour = np.array([s.colour for s in table], np.float32)[number]
        self.half = np.array([s.width / 2 for s in table], np.float32)[number]
        self.lanes = np.array([s.lanes for s in table], np.float32)[number]
        self.marked = np.array([s.marked for s in table], np.bool_)[number] & self.plain
        self.median = np.array([s.median for s in table], np.bool_)[number]
        self.dirt = np.array([s.dirt for s in table], np.bool_)[number]

    def surface(self) -> Floats:
        """Return asphalt with wheel tracks, patches, grain and dusty edges, or the two ruts of a track."""
        lane = 2 * self.half / self.lanes
        wheel = np.cos(self.across / lane * np.float32(4 * math.pi))
        light = 1 + 0.035 * self.mottle + 0.05 * self.broad + 0.03 * self.speckle - 0.025 * wheel * ~self.dirt
        patch = (self.broad + 0.5 * np.sin(self.along * np.float32(0.11))) > 1.5
        light -= 0.09 * patch * ~self.dirt
        light += self.dirt * (0.06 * self.mottle - 0.10 * np.exp(-((self.across / 0.5) ** 2)))
        colour = self.colour * light[:, None]
        dust = np.clip(0.5 - self.edge / 1.2 + 0.25 * self.mottle, 0, 0.5)
        dusty: Floats = colour * (1 - dust[:, None]) + tint((0.56, 0.52, 0.45)) * dust[:, None]
        return dusty

    def markings(self, colour: Floats) -> Floats:
        """Return the colours with white lines, worn, and as faint as their share of the pixel."""
        lane = 2 * self.half / self.lanes
        nearest = np.abs(self.across / lane - np.round(self.across / lane)) * lane
        middle = np.abs(self.across) < lane / 2
        dashed = (np.mod(self.along, 10) < 4) | (middle & (self.lanes > 2))
        outer = np.abs(self.edge - 0.45)
        ink = np.maximum(self._stroke(nearest, 0.15) * dashed * (self.edge > lane / 2), self._stroke(outer, 0.13))
        worn = np.clip(0.75 + 0.25 * self.mottle, 0.2, 1)
        ink = (ink * worn * self.marked)[:, None]
        marked: Floats = colour * (1 - ink) + tint((0.86, 0.86, 0.83)) * ink
        return marked

    def _stroke(self, distance: Floats, width: float) -> Floats:
        res = self.canvas.resolution_m
        cover = np.clip((width / 2 - distance) / res + 0.5, 0, 1)
        ink: Floats = np.minimum(cover, np.float32(min(1.0, width / res)))
        return ink
