"""Label projects written without QGIS: a new one whole, or more areas in one that another program may have open."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.geometry.base import BaseGeometry

from ...contract import labels as schema
from ...contract.errors import JobError

_COMPANIONS = ("", "-wal", "-shm", "-journal")
_TYPES: dict[str, type[Any]] = {"text": object, "integer": np.int32}


@dataclass(frozen=True)
class NewArea:
    """An area with its labels (single polygons, class value), all in the project's CRS."""

    role: str
    source: str
    polygon: BaseGeometry
    labels: tuple[tuple[BaseGeometry, int], ...]


def create_project(path: str, crs_wkt: str, settings: schema.LabelSettings, classes: Sequence[schema.LabelClass],
                   areas: Sequence[NewArea]) -> None:
    """Write a label project whole, under a temporary name first. Raises `JobError` ("labels.exists", "output.failed")."""
    if os.path.exists(path):
        raise JobError("labels.exists", path=path)
    target = Path(path)
    part = target.with_name(f".{uuid.uuid4().hex}.gpkg")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = _area_rows(areas)
        tables: dict[str, tuple[Sequence[Sequence[Any]], Sequence[BaseGeometry] | None]] = {
            schema.PROJECT_TABLE: (list(settings.rows().items()), None),
            schema.CLASSES_TABLE: ([(c.value, c.name, c.color, c.position) for c in classes], None),
            schema.LOG_TABLE: ([(_now(), "create", "{}"), _log_row(areas)], None),
            **rows,
        }
        for table, (values, geometries) in tables.items():
            _append(str(part), table, values, geometries, crs_wkt, new_layer=True)
        os.replace(part, target)
    except (OSError, DataSourceError, DataLayerError) as error:
        raise JobError("output.failed", path=path, reason=str(error)) from error
    finally:
        for ending in _COMPANIONS:
            with contextlib.suppress(OSError):
                os.remove(str(part) + ending)


def add_to_project(path: str, crs_wkt: str, new_classes: Sequence[schema.LabelClass], areas: Sequence[NewArea]) -> None:
    """Add classes and areas to a project in its place: a copy put there instead would cut off a QGIS that has it open.

    Raises `JobError` ("output.failed"); the areas are taken out again then.
    """
    rows = _area_rows(areas)
    ids = [row[0] for row in rows[schema.AREAS_TABLE][0]]
    try:
        if new_classes:
            values = [(c.value, c.name, c.color, c.position) for c in new_classes]
            _append(path, schema.CLASSES_TABLE, values, None, crs_wkt)
        for table in (schema.LABELS_TABLE, schema.AREAS_TABLE):
            values, geometries = rows[table]
            _append(path, table, values, geometries, crs_wkt)
        _append(path, schema.LOG_TABLE, [_log_row(areas)], None, crs_wkt)
    except (OSError, DataSourceError, DataLayerError) as error:
        _take_back(path, ids)
        raise JobError("output.failed", path=path, reason=str(error)) from error


def _take_back(path: str, area_ids: Sequence[str]) -> None:
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as connection, connection:
        rows = [(area_id,) for area_id in area_ids]
        connection.executemany("DELETE FROM labels WHERE area_id = ?", rows)
        connection.executemany("DELETE FROM areas WHERE area_id = ?", rows)


def _area_rows(areas: Sequence[NewArea]) -> dict[str, tuple[list[tuple[Any, ...]], list[BaseGeometry]]]:
    """Rows and geometries of the tables of areas and labels."""
    now = _now()
    ids = [uuid.uuid4().hex for _ in areas]
    labels = [(area_id, value, polygon) for area_id, area in zip(ids, areas) for polygon, value in area.labels]
    return {
        schema.AREAS_TABLE: ([(i, a.role, a.source, schema.DONE, now) for i, a in zip(ids, areas)], [a.polygon for a in areas]),
        schema.LABELS_TABLE: ([(i, value, schema.DRAWN, now) for i, value, _ in labels], [polygon for _, _, polygon in labels]),
    }


def _append(path: str, table: str, rows: Sequence[Sequence[Any]], geometries: Sequence[BaseGeometry] | None, crs_wkt: str,
            new_layer: bool = False) -> None:
    """Add rows to a table of the GeoPackage; the table, and the file, are made where they are not there."""
    fields = schema.FIELDS[table]
    columns = [np.array([row[i] for row in rows], dtype=_TYPES[kind]) for i, (_, kind) in enumerate(fields)]
    spatial = {} if geometries is None else {"geometry_type": "Polygon", "crs": crs_wkt or None}
    shapes = None if geometries is None else np.array([shapely.to_wkb(g) for g in geometries], dtype=object)
    pyogrio.raw.write(path, shapes, columns, [name for name, _ in fields], layer=table, driver="GPKG",
                      append=os.path.exists(path), **spatial, **({} if not new_layer else {"layer_options": {"FID": "fid"}}))


def _log_row(areas: Sequence[NewArea]) -> tuple[str, str, str]:
    detail = {"areas": len(areas), "labels": sum(len(a.labels) for a in areas)}
    return _now(), "import", json.dumps(detail)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
