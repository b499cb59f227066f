"""Asks what a model from elsewhere does not say about itself. What its file does say stands in the fields already."""

from __future__ import annotations

import html
from typing import Any, Mapping, Optional, Tuple

from qgis.gui import QgsDoubleSpinBox
from qgis.PyQt.QtCore import QCoreApplication, QSize
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from ..core.contract.architectures import (
    ARCHITECTURES,
    ENCODER,
    MODEL_CLASS,
    Architecture,
    architecture,
    architecture_of,
)
from ..core.contract.card import Band, Scaling
from ..core.contract.model_jobs import ImportModelJob
from . import architecture_texts
from .class_editor import LEAST_CLASSES, ClassEditor
from .model_combo import wrapping_label
from .model_file import ModelFile

translate = QCoreApplication.translate

AS_IT_IS, UNIT, IMAGENET, OWN = "as-it-is", "unit", "imagenet", "own"
IMAGENET_MEAN, IMAGENET_STDDEV = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of red, green, blue between 0 and 1
BYTE_SCALE = Scaling("scale", value=(1 / 255,))
# common name -> wavelength in micrometres, as in STAC
KNOWN_BANDS = {"blue": 0.48, "green": 0.56, "red": 0.65, "rededge": 0.72, "nir": 0.84, "swir16": 1.6, "swir22": 2.2}
BAND_SETS = ("red, green, blue", "red, green, blue, nir", "nir, red, green")


