"""How the layers of a label project look, and what QGIS's own editing tools fill in for a new feature."""

from __future__ import annotations

from typing import Dict, Iterable, List, Tuple

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsDefaultValue,
    QgsEditFormConfig,
    QgsEditorWidgetSetup,
    QgsExpressionContextUtils,
    QgsFillSymbol,
    QgsProperty,
    QgsRendererCategory,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from ..core.contract import labels as schema

translate = QCoreApplication.translate

FILL_ALPHA = 110
AREA_COLORS: Dict[str, str] = {schema.TRAIN: "#ff7a00", schema.CHECK: "#00a0e9"}
CLASS_VARIABLE = "landweave_class"
_NOW = "format_date(now(), 'yyyy-MM-ddTHH:mm:ss')"


def role_name(role: str) -> str:
    """The role of an area in words."""
    return {
        schema.TRAIN: translate("Landweave", "Training area"),
        schema.CHECK: translate("Landweave", "Check area"),
    }.get(role, role)


def style_labels(layer: QgsVectorLayer, classes: Iterable[schema.LabelClass]) -> None:
    """Class colours, see-through; predicted labels dashed. The attribute form names the classes."""
    classes = list(classes)
    categories = [QgsRendererCategory(item.value, _label_symbol(item.color), item.name) for item in classes]
    layer.setRenderer(QgsCategorizedSymbolRenderer("class_value", categories))
    names = [{item.name: item.value} for item in classes]
    layer.setEditorWidgetSetup(layer.fields().indexOf("class_value"), QgsEditorWidgetSetup("ValueMap", {"map": names}))
    _repaint(layer)


def _label_symbol(color: str) -> QgsFillSymbol:
    fill, outline = QColor(color), QColor(color).darker(150)
    symbol = QgsFillSymbol.createSimple(
        {
            "color": f"{fill.red()},{fill.green()},{fill.blue()},{FILL_ALPHA}",
            "outline_color": f"{outline.red()},{outline.green()},{outline.blue()},255",
            "outline_width": "0.25",
            "outline_width_unit": "MM",
        }
    )
    dashed = f"if(\"origin\" = '{schema.PREDICTED}', 'dash', 'solid')"
    symbol.symbolLayer(0).setDataDefinedProperty(
        QgsSymbolLayer.Property.PropertyStrokeStyle, QgsProperty.fromExpression(dashed)
    )
    return symbol


def style_areas(layer: QgsVectorLayer) -> None:
    """An outline by role, without a fill: the imagery below is what people look at."""
    categories = []
    for role, color in AREA_COLORS.items():
        symbol = QgsFillSymbol.createSimple(
            {"style": "no", "outline_color": color, "outline_width": "0.6", "outline_width_unit": "MM"}
        )
        categories.append(QgsRendererCategory(role, symbol, role_name(role)))
    layer.setRenderer(QgsCategorizedSymbolRenderer("role", categories))
    _repaint(layer)


def _repaint(layer: QgsVectorLayer) -> None:
    layer.triggerRepaint()
    layer.emitStyleChanged()


def set_editing_defaults(areas: QgsVectorLayer, labels: QgsVectorLayer) -> None:
    """What a feature that is drawn with QGIS's own tools gets: its area, the current class, the time. No form pops up."""
    where = f"array_first(overlay_intersects('{areas.id()}', \"area_id\"))"
    defaults: List[Tuple[QgsVectorLayer, Dict[str, str]]] = [
        (areas, {"area_id": "uuid('Id128')", "role": f"'{schema.TRAIN}'", "state": f"'{schema.OPEN}'", "created": _NOW}),
        (labels, {"area_id": where, "class_value": f"to_int(@{CLASS_VARIABLE})", "origin": f"'{schema.DRAWN}'", "created": _NOW}),
    ]
    for layer, expressions in defaults:
        for field, expression in expressions.items():
            layer.setDefaultValueDefinition(layer.fields().indexOf(field), QgsDefaultValue(expression))
        form = layer.editFormConfig()
        form.setSuppress(QgsEditFormConfig.FeatureFormSuppress.SuppressOn)
        layer.setEditFormConfig(form)


def set_current_class(labels: QgsVectorLayer, class_value: int) -> None:
    """The class that QGIS's own "Add polygon" gives a label."""
    QgsExpressionContextUtils.setLayerVariable(labels, CLASS_VARIABLE, class_value)
