"""The data of a training: label projects and image folders, what is odd about them, and keeping some out without leakage."""

import dataclasses

import numpy as np
import pytest
import rasterio
from landweave.core.contract.errors import JobError
from landweave.core.contract.job_parts import RasterSource
from landweave.models.train.chips import ChipSampler
from landweave.models.train.config import config_from_plain
from landweave.models.train.dataset import load_dataset
from landweave.models.train.labels import IGNORE, LabelTable
from landweave.models.train.review import review
from landweave.models.train.sources import PairCache
from landweave.test.label_projects import CLASSES, box, true_labels, write_image, write_project

CONFIG = {
    "name": "tiny", "network": {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2},
    "bands": [{"name": n, "common_name": n} for n in ("red", "green", "blue")],
    "classes": [{"value": v, "name": n, "color": c} for v, n, c in CLASSES],
    "input": {"dtype": "uint8", "resolution_m": 0.5, "resolution_min_m": 0.2, "resolution_max_m": 1.0},
    "scaling": [{"type": "z-score", "mean": [127.5], "stddev": [127.5]}],
    "sources": [{"kind": "labels", "name": "labels", "project": "p.gpkg"}],
    "chip_px": 64, "batch": 2, "epochs": 1, "epoch_steps": 2, "split_share": 0.2,
}


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "image.tif"
    write_image(path)
    return path


def load(folder, **changes):
    config = config_from_plain({**CONFIG, **changes})
    return load_dataset(config, folder, LabelTable([c.name for c in config.classes]), PairCache())


def codes_of(dataset):
    return {finding.code for finding in dataset.findings}


def test_check_areas_check_and_train_areas_train(tmp_path, image):
    areas = [("a", "train", image, box(0, 0, 128, 60)), ("b", "check", image, box(0, 70, 128, 58))]
    write_project(tmp_path / "p.gpkg", areas, true_labels("a") + true_labels("b"))
    dataset = load(tmp_path)
    assert dataset.check_from == "areas"
    assert dataset.class_px("train").tolist() == [64 * 60, 64 * 60, 0]
    assert dataset.class_px("validation").tolist() == [0, 64 * 58, 64 * 58]
    assert {"train.class_unlabelled", "train.class_unchecked"} <= codes_of(dataset)


def test_what_a_train_and_a_check_area_both_cover_only_checks(tmp_path, image):
    areas = [("a", "train", image, box(0, 0, 128, 80)), ("b", "check", image, box(0, 64, 128, 64))]
    write_project(tmp_path / "p.gpkg", areas, true_labels("a") + true_labels("b"))
    dataset = load(tmp_path)
    assert "labels.overlap" in codes_of(dataset)
    assert dataset.labelled_px("train") == 128 * 64
    touching = [("a", "train", image, box(0, 0, 128, 64)), ("b", "check", image, box(0, 64, 128, 64))]
    (tmp_path / "p.gpkg").unlink()
    write_project(tmp_path / "p.gpkg", touching, true_labels("a") + true_labels("b"))
    assert "labels.overlap" not in codes_of(load(tmp_path))


def labelled_places(dataset, role):
    """Raster coordinates of the labelled pixels of a role."""
    places = set()
    for pair in dataset.pairs:
        if pair.role == role:
            rows, cols = np.nonzero(pair.load()[1] != IGNORE)
            places |= set(zip((rows + pair.origin[0]).tolist(), (cols + pair.origin[1]).tolist()))
    return places


def test_without_check_areas_blocks_are_kept_out_with_a_gap(tmp_path, image):
    areas = [("a", "train", image, box(0, 0, 128, 50)), ("b", "train", image, box(0, 50, 128, 78))]
    write_project(tmp_path / "p.gpkg", areas, true_labels("a") + true_labels("b"))
    dataset = load(tmp_path)
    assert dataset.check_from == "blocks"
    assert "train.no_check" in codes_of(dataset)
    learned, checked = (np.array(sorted(labelled_places(dataset, role))) for role in ("train", "validation"))
    distances = np.abs(learned[:, None, :] - checked[None, ::7, :]).max(axis=2)
    assert distances.min() > 8
    share = len(checked) / (128 * 128)
    assert 0.1 < share < 0.4
    assert set(np.flatnonzero(dataset.class_px("train"))) == {0, 1, 2}
    again = load(tmp_path)
    assert labelled_places(again, "validation") == labelled_places(dataset, "validation")


