"""What is known about a map, on its pixels: other grids and coordinate systems, areas, points, polygons."""

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from landweave.core.contract.errors import JobError
from landweave.core.raster.class_map import ClassMap
from landweave.core.raster.grid import Window
from landweave.core.raster.reference import AreaReference, KnownClass, RasterReference, match_classes, open_layer
from landweave.test import label_projects as made
from pyproj import Transformer

SIZE = 64
PLACE = Affine(made.RESOLUTION_M, 0, made.X0, 0, -made.RESOLUTION_M, made.Y0)
WHOLE = Window(0, 0, SIZE, SIZE)


def write(path, values, transform=PLACE, crs=made.CRS, nodata=255, **tags):
    with rasterio.open(path, "w", driver="GTiff", width=values.shape[1], height=values.shape[0], count=1, dtype=values.dtype,
                       crs=crs, transform=transform, nodata=nodata) as file:
        file.write(values, 1)
        file.update_tags(1, **tags)
    return str(path)


def write_layer(path, geometries, contents, crs=made.CRS, kind="Point", name="class", layer="truth"):
    wkb = np.array([shapely.to_wkb(g) for g in geometries], object)
    column = np.array(contents, getattr(contents, "dtype", object))
    pyogrio.raw.write(str(path), wkb, [column], [name], layer=layer, driver="GPKG", geometry_type=kind, crs=crs,
                      append=path.exists())
    return str(path)


@pytest.fixture
def grid(tmp_path):
    with ClassMap(write(tmp_path / "map.tif", np.ones((SIZE, SIZE), np.uint8), class_0="roof", class_1="grass")) as there:
        yield there


def picture(known, shape=(SIZE, SIZE)):
    values = np.full(shape, 255)
    values[known.rows, known.cols] = known.codes
    return values


def refusal(call, *arguments):
    with pytest.raises(JobError) as raised:
        call(*arguments)
    return raised.value


# -- rasters ------------------------------------------------------------------------------------------------------


def test_the_same_grid_gives_the_same_pixels_without_nodata(grid, tmp_path):
    values = np.random.default_rng(1).integers(0, 5, (SIZE, SIZE), np.uint8)
    values[3:9, 4:8] = 255
    with RasterReference(write(tmp_path / "r.tif", values), grid) as reference:
        assert (picture(reference.read(WHOLE)) == values).all()
        assert (picture(reference.read(Window(10, 20, 30, 40)), (30, 40)) == values[10:40, 20:60]).all()
        assert reference.classes == {value: KnownClass("", value) for value in range(5)}


def test_another_grid_is_read_below_the_pixels_centres_and_ends_where_it_ends(grid, tmp_path):
    """A third of the pixel size, moved, over a part of the map, without a nodata value."""
    fine = PLACE * Affine.translation(10, 5) * Affine.scale(1 / 3)
    values = np.random.default_rng(2).integers(0, 5, (90, 60), np.uint8)
    expected = np.full((SIZE, SIZE), 255)
    expected[5:35, 10:30] = values[1::3, 1::3]
    with RasterReference(write(tmp_path / "r.tif", values, fine, nodata=None), grid) as reference:
        assert (picture(reference.read(WHOLE)) == expected).all()


def test_another_coordinate_system_and_type(grid, tmp_path):
    """In degrees and int16: each pixel has the value of the reference pixel that its centre lies in."""
    lon, lat = Transformer.from_crs(made.CRS, "EPSG:4326", always_xy=True).transform(made.X0 + 16, made.Y0 - 16)
    step = 4e-6
    place = Affine(step, 0, lon - 40 * step, 0, -step, lat + 40 * step)
    values = np.random.default_rng(3).integers(0, 5, (80, 80)).astype(np.int16)
    rows, cols = np.mgrid[:SIZE, :SIZE] + 0.5
    x, y = PLACE * (cols.ravel(), rows.ravel())
    degrees = Transformer.from_crs(made.CRS, "EPSG:4326", always_xy=True).transform(x, y)
    c, r = (np.floor(v).astype(int) for v in ~place * degrees)
    inside = (r >= 0) & (r < 80) & (c >= 0) & (c < 80)
    expected = np.full(SIZE * SIZE, 255)
    expected[inside] = values[r[inside], c[inside]]
    with RasterReference(write(tmp_path / "r.tif", values, place, "EPSG:4326", -1), grid) as reference:
        found = picture(reference.read(WHOLE)).ravel()
    assert 0 < inside.sum() < len(inside)
    assert np.mean(found != expected) < 0.002  # the two ways to compute a centre may round apart on an edge


