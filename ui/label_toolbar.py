"""The rows of buttons of the page "Label": placing and choosing areas, painting, going through suggested labels."""

from __future__ import annotations

import os
from typing import Dict, List, Optional, Sequence, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core.contract import labels as schema
from . import paint_session as tools
from .brush_tool import DEFAULT_RADIUS_PX, MAX_RADIUS_PX, MIN_RADIUS_PX
from .label_areas import Area
from .label_styles import AREA_COLORS
from .model_combo import class_icon

translate = QCoreApplication.translate
ICONS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "resources", "icons")
ICON_PX = 20
RADIUS_BUTTONS_PX = 28  # the arrows and the frame of the radius


def area_titles(areas: Sequence[Area]) -> Dict[str, str]:
    """Area id -> what a person calls it: "Training area 2"."""
    texts = {
        schema.TRAIN: translate("Landweave", "Training area {number}"),
        schema.CHECK: translate("Landweave", "Check area {number}"),
    }
    numbers = dict.fromkeys(texts, 0)
    titles = {}
    for area in areas:
        role = area.role if area.role in texts else schema.TRAIN
        numbers[role] += 1
        titles[area.area_id] = texts[role].format(number=numbers[role])
    return titles


def count_text(areas: Sequence[Area]) -> str:
    """How many areas there are: "3 training, 1 check"."""
    train, check = (sum(1 for area in areas if area.role == role) for role in (schema.TRAIN, schema.CHECK))
    return translate("Landweave", "{train} training, {check} check").format(train=train, check=check)


