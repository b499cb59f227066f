"""Pixels of layers that are no files (XYZ, WMS, WCS, PostGIS, memory, virtual, with a login) as a GeoTIFF for the engine.

`snapshot` belongs to the main thread, `export_layer` to a task's. The grid is anchored at the service, in steps of 256
pixels, so that two exports of one place have the same pixels, and so has the lattice that the engine lays over them.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import traceback
from dataclasses import dataclass
from typing import Any, Callable, Iterator, List, Optional, Sequence, Tuple

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeedback,
    QgsPointXY,
    QgsProject,
    QgsRasterBlockFeedback,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication, Qt

from ..core.contract.bands import RasterBand
from ..core.contract.card import InputInfo
from ..core.contract.errors import Cancelled, JobError
from ..core.contract.job_parts import Region
from .layers import band_list, is_picture, number_of, wkt_of
from .region import bounds
from .tile_fetch import HOPELESS_AFTER, MERCATOR_HALF_M, TileService, choose_zoom, fetch_tiles, tile_service

translate = QCoreApplication.translate

ONLINE_LIMIT_MEGAPIXELS = 200.0     # about 3000 tiles: more is unkind to a public service
LOCAL_LIMIT_MEGAPIXELS = 4000.0     # memory, virtual and database rasters, and drivers that only QGIS has
GRID_STEP_PX = 256
BLOCK_PX = 1024
PICTURE_ATTEMPTS = 3
EARTH_RADIUS_M = 6371008.8

_BASE_OPTIONS = (
    "TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "COMPRESS=DEFLATE", "ZLEVEL=1", "BIGTIFF=IF_SAFER", "SPARSE_OK=TRUE",
)
_COLOURS = {"red": gdal.GCI_RedBand, "green": gdal.GCI_GreenBand, "blue": gdal.GCI_BlueBand, "alpha": gdal.GCI_AlphaBand}


@dataclass(frozen=True)
class ExportSource:
    """A raster layer as a task thread may use it. `native_px`: its own size where it has one, else (0, 0).

    `address`: provider and source, which tell it from other layers; it may hold a password.
    """

    name: str
    address: str
    provider: Any
    crs: QgsCoordinateReferenceSystem
    context: QgsCoordinateTransformContext
    extent: QgsRectangle
    native_px: Tuple[int, int]
    native_resolutions: Tuple[float, ...]
    picture: bool
    tiles: Optional[TileService]
    bands: Tuple[RasterBand, ...]
    wanted: InputInfo

    @property
    def limit_megapixels(self) -> float:
        """How much may be exported at once."""
        return ONLINE_LIMIT_MEGAPIXELS if self.picture else LOCAL_LIMIT_MEGAPIXELS


@dataclass(frozen=True)
class ExportGrid:
    """The pixels of an export: corner, pixel size (both in layer units) and size. `zoom` and `first_tile` for XYZ."""

    x_min: float
    y_max: float
    pixel_width: float
    pixel_height: float
    width: int
    height: int
    zoom: int = -1
    first_tile: Tuple[int, int] = (0, 0)

    @property
    def megapixels(self) -> float:
        """Million pixels."""
        return self.width * self.height / 1e6

    def extent(self, column: int, row: int, width: int, height: int) -> QgsRectangle:
        """The box of a window of pixels."""
        x_min = self.x_min + column * self.pixel_width
        y_max = self.y_max - row * self.pixel_height
        return QgsRectangle(x_min, y_max - height * self.pixel_height, x_min + width * self.pixel_width, y_max)


@dataclass(frozen=True)
class ExportReport:
    """What was written. `missing_tiles` of `total_tiles` (XYZ tiles or requested blocks) stayed transparent."""

    path: str
    grid: ExportGrid
    missing_tiles: int = 0
    total_tiles: int = 0
    reason: str = ""

    @property
    def warnings(self) -> Tuple[str, ...]:
        """Sentences for the person, none where every pixel came."""
        if not self.missing_tiles:
            return ()
        text = translate("Landweave", "{missing} of {total} tiles of the layer are missing and were left empty ({reason}).")
        return (text.format(missing=self.missing_tiles, total=self.total_tiles, reason=self.reason),)


def snapshot(layer: QgsRasterLayer, wanted: InputInfo) -> ExportSource:
    """Everything an export needs from a layer, for a model that wants `wanted`. Raises `JobError` ("layer.invalid")."""
    provider = layer.dataProvider()
    if provider is None or not layer.isValid():
        raise JobError("layer.invalid", layer=layer.name())
    picture = is_picture(provider)
    native = (0, 0) if picture else (int(provider.xSize()), int(provider.ySize()))
    resolutions = getattr(provider, "nativeResolutions", None)
    return ExportSource(
        name=layer.name(),
        address=f"{layer.providerType()}:{layer.source()}",
        provider=provider.clone(),
        crs=QgsCoordinateReferenceSystem(layer.crs()),
        context=QgsProject.instance().transformContext(),
        extent=QgsRectangle(layer.extent()),
        native_px=native,
        native_resolutions=tuple(resolutions()) if picture and resolutions is not None else (),
        picture=picture,
        tiles=tile_service(layer.source()) if layer.providerType() == "wms" and layer.crs().authid() == "EPSG:3857" else None,
        bands=tuple(band_list(layer)),
        wanted=wanted,
    )


# --- the grid --------------------------------------------------------------------------------------------------------


def plan_export(source: ExportSource, region: Region) -> ExportGrid:
    """The pixels that an export of the region would have. Cheap. Raises `JobError` ("region.*", "layer.too_large")."""
    box = bounds(region, source.extent)
    if source.tiles is not None:
        grid = _tile_grid(source, source.tiles, box)
    elif source.native_px[0] > 0 and source.native_px[1] > 0:
        grid = _native_grid(source, box)
    else:
        grid = _picture_grid(source, box)
    if grid.megapixels > source.limit_megapixels:
        raise JobError("layer.too_large", megapixels=round(grid.megapixels), limit=round(source.limit_megapixels))
    return grid


def _tile_grid(source: ExportSource, service: TileService, box: QgsRectangle) -> ExportGrid:
    """Whole tiles around the box."""
    zoom = choose_zoom(service, metres_per_unit(source, box)[0], source.wanted)
    pixel = service.pixel_size(zoom)
    left, right = _steps(box.xMinimum() + MERCATOR_HALF_M, box.xMaximum() + MERCATOR_HALF_M, pixel, service.tile_px, 2**zoom)
    top, bottom = _steps(MERCATOR_HALF_M - box.yMaximum(), MERCATOR_HALF_M - box.yMinimum(), pixel, service.tile_px, 2**zoom)
    side = pixel * service.tile_px
    return ExportGrid(
        left * side - MERCATOR_HALF_M, MERCATOR_HALF_M - top * side, pixel, pixel,
        (right - left) * service.tile_px, (bottom - top) * service.tile_px, zoom, (left, top),
    )


def _native_grid(source: ExportSource, box: QgsRectangle) -> ExportGrid:
    """The layer's own pixels around the box."""
    columns, rows = source.native_px
    extent = source.extent
    width, height = extent.width() / columns, extent.height() / rows
    left, right = _steps(box.xMinimum() - extent.xMinimum(), box.xMaximum() - extent.xMinimum(), width, GRID_STEP_PX)
    top, bottom = _steps(extent.yMaximum() - box.yMaximum(), extent.yMaximum() - box.yMinimum(), height, GRID_STEP_PX)
    left, top = left * GRID_STEP_PX, top * GRID_STEP_PX
    right, bottom = min(right * GRID_STEP_PX, columns), min(bottom * GRID_STEP_PX, rows)
    x_min, y_max = extent.xMinimum() + left * width, extent.yMaximum() - top * height
    return ExportGrid(x_min, y_max, width, height, right - left, bottom - top)


