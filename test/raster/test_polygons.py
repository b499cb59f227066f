"""From classes to polygons: exact, one coverage, the same whatever the cutting."""

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landweave.core.contract.card import ClassInfo
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.job_parts import PolygonOptions
from landweave.core.raster.polygons import polygonize
from rasterio import features

UTM = "EPSG:32632"
NORTH_UP = Affine(0.5, 0, 500_000, 0, -0.5, 5_000_000)
CLASSES = [ClassInfo(0, "land", "#aaaaaa"), ClassInfo(1, "Straße · 道路", "#ff0000"), ClassInfo(2, "water", "#0000ff")]
FAST = settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def write_raster(path, values, transform=NORTH_UP, crs=UTM, nodata=255, **profile):
    rows, cols = values.shape
    with rasterio.open(path, "w", driver="GTiff", dtype=values.dtype, count=1, height=rows, width=cols, crs=crs,
                       transform=transform, nodata=nodata, **profile) as target:
        target.write(values, 1)
    return str(path)


class Layer:
    """What `polygonize` wrote, as arrays."""

    def __init__(self, path):
        self.meta, _, wkb, columns = pyogrio.raw.read(path)
        self.geometries = shapely.from_wkb(wkb) if len(wkb) else np.empty(0, object)
        self.columns = dict(zip(self.meta["fields"].tolist(), columns))

    def __getitem__(self, name):
        return self.columns[name]

    def pixels(self, transform):
        """The geometries in pixel coordinates."""
        inverse = ~transform
        return shapely.transform(self.geometries, lambda xy: np.column_stack(inverse * (xy[:, 0], xy[:, 1])))


def run(folder, values, options=None, transform=NORTH_UP, crs=UTM, block_px=16, confidence=None, out="out.gpkg", **more):
    raster = write_raster(folder / "classes.tif", values, transform, crs)
    certain = None if confidence is None else write_raster(folder / "confidence.tif", confidence, transform, crs, None)
    more = {"report": lambda done, total: None, "cancelled": lambda: False, "classes": CLASSES, **more}
    summary = polygonize(raster, certain, str(folder / out), options or PolygonOptions(), block_px=block_px, **more)
    return summary, Layer(str(folder / out))


