"""The map tool that draws a rectangular region. It returns a rectangle and its CRS and knows nothing of jobs."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

STROKE = QColor(255, 122, 0)
FILL = QColor(255, 122, 0, 40)
CLICK_SLACK_PX = 4  # a shaky click is no rectangle


class RegionMark:
    """The drawn region on the map: an outline that stays until another is drawn or it is cleared."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setStrokeColor(STROKE)
        self._band.setFillColor(FILL)
        self._band.setWidth(2)

    def show(self, rectangle: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> None:
        """Show `rectangle`, given in `crs`, in the map's own CRS."""
        geometry = QgsGeometry.fromRect(rectangle)
        target = self._canvas.mapSettings().destinationCrs()
        if crs.isValid() and target.isValid() and crs != target:
            try:
                geometry = geometry.densifyByCount(20)
                geometry.transform(QgsCoordinateTransform(crs, target, QgsProject.instance()))
            except QgsCsException:  # outside of what the map's CRS can show: nothing to draw
                self.clear()
                return
        self._band.setToGeometry(geometry, None)

    def clear(self) -> None:
        """Take the outline off the map."""
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def remove(self) -> None:
        """Take the outline's item out of the canvas for good."""
        scene = self._canvas.scene()
        if scene is not None:
            scene.removeItem(self._band)


class RectangleTool(QgsMapTool):
    """Drag a rectangle, or click two corners. Escape or a right click gives up."""

    drawn = pyqtSignal(QgsRectangle, QgsCoordinateReferenceSystem)
    abandoned = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setStrokeColor(STROKE)
        self._band.setFillColor(FILL)
        self._start = None
        self._start_px = None
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when a button goes down: the first corner, if there is none yet."""
        if event.button() == Qt.MouseButton.RightButton:
            self._give_up()
        elif event.button() == Qt.MouseButton.LeftButton and self._start is None:
            self._start, self._start_px = event.mapPoint(), event.pixelPoint()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the pointer moves: show the rectangle so far."""
        if self._start is not None:
            self._band.setToGeometry(QgsGeometry.fromRect(QgsRectangle(self._start, event.mapPoint())), None)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the button goes up: the second corner, unless it was a click on the first."""
        if event.button() != Qt.MouseButton.LeftButton or self._start is None:
            return
        moved = event.pixelPoint() - self._start_px
        if max(abs(moved.x()), abs(moved.y())) <= CLICK_SLACK_PX:
            return
        rectangle = QgsRectangle(self._start, event.mapPoint())
        self._reset()
        self.drawn.emit(rectangle, self.canvas().mapSettings().destinationCrs())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Called when a key is pressed on the map."""
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self._give_up()

    def deactivate(self) -> None:
        """Called when another tool takes over."""
        self._reset()
        super().deactivate()

    def remove(self) -> None:
        """Take the tool off the canvas for good."""
        self.canvas().unsetMapTool(self)
        scene = self.canvas().scene()
        if scene is not None:
            scene.removeItem(self._band)

    def _give_up(self) -> None:
        self._reset()
        self.abandoned.emit()

    def _reset(self) -> None:
        self._start = self._start_px = None
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)


class RectangleDrawing:
    """Owns the tool and the outline; hands the map back to the tool that was active before."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self.tool = RectangleTool(canvas)
        self.mark = RegionMark(canvas)
        self._previous: Optional[QgsMapTool] = None

    def start(self) -> None:
        """Let the person draw."""
        active = self._canvas.mapTool()
        if active is not self.tool:
            self._previous = active
        self._canvas.setMapTool(self.tool)

    def stop(self) -> None:
        """Give the map back."""
        if self._canvas.mapTool() is not self.tool:
            return
        if self._previous is not None and not sip.isdeleted(self._previous):
            self._canvas.setMapTool(self._previous)
        else:
            self._canvas.unsetMapTool(self.tool)
        self._previous = None

    def remove(self) -> None:
        """Leave nothing on the canvas."""
        self.stop()
        self.tool.remove()
        self.mark.remove()
