"""Jobs cross the border whole, and a job that can never be right is refused before anything starts."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from landweave.core.contract.card import Band
from landweave.core.contract.errors import JobError
from landweave.core.contract.job_parts import PolygonOptions, RasterSource, Region
from landweave.core.contract.jobs import JOB_TYPES, DoctorJob, PlanJob, SegmentJob, TrainJob, job_from_plain, job_to_plain
from landweave.core.contract.model_jobs import ImportModelJob

SEGMENT = SegmentJob(
    RasterSource("/a ü.tif", ("OVERVIEW_LEVEL=1",), "EPSG", (3, 2, 1), -9999.0),
    "/m",
    "/o",
    "scene_classes",
    Region(((((0.0, 0.5), (1.0, 0.0), (1.0, 1.0)),),), "EPSG:4326"),
    PolygonOptions(min_area_m2=2.0),
)


def through_json(job):
    return job_from_plain(json.loads(json.dumps(job_to_plain(job))))


@pytest.mark.parametrize(
    "job", [SEGMENT, PlanJob(SEGMENT), DoctorJob(), TrainJob({"epochs": 3}, "/o"), SegmentJob(RasterSource("a"), "m", "o", "n")]
)
def test_a_job_arrives_as_it_was_sent(job):
    assert through_json(job) == job


def test_a_jobs_own_fields_do_not_hide_what_kind_of_job_it_is():
    assert [cls for cls in JOB_TYPES.values() if "kind" in {f.name for f in dataclasses.fields(cls)}] == []
    job = ImportModelJob("a.onnx", "/m", "onnx", bands=(Band("red", "red", 0.65),))
    assert through_json(job) == job


points = st.tuples(st.floats(-1e7, 1e7), st.floats(-1e7, 1e7))


@given(st.lists(st.lists(st.lists(points, min_size=3, max_size=6), min_size=1, max_size=3), max_size=3))
def test_regions_keep_every_digit(polygons):
    region = Region(tuple(tuple(tuple(ring) for ring in polygon) for polygon in polygons))
    job = dataclasses.replace(SEGMENT, region=region)
    assert through_json(job).region == region


def test_unknown_fields_are_ignored():
    plain = job_to_plain(SEGMENT)
    plain["future"] = 1
    plain["raster"]["future"] = {}
    assert job_from_plain(plain) == SEGMENT


@pytest.mark.parametrize(
    ("change", "said"),
    [({"raster": RasterSource("")}, "no raster"), ({"model": ""}, "no model"), ({"output_dir": ""}, "output folder"),
     ({"name": ""}, "name"), ({"name": "a/b"}, "name"), ({"name": "con:"}, "name"),
     ({"name": ".."}, "name"), ({"name": "a\n"}, "name"),
     ({"raster": RasterSource("a", bands=(0, 1))}, "band"), ({"tile_px": -1}, "tile_px"), ({"halo_px": -2}, "halo_px"),
     ({"batch": -1}, "batch"), ({"block_px": -1}, "block_px"), ({"workers": 0}, "workers"), ({"device": "gpu"}, "device"),
     ({"device": "cuda:"}, "device"), ({"polygons": PolygonOptions(format="DXF")}, "DXF"),
     ({"polygons": PolygonOptions(min_area_m2=-1)}, "min_area_m2"), ({"polygons": PolygonOptions(simplify_m=-1)}, "simplify_m")],
)  # fmt: skip
def test_a_job_that_can_never_be_right(change, said):
    job = dataclasses.replace(SEGMENT, **change)
    for call in (job.validate, PlanJob(job).validate, lambda: through_json(job)):
        with pytest.raises(JobError, match=said) as caught:
            call()
        assert caught.value.code == "job.invalid"


@pytest.mark.parametrize("device", ["auto", "cpu", "mps", "cuda", "cuda:3"])
def test_devices(device):
    dataclasses.replace(SEGMENT, device=device).validate()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [(("raster",), None, "raster"), (("raster", "path"), 5, "raster.path"), (("raster", "bands"), [1.5], r"raster.bands\[0\]"),
     (("region", "polygons"), [[[[0]]]], r"region.polygons\[0\]\[0\]\[0\]"), (("confidence",), 1, "confidence"),
     (("tile_px",), "big", "tile_px"), (("tile_px",), True, "tile_px"), (("raster", "nodata"), "none", "raster.nodata")],
)  # fmt: skip
def test_a_wrong_type_is_named(path, value, said):
    plain = job_to_plain(SEGMENT)
    place = plain
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(JobError, match=said):
        job_from_plain(plain)


@pytest.mark.parametrize("kind", ["future", None, 5, ["segment"]])
def test_an_unknown_kind(kind):
    with pytest.raises(JobError) as caught:
        job_from_plain({"kind": kind})
    assert caught.value.code == "job.kind"


def test_a_missing_field_is_named():
    plain = job_to_plain(SEGMENT)
    del plain["model"]
    with pytest.raises(JobError, match="model"):
        job_from_plain(plain)
