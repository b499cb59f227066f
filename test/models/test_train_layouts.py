"""Folders as tutorials and programs leave them, trained without saying which files are which: as the dock and the CLI do."""

import json

import numpy as np
import pytest
import rasterio
from landweave.core.contract.card import load_card
from landweave.core.contract.jobs import DatasetJob, TrainData, TrainJob, TrainPlanJob, job_from_plain, job_to_plain
from landweave.core.engine.run import run_job
from PIL import Image
from rasterio.transform import from_origin

TINY = {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2, "batch_norm": True}
SMALL = {"epochs": 1, "epoch_steps": 2, "batch": 2, "chip_px": 64, "warmup_steps": 1}
ROWS, COLS = 72, 80


pytestmark = pytest.mark.usefixtures("one_thread")


def drawn(seed):
    """(pixels (rows, cols, 3), codes (rows, cols) of 0 and 1): a bright square on a dark ground."""
    random = np.random.default_rng(seed)
    codes = np.zeros((ROWS, COLS), np.uint8)
    row, col = random.integers(5, 30, 2)
    codes[row:row + 35, col:col + 35] = 1
    pixels = random.integers(0, 80, (ROWS, COLS, 3)) + 120 * codes[..., None]
    return pixels.astype(np.uint8), codes


def save(path, array):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(array).save(path)


def pairs(folder, image_name, mask_name, count=4, values=(0, 1), start=0):
    for number in range(start, start + count):
        pixels, codes = drawn(number)
        save(folder / image_name.format(number), pixels)
        save(folder / mask_name.format(number), np.array(values, np.uint8)[codes])


def images_and_masks(folder):
    pairs(folder, "images/{}.png", "masks/{}.png", values=(0, 255))


def nested_splits(folder):
    pairs(folder, "train/images/{}.png", "train/masks/{}.png")
    pairs(folder, "val/images/{}.png", "val/masks/{}.png", 2, start=7)


def lists(folder):
    pairs(folder, "JPEGImages/{}.png", "SegmentationClass/{}.png", 6)
    (folder / "train.txt").write_text("0\n1\n2\n3\n")
    (folder / "val.txt").write_text("4\n5\n")


def esri(folder):
    for number in range(4):
        pixels, codes = drawn(number)
        for kind, bands in (("images", np.moveaxis(pixels, 2, 0)), ("labels", 3 * codes[None])):
            path = folder / kind / f"{number:012d}.tif"
            path.parent.mkdir(parents=True, exist_ok=True)
            with rasterio.open(path, "w", driver="GTiff", height=ROWS, width=COLS, count=len(bands), dtype="uint8",
                               crs="EPSG:32633", transform=from_origin(5e5, 5e6, 0.5, 0.5)) as file:
                file.write(bands)
    (folder / "map.txt").write_text("".join(f"images\\{n:012d}.tif  labels\\{n:012d}.tif\n" for n in range(4)))
    classes = [{"Value": 3, "Name": "Building", "Color": [205, 1, 2]}]
    (folder / "esri_model_definition.emd").write_text(json.dumps({"MetaDataMode": "Classified_Tiles", "Classes": classes}))


def cvat(folder):
    for number in range(4):
        pixels, codes = drawn(number)
        save(folder / f"JPEGImages/{number}.png", pixels)
        save(folder / f"SegmentationClass/{number}.png", np.array([(0, 0, 0), (10, 128, 0)], np.uint8)[codes])
    (folder / "labelmap.txt").write_text("# label:color_rgb:parts:actions\nbackground:0,0,0::\nroad:10,128,0::\n")
    (folder / "ImageSets/Segmentation").mkdir(parents=True)
    (folder / "ImageSets/Segmentation/default.txt").write_text("0\n1\n2\n3\n")


def deepness(folder):
    pairs(folder, "tile_img_{}_0.png", "tile_mask_{}_0.png")


LAYOUTS = {
    "folders": (images_and_masks, ["background", "foreground"], {"train": 4, "val": 0}),
    "nested": (nested_splits, ["background", "foreground"], {"train": 4, "val": 2}),
    "lists": (lists, ["background", "foreground"], {"train": 4, "val": 2}),
    "esri": (esri, ["background", "Building"], {"train": 4, "val": 0}),
    "cvat": (cvat, ["background", "road"], {"train": 4, "val": 0}),
    "deepness": (deepness, ["background", "foreground"], {"train": 4, "val": 0}),
}


def run(job):
    job = job_from_plain(json.loads(json.dumps(job_to_plain(job))))  # as it comes from the dock
    return run_job(job, lambda event: None, lambda: False, "7")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_folder_trains_as_the_dock_asks_for_it(tmp_path, name):
    write, classes, found = LAYOUTS[name]
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder)
    scan = run(DatasetJob(str(folder), most=200)).facts
    assert scan["usable"]
    assert {split: scan["pairs"][split] for split in found} == found
    job = TrainJob(output_dir=str(tmp_path / "model"), device="cpu", preset="quick", name=name, network=TINY, changes=SMALL,
                   data=TrainData(folder=str(folder), labels=scan["labels"], colors=scan["colors"]))
    plan = run(TrainPlanJob(job)).facts
    assert plan["can_start"], plan["findings"]
    assert [c["name"] for c in plan["classes"]] == classes
    assert all(c["train_px"] > 0 for c in plan["classes"])
    result = run(job)
    assert [c.name for c in load_card(result.outputs["model"]).classes] == classes
    assert result.facts["miou_after"] is not None


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_folder_can_be_planned_with_nothing_but_its_name(tmp_path, name):
    write, classes, _ = LAYOUTS[name]
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder)
    job = TrainJob(output_dir=str(tmp_path / "model"), device="cpu", preset="quick", name=name, network=TINY, changes=SMALL,
                   data=TrainData(folder=str(folder)))
    plan = run(TrainPlanJob(job)).facts
    assert plan["can_start"], plan["findings"]
    assert [c["name"] for c in plan["classes"]] == classes
