"""The jobs "train" and "train_plan" as the dock and the command line send them: presets, events, results, fine-tuning."""

import dataclasses
import json
import math
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest
import torch
from landweave.core.contract.card import ClassInfo, load_card
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.events import Log, Metric, Partial, Progress, Ready
from landweave.core.contract.jobs import TrainData, TrainJob, TrainPlanJob, job_from_plain, job_to_plain
from landweave.core.engine.run import run_job
from landweave.models.package import load_network, verify_package
from landweave.models.train.presets import preset_config
from landweave.test.label_projects import box, true_labels, write_image, write_project
from PIL import Image

BOOT = pathlib.Path(__file__).resolve().parents[2] / "core" / "engine" / "boot.py"
TINY = {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2, "batch_norm": True}
SMALL = {"epochs": 3, "epoch_steps": 4, "batch": 2, "chip_px": 64, "warmup_steps": 1, "average_decay": 0.5, "learning_rate": 0.01,
         "frozen_epochs": 0}


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def project(tmp_path):
    """Two training areas with all classes and a check area."""
    image = tmp_path / "image.tif"
    write_image(image)
    areas = [("a", "train", image, box(0, 0, 128, 80)), ("c", "check", image, box(0, 80, 128, 48)),
             ("b", "train", image, box(0, 0, 40, 40))]
    labels = [*true_labels("a"), *true_labels("c"), ("b", 0, box(0, 0, 40, 40))]
    return write_project(tmp_path / "p.gpkg", areas, labels)


@pytest.fixture
def job(tmp_path, project):
    return TrainJob(output_dir=str(tmp_path / "out" / "model"), device="cpu", preset="quick", name="Tiny", network=TINY,
                    data=TrainData(project=str(project)), changes=SMALL)


@pytest.fixture(scope="session")
def base_model(tmp_path_factory):
    """A trained package of the tiny network with the classes roof, grass, road."""
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("base")
    write_image(folder / "image.tif")
    write_project(folder / "p.gpkg", [("a", "train", folder / "image.tif", box(0, 0, 128, 128))], true_labels("a"))
    run(TrainJob(output_dir=str(folder / "model"), device="cpu", preset="quick", name="Tiny", network=TINY,
                 data=TrainData(project=str(folder / "p.gpkg")), changes=SMALL))
    return str(folder / "model")


def run(job, cancelled=lambda: False):
    events = []
    result = run_job(job, events.append, cancelled, "7")
    return result, events


def panels(path):
    """How many pictures stand side by side: white columns part them."""
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        white = (np.asarray(picture) == 255).all(axis=(0, 2))
    return 1 + int((np.diff(white.astype(int)) == 1).sum())


def test_a_job_survives_the_wire(job):
    assert job_from_plain(json.loads(json.dumps(job_to_plain(job)))) == job
    plan = TrainPlanJob(job)
    assert job_from_plain(json.loads(json.dumps(job_to_plain(plan)))) == plan


@pytest.mark.parametrize(("change", "words"), [
    ({"preset": "fast"}, "preset"), ({"name": " "}, "no name"), ({"data": TrainData()}, "label project or a folder"),
    ({"data": TrainData(folder="x", labels={"0": "a"}, colors={"#000000": "a"})}, "one of the two"),
    ({"output_dir": ""}, "output"), ({"device": "tpu"}, "device")])
def test_a_job_that_can_never_be_right_is_refused(job, change, words):
    with pytest.raises(JobError, match=words):
        dataclasses.replace(job, **change).validate()


def test_a_plan_says_what_there_is_and_how_long_it_takes(job):
    result, events = run(TrainPlanJob(job))
    facts = result.facts
    assert events == []
    assert facts["can_start"]
    assert 0 < facts["seconds"] < 600
    assert (facts["steps"], facts["chip_px"], facts["batch"]) == (12, 64, 2)
    assert facts["areas"] == {"train": 2, "check": 1}
    assert [c["name"] for c in facts["classes"]] == ["roof", "grass", "road"]
    assert facts["classes"][0]["check_px"] == 0
    assert facts["check_from"] == "areas"
    assert not facts["resumable"]
    assert facts["parameters"] > 1000


