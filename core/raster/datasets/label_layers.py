"""Labels that lie on the same ground as a raster: a polygon layer with a class field, or a raster of classes or colours.

Both give the polygons of a window of the image, in pixel coordinates of the image (x = column), with the key of their class: the
field's content, the stored value, or "#rrggbb".
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import numpy as np
import pyogrio
import rasterio
import rasterio.features
import shapely
from affine import Affine
from pyogrio.errors import DataLayerError, DataSourceError
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry

from ...contract.errors import JobError
from ..geometries import same_crs, valid_polygons
from ..grid import Window
from .findings import Finding, warn
from .masks import NO_CODE, hex_of, mask_codes

PREVIEW_PX = 1024  # a side of what is looked at to understand a label raster
LISTED_FIELDS = 12
Keyed = tuple[BaseGeometry, str]


class LabelLayer(Protocol):
    """Where labels come from. `names`: class names that it knows for keys; `colors`: "#rrggbb" for keys. `disjoint`: no two
    labels overlap.
    """

    disjoint: bool
    names: dict[str, str]
    colors: dict[str, str]
    findings: list[Finding]

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Columns and rows (left, top, right, bottom) on the image that hold labels, or None."""

    def in_window(self, window: Window) -> list[Keyed]:
        """The labels that touch a window, oldest first; a newer one covers an older one."""

    def close(self) -> None:
        """Release the files."""


def open_labels(path: str, layer: str, field: str, image: rasterio.DatasetReader, image_crs: CRS | None) -> LabelLayer:
    """Open labels as a raster or else as a layer of polygons. Raises `JobError` ("data.missing", "raster.unreadable")."""
    if not os.path.exists(path) and not path.startswith("/vsi"):
        raise JobError("data.missing", path=path, reason="it does not exist")
    if not layer and not field:
        try:
            return RasterLabels(path, image, image_crs)
        except RasterioError:
            pass  # it is no raster
    return PolygonLabels(path, layer, field, image.transform, image_crs)


# -- polygons -----------------------------------------------------------------------------------------------------


class PolygonLabels:
    """Polygons of a layer; `field` holds their class (number or text). Without a field all of them are one class."""

    disjoint = False

    def __init__(self, path: str, layer: str, field: str, transform: Affine, image_crs: CRS | None) -> None:
        self.colors: dict[str, str] = {}
        self.findings: list[Finding] = []
        geometries, keys, crs_wkt = _read_layer(path, layer, field)
        valid, repaired, _ = valid_polygons(geometries)
        to_pixels = ~transform
        image_wkt = image_crs.to_wkt() if image_crs is not None else ""
        self._shapes: list[BaseGeometry] = []
        self._keys: list[str] = []
        for geometry, key in zip(valid, keys):
            moved = same_crs(geometry, crs_wkt, image_wkt) if geometry is not None and key else None
            if moved is not None:
                self._shapes.append(_to_pixels(moved, to_pixels))
                self._keys.append(key)
        self.names = {key: key for key in dict.fromkeys(self._keys)}
        self._tree = shapely.STRtree(self._shapes)
        dropped = len(valid) - len(self._shapes)
        self.findings += [warn(code, count=n) for code, n in (("import.repaired", repaired), ("import.dropped", dropped)) if n]

    def bounds(self) -> tuple[float, float, float, float] | None:
        """The polygons' bounding box."""
        if not self._shapes:
            return None
        left, top, right, bottom = shapely.total_bounds(np.array(self._shapes))
        return float(left), float(top), float(right), float(bottom)

    def in_window(self, window: Window) -> list[Keyed]:
        """The polygons that touch a window, in the order of the layer."""
        frame = box(window.col, window.row, window.end_col, window.end_row)
        return [(self._shapes[i], self._keys[i]) for i in sorted(self._tree.query(frame, predicate="intersects"))]

    def close(self) -> None:
        """Nothing is open."""


def _read_layer(path: str, layer: str, field: str) -> tuple[np.ndarray, list[str], str]:
    """Geometries, class keys ("" where there is none) and CRS of a layer, in the order of its rows."""
    try:
        meta, _, geometries, values = pyogrio.raw.read(path, layer=layer or None, columns=[field] if field else [])
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise JobError("data.missing", path=path, reason=str(error)) from error
    if geometries is None:
        raise JobError("data.missing", path=path, reason="it holds no polygons")
    if field and field not in list(meta["fields"]):
        found = list(pyogrio.read_info(path, layer=layer or None)["fields"])
        more = len(found) - LISTED_FIELDS
        listed = ", ".join(found[:LISTED_FIELDS]) + (f" and {more} more" if more > 0 else "")
        raise JobError("data.missing", path=path, reason=f"it has no field '{field}', but {listed or 'none'}")
    keys = [_key(value) for value in values[0]] if field else ["foreground"] * len(geometries)
    return shapely.from_wkb(geometries, on_invalid="ignore"), keys, meta.get("crs") or ""


