"""The map tools of labelling. They turn mouse and keys into shapes and wishes and know nothing of labels.

A tool works in one CRS of its own, that of the label project: points are brought there as they are made, whatever the map's
CRS and rotation, and what is drawn so far is shown from there.
"""

from __future__ import annotations

from typing import Callable, List, Optional, Sequence, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

FILL_ALPHA = 70
CLICK_SLACK_PX = 4  # a shaky click is no drag
POLYGON, LINE = QgsWkbTypes.GeometryType.PolygonGeometry, QgsWkbTypes.GeometryType.LineGeometry
_KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class LabelTool(QgsMapTool):
    """What all tools share: the CRS, the outline on the map, the keys.

    `drawn`: a polygon was finished. `picked`: a point was clicked. `abandoned`: Escape with nothing begun. The keys 1 to 9
    and 0 ask for the first to tenth class, [ and ] for a smaller or larger radius, Ctrl+Z and Ctrl+Y for undo and redo.
    """

    drawn = pyqtSignal(QgsGeometry)
    picked = pyqtSignal(QgsPointXY)
    abandoned = pyqtSignal()
    class_asked = pyqtSignal(int)
    radius_asked = pyqtSignal(int)
    undo_asked = pyqtSignal()
    redo_asked = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> None:
        super().__init__(canvas)
        self.crs = crs
        self.color = QColor(255, 122, 0)
        self._bands: List[Tuple[QgsRubberBand, int]] = []
        self._band = self.add_band(POLYGON)
        self._keys = _Keys(self)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def add_band(self, kind: int) -> QgsRubberBand:
        """Something on the map that goes with the tool: a polygon, or a (broad) line."""
        band = QgsRubberBand(self.canvas(), kind)
        self._bands.append((band, kind))
        self.set_color(self.color)
        return band

    def set_color(self, color: QColor) -> None:
        """The colour of what is being drawn: the class's."""
        self.color = QColor(color)
        fill = QColor(color)
        fill.setAlpha(FILL_ALPHA)
        for band, kind in self._bands:
            band.setStrokeColor(self.color if kind == POLYGON else fill)
            band.setFillColor(fill)

    def in_progress(self) -> bool:
        """Whether something has been begun that Escape would drop."""
        return False

    def cancel(self) -> None:
        """Drop what has been begun."""
        for band, kind in self._bands:
            band.reset(kind)

    def activate(self) -> None:
        """Called when the tool takes over the map."""
        super().activate()
        self.canvas().installEventFilter(self._keys)
        self.canvas().setFocus()

    def deactivate(self) -> None:
        """Called when another tool takes over."""
        self.canvas().removeEventFilter(self._keys)
        self.cancel()
        super().deactivate()

    def remove(self) -> None:
        """Take the tool off the canvas for good."""
        self.canvas().unsetMapTool(self)
        scene = self.canvas().scene()
        if scene is not None:
            for band, _kind in self._bands:
                scene.removeItem(band)
        self._bands.clear()

    def point_of(self, event: QgsMapMouseEvent) -> Optional[QgsPointXY]:
        """Where the pointer is, in the tool's CRS; None where the map shows what that CRS cannot express."""
        point = event.mapPoint()
        shown = self.canvas().mapSettings().destinationCrs()
        if not shown.isValid() or not self.crs.isValid() or shown == self.crs:
            return QgsPointXY(point)
        try:
            moved = QgsCoordinateTransform(shown, self.crs, QgsProject.instance()).transform(point)
        except QgsCsException:
            return None
        return moved if abs(moved.x()) < float("inf") and abs(moved.y()) < float("inf") else None

    def pixel_length(self) -> float:
        """How long a pixel of the screen is in the tool's CRS, in the middle of the map; 0 where it cannot be expressed."""
        canvas = self.canvas()
        middle, step = canvas.center(), canvas.mapUnitsPerPixel()
        shown = canvas.mapSettings().destinationCrs()
        if not shown.isValid() or not self.crs.isValid() or shown == self.crs:
            return step
        try:
            transform = QgsCoordinateTransform(shown, self.crs, QgsProject.instance())
            ends = [transform.transform(QgsPointXY(middle.x() + d, middle.y())) for d in (0.0, step)]
        except QgsCsException:
            return 0.0
        return ends[0].distance(ends[1])

    def show_outline(self, geometry: QgsGeometry, band: Optional[QgsRubberBand] = None) -> None:
        """Show a polygon that is given in the tool's CRS."""
        (band or self._band).setToGeometry(geometry, self.crs)

    def handle_key(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; False for keys that mean nothing here."""
        wish = self._wish_of(event)
        if wish is None:
            return False
        if event.type() == QEvent.Type.KeyPress:
            wish()
        return True

    def _wish_of(self, event: QKeyEvent) -> Optional[Callable[[], None]]:
        key, text = event.key(), event.text()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.ControlModifier:
            return {Qt.Key.Key_Z: self.undo_asked.emit, Qt.Key.Key_Y: self.redo_asked.emit}.get(key)
        if held == Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier:
            return self.redo_asked.emit if key == Qt.Key.Key_Z else None
        if key == Qt.Key.Key_Escape:
            return self._escape
        if key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight) or (text and text in "[]"):  # behind AltGr on some keyboards
            smaller = key == Qt.Key.Key_BracketLeft or text == "["
            return lambda: self.radius_asked.emit(-1 if smaller else 1)
        if held == Qt.KeyboardModifier.NoModifier and len(text) == 1 and text in "1234567890":
            return lambda: self.class_asked.emit("1234567890".index(text))
        return None

    def _escape(self) -> None:
        if self.in_progress():
            self.cancel()
        else:
            self.abandoned.emit()


class _Keys(QObject):
    """Gets the canvas's keys before QGIS's shortcuts and before the canvas, which keeps them back while a button is down."""

    def __init__(self, tool: LabelTool) -> None:
        super().__init__(tool)
        self._tool = tool

    def eventFilter(self, _canvas: QObject, event: QEvent) -> bool:
        """Called for every event of the canvas."""
        if event.type() not in _KEY_EVENTS or not self._tool.handle_key(event):
            return False
        event.accept()
        return True


class PolygonTool(LabelTool):
    """Click the corners; a double click or the right button ends it, Backspace takes the last corner back."""

    def __init__(self, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> None:
        super().__init__(canvas, crs)
        self._corners: List[QgsPointXY] = []

    def in_progress(self) -> bool:
        """Whether there is a corner."""
        return bool(self._corners)

    def cancel(self) -> None:
        """Drop the corners."""
        self._corners = []
        super().cancel()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when a button goes down: a corner, or the end."""
        point = self.point_of(event)
        if event.button() == Qt.MouseButton.RightButton:
            self._finish()
        elif event.button() == Qt.MouseButton.LeftButton and point is not None:
            self._corners.append(point)
            self._show(point)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the pointer moves: the polygon as it would be."""
        point = self.point_of(event)
        if self._corners and point is not None:
            self._show(point)

    def canvasDoubleClickEvent(self, _event: QgsMapMouseEvent) -> None:
        """Called at the second click of a double click; the first has made the last corner."""
        self._finish()

    def _wish_of(self, event: QKeyEvent) -> Optional[Callable[[], None]]:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._corners:
            return self._take_back
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._corners:
            return self._finish
        return super()._wish_of(event)

    def _take_back(self) -> None:
        self._corners.pop()
        if self._corners:
            self._show(self._corners[-1])
        else:
            self.cancel()

    def _show(self, pointer: QgsPointXY) -> None:
        self.show_outline(_closed(self._corners + [pointer]))

    def _finish(self) -> None:
        corners, self._corners = self._corners, []
        self.cancel()
        if len(corners) >= 3:
            self.drawn.emit(_closed(corners))


class LassoTool(LabelTool):
    """Draw around something with the button held down."""

    def __init__(self, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> None:
        super().__init__(canvas, crs)
        self._path: List[QgsPointXY] = []

    def in_progress(self) -> bool:
        """Whether the button is down."""
        return bool(self._path)

    def cancel(self) -> None:
        """Drop the line."""
        self._path = []
        super().cancel()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when a button goes down: the line begins."""
        point = self.point_of(event)
        if event.button() == Qt.MouseButton.LeftButton and point is not None:
            self._path = [point]

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the pointer moves: the line grows."""
        point = self.point_of(event)
        if self._path and point is not None:
            self._path.append(point)
            self.show_outline(_closed(self._path))

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the button goes up: the line is closed, without the points that a screen cannot tell apart."""
        if event.button() != Qt.MouseButton.LeftButton or not self._path:
            return
        point = self.point_of(event)
        path = self._path + ([point] if point is not None else [])
        self.cancel()
        outline = _closed(path).simplify(0.7 * self.pixel_length())
        if not outline.isEmpty() and outline.area() > 0:
            self.drawn.emit(outline)


class ClickTool(LabelTool):
    """Click a place."""

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when a button goes up."""
        point = self.point_of(event)
        if event.button() == Qt.MouseButton.LeftButton and point is not None:
            self.picked.emit(point)


class AreaTool(LabelTool):
    """One click picks a place, whose square is shown under the pointer; dragging draws a rectangle along the CRS's axes."""

    def __init__(self, canvas: QgsMapCanvas, crs: QgsCoordinateReferenceSystem) -> None:
        super().__init__(canvas, crs)
        self.square_at: Optional[Callable[[QgsPointXY], QgsGeometry]] = None
        self._start: Optional[QgsPointXY] = None
        self._start_px = None

    def in_progress(self) -> bool:
        """Whether the button is down."""
        return self._start is not None

    def cancel(self) -> None:
        """Drop the rectangle."""
        self._start = self._start_px = None
        super().cancel()

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when a button goes down: a corner, perhaps."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._start, self._start_px = self.point_of(event), event.pixelPoint()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the pointer moves: the rectangle or the square that would come of it."""
        point = self.point_of(event)
        if point is None:
            return
        if self._start is not None and self._is_drag(event):
            self.show_outline(QgsGeometry.fromRect(QgsRectangle(self._start, point)))
        elif self.square_at is not None:
            self.show_outline(self.square_at(point))

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Called when the button goes up."""
        if event.button() != Qt.MouseButton.LeftButton or self._start is None:
            return
        start, end, dragged = self._start, self.point_of(event), self._is_drag(event)
        self.cancel()
        if not dragged:
            self.picked.emit(start)
        elif end is not None:
            self.drawn.emit(QgsGeometry.fromRect(QgsRectangle(start, end)))

    def _is_drag(self, event: QgsMapMouseEvent) -> bool:
        moved = event.pixelPoint() - self._start_px
        return max(abs(moved.x()), abs(moved.y())) > CLICK_SLACK_PX


def _closed(points: Sequence[QgsPointXY]) -> QgsGeometry:
    """A polygon through the points; it may cross itself, or have no area yet."""
    return QgsGeometry.fromPolygonXY([list(points) + [points[0]]])