def test_a_plan_turns_errors_into_findings(job, tmp_path):
    lost = dataclasses.replace(job, data=TrainData(project=str(tmp_path / "none.gpkg")))
    assert run(TrainPlanJob(lost))[0].facts["findings"][0]["code"] == "labels.missing"
    (tmp_path / "out" / "model").mkdir(parents=True)
    (tmp_path / "out" / "model" / "thesis.doc").write_text("years of work")
    facts = run(TrainPlanJob(job))[0].facts
    assert not facts["can_start"]
    assert "is no model" in facts["findings"][-1]["message"]
    with pytest.raises(JobError, match="is no model"):
        run(job)
    assert (tmp_path / "out" / "model" / "thesis.doc").read_text() == "years of work"


def test_a_training_reports_and_leaves_a_model(job, tmp_path):
    result, events = run(job)
    assert isinstance(events[0], Ready)
    setup = next(e for e in events if isinstance(e, Log) and e.code == "train.setup")
    assert setup.data["total_steps"] == 12
    metrics = [e for e in events if isinstance(e, Metric)]
    assert [m.step for m in metrics if m.name == "loss"] == list(range(1, 13))
    assert [m.step for m in metrics if m.name == "epoch_loss"] == [1, 2, 3]
    assert [m.step for m in metrics if m.name == "miou"] == [1, 2, 3]
    assert {m.class_name for m in metrics if m.name == "iou"} == {"grass", "road"}
    progress = [e for e in events if isinstance(e, Progress) and e.stage == "train"]
    assert progress[-1].done == progress[-1].total == 12
    assert progress[-1].eta_s == 0
    previews = [e.path for e in events if isinstance(e, Partial) and e.kind == "preview"]
    assert len(previews) == 3
    assert panels(previews[0]) == 3  # image | labels | prediction
    assert panels(result.outputs["comparison_1"]) == 3  # there is no before
    card = verify_package(result.outputs["model"])
    assert card.name == "Tiny"
    assert card.metrics["validation.labels.miou"] == pytest.approx(result.facts["miou_after"], abs=1e-4)
    facts = result.facts
    assert (facts["miou_before"], facts["epochs_run"], facts["check_from"]) == (None, 3, "areas")
    assert [c["after"] is None for c in facts["classes"]] == [True, False, False]
    assert sorted(p.name for p in (tmp_path / "out" / "model.training").iterdir()) == ["comparison_1.png", "preview.png"]


def test_a_stopped_training_keeps_its_best_and_goes_on_to_the_same_end(job, tmp_path):
    straight, events = run(dataclasses.replace(job, output_dir=str(tmp_path / "straight")))
    wanted = [e for e in events if isinstance(e, Metric)]
    seen = []

    def stop_after(epoch, losses):
        return lambda: any(e.name == "epoch_loss" and e.step == epoch for e in seen if isinstance(e, Metric)) and (
            len([e for e in seen if isinstance(e, Metric) and e.name == "loss"]) >= losses)

    with pytest.raises(Cancelled):
        run_job(job, seen.append, stop_after(1, 6), "7")
    assert any(isinstance(e, Partial) and e.kind == "model" for e in seen)
    verify_package(job.output_dir)
    plan = run(TrainPlanJob(job))[0].facts
    assert (plan["resumable"], plan["done_steps"]) == (True, 6)
    result, later = run(job)
    assert any(isinstance(e, Log) and e.code == "train.resumed" for e in later)
    got = [e for e in [*seen, *later] if isinstance(e, Metric)]
    assert got == wanted
    assert result.facts["miou_after"] == straight.facts["miou_after"]
    one, other = (load_network(folder).network.state_dict() for folder in (job.output_dir, str(tmp_path / "straight")))
    assert all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.slow  # a second process imports torch
def test_a_killed_training_loses_an_epoch_at_most(job, tmp_path):
    """SIGKILL right after an epoch's numbers, while its package and checkpoint are being written."""
    _, events = run(dataclasses.replace(job, output_dir=str(tmp_path / "straight")))
    wanted = [(e.name, e.step, e.class_name, e.value) for e in events if isinstance(e, Metric)]
    (tmp_path / "job.json").write_text(json.dumps(job_to_plain(job)))
    command = [sys.executable, "-I", str(BOOT), "--events", "json", "run", str(tmp_path / "job.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"},
                          text=True) as process:
        for line in process.stdout:
            if json.loads(line).get("name") == "epoch_loss" and json.loads(line)["step"] == 2:
                process.kill()
    verify_package(job.output_dir)
    _, later = run(job)
    resumed = next(e for e in later if isinstance(e, Log) and e.code == "train.resumed")
    assert resumed.data["epoch"] >= 1
    got = [(e.name, e.step, e.class_name, e.value) for e in later if isinstance(e, Metric)]
    assert got == wanted[-len(got):]
    assert ("loss", 9) in [row[:2] for row in got]


