"""What is built on a block: houses on their plots with yards and gardens, flats, towers, halls, farms."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from .builder import Builder
from .canvas import LAND, VEGETATION, WATER, tint
from .cars import draw_car
from .ground import bare_soil, rough_grass
from .layout import Cell, pick
from .planting import PLANTINGS, scatter, scatter_cars
from .roofs import House, build, fixture
from .styles import ROOF_COLOURS, Range

STOREY_M = 3.0


def furnish_cell(builder: Builder, cell: Cell) -> None:
    """Put buildings, cars and trees on a cell, by its use."""
    (BUILDINGS | PLANTINGS)[cell.use](builder, cell)


def _roof(
    builder: Builder, x: float, y: float, angle: float, size: tuple[float, float], height: float, shape: str | None = None
) -> House:
    """Return a building of the style's shapes and colours; the ridge runs along the longer side."""
    rng, style = builder.rng, builder.style
    half_u, half_v = size[0] / 2, size[1] / 2
    if half_v > half_u:
        half_u, half_v, angle = half_v, half_u, angle + math.pi / 2
    shape = shape or pick(rng, style.roof_shapes)
    wanted = dict(style.roof_colours)
    for name in ("tile", "slate") if shape in ("flat", "shed") else ("concrete", "beige", "white"):
        wanted.pop(name, None)
    if shape == "flat":
        wanted = {k: w * (0.3 if k in ("blue", "red") else 1) for k, w in wanted.items()} | (
            {} if "concrete" in wanted else {"concrete": 2.0}
        )
    cover = pick(rng, wanted) if wanted else "concrete"
    base = np.array(ROOF_COLOURS[cover][int(rng.integers(len(ROOF_COLOURS[cover])))])
    base = np.clip(base * rng.uniform(0.86, 1.12) + rng.uniform(-0.02, 0.02, 3), 0.05, 0.97)
    pitch = rng.uniform(0.45, 0.95) if cover in ("tile", "slate") else rng.uniform(0.08, 0.3)
    return House(x, y, angle, half_u, half_v, height, shape, cover, (float(base[0]), float(base[1]), float(base[2])), pitch)


def _wing(builder: Builder, house: House, clutter: str) -> None:
    """Add a smaller wing to a house, so that footprints are not all rectangles."""
    rng = builder.rng
    along, side = rng.uniform(-0.5, 0.5) * house.half_u, rng.choice([-1.0, 1.0]) * house.half_v
    c, s = math.cos(house.angle), math.sin(house.angle)
    half_v, half_u = rng.uniform(0.35, 0.6) * house.half_u, rng.uniform(0.4, 0.9) * house.half_v
    x, y = house.x + c * along - s * side, house.y + s * along + c * side
    wing = House(
        x,
        y,
        house.angle + math.pi / 2,
        max(half_u, 1.5),
        max(1.5, min(half_v, 4.5)),
        house.eave * rng.choice([1.0, 0.96, 0.7]),
        house.shape,
        house.cover,
        house.colour,
        house.pitch * 0.9,
    )
    build(builder.canvas, wing, rng, clutter)


def _storeys(builder: Builder, spread: Range | None = None) -> float:
    low, high = spread or builder.style.storeys
    return max(2.4, STOREY_M * round(builder.rng.uniform(low, high)) + builder.rng.uniform(-0.4, 0.6))


# ---------------------------------------------------------------- plots along streets


def _plot_rows(cell: Cell, depth: float) -> list[tuple[int, float, float, float, float, int]]:
    """Return the rows of plots of a block: (axis along the street, start, end, street edge, depth, direction into the block)."""
    axis = 0 if cell.s[1] - cell.s[0] >= cell.t[1] - cell.t[0] else 1
    (a0, a1), (b0, b1) = (cell.s, cell.t) if axis == 0 else (cell.t, cell.s)
    if b1 - b0 < 1.35 * depth:
        return [(axis, a0, a1, b0, b1 - b0, 1)]
    rows = [(axis, a0, a1, b0, min(depth, (b1 - b0) / 2), 1), (axis, a0, a1, b1, min(depth, (b1 - b0) / 2), -1)]
    left = b1 - b0 - 2 * depth
    if left > 12:  # the short ends of a deep block have houses too
        rows += [(1 - axis, b0 + depth, b1 - depth, a0, depth, 1), (1 - axis, b0 + depth, b1 - depth, a1, depth, -1)]
    return rows


