"""Batches, processes and lost processes: other ways to the same bytes."""

import gc
import pickle
import signal
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from landweave.core.contract.card import load_card
from landweave.core.contract.errors import Cancelled, EngineError, JobError
from landweave.core.contract.events import Log, Partial, Progress
from landweave.core.contract.job_parts import RasterSource, Region
from landweave.core.engine import executors, sites
from landweave.core.engine.blocks import BlockTask, FinishedBlock, block_key, map_block
from landweave.core.engine.cutting import Cutting, choose_batch, choose_cutting, choose_workers, cores
from landweave.core.engine.executors import InCrew, Told
from landweave.core.raster.grid import Window
from landweave.models.package import load_network
from landweave.models.runner import OutOfMemoryError, TorchRunner
from landweave.test.engine.jobs import classes_of, digest, job, killing_always, killing_once, raising_at, raising_once, run

OPTIONS = {"tile_px": 160, "halo_px": 32, "confidence": True}


def digests(result):
    return {name: digest(result.outputs[name]) for name in ("classes", "confidence")}


@pytest.fixture(scope="module")
def straight(fixed_raster, exact_model, tmp_path_factory):
    """The raster, and the digests of its map from one process, one block and one tile at a time."""
    folder = tmp_path_factory.mktemp("straight")
    return fixed_raster, digests(run(job(fixed_raster, exact_model, folder, block_px=5000, **OPTIONS)))


@pytest.mark.parametrize("batch", [2, 3, 100])
def test_a_batch_changes_no_byte_and_is_used(straight, exact_model, tmp_path, monkeypatch, batch):
    raster, expected = straight
    classify, sizes = TorchRunner.classify_batch, []

    def noting(self, pixels, valid):
        sizes.append(len(pixels))
        return classify(self, pixels, valid)

    monkeypatch.setattr(TorchRunner, "classify_batch", noting)
    assert digests(run(job(raster, exact_model, tmp_path / "out", batch=batch, block_px=5000, **OPTIONS))) == expected
    assert sum(sizes) == 4 * 4
    assert max(sizes) == min(batch, 2)  # of four tiles in a row, the first and the last have another size


def test_a_batch_of_whole_tile_networks_changes_no_byte(make_raster, global_model, tmp_path):
    raster = make_raster(190, 230)
    maps = [digests(run(job(raster, global_model, tmp_path / str(batch), batch=batch, confidence=True))) for batch in (1, 4)]
    assert maps[0] == maps[1]


def test_processes_and_blocks_of_any_size_give_the_same_bytes(straight, exact_model, tmp_path):
    raster, expected = straight
    seen = []
    assert digests(run(job(raster, exact_model, tmp_path / "two", workers=2, block_px=1, **OPTIONS), seen.append)) == expected
    done = [event.done for event in seen if isinstance(event, Progress) and event.stage == "segment"]
    assert done == sorted(done)
    assert done[-1] == pytest.approx(0.3 * 0.33)
    assert sum(isinstance(event, Partial) for event in seen) == 16


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_a_process_that_dies_is_missed_and_a_cancel_ends_the_others(straight, exact_model, tmp_path, monkeypatch):
    raster, expected = straight
    what = job(raster, exact_model, tmp_path / "out", workers=2, block_px=1, **OPTIONS)
    monkeypatch.setattr(executors, "map_block", killing_once(tmp_path))
    seen = []
    with pytest.raises(Cancelled):
        run(what, seen.append, lambda: sum(isinstance(e, Partial) for e in seen) >= 4)
    assert (tmp_path / "killed").exists()
    assert [event.code for event in seen if isinstance(event, Log)] == ["segment.worker_lost"]
    events = []
    assert digests(run(replace(what, workers=1), events.append)) == expected  # another number of processes goes on
    first = next(event for event in events if isinstance(event, Progress) and event.stage == "segment")
    assert first.done > 0


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_when_every_process_dies_the_run_ends_and_says_so(straight, exact_model, tmp_path, monkeypatch):
    raster, _ = straight
    monkeypatch.setattr(executors, "map_block", killing_always)
    with pytest.raises(EngineError) as failure:
        run(job(raster, exact_model, tmp_path / "out", workers=2, block_px=1, **OPTIONS))
    assert (failure.value.code, failure.value.data["attempts"]) == ("engine.block", 1)
    assert f"the code {-signal.SIGKILL}" in failure.value.message
    assert not list((tmp_path / "out").glob("map*.tif"))


