"""The card of one model as people read it: what it finds, in which images, how well, where it is from."""

from __future__ import annotations

import html
import os
from typing import Dict, Optional, Tuple

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QCoreApplication, QLocale, Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..core.contract.card import ModelCard
from ..core.contract.model_store import package_size_bytes
from . import architecture_texts
from .card_scores import Scores, scores_of
from .curves import score_text
from .installed_models import IMPORTED, OWN, SHIPPED, origin, parent_of
from .model_combo import class_icon, length_text, wrapping_label

translate = QCoreApplication.translate

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MOST_ROWS = 12  # of classes that are shown without scrolling


class ModelCardView(QWidget):
    """Shows one card. `architecture_clicked` brings an architecture's key, `model_clicked` the folder of a model."""

    architecture_clicked = pyqtSignal(str)
    model_clicked = pyqtSignal(str)

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._scores: Tuple[Scores, ...] = ()
        self._card: Optional[ModelCard] = None
        self._folder = ""
        self._rows: Dict[str, Tuple[QLabel, QLabel]] = {}
        self._build()
        self._lay_out()
        self.place.currentIndexChanged.connect(self._on_place)
        self.open_folder.clicked.connect(self._on_open_folder)

    def _build(self) -> None:
        self.title = wrapping_label("cardTitle")
        self.description = wrapping_label("cardDescription")
        self.place = QComboBox()
        self.place.setObjectName("cardScoredOn")
        self.place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.place.setToolTip(translate("Landweave", "Images that the model did not learn from, on which it was checked"))
        self.only_place = wrapping_label("cardScored")
        self.classes = ClassScores()
        self.details = QgsCollapsibleGroupBox(translate("Landweave", "Details"))
        self.details.setObjectName("cardDetails")
        self.details.setSaveCollapsedState(False)
        self.details.setCollapsed(True)
        self.path = PathLabel("cardPath")
        self.open_folder = QToolButton()
        self.open_folder.setObjectName("cardOpenFolder")
        self.open_folder.setIcon(QgsApplication.getThemeIcon("/mIconFolderOpen.svg"))
        self.open_folder.setAutoRaise(True)
        self.open_folder.setToolTip(translate("Landweave", "Open the folder"))

    def _lay_out(self) -> None:
        facts, details = _grid(), _grid()
        for grid, name, label in (
            (facts, "bands", translate("Landweave", "Bands")),
            (facts, "pixels", translate("Landweave", "Pixel size")),
            (facts, "architecture", translate("Landweave", "Architecture")),
            (facts, "encoder", translate("Landweave", "Encoder")),
            (facts, "parent", translate("Landweave", "Trained from")),
            (facts, "origin", translate("Landweave", "From")),
            (facts, "license", translate("Landweave", "Licence")),
            (facts, "size", translate("Landweave", "Size")),
            (details, "version", translate("Landweave", "Version")),
            (details, "cutting", translate("Landweave", "Works")),
            (details, "credits", translate("Landweave", "Credits")),
        ):
            self._add_row(grid, name, label)
        self._rows["architecture"][1].linkActivated.connect(self.architecture_clicked)
        self._rows["parent"][1].linkActivated.connect(self.model_clicked)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(self.open_folder)
        last = details.rowCount()
        details.addWidget(QLabel(translate("Landweave", "Folder")), last, 0)
        details.addLayout(row, last, 1)
        inner = QWidget()  # an opened group shows its children, hidden ones too, but not theirs
        details.setContentsMargins(0, 0, 0, 0)
        inner.setLayout(details)
        QVBoxLayout(self.details).addWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for widget in (self.title, self.description, self.place, self.only_place, self.classes):
            layout.addWidget(widget)
        layout.addLayout(facts)
        layout.addWidget(self.details)

    def _add_row(self, grid: QGridLayout, name: str, text: str) -> None:
        label, value = QLabel(text), wrapping_label("card" + name.capitalize())
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        row = grid.rowCount()
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, 1)
        self._rows[name] = (label, value)

    # showing

    def show_card(self, folder: str, card: ModelCard, cards: Dict[str, ModelCard]) -> None:
        """Show `card`, the one of `folder`; `cards` are all installed ones, for the lineage."""
        self._folder, self._card, self._scores = folder, card, scores_of(card)
        self.title.setText(f"<b>{html.escape(card.name)}</b>")
        self.description.setText(html.escape(card.description))
        self.description.setVisible(bool(card.description))
        self._show_places()
        parent, parent_folder = parent_of(card, cards)
        row = architecture_texts.row_of_package(folder, card)
        texts = {
            "bands": html.escape(", ".join(band.name for band in card.bands)),
            "pixels": html.escape(_pixels_text(card)),
            "architecture": _link(row.key, architecture_texts.title(row)) if row is not None else html.escape(card.architecture),
            "encoder": html.escape(architecture_texts.encoder_title(card.encoder)),
            "parent": _link(parent_folder, parent) if parent_folder else html.escape(parent),
            "origin": html.escape(_origin_sentence(folder)),
            "license": html.escape(card.license),
            "size": html.escape(size_text(package_size_bytes(folder))),
            "version": html.escape(card.version),
            "cutting": html.escape(_cutting_text(card)),
            "credits": html.escape(card.attribution),
        }
        for name, text in texts.items():
            self._show_row(name, text)
        self._rows["architecture"][1].setToolTip(architecture_texts.summary(row) if row is not None else "")
        self.path.show_path(folder)

    def _show_row(self, name: str, text: str) -> None:
        label, value = self._rows[name]
        value.setText(text)
        label.setVisible(bool(text))
        value.setVisible(bool(text))

    def _show_places(self) -> None:
        self.place.blockSignals(True)
        self.place.clear()
        for scores in self._scores:
            self.place.addItem(translate("Landweave", "Scores on {place}").format(place=scores.text()))
        self.place.blockSignals(False)
        self.place.setVisible(len(self._scores) > 1)
        self.only_place.setText(html.escape(self.place.currentText()))
        self.only_place.setVisible(len(self._scores) == 1)
        self._on_place()

    def _on_place(self) -> None:
        if self._card is not None:
            index = self.place.currentIndex()
            self.classes.show_classes(self._card, self._scores[index] if index >= 0 else None)

    def _on_open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))


