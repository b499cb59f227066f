"""The main job with a real network: exactness, georeferencing, cancel and resume, bad input."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
import torch
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landweave.core.contract.card import load_card
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.events import Partial
from landweave.core.contract.job_parts import PolygonOptions
from landweave.core.contract.jobs import PlanJob
from landweave.models.package import load_network
from landweave.models.runner import OutOfMemoryError, TorchRunner
from landweave.test.engine.jobs import box, classes_of, digest, job, run
from rasterio.crs import CRS

GRIDS = {
    "north-up": (Affine(0.5, 0, 322000, 0, -0.5, 4159000), "EPSG:32652"),
    "south-up": (Affine(0.5, 0, 322000, 0, 0.5, 4159000), "EPSG:32652"),
    "rotated": (Affine(0.5, 0, 322000, 0, -0.5, 4159000) * Affine.rotation(33), "EPSG:32652"),
    "degrees": (Affine(5e-6, 0, 127.0, 0, -5e-6, 37.5), "EPSG:4326"),
    "no CRS": (Affine(1, 0, 0, 0, -1, 0), None),
}


def untiled(raster, model):
    with rasterio.open(raster) as file:
        return TorchRunner(load_network(model), "cpu").classify(file.read(), file.dataset_mask() > 0)[0]


@pytest.mark.parametrize("core_px", [64, 160])
def test_tiled_equals_untiled_with_the_receptive_halo(make_raster, exact_model, tmp_path, core_px):
    raster = make_raster(333, 401)
    tile_px = core_px + 2 * load_card(exact_model).tiling.receptive_halo
    result = run(job(raster, exact_model, tmp_path / "out", tile_px=tile_px, block_px=1))
    assert np.count_nonzero(classes_of(result) != untiled(raster, exact_model)) == 0


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.integers(1, 200), cols=st.integers(1, 200), grid=st.sampled_from(sorted(GRIDS)))
def test_every_pixel_once_and_the_same_grid(make_raster, exact_model, tmp_path, rows, cols, grid):
    transform, crs = GRIDS[grid]
    raster = make_raster(rows, cols, transform=transform, crs=crs)
    result = run(job(raster, exact_model, tmp_path / f"{rows}-{cols}-{grid}", tile_px=96, halo_px=32, resume=False,
                     polygons=None))
    with rasterio.open(raster) as source, rasterio.open(result.outputs["classes"]) as written:
        assert (written.shape, written.crs) == (source.shape, source.crs)
        assert written.transform.almost_equals(source.transform, precision=1e-12)
        assert (written.read(1) != 255).all()
    assert sum(area["pixels"] for area in result.facts["areas"]) == rows * cols


def as_uint16(pixels, valid):
    values = pixels.astype(np.uint16)
    values[:, ~valid] = 65535
    return values, {"nodata": 65535}


def as_float(pixels, valid):
    values = pixels.astype(np.float32)
    values[:, ~valid] = np.nan
    return values, {}


def as_alpha(pixels, valid):
    return np.concatenate([pixels, valid[None].astype(np.uint8) * 255]), {"alpha": "YES"}


def as_mask(pixels, valid):
    return pixels, {}


@pytest.mark.parametrize("driver", ["GTiff", "VRT", "COG"])
@pytest.mark.parametrize("kind", [as_uint16, as_float, as_alpha, as_mask])
def test_rasters_of_every_kind_keep_their_grid_and_their_gaps(exact_model, tmp_path, scene, kind, driver):
    valid = np.ones((90, 130), bool)
    valid[20:50, 60:110] = False
    pixels, profile = kind(scene[:, :90, :130], valid)
    transform, crs = GRIDS["rotated" if driver == "GTiff" else "south-up"]
    path = tmp_path / "raster.tif"
    with rasterio.open(path, "w", driver="GTiff", width=130, height=90, count=len(pixels), dtype=pixels.dtype, crs=crs,
                       transform=transform, photometric="RGB", **profile) as file:
        file.write(pixels)
        if kind is as_mask:
            file.write_mask(valid)
    if driver != "GTiff":
        rasterio.shutil.copy(str(path), str(tmp_path / "copy"), driver=driver)
        path = tmp_path / "copy"
    result = run(job(path, exact_model, tmp_path / "out", tile_px=96, halo_px=32, bands=(1, 2, 3)))
    with rasterio.open(result.outputs["classes"]) as written:
        assert written.crs == CRS.from_user_input(crs)
        assert written.transform.almost_equals(transform, precision=1e-9)
        assert np.array_equal(written.read(1) != 255, valid)
    assert sum(area["pixels"] for area in result.facts["areas"]) == valid.sum()


def test_blocks_and_regions_do_not_move_the_lattice(make_raster, exact_model, tmp_path):
    raster = make_raster(260, 300)
    options = {"tile_px": 160, "halo_px": 32}
    whole = classes_of(run(job(raster, exact_model, tmp_path / "a", block_px=5000, **options)))
    cut = classes_of(run(job(raster, exact_model, tmp_path / "b", block_px=1, **options)))
    assert np.array_equal(whole, cut)
    square = box(322020.0, 4158900.0, 322100.0, 4158980.0)
    part = run(job(raster, exact_model, tmp_path / "c", region=square, **options))
    with rasterio.open(part.outputs["classes"]) as file:
        assert file.transform * (0, 0) == (322020.0, 4158980.0)
        assert np.array_equal(file.read(1), whole[40:200, 40:200])


def test_a_network_that_sees_the_whole_tile_gives_the_same_for_any_blocks(make_raster, global_model, tmp_path):
    raster = make_raster(190, 230)
    results = [classes_of(run(job(raster, global_model, tmp_path / str(block), block_px=block))) for block in (64, 128, 1000)]
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[1], results[2])
    assert (results[0] != 255).all()


def test_nodata_stays_nodata(make_raster, exact_model, tmp_path):
    def blacken(pixels):
        pixels[:, 10:50, 20:90] = 0
        pixels[0, 100, 100] = 0  # one dark channel is no gap

    raster = make_raster(120, 140, change=blacken, nodata=0)
    classes = classes_of(run(job(raster, exact_model, tmp_path / "out")))
    assert (classes[10:50, 20:90] == 255).all()
    assert classes[100, 100] != 255


def test_cancel_keeps_blocks_and_resume_gives_the_same_bytes(make_raster, exact_model, tmp_path):
    raster = make_raster(300, 300)
    options = {"tile_px": 160, "halo_px": 32, "block_px": 1, "confidence": True}
    straight = run(job(raster, exact_model, tmp_path / "a", **options))
    seen = []
    with pytest.raises(Cancelled):
        run(job(raster, exact_model, tmp_path / "b", **options), seen.append,
            lambda: sum(isinstance(e, Partial) for e in seen) >= 3)
    assert not (tmp_path / "b" / "map.tif").exists()
    plan = run(PlanJob(job(raster, exact_model, tmp_path / "b", **options)))
    assert plan.facts["finished_blocks"] == 3
    resumed = run(job(raster, exact_model, tmp_path / "b", **options))
    assert digest(straight.outputs["classes"]) == digest(resumed.outputs["classes"])
    assert digest(straight.outputs["confidence"]) == digest(resumed.outputs["confidence"])
    assert not (tmp_path / "b" / "map.landweave").exists()


def test_a_damaged_block_is_done_again(make_raster, exact_model, tmp_path):
    raster = make_raster(300, 300)
    options = {"tile_px": 160, "halo_px": 32, "block_px": 1}
    straight = run(job(raster, exact_model, tmp_path / "a", **options))
    seen = []
    with pytest.raises(Cancelled):
        run(job(raster, exact_model, tmp_path / "b", **options), seen.append,
            lambda: sum(isinstance(e, Partial) for e in seen) >= 3)
    torn = next((tmp_path / "b" / "map.landweave").glob("classes_*.tif"))
    torn.write_bytes(torn.read_bytes()[:-20])
    resumed = run(job(raster, exact_model, tmp_path / "b", **options))
    assert digest(straight.outputs["classes"]) == digest(resumed.outputs["classes"])


def test_too_little_memory_halves_the_tile_and_goes_on(make_raster, exact_model, tmp_path, monkeypatch):
    raster = make_raster(256, 256)
    whole = TorchRunner.classify_batch

    def small_only(self, pixels, valid):
        if valid.size > 200 * 200:
            raise OutOfMemoryError("pretend")
        return whole(self, pixels, valid)

    expected = untiled(raster, exact_model)
    monkeypatch.setattr(TorchRunner, "classify_batch", small_only)
    result = run(job(raster, exact_model, tmp_path / "out", halo_px=64))
    assert np.count_nonzero(classes_of(result) != expected) <= expected.size * 1e-2
    assert (classes_of(result) != 255).all()


def test_torch_reports_too_little_memory_as_such(exact_model):
    runner = TorchRunner(load_network(exact_model), "cpu")
    runner._network = lambda x: torch.empty(1 << 48)
    with pytest.raises(OutOfMemoryError):
        runner.classify(np.zeros((3, 32, 32), np.uint8), np.ones((32, 32), bool))


def test_polygons_come_with_the_map(make_raster, exact_model, tmp_path):
    raster = make_raster(120, 140)
    result = run(job(raster, exact_model, tmp_path / "out", polygons=PolygonOptions()))
    import pyogrio

    table = pyogrio.raw.read(result.outputs["polygons"])
    assert len(table[2]) == result.facts["polygons"] > 0


BAD = {
    "all nodata": ("raster.all_nodata", lambda m, t: m(40, 40, change=lambda p: p.fill(0), nodata=0), {}),
    "no such file": ("raster.missing", lambda m, t: str(t / "none.tif"), {}),
    "outside": ("region.outside", lambda m, t: m(40, 40), {"region": box(0.0, 0.0, 1.0, 1.0)}),
    "band number": ("raster.band_number", lambda m, t: m(40, 40), {"bands": (1, 2, 9)}),
}


@pytest.mark.parametrize("case", sorted(BAD))
def test_bad_input_is_named_and_leaves_nothing(case, make_raster, exact_model, tmp_path):
    code, make, options = BAD[case]
    raster = make(make_raster, tmp_path)
    with pytest.raises(JobError) as failure:
        run(job(raster, exact_model, tmp_path / "out", **options))
    assert failure.value.code == code
    assert not list((tmp_path / "out").glob("map*.tif"))


def test_a_truncated_raster_is_named(make_raster, exact_model, tmp_path):
    raster = Path(make_raster(400, 400))
    raster.write_bytes(raster.read_bytes()[: raster.stat().st_size // 2])
    with pytest.raises(JobError) as failure:
        run(job(str(raster), exact_model, tmp_path / "out"))
    assert failure.value.code == "raster.unreadable"
    assert not (tmp_path / "out" / "map.tif").exists()


def test_unnamed_bands_are_never_guessed(exact_model, tmp_path):
    path = tmp_path / "gray.tif"
    with rasterio.open(path, "w", driver="GTiff", width=40, height=40, count=4, dtype="uint16", crs="EPSG:32652",
                       photometric="MINISBLACK", transform=Affine(1, 0, 0, 0, -1, 0)) as file:
        file.write(np.ones((4, 40, 40), np.uint16))
    with pytest.raises(JobError) as failure:
        run(job(str(path), exact_model, tmp_path / "out"))
    assert failure.value.code == "raster.bands"


def test_the_shipped_model_maps_the_sample(tmp_path):
    root = Path(__file__).resolve().parents[2]
    square = box(322150.0, 4158700.0, 322300.0, 4158850.0)
    result = run(job(str(root / "resources/sample/sample.tif"), str(root / "models/default"), tmp_path / "out",
                     region=square))
    with rasterio.open(result.outputs["classes"]) as file, rasterio.open(root / "resources/sample/sample_labels.tif") as labels:
        window = labels.window(*file.bounds).round_offsets().round_lengths()
        right = (file.read(1) == labels.read(1, window=window)).mean()
    assert right > 0.6
