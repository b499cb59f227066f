"""A plan says what the run would do, and counts as finished only what that very run would take over."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from landweave.core.contract.errors import Cancelled
from landweave.core.contract.events import Partial, Progress
from landweave.core.contract.jobs import PlanJob
from landweave.core.engine.segment import raster_files
from landweave.test.engine.conftest import save_small_model, write_raster
from landweave.test.engine.jobs import box, job, run
from rasterio.crs import CRS

OPTIONS = {"tile_px": 160, "halo_px": 32, "block_px": 1}


@pytest.fixture
def begun(fixed_raster, exact_model, tmp_path):
    """A job of which three blocks are finished."""
    what = job(fixed_raster, exact_model, tmp_path / "out", **OPTIONS)
    seen = []
    with pytest.raises(Cancelled):
        run(what, seen.append, lambda: sum(isinstance(event, Partial) for event in seen) >= 3)
    return what


def planned(what):
    facts = run(PlanJob(what)).facts
    return facts["finished_blocks"], [(w["code"], w["data"]) for w in facts["warnings"] if w["code"] == "plan.starts_anew"]


def first_done(what):
    """Megapixels that a run of the job finds finished; it is stopped there."""
    seen = []
    with pytest.raises(Cancelled):
        run(what, seen.append, lambda: any(isinstance(e, Progress) and e.stage == "segment" for e in seen))
    return next(e.done for e in seen if isinstance(e, Progress) and e.stage == "segment")


ANEW = {
    "halo": lambda what: replace(what, halo_px=64),
    "tile": lambda what: replace(what, tile_px=192),
    "blocks": lambda what: replace(what, block_px=400),
    "batch": lambda what: replace(what, batch=2),
    "region": lambda what: replace(what, region=box(322000.0, 4158900.0, 322100.0, 4159000.0)),
    "bands": lambda what: replace(what, raster=replace(what.raster, bands=(3, 2, 1))),
    "nodata": lambda what: replace(what, raster=replace(what.raster, nodata=0.0)),
    "CRS": lambda what: replace(what, raster=replace(what.raster, crs_wkt=CRS.from_epsg(32651).to_wkt())),
    "not resumed": lambda what: replace(what, resume=False),
}
SAME = {
    "nothing": lambda what: what,
    "bands said": lambda what: replace(what, raster=replace(what.raster, bands=(1, 2, 3))),
    "confidence": lambda what: replace(what, confidence=True),
    "workers": lambda what: replace(what, workers=2),
    "device": lambda what: replace(what, device="cpu"),
}


@pytest.mark.parametrize("change", sorted(ANEW))
def test_another_job_starts_anew_and_the_plan_says_so(begun, change):
    what = ANEW[change](begun)
    assert planned(what) == (0, [("plan.starts_anew", {"blocks": 3})])
    assert planned(begun) == (3, [])  # planning has changed nothing
    assert first_done(what) == 0


@pytest.mark.parametrize("change", sorted(SAME))
def test_what_changes_no_pixel_goes_on(begun, change):
    assert planned(SAME[change](begun)) == (3, [])


def test_a_run_goes_on_from_what_the_plan_has_counted(begun):
    assert first_done(begun) == pytest.approx(3 * 96 * 96 / 1e6)


def test_other_weights_start_anew(begun, tmp_path):
    import torch

    folder = Path(save_small_model(tmp_path / "other", None, decoder_channels=[32, 16, 16]))
    assert torch.is_grad_enabled()
    assert planned(replace(begun, model=str(folder)))[0] == 0


def test_another_card_of_the_same_weights_starts_anew(begun, tmp_path, exact_model):
    import shutil

    shutil.copytree(exact_model, tmp_path / "other")
    card = json.loads((tmp_path / "other" / "model.json").read_text())
    card["scaling"][0]["mean"] = [100.0]
    (tmp_path / "other" / "model.json").write_text(json.dumps(card))
    assert planned(replace(begun, model=str(tmp_path / "other")))[0] == 0


def test_a_changed_raster_starts_anew(begun, tmp_path, scene):
    path = write_raster(tmp_path / "copy.tif", scene[:, :300, :330])
    what = replace(begun, raster=replace(begun.raster, path=path), output_dir=str(tmp_path / "second"))
    seen = []
    with pytest.raises(Cancelled):
        run(what, seen.append, lambda: sum(isinstance(event, Partial) for event in seen) >= 2)
    assert planned(what)[0] == 2
    os.utime(path, ns=(1, 1))
    assert planned(what)[0] == 0


def test_the_files_behind_a_vrt_count(tmp_path, scene, exact_model):
    path = write_raster(tmp_path / "behind.tif", scene[:, :60, :50])
    (tmp_path / "front.vrt").write_text(
        '<VRTDataset rasterXSize="50" rasterYSize="60"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
        '<SourceFilename relativeToVRT="1">behind.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>'
        "</VRTDataset>")
    what = job(tmp_path / "front.vrt", exact_model, tmp_path)
    before = raster_files(what)
    os.utime(path, ns=(1, 1))
    assert before != raster_files(what)


def test_an_interrupted_run_keeps_its_cutting_when_memory_has_changed(fixed_raster, exact_model, tmp_path, monkeypatch):
    from landweave.core.engine import plan, sites

    what = job(fixed_raster, exact_model, tmp_path / "out", halo_px=32, block_px=1)
    for module in (plan, sites):
        monkeypatch.setattr(module, "free_memory_bytes", lambda device: 2**28)
    seen = []
    with pytest.raises(Cancelled):
        run(what, seen.append, lambda: any(isinstance(event, Partial) for event in seen))
    small = run(PlanJob(what)).facts
    for module in (plan, sites):
        monkeypatch.setattr(module, "free_memory_bytes", lambda device: 2**36)
    large = run(PlanJob(what)).facts
    assert (large["tile_px"], large["finished_blocks"], large["blocks"]) == (small["tile_px"], 1, small["blocks"])
    anew = run(PlanJob(replace(what, name="other"))).facts
    assert anew["tile_px"] > small["tile_px"]


def test_a_plan_holds_what_the_page_shows(fixed_raster, exact_model, tmp_path):
    facts = run(PlanJob(job(fixed_raster, exact_model, tmp_path / "out", batch=3, **OPTIONS))).facts
    assert (facts["megapixels"], facts["blocks"], facts["batch"], facts["bands"]) == (0.099, 16, 3, [1, 2, 3])
    assert (facts["tile_px"], facts["halo_px"], facts["device"], facts["resampled"]) == (160, 32, "cpu", False)
    assert facts["seconds"] > 0
    assert facts["disk_mb"] >= 1
    assert not (tmp_path / "out").exists()  # a plan makes nothing


def test_a_tile_that_is_nearly_all_halo_is_made_larger_and_it_is_said(make_raster, exact_model, tmp_path):
    what = job(make_raster(300, 300), exact_model, tmp_path / "out", tile_px=160, halo_px=64)
    facts = run(PlanJob(what)).facts
    assert (facts["tile_px"], facts["halo_px"]) == (192, 64)
    found = next(w for w in facts["warnings"] if w["code"] == "plan.tile_small")
    assert found["data"] == {"asked_px": 160, "halo_px": 64, "tile_px": 192}
    result = run(what)
    assert [w["code"] for w in result.facts["warnings"]] == ["plan.tile_small"]
    large = run(PlanJob(replace(what, tile_px=192))).facts
    assert "plan.tile_small" not in [w["code"] for w in large["warnings"]]
