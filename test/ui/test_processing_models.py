"""Training, chips, models in and out in Processing: from parameters to the job, from its result to outputs."""

import os

import pytest

pytest.importorskip("qgis.core")

from landweave.core.contract.card import Band, ClassInfo, Scaling
from landweave.core.contract.jobs import ExportChipsJob, TrainData, TrainJob
from landweave.core.contract.model_jobs import ExportModelJob, ImportModelJob
from landweave.test.ui import label_files as lf
from landweave.test.ui.processing_hands import Feedback, failure, problem, run
from landweave.test.ui.raster_files import write_model
from landweave.ui import settings
from landweave.ui.class_editor import PALETTE
from landweave.ui.processing.model_choice import installed_models

pytestmark = pytest.mark.qgis


@pytest.fixture
def labels(tmp_path):
    """The path of a label project."""
    project = lf.make_project(tmp_path)
    project.close(save=False)
    return str(tmp_path / "fields.gpkg")


# chips


def test_chips(tmp_path, labels, scripted, toolbox):
    out = str(tmp_path / "new" / "chips")
    results = run("exportchips", {"PROJECT": labels, "OUTPUT": out})
    assert results == {"OUTPUT": out, "TRAIN_CHIPS": 7, "CHECK_CHIPS": 2}
    run("exportchips", {"PROJECT": labels, "CHIP": 64, "FORMAT": "tif", "OUTPUT": str(tmp_path / "b")})
    assert scripted.jobs() == [ExportChipsJob(labels, out), ExportChipsJob(labels, str(tmp_path / "b"), {}, 64, "tif")]


# training


def test_a_training_from_labels(tmp_path, labels, scripted, toolbox):
    out, feedback = str(tmp_path / "new"), Feedback()
    results = run("train", {"PROJECT": labels, "NAME": " Fields ", "OUTPUT": out}, feedback=feedback)
    assert scripted.jobs() == [TrainJob(output_dir=out, preset="quick", name="Fields", data=TrainData(project=labels))]
    assert results == {"OUTPUT": out, "MEAN_IOU": 0.75, "EPOCHS": 3}
    assert "Epoch 1: mean IoU 0.500" in feedback.infos
    assert settings.MODEL_FOLDERS.get() == (out,)


def test_a_training_from_a_model_and_a_folder(tmp_path, scripted, toolbox):
    run("train", {"FOLDER": str(tmp_path), "NAME": "n", "MODEL": "Test model", "PRESET": "thorough", "DEVICE": "cpu",
                  "IMAGES": "a/*.png", "MASKS": "b/*.png", "CLASSES": "0=land, 7 = roof", "CHECK_IMAGES": "north,south_2",
                  "LIST": False, "OUTPUT": str(tmp_path / "new")})
    data = TrainData(folder=str(tmp_path), images="a/*.png", masks="b/*.png", labels={"0": "land", "7": "roof"},
                     validation=("north", "south_2"))
    job = TrainJob(output_dir=str(tmp_path / "new"), device="cpu", preset="thorough", name="n",
                   base=str(tmp_path / "models" / "test"), data=data)
    assert scripted.jobs() == [job]
    assert settings.MODEL_FOLDERS.get() == ()


def test_a_new_network_and_masks_of_colours(tmp_path, scripted, toolbox):
    run("train", {"FOLDER": str(tmp_path), "NAME": "n", "ARCHITECTURE": "fcn-16s", "ENCODER": "resnet34",
                  "CLASSES": "#ff0000=roof", "OUTPUT": str(tmp_path / "new")})
    job = scripted.jobs()[0]
    assert job.network == {"_model_class": "FCN", "output_stride": 16, "encoder_name": "resnet34"}
    assert (job.data.colors, job.data.labels, job.base) == ({"#ff0000": "roof"}, {}, "")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "either a label project or a folder"),
        ({"PROJECT": "{project}", "FOLDER": "{folder}"}, "either a label project or a folder"),
        ({"PROJECT": "{project}", "MODEL": "Test model", "ARCHITECTURE": "fpn"}, "not both"),
        ({"PROJECT": "{project}", "MODEL": "Test model", "ENCODER": "resnet34"}, "not both"),
        ({"PROJECT": "{project}", "NAME": "  "}, "name"),
    ],
)
def test_what_stands_against_a_training_before_it_runs(tmp_path, labels, scripted, toolbox, given, words):
    given = {name: value.format(project=labels, folder=tmp_path) for name, value in given.items()}
    parameters = {"NAME": "n", "OUTPUT": str(tmp_path / "new"), **given}
    assert words in problem("train", parameters)
    assert words in failure("train", parameters)
    assert scripted.jobs() == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"CLASSES": "roof"}, "'roof' is not of the form value=name"),
        ({"MODEL_FOLDER": "{folder}/none"}, "none"),
        ({"CLASSES": "1=a, #00ff00=b"}, "either values or colours"),
    ],
)
def test_what_a_training_says_while_it_is_prepared(tmp_path, scripted, toolbox, given, words):
    given = {name: value.format(folder=tmp_path) for name, value in given.items()}
    said = failure("train", {"NAME": "n", "FOLDER": str(tmp_path), "OUTPUT": str(tmp_path / "new"), **given})
    assert words in said
    assert scripted.jobs() == []