def _picture_grid(source: ExportSource, box: QgsRectangle) -> ExportGrid:
    """Pixels of the model's size for a service that paints at any size; of the nearest native size where it has some."""
    along_x, along_y = metres_per_unit(source, box)
    if not source.crs.isGeographic():
        along_x = along_y = math.sqrt(along_x * along_y)
    width, height = source.wanted.resolution_m / along_x, source.wanted.resolution_m / along_y
    native = [r for r in source.native_resolutions if r > 0]
    if native:
        width = height = min(native, key=lambda r: abs(math.log(r / width)))
    left, right = _steps(box.xMinimum(), box.xMaximum(), width, GRID_STEP_PX)
    top, bottom = _steps(-box.yMaximum(), -box.yMinimum(), height, GRID_STEP_PX)
    return ExportGrid(
        left * GRID_STEP_PX * width, -top * GRID_STEP_PX * height, width, height,
        (right - left) * GRID_STEP_PX, (bottom - top) * GRID_STEP_PX,
    )


def _steps(low: float, high: float, pixel: float, step_px: int, count: Optional[int] = None) -> Tuple[int, int]:
    """First and one past the last step that [low, high] touches; a thousandth of a pixel is rounding and touches nothing."""
    side, slack = pixel * step_px, pixel / 1000
    first = math.floor((low + slack) / side)
    last = max(first + 1, math.ceil((high - slack) / side))
    if count is None:
        return first, last
    return min(max(first, 0), count - 1), min(max(last, 1), count)