def smooth(seed, rows, cols, classes=3, nodata=0.0, grain=3):
    """Random patches of about `grain` px."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, classes, (rows // grain + 1, cols // grain + 1)).astype(np.uint8)
    coarse[rng.random(coarse.shape) < nodata] = 255
    return np.kron(coarse, np.ones((grain, grain), np.uint8))[:rows, :cols].copy()


def spiral(size):
    values = np.zeros((size, size), np.uint8)
    row = col = 0
    step, turn = (0, 1), 0
    values[0, 0] = 1
    while turn < 2:
        nxt, far = (row + step[0], col + step[1]), (row + 2 * step[0], col + 2 * step[1])
        inside = 0 <= nxt[0] < size and 0 <= nxt[1] < size
        hits = 0 <= far[0] < size and 0 <= far[1] < size and values[far]
        if inside and not hits and not values[nxt]:
            row, col = nxt
            values[row, col] = 1
            turn = 0
        else:
            step, turn = (step[1], -step[0]), turn + 1
    return values


def assert_exact(layer, values, transform):
    """Burnt back, the polygons are the class raster; each is one 4-connected component; together a coverage."""
    pixels = layer.pixels(transform)
    corners = shapely.get_coordinates(pixels)
    assert np.abs(corners - corners.round()).max(initial=0) < 1e-4
    pixels = shapely.transform(pixels, np.round)
    burnt = np.full(values.shape, 255, np.uint8)
    if len(pixels):
        features.rasterize(zip(pixels, layer["class"].tolist()), out=burnt, transform=Affine.identity())
    np.testing.assert_array_equal(burnt, values)
    reference = [v for _, v in features.shapes(values, mask=values != 255, connectivity=4)]
    assert sorted(layer["class"].tolist()) == sorted(int(v) for v in reference)
    assert_coverage(pixels, (values != 255).sum())
    return pixels


def assert_coverage(pixels, area):
    assert shapely.is_valid(pixels).all()
    assert shapely.coverage_is_valid(pixels)
    assert shapely.area(pixels).sum() == pytest.approx(area)
    assert shapely.union_all(pixels).area == pytest.approx(area)
    assert set(shapely.get_type_id(pixels).tolist()) <= {3}


def no_needless_vertices(pixels):
    """Every vertex on a straight line is a meeting point of three or more polygons (or of two at the outer rim)."""
    from collections import Counter

    uses = Counter()
    for polygon in pixels:
        uses.update({tuple(point) for point in shapely.get_coordinates(polygon).round().astype(int).tolist()})
    for polygon in pixels:
        for ring in [polygon.exterior, *polygon.interiors]:
            xy = np.array(ring.coords)[:-1].round()
            one, other = xy - np.roll(xy, 1, axis=0), np.roll(xy, -1, axis=0) - xy
            straight = one[:, 0] * other[:, 1] == one[:, 1] * other[:, 0]
            for point in xy[straight].astype(int).tolist():
                if uses[tuple(point)] < 2:
                    return False
    return True


@FAST
@given(rows=st.integers(1, 50), cols=st.integers(1, 50), classes=st.integers(1, 4), nodata=st.sampled_from([0.0, 0.3, 0.7]),
       grain=st.sampled_from([1, 2, 5]), seed=st.integers(0, 10_000))
def test_every_size_comes_back_to_the_pixel(tmp_path, rows, cols, classes, nodata, grain, seed):
    values = smooth(seed, rows, cols, classes, nodata, grain)
    summary, layer = run(tmp_path, values)
    pixels = assert_exact(layer, values, NORTH_UP)
    assert no_needless_vertices(pixels)
    assert summary.count == len(layer.geometries) == sum(c.count for c in summary.classes)
    assert sum(c.area_m2 for c in summary.classes) == pytest.approx(layer["area_m2"].sum(), abs=1e-2)


@FAST
@given(seed=st.integers(0, 10_000), block=st.sampled_from([7, 16, 23]), grain=st.sampled_from([1, 3]),
       min_px=st.sampled_from([1, 3, 20]), nodata=st.sampled_from([0.0, 0.2]))
def test_cutting_changes_nothing(tmp_path, seed, block, grain, min_px, nodata):
    values = smooth(seed, 47, 61, 3, nodata, grain)
    options = PolygonOptions(min_area_m2=min_px * 0.25)
    one = run(tmp_path, values, options, block_px=64)[1]
    many = run(tmp_path, values, options, block_px=block)[1]
    for layers in (one, many):
        layers.normal = sorted(shapely.to_wkb(shapely.normalize(shapely.transform(layers.pixels(NORTH_UP), np.round))).tolist())
    assert one.normal == many.normal  # the same vertices, too


@FAST
@given(seed=st.integers(0, 10_000), tolerance_px=st.sampled_from([0.7, 1.5, 4.0]), min_px=st.sampled_from([1, 12]),
       nodata=st.sampled_from([0.0, 0.2]), grain=st.sampled_from([1, 4]))
def test_simplified_is_a_coverage_without_gaps(tmp_path, seed, tolerance_px, min_px, nodata, grain):
    values = smooth(seed, 40, 53, 3, nodata, grain)
    options = PolygonOptions(simplify_m=0.5 * tolerance_px, min_area_m2=min_px * 0.25)
    pixels = shapely.transform(run(tmp_path, values, options)[1].pixels(NORTH_UP), lambda xy: xy.round(4))
    assert shapely.coverage_is_valid(pixels)
    assert shapely.is_valid(pixels).all()
    assert shapely.union_all(pixels).area == pytest.approx(shapely.area(pixels).sum())
    if not nodata:
        assert shapely.area(pixels).sum() == pytest.approx(values.size)  # borders to nodata may move, the rim may not


def test_simplifying_removes_vertices_along_diagonals(tmp_path):
    rows, cols = np.indices((60, 60))
    values = (rows > cols).astype(np.uint8)
    plain = run(tmp_path, values, block_px=32)[1]
    simple = run(tmp_path, values, PolygonOptions(simplify_m=1.0), block_px=32)[1]
    counts = [shapely.get_num_coordinates(layer.geometries).sum() for layer in (plain, simple)]
    assert counts[1] < counts[0] / 5


@pytest.mark.parametrize(("name", "values"), [
    ("one class", np.zeros((40, 33), np.uint8)),
    ("checkerboard", (np.indices((35, 35)).sum(axis=0) % 2).astype(np.uint8)),
    ("spiral", spiral(41)),
    ("rows", np.repeat(np.arange(37, dtype=np.uint8)[:, None] % 3, 37, axis=1)),
    ("hole", np.pad(np.full((9, 9), 255, np.uint8), 14)),
    ("ring on a seam", np.pad(np.pad(np.zeros((2, 2), np.uint8), 1, constant_values=1), 14, constant_values=2)),
    ("single pixel", np.array([[1]], np.uint8)),
    ("class 254", np.full((17, 17), 254, np.uint8)),
])
def test_hand_made_rasters(tmp_path, name, values):
    layer = run(tmp_path, values)[1]
    assert no_needless_vertices(assert_exact(layer, values, NORTH_UP))


def test_one_class_over_many_blocks_has_four_corners(tmp_path):
    layer = run(tmp_path, np.ones((50, 70), np.uint8))[1]
    assert shapely.get_num_coordinates(layer.geometries).tolist() == [5]
    assert layer["class_name"].tolist() == ["Straße · 道路"]


def test_all_nodata_gives_a_valid_empty_layer(tmp_path):
    summary, layer = run(tmp_path, np.full((20, 20), 255, np.uint8))
    assert (summary.count, len(layer.geometries)) == (0, 0)
    assert [(c.value, c.count, c.area_m2) for c in summary.classes] == [(0, 0, 0.0), (1, 0, 0.0), (2, 0, 0.0)]
    assert list(layer.columns) == ["class", "class_name", "area_m2", "perimeter_m", "confidence_mean", "confidence_min"]
    assert pyogrio.list_layers(str(tmp_path / "out.gpkg")).tolist() == [["out", "Polygon"]]


@pytest.mark.parametrize(("crs", "transform"), [
    (UTM, Affine(0.5, 0, 5e5, 0, 0.5, 5e6)),
    (UTM, Affine.translation(5e5, 5e6) * Affine.rotation(33) * Affine.scale(0.5, -0.25)),
    ("EPSG:4326", Affine(1e-5, 0, 11.0, 0, -1e-5, 48.0)),
    ("EPSG:3857", Affine(0.6, 0, 9.5e6, 0, -0.6, 3.2e6)),
    (None, Affine(0.3, 0, 0, 0, -0.3, 0)),
    (None, Affine.identity()),
], ids=["south-up", "rotated", "degrees", "web mercator", "no crs", "pixels"])
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_georeferencing(tmp_path, crs, transform):
    values = smooth(5, 40, 45, nodata=0.1)
    summary, layer = run(tmp_path, values, transform=transform, crs=crs)
    assert_exact(layer, values, transform)
    assert summary.planar == (crs is None)
    if crs:
        assert rasterio.CRS.from_user_input(layer.meta["crs"]) == rasterio.CRS.from_user_input(crs)
    pixel_counts = shapely.area(layer.pixels(transform))
    np.testing.assert_allclose(layer["area_m2"], pixel_counts * summary.pixel_area_m2, rtol=2e-5, atol=1e-4)


def test_attributes_are_those_of_the_polygons_own_pixels(tmp_path):
    values = smooth(11, 50, 40, nodata=0.1)
    confidence = np.random.default_rng(1).integers(0, 256, values.shape).astype(np.uint8)
    layer = run(tmp_path, values, confidence=confidence)[1]
    pixels = layer.pixels(NORTH_UP)
    for i, polygon in enumerate(pixels):
        own = confidence[features.rasterize([polygon], out_shape=values.shape).astype(bool)] / 255
        assert layer["confidence_mean"][i] == pytest.approx(own.mean(), abs=6e-4)
        assert layer["confidence_min"][i] == pytest.approx(own.min(), abs=6e-4)
        assert layer["class_name"][i] == CLASSES[layer["class"][i]].name
        assert layer["perimeter_m"][i] == pytest.approx(polygon.length * 0.5, rel=5e-4)
        assert layer["area_m2"][i] == pytest.approx(polygon.area * 0.25, rel=1e-3)


def test_without_confidence_the_fields_are_null(tmp_path):
    layer = run(tmp_path, smooth(3, 20, 20))[1]
    assert np.isnan(layer["confidence_mean"]).all()
    assert np.isnan(layer["confidence_min"]).all()


def test_only_chosen_classes_are_written(tmp_path):
    values = smooth(9, 40, 40)
    every, some = run(tmp_path, values)[1], run(tmp_path, values, PolygonOptions(classes=(1,)))[1]
    assert set(some["class"].tolist()) == {1}
    wanted = every.geometries[every["class"] == 1]
    assert sorted(shapely.to_wkb(shapely.normalize(some.geometries))) == sorted(shapely.to_wkb(shapely.normalize(wanted)))


def test_minimum_area_leaves_nothing_smaller(tmp_path):
    values = smooth(2, 60, 60, grain=4)
    noise = np.random.default_rng(0).random(values.shape) < 0.1
    values[noise] = 2
    summary, layer = run(tmp_path, values, PolygonOptions(min_area_m2=2.0))
    assert summary.min_area_px == 8
    pixels = layer.pixels(NORTH_UP)
    assert shapely.area(pixels).min() > 7.5
    assert_coverage(shapely.transform(pixels, np.round), values.size)


def test_a_class_without_a_name_is_called_by_its_value(tmp_path):
    layer = run(tmp_path, np.full((3, 3), 7, np.uint8))[1]
    assert layer["class_name"].tolist() == ["7"]


def test_progress_counts_blocks_to_the_end(tmp_path):
    seen = []
    run(tmp_path, smooth(1, 40, 40), PolygonOptions(min_area_m2=1.0), report=lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 18)
    assert seen[-1] == (18, 18)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


@pytest.mark.parametrize("after", [0, 1, 5, 11])
def test_cancel_leaves_nothing_and_keeps_what_was_there(tmp_path, after):
    (tmp_path / "out.gpkg").write_bytes(b"older")
    calls = []

    def cancelled():
        calls.append(1)
        return len(calls) > after

    with pytest.raises(Cancelled):
        run(tmp_path, smooth(1, 40, 40), PolygonOptions(min_area_m2=1.0), cancelled=cancelled)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["classes.tif", "out.gpkg"]
    assert (tmp_path / "out.gpkg").read_bytes() == b"older"


def test_unreadable_rasters_are_named(tmp_path):
    nothing = {"classes": CLASSES, "report": lambda done, total: None, "cancelled": lambda: False}
    (tmp_path / "broken.tif").write_bytes(b"II*\0nothing")
    with pytest.raises(JobError) as caught:
        polygonize(str(tmp_path / "broken.tif"), None, str(tmp_path / "o.gpkg"), PolygonOptions(), **nothing)
    assert caught.value.code == "raster.unreadable"
    wide = write_raster(tmp_path / "wide.tif", np.zeros((4, 4), np.uint16))
    with pytest.raises(JobError, match="uint16"):
        polygonize(wide, None, str(tmp_path / "o.gpkg"), PolygonOptions(), **nothing)
    good = write_raster(tmp_path / "good.tif", np.zeros((4, 4), np.uint8))
    other = write_raster(tmp_path / "other.tif", np.zeros((4, 5), np.uint8))
    with pytest.raises(JobError, match="size"):
        polygonize(good, other, str(tmp_path / "o.gpkg"), PolygonOptions(), **nothing)
    assert not (tmp_path / "o.gpkg").exists()


def test_truncated_raster_leaves_nothing(tmp_path):
    values = np.random.default_rng(0).integers(0, 3, (256, 256)).astype(np.uint8)
    path = write_raster(tmp_path / "cut.tif", values, tiled=True, blockxsize=64, blockysize=64, compress="deflate")
    data = (tmp_path / "cut.tif").read_bytes()
    (tmp_path / "cut.tif").write_bytes(data[: len(data) // 2])
    with pytest.raises(JobError) as caught:
        polygonize(path, None, str(tmp_path / "o.gpkg"), PolygonOptions(), CLASSES, lambda d, t: None, lambda: False, 64)
    assert caught.value.code == "raster.unreadable"
    assert [p.name for p in tmp_path.iterdir()] == ["cut.tif"]


def test_right_angles_square_a_rotated_building(tmp_path):
    pytest.importorskip("buildingregulariser")
    rows, cols = np.indices((80, 80)) - 40
    turned = np.abs(rows * 0.9 + cols * 0.43) < 15
    values = (turned & (np.abs(cols * 0.9 - rows * 0.43) < 25)).astype(np.uint8)
    layer = run(tmp_path, values, PolygonOptions(classes=(1,), right_angles=True), block_px=32)[1]
    assert len(layer.geometries) == 1
    xy = shapely.get_coordinates(layer.geometries)
    assert len(xy) <= 7
    edges = np.diff(xy, axis=0)
    angles = np.degrees(np.arctan2(edges[:, 1], edges[:, 0]))
    turns = np.abs((np.diff(angles) + 45) % 90 - 45)
    assert turns.max() < 1
    assert shapely.area(layer.pixels(NORTH_UP))[0] == pytest.approx(values.sum(), rel=0.1)


def test_right_angles_without_the_package_say_so(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "buildingregulariser", None)
    with pytest.raises(JobError) as caught:
        run(tmp_path, np.zeros((4, 4), np.uint8), PolygonOptions(right_angles=True))
    assert caught.value.code == "engine.package"
