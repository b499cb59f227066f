"""A label project written as chips, and read again as a dataset: the same labels."""

import csv
import json
import os
import pathlib

import numpy as np
import pytest
import rasterio
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.job_parts import RasterSource
from landweave.core.raster.datasets.chips import MASK_FORMATS, export_chips
from landweave.core.raster.datasets.masks import read_mask
from landweave.core.raster.datasets.scan import scan_dataset
from landweave.test import label_projects as made


@pytest.fixture
def project(tmp_path):
    """A train area of 2 x 2 chips with all classes, a check area of one chip with two labels; the rest of it is unlabelled."""
    truth = made.write_image(tmp_path / "image.tif", 192, 192)
    train, check = made.box(0, 0, 128, 128), made.box(128, 128, 64, 64)
    labels = [("t", value, polygon.intersection(train)) for _, value, polygon in made.true_labels("t", 192, 192)]
    labels += [("c", 2, made.box(130, 130, 20, 30)), ("c", 1, made.box(140, 130, 20, 30))]  # they overlap: the newer wins
    path = made.write_project(tmp_path / "labels.gpkg", [("t", "train", "image.tif", train), ("c", "check", "image.tif", check)],
                              labels)
    return str(path), truth


def chip_at(scan, row, col):
    """The pair whose upper left corner is that pixel of the image."""
    x, y = made.X0 + col * made.RESOLUTION_M, made.Y0 - row * made.RESOLUTION_M
    return next(p for p in scan.pairs if (p.transform[2], p.transform[5]) == (x, y))


@pytest.mark.parametrize("mask_format", MASK_FORMATS)
def test_round_trip(tmp_path, project, mask_format):
    path, truth = project
    seen = []
    export = export_chips(path, str(tmp_path / "out"), mask_format=mask_format, report=lambda *done: seen.append(done))
    assert seen[-1] == (2, 2)
    scan = scan_dataset(tmp_path / "out")
    assert {name: len(scan.split(name)) for name in ("train", "val", "test")} == {"train": 4, "val": 1, "test": 0}
    assert [(c.value, c.name, c.color) for c in scan.classes] == list(made.CLASSES)
    assert {c.value: c.pixels for c in scan.classes} == export.class_px
    with rasterio.open(tmp_path / "image.tif") as image:
        whole = image.read()
    for row, col in ((0, 0), (0, 64), (64, 0), (64, 64)):
        pair = chip_at(scan, row, col)
        np.testing.assert_array_equal(read_mask(pair.mask, scan), truth[row:row + 64, col:col + 64])
        with rasterio.open(pair.image) as chip:
            np.testing.assert_array_equal(chip.read(), whole[:, row:row + 64, col:col + 64])
            assert chip.crs.to_epsg() == 32652
    check = np.full((64, 64), 255)
    check[2:22, 2:32] = 2
    check[12:32, 2:32] = 1
    np.testing.assert_array_equal(read_mask(chip_at(scan, 128, 128).mask, scan), check)
    assert [f for f in scan.findings if f.level != "info"] == []


def test_manifest_and_class_table(tmp_path, project):
    export_chips(project[0], str(tmp_path / "out"))
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert (manifest["format"], manifest["format_version"], manifest["ignore_value"]) == ("landweave-chips", 1, 255)
    chip = next(c for c in manifest["chips"] if c["role"] == "check")
    assert (chip["split"], chip["source"], chip["area_id"], chip["rows"], chip["cols"]) == ("val", "image.tif", "c", 64, 64)
    assert chip["transform"] == [0.5, 0, made.X0 + 64, 0, -0.5, made.Y0 - 64]
    assert chip["labelled_px"] == 30 * 30
    assert "UTM zone 52N" in chip["crs_wkt"]
    assert sum(c["pixels"] for c in manifest["classes"]) == sum(c["labelled_px"] for c in manifest["chips"])
    rows = list(csv.reader((tmp_path / "out/classes.csv").read_text().splitlines()))
    assert rows[:2] == [["value", "name", "r", "g", "b"], ["0", "roof", "215", "25", "28"]]
    for entry in manifest["chips"]:
        assert (tmp_path / "out" / entry["image"]).is_file()


def test_many_bands_in_their_own_type(tmp_path):
    pixels = np.random.default_rng(4).normal(0.2, 0.1, (7, 64, 64)).astype(np.float32)
    with rasterio.open(tmp_path / "m.tif", "w", driver="GTiff", width=64, height=64, count=7, dtype="float32", crs=made.CRS,
                       transform=rasterio.Affine(0.5, 0, made.X0, 0, -0.5, made.Y0), nodata=-9999) as file:
        file.write(pixels)
        file.set_band_description(7, "swir")
    path = made.write_project(tmp_path / "l.gpkg", [("a", "train", tmp_path / "m.tif", made.box(0, 0, 64, 64))],
                              [("a", 1, made.box(0, 0, 64, 64))])
    export_chips(str(path), str(tmp_path / "out"))
    scan = scan_dataset(tmp_path / "out")
    assert (scan.bands, scan.dtype, scan.band_names[6]) == (7, "float32", "swir")
    with rasterio.open(scan.pairs[0].image) as chip:
        np.testing.assert_array_equal(chip.read(), pixels)
        assert chip.nodata == -9999