def test_a_stopped_training_can_be_ended_where_it_stands(job):
    seen = []
    with pytest.raises(Cancelled):
        run_job(job, seen.append, lambda: any(isinstance(e, Metric) and e.step == 6 for e in seen), "7")
    result, later = run(dataclasses.replace(job, finish=True))
    assert result.facts["finished_by_stop"]
    assert result.facts["epochs_run"] == 1
    assert not any(isinstance(e, Metric) and e.name == "loss" for e in later)
    verify_package(result.outputs["model"])
    with pytest.raises(JobError) as error:
        run(dataclasses.replace(job, output_dir=job.output_dir + "2", finish=True))
    assert error.value.code == "training.nothing"


def test_changed_labels_start_anew_and_it_is_said(job, tmp_path, project):
    seen = []
    with pytest.raises(Cancelled):
        run_job(job, seen.append, lambda: any(isinstance(e, Metric) and e.step == 6 for e in seen), "7")
    project.unlink()
    write_project(project, [("a", "train", tmp_path / "image.tif", box(0, 0, 128, 128))], true_labels("a"))
    assert not run(TrainPlanJob(job))[0].facts["resumable"]
    _, events = run(job)
    assert any(isinstance(e, Log) and e.code == "train.checkpoint_ignored" for e in events)
    assert any(isinstance(e, Log) and e.code == "train.no_check" for e in events)


def test_fine_tuning_starts_from_the_base_and_compares_with_it(job, tmp_path, base_model):
    base = base_model
    longer = {**SMALL, "epochs": 4, "learning_rate": 0.003}
    tuned = dataclasses.replace(job, base=base, network={}, output_dir=str(tmp_path / "tuned"), name="Tuned", changes=longer,
                                classes=(ClassInfo(0, "lane", "#111111"), ClassInfo(1, "grass", "#222222"),
                                         ClassInfo(2, "roof", "#333333")), class_from={"lane": "road"})
    with pytest.raises(JobError, match="replace the model that it starts from"):
        run(dataclasses.replace(tuned, output_dir=base))
    result, events = run(tuned)
    start = [e for e in events if isinstance(e, Metric) and e.step == 0]
    assert [e.name for e in start] == ["miou", "iou"]  # the project has no class "lane": its labels are left out
    assert any(isinstance(e, Log) and e.code == "labels.class_left_out" for e in events)
    assert result.facts["miou_before"] is not None
    card = load_card(result.outputs["model"])
    assert card.parent.startswith("Tiny 1.0 (")
    assert card.scaling == load_card(base).scaling
    assert panels(result.outputs["comparison_1"]) == 4


@pytest.mark.parametrize(("names", "before", "columns"), [
    (("roof", "grass", "road"), {"roof", "grass", "road"}, 4),
    (("roof", "lawn", "road"), {"roof", "road"}, 4),
    (("house", "lawn", "street"), set(), 3),
])  # fmt: skip
def test_what_the_base_does_not_know_is_not_scored_as_wrong(tmp_path, base_model, names, before, columns):
    from landweave.test.models.test_train_data import write_pairs

    write_pairs(tmp_path / "data", 5, (64, 64))
    data = TrainData(folder=str(tmp_path / "data"), labels={str(value): name for value, name in enumerate(names)})
    result, events = run(TrainJob(output_dir=str(tmp_path / "model"), device="cpu", preset="quick", name="Tuned", base=base_model,
                                  data=data, changes={**SMALL, "epochs": 1}))
    facts = result.facts
    assert {c["name"] for c in facts["classes"] if c["before"] is not None} == before
    assert all(c["after"] is not None for c in facts["classes"])
    assert (facts["miou_before"] is not None) == (len(before) == 3)
    start = [e for e in events if isinstance(e, Metric) and e.step == 0]
    assert {e.class_name for e in start if e.name == "iou"} == before
    assert any(e.name == "miou" for e in start) == (len(before) == 3)
    assert facts["before_shown"] == (columns == 4)
    assert panels(result.outputs["comparison_1"]) == columns


