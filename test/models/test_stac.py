"""STAC items of models: valid as items and as the Machine Learning Model extension wants them; links lead to the weights."""

import copy
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from landweave.core.contract.card import Band, ClassInfo, Scaling, load_card
from landweave.core.contract.errors import JobError
from landweave.core.contract.jobs import ExportModelJob
from landweave.core.engine.run import run_job
from landweave.models.package import load_network
from landweave.models.stac import export_stac, stac_item
from pystac import STACObjectType
from pystac.validation.stac_validator import JsonSchemaSTACValidator

from .mlm_schema import MLM_SCHEMA

Z_SCORE = Scaling("z-score", mean=(100.0,), stddev=(50.0,))
UNIT = Scaling("min-max", minimum=(0.0,), maximum=(1.0,))
CLIP = Scaling("clip", minimum=(0.0,), maximum=(3000.0, 3000.0, 4000.0))


def validate(item):
    """Raises what is wrong; the core's schema comes with pystac, nothing is fetched."""
    JsonSchemaSTACValidator().validate_core(item, STACObjectType.ITEM, "1.1.0")
    jsonschema.validate(item, MLM_SCHEMA)


@pytest.fixture
def item(package, tmp_path):
    return json.loads(Path(export_stac(str(package), str(tmp_path / "item.json"))).read_text())


def test_the_item_of_a_package_is_valid(item):
    validate(item)


@pytest.mark.parametrize("spoil", [
    lambda item: item["properties"].pop("mlm:name"), lambda item: item["properties"].pop("mlm:input"),
    lambda item: item["properties"].update({"mlm:name": "!"}), lambda item: item["properties"]["mlm:tasks"].append("cooking"),
    lambda item: item["properties"]["mlm:input"][0].pop("bands"), lambda item: item["assets"]["model"].pop("mlm:artifact_type"),
    lambda item: item["assets"]["model"].pop("raster:bands"), lambda item: item["assets"]["model"].update(roles=["data"]),
    lambda item: item["properties"]["mlm:input"][0]["value_scaling"][0].pop("mean"), lambda item: item.pop("id"),
    lambda item: item["properties"].update(datetime="yesterday"), lambda item: item.update(bbox=[0, 0, 1, 1]),
    lambda item: item["stac_extensions"].pop(0),
])
def test_the_validation_sees_mistakes(item, spoil):
    spoiled = copy.deepcopy(item)
    spoil(spoiled)
    with pytest.raises(Exception, match=r".+"):
        validate(spoiled)


@pytest.mark.parametrize("scaling", [
    (), (Z_SCORE,), (CLIP,), (CLIP, Z_SCORE), (Scaling("clip", maximum=(255.0,)),), (Scaling("clip", minimum=(0.0,)),),
    (Scaling("scale", value=(1 / 255,)), Scaling("offset", value=(-0.5, -0.4, -0.3)), UNIT),
])
def test_every_scaling_is_valid(make_card, tmp_path, scaling):
    (tmp_path / "w.safetensors").write_bytes(b"x")
    validate(stac_item(make_card(scaling=scaling), str(tmp_path / "w.safetensors"), "./w", 5))


def test_chained_scaling_is_an_expression_with_the_same_values(make_card, tmp_path):
    (tmp_path / "w.safetensors").write_bytes(b"x")
    steps = (CLIP, Scaling("scale", value=(0.5,)), Scaling("offset", value=(3.0,)),
             Scaling("min-max", minimum=(1.0,), maximum=(5.0,)), Scaling("z-score", mean=(-2.0,), stddev=(4.0,)))
    scalings = stac_item(make_card(scaling=steps), str(tmp_path / "w.safetensors"), "./w", 5)["properties"]["mlm:input"][0]
    for place, limit in enumerate((3000, 3000, 4000)):
        for x in (-5.0, 10.0, 5000.0):
            expected = (((min(max(x, 0), limit) * 0.5 + 3) - 1) / 4 + 2) / 4
            found = eval(scalings["value_scaling"][place]["expression"], {"min": min, "max": max, "x": x})
            assert found == pytest.approx(expected)


@pytest.mark.parametrize("name", ["x", "9 lives", "제주 밭", "- -", "Roads & roofs (v2)", "a" * 100, "Ä", "land_"])
def test_every_name_becomes_a_valid_one(make_card, tmp_path, name):
    (tmp_path / "w.onnx").write_bytes(b"x")
    card = make_card(name=name, classes=2, bands=1)
    classes = (ClassInfo(0, "물 / water", "#0000ff"), ClassInfo(1, "땅", "#00ff00"))
    card = replace(card, bands=(Band("근적외", "nir"),), classes=classes, input=replace(card.input, dtype="complex"),
                   architecture="ONNX", encoder="")
    item = stac_item(card, str(tmp_path / "w.onnx"), "./w", 0)
    validate(item)
    assert item["properties"]["title"] == name
    assert item["properties"]["mlm:framework"] == "ONNX"
    assert [info["title"] for info in item["properties"]["mlm:output"][0]["classification:classes"]] == ["물 / water", "땅"]


def test_the_item_says_what_the_card_says(item, package):
    card, network = load_card(str(package)), load_network(str(package)).network
    properties, asset = item["properties"], item["assets"]["model"]
    assert properties["mlm:total_parameters"] == sum(parameter.numel() for parameter in network.parameters())
    assert properties["mlm:architecture"] == card.architecture
    assert properties["mlm:hyperparameters"]["halo_px"] == card.tiling.halo
    assert properties["mlm:input"][0]["input"]["shape"] == [-1, 3, 512, 512]
    assert properties["mlm:output"][0]["result"]["shape"] == [-1, 3, 512, 512]
    assert properties["mlm:input"][0]["value_scaling"] == [{"type": "z-score", "mean": 100.0, "stddev": 50.0}] * 3
    weights = package / "model.safetensors"
    assert asset["file:size"] == weights.stat().st_size
    assert asset["file:checksum"] == "1220" + hashlib.sha256(weights.read_bytes()).hexdigest()
    assert [band["name"] for band in asset["raster:bands"]] == properties["mlm:input"][0]["bands"]


@pytest.mark.parametrize(("output", "file", "href"), [
    ("item.json", "item.json", "./model/model.safetensors"),
    ("a/b/item.JSON", "a/b/item.JSON", "../../model/model.safetensors"),
    ("model", "model/stac-item.json", "./model.safetensors"),
    ("new folder", "new folder/stac-item.json", "../model/model.safetensors"),
])
def test_where_it_is_written_and_what_it_points_at(package, tmp_path, output, file, href):
    result = run_job(ExportModelJob(str(package), str(tmp_path / output), "stac"), lambda _event: None, lambda: False)
    path = tmp_path / file
    assert result.outputs == {"stac": str(path)}
    item = json.loads(path.read_text())
    assert item["assets"]["model"]["href"] == href
    assert (path.parent / href).resolve() == (package / "model.safetensors").resolve()
    assert [p.name for p in path.parent.iterdir() if p.name.endswith(".partial")] == []


def test_no_item_of_a_damaged_model(package, tmp_path):
    (package / "model.safetensors").write_bytes((package / "model.safetensors").read_bytes()[:-1] + b"\x55")
    with pytest.raises(JobError) as caught:
        export_stac(str(package), str(tmp_path / "item.json"))
    assert caught.value.code == "model.checksum"
    assert not (tmp_path / "item.json").exists()
