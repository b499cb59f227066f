"""Settlement styles: the numbers that make a scene an old town, a suburb, a desert city and so on (lengths in metres)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from .canvas import Colour

Range = tuple[float, float]
Weights = dict[str, float]

ROOF_COLOURS: dict[str, tuple[Colour, ...]] = {
    "tile": (
        (0.60, 0.40, 0.32),
        (0.52, 0.36, 0.30),
        (0.64, 0.47, 0.38),
        (0.46, 0.34, 0.29),
        (0.50, 0.42, 0.37),
        (0.56, 0.45, 0.38),
    ),
    "slate": ((0.38, 0.39, 0.42), (0.32, 0.33, 0.36), (0.44, 0.43, 0.43), (0.30, 0.29, 0.30), (0.40, 0.36, 0.34)),
    "concrete": ((0.58, 0.56, 0.52), (0.66, 0.64, 0.60), (0.50, 0.48, 0.45), (0.62, 0.58, 0.52), (0.46, 0.46, 0.45)),
    "blue": ((0.20, 0.42, 0.66), (0.28, 0.50, 0.70), (0.22, 0.34, 0.55), (0.42, 0.56, 0.68)),
    "red": ((0.64, 0.34, 0.29), (0.54, 0.28, 0.26), (0.70, 0.45, 0.39)),
    "green": ((0.30, 0.46, 0.38), (0.38, 0.52, 0.44), (0.26, 0.38, 0.33)),
    "metal": ((0.66, 0.68, 0.70), (0.58, 0.60, 0.63), (0.74, 0.74, 0.74), (0.54, 0.50, 0.46), (0.48, 0.40, 0.35)),
    "white": ((0.86, 0.86, 0.85), (0.80, 0.80, 0.80), (0.90, 0.89, 0.86)),
    "beige": ((0.74, 0.69, 0.61), (0.68, 0.62, 0.54), (0.80, 0.76, 0.70), (0.62, 0.58, 0.52)),
}
SOILS: dict[str, tuple[Colour, ...]] = {
    "brown": ((0.52, 0.44, 0.34), (0.46, 0.38, 0.29), (0.58, 0.50, 0.39)),
    "ochre": ((0.62, 0.54, 0.43), (0.66, 0.57, 0.44), (0.56, 0.47, 0.37)),
    "sand": ((0.80, 0.785, 0.76), (0.82, 0.82, 0.82), (0.75, 0.72, 0.67)),
    "grey": ((0.56, 0.53, 0.48), (0.50, 0.47, 0.43)),
}
GRASSES: dict[str, tuple[Colour, ...]] = {
    "lush": ((0.35, 0.44, 0.22), (0.31, 0.41, 0.20), (0.40, 0.47, 0.26)),
    "dry": ((0.50, 0.50, 0.31), (0.46, 0.46, 0.30), (0.44, 0.47, 0.28)),
    "dark": ((0.25, 0.31, 0.17), (0.28, 0.33, 0.20)),
}
CROPS: tuple[Colour, ...] = (
    (0.30, 0.42, 0.17),
    (0.36, 0.48, 0.20),
    (0.27, 0.37, 0.18),
    (0.44, 0.51, 0.24),
    (0.50, 0.52, 0.27),
    (0.62, 0.57, 0.34),
    (0.34, 0.44, 0.27),
)


@dataclass(frozen=True)
class Style:
    """What one kind of settlement is made of; weights need not sum to one."""

    name: str
    town: Range  # share of the scene that is built up
    block: Range  # town blocks stop splitting at this size
    field: Range  # and fields at this one
    town_uses: Weights
    country_uses: Weights
    roof_shapes: Weights
    roof_colours: Weights
    soils: Weights
    grasses: Weights
    yards: Weights  # grass, soil, paved
    plot_width: Range = (12, 20)
    plot_depth: Range = (22, 32)
    house_depth: Range = (8, 12)
    setback: Range = (3, 7)
    side_gap: Range = (1.0, 3.5)
    storeys: Range = (1, 2.6)
    skipped_plots: float = 0.06
    street: Range = (6, 8.5)
    lane: Range = (4, 5.5)
    pavement: Range = (1.0, 2.2)
    main: Range = (10, 16)
    mains: Range = (0, 2.2)
    bend: float = 0.16
    asphalt: Range = (0.36, 0.50)
    dusty: float = 0.2
    grassy: float = 0.55  # share of open ground that is green
    yard_trees: float = 1.2
    street_trees: float = 0.35
    river: float = 0.35
    sea: float = 0.03
    pools: float = 0.03
    cars: float = 1.0
    water: Weights = dataclasses.field(default_factory=lambda: {"green": 1.0, "blue": 0.6, "dark": 1.0, "turbid": 0.5})


STYLES: dict[str, Style] = {
    s.name: s
    for s in (
        Style(
            name="old_town",
            town=(0.8, 1.0),
            block=(40, 62),
            field=(70, 130),
            town_uses={"dense": 10, "park": 0.7, "square": 0.5, "parking": 0.4, "houses": 1},
            country_uses={"crop": 2, "meadow": 2, "grove": 2, "ploughed": 1},
            roof_shapes={"gable": 6, "hip": 2, "flat": 2},
            roof_colours={"tile": 7, "slate": 3, "concrete": 1.5, "metal": 0.5},
            soils={"brown": 1, "grey": 2},
            grasses={"lush": 2, "dark": 1},
            yards={"grass": 2, "soil": 1, "paved": 3},
            plot_width=(7, 15),
            plot_depth=(16, 26),
            house_depth=(9, 13),
            setback=(0.2, 1.2),
            side_gap=(-0.3, 0.2),
            storeys=(2, 4.5),
            street=(6, 9),
            lane=(4, 6),
            bend=0.30,
            yard_trees=0.7,
        ),
        Style(
            name="suburb",
            town=(0.75, 1.0),
            block=(65, 110),
            field=(80, 160),
            town_uses={"houses": 10, "park": 1.2, "parking": 0.3, "flats": 0.8, "grove": 0.4, "lot": 0.4},
            country_uses={"crop": 3, "meadow": 3, "grove": 3, "ploughed": 2, "pond": 0.4},
            roof_shapes={"gable": 5, "hip": 4, "flat": 1},
            roof_colours={"tile": 5, "slate": 5, "concrete": 0.7, "metal": 0.5, "white": 0.3},
            soils={"brown": 2, "grey": 1},
            grasses={"lush": 3, "dry": 1, "dark": 1},
            yards={"grass": 7, "soil": 0.6, "paved": 1},
            bend=0.26,
            pools=0.08,
        ),
        Style(
            name="industrial",
            town=(0.75, 1.0),
            block=(100, 180),
            field=(90, 170),
            town_uses={"halls": 10, "parking": 1.2, "lot": 1.2, "houses": 0.8, "flats": 0.4, "pond": 0.2},
            country_uses={"crop": 2, "meadow": 3, "lot": 1, "grove": 1, "ploughed": 1},
            roof_shapes={"gable": 4, "flat": 5},
            roof_colours={"metal": 6, "white": 3, "blue": 2, "concrete": 3, "green": 0.6, "red": 0.5},
            soils={"grey": 2, "brown": 1, "ochre": 1},
            grasses={"lush": 1, "dry": 2},
            yards={"grass": 2, "soil": 2, "paved": 6},
            street=(8, 11),
            pavement=(0.6, 1.6),
            bend=0.10,
            grassy=0.5,
            street_trees=0.3,
        ),
        Style(
            name="countryside",
            town=(0.03, 0.22),
            block=(50, 80),
            field=(70, 180),
            town_uses={"houses": 6, "farm": 4, "grove": 0.7},
            country_uses={"crop": 7, "ploughed": 4, "meadow": 3, "grove": 2.5, "orchard": 1, "pond": 0.4, "farm": 0.6},
            roof_shapes={"gable": 7, "hip": 2, "flat": 1},
            roof_colours={"tile": 4, "slate": 2, "metal": 3, "blue": 1.2, "red": 0.8, "concrete": 0.6},
            soils={"brown": 3, "ochre": 1, "grey": 0.5},
            grasses={"lush": 3, "dry": 1.5, "dark": 1},
            yards={"grass": 4, "soil": 3, "paved": 1},
            storeys=(1, 2),
            street=(5, 7),
            lane=(3, 4.5),
            pavement=(0, 0.4),
            mains=(0, 1.5),
            bend=0.30,
            river=0.5,
            cars=0.4,
        ),
        Style(
            name="desert",
            town=(0.45, 0.9),
            block=(62, 100),
            field=(180, 420),
            town_uses={"villas": 8, "towers": 2.2, "halls": 1, "park": 1.1, "lot": 2, "parking": 0.6},
            country_uses={"sand": 10, "lot": 1, "park": 0.5, "pond": 0.3},
            roof_shapes={"flat": 9, "hip": 1},
            roof_colours={"beige": 6, "white": 3, "concrete": 2, "tile": 1, "metal": 0.5},
            soils={"sand": 1},
            grasses={"dark": 3, "lush": 1},
            yards={"grass": 1.2, "soil": 4, "paved": 5},
            plot_width=(17, 28),
            plot_depth=(24, 34),
            house_depth=(12, 18),
            setback=(3, 7),
            side_gap=(1.5, 4),
            storeys=(2, 3),
            street=(7, 10),
            main=(22, 40),
            mains=(0.4, 2.4),
            bend=0.22,
            asphalt=(0.22, 0.36),
            dusty=0.25,
            grassy=0.02,
            yard_trees=0.5,
            street_trees=0.25,
            river=0.15,
            sea=0.4,
            pools=0.12,
            water={"dark": 3, "green": 1, "blue": 0.5},
        ),
        Style(
            name="hill_town",
            town=(0.85, 1.0),
            block=(36, 60),
            field=(40, 90),
            town_uses={"terraces": 10, "lot": 0.7, "meadow": 0.5, "square": 0.4, "pond": 0.25, "grove": 0.5},
            country_uses={"meadow": 3, "crop": 4, "ploughed": 1, "grove": 1.5, "lot": 1},
            roof_shapes={"flat": 8, "shed": 3.5, "gable": 1},
            roof_colours={"concrete": 9, "blue": 2.2, "red": 1.6, "metal": 3, "beige": 1.5, "green": 0.3},
            soils={"ochre": 3, "grey": 1},
            grasses={"lush": 3, "dark": 1},
            yards={"grass": 3, "soil": 5, "paved": 2},
            plot_width=(6, 13),
            plot_depth=(13, 22),
            house_depth=(8, 13),
            setback=(0.3, 2),
            side_gap=(-0.2, 1.2),
            storeys=(2, 5),
            skipped_plots=0.09,
            street=(5, 8),
            lane=(3, 4.5),
            pavement=(0, 0.8),
            main=(11, 19),
            bend=0.30,
            asphalt=(0.44, 0.54),
            dusty=0.75,
            grassy=0.5,
            yard_trees=0.8,
            street_trees=0.12,
            river=0.3,
        ),
        Style(
            name="mixed",
            town=(0.35, 0.6),
            block=(55, 95),
            field=(60, 140),
            town_uses={"houses": 7, "flats": 1.6, "halls": 1, "dense": 1.2, "park": 0.8, "parking": 0.6, "lot": 0.6},
            country_uses={"crop": 6, "ploughed": 3, "meadow": 2, "grove": 2, "orchard": 0.8, "pond": 0.4, "farm": 0.7},
            roof_shapes={"gable": 4, "hip": 3, "flat": 4},
            roof_colours={
                "tile": 3,
                "slate": 2,
                "concrete": 4,
                "blue": 1.4,
                "red": 0.9,
                "green": 0.6,
                "metal": 1.5,
                "white": 0.7,
            },
            soils={"brown": 2, "ochre": 1, "grey": 1},
            grasses={"lush": 3, "dry": 1, "dark": 1},
            yards={"grass": 3, "soil": 2, "paved": 3},
            plot_width=(11, 17),
            storeys=(1, 3),
            bend=0.24,
            river=0.75,
        ),
    )
}
