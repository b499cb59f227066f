"""Older results of the same names: told before a run, and looked at before anything is computed."""

import os
from dataclasses import replace

import pytest
from landweave.core.contract.errors import JobError
from landweave.core.contract.job_parts import PolygonOptions
from landweave.core.contract.jobs import PlanJob
from landweave.core.engine.result_files import check_replaceable, older_results
from landweave.test.engine.jobs import job, run


@pytest.fixture
def what(fixed_raster, exact_model, tmp_path):
    return job(fixed_raster, exact_model, tmp_path / "out", tile_px=160, halo_px=32)


def warned(what):
    return [w["data"]["path"] for w in run(PlanJob(what)).facts["warnings"] if w["code"] == "plan.replaces"]


def test_only_the_files_that_this_job_makes_are_named(what, tmp_path):
    assert older_results(what) == []
    (tmp_path / "out").mkdir(exist_ok=True)
    names = [f"{what.name}{end}" for end in (".tif", "_confidence.tif", ".gpkg", ".shp")]
    for name in names:
        (tmp_path / "out" / name).write_bytes(b"x")
    wanted = {
        (False, None): names[:1],
        (True, None): names[:2],
        (False, "GPKG"): [names[0], names[2]],
        (True, "ESRI Shapefile"): [names[0], names[1], names[3]],
    }
    for (confidence, kind), found in wanted.items():
        polygons = PolygonOptions(format=kind) if kind else None
        asked = replace(what, confidence=confidence, polygons=polygons)
        assert [path.name for path in older_results(asked)] == found


def test_the_plan_says_that_a_map_will_be_replaced(what):
    assert warned(what) == []
    path = run(what).outputs["classes"]
    assert warned(what) == [path]
    assert warned(replace(what, name="other")) == []
    before = os.stat(path)
    check_replaceable(what)
    assert os.stat(path) == before


def test_a_map_that_is_open_where_files_are_locked_stops_plan_and_run_at_once(what, monkeypatch):
    """As Windows does it: an open file cannot be renamed."""
    path = run(what).outputs["classes"]
    with open(path, "rb") as file:
        content = file.read()

    def refuse(source, target):
        raise PermissionError(13, "The process cannot access the file because it is being used by another process", str(source))

    monkeypatch.setattr("landweave.core.engine.result_files.os.replace", refuse)
    events = []
    for asked in (PlanJob(what), what):
        with pytest.raises(JobError) as caught:
            run(asked, events.append)
        assert caught.value.code == "output.locked"
        assert caught.value.data["path"] == path
        assert "another process" in str(caught.value)
    assert not [event for event in events if type(event).__name__ == "Partial"]
    with open(path, "rb") as file:
        assert file.read() == content