def test_wrong_rasters_are_named(grid, tmp_path):
    assert refusal(RasterReference, str(tmp_path / "no.tif"), grid).code == "raster.missing"
    real = write(tmp_path / "f.tif", np.zeros((4, 4), np.float32))
    assert refusal(RasterReference, real, grid).code == "evaluate.reference"


# -- label projects -----------------------------------------------------------------------------------------------


def test_areas_of_a_role_are_burnt_onto_the_map(grid, tmp_path):
    areas = [("a", "check", "i.tif", made.box(0, 0, 20, 20)), ("b", "train", "i.tif", made.box(30, 0, 20, 20)),
             ("c", "check", "other.tif", made.box(40, 40, 20, 20)), ("d", "check", "i.tif", made.box(500, 500, 9, 9))]
    labels = [("a", 0, made.box(0, 0, 10, 20)), ("b", 1, made.box(30, 0, 20, 20)), ("c", 2, made.box(40, 40, 20, 10))]
    path = str(made.write_project(tmp_path / "p.gpkg", areas, labels))
    expected = np.full((SIZE, SIZE), 255)
    expected[:10, :20], expected[40:60, 40:50] = 0, 2
    with AreaReference(path, grid, ("check",)) as reference:
        known = reference.read(WHOLE)
        assert (picture(known) == expected).all()
        assert set(known.units[known.codes == 2]) == {1}
        assert (reference.units, reference.outside, reference.classes[2]) == (2, 1, KnownClass("road", 2))
        assert (picture(reference.read(Window(5, 10, 40, 40)), (40, 40)) == expected[5:45, 10:50]).all()
    with AreaReference(path, grid, ("check",), ("other.tif",)) as reference:
        assert set(reference.read(WHOLE).codes.tolist()) == {2}
    assert refusal(AreaReference, path, grid, ("check",), ("gone.tif",)).code == "evaluate.no_areas"


# -- points and polygons ------------------------------------------------------------------------------------------


def pixel_point(row, col, crs=made.CRS):
    x, y = PLACE * (col + 0.3, row + 0.6)
    return shapely.Point(Transformer.from_crs(made.CRS, crs, always_xy=True).transform(x, y))


@pytest.mark.parametrize("crs", [made.CRS, "EPSG:4326", "EPSG:3857"])
def test_points_lie_in_their_pixels(grid, tmp_path, crs):
    places = np.random.default_rng(4).integers(0, SIZE, (40, 2))
    names = np.array(["roof", "grass", "2"], object)[np.arange(40) % 3]
    points = [pixel_point(row, col, crs) for row, col in places] + [pixel_point(-5, 3, crs), shapely.Point()]
    path = write_layer(tmp_path / "p.gpkg", points, [*names, "roof", "roof"], crs)
    with open_layer(path, "", "class", grid) as reference:
        parts = [(w, reference.read(w)) for w in (Window(0, 0, 30, SIZE), Window(30, 0, 34, 20), Window(30, 20, 34, 44))]
        found = sorted((int(r) + w.row, int(c) + w.col, reference.classes[code].name)
                       for w, known in parts for r, c, code in zip(known.rows, known.cols, known.codes.tolist()))
        assert (reference.kind, reference.units, reference.outside, reference.without_class) == ("points", 40, 1, 1)
        assert reference.classes[2] == KnownClass("2", 2)
        assert len({int(unit) for _, known in parts for unit in known.units}) == 40
    assert found == sorted((int(r), int(c), str(name)) for (r, c), name in zip(places, names))


