"""A polygon layer that is written in chunks, in bounded memory, and appears under its name only when it is whole.

Chunks are appended to a GeoPackage without an index; at the end GDAL streams that into the wanted format. So every format
works the same, also those that cannot be appended to, and the spatial index is built once.
"""

from __future__ import annotations

import errno
import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Optional

import numpy as np
import pyogrio
import pyogrio.raw

from ..contract.errors import JobError
from .polygon_summary import unfinished_folder

# A chunk is appended when it has this many polygons or bytes of geometry.
CHUNK_POLYGONS = 20_000
CHUNK_BYTES = 64 * 1024 * 1024
_FULL = ("full", "no space", "enospc", "not enough space", "i/o failure")
_SPOOL = "spool.gpkg"
# Field names of at most ten characters, for dBASE.
SHORT_NAMES = {"perimeter_m": "perim_m", "confidence_mean": "conf_mean", "confidence_min": "conf_min"}
_LAYER_OPTIONS = {
    "GPKG": {"SPATIAL_INDEX": "YES", "GEOMETRY_NAME": "geom"},
    "FlatGeobuf": {"SPATIAL_INDEX": "YES"},
    "GeoJSON": {"RFC7946": "YES", "COORDINATE_PRECISION": "9"},  # a tenth of a millimetre; the driver reorders rings, too
    "ESRI Shapefile": {"SPATIAL_INDEX": "NO"},
}


