"""What a training starts from and, folded away, everything that has a good value by itself."""

from __future__ import annotations

import os
from typing import Any, Dict, Mapping, Optional

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBox, QgsDoubleSpinBox, QgsFileWidget, QgsSpinBox
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ..core.contract.architectures import ARCHITECTURES, DEFAULT, ENCODER, Architecture, architecture, architecture_of
from ..core.contract.card import ModelCard
from ..core.contract.jobs import TrainJob
from . import architecture_texts, settings
from .model_combo import classes_html, read_cards, wrapping_label

translate = QCoreApplication.translate

NEW = "new"
ONNX = ".onnx"  # a finished network: it maps, but learns no more
STAGED = "staged"  # of the training's configuration

def default_models_folder() -> str:
    """Where own models are kept: in the QGIS profile, which outlives updates of the plugin."""
    return os.path.join(QgsApplication.qgisSettingsDirPath(), "landweave", "models")


class StartFrom(QWidget):
    """A model to go on from, or a new network."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._cards: Dict[str, ModelCard] = {}
        self.combo = _combo("trainBase")
        self.combo.setToolTip(translate("Landweave", "A model that knows something already learns faster and from fewer labels"))
        self.card_label = wrapping_label("trainBaseCard")
        self.network = QgsCollapsibleGroupBox(translate("Landweave", "Network"))
        self.network.setObjectName("networkGroup")
        self.network.setSaveCollapsedState(False)
        self.network.setCollapsed(True)
        self.architecture = _combo("trainArchitecture")
        usual = translate("Landweave", "Automatic ({name})").format(name=architecture_texts.title(DEFAULT))
        self.architecture.addItem(usual, "")
        for row in ARCHITECTURES:
            self.architecture.addItem(architecture_texts.title(row), row.key)
            tip = "\n".join(filter(None, (architecture_texts.summary(row), architecture_texts.needs(row))))
            self.architecture.setItemData(self.architecture.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.about = Sentence("trainArchitectureAbout")
        self.encoder = _combo("trainEncoder")
        self.encoder.setToolTip(translate("Landweave", "The part of the network that sees; larger ones see more and take longer"))
        for name, title in architecture_texts.ENCODERS.items():
            self.encoder.addItem(title, name)
        self.staged = QCheckBox(translate("Landweave", "Train coarse to fine"))
        self.staged.setObjectName("trainStaged")
        tip = translate("Landweave", "As in the paper: first the coarse scores alone, then one finer step after the other")
        self.staged.setToolTip(tip)
        self._lay_out()
        self.combo.currentIndexChanged.connect(self._on_base)
        self.architecture.currentIndexChanged.connect(self._on_network)
        self.encoder.currentIndexChanged.connect(self.changed)
        self.staged.toggled.connect(self.changed)
        self.reload()
        self._on_network()

    def _lay_out(self) -> None:
        inner = QWidget()  # an opened group shows its children, hidden ones too, but not theirs
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        parts = (QLabel(translate("Landweave", "Architecture")), self.architecture, self.about,
                 QLabel(translate("Landweave", "Encoder")), self.encoder, self.staged)  # fmt: skip
        for part in parts:
            column.addWidget(part)
        QVBoxLayout(self.network).addWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.combo, self.card_label, self.network):
            layout.addWidget(widget)

    def reload(self, choose: str = "") -> None:
        """Look for models again; the current choice stays, where it is still there."""
        wanted = choose or str(self.combo.currentData() or settings.MODEL.get())
        found, _problems = read_cards()
        cards = {folder: card for folder, card in found.items() if not card.weights.file.endswith(ONNX)}
        if cards == self._cards and self.combo.count() and not choose:
            return
        self._cards = cards
        self.combo.blockSignals(True)
        self.combo.clear()
        for folder, card in cards.items():
            self.combo.addItem(card.name, folder)
        self.combo.addItem(translate("Landweave", "New network …"), NEW)
        self.combo.setCurrentIndex(max(0, self.combo.findData(wanted)))
        self.combo.blockSignals(False)
        self._on_base()

    def base(self) -> str:
        """The folder of the model to start from, empty for a new network."""
        data = str(self.combo.currentData() or "")
        return "" if data == NEW else data

    def card(self) -> Optional[ModelCard]:
        """The card of the model to start from."""
        return self._cards.get(self.base())

    def row(self) -> Optional[Architecture]:
        """The architecture of the new network, None for the engine's choice or where a model is gone on from."""
        key = str(self.architecture.currentData() or "")
        return architecture(key) if key and not self.base() else None

    def network_config(self) -> Dict[str, Any]:
        """The new network, empty for the engine's choice."""
        row = self.row()
        return {} if row is None else row.with_encoder(str(self.encoder.currentData()))

    def changes(self) -> Dict[str, Any]:
        """What of the training belongs to the network: in stages, where it has some and the person wants it."""
        row = self.row()
        return {STAGED: True} if row is not None and row.stages > 1 and self.staged.isChecked() else {}

    def restore(self, job: TrainJob) -> None:
        """Show what a job that was begun before started from."""
        self.reload(job.base or NEW)
        row = architecture_of(job.network) if job.network else None
        self.architecture.setCurrentIndex(max(0, self.architecture.findData(row.key if row is not None else "")))
        self.encoder.setCurrentIndex(max(0, self.encoder.findData(job.network.get(ENCODER, ""))))
        self.staged.setChecked(bool(job.changes.get(STAGED)))

    def _on_base(self) -> None:
        card = self.card()
        self.card_label.setText(classes_html(card) if card else "")
        self.card_label.setVisible(card is not None)
        self.network.setVisible(not self.base())
        self._on_network()
        self.network.setCollapsed(self.network.isCollapsed())  # it draws its frame right only when told while it is seen

    def _on_network(self) -> None:
        row = self.row()
        self.encoder.setEnabled(row is not None and row.takes_encoder)
        self.about.show_text(architecture_texts.summary(row or DEFAULT))
        self.staged.setVisible(row is not None and row.stages > 1)
        self.changed.emit()


