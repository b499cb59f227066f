"""Maps against what is known, through the engine's one door: numbers, report, what is refused."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.events import Log, Progress
from landweave.core.contract.jobs import job_from_plain, job_to_plain
from landweave.core.contract.map_jobs import EvaluateJob
from landweave.core.engine import evaluate_job
from landweave.core.engine.run import run_job
from landweave.core.raster.accuracy import stratified
from landweave.test import label_projects as made
from pyproj import Geod

SIZE = 60
NAMES = {"0": "roof", "1": "grass", "2": "road"}
PLACE = Affine(made.RESOLUTION_M, 0, made.X0, 0, -made.RESOLUTION_M, made.Y0)


def write(path, values, transform=PLACE, crs=made.CRS, names=NAMES):
    with rasterio.open(path, "w", driver="GTiff", width=values.shape[1], height=values.shape[0], count=1, dtype=values.dtype,
                       crs=crs, transform=transform, nodata=255) as file:
        file.write(values, 1)
        file.update_tags(1, **{f"class_{value}": name for value, name in names.items()})
        file.write_colormap(1, {0: (215, 25, 28), 1: (77, 172, 38), 2: (125, 125, 138)})
    return str(path)


@pytest.fixture
def land(tmp_path):
    """Truth and a map that is wrong in a tenth of the pixels and has a gap; both as arrays and files."""
    rng = np.random.default_rng(1)
    truth = np.kron(rng.choice(3, (6, 6), p=[0.2, 0.6, 0.2]), np.ones((10, 10))).astype(np.uint8)
    shown = np.where(rng.random(truth.shape) < 0.1, rng.integers(0, 3, truth.shape), truth).astype(np.uint8)
    shown[:5, :7] = 255
    return truth, shown, write(tmp_path / "map.tif", shown)


def run(job, events=None, cancelled=lambda: False):
    result = run_job(job, (events if events is not None else []).append, cancelled, "7")
    assert json.loads(json.dumps(result.facts, allow_nan=False)) == result.facts
    return result.facts


def refusal(job):
    with pytest.raises(JobError) as raised:
        run(job)
    assert not Path(job.output_dir).exists()
    return raised.value


def by_name(facts):
    return {c["name"]: c for c in facts["classes"]}


@pytest.mark.parametrize("most_counters", [0, evaluate_job.MOST_COUNTERS])
def test_a_reference_raster(land, tmp_path, monkeypatch, most_counters):
    truth, shown, path = land
    monkeypatch.setattr(evaluate_job, "MOST_COUNTERS", most_counters)
    monkeypatch.setattr(evaluate_job, "WINDOW_PX", 17)
    job = EvaluateJob(path, str(tmp_path / "out"), reference=write(tmp_path / "truth.tif", truth))
    facts = run(job)
    valid = shown != 255
    expected = np.zeros((3, 3), int)
    np.add.at(expected, (shown[valid], truth[valid]), 1)
    assert facts["confusion"] == expected.tolist()
    assert (facts["estimator"], facts["reference_kind"], facts["coverage"]) == ("whole", "raster", 1.0)
    assert facts["overall_accuracy"]["value"] == pytest.approx(np.mean(shown[valid] == truth[valid]), rel=1e-6)
    for value, name in enumerate(NAMES.values()):
        one = by_name(facts)[name]
        assert one["pixels"] == (shown == value).sum()
        assert one["mapped_area"] == pytest.approx((shown == value).sum() * 0.25, rel=2e-3)  # the map projection's scale
        assert one["area"]["value"] == pytest.approx((truth[valid] == value).sum() * 0.25, rel=2e-3)
        assert one["area"]["low"] == one["area"]["value"] == one["area"]["high"]
    assert by_name(facts)["road"]["color"] == "#7d7d8a"
    assert facts["warnings"] == []


def test_a_reference_of_a_part_has_no_interval(land, tmp_path):
    truth, _, path = land
    truth[:, 30:] = 255
    facts = run(EvaluateJob(path, str(tmp_path / "out"), reference=write(tmp_path / "truth.tif", truth)))
    assert (facts["estimator"], [w["code"] for w in facts["warnings"]]) == ("part", ["evaluate.part"])
    assert by_name(facts)["grass"]["area"]["low"] is None
    assert by_name(facts)["grass"]["area"]["value"] > 0


def write_points(path, rows, cols, contents):
    x, y = PLACE @ (cols + 0.5, rows + 0.5)
    pyogrio.raw.write(str(path), shapely.to_wkb(shapely.points(x, y)), [np.array(contents, object)], ["kind"], driver="GPKG",
                      geometry_type="Point", crs=made.CRS)
    return str(path)


def test_points_give_the_papers_estimates(land, tmp_path):
    truth, shown, path = land
    rows, cols = np.random.default_rng(6).integers(0, SIZE, (2, 400))
    contents = [NAMES[str(truth[r, c])].upper() for r, c in zip(rows, cols)]
    points = write_points(tmp_path / "p.gpkg", rows, cols, [*contents[:-1], None])
    facts = run(EvaluateJob(path, str(tmp_path / "out"), points=points, class_field="kind", level=0.9))
    counts = np.zeros((3, 3), int)
    for r, c in list(zip(rows, cols))[:-1]:
        if shown[r, c] != 255:
            counts[shown[r, c], truth[r, c]] += 1
    areas = [by_name(facts)[name]["mapped_area"] for name in NAMES.values()]
    expected = stratified(counts, areas, 0.9)
    assert (facts["confusion"], facts["estimator"], facts["units"]) == (counts.tolist(), "stratified", counts.sum())
    grass = by_name(facts)["grass"]
    assert grass["area"]["value"] == pytest.approx(expected.shares[1] * sum(areas))
    half = expected.quantile * expected.shares_error[1] * sum(areas)
    assert grass["area"]["high"] - grass["area"]["value"] == pytest.approx(half)
    assert grass["producers_accuracy"]["value"] == pytest.approx(expected.producers[1])
    assert {"evaluate.without_class", "evaluate.no_data"} <= {w["code"] for w in facts["warnings"]}


def test_check_areas_are_clusters_and_training_areas_are_said(land, tmp_path):
    truth, shown, path = land
    areas = [(str(i), "train" if i == 5 else "check", "i.tif", made.box(10 * i, 10 * i, 10, 10)) for i in range(6)]
    labels = [(str(i), int(truth[10 * i, 10 * i]), made.box(10 * i, 10 * i, 10, 10)) for i in range(6)]
    project = str(made.write_project(tmp_path / "p.gpkg", areas, labels))
    events = []
    facts = run(EvaluateJob(path, str(tmp_path / "out"), project=project), events)
    compared = sum((shown[10 * i:10 * i + 10, 10 * i:10 * i + 10] != 255).sum() for i in range(5))
    assert (facts["compared_pixels"], facts["units"], facts["estimator"]) == (compared, 5, "clusters")
    assert facts["overall_accuracy"]["low"] < facts["overall_accuracy"]["value"] < 1
    assert "evaluate.few_units" in [e.code for e in events if isinstance(e, Log)]
    both = run(EvaluateJob(path, str(tmp_path / "both"), project=project, roles=("train", "check")))
    assert (both["units"], "evaluate.train_areas" in {w["code"] for w in both["warnings"]}) == (6, True)


def test_areas_in_degrees_are_those_of_the_ellipsoid(tmp_path):
    """Rows from the equator to 60 degrees: a degree square is only half as large there."""
    place = Affine(1, 0, 10, 0, -1, 60)
    values = np.zeros((60, 4), np.uint8)
    values[:10] = 1
    path = write(tmp_path / "m.tif", values, place, "EPSG:4326")
    facts = run(EvaluateJob(path, str(tmp_path / "out"), reference=path))
    for name, south, north in (("grass", 50, 60), ("roof", 0, 50)):
        along = np.linspace(10, 14, 401)  # parallels are no geodesics: many short steps along them
        lats = np.repeat([south, north], 401)
        ring = np.column_stack([np.concatenate([along, along[::-1]]), lats])
        expected = abs(Geod(ellps="WGS84").polygon_area_perimeter(*ring.T)[0])
        assert by_name(facts)[name]["mapped_area"] == pytest.approx(expected, rel=1e-5)


def test_without_a_coordinate_system_areas_are_in_map_units(tmp_path):
    path = write(tmp_path / "m.tif", np.eye(8, dtype=np.uint8), Affine(2, 0, 0, 0, -3, 0), None)
    facts = run(EvaluateJob(path, str(tmp_path / "out"), reference=path))
    assert (facts["area_unit"], by_name(facts)["grass"]["mapped_area"]) == ("map units", 48.0)


# -- the report ---------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Tags that are opened and closed in order, and everything that would be loaded."""

    VOID = {"meta", "br", "link", "img"}

    def __init__(self, text):
        super().__init__()
        self.open, self.loads, self.words, self.tags = [], [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href", "xlink:href", "srcset")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def test_the_report_stands_alone_and_escapes_names(land, tmp_path):
    truth, _, path = land
    evil = '<script>alert("x")</script> & Straße'
    job = EvaluateJob(path, str(tmp_path / "out"), reference=write(tmp_path / "t.tif", truth, names={}), names={"0": evil})
    result = run_job(job, lambda _: None, lambda: False, "7")
    assert sorted(Path(p).name for p in result.outputs.values()) == sorted(p.name for p in (tmp_path / "out").iterdir())
    text = Path(result.outputs["report"]).read_text(encoding="utf-8")
    page = Page(text)
    assert (page.open, page.loads) == ([], [])
    assert "script" not in page.tags
    assert not re.search(r"https?://|@import|url\(", text)
    assert evil in "".join(page.words)
    assert text.count("<svg") == 3
    assert json.loads(Path(result.outputs["facts"]).read_text(encoding="utf-8")) == result.facts
    with open(result.outputs["confusion"], encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0][1:] == [evil, "grass", "road"]
    assert [[int(n) for n in line[1:]] for line in lines[1:]] == result.facts["confusion"]
    with open(result.outputs["areas"], encoding="utf-8", newline="") as file:
        areas = list(csv.DictReader(file))
    assert float(areas[1]["corrected_m2"]) == pytest.approx(by_name(result.facts)["grass"]["area"]["value"], rel=1e-6)


def test_an_older_report_is_replaced_and_other_files_are_not(land, tmp_path):
    truth, _, path = land
    job = EvaluateJob(path, str(tmp_path / "out"), reference=write(tmp_path / "t.tif", truth))
    run(job)
    first = (tmp_path / "out" / "report.json").read_text()
    run(job)
    assert (tmp_path / "out" / "report.json").read_text() == first
    (tmp_path / "out" / "mine.txt").write_text("x")
    with pytest.raises(JobError) as raised:
        run(job)
    assert raised.value.code == "output.failed"
    assert len(list((tmp_path / "out").iterdir())) == 6
    assert not [p for p in tmp_path.iterdir() if p.name.endswith(".part")]


# -- what is refused ----------------------------------------------------------------------------------------------


def test_what_cannot_be_compared_is_named(land, tmp_path):
    truth, _, path = land
    out = str(tmp_path / "out")
    far = write(tmp_path / "far.tif", truth, Affine.translation(1e4, 0) @ PLACE)
    assert refusal(EvaluateJob(path, out, reference=far)).code == "evaluate.no_common"
    points = write_points(tmp_path / "p.gpkg", np.array([10, 20, 30]), np.array([10, 20, 30]), ["roof", "water", "forest"])
    error = refusal(EvaluateJob(path, out, points=points, class_field="kind"))
    assert (error.code, error.data["unknown"]) == ("evaluate.classes", "water, forest")
    assert "0: roof, 1: grass, 2: road" in error.message
    assert refusal(EvaluateJob(path, out, points=points, class_field="no")).code == "evaluate.field"
    assert refusal(EvaluateJob(str(tmp_path / "no.tif"), out, reference=path)).code == "raster.missing"
    assert refusal(EvaluateJob(path, out, reference=path, names={"x": "y"})).code == "job.invalid"


def test_cancel_leaves_nothing_and_progress_ends_full(land, tmp_path, monkeypatch):
    monkeypatch.setattr(evaluate_job, "WINDOW_PX", 20)
    truth, _, path = land
    job = EvaluateJob(path, str(tmp_path / "out"), reference=write(tmp_path / "t.tif", truth))
    looks = iter([False] * 3 + [True] * 9)
    with pytest.raises(Cancelled):
        run(job, cancelled=lambda: next(looks))
    assert not (tmp_path / "out").exists()
    events = []
    run(job, events)
    progress = [(e.done, e.total) for e in events if isinstance(e, Progress)]
    assert progress == sorted(progress)
    assert progress[-1] == (0.0036, 0.0036)


def test_the_job_crosses_the_wire():
    job = EvaluateJob("m", "o", points="p", class_field="f", names={"1": "x"}, level=0.9)
    assert job_from_plain(json.loads(json.dumps(job_to_plain(job)))) == job
