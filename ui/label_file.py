"""The GeoPackage of a label project: made whole under a temporary name, looked up among QGIS's layers, asked for locks."""

from __future__ import annotations

import contextlib
import os
import uuid
from datetime import datetime, timezone
from typing import Dict, Iterable, Optional, Sequence, Set

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QThreadPool, QVariant

from ..core.contract import labels as schema
from ..core.contract.errors import JobError

_QT_TYPES = {"text": QVariant.String, "integer": QVariant.Int}


# How long another program may hold the file before a save is given up; QGIS would stand still for half a minute.
PATIENCE_MS = 2000

# How long the map may take to end what it draws; a window that stands still for longer would be noticed.
READERS_MS = 500


def now_text() -> str:
    """The time, ISO 8601 in UTC, as the tables hold it."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def write_new(
    path: str,
    crs: QgsCoordinateReferenceSystem,
    settings: schema.LabelSettings,
    classes: Sequence[schema.LabelClass],
) -> None:
    """Write an empty label project to `path`. Raises `JobError` ("labels.exists", "labels.class", "output.*")."""
    if os.path.exists(path):
        raise JobError("labels.exists", path=path)
    problem = schema.classes_problem(classes)
    if problem:
        raise JobError("labels.class", reason=problem)
    rows: Dict[str, Iterable[Sequence[object]]] = {
        schema.PROJECT_TABLE: list(settings.rows().items()),
        schema.CLASSES_TABLE: [(c.value, c.name, c.color, c.position) for c in classes],
        schema.LOG_TABLE: [(now_text(), "create", "{}")],
    }
    folder = os.path.dirname(os.path.abspath(path))
    temporary = os.path.join(folder, f".{uuid.uuid4().hex}.gpkg")
    try:
        for table in schema.FIELDS:
            _write_table(temporary, table, crs, rows.get(table, ()))
        os.replace(temporary, path)
    except OSError as error:
        raise JobError("output.failed", path=path, reason=error.strerror or str(error)) from error
    finally:
        for leftover in (temporary, temporary + "-wal", temporary + "-shm", temporary + "-journal"):
            with contextlib.suppress(OSError):
                os.remove(leftover)


def _write_table(path: str, table: str, crs: QgsCoordinateReferenceSystem, rows: Iterable[Sequence[object]]) -> None:
    """Add one table with its rows to the GeoPackage, which is made if it is not there. Raises `JobError` ("output.failed")."""
    fields = QgsFields()
    for name, kind in schema.FIELDS[table]:
        fields.append(QgsField(name, _QT_TYPES[kind]))
    spatial = table in schema.POLYGON_TABLES
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName, options.fileEncoding = "GPKG", table, "UTF-8"
    if os.path.exists(path):
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    writer = QgsVectorFileWriter.create(
        path,
        fields,
        QgsWkbTypes.Type.Polygon if spatial else QgsWkbTypes.Type.NoGeometry,
        crs if spatial else QgsCoordinateReferenceSystem(),
        QgsCoordinateTransformContext(),
        options,
    )
    for row in rows:
        feature = QgsFeature(fields)
        feature.setAttributes(list(row))
        if writer.hasError() == QgsVectorFileWriter.WriterError.NoError:
            writer.addFeature(feature)
    failed, reason = writer.hasError() != QgsVectorFileWriter.WriterError.NoError, writer.errorMessage()
    del writer  # this closes the file
    if failed:
        raise JobError("output.failed", path=path, reason=reason)


def why_locked(path: str) -> str:
    """Why the file cannot be written to at the moment, empty where it can. Asked of GDAL, whose SQLite QGIS uses too."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        gdal.ErrorReset()
        data = gdal.OpenEx(path, gdal.OF_VECTOR | gdal.OF_UPDATE, allowed_drivers=["GPKG"])
        if data is not None:
            data.ReleaseResultSet(data.ExecuteSQL(f"PRAGMA busy_timeout = {PATIENCE_MS}"))
            data.ExecuteSQL("BEGIN IMMEDIATE")
            if not gdal.GetLastErrorMsg():
                data.ExecuteSQL("ROLLBACK")
        return str(gdal.GetLastErrorMsg())
    except RuntimeError as error:  # another plugin may have told GDAL to raise
        return str(error)
    finally:
        gdal.PopErrorHandler()


def wait_for_readers() -> None:
    """Wait a moment, until nothing is drawn in the background.

    QGIS reads a GeoPackage without locks while nobody writes to it. A connection that is being made so while the write-ahead
    log is turned on finds no table in the file any more, and QGIS's pool would keep it for the next reader.
    """
    QThreadPool.globalInstance().waitForDone(READERS_MS)


def reopen(layers: Sequence[QgsVectorLayer], may_write: bool) -> None:
    """Give the layers of one file new connections, and empty QGIS's pool of them.

    Layers share a connection for reading as long as one of them has it, so all leave it before one comes back.
    """
    if may_write:
        for layer in layers:
            layer.dataProvider().enterUpdateMode()
        for layer in layers:
            layer.dataProvider().leaveUpdateMode()
    for layer in layers:
        layer.dataProvider().reloadData()


def find_layer(project: QgsProject, path: str, table: str) -> Optional[QgsVectorLayer]:
    """The layer of a table of the file `path` that the QGIS project has already, or None."""
    for layer in project.mapLayers().values():
        if layer.providerType() == "ogr":
            parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
            same = os.path.realpath(str(parts.get("path") or "")) == os.path.realpath(path)
            if same and parts.get("layerName") == table:
                return layer
    return None


def find_labels(project: QgsProject, needed: Iterable[str]) -> str:
    """The file of which the QGIS project has a layer of each `needed` table, empty where there is none."""
    tables: Dict[str, Set[str]] = {}
    for layer in project.mapLayers().values():
        if layer.providerType() == "ogr":
            parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
            tables.setdefault(str(parts.get("path") or ""), set()).add(str(parts.get("layerName") or ""))
    return next((path for path, names in tables.items() if names >= set(needed)), "")
