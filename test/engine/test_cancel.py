"""A cancel is heard inside every long step, and leaves finished blocks and nothing else."""

import time

import numpy as np
import pytest
import torch
from landweave.core.contract.errors import Cancelled
from landweave.core.contract.events import Partial, Progress
from landweave.core.contract.job_parts import PolygonOptions
from landweave.core.engine import blocks
from landweave.core.raster.source import GridSource
from landweave.models.package import load_network
from landweave.models.runner import TorchRunner
from landweave.test.engine.jobs import final_files, job, run

OPTIONS = {"tile_px": 160, "halo_px": 32, "block_px": 1}


def leaves(runner):
    return [module for module in runner._network.modules() if not list(module.children())]


def test_a_forward_pass_stops_between_two_layers(exact_model):
    runner = TorchRunner(load_network(exact_model), "cpu")
    pixels, valid = np.zeros((3, 64, 64), np.uint8), np.ones((64, 64), bool)
    passed, asked = [], []
    for module in leaves(runner):
        module.register_forward_hook(lambda *_: passed.append(1))

    def cancelled():
        asked.append(1)
        return len(asked) > 5

    with runner.stopping(cancelled), pytest.raises(Cancelled):
        runner.classify(pixels, valid)
    assert len(passed) == 5  # of some forty
    assert len(leaves(runner)) > 20
    classes, _ = runner.classify(pixels, valid)  # and afterwards nobody looks any more
    assert len(asked) == 6
    assert classes.shape == (64, 64)


def test_looking_changes_no_value(exact_model):
    runner = TorchRunner(load_network(exact_model), "cpu")
    pixels = np.random.default_rng(2).integers(0, 256, (3, 96, 96), np.uint8)
    plain = runner.classify(pixels, np.ones((96, 96), bool))
    with runner.stopping(lambda: False):
        watched = runner.classify(pixels, np.ones((96, 96), bool))
    assert all(np.array_equal(a, b) for a, b in zip(plain, watched, strict=True))
    assert torch.is_grad_enabled()


def cancelled_in(what, moment):
    """Run, ask to stop from the moment on; the events until the end."""
    seen = []
    with pytest.raises(Cancelled):
        run(what, seen.append, lambda: any(moment(event) for event in seen))
    return seen


@pytest.mark.parametrize("stage", ["prepare", "segment", "polygons"])
def test_a_cancel_in_each_stage_leaves_no_result(make_raster, exact_model, tmp_path, stage):
    raster = make_raster(200, 200)
    what = job(raster, exact_model, tmp_path / "out", polygons=PolygonOptions(), **OPTIONS)
    cancelled_in(what, lambda event: isinstance(event, Progress) and event.stage == stage)
    assert final_files(tmp_path / "out") == []
    assert not list((tmp_path / "out").glob(".*"))  # no working folder of the polygons either
    assert not list((tmp_path / "out" / "map.landweave").glob("*.part"))


def test_a_cancel_while_a_tile_is_read_waits_for_one_strip(make_raster, exact_model, tmp_path, monkeypatch):
    raster = make_raster(400, 400)
    read, reads = GridSource.read, []

    def slow(self, window):
        reads.append(window)
        time.sleep(0.1)
        return read(self, window)

    monkeypatch.setattr(GridSource, "read", slow)
    monkeypatch.setattr(blocks, "READ_ROWS", 16)
    with pytest.raises(Cancelled):
        run(job(raster, exact_model, tmp_path / "out", tile_px=400, halo_px=32), cancelled=lambda: len(reads) >= 3)
    assert len(reads) <= 4  # of 25
    assert max(window.rows for window in reads) == 16


def test_strips_and_whole_tiles_are_the_same_pixels(make_raster, exact_model, tmp_path, monkeypatch):
    raster = make_raster(150, 130)
    maps = []
    for rows in (7, 1000):
        monkeypatch.setattr(blocks, "READ_ROWS", rows)
        maps.append(run(job(raster, exact_model, tmp_path / str(rows), **OPTIONS)).facts["areas"])
    assert maps[0] == maps[1]


@pytest.mark.parametrize("shown", [1, 2])
def test_what_was_finished_before_the_cancel_is_kept(make_raster, global_model, tmp_path, shown):
    raster = make_raster(190, 230)
    what = job(raster, global_model, tmp_path / "out", block_px=64)
    seen = []
    with pytest.raises(Cancelled):
        run(what, seen.append, lambda: sum(isinstance(event, Partial) for event in seen) >= shown)
    assert len((tmp_path / "out" / "map.landweave" / "journal.jsonl").read_text().splitlines()) == shown