def _houses(builder: Builder, cell: Cell) -> None:
    rng, style = builder.rng, builder.style
    look = rng.uniform(0.9, 1.15)
    for axis, start, end, front, depth, inward in _plot_rows(cell, rng.uniform(*style.plot_depth)):
        at = start + 1.0
        while at < end - 7:
            width = min(rng.uniform(*style.plot_width) * look, end - at)
            _plot(builder, axis, at + width / 2, front, width, depth, inward)
            at += width


def _plot(builder: Builder, axis: int, middle: float, front: float, width: float, depth: float, inward: int) -> None:
    rng, style = builder.rng, builder.style
    centre = front + inward * depth / 2
    x, y, angle = builder.spot(*((middle, centre) if axis == 0 else (centre, middle)))
    if not builder.sees(x, y, 25):
        return
    turn = angle + (0 if axis == 0 else math.pi / 2)
    _yard(builder, x, y, turn, width, depth)
    if rng.random() < style.skipped_plots:
        return
    built_depth = min(rng.uniform(*style.house_depth), depth - 4)
    setback = min(rng.uniform(*style.setback), max(0.3, depth - built_depth - 1))
    gaps = rng.uniform(*style.side_gap) + rng.uniform(*style.side_gap)
    clutter = "lived" if style.name == "hill_town" else "plain"
    size, height = (max(4.5, width - gaps), built_depth), _storeys(builder)
    for back in (0.4, 1.5, 3.0):  # streets bend: step back until the house is clear of the pavement
        place = front + inward * (setback + back + built_depth / 2)
        hx, hy, angle = builder.spot(*((middle, place) if axis == 0 else (place, middle)))
        turn = angle + (0 if axis == 0 else math.pi / 2) + rng.normal(0, 0.02)
        house = _roof(builder, hx, hy, turn, (size[0] - 0.4 * back, size[1] - 0.4 * back), height)
        if build(builder.canvas, house, rng, clutter):
            if rng.random() < 0.4:
                _wing(builder, house, clutter)
            break
    _garden(builder, x, y, turn, width, depth)


def _yard(builder: Builder, x: float, y: float, angle: float, width: float, depth: float) -> None:
    canvas, rng, palette = builder.canvas, builder.rng, builder.palette
    box = canvas.box(x, y, angle, width / 2 - rng.uniform(0, 0.2), depth / 2 - 0.1)
    if box is None:
        return
    mask, window = box.mask & canvas.free[box.window], box.window
    kind = pick(rng, builder.style.yards)
    jitter = np.float32(rng.uniform(0.92, 1.08))
    if kind == "grass":
        canvas.paint(
            window,
            mask,
            rough_grass(canvas, window, palette, canvas.mottle[window] * 0.5 + rng.normal(0.3, 1)) * jitter,
            VEGETATION,
        )
    elif kind == "soil":
        canvas.paint(window, mask, bare_soil(canvas, window, palette, canvas.broad[window] + rng.normal(0, 1)) * jitter, LAND)
    else:
        light = (1 + 0.04 * canvas.mottle[window] + 0.025 * canvas.speckle[window])[..., None]
        canvas.paint(window, mask, tint(palette.paving) * light * jitter * np.float32(rng.uniform(0.85, 1.05)), LAND)
    if rng.random() < 0.5:
        wall = mask & ((np.abs(box.u) > width / 2 - 0.4) | (np.abs(box.v) > depth / 2 - 0.4))
        np.copyto(canvas.height[window], np.float32(rng.uniform(0.9, 2.0)), where=wall)
        tone = rng.uniform(0.4, 0.7)
        canvas.paint(window, wall, (tone, tone * 0.97, tone * 0.92), LAND)


def _garden(builder: Builder, x: float, y: float, angle: float, width: float, depth: float) -> None:
    """Plant trees and shrubs on a plot; sometimes a shed, a pool, a parked car."""
    rng, style, canvas = builder.rng, builder.style, builder.canvas
    c, s = math.cos(angle), math.sin(angle)

    def somewhere() -> tuple[float, float]:
        u, v = rng.uniform(-0.48, 0.48) * width, rng.uniform(-0.48, 0.48) * depth
        return x + c * u - s * v, y + s * u + c * v

    for _ in range(rng.poisson(style.yard_trees)):
        builder.tree(*somewhere(), float(np.clip(rng.lognormal(0.75, 0.4), 0.8, 5)))
    for _ in range(rng.poisson(style.yard_trees * 1.5)):
        builder.tree(*somewhere(), rng.uniform(0.4, 1.1))
    if rng.random() < 0.22:
        sx, sy = somewhere()
        build(canvas, _roof(builder, sx, sy, angle, (rng.uniform(3, 6), rng.uniform(2.5, 4)), 2.4, "shed"), rng)
    if rng.random() < style.pools:
        _pool(builder, *somewhere(), angle)
    if rng.random() < 0.35 * style.cars:
        draw_car(canvas, *somewhere(), angle + math.pi / 2, rng)


