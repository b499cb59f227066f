"""The squares of a lattice over a map, and what is in them: predicted classes, confidence, colours of the image below.

Read square by square in pieces of bounded size; of each square only counts are kept, so memory depends on neither the raster's
size nor the squares'.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType

import numpy as np
import rasterio
import rasterio.windows
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from rasterio.errors import CRSError, RasterioError
from rasterio.features import rasterize
from rasterio.warp import transform as transform_points
from shapely.geometry.base import BaseGeometry

from ..contract.errors import JobError
from ..contract.job_parts import RasterSource
from .class_file import NODATA
from .grid import Window, cells
from .source import rasterio_exists

PIECE_PX = 1024  # read at once
COLOR_PX = 32  # the image of a square is looked at with so many rows and columns at most
MAX_COLOR_BANDS = 8  # of an image with more, so many that lie evenly apart
SAME_PIXEL = 0.01


@dataclass(frozen=True)
class Lattice:
    """Squares of one size over a raster of `rows` x `cols`; one of them starts at (`row`, `col`), which may lie anywhere.

    Squares at the raster's edge are cut to it. Along a side shorter than two squares they start at the raster's corner, so that
    there is a whole one.
    """

    rows: int
    cols: int
    square_rows: int
    square_cols: int
    row: int = 0
    col: int = 0

    def starts(self) -> tuple[range, range]:
        """First rows and first columns of the squares; the first of each may be negative."""
        return _starts(self.rows, self.square_rows, self.row), _starts(self.cols, self.square_cols, self.col)

    def squares(self, within: Window, most: int, seed: int) -> tuple[list[Window], int]:
        """The squares that touch `within`, row by row, and how many these are; if more than `most`, a sample of them."""
        rows, cols = self.starts()
        rows = _touching(rows, self.square_rows, within.row, within.end_row)
        cols = _touching(cols, self.square_cols, within.col, within.end_col)
        total = len(rows) * len(cols)
        numbers = (range(total) if total <= most else
                   np.sort(np.random.default_rng(seed).choice(total, most, replace=False)).tolist())
        return [self._cut(rows[n // len(cols)], cols[n % len(cols)]) for n in numbers], total

    def whole_px(self) -> int:
        """Pixels of a square that the raster's edge does not cut, as far as the raster holds one."""
        return min(self.rows, self.square_rows) * min(self.cols, self.square_cols)

    def _cut(self, row: int, col: int) -> Window:
        first_row, first_col = max(0, row), max(0, col)
        return Window(first_row, first_col, min(self.rows, row + self.square_rows) - first_row,
                      min(self.cols, col + self.square_cols) - first_col)


def _starts(size_px: int, square_px: int, anchor_px: int) -> range:
    first = anchor_px % square_px if size_px >= 2 * square_px else 0
    return range(first - square_px if first else 0, size_px, square_px)


