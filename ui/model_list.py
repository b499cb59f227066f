"""The list of installed models: two lines each, the name; classes as squares, score and origin below it."""

from __future__ import annotations

from typing import Any, Dict, Optional

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QCoreApplication, QModelIndex, QRect, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QPainter, QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ..core.contract.card import ModelCard
from .card_scores import best_score
from .curves import score_text
from .installed_models import origin_text
from .model_combo import SWATCH_PX, swatch

translate = QCoreApplication.translate

FOLDER = Qt.ItemDataRole.UserRole
COLORS = Qt.ItemDataRole.UserRole + 1
FACTS = Qt.ItemDataRole.UserRole + 2
MARGIN_PX, GAP_PX = 5, 3
SEARCH_FROM = 9  # so many models are more than one sees at a glance
LEAST_ROWS, MOST_ROWS = 3, 6


class ModelList(QWidget):
    """`chosen` brings the folder of the current model ("" for none), `activated` that of one that was double-clicked."""

    chosen = pyqtSignal(str)
    activated = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.search = QgsFilterLineEdit()
        self.search.setObjectName("modelSearch")
        self.search.setShowSearchIcon(True)
        self.search.setPlaceholderText(translate("Landweave", "Search models"))
        self.list = QListWidget()
        self.list.setObjectName("modelList")
        self.list.setItemDelegate(ModelDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.search.textChanged.connect(self._filter)
        self.list.currentItemChanged.connect(lambda *_: self.chosen.emit(self.folder()))
        self.list.itemActivated.connect(lambda item: self.activated.emit(str(item.data(FOLDER))))

    def folder(self) -> str:
        """The folder of the current model, empty for none."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(FOLDER))

    def show_models(self, cards: Dict[str, ModelCard], choose: str) -> None:
        """Show `cards`; `choose`, or the model that is current, or the first, becomes current. `chosen` follows in any case."""
        wanted = choose or self.folder()
        self.list.blockSignals(True)
        self.list.clear()
        for folder, card in cards.items():
            self.list.addItem(_item(folder, card))
        self.search.setVisible(len(cards) >= SEARCH_FROM)
        if len(cards) < SEARCH_FROM or choose:
            self.search.clear()
        self._filter(self.search.text())
        self.choose(wanted)
        self.list.blockSignals(False)
        self._fit(len(cards))
        self.chosen.emit(self.folder())

    def choose(self, folder: str) -> None:
        """Make a model current; the first one where it is not listed."""
        items = [self.list.item(row) for row in range(self.list.count())]
        shown = [item for item in items if not item.isHidden()] or items
        found = next((item for item in items if item.data(FOLDER) == folder), shown[0] if shown else None)
        self.list.setCurrentItem(found)
        if found is not None:
            self.list.scrollToItem(found)

    def _filter(self, text: str) -> None:
        wanted = text.strip().casefold()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in str(item.data(Qt.ItemDataRole.AccessibleTextRole)).casefold())

    def _fit(self, count: int) -> None:
        """As tall as its rows, within limits; the page scrolls, so the list must not take its height by itself."""
        row = self.list.sizeHintForRow(0) if count else 2 * self.fontMetrics().height()
        self.list.setFixedHeight(row * min(max(count, LEAST_ROWS), MOST_ROWS) + 2 * self.list.frameWidth())


def _item(folder: str, card: ModelCard) -> QListWidgetItem:
    item = QListWidgetItem(card.name)
    score, from_where = best_score(card), origin_text(folder)
    facts = from_where if score is None else f"{score_text(score)} · {from_where}"
    classes = ", ".join(c.name for c in card.classes)
    item.setData(FOLDER, folder)
    item.setData(COLORS, [c.color for c in card.classes])
    item.setData(FACTS, facts)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{card.name}, {facts}, {classes}")
    known = translate("Landweave", "Score {score}, from 0 to 1").format(score=score_text(score)) if score is not None else ""
    item.setToolTip("\n".join(filter(None, (card.name, card.description, classes, known))))
    return item


class ModelDelegate(QStyledItemDelegate):
    """Paints name, squares and facts; selection and focus are the style's."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        """Two lines."""
        line = option.fontMetrics.height()
        return QSize(0, line + max(line, SWATCH_PX) + 2 * MARGIN_PX + GAP_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Called by the view for each visible row."""
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text = ""
        style = shown.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        painter.save()
        upper = shown.rect.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        lower = QRect(upper)
        upper.setHeight(shown.fontMetrics.height())
        lower.setTop(upper.bottom() + 1 + GAP_PX)
        selected = bool(shown.state & QStyle.StateFlag.State_Selected)
        painter.setPen(shown.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text))
        painter.setFont(shown.font)
        name = shown.fontMetrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, upper.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        facts = str(index.data(FACTS))
        painter.setOpacity(0.75)
        painter.drawText(lower, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, facts)
        painter.setOpacity(1.0)
        room = lower.width() - shown.fontMetrics.horizontalAdvance(facts) - 2 * MARGIN_PX
        _paint_squares(painter, index.data(COLORS), QRect(lower.left(), lower.top(), room, lower.height()))
        painter.restore()


def _paint_squares(painter: QPainter, colors: Any, place: QRect) -> None:
    """As many squares as there is room for; the rest as a number."""
    step = SWATCH_PX + GAP_PX
    more_width = painter.fontMetrics().horizontalAdvance(f"+{len(colors)}")
    fits = place.width() // step
    if fits < len(colors):
        fits = max(0, (place.width() - more_width) // step)
    top = place.top() + (place.height() - SWATCH_PX) // 2
    for number, color in enumerate(colors[:fits]):
        painter.drawPixmap(place.left() + number * step, top, swatch(color))
    if fits < len(colors):
        rest = place.adjusted(fits * step, 0, 0, 0)
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"+{len(colors) - fits}")