def test_too_little_to_keep_anything_out_is_said(tmp_path, image):
    write_project(tmp_path / "p.gpkg", [("a", "train", image, box(48, 48, 24, 24))], true_labels("a"))
    dataset = load(tmp_path)
    assert dataset.check_from == "none"
    assert {"train.no_check_possible", "train.tiny"} <= codes_of(dataset)
    assert dataset.labelled_px("train") == 24 * 24


def test_areas_over_nodata_and_outside_are_said_and_the_rest_is_used(tmp_path):
    image = tmp_path / "holed.tif"
    write_image(image, hole=(0, 0, 16, 128))
    areas = [("a", "train", image, box(0, 0, 32, 128)), ("b", "train", image, box(120, 0, 16, 64)),
             ("c", "train", image, box(900, 0, 16, 64)), ("d", "train", image, box(40, 0, 8, 8))]
    write_project(tmp_path / "p.gpkg", areas, true_labels("a") + true_labels("b"))
    dataset = load(tmp_path, split_share=0.0)
    found = {f.code: f.data for f in dataset.findings}
    assert found["labels.nodata"] == {"number": 1, "percent": 50}
    assert found["labels.partly_outside"]["number"] == 2
    assert found["labels.partly_outside"]["percent"] == 50
    assert found["labels.outside"]["number"] == 3
    assert found["labels.empty_area"] == {"number": 4}
    assert dataset.labelled_px("train") == 16 * 128 + 8 * 64


def test_pixels_without_data_reach_the_network_as_no_data(tmp_path):
    image = tmp_path / "holed.tif"
    write_image(image, hole=(0, 0, 16, 128))
    write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 32, 128))], true_labels("a"))
    pair = load(tmp_path, split_share=0.0).pairs[0]
    pixels, codes = pair.load()
    assert np.isnan(pixels[:, :16]).all()
    assert not np.isnan(pixels[:, 16:]).any()
    assert (codes[:16] == IGNORE).all()


def test_one_class_is_an_error_and_a_dominant_one_a_warning(tmp_path, image):
    config = config_from_plain(CONFIG)
    write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 64, 64))], true_labels("a"))
    found = review(config, tmp_path)
    assert not found.can_start
    assert any(f.code == "train.one_class" and f.data == {"name": "roof"} for f in found.findings)
    (tmp_path / "p.gpkg").unlink()
    write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 64, 65))], true_labels("a"))
    found = review(dataclasses.replace(config, split_share=0.0), tmp_path)
    assert found.can_start
    dominant = next(f for f in found.findings if f.code == "train.dominant_class")
    assert dominant.data == {"name": "roof", "percent": 98.5}


def test_errors_in_the_data_become_findings(tmp_path, image):
    config = config_from_plain(CONFIG)
    assert [f.code for f in review(config, tmp_path).findings] == ["labels.missing"]
    write_project(tmp_path / "p.gpkg", [("a", "train", "gone.tif", box(0, 0, 8, 8))], true_labels("a"))
    assert [f.code for f in review(config, tmp_path).findings] == ["raster.missing"]
    (tmp_path / "p.gpkg").unlink()
    write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 8, 8))], [("a", 9, box(0, 0, 4, 4))])
    found = review(config, tmp_path)
    assert [(f.code, f.data["value"]) for f in found.findings] == [("data.unknown_value", "9")]
    (tmp_path / "p.gpkg").unlink()
    write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 8, 8))], [])
    found = review(config, tmp_path)
    assert not found.can_start
    assert {"labels.empty_area", "train.no_labels"} & {f.code for f in found.findings}


