"""Rasters of every kind on the model's grid: the right pixels, the right validity, the same grid, whatever is read at once."""

import numpy as np
import pytest
import rasterio
import rasterio.shutil
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landweave.core.contract.card import Band, ClassInfo, InputInfo, ModelCard, Tiling, Weights
from landweave.core.contract.errors import JobError
from landweave.core.contract.job_parts import RasterSource, Region
from landweave.core.raster.grid import Window, cells, with_halo
from landweave.core.raster.source import GridSource, ground_resolution_m
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from rasterio.warp import transform as transform_points

NORTH_UP = Affine(0.5, 0, 322000, 0, -0.5, 4159000)
GRIDS = {
    "north-up": (NORTH_UP, "EPSG:32652"),
    "south-up": (Affine(0.5, 0, 322000, 0, 0.5, 4159000), "EPSG:32652"),
    "mirrored": (Affine(-0.5, 0, 322000, 0, -0.5, 4159000), "EPSG:32652"),
    "rotated": (NORTH_UP @ Affine.rotation(33), "EPSG:32652"),
    "sheared": (NORTH_UP @ Affine.shear(10, 0), "EPSG:32652"),
    "oblong pixels": (Affine(0.5, 0, 322000, 0, -0.7, 4159000), "EPSG:32652"),
    "degrees": (Affine(5e-6, 0, 127.0, 0, -5e-6, 37.5), "EPSG:4326"),
    "feet": (Affine(1.5, 0, 6000000, 0, -1.5, 2000000), "EPSG:2227"),
    "no CRS": (Affine(1, 0, 0, 0, -1, 0), None),
}


def card(bands=3, low_m=0.01, resolution_m=0.5, high_m=1e5, dtype="uint8"):
    names = ("red", "green", "blue", "nir")[:bands]
    return ModelCard("landweave-model", 1, "m", "1", "CC0-1.0", "", "Unet", "resnet18", tuple(Band(n, n) for n in names),
                     InputInfo(dtype, resolution_m, low_m, high_m), (), tuple(ClassInfo(i, str(i), "#000000") for i in range(2)),
                     Tiling(32, 32, 32, 128), (), Weights("model.safetensors", "0" * 64))


def noise(rows, cols, bands=3, dtype="uint8", seed=4):
    rng = np.random.default_rng(seed)
    if np.dtype(dtype).kind == "f":
        return rng.normal(0.3, 0.2, (bands, rows, cols)).astype(dtype)
    high = min(4000, np.iinfo(dtype).max)
    return rng.integers(1, high, (bands, rows, cols)).astype(dtype)


def write(path, pixels, grid="north-up", mask=None, **profile):
    transform, crs = GRIDS[grid]
    bands, rows, cols = pixels.shape
    with rasterio.open(path, "w", driver="GTiff", width=cols, height=rows, count=bands, dtype=pixels.dtype, crs=crs,
                       transform=transform, photometric="MINISBLACK", **profile) as file:
        file.write(pixels)
        if mask is not None:
            file.write_mask(mask)
    return path


def source(path, model=None, **options):
    return GridSource(RasterSource(str(path), bands=(1, 2, 3), **options), model or card())


def whole(opened):
    return opened.read(Window(0, 0, opened.rows, opened.cols))


