"""Polygons of a class raster that is there already."""

import numpy as np
import pyogrio
import pytest
import rasterio
from affine import Affine
from landweave.core.contract.card import ClassInfo
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.events import Progress
from landweave.core.contract.job_parts import PolygonOptions
from landweave.core.contract.map_jobs import PolygonizeJob
from landweave.core.engine.run import run_job
from landweave.core.raster.class_file import write_block, write_cog, write_mosaic
from landweave.core.raster.grid import Window
from landweave.test import label_projects as made
from rasterio.crs import CRS

PLACE = Affine(0.5, 0, made.X0, 0, -0.5, made.Y0)
CLASSES = [ClassInfo(0, "roof <a>", "#d7191c"), ClassInfo(1, "grass", "#000000"), ClassInfo(2, "road", "#7d7d8a")]


@pytest.fixture
def values():
    image = np.ones((40, 50), np.uint8)
    image[5:15, 10:30], image[20:22, 20:24], image[:, 40:] = 0, 2, 255
    return image


@pytest.fixture
def ours(values, tmp_path):
    """A class raster as a run writes it."""
    whole = Window(0, 0, *values.shape)
    write_block(tmp_path / "b.tif", values, PLACE, CRS.from_string(made.CRS), 255)
    write_mosaic(tmp_path / "m.vrt", [("b.tif", whole)], whole, PLACE, CRS.from_string(made.CRS), 255, CLASSES)
    write_cog(tmp_path / "m.vrt", tmp_path / "map.tif", int((values != 255).sum()))
    return str(tmp_path / "map.tif")


def run(job, events=None, cancelled=lambda: False):
    return run_job(job, (events if events is not None else []).append, cancelled, "7")


def rows_of(path):
    meta, _, _, columns = pyogrio.raw.read(path)
    return dict(zip(meta["fields"], columns))


def test_names_and_colours_are_the_rasters(ours, tmp_path):
    events = []
    result = run(PolygonizeJob(ours, str(tmp_path / "p.gpkg")), events)
    rows = rows_of(result.outputs["polygons"])
    assert sorted(zip(rows["class"].tolist(), rows["class_name"])) == [(0, "roof <a>"), (1, "grass"), (2, "road")]
    assert sorted(rows["area_m2"].round(0).tolist()) == [2, 50, 348]
    facts = {area["name"]: area for area in result.facts["areas"]}
    assert [facts[c.name]["color"] for c in (CLASSES[0], CLASSES[2])] == ["#d7191c", "#7d7d8a"]
    assert (result.facts["polygons"], facts["road"]["polygons"]) == (3, 1)
    progress = [(e.stage, e.done, e.total) for e in events if isinstance(e, Progress)]
    assert progress[-1] == ("polygons", 1, 1)


def test_options_names_and_colours_of_the_job_win(ours, tmp_path):
    job = PolygonizeJob(ours, str(tmp_path / "p.geojson"), options=PolygonOptions("GeoJSON", min_area_m2=5, classes=(0, 1)),
                        names={"1": "Wiese"}, colors={"1": "#123456"})
    result = run(job)
    assert sorted(rows_of(result.outputs["polygons"])["class_name"]) == ["Wiese", "roof <a>"]
    assert [(a["name"], a["color"]) for a in result.facts["areas"]] == [("roof <a>", "#d7191c"), ("Wiese", "#123456")]


def test_confidence_is_in_the_fields(ours, values, tmp_path):
    write_block(tmp_path / "c.tif", np.full_like(values, 51), PLACE, CRS.from_string(made.CRS), 0)
    result = run(PolygonizeJob(ours, str(tmp_path / "p.fgb"), str(tmp_path / "c.tif"), PolygonOptions("FlatGeobuf")))
    assert rows_of(result.outputs["polygons"])["confidence_mean"].tolist() == pytest.approx([0.2] * 3)


def test_another_programs_nodata_is_no_class(values, tmp_path):
    with rasterio.open(tmp_path / "o.tif", "w", driver="GTiff", width=50, height=40, count=1, dtype="uint8", nodata=0,
                       transform=PLACE, crs=made.CRS) as file:
        file.write(values, 1)
    result = run(PolygonizeJob(str(tmp_path / "o.tif"), str(tmp_path / "p.gpkg")))
    assert sorted(rows_of(result.outputs["polygons"])["class"].tolist()) == [1, 2]
    assert [(a["name"], a["value"]) for a in result.facts["areas"]] == [("1", 1), ("2", 2)]


def test_a_companions_category_names_are_used(values, tmp_path):
    write_block(tmp_path / "o.tif", values, PLACE, None, 255)
    (tmp_path / "o.tif.aux.xml").write_text('<PAMDataset><PAMRasterBand band="1"><CategoryNames><Category>a</Category>'
                                            "<Category/><Category>c</Category></CategoryNames></PAMRasterBand></PAMDataset>")
    result = run(PolygonizeJob(str(tmp_path / "o.tif"), str(tmp_path / "p.gpkg")))
    assert [(a["name"], a["area_m2"]) for a in result.facts["areas"]] == [("a", None), ("1", None), ("c", None)]


def test_nothing_to_draw_is_said(values, tmp_path):
    write_block(tmp_path / "o.tif", np.full_like(values, 255), PLACE, None, 255)
    result = run(PolygonizeJob(str(tmp_path / "o.tif"), str(tmp_path / "p.gpkg")))
    assert [w["code"] for w in result.facts["warnings"]] == ["polygonize.nothing"]
    assert (tmp_path / "p.gpkg").exists()


def test_failures_and_cancel_keep_the_older_file(ours, values, tmp_path):
    (tmp_path / "p.gpkg").write_text("older")
    write_block(tmp_path / "small.tif", values[:9], PLACE, None, 0)
    for job, code in ((PolygonizeJob(str(tmp_path / "no.tif"), str(tmp_path / "p.gpkg")), "raster.missing"),
                      (PolygonizeJob(ours, str(tmp_path / "p.gpkg"), str(tmp_path / "small.tif")), "raster.unreadable")):
        with pytest.raises(JobError) as raised:
            run(job)
        assert raised.value.code == code
    with pytest.raises(Cancelled):
        run(PolygonizeJob(ours, str(tmp_path / "p.gpkg")), cancelled=lambda: True)
    assert (tmp_path / "p.gpkg").read_text() == "older"
    assert not (tmp_path / ".p.gpkg.part").exists()
