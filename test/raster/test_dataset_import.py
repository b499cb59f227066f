"""Polygons and class rasters become areas and labels: burnt again, they are what they were."""

import sqlite3

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from landweave.core.contract.card import Band, InputInfo
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.job_parts import RasterSource
from landweave.core.raster.datasets import label_writer
from landweave.core.raster.datasets.label_import import LabelsIn, import_labels
from landweave.core.raster.labels import burn, place_area, read_label_project
from landweave.test import label_projects as made
from pyproj import Transformer
from rasterio.warp import Resampling, reproject

BANDS = (Band("red"), Band("green"), Band("blue"))
SIZE = 128


@pytest.fixture
def image(tmp_path):
    """The image's path and its true classes: quarters of 0, 1, 1, 2."""
    return str(tmp_path / "image.tif"), made.write_image(tmp_path / "image.tif", SIZE, SIZE)


def burnt(project_path, image_path, shape=(SIZE, SIZE)):
    """All areas of the project as one array of class values on the image, 255 elsewhere."""
    project = read_label_project(str(project_path))
    whole = np.full(shape, 255, np.uint8)
    for area in project.areas:
        place = place_area(project, area, RasterSource(image_path, bands=(1, 2, 3)), BANDS, InputInfo("uint8", 0.5, 0.3, 0.8))
        rows, cols = place.window.row, place.window.col
        values = burn(place, place.window)
        part = whole[rows:rows + place.window.rows, cols:cols + place.window.cols]
        part[values != 255] = values[values != 255]
    return whole


def write_polygons(path, rows, crs=made.CRS, field="kind"):
    """rows: (polygon in the image's CRS, content of the field)."""
    transformer = Transformer.from_crs(made.CRS, crs, always_xy=True)
    moved = [shapely.transform(shapely.segmentize(g, 2.0) if crs != made.CRS else g,
                               lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))) for g, _ in rows]
    content = [value for _, value in rows]
    kind = np.array(content, dtype=None if all(isinstance(v, (int, float)) for v in content) else object)
    pyogrio.raw.write(str(path), np.array([shapely.to_wkb(g) for g in moved], object), [kind], [field], geometry_type="Polygon",
                      crs=crs, layer="things", driver="GPKG")
    return str(path)


def write_classes(path, values, crs=made.CRS, **profile):
    with rasterio.open(path, "w", driver="GTiff", height=values.shape[-2], width=values.shape[-1],
                       count=values.shape[0] if values.ndim == 3 else 1, dtype=values.dtype, crs=crs,
                       transform=rasterio.Affine(0.5, 0, made.X0, 0, -0.5, made.Y0) if crs else rasterio.Affine.identity(),
                       **profile) as file:
        file.write(values if values.ndim == 3 else values[None])
    return str(path)


# -- polygons -----------------------------------------------------------------------------------------------------


def test_polygons_with_a_class_field(tmp_path, image):
    names = {0: "roof", 1: "grass", 2: "road"}
    rows = [(polygon, names[value]) for _, value, polygon in made.true_labels("", SIZE, SIZE)]
    labels = write_polygons(tmp_path / "l.gpkg", rows)
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, class_field="kind", chip_px=32))
    assert done.created
    assert done.areas == {"train": 13, "check": 3}
    project = read_label_project(done.project)
    value_of = {c.name: c.value for c in project.classes}
    assert set(value_of) == set(names.values())
    expected = np.array([value_of[names[k]] for k in range(3)], np.uint8)[image[1]]
    np.testing.assert_array_equal(burnt(done.project, image[0]), expected)
    assert project.settings.chip_px == 32
    assert project.settings.resolution_m == pytest.approx(0.5, rel=1e-3)
    assert {a.source for a in project.areas} == {image[0]}


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_polygons_in_another_crs(tmp_path, image, crs):
    rows = [(polygon, value) for _, value, polygon in made.true_labels("", SIZE, SIZE)]
    labels = write_polygons(tmp_path / "l.gpkg", rows, crs)
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, class_field="kind", chip_px=64))
    assert read_label_project(done.project).crs_wkt
    assert (burnt(done.project, image[0]) != image[1]).mean() < 0.001


def test_numbers_keep_their_value_and_others_are_left_out(tmp_path, image):
    rows = [(made.box(0, 0, 32, 32), 7.0), (made.box(40, 0, 20, 20), 3.0), (made.box(70, 0, 20, 20), float("nan"))]
    labels = write_polygons(tmp_path / "l.gpkg", rows)
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, class_field="kind", chip_px=64,
                                                            classes={"7": "pond"}))
    assert [(c.value, c.name) for c in read_label_project(done.project).classes] == [(7, "pond")]
    assert [(f.code, f.data) for f in done.findings] == [("import.dropped", {"count": 1})]
    assert (burnt(done.project, image[0]) == 7).sum() == 32 * 32


