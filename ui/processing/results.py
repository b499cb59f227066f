"""Results of algorithms: which format a file's name asks for, classes of a raster, styles on the file and on the loaded layer."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any, Callable, ClassVar, Dict, Tuple

from qgis.core import (
    QgsFeatureRequest,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.card import ClassInfo
from ...core.contract.errors import JobError
from ...core.contract.job_parts import VECTOR_FORMATS
from ...core.contract.labels import MAX_CLASS_VALUE
from .. import layers, styles
from ..class_editor import PALETTE
from ..gdal_info import open_dataset

translate = QCoreApplication.translate

Styler = Callable[[QgsMapLayer], None]


@dataclass(frozen=True)
class Legend:
    """Classes of a result that has no model card; `styles` wants no more of one."""

    classes: Tuple[ClassInfo, ...]


def vector_format(path: str) -> str:
    """The name in `VECTOR_FORMATS` of a file's extension. Raises `JobError` ("job.invalid")."""
    extension = os.path.splitext(path)[1].lower()
    formats = {known: name for name, known in VECTOR_FORMATS.items()}
    if extension not in formats:
        reason = translate("Landweave", "polygons can be written as {known}, not as '{extension}'")
        raise JobError("job.invalid", reason=reason.format(known=", ".join(formats), extension=extension))
    return formats[extension]


def make_folder(folder: str) -> None:
    """With its parents. Raises `JobError` ("output.read_only")."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise JobError("output.read_only", path=os.path.dirname(folder), reason=error.strerror or str(error)) from error


# classes of a raster


def class_list(layer: QgsRasterLayer) -> Tuple[ClassInfo, ...]:
    """The classes that have names: as the person sees them in QGIS, else as the file tells them; empty where nothing does."""
    names, colors = _file_classes(layer)
    renderer = layer.renderer()
    if isinstance(renderer, QgsPalettedRasterRenderer):
        for item in renderer.classes():
            value = int(item.value)
            colors[value] = item.color.name()
            if item.label.strip() not in ("", f"{item.value:g}"):  # QGIS writes the value where it knows no name
                names[value] = item.label.strip()
    return tuple(
        ClassInfo(value, names[value], colors.get(value) or PALETTE[value % len(PALETTE)])
        for value in sorted(names) if 0 <= value <= MAX_CLASS_VALUE
    )  # fmt: skip


def _file_classes(layer: QgsRasterLayer) -> Tuple[Dict[int, str], Dict[int, str]]:
    """Names and colours by value: of Landweave's own metadata, GDAL's categories and the colour table."""
    dataset = open_dataset(*layers.file_source(layer)) if layer.providerType() == "gdal" else None
    if dataset is None:
        return {}, {}
    band = dataset.GetRasterBand(1)
    names = {value: name for value, name in enumerate(band.GetRasterCategoryNames() or ()) if name.strip()}
    for key, name in (band.GetMetadata() or {}).items():
        found = re.fullmatch(r"class_(\d+)", key)
        if found and name.strip():
            names[int(found.group(1))] = name.strip()
    table = band.GetRasterColorTable()
    entries = {} if table is None else {value: table.GetColorEntry(value) for value in range(table.GetCount())}
    return names, {value: "#{:02x}{:02x}{:02x}".format(*entry[:3]) for value, entry in entries.items()}


def legend_of_polygons(layer: QgsVectorLayer, known: Tuple[ClassInfo, ...]) -> Legend:
    """The known classes; where there are none, those that the polygons themselves name."""
    if known:
        return Legend(known)
    index = layer.fields().indexOf(styles.CLASS_FIELD)
    values = sorted(int(value) for value in layer.uniqueValues(index)) if index >= 0 else []
    return Legend(tuple(ClassInfo(value, _name_of(layer, value), PALETTE[value % len(PALETTE)]) for value in values))


def _name_of(layer: QgsVectorLayer, value: int) -> str:
    request = QgsFeatureRequest().setFilterExpression(f'"{styles.CLASS_FIELD}" = {value}').setLimit(1)
    for feature in layer.getFeatures(request):
        return str(feature["class_name"] or value)
    return str(value)


# styles


def style(path: str, kind: str, legend: Any, context: QgsProcessingContext) -> None:
    """Keep the style with the file, and give it to the layer that Processing opens. `legend`: a card or a `Legend`."""
    layer = layers.load_result(path, kind, kind)
    styles.apply_style(layer, kind, legend)
    styles.save_style(layer, kind)
    StyledLayer.attach(path, lambda opened: styles.apply_style(opened, kind, legend), context)


class StyledLayer(QgsProcessingLayerPostProcessorInterface):
    """Styles a result when Processing has opened it, in the main thread."""

    # QGIS keeps no reference of its own; the last run's processor of a file is kept here.
    _kept: ClassVar[Dict[str, StyledLayer]] = {}

    def __init__(self, styler: Styler) -> None:
        super().__init__()
        self._styler = styler

    @classmethod
    def attach(cls, path: str, styler: Styler, context: QgsProcessingContext) -> None:
        """Have the layer of `path` styled when it is opened, if it will be."""
        if context.willLoadLayerOnCompletion(path):
            cls._kept[path] = cls(styler)
            context.layerToLoadOnCompletionDetails(path).setPostProcessor(cls._kept[path])

    def postProcessLayer(self, layer: QgsMapLayer, context: Any, feedback: Any) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing."""
        self._styler(layer)
