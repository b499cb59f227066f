"""A finished class raster, ours or another program's: its classes with names and colours, its pixels and their ground areas."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree  # nosec B405 - see `_category_names`
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import numpy as np
import rasterio
import rasterio.windows
from rasterio.errors import RasterioError

from ..contract.card import ClassInfo
from ..contract.errors import JobError
from .class_file import NODATA
from .geodesy import Ground
from .grid import Window
from .source import rasterio_exists

# For classes without a colour: twelve that can be told apart, also by most who see fewer colours.
COLORS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb", "#ee8866", "#44bb99", "#ffaabb",
          "#99ddff", "#aaaa00")
MAX_COMPANION_BYTES = 1 << 20


class ClassMap:
    """An open class raster: one uint8 band with values up to 254. Use as a context manager.

    `names`: class value -> name, as the file or the caller says; `crs_wkt` is empty without a coordinate system.
    Raises `JobError` ("raster.missing", "raster.unreadable", "suggest.not_classes").
    """

    def __init__(self, path: str, names: Mapping[str, str] | None = None) -> None:
        self.path = path
        self._stack = ExitStack()
        try:
            self._file = self._stack.enter_context(rasterio.open(path))
        except RasterioError as error:
            code = "raster.unreadable" if rasterio_exists(path) else "raster.missing"
            raise JobError(code, path=path, reason=str(error)) from error
        if self._file.dtypes[0] != "uint8":
            self._stack.close()
            raise JobError("suggest.not_classes", path=path, dtype=self._file.dtypes[0])
        self.rows, self.cols, self.transform = self._file.height, self._file.width, self._file.transform
        self.crs = self._file.crs
        self.crs_wkt = self.crs.to_wkt() if self.crs is not None else ""
        self.names = {**names_in(self._file), **numbered(names or {})}
        self._colors = _colors(self._file)
        x, y = self.transform * (self.cols / 2, self.rows / 2)
        self._ground = Ground(self.crs_wkt, (x, y))
        self.planar = not self._ground.ellipsoidal

    def info(self, value: int) -> ClassInfo:
        """A class as results name and colour it."""
        return ClassInfo(value, self.names.get(value, str(value)), self._colors.get(value, COLORS[value % len(COLORS)]))

    def read(self, window: Window) -> np.ndarray:
        """(rows, cols) uint8 class values, `NODATA` where there are none."""
        place = rasterio.windows.Window(window.col, window.row, window.cols, window.rows)
        try:
            values: np.ndarray = self._file.read(1, window=place)
            values[self._file.read_masks(1, window=place) == 0] = NODATA
        except RasterioError as error:
            raise JobError("raster.unreadable", path=self.path, reason=str(error)) from error
        return values

    def row_areas(self, window: Window) -> np.ndarray:
        """(rows,) area of a pixel of each row, in m² on the ellipsoid; in square map units where `planar`."""
        rows = np.arange(window.row, window.end_row, dtype=float)
        corners = np.array([(0.0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]) * (window.cols, 1) + (window.col, 0)
        xy = (corners[None] + np.stack([np.zeros_like(rows), rows], axis=1)[:, None]).reshape(-1, 2)
        a, b, c, d, e, f = self.transform[:6]
        on_map = np.column_stack((a * xy[:, 0] + b * xy[:, 1] + c, d * xy[:, 0] + e * xy[:, 1] + f))
        areas, _ = self._ground.measure(on_map, np.arange(len(rows) + 1) * 5, np.arange(len(rows) + 1))
        return np.asarray(areas / window.cols)

    def __enter__(self) -> ClassMap:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()


def names_in(file: rasterio.DatasetReader) -> dict[int, str]:
    """Class value -> name, from the band's metadata as `class_file` writes it, else from GDAL's category names."""
    tags = {key.lower(): str(text) for key, text in file.tags(1).items()}
    names = {value: tags[f"class_{value}"].strip() for value in range(NODATA) if tags.get(f"class_{value}", "").strip()}
    return names or _category_names(file.name)


def numbered(names: Mapping[str, str]) -> dict[int, str]:
    """Names by number, from a job's table. Raises `JobError` ("job.invalid")."""
    wrong = [value for value in names if not (value.isdecimal() and int(value) < NODATA)]
    if wrong:
        raise JobError("job.invalid", reason=f"classes have values from 0 to 254, found '{wrong[0]}'")
    return {int(value): name for value, name in names.items()}


def _category_names(path: str) -> dict[int, str]:
    """From the companion beside a file, or from the file where it is a VRT; rasterio itself does not tell them."""
    for file in (Path(path + ".aux.xml"), Path(path)):
        if file.suffix.lower() in (".xml", ".vrt") and file.is_file() and file.stat().st_size <= MAX_COMPANION_BYTES:
            text = file.read_text(encoding="utf-8", errors="replace")
            if "<!DOCTYPE" in text or "<!ENTITY" in text:  # the only ways to make an XML parser grow or read elsewhere
                continue
            try:
                found = ElementTree.fromstring(text).find(".//CategoryNames")  # noqa: S314  # nosec B314 - no entities in it
            except ElementTree.ParseError:
                continue
            categories = [] if found is None else [category.text or "" for category in found]
            return {value: name.strip() for value, name in enumerate(categories[:NODATA]) if name.strip()}
    return {}


def _colors(file: rasterio.DatasetReader) -> dict[int, str]:
    """Class value -> "#rrggbb" of the colour table; black is what rasterio gives for values without an entry."""
    try:
        table = file.colormap(1)
    except ValueError:
        return {}
    return {value: f"#{red:02x}{green:02x}{blue:02x}" for value, (red, green, blue, _) in table.items()
            if value < NODATA and (red or green or blue)}
