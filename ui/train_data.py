"""What to learn from: the labels of a label project, or folders with images and masks."""

from __future__ import annotations

import html
import os
from typing import Any, Dict, Mapping, Optional, Tuple

from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..core.contract.card import ModelCard
from ..core.contract.job_parts import RasterSource
from ..core.contract.jobs import DatasetJob, TrainData
from ..core.contract.labels import read_area_sources
from . import bands_dialog, layers
from .model_combo import class_icon

translate = QCoreApplication.translate

LOOK_MS = 400  # after the last letter of a folder's name that is being typed
NAMES_GUESSED = "dataset.names_guessed"
SCANNED_MASKS = 200  # of a folder; enough to meet every class


class Incomplete(Exception):  # noqa: N818 - no error: the person has not chosen everything yet
    """A sentence that says what is still to be chosen."""


def raster_layers(project_path: str) -> Dict[str, QgsRasterLayer]:
    """Area source -> the layer of the QGIS project that shows it. Raises `JobError` ("labels.*")."""
    found = {}
    for source in read_area_sources(project_path):
        layer = layers.find_layer(source, QgsProject.instance())
        if isinstance(layer, QgsRasterLayer) and layer.isValid() and not layers.needs_export(layer):
            found[source] = layer
    return found


def raster_sources(project_path: str, card: Optional[ModelCard]) -> Dict[str, RasterSource]:
    """The areas' rasters as QGIS has them: with the CRS, nodata and bands that the person gave them there.

    Without a base model, and where the engine has to match bands itself, no bands are named. Raises `JobError` ("labels.*").
    """
    sources = {}
    for source, layer in raster_layers(project_path).items():
        numbers: Tuple[int, ...] = ()
        if card is not None:
            match = layers.model_band_numbers(card, layer)
            numbers = match.numbers if match.complete else bands_dialog.remembered_bands(card, layer) or ()
        sources[source] = layers.raster_source(layer, numbers)
    return sources


