"""What came out: the areas per class as a table, in units that people read."""

from __future__ import annotations

from typing import Any, List, Mapping, Optional, Sequence

from qgis.PyQt.QtCore import QCoreApplication, QLocale, Qt
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem, QWidget

from .model_combo import class_icon

translate = QCoreApplication.translate

HECTARE_M2 = 10_000.0
KM2_M2 = 1_000_000.0
NO_AREA = "–"
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def number_text(value: float, digits: int = 3) -> str:
    """A number with `digits` significant digits, without exponents, in the person's locale: "0.0123", "4.2", "12,345"."""
    if value == 0:
        return "0"
    magnitude = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    decimals = max(0, digits - magnitude)
    text = QLocale().toString(float(value), "f", decimals)
    point = QLocale().decimalPoint()
    return text.rstrip("0").rstrip(str(point)) if str(point) in text else text


def area_text(area_m2: float) -> str:
    """An area in m², ha or km², whichever gives a readable number."""
    if area_m2 < HECTARE_M2:
        return translate("Landweave", "{n} m²").format(n=number_text(area_m2))
    if area_m2 < 10 * KM2_M2:
        return translate("Landweave", "{n} ha").format(n=number_text(area_m2 / HECTARE_M2))
    return translate("Landweave", "{n} km²").format(n=number_text(area_m2 / KM2_M2))


def share_text(share: float) -> str:
    """A share (0..1) in percent; something that is there is never shown as nothing."""
    if 0 < share < 0.0005:
        return translate("Landweave", "< 0.1 %")
    return translate("Landweave", "{n} %").format(n=QLocale().toString(100.0 * share, "f", 1))


def duration_text(seconds: float) -> str:
    """A time as a person would say it: "5 s", "3 min", "1 h 20 min"."""
    whole = max(1, round(seconds))
    if whole < 90:
        return translate("Landweave", "{n} s").format(n=whole)
    minutes = round(seconds / 60)
    if minutes < 90:
        return translate("Landweave", "{n} min").format(n=minutes)
    hours = translate("Landweave", "{h} h").format(h=minutes // 60)
    return translate("Landweave", "{h} h {m} min").format(h=minutes // 60, m=minutes % 60) if minutes % 60 else hours


class AreasTable(QTableWidget):
    """Areas per class: colour and name, area, share. As tall as its rows; the page scrolls, the table does not."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(0, 3, parent)
        self.setObjectName("areasTable")
        self.setHorizontalHeaderLabels(
            [translate("Landweave", "Class"), translate("Landweave", "Area"), translate("Landweave", "Share")]
        )
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self.horizontalHeaderItem(column).setTextAlignment(RIGHT)
        self.horizontalHeaderItem(0).setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_areas(self, areas: Sequence[Mapping[str, Any]]) -> None:
        """Show [{"value", "name", "color", "area_m2", "share"}], the largest first; no area where the pixel size is unknown."""
        rows: List[Mapping[str, Any]] = sorted(areas, key=lambda a: -float(a["share"]))
        self.setRowCount(len(rows))
        for row, area in enumerate(rows):
            name = QTableWidgetItem(class_icon(str(area["color"])), str(area["name"]))
            size = area_text(float(area["area_m2"])) if area["area_m2"] is not None else NO_AREA
            texts = (size, share_text(float(area["share"])))
            self.setItem(row, 0, name)
            for column, text in enumerate(texts, start=1):
                item = QTableWidgetItem(text)
                item.setTextAlignment(RIGHT)
                self.setItem(row, column, item)
        self.resizeRowsToContents()
        self._fit_height()

    def _fit_height(self) -> None:
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth())