def _pool(builder: Builder, x: float, y: float, angle: float) -> None:
    canvas, rng = builder.canvas, builder.rng
    half_u, half_v = rng.uniform(2.5, 5), rng.uniform(1.6, 2.6)
    rim = canvas.box(x, y, angle, half_u + 1, half_v + 1)
    box = canvas.box(x, y, angle, half_u, half_v)
    if (
        rim is None
        or box is None
        or not canvas.free[rim.window][rim.mask].all()
        or (canvas.height[rim.window][rim.mask] > 0.3).any()
    ):
        return
    canvas.paint(rim.window, rim.mask, (0.72, 0.69, 0.63), LAND)
    depth = (1 + 0.05 * canvas.mottle[box.window] - 0.1 * box.u / half_u)[..., None]
    canvas.paint(box.window, box.mask, tint((0.30, 0.66, 0.74)) * depth, WATER)
    canvas.free[box.window] &= ~box.mask


def _dense(builder: Builder, cell: Cell) -> None:
    """Close rows of town houses on all sides of a block, back buildings and courtyards inside."""
    rng, style = builder.rng, builder.style
    depth = rng.uniform(*style.plot_depth)
    _houses(builder, cell)
    inner = (cell.s[0] + depth, cell.s[1] - depth, cell.t[0] + depth, cell.t[1] - depth)
    for _ in range(rng.poisson(max(0.0, (inner[1] - inner[0]) * (inner[3] - inner[2])) / 120)):
        if inner[1] <= inner[0] or inner[3] <= inner[2]:
            break
        x, y, angle = builder.spot(rng.uniform(inner[0], inner[1]), rng.uniform(inner[2], inner[3]))
        build(
            builder.canvas,
            _roof(builder, x, y, angle, (rng.uniform(6, 12), rng.uniform(5, 8)), _storeys(builder, (1, 2.4))),
            rng,
            "lived",
        )


# ---------------------------------------------------------------- large buildings