class TrainDataChoice(QWidget):
    """`changed` tells that other data are chosen."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._taken: Dict[str, Dict[str, RasterSource]] = {}  # of jobs that were begun before: project -> rasters
        self._scanned: Optional[DatasetJob] = None  # whose classes are shown
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.setInterval(LOOK_MS)
        self._build_labels()
        self._build_folders()
        self._lay_out()
        self._connect()
        self._on_kind()

    # building

    def _build_labels(self) -> None:
        self.labels = QRadioButton(translate("Landweave", "My labels"))
        self.labels.setObjectName("dataLabels")
        self.labels.setToolTip(translate("Landweave", "Areas and labels that you made on the map"))
        self.labels.setChecked(True)
        self.project = QgsFileWidget()
        self.project.setObjectName("labelProject")
        self.project.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        self.project.setFilter(translate("Landweave", "Label projects (*.gpkg)"))
        self.project.lineEdit().setPlaceholderText(translate("Landweave", "Label project"))

    def _build_folders(self) -> None:
        self.folders = QRadioButton(translate("Landweave", "Image and mask folders"))
        self.folders.setObjectName("dataFolders")
        self.folders.setToolTip(
            translate("Landweave", "A folder with images and, beside them, masks of the same names whose pixels are classes")
        )
        self.kinds = QButtonGroup(self)
        self.kinds.addButton(self.labels)
        self.kinds.addButton(self.folders)
        self.folder = QgsFileWidget()
        self.folder.setObjectName("dataFolder")
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.lineEdit().setPlaceholderText(translate("Landweave", "Folder with images and masks"))
        self.found = QLabel()
        self.found.setObjectName("foldersFound")
        self.found.setWordWrap(True)
        self.images, self.masks = _line("imageFiles"), _line("maskFiles")
        self.validation, self.test = _line("checkImages"), _line("testImages")
        for line in (self.images, self.masks, self.validation, self.test):
            line.setPlaceholderText(translate("Landweave", "Automatic"))
        self.images.setToolTip(translate("Landweave", "Which files are images, such as images/*.png"))
        self.masks.setToolTip(translate("Landweave", "Which files are masks, such as masks/*.png"))
        self.validation.setToolTip(translate("Landweave", "Part of the path of images that only check the model, such as /val/"))
        self.test.setToolTip(translate("Landweave", "Part of the path of images that are left out of training and checks"))
        self.classes = ClassNames()
        self.more = QgsCollapsibleGroupBox(translate("Landweave", "Files and classes"))
        self.more.setObjectName("dataMore")
        self.more.setSaveCollapsedState(False)
        self.more.setCollapsed(True)

    def _lay_out(self) -> None:
        form = QFormLayout(self.more)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Landweave", "Images"), self.images)
        form.addRow(translate("Landweave", "Masks"), self.masks)
        form.addRow(translate("Landweave", "Check with"), self.validation)
        form.addRow(translate("Landweave", "Leave out"), self.test)
        form.addRow(self.classes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.labels, self.folders, self.project, self.folder, self.found, self.more):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self.labels.toggled.connect(self._on_kind)
        self.project.fileChanged.connect(self.changed)
        self.folder.fileChanged.connect(self._look_soon.start)
        self._look_soon.timeout.connect(self._on_folder)
        for line in (self.images, self.masks, self.validation, self.test):
            line.textEdited.connect(self._on_edited)
        self.classes.renamed.connect(self.changed)

    # what is set

    def set_label_project(self, path: str) -> None:
        """The label project that is open, or an empty text; it becomes the one to learn from unless folders were chosen."""
        if path == self.project.filePath():
            return
        if path and not self.folder.filePath():
            self.labels.setChecked(True)
        self.project.setFilePath(path)

    def project_path(self) -> str:
        """The label project to learn from, empty where folders are."""
        return self.project.filePath().strip() if self.labels.isChecked() else ""

    def title(self) -> str:
        """What the data are called: a good name for a model."""
        path = self.project_path() or self.folder.filePath().strip()
        name = os.path.basename(path.rstrip("/\\"))
        return os.path.splitext(name)[0] if self.labels.isChecked() else name

    def question(self) -> Optional[DatasetJob]:
        """What the engine has to look at before `data` knows the classes; None where it has, or need not."""
        job = self._scan_job()
        known = self.labels.isChecked() or self._look_soon.isActive() or job == self._scanned
        return None if known or not job.folder else job

    def _scan_job(self) -> DatasetJob:
        folder, images, masks = (line.text().strip() for line in (self.folder.lineEdit(), self.images, self.masks))
        return DatasetJob(folder, images, masks, most=SCANNED_MASKS)

    def show_scan(self, job: DatasetJob, facts: Mapping[str, Any]) -> None:
        """The engine's answer to `question`."""
        self._scanned = job
        names = {**facts.get("labels", {}), **facts.get("colors", {})}
        colors = {str(code): str(c["color"]) for c in facts.get("classes") or () for code in c.get("codes") or ()}
        self.classes.show_classes(names, colors)
        guessed = any(finding.get("code") == NAMES_GUESSED for finding in facts.get("findings") or ())
        if guessed or not facts.get("usable", True):
            self.more.setCollapsed(False)  # the classes want names, or the person knows better which files are which
        pairs = facts.get("pairs") or {}
        if sum(pairs.values()):
            text = translate("Landweave", "Images with masks: {n}. Classes in the masks: {classes}.")
            classes = ", ".join(dict.fromkeys(self.classes.names().values()))
            self._show_found(html.escape(text.format(n=sum(pairs.values()), classes=classes)))

    def data(self, card: Optional[ModelCard]) -> TrainData:
        """The data for a model that starts from `card`. Raises `Incomplete`, `JobError` ("labels.*")."""
        if self.labels.isChecked():
            path = self.project_path()
            if not path:
                raise Incomplete(translate("Landweave", "Choose the label project to learn from."))
            return TrainData(project=path, rasters={**self._taken.get(path, {}), **raster_sources(path, card)})
        if self._look_soon.isActive():
            self._forget_folder()
        if not self.folder.filePath().strip():
            raise Incomplete(translate("Landweave", "Choose the folder with images and masks."))
        labels, colors = self.classes.tables()
        return TrainData(
            folder=self.folder.filePath().strip(), images=self.images.text().strip(), masks=self.masks.text().strip(),
            labels=labels, colors=colors, validation=_parts(self.validation.text()), test=_parts(self.test.text()),
        )  # fmt: skip

    def restore(self, data: TrainData) -> None:
        """Show the data of a job that was begun before."""
        if data.project:
            self._taken[data.project] = dict(data.rasters)
            self.labels.setChecked(True)
            self.project.setFilePath(data.project)
            return
        self.folders.setChecked(True)
        self.folder.setFilePath(data.folder)
        self._forget_folder()
        for line, text in (
            (self.images, data.images), (self.masks, data.masks),
            (self.validation, "; ".join(data.validation)), (self.test, "; ".join(data.test)),
        ):  # fmt: skip
            line.setText(text)
        self.classes.restore({**data.labels, **data.colors})
        self._scanned = self._scan_job()
        self.changed.emit()

    # slots

    def _on_kind(self) -> None:
        by_labels = self.labels.isChecked()
        self.project.setVisible(by_labels)
        for widget in (self.folder, self.more):
            widget.setVisible(not by_labels)
        self.more.setCollapsed(self.more.isCollapsed())  # it draws its frame right only when told while it is seen
        self.found.setVisible(not by_labels and bool(self.found.text()))
        self.changed.emit()

    def _on_folder(self) -> None:
        self._forget_folder()
        self.changed.emit()

    def _forget_folder(self) -> None:
        """Another folder: what was said about the files of the one before does not hold for it."""
        self._look_soon.stop()
        for line in (self.images, self.masks, self.validation, self.test):
            line.clear()
        self._scanned = None
        self.classes.restore({})
        self._show_found("")
        self.more.setCollapsed(True)

    def _show_found(self, text: str) -> None:
        self.found.setText(text)
        self.found.setVisible(bool(text) and self.folders.isChecked())

    def _on_edited(self) -> None:
        self._show_found("")
        self.changed.emit()


