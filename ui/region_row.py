"""Where to map: the whole layer, what the map shows, a drawn rectangle, or the selected features of a polygon layer."""

from __future__ import annotations

import os
from typing import Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayerProxyModel, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ..core.contract.errors import JobError
from ..core.contract.job_parts import Region
from . import region
from .map_tools import RectangleDrawing

translate = QCoreApplication.translate
ICONS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "resources", "icons")

WHOLE, VIEW, RECTANGLE, FEATURES = "whole", "view", "rectangle", "features"


class RegionRow(QWidget):
    """The region combo with what each choice needs. `changed` tells that the region may be another one."""

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._rectangle: Optional[QgsRectangle] = None
        self._rectangle_crs = QgsCoordinateReferenceSystem()
        self._watched: Optional[QgsVectorLayer] = None
        self.drawing = RectangleDrawing(canvas)
        self._build()
        self._connect()
        self._refresh()

    def _build(self) -> None:
        self.combo = QComboBox()
        self.combo.setObjectName("regionCombo")
        self.combo.addItem(translate("Landweave", "Whole layer"), WHOLE)
        self.combo.addItem(translate("Landweave", "Current view"), VIEW)
        self.combo.addItem(translate("Landweave", "Drawn rectangle"), RECTANGLE)
        self.combo.addItem(translate("Landweave", "Selected features"), FEATURES)
        self.draw = QToolButton()
        self.draw.setObjectName("drawButton")
        self.draw.setIcon(QIcon(os.path.join(ICONS, "draw_rectangle.svg")))
        self.draw.setToolTip(translate("Landweave", "Draw a rectangle on the map"))
        self.draw.setCheckable(True)
        self.polygon_layer = QgsMapLayerComboBox()
        self.polygon_layer.setObjectName("polygonLayerCombo")
        self.polygon_layer.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.note = QLabel()
        self.note.setObjectName("regionNote")
        self.note.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.combo, 1)
        row.addWidget(self.draw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.polygon_layer)
        layout.addWidget(self.note)

    def _connect(self) -> None:
        self.combo.currentIndexChanged.connect(self._on_mode)
        self.draw.toggled.connect(self._on_draw_toggled)
        self.drawing.tool.drawn.connect(self._on_drawn)
        self.drawing.tool.abandoned.connect(self._on_abandoned)
        self.drawing.tool.deactivated.connect(self._on_tool_deactivated)
        self.polygon_layer.layerChanged.connect(self._on_polygon_layer)
        self._canvas.extentsChanged.connect(self._on_view)
        self._canvas.destinationCrsChanged.connect(self._on_map_crs)

    # values

    def mode(self) -> str:
        """One of WHOLE, VIEW, RECTANGLE, FEATURES."""
        return str(self.combo.currentData())

    def region(self, layer: QgsRasterLayer) -> Region:
        """The region for a job on `layer`. Raises `JobError` ("region.*")."""
        mode = self.mode()
        if mode == VIEW:
            return region.view(self._canvas, layer)
        if mode == RECTANGLE:
            if self._rectangle is None:
                raise JobError("region.empty")
            return region.rectangle(self._rectangle, self._rectangle_crs, layer)
        if mode == FEATURES:
            features = self.polygon_layer.currentLayer()
            if features is None:
                raise JobError("region.empty")
            return region.features(features, layer)
        return region.whole()

    def remove(self) -> None:
        """Leave nothing on the map canvas and no connection to it. Called when the dock goes."""
        self._watch(None)
        self._canvas.extentsChanged.disconnect(self._on_view)
        self._canvas.destinationCrsChanged.disconnect(self._on_map_crs)
        self.drawing.tool.deactivated.disconnect(self._on_tool_deactivated)
        self.drawing.remove()

    # slots

    def _on_mode(self) -> None:
        if self.mode() == RECTANGLE and self._rectangle is None:
            self.draw.setChecked(True)
        elif self.mode() != RECTANGLE:
            self.draw.setChecked(False)
        self._refresh()
        self.changed.emit()

    def _on_draw_toggled(self, on: bool) -> None:
        if not on:
            self.drawing.stop()
            return
        self.combo.setCurrentIndex(self.combo.findData(RECTANGLE))
        self.drawing.start()
        self._refresh()

    def _on_drawn(self, rectangle: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> None:
        self._rectangle, self._rectangle_crs = QgsRectangle(rectangle), QgsCoordinateReferenceSystem(crs)
        self.draw.setChecked(False)
        self._refresh()
        self.changed.emit()

    def _on_abandoned(self) -> None:
        self.draw.setChecked(False)

    def _on_tool_deactivated(self) -> None:
        self.draw.setChecked(False)
        self._refresh()

    def _on_polygon_layer(self) -> None:
        self._refresh()
        self.changed.emit()

    def _on_selection(self) -> None:
        self._refresh()
        self.changed.emit()

    def _on_view(self) -> None:
        if self.mode() == VIEW:
            self.changed.emit()

    def _on_map_crs(self) -> None:
        self._show_mark()

    # showing

    def _refresh(self) -> None:
        mode = self.mode()
        self.polygon_layer.setVisible(mode == FEATURES)
        self._watch(self.polygon_layer.currentLayer() if mode == FEATURES else None)
        self.note.setText(self._note(mode))
        self.note.setVisible(bool(self.note.text()))
        self._show_mark()

    def _note(self, mode: str) -> str:
        if mode == RECTANGLE and self.draw.isChecked():
            return translate("Landweave", "Drag a rectangle on the map. Escape stops drawing.")
        if mode == RECTANGLE and self._rectangle is None:
            return translate("Landweave", "Nothing drawn yet: press the button on the right.")
        if mode == FEATURES and self._watched is None:
            return translate("Landweave", "Add a polygon layer to the project first.")
        if mode == FEATURES and self._watched is not None:
            count = self._watched.selectedFeatureCount()
            if count == 0:
                return translate("Landweave", "No feature is selected in this layer.")
            return translate("Landweave", "Selected features: {n}").format(n=count)
        return ""

    def _show_mark(self) -> None:
        if self.mode() == RECTANGLE and self._rectangle is not None:
            self.drawing.mark.show(self._rectangle, self._rectangle_crs)
        else:
            self.drawing.mark.clear()

    def _watch(self, layer: Optional[QgsVectorLayer]) -> None:
        """Follow the selection of one layer only."""
        if layer is self._watched:
            return
        if self._watched is not None:
            self._watched.selectionChanged.disconnect(self._on_selection)
            self._watched.willBeDeleted.disconnect(self._on_layer_gone)
        self._watched = layer
        if layer is not None:
            layer.selectionChanged.connect(self._on_selection)
            layer.willBeDeleted.connect(self._on_layer_gone)

    def _on_layer_gone(self) -> None:
        """Called just before the watched layer is deleted: its C++ object must not be touched afterwards."""
        self._watch(None)
        self._refresh()
