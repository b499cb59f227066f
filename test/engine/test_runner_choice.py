"""Which library runs a model, and that every kind of package can be mapped."""

import functools
import json
import os

import numpy as np
import onnxruntime
import pytest
import rasterio
from landweave.core.contract.card import Band, ClassInfo, load_card
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.events import Log, Partial
from landweave.core.contract.jobs import PlanJob
from landweave.core.engine import runner_choice
from landweave.core.engine.runner_choice import Speeds, choose_runner, is_worth_measuring, known_speeds, measure_speeds
from landweave.models.onnx_import import import_onnx
from landweave.test.engine.conftest import COLORS
from landweave.test.engine.jobs import classes_of, digest, dying, failing, job, run
from landweave.test.models.onnx_files import segmenter


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("LANDWEAVE_HOME", str(tmp_path / "home"))


def imported(folder, **network):
    """A package with an ONNX file that somebody has described."""
    path = segmenter(os.path.join(folder, "net.onnx"), **network)
    package = os.path.join(folder, "model")
    import_onnx(path, package, bands=[Band(name, name) for name in ("red", "green", "blue")], resolution_m=0.5, dtype="uint8",
                classes=[ClassInfo(i, f"class {i}", color) for i, color in enumerate(COLORS)])
    return package


def never():
    return False


@pytest.fixture
def keep(exact_model):
    """Say what was measured for the model on one thread."""
    card = load_card(exact_model)

    def write(*speeds):
        runner_choice._keep(runner_choice._key(card, 1), Speeds(*speeds))
        return card

    return write


def test_measured_once_and_kept(exact_model):
    card = load_card(exact_model)
    assert known_speeds(card, 1) is None
    found = measure_speeds(exact_model, card, 1, never)
    assert found.torch > 0
    assert found.onnx > 0
    assert found.problem == ""
    assert known_speeds(card, 1) == found
    assert known_speeds(card, 2) is None


def test_a_cancel_ends_the_measurement(exact_model):
    with pytest.raises(Cancelled):
        measure_speeds(exact_model, load_card(exact_model), 1, lambda: True)
    assert known_speeds(load_card(exact_model), 1) is None


@pytest.mark.parametrize(("speeds", "kind"), [((1.0, 1.3), "onnx"), ((1.0, 1.05), "torch"), ((1.0, 0.0, "cannot"), "torch")])
def test_the_faster_one_is_taken_where_it_is_clearly_faster(exact_model, fixed_raster, tmp_path, keep, speeds, kind):
    card = keep(*speeds)
    choice = choose_runner(job(fixed_raster, exact_model, tmp_path, device="cpu"), card, 1)
    assert choice.kind == kind
    assert ("ONNX Runtime is 1.30 times as fast" in choice.reason) == (kind == "onnx")


@pytest.mark.parametrize("options", [{"runner": "torch"}, {"executor": "dask://host:1"}], ids=str)
def test_where_somebody_has_chosen_or_other_computers_work_it_stays(exact_model, fixed_raster, tmp_path, keep, options):
    card = keep(1.0, 3.0)
    what = job(fixed_raster, exact_model, tmp_path, **options)
    assert choose_runner(what, card, 1).kind == "torch"
    assert not is_worth_measuring(what, card, 2, 1000.0)


def test_only_large_unmeasured_maps_are_worth_it(exact_model, fixed_raster, tmp_path, keep):
    card, what = load_card(exact_model), job(fixed_raster, exact_model, tmp_path, device="cpu")
    assert is_worth_measuring(what, card, 1, 1000.0)
    assert not is_worth_measuring(what, card, 1, 10.0)
    keep(1.0, 1.0)
    assert not is_worth_measuring(what, card, 1, 1000.0)


@pytest.mark.parametrize("text", ["", "[]", "{", json.dumps({"x": 1})])
def test_a_damaged_file_of_speeds_is_no_obstacle(exact_model, tmp_path, text):
    folder = tmp_path / "home" / "cache" / "onnx"
    folder.mkdir(parents=True)
    (folder / runner_choice.SPEEDS_FILE).write_text(text)
    assert known_speeds(load_card(exact_model), 1) is None


def test_a_large_map_measures_says_so_and_plans_know_it_then(exact_model, fixed_raster, tmp_path, monkeypatch):
    monkeypatch.setattr(runner_choice, "WORTH_MPX", 0.0)
    seen = []
    what = job(fixed_raster, exact_model, tmp_path / "out", device="cpu")
    result = run(what, seen.append)
    said = [event.code for event in seen if isinstance(event, Log)]
    assert said == ["segment.measuring", "segment.measured"]
    found = known_speeds(load_card(exact_model), 1)
    kind = "onnx" if found.ratio() >= runner_choice.WORTH_RATIO else "torch"
    assert result.facts["runner"] == kind
    assert run(PlanJob(what)).facts["runner"] == kind


