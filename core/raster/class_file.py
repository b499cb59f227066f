"""Class rasters on disk: the blocks of a run, the VRT that shows them while they grow, the finished file with overviews."""

from __future__ import annotations

import os
import shutil
import uuid
import zlib
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import numpy as np
import rasterio
import rasterio.shutil
from affine import Affine
from rasterio._err import CPLE_BaseError  # what `shutil.copy` lets through; no public name has it
from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.windows import Window as FileWindow

from ..contract.card import ClassInfo
from ..contract.errors import JobError
from .grid import Window

NODATA = 255
CONFIDENCE_NODATA = 0
FILE_BLOCK_PX = 512
STRIP_PX = 512  # rows written or checked at once
_COMPANIONS = (".aux.xml", ".ovr", ".msk")


def write_block(path: Path, values: np.ndarray, transform: Affine, crs: CRS | None, nodata: int,
                check: Callable[[], None] = lambda: None) -> int:
    """Write a finished block (rows, cols) uint8 whole; the file's CRC-32. `check` may raise, between strips.

    The file is made in memory, as GDAL can lose an error that a full disk gives on closing; Python's own writing cannot.
    """
    rows, cols = values.shape
    with MemoryFile() as memory:
        with memory.open(driver="GTiff", width=cols, height=rows, count=1, dtype="uint8", nodata=nodata, crs=crs,
                         transform=transform, tiled=True, blockxsize=256, blockysize=256, compress="deflate", zlevel=1) as file:
            for row in range(0, rows, STRIP_PX):
                check()
                strip = values[row:row + STRIP_PX]
                file.write(strip, 1, window=FileWindow(0, row, cols, len(strip)))
        content = memory.read()
    write_whole(path, content)
    return zlib.crc32(content)


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place with all of its bytes on the disk, or not at all. Raises `OSError`."""
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.part")  # a worker given up for lost may still be writing its own
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def write_mosaic(path: Path, blocks: Sequence[tuple[str, Window]], region: Window, transform: Affine, crs: CRS | None,
                 nodata: int, classes: Sequence[ClassInfo] = ()) -> None:
    """A VRT over the blocks (file names beside it, windows on the grid) that covers the region; the rest is nodata."""
    sources = "".join(
        f'<SimpleSource><SourceFilename relativeToVRT="1">{escape(name)}</SourceFilename><SourceBand>1</SourceBand>'
        f'<SrcRect xOff="0" yOff="0" xSize="{w.cols}" ySize="{w.rows}"/>'
        f'<DstRect xOff="{w.col - region.col}" yOff="{w.row - region.row}" xSize="{w.cols}" ySize="{w.rows}"/></SimpleSource>'
        for name, w in blocks)
    place = ", ".join(repr(v) for v in (transform.c, transform.a, transform.b, transform.f, transform.d, transform.e))
    srs = f"<SRS>{escape(crs.to_wkt())}</SRS>" if crs is not None else ""
    text = (f'<VRTDataset rasterXSize="{region.cols}" rasterYSize="{region.rows}">{srs}<GeoTransform>{place}</GeoTransform>'
            f'<VRTRasterBand dataType="Byte" band="1">{_class_metadata(classes)}<NoDataValue>{nodata}</NoDataValue>'
            f"{_palette(classes)}{sources}</VRTRasterBand></VRTDataset>")
    write_whole(path, text.encode())


def _class_metadata(classes: Sequence[ClassInfo]) -> str:
    """Names inside the file, too: the companion with the category names may be left behind when the file is copied."""
    items = "".join(f'<MDI key="class_{c.value}">{escape(c.name)}</MDI>' for c in classes)
    return f"<Metadata>{items}</Metadata>" if classes else ""


def _palette(classes: Sequence[ClassInfo]) -> str:
    colors = "".join(f'<Entry c1="{int(c.color[1:3], 16)}" c2="{int(c.color[3:5], 16)}" c3="{int(c.color[5:7], 16)}" c4="255"/>'
                     for c in classes)
    return (f"<ColorInterp>Palette</ColorInterp>{_category_names(classes)}<ColorTable>{colors}</ColorTable>" if classes else "")


def _category_names(classes: Sequence[ClassInfo]) -> str:
    names = "".join(f"<Category>{escape(c.name)}</Category>" for c in classes)
    return f"<CategoryNames>{names}</CategoryNames>"


def write_cog(mosaic: Path, path: Path, valid_px: int) -> None:
    """Turn the mosaic into a cloud-optimised GeoTIFF with overviews, and read it through once.

    Takes as long as the raster is large; cannot be stopped but with its process. `valid_px`: pixels that are not nodata.
    Raises `JobError` ("output.disk_full", "output.failed") and removes the file if it does not hold them.
    """
    try:
        rasterio.shutil.copy(str(mosaic), str(path), driver="COG", COMPRESS="DEFLATE", BLOCKSIZE=str(FILE_BLOCK_PX),
                             OVERVIEW_RESAMPLING="NEAREST", BIGTIFF="IF_SAFER")
        found = count_valid(path)
    except (RasterioError, CPLE_BaseError) as error:
        path.unlink(missing_ok=True)
        raise _failure(mosaic, path, str(error)) from error
    finally:
        path.with_name(path.name + ".aux.xml").unlink(missing_ok=True)  # `publish` writes it for the final name
    if found != valid_px:
        path.unlink(missing_ok=True)
        raise JobError("output.failed", path=str(path), reason=f"{found} of {valid_px} pixels can be read back")


def _failure(mosaic: Path, path: Path, reason: str) -> JobError:
    """GDAL does not pass on why a write failed, so the free space has to tell; at most the blocks' own size twice is needed."""
    blocks = sum(file.stat().st_size for file in mosaic.parent.glob("*.tif"))
    free = shutil.disk_usage(path.parent).free
    if free < 2 * blocks and "IReadBlock" not in reason:
        return JobError("output.disk_full", path=str(path.parent), free_mb=round(free / 1e6))
    return JobError("output.failed", path=str(path), reason=reason)


def count_valid(path: Path) -> int:
    """Pixels that are not nodata, from reading every tile of the file and of its overviews. Raises `RasterioError`."""
    with rasterio.open(path) as file:
        levels = len(file.overviews(1))
        valid = _count_valid(file)
    for level in range(levels):
        with rasterio.open(path, overview_level=level) as overview:
            _count_valid(overview)
    return valid


def _count_valid(file: rasterio.DatasetReader) -> int:
    valid = 0
    for row in range(0, file.height, STRIP_PX):
        strip = file.read(1, window=FileWindow(0, row, file.width, min(STRIP_PX, file.height - row)))
        valid += int(np.count_nonzero(strip != file.nodata))
    return valid


def publish(part: Path, target: Path, classes: Sequence[ClassInfo] = ()) -> None:
    """Give a finished file its final name, in place of an older one and of the companions that belonged to that.

    The older file goes first and the new one comes last: whenever this is interrupted, no file stands beside the names or the
    overviews of another. Raises `JobError` ("output.locked") where the older file is in use, and leaves it then.
    """
    try:
        target.unlink(missing_ok=True)
        for ending in _COMPANIONS:
            target.with_name(target.name + ending).unlink(missing_ok=True)
    except OSError as error:
        raise JobError("output.locked", path=str(target), reason=error.strerror or str(error)) from error
    if classes:
        side = f'<PAMDataset><PAMRasterBand band="1">{_category_names(classes)}</PAMRasterBand></PAMDataset>'
        write_whole(target.with_name(target.name + ".aux.xml"), side.encode())
    os.replace(part, target)