def gap(rows, cols):
    """True but for a hole."""
    valid = np.ones((rows, cols), bool)
    valid[rows // 4: rows // 2, cols // 3: cols // 2 + 1] = False
    return valid


# -- what a file holds comes out ------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "uint32", "float32", "float64"])
def test_pixels_come_in_the_files_own_numbers(tmp_path, dtype):
    pixels = noise(40, 50, dtype=dtype)
    with source(write(tmp_path / "a.tif", pixels)) as opened:
        found, valid = whole(opened)
    assert found.dtype == dtype
    assert np.array_equal(found, pixels)
    assert valid.all()


def test_complex_numbers_are_refused(tmp_path):
    write(tmp_path / "a.tif", noise(9, 9, dtype="float32").astype("complex64"))
    with pytest.raises(JobError) as failure:
        source(tmp_path / "a.tif")
    assert failure.value.code == "raster.dtype"


def test_bands_come_in_the_models_order(tmp_path):
    pixels = noise(20, 30, bands=4, dtype="uint16")
    write(tmp_path / "a.tif", pixels)
    with GridSource(RasterSource(str(tmp_path / "a.tif"), bands=(4, 2, 1)), card()) as opened:
        assert np.array_equal(whole(opened)[0], pixels[[3, 1, 0]])


def test_not_a_number_is_no_data_in_any_band(tmp_path):
    pixels, valid = noise(40, 50, dtype="float32"), gap(40, 50)
    pixels[1, ~valid] = np.nan
    pixels[2, 0, 0] = np.inf
    with source(write(tmp_path / "a.tif", pixels)) as opened:
        found = whole(opened)[1]
    valid[0, 0] = False
    assert np.array_equal(found, valid)


@pytest.mark.parametrize(("dtype", "value"), [("uint8", 0), ("uint16", 65535), ("int16", -9999), ("float32", -9999.0),
                                              ("float32", float("nan"))])
@pytest.mark.parametrize("declared", [True, False])
def test_nodata_of_the_file_and_of_the_layer(tmp_path, dtype, value, declared):
    if np.isnan(value) and not declared:
        pytest.skip("not a number needs no declaration")
    pixels, valid = noise(40, 50, dtype=dtype), gap(40, 50)
    pixels[:, ~valid] = value
    path = write(tmp_path / "a.tif", pixels, **({"nodata": value} if declared else {}))
    with source(path, nodata=None if declared else float(value)) as opened:
        assert np.array_equal(whole(opened)[1], valid)


def make_masked(folder, pixels, valid, kind, grid="north-up"):
    """The raster with a mask of one kind."""
    if kind == "none":
        return write(folder / "a.tif", pixels, grid)
    if kind == "alpha":
        path, (transform, crs) = folder / "a.tif", GRIDS[grid]
        with rasterio.open(path, "w", driver="GTiff", width=pixels.shape[2], height=pixels.shape[1], count=4, dtype="uint8",
                           crs=crs, transform=transform, photometric="RGB", alpha="YES") as file:
            file.write(np.concatenate([pixels, valid[None].astype(np.uint8) * 255]))
        with rasterio.open(path) as file:
            assert file.colorinterp[3] == ColorInterp.alpha
        return path
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=kind == "mask"):
        return write(folder / "a.tif", pixels, grid, mask=valid)


@pytest.mark.parametrize("kind", ["mask", "mask beside the file", "alpha"])
def test_masks_of_every_kind(tmp_path, kind):
    valid = gap(40, 50)
    path = make_masked(tmp_path, noise(40, 50), valid, kind)
    assert path.with_name("a.tif.msk").exists() == (kind == "mask beside the file")
    with source(path) as opened:
        assert np.array_equal(whole(opened)[1], valid)


@pytest.mark.parametrize("driver", ["VRT", "COG", "PNG"])
def test_other_formats_hold_the_same(tmp_path, driver):
    valid = gap(600, 550)
    path = make_masked(tmp_path, noise(600, 550), valid, "alpha")
    ending = {"VRT": "vrt", "COG": "cog.tif", "PNG": "png"}[driver]
    rasterio.shutil.copy(str(path), str(tmp_path / f"copy.{ending}"), driver=driver)
    with source(path) as first, source(tmp_path / f"copy.{ending}", crs_wkt=CRS.from_epsg(32652).to_wkt()) as second:
        assert (first.rows, first.cols) == (second.rows, second.cols)
        assert all(np.array_equal(a, b) for a, b in zip(whole(first), whole(second), strict=True))


