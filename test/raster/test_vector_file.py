"""The layer appears whole or not at all, in every format."""

import json
import os
import pathlib
import subprocess

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely
from landweave.core.contract.errors import JobError
from landweave.core.contract.job_parts import VECTOR_FORMATS
from landweave.core.raster import vector_file
from landweave.core.raster.vector_file import VectorFile

FIELDS = {"class": "int32", "class_name": "object", "area_m2": "float64", "perimeter_m": "float64",
          "confidence_mean": "float64", "confidence_min": "float64"}
UTM = "EPSG:32632"


def chunk(first, count):
    x = 5e5 + np.arange(first, first + count, dtype=float)
    wkb = shapely.to_wkb(shapely.box(x, 5e6, x + 1, 5e6 + 1, ccw=False))
    names = np.array([f"Wiese Ü {i} 草地" for i in range(first, first + count)], object)
    numbers = np.arange(first, first + count, dtype=float)
    return wkb, [numbers.astype(np.int32), names, numbers, numbers, numbers / 7, np.full(count, np.nan)]


def write(path, driver, chunks=3, size=10, crs=UTM):
    with VectorFile(str(path), driver, crs, FIELDS) as out:
        for i in range(chunks):
            out.add(*chunk(i * size, size))
    return pyogrio.raw.read(str(path))


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(vector_file, "CHUNK_POLYGONS", 7)


@pytest.mark.parametrize("driver", VECTOR_FORMATS)
def test_every_format_comes_back(tmp_path, small_chunks, driver):
    path = tmp_path / f"Landnutzung 2{VECTOR_FORMATS[driver]}"
    meta, _, wkb, columns = write(path, driver)
    names = meta["fields"].tolist()
    short = driver == "ESRI Shapefile"
    assert names == ["class", "class_name", "area_m2", *(["perim_m", "conf_mean", "conf_min"] if short else list(FIELDS)[3:])]
    read = dict(zip(names, columns))
    order = np.argsort(read["class"])  # FlatGeobuf sorts along its index
    assert read["class"][order].tolist() == list(range(30))
    assert read["class_name"][order].tolist() == [f"Wiese Ü {i} 草地" for i in range(30)]
    np.testing.assert_allclose(read[names[4]][order].astype(float), np.arange(30) / 7)
    empty = read[names[5]]
    assert all(value is None or np.isnan(value) for value in empty.tolist())
    assert set(shapely.get_type_id(shapely.from_wkb(wkb)).tolist()) == {3}
    assert pyogrio.list_layers(str(path))[0][0] == "Landnutzung 2"


@pytest.mark.parametrize("driver", VECTOR_FORMATS)
def test_an_empty_layer_is_valid(tmp_path, driver):
    meta, _, wkb, _ = write(tmp_path / f"empty{VECTOR_FORMATS[driver]}", driver, chunks=0)
    assert len(wkb) == 0
    if driver != "GeoJSON":  # which has no place to name fields
        assert len(meta["fields"]) == 6


@pytest.mark.parametrize("driver", VECTOR_FORMATS)
def test_without_a_coordinate_system(tmp_path, driver):
    path = tmp_path / f"plain{VECTOR_FORMATS[driver]}"
    _, _, wkb, _ = write(path, driver, crs="")
    bounds = shapely.total_bounds(shapely.from_wkb(wkb))
    np.testing.assert_allclose(bounds, (5e5, 5e6, 5e5 + 30, 5e6 + 1))


def test_geojson_is_rfc_7946(tmp_path):
    write(tmp_path / "a.geojson", "GeoJSON")
    content = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert "crs" not in content
    for feature in content["features"]:
        ring = shapely.LinearRing(feature["geometry"]["coordinates"][0])
        assert ring.is_ccw
        assert 9.0 - 1e-6 <= ring.bounds[0] < 9.001
    assert content["features"][0]["properties"]["confidence_min"] is None


def test_geopackage_has_one_spatial_index_and_the_crs(tmp_path):
    import sqlite3

    write(tmp_path / "a.gpkg", "GPKG")
    with sqlite3.connect(tmp_path / "a.gpkg") as database:
        assert database.execute('SELECT count(*) FROM "rtree_a_geom"').fetchone() == (30,)
        assert database.execute("SELECT srs_id, geometry_type_name FROM gpkg_geometry_columns").fetchall() == [(32632, "POLYGON")]
        assert database.execute("SELECT min_x, max_x FROM gpkg_contents").fetchone() == (500_000.0, 500_030.0)


def test_a_shapefile_names_its_encoding_and_replaces_old_companions(tmp_path):
    (tmp_path / "a.qix").write_bytes(b"index of an older layer")
    write(tmp_path / "a.shp", "ESRI Shapefile")
    assert (tmp_path / "a.cpg").read_text().strip().upper() == "UTF-8"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.cpg", "a.dbf", "a.prj", "a.shp", "a.shx"]


def test_an_error_inside_leaves_what_was_there(tmp_path):
    (tmp_path / "a.gpkg").write_bytes(b"older")
    (tmp_path / ".a.gpkg.part").mkdir()
    (tmp_path / ".a.gpkg.part" / "left by a killed run").write_bytes(b"")

    def interrupted():
        with VectorFile(str(tmp_path / "a.gpkg"), "GPKG", UTM, FIELDS) as out:
            out.add(*chunk(0, 5))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert [p.name for p in tmp_path.iterdir()] == ["a.gpkg"]
    assert (tmp_path / "a.gpkg").read_bytes() == b"older"


def test_a_layer_in_use_is_named(tmp_path, monkeypatch):
    def refuse(source, target):
        raise PermissionError(13, "used by another process", str(target))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(JobError) as caught:
        write(tmp_path / "a.gpkg", "GPKG")
    assert caught.value.code == "output.locked"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(JobError) as caught:
        write(tmp_path / "file" / "a.gpkg", "GPKG")
    assert caught.value.code == "output.read_only"


@pytest.fixture
def mounted(tmp_path):
    """Mounts a memory disk of its own for a test; needs root on Linux."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options):
        try:
            done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, check=False)
        except OSError as error:
            pytest.skip(f"no mount here: {error}")
        if done.returncode:
            pytest.skip(f"a tmpfs cannot be mounted here: {done.stderr.decode().strip()}")
        return folder

    yield mount
    if os.path.ismount(folder):
        subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_disk(mounted):
    folder = mounted("size=1m,ro")
    with pytest.raises(JobError) as caught:
        write(folder / "a.gpkg", "GPKG")
    assert caught.value.code == "output.read_only"


@pytest.mark.parametrize("driver", VECTOR_FORMATS)
@pytest.mark.parametrize("kilobytes", [64, 1500, 2600, 3400, 4200, 5500])
def test_a_full_disk_leaves_nothing(mounted, driver, kilobytes):
    """The spool has 2.2 MB, the layers 1.3 to 4 MB: some disks are full at once, some at the end, some suffice."""
    folder: pathlib.Path = mounted(f"size={kilobytes}k")
    path = folder / f"a{VECTOR_FORMATS[driver]}"
    failure = None
    try:
        write(path, driver, chunks=10, size=1000)
    except JobError as error:
        failure = error.code
    if failure is None:
        assert kilobytes > 2600
        assert len(pyogrio.raw.read(str(path))[2]) == 10_000
    else:
        assert failure == "output.disk_full"
        assert list(folder.iterdir()) == []
