"""The label project: one GeoPackage with the areas, the labels in them and the classes. Names, settings, version check.

Readable with the standard library (a GeoPackage is an SQLite file), so that both sides agree on what a project is before
either opens it with its own tools. Layers and fields:

    project  (key, value)                                  classes  (value, name, color, position)
    areas    POLYGON (area_id, role, source, state, created)
    labels   POLYGON (area_id, class_value, origin, created)
    log      (at, action, detail)

A reader that finds overlapping labels lets the higher fid win.
"""

from __future__ import annotations

import os
import pathlib
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple

from .errors import JobError

FORMAT = "landweave-labels"
FORMAT_VERSION = 1

PROJECT_TABLE, CLASSES_TABLE, AREAS_TABLE, LABELS_TABLE, LOG_TABLE = "project", "classes", "areas", "labels", "log"
# table -> its fields without fid and geometry, each "text" or "integer"
FIELDS: Dict[str, Tuple[Tuple[str, str], ...]] = {
    PROJECT_TABLE: (("key", "text"), ("value", "text")),
    CLASSES_TABLE: (("value", "integer"), ("name", "text"), ("color", "text"), ("position", "integer")),
    AREAS_TABLE: (("area_id", "text"), ("role", "text"), ("source", "text"), ("state", "text"), ("created", "text")),
    LABELS_TABLE: (("area_id", "text"), ("class_value", "integer"), ("origin", "text"), ("created", "text")),
    LOG_TABLE: (("at", "text"), ("action", "text"), ("detail", "text")),
}
POLYGON_TABLES = (AREAS_TABLE, LABELS_TABLE)

TRAIN, CHECK = "train", "check"
ROLES = (TRAIN, CHECK)
OPEN, DONE = "open", "done"
STATES = (OPEN, DONE)
DRAWN, PREDICTED, CORRECTED = "drawn", "predicted", "corrected"
ORIGINS = (DRAWN, PREDICTED, CORRECTED)

IGNORE = "ignore"
MAX_CLASS_VALUE = 254
_CLASS_PREFIX = "class:"


@dataclass(frozen=True)
class LabelClass:
    """One class: its value in masks (0..254), name, colour "#rrggbb" and place in the table (0 is the first)."""

    value: int
    name: str
    color: str
    position: int = 0

    def problem(self) -> str:
        """What is wrong with it, or an empty text."""
        if not 0 <= self.value <= MAX_CLASS_VALUE:
            return f"the class value {self.value} is not between 0 and {MAX_CLASS_VALUE}"
        if not self.name.strip():
            return f"class {self.value} has no name"
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", self.color):
            return f"the colour '{self.color}' of class {self.value} is not of the form #rrggbb"
        return ""


@dataclass(frozen=True)
class LabelSettings:
    """What the table `project` says.

    `unlabelled`: the class of unlabelled pixels inside an area, None where they are ignored. `resolution_m`: ground size of
    the model's pixels. `origin_x`, `origin_y`: where the lattice starts, in the project's CRS (the raster's upper left
    corner). `model`: card name or path, may be empty.
    """

    chip_px: int
    resolution_m: float
    origin_x: float
    origin_y: float
    unlabelled: Optional[int] = None
    model: str = ""

    def rows(self) -> Dict[str, str]:
        """Key -> value, as the table holds them."""
        return {
            "format": FORMAT,
            "format_version": str(FORMAT_VERSION),
            "unlabelled": unlabelled_text(self.unlabelled),
            "chip_px": str(self.chip_px),
            "resolution_m": repr(self.resolution_m),
            "origin_x": repr(self.origin_x),
            "origin_y": repr(self.origin_y),
            "model": self.model,
        }


def unlabelled_text(class_value: Optional[int]) -> str:
    """The stored form of `LabelSettings.unlabelled`."""
    return IGNORE if class_value is None else f"{_CLASS_PREFIX}{class_value}"


def parse_unlabelled(text: str) -> Optional[int]:
    """The class of unlabelled pixels, None for "ignore". Raises ValueError."""
    if text == IGNORE:
        return None
    if not text.startswith(_CLASS_PREFIX):
        raise ValueError(f"'{text}' is neither '{IGNORE}' nor '{_CLASS_PREFIX}<value>'")
    return int(text[len(_CLASS_PREFIX) :])


