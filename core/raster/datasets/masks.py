"""Masks as they are stored: class values, palette indices or colours; and as class values of a scanned dataset.

A palette is never read as grey levels: the index is what is stored, its colour decides only where the classes are colours.
JPEG changes values, so such masks are refused unless they are black and white but for the blur at edges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import rasterio
from rasterio.errors import RasterioError

from ...contract.errors import JobError
from .png import is_cut_png

if TYPE_CHECKING:
    from .scan import DatasetScan

IGNORE = 255
VALUE, PALETTE, COLOR = "value", "palette", "color"
NO_CODE = -1  # in stored codes: nodata, or blur between black and white
GREY = 0x010101  # a grey level times this is its packed colour
BLACK, WHITE = 0, 255
_GREY_TOLERANCE = 16  # between the channels of a grey JPEG
_BLACK_UNTIL, _WHITE_FROM = 64, 191  # in between, a blurred mask says nothing
_CRISP_SHARE = 0.97  # of the pixels of a black and white JPEG
_NODATA_DRIVERS = ("GTiff", "COG", "VRT", "HFA")  # in a PNG, "transparent" is mostly the background


class MaskError(Exception):
    """A file that is no mask. `code`: the finding's."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(reason or code)
        self.code = code


@dataclass(frozen=True)
class StoredMask:
    """A mask as the file holds it. `codes` (rows, cols) int32: class values or palette indices, or 0xrrggbb where `form` is
    COLOR; `NO_CODE` where it says nothing. `palette` (256,) int32: index -> 0xrrggbb. `jpeg`: it was black and white JPEG.
    """

    codes: np.ndarray
    form: str
    palette: np.ndarray | None = None
    jpeg: bool = False


@dataclass(frozen=True)
class MaskLookup:
    """From stored codes to class values. `colors`: the codes are colours 0xrrggbb, and palettes are looked up."""

    colors: bool = False
    values: Mapping[int, int] = field(default_factory=dict)

    def decode(self, stored: StoredMask) -> np.ndarray:
        """(rows, cols) uint8 class values; `IGNORE` for codes that mean no class."""
        codes = in_colors(stored) if self.colors else in_values(stored)
        if not self.values:
            return np.full(codes.shape, IGNORE, np.uint8)
        known = np.array(sorted(self.values), np.int32)
        values = np.array([self.values[int(code)] for code in known], np.uint8)
        index = np.minimum(np.searchsorted(known, codes), len(known) - 1)
        decoded: np.ndarray = np.where(known[index] == codes, values[index], np.uint8(IGNORE))
        return decoded


def read_mask(path: str | Path, scan: DatasetScan) -> np.ndarray:
    """(rows, cols) uint8 class values as `scan.classes` list them, 255 = ignore.

    Raises `JobError` ("raster.unreadable", "data.missing").
    """
    try:
        return scan.lookup.decode(read_stored(Path(path)))
    except MaskError as error:
        raise JobError("data.missing", path=str(path), reason=str(error)) from error


def in_colors(stored: StoredMask) -> np.ndarray:
    """The codes as packed colours: through the palette, or grey levels as greys."""
    if stored.form == COLOR:
        return stored.codes
    if stored.palette is not None:
        return np.where(stored.codes >= 0, stored.palette[np.clip(stored.codes, 0, 255)], NO_CODE).astype(np.int32)
    return np.where((stored.codes >= 0) & (stored.codes <= 255), stored.codes * GREY, NO_CODE).astype(np.int32)


def in_values(stored: StoredMask) -> np.ndarray:
    """The codes as values: greys that were saved as colours are values again, real colours stay what they are."""
    if stored.form != COLOR:
        return stored.codes
    low = stored.codes & 0xFF
    return np.where(stored.codes == low * GREY, low, stored.codes).astype(np.int32)


def count_codes(codes: np.ndarray) -> dict[int, int]:
    """Pixels of each code. Masks are long runs of the same code, so the runs are counted instead of sorting the pixels."""
    flat = codes.ravel()
    if not len(flat):
        return {}
    starts = np.concatenate([[0], np.flatnonzero(flat[1:] != flat[:-1]) + 1])
    lengths = np.diff(np.append(starts, len(flat)))
    found, inverse = np.unique(flat[starts], return_inverse=True)
    return dict(zip(found.tolist(), np.bincount(inverse, weights=lengths).astype(int).tolist()))


# -- files --------------------------------------------------------------------------------------------------------


