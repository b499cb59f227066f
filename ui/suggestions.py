"""Where to label next: numbered outlines on the map and a list of them with the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
)
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QCoreApplication, QPointF, QRectF, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QPainter, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from . import messages
from .label_toolbar import tool_button
from .layers import number_of

translate = QCoreApplication.translate

COLOR = QColor("#b5179e")
OUTLINE_PX = 2
BADGE_PX = 20


@dataclass(frozen=True)
class Suggestion:
    """One place that is worth labelling. `number`: as on the map, from 1; it stays when others go."""

    number: int
    geometry: QgsGeometry
    crs: QgsCoordinateReferenceSystem
    reason: str
    classes: str


def read_suggestions(facts: Mapping[str, Any]) -> List[Suggestion]:
    """The facts of a "suggest" job as places with sentences."""
    crs = QgsCoordinateReferenceSystem.fromWkt(str(facts.get("crs_wkt") or ""))
    found = []
    for number, item in enumerate(facts.get("suggestions") or (), start=1):
        corners = [QgsPointXY(float(x), float(y)) for x, y in item["ring"]]
        classes = ", ".join(str(name) for name in list(item.get("classes") or ())[:3])
        reason = messages.describe_warning(dict(item.get("reason") or {}))
        found.append(Suggestion(number, QgsGeometry.fromPolygonXY([corners]), crs, reason, classes))
    return found


class SuggestionMark(QgsMapCanvasItem):
    """A dashed outline with its number in a corner, whatever the map's CRS and rotation."""

    def __init__(self, canvas: QgsMapCanvas, suggestion: Suggestion) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._suggestion = suggestion
        self._outline = QPolygonF()
        self._box = QRectF()
        self.setZValue(50)
        self.updatePosition()

    def updatePosition(self) -> None:
        """Called when the map shows another place: the outline in pixels of the canvas."""
        self.prepareGeometryChange()
        self.setPos(0, 0)
        self._outline = QPolygonF([self.toCanvasCoordinates(point) for point in self._corners()])
        margin = OUTLINE_PX + BADGE_PX
        self._box = self._outline.boundingRect().adjusted(-margin, -margin, margin, margin)

    def _corners(self) -> List[QgsPointXY]:
        """The corners in the map's CRS; none where it cannot show them."""
        geometry = QgsGeometry(self._suggestion.geometry)
        shown = self._canvas.mapSettings().destinationCrs()
        try:
            geometry.transform(QgsCoordinateTransform(self._suggestion.crs, shown, QgsProject.instance()))
        except QgsCsException:
            return []
        return geometry.asPolygon()[0]

    def boundingRect(self) -> QRectF:
        """What the mark covers."""
        return self._box

    def paint(self, painter: QPainter, _option: Any = None, _widget: Any = None) -> None:
        """Called by the canvas."""
        if self._outline.isEmpty():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for color, style, width in (
            (QColor(255, 255, 255, 170), Qt.PenStyle.SolidLine, OUTLINE_PX + 2),
            (COLOR, Qt.PenStyle.DashLine, OUTLINE_PX),
        ):
            pen = QPen(color, width)
            pen.setStyle(style)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(self._outline)
        self._paint_badge(painter)

    def _paint_badge(self, painter: QPainter) -> None:
        corner: QPointF = min(self._outline, key=lambda point: point.x() + point.y())
        badge = QRectF(corner.x(), corner.y(), BADGE_PX, BADGE_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(COLOR)
        painter.drawRect(badge)
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(badge, number_of(Qt.AlignmentFlag.AlignCenter), str(self._suggestion.number))


class SuggestionMarks:
    """All the marks of a map."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._marks: List[SuggestionMark] = []

    def show(self, suggestions: Sequence[Suggestion]) -> None:
        """These and no others."""
        scene = self._canvas.scene()
        for mark in self._marks:
            scene.removeItem(mark)
        self._marks = [SuggestionMark(self._canvas, item) for item in suggestions]
        self._canvas.viewport().update()


class SuggestionList(QWidget):
    """The suggestions with their reasons; one click makes an area of one, or drops it."""

    take_asked = pyqtSignal(int)  # the number of a suggestion
    drop_asked = pyqtSignal(int)
    show_asked = pyqtSignal(int)
    clear_asked = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("suggestionList")
        self.texts: Dict[int, QLabel] = {}
        self._rows = QWidget()
        self.clear = QPushButton(translate("Landweave", "Dismiss all"))
        self.clear.setObjectName("dismissSuggestionsButton")
        self.clear.clicked.connect(self.clear_asked)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._rows)
        self._layout.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_suggestions(())

    def show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """These and no others."""
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.texts = {}
        for row, item in enumerate(suggestions):
            self._add_row(grid, row, item)
        self._layout.replaceWidget(self._rows, rows)
        self._rows.hide()
        self._rows.setParent(None)  # a button in it may be the one that was pressed: it goes later
        self._rows.deleteLater()
        self._rows = rows
        self.setVisible(bool(suggestions))

    def _add_row(self, grid: QGridLayout, row: int, item: Suggestion) -> None:
        show = QToolButton()
        show.setObjectName(f"showSuggestion{item.number}")
        show.setText(str(item.number))
        show.setToolTip(translate("Landweave", "Show it on the map"))
        show.setFixedSize(BADGE_PX, BADGE_PX)
        show.setCursor(Qt.CursorShape.PointingHandCursor)
        show.setStyleSheet(f"border: none; background: {COLOR.name()}; color: white; font-weight: bold;")
        text = QLabel("\n".join(part for part in (item.reason, item.classes) if part))
        text.setObjectName(f"suggestion{item.number}")
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        take = tool_button(f"takeSuggestion{item.number}", "area_train.svg", translate("Landweave", "Make it a training area"))
        drop = tool_button(f"dismissSuggestion{item.number}", "/mIconClearItem.svg", translate("Landweave", "Dismiss"))
        show.clicked.connect(lambda: self.show_asked.emit(item.number))
        take.clicked.connect(lambda: self.take_asked.emit(item.number))
        drop.clicked.connect(lambda: self.drop_asked.emit(item.number))
        grid.addWidget(show, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, row, 1)
        for column, button in enumerate((take, drop), start=2):
            grid.addWidget(button, row, column, Qt.AlignmentFlag.AlignTop)
        self.texts[item.number] = text
