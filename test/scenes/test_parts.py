"""The parts that the scenes rest on: frames, noise, shadows, trees, roofs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from landweave.core.scenes.canvas import BUILDING, ROAD, VEGETATION, Canvas, Sun, cast_shadows
from landweave.core.scenes.cars import draw_car
from landweave.core.scenes.frame import bent_frame
from landweave.core.scenes.noise import fractal, stream
from landweave.core.scenes.roofs import House, build
from landweave.core.scenes.trees import Tree, plant

WEST_SUN = Sun(-1.0, 0.0, math.radians(45))


def blank(rows=80, cols=80, resolution_m=0.5, sun=WEST_SUN):
    return Canvas(rows, cols, resolution_m, sun, stream(1, 1))


def house(x=20.0, y=20.0, shape="flat", angle=0.0):
    return House(x, y, angle, 5.0, 3.0, 6.0, shape, "concrete", (0.5, 0.5, 0.5), 0.6)


def test_a_frame_and_its_inverse_agree():
    frame = bent_frame(stream(4, 0), 0.7, 30, 50, 0.3, (120, 400))
    s, t = np.meshgrid(np.linspace(-200, 200, 9), np.linspace(-200, 200, 9))
    back_s, back_t = frame.locate(*frame.ground(s, t))
    assert np.abs(back_s - s).max() < 0.01
    assert np.abs(back_t - t).max() < 0.01
    x, y = frame.ground(12.0, -34.0)
    assert frame.point(12.0, -34.0) == pytest.approx((float(x), float(y)), abs=0.01)


def test_heading_is_the_direction_in_which_s_grows():
    frame = bent_frame(stream(4, 0), 0.7, 30, 50, 0.3, (120, 400))
    (x0, y0), (x1, y1) = frame.point(10, 20), frame.point(10.1, 20)
    assert frame.heading(x0, y0) == pytest.approx(math.atan2(y1 - y0, x1 - x0), abs=0.01)


def test_noise_has_unit_spread_and_its_wavelength_in_metres():
    fine, coarse = (fractal(stream(2, 0), (side, side), res, 20.0, 1) for side, res in ((800, 0.25), (400, 0.5)))
    assert fine.std() == pytest.approx(1, abs=0.35)
    assert np.abs(fine[::2, ::2] - coarse).max() < 0.05


@pytest.mark.parametrize("elevation_deg", [30, 45, 60])
def test_a_shadow_is_as_long_as_the_height_and_the_sun_say(elevation_deg):
    canvas = blank(40, 120, sun=Sun(-1.0, 0.0, math.radians(elevation_deg)))
    canvas.height[10:30, 20:30] = 9.0
    shadow = cast_shadows(canvas)
    length_m = (shadow[20, 30:] > 0.5).sum() * canvas.resolution_m
    assert length_m == pytest.approx(9 / math.tan(math.radians(elevation_deg)), abs=1.5)
    assert shadow[20, :20].max() == 0
    assert shadow[20, 20:30].max() == 0


def test_shadows_of_houses_do_not_change_the_class():
    canvas = blank()
    before = canvas.labels.copy()
    assert build(canvas, house(), stream(1, 2))
    shadow = cast_shadows(canvas) > 0.5
    off_roof = shadow & (canvas.labels != BUILDING)
    assert off_roof.any()
    assert (canvas.labels[off_roof] == before[off_roof]).all()


def test_a_house_covers_its_area_and_is_not_built_on_a_road():
    canvas = blank()
    assert build(canvas, house(angle=0.4), stream(1, 2))
    assert (canvas.labels == BUILDING).sum() * 0.25 == pytest.approx(60, rel=0.05)
    canvas = blank()
    canvas.free[40, 40] = False
    assert not build(canvas, house(), stream(1, 2))
    assert not (canvas.labels == BUILDING).any()


def test_the_side_of_a_gable_that_faces_the_sun_is_brighter():
    canvas = blank(sun=Sun(0.0, -1.0, math.radians(40)))
    build(canvas, house(shape="gable"), stream(1, 2))
    roof = canvas.labels == BUILDING
    north, south = roof.copy(), roof.copy()
    north[40:], south[:40] = False, False
    assert canvas.rgb[north].mean() > 1.2 * canvas.rgb[south].mean()


def test_a_car_stays_road_and_never_stands_on_a_roof():
    canvas = blank()
    canvas.labels[:, :40] = ROAD
    build(canvas, house(30, 20), stream(1, 2))
    labels, colours = canvas.labels.copy(), canvas.rgb.copy()
    draw_car(canvas, 10, 20, 0.3, stream(1, 3))
    assert (canvas.rgb[:, :40] != colours[:, :40]).any()
    colours = canvas.rgb.copy()
    draw_car(canvas, 30, 20, 0.3, stream(1, 3))
    assert (canvas.rgb == colours).all()
    assert (canvas.labels == labels).all()


def test_a_crown_hangs_over_the_road_but_no_trunk_stands_on_it():
    canvas = blank()
    canvas.labels[:, :40] = ROAD
    plant(canvas, [Tree(20.6, 20, 3.0, (0.2, 0.3, 0.1))], stream(1, 2))
    assert (canvas.labels[:, :40] == VEGETATION).any()
    canvas = blank()
    canvas.labels[:, :40] = ROAD
    plant(canvas, [Tree(10, 20, 3.0, (0.2, 0.3, 0.1))], stream(1, 2))
    assert not (canvas.labels == VEGETATION).any()