class ClassScores(QTableWidget):
    """The classes with colour and score, the mean below them. As tall as its rows, up to `MOST_ROWS`."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(0, 2, parent)
        self.setObjectName("cardClasses")
        self.setHorizontalHeaderLabels((translate("Landweave", "Class"), translate("Landweave", "Score")))
        tip = translate("Landweave", "How well the map covers this class (IoU): 1 is perfect, 0 is nothing")
        self.horizontalHeaderItem(1).setToolTip(tip)
        self.horizontalHeaderItem(1).setTextAlignment(RIGHT)
        self.horizontalHeaderItem(0).setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def show_classes(self, card: ModelCard, scores: Optional[Scores]) -> None:
        """All classes of the card; without scores only their names."""
        mean = None if scores is None else scores.miou
        self.setRowCount(len(card.classes) + (mean is not None))
        self.setColumnHidden(1, scores is None)
        for row, info in enumerate(card.classes):
            name = QTableWidgetItem(class_icon(info.color), info.name)
            name.setToolTip(info.name)
            self._fill(row, name, None if scores is None else scores.iou.get(info.name))
        if mean is not None:
            self._fill(len(card.classes), QTableWidgetItem(translate("Landweave", "Mean")), mean)
            for item in (self.item(len(card.classes), 0), self.item(len(card.classes), 1)):
                font = item.font()
                font.setBold(True)
                item.setFont(font)
        self._fit()

    def _fill(self, row: int, name: QTableWidgetItem, score: Optional[float]) -> None:
        value = QTableWidgetItem(score_text(score))
        value.setTextAlignment(RIGHT)
        self.setItem(row, 0, name)
        self.setItem(row, 1, value)

    def _fit(self) -> None:
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(min(self.rowCount(), MOST_ROWS)))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth())


class PathLabel(QLabel):
    """A path that is cut in its middle where there is no room; the whole one is its tooltip."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._path = ""

    def show_path(self, path: str) -> None:
        """Show `path` as this system writes it."""
        self._path = os.path.normpath(path)
        self.setToolTip(self._path)
        self._elide()

    def resizeEvent(self, event: object) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._path, Qt.TextElideMode.ElideMiddle, self.width()))


def size_text(size_bytes: int) -> str:
    """A size on disk: "7.6 MB"."""
    return str(QLocale().formattedDataSize(size_bytes, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat))


def _pixels_text(card: ModelCard) -> str:
    pixels = card.input
    best, low, high = (length_text(m) for m in (pixels.resolution_m, pixels.resolution_min_m, pixels.resolution_max_m))
    if low == high:
        return best
    return translate("Landweave", "{best} ({low} to {high})").format(best=best, low=low, high=high)


def _origin_sentence(folder: str) -> str:
    return {
        SHIPPED: translate("Landweave", "Shipped with Landweave"),
        OWN: translate("Landweave", "Your own"),
        IMPORTED: translate("Landweave", "Imported"),
    }[origin(folder)]


def _cutting_text(card: ModelCard) -> str:
    tiling = card.tiling
    if tiling.context == "global":
        return translate("Landweave", "on tiles of {tile} px, which it sees as a whole").format(tile=tiling.tile)
    return translate("Landweave", "on tiles of any size that overlap by {halo} px").format(halo=tiling.halo)


def _link(target: str, text: str) -> str:
    return f'<a href="{html.escape(target, quote=True)}">{html.escape(text)}</a>'


def _grid() -> QGridLayout:
    """Two columns; unlike a form's, its hidden rows leave no gap."""
    grid = QGridLayout()
    grid.setColumnStretch(1, 1)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    return grid
