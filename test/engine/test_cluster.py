"""The same bytes from a dask cluster, whatever dies or fails on the way. Needs dask and distributed (test-requirements)."""

import contextlib
import functools
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from landweave.core.contract.errors import Cancelled, EngineError, JobError
from landweave.core.contract.events import Log, Partial, Ready
from landweave.core.contract.job_parts import PolygonOptions, RasterSource, Region
from landweave.core.engine import allocator, boot, cluster, cluster_call, cluster_worker, sites
from landweave.core.engine.blocks import BlockTask
from landweave.core.engine.cluster_worker import Member, map_there
from landweave.core.engine.cutting import Cutting
from landweave.core.engine.worker import Done, Failed
from landweave.core.raster.grid import Window
from landweave.models.runner import TorchRunner
from landweave.test.engine.jobs import (
    digest,
    final_files,
    job,
    raising_at,
    raising_once,
    run,
    waiting_for_the_stop_sign,
)

pyogrio = pytest.importorskip("pyogrio")
distributed = pytest.importorskip("distributed", reason="dask and distributed are optional; the tests install them")

# 16 blocks of one 96 px core each; threads are one, for another number adds in another order
OPTIONS = {"tile_px": 160, "halo_px": 32, "block_px": 1, "confidence": True, "polygons": PolygonOptions()}


