"""Label projects as pixels: any CRS, any geometry, any place."""

import numpy as np
import pytest
import shapely
from landweave.core.contract.card import Band, InputInfo
from landweave.core.contract.errors import JobError
from landweave.core.contract.job_parts import RasterSource
from landweave.core.raster.grid import Window
from landweave.core.raster.labels import IGNORE, burn, place_area, raster_of, read_area, read_label_project
from landweave.test.label_projects import CRS, RESOLUTION_M, X0, Y0, box, true_labels, write_image, write_project
from pyproj import Transformer

BANDS = (Band("red", "red"), Band("green", "green"), Band("blue", "blue"))
INPUT = InputInfo("uint8", RESOLUTION_M, RESOLUTION_M / 2, RESOLUTION_M * 2)


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "image.tif"
    write_image(path)
    return path


def place(project_path, image, number=0, info=INPUT):
    project = read_label_project(str(project_path))
    return place_area(project, project.areas[number], RasterSource(str(image)), BANDS, info)


def test_labels_are_burnt_where_they_lie_and_the_rest_is_ignored(tmp_path, image):
    path = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(10, 20, 30, 40))], [("a", 2, box(12, 22, 5, 6))])
    area = place(path, image)
    assert area.window == Window(10, 20, 30, 40)
    values = burn(area, Window(8, 18, 40, 50))
    expected = np.full((40, 50), IGNORE)
    expected[4:9, 4:10] = 2
    assert (values == expected).all()


def test_unlabelled_pixels_are_the_background_inside_the_area_only(tmp_path, image):
    path = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(10, 20, 30, 40))], [("a", 2, box(5, 15, 10, 10))],
                         unlabelled="class:1")
    values = burn(place(path, image), Window(0, 0, 128, 128))
    expected = np.full((128, 128), IGNORE)
    expected[10:40, 20:60] = 1
    expected[10:15, 20:25] = 2  # the label reaches beyond the area, its use does not
    assert (values == expected).all()


def test_the_newer_of_two_overlapping_labels_wins(tmp_path, image):
    labels = [("a", 0, box(0, 0, 20, 20)), ("a", 1, box(5, 5, 10, 10)), ("a", 2, box(8, 8, 2, 2))]
    path = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 32, 32))], labels)
    values = burn(place(path, image), Window(0, 0, 20, 20))
    assert np.bincount(values.ravel()).tolist() == [300, 96, 4]


def test_labels_of_another_area_are_not_taken_but_those_without_area_are(tmp_path, image):
    areas = [("a", "train", image, box(0, 0, 32, 32)), ("b", "train", "other.tif", box(0, 0, 32, 32))]
    labels = [("a", 0, box(0, 0, 8, 8)), ("b", 1, box(8, 8, 8, 8)), ("", 2, box(16, 16, 8, 8))]
    path = write_project(tmp_path / "p.gpkg", areas, labels)
    values = burn(place(path, image), Window(0, 0, 32, 32))
    assert set(np.unique(values)) == {0, 2, IGNORE}


def test_a_self_crossing_polygon_is_repaired(tmp_path, image):
    def corner(row, col):
        return X0 + col * RESOLUTION_M, Y0 - row * RESOLUTION_M

    bow = shapely.Polygon([corner(0, 0), corner(20, 20), corner(20, 0), corner(0, 20)])
    line = shapely.Polygon([corner(0, 0), corner(5, 5), corner(0, 0)])
    path = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 32, 32))], [("a", 1, bow), ("a", 1, line)])
    project = read_label_project(str(path))
    assert (project.repaired, project.dropped) == (2, 1)
    burnt = (burn(place(path, image), Window(0, 0, 32, 32)) == 1).sum()
    assert burnt == pytest.approx(200, abs=20)  # two triangles of 100 pixels


