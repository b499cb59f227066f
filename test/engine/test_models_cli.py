"""`landweave models`: what it prints, which jobs it makes, what it refuses."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.core.contract.card import Band, ClassInfo, Scaling, load_card
from landweave.core.contract.errors import JobError
from landweave.core.contract.events import Result
from landweave.core.contract.model_jobs import CheckModelJob, ExportModelJob
from landweave.core.contract.wire import decode_event
from landweave.core.engine import cli
from landweave.core.engine.models_cli import mean_iou, models_job

BOOT = Path(cli.__file__).with_name("boot.py")


@pytest.fixture
def model(exact_model, tmp_path):
    """A package in a home of its own."""
    return Path(shutil.copytree(exact_model, tmp_path / "home" / "small"))


def said(capsys, *arguments, code=0):
    assert cli.main(["models", *map(str, arguments)]) == code
    return capsys.readouterr()


def job(*arguments):
    return models_job(cli.parser().parse_args(["models", *map(str, arguments)]))


def test_list(model, capsys):
    (model.parent / "broken").mkdir()
    (model.parent / "broken" / "model.json").write_text("{")
    text = said(capsys, "list", model.parent)
    head, row = text.out.splitlines()
    assert head.split() == ["name", "classes", "bands", "resolution", "mIoU", "size", "folder"]
    assert row.startswith("small 1.0")
    assert "red,green,blue" in row
    assert row.endswith(str(model))
    assert "broken" in text.err  # and does not hide the sound one
    rows = json.loads(said(capsys, "list", model.parent, "--json").out)
    assert [entry["folder"] for entry in rows] == [str(model)]
    assert rows[0]["classes"] == ["class 0", "class 1", "class 2"]
    assert rows[0]["size_bytes"] == sum(path.stat().st_size for path in model.iterdir())


def test_our_own_model_is_listed_without_asking_and_others_by_the_variable(model, capsys, monkeypatch):
    monkeypatch.setenv("LANDWEAVE_MODELS", str(model.parent))
    folders = [row["folder"] for row in json.loads(said(capsys, "list", "--json").out)]
    assert str(model) in folders
    assert any(Path(folder).name == "default" for folder in folders)


def test_the_score_that_is_shown(exact_model):
    card = load_card(exact_model)
    assert mean_iou(card) is None
    for metrics, expected in (({"test.a.miou": 0.5, "miou": 0.6}, 0.6), ({"test.a.miou": 0.5}, 0.5), ({"iou.road": 0.5}, None)):
        assert mean_iou(type(card)(**{**card.__dict__, "metrics": metrics})) == expected


def test_show(model, capsys):
    text = said(capsys, "show", model).out
    for words in ("small 1.0", "Unet, encoder resnet18", "red, green, blue (uint8)", "class 2 #4dac26", "licence: CC0-1.0",
                  "z-score", "scores: not stated"):
        assert words in text
    assert json.loads(said(capsys, "show", model, "--json").out)["tiling"]["context"] == "local"


def test_architectures(capsys):
    lines = said(capsys, "architectures").out.splitlines()
    assert [line.split()[0] for line in lines[1 : len(ARCHITECTURES) + 1]] == [row.key for row in ARCHITECTURES]
    rows = json.loads(said(capsys, "architectures", "--json").out)
    assert rows[0]["network"] == dict(ARCHITECTURES[0].network)


def test_rename_duplicate_delete(model, capsys, monkeypatch):
    renamed = Path(said(capsys, "rename", model, "My fields").out.strip())
    assert (renamed, load_card(str(renamed)).name) == (model.parent / "My_fields", "My fields")
    copy = Path(said(capsys, "duplicate", renamed, "Second").out.strip())
    assert load_card(str(copy)).parent.startswith("My fields 1.0")
    for answer, code in (("n", 1), ("", 1), ("y", 0)):
        monkeypatch.setattr("builtins.input", lambda _text, answer=answer: answer)
        said(capsys, "delete", copy, code=code)
        assert copy.exists() == bool(code)
    said(capsys, "delete", renamed, "--yes")
    assert list(model.parent.iterdir()) == []


def test_nobody_to_ask_deletes_nothing(model, capsys, monkeypatch):
    def gone(_text):
        raise EOFError

    monkeypatch.setattr("builtins.input", gone)
    assert "Nothing was deleted" in said(capsys, "delete", model, code=1).err
    assert model.exists()


def test_a_folder_with_other_things_stays(model, capsys):
    (model / "holiday.jpg").write_bytes(b"x")
    assert "holiday.jpg" in said(capsys, "delete", model, "--yes", code=1).err
    assert model.exists()


def test_check_and_export_and_import(model, tmp_path, capsys):
    text = said(capsys, "check", model)
    assert '"name": "small"' in text.out
    said(capsys, "export", model, tmp_path / "m.zip")
    said(capsys, "import", tmp_path / "m.zip", "--output", tmp_path / "again")
    assert load_card(str(tmp_path / "again")) == load_card(str(model))
    said(capsys, "import", tmp_path / "m.zip", "--name", "Other")
    assert load_card(str(tmp_path / "Other")).name == "Other"


def test_events_as_json(model, tmp_path):
    arguments = ["--events", "json", "models", "export", str(model), str(tmp_path / "item.json"), "--format", "stac"]
    done = subprocess.run([sys.executable, str(BOOT), *arguments], capture_output=True, check=True)
    events = [decode_event(line) for line in done.stdout.splitlines()]
    assert isinstance(events[-1], Result)
    assert events[-1].outputs == {"stac": str(tmp_path / "item.json")}


def test_bare_weights_are_taken_in(tmp_path, capsys, monkeypatch):
    from landweave.models import import_package
    from landweave.models.registry import build_network

    monkeypatch.setattr(import_package, "HALO_IMAGE_PX", 128)
    torch.save(build_network({"_model_class": "UNetOriginal", "base_channels": 4}, classes=2, in_channels=3).state_dict(),
               tmp_path / "w.pth")
    options = ["--architecture", "unet-original", "--setting", "base_channels=4", "--bands", "red,green,blue", "--classes",
               "land=#112233,road", "--resolution-m", "0.5", "--mean", "100,90,80", "--std", "50", "--license", "MIT"]
    text = said(capsys, "import", tmp_path / "w.pth", *options)
    assert "model:" in text.out
    card = load_card(str(tmp_path / "w"))
    assert card.bands == (Band("red", "red"), Band("green", "green"), Band("blue", "blue"))
    assert card.classes == (ClassInfo(0, "land", "#112233"), ClassInfo(1, "road", card.classes[1].color))
    assert card.scaling == (Scaling("z-score", mean=(100.0, 90.0, 80.0), stddev=(50.0,)),)
    assert (card.license, card.input.resolution_m, card.name) == ("MIT", 0.5, "w")
    text = said(capsys, "import", tmp_path / "w.pth", "--output", tmp_path / "x", *options[:4], code=1)
    assert "the names of its 2 classes" in text.err


def test_options_become_jobs(tmp_path):
    assert job("export", "m", "o.onnx", "--format", "onnx", "--tile-px", "256") == ExportModelJob("m", "o.onnx", "onnx", 256)
    assert job("check", "m") == CheckModelJob("m")
    found = job("import", tmp_path / "a.pt", "--architecture", "unet", "--encoder", "resnet34", "--scale", "0.5", "--dtype",
                "uint16", "--setting", "decoder_channels=[64,32,16,8,4]", "--setting", "decoder_interpolation=bilinear", "--kind",
                "weights")
    assert found.network == {"_model_class": "Unet", "encoder_name": "resnet34", "decoder_channels": [64, 32, 16, 8, 4],
                             "decoder_interpolation": "bilinear"}
    assert (found.scaling, found.dtype, found.source_kind) == ((Scaling("scale", value=(0.5,)),), "uint16", "weights")
    assert found.output_dir == str(tmp_path / "a")
    (tmp_path / "a").mkdir()
    assert job("import", tmp_path / "a.pt").output_dir == str(tmp_path / "a_2")


@pytest.mark.parametrize(("options", "words"), [
    (["--architecture", "alexnet"], "unet-original"), (["--encoder", "resnet18"], "need --architecture"),
    (["--architecture", "unet-original", "--encoder", "resnet18"], "its own encoder"), (["--mean", "1"], "belong together"),
    (["--architecture", "unet", "--setting", "x"], "NAME=VALUE"),
])
def test_options_that_make_no_sense(options, words):
    with pytest.raises(JobError, match=words):
        job("import", "a.pt", *options)


def test_the_table_needs_no_heavy_library():
    code = ("import runpy, sys; boot = runpy.run_path(sys.argv[1])\n"
            "try:\n boot['main'](['models', 'architectures'])\nexcept SystemExit as end:\n assert not end.code\n"
            "heavy = {'torch', 'numpy', 'rasterio', 'scipy'} & set(sys.modules); assert not heavy, heavy")
    done = subprocess.run([sys.executable, "-c", code, str(BOOT)], capture_output=True, text=True, check=True)
    assert "fcn-8s" in done.stdout
