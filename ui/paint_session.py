"""Labelling on the map: owns the tools, knows the current class and radius, and carries out what the tools ask for."""

from __future__ import annotations

from typing import Callable, Dict, List, Optional

from qgis.core import QgsFeatureRequest, QgsGeometry, QgsPointXY, QgsRasterLayer
from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QObject, pyqtSignal
from qgis.PyQt.QtGui import QColor

from ..core.contract import labels as schema
from ..core.contract.errors import JobError
from .brush_tool import DEFAULT_RADIUS_PX, MAX_RADIUS_PX, MIN_RADIUS_PX, RADIUS_STEP, BrushTool, PixelGrid
from .label_areas import Areas
from .label_project import LabelProject
from .label_styles import AREA_COLORS, set_current_class
from .messages import describe_error
from .paint import Painter, PaintResult
from .paint_tools import AreaTool, ClickTool, LabelTool, LassoTool, PolygonTool

translate = QCoreApplication.translate

POLYGON, LASSO, BRUSH, ERASER, FILL, AREA = "polygon", "lasso", "brush", "eraser", "fill", "area"
PICK, ACCEPT, REJECT = "pick", "accept", "reject"  # an area; a predicted label
TOOLS = (POLYGON, LASSO, BRUSH, ERASER, FILL, AREA, PICK, ACCEPT, REJECT)
ERASER_COLOR = QColor(255, 255, 255)