def _parts(text: str) -> Tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _line(name: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    return line


class ClassNames(QTableWidget):
    """The classes in the masks, whose names can be edited; two values of one name are one class."""

    renamed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(0, 2, parent)
        self.setObjectName("maskClasses")
        self.setHorizontalHeaderLabels([translate("Landweave", "In the masks"), translate("Landweave", "Class name")])
        self.verticalHeader().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._given: Dict[str, str] = {}
        self.itemChanged.connect(self._on_item)
        self.show_classes({}, {})

    def restore(self, names: Mapping[str, str]) -> None:
        """Mask value ("3") or colour ("#rrggbb") -> class name, as a person gave them earlier."""
        self._given = dict(names)
        self.show_classes(names, {})

    def show_classes(self, names: Mapping[str, str], colors: Mapping[str, str]) -> None:
        """Show what the masks hold; names that the person gave stay."""
        self.blockSignals(True)
        self.setRowCount(len(names))
        for row, (key, name) in enumerate(names.items()):
            shown = QTableWidgetItem(class_icon(colors.get(key, key if key.startswith("#") else "#00000000")), key)
            shown.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.setItem(row, 0, shown)
            self.setItem(row, 1, QTableWidgetItem(self._given.get(key, name)))
        self.blockSignals(False)
        self.setVisible(bool(names))
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth())

    def names(self) -> Dict[str, str]:
        """Mask value or colour -> class name, as shown."""
        return {self.item(row, 0).text(): self.item(row, 1).text().strip() for row in range(self.rowCount())}

    def tables(self) -> Tuple[Dict[str, str], Dict[str, str]]:
        """`labels` and `colors` of a `TrainData`."""
        labels = {key: name for key, name in self.names().items() if not key.startswith("#")}
        colors = {key: name for key, name in self.names().items() if key.startswith("#")}
        return labels, colors

    def _on_item(self, item: QTableWidgetItem) -> None:
        key = self.item(item.row(), 0).text()
        if not item.text().strip():  # a class needs a name: back to the one before
            self.blockSignals(True)
            item.setText(self._given.get(key, key))
            self.blockSignals(False)
            return
        self._given[key] = item.text().strip()
        self.renamed.emit()
