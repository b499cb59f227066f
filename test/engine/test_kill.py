"""An engine killed at any moment: nothing half-written under a final name, and the next run ends with the same bytes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
import rasterio
from landweave.core.contract.job_parts import PolygonOptions
from landweave.core.contract.jobs import PlanJob, job_to_plain
from landweave.test.engine.jobs import digest, final_files, job, run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and signals")
OPTIONS = {"tile_px": 160, "halo_px": 32, "block_px": 1, "confidence": True, "polygons": PolygonOptions()}
RASTERS = ("map.tif", "map_confidence.tif")


class Engine:
    """See `forking_engine.py`."""

    def __init__(self):
        script = Path(__file__).with_name("forking_engine.py")
        self._process = subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout.readline() == "ready\n"

    def start(self, path):
        self._process.stdin.write(f"{path}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self):
        self._process.stdin.write("end\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait()


@pytest.fixture(scope="module")
def engine():
    one = Engine()
    yield one
    one.close()


def polygons_of(folder):
    return pyogrio.raw.read(folder / "map.gpkg")[2].tolist()


def write_job(what, path):
    path.write_text(json.dumps(job_to_plain(what)))
    return path


def killed_runs(engine, path, duration_s, signals, rng):
    """Start the job again and again, kill each run but the last; how many were killed before they were done."""
    killed = 0
    for number in signals:
        pid = engine.start(path)
        time.sleep(rng.uniform(0.05, 0.7) * duration_s)
        os.kill(pid, number)
        killed += engine.end() == -number
        yield killed


@pytest.mark.parametrize("seed", [1, 2])
def test_runs_that_are_killed_again_and_again_end_with_the_same_bytes(make_raster, exact_model, tmp_path, engine, seed):
    rng, out, whole = random.Random(seed), tmp_path / "killed", tmp_path / "whole"
    raster = make_raster(300, 290)
    began = time.monotonic()
    engine.start(write_job(job(raster, exact_model, whole, **OPTIONS), tmp_path / "whole.json"))
    assert engine.end() == 0
    duration_s = time.monotonic() - began
    expected = {name: digest(whole / name) for name in RASTERS}
    what = job(raster, exact_model, out, **OPTIONS)
    path = write_job(what, tmp_path / "job.json")
    signals = rng.choices([signal.SIGKILL, signal.SIGSEGV], k=5)
    finished, killed = [0], 0
    for killed in killed_runs(engine, path, duration_s, signals, rng):  # noqa: B007
        files = final_files(out) if out.exists() else []
        for name in files:
            if name in expected:
                assert digest(out / name) == expected[name]
        if "map.gpkg" in files:
            assert polygons_of(out) == polygons_of(whole)
        finished.append(run(PlanJob(what)).facts["finished_blocks"] if "map.tif" not in files else finished[-1])
        assert finished[-1] >= finished[-2]  # no finished block is lost
    assert killed >= 2
    engine.start(path)
    assert engine.end() == 0
    assert {name: digest(out / name) for name in RASTERS} == expected
    assert polygons_of(out) == polygons_of(whole)
    assert not [p.name for p in out.iterdir() if p.name.startswith(".") or p.suffix == ".landweave"]


def test_a_run_killed_with_other_settings_is_not_taken_over(make_raster, exact_model, tmp_path, engine):
    raster, out = make_raster(300, 290), tmp_path / "out"
    what = job(raster, exact_model, out, **{**OPTIONS, "polygons": None})
    pid = engine.start(write_job(what, tmp_path / "job.json"))
    journal = out / "map.landweave" / "journal.jsonl"
    while not journal.exists() or journal.read_bytes().count(b"\n") < 3:
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    assert engine.end() == -signal.SIGKILL
    other = replace(what, halo_px=64)
    result = run(other)
    expected = run(replace(other, output_dir=str(tmp_path / "straight")))
    assert digest(result.outputs["classes"]) == digest(expected.outputs["classes"])
    with rasterio.open(result.outputs["classes"]) as file:
        assert (file.read(1) != 255).all()