def test_footprints_with_a_background(tmp_path, image):
    """Without a field all polygons are one class; what they do not cover is another."""
    labels = write_polygons(tmp_path / "l.gpkg", [(made.box(10, 10, 20, 20), 1)])
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, layer="things", chip_px=64,
                                                            unlabelled="background", check_share=0))
    project = read_label_project(done.project)
    assert {c.name for c in project.classes} == {"foreground", "background"}
    values = burnt(done.project, image[0])
    foreground = next(c.value for c in project.classes if c.name == "foreground")
    assert (values == foreground).sum() == 400
    assert (values == project.unlabelled).sum() == 64 * 64 - 400
    assert done.areas == {"train": 1, "check": 0}


def test_overlapping_and_crossing_polygons_become_a_partition(tmp_path, image):
    x, y = made.X0, made.Y0
    bow_tie = shapely.Polygon([(x, y), (x + 10, y - 10), (x + 10, y), (x, y - 10)])
    rows = [(made.box(0, 0, 40, 40), "old"), (made.box(20, 20, 40, 40), "new"), (bow_tie, "tie")]
    labels = write_polygons(tmp_path / "l.gpkg", rows)
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, class_field="kind", chip_px=128))
    assert [f.code for f in done.findings] == ["import.repaired"]
    project = read_label_project(done.project)
    shapes = [polygon for polygon, _, _ in project.labels]
    assert sum(p.area for p in shapes) == pytest.approx(shapely.union_all(shapes).area)
    new = next(c.value for c in project.classes if c.name == "new")
    assert (burnt(done.project, image[0])[20:60, 20:60] == new).all()


def test_labels_that_lie_elsewhere(tmp_path, image):
    labels = write_polygons(tmp_path / "l.gpkg", [(made.box(9000, 0, 5, 5), "a")])
    with pytest.raises(JobError) as raised:
        import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, class_field="kind"))
    assert raised.value.code == "region.outside"
    assert not (tmp_path / "p.gpkg").exists()


@pytest.mark.parametrize(("change", "reason"), [
    ({"class_field": "nothing"}, "kind"), ({"layer": "nothing"}, "nothing"), ({"labels": "not_there.gpkg"}, "does not exist"),
])
def test_wrong_names_are_said(tmp_path, image, change, reason):
    labels = write_polygons(tmp_path / "l.gpkg", [(made.box(0, 0, 5, 5), "a")])
    with pytest.raises(JobError) as raised:
        import_labels(str(tmp_path / "p.gpkg"), LabelsIn(**{"raster": RasterSource(image[0]), "labels": labels, **change}))
    assert raised.value.code == "data.missing"
    assert reason in raised.value.message


# -- rasters ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("crs", [made.CRS, None])
def test_a_class_raster_on_the_same_grid(tmp_path, image, crs):
    noise = np.random.default_rng(1).random((SIZE, SIZE)) < 0.1
    truth = np.where(noise, 255, image[1]).astype(np.uint8)
    labels = write_classes(tmp_path / "c.tif", truth, crs)
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, chip_px=64))
    np.testing.assert_array_equal(burnt(done.project, image[0]), truth)
    assert [(c.value, c.name) for c in read_label_project(done.project).classes] == [(k, f"class {k}") for k in range(3)]


def test_names_and_colors_of_a_class_raster(tmp_path, image):
    labels = write_classes(tmp_path / "c.tif", image[1])
    with rasterio.open(labels, "r+") as file:
        file.update_tags(1, class_0="roof", class_1="grass", class_2="unlabelled")
        file.write_colormap(1, {0: (200, 0, 0, 255), 1: (0, 200, 0, 255), 2: (1, 1, 1, 255)})
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, chip_px=64))
    assert [(c.value, c.name, c.color) for c in read_label_project(done.project).classes] == [
        (0, "roof", "#c80000"), (1, "grass", "#00c800")]
    np.testing.assert_array_equal(burnt(done.project, image[0]), np.where(image[1] == 2, 255, image[1]))


def test_black_and_white(tmp_path, image):
    truth = (image[1] > 0).astype(np.uint8)
    labels = write_classes(tmp_path / "c.tif", truth * np.uint8(255))
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, chip_px=64))
    assert {c.name for c in read_label_project(done.project).classes} == {"background", "foreground"}
    values = {c.name: c.value for c in read_label_project(done.project).classes}
    np.testing.assert_array_equal(burnt(done.project, image[0]) == values["foreground"], truth == 1)