def test_a_block_that_fails_once_is_tried_again(straight, exact_model, tmp_path, monkeypatch):
    raster, expected = straight
    monkeypatch.setattr(executors, "map_block", raising_once(tmp_path, map_block))
    what = job(raster, exact_model, tmp_path / "out", executor="processes:2", block_px=1, **OPTIONS)
    seen = []
    result = run(what, seen.append)
    assert digests(result) == expected
    (said,) = [event for event in seen if isinstance(event, Log)]
    assert (said.code, said.data["reason"]) == ("segment.block_again", "ValueError: once")
    assert [w["code"] for w in result.facts["warnings"]] == ["segment.block_again"]


def test_a_block_that_always_fails_ends_the_run_after_three_attempts(straight, exact_model, tmp_path, monkeypatch):
    raster, expected = straight
    window = Window(96, 96, 96, 96)
    monkeypatch.setattr(executors, "map_block", raising_at(tmp_path, window, RuntimeError("bad block"), map_block))
    what = job(raster, exact_model, tmp_path / "out", executor="processes:2", block_px=1, **OPTIONS)
    with pytest.raises(EngineError) as failure:
        run(what)
    assert failure.value.code == "engine.block"
    assert failure.value.data == {"block": "96_96_96_96", "attempts": 3, "reason": "RuntimeError: bad block"}
    tried = (tmp_path / "raised").read_text().split()
    assert len(tried) == 3
    assert len(set(tried)) == 2  # both processes
    monkeypatch.undo()
    events = []
    assert digests(run(what, events.append)) == expected  # a second start takes over what is finished
    assert next(event for event in events if isinstance(event, Progress) and event.stage == "segment").done > 0


def test_what_the_person_has_to_mend_is_not_tried_again(straight, exact_model, tmp_path, monkeypatch):
    raster, _ = straight
    error = JobError("raster.unreadable", path=raster, reason="torn")
    monkeypatch.setattr(executors, "map_block", raising_at(tmp_path, Window(0, 0, 96, 96), error, map_block))
    with pytest.raises(JobError) as failure:
        run(job(raster, exact_model, tmp_path / "out", executor="processes:2", block_px=1, **OPTIONS))
    assert failure.value.code == "raster.unreadable"
    assert len((tmp_path / "raised").read_text().split()) == 1


def test_gpus_are_a_process_for_each(straight, exact_model, tmp_path, monkeypatch):
    """On a machine without graphics cards, two "cards" that are the processor: what differs is the device alone."""
    raster, expected = straight
    what = job(raster, exact_model, tmp_path / "out", executor="gpus", block_px=1, **OPTIONS)
    if not torch.cuda.is_available():
        with pytest.raises(JobError) as failure:
            run(what)
        assert failure.value.code == "gpus.none"
    monkeypatch.setattr(sites, "cuda_devices", lambda: ("cpu", "cpu"))
    monkeypatch.setattr(sites, "GPU_DEVICE", "cpu")
    begun, begin = [], executors.Processes.begin

    def noting(self, worker, block):
        begun.append(worker)
        begin(self, worker, block)

    monkeypatch.setattr(executors.Processes, "begin", noting)
    assert digests(run(what)) == expected
    assert set(begun) == {"1 (cpu)", "2 (cpu)"}