@pytest.fixture(scope="module")
def two_workers():
    """A scheduler here and two worker processes, as `dask worker` starts them; one that dies is started anew."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0,
                                  silence_logs=50) as made:
        yield made


@pytest.fixture
def address(two_workers):
    """dask://host:port, with two workers there."""
    with distributed.Client(two_workers, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
    return two_workers.scheduler_address.replace("tcp", "dask")


def content(result):
    """What a run came to: the class raster and the confidence as digests, the polygons as shapes with their values."""
    _, _, shapes, fields = pyogrio.raw.read(result.outputs["polygons"])
    polygons = sorted(zip(shapes.tolist(), *(column.tolist() for column in fields), strict=True))
    return digest(result.outputs["classes"]), digest(result.outputs["confidence"]), polygons


@pytest.fixture(scope="module")
def straight(fixed_raster, exact_model, tmp_path_factory):
    """What one block in this process comes to."""
    options = {**OPTIONS, "block_px": 5000}
    return content(run(job(fixed_raster, exact_model, tmp_path_factory.mktemp("straight"), **options)))


def test_blocks_and_processes_give_what_one_block_gives(straight, fixed_raster, exact_model, tmp_path):
    assert len(straight[2]) > 20
    assert content(run(job(fixed_raster, exact_model, tmp_path / "blocks", **OPTIONS))) == straight
    assert content(run(job(fixed_raster, exact_model, tmp_path / "two", executor="processes:2", **OPTIONS))) == straight


@pytest.mark.slow  # the workers import torch, and the one that is killed is started anew: about 15 s
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(two_workers, address, straight, fixed_raster, exact_model,
                                                                  tmp_path):
    with distributed.Client(two_workers, set_as_default=False) as client:
        pids = sorted(client.run(os.getpid).values())
    seen = []

    def kill_midway(event):
        seen.append(event)
        if isinstance(event, Partial) and sum(isinstance(e, Partial) for e in seen) == 4:
            os.kill(pids[0], signal.SIGKILL)

    result = run(job(fixed_raster, exact_model, tmp_path, executor=address, **OPTIONS), kill_midway)
    assert content(result) == straight
    assert [e.code for e in seen if isinstance(e, Log)] == ["segment.worker_lost"]
    assert next(e for e in seen if isinstance(e, Ready)).reason.startswith("2 worker(s)")
    assert final_files(tmp_path) == ["map.gpkg", "map.tif", "map.tif.aux.xml", "map_confidence.tif"]


def test_a_cluster_gives_the_same_bytes_though_a_worker_raises_once(address, straight, fixed_raster, exact_model, tmp_path,
                                                                   monkeypatch):
    monkeypatch.setattr(cluster, "map_there", raising_once(tmp_path, map_there))
    seen = []
    result = run(job(fixed_raster, exact_model, tmp_path / "out", executor=address, **OPTIONS), seen.append)
    assert content(result) == straight
    (said,) = [event for event in seen if isinstance(event, Log)]
    assert (said.code, said.data["reason"]) == ("segment.block_again", "ValueError: once")
    assert said.data["worker"].startswith("tcp://")


def test_an_error_that_the_person_has_to_mend_is_the_runs_error(address, fixed_raster, exact_model, tmp_path, monkeypatch):
    error = JobError("raster.unreadable", path=fixed_raster, reason="torn")
    monkeypatch.setattr(cluster, "map_there", raising_at(tmp_path, Window(0, 0, 96, 96), error, map_there))
    with pytest.raises(JobError) as failure:
        run(job(fixed_raster, exact_model, tmp_path / "out", executor=address, **OPTIONS))
    assert failure.value.code == "raster.unreadable"
    assert len((tmp_path / "raised").read_text().split()) == 1


def test_a_cancel_does_not_wait_for_blocks_and_tells_the_workers(address, straight, fixed_raster, exact_model, tmp_path,
                                                                monkeypatch):
    monkeypatch.setattr(cluster, "map_there", functools.partial(waiting_for_the_stop_sign, str(tmp_path)))
    what, asked = job(fixed_raster, exact_model, tmp_path / "out", executor=address, **OPTIONS), []

    def cancelled():
        asked.extend([time.monotonic()] * (tmp_path / "begun").exists())
        return bool(asked)

    with pytest.raises(Cancelled):
        run(what, cancelled=cancelled)
    assert time.monotonic() - asked[0] < 3  # most of it for closing the connection, on a busy machine
    assert eventually((tmp_path / "told").exists)
    monkeypatch.undo()
    assert content(run(replace(what, executor="", workers=1))) == straight  # and another executor goes on


def eventually(happens):
    until = time.monotonic() + 10
    while not happens() and time.monotonic() < until:
        time.sleep(0.05)
    return happens()


def test_a_worker_stops_a_block_when_the_sign_is_there(fixed_raster, exact_model, tmp_path, monkeypatch):
    sign = tmp_path / "stop"
    task = BlockTask(RasterSource(fixed_raster, bands=(1, 2, 3)), exact_model, Region(), Cutting(160, 32, 96, 288, 1),
                     str(tmp_path), "cpu", 1, "torch")
    monkeypatch.setattr(cluster_worker, "LOOK_EVERY_S", 0.0)
    classify, passes = TorchRunner.classify_batch, []

    def telling(self, pixels, valid):
        passes.append(1)
        if len(passes) == 2:
            sign.touch()
        return classify(self, pixels, valid)

    monkeypatch.setattr(TorchRunner, "classify_batch", telling)
    with pytest.raises(Cancelled):
        map_there(task, Window(0, 0, 288, 288), str(sign), lambda *_: None)
    assert len(passes) == 2  # of nine
    assert cluster_worker._mapper is None
    with pytest.raises(Cancelled):
        map_there(task, Window(0, 0, 288, 288), str(sign), lambda *_: None)
    sign.unlink()
    done = map_there(task, Window(0, 0, 288, 288), str(sign), lambda *_: None)
    assert sum(done.counts) == 288 * 288
    cluster_worker.leave(lambda *_: None)
    assert cluster_worker._mapper is None


def test_after_a_run_the_workers_hold_nothing(two_workers, address, fixed_raster, exact_model, tmp_path):
    run(job(fixed_raster, exact_model, tmp_path, executor=address, **{**OPTIONS, "block_px": 192, "polygons": None}))

    def held():
        import sys

        return getattr(sys.modules.get("landweave.core.engine.cluster_worker"), "_mapper", None) is not None

    with distributed.Client(two_workers, set_as_default=False) as client:
        assert eventually(lambda: not any(client.run(held).values()))


# -- who may take part ----------------------------------------------------------------------------------------------


def refused(address, raster, model, folder, **options):
    with pytest.raises(JobError) as failure:
        run(job(raster, model, folder, executor=address, **{**OPTIONS, **options}))
    return failure.value


def test_a_worker_with_other_versions_is_named_with_both(address, fixed_raster, exact_model, tmp_path, monkeypatch):
    found = sites.versions()
    monkeypatch.setattr(sites, "versions", lambda: {**found, "torch": "1.0.0", "numpy": "0.9"})
    error = refused(address, fixed_raster, exact_model, tmp_path)
    assert error.code == "cluster.versions"
    assert error.data["worker"].startswith("tcp://127.0.0.1:")
    assert error.data["here"] == "torch 1.0.0, numpy 0.9"
    assert error.data["there"] == f"torch {found['torch']}, numpy {found['numpy']}"


@pytest.mark.parametrize("what", ["raster", "other raster", "model", "other model", "output", "other output"])
def test_a_worker_that_does_not_see_a_file_is_named_with_it(address, fixed_raster, exact_model, tmp_path, monkeypatch, what):
    """As if the worker saw other things at the paths: the entry that it is checked by is changed on the way."""
    missing = str(tmp_path / "not there")
    (tmp_path / "elsewhere").write_text("another token")
    changes = {"raster": {"raster": RasterSource(missing, bands=(1, 2, 3))}, "other raster": {"size": (300, 331)},
               "model": {"model": missing}, "other model": {"weights": "0" * 64},
               "output": {"probe": missing + "/probe"}, "other output": {"token": "another"}}[what]
    monkeypatch.setattr(sites, "Entry", lambda *values: replace(cluster_worker.Entry(*values), **changes))
    if "probe" in changes:
        monkeypatch.setattr(cluster.Cluster, "_probe", lambda self: contextlib.nullcontext())
    if "token" in changes:
        monkeypatch.setattr(cluster.Cluster, "_probe", lambda self: probe_of_another(self._entry.probe))
    error = refused(address, fixed_raster, exact_model, tmp_path / "out")
    assert error.code == "cluster.path"
    assert error.data["worker"].startswith("tcp://127.0.0.1:")
    expected = {"raster": missing, "other raster": fixed_raster, "model": missing, "other model": exact_model, "output": missing,
                "other output": str(tmp_path / "out")}
    assert error.data["path"] == expected[what]
    assert error.data["reason"]
    assert final_files(tmp_path / "out") == []


@contextlib.contextmanager
def probe_of_another(path):
    Path(path).write_text("somebody else's", encoding="utf-8")
    yield
    os.unlink(path)


def test_a_cluster_that_is_not_there_is_said(fixed_raster, exact_model, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_WITHIN_S", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = refused(f"dask://127.0.0.1:{port}", fixed_raster, exact_model, tmp_path)
    assert error.code == "cluster.connect"
    assert str(port) in error.message


def test_a_cluster_without_workers_is_said(fixed_raster, exact_model, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "WITHOUT_WORKERS_S", 0.5)
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None, protocol="tcp") as empty:
        error = refused(empty.scheduler_address.replace("tcp", "dask"), fixed_raster, exact_model, tmp_path)
    assert error.code == "cluster.no_workers"


@pytest.mark.parametrize("package", ["distributed", "dask"])
def test_without_the_packages_it_is_said_what_to_install(fixed_raster, exact_model, tmp_path, monkeypatch, package):
    monkeypatch.setitem(sys.modules, "distributed", None)
    error = refused("dask://127.0.0.1:1", fixed_raster, exact_model, tmp_path)
    assert error.code == "cluster.packages"
    assert "pip install dask distributed" in error.hint


def member(host="a", device="cpu", free=8, limit=0, processor="x86_64 AVX2"):
    return Member(host, device, processor, free, limit)


def test_the_memory_of_a_worker_is_its_share_of_the_machine_or_what_dask_allows():
    assert sites.memory_of_each([member(), member("b", free=6)]) == 6
    assert sites.memory_of_each([member(), member(), member("b", free=6)]) == 4
    assert sites.memory_of_each([member(limit=3), member()]) == 3
    assert sites.memory_of_each([member(device="cuda"), member(device="cuda")]) == 8  # a graphics card each


class FakeClient:
    """Answers a cluster's questions at once: who is there, and what a check of each comes to."""

    def __init__(self, answers):
        self.answers, self.there = answers, {}

    def nthreads(self):
        return self.there

    def get_executor(self, workers, **_):
        return FakeExecutor(self.answers[workers[0]])


class FakeExecutor:
    def __init__(self, answer):
        self._answer = answer

    def submit(self, *_):
        future = Future()
        future.set_result(("", pickle.dumps(self._answer)))
        return future


@pytest.fixture
def joined(monkeypatch):
    """A cluster of one worker "a" that others may join: (cluster, client, warnings)."""
    monkeypatch.setattr(cluster, "MEMBERS_EVERY_S", 0.0)
    said = []
    wrong = JobError("cluster.versions", worker="c", there="torch 1", here="torch 2")
    made = cluster.Cluster("dask://x:1", None, lambda: False, lambda code, **data: said.append(code))
    made._client = FakeClient({"a": Done(member()), "b": Done(member("b")), "c": Failed(wrong, ""),
                               "d": Done(member(device="cuda"))})
    made._sent, made._client.there = None, {"a": 1}
    made._first_members()
    return made, made._client, said


def test_workers_may_come_and_go_during_a_run(joined):
    made, client, said = joined
    assert list(made.members) == ["a"]
    client.there = {"a": 1, "b": 1}
    assert made.look() == []
    made.admit_later()
    assert list(made.members) == ["a", "b"]
    client.there = {"b": 1}
    assert made.look() == ["a"]
    assert list(made.members) == ["b"]
    assert said == []


@pytest.mark.parametrize("worker", ["c", "d"])
def test_one_that_comes_later_and_does_not_fit_is_left_out_and_asked_once(joined, worker):
    made, client, said = joined
    client.there = {"a": 1, worker: 1}
    for _ in range(3):
        made.look()
        made.admit_later()
    assert list(made.members) == ["a"]
    assert said == ["cluster.left_out"]


def test_kinds_of_processors_are_said_and_kinds_of_devices_refused(joined):
    made, client, said = joined
    client.answers["b"] = Done(member("b", processor="x86_64 AVX512"))
    client.there = {"a": 1, "b": 1}
    made.look()
    made._first_members()
    assert said == ["cluster.processors"]
    client.there = {"a": 1, "b": 1, "d": 1}
    made.look()
    with pytest.raises(JobError) as failure:
        made._first_members()
    assert failure.value.code == "cluster.devices"


# -- how the package gets there -------------------------------------------------------------------------------------

FRESH = """
import importlib.util, pickle, sys, types
sys.modules["distributed"] = types.SimpleNamespace(get_worker=lambda: types.SimpleNamespace(address="tcp://here:1"))
spec = importlib.util.spec_from_file_location("sent", sys.argv[1])
sent = importlib.util.module_from_spec(spec); spec.loader.exec_module(sent)
address, answer = sent.call(sys.argv[2], pickle.dumps((print, ("did it",))))
from landweave.core.engine.worker import Done, Failed
print(address, type(pickle.loads(answer)).__name__, sys.modules["landweave"].__path__[0])
"""


def fresh(root, **variables):
    """What a worker's process that knows nothing of the package does with a call."""
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}, **variables}
    return subprocess.run([sys.executable, "-I", "-c", FRESH, cluster_call.__file__, root], capture_output=True, text=True,
                          env=environment, check=False)


