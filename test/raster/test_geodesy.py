"""Areas and lengths against pyproj's geodesics."""

import numpy as np
import pyproj
import pytest
import shapely
from landweave.core.raster.geodesy import Ground

WGS84 = pyproj.Geod(ellps="WGS84")


def measure(crs, polygon, centre=None):
    _, xy, (rings, parts) = shapely.to_ragged_array(np.array([polygon]))
    x, y = centre or (polygon.centroid.x, polygon.centroid.y)
    ground = Ground(crs, (x, y))
    areas, lengths = ground.measure(xy, rings, parts)
    return ground, areas[0], lengths[0]


def geodesic(crs, polygon):
    """Area and perimeter of `polygon`, its edges cut into 200 so that they stay straight in its own system."""
    dense = shapely.segmentize(polygon, polygon.length / 800)
    if not crs.startswith("EPSG:4"):
        to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        dense = shapely.transform(dense, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])))
    area, _ = WGS84.geometry_area_perimeter(shapely.orient_polygons(dense))
    return abs(area), WGS84.geometry_length(dense.boundary)


@pytest.mark.parametrize(("crs", "x", "y", "side"), [
    ("EPSG:4326", 11.0, 48.0, 0.1), ("EPSG:4326", -70.0, -35.0, 0.1), ("EPSG:4326", 179.99, 60.0, 0.1),
    ("EPSG:4326", 0.0, 0.0, 1e-5),
    ("EPSG:3857", 1.2e6, 6.1e6, 15_000), ("EPSG:3857", -8e6, -4e6, 15_000), ("EPSG:3857", 9.5e6, 3.2e6, 0.3),
    ("EPSG:32632", 5e5, 5.3e6, 10_000), ("EPSG:32632", 2e5, 5.3e6, 10_000), ("EPSG:3035", 4.3e6, 3.2e6, 10_000),
    ("EPSG:3031", 0.0, 0.0, 10_000), ("EPSG:3995", -1e6, 5e5, 10_000), ("EPSG:32601", 1.7e5, 6e6, 10_000),
    ("EPSG:2263", 1e6, 2e5, 30_000),
])
def test_squares_agree_with_geodesics(crs, x, y, side):
    square = shapely.box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)
    ground, area, length = measure(crs, square)
    expected_area, expected_length = geodesic(crs, square)
    assert ground.ellipsoidal
    assert area == pytest.approx(expected_area, rel=1e-4)
    assert length == pytest.approx(expected_length, rel=1e-5)


@pytest.mark.parametrize(("crs", "x", "y", "size"), [("EPSG:4326", 11.0, 48.0, 0.1), ("EPSG:32632", 6e5, 5.3e6, 10_000),
                                              ("EPSG:3857", 1.2e6, 6.1e6, 15_000), ("EPSG:3035", 3e6, 2e6, 10_000)])
def test_odd_shapes_with_holes(crs, x, y, size):
    outline = shapely.Polygon([(0, 0), (1, 0), (0.2, 1)], [[(0.3, 0.1), (0.5, 0.1), (0.4, 0.3)]])
    polygon = shapely.transform(outline, lambda xy: xy * size + (x, y))
    _, area, length = measure(crs, polygon)
    expected_area, expected_length = geodesic(crs, polygon)
    assert area == pytest.approx(expected_area, rel=1e-4)
    assert length == pytest.approx(expected_length, rel=1e-5)


def test_the_whole_earth_in_degrees():
    _, area, length = measure("EPSG:4326", shapely.box(-180, -90, 180, 90))
    assert area == pytest.approx(510_065_621_724_089, rel=1e-9)  # the published area of the WGS84 ellipsoid
    assert length == pytest.approx(4 * 10_001_965.729, rel=1e-6)  # four quarter meridians; the poles' edges have no length


def test_long_edges_in_projected_systems():
    square = shapely.box(4e5, 5e6, 6e5, 5.2e6)
    _, area, length = measure("EPSG:32632", square)
    expected = geodesic("EPSG:32632", square)
    assert area == pytest.approx(expected[0], rel=1e-4)
    assert length == pytest.approx(expected[1], rel=1e-4)


def test_far_from_the_origin_small_polygons_keep_their_digits():
    pixel = shapely.box(500_000, 5_000_000, 500_000.05, 5_000_000.05)
    _, area, _ = measure("EPSG:32632", pixel)
    assert area == pytest.approx(0.0025 / 0.9996**2, rel=1e-5)


@pytest.mark.parametrize(("crs", "unit"), [("", 1.0), ('LOCAL_CS["site",UNIT["foot",0.3048]]', 0.3048)])
def test_without_an_earth_measures_are_planar(crs, unit):
    ground, area, length = measure(crs, shapely.box(10, 10, 14, 13))
    assert not ground.ellipsoidal
    assert area == pytest.approx(12 * unit**2)
    assert length == pytest.approx(14 * unit)


def test_grads_and_foreign_meridians():
    """NTF (Paris): degrees of 400 to the circle, on the Clarke ellipsoid."""
    square = shapely.box(0, 52, 0.1, 52.1)
    _, area, _ = measure("EPSG:4807", square)
    clarke = pyproj.Geod(a=6378249.2, b=6356515.0)
    degrees = shapely.transform(shapely.segmentize(square, 0.001), lambda xy: xy * 0.9)
    assert area == pytest.approx(abs(clarke.geometry_area_perimeter(degrees)[0]), rel=1e-5)