# models in and out


def test_every_parameter_of_importmodel_arrives(tmp_path, scripted, toolbox):
    (tmp_path / "w.pt").write_bytes(b"x")
    out = str(tmp_path / "new")
    results = run("importmodel", {
        "FILE": str(tmp_path / "w.pt"), "KIND": "weights", "NAME": "Roofs", "LICENSE": "MIT", "ARCHITECTURE": "unet",
        "ENCODER": "resnet34", "BANDS": "Red, green, height", "CLASSES": "land, roof=#ff0000", "PIXEL": 0.3, "DTYPE": "uint16",
        "SCALING": "imagenet", "OUTPUT": out,
    })  # fmt: skip
    assert results == {"OUTPUT": out}
    scaling = (Scaling("scale", value=(1 / 255,)), Scaling("z-score", mean=(0.485, 0.456, 0.406), stddev=(0.229, 0.224, 0.225)))
    bands = (Band("Red", "red", 0.65), Band("green", "green", 0.56), Band("height"))
    classes = (ClassInfo(0, "land", PALETTE[0]), ClassInfo(1, "roof", "#ff0000"))
    network = {"_model_class": "Unet", "encoder_name": "resnet34"}
    source = str(tmp_path / "w.pt")
    assert scripted.jobs() == [
        ImportModelJob(source, out, "weights", "Roofs", "MIT", network, bands, classes, 0.3, "uint16", scaling)
    ]
    assert settings.MODEL_FOLDERS.get() == (out,)


def test_a_folder_is_imported_with_what_it_says_itself(tmp_path, scripted, toolbox):
    run("importmodel", {"FOLDER": str(tmp_path), "LIST": False, "OUTPUT": str(tmp_path / "new")})
    assert scripted.jobs() == [ImportModelJob(str(tmp_path), str(tmp_path / "new"))]
    assert settings.MODEL_FOLDERS.get() == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "either a model file or a model folder"),
        ({"FILE": "{folder}/w.pt", "FOLDER": "{folder}"}, "either a model file or a model folder"),
        ({"FILE": "{folder}/w.pt", "BANDS": "a, b", "SCALING": "imagenet"}, "three bands"),
    ],
)
def test_what_stands_against_an_import(tmp_path, scripted, toolbox, given, words):
    parameters = {"OUTPUT": str(tmp_path / "new"), **{name: value.format(folder=tmp_path) for name, value in given.items()}}
    assert words in problem("importmodel", parameters)
    assert scripted.jobs() == []


@pytest.mark.parametrize(("kind", "name"), [("zip", "m.zip"), ("onnx", "m.onnx"), ("stac", "m.json"), ("smp", "m")])
def test_models_are_exported(tmp_path, scripted, toolbox, kind, name):
    target = str(tmp_path / "new" / name)
    assert run("exportmodel", {"MODEL": "Test model", "FORMAT": kind, "TILE": 256, "OUTPUT": target}) == {"OUTPUT": target}
    assert scripted.jobs() == [ExportModelJob(str(tmp_path / "models" / "test"), target, kind, 256)]


@pytest.mark.parametrize(("kind", "ending"), [("zip", ".zip"), ("onnx", ".onnx"), ("smp", "")])
def test_a_temporary_export_has_the_right_ending(scripted, toolbox, kind, ending):
    result = run("exportmodel", {"FORMAT": kind, "OUTPUT": "TEMPORARY_OUTPUT"})["OUTPUT"]
    assert os.path.exists(result)
    assert os.path.splitext(result)[1] == ending


def test_an_ending_that_does_not_fit_the_format(tmp_path, scripted, toolbox):
    assert "ends in .onnx" in problem("exportmodel", {"FORMAT": "onnx", "OUTPUT": str(tmp_path / "m.zip")})
    assert "leave the extension .zip out" in problem("exportmodel", {"FORMAT": "smp", "OUTPUT": str(tmp_path / "m.zip")})
    assert str(tmp_path) in failure("exportmodel", {"MODEL_FOLDER": str(tmp_path), "OUTPUT": str(tmp_path / "m.zip")})
    assert scripted.jobs() == []


def test_a_model_that_was_listed_can_be_chosen_by_its_name(tmp_path, scripted, toolbox):
    write_model(tmp_path / "second")
    settings.MODEL_FOLDERS.set((str(tmp_path / "second"),))
    names = installed_models()
    assert list(names) == ["Test model", f"Test model ({tmp_path / 'second'})"]
    run("exportmodel", {"MODEL": list(names)[1], "OUTPUT": str(tmp_path / "m.zip")})
    assert scripted.jobs()[0].model == str(tmp_path / "second")