def test_a_begun_map_goes_on_with_the_library_that_began_it(exact_model, fixed_raster, tmp_path, keep):
    what = job(fixed_raster, exact_model, tmp_path / "out", device="cpu", tile_px=160, halo_px=32, block_px=1)
    seen = []
    with pytest.raises(Cancelled):
        run(what, seen.append, lambda: sum(isinstance(event, Partial) for event in seen) >= 3)
    keep(1.0, 3.0)  # measured for another map meanwhile
    facts = run(PlanJob(what)).facts
    assert (facts["runner"], facts["finished_blocks"]) == ("torch", 3)
    assert run(what).facts["runner"] == "torch"
    assert run(PlanJob(what)).facts["runner"] == "onnx"  # it is finished; a new one may choose


@pytest.mark.parametrize("failing_by", [dying, failing], ids=["crash", "error"])
def test_a_failed_measurement_decides_for_torch_and_stops_no_map(exact_model, fixed_raster, tmp_path, monkeypatch, failing_by):
    problem = 9 if failing_by is dying else JobError("memory.job", reason="none left")
    monkeypatch.setattr(runner_choice, "WORTH_MPX", 0.0)
    monkeypatch.setattr(runner_choice, "_measure", functools.partial(_instead, failing_by, problem))
    assert run(job(fixed_raster, exact_model, tmp_path / "out", device="cpu")).facts["runner"] == "torch"
    assert known_speeds(load_card(exact_model), 1).problem
    assert known_speeds(load_card(exact_model), 1).ratio() == 0


def _instead(function, argument, _folder, _threads, report):
    function(argument, report)


def test_both_libraries_give_the_same_classes(exact_model, fixed_raster, tmp_path):
    maps = [run(job(fixed_raster, exact_model, tmp_path / kind, runner=kind, tile_px=160)) for kind in ("torch", "onnx")]
    assert [result.facts["runner"] for result in maps] == ["torch", "onnx"]
    first, second = (classes_of(result) for result in maps)
    assert np.count_nonzero(first != second) <= first.size * 1e-4


def test_bytes_by_onnx_runtime_do_not_depend_on_processes(exact_model, fixed_raster, tmp_path):
    options = {"runner": "onnx", "tile_px": 160, "block_px": 1}
    alone = run(job(fixed_raster, exact_model, tmp_path / "one", **options))
    crew = run(job(fixed_raster, exact_model, tmp_path / "two", workers=2, **options))
    assert digest(alone.outputs["classes"]) == digest(crew.outputs["classes"])


@pytest.mark.parametrize(("network", "workers"), [
    ({"pool": 4}, 1), ({"size": 64}, 2), ({"end": "ArgMax"}, 1), ({"end": "Softmax", "layout": "NHWC"}, 1),
    ({"pad": 0, "pool": 2}, 1)], ids=str)
def test_an_imported_onnx_file_is_mapped(tmp_path, fixed_raster, network, workers):
    """Free and fixed sizes, classes or shares as output, a map that is smaller than the image; also in worker processes."""
    folder = imported(tmp_path, **network)
    result = run(job(fixed_raster, folder, tmp_path / "out", workers=workers, tile_px=0 if "size" in network else 256,
                     block_px=1))
    classes = classes_of(result)
    with rasterio.open(fixed_raster) as file:
        assert classes.shape == file.shape
    assert set(np.unique(classes)) <= {0, 1, 2}
    assert len(np.unique(classes)) > 1
    assert result.facts["runner"] == "onnx"
    assert sum(area["pixels"] for area in result.facts["areas"]) == classes.size


def test_a_plan_of_an_onnx_file(tmp_path, fixed_raster):
    folder = imported(tmp_path)
    facts = run(PlanJob(job(fixed_raster, folder, tmp_path / "out"))).facts
    assert facts["runner"] == "onnx"
    assert facts["seconds"] > 0
    assert "CUDAExecutionProvider" in onnxruntime.get_available_providers() or facts["device"] == "cpu"


def test_torch_cannot_be_asked_to_run_an_onnx_file(tmp_path, fixed_raster):
    """There is nothing to choose; the file's own runner is taken."""
    folder = imported(tmp_path)
    assert run(job(fixed_raster, folder, tmp_path / "out", runner="torch")).facts["runner"] == "onnx"


def test_an_unknown_runner_is_refused(exact_model, fixed_raster, tmp_path):
    with pytest.raises(JobError, match="runner must be one of auto, torch, onnx, found 'tf'"):
        job(fixed_raster, exact_model, tmp_path, runner="tf").validate()


def test_exported_networks_stand_in_the_cache_of_this_computer(exact_model, fixed_raster, tmp_path):
    run(job(fixed_raster, exact_model, tmp_path / "out", runner="onnx"))
    names = os.listdir(tmp_path / "home" / "cache" / "onnx")
    assert [name.endswith(".onnx") for name in names] == [True]