class VectorFile:
    """Context manager: `add` polygons inside; leaving without an error puts the finished layer at `path`.

    `fields`: name -> dtype ("int32", "float64" with NaN for null, or "object" for text), in order. `crs`: WKT, or empty.
    `folder` is the working folder beside `path`, removed at the end; others may keep temporary files of the same job there.
    Raises `JobError`: "output.read_only", "output.disk_full", "output.locked", "output.failed".
    """

    def __init__(self, path: str, driver: str, crs: str, fields: dict[str, str]) -> None:
        self.path = Path(path)
        self.folder = unfinished_folder(self.path)
        self.count = 0
        self._driver = driver
        self._crs = crs or None
        self._fields = fields
        short = driver == "ESRI Shapefile"
        self._names = [SHORT_NAMES.get(name, name) if short else name for name in fields]
        self._waiting: list[tuple[Any, list[Any]]] = []
        self._waiting_polygons = self._waiting_bytes = self._writing_bytes = 0

    def __enter__(self) -> VectorFile:
        try:
            shutil.rmtree(self.folder, ignore_errors=True)  # what a killed run has left
            self.folder.mkdir(parents=True)
        except OSError as error:
            self._fail(error)
        with self.guarded():
            empty = [np.empty(0, dtype) for dtype in self._fields.values()]
            self._append(np.empty(0, object), empty, append=False)
        return self

    def add(self, wkb: Any, columns: Sequence[Any]) -> None:
        """Take polygons as an object array of WKB, and one array for each field."""
        if not len(wkb):
            return
        self._waiting.append((wkb, list(columns)))
        self._waiting_polygons += len(wkb)
        self._waiting_bytes += sum(map(len, wkb))
        if self._waiting_polygons >= CHUNK_POLYGONS or self._waiting_bytes >= CHUNK_BYTES:
            self._flush()

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        try:
            if kind is None:
                self._flush()
                self._publish()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turns what libraries raise while writing below `folder` into a `JobError` that says what happened."""
        try:
            yield
        except JobError:
            raise
        except (OSError, RuntimeError, pyogrio.errors.DataSourceError) as error:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        """Raise the `JobError` that `error` means."""
        parent = str(self.path.parent)
        number = getattr(error, "errno", None)
        text = getattr(error, "strerror", None) or str(error)
        free = _free_bytes(self.path.parent)
        if number in (errno.ENOSPC, errno.EDQUOT) or any(word in text.lower() for word in _FULL) or free < self._needed():
            raise JobError("output.disk_full", path=parent, free_mb=free // 1_000_000) from error
        if number is not None and self.count == 0 and not self.folder.exists():
            raise JobError("output.read_only", path=parent, reason=text) from error
        raise JobError("output.failed", path=str(self.path), reason=text) from error

    def _needed(self) -> int:
        """Bytes below which a failed write means that the disk is full; SQLite gives back what it wrote before it says so."""
        return max(64 * 1024, 2 * self._writing_bytes)

    def _flush(self) -> None:
        if not self._waiting:
            return
        wkb = np.concatenate([part[0] for part in self._waiting])
        columns = [np.concatenate([part[1][i] for part in self._waiting]) for i in range(len(self._fields))]
        self._writing_bytes = self._waiting_bytes
        self._waiting, self._waiting_polygons, self._waiting_bytes = [], 0, 0
        with self.guarded():
            self._append(wkb, columns, append=True)
        self.count += len(wkb)

    def _append(self, wkb: Any, columns: list[Any], append: bool) -> None:
        with _without_crs_warning():
            pyogrio.raw.write(
                str(self.folder / _SPOOL), wkb, columns, self._names, layer="polygons", driver="GPKG", append=append,
                geometry_type="Polygon", crs=self._crs, layer_options={} if append else {"SPATIAL_INDEX": "NO"},
            )

    def _publish(self) -> None:
        whole = self.folder / "whole"
        target = whole / self.path.name
        self._writing_bytes = (self.folder / _SPOOL).stat().st_size
        with self.guarded():
            whole.mkdir()
            self._convert(target)
            self._check(target)
        try:
            for name in _stale_sidecars(self.path):
                name.unlink()
            # The file that people open comes last, so that it never stands there without its companions.
            for name in sorted(whole.iterdir(), key=lambda file: file == target):
                os.replace(name, self.path.parent / name.name)
        except OSError as error:
            raise JobError("output.locked", path=str(self.path), reason=error.strerror or str(error)) from error

    def _convert(self, target: Path) -> None:
        options: dict[str, Any] = {}
        layer_options = _LAYER_OPTIONS[self._driver]
        if self._driver == "GeoJSON" and self._crs is None:
            layer_options = {}  # the standard knows only degrees on WGS 84; these stay the numbers that they are
        if self._driver == "ESRI Shapefile":
            options["encoding"] = "UTF-8"
        with (
            _without_crs_warning(),
            pyogrio.raw.open_arrow(str(self.folder / _SPOOL), use_pyarrow=False, batch_size=8192) as (meta, stream),
        ):
            pyogrio.raw.write_arrow(
                stream, str(target), layer=self.path.stem, driver=self._driver, geometry_name=meta["geometry_name"],
                geometry_type="Polygon", crs=self._crs, layer_options=layer_options, **options,
            )

    def _check(self, target: Path) -> None:
        """Drivers write the rest on closing, when nobody listens any more for errors: look at what is there."""
        if self._driver == "GeoJSON":
            with target.open("rb") as file:
                file.seek(max(0, target.stat().st_size - 16))
                complete = file.read().rstrip().endswith(b"}")
        else:
            complete = pyogrio.read_info(str(target), force_feature_count=True)["features"] == self.count
            if complete and self.count:
                last = pyogrio.raw.read(str(target), skip_features=self.count - 1, max_features=1)
                complete = last[2] is not None and len(last[2]) == 1 and last[2][0] is not None
        if not complete:
            raise RuntimeError("the finished layer is not complete")


@contextmanager
def _without_crs_warning() -> Iterator[None]:
    """A raster without a coordinate system gives a layer without one; that is meant."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        yield


def _stale_sidecars(path: Path) -> list[Path]:
    """Companions of an older layer of this name that the new one may not have (indexes, journals, metadata)."""
    if path.suffix.lower() == ".shp":
        endings = (".shx", ".dbf", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".qpj", ".idm", ".ind")
        found = [path.with_suffix(ending) for ending in endings]
        found.append(path.with_name(path.name + ".xml"))
    else:
        found = [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")]
    return [file for file in found if file.exists()]


def _free_bytes(folder: Path) -> int:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
