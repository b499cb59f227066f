"""Cars: on the lanes, in the bays, and lorries in yards. They stay what they stand on; they never change a class."""

from __future__ import annotations

import math

import numpy as np

from .canvas import BUILDING, ROAD, WATER, Bools, Canvas, Colour
from .frame import Frame
from .layout import Cell, Line, Main

PAINTS: tuple[Colour, ...] = (
    (0.88, 0.88, 0.88),
    (0.84, 0.85, 0.86),
    (0.92, 0.92, 0.91),
    (0.12, 0.12, 0.13),
    (0.17, 0.17, 0.19),
    (0.45, 0.46, 0.48),
    (0.62, 0.63, 0.64),
    (0.60, 0.14, 0.12),
    (0.16, 0.24, 0.42),
    (0.36, 0.30, 0.24),
)


def draw_car(
    canvas: Canvas, x: float, y: float, angle: float, rng: np.random.Generator, length: float = 4.4, width: float = 1.85
) -> None:
    """Draw one car or lorry, with dark windows, where it stands wholly on a road or yard."""
    at = canvas.pixel(x, y)
    if at is None:
        return
    on_road = canvas.labels[at] == ROAD
    if not on_road and (canvas.height[at] > 0.5 or not canvas.free[at]):
        return
    box = canvas.box(x, y, angle, length / 2, width / 2)
    if box is None or np.isin(canvas.labels[box.window][box.mask], (BUILDING, WATER)).any():
        return
    paint = np.array(PAINTS[int(rng.integers(len(PAINTS)))]) * rng.uniform(0.9, 1.05)
    along = np.abs(box.u + 0.15) / (length / 2)
    glass = (along > 0.32) & (along < 0.58) if length < 6 else along > 0.9
    light = 1 + 0.12 * (np.abs(box.v) < width / 4) - 0.65 * glass
    base = canvas.height[box.window]
    canvas.paint(box.window, box.mask, np.float32(paint) * light[..., None])
    np.copyto(canvas.height[box.window], base + np.float32(1.5 if length < 6 else 3.0), where=box.mask)


def drive(canvas: Canvas, frame: Frame, line: Line | Main, here: Bools, density: float, rng: np.random.Generator) -> None:
    """Put cars on the lanes of a street where it lies in its district (`here`); `density` in cars per 100 m."""
    if isinstance(line, Main):
        length = 2 * (canvas.width_m + canvas.height_m)
        axis, at, start, width, lanes = 0, 0.0, -length / 2, line.width, line.lanes
    else:
        axis, at, start, length, width, lanes = line.axis, line.at, line.start, line.end - line.start, line.width, 2
    count = min(400, rng.poisson(density * length / 100))
    if not count:
        return
    along = start + rng.uniform(0, length, count)
    lane = rng.integers(0, lanes, count)
    across = at + (lane + 0.5 - lanes / 2) * width / lanes + rng.normal(0, 0.15, count)
    xs, ys = frame.ground(across, along) if axis == 0 else frame.ground(along, across)
    for x, y in zip(xs.tolist(), ys.tolist()):
        at_pixel = canvas.pixel(x, y)
        if at_pixel is None or canvas.labels[at_pixel] != ROAD or not here[at_pixel]:
            continue
        heading = frame.heading(x, y) + (math.pi / 2 if axis == 0 else 0)
        long = rng.random() < 0.06 and width > 6
        size = (rng.uniform(7, 12), 2.4) if long else (rng.uniform(3.8, 4.8), rng.uniform(1.7, 1.95))
        draw_car(canvas, x, y, heading, rng, *size)


def park_cars(canvas: Canvas, frame: Frame, cell: Cell, here: Bools, share: float, rng: np.random.Generator) -> None:
    """Fill the bays of a car park: 2.5 m wide, in double rows of 5 m every 17 m, where the ground has them painted."""
    columns = np.arange(math.ceil((cell.s[0] + 4) / 2.5), (cell.s[1] - 4) / 2.5 - 0.5) * 2.5 + 2.5
    first = math.floor(cell.t[0] / 17) * 17
    for row in np.arange(first, cell.t[1], 17.0):
        for offset in (2.5, 7.5):
            t = float(row) + offset
            if not cell.t[0] + 5 < t < cell.t[1] - 5:
                continue
            for s in columns[rng.random(columns.size) < share]:
                x, y = frame.point(float(s), t)
                at = canvas.pixel(x, y)
                if at is not None and canvas.labels[at] == ROAD and here[at]:
                    draw_car(canvas, x, y, frame.heading(x, y) + math.pi / 2, rng)
