"""A disk that is full or read-only: said in words, nothing half-written, finished blocks kept, the same bytes afterwards."""

import errno
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from landweave.core.contract.errors import JobError
from landweave.core.contract.events import Partial, Progress
from landweave.core.contract.job_parts import PolygonOptions
from landweave.core.contract.jobs import PlanJob
from landweave.core.raster import class_file
from landweave.test.engine.jobs import digest, final_files, job, run

OPTIONS = {"tile_px": 160, "halo_px": 32, "block_px": 1, "confidence": True}
FILLER = "filler"


def mount(folder, *options):
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 4 MB of its own."""
    if shutil.which("mount") is None or sys.platform != "linux":
        pytest.skip("nothing can be mounted here")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount(folder, "-t", "tmpfs", "-o", "size=4m", "tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder, leave_bytes):
    """Fill the disk but for so many bytes."""
    free = shutil.disk_usage(folder).free - leave_bytes
    (folder / FILLER).write_bytes(bytes(max(0, free)))


@pytest.fixture(scope="module")
def straight(fixed_raster, exact_model, tmp_path_factory):
    """The digests of a run that nothing disturbs."""
    return digests(run(job(fixed_raster, exact_model, tmp_path_factory.mktemp("straight"), **OPTIONS)))


def digests(result):
    return {name: digest(result.outputs[name]) for name in ("classes", "confidence")}


def full_after(folder, is_moment, leave_bytes):
    """An event handler that fills the disk at a moment."""
    def on_event(event):
        if is_moment(event) and not (folder / FILLER).exists():
            fill(folder, leave_bytes)
    return on_event


def third_block():
    shown = []

    def is_moment(event):
        shown.append(isinstance(event, Partial))
        return sum(shown) == 3
    return is_moment


@pytest.mark.parametrize("leave_bytes", [0, 8192])
def test_a_disk_that_fills_while_blocks_are_written(fixed_raster, exact_model, small_disk, straight, leave_bytes):
    what = job(fixed_raster, exact_model, small_disk, **OPTIONS)
    with pytest.raises(JobError) as failure:
        run(what, full_after(small_disk, third_block(), leave_bytes))
    assert failure.value.code == "output.disk_full"
    assert "full" in failure.value.message
    assert "Free some space" in failure.value.hint
    assert final_files(small_disk) == [FILLER]
    (small_disk / FILLER).unlink()
    assert run(PlanJob(what)).facts["finished_blocks"] >= 3
    events = []
    result = run(what, events.append)
    first = next(event for event in events if isinstance(event, Progress) and event.stage == "segment")
    assert first.done > 0  # went on, not anew
    assert digests(result) == straight


@pytest.mark.parametrize(("stage", "polygons"), [("finish", None), ("polygons", PolygonOptions())])
def test_a_disk_that_fills_before_the_end(fixed_raster, exact_model, small_disk, straight, stage, polygons):
    what = job(fixed_raster, exact_model, small_disk, polygons=polygons, **OPTIONS)
    with pytest.raises(JobError) as failure:
        run(what, full_after(small_disk, lambda e: isinstance(e, Progress) and e.stage == stage, 4096))
    assert failure.value.code == "output.disk_full"
    assert final_files(small_disk) == [FILLER]
    (small_disk / FILLER).unlink()
    facts = run(PlanJob(what)).facts
    assert facts["finished_blocks"] == facts["blocks"]
    result = run(what)
    assert digests(result) == straight
    assert not [path for path in small_disk.iterdir() if path.name.startswith(".")]


def test_too_small_a_disk_is_said_before_anything_is_done(fixed_raster, exact_model, small_disk):
    fill(small_disk, 100_000)
    with pytest.raises(JobError) as failure:
        run(job(fixed_raster, exact_model, small_disk, **OPTIONS))
    assert failure.value.code == "output.disk_small"
    assert final_files(small_disk) == [FILLER]


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "output.disk_full"), (errno.EDQUOT, "output.disk_full"),
                                              (errno.EROFS, "output.read_only"), (errno.EIO, "output.failed")])
def test_a_failing_write_is_said_and_blocks_kept(fixed_raster, exact_model, straight, tmp_path, monkeypatch, number, code):
    """The same without a disk of its own, so on every system."""
    what = job(fixed_raster, exact_model, tmp_path / "out", **OPTIONS)
    synced, fsync = [], os.fsync

    def failing(descriptor):
        synced.append(descriptor)
        if len(synced) > 12:
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    monkeypatch.setattr(class_file.os, "fsync", failing)
    with pytest.raises(JobError) as failure:
        run(what)
    monkeypatch.setattr(class_file.os, "fsync", fsync)
    assert failure.value.code == code
    assert os.strerror(number) in failure.value.message or code == "output.disk_full"
    assert final_files(tmp_path / "out") == []
    assert not list((tmp_path / "out" / "map.landweave").glob("*.part"))
    assert run(PlanJob(what)).facts["finished_blocks"] >= 1
    result = run(what)
    assert digests(result) == straight


LIMITED = textwrap.dedent("""
    import importlib.util, pathlib, resource, sys
    root, raster, folder, limit = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("landweave", root + "/__init__.py", submodule_search_locations=[root])
    module = importlib.util.module_from_spec(spec); sys.modules["landweave"] = module; spec.loader.exec_module(module)
    from landweave.core.raster.class_file import write_cog
    from landweave.core.contract.errors import JobError
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        write_cog(pathlib.Path(raster), pathlib.Path(folder) / "part.tif", 1)
    except JobError as error:
        print(error.code, sorted(p.name for p in pathlib.Path(folder).iterdir()))
""")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
@pytest.mark.parametrize("limit_bytes", [4096, 20_000])
def test_a_file_that_may_not_grow_is_no_result(tmp_path, limit_bytes):
    noise = np.random.default_rng(1).integers(0, 3, (700, 700)).astype(np.uint8)
    class_file.write_block(tmp_path / "b.tif", noise, Affine(1, 0, 0, 0, -1, 0), None, 255)
    (tmp_path / "out").mkdir()
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", LIMITED, root, tmp_path / "b.tif", tmp_path / "out", str(limit_bytes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "output.failed []\n"


def test_a_folder_that_is_read_only(fixed_raster, exact_model, tmp_path):
    """As root, modes mean nothing; a mount that is read-only does."""
    folder = tmp_path / "out"
    folder.mkdir()
    if os.geteuid():
        folder.chmod(0o500)
    else:
        mount(folder, "--bind", "-o", "ro", str(folder))
    try:
        with pytest.raises(JobError) as failure:
            run(job(fixed_raster, exact_model, folder))
    finally:
        folder.chmod(0o700) if os.geteuid() else subprocess.run(["umount", str(folder)], check=True)
    assert failure.value.code == "output.read_only"
    assert "Choose another output folder" in failure.value.hint
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_where_the_folder_should_be(fixed_raster, exact_model, tmp_path, name):
    (tmp_path / "file").write_text("x")
    with pytest.raises(JobError) as failure:
        run(job(fixed_raster, exact_model, tmp_path / name))
    assert failure.value.code == "output.read_only"
