"""Two processes under `torchrun` train as one."""

import dataclasses
import json
import os
import pathlib
import subprocess
import sys

import pytest
import torch
from landweave.core.contract.events import Metric
from landweave.core.contract.jobs import TrainData, TrainJob, job_to_plain
from landweave.core.engine.run import run_job
from landweave.models.package import load_network
from landweave.models.train.team import Team
from landweave.test.label_projects import box, true_labels, write_image, write_project

BOOT = pathlib.Path(__file__).resolve().parents[2] / "core" / "engine" / "boot.py"
NETWORK = {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2, "batch_norm": True, "dropout": 0.0}


pytestmark = pytest.mark.usefixtures("one_thread")


def torchrun(job, path, count):
    """The events of a job run by so many processes of the command line."""
    path.write_text(json.dumps(job_to_plain(job)))
    command = [sys.executable, "-I", "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={count}", str(BOOT),
               "--events", "json", "run", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.slow  # three processes import torch
def test_two_processes_have_the_numbers_of_one(tmp_path):
    image = tmp_path / "image.tif"
    write_image(image)
    areas = [("a", "train", image, box(0, 0, 128, 80)), ("c", "check", image, box(0, 80, 128, 24)),
             ("d", "check", image, box(0, 104, 128, 24))]
    write_project(tmp_path / "p.gpkg", areas, true_labels("a") + true_labels("c") + true_labels("d"))
    # An odd batch: one process has two chips of three, and its batch statistics alone would be others.
    job = TrainJob(output_dir=str(tmp_path / "one"), device="cpu", preset="quick", name="Team", network=NETWORK,
                   data=TrainData(project=str(tmp_path / "p.gpkg")),
                   changes={"epochs": 2, "epoch_steps": 4, "batch": 3, "chip_px": 64, "warmup_steps": 1, "average_decay": 0.5})
    events = []
    run_job(job, events.append, lambda: False, "1")
    wanted = {(e.name, e.step, e.class_name): e.value for e in events if isinstance(e, Metric)}
    two = dataclasses.replace(job, output_dir=str(tmp_path / "two"))
    lines = torchrun(two, tmp_path / "job.json", 2)
    metrics = [line for line in lines if line["type"] == "metric"]
    assert len(metrics) == len(wanted)  # only one of them speaks
    found = {(m["name"], m["step"], m["class_name"]): m["value"] for m in metrics}
    assert found.keys() == wanted.keys()
    assert found["loss", 1, ""] == pytest.approx(wanted["loss", 1, ""], rel=1e-5)  # float32 sums in another order
    assert found == pytest.approx(wanted, rel=2e-3, abs=2e-3)
    one, other = (load_network(str(tmp_path / name)).network.state_dict() for name in ("one", "two"))
    for name, tensor in one.items():
        assert torch.allclose(tensor.float(), other[name].float(), rtol=0.02, atol=5e-3), name


def test_alone_a_team_does_nothing():
    team = Team()
    value = torch.ones(3, requires_grad=True)
    assert team.sum(value) is value
    assert team.agreed(True)
    assert not team.agreed(False)
    layer = torch.nn.BatchNorm2d(2)
    x = torch.randn(2, 2, 4, 4)
    with team.normalised_together():
        together = layer(x)
    assert torch.equal(together, torch.nn.BatchNorm2d(2)(x))
