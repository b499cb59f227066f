"""How results look: class colours and names from the model card, the same in raster and polygons."""

from __future__ import annotations

import os
from typing import List

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsColorRampShader,
    QgsFillSymbol,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsRasterDataProvider,
    QgsRasterShader,
    QgsRendererCategory,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from ..core.contract.card import ModelCard

translate = QCoreApplication.translate

CLASS_FIELD = "class"
FILL_ALPHA = 120
OUTLINE_WIDTH_MM = 0.2
# Confidence is stored in a byte; 255 is certain.
CERTAIN = 255.0
CONFIDENCE_STOPS = ((0.0, "#440154"), (0.25, "#3b528b"), (0.5, "#21918c"), (0.75, "#5ec962"), (1.0, "#fde725"))


def apply_style(layer: QgsMapLayer, kind: str, card: ModelCard) -> None:
    """Give a result layer its renderer. `kind`: classes, confidence or polygons."""
    if kind == "polygons":
        layer.setRenderer(polygon_renderer(card))
    elif kind == "confidence":
        layer.setRenderer(confidence_renderer(layer.dataProvider()))
    else:
        layer.setRenderer(class_renderer(layer.dataProvider(), card))
    layer.triggerRepaint()
    layer.emitStyleChanged()


def class_renderer(provider: QgsRasterDataProvider, card: ModelCard) -> QgsPalettedRasterRenderer:
    """Colours and names for a class raster; values that are no class, nodata among them, stay transparent."""
    classes = [QgsPalettedRasterRenderer.Class(c.value, QColor(c.color), c.name) for c in card.classes]
    return QgsPalettedRasterRenderer(provider, 1, classes)


def confidence_renderer(provider: QgsRasterDataProvider) -> QgsSingleBandPseudoColorRenderer:
    """A ramp from unsure to certain, in percent, that is readable for colour-blind people (viridis)."""
    ramp = QgsColorRampShader(0.0, CERTAIN)  # linear is the default
    ramp.setColorRampItemList(
        [QgsColorRampShader.ColorRampItem(CERTAIN * f, QColor(color), f"{100 * f:.0f} %") for f, color in CONFIDENCE_STOPS]
    )
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(provider, 1, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(CERTAIN)
    return renderer


def polygon_renderer(card: ModelCard) -> QgsCategorizedSymbolRenderer:
    """The raster's colours for class polygons, see-through so that the imagery can be compared."""
    categories: List[QgsRendererCategory] = []
    for info in card.classes:
        fill, outline = QColor(info.color), QColor(info.color).darker(150)
        symbol = QgsFillSymbol.createSimple(
            {
                "color": f"{fill.red()},{fill.green()},{fill.blue()},{FILL_ALPHA}",
                "outline_color": f"{outline.red()},{outline.green()},{outline.blue()},255",
                "outline_width": str(OUTLINE_WIDTH_MM),
                "outline_width_unit": "MM",
            }
        )
        categories.append(QgsRendererCategory(info.value, symbol, info.name))
    return QgsCategorizedSymbolRenderer(CLASS_FIELD, categories)


def save_style(layer: QgsMapLayer, kind: str) -> None:
    """Keep the style with the file, so that it opens styled in any project: inside a GeoPackage, else as .qml beside it.

    A style is a convenience: a folder that refuses the little file does not fail the run.
    """
    path = layer.source().split("|")[0]
    if kind == "polygons" and path.lower().endswith(".gpkg"):
        save = getattr(layer, "saveStyleToDatabaseV2", layer.saveStyleToDatabase)  # the second since QGIS 3.40
        save("landweave", translate("Landweave", "Class colours of Landweave"), True, "")
        return
    qml = os.path.splitext(path)[0] + ".qml"
    if kind == "polygons" and os.path.exists(os.path.splitext(path)[0] + ".tif"):
        return  # the raster of the same name owns that style file
    layer.saveNamedStyle(qml)