def test_nodata_and_what_lies_outside_is_never_labelled(tmp_path):
    made.write_image(tmp_path / "i.tif", 64, 64, hole=(0, 0, 10, 64))
    path = made.write_project(
        tmp_path / "l.gpkg", [("a", "train", "i.tif", made.box(0, 0, 64, 32)),
                              ("far", "train", "i.tif", made.box(900, 900, 9, 9)),
                              ("none", "train", "i.tif", made.box(32, 40, 8, 8))],
        [("a", 1, made.box(0, 0, 64, 64))])
    export = export_chips(str(path), str(tmp_path / "out"))
    assert [(f.code, f.data["number"]) for f in export.findings] == [("export.outside", 2), ("export.empty_area", 3)]
    mask = read_mask(tmp_path / "out/train/masks/area001_0_0.png", scan_dataset(tmp_path / "out"))
    assert mask.shape == (64, 32)
    assert (mask[:10] == 255).all()
    assert (mask[10:] == 1).all()


def test_train_areas_without_what_checks_cover(tmp_path):
    made.write_image(tmp_path / "i.tif", 64, 64)
    path = made.write_project(tmp_path / "l.gpkg", [("a", "train", "i.tif", made.box(0, 0, 64, 64)),
                                                    ("c", "check", "i.tif", made.box(0, 0, 64, 20))],
                              [("a", 1, made.box(0, 0, 64, 64)), ("c", 1, made.box(0, 0, 64, 20))])
    export_chips(str(path), str(tmp_path / "out"))
    scan = scan_dataset(tmp_path / "out")
    assert read_mask(scan.split("train")[0].mask, scan).shape == (64, 44)
    assert scan.split("train")[0].transform[2] == made.X0 + 10


def test_a_finer_raster_comes_on_the_models_grid(tmp_path):
    made.write_image(tmp_path / "i.tif", 128, 128, resolution_m=0.25)
    path = made.write_project(tmp_path / "l.gpkg", [("a", "train", "i.tif", made.box(0, 0, 64, 64))],
                              [("a", 1, made.box(0, 0, 64, 64))], resolution_m=0.5)
    export_chips(str(path), str(tmp_path / "out"))
    pair = scan_dataset(tmp_path / "out").pairs[0]
    assert (pair.rows, pair.cols) == (64, 64)
    assert pair.transform[0] == pytest.approx(0.5, rel=1e-3)


def test_another_raster_and_chip_size(tmp_path, project):
    path, _ = project
    os.rename(tmp_path / "image.tif", tmp_path / "moved.tif")
    with pytest.raises(JobError) as raised:
        export_chips(path, str(tmp_path / "out"))
    assert raised.value.code == "raster.missing"
    rasters = {"image.tif": RasterSource(str(tmp_path / "moved.tif"))}
    export = export_chips(path, str(tmp_path / "out"), rasters=rasters, chip_px=100)
    assert sorted((c.rows, c.cols) for c in export.chips if c.split == "train") == [(28, 28), (28, 100), (100, 28), (100, 100)]


# -- whole or not at all ------------------------------------------------------------------------------------------


def test_nothing_is_left_when_stopped_or_failed(tmp_path, project, monkeypatch):
    before = sorted(os.listdir(tmp_path))
    answers = iter([False, False, True])
    with pytest.raises(Cancelled):
        export_chips(project[0], str(tmp_path / "out"), cancelled=lambda: next(answers))
    assert sorted(os.listdir(tmp_path)) == before

    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pathlib.Path, "write_bytes", full)
    with pytest.raises(JobError) as raised:
        export_chips(project[0], str(tmp_path / "out"))
    assert raised.value.code == "output.failed"
    assert sorted(os.listdir(tmp_path)) == before


def test_a_folder_in_use_is_never_overwritten(tmp_path, project):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")
    with pytest.raises(JobError) as raised:
        export_chips(project[0], str(tmp_path / "out"))
    assert raised.value.code == "output.failed"
    assert os.listdir(tmp_path / "out") == ["mine.txt"]
    (tmp_path / "out/mine.txt").unlink()
    assert export_chips(project[0], str(tmp_path / "out")).chips  # an empty folder may be filled


def test_a_project_without_labels(tmp_path):
    made.write_image(tmp_path / "i.tif", 64, 64)
    path = made.write_project(tmp_path / "l.gpkg", [("a", "train", "i.tif", made.box(0, 0, 64, 64))],
                              [("b", 1, made.box(500, 500, 6, 6))])
    with pytest.raises(JobError) as raised:
        export_chips(str(path), str(tmp_path / "out"))
    assert raised.value.code == "data.no_labels"
    assert not (tmp_path / "out").exists()
