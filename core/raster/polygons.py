"""From a class raster to class polygons, block by block.

What waits in memory is a block, the front of the sweep, and polygons that are not complete yet. (A polygon that spans the
whole raster, such as a road network, is held as outlines until its last piece is there: a layer cannot hold half of one.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any, Callable, Optional

import numpy as np
import rasterio
import shapely
from affine import Affine
from rasterio.errors import RasterioError
from rasterio.windows import Window

from ..contract.card import ClassInfo
from ..contract.errors import Cancelled, JobError
from ..contract.job_parts import VECTOR_FORMATS, PolygonOptions
from .geodesy import Ground
from .polygon_summary import ClassTotal, PolygonSummary
from .seams import Piece, Seams, merge
from .sieve import NODATA, ByteArray, Components, find_components, sieve, sieve_margin_px
from .simplify import load_regulariser, simplify_block, square_corners
from .trace import Corners, Geometries, find_corners, trace
from .vector_file import VectorFile

FIELDS = {
    "class": "int32", "class_name": "object", "area_m2": "float64", "perimeter_m": "float64",
    "confidence_mean": "float64", "confidence_min": "float64",
}
# GDAL's default cache is a share of the machine's memory and would grow with the raster.
_RASTER_CACHE_BYTES = 64 * 1024 * 1024
# Where no tolerance was given, corners are squared within this many pixels.
_SQUARE_TOLERANCE_PX = 2.0

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Block:
    """Pixel rectangle of the sweep; `row` and `column` number it in the lattice."""

    row: int
    column: int
    top: int
    left: int
    rows: int
    cols: int


@dataclass(frozen=True)
class _Batch:
    """Complete polygons in pixel coordinates, with what is known of their pixels."""

    geometries: Geometries
    values: Any
    pixels: Any
    confidence_sums: Any
    confidence_minima: Any


def polygonize(
    class_raster: str,
    confidence_raster: Optional[str],
    out_path: str,
    options: PolygonOptions,
    classes: Sequence[ClassInfo],
    report: Progress,
    cancelled: Callable[[], bool],
    block_px: int = 2048,
) -> PolygonSummary:
    """Write the 4-connected areas of one class each as polygons to `out_path`.

    `class_raster`: one uint8 band; 255, its own nodata value and what it masks are nodata. `confidence_raster`: uint8 on the
    same grid, 255 = certain; without it the confidence fields are null. Common borders have common vertices: no gaps, no
    overlaps, and without simplification exact to the pixel, whatever `block_px` is. With `options.right_angles` each polygon is
    squared alone, common borders may then part. `report(done, total)` counts blocks.

    Raises `JobError` ("raster.*", "output.*", "engine.package", "job.invalid") and `Cancelled`; then nothing is left at
    `out_path` that was not there before.
    """
    if options.format not in VECTOR_FORMATS:
        raise JobError("job.invalid", reason=f"polygon format must be one of {', '.join(VECTOR_FORMATS)}")
    if options.right_angles:
        load_regulariser()
    with rasterio.Env(GDAL_CACHEMAX=_RASTER_CACHE_BYTES), _open(class_raster) as source:
        if confidence_raster is None:
            return _Sweep(source, None, options, classes, report, cancelled, block_px).run(out_path)
        with _open(confidence_raster) as confidence:
            if (confidence.width, confidence.height) != (source.width, source.height):
                raise JobError("raster.unreadable", path=confidence_raster, reason="its size is not that of the class raster")
            return _Sweep(source, confidence, options, classes, report, cancelled, block_px).run(out_path)


def _open(path: str) -> Any:
    try:
        dataset = rasterio.open(path)
    except RasterioError as error:
        raise JobError("raster.unreadable", path=path, reason=str(error)) from error
    if dataset.dtypes[0] != "uint8":
        dataset.close()
        raise JobError("raster.unreadable", path=path, reason=f"its values are {dataset.dtypes[0]} instead of uint8")
    return dataset


def _read(dataset: Any, window: Window) -> ByteArray:
    """Band 1 in `window`, which lies inside the raster."""
    try:
        values: ByteArray = dataset.read(1, window=window)
    except RasterioError as error:
        raise JobError("raster.unreadable", path=dataset.name, reason=str(error)) from error
    return values


def _read_classes(dataset: Any, window: Window) -> ByteArray:
    """`NODATA` also where the file says by another value or by a mask that there is none."""
    values = _read(dataset, window)
    try:
        values[dataset.read_masks(1, window=window) == 0] = NODATA
    except RasterioError as error:
        raise JobError("raster.unreadable", path=dataset.name, reason=str(error)) from error
    return values


class _Sweep:
    """One run over the lattice of blocks, anchored at pixel (0, 0), row by row."""

    def __init__(
        self, source: Any, confidence: Optional[Any], options: PolygonOptions, classes: Sequence[ClassInfo],
        report: Progress, cancelled: Callable[[], bool], block_px: int,
    ) -> None:
        self._source, self._confidence, self._options = source, confidence, options
        self._report, self._cancelled, self._block_px = report, cancelled, block_px
        self._rows, self._cols = int(source.height), int(source.width)
        self._affine: Affine = source.transform
        self._crs = source.crs.to_wkt() if source.crs else ""
        x, y = self._to_map(np.array([(self._cols / 2, self._rows / 2)]))[0]
        self._ground = Ground(self._crs, (float(x), float(y)))
        self._wanted = np.isin(np.arange(256), options.classes) if options.classes else np.ones(256, bool)
        self._wanted[NODATA] = False
        self._names = {info.value: info.name for info in classes}
        self._totals = {info.value: ClassTotal(info.value, info.name) for info in classes if self._wanted[info.value]}
        self._seams = Seams()
        area, self._pixel_size_m = self._measure_pixel()
        squared = options.right_angles
        self._summary = PolygonSummary(
            path="", planar=not self._ground.ellipsoidal, pixel_area_m2=area,
            min_area_px=max(1, ceil(options.min_area_m2 / area - 1e-6)),
            tolerance_px=_SQUARE_TOLERANCE_PX if squared and not options.simplify_m else options.simplify_m / sqrt(area),
        )
        self._block_tolerance_px = 0.0 if squared else self._summary.tolerance_px

    def run(self, out_path: str) -> PolygonSummary:
        with VectorFile(out_path, self._options.format, self._crs, FIELDS) as out:
            if self._summary.min_area_px <= 1:
                self._trace_all(self._source, out, done=0, total=self._block_count())
            else:
                sieved = str(out.folder / "sieved.tif")
                self._sieve_all(sieved, out)
                with _open(sieved) as source:
                    self._trace_all(source, out, done=self._block_count(), total=2 * self._block_count())
        self._summary.path = out_path
        self._summary.classes = [total for _, total in sorted(self._totals.items())]
        self._summary.count = sum(total.count for total in self._summary.classes)
        return self._summary

    def _measure_pixel(self) -> tuple[float, tuple[float, float]]:
        """Ground area, and (width, height), of the pixel at the raster's centre."""
        row, col = self._rows // 2, self._cols // 2
        corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], float) + (col, row)
        area, _ = self._ground.measure(self._to_map(corners), np.array([0, 5]), np.array([0, 1]))
        there_and_back = [
            self._ground.measure(self._to_map(corners[[0, i, 0]]), np.array([0, 3]), np.array([0, 1]))[1][0] for i in (1, 3)
        ]
        return float(area[0]), (there_and_back[0] / 2, there_and_back[1] / 2)

    def _to_map(self, xy: Any) -> Any:
        a, b, c, d, e, f = self._affine[:6]
        return np.column_stack((a * xy[:, 0] + b * xy[:, 1] + c, d * xy[:, 0] + e * xy[:, 1] + f))

    def _block_count(self) -> int:
        return ceil(self._rows / self._block_px) * ceil(self._cols / self._block_px)

    def _blocks(self, done: int, total: int) -> Iterator[_Block]:
        """The blocks in the order of the sweep; reports, and looks whether to stop, between them."""
        step = self._block_px
        for row, top in enumerate(range(0, self._rows, step)):
            for column, left in enumerate(range(0, self._cols, step)):
                self._stop_if_asked()
                self._report(done, total)
                yield _Block(row, column, top, left, min(step, self._rows - top), min(step, self._cols - left))
                done += 1
        self._report(done, total)

    def _stop_if_asked(self) -> None:
        if self._cancelled():
            raise Cancelled

    def _sieve_all(self, path: str, out: VectorFile) -> None:
        """Write the class raster without small components, once, so that neighbouring blocks see the same pixels."""
        min_px = self._summary.min_area_px
        profile = {
            "driver": "GTiff", "dtype": "uint8", "count": 1, "height": self._rows, "width": self._cols, "tiled": True,
            "blockxsize": 256, "blockysize": 256, "compress": "lzw", "bigtiff": "if_safer",
        }
        with out.guarded():
            target = rasterio.open(path, "w", **profile)
        try:
            for block in self._blocks(0, 2 * self._block_count()):
                values, (above, left), sides = self._surroundings(self._source, block, sieve_margin_px(min_px))
                kept = sieve(values, min_px, sides)[above : above + block.rows, left : left + block.cols]
                window = Window(block.left, block.top, block.cols, block.rows)
                with out.guarded():
                    target.write(np.ascontiguousarray(kept), 1, window=window)
        finally:
            with out.guarded():
                target.close()

    def _surroundings(
        self, source: Any, block: _Block, margin: int
    ) -> tuple[ByteArray, tuple[int, int], tuple[bool, bool, bool, bool]]:
        """A block with a margin as far as the raster goes, the block's place in it, and where the raster goes on."""
        top, left = max(0, block.top - margin), max(0, block.left - margin)
        bottom = min(self._rows, block.top + block.rows + margin)
        right = min(self._cols, block.left + block.cols + margin)
        values = _read_classes(source, Window(left, top, right - left, bottom - top))
        sides = (top > 0, bottom < self._rows, left > 0, right < self._cols)
        return values, (block.top - top, block.left - left), sides

    def _trace_all(self, source: Any, out: VectorFile, done: int, total: int) -> None:
        for block in self._blocks(done, total):
            ringed = self._ringed(source, block)
            components = find_components(np.ascontiguousarray(ringed[1:-1, 1:-1]))
            for batch in self._polygons_of(block, components, find_corners(ringed)):
                self._stop_if_asked()
                self._write(batch, out)

    def _ringed(self, source: Any, block: _Block) -> ByteArray:
        """A block's classes with one more pixel on every side; nodata beyond the raster."""
        values, (above, left), _ = self._surroundings(source, block, 1)
        missing_rows, missing_cols = block.rows + 2 - values.shape[0], block.cols + 2 - values.shape[1]
        missing = ((1 - above, missing_rows - 1 + above), (1 - left, missing_cols - 1 + left))
        return np.pad(values, missing, constant_values=NODATA)

    def _polygons_of(self, block: _Block, components: Components, corners: Corners) -> Iterator[_Batch]:
        """The polygons that this block completes: its own, and those whose last piece it holds."""
        wanted = self._wanted[components.classes]
        if self._block_tolerance_px > 0:
            polygons, labels = trace(components, corners, np.ones(components.count, bool))
            polygons = simplify_block(polygons, self._block_tolerance_px)
            polygons, labels = polygons[wanted[labels]], labels[wanted[labels]]
        else:
            polygons, labels = trace(components, corners, wanted)
        self._stop_if_asked()
        sums, minima = self._confidences(block, components)
        batch = _Batch(
            shapely.transform(polygons, lambda xy: xy + (block.left, block.top)), components.classes[labels],
            components.sizes()[labels], sums[labels], minima[labels],
        )
        sides = self._seam_sides(block, components)
        on_seam = np.zeros(components.count, bool)
        for side in sides:
            if side is not None:
                on_seam[side] = True
        waits = on_seam[labels]
        yield _pick(batch, ~waits)
        pieces = dict(zip(labels[waits].tolist(), self._pieces(block, _pick(batch, waits), corners)))
        groups = self._seams.add_block(block.column, pieces, sides)
        if groups:
            yield _united(groups, self._block_px, self._cols + 1)

    def _confidences(self, block: _Block, components: Components) -> tuple[Any, Any]:
        if self._confidence is None:
            return np.zeros(components.count, np.int64), np.zeros(components.count, np.uint8)
        values = _read(self._confidence, Window(block.left, block.top, block.cols, block.rows))
        return components.sums(values), components.minima(values)

    def _seam_sides(self, block: _Block, components: Components) -> tuple[Optional[Any], ...]:
        """Labels along top, bottom, left and right; None where the raster ends."""
        labels = components.labels
        return (
            labels[0] if block.top > 0 else None,
            labels[-1] if block.top + block.rows < self._rows else None,
            labels[:, 0] if block.left > 0 else None,
            labels[:, -1] if block.left + block.cols < self._cols else None,
        )

    def _pieces(self, block: _Block, batch: _Batch, corners: Corners) -> list[Piece]:
        """The pieces of a batch, each with the keys of its vertices on seams that must stay."""
        xy, owner = shapely.get_coordinates(batch.geometries, return_index=True)
        seam = (xy % self._block_px == 0).any(axis=1)
        cols, rows = xy[seam].astype(np.int64).T
        node = corners.degree[rows - block.top, cols - block.left] >= 3
        keys = (rows * (self._cols + 1) + cols)[node]
        bounds = np.searchsorted(owner[seam][node], np.arange(len(batch.geometries) + 1))
        return [
            Piece(geometry, int(value), int(pixels), int(total), int(lowest), keys[first:last])
            for geometry, value, pixels, total, lowest, first, last in zip(
                batch.geometries, batch.values, batch.pixels, batch.confidence_sums, batch.confidence_minima,
                bounds[:-1].tolist(), bounds[1:].tolist(),
            )
        ]

    def _write(self, batch: _Batch, out: VectorFile) -> None:
        if not len(batch.geometries):
            return
        geometries = batch.geometries
        if self._options.right_angles:
            tolerance_m = self._summary.tolerance_px * sqrt(self._summary.pixel_area_m2)
            geometries = square_corners(geometries, self._pixel_size_m, tolerance_m)
        _, xy, (rings, parts) = shapely.to_ragged_array(geometries)
        on_map = self._to_map(xy)
        areas, perimeters = self._ground.measure(on_map, rings, parts)
        finished = shapely.from_ragged_array(shapely.GeometryType.POLYGON, on_map, (rings, parts))
        names = np.array([self._names.get(value, str(value)) for value in batch.values.tolist()], object)
        mean = batch.confidence_sums / batch.pixels / 255
        lowest = batch.confidence_minima / 255
        if self._confidence is None:
            mean, lowest = np.full(len(mean), np.nan), np.full(len(mean), np.nan)
        out.add(
            shapely.to_wkb(finished),
            (batch.values.astype(np.int32), names, areas.round(4), perimeters.round(3), mean.round(3), lowest.round(3)),
        )
        self._count(batch.values, areas)

    def _count(self, values: Any, areas: Any) -> None:
        counts = np.bincount(values, minlength=256)
        sums = np.bincount(values, weights=areas, minlength=256)
        for value in np.flatnonzero(counts).tolist():
            total = self._totals.setdefault(value, ClassTotal(value, self._names.get(value, str(value))))
            total.count += int(counts[value])
            total.area_m2 += float(sums[value])


def _pick(batch: _Batch, chosen: Any) -> _Batch:
    return _Batch(
        batch.geometries[chosen], batch.values[chosen], batch.pixels[chosen], batch.confidence_sums[chosen],
        batch.confidence_minima[chosen],
    )


def _united(groups: list[list[Piece]], block_px: int, key_width: int) -> _Batch:
    """The finished polygons of complete groups; the pixels' numbers are those of all pieces together."""
    return _Batch(
        merge(groups, block_px, key_width),
        np.array([group[0].value for group in groups], np.uint8),
        np.array([sum(piece.pixels for piece in group) for group in groups], np.int64),
        np.array([sum(piece.confidence_sum for piece in group) for group in groups], np.int64),
        np.array([min(piece.confidence_min for piece in group) for group in groups], np.uint8),
    )
