"""A raster seen on the model's grid: its bands in the model's order, its validity, windows of any place and size."""

from __future__ import annotations

import math
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import numpy as np
import rasterio
import rasterio.windows
from affine import Affine
from pyproj import Geod
from rasterio.crs import CRS
from rasterio.dtypes import in_dtype_range
from rasterio.enums import ColorInterp, MaskFlags, Resampling
from rasterio.errors import CRSError, RasterioError
from rasterio.features import geometry_mask
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform as transform_points
from rasterio.warp import transform_geom

from ..contract.bands import RasterBand, match_bands
from ..contract.card import ModelCard
from ..contract.errors import JobError
from ..contract.job_parts import RasterSource, Region
from .grid import Window

_COLORS = {ColorInterp.red: "red", ColorInterp.green: "green", ColorInterp.blue: "blue"}


class GridSource:
    """An open raster on the model's grid. Use as a context manager; not shared between threads.

    `rows`, `cols`, `transform`, `crs`: the grid that results are written on. It is the raster's own unless the model needs
    another resolution; then it starts at the same corner in the same directions.
    """

    def __init__(self, source: RasterSource, card: ModelCard) -> None:
        self.path, self._nodata = source.path, source.nodata
        self._stack = ExitStack()
        try:
            self._open(source, card)
        except RasterioError as error:
            self._stack.close()
            code = "raster.unreadable" if rasterio_exists(source.path) else "raster.missing"
            raise JobError(code, path=source.path, reason=str(error)) from error
        except BaseException:
            self._stack.close()
            raise

    def _open(self, source: RasterSource, card: ModelCard) -> None:
        options = dict(option.split("=", 1) for option in source.open_options if "=" in option)
        dataset = self._stack.enter_context(rasterio.open(source.path, **options))
        try:
            self.crs = CRS.from_wkt(source.crs_wkt) if source.crs_wkt else dataset.crs
        except CRSError as error:
            raise JobError("job.invalid", reason=f"the coordinate system is not understood ({error})") from error
        self.bands = source.bands or _matched(dataset, card, source.path)
        if max(self.bands) > dataset.count:
            raise JobError("raster.band_number", band=max(self.bands), path=source.path, count=dataset.count)
        if len(self.bands) != len(card.bands):
            raise JobError("job.invalid", reason=f"the model has {len(card.bands)} bands, but {len(self.bands)} were chosen")
        self.dtype = dataset.dtypes[self.bands[0] - 1]
        if np.dtype(self.dtype).kind not in "uif":
            raise JobError("raster.dtype", dtype=self.dtype)
        self.transform, self.rows, self.cols = dataset.transform, dataset.height, dataset.width
        self.source_resolution_m = ground_resolution_m(self.transform, self.crs, self.rows, self.cols)
        self._dataset = dataset
        self.resampled = False
        self._fit_resolution(card)

    def _fit_resolution(self, card: ModelCard) -> None:
        """Resample onto a coarser or finer fixed grid where the raster lies outside of the model's range."""
        if self.source_resolution_m is None:
            self.resolution_m = None
            return
        wanted, (low, high) = card.input.resolution_m, (card.input.resolution_min_m, card.input.resolution_max_m)
        factors = [1.0 if low <= r <= high else wanted / r for r in self.source_resolution_m]
        if factors != [1.0, 1.0]:
            self.transform = self.transform * Affine.scale(factors[0], factors[1])
            self.cols, self.rows = max(1, round(self.cols / factors[0])), max(1, round(self.rows / factors[1]))
            method = Resampling.average if max(factors) > 1 else Resampling.bilinear
            self._dataset = self._stack.enter_context(WarpedVRT(
                self._dataset, src_crs=self.crs, crs=self.crs, transform=self.transform, width=self.cols, height=self.rows,
                resampling=method, **self._gaps_to_warp()))
            self.resampled = True
        self.resolution_m = tuple(r * f for r, f in zip(self.source_resolution_m, factors, strict=True))

    def _gaps_to_warp(self) -> dict[str, Any]:
        """What the resampler has to be told, or it mixes gaps into their neighbours: a mask that is no band, a layer's nodata."""
        options: dict[str, Any] = {}
        flags = [self._dataset.mask_flag_enums[band - 1] for band in self.bands]
        if all(MaskFlags.per_dataset in flag and MaskFlags.alpha not in flag for flag in flags):
            options["add_alpha"] = True
        elif self._nodata is not None and self._dataset.nodata is None and in_dtype_range(self._nodata, self.dtype):
            options["src_nodata"] = self._nodata
        return options

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Pixels (C, rows, cols) in the file's dtype and validity (rows, cols). Raises `JobError` ("raster.unreadable")."""
        place = rasterio.windows.Window(window.col, window.row, window.cols, window.rows)
        try:
            pixels = self._dataset.read(list(self.bands), window=place)
            masks = self._dataset.read_masks(list(self.bands), window=place) > 0
        except RasterioError as error:
            raise JobError("raster.unreadable", path=self.path, reason=str(error)) from error
        if self._nodata is not None:
            masks &= pixels != self._nodata
        if pixels.dtype.kind == "f":
            masks &= np.isfinite(pixels)
        # One black channel is common in 8-bit pictures with nodata 0 and no gap; in measured bands a gap in one is a gap.
        return pixels, masks.any(axis=0) if pixels.dtype == np.uint8 else masks.all(axis=0)

    def window_of(self, region: Region) -> tuple[Window, list[dict[str, Any]]]:
        """The pixels of the region's bounding box, and its shapes in the raster's CRS (empty: everything).

        Raises `JobError` ("region.empty", "region.outside").
        """
        whole = Window(0, 0, self.rows, self.cols)
        if not region.polygons:
            return whole, []
        shapes: list[dict[str, Any]] = [{"type": "Polygon", "coordinates": [list(ring) for ring in polygon]}
                                        for polygon in region.polygons if polygon]
        if region.crs_wkt and self.crs is not None:
            shapes = [transform_geom(region.crs_wkt, self.crs, shape) for shape in shapes]
        corners = [~self.transform * point for shape in shapes for point in shape["coordinates"][0]]
        if not corners:
            raise JobError("region.empty")
        low_col, low_row = (math.floor(min(c[i] for c in corners)) for i in (0, 1))
        high_col, high_row = (math.ceil(max(c[i] for c in corners)) for i in (0, 1))
        row, col = max(0, low_row), max(0, low_col)
        rows, cols = min(self.rows, high_row) - row, min(self.cols, high_col) - col
        if rows <= 0 or cols <= 0:
            raise JobError("region.outside", path=self.path)
        return Window(row, col, rows, cols), shapes

    def inside(self, window: Window, shapes: list[dict[str, Any]]) -> np.ndarray:
        """(rows, cols) bool: pixels whose centre lies in one of the shapes; all of them without shapes."""
        if not shapes:
            return np.ones((window.rows, window.cols), bool)
        mask: np.ndarray = geometry_mask(shapes, (window.rows, window.cols), self.window_transform(window), invert=True)
        return mask

    def window_transform(self, window: Window) -> Affine:
        """The geotransform of a window of the grid."""
        moved: Affine = self.transform * Affine.translation(window.col, window.row)
        return moved

    def __enter__(self) -> GridSource:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()