class Sentence(QLabel):
    """Wrapped text that asks for the height it needs at its width: a form around it would cut its last line."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self.setText(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Called by Qt."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumHeight(0)  # it would count for the next line
        self.setMinimumHeight(self.heightForWidth(self.width()))


class TrainOptions(QgsCollapsibleGroupBox):
    """The group "More". What is left on "Automatic" does not go into the job's `changes`."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(translate("Landweave", "More"), parent)
        self.setObjectName("trainMore")
        self.setSaveCollapsedState(False)
        self.setCollapsed(True)
        self._build()
        self._lay_out()
        self.folder.fileChanged.connect(self._on_folder)
        self.device.currentIndexChanged.connect(self.changed)
        for spin in self._numbers.values():
            spin.valueChanged.connect(self.changed)
        self.chip_px.editingFinished.connect(self._snap_chip)

    def _build(self) -> None:
        self.folder = QgsFileWidget()
        self.folder.setObjectName("trainFolder")
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.setFilePath(settings.TRAIN_FOLDER.get())
        self.folder.lineEdit().setPlaceholderText(default_models_folder())
        self.folder.setToolTip(translate("Landweave", "The new model gets a folder of its own in this one"))
        self.device = _combo("trainDevice")
        self.device.addItem(translate("Landweave", "Automatic"), "auto")
        self.device.addItem(translate("Landweave", "Processor (CPU)"), "cpu")
        self.device.addItem(translate("Landweave", "Graphics card (NVIDIA)"), "cuda")
        self.device.addItem(translate("Landweave", "Graphics card (Apple)"), "mps")
        self.device.setCurrentIndex(max(0, self.device.findData(settings.DEVICE.get())))
        self.epochs = _number("trainEpochs", 10000, 1)
        self.epochs.setToolTip(translate("Landweave", "How many rounds it trains at most; it ends when it gets no better"))
        self.chip_px = _number("trainChip", 4096, 32)
        self.chip_px.setSuffix(translate("Landweave", " px"))
        self.chip_px.setToolTip(translate("Landweave", "Size of the pieces that it learns from"))
        self.batch = _number("trainBatch", 1024, 1)
        self.batch.setToolTip(translate("Landweave", "How many pieces it learns from at once; more need more memory"))
        self.learning_rate = QgsDoubleSpinBox()
        self.learning_rate.setObjectName("trainRate")
        self.learning_rate.setDecimals(6)
        self.learning_rate.setRange(0.0, 1.0)
        self.learning_rate.setSingleStep(0.0001)
        self.learning_rate.setSpecialValueText(translate("Landweave", "Automatic"))
        self.learning_rate.setClearValue(0.0)
        self.learning_rate.setToolTip(translate("Landweave", "How large its steps are; smaller where the loss jumps"))
        self._numbers = {
            "epochs": self.epochs, "learning_rate": self.learning_rate, "chip_px": self.chip_px, "batch": self.batch,
        }  # fmt: skip

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Landweave", "Save in"), self.folder)
        form.addRow(translate("Landweave", "Run on"), self.device)
        form.addRow(translate("Landweave", "Epochs"), self.epochs)
        form.addRow(translate("Landweave", "Learning rate"), self.learning_rate)
        form.addRow(translate("Landweave", "Chip size"), self.chip_px)
        form.addRow(translate("Landweave", "Batch"), self.batch)

    # values

    def models_folder(self) -> str:
        """Where the new model's folder is made."""
        return self.folder.filePath().strip() or default_models_folder()

    def changes(self) -> Dict[str, Any]:
        """The values that the person set."""
        return {name: spin.value() for name, spin in self._numbers.items() if spin.value() > 0}

    def restore(self, job: TrainJob) -> None:
        """Show the values of a job that was begun before."""
        folder = os.path.dirname(job.output_dir)
        self.folder.setFilePath("" if folder == default_models_folder() else folder)
        self.device.setCurrentIndex(max(0, self.device.findData(job.device)))
        for name, spin in self._numbers.items():
            spin.setValue(job.changes.get(name, 0))

    def show_planned(self, facts: Mapping[str, Any]) -> None:
        """Say which values "Automatic" stands for, once the engine has planned."""
        for name, unit in (("epochs", ""), ("chip_px", translate("Landweave", " px")), ("batch", "")):
            if facts.get(name) and self._numbers[name].value() == 0:
                text = translate("Landweave", "Automatic ({n})").format(n=f"{facts[name]}{unit}")
                self._numbers[name].setSpecialValueText(text)

    def _on_folder(self) -> None:
        settings.TRAIN_FOLDER.set(self.folder.filePath().strip())
        self.changed.emit()

    def _snap_chip(self) -> None:
        """Networks want multiples of 32: the nearest one is taken, visibly."""
        if self.chip_px.value() > 0:
            self.chip_px.setValue(max(32, round(self.chip_px.value() / 32) * 32))


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    combo.setMinimumContentsLength(12)
    return combo


def _number(name: str, maximum: int, step: int) -> QgsSpinBox:
    spin = QgsSpinBox()
    spin.setObjectName(name)
    spin.setRange(0, maximum)
    spin.setSingleStep(step)
    spin.setSpecialValueText(translate("Landweave", "Automatic"))
    spin.setClearValue(0)
    return spin
