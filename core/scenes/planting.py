"""Green and open places: groves, parks, orchards, tree lines, shrubs, and the cars that stand about."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .builder import Builder
from .canvas import LAND
from .cars import draw_car, park_cars
from .layout import Cell
from .styles import Range

Metres = NDArray[np.float64]


def scatter(builder: Builder, cell: Cell, per_m2: float, radii: Range, inset: float = 1.0) -> None:
    """Plant trees anywhere in a cell."""
    rng = builder.rng
    area = (cell.s[1] - cell.s[0]) * (cell.t[1] - cell.t[0])
    count = min(6000, rng.poisson(per_m2 * area))
    s, t = rng.uniform(cell.s[0] + inset, cell.s[1] - inset, count), rng.uniform(cell.t[0] + inset, cell.t[1] - inset, count)
    plant_at(builder, s, t, rng.uniform(radii[0], radii[1], count))


def plant_at(builder: Builder, s: Metres, t: Metres, radii: Metres) -> None:
    """Plant trees at street coordinates."""
    if not s.size:
        return
    xs, ys = builder.frame.ground(s, t)
    for x, y, radius in zip(xs.tolist(), ys.tolist(), radii.tolist()):
        if builder.sees(x, y, radius):
            builder.tree(x, y, radius)


def scatter_cars(builder: Builder, cell: Cell, per_m2: float, lorries: float = 0.0) -> None:
    """Leave cars, and a share of lorries, standing about on the open ground of a cell."""
    rng = builder.rng
    area = (cell.s[1] - cell.s[0]) * (cell.t[1] - cell.t[0])
    for _ in range(min(300, rng.poisson(per_m2 * area * builder.style.cars))):
        x, y, angle = builder.spot(rng.uniform(*cell.s), rng.uniform(*cell.t))
        at = builder.canvas.pixel(x, y)
        if at is None or builder.canvas.labels[at] != LAND or not builder.canvas.free[at]:
            continue
        big = rng.random() < lorries
        draw_car(
            builder.canvas,
            x,
            y,
            angle + rng.choice([0, math.pi / 2]),
            rng,
            rng.uniform(8, 13) if big else 4.4,
            2.5 if big else 1.85,
        )


def _jittered(builder: Builder, cell: Cell, step: float, jitter: float) -> tuple[Metres, Metres]:
    s, t = np.meshgrid(np.arange(cell.s[0] + 2, cell.s[1] - 1, step), np.arange(cell.t[0] + 2, cell.t[1] - 1, step))
    rng = builder.rng
    return s.ravel() + rng.uniform(-jitter, jitter, s.size) * step, t.ravel() + rng.uniform(-jitter, jitter, s.size) * step


def _grove(builder: Builder, cell: Cell) -> None:
    rng = builder.rng
    big = rng.uniform(2.2, 4.0)
    s, t = _jittered(builder, cell, big * 1.45, 0.55)
    plant_at(builder, s, t, np.clip(rng.lognormal(math.log(big), 0.28, s.size), 0.8, 6))


def _orchard(builder: Builder, cell: Cell) -> None:
    rng = builder.rng
    s, t = _jittered(builder, cell, rng.uniform(4.5, 7), 0.05)
    keep = rng.random(s.size) > 0.06
    plant_at(builder, s[keep], t[keep], rng.normal(1.6, 0.2, int(keep.sum())).clip(0.9, 2.4))


def _park(builder: Builder, cell: Cell) -> None:
    rng = builder.rng
    for _ in range(rng.integers(3, 9)):
        s, t = rng.uniform(*cell.s), rng.uniform(*cell.t)
        count, spread = rng.poisson(9), rng.uniform(4, 14)
        plant_at(builder, s + rng.normal(0, spread, count), t + rng.normal(0, spread, count), rng.uniform(1.2, 5, count))
    scatter(builder, cell, 0.002, (0.5, 3))
    edge_trees(builder, cell, 0.35)


def edge_trees(builder: Builder, cell: Cell, chance: float) -> None:
    """Plant tree lines along some edges of a cell."""
    rng = builder.rng
    for side in range(4):
        if rng.random() > chance:
            continue
        axis, edge = divmod(side, 2)
        along, across = (cell.t, cell.s) if axis == 0 else (cell.s, cell.t)
        step = rng.uniform(3, 10)
        a = np.arange(along[0], along[1], step)
        a = a + rng.uniform(-0.35, 0.35, a.size) * step
        b = across[edge] + rng.normal(0, 0.5, a.size) + (1.2 if edge == 0 else -1.2)
        keep = rng.random(a.size) < rng.uniform(0.6, 1)
        size = rng.uniform(1.0, 3.8)
        s, t = (b, a) if axis == 0 else (a, b)
        plant_at(builder, s[keep], t[keep], rng.normal(size, 0.3 * size, int(keep.sum())).clip(0.6, 6))


def _hedges(builder: Builder, cell: Cell) -> None:
    edge_trees(builder, cell, 0.16)


def _sparse(builder: Builder, cell: Cell) -> None:
    scatter(builder, cell, builder.rng.uniform(0.0003, 0.003) * (1 if builder.style.grassy > 0.1 else 0.4), (0.5, 4))
    edge_trees(builder, cell, 0.25 if builder.style.grassy > 0.1 else 0.05)


def _lot(builder: Builder, cell: Cell) -> None:
    scatter(builder, cell, 0.0006, (0.4, 1.6))
    scatter_cars(builder, cell, 0.0006, lorries=0.3)


def _desert_shrubs(builder: Builder, cell: Cell) -> None:
    scatter(builder, cell, 0.00012, (0.5, 1.6))


def _square(builder: Builder, cell: Cell) -> None:
    edge_trees(builder, cell, 0.5)
    scatter_cars(builder, cell, 0.001)


def _car_park(builder: Builder, cell: Cell) -> None:
    park_cars(builder.canvas, builder.frame, cell, builder.here, builder.rng.uniform(0.2, 0.85), builder.rng)
    edge_trees(builder, cell, 0.5)


def line_street(builder: Builder, line_at: float, start: float, end: float, axis: int, half_width: float) -> None:
    """Plant trees on both pavements of a street."""
    rng = builder.rng
    step = rng.uniform(7, 13)
    for side in (-1.0, 1.0):
        if rng.random() < 0.25:
            continue
        along = np.arange(start + 5, end - 5, step)
        along = along + rng.normal(0, 0.6, along.size)
        across = np.full_like(along, line_at + side * (half_width + 2.2))
        s, t = (across, along) if axis == 0 else (along, across)
        plant_at(builder, s, t, rng.normal(rng.uniform(1.3, 2.8), 0.35, along.size).clip(0.6, 4.5))


PLANTINGS: dict[str, Callable[[Builder, Cell], None]] = {
    "grove": _grove,
    "park": _park,
    "orchard": _orchard,
    "parking": _car_park,
    "square": _square,
    "meadow": _sparse,
    "pond": _sparse,
    "crop": _hedges,
    "ploughed": _hedges,
    "lot": _lot,
    "sand": _desert_shrubs,
}
