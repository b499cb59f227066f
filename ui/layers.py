"""Between QGIS's layers and plain values: a raster layer becomes a `RasterSource`, result files become styled layers.

Everything here belongs to the main thread.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html import escape
from typing import Any, Dict, List, Optional, Sequence, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataProvider,
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsProject,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract.bands import BandMatch, RasterBand, match_bands
from ..core.contract.card import ModelCard
from ..core.contract.errors import JobError
from ..core.contract.job_parts import RasterSource
from . import styles
from .gdal_info import FileInfo, describe

translate = QCoreApplication.translate

# Drivers that QGIS may have and that the engine's GDAL does not: their pixels are exported like those of an online layer.
_QGIS_ONLY_DRIVERS = frozenset(
    {"ECW", "JP2ECW", "MrSID", "JP2MrSID", "JP2KAK", "JPIPKAK", "HDF4", "HDF4Image", "GeoRaster", "PostGISRaster", "MSG"}
)
# Qgis.DataType: a picture in 32 bits a pixel instead of bands.
_PICTURE_TYPES = (12, 13)

_INTERPRETATIONS: Dict[str, str] = {
    "Red": "red", "Green": "green", "Blue": "blue", "Alpha": "alpha", "Pan": "pan", "Coastal": "coastal",
    "Yellow": "yellow", "RedEdge": "rededge", "NIR": "nir",
}
_COMMON_NAMES = frozenset({"red", "green", "blue", "nir", "nir08", "pan", "coastal", "yellow", "rededge", "near infrared"})

# Sentinel-2 MSI (mean of S2A and S2B): name -> (STAC common name, micrometres).
_SENTINEL2: Dict[str, Tuple[str, float]] = {
    "B01": ("coastal", 0.443), "B02": ("blue", 0.492), "B03": ("green", 0.560), "B04": ("red", 0.665),
    "B05": ("rededge071", 0.704), "B06": ("rededge075", 0.740), "B07": ("rededge078", 0.783), "B08": ("nir", 0.833),
    "B8A": ("nir08", 0.865), "B09": ("nir09", 0.945), "B11": ("swir16", 1.614), "B12": ("swir22", 2.202),
}
# Two-digit names that mean the same in Sentinel-2 and in both harmonised Landsat-Sentinel products.
_SHARED_NAMES = frozenset({"B02", "B03", "B04"})
# A band that only Sentinel-2 has; beside it every other name of the table is certain.
_SENTINEL2_ONLY = frozenset({"B08", "B8A", "B12"})


def number_of(value: Any) -> int:
    """The number behind a QGIS enum value: an int under Qt 5, an enum member under Qt 6."""
    return int(getattr(value, "value", value))


def wkt_of(crs: QgsCoordinateReferenceSystem) -> str:
    """WKT2 of a CRS, empty for an invalid one."""
    if not crs.isValid():
        return ""
    return str(crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT2_2019))


def is_picture(provider: Any) -> bool:
    """Whether the provider paints pictures (XYZ, WMS) instead of serving bands."""
    return number_of(provider.dataType(1)) in _PICTURE_TYPES


# --- a layer as plain values -----------------------------------------------------------------------------------------


def file_source(layer: QgsRasterLayer) -> Tuple[str, Tuple[str, ...]]:
    """What GDAL opens for a layer of the "gdal" provider: path or data set name, and open options."""
    parts = QgsProviderRegistry.instance().decodeUri("gdal", layer.source())
    options = tuple(parts.get("openOptions") or ())
    path = re.sub(r"\|option:[^|]*", "", layer.source())
    path = re.sub(r"\|credential:[^|]*", "", path)
    table = parts.get("layerName")
    if isinstance(table, str) and table and not path.startswith("GPKG:"):
        path = f"GPKG:{parts['path']}:{table}"
    return path, options


def needs_export(layer: QgsRasterLayer) -> bool:
    """Whether only this QGIS process can read the layer's pixels, so that they must be written to a file first."""
    if layer.providerType() != "gdal":
        return True
    source = layer.source()
    signed_in = "authcfg" in source or "|credential:" in source
    if signed_in or "/vsimem/" in source:
        return True
    info = _file_info(layer)
    return info is not None and info.driver in _QGIS_ONLY_DRIVERS


def _file_info(layer: QgsRasterLayer) -> Optional[FileInfo]:
    if layer.providerType() != "gdal":
        return None
    path, options = file_source(layer)
    return describe(path, options)


