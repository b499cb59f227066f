"""The class table: colour, name, how much is labelled, the key that chooses it. It asks for changes and makes none itself."""

from __future__ import annotations

from typing import Dict, List, Optional, Sequence

from qgis.core import QgsApplication
from qgis.gui import QgsColorDialog
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QRadioButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core.contract.labels import LabelClass
from .label_classes import ClassCount
from .model_combo import class_icon

translate = QCoreApplication.translate

COLOR, NAME, COUNT, SHARE, KEY = range(5)
KEYS = "1234567890"
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MOST_ROWS = 8  # of a table that does not scroll


class ClassTable(QWidget):
    """`chosen`: the value of the class to paint with. The others say what the person wants done to a class."""

    chosen = pyqtSignal(int)
    add_asked = pyqtSignal()
    rename_asked = pyqtSignal(int, str)
    recolor_asked = pyqtSignal(int, str)
    merge_asked = pyqtSignal(int, int)  # this one into that one
    delete_asked = pyqtSignal(int)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._classes: List[LabelClass] = []
        self._build()
        self._lay_out()
        self._connect()
        self.show_classes((), {})

    # building

    def _build(self) -> None:
        self.table = QTableWidget(0, 5)
        self.table.setObjectName("classTable")
        titles = ["", translate("Landweave", "Class"), translate("Landweave", "Labels"), translate("Landweave", "Share")]
        self.table.setHorizontalHeaderLabels([*titles, translate("Landweave", "Key")])
        self.table.horizontalHeaderItem(SHARE).setToolTip(translate("Landweave", "Of the labelled area"))
        self.table.horizontalHeaderItem(KEY).setToolTip(translate("Landweave", "The key that chooses the class while you paint"))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        for column in (COLOR, COUNT, SHARE, KEY):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.add = _button("addClassButton", "/symbologyAdd.svg", translate("Landweave", "Add a class"))
        merge_tip = translate("Landweave", "Merge this class into another")
        self.merge = _button("mergeClassButton", "/mActionMergeFeatures.svg", merge_tip)
        self.merge.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.into = QMenu(self)
        self.into.setObjectName("mergeMenu")
        self.merge.setMenu(self.into)
        self.delete = _button("deleteClassButton", "/symbologyRemove.svg", translate("Landweave", "Delete this class"))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in (self.add, self.delete, self.merge):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.table)
        layout.addLayout(row)

    def _connect(self) -> None:
        self.add.clicked.connect(self.add_asked)
        self.delete.clicked.connect(self._on_delete)
        self.into.aboutToShow.connect(self._fill_menu)
        self.table.itemSelectionChanged.connect(self._on_selected)
        self.table.cellClicked.connect(self._on_clicked)
        self.table.itemChanged.connect(self._on_item)

    # showing

    def show_classes(self, classes: Sequence[LabelClass], counts: Dict[int, ClassCount]) -> None:
        """Show the table anew; the row that is chosen stays chosen."""
        current = self.current_value()
        self._classes = list(classes)
        self.table.blockSignals(True)
        self.table.setRowCount(len(self._classes))
        for row, item in enumerate(self._classes):
            self._show_row(row, item)
        self.table.blockSignals(False)
        self.show_counts(counts)
        self.set_current(current)
        self._fit()
        self._enable()

    def _show_row(self, row: int, item: LabelClass) -> None:
        swatch = QTableWidgetItem(class_icon(item.color), "")
        swatch.setToolTip(translate("Landweave", "Click to change the colour"))
        swatch.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        name = QTableWidgetItem(item.name)
        name.setToolTip(translate("Landweave", "{name}: double-click to change the name").format(name=item.name))
        self.table.setItem(row, COLOR, swatch)
        self.table.setItem(row, NAME, name)
        self.table.setItem(row, COUNT, _number(""))
        self.table.setItem(row, SHARE, _number(""))
        key = _number(KEYS[row] if row < len(KEYS) else "")
        key.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        self.table.setItem(row, KEY, key)

    def shows(self, classes: Sequence[LabelClass]) -> bool:
        """Whether these classes are what the table shows."""
        return self._classes == list(classes)

    def show_counts(self, counts: Dict[int, ClassCount]) -> None:
        """How much of each class is labelled now."""
        self.table.blockSignals(True)
        for row, item in enumerate(self._classes):
            count = counts.get(item.value)
            self.table.item(row, COUNT).setText(QLocale().toString(count.labels) if count else "")
            self.table.item(row, SHARE).setText(_share_text(count.share) if count and count.labels else "")
        self.table.blockSignals(False)

    def _fit(self) -> None:
        """As tall as its rows: a list of six classes needs no scroll bar."""
        self.table.resizeRowsToContents()
        rows = sum(self.table.rowHeight(row) for row in range(min(self.table.rowCount(), MOST_ROWS)))
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + max(rows, head) + 2 * self.table.frameWidth())

    def _enable(self) -> None:
        self.delete.setEnabled(self.current_value() is not None)
        self.merge.setEnabled(len(self._classes) > 1)

    def current_value(self) -> Optional[int]:
        """The value of the chosen class."""
        row = self.table.currentRow()
        return self._classes[row].value if 0 <= row < len(self._classes) else None

    def set_current(self, value: Optional[int]) -> None:
        """Highlight a class without telling anybody."""
        row = next((row for row, item in enumerate(self._classes) if item.value == value), -1)
        self.table.blockSignals(True)
        if row < 0:
            self.table.clearSelection()
            self.table.setCurrentCell(-1, -1)
        elif row != self.table.currentRow() or not self.table.selectedItems():
            self.table.setCurrentCell(row, NAME)
        self.table.blockSignals(False)
        self._enable()

    def edit_name(self, value: int) -> None:
        """Let the person type a name for this class."""
        self.set_current(value)
        row = next((row for row, item in enumerate(self._classes) if item.value == value), -1)
        if row >= 0:
            self.table.setFocus()
            self.table.editItem(self.table.item(row, NAME))

    def is_editing(self) -> bool:
        """Whether a name is being typed: no time to show the table anew."""
        return self.table.state() == QAbstractItemView.State.EditingState

    # slots

    def _on_selected(self) -> None:
        self._enable()
        value = self.current_value()
        if value is not None:
            self.chosen.emit(value)

    def _on_clicked(self, row: int, column: int) -> None:
        if column != COLOR:
            return
        item = self._classes[row]
        title = translate("Landweave", "Colour of {name}").format(name=item.name)
        color = QgsColorDialog.getColor(QColor(item.color), self, title)
        if color.isValid() and color.name() != item.color.lower():
            self.recolor_asked.emit(item.value, color.name())

    def _on_item(self, changed: QTableWidgetItem) -> None:
        if changed.column() != NAME:
            return
        item = self._classes[changed.row()]
        name = changed.text().strip()
        if name and name != item.name:
            self.rename_asked.emit(item.value, name)
        elif not name:  # a class needs one: back to the one before
            self.table.blockSignals(True)
            changed.setText(item.name)
            self.table.blockSignals(False)

    def _on_delete(self) -> None:
        value = self.current_value()
        if value is not None:
            self.delete_asked.emit(value)

    def _fill_menu(self) -> None:
        self.into.clear()
        value = self.current_value()
        for item in self._classes:
            if value is not None and item.value != value:
                action = self.into.addAction(class_icon(item.color), item.name)
                action.triggered.connect(lambda _checked=False, into=item.value: self.merge_asked.emit(value, into))