def settings_from_rows(rows: Mapping[str, str], path: str) -> LabelSettings:
    """Settings out of the table `project`; `path` is only named in errors. Raises `JobError` ("labels.*")."""
    if rows.get("format") != FORMAT:
        raise JobError("labels.invalid", path=path, reason="it is not a label project of Landweave")
    try:
        version = int(rows.get("format_version", ""))
        if version > FORMAT_VERSION:
            raise JobError("labels.newer", path=path, found=version, known=FORMAT_VERSION)
        settings = LabelSettings(
            chip_px=int(rows["chip_px"]),
            resolution_m=float(rows["resolution_m"]),
            origin_x=float(rows["origin_x"]),
            origin_y=float(rows["origin_y"]),
            unlabelled=parse_unlabelled(rows["unlabelled"]),
            model=rows.get("model", ""),
        )
    except KeyError as error:
        raise JobError("labels.invalid", path=path, reason=f"the setting {error} is missing") from error
    except ValueError as error:
        raise JobError("labels.invalid", path=path, reason=f"a setting is damaged ({error})") from error
    if settings.chip_px < 1 or not 0 < settings.resolution_m < float("inf"):
        raise JobError("labels.invalid", path=path, reason="the chip size or the resolution is not positive")
    return settings


def classes_problem(classes: Iterable[LabelClass]) -> str:
    """The first contradiction among these classes, or an empty text."""
    seen: List[LabelClass] = []
    for item in classes:
        problem = item.problem()
        if problem:
            return problem
        if any(item.value == other.value for other in seen):
            return f"the class value {item.value} is used twice"
        if any(item.name.strip().casefold() == other.name.strip().casefold() for other in seen):
            return f"two classes are called '{item.name}'"
        seen.append(item)
    return ""


def read_project(path: str) -> Tuple[LabelSettings, Tuple[LabelClass, ...]]:
    """Settings and classes (in the table's order) of a label project, which is checked for all its tables and fields.

    Nothing is written, not even beside the file. Raises `JobError` ("labels.missing", "labels.newer", "labels.invalid").
    """
    if not os.path.isfile(path):
        raise JobError("labels.missing", path=path)
    try:
        with closing(_connect(path)) as connection:
            settings = settings_from_rows(_setting_rows(connection, path), path)
            _check_fields(connection, path)
            rows = connection.execute("SELECT value, name, color, position FROM classes ORDER BY position, value").fetchall()
    except sqlite3.Error as error:
        raise JobError("labels.invalid", path=path, reason=str(error)) from error
    classes = tuple(LabelClass(_whole(row[0]), str(row[1] or ""), str(row[2] or ""), _whole(row[3])) for row in rows)
    problem = classes_problem(classes)
    if problem:
        raise JobError("labels.invalid", path=path, reason=problem)
    return settings, classes


def read_area_sources(path: str) -> Tuple[str, ...]:
    """The rasters that the areas of a label project lie on, each once, as they stand there. Raises `JobError` ("labels.*")."""
    if not os.path.isfile(path):
        raise JobError("labels.missing", path=path)
    try:
        with closing(_connect(path)) as connection:
            rows = connection.execute("SELECT DISTINCT source FROM areas ORDER BY source").fetchall()
    except sqlite3.Error as error:
        raise JobError("labels.invalid", path=path, reason=str(error)) from error
    return tuple(str(row[0] or "") for row in rows)


def _connect(path: str) -> sqlite3.Connection:
    """A connection that only reads. Where SQLite may not even share memory beside the file, it is taken as it lies there."""
    uri = pathlib.Path(os.path.abspath(path)).as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=5.0)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        connection = sqlite3.connect(f"{uri}?immutable=1", uri=True)
    return connection


def _setting_rows(connection: sqlite3.Connection, path: str) -> Dict[str, str]:
    if not _columns(connection, PROJECT_TABLE):
        raise JobError("labels.invalid", path=path, reason="it is not a label project of Landweave")
    return {str(key): str(value or "") for key, value in connection.execute("SELECT key, value FROM project")}


def _check_fields(connection: sqlite3.Connection, path: str) -> None:
    for table, fields in FIELDS.items():
        present = _columns(connection, table)
        for name, _type in fields:
            if name not in present:
                raise JobError("labels.invalid", path=path, reason=f"the field '{name}' of the table '{table}' is missing")


def _columns(connection: sqlite3.Connection, table: str) -> List[str]:
    return [str(row[1]) for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))]


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else -1
