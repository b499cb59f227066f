"""What a made scene promises: the same for a seed, exact classes, sizes in metres."""

from __future__ import annotations

import numpy as np
import pytest
from landweave.core.contract.errors import JobError
from landweave.core.scenes import STYLES, make_scene
from scipy import ndimage

BUILDING, ROAD, VEGETATION, WATER, LAND = range(5)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not():
    first, again, other = make_scene(5, 96, 120), make_scene(5, 96, 120), make_scene(6, 96, 120)
    assert first.image.tobytes() == again.image.tobytes()
    assert first.labels.tobytes() == again.labels.tobytes()
    assert first.style == again.style
    assert first.image.tobytes() != other.image.tobytes()


def test_global_random_state_plays_no_part():
    np.random.seed(1)
    first = make_scene(8, 64, 64)
    np.random.seed(2)
    assert make_scene(8, 64, 64).image.tobytes() == first.image.tobytes()


@pytest.mark.parametrize(("rows", "cols"), [(1, 1), (1, 40), (37, 501), (130, 3), (257, 255)])
@pytest.mark.parametrize("resolution_m", [0.1, 1.0])
def test_any_size(rows, cols, resolution_m):
    scene = make_scene(3, rows, cols, resolution_m)
    assert scene.image.shape == (3, rows, cols)
    assert scene.labels.shape == (rows, cols)
    assert scene.image.dtype == scene.labels.dtype == np.uint8
    assert scene.labels.max() <= LAND


@pytest.mark.parametrize("style", sorted(STYLES))
def test_every_style_is_a_picture_with_known_classes(style):
    scenes = [make_scene(seed, 256, 256, 0.6, style) for seed in (1, 2)]
    for scene in scenes:
        assert scene.style == style
        assert set(np.unique(scene.labels)) <= set(range(5))
        assert scene.image.std() > 12
        assert 40 < scene.image.mean() < 225
    shares = sum(np.bincount(scene.labels.ravel(), minlength=5) for scene in scenes) / (2 * 256 * 256)
    assert shares[ROAD] > 0.01
    assert shares[BUILDING] + shares[VEGETATION] + shares[LAND] > 0.2


def test_most_scenes_have_four_classes_and_water_is_not_rare():
    present = np.array(
        [[(scene.labels == c).mean() > 0.001 for c in range(5)] for scene in (make_scene(s, 256, 256, 0.8) for s in range(16))]
    )
    assert present[:, [BUILDING, ROAD, VEGETATION, LAND]].mean() > 0.9
    assert present[:, WATER].mean() >= 0.35
    assert (present.sum(axis=1) == 5).mean() >= 0.3


def _roof_areas(resolution_m: float) -> np.ndarray:
    side = round(200 / resolution_m)
    areas = []
    for seed in (11, 12, 13):
        labelled, count = ndimage.label(make_scene(seed, side, side, resolution_m, "suburb").labels == BUILDING)
        inner = set(range(1, count + 1)) - set(np.unique(np.r_[labelled[0], labelled[-1], labelled[:, 0], labelled[:, -1]]))
        pixels = np.bincount(labelled.ravel())[sorted(inner)]
        areas.append(pixels * resolution_m**2)
    return np.concatenate(areas)


def test_roofs_have_the_same_area_in_metres_at_every_pixel_size():
    fine, coarse = (areas[areas > 20] for areas in (_roof_areas(0.25), _roof_areas(0.5)))
    assert len(fine) > 40
    assert np.median(coarse) == pytest.approx(np.median(fine), rel=0.15)
    assert len(coarse) == pytest.approx(len(fine), rel=0.2)
    assert 50 < np.median(fine) < 300


def test_streets_hang_together():
    """Most of the road belongs to one network: streets meet, they do not float."""
    roads = make_scene(21, 400, 400, 0.6, "suburb").labels == ROAD
    labelled, _ = ndimage.label(ndimage.binary_dilation(roads, iterations=3))
    largest = np.bincount(labelled.ravel())[1:].max()
    assert largest > 0.8 * (labelled > 0).sum()


def test_classes_differ_in_colour_so_that_a_model_can_learn_them():
    scene = make_scene(109, 384, 384, 0.6, "mixed")
    green = scene.image[1].astype(float) - (scene.image[0].astype(float) + scene.image[2]) / 2
    assert green[scene.labels == VEGETATION].mean() > green[scene.labels == ROAD].mean() + 8
    assert green[scene.labels == VEGETATION].mean() > green[scene.labels == LAND].mean() + 8


def test_no_periodic_grid_shows_in_the_picture():
    """No frequency away from zero holds more than a small share of the picture's energy."""
    scene = make_scene(109, 384, 384, 0.6, "mixed")
    grey = scene.image.mean(axis=0)
    window = np.hanning(384)
    power = np.abs(np.fft.fft2((grey - grey.mean()) * np.outer(window, window))) ** 2
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(384), np.fft.fftfreq(384)))
    assert power[frequency > 0.02].max() / power.sum() < 0.02


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((-1, 8, 8), "seed"),
        ((1, 0, 8), "rows"),
        ((1, 8, 20000), "cols"),
        ((1, 8, 8, 0.0), "resolution_m"),
        ((1, 8, 8, float("nan")), "resolution_m"),
        ((1, 8, 8, 0.3, "venice"), "style"),
    ],
)
def test_bad_arguments_are_named(arguments, word):
    with pytest.raises(JobError) as error:
        make_scene(*arguments)
    assert error.value.code == "job.invalid"
    assert word in str(error.value)