class DeleteClassDialog(QDialog):
    """Asks what happens to the labels of a class that goes."""

    def __init__(self, item: LabelClass, labels: int, others: Sequence[LabelClass], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("deleteClassDialog")
        self.setWindowTitle(translate("Landweave", "Delete the class {name}").format(name=item.name))
        text = translate("Landweave", "What is to become of its labels ({count})?").format(count=labels)
        self.remove = QRadioButton(translate("Landweave", "Delete them; their place becomes unlabelled"))
        self.remove.setObjectName("removeLabels")
        self.remove.setChecked(True)
        self.move = QRadioButton(translate("Landweave", "Move them to"))
        self.move.setObjectName("moveLabels")
        self.target = QComboBox()
        self.target.setObjectName("moveTarget")
        for other in others:
            self.target.addItem(class_icon(other.color), other.name, other.value)
        self.target.activated.connect(lambda _index: self.move.setChecked(True))
        for widget in (self.move, self.target):
            widget.setEnabled(bool(others))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.addButton(translate("Landweave", "Delete class"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setObjectName("deleteClassOk")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.move)
        row.addWidget(self.target, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(text))
        layout.addWidget(self.remove)
        layout.addLayout(row)
        layout.addWidget(buttons)

    def move_to(self) -> Optional[int]:
        """The class that takes the labels, None where they go."""
        return int(self.target.currentData()) if self.move.isChecked() else None


def _share_text(share: float) -> str:
    """A share in percent; a little is not nothing."""
    percent = 100.0 * share
    if 0 < percent < 1:
        return translate("Landweave", "< 1 %")
    return translate("Landweave", "{n} %").format(n=QLocale().toString(percent, "f", 0))


def _number(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(RIGHT)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


def _button(name: str, icon: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setIcon(QgsApplication.getThemeIcon(icon))
    button.setToolTip(tip)
    button.setAutoRaise(True)
    button.setIconSize(QSize(18, 18))
    return button
