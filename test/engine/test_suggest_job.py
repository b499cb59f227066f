"""Suggested squares through the engine's one door: where they may lie, what they say, what happens with odd files."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from landweave.core.contract.card import ClassInfo
from landweave.core.contract.errors import WARNINGS, Cancelled, JobError
from landweave.core.contract.events import Log, Progress
from landweave.core.contract.job_parts import RasterSource, Region
from landweave.core.contract.jobs import SuggestJob, job_from_plain, job_to_plain
from landweave.core.engine import suggest_job as suggest_module
from landweave.core.engine.cli import main
from landweave.core.engine.run import run_job
from landweave.core.raster.class_file import write_block, write_cog, write_mosaic
from landweave.core.raster.grid import Window
from landweave.test import label_projects as made
from rasterio.crs import CRS
from rasterio.warp import calculate_default_transform, reproject

SIZE, SQUARE = 256, 32
NORTH_UP = Affine(made.RESOLUTION_M, 0, made.X0, 0, -made.RESOLUTION_M, made.Y0)


def write(path, values, nodata, transform=NORTH_UP, crs=made.CRS, names=()):
    values = values if values.ndim == 3 else values[None]
    with rasterio.open(path, "w", driver="GTiff", width=values.shape[2], height=values.shape[1], count=len(values),
                       dtype=values.dtype, crs=crs, transform=transform, nodata=nodata) as file:
        file.write(values)
        file.update_tags(1, **{f"class_{value}": name for value, name in enumerate(names)})
    return str(path)


class Map:
    """A map of grass, surely; what a test plants in it is written by `job`."""

    def __init__(self, folder, rows=SIZE, cols=SIZE, transform=NORTH_UP, crs=made.CRS):
        self.folder, self.transform, self.crs = folder, transform, crs
        self.classes = np.ones((rows, cols), np.uint8)
        self.confidence = np.full((rows, cols), 250, np.uint8)
        self.image = np.random.default_rng(1).integers(90, 110, (3, rows, cols), np.uint8)
        self.names = [name for _value, name, _color in made.CLASSES]

    def job(self, **changes):
        paths = {name: str(self.folder / f"{name}.tif") for name in ("classes", "confidence", "image")}
        place = {"transform": self.transform, "crs": self.crs}
        write(paths["classes"], self.classes, 255, names=self.names, **place)
        write(paths["confidence"], self.confidence, 0, **place)
        write(paths["image"], self.image, None, **place)
        job = SuggestJob(paths["classes"], paths["confidence"], RasterSource(paths["image"]), area_px=SQUARE)
        return dataclasses.replace(job, **changes)

    def project(self, areas=(), labels=(), **changes):
        path = self.folder / "p.gpkg"
        path.unlink(missing_ok=True)
        areas = areas or [("a", "train", "i.tif", made.box(0, 0, SQUARE, SQUARE))]
        labels = labels or [("a", 1, made.box(0, 0, SQUARE, SQUARE))]
        return str(made.write_project(path, areas, labels, **{"chip_px": SQUARE, **changes}))


@pytest.fixture
def land(tmp_path):
    return Map(tmp_path)


def run(job, events=None):
    return run_job(job, (events if events is not None else []).append, lambda: False, "7").facts


def pixel_box(suggestion, transform=NORTH_UP):
    """(row, col, end row, end col) of a suggestion, which has to be a rectangle of whole pixels."""
    ring = [~transform * tuple(point) for point in suggestion["ring"]]
    assert ring[0] == ring[-1]
    assert len(ring) == 5
    cols, rows = np.array(ring).T
    box = np.array([rows.min(), cols.min(), rows.max(), cols.max()])
    assert np.allclose(box, box.round(), atol=1e-6)
    assert shapely.Polygon(ring).area == pytest.approx((box[2] - box[0]) * (box[3] - box[1]))
    return tuple(int(v) for v in box.round())


def test_the_planted_uncertain_place_is_first(land):
    land.confidence[100:110, 170:190] = 80
    facts = run(land.job())
    first = facts["suggestions"][0]
    assert pixel_box(first) == (96, 160, 128, 192)
    assert (first["kind"], first["classes"], first["shares"]) == ("uncertain", ["grass"], [1.0])
    assert first["uncertainty"] == pytest.approx((103 * (1 - 80 / 255)) / 103)
    assert first["reason"]["data"] == {"percent": 31}
    assert (facts["method"], facts["candidates"], facts["lattice_squares"]) == ("uncertainty", 64, 64)
    assert len(facts["suggestions"]) == 5
    assert [s["kind"] for s in facts["suggestions"]].count("random") == 1
    json.dumps(facts)


def test_names_come_from_a_class_raster_as_a_run_writes_it(land, tmp_path):
    place, whole = NORTH_UP, Window(0, 0, SIZE, SIZE)
    write_block(tmp_path / "block.tif", land.classes, place, CRS.from_string(made.CRS), 255)
    classes = [ClassInfo(value, name, color) for value, name, color in made.CLASSES]
    write_mosaic(tmp_path / "m.vrt", [("block.tif", whole)], whole, place, CRS.from_string(made.CRS), 255, classes)
    write_cog(tmp_path / "m.vrt", tmp_path / "map.tif", SIZE * SIZE)
    job = land.job(classes=str(tmp_path / "map.tif"))
    assert run(job)["suggestions"][0]["classes"] == ["grass"]


def test_the_rare_class_is_found_and_named(land):
    land.classes[200:215, 40:60] = 2
    labels = [("a", 1, made.box(0, 0, 30, 32)), ("a", 2, made.box(30, 0, 1, 32))]
    first = run(land.job(project=land.project(labels=labels)))["suggestions"][0]
    assert pixel_box(first) == (192, 32, 224, 64)
    assert (first["kind"], first["classes"]) == ("rare_class", ["grass", "road"])
    code, data = "suggest.rare_class", {"name": "road", "percent": 3.2}
    assert first["reason"] == {"code": code, "message": WARNINGS[code].format(**data), "data": data}


def test_a_class_without_labels_is_said_and_one_without_places_too(land):
    land.classes[200:215, 40:60] = 2
    facts = run(land.job(project=land.project()))
    assert facts["suggestions"][0]["reason"]["code"] == "suggest.rare_class_none"
    assert facts["missing_classes"] == ["roof"]


def test_labels_of_check_areas_do_not_count_and_their_places_are_avoided(land):
    land.classes[200:215, 40:60] = 2
    areas = [("a", "train", "i.tif", made.box(0, 0, 32, 32)), ("b", "check", "i.tif", made.box(64, 64, 64, 64))]
    labels = [("a", 1, made.box(0, 0, 32, 32)), ("b", 2, made.box(64, 64, 64, 64))]
    land.confidence[70:120, 70:120] = 10
    facts = run(land.job(project=land.project(areas, labels), count=20))
    assert facts["suggestions"][0]["reason"]["code"] == "suggest.rare_class_none"
    taken = [shapely.box(0, 0, 32, 32), shapely.box(64, 64, 128, 128)]
    assert all(shapely.box(*pixel_box(s)).intersection(area).area == 0 for s in facts["suggestions"] for area in taken)


def test_unlabelled_ground_counts_where_it_is_a_class(land):
    """Nothing is drawn as road, but where what is not drawn is road, there is plenty."""
    labels = [("a", 1, made.box(0, 0, 16, 32))]
    land.classes[200:215, 40:60] = 2
    ignored = run(land.job(project=land.project(labels=labels), random_share=0))
    assert ignored["suggestions"][0]["reason"]["code"] == "suggest.rare_class_none"
    counted = run(land.job(project=land.project(labels=labels, unlabelled="class:2"), random_share=0))
    assert [s["kind"] for s in counted["suggestions"]] == ["uncertain"] * 5


@pytest.mark.parametrize("seed", range(3))
def test_squares_lie_inside_and_apart_and_outside_of_areas(tmp_path, seed):
    rng = np.random.default_rng(seed)
    land = Map(tmp_path, 230, 170)
    land.classes[:] = rng.integers(0, 3, land.classes.shape)
    land.classes[:, :40] = 255
    land.confidence[:] = rng.integers(1, 256, land.confidence.shape)
    areas = [(str(i), ("train", "check")[i % 2], "i.tif", made.box(*rng.integers(0, 200, 2), *rng.integers(5, 40, 2)))
             for i in range(4)]
    project = land.project(areas, [("0", 1, areas[0][3])])
    facts = run(land.job(project=project, count=40, seed=seed))
    boxes = [shapely.box(*pixel_box(s)) for s in facts["suggestions"]]
    in_map = [shapely.Polygon(s["ring"]) for s in facts["suggestions"]]
    assert all(a.intersection(b).area == 0 for i, a in enumerate(boxes) for b in boxes[:i])
    assert all(polygon.intersection(area[3]).area == 0 for polygon in in_map for area in areas)
    whole = shapely.box(0, 0, 230, 170)
    for box, suggestion in zip(boxes, facts["suggestions"]):
        assert whole.covers(box)
        row, col, end_row, end_col = pixel_box(suggestion)
        assert (land.classes[row:end_row, col:end_col] != 255).sum() >= SQUARE * SQUARE / 2
    assert facts == run(land.job(project=project, count=40, seed=seed))
    assert len(boxes) == facts["candidates"] < 40
    assert [f["code"] for f in facts["findings"]] == ["suggest.fewer"]


def test_another_seed_changes_only_the_chance(land):
    land.confidence[100:110, 170:190] = 80
    chosen = [[pixel_box(s) for s in run(land.job(seed=seed))["suggestions"]] for seed in range(6)]
    assert len({boxes[-1] for boxes in chosen}) > 2
    assert (96, 160, 128, 192) in set.intersection(*(set(boxes) for boxes in chosen))


def test_suggestions_are_spread(land):
    land.confidence[:64, :64] = 120  # the most uncertain corner has four squares
    land.confidence[192:, 192:] = 130
    first, second = (pixel_box(s) for s in run(land.job(count=2))["suggestions"])
    assert first[0] < 64
    assert second[0] >= 192


def test_places_of_another_colour_are_preferred(land):
    land.image[:, 128:160, 64:96] = 250
    facts = run(land.job(project=land.project(), count=1, random_share=0))
    assert pixel_box(facts["suggestions"][0]) == (128, 64, 160, 96)


# -- files ----------------------------------------------------------------------------------------------------------


def test_without_confidence_it_says_so(land):
    land.classes[200:232, 32:64] = 0
    events = []
    facts = run(land.job(confidence=""), events)
    assert facts["method"] == "diversity"
    assert {s["kind"] for s in facts["suggestions"]} == {"different", "random"}
    assert all(s["uncertainty"] is None for s in facts["suggestions"])
    assert [(e.id, e.level, e.code) for e in events if isinstance(e, Log)] == [("7", "warning", "suggest.no_confidence")]
    assert (192, 32, 224, 64) in [pixel_box(s) for s in facts["suggestions"]]


def test_without_an_image_classes_tell_places_apart(land):
    land.confidence[100:110, 170:190] = 80
    assert pixel_box(run(land.job(raster=RasterSource("")))["suggestions"][0]) == (96, 160, 128, 192)


def test_an_image_elsewhere_is_said(land):
    job = land.job()
    write(job.raster.path, land.image, None, transform=Affine.translation(1e5, 0) * NORTH_UP)
    assert [f["code"] for f in run(job)["findings"]] == ["suggest.image_elsewhere"]


def test_the_image_may_have_another_grid(tmp_path):
    """Half the pixel size, in degrees: the bright place is found where it lies."""
    land = Map(tmp_path)
    job = land.job(project=land.project(), count=1, random_share=0)
    fine = np.full((1, 2 * SIZE, 2 * SIZE), 100, np.uint8)
    fine[:, 256:320, 128:192] = 250
    with rasterio.open(write(tmp_path / "fine.tif", fine, None, NORTH_UP * Affine.scale(0.5))) as source:
        transform, cols, rows = calculate_default_transform(made.CRS, "EPSG:4326", *fine.shape[:0:-1], *source.bounds)
        moved, _ = reproject(fine, np.zeros((1, rows, cols), np.uint8), src_transform=source.transform,
                             src_crs=made.CRS, dst_transform=transform, dst_crs="EPSG:4326")
    write(job.raster.path, moved, 0, transform, "EPSG:4326")
    assert pixel_box(run(job)["suggestions"][0]) == (128, 64, 160, 96)


def test_confidence_as_real_numbers_is_the_same(land):
    land.confidence[100:110, 170:190] = 80
    job = land.job()
    facts = run(job)
    write(job.confidence, (land.confidence / np.float32(255)).astype(np.float32), None)
    assert run(job) == facts


def test_a_rotated_grid(tmp_path):
    transform = NORTH_UP * Affine.rotation(30)
    land = Map(tmp_path, transform=transform)
    land.confidence[100:110, 170:190] = 80
    corner = shapely.Polygon([transform * p for p in ((0, 0), (32, 0), (32, 32), (0, 32))])
    land.confidence[:32, :32] = 10
    facts = run(land.job(project=land.project([("a", "train", "i.tif", corner)], [("a", 1, corner)])))
    assert pixel_box(facts["suggestions"][0], transform) == (96, 160, 128, 192)
    assert facts["candidates"] == 63


def test_degrees_and_metres(tmp_path):
    transform = Affine(1e-5, 0, 127.0, 0, -1e-5, 60.0)  # 0.56 m x 1.11 m at 60 degrees north
    land = Map(tmp_path, transform=transform, crs="EPSG:4326")
    facts = run(land.job(area_px=0, size_m=40.0))
    assert (facts["rows_px"], facts["cols_px"]) == (36, 72)
    box = pixel_box(facts["suggestions"][0], transform)
    assert (box[2] - box[0], box[3] - box[1]) == (36, 72)


def test_a_project_in_degrees_is_avoided_all_the_same(land):
    from pyproj import Transformer

    change = Transformer.from_crs(made.CRS, "EPSG:4326", always_xy=True)
    area = shapely.transform(made.box(96, 160, 32, 32), lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))
    land.confidence[96:128, 160:192] = 10
    facts = run(land.job(project=land.project([("a", "train", "i.tif", area)], [("a", 1, area)], crs="EPSG:4326"), count=64))
    taken = shapely.box(96, 160, 128, 192)
    assert facts["candidates"] == 63
    assert all(shapely.box(*pixel_box(s)).intersection(taken).area == 0 for s in facts["suggestions"])


def test_squares_are_the_projects_chips_on_its_lattice(tmp_path):
    land = Map(tmp_path, transform=NORTH_UP * Affine.translation(10, 20))  # a map of a part, which starts elsewhere
    facts = run(land.job(area_px=0, project=land.project(chip_px=48), count=8))
    assert (facts["rows_px"], facts["cols_px"]) == (48, 48)
    boxes = [pixel_box(s) for s in facts["suggestions"]]  # in pixels of the project's lattice
    assert all(box[0] % 48 == 0 or box[0] == 20 for box in boxes)
    assert all(box[1] % 48 == 0 or box[1] == 10 for box in boxes)


def test_only_the_region_counts(land):
    land.confidence[100:110, 170:190] = 10
    polygon = made.box(128, 0, 128, 128)
    region = Region(((tuple(polygon.exterior.coords),),))
    facts = run(land.job(region=region, count=16))
    assert facts["candidates"] == 16
    assert all(pixel_box(s)[0] >= 128 and pixel_box(s)[3] <= 128 for s in facts["suggestions"])


def test_memory_does_not_depend_on_the_squares_size(land, monkeypatch):
    """Squares larger than what is read at once give the same numbers."""
    land.confidence[100:110, 170:190] = 80
    whole = run(land.job(area_px=128))
    monkeypatch.setattr("landweave.core.raster.squares.PIECE_PX", 50)
    assert run(land.job(area_px=128)) == whole


def test_names_decide_which_labels_belong_to_a_class(land):
    """The model's road is 0, the project's is 2."""
    land.names = ["Road", "grass", "roof"]
    land.classes[200:215, 40:60] = 0
    labels = [("a", 1, made.box(0, 0, 16, 32)), ("a", 2, made.box(16, 0, 16, 32))]
    job = land.job(project=land.project(labels=labels), random_share=0)
    assert all(s["kind"] == "uncertain" for s in run(job)["suggestions"])
    land.names = []  # then values do: 0 is the project's roof, which has no label
    first = run(land.job(project=job.project))["suggestions"][0]
    assert (first["classes"], first["reason"]["data"]) == (["grass", "roof"], {"name": "roof"})


# -- what cannot be done ---------------------------------------------------------------------------------------------


def refused(job):
    with pytest.raises(JobError) as raised:
        run(job)
    return raised.value.code


def test_nothing_left(land):
    area = made.box(0, 0, SIZE, SIZE)
    assert refused(land.job(project=land.project([("a", "train", "i", area)], [("a", 1, area)]))) == "suggest.no_place"
    land.classes[:] = 255
    assert refused(land.job()) == "suggest.no_place"


def test_wrong_files(land, tmp_path):
    job = land.job()
    assert refused(dataclasses.replace(job, classes=str(tmp_path / "gone.tif"))) == "raster.missing"
    assert refused(dataclasses.replace(job, confidence=str(tmp_path / "gone.tif"))) == "raster.missing"
    assert refused(dataclasses.replace(job, raster=RasterSource(job.raster.path, bands=(4,)))) == "raster.band_number"
    assert refused(dataclasses.replace(job, project=str(tmp_path / "gone.gpkg"))) == "labels.missing"
    other = write(tmp_path / "o.tif", land.confidence.astype(np.int16), None)
    assert refused(dataclasses.replace(job, classes=other)) == "suggest.not_classes"
    assert refused(dataclasses.replace(job, confidence=other)) == "suggest.not_confidence"
    percent = write(tmp_path / "percent.tif", np.full((SIZE, SIZE), 93, np.float32), None)
    assert refused(dataclasses.replace(job, confidence=percent)) == "suggest.not_confidence"
    shifted = write(tmp_path / "s.tif", land.confidence, 0, NORTH_UP * Affine.translation(1, 0))
    assert refused(dataclasses.replace(job, confidence=shifted)) == "suggest.other_grid"


def test_region_outside(land):
    polygon = made.box(1000, 1000, 10, 10)
    assert refused(land.job(region=Region(((tuple(polygon.exterior.coords),),)))) == "region.outside"


def test_metres_need_a_coordinate_system(tmp_path):
    land = Map(tmp_path, crs=None)
    assert refused(land.job(area_px=0, size_m=10.0)) == "raster.no_georeference"
    assert run(land.job())["crs_wkt"] == ""


def test_a_cut_file_is_named(land):
    job = land.job()
    content = Path(job.confidence).read_bytes()
    Path(job.confidence).write_bytes(content[:len(content) // 2])
    assert refused(job) == "raster.unreadable"


def test_progress_and_cancel(land):
    events, looks = [], iter([False] * 9 + [True] * 99)
    run(land.job(), events)
    progress = [(e.stage, e.done, e.total) for e in events if isinstance(e, Progress)]
    assert progress[0] == ("suggest", 0, 64)
    assert progress[-1] == ("suggest", 64, 64)
    with pytest.raises(Cancelled):
        run_job(land.job(), events.append, lambda: next(looks), "7")
    assert next(looks)


def test_of_a_huge_lattice_a_sample_is_looked_at(land, monkeypatch):
    monkeypatch.setattr(suggest_module, "MAX_SQUARES", 20)
    facts = run(land.job())
    assert (facts["candidates"], facts["lattice_squares"]) == (20, 64)


@pytest.mark.parametrize("changes", [{"classes": ""}, {"area_px": -1}, {"size_m": -1.0}, {"area_px": 5, "size_m": 5.0},
                                     {"count": 0}, {"count": 101}, {"random_share": 1.5}, {"seed": -1}])
def test_what_can_never_be_right(changes):
    with pytest.raises(JobError) as raised:
        dataclasses.replace(SuggestJob("c"), **changes).validate()
    assert raised.value.code == "job.invalid"


def test_the_job_crosses_the_wire():
    job = SuggestJob("c", "k", RasterSource("r"), "p", 0, 12.5, 3, 0.5, 9, Region(((((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),),)))
    assert job_from_plain(json.loads(json.dumps(job_to_plain(job)))) == job


def test_command_line(land, capsys):
    job = land.job()
    assert main(["suggest", job.classes, "--confidence", job.confidence, "--raster", job.raster.path, "--bands", "3,1",
                 "--area-px", "32", "--count", "2"]) == 0
    printed = capsys.readouterr()
    assert len(json.loads(printed.out[printed.out.index("{"):])["suggestions"]) == 2
    assert main(["suggest", "gone.tif"]) == 1
    assert "does not exist" in capsys.readouterr().err