def test_numbers_in_the_field(grid, tmp_path):
    points = [pixel_point(1, 1), pixel_point(2, 2), pixel_point(3, 3)]
    path = write_layer(tmp_path / "p.gpkg", points, np.array([1.0, np.nan, 2.0]))
    with open_layer(path, "truth", "class", grid) as reference:
        assert list(reference.classes.values()) == [KnownClass("1", 1), KnownClass("2", 2)]
        assert reference.without_class == 1


def test_polygons_are_units_and_the_later_one_covers(grid, tmp_path):
    bow = shapely.Polygon([*made.box(40, 40, 8, 8).exterior.coords[:2], *made.box(40, 40, 8, 8).exterior.coords[3:1:-1]])
    shapes = [made.box(0, 0, 20, 20), made.box(10, 10, 20, 20), bow]
    path = write_layer(tmp_path / "p.gpkg", shapes, ["grass", "roof", "grass"], kind="Polygon")
    expected = np.full((SIZE, SIZE), 255)
    expected[:20, :20], expected[10:30, 10:30] = 0, 1
    with open_layer(path, "", "class", grid) as reference:
        known = reference.read(Window(0, 0, 40, SIZE))
        assert (picture(known, (40, SIZE)) == expected[:40]).all()
        assert set(known.units[known.codes == 1]) == {1}
        assert len(reference.read(Window(40, 40, 8, 8)).rows) > 0  # it crosses itself and is repaired
        assert len(reference.read(Window(50, 0, 8, 8)).rows) == 0


def test_wrong_layers_are_named(grid, tmp_path):
    path = write_layer(tmp_path / "p.gpkg", [pixel_point(1, 1)], ["roof"])
    write_layer(tmp_path / "p.gpkg", [made.box(0, 0, 5, 5)], ["roof"], kind="Polygon", name="kind", layer="other")
    assert open_layer(path, "", "kind", grid).kind == "polygons"  # the layer that has the field
    error = refusal(open_layer, path, "truth", "kind", grid)
    assert (error.code, error.data["found"]) == ("evaluate.field", "class")
    assert "class, kind" in refusal(open_layer, path, "", "klass", grid).message
    assert "only truth, other" in refusal(open_layer, path, "gone", "class", grid).message
    assert refusal(open_layer, str(tmp_path / "no.gpkg"), "", "class", grid).code == "evaluate.layer"
    line = write_layer(tmp_path / "l.gpkg", [shapely.LineString([(0, 0), (1, 1)])], ["roof"], kind="LineString")
    assert "LineString" in refusal(open_layer, line, "", "class", grid).message


# -- classes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("known", "names", "expected"), [
    (["Roof ", "GRASS"], {0: "roof", 1: "grass"}, [0, 1]),
    (["roof", ""], {0: "road", 2: "roof"}, [2, None]),  # value 1 is no class of the map
    (["roof", ""], {1: "road", 2: "roof"}, [2, 1]),
    (["roof", "water"], {0: "roof", 1: "grass"}, [0, None]),  # not taken for grass, because names do agree
    (["Dach", "Gras"], {0: "roof", 1: "grass"}, [0, 1]),  # not a single name agrees: values do
    (["a", "b"], {}, [0, 1]), (["a", "b", "c"], {0: "x", 1: "y"}, [0, 1, None])])
def test_classes_are_matched_by_name_then_by_value(known, names, expected):
    table = {code: KnownClass(name, code) for code, name in enumerate(known)}
    assert list(match_classes(table, names).values()) == expected


def test_texts_that_are_no_number_match_no_value():
    assert match_classes({0: KnownClass("Dach", None), 1: KnownClass("1", 1)}, {0: "roof", 1: "grass"}) == {0: None, 1: 1}
