"""The export of a run that was interrupted is read again, so that its blocks are taken over; any other run reads the service."""

import dataclasses
import os

import pytest

pytest.importorskip("qgis.core")

from landweave.core.contract.errors import JobError
from landweave.core.contract.job_parts import RasterSource
from landweave.core.contract.jobs import SegmentJob
from landweave.test.ui.test_export import WANTED, in_task, region_of, xyz
from landweave.test.ui.tile_server import TileServer
from landweave.ui import export
from landweave.ui.export_job import export_for_job

pytestmark = pytest.mark.qgis


@pytest.fixture
def server(qgis_app):
    server = TileServer()
    yield server
    server.close()


@pytest.fixture
def job(server, tmp_path):
    """A run of four tiles that was interrupted."""
    where = region_of(xyz(server, "ok"), 18, 140000, 88000, 2, 2)
    (tmp_path / "out" / "map.landweave").mkdir(parents=True)
    return SegmentJob(RasterSource("layer"), "m", str(tmp_path / "out"), "map", where)


def fetched(server, job, kind="ok"):
    """How many tiles the service was asked for, and the file."""
    source = export.snapshot(xyz(server, kind), WANTED)
    before = len(server.requests)
    report = in_task(lambda: export_for_job(source, job, None))
    return len(server.requests) - before, report.path


def identity(path):
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns


def test_an_interrupted_run_reads_the_same_file_again(server, job):
    tiles, path = fetched(server, job)
    assert tiles > 0
    first = identity(path)
    assert fetched(server, job) == (0, path)
    assert identity(path) == first  # by which the engine knows that its blocks are of this file


def test_who_starts_anew_or_starts_a_new_run_gets_new_pixels(server, job):
    tiles, _path = fetched(server, job)
    assert fetched(server, dataclasses.replace(job, resume=False))[0] == tiles
    os.rmdir(os.path.join(job.output_dir, "map.landweave"))  # the run has ended
    assert fetched(server, job)[0] == tiles


def test_another_request_is_exported_anew(server, job):
    fetched(server, job)
    larger = dataclasses.replace(job, region=region_of(xyz(server, "ok"), 18, 140000, 88000, 4, 2))
    assert fetched(server, larger)[0] > 0
    assert fetched(server, larger)[0] == 0
    assert fetched(server, larger, "other")[0] > 0  # another service


def test_a_file_that_has_changed_is_not_trusted(server, job):
    tiles, path = fetched(server, job)
    with open(path, "ab") as file:
        file.write(b"x")
    assert fetched(server, job)[0] == tiles
    os.remove(path)
    assert fetched(server, job)[0] == tiles


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"digest": ""}'])
def test_a_record_that_is_torn_is_none(server, job, text):
    tiles, path = fetched(server, job)
    with open(path.replace(".tif", ".json"), "w") as file:
        file.write(text)
    assert fetched(server, job)[0] == tiles


def test_missing_tiles_are_asked_for_again(server, job):
    tiles, path = fetched(server, job, "miss")
    assert not os.path.exists(path.replace(".tif", ".json"))
    assert fetched(server, job, "miss")[0] == tiles


def test_a_folder_that_cannot_be_made_is_named(server, job, tmp_path):
    (tmp_path / "file").write_text("")  # in the place of a drive that is away
    folder = str(tmp_path / "file" / "out")
    with pytest.raises(JobError) as caught:
        fetched(server, dataclasses.replace(job, output_dir=folder))
    assert (caught.value.code, caught.value.data["path"]) == ("output.read_only", folder)
    assert caught.value.data["reason"]
