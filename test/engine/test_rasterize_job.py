"""Labels as a class raster, through the engine's one door."""

import json
import os

import numpy as np
import pytest
import rasterio
import shapely
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.events import Progress
from landweave.core.contract.job_parts import RasterSource
from landweave.core.contract.jobs import job_from_plain, job_to_plain
from landweave.core.contract.map_jobs import RasterizeLabelsJob
from landweave.core.engine import rasterize_job
from landweave.core.engine.run import run_job
from landweave.core.raster.labels import burn
from landweave.test import label_projects as made

SPARSE = ((3, "roof", "#d7191c"), (1, "grass", "#4dac26"), (5, "road", "#7d7d8a"))


@pytest.fixture
def image(tmp_path):
    made.write_image(tmp_path / "i.tif", 96, 160)
    return str(tmp_path / "i.tif")


def run(project, image, tmp_path, **options):
    job = RasterizeLabelsJob(str(project), RasterSource(image), str(tmp_path / "out" / "labels.tif"), **options)
    return run_job(job, lambda event: None, lambda: False)


def values(result):
    with rasterio.open(result.outputs["classes"]) as file:
        return file.read(1)


def project_of(tmp_path, **options):
    areas = [("a", "train", "elsewhere.tif", made.box(10, 10, 30, 40)), ("b", "check", "", made.box(60, 100, 36, 60))]
    labels = [("a", 3, made.box(10, 10, 20, 20)), ("a", 1, made.box(20, 20, 10, 10)), ("b", 5, made.box(50, 110, 20, 20))]
    return made.write_project(tmp_path / "p.gpkg", areas, labels, classes=SPARSE, **options)


def expected(unlabelled=255, roles=("train", "check")):
    wanted = np.full((96, 160), 255, np.uint8)
    if "train" in roles:
        wanted[10:40, 10:50] = unlabelled
        wanted[10:30, 10:30] = 3
        wanted[20:30, 20:30] = 1
    if "check" in roles:
        wanted[60:96, 100:160] = unlabelled
        wanted[60:70, 110:130] = 5  # what lies outside of the area is no label
    return wanted


def test_every_label_is_where_it_was_drawn(tmp_path, image):
    result = run(project_of(tmp_path), image, tmp_path)
    assert (values(result) == expected()).all()
    assert result.facts == {"areas": 2, "class_px": {"1": 100, "3": 300, "5": 200}}
    with rasterio.open(result.outputs["classes"]) as file, rasterio.open(image) as source:
        assert (file.transform, file.crs, file.nodata) == (source.transform, source.crs, 255)
        assert file.colormap(1)[3] == (215, 25, 28, 255)
        assert [file.tags(1)[f"class_{v}"] for v in (1, 3, 5)] == ["grass", "roof", "road"]
    assert sorted(os.listdir(tmp_path / "out")) == ["labels.tif", "labels.tif.aux.xml"]


def test_unlabelled_pixels_of_an_area_may_be_a_class_and_roles_choose_areas(tmp_path, image):
    project = project_of(tmp_path, unlabelled="class:1")
    assert (values(run(project, image, tmp_path)) == expected(1)).all()
    assert (values(run(project, image, tmp_path, roles=("check",))) == expected(1, ("check",))).all()


@pytest.mark.parametrize("block_px", [16, 37, 512])
def test_blocks_do_not_show(tmp_path, image, monkeypatch, block_px):
    monkeypatch.setattr(rasterize_job, "BLOCK_PX", block_px)
    assert (values(run(project_of(tmp_path), image, tmp_path)) == expected()).all()


def test_only_blocks_with_labels_are_burnt(tmp_path, image, monkeypatch):
    seen = []
    monkeypatch.setattr(rasterize_job, "BLOCK_PX", 32)
    monkeypatch.setattr(rasterize_job, "burn", lambda place, window: (seen.append(window), burn(place, window))[1])
    run(project_of(tmp_path), image, tmp_path)
    assert {(w.row // 32, w.col // 32) for w in seen} == {(0, 0), (0, 1), (1, 0), (1, 1), (1, 3), (1, 4), (2, 3), (2, 4)}


def test_a_raster_of_another_crs_and_a_large_pixel(tmp_path):
    """The grid is the raster's own, also where no model would take its resolution."""
    made.write_image(tmp_path / "i.tif", 12, 20, resolution_m=4.0, bands=1)
    project = made.write_project(tmp_path / "p.gpkg", [("a", "train", "", made.box(0, 0, 96, 160))],
                                 [("a", 1, made.box(0, 0, 96, 80))])
    found = values(run(project, str(tmp_path / "i.tif"), tmp_path))
    assert (found[:, :10] == 1).all()
    assert (found[:, 10:] == 255).all()


def test_what_cannot_be_done_is_said_and_leaves_nothing(tmp_path, image):
    far = made.write_project(tmp_path / "far.gpkg", [("a", "train", "", shapely.box(0, 0, 10, 10))],
                             [("a", 1, shapely.box(0, 0, 10, 10))])
    with pytest.raises(JobError) as error:
        run(far, image, tmp_path)
    assert error.value.code == "data.no_labels"
    project = project_of(tmp_path)
    with pytest.raises(JobError) as error:
        run(project, str(tmp_path / "no.tif"), tmp_path)
    assert error.value.code == "raster.missing"
    job = RasterizeLabelsJob(str(project), RasterSource(image), str(tmp_path / "out" / "labels.tif"))
    with pytest.raises(Cancelled):
        run_job(job, lambda event: None, lambda: True)
    assert os.listdir(tmp_path / "out") == []


def test_progress_and_the_wire(tmp_path, image):
    job = RasterizeLabelsJob(str(project_of(tmp_path)), RasterSource(image), str(tmp_path / "labels.tif"), ("train",))
    assert job_from_plain(json.loads(json.dumps(job_to_plain(job)))) == job
    events = []
    run_job(job, events.append, lambda: False, "9")
    told = [(e.id, e.stage, e.done, e.total) for e in events if isinstance(e, Progress)]
    assert told == [("9", "rasterize", 0, 1), ("9", "rasterize", 1, 1)]
    with pytest.raises(JobError):
        RasterizeLabelsJob("p", RasterSource("r"), "o", ("test",)).validate()
