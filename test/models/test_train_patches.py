"""Sermanet et al. 2014: a classifier that learns from one class a patch, and maps scenes by it."""

import numpy as np
import pytest
import rasterio
from landweave.core.contract import labels as schema
from landweave.core.contract.card import load_card
from landweave.core.contract.job_parts import RasterSource
from landweave.core.contract.jobs import DatasetJob, SegmentJob, TrainData, TrainJob, TrainPlanJob
from landweave.core.engine.run import run_job
from landweave.test.label_projects import CRS, X0, Y0, box, write_project
from PIL import Image
from rasterio.transform import from_origin

PATCHES = {"_model_class": "PatchClassifier", "encoder_name": "resnet18", "patch_px": 96, "head_channels": 64, "dropout": 0.0}
SMALL = {"epochs": 2, "epoch_steps": 10, "batch": 8, "chip_px": 96, "warmup_steps": 1, "learning_rate": 5e-4,
         "average_decay": 0.5}
PATCH_PX, SCENE_PX = 96, 384


pytestmark = pytest.mark.usefixtures("one_thread")


def ground(kind, rows, cols, seed):
    """(rows, cols, 3): broad stripes, or speckle that is darker on the whole though half of its pixels are as bright."""
    random = np.random.default_rng(seed)
    if kind == "speckle":
        grey = random.choice([20, 180], (rows, cols))
    else:
        grey = np.broadcast_to(np.where((np.arange(cols) + random.integers(8)) // 8 % 2, 120, 180), (rows, cols))
    return np.repeat((grey + random.integers(-9, 10, (rows, cols)))[..., None], 3, axis=2).astype(np.uint8)


def scene(path):
    """Stripes on the left, speckle on the right."""
    half = SCENE_PX // 2
    pixels = np.concatenate([ground("stripes", SCENE_PX, half, 100), ground("speckle", SCENE_PX, half, 101)], axis=1)
    with rasterio.open(path, "w", driver="GTiff", width=SCENE_PX, height=SCENE_PX, count=3, dtype="uint8", crs=CRS,
                       photometric="RGB", transform=from_origin(X0, Y0, 0.5, 0.5)) as file:
        file.write(pixels.transpose(2, 0, 1))
    return str(path)


def run(job):
    return run_job(job, lambda event: None, lambda: False, "t")


def mapped(model, raster, folder):
    result = run(SegmentJob(RasterSource(raster), str(model), str(folder), "map", threads=1, polygons=None))
    with rasterio.open(result.outputs["classes"]) as file:
        return file.read(1)


def share_right(classes, card):
    """Of the pixels that are further from the border than a patch reaches."""
    value = {info.name: info.value for info in card.classes}
    sides = {"stripes": classes[:, :SCENE_PX // 2 - PATCH_PX // 2], "speckle": classes[:, SCENE_PX // 2 + PATCH_PX // 2:]}
    return np.mean([np.mean(part == value[name]) for name, part in sides.items()])


def test_folders_of_patches_become_a_map(tmp_path):
    """Patches of one class each, in a folder of that name; the map of a scene tells the textures apart."""
    for number, name in enumerate(("stripes", "speckle")):
        folder = tmp_path / "patches" / name
        folder.mkdir(parents=True)
        for i in range(12):
            Image.fromarray(ground(name, PATCH_PX, PATCH_PX, 50 * number + i)).save(folder / f"{i}.png")
    assert run(DatasetJob(str(tmp_path / "patches"))).facts["layout"] == "classes"
    job = TrainJob(output_dir=str(tmp_path / "model"), preset="quick", name="textures", network=PATCHES, device="cpu",
                   data=TrainData(folder=str(tmp_path / "patches")), changes=SMALL)
    assert run(TrainPlanJob(job)).facts["can_start"]
    facts = run(job).facts
    assert facts["miou_after"] > 0.8
    card = load_card(str(tmp_path / "model"))
    assert card.architecture == "PatchClassifier"
    assert share_right(mapped(tmp_path / "model", scene(tmp_path / "scene.tif"), tmp_path / "out"), card) > 0.9


def test_areas_of_one_class_each_are_patch_labels(tmp_path):
    """A label project whose areas are filled with one class each; nothing within them is drawn."""
    raster = scene(tmp_path / "scene.tif")
    places = [(0, 0, schema.TRAIN, 0), (144, 0, schema.TRAIN, 0), (0, 288, schema.TRAIN, 1), (144, 288, schema.TRAIN, 1),
              (288, 0, schema.CHECK, 0), (288, 288, schema.CHECK, 1)]
    shapes = [box(row, col, PATCH_PX, PATCH_PX) for row, col, _role, _value in places]
    areas = [(str(i), place[2], raster, shape) for i, (place, shape) in enumerate(zip(places, shapes))]
    labels = [(str(i), place[3], shape) for i, (place, shape) in enumerate(zip(places, shapes))]
    classes = ((0, "stripes", "#d7191c"), (1, "speckle", "#4dac26"))
    project = str(write_project(tmp_path / "labels.gpkg", areas, labels, classes, chip_px=PATCH_PX))
    job = TrainJob(output_dir=str(tmp_path / "model"), preset="quick", name="textures", network=PATCHES, device="cpu",
                   data=TrainData(project=project), changes=SMALL)
    facts = run(job).facts
    assert facts["miou_after"] > 0.8
    assert share_right(mapped(tmp_path / "model", raster, tmp_path / "out"), load_card(str(tmp_path / "model"))) > 0.9
