"""Class rasters on disk: the blocks of a run, the VRT that shows them while they grow, the finished file with overviews."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import rasterio
import rasterio.shutil
from affine import Affine
from rasterio.crs import CRS

from ..contract.card import ClassInfo
from .grid import Window

NODATA = 255
CONFIDENCE_NODATA = 0
FILE_BLOCK_PX = 512


def write_block(path: Path, values: np.ndarray, transform: Affine, crs: CRS | None, nodata: int) -> None:
    """Write one finished block (rows, cols) uint8 whole: a temporary name, then a rename."""
    part = path.with_name(path.name + ".part")
    rows, cols = values.shape
    with rasterio.open(part, "w", driver="GTiff", width=cols, height=rows, count=1, dtype="uint8", nodata=nodata, crs=crs,
                       transform=transform, tiled=True, blockxsize=256, blockysize=256, compress="deflate", zlevel=1) as file:
        file.write(values, 1)
    os.replace(part, path)


def write_mosaic(path: Path, blocks: Sequence[tuple[str, Window]], region: Window, transform: Affine, crs: CRS | None,
                 nodata: int, classes: Sequence[ClassInfo] = ()) -> None:
    """A VRT over the blocks (file names beside it, windows on the grid) that covers the region; the rest is nodata."""
    names = "".join(f"<Category>{escape(c.name)}</Category>" for c in classes)
    colors = "".join(f'<Entry c1="{int(c.color[1:3], 16)}" c2="{int(c.color[3:5], 16)}" c3="{int(c.color[5:7], 16)}" c4="255"/>'
                     for c in classes)
    palette = (f"<ColorInterp>Palette</ColorInterp><CategoryNames>{names}</CategoryNames><ColorTable>{colors}</ColorTable>"
               if classes else "")
    sources = "".join(
        f'<SimpleSource><SourceFilename relativeToVRT="1">{escape(name)}</SourceFilename><SourceBand>1</SourceBand>'
        f'<SrcRect xOff="0" yOff="0" xSize="{w.cols}" ySize="{w.rows}"/>'
        f'<DstRect xOff="{w.col - region.col}" yOff="{w.row - region.row}" xSize="{w.cols}" ySize="{w.rows}"/></SimpleSource>'
        for name, w in blocks)
    place = ", ".join(repr(v) for v in (transform.c, transform.a, transform.b, transform.f, transform.d, transform.e))
    srs = f"<SRS>{escape(crs.to_wkt())}</SRS>" if crs is not None else ""
    text = (f'<VRTDataset rasterXSize="{region.cols}" rasterYSize="{region.rows}">{srs}<GeoTransform>{place}</GeoTransform>'
            f'<VRTRasterBand dataType="Byte" band="1"><NoDataValue>{nodata}</NoDataValue>{palette}{sources}</VRTRasterBand>'
            "</VRTDataset>")
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def finish(mosaic: Path, target: Path, classes: Sequence[ClassInfo] = ()) -> None:
    """Turn the mosaic into a cloud-optimised GeoTIFF with overviews under its final name; class names stand beside it."""
    part = target.with_name(f".{target.name}.part")
    rasterio.shutil.copy(str(mosaic), str(part), driver="COG", COMPRESS="DEFLATE", BLOCKSIZE=str(FILE_BLOCK_PX),
                         OVERVIEW_RESAMPLING="NEAREST", BIGTIFF="IF_SAFER")
    side = part.with_name(part.name + ".aux.xml")
    if side.exists():
        side.unlink()
    if classes:
        names = "".join(f"<Category>{escape(c.name)}</Category>" for c in classes)
        target.with_name(target.name + ".aux.xml").write_text(
            f'<PAMDataset><PAMRasterBand band="1"><CategoryNames>{names}</CategoryNames></PAMRasterBand></PAMDataset>',
            encoding="utf-8")
    os.replace(part, target)