def rasterio_exists(path: str) -> bool:
    """Whether a path that GDAL could not open is at least there; virtual paths (/vsizip/...) count as there."""
    from pathlib import Path

    return path.startswith("/vsi") or ":" in path[2:] or Path(path).exists()


def band_list(dataset: rasterio.DatasetReader) -> list[RasterBand]:
    """How the file describes its bands."""
    bands = []
    for number in dataset.indexes:
        wavelength = dataset.tags(number, ns="IMAGERY").get("CENTRAL_WAVELENGTH_UM")
        common = _COLORS.get(dataset.colorinterp[number - 1], "")
        description = dataset.descriptions[number - 1] or ""
        bands.append(RasterBand(number, description, common, float(wavelength) if wavelength else None))
    return bands


def _matched(dataset: rasterio.DatasetReader, card: ModelCard, path: str) -> tuple[int, ...]:
    found = band_list(dataset)
    match = match_bands(card.bands, found)
    if not match.complete:
        missing = [band.name for band, number in zip(card.bands, match.numbers, strict=True) if not number]
        raise JobError("raster.bands", path=path, wanted=", ".join(b.name for b in card.bands), missing=", ".join(missing),
                       found=", ".join(f"{b.number}: {b.description or b.common_name or 'unnamed'}" for b in found))
    return match.numbers


def ground_resolution_m(transform: Affine, crs: CRS | None, rows: int, cols: int) -> tuple[float, float] | None:
    """Metres from one pixel to the next along a row and along a column, at the raster's centre; None without a CRS."""
    if crs is None:
        return None
    centre = (cols / 2, rows / 2)
    points = [transform * centre, transform * (centre[0] + 1, centre[1]), transform * (centre[0], centre[1] + 1)]
    try:
        lon, lat = transform_points(crs, CRS.from_epsg(4326), [p[0] for p in points], [p[1] for p in points])
        distances = Geod(ellps="WGS84").inv([lon[0]] * 2, [lat[0]] * 2, lon[1:], lat[1:])[2]
    except RasterioError:
        return None
    x, y = (float(d) for d in distances)
    return (x, y) if math.isfinite(x) and math.isfinite(y) and x > 0 and y > 0 else None
