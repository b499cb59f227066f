"""Which model: a combo of the model packages that can be found, and a compact card below it."""

from __future__ import annotations

import html
import os
from typing import Dict, List, Optional, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPixmap
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ..core.contract.card import ModelCard, find_models, load_card
from ..core.contract.errors import JobError
from . import messages, settings

translate = QCoreApplication.translate
SHIPPED_MODELS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "models")
SWATCH_PX = 12


def swatch(color: str, size_px: int = SWATCH_PX) -> QPixmap:
    """A square of a class colour with a thin frame that is seen on light and on dark themes."""
    pixmap = QPixmap(QSize(size_px, size_px))
    pixmap.fill(QColor(color))
    painter = QPainter(pixmap)
    painter.setPen(QColor(128, 128, 128))
    painter.drawRect(0, 0, size_px - 1, size_px - 1)
    painter.end()
    return pixmap


def length_text(metres: float) -> str:
    """A pixel size in the unit that people use for it: "25 cm", "10 m"."""
    if metres < 1:
        return translate("Landweave", "{n} cm").format(n=f"{metres * 100:.3g}")
    return translate("Landweave", "{n} m").format(n=f"{metres:.3g}")


def classes_html(card: ModelCard) -> str:
    """The classes with coloured squares, as rich text that wraps between classes."""
    parts = [
        f'<span style="color:{c.color}; font-size:large;">&#9632;</span>&nbsp;{html.escape(c.name).replace(" ", "&nbsp;")}'
        for c in card.classes
    ]
    return " &nbsp; ".join(parts)


def needs_text(card: ModelCard) -> str:
    """What rasters the model is for: pixel sizes and bands."""
    low, high = length_text(card.input.resolution_min_m), length_text(card.input.resolution_max_m)
    sizes = low if low == high else translate("Landweave", "{low} to {high}").format(low=low, high=high)
    bands = ", ".join(band.name for band in card.bands)
    return translate("Landweave", "Pixels of {sizes} · Bands: {bands}").format(sizes=sizes, bands=bands)


class ModelCombo(QWidget):
    """Choose a model package. `changed` tells that another card (or none) is current."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._cards: Dict[str, ModelCard] = {}
        self.combo = QComboBox()
        self.combo.setObjectName("modelCombo")
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setMinimumContentsLength(12)
        self.browse = QToolButton()
        self.browse.setObjectName("modelBrowse")
        self.browse.setIcon(QgsApplication.getThemeIcon("/mActionFileOpen.svg"))
        self.browse.setToolTip(translate("Landweave", "Add a model from a folder"))
        self.card_label = wrapping_label("modelCard")
        self.needs_label = wrapping_label("modelNeeds")
        self.problem_label = wrapping_label("modelProblem")
        self.problem_label.hide()
        self._lay_out()
        self.combo.currentIndexChanged.connect(self._on_current)
        self.combo.activated.connect(lambda _index: settings.MODEL.set(self.folder()))
        self.browse.clicked.connect(self._on_browse)
        self.reload()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.combo, 1)
        row.addWidget(self.browse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        for label in (self.card_label, self.needs_label, self.problem_label):
            layout.addWidget(label)

    def reload(self, choose: str = "") -> None:
        """Look for models again; `choose` (or the one used last, or the first) becomes current.

        Only what was chosen is remembered, not the first one in its place while its drive is not attached.
        """
        wanted = choose or self.folder() or settings.MODEL.get()
        self.combo.blockSignals(True)
        self.combo.clear()
        self._cards, problems = read_cards()
        for folder, card in self._cards.items():
            self.combo.addItem(card.name, folder)
            tip = f"{card.description}\n{folder}".strip()
            self.combo.setItemData(self.combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        index = self.combo.findData(wanted)
        self.combo.setCurrentIndex(max(index, 0) if self._cards else -1)
        self.combo.blockSignals(False)
        self._show_problem(problems)
        if choose and index >= 0:
            settings.MODEL.set(choose)
        self._on_current()

    def folder(self) -> str:
        """The folder of the current model package, or an empty text."""
        return str(self.combo.currentData() or "")

    def card(self) -> Optional[ModelCard]:
        """The card of the current model."""
        return self._cards.get(self.folder())

    def add_folder(self, folder: str) -> None:
        """Add a model package by hand; a folder that is none is refused with a sentence below the combo."""
        try:
            load_card(folder)
        except JobError as error:
            self._show_problem([" ".join(messages.describe_error(error))])
            return
        known = settings.MODEL_FOLDERS.get()
        if folder not in known:
            settings.MODEL_FOLDERS.set(known + (folder,))
        self.reload(folder)

    def _show_problem(self, problems: List[str]) -> None:
        self.problem_label.setText("<br>".join(html.escape(p) for p in problems))
        self.problem_label.setVisible(bool(problems))

    def _on_browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, translate("Landweave", "Folder of a model (it holds model.json)"))
        if folder:
            self.add_folder(os.path.normpath(folder))

    def _on_current(self) -> None:
        card = self.card()
        self.card_label.setText(classes_html(card) if card else translate("Landweave", "No model was found."))
        self.needs_label.setText(needs_text(card) if card else "")
        self.needs_label.setVisible(card is not None)
        self.card_label.setToolTip(card.description if card else "")
        self.changed.emit()


def read_cards() -> Tuple[Dict[str, ModelCard], List[str]]:
    """Folder -> card of each readable model package, and a sentence for each that is not."""
    cards: Dict[str, ModelCard] = {}
    problems: List[str] = []
    for folder in find_models((SHIPPED_MODELS,) + settings.MODEL_FOLDERS.get()):
        try:
            cards[folder] = load_card(folder)
        except JobError as error:  # noqa: PERF203 - a broken package must not hide the others
            problems.append(" ".join(messages.describe_error(error)))
    return cards, problems


def class_icon(color: str) -> QIcon:
    """A class colour as an icon for tables."""
    return QIcon(swatch(color))


def wrapping_label(name: str) -> QLabel:
    """A label for rich text that needs no more width than the dock has."""
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    return label
