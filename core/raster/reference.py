"""What is known about a map: another raster, the areas of a label project, points or polygons with a class; on the map's pixels.

All kinds answer alike, window by window, with single pixels: where, which class, and which unit of the sample they belong to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
import pyogrio
import rasterio
import rasterio.windows
import shapely
from affine import Affine
from pyogrio.errors import DataLayerError, DataSourceError
from rasterio.crs import CRS
from rasterio.enums import MaskFlags, Resampling
from rasterio.errors import RasterioError
from rasterio.features import rasterize
from rasterio.vrt import WarpedVRT
from shapely.geometry.base import BaseGeometry

from ..contract.card import Band, InputInfo
from ..contract.errors import JobError
from ..contract.job_parts import RasterSource
from .class_file import NODATA
from .class_map import ClassMap, names_in
from .geometries import in_pixels, points_in_pixels, valid_polygons
from .grid import Window
from .labels import IGNORE, burn, place_area, read_label_project
from .source import rasterio_exists

RASTER, AREAS, POINTS, POLYGONS = "raster", "areas", "points", "polygons"
_ANY_BAND = (Band("any"),)
_ANY_RESOLUTION = InputInfo("uint8", 1.0, 1e-12, 1e12)  # the map's own grid, however fine or coarse


@dataclass(frozen=True)
class KnownClass:
    """A class as the reference calls it: by a name ("" for none), by a value (None for none), or by both."""

    name: str
    value: int | None


@dataclass(frozen=True)
class Known:
    """Pixels of a window whose class is known. All (n,): place within the window, code of the class, number of the unit."""

    rows: np.ndarray
    cols: np.ndarray
    codes: np.ndarray
    units: np.ndarray


class Reference:
    """What is known. Use as a context manager.

    `kind`: RASTER, AREAS, POINTS or POLYGONS; `classes`: code -> class; `units`: how many single things there are;
    `without_class`, `outside`: how many of them say no class or lie beside the map.
    """

    kind = RASTER
    units = 1
    without_class = outside = 0

    def __init__(self, path: str) -> None:
        self.path = path
        self.classes: dict[int, KnownClass] = {}
        self._stack = ExitStack()

    def read(self, window: Window) -> Known:
        """The known pixels of a window of the map. Raises `JobError`."""
        raise NotImplementedError

    def __enter__(self) -> Reference:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()


def match_classes(known: Mapping[int, KnownClass], names: Mapping[int, str]) -> dict[int, int | None]:
    """Code -> class value of the map, None where the map has no such class. By name, upper and lower case alike.

    What has no name is matched by its value; so is all else where not a single name is the same in both. A map without names
    has every value.
    """
    by_name = {name.strip().casefold(): value for value, name in names.items()}
    found = {code: by_name.get(c.name.strip().casefold()) for code, c in known.items()}
    strangers = not any(value is not None for value in found.values())
    for code, c in known.items():
        if found[code] is None and c.value is not None and (strangers or not c.name) and (c.value in names or not names):
            found[code] = c.value if c.value < NODATA else None
    return found


# -- a raster -----------------------------------------------------------------------------------------------------


class RasterReference(Reference):
    """A class raster on any grid in any coordinate system: each pixel of the map is compared with the one below its centre."""

    def __init__(self, path: str, on: ClassMap) -> None:
        super().__init__(path)
        try:
            file = self._stack.enter_context(rasterio.open(path))
            if np.dtype(file.dtypes[0]).kind not in "ui":
                self._stack.close()
                raise JobError("evaluate.reference", path=path, reason=f"its values are of type {file.dtypes[0]}")
            self._names = names_in(file)
            self._file = self._stack.enter_context(_on_grid(file, on))
        except RasterioError as error:
            self._stack.close()
            code = "raster.unreadable" if rasterio_exists(path) else "raster.missing"
            raise JobError(code, path=path, reason=str(error)) from error

    def read(self, window: Window) -> Known:
        """See `Reference`."""
        place = rasterio.windows.Window(window.col, window.row, window.cols, window.rows)
        try:
            values = self._file.read(1, window=place)
            valid = self._file.read_masks(1, window=place) > 0
        except RasterioError as error:
            raise JobError("raster.unreadable", path=self.path, reason=str(error)) from error
        rows, cols = np.nonzero(valid & (values != NODATA))
        codes = values[rows, cols].astype(np.int64)
        for code in np.unique(codes).tolist():
            self.classes.setdefault(code, KnownClass(self._names.get(code, ""), code if code >= 0 else None))
        return Known(rows, cols, codes, np.zeros(len(rows), np.int64))


def _on_grid(file: rasterio.DatasetReader, on: ClassMap) -> WarpedVRT:
    """The raster as the map's pixels see it. Without a coordinate system it is taken to be in the map's."""
    crs = on.crs or file.crs or CRS.from_epsg(3857)  # where neither has one: any, as nothing is changed
    # in pixels; GDAL's usual eighth of a pixel would move centres across edges, and rasterio 1.4 fails with 0
    tolerance = 1e-6
    has_gaps = file.nodata is not None or MaskFlags.alpha in file.mask_flag_enums[0]
    return WarpedVRT(file, src_crs=file.crs or crs, crs=crs, transform=on.transform, width=on.cols, height=on.rows,
                     resampling=Resampling.nearest, tolerance=tolerance, **({} if has_gaps else {"add_alpha": True}))


# -- a label project ----------------------------------------------------------------------------------------------


class AreaReference(Reference):
    """Areas of a label project, burnt onto the map; an area is a unit. `sources`: only areas drawn on these rasters, empty: all.

    Raises `JobError` ("labels.*", "data.unknown_value", "evaluate.no_areas").
    """

    kind = AREAS

    def __init__(self, path: str, on: ClassMap, roles: Sequence[str], sources: Sequence[str] = ()) -> None:
        super().__init__(path)
        project = read_label_project(path)
        if project.unknown_values():
            raise JobError("data.unknown_value", path=path, value=", ".join(map(str, project.unknown_values())))
        chosen = [area for area in project.areas if area.role in roles and (not sources or area.source in sources)]
        if not chosen:
            raise JobError("evaluate.no_areas", path=path, roles=" or ".join(roles))
        raster = RasterSource(on.path, bands=(1,))
        placed = [place_area(project, area, raster, _ANY_BAND, _ANY_RESOLUTION) for area in chosen]
        self._places = [place for place in placed if place is not None]
        self.units, self.outside = len(self._places), len(chosen) - len(self._places)
        self.classes = {c.value: KnownClass(c.name, c.value) for c in project.classes}

    def read(self, window: Window) -> Known:
        """See `Reference`."""
        parts = []
        for unit, place in enumerate(self._places):
            shared = place.window.intersection(window)
            if shared is not None:
                values = burn(place, shared)
                rows, cols = np.nonzero(values != IGNORE)
                parts.append(Known(rows + shared.row - window.row, cols + shared.col - window.col,
                                   values[rows, cols].astype(np.int64), np.full(len(rows), unit)))
        return _joined(parts)


def _joined(parts: Sequence[Known]) -> Known:
    nothing = np.empty(0, np.int64)
    columns = zip(*((part.rows, part.cols, part.codes, part.units) for part in parts)) if parts else [(nothing,)] * 4
    return Known(*(np.concatenate(column) for column in columns))


# -- points and polygons ------------------------------------------------------------------------------------------


def open_layer(path: str, layer: str, class_field: str, on: ClassMap) -> Reference:
    """The features of a vector layer, of which one field says the class. Raises `JobError` ("evaluate.layer", ".field")."""
    geometries, contents, crs_wkt = _features(path, layer, class_field)
    said = [text != "" and geometry is not None and not geometry.is_empty for text, geometry in zip(contents, geometries)]
    codes = {text: code for code, text in enumerate(dict.fromkeys(t for t, keep in zip(contents, said) if keep))}
    kept = np.flatnonzero(said)
    shapes, values = geometries[kept], np.array([codes[contents[i]] for i in kept], np.int64)
    kinds = {str(shape.geom_type).removeprefix("Multi") for shape in shapes}
    if not kinds <= {"Point"} and not kinds <= {"Polygon"}:
        raise JobError("evaluate.layer", path=path, reason=f"it holds {', '.join(sorted(kinds))}")
    make = _PolygonReference if kinds == {"Polygon"} else _PointReference
    reference = make(path, shapes, values, crs_wkt, on)
    reference.without_class = len(contents) - len(kept)
    reference.classes = {code: KnownClass(text, int(text) if text.isdecimal() else None) for text, code in codes.items()}
    return reference


class _PointReference(Reference):
    """Each point speaks for the pixel that it lies in."""

    kind = POINTS

    def __init__(self, path: str, shapes: np.ndarray, codes: np.ndarray, crs_wkt: str, on: ClassMap) -> None:
        super().__init__(path)
        xy, owner = shapely.get_coordinates(shapes, return_index=True)
        places = points_in_pixels(xy, crs_wkt, on.crs_wkt, ~on.transform)
        inside = ((places >= 0) & (places < (on.cols, on.rows))).all(axis=1)
        cols, rows = np.floor(places[inside]).astype(np.int64).T
        order = np.argsort(rows, kind="stable")
        self._cols, self._rows, self._codes = cols[order], rows[order], codes[owner[inside]][order]
        self.units, self.outside = int(inside.sum()), int((~inside).sum())

    def read(self, window: Window) -> Known:
        """See `Reference`."""
        first, end = np.searchsorted(self._rows, (window.row, window.end_row))
        cols = self._cols[first:end]
        units = first + np.flatnonzero((cols >= window.col) & (cols < window.end_col))
        return Known(self._rows[units] - window.row, self._cols[units] - window.col, self._codes[units], units)


class _PolygonReference(Reference):
    """Each polygon speaks for the pixels whose centres lie in it; where polygons overlap, the later one does."""

    kind = POLYGONS

    def __init__(self, path: str, shapes: np.ndarray, codes: np.ndarray, crs_wkt: str, on: ClassMap) -> None:
        super().__init__(path)
        polygons, _, _ = valid_polygons(shapes)
        placed = [None if p is None else in_pixels(p, crs_wkt, on.crs_wkt, ~on.transform) for p in polygons]
        whole = shapely.box(0, 0, on.cols, on.rows)
        kept = [i for i, shape in enumerate(placed) if shape is not None and shape.intersects(whole)]
        self._shapes: list[BaseGeometry] = [placed[i] for i in kept]
        self._codes = codes[kept]
        self._tree = shapely.STRtree(self._shapes)
        self.units, self.outside = len(kept), len(placed) - len(kept)

    def read(self, window: Window) -> Known:
        """See `Reference`."""
        frame = shapely.box(window.col, window.row, window.end_col, window.end_row)
        near = sorted(self._tree.query(frame, predicate="intersects").tolist())
        if not near:
            return _joined([])
        owners = rasterize([(self._shapes[i], i + 1) for i in near], (window.rows, window.cols), dtype="int32",
                           transform=Affine.translation(window.col, window.row))
        rows, cols = np.nonzero(owners)
        units = owners[rows, cols].astype(np.int64) - 1
        return Known(rows, cols, self._codes[units], units)


def _features(path: str, layer: str, field: str) -> tuple[np.ndarray, list[str], str]:
    """Geometries, contents of the field as text ("" for none) and the coordinate system as WKT."""
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        if layer and layer not in names:
            raise JobError("evaluate.layer", path=path, reason=f"it has no layer '{layer}', only {', '.join(names)}")
        fields = {name: [str(f) for f in pyogrio.read_info(path, layer=name)["fields"]] for name in ([layer] if layer else names)}
        chosen = next((name for name, there in fields.items() if field in there), None)
        if chosen is None:
            found = ", ".join(dict.fromkeys(f for there in fields.values() for f in there))
            raise JobError("evaluate.field", path=path, field=field, found=found or "none")
        meta, _, wkb, columns = pyogrio.raw.read(path, layer=chosen, columns=[field])
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise JobError("evaluate.layer", path=path, reason=str(error)) from error
    if wkb is None:
        raise JobError("evaluate.layer", path=path, reason="it has no geometries")
    return shapely.from_wkb(wkb, on_invalid="ignore"), [_text(value) for value in columns[0]], meta.get("crs") or ""


def _text(value: Any) -> str:
    """A field's content as it is written in a class table: 2.0 is "2", and nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, (float, np.floating)):
        return "" if math.isnan(value) else str(int(value)) if float(value).is_integer() else str(value)
    return str(value).strip()
