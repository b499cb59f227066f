"""Where things go: main roads cut the scene into districts, each district is split into streets and blocks in its own frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .canvas import Canvas
from .frame import Frame, bent_frame, span
from .noise import Floats
from .styles import Range, Style, Weights


@dataclass(frozen=True)
class Line:
    """A stretch of street or of field edge: s (axis 0) or t (axis 1) equals `at`, the other runs from `start` to `end`."""

    axis: int
    at: float
    start: float
    end: float
    kind: str  # street, lane, track or edge
    width: float


@dataclass(frozen=True)
class Cell:
    """A block or field: the ranges of s and t between its streets, and what it is used for."""

    s: Range
    t: Range
    use: str
    in_town: bool
    fronts: tuple[str, str, str, str]  # what bounds it: low s, high s, low t, high t


@dataclass(frozen=True)
class District:
    """One part of the scene with streets of its own direction."""

    number: int
    frame: Frame
    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Main:
    """A through road: the line s = 0 of its own frame."""

    frame: Frame
    width: float
    lanes: int
    median: bool


def pick(rng: np.random.Generator, weights: Weights) -> str:
    """Return one of the names, as often as its weight says."""
    share = np.cumsum(list(weights.values()))
    return list(weights)[int(np.searchsorted(share, rng.uniform(0, share[-1]), side="right"))]


class Townness:
    """How urban a place is: a slope across the scene plus slow waves, cut so that the wanted share is town."""

    def __init__(self, canvas: Canvas, style: Style, rng: np.random.Generator) -> None:
        size = max(canvas.width_m, canvas.height_m, 60.0)
        self.frame = bent_frame(
            rng, rng.uniform(0, 2 * math.pi), canvas.width_m / 2, canvas.height_m / 2, 0.9, (size * 0.4, size * 1.2)
        )
        s, _ = self.frame.locate(np.linspace(0, canvas.width_m, 24)[None, :], np.linspace(0, canvas.height_m, 24)[:, None])
        self.edge = float(np.quantile(s, rng.uniform(*style.town)))

    def at(self, x: float, y: float) -> bool:
        """Return whether a ground point lies in town."""
        s, _ = self.frame.locate(x, y)
        return float(s) < self.edge


def lay_mains(canvas: Canvas, style: Style, rng: np.random.Generator) -> list[Main]:
    """Return the through roads; large scenes have more than small ones, and the second crosses the first."""
    size = math.sqrt(canvas.width_m * canvas.height_m)
    count = min(2, int(rng.uniform(*style.mains) * min(1.2, max(0.6, size / 250))))
    angle = rng.uniform(0, 2 * math.pi)
    mains = []
    for i in range(count):
        x, y = canvas.width_m * rng.uniform(0.25, 0.75), canvas.height_m * rng.uniform(0.25, 0.75)
        width = rng.uniform(*style.main) * (1 if i == 0 else 0.8)
        frame = bent_frame(rng, angle + i * rng.uniform(1.0, 2.1), x, y, 0.3, (max(180, size * 0.7), max(300, size * 2)))
        lanes = max(2, 2 * round(width / 7))
        mains.append(Main(frame, width, lanes, lanes >= 4 and rng.random() < 0.75))
    return mains


def district_map(canvas: Canvas, mains: list[Main]) -> Floats:
    """Return the number of the district of every pixel: one bit for each side of each main road."""
    number = np.zeros(canvas.shape, np.float32)
    for bit, main in enumerate(mains):
        number += (main.frame.locate(canvas.x, canvas.y)[0] > 0) * np.float32(2**bit)
    return number


class _Splitter:
    """Cuts a rectangle of street coordinates in two, again and again, a street or a field edge along every cut."""

    def __init__(self, frame: Frame, town: Townness, style: Style, rng: np.random.Generator) -> None:
        self.frame, self.town, self.style, self.rng = frame, town, style, rng
        self.lines: list[Line] = []
        self.cells: list[Cell] = []

    def split(self, box: tuple[float, float, float, float], sides: tuple[tuple[str, float], ...], depth: int) -> None:
        """Split a box (s0, s1, t0, t1); `sides` are the kind and width of the lines that bound it."""
        lengths = (box[1] - box[0], box[3] - box[2])
        in_town = self.town.at(*self.frame.point((box[0] + box[1]) / 2, (box[2] + box[3]) / 2))
        wanted = self.rng.uniform(*(self.style.block if in_town else self.style.field))
        longer = 0 if lengths[0] >= lengths[1] else 1
        smallest = 22 if in_town else 25
        if (max(lengths) < wanted * 1.35 and min(lengths) < wanted) or max(lengths) < 2 * smallest or depth > 14:
            self._finish(box, sides, in_town, min(lengths))
            return
        low, high = box[2 * longer], box[2 * longer + 1]
        at = low + (high - low) * self.rng.uniform(0.36, 0.64)
        kind, width = self._line_kind(in_town, max(lengths))
        across = 1 - longer
        reach = (sides[2 * across][1] / 2, sides[2 * across + 1][1] / 2)
        self.lines.append(Line(longer, at, box[2 * across] - reach[0], box[2 * across + 1] + reach[1], kind, width))
        for half in (0, 1):
            part, bounds = list(box), list(sides)
            part[2 * longer + 1 - half] = at - width / 2 if half == 0 else at + width / 2
            bounds[2 * longer + 1 - half] = (kind, width)
            self.split((part[0], part[1], part[2], part[3]), tuple(bounds), depth + 1)

    def _line_kind(self, in_town: bool, length: float) -> tuple[str, float]:
        rng, style = self.rng, self.style
        if in_town:
            return ("street", rng.uniform(*style.street)) if length > 1.8 * style.block[1] else ("lane", rng.uniform(*style.lane))
        if length > 2.6 * style.field[1] and rng.random() < 0.6:
            return "street", rng.uniform(*style.street)
        if length > 1.3 * style.field[0] and rng.random() < 0.3:
            return "track", rng.uniform(2.6, 3.8)
        return "edge", rng.uniform(0.6, 3.0)

    def _finish(
        self, box: tuple[float, float, float, float], sides: tuple[tuple[str, float], ...], in_town: bool, shorter: float
    ) -> None:
        use = pick(self.rng, self.style.town_uses if in_town else self.style.country_uses)
        if use == "halls" and shorter < 38:
            use = "parking"
        fronts = (sides[0][0], sides[1][0], sides[2][0], sides[3][0])
        self.cells.append(Cell((box[0], box[1]), (box[2], box[3]), use, in_town, fronts))


def plan_district(number: int, canvas: Canvas, town: Townness, style: Style, rng: np.random.Generator) -> District:
    """Return the streets and blocks of a district; they cover the whole scene and are shown only inside the district."""
    frame = bent_frame(
        rng,
        rng.uniform(0, 2 * math.pi),
        canvas.width_m * rng.uniform(0.2, 0.8),
        canvas.height_m * rng.uniform(0.2, 0.8),
        style.bend,
        (160, 500),
        4,
    )
    s0, s1, t0, t1 = span(frame, canvas.width_m, canvas.height_m, 0)
    ragged = rng.uniform(20, 90, 4)
    splitter = _Splitter(frame, town, style, rng)
    splitter.split((s0 - ragged[0], s1 + ragged[1], t0 - ragged[2], t1 + ragged[3]), (("edge", 0.0),) * 4, 0)
    return District(number, frame, tuple(splitter.lines), tuple(splitter.cells))