def metres_per_unit(source: ExportSource, box: QgsRectangle) -> Tuple[float, float]:
    """Ground metres in one unit of the layer's CRS along x and y at the middle of the box (on a sphere, within 0.5 %)."""
    if not source.crs.isValid():
        return 1.0, 1.0
    transform = QgsCoordinateTransform(source.crs, QgsCoordinateReferenceSystem("EPSG:4326"), source.context)
    middle = box.center()
    dx, dy = box.width() / 1000, box.height() / 1000
    try:
        here = transform.transform(middle)
        east = transform.transform(QgsPointXY(middle.x() + dx, middle.y()))
        north = transform.transform(QgsPointXY(middle.x(), middle.y() + dy))
    except QgsCsException:
        return 1.0, 1.0
    return _ground_m(here, east) / dx, _ground_m(here, north) / dy


def _ground_m(a: QgsPointXY, b: QgsPointXY) -> float:
    east = math.radians(b.x() - a.x()) * math.cos(math.radians((a.y() + b.y()) / 2))
    return EARTH_RADIUS_M * math.hypot(east, math.radians(b.y() - a.y()))


# --- writing ---------------------------------------------------------------------------------------------------------


def export_layer(source: ExportSource, region: Region, path: str, feedback: Optional[QgsFeedback]) -> ExportReport:
    """Write the region's pixels to the GeoTIFF `path`, which appears only when it is complete.

    Pictures become red, green, blue and alpha, where alpha 0 is missing; other layers keep their bands, type and nodata.
    Raises `Cancelled` and `JobError` ("region.outside", "layer.too_large", "layer.export", "output.*").
    """
    grid = plan_export(source, region)
    part = f"{path}.part.tif"
    try:
        missing, total, reason = _write_part(source, grid, part, feedback)
        os.replace(part, path)
    except BaseException as error:
        _release(error)
        with contextlib.suppress(OSError):
            os.remove(part)
        if isinstance(error, OSError):
            raise _write_error(path, error.strerror or str(error)) from error
        raise
    return ExportReport(path, grid, missing, total, reason)


def _write_part(source: ExportSource, grid: ExportGrid, path: str, feedback: Optional[QgsFeedback]) -> Tuple[int, int, str]:
    """Write the whole file; returns (missing, total, why). It is closed when this returns, else once the error is released."""
    dataset = _create(source, grid, path)
    if source.tiles is not None:
        missing, total, reason = _write_tiles(source, source.tiles, grid, dataset, feedback)
    else:
        missing, total, reason = _write_blocks(source, grid, dataset, feedback)
    if missing == total:
        raise JobError("layer.export", layer=source.name, reason=reason)
    _close(dataset, path)
    return missing, total, reason


