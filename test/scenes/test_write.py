"""Scenes as files: georeferenced, whole, and the sample raster as its README says."""

from __future__ import annotations

import pathlib
import re

import numpy as np
import pytest
import rasterio
from landweave.core.contract.errors import JobError
from landweave.core.scenes import CLASS_NAMES, generate, make_scene, write_scene

SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "resources" / "sample"


def test_both_files_lie_where_they_were_told_to(tmp_path):
    scene = make_scene(4, 70, 50, 0.5)
    image, labels = write_scene(scene, tmp_path / "new", "place", crs="EPSG:32633", origin=(500000.0, 5300000.0))
    with rasterio.open(image) as picture, rasterio.open(labels) as classes:
        for raster in (picture, classes):
            assert raster.crs.to_epsg() == 32633
            assert raster.transform.to_gdal() == (500000.0, 0.5, 0.0, 5300000.0, 0.0, -0.5)
            assert raster.profile["tiled"]
        assert (picture.read() == scene.image).all()
        assert (classes.read(1) == scene.labels).all()
        assert len(set(list(classes.colormap(1).values())[:5])) == 5
        assert [classes.tags(1)[f"class_{value}"] for value in range(5)] == list(CLASS_NAMES)
    assert sorted(each.name for each in (tmp_path / "new").iterdir()) == ["place.tif", "place_labels.tif"]


def test_jpeg_is_close_and_small(tmp_path):
    scene = make_scene(4, 256, 256)
    exact, _ = write_scene(scene, tmp_path, "exact")
    small, _ = write_scene(scene, tmp_path, "small", compress="jpeg")
    with rasterio.open(small) as raster:
        assert np.abs(raster.read().astype(int) - scene.image).mean() < 6
        assert (np.array(raster.shape) == 256).all()
    assert small.stat().st_size < exact.stat().st_size / 2


def test_large_scenes_get_overviews_that_keep_the_classes(tmp_path):
    _, labels = write_scene(make_scene(4, 40, 1100, 1.0), tmp_path, "wide")
    with rasterio.open(labels) as raster:
        assert raster.overviews(1) == [2, 4]
        assert raster.read(1, out_shape=(20, 550)).max() <= 4


def test_generate_makes_neighbours_with_their_own_seeds(tmp_path):
    pairs = generate(tmp_path, 2, 30, 48, 64, 0.5)
    assert [image.name for image, _ in pairs] == ["scene_00030.tif", "scene_00031.tif"]
    with rasterio.open(pairs[0][0]) as first, rasterio.open(pairs[1][0]) as second:
        assert second.bounds.left == pytest.approx(first.bounds.right)
        assert (second.read() == make_scene(31, 48, 64, 0.5).image).all()


def test_bad_calls_are_named_and_leave_nothing(tmp_path):
    scene = make_scene(4, 8, 8)
    with pytest.raises(JobError, match="compress"):
        write_scene(scene, tmp_path, "x", compress="webp")
    with pytest.raises(JobError, match="count"):
        generate(tmp_path, 0, 1, 8, 8)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JobError) as error:
        write_scene(scene, tmp_path / "file", "x")
    assert error.value.code == "output.read_only"
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    image, _ = write_scene(make_scene(4, 8, 8), tmp_path, "x")
    before = image.read_bytes()
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
    with pytest.raises(OSError, match="no"):
        write_scene(make_scene(5, 8, 8), tmp_path, "x")
    assert image.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["x.tif", "x_labels.tif"]


def test_the_sample_is_complete_and_small():
    with rasterio.open(SAMPLE / "sample.tif") as picture, rasterio.open(SAMPLE / "sample_labels.tif") as classes:
        assert picture.shape == classes.shape == (2048, 2048)
        assert picture.count == 3
        assert picture.crs.to_epsg() == classes.crs.to_epsg() == 32652
        assert picture.transform == classes.transform
        assert picture.overviews(1)
        assert classes.overviews(1)
        shares = np.bincount(classes.read(1).ravel(), minlength=5) / 2048**2
    assert shares.sum() == pytest.approx(1)
    assert (shares > 0.03).all()
    assert (SAMPLE / "sample.tif").stat().st_size < 8_000_000


@pytest.mark.slow  # makes the whole sample again: about 8 s
def test_the_sample_is_what_its_readme_says():
    call = re.search(
        r"seed=(\d+), rows=(\d+), cols=(\d+), resolution_m=([\d.]+), style=\"(\w+)\"", (SAMPLE / "README.md").read_text("utf-8")
    )
    assert call
    scene = make_scene(int(call[1]), int(call[2]), int(call[3]), float(call[4]), call[5])
    with rasterio.open(SAMPLE / "sample.tif") as picture, rasterio.open(SAMPLE / "sample_labels.tif") as classes:
        # sines of another platform's maths library may move single pixels of an edge
        assert (classes.read(1) != scene.labels).mean() < 1e-4
        assert np.abs(picture.read().astype(int) - scene.image).mean() < 6
