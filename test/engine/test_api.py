"""The Python API: the names, what they do, and that the command line builds the same jobs."""

import inspect
import subprocess
import sys
from pathlib import Path

import landweave
import pytest
import rasterio
from landweave.core.contract.errors import JobError
from landweave.core.contract.events import Progress
from landweave.core.contract.jobs import JOB_TYPES, SegmentJob
from landweave.core.engine import api, cli
from landweave.core.engine.map_cli import map_job
from landweave.core.engine.model_names import DEFAULT_MODEL, model_folder
from landweave.core.engine.segment_cli import segment_jobs

BOOT = Path(api.__file__).with_name("boot.py")


def test_the_package_has_the_apis_names_and_no_others():
    assert sorted(landweave._API) == sorted(api.__all__)
    assert landweave.segment is api.segment
    assert set(api.__all__) <= set(dir(landweave))
    with pytest.raises(AttributeError, match="no attribute 'segmnt'"):
        landweave.segmnt  # noqa: B018


def test_every_public_name_is_documented_and_typed():
    for name in api.__all__:
        thing = getattr(api, name)
        assert thing.__doc__, name
        if inspect.isfunction(thing):
            hints = inspect.signature(thing)
            assert hints.return_annotation is not inspect.Signature.empty, name
            assert all(p.annotation is not inspect.Parameter.empty for p in hints.parameters.values()), name


def test_importing_it_needs_neither_qgis_nor_a_heavy_library():
    code = ("import runpy, sys; runpy.run_path(sys.argv[1]); import landweave; landweave.segment; landweave.list_models()\n"
            "heavy = {'torch', 'numpy', 'rasterio', 'scipy', 'qgis'} & set(sys.modules); assert not heavy, heavy")
    done = subprocess.run([sys.executable, "-c", code, str(BOOT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def parsed(*arguments):
    return cli.parser().parse_args(arguments)


def test_the_command_line_builds_the_same_jobs():
    assert segment_jobs(parsed("segment", "t.tif", "--output", "o", "--bands", "3,2,1", "--confidence", "--workers", "2")) == [
        api.segment_job("t.tif", "o", bands=(3, 2, 1), confidence=True, workers=2)]
    assert map_job(parsed("polygonize", "m.tif", "p.FGB", "--only", "1,4", "--class", "1=road", "--min-area-m2", "9")) == \
        api.polygonize_job("m.tif", "p.FGB", only=(1, 4), names={1: "road"}, min_area_m2=9)
    assert api.polygonize_job("m.tif", "p.FGB").options.format == "FlatGeobuf"
    assert map_job(parsed("evaluate", "m.tif", "o", "--points", "p.gpkg", "--class-field", "k", "--level", "0.9")) == \
        api.evaluate_job("m.tif", "o", points="p.gpkg", class_field="k", level=0.9)
    both = map_job(parsed("evaluate", "m", "o", "--project", "p", "--role", "check", "--role", "train", "--source", "i.tif"))
    assert both == api.evaluate_job("m", "o", project="p", roles=("check", "train"), sources=("i.tif",))
    assert map_job(parsed("chips", "p.gpkg", "o", "--chip-px", "128")) == api.export_chips_job("p.gpkg", "o", chip_px=128)
    train = api.train_job("p.gpkg", Path("out/town"), "quick", changes={"epochs": 3})
    typed = parsed("train", "--data", "p.gpkg", "--output", "out/town", "--preset", "quick", "--change", "epochs=3")
    assert cli._job(typed) == train
    assert cli._job(parsed("suggest", "m.tif", "--count", "3", "--bands", "1")) == api.suggest_job("m.tif", count=3, bands=(1,))


def test_jobs_of_every_builder_are_jobs():
    built = {type(job) for job in (api.import_model_job("a", "b", name="n"), api.export_model_job(DEFAULT_MODEL, "b"),
                                   api.check_model_job(""), api.plan_job(api.segment_job("a", "b")))}
    assert built <= set(JOB_TYPES.values())
    with pytest.raises(JobError, match=r"\.gpkg"):
        api.polygonize_job("m.tif", "p.txt")


def test_a_script_maps_and_evaluates_without_a_guard(fixed_raster, exact_model, tmp_path):
    """A plain script, as people write them: no `if __name__`, though worker processes are started."""
    script = tmp_path / "script.py"
    script.write_text(
        f"import runpy; runpy.run_path({str(BOOT)!r})\nimport landweave\nprint('once')\n"
        f"r = landweave.segment({fixed_raster!r}, 'maps', {exact_model!r}, name='m', tile_px=160, halo_px=32, threads=1)\n"
        "print(landweave.polygonize(r.outputs['classes'], 'p.fgb').facts['polygons'] == r.facts['polygons'] > 0)\n"
        "print(landweave.evaluate(r.outputs['classes'], 'rep', reference=r.outputs['classes']).facts['pixel_accuracy'])\n")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout.split() == ["once", "True", "1.0"], done.stderr
    with rasterio.open(tmp_path / "maps" / "m.tif") as file:
        assert (file.height, file.width) == (300, 330)


def test_events_and_cancel(fixed_raster, exact_model, tmp_path):
    events = []
    job = api.segment_job(fixed_raster, tmp_path, exact_model, polygons=None, threads=1, tile_px=160, halo_px=32)
    with pytest.raises(api.Cancelled):
        api.run(job, events.append, lambda: any(isinstance(e, Progress) and e.done > 0 for e in events))
    assert isinstance(job, SegmentJob)
    plan = api.plan(job).facts
    assert plan["memory_mb"] > 500
    with pytest.raises(JobError):
        api.run(api.evaluate_job("", "o"))


def test_models_by_name(tmp_path, exact_model, monkeypatch):
    assert (model_folder(""), model_folder(exact_model)) == (DEFAULT_MODEL, exact_model)
    assert model_folder(" landweave AERIAL 5 classes") == model_folder("Default") == DEFAULT_MODEL
    with pytest.raises(JobError, match="'Landweave aerial 5 classes'"):
        model_folder("small")
    monkeypatch.setenv("LANDWEAVE_MODELS", str(Path(exact_model).parent))
    assert model_folder("SMALL") == exact_model
    (Path(exact_model).parent / "broken").mkdir(exist_ok=True)
    (Path(exact_model).parent / "broken" / "model.json").write_text("{")
    assert [card.name for card in api.list_models().values()] == ["Landweave aerial 5 classes", "small"]


def test_a_zip_is_a_model(fixed_raster, exact_model, tmp_path):
    zipped = tmp_path / "small.zip"
    api.export_model(exact_model, zipped)
    options = {"polygons": None, "threads": 1, "tile_px": 160, "halo_px": 32}
    result = api.segment(fixed_raster, tmp_path / "z", zipped, **options)
    other = api.segment(fixed_raster, tmp_path / "f", exact_model, **options)
    assert Path(result.outputs["classes"]).read_bytes() == Path(other.outputs["classes"]).read_bytes()
