"""Class rasters: whole blocks, a valid cloud-optimised GeoTIFF, and no wrong companions whenever publishing is interrupted."""

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zlib
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from landweave.core.contract.card import ClassInfo
from landweave.core.contract.errors import JobError
from landweave.core.raster import class_file
from landweave.core.raster.class_file import NODATA, count_valid, publish, write_block, write_cog, write_mosaic, write_whole
from landweave.core.raster.grid import Window, cells
from rasterio.crs import CRS
from rasterio.enums import ColorInterp

PLACE = Affine(0.5, 0, 322000, 0, -0.5, 4159000)
UTM = CRS.from_epsg(32652)
CLASSES = (ClassInfo(0, "buildings & sheds", "#d7191c"), ClassInfo(1, "road <paved>", "#7d7d8a"),
           ClassInfo(2, "water", "#4dac26"))


def pixels_of(rows, cols, seed=5):
    """Patches of three classes with a hole of nodata."""
    rng = np.random.default_rng(seed)
    values = np.kron(rng.integers(0, 3, (rows // 16 + 1, cols // 16 + 1)), np.ones((16, 16)))[:rows, :cols].astype(np.uint8)
    values[rows // 3: rows // 2, cols // 4: cols // 2] = NODATA
    return values


def make_mosaic(folder, values, transform=PLACE, crs=UTM, classes=CLASSES, block_px=300):
    region = Window(0, 0, *values.shape)
    blocks = []
    for number, block in enumerate(cells(region, block_px)):
        name = f"block {number} & co.tif"
        place = transform @ Affine.translation(block.col, block.row)
        write_block(folder / name, values[block.slices(region)], place, crs, NODATA)
        blocks.append((name, block))
    write_mosaic(folder / "classes.vrt", blocks, region, transform, crs, NODATA, classes)
    return folder / "classes.vrt"


@pytest.fixture
def finished(tmp_path):
    """A published class raster of 1100 x 1300 pixels and its values."""
    values = pixels_of(1100, 1300)
    part, target = tmp_path / "part.tif", tmp_path / "map.tif"
    write_cog(make_mosaic(tmp_path, values), part, int((values != NODATA).sum()))
    publish(part, target, CLASSES)
    return target, values


def test_a_block_holds_its_pixels_and_the_checksum_is_the_files(tmp_path):
    values = pixels_of(1030, 700)
    crc = write_block(tmp_path / "b.tif", values, PLACE, UTM, NODATA)
    assert crc == zlib.crc32((tmp_path / "b.tif").read_bytes())
    with rasterio.open(tmp_path / "b.tif") as file:
        assert np.array_equal(file.read(1), values)
        assert (file.crs, file.transform, file.nodata) == (UTM, PLACE, NODATA)
    assert [p.name for p in tmp_path.iterdir()] == ["b.tif"]


def test_the_mosaic_shows_unfinished_places_as_nodata(tmp_path):
    values = pixels_of(300, 300)
    write_block(tmp_path / "b.tif", values[:100, :200], PLACE, UTM, NODATA)
    write_mosaic(tmp_path / "m.vrt", [("b.tif", Window(40, 60, 100, 200))], Window(40, 60, 300, 300), PLACE, UTM, NODATA, CLASSES)
    with rasterio.open(tmp_path / "m.vrt") as file:
        shown = file.read(1)
        assert file.colormap(1)[1] == (0x7D, 0x7D, 0x8A, 255)
    assert np.array_equal(shown[:100, :200], values[:100, :200])
    shown[:100, :200] = NODATA
    assert (shown == NODATA).all()


def test_the_finished_raster_is_exact_and_georeferenced(finished):
    path, values = finished
    with rasterio.open(path) as file:
        assert np.array_equal(file.read(1), values)
        assert (file.crs, file.transform, file.nodata, file.count, file.dtypes) == (UTM, PLACE, NODATA, 1, ("uint8",))
        assert np.array_equal(file.dataset_mask() == 0, values == NODATA)


def test_it_is_a_cloud_optimised_geotiff_with_overviews(finished):
    path, _values = finished
    with rasterio.open(path) as file:
        assert file.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert file.overviews(1) == [2, 4]
        assert file.block_shapes == [(512, 512)]
        # Overviews come before the pixels themselves: that is what lets a reader over the net begin with a few requests.
        offsets = [int(file.get_tag_item("BLOCK_OFFSET_0_0", "TIFF", bidx=1, **level)) for level in ({}, {"ovr": 0}, {"ovr": 1})]
    assert offsets[0] > offsets[1] > offsets[2]
    with rasterio.open(path, overview_level=0) as overview:
        assert set(np.unique(overview.read(1))) <= {0, 1, 2, NODATA}  # classes are never mixed


def test_it_has_colours_and_names(finished):
    path, _ = finished
    with rasterio.open(path) as file:
        colours = file.colormap(1)
        assert file.colorinterp == (ColorInterp.palette,)
        assert [colours[c.value][:3] for c in CLASSES] == [(0xD7, 0x19, 0x1C), (0x7D, 0x7D, 0x8A), (0x4D, 0xAC, 0x26)]
        assert [file.tags(1)[f"class_{c.value}"] for c in CLASSES] == [c.name for c in CLASSES]
    side = ElementTree.parse(path.with_name("map.tif.aux.xml"))
    assert [e.text for e in side.iter("Category")] == [c.name for c in CLASSES]


@pytest.mark.skipif(shutil.which("gdalinfo") is None, reason="gdalinfo is not installed")
def test_gdal_reads_names_colours_and_layout(finished):
    text = subprocess.run(["gdalinfo", str(finished[0])], check=True, capture_output=True, text=True).stdout
    assert re.search(r"Categories:\s+0: buildings & sheds\s+1: road <paved>\s+2: water", text)
    assert "LAYOUT=COG" in text
    assert "NoData Value=255" in text
    assert "0: 215,25,28,255" in text


@pytest.mark.parametrize("size", [(1, 1), (1, 700), (513, 2)])
def test_tiny_rasters_are_finished_too(tmp_path, size):
    values = np.zeros(size, np.uint8)
    write_cog(make_mosaic(tmp_path, values), tmp_path / "part.tif", values.size)
    assert count_valid(tmp_path / "part.tif") == values.size


@pytest.mark.parametrize("transform", [PLACE @ Affine.rotation(33), Affine(0.5, 0, 322000, 0, 0.5, 4159000)])
def test_odd_georeferencing_survives(tmp_path, transform):
    values = pixels_of(100, 120)
    write_cog(make_mosaic(tmp_path, values, transform, None), tmp_path / "part.tif", int((values != NODATA).sum()))
    with rasterio.open(tmp_path / "part.tif") as file:
        assert file.transform.almost_equals(transform, 1e-9)
        assert file.crs is None


def test_a_raster_that_lacks_pixels_is_not_accepted(tmp_path):
    values = pixels_of(600, 600)
    mosaic = make_mosaic(tmp_path, values)
    with pytest.raises(JobError) as failure:
        write_cog(mosaic, tmp_path / "part.tif", int((values != NODATA).sum()) + 1)
    assert failure.value.code == "output.failed"
    assert not (tmp_path / "part.tif").exists()


def test_a_damaged_block_stops_the_finishing(tmp_path):
    values = pixels_of(600, 600)
    mosaic = make_mosaic(tmp_path, values)
    torn = tmp_path / "block 1 & co.tif"
    torn.write_bytes(torn.read_bytes()[:-200])
    with pytest.raises(JobError) as failure:
        write_cog(mosaic, tmp_path / "part.tif", int((values != NODATA).sum()))
    assert failure.value.code == "output.failed"
    assert not list(tmp_path.glob("part*"))


class Killed(BaseException):
    """In place of SIGKILL: nothing runs after it."""


def test_whenever_publishing_stops_no_companion_stands_beside_a_strange_file(finished, tmp_path, monkeypatch):
    path, _ = finished
    old = path.read_bytes(), path.with_name("map.tif.aux.xml").read_bytes()
    values = pixels_of(520, 610, seed=9)
    changed = tuple(ClassInfo(c.value, c.name.upper(), c.color) for c in CLASSES)
    (tmp_path / "new").mkdir()
    write_cog(make_mosaic(tmp_path / "new", values, classes=changed), tmp_path / "new.tif", int((values != NODATA).sum()))
    new = (tmp_path / "new.tif").read_bytes()
    seen = set()
    for step in range(20):
        path.write_bytes(old[0])
        path.with_name("map.tif.aux.xml").write_bytes(old[1])
        path.with_name("map.tif.ovr").write_bytes(b"overviews of the old one")
        (tmp_path / "new.tif").write_bytes(new)
        calls = count_file_operations(monkeypatch, step)
        try:
            publish(tmp_path / "new.tif", path, changed)
            ended = True
        except Killed:
            ended = False
        monkeypatch.undo()
        raster = {old[0]: "old", new: "new"}[path.read_bytes()] if path.exists() else "none"
        side = path.with_name("map.tif.aux.xml")
        names = "none" if not side.exists() else "old" if side.read_bytes() == old[1] else "new"
        overviews = path.with_name("map.tif.ovr").exists()
        seen.add((raster, names, overviews))
        if ended:
            break
    assert (raster, names, overviews) == ("new", "new", False)
    assert calls  # it was interrupted at each of these
    assert step >= 6
    assert not [s for s in seen if s[0] == "old" and s[1] == "new"]
    assert not [s for s in seen if s[0] == "new" and (s[1] != "new" or s[2])]


def count_file_operations(monkeypatch, allowed):
    """Let this many renames and removals happen, then be killed."""
    calls = []
    replace, unlink = os.replace, Path.unlink

    def counted(operation):
        def do(*arguments, **options):
            if len(calls) >= allowed:
                raise Killed
            calls.append(operation)
            return operation(*arguments, **options)
        return do

    monkeypatch.setattr(class_file.os, "replace", counted(replace))
    monkeypatch.setattr(Path, "unlink", counted(unlink))
    return calls


def test_a_file_in_use_is_said_and_left(finished, monkeypatch):
    path, _ = finished
    before = path.read_bytes()

    def refuse(self, missing_ok=False):
        raise PermissionError(13, "The file is used by another program")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(JobError) as failure:
        publish(path.with_name("new.tif"), path, CLASSES)
    assert failure.value.code == "output.locked"
    assert path.read_bytes() == before


def test_a_write_that_fails_leaves_no_part_and_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    write_whole(path, b"old")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(class_file.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("x.json", b"old")]
