"""Class tables that come with datasets: names, values and colours from CSV, text, JSON and ESRI's model definition."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .findings import Finding, relative_name, warn

_PATTERNS = ("esri_model_definition.emd", "classes.csv", "class_dict.csv", "*class*.csv", "*label*.csv", "labelmap.txt",
             "label_map.txt", "label_colors.txt", "code_colors.txt", "classes.txt", "codes.txt", "labels.txt", "classes.json",
             "*class*.json", "labels.json")
_NAME_COLUMNS = ("name", "class", "class_name", "classname", "label", "label_name", "category", "title")
_VALUE_COLUMNS = ("value", "id", "index", "class_id", "label_id", "pixel", "pixel_value", "code", "class_value")
_COLOR_COLUMNS = ("color", "colour", "hex", "rgb")
_RED, _GREEN, _BLUE = ("r", "red"), ("g", "green"), ("b", "blue")
_MAX_BYTES = 4 * 1024 * 1024
IGNORED_NAMES = frozenset(("ignore", "ignored", "void", "unlabelled", "unlabeled", "unknown", "no data", "nodata", "no_data",
                            "unclassified"))


@dataclass(frozen=True)
class ClassRow:
    """One class of a table: its value in masks (None: not said) and its colour "#rrggbb" ("": not said)."""

    name: str
    value: int | None = None
    color: str = ""

    @property
    def ignored(self) -> bool:
        """Whether the name says that these pixels are no class at all."""
        return self.name.strip().casefold() in IGNORED_NAMES


@dataclass(frozen=True)
class ClassTable:
    """The classes of a dataset as a file beside it lists them; no rows where there is no such file."""

    rows: tuple[ClassRow, ...] = ()
    path: Path | None = None


def find_class_table(folder: Path, findings: list[Finding]) -> ClassTable:
    """The first class table in the folder, or right below it, that can be read; those that cannot are named in `findings`."""
    seen: set[Path] = set()
    patterns = [prefix + pattern for prefix in ("", "*/") for pattern in _PATTERNS]
    for path in (p for pattern in patterns for p in sorted(folder.glob(pattern))):
        if path in seen or not path.is_file():
            continue
        seen.add(path)
        try:
            rows = tuple(_read(path))
        except (ValueError, KeyError, TypeError, OSError) as error:
            findings.append(warn("dataset.class_file", path=relative_name(folder, path), reason=str(error)))
            continue
        if rows:
            return ClassTable(_unique(rows), path)
    return ClassTable()


def _unique(rows: Iterable[ClassRow]) -> tuple[ClassRow, ...]:
    return tuple(dict.fromkeys(rows))


def _read(path: Path) -> Iterator[ClassRow]:
    """Rows of one file. Raises ValueError, KeyError, TypeError, OSError."""
    if path.stat().st_size > _MAX_BYTES:
        raise ValueError("it is too large for a class table")
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix in (".json", ".emd"):
        return _from_json(json.loads(text))
    return _from_csv(text) if path.suffix == ".csv" else _from_lines(text)


# -- CSV ----------------------------------------------------------------------------------------------------------


def _from_csv(text: str) -> Iterator[ClassRow]:
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)]
    rows = [row for row in rows if any(row)]
    columns = _columns(rows[0]) if rows else {}
    if "name" in columns:
        return (_row({key: row[i] for key, i in columns.items() if i < len(row)}) for row in rows[1:])
    return (found for row in rows if (found := _from_words(row)) is not None)


def _columns(header: list[str]) -> dict[str, int]:
    """What each column of a header holds; empty where it is no header."""
    words = [re.sub(r"[\s\-]+", "_", cell.casefold()) for cell in header]
    kinds = {"name": _NAME_COLUMNS, "value": _VALUE_COLUMNS, "color": _COLOR_COLUMNS, "r": _RED, "g": _GREEN, "b": _BLUE}
    return {kind: next(i for i, w in enumerate(words) if w in names) for kind, names in kinds.items() if set(words) & set(names)}


def _row(cells: Mapping[str, str]) -> ClassRow:
    color = _color([cells["r"], cells["g"], cells["b"]]) if {"r", "g", "b"} <= set(cells) else _color(cells.get("color", ""))
    value = cells.get("value", "")
    return ClassRow(_name(cells["name"]), int(float(value)) if value else None, color)


# -- lines --------------------------------------------------------------------------------------------------------


def _from_lines(text: str) -> Iterator[ClassRow]:
    """"road:10,128,0::" (CVAT), "64 128 64<tab>Animal" (CamVid), "0: road", "road"."""
    for line in text.splitlines():
        plain = line.strip()
        if plain and not plain.startswith("#"):
            words = [w for w in re.split(r"[\s,:;=]+", plain) if w]
            row = _from_words(words)
            if row is not None:
                yield row


def _from_words(words: list[str]) -> ClassRow | None:
    """A class out of words: three numbers are a colour, one is a value, the rest is the name."""
    numbers = [w for w in words if re.fullmatch(r"\d+", w)]
    hexes = [w for w in words if re.fullmatch(r"#[0-9a-fA-F]{6}", w)]
    name = " ".join(w for w in words if w not in numbers and w not in hexes)
    if not name or len(numbers) not in (0, 1, 3, 4):
        return None
    value = int(numbers[0]) if len(numbers) in (1, 4) else None
    color = _color(numbers[-3:]) if len(numbers) >= 3 else _color(hexes[0]) if hexes else ""
    return ClassRow(name, value, color)


# -- JSON ---------------------------------------------------------------------------------------------------------


def _from_json(value: Any) -> Iterator[ClassRow]:
    """A list of classes, an object that holds one under "classes", or an object of name or value -> colour, value or name."""
    if isinstance(value, dict):
        lower = {str(key).casefold(): item for key, item in value.items()}
        for key in ("classes", "labels", "categories"):
            if isinstance(lower.get(key), (list, dict)):
                return _from_json(lower[key])
        return (_from_item(key, item) for key, item in value.items() if not isinstance(item, (list, dict)) or _is_color(item))
    if isinstance(value, list):
        return (_from_object(item) if isinstance(item, dict) else ClassRow(_name(item)) for item in value)
    raise ValueError("it holds no classes")


def _from_object(item: dict[str, Any]) -> ClassRow:
    lower = {str(key).casefold(): content for key, content in item.items()}
    name = next((lower[key] for key in _NAME_COLUMNS if key in lower), None)
    value = next((lower[key] for key in _VALUE_COLUMNS if isinstance(lower.get(key), (int, str)) and lower[key] != ""), None)
    color = next((lower[key] for key in _COLOR_COLUMNS if lower.get(key)), "")
    return ClassRow(_name(name), _value(value), _color(color))


def _value(value: Any) -> int | None:
    """A class value; None where an id is no number (labelling tools use hashes)."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"\d+", value)) else None