def band_list(layer: QgsRasterLayer) -> List[RasterBand]:
    """The layer's bands, in the numbering that an export of it has too. A transparency band is named "alpha"."""
    provider = layer.dataProvider()
    if provider is None or not layer.isValid():
        return []
    if is_picture(provider):
        return [RasterBand(number, "", name) for number, name in enumerate(("red", "green", "blue", "alpha"), start=1)]
    info = _file_info(layer)
    if info is not None:
        found = [
            RasterBand(b.number, b.description, _INTERPRETATIONS.get(b.interpretation, ""), b.wavelength_um, b.fwhm_um)
            for b in info.bands
        ]
    else:
        found = [_provider_band(layer, number) for number in range(1, layer.bandCount() + 1)]
    return _with_known_names(found)


def _provider_band(layer: QgsRasterLayer, number: int) -> RasterBand:
    """A band as QGIS names it: "Band 2: red" has a description, "Band 2" has none."""
    _prefix, separator, description = layer.bandName(number).partition(": ")
    interpretation = str(layer.dataProvider().colorInterpretationName(number))
    return RasterBand(number, description if separator else "", _INTERPRETATIONS.get(interpretation, ""))


def _with_known_names(bands: Sequence[RasterBand]) -> List[RasterBand]:
    """Add what satellite names say, and believe a description more than a colour interpretation.

    GDAL marks the first bands of any 3- or 4-band byte file as red, green and blue, whatever they hold; a description was
    written by someone.
    """
    descriptions = {band.description.strip().upper() for band in bands}
    certain = bool(descriptions & _SENTINEL2_ONLY)
    result: List[RasterBand] = []
    for band in bands:
        name = band.description.strip().upper()
        if name in _SENTINEL2 and (certain or name in _SHARED_NAMES):
            common, wavelength_um = _SENTINEL2[name]
            band = replace(band, common_name=common, wavelength_um=band.wavelength_um or wavelength_um)
        elif band.description.strip().lower() in _COMMON_NAMES and band.common_name != "alpha":
            band = replace(band, common_name="")
        result.append(band)
    return result


def model_band_numbers(card: ModelCard, layer: QgsRasterLayer) -> BandMatch:
    """Which of the layer's bands is which band of the model. Transparency is never one of them."""
    return match_bands(card.bands, [band for band in band_list(layer) if band.common_name != "alpha"])


def raster_source(layer: QgsRasterLayer, bands: Sequence[int] = ()) -> RasterSource:
    """The layer for the engine, with the CRS and the nodata value that the person gave it in QGIS.

    Where the layer needs an export, the path is the layer's name until the export has a file: a connection may hold
    passwords and must not end up in a job. Raises `JobError` ("layer.invalid").
    """
    if not layer.isValid():
        raise JobError("layer.invalid", layer=layer.name())
    if needs_export(layer):
        return RasterSource(layer.name() or layer.id(), (), wkt_of(layer.crs()), tuple(bands))
    path, options = file_source(layer)
    return RasterSource(path, options, wkt_of(layer.crs()), tuple(bands), _user_nodata(layer))


def _user_nodata(layer: QgsRasterLayer) -> Optional[float]:
    """The first single value among the layer's own ("additional") nodata values."""
    for item in layer.dataProvider().userNoDataValues(1):
        if item.min() == item.max():
            return float(item.min())
    return None


# --- result files as layers ------------------------------------------------------------------------------------------


def run_name(outputs: Dict[str, str]) -> str:
    """The name of the run as its files carry it."""
    path = outputs.get("classes") or next(iter(outputs.values()))
    stem = os.path.splitext(os.path.basename(path))[0]
    return re.sub(r"_classes$", "", stem)


def add_results(
    outputs: Dict[str, str],
    card: ModelCard,
    source_layer: Optional[QgsMapLayer],
    project: Optional[QgsProject] = None,
) -> List[QgsMapLayer]:
    """Add the files of a run as styled layers above the layer they were made from; confidence is switched off.

    From the top: polygons, confidence, classes, source. A file that the project already has open is read anew in its
    layer instead of being added twice. Raises `JobError` ("layer.invalid") for a file that QGIS cannot read.
    """
    project = project or QgsProject.instance()
    name = run_name(outputs)
    titles = {
        "classes": translate("Landweave", "Classes: {name}").format(name=name),
        "confidence": translate("Landweave", "Confidence: {name}").format(name=name),
        "polygons": translate("Landweave", "Polygons: {name}").format(name=name),
    }
    added: List[QgsMapLayer] = []
    for kind in ("classes", "confidence", "polygons"):  # each is put above the one before it
        if kind in outputs:
            below = added[-1] if added else source_layer
            layer = _open_result(outputs[kind], kind, titles[kind], below, project)
            styles.apply_style(layer, kind, card)
            styles.save_style(layer, kind)
            added.append(layer)
    return added