def _release(error: BaseException) -> None:
    """Let go of what the frames of an error and of its causes hold: a dataset there stays open, and Windows deletes no open file.

    GDAL before 3.8 closes a dataset only with its last reference.
    """
    link: Optional[BaseException] = error
    while link is not None:
        traceback.clear_frames(link.__traceback__)
        link = link.__cause__ or link.__context__


def _create(source: ExportSource, grid: ExportGrid, path: str) -> Any:
    options: List[str] = list(_BASE_OPTIONS)
    count, kind = len(source.bands), gdal.GDT_Byte
    if source.picture:
        options += ["PHOTOMETRIC=RGB", "ALPHA=YES", "INTERLEAVE=PIXEL"]
    else:
        for number in range(1, count + 1):
            kind = gdal.DataTypeUnion(kind, number_of(source.provider.dataType(number)))
    try:
        dataset = gdal.GetDriverByName("GTiff").Create(path, grid.width, grid.height, count, kind, options)
    except RuntimeError as error:
        raise _write_error(path, str(error)) from error
    if dataset is None:
        raise _write_error(path, gdal.GetLastErrorMsg())
    dataset.SetGeoTransform([grid.x_min, grid.pixel_width, 0, grid.y_max, 0, -grid.pixel_height])
    dataset.SetProjection(wkt_of(source.crs))
    _describe(source, dataset)
    return dataset


def _describe(source: ExportSource, dataset: Any) -> None:
    """Names, colours, wavelengths and nodata, so that the engine can match the bands of the file as of the layer."""
    provider = source.provider
    if not source.picture and provider.sourceHasNoDataValue(1):
        dataset.GetRasterBand(1).SetNoDataValue(provider.sourceNoDataValue(1))
    for info in source.bands:
        band = dataset.GetRasterBand(info.number)
        if info.description:
            band.SetDescription(info.description)
        if not source.picture:
            band.SetColorInterpretation(_COLOURS.get(info.common_name, gdal.GCI_Undefined))
        if info.wavelength_um is not None:
            band.SetMetadataItem("CENTRAL_WAVELENGTH_UM", str(info.wavelength_um), "IMAGERY")


def _write_tiles(
    source: ExportSource, service: TileService, grid: ExportGrid, dataset: Any, feedback: Optional[QgsFeedback]
) -> Tuple[int, int, str]:
    """Fetch and write every tile; returns (missing, total, why)."""
    size = service.tile_px
    first_column, first_row = grid.first_tile
    columns, rows = grid.width // size, grid.height // size
    wanted = [(first_column + c, first_row + r) for r in range(rows) for c in range(columns)]
    missing, reason = 0, ""
    for done, tile in enumerate(fetch_tiles(service, grid.zoom, wanted, feedback), start=1):
        if tile.rgba is None:
            missing, reason = missing + 1, tile.reason or reason
            if missing == done >= HOPELESS_AFTER and not tile.definite:
                raise JobError("layer.export", layer=source.name, reason=reason)
        else:
            _write(dataset, ((tile.column - first_column) * size, (tile.row - first_row) * size, size, size), tile.rgba)
        _progress(feedback, done, len(wanted))
    return missing, len(wanted), reason


def _write_blocks(
    source: ExportSource, grid: ExportGrid, dataset: Any, feedback: Optional[QgsFeedback]
) -> Tuple[int, int, str]:
    """Read every block from the provider and write it; returns (missing, total, why)."""
    block_feedback = QgsRasterBlockFeedback()
    if feedback is not None:
        # This thread has no event loop: the cancel must arrive in the thread that cancels.
        feedback.canceled.connect(block_feedback.cancel, Qt.ConnectionType.DirectConnection)
    windows = list(_windows(grid))
    missing = 0
    for done, window in enumerate(windows, start=1):
        if source.picture:
            missing += not _copy_picture(source, grid, window, dataset, block_feedback)
        else:
            _copy_bands(source, grid, window, dataset, block_feedback)
        _progress(feedback, done, len(windows))
    return missing, len(windows), translate("Landweave", "the service painted nothing there") if missing else ""


