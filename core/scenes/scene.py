"""One seed, one scene: the stages in the order in which they are painted."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..contract.errors import JobError
from .builder import Builder
from .camera import light_scene, photograph
from .canvas import Bools, Canvas, Sun, cast_shadows
from .cars import drive
from .fields import Look, cell_patch, paint_cell
from .ground import Palette, ground_palette, paint_ground
from .layout import District, Main, Townness, district_map, lay_mains, pick, plan_district
from .noise import stream
from .planting import line_street
from .plots import furnish_cell
from .roads import RoadLayer, add_district, dress, paint_roads
from .styles import STYLES, Style
from .trees import Tree, foliage, plant
from .water import large_waters, paint_water, pond

AUTO: dict[str, float] = {
    "suburb": 2.0,
    "old_town": 1.0,
    "industrial": 1.2,
    "countryside": 1.6,
    "desert": 2.5,
    "hill_town": 2.5,
    "mixed": 2.2,
}
MARGIN_M = 14.0
MAXIMUM_SIDE_PX = 16384


@dataclass(frozen=True)
class Scene:
    """A made picture and its exact classes: image (3, rows, cols) uint8 RGB, labels (rows, cols) uint8 (0 to 4)."""

    image: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    resolution_m: float
    style: str


def make_scene(seed: int, rows: int, cols: int, resolution_m: float = 0.3, style: str = "auto") -> Scene:
    """Return the scene of a seed. Sizes of things are in metres, so `resolution_m` (0.05 to 5) changes only the pixels.

    `style` is "auto" (drawn from the seed) or a key of STYLES. Raises JobError("job.invalid") for arguments out of range.
    """
    _check(seed, rows, cols, resolution_m, style)
    chooser = stream(seed, 0)
    name = pick(chooser, AUTO) if style == "auto" else style
    margin = math.ceil(min(MARGIN_M / resolution_m, 64))
    canvas = Canvas(rows + 2 * margin, cols + 2 * margin, resolution_m, _sun(chooser), stream(seed, 1))
    _compose(canvas, STYLES[name], seed)
    camera = stream(seed, 9)
    lit = light_scene(canvas.rgb, cast_shadows(canvas), camera)
    picture = photograph(lit, resolution_m, camera, name == "desert")
    inner = (slice(margin, margin + rows), slice(margin, margin + cols))
    image = np.ascontiguousarray(picture[inner].transpose(2, 0, 1))
    return Scene(image, np.ascontiguousarray(canvas.labels[inner]), resolution_m, name)


def _check(seed: int, rows: int, cols: int, resolution_m: float, style: str) -> None:
    if seed < 0:
        raise JobError("job.invalid", reason=f"seed must not be negative, not {seed}")
    if not (1 <= rows <= MAXIMUM_SIDE_PX and 1 <= cols <= MAXIMUM_SIDE_PX):
        raise JobError("job.invalid", reason=f"a scene has 1 to {MAXIMUM_SIDE_PX} rows and cols, not {rows} and {cols}")
    if not 0.05 <= resolution_m <= 5:
        raise JobError("job.invalid", reason=f"resolution_m must lie between 0.05 and 5, not {resolution_m}")
    if style != "auto" and style not in STYLES:
        raise JobError("job.invalid", reason=f"style must be auto or one of {', '.join(STYLES)}, not {style}")


def _sun(rng: np.random.Generator) -> Sun:
    """Return a sun in the southern half of the sky (shadows fall northwards), sometimes anywhere."""
    azimuth = rng.uniform(0.15, 0.85) * math.pi if rng.random() < 0.8 else rng.uniform(0, 2 * math.pi)
    return Sun(math.cos(azimuth), math.sin(azimuth), math.radians(rng.uniform(32, 64)))


def _compose(canvas: Canvas, style: Style, seed: int) -> None:
    rng = stream(seed, 2)
    palette = ground_palette(style, rng)
    paint_ground(canvas, style, palette, rng)
    water = large_waters(canvas, style, stream(seed, 3))
    layout = stream(seed, 4)
    town, mains = Townness(canvas, style, layout), lay_mains(canvas, style, layout)
    sides = district_map(canvas, mains)
    districts = [plan_district(n, canvas, town, style, layout) for n in range(2 ** len(mains)) if (sides == n).any()]
    masks = [sides == each.number for each in districts]
    paint_water(canvas, water, style, stream(seed, 5))
    _paint_roads(canvas, water, mains, districts, masks, style, stream(seed, 6))
    _fill_cells(canvas, mains, districts, masks, style, palette, seed)


def _paint_roads(
    canvas: Canvas,
    water: Bools,
    mains: list[Main],
    districts: list[District],
    masks: list[Bools],
    style: Style,
    rng: np.random.Generator,
) -> None:
    layer = RoadLayer(canvas, water)
    for district, here in zip(districts, masks):
        add_district(layer, district, here, style, rng)
    for main in mains:
        layer.add_main(main, dress("main", main.width, style, rng, main.lanes, main.median))
    paint_roads(layer, rng)


def _fill_cells(
    canvas: Canvas, mains: list[Main], districts: list[District], masks: list[Bools], style: Style, palette: Palette, seed: int
) -> None:
    ground, things, ponds = stream(seed, 7), stream(seed, 8), stream(seed, 10)
    leaves = foliage(things, style.name)
    look = Look(style, palette, ground)
    trees: list[Tree] = []
    for district, here in zip(districts, masks):
        for cell in district.cells:
            patch = cell_patch(canvas, district.frame, cell, here)
            if patch is None:
                continue
            paint_cell(patch, cell.use, look)
            if cell.use == "pond" and (wet := pond(canvas, district.frame, cell, here, ponds)) is not None:
                paint_water(canvas, wet, style, ponds)
    for district, here in zip(districts, masks):
        _furnish_district(Builder(canvas, district.frame, here, style, palette, leaves, trees, things), district)
    _traffic(canvas, mains, districts, masks, style, things)
    plant(canvas, trees, things)


def _furnish_district(builder: Builder, district: District) -> None:
    """Furnish a district; ground of other districts is closed to it meanwhile."""
    canvas = builder.canvas
    open_ground = canvas.free
    canvas.free = open_ground & builder.here
    for cell in district.cells:
        furnish_cell(builder, cell)
    canvas.free = open_ground
    for line in district.lines:
        if line.kind == "street" and builder.rng.random() < builder.style.street_trees:
            line_street(builder, line.at, line.start, line.end, line.axis, line.width / 2)


def _traffic(
    canvas: Canvas, mains: list[Main], districts: list[District], masks: list[Bools], style: Style, rng: np.random.Generator
) -> None:
    for district, here in zip(districts, masks):
        for line in district.lines:
            if line.kind in ("street", "lane"):
                drive(canvas, district.frame, line, here, style.cars * rng.uniform(0.2, 2.2), rng)
    for main in mains:
        drive(canvas, main.frame, main, np.ones(canvas.shape, np.bool_), style.cars * rng.uniform(1.5, 5), rng)