def _slots(cell: Cell, size: tuple[float, float], gap: float, edge: float) -> list[tuple[float, float]]:
    """Return the centres of as many equal places as fit in a cell, evenly spread."""

    def line(low: float, high: float, length: float) -> list[float]:
        count = int((high - low - 2 * edge + gap) // (length + gap))
        if count < 1:
            return []
        step = (high - low - 2 * edge + gap) / count
        return [low + edge - gap / 2 + step * (i + 0.5) for i in range(count)]

    return [(s, t) for s in line(*cell.s, size[0]) for t in line(*cell.t, size[1])]


def _flats(builder: Builder, cell: Cell) -> None:
    """Slabs of flats in parallel rows with lawns, trees and parked cars between them."""
    rng = builder.rng
    size = (rng.uniform(28, 55), rng.uniform(11, 15))
    if rng.random() < 0.5:
        size = (size[1], size[0])
    height, shape = STOREY_M * rng.integers(4, 9), "flat" if rng.random() < 0.8 else "hip"
    for s, t in _slots(cell, size, rng.uniform(16, 26), 6):
        x, y, angle = builder.spot(s, t)
        if builder.sees(x, y, 60):
            build(builder.canvas, _roof(builder, x, y, angle, size, height + rng.uniform(-1, 1), shape), rng, "lived")
    scatter(builder, cell, 0.004, (1.2, 4))
    scatter_cars(builder, cell, 0.002)


def _towers(builder: Builder, cell: Cell) -> None:
    """Towers with podiums: tall enough for long shadows."""
    rng = builder.rng
    side = rng.uniform(22, 34)
    for s, t in _slots(cell, (side, side), rng.uniform(10, 24), 6):
        x, y, angle = builder.spot(s, t)
        if not builder.sees(x, y, 80) or rng.random() < 0.15:
            continue
        if build(
            builder.canvas,
            _roof(builder, x, y, angle, (side, side * rng.uniform(0.8, 1.1)), rng.uniform(5, 10), "flat"),
            rng,
            "lived",
        ):
            inner = side * rng.uniform(0.55, 0.8)
            build(
                builder.canvas,
                _roof(builder, x, y, angle, (inner, inner * rng.uniform(0.7, 1.2)), rng.uniform(18, 60), "flat"),
                rng,
                "lived",
            )
    scatter(builder, cell, 0.002, (1.0, 2.6))
    scatter_cars(builder, cell, 0.002)


def _halls(builder: Builder, cell: Cell) -> None:
    """Halls of a works or a warehouse, lorries and stores in the yard."""
    rng = builder.rng
    length = (cell.s[1] - cell.s[0], cell.t[1] - cell.t[0])
    count = (max(1, round(length[0] / rng.uniform(50, 100))), max(1, round(length[1] / rng.uniform(40, 80))))
    size = tuple(min(95.0, each / n - rng.uniform(10, 20)) for each, n in zip(length, count))
    if min(size) < 9:
        return
    for s, t in _slots(cell, (size[0], size[1]), 8, 4):
        x, y, angle = builder.spot(s, t)
        if not builder.sees(x, y, 90) or rng.random() < 0.12:
            continue
        shrink = rng.uniform(0.62, 1.0, 2)
        house = _roof(
            builder,
            x,
            y,
            angle,
            (size[0] * shrink[0], size[1] * shrink[1]),
            rng.uniform(6, 12),
            "flat" if rng.random() < 0.4 else "gable",
        )
        if build(builder.canvas, house, rng, "sparse"):
            _skylights(builder, house)
    scatter_cars(builder, cell, 0.0035, lorries=0.4)
    scatter(builder, cell, 0.0006, (1.0, 3))


def _skylights(builder: Builder, house: House) -> None:
    """Set bands of panes into both sides of a hall's roof."""
    rng = builder.rng
    if rng.random() < 0.4 or house.half_u < 8:
        return
    step, tone = rng.uniform(5, 9), rng.choice([0.82, 0.45])
    for u in np.arange(-house.half_u + step, house.half_u - step / 2, step):
        for side in (-0.5, 0.5):
            fixture(
                builder.canvas, house, float(u), side * house.half_v, 0.5, house.half_v * 0.25, None, (tone, tone, tone * 1.03)
            )


def _farm(builder: Builder, cell: Cell) -> None:
    """A farmstead near one edge of its cell: house, barns, a yard and old trees."""
    rng, canvas = builder.rng, builder.canvas
    s, t = cell.s[0] + min(30, 0.5 * (cell.s[1] - cell.s[0])), cell.t[0] + min(28, 0.5 * (cell.t[1] - cell.t[0]))
    x, y, angle = builder.spot(s, t)
    if not builder.sees(x, y, 60):
        return
    box = canvas.box(x, y, angle, 22, 18)
    if box is not None:
        soil = bare_soil(canvas, box.window, builder.palette, canvas.broad[box.window] + 0.6)
        wobble = np.hypot(box.u / 22, box.v / 18) * (1 + 0.12 * canvas.broad[box.window]) < 0.95
        canvas.paint(box.window, box.mask & canvas.free[box.window] & wobble, soil, LAND)
    c, s_ = math.cos(angle), math.sin(angle)
    for u, v, size, turn in ((-9, -9, (13, 9), 0), (10, -7, (9, 22), 0), (-6, 11, (22, 10), 0), (14, 13, (8, 7), 0.1)):
        grown = rng.uniform(0.75, 1.25)
        house = _roof(
            builder,
            x + c * u - s_ * v,
            y + s_ * u + c * v,
            angle + turn + rng.normal(0, 0.04),
            (size[0] * grown, size[1] * grown),
            rng.uniform(2.8, 5.5),
            "gable" if rng.random() < 0.75 else None,
        )
        build(canvas, house, rng)
    for _ in range(rng.poisson(9)):
        theta, r = rng.uniform(0, 2 * math.pi), rng.uniform(20, 30)
        builder.tree(x + r * math.cos(theta), y + r * math.sin(theta), float(np.clip(rng.lognormal(1.1, 0.35), 1.2, 6)))


BUILDINGS: dict[str, Callable[[Builder, Cell], None]] = {
    "houses": _houses,
    "villas": _houses,
    "dense": _dense,
    "terraces": _dense,
    "flats": _flats,
    "towers": _towers,
    "halls": _halls,
    "farm": _farm,
}
