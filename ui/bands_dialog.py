"""Which band is which, where the file does not say: asked once for each raster and model, then remembered."""

from __future__ import annotations

import hashlib
from typing import List, Optional, Sequence, Tuple

from qgis.core import QgsRasterLayer, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from ..core.contract.bands import BandMatch, RasterBand
from ..core.contract.card import ModelCard
from .layers import band_list, model_band_numbers

translate = QCoreApplication.translate

SETTINGS_PREFIX = "landweave/bands/"


def bands_for(card: ModelCard, layer: QgsRasterLayer, parent: Optional[QWidget] = None) -> Optional[Tuple[int, ...]]:
    """The layer's bands in the model's order: matched, remembered, or asked for. None where the person cancelled."""
    match = model_band_numbers(card, layer)
    if match.complete:
        return match.numbers
    return remembered_bands(card, layer) or choose_bands(card, layer, parent)


def choose_bands(card: ModelCard, layer: QgsRasterLayer, parent: Optional[QWidget] = None) -> Optional[Tuple[int, ...]]:
    """Ask which band is which; returns 1-based band numbers in the model's order, or None. The choice is remembered."""
    dialog = BandsDialog(card, layer, parent)
    try:
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return None
        chosen = dialog.numbers()
    finally:
        dialog.deleteLater()
    QgsSettings().setValue(_key(card, layer), ",".join(map(str, chosen)))
    return chosen


def remembered_bands(card: ModelCard, layer: QgsRasterLayer) -> Optional[Tuple[int, ...]]:
    """The choice made earlier for this source and these model bands, if it still fits the raster."""
    stored = str(QgsSettings().value(_key(card, layer), "") or "")
    parts = stored.split(",")
    if len(parts) != len(card.bands) or not all(part.isdigit() for part in parts):
        return None
    numbers = tuple(int(part) for part in parts)
    known = {band.number for band in _choices(layer)}
    return numbers if set(numbers) <= known and len(set(numbers)) == len(numbers) else None


def _key(card: ModelCard, layer: QgsRasterLayer) -> str:
    """A hash, because a source may hold a password and settings keys must not hold slashes."""
    text = "\n".join([layer.source()] + [band.name for band in card.bands])
    return SETTINGS_PREFIX + hashlib.sha256(text.encode("utf-8")).hexdigest()[:24]


def _choices(layer: QgsRasterLayer) -> List[RasterBand]:
    return [band for band in band_list(layer) if band.common_name != "alpha"]


def suggest(match: BandMatch, bands: Sequence[RasterBand]) -> Tuple[int, ...]:
    """What the dialog starts with: what matched; the remaining model bands get the unnamed bands in order.

    A suggestion only: the person sees it and presses OK. 0 where nothing is left.
    """
    nameless = [b.number for b in bands if not b.description and b.wavelength_um is None and b.number not in match.numbers]
    waiting = iter(nameless)
    return tuple(number or next(waiting, 0) for number in match.numbers)


def band_text(band: RasterBand) -> str:
    """A band as the combo shows it: "2: near infrared (0.833 µm)"."""
    text = f"{band.number}: {band.description or band.common_name}".rstrip(": ")
    return text if band.wavelength_um is None else f"{text} ({band.wavelength_um:.3f} µm)"


class BandsDialog(QDialog):
    """A combo of the raster's bands for each band of the model. OK needs every band chosen, and none twice."""

    def __init__(self, card: ModelCard, layer: QgsRasterLayer, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("bandsDialog")
        self.setWindowTitle(translate("Landweave", "Bands of {layer}").format(layer=layer.name()))
        bands = _choices(layer)
        remembered = remembered_bands(card, layer)
        start = remembered or suggest(model_band_numbers(card, layer), bands)
        text = translate("Landweave", "Which band of the raster is which band of the model {model}?")
        question = QLabel(text.format(model=card.name))
        question.setWordWrap(True)
        form = QFormLayout()
        self.combos = [self._combo(bands, number) for number in start]
        for wanted, combo in zip(card.bands, self.combos):
            form.addRow(wanted.name, combo)
        self.problem = QLabel()
        self.problem.setObjectName("bandsProblem")
        self.problem.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(question)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self._check()

    def _combo(self, bands: Sequence[RasterBand], chosen: int) -> QComboBox:
        combo = QComboBox()
        combo.addItem(translate("Landweave", "choose…"), 0)
        for band in bands:
            combo.addItem(band_text(band), band.number)
        combo.setCurrentIndex(max(0, combo.findData(chosen)))
        combo.currentIndexChanged.connect(self._check)
        return combo

    def numbers(self) -> Tuple[int, ...]:
        """The chosen 1-based band numbers in the model's order; 0 where none is chosen yet."""
        return tuple(int(combo.currentData()) for combo in self.combos)

    def _check(self) -> None:
        numbers = self.numbers()
        chosen = [number for number in numbers if number]
        if self.combos and self.combos[0].count() - 1 < len(numbers):
            text = translate("Landweave", "The raster has {found} bands; the model needs {wanted}.")
            self.problem.setText(text.format(found=self.combos[0].count() - 1, wanted=len(numbers)))
        elif len(set(chosen)) < len(chosen):
            self.problem.setText(translate("Landweave", "A band is chosen twice."))
        else:
            self.problem.setText("")
        ready = len(set(chosen)) == len(numbers)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(ready)
