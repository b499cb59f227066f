"""The two small dialogs that begin the work on labels: a new label project, or one that exists."""

from __future__ import annotations

import html
import os
from typing import Dict, Optional, Tuple

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from ..core.contract import labels as schema
from ..core.contract.card import ModelCard
from ..core.contract.errors import JobError
from . import messages
from .model_combo import class_icon, classes_html, wrapping_label

translate = QCoreApplication.translate
EXTENSION = ".gpkg"
IGNORED = -1  # of the combo that says what unlabelled pixels are


class LabelsDialog(QDialog):
    """A file and a button that stays grey, with the reason below, while there is something wrong with the file."""

    def __init__(self, title: str, button: str, mode: QgsFileWidget.StorageMode, parent: Optional[QWidget]) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(60 * self.fontMetrics().averageCharWidth())
        self.file = QgsFileWidget()
        self.file.setObjectName("labelsPath")
        self.file.setStorageMode(mode)
        self.file.setFilter(translate("Landweave", "Label projects (*.gpkg)"))
        self.file.setDialogTitle(title)
        self.problem = QLabel()
        self.problem.setObjectName("labelsProblem")
        self.problem.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.ok = buttons.addButton(button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setObjectName("createLabelsButton")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow(translate("Landweave", "File"), self.file)
        layout = QVBoxLayout(self)
        layout.addLayout(self.form)
        layout.addWidget(self.problem)
        layout.addWidget(buttons)
        self.file.fileChanged.connect(self.look)

    def path(self) -> str:
        """The file that was named."""
        return self.file.filePath().strip()

    def why_not(self) -> str:
        """What is wrong with the file, empty for nothing."""
        raise NotImplementedError

    def look(self) -> None:
        """Say what is wrong with the file, and whether the button may be pressed."""
        reason = self.why_not() if self.path() else ""
        self.problem.setText(reason)
        self.ok.setEnabled(bool(self.path()) and not reason)


class OpenLabelsDialog(LabelsDialog):
    """Choose a label project that exists."""

    def __init__(self, path: str, parent: Optional[QWidget] = None) -> None:
        title, button = translate("Landweave", "Open labels"), translate("Landweave", "Open")
        super().__init__(title, button, QgsFileWidget.StorageMode.GetFile, parent)
        self.setObjectName("openLabelsDialog")
        self.file.setFilePath(path)
        self.look()

    def why_not(self) -> str:
        """What is wrong with the file: it is not there, or no label project."""
        try:
            schema.read_project(self.path())
        except JobError as error:
            return " ".join(messages.describe_error(error)).strip()
        return ""


class NewLabelsDialog(LabelsDialog):
    """Where a new label project goes, with which classes, and what the places without a label are."""

    def __init__(self, path: str, cards: Dict[str, ModelCard], folder: str, parent: Optional[QWidget] = None) -> None:
        title, button = translate("Landweave", "New labels"), translate("Landweave", "Create")
        super().__init__(title, button, QgsFileWidget.StorageMode.SaveFile, parent)
        self.setObjectName("newLabelsDialog")
        self._cards = cards
        self.file.setConfirmOverwrite(False)  # a file that exists is refused below
        self.template = QComboBox()
        self.template.setObjectName("labelsClasses")
        for key, card in cards.items():
            self.template.addItem(translate("Landweave", "Those of {model}").format(model=card.name), key)
        self.template.addItem(translate("Landweave", "My own, added afterwards"), "")
        self.template.setCurrentIndex(max(0, self.template.findData(folder)))
        self.preview = wrapping_label("labelsClassPreview")
        self.unlabelled = QComboBox()
        self.unlabelled.setObjectName("labelsUnlabelled")
        self.note = wrapping_label("labelsUnlabelledNote")
        self.form.addRow(translate("Landweave", "Classes"), self.template)
        self.form.addRow(self.preview)
        self.form.addRow(QLabel(translate("Landweave", "What is left unlabelled inside an area is")))
        self.form.addRow(self.unlabelled)
        self.form.addRow(self.note)
        self.template.currentIndexChanged.connect(self._on_template)
        self.unlabelled.currentIndexChanged.connect(self._on_unlabelled)
        self.file.setFilePath(path)
        self._on_template()
        self.look()

    def path(self) -> str:
        """The file that was named, as a GeoPackage."""
        path = super().path()
        return path if not path or path.lower().endswith(EXTENSION) else path + EXTENSION

    def why_not(self) -> str:
        """What is wrong with the file: it exists, or its folder does not."""
        folder = os.path.dirname(os.path.abspath(self.path()))
        if os.path.exists(self.path()):
            return " ".join(messages.describe_error(JobError("labels.exists", path=self.path()))).strip()
        if not os.path.isdir(folder):
            return translate("Landweave", "There is no folder “{folder}”.").format(folder=folder)
        if not os.access(folder, os.W_OK):
            return translate("Landweave", "Files cannot be made in the folder “{folder}”.").format(folder=folder)
        return ""

    def folder(self) -> str:
        """The folder of the model whose classes are taken, empty for none."""
        return str(self.template.currentData() or "")

    def classes(self) -> Tuple[schema.LabelClass, ...]:
        """The classes to begin with."""
        card = self._cards.get(self.folder())
        found = card.classes if card is not None else ()
        return tuple(schema.LabelClass(c.value, c.name, c.color, place) for place, c in enumerate(found))

    def unlabelled_value(self) -> Optional[int]:
        """The class of what has no label, None where it is ignored."""
        value = self.unlabelled.currentData()
        return None if value is None or int(value) == IGNORED else int(value)

    def _on_template(self) -> None:
        card = self._cards.get(self.folder())
        self.preview.setText(classes_html(card) if card else "")
        self.preview.setVisible(card is not None)
        fill_unlabelled(self.unlabelled, self.classes(), None)
        self._on_unlabelled()

    def _on_unlabelled(self) -> None:
        if self.unlabelled_value() is None:
            text = translate("Landweave", "Label only what you are sure of; the rest teaches the model nothing.")
        else:
            text = translate("Landweave", "Then label everything else in an area completely: what you forget teaches a mistake.")
        self.note.setText(html.escape(text))


def fill_unlabelled(combo: QComboBox, classes: Tuple[schema.LabelClass, ...], current: Optional[int]) -> None:
    """Offer what unlabelled pixels can be: ignored, or one of the classes."""
    combo.blockSignals(True)
    combo.clear()
    combo.addItem(translate("Landweave", "ignored"), IGNORED)
    for item in classes:
        combo.addItem(class_icon(item.color), translate("Landweave", "the class {name}").format(name=item.name), item.value)
    combo.setCurrentIndex(max(0, combo.findData(IGNORED if current is None else current)))
    combo.blockSignals(False)