class ImportModelDialog(QDialog):
    """One form. `job()` is what to import when it was accepted."""

    def __init__(self, model: ModelFile, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("importModelDialog")
        self.setWindowTitle(translate("Landweave", "Add the model {name}").format(name=model.name))
        self._model = model
        self._build()
        self._lay_out()
        self._fill()
        self._connect()
        self._check()

    def _build(self) -> None:
        self.intro = wrapping_label("importIntro")
        self.trouble = wrapping_label("importTrouble")
        self.trouble.hide()
        self.missing = wrapping_label("importMissing")
        self.name, self.license = _line("importName"), _line("importLicense")
        self.license.setPlaceholderText(translate("Landweave", "not known"))
        self.architecture, self.encoder = _combo("importArchitecture"), _combo("importEncoder")
        if not self._model.path.lower().endswith(".safetensors"):  # a checkpoint may note it; the engine reads that
            self.architecture.addItem(translate("Landweave", "as the file says"), "")
        for row in ARCHITECTURES:
            self.architecture.addItem(architecture_texts.title(row), row.key)
        self.encoder.setEditable(True)
        self.encoder.addItems(list(architecture_texts.ENCODERS))
        self.encoder.setToolTip(translate("Landweave", "As segmentation-models-pytorch calls it, such as resnet34"))
        self.classes = ClassEditor()
        self.bands = _combo("importBands")
        self.bands.setEditable(True)
        self.bands.addItems(list(BAND_SETS))
        self.bands.setToolTip(translate("Landweave", "The names of its bands in their order, with commas between them"))
        self.pixel = QgsDoubleSpinBox()
        self.pixel.setObjectName("importPixel")
        self.pixel.setDecimals(3)
        self.pixel.setRange(0.0, 10000.0)
        self.pixel.setSuffix(translate("Landweave", " m"))
        self.pixel.setSpecialValueText(translate("Landweave", "not set"))
        self.pixel.setClearValue(0.0)
        self.pixel.setToolTip(translate("Landweave", "Pixel size of the images it was trained on"))
        self.dtype = _combo("importType")
        self.dtype.addItem(translate("Landweave", "8 bit (0 to 255)"), "uint8")
        self.dtype.addItem(translate("Landweave", "16 bit (0 to 65535)"), "uint16")
        self.dtype.addItem(translate("Landweave", "decimal numbers"), "float32")
        self.scaling = _combo("importScaling")
        self.mean, self.stddev = _line("importMean"), _line("importStddev")
        for line in (self.mean, self.stddev):
            line.setPlaceholderText(translate("Landweave", "one number, or one for each band"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        add = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        add.setObjectName("importAdd")
        add.setText(translate("Landweave", "Add"))

    def _lay_out(self) -> None:
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow(translate("Landweave", "Name"), self.name)
        if self._model.kind == "weights":
            self.form.addRow(translate("Landweave", "Architecture"), self.architecture)
            self.form.addRow(translate("Landweave", "Encoder"), self.encoder)
        self.form.addRow(translate("Landweave", "Classes"), self.classes)
        self.form.addRow(translate("Landweave", "Bands"), self.bands)
        self.form.addRow(translate("Landweave", "Pixel size"), self.pixel)
        self.form.addRow(translate("Landweave", "Values"), self.dtype)
        self.form.addRow(translate("Landweave", "Scaling"), self._scaling_field())
        self.form.addRow(translate("Landweave", "Licence"), self.license)
        layout = QVBoxLayout(self)
        layout.addWidget(self.intro)
        layout.addWidget(self.trouble)
        layout.addLayout(self.form, 1)
        layout.addWidget(self.missing)
        layout.addWidget(self.buttons)
        self.resize(QSize(440, 560))

    def _scaling_field(self) -> QWidget:
        self.own_scaling = QWidget()
        numbers = QFormLayout(self.own_scaling)
        numbers.setContentsMargins(0, 0, 0, 0)
        numbers.addRow(translate("Landweave", "Mean"), self.mean)
        numbers.addRow(translate("Landweave", "Deviation"), self.stddev)
        field = QWidget()
        layout = QVBoxLayout(field)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scaling)
        layout.addWidget(self.own_scaling)
        return field

    def _fill(self) -> None:
        model = self._model
        text = translate("Landweave", "The file does not say all that Landweave needs to use this model. Its author knows.")
        self.intro.setText(html.escape(text))
        self.name.setText(model.name)
        self.architecture.setCurrentIndex(max(0, self.architecture.findData("")))
        self._show_network(model.network)
        self.classes.set_classes(model.class_names)
        self.classes.set_count(max(LEAST_CLASSES, len(model.class_names), model.classes), model.class_names)
        bands = model.bands or 3
        self.bands.setEditText(_bands_text(bands))
        self.pixel.setValue(model.resolution_m)
        first = translate("Landweave", "as the file says") if model.kind == "onnx" else translate("Landweave", "none")
        self.scaling.addItem(first, AS_IT_IS)
        self.scaling.addItem(translate("Landweave", "to 0 … 1 (divide by 255)"), UNIT)
        self.scaling.addItem(translate("Landweave", "as ImageNet (red, green, blue)"), IMAGENET)
        self.scaling.addItem(translate("Landweave", "mean and deviation"), OWN)
        self.scaling.setCurrentIndex(0 if model.kind == "onnx" else self.scaling.findData(IMAGENET if bands == 3 else OWN))

    def _show_network(self, network: Any) -> None:
        row = architecture_of(network) if network.get(MODEL_CLASS) else None
        if row is not None:
            self.architecture.setCurrentIndex(max(0, self.architecture.findData(row.key)))
        if network.get(ENCODER):
            self.encoder.setEditText(str(network[ENCODER]))

    def _connect(self) -> None:
        for line in (self.name, self.mean, self.stddev):
            line.textChanged.connect(self._check)
        for combo in (self.architecture, self.scaling):
            combo.currentIndexChanged.connect(self._check)
        self.bands.editTextChanged.connect(self._check)
        self.pixel.valueChanged.connect(self._check)
        self.encoder.editTextChanged.connect(self._check)
        self.classes.changed.connect(self._check)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    # what stands in it

    def show_trouble(self, text: str) -> None:
        """Say what was wrong with what the form said before."""
        self.trouble.setText(html.escape(text))
        self.trouble.setVisible(bool(text))
        self.intro.setVisible(not text)
        self._grow()

    def _grow(self) -> None:
        """As high as its texts need at this width: a layout does not count wrapped lines by itself."""
        needed = self.layout().minimumHeightForWidth(self.width())
        if needed > self.height():
            self.resize(self.width(), needed)

    def learn(self, data: Mapping[str, Any]) -> None:
        """Take over what the engine found out about the file: how many classes and bands it has ("model.incomplete")."""
        classes, bands = int(data.get("count_classes") or 0), int(data.get("count_bands") or 0)
        if classes >= LEAST_CLASSES:
            self.classes.set_count(classes, self._model.class_names)
        if bands and bands != len(self.band_names()):
            self.bands.setEditText(_bands_text(bands))

    def network_row(self) -> Optional[Architecture]:
        """The chosen architecture, None for the one that the file notes."""
        key = str(self.architecture.currentData() or "")
        return architecture(key) if key else None

    def band_names(self) -> Tuple[str, ...]:
        """The bands in their order."""
        return tuple(name.strip() for name in self.bands.currentText().split(",") if name.strip())

    def job(self, output_dir: str = "") -> ImportModelJob:
        """What to import, into the new folder `output_dir`."""
        row, network = self.network_row(), {}
        if self._model.kind == "weights" and row is not None:
            network = row.with_encoder(self.encoder.currentText().strip())
        bands = tuple(
            Band(name, name.lower() if name.lower() in KNOWN_BANDS else "", KNOWN_BANDS.get(name.lower()))
            for name in self.band_names()
        )
        return ImportModelJob(
            self._model.path, output_dir, self._model.kind, self.name.text().strip(), self.license.text().strip(), network, bands,
            self.classes.classes(), self.pixel.value(), str(self.dtype.currentData()), self._scaling_steps(),
        )  # fmt: skip

    def _scaling_steps(self) -> Tuple[Scaling, ...]:
        kind = self.scaling.currentData()
        if kind == UNIT:
            return (BYTE_SCALE,)
        if kind == IMAGENET:
            return (BYTE_SCALE, Scaling("z-score", mean=IMAGENET_MEAN, stddev=IMAGENET_STDDEV))
        if kind == OWN:
            return (Scaling("z-score", mean=_numbers(self.mean.text()), stddev=_numbers(self.stddev.text())),)
        return ()

    def why_not(self) -> str:
        """What is missing or cannot be, empty where nothing is."""
        names, bands = [c.name for c in self.classes.classes()], len(self.band_names())
        if not self.name.text().strip():
            return translate("Landweave", "The model needs a name.")
        if not all(names) or len({name.casefold() for name in names}) < len(names):
            return translate("Landweave", "Each class needs a name of its own.")
        if not bands:
            return translate("Landweave", "Name its bands, such as red, green, blue.")
        if not self.pixel.value():
            return translate("Landweave", "Say the pixel size of the images that it was trained on.")
        if self.scaling.currentData() == IMAGENET and bands != len(IMAGENET_MEAN):
            return translate("Landweave", "The scaling of ImageNet is for three bands.")
        if self.scaling.currentData() == OWN:
            mean, stddev = _numbers(self.mean.text()), _numbers(self.stddev.text())
            if not {len(mean), len(stddev)} <= {1, bands} or not all(stddev):
                return translate("Landweave", "Mean and deviation are one number, or one for each band; a deviation is not 0.")
        return ""

    def _check(self) -> None:
        own = self.scaling.currentData() == OWN
        if own == self.own_scaling.isHidden():
            self.own_scaling.setVisible(own)
            self._grow()
        row = self.network_row()
        self.encoder.setEnabled(row is not None and row.takes_encoder)
        self.architecture.setToolTip("" if row is None else architecture_texts.summary(row))
        reason = self.why_not()
        button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        button.setEnabled(not reason)
        self.missing.setText(html.escape(reason))


def _bands_text(bands: int) -> str:
    """The usual bands of an image with so many, otherwise their numbers."""
    known = next((text for text in BAND_SETS if len(text.split(",")) == bands), "")
    return known or ", ".join(translate("Landweave", "band {n}").format(n=number + 1) for number in range(bands))


def _numbers(text: str) -> Tuple[float, ...]:
    """Numbers with commas or spaces between them, empty for what is none."""
    try:
        return tuple(float(part) for part in text.replace(",", " ").replace(";", " ").split())
    except ValueError:
        return ()


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    return line


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    return combo