def _open_result(path: str, kind: str, title: str, below: Optional[QgsMapLayer], project: QgsProject) -> QgsMapLayer:
    known = find_layer(path, project)
    if known is not None:
        reopen(known)
        if known.isValid():
            return known
        project.removeMapLayer(known.id())
    layer = load_result(path, kind, title)
    _insert_above(layer, below, project, visible=kind != "confidence")
    return layer


def load_result(path: str, kind: str, title: str) -> QgsMapLayer:
    """Open a result file outside any project. Raises `JobError` ("layer.invalid")."""
    layer = QgsVectorLayer(path, title, "ogr") if kind == "polygons" else _open_unstyled(path, title)
    if not layer.isValid():
        raise JobError("layer.invalid", layer=path)
    return layer


def _open_unstyled(source: str, title: str) -> QgsRasterLayer:
    """Open a raster without looking for a style of its own; it is about to get one."""
    options = QgsRasterLayer.LayerOptions()
    options.loadDefaultStyle = False
    return QgsRasterLayer(source, title, "gdal", options)


def find_layer(path: str, project: QgsProject) -> Optional[QgsMapLayer]:
    """The project's layer that shows the file `path`, if any."""
    wanted = _same_path(path)
    for layer in project.mapLayers().values():
        if layer.providerType() in ("gdal", "ogr"):
            parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
            if parts.get("path") and _same_path(str(parts["path"])) == wanted:
                return layer
    return None


def _same_path(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def reopen(layer: QgsMapLayer) -> None:
    """Open the layer's file anew: reloading the provider alone would keep the size and extent of the replaced file."""
    layer.setDataSource(layer.source(), layer.name(), layer.providerType(), QgsDataProvider.ProviderOptions())
    layer.triggerRepaint()


def _insert_above(layer: QgsMapLayer, below: Optional[QgsMapLayer], project: QgsProject, visible: bool) -> None:
    project.addMapLayer(layer, False)
    root = project.layerTreeRoot()
    below_node = root.findLayer(below.id()) if below is not None else None
    parent: QgsLayerTreeGroup = below_node.parent() if below_node is not None else root
    index = parent.children().index(below_node) if below_node is not None else 0
    node = QgsLayerTreeLayer(layer)
    node.setItemVisibilityChecked(visible)
    node.setExpanded(visible)
    parent.insertChildNode(index, node)


# --- the map while it grows ------------------------------------------------------------------------------------------


PARTIAL_PROPERTY = "landweave/partial"


def add_partial(path: str, card: ModelCard, source_layer: Optional[QgsMapLayer]) -> Optional[QgsRasterLayer]:
    """Show the unfinished class raster `path` above its source; None where it cannot be read yet."""
    project = QgsProject.instance()
    for known in project.mapLayers().values():
        if known.customProperty(PARTIAL_PROPERTY) == path:
            refresh_partial(known)
            return known
    title = translate("Landweave", "{name} (unfinished)").format(name=run_name({"classes": path}))
    layer = _open_unstyled(_detached(path), title)
    if not layer.isValid():
        return None
    layer.setCustomProperty(PARTIAL_PROPERTY, path)
    styles.apply_style(layer, "classes", card)
    _insert_above(layer, source_layer, project, visible=True)
    return layer


def refresh_partial(layer: QgsRasterLayer) -> None:
    """Read the grown file again and repaint it; while the file cannot be read the map keeps what it shows."""
    source = _detached(str(layer.customProperty(PARTIAL_PROPERTY)))
    if describe(source) is not None:
        layer.setDataSource(source, layer.name(), "gdal", QgsDataProvider.ProviderOptions())
        layer.triggerRepaint()


def remove_partial(layer: QgsMapLayer) -> None:
    """Take the unfinished map away; its files stay where they are."""
    QgsProject.instance().removeMapLayer(layer.id())


def _detached(path: str) -> str:
    """A VRT as its text instead of its file, so that GDAL has no file to write to.

    QGIS computes statistics of what it opens, and GDAL keeps them by writing the VRT as it once was over the one that the
    engine has replaced meanwhile.
    """
    if not path.lower().endswith(".vrt"):
        return path
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return path
    folder = escape(os.path.dirname(os.path.abspath(path)).replace("\\", "/"), quote=False)
    return re.sub(r'relativeToVRT="1"([^>]*)>', lambda match: f'relativeToVRT="0"{match.group(1)}>{folder}/', text)