def read_stored(path: Path) -> StoredMask:
    """Read a mask. Raises `JobError` ("raster.unreadable") and `MaskError` for a picture that is no mask."""
    try:
        if is_cut_png(path):
            raise JobError("raster.unreadable", path=str(path), reason="the file is not complete")
        with rasterio.open(path) as dataset:
            driver, nodata = dataset.driver, dataset.nodata
            if dataset.count > 4:
                raise MaskError("dataset.mask_bands", f"it has {dataset.count} bands instead of one class value a pixel")
            bands = dataset.read([1] if dataset.count < 3 else [1, 2, 3])
            palette = _palette(dataset) if dataset.count == 1 else None
    except (RasterioError, OSError) as error:
        raise JobError("raster.unreadable", path=str(path), reason=str(error)) from error
    if driver == "JPEG":
        return StoredMask(_black_and_white(bands), VALUE, jpeg=True)
    if len(bands) == 3:
        return _from_colors(bands)
    codes = _whole(bands[0], nodata if driver in _NODATA_DRIVERS else None)
    return StoredMask(codes, VALUE if palette is None else PALETTE, palette)


def _palette(dataset: rasterio.DatasetReader) -> np.ndarray | None:
    """The colour table; None where there is none or it shows each value as its own grey."""
    try:
        colors = dataset.colormap(1)
    except ValueError:
        return None
    table = np.zeros(256, np.int32)
    for index, (red, green, blue, *_) in colors.items():
        if 0 <= index < 256:
            table[index] = pack(red, green, blue)
    return None if all(color[:3] == (index,) * 3 for index, color in colors.items()) else table


def pack(red: int, green: int, blue: int) -> int:
    """0xrrggbb."""
    return (red << 16) | (green << 8) | blue


def _from_colors(bands: np.ndarray) -> StoredMask:
    if bands.dtype != np.uint8:
        if (bands != bands[0]).any():
            raise MaskError("dataset.mask_bands", f"its colours are {bands.dtype} instead of 8-bit")
        return StoredMask(_whole(bands[0], None), VALUE)
    wide = bands.astype(np.int32)
    return StoredMask((wide[0] << 16) | (wide[1] << 8) | wide[2], COLOR)


def mask_codes(bands: np.ndarray, nodata: float | None) -> np.ndarray:
    """The codes (rows, cols) int32 of one band of values or three of 8-bit colours. Raises `JobError` ("data.missing")."""
    try:
        return _from_colors(bands).codes if len(bands) == 3 else _whole(bands[0], nodata)
    except MaskError as error:
        raise JobError("data.missing", path="the label raster", reason=str(error)) from error


def _whole(band: np.ndarray, nodata: float | None) -> np.ndarray:
    """Values as int32; nodata, NaN and negative numbers as `NO_CODE`."""
    if band.dtype.kind not in "uifb":
        raise MaskError("dataset.mask_values", f"its values are {band.dtype} instead of whole numbers")
    none = np.zeros(band.shape, bool) if nodata is None else band == nodata
    if band.dtype.kind == "f":
        none |= ~np.isfinite(band)
        band = np.where(none, 0, band)
        if (band != np.round(band)).any():
            raise MaskError("dataset.mask_values", "its values are fractions instead of whole numbers")
    none |= band < 0
    if band.size and band.max() > np.iinfo(np.int32).max:
        raise MaskError("dataset.mask_values", f"its values go up to {band.max():.0f}")
    return np.where(none, NO_CODE, band).astype(np.int32)


def _black_and_white(bands: np.ndarray) -> np.ndarray:
    """A JPEG mask as `BLACK`, `WHITE` and, in between, `NO_CODE`. Raises `MaskError` where it is not black and white."""
    wide = bands.astype(np.int16)
    colorful = np.abs(wide - wide[:1]).max(axis=0) > _GREY_TOLERANCE
    grey = wide.mean(axis=0)
    crisp = (grey <= _BLACK_UNTIL // 2) | (grey >= (_WHITE_FROM + 255) // 2)
    dim = grey.max(initial=0) < _WHITE_FROM and (grey > 0).any()  # small class values would all look black
    if dim or colorful.mean() > 1 - _CRISP_SHARE or crisp.mean() < _CRISP_SHARE:
        raise MaskError("dataset.jpeg_mask", "JPEG blurs class values; save the masks as PNG or TIFF")
    return np.select([grey <= _BLACK_UNTIL, grey >= _WHITE_FROM], [BLACK, WHITE], NO_CODE).astype(np.int32)


def hex_of(color: int) -> str:
    """"#rrggbb" of a packed colour."""
    return f"#{color:06x}"


def packed_of(color: str) -> int:
    """The packed colour of "#rrggbb"."""
    return int(color.lstrip("#"), 16)


def palettes_agree(palettes: Iterable[tuple[np.ndarray, Iterable[int]]]) -> bool:
    """Whether each index has one colour in all palettes, as far as it occurs (palette, indices that occur)."""
    known: dict[int, int] = {}
    return all(known.setdefault(i, int(p[i])) == int(p[i]) for p, used in palettes for i in used if 0 <= i < 256)