def test_an_error_in_a_process_is_the_runs_error(make_raster, exact_model, tmp_path):
    raster = Path(make_raster(300, 330))
    raster.write_bytes(raster.read_bytes()[: raster.stat().st_size // 2])
    with pytest.raises(JobError) as failure:
        run(job(raster, exact_model, tmp_path / "out", workers=2, block_px=5000, **OPTIONS))
    assert failure.value.code == "raster.unreadable"


@pytest.fixture
def memory_for(monkeypatch):
    """A runner with memory for so many pixels in one pass; every size that was asked for."""
    asked = []

    def limit(pixels):
        classify = TorchRunner.classify_batch

        def limited(self, values, valid):
            asked.append(valid.shape)
            if valid.size > pixels:
                raise OutOfMemoryError("pretended")
            return classify(self, values, valid)

        monkeypatch.setattr(TorchRunner, "classify_batch", limited)
        return asked

    return limit


def exact_options(model):
    halo = load_card(model).tiling.receptive_halo
    return {"tile_px": 2 * halo + 128, "halo_px": halo, "block_px": 5000}


def test_too_little_memory_halves_the_batch_first(straight, exact_model, tmp_path, memory_for):
    raster, expected = straight
    asked = memory_for(160 * 160)
    result = run(job(raster, exact_model, tmp_path / "out", batch=4, block_px=5000, **OPTIONS))
    assert digests(result) == expected
    sizes = [shape[0] for shape in asked]
    assert sizes.count(2) == 1  # and what did not fit is not tried again
    assert set(sizes[sizes.index(2) + 1:]) == {1}
    assert result.facts["warnings"] == []  # a smaller batch is nobody's concern


def test_then_the_tile_and_what_did_not_fit_is_not_tried_again(make_raster, exact_model, tmp_path, memory_for):
    raster, options = make_raster(400, 400), exact_options(exact_model)
    halo = options["halo_px"]
    options["tile_px"] = 2 * halo + 256
    expected = classes_of(run(job(raster, exact_model, tmp_path / "a", **options)))
    asked = memory_for(300 * 300)
    seen = []
    result = run(job(raster, exact_model, tmp_path / "b", batch=2, **options), seen.append)
    assert np.array_equal(classes_of(result), expected)
    too_large = [shape for shape in asked if np.prod(shape) > 300 * 300]
    assert 1 <= len(too_large) <= 4
    assert asked.index(too_large[-1]) < len(asked) // 2
    assert [w["code"] for w in result.facts["warnings"]] == ["segment.smaller_tiles"]
    assert [e.code for e in seen if isinstance(e, Log)] == ["segment.smaller_tiles"]


def test_memory_for_nothing_at_all_is_said(make_raster, exact_model, tmp_path, memory_for):
    memory_for(10)
    with pytest.raises(JobError) as failure:
        run(job(make_raster(100, 100), exact_model, tmp_path / "out"))
    assert failure.value.code == "memory"
    assert "smaller network" in failure.value.hint


def test_whole_tile_networks_halve_the_batch_and_then_say_it(make_raster, global_model, tmp_path, monkeypatch):
    raster = make_raster(190, 230)
    expected = classes_of(run(job(raster, global_model, tmp_path / "a")))
    scores, limit = TorchRunner.scores_batch, [2]

    def limited(self, values, valid):
        if len(values) > limit[0]:
            raise OutOfMemoryError("pretended")
        return scores(self, values, valid)

    monkeypatch.setattr(TorchRunner, "scores_batch", limited)
    assert np.array_equal(classes_of(run(job(raster, global_model, tmp_path / "b", batch=5))), expected)
    limit[0] = 0
    with pytest.raises(JobError) as failure:
        run(job(raster, global_model, tmp_path / "c"))
    assert failure.value.code == "memory"


def test_an_error_for_lack_of_memory_holds_no_memory(exact_model):
    """Its context would hold the frames of the pass that failed, and their tensors, while a smaller tile is tried."""
    runner, held = TorchRunner(load_network(exact_model), "cpu"), []

    class Failing:
        def __call__(self, x):
            held.append(weakref.ref(x))
            raise RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes")

    runner._network = Failing()
    gc.disable()
    try:
        with pytest.raises(OutOfMemoryError):
            runner.classify(np.zeros((3, 32, 32), np.uint8), np.ones((32, 32), bool))
        assert held[0]() is None
    finally:
        gc.enable()


def test_tiles_follow_memory_in_steps_but_neither_batch_nor_workers(exact_model):
    card, region = load_card(exact_model), Window(0, 0, 9000, 9000)
    what = job("a.tif", exact_model, "out", halo_px=64)
    sizes = [choose_cutting(what, card, region, gib * 2**30).tile_px for gib in (1, 4, 8, 8.2, 16, 64)]
    assert sizes == sorted(sizes)
    assert sizes[2] == sizes[3]  # a little memory more or less: the same cutting
    assert sizes[-1] == 2048
    others = [replace(what, batch=8), replace(what, workers=7)]
    assert {choose_cutting(other, card, region, 2**33) for other in others} == {choose_cutting(what, card, region, 2**33)}
    tiny = choose_cutting(what, card, region, 1)
    assert tiny.core_px >= 256  # never mostly halo


@pytest.mark.parametrize(("device", "asked", "memory", "batch"), [
    ("cpu", 0, 2**40, 1), ("cpu", 3, 2**30, 3), ("cuda", 0, 2**40, 8), ("cuda", 0, 2**20, 1), ("mps", 0, 2**40, 1)])
def test_the_batch_is_what_was_asked_for_or_what_fits(device, asked, memory, batch):
    what = job("a.tif", "m", "out", batch=asked)
    assert choose_batch(what, Cutting(512, 64, 384, 768, 1), device, memory) == batch


def test_workers_are_limited_by_blocks_and_memory():
    what, cutting = job("a.tif", "m", "out", workers=6), Cutting(1024, 64, 896, 1792, 1)
    assert choose_workers(what, cutting, 100, 2**40) == 6
    assert choose_workers(what, cutting, 4, 2**40) == 4
    assert choose_workers(what, cutting, 100, 4 * 2**30) == 2
    assert choose_workers(what, cutting, 100, 0) == 1


def test_a_block_depends_on_its_task_alone(make_raster, exact_model, tmp_path):
    """What a cluster would do: map a pickled task and window in whatever process, in any order."""
    raster = make_raster(300, 330)
    made = []
    for name, order in (("a", (0, 1)), ("b", (1, 0))):
        (tmp_path / name).mkdir()
        task = BlockTask(RasterSource(raster, bands=(1, 2, 3)), exact_model, Region(), Cutting(160, 32, 96, 192, 1),
                         str(tmp_path / name), "cpu", 1, "torch")
        windows = [Window(0, 0, 192, 192), Window(0, 192, 192, 138)]
        made.append({windows[i]: map_block(*pickle.loads(pickle.dumps((task, windows[i]))), lambda _: None) for i in order})
    assert made[0] == made[1]
    assert all(sum(block.counts) == window.rows * window.cols for window, block in made[0].items())


class FakeCrew:
    """Workers without processes: each block is told at once, as `outcome(worker, block)` says."""

    def __init__(self, workers, outcome):
        self.workers, self._outcome, self._told, self.begun = list(workers), outcome, [], []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def living(self):
        return self.workers

    def is_over(self):
        return not self.workers

    def begin(self, worker, block):
        self.begun.append((worker, block))
        self._told.append(Told(worker, self._outcome(worker, block)))

    def heard(self):
        told, self._told = self._told, []
        return told


def finished(block):
    return FinishedBlock(block, {}, (1,))


@pytest.mark.timeout(20)
@given(bad=st.dictionaries(st.tuples(st.sampled_from("abc"), st.integers(0, 11)), st.just(ValueError("bad")), max_size=36))
def test_each_block_is_finished_once_or_named_whatever_fails_where(bad):
    blocks = [Window(0, i, 1, 1) for i in range(12)]
    crew = FakeCrew("abc", lambda worker, block: bad.get((worker, block.col)) or finished(block))
    got, error = mapped_by(crew, blocks)
    assert len(got) == len(set(got))
    if error is None:
        assert set(got) == set(blocks)
        return
    assert (error.code, error.data["attempts"]) == ("engine.block", executors.ATTEMPTS)
    tried = [(worker, block.col) for worker, block in crew.begun if block_key(block) == error.data["block"]]
    assert len(tried) == executors.ATTEMPTS
    assert all(pair in bad for pair in tried)


def mapped_by(crew, blocks):
    """The windows that were finished, and the error that ended it."""
    got = []
    try:
        got.extend(done.window for done in InCrew(lambda _: crew, lambda: False, lambda *_a, **_k: None).run(blocks, got.append))
    except EngineError as error:
        return got, error
    return got, None


def test_a_worker_that_only_fails_does_not_use_up_the_attempts_of_all_blocks():
    blocks = [Window(0, i, 1, 1) for i in range(40)]
    crew = FakeCrew("ab", lambda worker, block: OSError(5, "bad disk") if worker == "a" else finished(block))
    got, error = mapped_by(crew, blocks)
    assert (set(got), error) == (set(blocks), None)
    assert [worker for worker, _ in crew.begun].count("a") == executors.FAILURES_IN_A_ROW


@pytest.mark.parametrize("executor", ["processes", "processes:3", "gpus", "dask://node-1:8786", "dask://[::1]:8786"])
def test_executors_that_can_be_asked_for(executor):
    job("a.tif", "m", "out", executor=executor).validate()


@pytest.mark.parametrize(("executor", "options"), [
    ("threads", {}), ("processes:0", {}), ("dask://node", {}), ("dask://:8786", {}), ("tcp://node:1", {}), ("dask://a b:1", {}),
    ("processes:2", {"workers": 2}), ("gpus", {"device": "cpu"})])
def test_executors_that_cannot(executor, options):
    with pytest.raises(JobError) as failure:
        job("a.tif", "m", "out", executor=executor, **options).validate()
    assert failure.value.code == "job.invalid"


def test_processes_without_a_number_are_one_for_each_core():
    assert sites.with_workers(job("a.tif", "m", "out", executor="processes")).workers == cores()
    assert sites.with_workers(job("a.tif", "m", "out", executor="processes:5")).workers == 5
    assert sites.in_this_process(job("a.tif", "m", "out", executor="processes:1"))
    assert not sites.in_this_process(job("a.tif", "m", "out", executor="gpus"))