def _touching(starts: range, square_px: int, low_px: int, high_px: int) -> range:
    first = max(0, (low_px - starts.start) // square_px)
    return starts[first:max(first, -(-(high_px - starts.start) // square_px))]


@dataclass(frozen=True)
class Measure:
    """What is in a square. `classes` (values, pixels of each); `confidence` (256,) pixels of each level, None without such a
    raster; `colors` (2 x bands,): means and deviations, NaN where the image has no data.
    """

    classes: tuple[np.ndarray, np.ndarray]
    confidence: np.ndarray | None
    colors: np.ndarray


class MapReader:
    """A class raster with its confidence raster and the image below, open for reading. Use as a context manager.

    `names`: class value -> name, where the file holds names. `crs_wkt` is empty without a coordinate system.
    Raises `JobError` ("raster.missing", "raster.unreadable", "raster.band_number", "suggest.*").
    """

    def __init__(self, classes: str, confidence: str = "", image: RasterSource | None = None) -> None:
        self.path = classes
        self._stack = ExitStack()
        try:
            self._classes = self._open(classes)
            self._check_classes()
            self.rows, self.cols, self.transform = self._classes.height, self._classes.width, self._classes.transform
            self.crs = self._classes.crs
            self.crs_wkt = self.crs.to_wkt() if self.crs is not None else ""
            self.names = _names(self._classes)
            self._confidence = self._open(confidence) if confidence else None
            self._check_confidence(confidence)
            self._image = _Image(self._open(image.path, image.open_options), image, self.transform, self.crs) \
                if image is not None and image.path else None
        except BaseException:
            self._stack.close()
            raise

    def _open(self, path: str, options: tuple[str, ...] = ()) -> rasterio.DatasetReader:
        try:
            return self._stack.enter_context(rasterio.open(path, **dict(o.split("=", 1) for o in options if "=" in o)))
        except RasterioError as error:
            raise JobError("raster.unreadable" if rasterio_exists(path) else "raster.missing", path=path,
                           reason=str(error)) from error

    def _check_classes(self) -> None:
        if self._classes.dtypes[0] != "uint8":
            raise JobError("suggest.not_classes", path=self.path, dtype=self._classes.dtypes[0])

    def _check_confidence(self, path: str) -> None:
        if self._confidence is None:
            return
        dtype = self._confidence.dtypes[0]
        if dtype not in ("uint8", "float32", "float64"):
            raise JobError("suggest.not_confidence", path=path, reason=dtype)
        corners = [(0, 0), (self.cols, 0), (0, self.rows)]
        moved = [~self._confidence.transform * (self.transform * corner) for corner in corners]
        same = np.abs(np.array(moved) - corners).max() <= SAME_PIXEL
        if not same or (self._confidence.height, self._confidence.width) != (self.rows, self.cols):
            raise JobError("suggest.other_grid", path=path, classes=self.path)

    def measure(self, square: Window, region: BaseGeometry | None, least_px: float) -> Measure | None:
        """Look into a square; only pixels with data and, if given, with their centre in the region (pixel coordinates) count.

        None if these are fewer than `least_px`.
        """
        if region is not None and not region.intersects(_frame(square)):
            return None
        classes = np.zeros(256, np.int64)
        confidence = None if self._confidence is None else np.zeros(256, np.int64)
        for piece in cells(square, PIECE_PX):
            values, valid = self._read(self._classes, piece)
            valid &= values != NODATA
            if region is not None:
                valid &= _burn(region, piece)
            if self._confidence is not None and confidence is not None and valid.any():
                levels, known = self._levels(self._confidence, piece)
                valid &= known
                confidence += np.bincount(levels[valid], minlength=256)
            classes += np.bincount(values[valid], minlength=256)
        if classes.sum() < max(1.0, least_px):
            return None
        present = np.flatnonzero(classes)
        colors = np.empty(0) if self._image is None else self._image.colors(square)
        return Measure((present, classes[present]), confidence, colors)

    def _levels(self, file: rasterio.DatasetReader, piece: Window) -> tuple[np.ndarray, np.ndarray]:
        """Confidence as 0..255 and where it is known. Files of ours hold it so; others hold 0..1."""
        values, valid = self._read(file, piece)
        if values.dtype == np.uint8:
            return values, valid
        valid &= np.isfinite(values)
        used = values[valid]
        if used.size and (used.min() < 0 or used.max() > 1):
            raise JobError("suggest.not_confidence", path=file.name, reason=f"from {used.min():.4g} to {used.max():.4g}")
        return np.rint(np.where(valid, values, 0) * 255).astype(np.uint8), valid

    @staticmethod
    def _read(file: rasterio.DatasetReader, piece: Window) -> tuple[np.ndarray, np.ndarray]:
        place = rasterio.windows.Window(piece.col, piece.row, piece.cols, piece.rows)
        try:
            return file.read(1, window=place), file.read_masks(1, window=place) > 0
        except RasterioError as error:
            raise JobError("raster.unreadable", path=file.name, reason=str(error)) from error

    def __enter__(self) -> MapReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()


class _Image:
    """The colours of squares of another raster's grid."""

    def __init__(self, file: rasterio.DatasetReader, source: RasterSource, grid: Affine, grid_crs: CRS | None) -> None:
        self._file, self._nodata, self._grid, self._grid_crs = file, source.nodata, grid, grid_crs
        try:
            crs = CRS.from_wkt(source.crs_wkt) if source.crs_wkt else file.crs
        except CRSError as error:
            raise JobError("job.invalid", reason=f"the coordinate system is not understood ({error})") from error
        self._crs = None if crs is None or grid_crs is None or crs == grid_crs else crs  # None: no way to go
        own = [n for n, kind in zip(file.indexes, file.colorinterp) if kind != ColorInterp.alpha]
        bands = list(source.bands) or own or list(file.indexes)
        if max(bands) > file.count:
            raise JobError("raster.band_number", band=max(bands), path=source.path, count=file.count)
        step = max(1.0, len(bands) / MAX_COLOR_BANDS)
        self._bands = [bands[int(i * step)] for i in range(min(len(bands), MAX_COLOR_BANDS))]
        if any(np.dtype(file.dtypes[b - 1]).kind not in "uif" for b in self._bands):
            raise JobError("raster.dtype", dtype=file.dtypes[self._bands[0] - 1])

    def colors(self, square: Window) -> np.ndarray:
        """(2 x bands,) means and deviations of a sample of the square's pixels; NaN where there is no data."""
        place = self._place(square)
        if place is None:
            return np.full(2 * len(self._bands), np.nan)
        shape = (len(self._bands), min(COLOR_PX, place.rows), min(COLOR_PX, place.cols))
        window = rasterio.windows.Window(place.col, place.row, place.cols, place.rows)
        try:
            pixels = self._file.read(self._bands, window=window, out_shape=shape).astype(np.float64)
            valid = self._file.read_masks(self._bands, window=window, out_shape=shape) > 0
        except RasterioError as error:
            raise JobError("raster.unreadable", path=self._file.name, reason=str(error)) from error
        valid &= np.isfinite(pixels)
        if self._nodata is not None:
            valid &= pixels != self._nodata
        bands = [values[known] for values, known in zip(pixels, valid)]
        return np.array([[v.mean(), v.std()] if v.size else [np.nan, np.nan] for v in bands]).ravel()

    def _place(self, square: Window) -> Window | None:
        """The image's pixels around the square; None where it does not reach there."""
        corners = [self._grid * (col, row) for row in (square.row, square.end_row) for col in (square.col, square.end_col)]
        if self._crs is not None:
            corners = list(zip(*transform_points(self._grid_crs, self._crs, *zip(*corners))))
        if not np.isfinite(corners).all():
            return None
        points = np.array([~self._file.transform * corner for corner in corners])
        low, high = np.floor(points.min(axis=0) + SAME_PIXEL), np.ceil(points.max(axis=0) - SAME_PIXEL)
        whole = Window(0, 0, self._file.height, self._file.width)
        return Window(int(low[1]), int(low[0]), int(high[1] - low[1]), int(high[0] - low[0])).intersection(whole)


def _frame(window: Window) -> BaseGeometry:
    return shapely.box(window.col, window.row, window.end_col, window.end_row)


def _burn(region: BaseGeometry, piece: Window) -> np.ndarray:
    """(rows, cols) bool: pixels with their centre in the region, which is given in pixel coordinates."""
    if not region.intersects(_frame(piece)):
        return np.zeros((piece.rows, piece.cols), bool)
    burnt = rasterize([(region, 1)], (piece.rows, piece.cols), dtype="uint8",
                      transform=Affine.translation(piece.col, piece.row))
    return np.asarray(burnt == 1)


def _names(file: rasterio.DatasetReader) -> dict[int, str]:
    """Class names as `class_file` writes them into the band's metadata."""
    tags = {key.lower(): str(text) for key, text in file.tags(1).items()}
    return {value: tags[f"class_{value}"] for value in range(NODATA) if tags.get(f"class_{value}", "").strip()}