# -- the grid -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grid", sorted(GRIDS))
def test_the_grid_is_the_rasters_own(tmp_path, grid):
    pixels = noise(33, 47)
    with source(write(tmp_path / "a.tif", pixels, grid)) as opened, rasterio.open(tmp_path / "a.tif") as file:
        assert (opened.transform, opened.crs) == (file.transform, file.crs)
        assert (opened.rows, opened.cols, opened.resampled) == (33, 47, False)
        assert opened.window_transform(Window(3, 5, 2, 2)) @ (0, 0) == pytest.approx(file.transform @ (5, 3))


@pytest.mark.parametrize(("grid", "size_m"), [("north-up", (0.5, 0.5)), ("rotated", (0.5, 0.5)), ("oblong pixels", (0.5, 0.7)),
                                              ("degrees", (0.442, 0.555)), ("feet", (0.457, 0.457))])
def test_the_pixel_size_is_in_metres_on_the_ground(grid, size_m):
    transform, crs = GRIDS[grid]
    assert ground_resolution_m(transform, CRS.from_user_input(crs), 40, 40) == pytest.approx(size_m, rel=2e-3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.integers(1, 300), cols=st.integers(1, 300), grid=st.sampled_from(sorted(GRIDS)), halo=st.sampled_from([0, 32]),
       kind=st.sampled_from(["mask", "alpha", "none"]), coarser=st.sampled_from([1.0, 2.5, 0.6]))
def test_tiles_hold_what_the_whole_holds_and_cover_it_once(tmp_path, rows, cols, grid, halo, kind, coarser):
    """Up to three tiles of 96 on each side; as they are and resampled."""
    for stale in tmp_path.iterdir():
        stale.unlink()
    path = make_masked(tmp_path, noise(rows, cols), gap(rows, cols), kind, grid)
    model = card() if coarser == 1 else card(3, 0.5 * coarser - 1e-3, 0.5 * coarser, 0.5 * coarser + 1e-3)
    with source(path, model) as opened:
        all_pixels, all_valid = whole(opened)
        hits = np.zeros((opened.rows, opened.cols), int)
        for core in cells(Window(0, 0, opened.rows, opened.cols), 96):
            tile = with_halo(core, halo, 32, opened.rows, opened.cols)
            tile_pixels, tile_valid = opened.read(tile)
            place = tile.slices(Window(0, 0, opened.rows, opened.cols))
            assert np.array_equal(tile_valid, all_valid[place])
            assert np.array_equal(tile_pixels[:, tile_valid], all_pixels[(slice(None), *place)][:, tile_valid])
            hits[core.slices(Window(0, 0, opened.rows, opened.cols))] += 1
    assert (hits == 1).all()


# -- another resolution than the model's ------------------------------------------------------------------------------


@pytest.mark.parametrize("grid", ["north-up", "south-up", "mirrored", "rotated", "degrees", "feet"])
@pytest.mark.parametrize("wanted_m", [0.25, 2.0])
def test_a_resampled_grid_starts_at_the_same_corner_and_covers_the_same(tmp_path, grid, wanted_m):
    write(tmp_path / "a.tif", noise(120, 160), grid)
    with source(tmp_path / "a.tif", card(3, wanted_m * 0.9, wanted_m, wanted_m * 1.1)) as opened, \
            rasterio.open(tmp_path / "a.tif") as file:
        assert opened.resampled
        assert opened.crs == file.crs
        assert opened.resolution_m == pytest.approx((wanted_m, wanted_m), rel=0.02)
        assert opened.transform @ (0, 0) == pytest.approx(file.transform @ (0, 0), abs=1e-9)
        end = np.array(opened.transform @ (opened.cols, opened.rows)) - file.transform @ (160, 120)
        pixel = np.abs(np.array(opened.transform @ (1, 1)) - opened.transform @ (0, 0))
        assert (np.abs(end) <= pixel.max()).all()
        found, valid = whole(opened)
        assert found.shape == (3, opened.rows, opened.cols)
        assert valid[1:-1, 1:-1].all()