class PaintSession(QObject):
    """One person labelling one project on one map.

    `tool_changed`: the name of the active tool, empty for none of ours. `class_changed`: the class value that is painted.
    `radius_changed`: the brush's radius in model pixels. `painted`: a `PaintResult`. `placed`: a `Placed`. `picked`: the id of
    an area that was clicked. `said`: why something was refused, or what was changed on the way, as a sentence for the person.
    """

    tool_changed = pyqtSignal(str)
    class_changed = pyqtSignal(int)
    radius_changed = pyqtSignal(float)
    painted = pyqtSignal(object)
    placed = pyqtSignal(object)
    picked = pyqtSignal(str)
    said = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas, project: LabelProject) -> None:
        super().__init__()
        self.project = project
        self.painter = Painter(project)
        self.areas = Areas(project)
        self.current_class: Optional[int] = None
        self.radius_px = DEFAULT_RADIUS_PX
        self._canvas = canvas
        self._previous: Optional[QgsMapTool] = None
        self._role = schema.TRAIN
        self._raster: Optional[QgsRasterLayer] = None
        self._tools = self._make_tools()
        project.classes_changed.connect(self._on_classes)
        project.closed.connect(self.stop)
        canvas.mapToolSet.connect(self._on_map_tool)
        self._on_classes()

    def _make_tools(self) -> Dict[str, LabelTool]:
        crs, grid = self.project.crs(), self._grid()
        tools: Dict[str, LabelTool] = {
            POLYGON: PolygonTool(self._canvas, crs),
            LASSO: LassoTool(self._canvas, crs),
            BRUSH: BrushTool(self._canvas, crs, grid),
            ERASER: BrushTool(self._canvas, crs, grid),
            FILL: ClickTool(self._canvas, crs),
            AREA: AreaTool(self._canvas, crs),
            **{name: ClickTool(self._canvas, crs) for name in (PICK, ACCEPT, REJECT)},
        }
        for name in (POLYGON, LASSO, BRUSH):
            tools[name].drawn.connect(self._paint)
        tools[ERASER].drawn.connect(self._erase)
        tools[ERASER].set_color(ERASER_COLOR)
        tools[FILL].picked.connect(self._fill)
        tools[AREA].picked.connect(self._place_square)
        tools[AREA].drawn.connect(self._place_rectangle)
        tools[PICK].picked.connect(self._pick)
        tools[ACCEPT].picked.connect(lambda point: self._settle(point, self.painter.accept))
        tools[REJECT].picked.connect(lambda point: self._settle(point, self.painter.reject))
        for tool in tools.values():
            tool.class_asked.connect(self._choose_nth)
            tool.radius_asked.connect(self._step_radius)
            tool.undo_asked.connect(self.undo)
            tool.redo_asked.connect(self.redo)
            tool.abandoned.connect(self.stop)
        return tools

    def _grid(self) -> PixelGrid:
        settings = self.project.settings()
        return PixelGrid(QgsPointXY(settings.origin_x, settings.origin_y), *self.areas.pixel_size())

    # --- tools ---

    def tool(self, name: str) -> LabelTool:
        """One of `TOOLS`."""
        return self._tools[name]

    def start(self, name: str) -> None:
        """Take a painting tool in hand."""
        active = self._canvas.mapTool()
        if active is not None and active not in self._tools.values():
            self._previous = active
        self._canvas.setMapTool(self._tools[name])

    def start_area(self, role: str, raster: QgsRasterLayer) -> None:
        """Take the tool in hand that places areas of a role (`schema.TRAIN` or `CHECK`) on a raster."""
        self._role, self._raster = role, raster
        tool = self._tools[AREA]
        tool.set_color(QColor(AREA_COLORS[role]))
        tool.square_at = self._square_at
        self.start(AREA)

    def active_tool(self) -> str:
        """The name of the tool in hand, empty for none of ours."""
        return next((name for name, tool in self._tools.items() if self._canvas.mapTool() is tool), "")

    def stop(self) -> None:
        """Give the map back to the tool before."""
        name = self.active_tool()
        if not name:
            return
        if self._previous is not None and not sip.isdeleted(self._previous):
            self._canvas.setMapTool(self._previous)
        else:
            self._canvas.unsetMapTool(self._tools[name])
        self._previous = None

    def remove(self) -> None:
        """Leave nothing on the canvas; the session is of no more use."""
        self.stop()
        self._canvas.mapToolSet.disconnect(self._on_map_tool)
        self.project.classes_changed.disconnect(self._on_classes)
        self.project.closed.disconnect(self.stop)
        for tool in self._tools.values():
            tool.remove()
        self._tools.clear()

    def _on_map_tool(self, _new: Optional[QgsMapTool], _old: Optional[QgsMapTool] = None) -> None:
        self.tool_changed.emit(self.active_tool())

    # --- class and radius ---

    def set_class(self, value: int) -> None:
        """Paint this class from now on; QGIS's own tools do too."""
        item = next((item for item in self.project.classes() if item.value == value), None)
        if item is None:
            return
        for name in (POLYGON, LASSO, BRUSH, FILL):
            self._tools[name].set_color(QColor(item.color))
        if value != self.current_class:
            self.current_class = value
            set_current_class(self.project.labels, value)
            self.class_changed.emit(value)

    def _on_classes(self) -> None:
        values = [item.value for item in self.project.classes()]
        if not values:
            self.current_class = None
        else:
            self.set_class(self.current_class if self.current_class in values else values[0])

    def _choose_nth(self, place: int) -> None:
        classes = self.project.classes()
        if place < len(classes):
            self.set_class(classes[place].value)

    def set_radius(self, radius_px: float) -> None:
        """The radius of brush and eraser, in pixels of the model."""
        self.radius_px = min(MAX_RADIUS_PX, max(MIN_RADIUS_PX, radius_px))
        for name in (BRUSH, ERASER):
            self._tools[name].set_radius(self.radius_px)
        self.radius_changed.emit(self.radius_px)

    def _step_radius(self, step: int) -> None:
        self.set_radius(self.radius_px * RADIUS_STEP**step)

    # --- what the tools ask for ---

    def undo(self) -> None:
        """Take the last step back."""
        self.project.undo()

    def redo(self) -> None:
        """Do it again."""
        self.project.redo()

    def _try(self, action: Callable[[], object]) -> Optional[object]:
        """Do something, or say why it was refused."""
        try:
            return action()
        except JobError as error:
            self.said.emit(" ".join(describe_error(error)).strip())
            return None

    def _paint(self, shape: QgsGeometry) -> None:
        value = -1 if self.current_class is None else self.current_class
        self._tell_painted(self._try(lambda: self.painter.paint(shape, value)))

    def _erase(self, shape: QgsGeometry) -> None:
        self._tell_painted(self._try(lambda: self.painter.erase(shape)))

    def _fill(self, point: QgsPointXY) -> None:
        area = self.areas.at(point)
        value = -1 if self.current_class is None else self.current_class
        self._tell_painted(self._try(lambda: self.painter.fill(area.area_id if area is not None else "", value)))

    def _pick(self, point: QgsPointXY) -> None:
        area = self.areas.at(point)
        if area is not None:
            self.picked.emit(area.area_id)

    def _settle(self, point: QgsPointXY, settle: Callable[[List[int]], PaintResult]) -> None:
        """Accept or reject the predicted label under a point."""
        here = QgsGeometry.fromPointXY(point)
        request = QgsFeatureRequest().setFilterRect(here.boundingBox())
        under = [f for f in self.project.labels.getFeatures(request) if f.geometry().intersects(here)]
        fids = [f.id() for f in under if f["origin"] == schema.PREDICTED]
        if not fids:
            self.said.emit(translate("Landweave", "There is no suggested label there; they have dashed outlines."))
            return
        self._tell_painted(self._try(lambda: settle(fids)))

    def _tell_painted(self, result: Optional[object]) -> None:
        if result is not None:
            self.painted.emit(result)

    def _square_at(self, point: QgsPointXY) -> QgsGeometry:
        return self.areas.square_at(point, self._living_raster())

    def _living_raster(self) -> Optional[QgsRasterLayer]:
        return None if self._raster is None or sip.isdeleted(self._raster) else self._raster

    def _place_square(self, point: QgsPointXY) -> None:
        self._place([self.areas.square_at(point, self._living_raster())])

    def _place_rectangle(self, rectangle: QgsGeometry) -> None:
        self._place([rectangle])

    def _place(self, shapes: list) -> None:
        raster = self._living_raster()
        if raster is None:
            self._try(_no_raster)
            return
        placed = self._try(lambda: self.areas.add_polygons(shapes, self.project.crs(), self._role, raster))
        if placed is None:
            return
        if placed.notes:
            self.said.emit(" ".join(placed.notes))
        self.placed.emit(placed)


def _no_raster() -> None:
    raise JobError("layer.none")
