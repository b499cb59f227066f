"""The window with all architectures: what each is, what it costs, what it asks for."""

from __future__ import annotations

import html
from typing import List, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..core.contract.architectures import ARCHITECTURES, Architecture
from . import architecture_texts as texts
from .model_combo import wrapping_label

translate = QCoreApplication.translate

TITLE, SIGHT, PARAMETERS, TIME = range(4)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
NUMBER = Qt.ItemDataRole.UserRole


class ArchitecturesDialog(QDialog):
    """A table to compare, sorted by a click on a column; below it, the chosen one in words. `key`: the row to begin with."""

    def __init__(self, key: str = "", parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("architecturesDialog")
        self.setWindowTitle(translate("Landweave", "Architectures"))
        self.table = QTableWidget(len(ARCHITECTURES), 4)
        self.table.setObjectName("architecturesTable")
        self.about = wrapping_label("architectureAbout")
        self.about.setOpenExternalLinks(True)
        self.about.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._fill()
        self._lay_out()
        self.table.currentItemChanged.connect(lambda *_: self._on_row())
        self._choose(key or ARCHITECTURES[0].key)

    def _fill(self) -> None:
        heads = (
            (translate("Landweave", "Architecture"), ""),
            (translate("Landweave", "Sees"), translate("Landweave", "What it decides a pixel's class from")),
            (translate("Landweave", "Parameters"), translate("Landweave", "Its size; more need more memory and more labels")),
            (translate("Landweave", "Time"), translate("Landweave", "Compared with a U-Net")),
        )
        for column, (text, tip) in enumerate(heads):
            item = QTableWidgetItem(text)
            item.setToolTip(tip)
            item.setTextAlignment(RIGHT if column in (PARAMETERS, TIME) else LEFT)
            self.table.setHorizontalHeaderItem(column, item)
        for row, entry in enumerate(ARCHITECTURES):
            for column, item in enumerate(_items(entry)):
                self.table.setItem(row, column, item)

    def _lay_out(self) -> None:
        table = self.table
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        table.resizeRowsToContents()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # at first in the order of the contract's table
        table.setSortingEnabled(True)
        note = QLabel(translate("Landweave", "Choose one on the page “Train”, under New network."))
        note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(table, 1)
        layout.addWidget(self.about)
        layout.addWidget(note)
        layout.addWidget(buttons)
        lines = 5 * self.fontMetrics().lineSpacing()
        self.about.setMinimumHeight(lines)  # so that the table keeps its height from row to row
        self.resize(QSize(680, 620))

    def current(self) -> Architecture:
        """The chosen row."""
        key = self.table.item(max(0, self.table.currentRow()), TITLE).data(NUMBER)
        return next(row for row in ARCHITECTURES if row.key == key)

    def _choose(self, key: str) -> None:
        for row in range(self.table.rowCount()):
            if self.table.item(row, TITLE).data(NUMBER) == key:
                self.table.setCurrentCell(row, TITLE)
                self.table.scrollToItem(self.table.item(row, TITLE))
        self._on_row()

    def _on_row(self) -> None:
        row = self.current()
        paper = f'<a href="{html.escape(row.link, quote=True)}">{html.escape(row.paper)}</a>'
        sentences = [f"<b>{html.escape(texts.title(row))}</b> · {paper}", html.escape(texts.summary(row))]
        stride = translate("Landweave", "Its coarsest features stand for {n} x {n} pixels (total stride {n}).")
        sentences.append(" ".join((stride.format(n=row.stride_px), html.escape(texts.needs(row)))).strip())
        self.about.setText("<br>".join(sentences))


class _Number(QTableWidgetItem):
    """Sorts by its number, not by its text."""

    def __init__(self, text: str, value: float) -> None:
        super().__init__(text)
        self.setData(NUMBER, value)
        self.setTextAlignment(RIGHT)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        return float(self.data(NUMBER)) < float(other.data(NUMBER))


def _items(entry: Architecture) -> Tuple[QTableWidgetItem, ...]:
    name = QTableWidgetItem(texts.title(entry))
    name.setData(NUMBER, entry.key)
    items: List[QTableWidgetItem] = [
        name,
        QTableWidgetItem(texts.sight(entry)),
        _Number(texts.parameters(entry), entry.parameters_millions),
        _Number(texts.relative_time(entry), entry.relative_time),
    ]
    for item in items:
        item.setToolTip(texts.summary(entry))
    return tuple(items)
