"""The brush: a round stroke whose radius is counted in pixels of the model, so that it means the same at every zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QTransform

from .paint_tools import LINE, LabelTool

MIN_RADIUS_PX, MAX_RADIUS_PX = 0.5, 512.0
DEFAULT_RADIUS_PX = 6.0
RADIUS_STEP = 1.25
_QUARTER_SEGMENTS = 8


@dataclass(frozen=True)
class PixelGrid:
    """Where the model's pixels lie in the project's CRS: upper left corner, width and height of one."""

    origin: QgsPointXY
    width: float
    height: float

    def to_map(self) -> QTransform:
        """From columns and rows to the CRS."""
        return QTransform(self.width, 0.0, 0.0, -self.height, self.origin.x(), self.origin.y())

    def pixel_of(self, point: QgsPointXY) -> QgsPointXY:
        """Column and row of a point."""
        return QgsPointXY((point.x() - self.origin.x()) / self.width, (self.origin.y() - point.y()) / self.height)


class BrushTool(LabelTool):
    """Paint with the button held down; a click makes a dot. `drawn` gives the whole stroke when the button goes up."""

    def __init__(self, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem, grid: PixelGrid) -> None:
        super().__init__(canvas, crs)
        self.grid = grid
        self.radius_px = DEFAULT_RADIUS_PX
        self._path: List[QgsPointXY] = []  # in pixels
        self._pointer: Optional[QgsPointXY] = None
        self._stroke = self.add_band(LINE)

    def set_radius(self, radius_px: float) -> None:
        """Another radius, in model pixels; the circle on the map follows."""
        self.radius_px = min(MAX_RADIUS_PX, max(MIN_RADIUS_PX, radius_px))
        if self._pointer is not None:
            self._show_circle()

    def in_progress(self) -> bool:
        """Whether the button is down."""
        return bool(self._path)

    def cancel(self) -> None:
        """Drop the stroke."""
        self._path = []
        super().cancel()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when a button goes down: the stroke begins."""
        point = self.point_of(event)
        if event.button() != Qt.MouseButton.LeftButton or point is None:
            return
        self._path = [self.grid.pixel_of(point)]
        self._pointer = point
        self._stroke.reset(LINE)
        self._stroke.setWidth(max(1, round(2 * self._radius_on_screen())))
        self._stroke.addPoint(event.mapPoint())
        self._stroke.addPoint(event.mapPoint())

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the pointer moves: the circle follows, and the stroke if the button is down."""
        point = self.point_of(event)
        if point is None:
            return
        self._pointer = point
        self._show_circle()
        if self._path:
            self._extend(point, event.mapPoint())

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the button goes up: the stroke is done."""
        if event.button() != Qt.MouseButton.LeftButton or not self._path:
            return
        point = self.point_of(event)
        path = self._path + ([self.grid.pixel_of(point)] if point is not None else [])
        self.cancel()
        self.drawn.emit(self._swept(path))

    def _extend(self, point: QgsPointXY, on_map: QgsPointXY) -> None:
        """Points closer than a tenth of the radius do not show."""
        pixel = self.grid.pixel_of(point)
        if pixel.distance(self._path[-1]) >= 0.1 * self.radius_px:
            self._path.append(pixel)
            self._stroke.addPoint(on_map)

    def _swept(self, path: List[QgsPointXY]) -> QgsGeometry:
        """What the circle covers along a path of pixels, in the tool's CRS."""
        line = QgsGeometry.fromPolylineXY(path)
        line = QgsGeometry.fromPointXY(path[0]) if line.length() < 1e-6 else line.simplify(0.05 * self.radius_px)
        swept = line.buffer(self.radius_px, _QUARTER_SEGMENTS).simplify(0.01 * self.radius_px)
        swept.transform(self.grid.to_map())
        return swept

    def _circle(self, centre: QgsPointXY) -> QgsGeometry:
        circle = QgsGeometry.fromPointXY(self.grid.pixel_of(centre)).buffer(self.radius_px, 2 * _QUARTER_SEGMENTS)
        circle.transform(self.grid.to_map())
        return circle

    def _show_circle(self) -> None:
        self.show_outline(self._circle(self._pointer))

    def _radius_on_screen(self) -> float:
        length = self.pixel_length()
        return self.radius_px * self.grid.width / length if length > 0 else 1.0
