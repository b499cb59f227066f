"""Rasters as people name them."""

import json

import pytest
from landweave.core.contract.errors import JobError
from landweave.core.engine.inputs import expand, result_names


@pytest.fixture
def tiles(tmp_path, monkeypatch):
    for name in ("b.tif", "a.TIF", "a_classes.tif", "a_classes_confidence.tif", "notes.doc", ".hidden.tif", "deep/c.vrt",
                 "[1].tif"):
        path = tmp_path / "tiles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reason(*named, **options):
    with pytest.raises(JobError) as raised:
        expand(named, **options)
    assert raised.value.code == "inputs.none"
    return raised.value.message


def test_files_patterns_and_folders(tiles):
    assert expand(["tiles/b.tif", "gone.tif"]) == ["tiles/b.tif", "gone.tif"]  # opening it says what is wrong
    assert expand(["tiles"]) == ["tiles/[1].tif", "tiles/a.TIF", "tiles/b.tif"]  # none of our own results
    assert expand(["tiles/?.tif", "tiles/b.tif"]) == ["tiles/b.tif"]
    assert expand(["tiles/**/*.vrt"]) == ["tiles/deep/c.vrt"]
    assert expand(["tiles/[1].tif"]) == ["tiles/[1].tif"]  # a file that is called like a pattern
    assert "no file is called like this" in reason("tiles/*.jp2")
    (tiles / "empty").mkdir()
    assert "no raster file" in reason("empty")
    (tiles / "cube.zarr").mkdir()
    assert expand(["cube.zarr"]) == ["cube.zarr"]


def test_paths_of_gdal_pass_untouched_and_addresses_become_such():
    paths = ["/vsicurl/https://host/a?*.tif", "/vsis3/bucket/a b.tif", "/vsizip/a.zip/b.tif"]
    assert expand(paths) == paths
    assert expand(["https://host/x.tif?key=1", "s3://bucket/y.tif", "gs://b/z.tif"]) == [
        "/vsicurl/https://host/x.tif?key=1", "/vsis3/bucket/y.tif", "/vsigs/b/z.tif"]


def test_text_lists(tiles):
    (tiles / "tiles" / "list.txt").write_text("\ufeff# mine\n\n b.tif \n/vsis3/x/y.tif\nmore.lst\n*.TIF\n", encoding="utf-8")
    (tiles / "tiles" / "more.lst").write_text("deep\n")
    assert expand(["tiles/list.txt"]) == ["tiles/b.tif", "/vsis3/x/y.tif", "tiles/deep/c.vrt", "tiles/a.TIF"]
    (tiles / "circle.txt").write_text("circle.txt\n")
    assert "circle" in reason("circle.txt")
    (tiles / "none.txt").write_text("# nothing\n")
    assert "empty" in reason("none.txt")
    assert "No such file" in reason("gone.txt")
    (tiles / "bytes.txt").write_bytes(b"\xff\xfe\x00")
    assert "inputs" not in reason("bytes.txt")


def item(assets, name="i"):
    return {"type": "Feature", "stac_version": "1.0.0", "id": name, "assets": assets}


def write(path, content):
    path.write_text(json.dumps(content))
    return str(path)


def test_stac_items(tiles):
    tif = {"href": "./x.tif", "type": "image/tiff; application=geotiff; profile=cloud-optimized", "roles": ["data"]}
    thumb = {"href": "t.png", "type": "image/png", "roles": ["thumbnail"]}
    about = {"href": "m.json", "type": "application/json"}
    one = write(tiles / "one.json", item({"cog": tif, "thumbnail": thumb, "meta": about}))
    assert expand([one]) == [str(tiles / "x.tif")]
    far = {"href": "https://host/v.tif", "type": "image/tiff"}
    several = item({"B01": {"href": "s3://bucket/b.jp2", "type": "image/jp2"}, "visual": far}, "two")
    both = write(tiles / "both.geojson", {"type": "FeatureCollection", "features": [item({"cog": tif}), several]})
    assert expand([both]) == [str(tiles / "x.tif"), "/vsicurl/https://host/v.tif"]
    only = write(tiles / "only.json", several)
    assert expand([only], asset="B01") == ["/vsis3/bucket/b.jp2"]
    assert "no asset 'nir' (there are: B01, visual)" in reason(only, asset="nir")
    unclear = write(tiles / "unclear.json", item({"u": tif, "v": tif}))
    assert "choose one with --asset (there are: u, v)" in reason(unclear)
    assert expand([write(tiles / "by_ending.json", item({"x": {"href": "/data/x.TIF"}}))]) == ["/data/x.TIF"]


def test_other_json_is_left_to_gdal_or_named(tiles):
    service = write(tiles / "service.json", {"capabilities": "Map"})
    assert expand([service]) == [service]
    assert "no assets" in reason(write(tiles / "plain.geojson", {"type": "FeatureCollection", "features": [{"id": 1}]}))
    (tiles / "broken.json").write_text("{")
    assert "no JSON" in reason("broken.json")


def test_each_result_has_a_name_of_its_own():
    assert result_names(["x/town.tif", "/vsicurl/https://h/lake.tif?sig=a:b"]) == ["town_classes", "lake_classes"]
    assert result_names(["2020/t.tif", "2021/t.tif"]) == ["2020_t_classes", "2021_t_classes"]
    clashing = result_names(["a/p/t.tif", "b/p/t.tif", "t.vrt", "p_t.tif"])
    assert clashing == ["p_t_classes", "p_t_2_classes", "raster_t_classes", "p_t_3_classes"]