def test_a_project_in_another_crs_gives_the_same_pixels(tmp_path, image):
    areas, labels = [("a", "train", image, box(10, 20, 60, 60))], true_labels("a")
    here = burn(place(write_project(tmp_path / "p.gpkg", areas, labels), image), Window(0, 0, 128, 128))
    to_degrees = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)

    def moved(polygon):
        return shapely.transform(polygon, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])))

    other = write_project(tmp_path / "q.gpkg", [(*a[:3], moved(a[3])) for a in areas], [(*x[:2], moved(x[2])) for x in labels],
                          crs="EPSG:4326")
    there = burn(place(other, image), Window(0, 0, 128, 128))
    assert (here != IGNORE).sum() == 3600
    assert (here != there).sum() <= 8  # pixels whose centre lies on an edge


def test_labels_follow_a_raster_that_is_resampled(tmp_path, image):
    path = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 128, 128))], true_labels("a"))
    area = place(path, image, info=InputInfo("uint8", 1.0, 0.9, 1.1))
    pixels, values, valid = read_area(area, area.window)
    assert pixels.shape == (3, 64, 64)
    assert valid.all()
    assert (values[:32, :32] == 0).all()
    assert (values[32:, 32:] == 2).all()
    assert pixels[0][values == 0].mean() > 180  # red roofs


def test_an_area_partly_outside_keeps_the_rest_and_one_outside_has_no_place(tmp_path, image):
    areas = [("a", "train", image, box(118, 10, 20, 10)), ("b", "train", image, box(500, 500, 20, 20))]
    path = write_project(tmp_path / "p.gpkg", areas, [("a", 0, box(100, 0, 60, 60))])
    area = place(path, image)
    assert area.window == Window(118, 10, 10, 10)
    assert area.inside_share == pytest.approx(0.5)
    assert place(path, image, 1) is None


def test_pixels_without_data_are_never_labels(tmp_path):
    image = tmp_path / "holed.tif"
    write_image(image, hole=(0, 0, 16, 16))
    path = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 32, 32))], true_labels("a"))
    _, values, valid = read_area(place(path, image), Window(0, 0, 32, 32))
    assert (~valid).sum() == 256
    assert (values[~valid] == IGNORE).all()
    assert (values[valid] == 0).all()


def test_the_surroundings_of_an_area_are_pixels_but_no_labels(tmp_path, image):
    path = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(10, 20, 30, 40))], true_labels("a"))
    area = place(path, image)
    pixels, values, _ = read_area(area, area.window, margin_px=16)
    assert pixels.shape == (3, 56, 72)  # only ten rows are above
    assert (values[10:40, 16:56] != IGNORE).all()
    assert (values != IGNORE).sum() == 30 * 40


def test_a_relative_source_is_found_beside_the_project_and_may_be_replaced(tmp_path, image):
    path = write_project(tmp_path / "p.gpkg", [("a", "train", "image.tif", box(0, 0, 8, 8))], [])
    project = read_label_project(str(path))
    assert raster_of(project, project.areas[0], {}).path == str(image)
    other = RasterSource("other.tif", bands=(3, 2, 1))
    assert raster_of(project, project.areas[0], {"image.tif": other}) == other


def test_labels_without_a_row_in_the_class_table_are_named(tmp_path, image):
    path = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 8, 8))], [("a", 7, box(0, 0, 4, 4))])
    assert read_label_project(str(path)).unknown_values() == [7]


def test_what_is_no_project_of_ours_is_said(tmp_path, image):
    with pytest.raises(JobError) as missing:
        read_label_project(str(tmp_path / "none.gpkg"))
    assert missing.value.code == "labels.missing"
    newer = write_project(tmp_path / "p.gpkg", [("a", "train", image, box(0, 0, 8, 8))], [], version="2")
    with pytest.raises(JobError) as error:
        read_label_project(str(newer))
    assert error.value.code == "labels.newer"


def test_a_missing_raster_is_named(tmp_path):
    path = write_project(tmp_path / "p.gpkg", [("a", "train", "gone.tif", box(0, 0, 8, 8))], [])
    with pytest.raises(JobError) as error:
        place(path, tmp_path / "gone.tif")
    assert error.value.code == "raster.missing"
