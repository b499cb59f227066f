"""What a raster file says about its bands. QGIS hands on neither wavelengths nor GDAL's driver, so GDAL is asked directly.

`osgeo` comes with every QGIS; it is used without numpy, and without touching its global switches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Dict, Optional, Sequence, Tuple

from osgeo import gdal

_MICROMETRES: Dict[str, float] = {"um": 1.0, "µm": 1.0, "micrometer": 1.0, "micron": 1.0, "nm": 1e-3, "nanometer": 1e-3}


@dataclass(frozen=True)
class BandInfo:
    """One band: 1-based number, description, GDAL's name of its colour interpretation, wavelength in micrometres."""

    number: int
    description: str
    interpretation: str
    wavelength_um: Optional[float] = None
    fwhm_um: Optional[float] = None


@dataclass(frozen=True)
class FileInfo:
    """The short name of GDAL's driver, and the bands."""

    driver: str
    bands: Tuple[BandInfo, ...]


def open_dataset(path: str, open_options: Sequence[str] = ()) -> Any:
    """A read-only dataset, or None where GDAL cannot open `path` (whether or not GDAL raises exceptions here)."""
    flags = gdal.OF_RASTER | gdal.OF_READONLY
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return gdal.OpenEx(path, flags, open_options=list(open_options))
    except RuntimeError:
        return None
    finally:
        gdal.PopErrorHandler()


def describe(path: str, open_options: Sequence[str] = ()) -> Optional[FileInfo]:
    """Driver and bands of the raster `path`, or None where GDAL cannot open it."""
    dataset = open_dataset(path, open_options)
    if dataset is None:
        return None
    listed = _envi_wavelengths(dataset)
    bands = tuple(_band(dataset, number, listed.get(number)) for number in range(1, dataset.RasterCount + 1))
    return FileInfo(dataset.GetDriver().ShortName, bands)


def _band(dataset: Any, number: int, listed_um: Optional[float]) -> BandInfo:
    band = dataset.GetRasterBand(number)
    name = gdal.GetColorInterpretationName(band.GetColorInterpretation()) or ""
    wavelength_um = _number(band.GetMetadataItem("CENTRAL_WAVELENGTH_UM", "IMAGERY"))
    fwhm_um = _number(band.GetMetadataItem("FWHM_UM", "IMAGERY"))
    if wavelength_um is None:
        scale = _unit_um(band.GetMetadataItem("wavelength_units") or "")
        plain = _number(band.GetMetadataItem("wavelength"))
        wavelength_um = plain * scale if plain is not None and scale is not None else listed_um
    return BandInfo(number, band.GetDescription() or "", name, wavelength_um, fwhm_um)


def _envi_wavelengths(dataset: Any) -> Dict[int, float]:
    """Wavelengths (micrometres) by band from an ENVI header: `wavelength = {450.0, 550.0}`, `wavelength units = ...`."""
    text = dataset.GetMetadataItem("wavelength", "ENVI") or ""
    scale = _unit_um(dataset.GetMetadataItem("wavelength_units", "ENVI") or "")
    values = [_number(part) for part in text.strip("{} \n").split(",")]
    if scale is None or len(values) != dataset.RasterCount:
        return {}
    return {number: value * scale for number, value in enumerate(values, start=1) if value is not None}


def _unit_um(unit: str) -> Optional[float]:
    """Micrometres in one `unit`; None where the unit is not known, because guessing would shift every band."""
    return _MICROMETRES.get(re.sub(r"s$", "", unit.strip().lower()))


def _number(text: Optional[str]) -> Optional[float]:
    try:
        return float(text) if text else None
    except ValueError:
        return None