def _key(value: Any) -> str:
    """A field's content as text: 3 and 3.0 are the same class, NULL is none."""
    if value is None or (isinstance(value, (float, np.floating)) and not np.isfinite(value)):
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _to_pixels(geometry: BaseGeometry, to_pixels: Affine) -> BaseGeometry:
    a, b, c, d, e, f = to_pixels[:6]
    placed: BaseGeometry = shapely.transform(
        geometry, lambda xy: np.column_stack([a * xy[:, 0] + b * xy[:, 1] + c, d * xy[:, 0] + e * xy[:, 1] + f]))
    return placed if placed.is_valid else shapely.make_valid(placed)


# -- rasters ------------------------------------------------------------------------------------------------------


class RasterLabels:
    """A raster of class values, palette indices or colours, brought onto the image's grid by the nearest pixel.

    One without coordinates must have the image's size. Raises `RasterioError` for what is no raster.
    """

    disjoint = True

    def __init__(self, path: str, image: rasterio.DatasetReader, image_crs: CRS | None) -> None:
        self._path = path
        self.findings: list[Finding] = []
        self.names: dict[str, str] = {}
        self.colors: dict[str, str] = {}
        self._stack = ExitStack()
        file = self._stack.enter_context(rasterio.open(path))
        try:
            self._open(file, image, image_crs)
        except BaseException:
            self._stack.close()
            raise

    def _open(self, file: rasterio.DatasetReader, image: rasterio.DatasetReader, image_crs: CRS | None) -> None:
        if file.crs is None and (file.height, file.width) != (image.height, image.width):
            raise JobError("data.missing", path=self._path,
                           reason=f"it has neither coordinates nor the image's size ({image.height} x {image.width})")
        self._nodata, self._colors = file.nodata, file.count >= 3
        self._rows, self._cols = image.height, image.width
        self.names = {key.removeprefix("class_"): name for key, name in file.tags(1).items() if key.startswith("class_")}
        if not self._colors:
            self._name_white(file)
        if not self._colors and file.colorinterp[0] == rasterio.enums.ColorInterp.palette:
            self.colors = {str(i): f"#{c[0]:02x}{c[1]:02x}{c[2]:02x}" for i, c in file.colormap(1).items()}
        same_grid = file.transform.almost_equals(image.transform, 1e-9) and (file.height, file.width) == (self._rows, self._cols)
        aligned = file.crs is None or (same_grid and (image_crs is None or file.crs == image_crs))
        has_alpha = rasterio.enums.ColorInterp.alpha in file.colorinterp
        self._file = file if aligned else self._stack.enter_context(WarpedVRT(
            file, crs=image_crs or file.crs, transform=image.transform, width=self._cols, height=self._rows,
            resampling=Resampling.nearest, add_alpha=not has_alpha))  # alpha tells what lies outside of the label raster

    def _name_white(self, file: rasterio.DatasetReader) -> None:
        """255 is a class where nothing but black and white is to be seen; elsewhere it says "no label"."""
        shape_px = (min(file.height, PREVIEW_PX), min(file.width, PREVIEW_PX))
        seen = set(np.unique(file.read(1, out_shape=shape_px)).tolist())
        if seen <= {0, 255}:
            self.names = {"0": "background", "255": "foreground", **self.names}
        else:
            self.names.setdefault("255", "ignore")

    def bounds(self) -> tuple[float, float, float, float] | None:
        """The whole image: where labels are is only seen when they are read."""
        return 0.0, 0.0, float(self._cols), float(self._rows)

    def in_window(self, window: Window) -> list[Keyed]:
        """The patches of equal values in a window."""
        place = rasterio.windows.Window(window.col, window.row, window.cols, window.rows)
        try:
            bands = self._file.read([1, 2, 3] if self._colors else [1], window=place)
            inside = self._file.dataset_mask(window=place) > 0
        except RasterioError as error:
            raise JobError("raster.unreadable", path=self._path, reason=str(error)) from error
        codes = np.where(inside, mask_codes(bands, self._nodata), NO_CODE).astype(np.int32)
        offset = Affine.translation(window.col, window.row)
        return list(self._polygons(codes, offset))

    def _polygons(self, codes: np.ndarray, offset: Affine) -> Iterator[Keyed]:
        for geometry, code in rasterio.features.shapes(codes, mask=codes != NO_CODE, connectivity=4, transform=offset):
            yield shape(geometry), hex_of(int(code)) if self._colors else str(int(code))

    def close(self) -> None:
        """Close the file."""
        self._stack.close()