@pytest.mark.parametrize("grid", ["north-up", "south-up", "rotated"])
def test_coarser_pixels_are_means(tmp_path, grid):
    pixels = noise(120, 160, dtype="float32")
    write(tmp_path / "a.tif", pixels, grid)
    with source(tmp_path / "a.tif", card(3, 1.9, 2.0, 2.1)) as opened:
        found, _ = whole(opened)
    means = pixels.reshape(3, 30, 4, 40, 4).mean(axis=(2, 4))
    assert found.shape == means.shape
    assert np.abs(found - means)[:, 2:-2, 2:-2].max() < 0.05


@pytest.mark.parametrize("kind", ["mask", "mask beside the file", "alpha", "nodata", "NaN", "layer's nodata"])
@pytest.mark.parametrize("wanted_m", [0.25, 1.0])
def test_gaps_survive_resampling(tmp_path, kind, wanted_m):
    valid = np.ones((80, 80), bool)
    valid[20:60, 20:60] = False
    pixels, options = np.full((3, 80, 80), 100, "float32" if kind == "NaN" else "uint8"), {}
    if kind in ("nodata", "layer's nodata", "NaN"):
        pixels[:, ~valid] = np.nan if kind == "NaN" else 255
        path = write(tmp_path / "a.tif", pixels, **({"nodata": 255} if kind == "nodata" else {}))
        options = {"nodata": 255.0} if kind == "layer's nodata" else {}
    else:
        pixels[:, ~valid] = 255
        path = make_masked(tmp_path, pixels, valid, kind)
    with source(path, card(3, wanted_m * 0.9, wanted_m, wanted_m * 1.1), **options) as opened:
        found_pixels, found = whole(opened)
        size = opened.rows
    at = size // 4
    assert not found[at + 2: 3 * at - 2, at + 2: 3 * at - 2].any()
    assert found[: at - 2].all()
    assert found[3 * at + 2:].all()
    assert np.abs(found_pixels[:, found] - 100.0).max() < 0.5  # no value of a gap is mixed into a pixel that counts


# -- regions --------------------------------------------------------------------------------------------------------


def ring(*points):
    return ((*points, points[0]),)


@pytest.mark.parametrize("grid", ["north-up", "south-up", "mirrored", "rotated", "degrees"])
def test_a_region_is_its_pixels_whatever_the_grid(tmp_path, grid):
    with source(write(tmp_path / "a.tif", noise(60, 80), grid)) as opened:
        corners = [opened.transform @ point for point in ((10, 20), (30, 20), (30, 50), (10, 50))]
        window, shapes = opened.window_of(Region((ring(*corners),)))
        grown = Window(max(0, window.row), window.col, window.rows, window.cols)
        inside = opened.inside(grown, shapes)
    assert abs(window.row - 20) <= 1
    assert abs(window.col - 10) <= 1
    assert inside.sum() == 20 * 30


def test_a_region_in_other_coordinates_and_with_a_hole(tmp_path):
    with source(write(tmp_path / "a.tif", noise(60, 80))) as opened:
        (outer,) = ring((322005.0, 4158990.0), (322025.0, 4158990.0), (322025.0, 4158975.0), (322005.0, 4158975.0))
        (hole,) = ring((322010.0, 4158985.0), (322015.0, 4158985.0), (322015.0, 4158980.0), (322010.0, 4158980.0))
        window, shapes = opened.window_of(Region(((outer, hole),)))
        assert window == Window(20, 10, 30, 40)
        assert opened.inside(window, shapes).sum() == 30 * 40 - 10 * 10
        lon, lat = transform_points("EPSG:32652", "EPSG:4326", *zip(*outer, strict=True))
        there, _ = opened.window_of(Region((ring(*zip(lon, lat, strict=True)),), CRS.from_epsg(4326).to_wkt()))
    assert abs(there.row - 20) <= 1
    assert abs(there.rows - 30) <= 2


@pytest.mark.parametrize(("region", "code"), [
    (Region(((),)), "region.empty"), (Region((ring((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),)), "region.outside")])
def test_regions_without_pixels(tmp_path, region, code):
    with source(write(tmp_path / "a.tif", noise(6, 8))) as opened, pytest.raises(JobError) as failure:
        opened.window_of(region)
    assert failure.value.code == code