def test_colors(tmp_path, image):
    colors = np.array([[60, 132, 0], [16, 41, 0], [152, 246, 0]], np.uint8)[:, image[1]]
    labels = write_classes(tmp_path / "c.tif", colors)
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels, chip_px=64,
                                                            classes={"#3c1098": "building", "#8429f6": "land"}))
    found = {c.name: c for c in read_label_project(done.project).classes}
    assert found["building"].color == "#3c1098"
    values = burnt(done.project, image[0])
    np.testing.assert_array_equal(values == found["building"].value, image[1] == 0)
    np.testing.assert_array_equal(values == 255, image[1] == 2)


def test_a_class_raster_in_another_crs(tmp_path, image):
    """Nearest pixel: away from the borders between classes nothing changes; what it does not cover is no label."""
    to = Transformer.from_crs(made.CRS, "EPSG:3857", always_xy=True)
    left, top = to.transform(made.X0, made.Y0)
    warped, _ = reproject(image[1], np.full((300, 300), 9, np.uint8), src_crs=made.CRS, dst_crs="EPSG:3857",
                          src_transform=rasterio.Affine(0.5, 0, made.X0, 0, -0.5, made.Y0), init_dest_nodata=False,
                          dst_transform=rasterio.Affine(0.25, 0, left - 2, 0, -0.25, top + 2), resampling=Resampling.nearest)
    assert (warped == 9).any()
    with rasterio.open(tmp_path / "c.tif", "w", driver="GTiff", height=300, width=300, count=1, dtype="uint8", crs="EPSG:3857",
                       transform=rasterio.Affine(0.25, 0, left - 2, 0, -0.25, top + 2), nodata=9) as file:
        file.write(warped, 1)
    done = import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), str(tmp_path / "c.tif"), chip_px=64))
    values = burnt(done.project, image[0])
    inner = values[4:100, 4:100]
    assert (inner == image[1][4:100, 4:100]).mean() > 0.98
    assert (values[-1, -1] == 255).all()  # the class raster is too short for the last pixels
    assert (values[values != 255] <= 2).all()


def test_a_raster_without_coordinates_must_have_the_images_size(tmp_path, image):
    labels = write_classes(tmp_path / "c.tif", image[1][:50], None)
    with pytest.raises(JobError) as raised:
        import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels))
    assert raised.value.code == "data.missing"
    assert "128 x 128" in raised.value.message


# -- into a project -----------------------------------------------------------------------------------------------


def test_into_a_project_that_has_areas(tmp_path, image):
    path = made.write_project(tmp_path / "p.gpkg", [("t", "train", image[0], made.box(0, 0, 64, 64))],
                              [("t", 0, made.box(0, 0, 10, 10))])
    rows = [(polygon, {0: "Roof", 1: "grass", 2: "pond"}[value]) for _, value, polygon in made.true_labels("", SIZE, SIZE)]
    labels = write_polygons(tmp_path / "l.gpkg", rows)
    done = import_labels(str(path), LabelsIn(RasterSource(image[0]), labels, class_field="kind"))
    assert not done.created
    assert [(f.code, f.data["count"]) for f in done.findings] == [("import.covered", 1)]
    project = read_label_project(str(path))
    assert [(c.value, c.name) for c in project.classes] == [(0, "roof"), (1, "grass"), (2, "road"), (3, "pond")]
    expected = np.array([0, 1, 3], np.uint8)[image[1]]
    expected[:64, :64] = 255
    expected[:10, :10] = 0
    np.testing.assert_array_equal(burnt(path, image[0]), expected)
    assert len(project.areas) == 4
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT action, detail FROM log ORDER BY fid DESC LIMIT 1").fetchone() == (
            "import", '{"areas": 3, "labels": 3}')


def test_a_failed_import_leaves_the_project_as_it_was(tmp_path, image, monkeypatch):
    path = made.write_project(tmp_path / "p.gpkg", [("t", "train", image[0], made.box(0, 0, 64, 64))],
                              [("t", 0, made.box(0, 0, 10, 10))])
    labels = write_polygons(tmp_path / "l.gpkg", [(made.box(70, 70, 20, 20), "roof")])
    write = label_writer._append

    def fail(path, table, *rest, **options):
        write(path, table, *rest, **options)
        if table == "areas":
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(label_writer, "_append", fail)
    with pytest.raises(JobError) as raised:
        import_labels(str(path), LabelsIn(RasterSource(image[0]), labels, class_field="kind"))
    assert raised.value.code == "output.failed"
    project = read_label_project(str(path))
    assert (len(project.areas), len(project.labels)) == (1, 1)


def test_stopped(tmp_path, image):
    labels = write_classes(tmp_path / "c.tif", image[1])
    with pytest.raises(Cancelled):
        import_labels(str(tmp_path / "p.gpkg"), LabelsIn(RasterSource(image[0]), labels), cancelled=lambda: True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["c.tif", "image.tif"]
