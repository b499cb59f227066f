"""Class tables as datasets bring them along."""

import json

import pytest
from landweave.core.raster.datasets.class_table import ClassRow, find_class_table

TABLES = {
    "class_dict.csv": "name,r,g,b\nurban_land, 0,255,255\nunknown,0,0,0\n",
    "label_class_dict.csv": "name\tr\tg\tb\nurban_land\t0\t255\t255\nunknown\t0\t0\t0\n",
    "labelmap.txt": "# label:color_rgb:parts:actions\nurban_land:0,255,255::\nunknown:0,0,0::\n",
    "label_colors.txt": "0 255 255\turban_land\n0 0 0\tunknown\n",
    "code_colors.txt": "urban_land 0 255 255\nunknown 0 0 0\n",
    "classes.json": json.dumps({"classes": [{"title": "urban_land", "color": "#00FFFF"},
                                            {"title": "unknown", "color": "#000000"}]}),
    "my_classes.json": json.dumps({"urban_land": [0, 255, 255], "unknown": [0, 0, 0]}),
}


@pytest.mark.parametrize("name", TABLES)
def test_colors(tmp_path, name):
    (tmp_path / name).write_text(TABLES[name])
    findings = []
    table = find_class_table(tmp_path, findings)
    assert table.path == tmp_path / name
    assert table.rows == (ClassRow("urban_land", None, "#00ffff"), ClassRow("unknown", None, "#000000"))
    assert [row.ignored for row in table.rows] == [False, True]
    assert findings == []


VALUES = {
    "classes.csv": "class_id;class name;hex\n1;tree;#00ff00\n4;water body;\n",
    "classes.txt": "1: tree\n4: water body\n",
    "labels.json": json.dumps({"1": "tree", "4": "water body"}),
    "classes.json": json.dumps({"tree": 1, "water body": 4}),
    "class_names.json": json.dumps([{"id": 1, "name": "tree"}, {"id": 4, "name": "water body"}]),
    "esri_model_definition.emd": json.dumps({"Framework": "x", "Classes": [
        {"Value": 1, "Name": "tree", "Color": [0, 255, 0]}, {"Value": 4, "Name": "water body"}]}),
}


@pytest.mark.parametrize("name", VALUES)
def test_values(tmp_path, name):
    (tmp_path / name).write_text(VALUES[name])
    assert [(r.value, r.name) for r in find_class_table(tmp_path, []).rows] == [(1, "tree"), (4, "water body")]


def test_names_alone_count_from_zero(tmp_path):
    (tmp_path / "codes.txt").write_text("Animal\nBicyclist\n")
    assert find_class_table(tmp_path, []).rows == (ClassRow("Animal"), ClassRow("Bicyclist"))


def test_a_csv_without_a_header(tmp_path):
    (tmp_path / "classes.csv").write_text("0,background\n1,서울 road\n")
    assert find_class_table(tmp_path, []).rows == (ClassRow("background", 0), ClassRow("서울 road", 1))


def test_ids_that_are_no_numbers(tmp_path):
    (tmp_path / "classes.json").write_text(json.dumps([{"name": "a", "id": "8f3c", "color": [1, 2, 3]}]))
    assert find_class_table(tmp_path, []).rows == (ClassRow("a", None, "#010203"),)


@pytest.mark.parametrize(("name", "text"), [
    ("classes.json", "{not json"), ("classes.json", "3"), ("classes.json", '[{"id": 3}]'),
    ("classes.csv", "name,r,g,b\nroad,300,0,0\n"), ("classes.csv", "name,value\nroad,one\n"),
    ("classes.csv", b"name,value\nroad\xff\xfe,1\n"),
])
def test_one_that_cannot_be_read_is_named_and_the_next_is_taken(tmp_path, name, text):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "labels.json").write_text(json.dumps(["road"]))
    findings = []
    table = find_class_table(tmp_path, findings)
    assert table.rows == (ClassRow("road"),)
    assert [(f.code, f.data["path"]) for f in findings] == [("dataset.class_file", name)]
    assert findings[0].data["reason"]


def test_right_below_the_folder(tmp_path):
    (tmp_path / "CamVid").mkdir()
    (tmp_path / "CamVid/classes.csv").write_text("name,value\nroad,1\n")
    assert find_class_table(tmp_path, []).rows == (ClassRow("road", 1),)


def test_none(tmp_path):
    (tmp_path / "train.txt").write_text("a\nb\n")
    assert find_class_table(tmp_path, []).rows == ()