def test_a_class_that_the_new_model_lacks_is_left_out(tmp_path, image):
    write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 128, 128))], true_labels("a"))
    dataset = load(tmp_path, classes=CONFIG["classes"][:2], split_share=0.0)
    assert [f.data["name"] for f in dataset.findings if f.code == "labels.class_left_out"] == ["road"]
    assert dataset.class_px("train").tolist() == [64 * 64, 2 * 64 * 64]


def test_the_raster_of_an_area_can_be_replaced_with_its_bands(tmp_path, image):
    areas = [("a", "train", "wms://gone", box(0, 0, 128, 128))]
    write_project(tmp_path / "p.gpkg", areas, true_labels("a"))
    source = {**CONFIG["sources"][0], "rasters": {"wms://gone": {"path": str(image), "bands": [3, 2, 1]}}}
    config = config_from_plain({**CONFIG, "sources": [source]})
    assert config.sources[0].rasters["wms://gone"] == RasterSource(str(image), bands=(3, 2, 1))
    pixels, _ = load(tmp_path, sources=[source], split_share=0.0).pairs[0].load()
    assert pixels[2, :60, :60].mean() > 180  # red stands last now


def test_chips_show_rare_classes_and_always_labels(tmp_path, image):
    areas = [("a", "train", image, box(0, 0, 128, 128))]
    labels = [("a", 1, box(0, 64, 64, 64)), ("a", 2, box(100, 100, 3, 3))]  # nine of 4105 labelled pixels
    write_project(tmp_path / "p.gpkg", areas, labels)
    dataset = load(tmp_path, split_share=0.0)

    def seen(share):
        config = config_from_plain({**CONFIG, "rare_class_share": share})
        sampler = ChipSampler(config, dataset.pairs, dataset.allowed, lambda p, v: p / 255, dataset.counts, PairCache())
        chips = [sampler.chip(i)[1].numpy() for i in range(400)]
        assert all((codes != IGNORE).any() for codes in chips)
        assert all((sampler.chip(i)[1].numpy() == codes).all() for i, codes in enumerate(chips[:3]))
        return sum((codes == 2).any() for codes in chips)

    # By the roots of 4096 and 9 it is wanted in every 22nd chip: more often than one pixel in 456, not in every second chip.
    assert seen(0.0) < seen(1.0) < 120


def write_pairs(folder, count, size=(40, 40), seed=0):
    """Images with index masks in the layout of the usual tutorials."""
    (folder / "images").mkdir(parents=True)
    (folder / "masks").mkdir()
    for i in range(count):
        classes = write_image(folder / "images" / f"{i:02d}.tif", *size, seed=seed + i, crs=None)
        with rasterio.open(folder / "masks" / f"{i:02d}.png", "w", driver="PNG", width=size[1], height=size[0], count=1,
                           dtype="uint8") as dataset:
            dataset.write(classes, 1)


PAIRS = [{"kind": "pairs", "name": "images", "images": "images/*", "masks": "masks/*",
          "labels": {"0": ["roof"], "1": ["grass"], "2": ["road"]}}]


@pytest.mark.parametrize(("count", "size", "check_from"),
                         [(6, (40, 40), "images"), (2, (150, 90), "blocks"), (1, (20, 20), "none")])
def test_image_folders_of_any_size_are_split(tmp_path, count, size, check_from):
    write_pairs(tmp_path, count, size)
    dataset = load(tmp_path, sources=PAIRS)
    assert dataset.check_from == check_from
    config = config_from_plain({**CONFIG, "sources": PAIRS})
    train = [p for p in dataset.pairs if p.role == "train"]
    sampler = ChipSampler(config, train, dataset.allowed, lambda p, v: p / 255, dataset.counts, PairCache())
    x, y = sampler.chip(0)
    assert x.shape == (3, 64, 64)
    assert (y != IGNORE).any()


def test_a_mask_of_another_size_is_named(tmp_path):
    write_pairs(tmp_path, 2)
    with rasterio.open(tmp_path / "masks" / "01.png", "w", driver="PNG", width=10, height=10, count=1, dtype="uint8") as dataset:
        dataset.write(np.zeros((10, 10), np.uint8), 1)
    with pytest.raises(JobError, match=r"01\.png"):
        load(tmp_path, sources=PAIRS)
