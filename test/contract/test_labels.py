"""What a label project says about itself, read with nothing but the standard library."""

import os
import sqlite3

import pytest
from landweave.core.contract import labels
from landweave.core.contract.errors import JobError

SETTINGS = labels.LabelSettings(512, 0.3, 350000.25, 3050000.0, 2, "land")
CLASSES = ((0, "soil", "#aa8844", 1), (2, "tree", "#118833", 0))


def write(path, rows=None, classes=CLASSES, leave_out=None, wal=False):
    """A file with the tables of the schema (geometry columns do not matter here)."""
    connection = sqlite3.connect(path)
    if wal:
        connection.execute("PRAGMA journal_mode = wal")
    for table, fields in labels.FIELDS.items():
        columns = ", ".join(f"{name} {kind}" for name, kind in fields if (table, name) != leave_out)
        connection.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY, {columns})")
    connection.executemany("INSERT INTO project (key, value) VALUES (?, ?)", (rows or SETTINGS.rows()).items())
    if leave_out is None:
        connection.executemany("INSERT INTO classes (value, name, color, position) VALUES (?, ?, ?, ?)", classes)
    connection.commit()
    connection.close()
    return str(path)


def code_of(path):
    with pytest.raises(JobError) as caught:
        labels.read_project(path)
    return caught.value.code, caught.value.data.get("reason", "")


@pytest.mark.parametrize("wal", [False, True])
def test_settings_and_classes_come_back(tmp_path, wal):
    settings, classes = labels.read_project(write(tmp_path / "p.gpkg", wal=wal))
    assert settings == SETTINGS
    assert [c.value for c in classes] == [2, 0]  # by position
    assert classes[0] == labels.LabelClass(2, "tree", "#118833", 0)


def test_reading_leaves_nothing_beside_the_file(tmp_path):
    labels.read_project(write(tmp_path / "p.gpkg"))
    assert os.listdir(tmp_path) == ["p.gpkg"]


def test_a_name_that_a_uri_would_cut(tmp_path):
    assert labels.read_project(write(tmp_path / "a?mode=rw#1 %41 밭.gpkg"))[0] == SETTINGS
    assert len(os.listdir(tmp_path)) == 1


def test_what_another_program_has_not_folded_in_yet_is_seen(tmp_path):
    path = write(tmp_path / "p.gpkg", wal=True)
    writer = sqlite3.connect(path)
    writer.execute("UPDATE project SET value = 'ignore' WHERE key = 'unlabelled'")
    writer.commit()
    assert os.path.getsize(path + "-wal") > 0
    assert labels.read_project(path)[0].unlabelled is None
    writer.close()


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("format", "something", "labels.invalid"),
        ("format_version", "2", "labels.newer"),
        ("format_version", "x", "labels.invalid"),
        ("unlabelled", "class:x", "labels.invalid"),
        ("unlabelled", "background", "labels.invalid"),
        ("chip_px", "0", "labels.invalid"),
        ("resolution_m", "nan", "labels.invalid"),
        ("resolution_m", "-1", "labels.invalid"),
        ("origin_x", None, "labels.invalid"),
    ],
)
def test_settings_that_cannot_be(tmp_path, key, value, code):
    rows = SETTINGS.rows()
    if value is None:
        del rows[key]
    else:
        rows[key] = value
    assert code_of(write(tmp_path / "p.gpkg", rows))[0] == code


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ([(0, "a", "#000000", 0), (0, "b", "#000000", 1)], "used twice"),
        ([(0, "a", "#000000", 0), (1, "A ", "#000000", 1)], "two classes"),
        ([(255, "a", "#000000", 0)], "255"),
        ([(None, "a", "#000000", 0)], "-1"),
        ([(1, " ", "#000000", 0)], "no name"),
        ([(1, "a", "red", 0)], "'red'"),
    ],
)
def test_classes_that_cannot_be(tmp_path, classes, words):
    code, reason = code_of(write(tmp_path / "p.gpkg", classes=classes))
    assert code == "labels.invalid"
    assert words in reason


@pytest.mark.parametrize("field", [("labels", "class_value"), ("areas", "role"), ("classes", "color"), ("log", "detail")])
def test_a_missing_field_is_named(tmp_path, field):
    code, reason = code_of(write(tmp_path / "p.gpkg", leave_out=field))
    assert code == "labels.invalid"
    assert field[0] in reason
    assert field[1] in reason


def test_files_that_are_none(tmp_path):
    assert code_of(str(tmp_path / "no.gpkg"))[0] == "labels.missing"
    (tmp_path / "empty.gpkg").write_bytes(b"")
    assert code_of(str(tmp_path / "empty.gpkg"))[0] == "labels.invalid"
    (tmp_path / "noise.gpkg").write_bytes(bytes(range(256)) * 40)
    assert code_of(str(tmp_path / "noise.gpkg"))[0] == "labels.invalid"
    whole = write(tmp_path / "whole.gpkg", classes=[(i, f"class {i}" * 50, "#000000", i) for i in range(200)])
    (tmp_path / "half.gpkg").write_bytes((tmp_path / "whole.gpkg").read_bytes()[: os.path.getsize(whole) // 2])
    assert code_of(str(tmp_path / "half.gpkg"))[0] == "labels.invalid"


@pytest.mark.parametrize("value", [None, 0, 254])
def test_unlabelled_is_stored_as_said(value):
    assert labels.parse_unlabelled(labels.unlabelled_text(value)) == value
    assert labels.unlabelled_text(None) == "ignore"
    assert labels.unlabelled_text(3) == "class:3"