def test_a_call_finds_the_package_where_the_client_has_it_or_where_the_worker_is_told():
    for done in (fresh(boot.ROOT), fresh("/not/there", LANDWEAVE_ROOT=boot.ROOT)):
        assert done.stdout.splitlines()[-1] == f"tcp://here:1 Done {boot.ROOT}", done.stderr
    missing = fresh("/not/there")
    assert "FileNotFoundError: Landweave is not in '/not/there'" in missing.stderr


def test_a_worker_without_the_package_is_said(joined):
    made, _, _ = joined
    future = Future()
    future.set_exception(FileNotFoundError("Landweave is not in '/x'"))
    made._entering["b"] = future
    with pytest.raises(JobError) as failure:
        made._admit("b")
    assert failure.value.code == "cluster.worker"
    assert "b" in failure.value.message
    assert "'/x'" in failure.value.message


def test_a_lost_scheduler_is_said(joined):
    made, client, _ = joined

    def gone():
        raise OSError("Timed out trying to connect")

    client.nthreads = gone
    with pytest.raises(EngineError) as failure:
        made.look()
    assert failure.value.code == "cluster.lost"


# -- memory ---------------------------------------------------------------------------------------------------------

FAULTS = """
import importlib.util, resource, sys
spec = importlib.util.spec_from_file_location("allocator", sys.argv[1])
allocator = importlib.util.module_from_spec(spec); spec.loader.exec_module(allocator)

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(6):
        b"x" * 32_000_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

plain = faults()
kept = allocator.keep_freed_memory()
faults()
print(plain, kept, faults(), allocator.give_back_memory())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc")
def test_memory_that_is_kept_is_not_fetched_page_by_page_again():
    done = subprocess.run([sys.executable, "-c", FAULTS, allocator.__file__], capture_output=True, text=True, check=True,
                          env={**os.environ, "MALLOC_TRIM_THRESHOLD_": "65536"})
    plain, kept, after, given_back = done.stdout.split()
    assert (kept, given_back) == ("True", "True")
    assert int(plain) > 6 * 400  # 32 MB in pages of at most 64 KiB, 6 times
    assert int(after) < int(plain) / 20
