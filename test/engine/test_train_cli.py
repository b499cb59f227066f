"""`landweave train`: presets and recorded configurations, what is printed, and Ctrl+C."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from landweave.core.contract.errors import JobError
from landweave.core.contract.events import Log, Metric, Progress, Ready
from landweave.core.engine import cli
from landweave.core.engine.train_cli import TrainPrinter
from PIL import Image

BOOT = Path(cli.__file__).with_name("boot.py")
SMALL = ["epoch_steps=2", "batch=2", "chip_px=64", "warmup_steps=1"]
TINY = {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2, "batch_norm": True}


def job(*options):
    return cli._job(cli.parser().parse_args(["train", *options]))


@pytest.fixture
def folder(tmp_path):
    """Images and masks of a tutorial: five bright squares on dark ground."""
    random = np.random.default_rng(5)
    for number in range(5):
        codes = np.zeros((72, 80), np.uint8)
        row, col = random.integers(5, 30, 2)
        codes[row:row + 35, col:col + 35] = 255
        pixels = (random.integers(0, 80, (72, 80, 3)) + (codes[..., None] > 0) * 120).astype(np.uint8)
        for kind, array in (("images", pixels), ("masks", codes)):
            path = tmp_path / "data" / kind / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(array).save(path)
    return tmp_path / "data"


def test_a_preset_becomes_a_job():
    made = job("--data", "town.GPKG", "--preset", "balanced", "--output", "out/town", "--architecture", "unet",
               "--encoder", "resnet18", "--change", "epochs=30", "learning_rate=0.0005", "--change", "augmentation.noise=0.1")
    assert (made.data.project, made.data.folder, made.preset, made.name) == ("town.GPKG", "", "balanced", "town")
    assert made.network == {"_model_class": "Unet", "encoder_name": "resnet18"}
    asked = job("--data", "town.gpkg", "--preset", "quick", "--output", "out", "--architecture", "unet-original",
                "--setting", "padding=valid", "--setting", "base_channels=8")
    assert asked.network == {"_model_class": "UNetOriginal", "padding": "valid", "base_channels": 8}
    for options in (("--architecture", "Unet"), ("--architecture", "unet-original", "--encoder", "resnet18")):
        with pytest.raises(JobError, match=r"architecture|encoder"):
            job("--data", "town.gpkg", "--preset", "quick", "--output", "out", *options)
    assert made.changes == {"epochs": 30, "learning_rate": 0.0005, "augmentation": {"noise": 0.1}}
    assert (made.device, made.resume, made.finish, made.config) == ("auto", True, False, {})
    tuned = job("--data", "tiles", "--preset", "quick", "--output", "out", "--base", "models/land", "--name", "N", "--anew",
                "--class", "0=land", "--class", "1=roof", "--device", "cpu", "--finish")
    assert (tuned.data.folder, tuned.data.images, tuned.data.labels) == ("tiles", "", {"0": "land", "1": "roof"})
    assert (tuned.base, tuned.network, tuned.name) == ("models/land", {}, "N")
    assert (tuned.device, tuned.resume, tuned.finish) == ("cpu", False, True)


def test_a_recorded_configuration_becomes_a_job(tmp_path):
    (tmp_path / "c.json").write_text(json.dumps({"name": "n"}))
    made = job(str(tmp_path / "c.json"), "--data", "d", "--output", "o", "--encoder-weights", "w")
    assert made.config == {"name": "n", "data_folder": "d", "encoder_weights_file": "w"}
    assert (made.device, made.preset) == ("cpu", "")


@pytest.mark.parametrize(("options", "words"), [
    ([], "either a preset"),
    (["c.json", "--preset", "quick"], "either a preset"),
    (["c.json", "--change", "epochs=3"], "--change belongs to a preset"),
    (["--preset", "quick", "--encoder-weights", "w"], "--encoder-weights"),
    (["--preset", "quick", "--change", "epochs"], "SETTING=VALUE"),
    (["--preset", "quick", "--class", "road"], "VALUE=NAME"),
    (["--preset", "quick", "--base", "b", "--encoder", "resnet18"], "brings its own network"),
])  # fmt: skip
def test_what_does_not_go_together_is_said(options, words):
    with pytest.raises(JobError, match=words):
        job("--data", "d", "--output", "o", *options)


def test_classes_of_a_label_project_are_its_own():
    with pytest.raises(JobError, match="belong to a folder"):
        job("--data", "p.gpkg", "--output", "o", "--preset", "quick", "--class", "0=a")


def test_an_epoch_is_a_line(capsys):
    printer = TrainPrinter()
    events = [
        Log("1", "warning", "No road is labelled.", "train.class_unlabelled", {"name": "road"}),
        Log("1", "info", "2 epochs of 4 steps", "train.setup", {"epochs": 2}),
        Metric("1", "miou", 0.25, 0), Metric("1", "iou", 0.25, 0, "roof"), Progress("1", "train", 0, 8, "steps"),
        Metric("1", "loss", 0.9, 4), Progress("1", "train", 4, 8, "steps", 2.0, 3.0),
        Metric("1", "miou", 0.5, 1), Metric("1", "iou", 0.6, 1, "roof"), Metric("1", "iou", 0.4, 1, "grass"),
        Metric("1", "epoch_loss", 0.75, 1), Progress("1", "train", 8, 8, "steps", 2.0, 0.0),
        Metric("1", "miou", 0.4, 2), Metric("1", "iou", 0.4, 2, "roof"), Metric("1", "epoch_loss", 0.7, 2),
    ]
    assert all(printer.show(event) for event in events)
    assert not printer.show(Ready("1", "cpu", ""))
    assert capsys.readouterr().err.splitlines() == [
        "warning: No road is labelled.",
        "2 epochs of 4 steps",
        "before the training: mean IoU 0.250 (roof 0.250)",
        "epoch 1 of 2: loss 0.750, mean IoU 0.500 (roof 0.600, grass 0.400), best so far, 3 s left",
        "epoch 2 of 2: loss 0.700, mean IoU 0.400 (roof 0.400), 0 s left",
    ]


def test_without_a_check_only_the_loss_is_said(capsys):
    TrainPrinter().show(Metric("1", "epoch_loss", 0.5, 3))
    assert capsys.readouterr().err == "epoch 3 of 0: loss 0.500\n"


def test_a_tutorial_folder_trains_without_editing(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("landweave.models.train.presets.DEFAULT_NETWORK", TINY)
    code = cli.main(["train", "--data", str(folder), "--preset", "quick", "--output", str(tmp_path / "roofs"),
                     "--device", "cpu", "--change", "epochs=2", *SMALL])
    text = capsys.readouterr()
    assert code == 0, text.err
    lines = text.err.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("epoch 1 of 2: loss"))
    assert any("images" in line for line in lines[:first])  # that some were kept out to check the model
    assert "background" in lines[first]
    assert f"model: {tmp_path / 'roofs'}" in text.out
    assert (tmp_path / "roofs" / "model.json").is_file()


def test_a_mistyped_setting_is_said(folder, tmp_path, capsys):
    code = cli.main(["train", "--data", str(folder), "--preset", "quick", "--output", str(tmp_path / "m"), "--change", "epoch=2"])
    assert code == 1
    assert "no setting 'epoch'" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="a signal cannot be sent to one process there")
def test_ctrl_c_keeps_the_checkpoint_and_says_how_to_go_on(folder, tmp_path):
    changes = {"epochs": 500, "patience_epochs": 0, "epoch_steps": 2, "batch": 2, "chip_px": 64, "warmup_steps": 1}
    train = {"kind": "train", "output_dir": str(tmp_path / "roofs"), "device": "cpu", "preset": "quick", "name": "n",
             "network": TINY, "data": {"folder": str(folder)}, "changes": changes}
    (tmp_path / "job.json").write_text(json.dumps(train))
    (tmp_path / "finish.json").write_text(json.dumps({**train, "finish": True}))
    command = [sys.executable, str(BOOT), "run", str(tmp_path / "job.json")]
    log = tmp_path / "log"
    with open(log, "w") as file, subprocess.Popen(command, stdout=file, stderr=file) as process:
        end = time.monotonic() + 120
        while "epoch 1 of 500" not in log.read_text() and time.monotonic() < end and process.poll() is None:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130, log.read_text()
    text = log.read_text()
    assert "--finish" in text.splitlines()[-1]
    assert "Traceback" not in text
    assert (tmp_path / "roofs.training" / "checkpoint.safetensors").is_file()
    finish = [*command[:-1], str(tmp_path / "finish.json")]
    done = subprocess.run(finish, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert '"finished_by_stop": true' in done.stdout