class AreaBar(QWidget):
    """Add, choose, show and remove areas. The chosen area, or all of them, is what suggested labels are about."""

    place_asked = pyqtSignal(str, bool)  # role, whether the tool is wanted
    from_selection_asked = pyqtSignal(str)  # role
    pick_asked = pyqtSignal(bool)
    chosen = pyqtSignal(str)  # area id, empty for all
    zoom_asked = pyqtSignal()
    remove_asked = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.train = self._adder("addTrainAreaButton", schema.TRAIN, translate("Landweave", "Training area"))
        self.train.setToolTip(
            translate("Landweave", "Click the map to place a square, or drag a rectangle. The model learns from labels in it.")
        )
        self.check = self._adder("addCheckAreaButton", schema.CHECK, translate("Landweave", "Check"))
        self.check.setToolTip(
            translate("Landweave", "Click the map to place a square, or drag a rectangle. Its labels only check the model.")
        )
        self.combo = QComboBox()
        self.combo.setObjectName("areaCombo")
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setMinimumContentsLength(12)
        self.pick = tool_button("pickAreaTool", "/mActionSelect.svg", translate("Landweave", "Choose an area on the map"), True)
        self.zoom = tool_button("zoomAreaButton", "/mActionZoomTo.svg", translate("Landweave", "Show it on the map"))
        self.remove = tool_button(
            "removeAreaButton", "/symbologyRemove.svg", translate("Landweave", "Remove the chosen area with its labels")
        )
        self._lay_out()
        self.combo.activated.connect(lambda _index: self.chosen.emit(self.area_id()))
        self.pick.clicked.connect(self.pick_asked)
        self.zoom.clicked.connect(self.zoom_asked)
        self.remove.clicked.connect(self.remove_asked)
        self._writable = True
        self.show_areas((), "")

    def _adder(self, name: str, role: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setIcon(icon(f"area_{role}.svg"))
        button.setIconSize(QSize(ICON_PX, ICON_PX))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        menu = QMenu(button)
        menu.setObjectName(name + "Menu")
        action = menu.addAction(translate("Landweave", "From selected polygons"))
        action.setToolTip(translate("Landweave", "Polygons that are selected in any layer become areas"))
        action.triggered.connect(lambda: self.from_selection_asked.emit(role))
        button.setMenu(menu)
        button.clicked.connect(lambda on: self.place_asked.emit(role, on))
        return button

    def _lay_out(self) -> None:
        adders, chooser = QHBoxLayout(), QHBoxLayout()
        adders.setSpacing(4)
        chooser.setSpacing(2)
        for button in (self.train, self.check):
            adders.addWidget(button, 1)
        chooser.addWidget(self.combo, 1)
        for button in (self.pick, self.zoom, self.remove):
            chooser.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(adders)
        layout.addLayout(chooser)

    def show_areas(self, areas: Sequence[Area], current: str) -> None:
        """All areas, with the one whose id is `current` chosen; empty for all of them."""
        titles = area_titles(areas)
        self.combo.clear()
        self.combo.addItem(self._all_text(areas), "")
        for area in areas:
            color = AREA_COLORS.get(area.role, AREA_COLORS[schema.TRAIN])
            self.combo.addItem(class_icon(color), titles[area.area_id], area.area_id)
        self.combo.setCurrentIndex(max(0, self.combo.findData(current)))
        for widget in (self.combo, self.pick, self.zoom):
            widget.setEnabled(bool(areas))
        self.set_writable(self._writable)

    def _all_text(self, areas: Sequence[Area]) -> str:
        if not areas:
            return translate("Landweave", "No area yet")
        return translate("Landweave", "All areas ({counts})").format(counts=count_text(areas))

    def set_writable(self, writable: bool) -> None:
        """Whether areas may be removed; only a single one can be."""
        self._writable = writable
        self.remove.setEnabled(writable and bool(self.area_id()))

    def area_id(self) -> str:
        """The chosen area, empty for all."""
        return str(self.combo.currentData() or "")


class PaintBar(QWidget):
    """The painting tools and the brush's radius; undo and redo, which the page puts beside its heading."""

    tool_asked = pyqtSignal(str, bool)  # a tool of `paint_session`, whether it is wanted
    radius_set = pyqtSignal(float)  # model pixels
    undo_asked = pyqtSignal()
    redo_asked = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.buttons: Dict[str, QToolButton] = {}
        for name, object_name, picture, tip in _paint_tools():
            self.buttons[name] = tool_button(object_name, picture, tip, True)
            self.buttons[name].clicked.connect(lambda on, name=name: self.tool_asked.emit(name, on))
        self.undo = tool_button("undoButton", "/mActionUndo.svg", translate("Landweave", "Undo (Ctrl+Z on the map)"))
        self.redo = tool_button("redoButton", "/mActionRedo.svg", translate("Landweave", "Redo (Ctrl+Y on the map)"))
        self.radius = QDoubleSpinBox()
        self.radius.setObjectName("brushRadius")
        self.radius.setRange(MIN_RADIUS_PX, MAX_RADIUS_PX)
        self.radius.setDecimals(1)
        self.radius.setValue(DEFAULT_RADIUS_PX)
        self.radius.setSuffix(translate("Landweave", " px"))
        self.radius.setToolTip(
            translate("Landweave", "Radius of brush and eraser in pixels of the model; the keys [ and ] change it on the map")
        )
        self.radius.setKeyboardTracking(False)
        self.radius.setMinimumWidth(self.radius.fontMetrics().horizontalAdvance("000.0 px") + RADIUS_BUTTONS_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name in self.buttons:
            row.addWidget(self.buttons[name])
        row.addStretch(1)
        row.addWidget(self.radius)
        self.radius.valueChanged.connect(self.radius_set)
        self.undo.clicked.connect(self.undo_asked)
        self.redo.clicked.connect(self.redo_asked)

    def show_radius(self, radius_px: float) -> None:
        """The radius as the keys of the map have set it."""
        self.radius.blockSignals(True)
        self.radius.setValue(radius_px)
        self.radius.blockSignals(False)

    def show_steps(self, can_undo: bool, can_redo: bool) -> None:
        """Whether there is something to take back or to do again."""
        self.undo.setEnabled(can_undo)
        self.redo.setEnabled(can_redo)


def _paint_tools() -> List[Tuple[str, str, str, str]]:
    """Tool, object name, icon, what it says when the pointer rests on it."""
    return [
        (tools.POLYGON, "polygonTool", "/mActionCapturePolygon.svg", translate("Landweave", "Polygon: click the corners")),
        (tools.LASSO, "lassoTool", "lasso.svg", translate("Landweave", "Lasso: draw around something")),
        (tools.BRUSH, "brushTool", "brush.svg", translate("Landweave", "Brush")),
        (tools.ERASER, "eraserTool", "eraser.svg", translate("Landweave", "Eraser: takes labels away")),
        (tools.FILL, "fillTool", "fill.svg", translate("Landweave", "Fill: what is left of an area gets the class")),
    ]


def icon(name: str) -> QIcon:
    """An icon of ours, or of QGIS's theme where the name begins with a slash."""
    return QgsApplication.getThemeIcon(name) if name.startswith("/") else QIcon(os.path.join(ICONS, name))


def tool_button(object_name: str, picture: str, tip: str, checkable: bool = False) -> QToolButton:
    """A flat button with a picture only; the tip says what it does."""
    button = QToolButton()
    button.setObjectName(object_name)
    button.setIcon(icon(picture))
    button.setIconSize(QSize(ICON_PX, ICON_PX))
    button.setToolTip(tip)
    button.setAutoRaise(True)
    button.setCheckable(checkable)
    return button


def tool_hint(name: str) -> str:
    """How to use the tool in hand, empty for none."""
    return {
        tools.POLYGON: translate("Landweave", "Click the corners, end with the right button. Backspace takes one back."),
        tools.LASSO: translate("Landweave", "Draw around something with the button held down."),
        tools.BRUSH: translate("Landweave", "Paint with the button held down. [ and ] change the radius."),
        tools.ERASER: translate("Landweave", "Wipe labels away with the button held down. [ and ] change the radius."),
        tools.FILL: translate("Landweave", "Click an area: what is not labelled in it gets the class."),
        tools.AREA: translate("Landweave", "Click to place a square, or drag a rectangle."),
        tools.PICK: translate("Landweave", "Click an area to choose it."),
        tools.ACCEPT: translate("Landweave", "Click a dashed label to accept it."),
        tools.REJECT: translate("Landweave", "Click a dashed label to take it away."),
    }.get(name, "")