def test_classes_keep_their_weights_by_name(job, base_model):
    from landweave.models.train.parent import load_parent, relabel_table
    from landweave.models.train.run import new_network

    old = load_network(base_model).network
    classes = tuple(ClassInfo(i, n, "#123456") for i, n in enumerate(("water", "lane", "grass", "roof")))
    config = preset_config("quick", job.data, name="n", base=base_model, classes=classes, class_from={"lane": "road"})
    parent = load_parent(config)
    torch.manual_seed(1)
    new = new_network(config, parent)
    x = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        before, after = old.eval()(x), new.eval()(x)
    assert torch.allclose(after[:, [1, 2, 3]], before[:, [2, 1, 0]], atol=1e-6)
    assert relabel_table(config, parent).tolist() == [3, 2, 1]
    fewer = (ClassInfo(0, "grass", "#123456"), ClassInfo(1, "other", "#123456"))
    dropped = dataclasses.replace(config, classes=fewer, class_from={})
    assert relabel_table(dropped, parent).tolist() == [2, 0, 2]


def test_a_base_with_other_bands_is_refused(job, base_model):
    config = preset_config("quick", job.data, name="n", base=base_model)
    from landweave.models.train.parent import load_parent

    with pytest.raises(JobError) as error:
        load_parent(dataclasses.replace(config, bands=config.bands[:1]))
    assert error.value.code == "training.base"


def test_presets_differ_and_grow_with_effort(job):
    quick, balanced, thorough = (preset_config(p, job.data, name="n", network=TINY) for p in ("quick", "balanced", "thorough"))
    steps = [c.epochs * c.epoch_steps * c.batch for c in (quick, balanced, thorough)]
    assert steps == sorted(steps)
    assert quick.bands[0].common_name == "red"
    assert quick.input.resolution_m == 0.5
    assert quick.split_share > 0
    with pytest.raises(JobError, match="no setting 'speed'"):
        preset_config("quick", job.data, name="n", changes={"speed": 9})


def test_folders_of_images_and_masks_train_too(tmp_path):
    from landweave.test.models.test_train_data import write_pairs

    write_pairs(tmp_path / "data", 5, (48, 56))
    data = TrainData(folder=str(tmp_path / "data"), labels={"0": "roof", "1": "grass", "2": "road"})
    result, events = run(TrainJob(output_dir=str(tmp_path / "model"), device="cpu", preset="quick", name="Pairs", network=TINY,
                                  data=data, changes={**SMALL, "epochs": 1}))
    assert result.facts["check_from"] == "images"
    assert any(isinstance(e, Log) and e.code == "train.split_images" for e in events)
    assert math.isfinite(result.facts["miou_after"])
    card = load_card(result.outputs["model"])
    assert [c.name for c in card.classes] == ["roof", "grass", "road"]
    assert card.scaling[0].type == "z-score"
    assert np.allclose([s.mean for s in card.statistics], card.scaling[0].mean)


def test_what_is_wrong_with_a_folder_is_said(tmp_path):
    (tmp_path / "data" / "images").mkdir(parents=True)
    write_image(tmp_path / "data" / "images" / "a.tif")
    job = TrainJob(output_dir=str(tmp_path / "model"), device="cpu", preset="quick", name="Pairs", network=TINY,
                   data=TrainData(folder=str(tmp_path / "data")), changes=SMALL)
    facts = run(TrainPlanJob(job))[0].facts
    assert not facts["can_start"]
    assert facts["findings"][0]["code"] == "data.missing"
    with pytest.raises(JobError) as error:
        run(job)
    assert error.value.code == "data.missing"


def test_too_little_memory_is_told_from_other_errors(job, monkeypatch):
    from landweave.models.train.loop import Trainer

    def fail(words):
        def step(*_args):
            raise RuntimeError(words)

        monkeypatch.setattr(Trainer, "_step", step)

    fail("CUDA out of memory. Tried to allocate 2.00 GiB")
    with pytest.raises(MemoryError, match="smaller"):
        run(job)
    fail("shapes differ")
    with pytest.raises(RuntimeError, match="shapes differ"):
        run(job)