def _windows(grid: ExportGrid) -> Iterator[Tuple[int, int, int, int]]:
    """(column, row, width, height) of each block."""
    for row in range(0, grid.height, BLOCK_PX):
        for column in range(0, grid.width, BLOCK_PX):
            yield column, row, min(BLOCK_PX, grid.width - column), min(BLOCK_PX, grid.height - row)


def _copy_picture(
    source: ExportSource, grid: ExportGrid, window: Tuple[int, int, int, int], dataset: Any, feedback: QgsRasterBlockFeedback
) -> bool:
    """Write one painted block; False where it stayed empty after several attempts."""
    for _ in range(PICTURE_ATTEMPTS):
        block = source.provider.block(1, grid.extent(*window), window[2], window[3], feedback)
        if feedback.isCanceled():
            raise Cancelled
        pixels = bytes(block.data()) if block is not None and block.isValid() else b""
        if any(pixels[3::4]):
            _write(dataset, window, pixels, (3, 2, 1, 4))  # 32-bit pixels lie in memory as blue, green, red, alpha
            return True
    return False


def _copy_bands(
    source: ExportSource, grid: ExportGrid, window: Tuple[int, int, int, int], dataset: Any, feedback: QgsRasterBlockFeedback
) -> None:
    for info in source.bands:
        block = source.provider.block(info.number, grid.extent(*window), window[2], window[3], feedback)
        if feedback.isCanceled():
            raise Cancelled
        if block is None or not block.isValid():
            reason = block.error().message() if block is not None else ""
            raise JobError("layer.export", layer=source.name, reason=reason or translate("Landweave", "a block cannot be read"))
        _write_band(dataset, info.number, window, bytes(block.data()), number_of(block.dataType()))


def _write(dataset: Any, window: Tuple[int, int, int, int], pixels: bytes, bands: Sequence[int] = (1, 2, 3, 4)) -> None:
    """Write interleaved 4-byte pixels; `bands`: which band each byte belongs to."""
    width, height = window[2:]
    _checked(dataset, dataset.WriteRaster, *window, pixels, width, height, gdal.GDT_Byte, list(bands), 4, 4 * width, 1)


def _write_band(dataset: Any, number: int, window: Tuple[int, int, int, int], values: bytes, kind: int) -> None:
    """Write one band's values of the GDAL type `kind`."""
    _checked(dataset, dataset.GetRasterBand(number).WriteRaster, *window, values, window[2], window[3], kind)


def _checked(dataset: Any, write: Callable[..., int], *arguments: Any) -> None:
    """Call a write; a full disk is an error that says so, with and without GDAL's exceptions."""
    try:
        failed = write(*arguments) != gdal.CE_None
        reason = gdal.GetLastErrorMsg()
    except RuntimeError as error:
        failed, reason = True, str(error)
    if failed:
        raise _write_error(dataset.GetDescription(), reason)


def _close(dataset: Any, path: str) -> None:
    """Write what GDAL still holds; errors of it only show in GDAL's last error."""
    gdal.ErrorReset()
    try:
        dataset.FlushCache()
    except RuntimeError as error:
        raise _write_error(path, str(error)) from error
    if gdal.GetLastErrorType() >= gdal.CE_Failure:
        raise _write_error(path, gdal.GetLastErrorMsg())


def _write_error(path: str, reason: str) -> JobError:
    folder = os.path.dirname(path) or "."
    free_mb = shutil.disk_usage(folder).free // 2**20 if os.path.isdir(folder) else 0
    if os.path.isdir(folder) and free_mb < 16:
        return JobError("output.disk_full", path=folder, free_mb=free_mb)
    return JobError("output.read_only", path=folder, reason=reason)


def _progress(feedback: Optional[QgsFeedback], done: int, total: int) -> None:
    if feedback is None:
        return
    if feedback.isCanceled():
        raise Cancelled
    feedback.setProgress(100.0 * done / total)
