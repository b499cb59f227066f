"""A small table to say which classes a model knows: colour and name, in the order of their values."""

from __future__ import annotations

from typing import List, Optional, Sequence, Tuple

from qgis.core import QgsApplication
from qgis.gui import QgsColorDialog
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core.contract.card import ClassInfo
from .model_combo import class_icon

translate = QCoreApplication.translate

VALUE, COLOR, NAME = range(3)
MOST_CLASSES = 255
LEAST_CLASSES = 2
SHOWN_ROWS = 5
# Paul Tol's "muted" and "bright" schemes: told apart also by people who do not see all colours.
PALETTE = ("#332288", "#88ccee", "#117733", "#ddcc77", "#cc6677", "#aa4499", "#44aa99", "#999933", "#882255", "#bbbbbb",
           "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377")  # fmt: skip


class ClassEditor(QWidget):
    """`changed` tells that a name, a colour or their number is another one."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("importClasses")
        heads = (translate("Landweave", "Value"), translate("Landweave", "Colour"), translate("Landweave", "Class"))
        self.table.setHorizontalHeaderLabels(heads)
        self.add = _button("importAddClass", "/symbologyAdd.svg", translate("Landweave", "Add a class"))
        self.remove = _button("importRemoveClass", "/symbologyRemove.svg", translate("Landweave", "Remove the last class"))
        self._lay_out()
        self.table.cellClicked.connect(self._on_clicked)
        self.table.itemChanged.connect(lambda _item: self.changed.emit())
        self.add.clicked.connect(lambda: self.set_count(self.table.rowCount() + 1))
        self.remove.clicked.connect(lambda: self.set_count(self.table.rowCount() - 1))

    def _lay_out(self) -> None:
        table = self.table
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in range(3):
            side = Qt.AlignmentFlag.AlignRight if column == VALUE else Qt.AlignmentFlag.AlignLeft
            table.horizontalHeaderItem(column).setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        row = table.verticalHeader().defaultSectionSize()
        table.setMinimumHeight(header.sizeHint().height() + SHOWN_ROWS * row)
        buttons = QVBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(table, 1)
        layout.addLayout(buttons)

    def set_classes(self, names: Sequence[str]) -> None:
        """Begin with these names and colours of a palette."""
        self.table.setRowCount(0)
        self.set_count(len(names), names)

    def set_count(self, count: int, names: Sequence[str] = ()) -> None:
        """So many classes; new ones are called after `names` or their value."""
        count = min(MOST_CLASSES, max(0, count))
        self.table.blockSignals(True)
        while self.table.rowCount() > count:
            self.table.removeRow(self.table.rowCount() - 1)
        for value in range(self.table.rowCount(), count):
            name = names[value] if value < len(names) else translate("Landweave", "class {n}").format(n=value)
            self._add_row(value, name, PALETTE[value % len(PALETTE)])
        self.table.blockSignals(False)
        self.remove.setEnabled(count > LEAST_CLASSES)
        self.add.setEnabled(count < MOST_CLASSES)
        self.changed.emit()

    def classes(self) -> Tuple[ClassInfo, ...]:
        """What the table says now."""
        rows: List[ClassInfo] = []
        for row in range(self.table.rowCount()):
            color = str(self.table.item(row, COLOR).data(Qt.ItemDataRole.UserRole))
            rows.append(ClassInfo(row, self.table.item(row, NAME).text().strip(), color))
        return tuple(rows)

    def _add_row(self, value: int, name: str, color: str) -> None:
        self.table.insertRow(value)
        number, square = QTableWidgetItem(str(value)), QTableWidgetItem(class_icon(color), "")
        number.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        square.setData(Qt.ItemDataRole.UserRole, color)
        square.setToolTip(translate("Landweave", "Click to choose another colour"))
        for item in (number, square):
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for column, item in enumerate((number, square, QTableWidgetItem(name))):
            self.table.setItem(value, column, item)

    def _on_clicked(self, row: int, column: int) -> None:
        if column != COLOR:
            return
        item = self.table.item(row, COLOR)
        before = QColor(str(item.data(Qt.ItemDataRole.UserRole)))
        chosen = QgsColorDialog.getColor(before, self, translate("Landweave", "Colour of the class"))
        if chosen.isValid():
            self.set_color(row, chosen.name())

    def set_color(self, row: int, color: str) -> None:
        """Give a class another colour, "#rrggbb"."""
        item = self.table.item(row, COLOR)
        item.setIcon(class_icon(color))
        item.setData(Qt.ItemDataRole.UserRole, color)


def _button(name: str, icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setIcon(QgsApplication.getThemeIcon(icon))
    button.setAutoRaise(True)
    button.setToolTip(tip)
    return button