def _from_item(key: str, item: Any) -> ClassRow:
    if _is_color(item):
        return ClassRow(_name(key), None, _color(item))
    if isinstance(item, int):
        return ClassRow(_name(key), item)
    if re.fullmatch(r"\d+", str(key)):
        return ClassRow(_name(item), int(key))
    raise ValueError(f"'{key}' is neither a class nor a value")


def _is_color(value: Any) -> bool:
    if isinstance(value, str):
        return re.fullmatch(r"#?[0-9a-fA-F]{6}", value) is not None and not value.isdigit()
    return isinstance(value, list) and len(value) == 3 and all(isinstance(v, int) and 0 <= v <= 255 for v in value)


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a class has no name")
    return value.strip()


def _color(value: Any) -> str:
    """"#rrggbb" from "#rrggbb", "r g b" or three numbers. Raises ValueError."""
    if isinstance(value, str):
        if not value.strip():
            return ""
        if re.fullmatch(r"#?[0-9a-fA-F]{6}", value.strip()):
            return "#" + value.strip().lstrip("#").lower()
        value = re.findall(r"\d+", value)
    numbers = [int(float(v)) for v in value][:3]
    if len(numbers) != 3 or not all(0 <= n <= 255 for n in numbers):
        raise ValueError(f"{value} is no colour")
    return "#{:02x}{:02x}{:02x}".format(*numbers)
