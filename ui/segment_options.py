"""The group "More": everything that has a good value by itself and that few people need to touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional, Tuple

from qgis.gui import QgsCollapsibleGroupBox, QgsDoubleSpinBox, QgsFileWidget, QgsSpinBox
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QWidget

from ..core.contract.card import ModelCard, Tiling, Weights
from ..core.contract.job_parts import VECTOR_FORMATS, PolygonOptions
from . import settings

translate = QCoreApplication.translate
AUTOMATIC = -1  # of the spin boxes; 0 is a real halo
MAX_TILE_PX = 16384
MAX_HALO_PX = 4096


@dataclass(frozen=True)
class Options:
    """The values of "More" as a job wants them: 0 (halo -1) means "what the card and the memory say"."""

    tile_px: int
    halo_px: int
    batch: int
    device: str
    confidence: bool
    polygons: Optional[PolygonOptions]
    output_dir: str
    name: str
    anew: bool


class SegmentOptions(QgsCollapsibleGroupBox):
    """Reads settings when it is built and writes those that are the person's habit (not tile, halo, batch, name, anew)."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(translate("Landweave", "More"), parent)
        self.setObjectName("moreGroup")
        self.setSaveCollapsedState(False)
        self.setCollapsed(True)
        self._stride_px = 1
        self._tiling: Optional[Tiling] = None
        self._network: Optional[Tuple[Tiling, Weights]] = None
        self._last_tile_px = AUTOMATIC
        self._build_output()
        self._build_polygons()
        self._build_network()
        self._lay_out()
        self._load()
        self._connect()
        self._enable_polygon_options()

    # building

    def _build_output(self) -> None:
        self.name = QLineEdit()
        self.name.setObjectName("outputName")
        self.name.setToolTip(translate("Landweave", "The name of the result's files and layers"))
        self.output_dir = QgsFileWidget()
        self.output_dir.setObjectName("outputDir")
        self.output_dir.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.output_dir.setToolTip(translate("Landweave", "Empty: beside the raster where that is possible"))
        self.anew = QCheckBox(translate("Landweave", "Start anew"))
        self.anew.setObjectName("startAnew")
        self.anew.setToolTip(translate("Landweave", "Take over nothing from a run of this name that was begun before"))
        self.confidence = QCheckBox(translate("Landweave", "Confidence raster"))
        self.confidence.setObjectName("confidence")
        self.confidence.setToolTip(translate("Landweave", "A second raster that says for each pixel how sure the model is"))

    def _build_polygons(self) -> None:
        self.polygons = QCheckBox(translate("Landweave", "Polygons"))
        self.polygons.setObjectName("polygons")
        self.polygons.setToolTip(translate("Landweave", "Also make a polygon layer of the classes"))
        self.format = QComboBox()
        self.format.setObjectName("polygonFormat")
        labels = {"GPKG": "GeoPackage"}
        for name in VECTOR_FORMATS:
            self.format.addItem(labels.get(name, name), name)
        self.min_area_m2 = _metres(translate("Landweave", " m²"), translate("Landweave", "Keep all"), 1e9)
        self.min_area_m2.setObjectName("minArea")
        self.min_area_m2.setToolTip(translate("Landweave", "Smaller patches are joined with what surrounds them"))
        self.simplify_m = _metres(translate("Landweave", " m"), translate("Landweave", "Follow the pixels"), 1e4)
        self.simplify_m.setObjectName("simplify")
        self.simplify_m.setToolTip(translate("Landweave", "How far an outline may be moved to make it simpler"))
        self.right_angles = QCheckBox(translate("Landweave", "Right-angled buildings"))
        self.right_angles.setObjectName("rightAngles")
        self.right_angles.setToolTip(translate("Landweave", "Give buildings straight walls and square corners"))

    def _build_network(self) -> None:
        self.device = QComboBox()
        self.device.setObjectName("device")
        self.device.addItem(translate("Landweave", "Automatic"), "auto")
        self.device.addItem(translate("Landweave", "Processor (CPU)"), "cpu")
        self.device.addItem(translate("Landweave", "Graphics card (NVIDIA)"), "cuda")
        self.device.addItem(translate("Landweave", "Graphics card (Apple)"), "mps")
        self.device.setToolTip(translate("Landweave", "Where the network runs"))
        self.tile_px = _pixels(MAX_TILE_PX, "tile")
        self.tile_px.setToolTip(
            translate("Landweave", "Size of the pieces that the network sees at once. Larger is faster and needs more memory.")
        )
        self.halo_px = _pixels(MAX_HALO_PX, "halo")
        self.halo_px.setToolTip(
            translate("Landweave", "Margin around each piece that is seen but not kept, so that no seams show")
        )
        self.batch = QgsSpinBox()
        self.batch.setObjectName("batch")
        self.batch.setRange(0, 1024)
        self.batch.setSpecialValueText(translate("Landweave", "Automatic"))
        self.batch.setClearValue(0)
        self.batch.setToolTip(translate("Landweave", "How many pieces go through the network together"))

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Landweave", "Name"), self.name)
        form.addRow(translate("Landweave", "Folder"), self.output_dir)
        form.addRow("", self.anew)
        form.addRow("", self.confidence)
        form.addRow("", self.polygons)
        form.addRow(translate("Landweave", "Format"), self.format)
        form.addRow(translate("Landweave", "Smallest area"), self.min_area_m2)
        form.addRow(translate("Landweave", "Simplify by"), self.simplify_m)
        form.addRow("", self.right_angles)
        form.addRow(translate("Landweave", "Run on"), self.device)
        form.addRow(translate("Landweave", "Tile"), self.tile_px)
        form.addRow(translate("Landweave", "Halo"), self.halo_px)
        form.addRow(translate("Landweave", "Batch"), self.batch)

    # values

    def _load(self) -> None:
        self.output_dir.setFilePath(settings.OUTPUT_DIR.get())
        self.confidence.setChecked(settings.CONFIDENCE.get())
        self.polygons.setChecked(settings.POLYGONS.get())
        self.format.setCurrentIndex(self.format.findData(settings.POLYGON_FORMAT.get()))
        self.min_area_m2.setValue(settings.MIN_AREA_M2.get())
        self.simplify_m.setValue(settings.SIMPLIFY_M.get())
        self.right_angles.setChecked(settings.RIGHT_ANGLES.get())
        self.device.setCurrentIndex(self.device.findData(settings.DEVICE.get()))

    def _connect(self) -> None:
        self.name.textChanged.connect(self.changed)
        self.anew.toggled.connect(self.changed)
        self.output_dir.fileChanged.connect(self._on_habit)
        for box in (self.confidence, self.polygons, self.right_angles):
            box.toggled.connect(self._on_habit)
        for combo in (self.format, self.device):
            combo.currentIndexChanged.connect(self._on_habit)
        for spin in (self.min_area_m2, self.simplify_m):
            spin.valueChanged.connect(self._on_habit)
        for spin in (self.tile_px, self.halo_px, self.batch):
            spin.valueChanged.connect(self.changed)
        self.halo_px.valueChanged.connect(self._snap_tile)
        self.tile_px.valueChanged.connect(self._snap_tile)

    def _on_habit(self) -> None:
        settings.OUTPUT_DIR.set(self.output_dir.filePath().strip())
        settings.CONFIDENCE.set(self.confidence.isChecked())
        settings.POLYGONS.set(self.polygons.isChecked())
        settings.POLYGON_FORMAT.set(self.format.currentData())
        settings.MIN_AREA_M2.set(self.min_area_m2.value())
        settings.SIMPLIFY_M.set(self.simplify_m.value())
        settings.RIGHT_ANGLES.set(self.right_angles.isChecked())
        settings.DEVICE.set(self.device.currentData())
        self._enable_polygon_options()
        self.changed.emit()

    def _enable_polygon_options(self) -> None:
        for widget in (self.format, self.min_area_m2, self.simplify_m, self.right_angles):
            widget.setEnabled(self.polygons.isChecked())

    def _snap_tile(self) -> None:
        """A tile is a multiple of the network's stride, and not nearly all halo: the nearest such one is taken, visibly.

        A step down from the smallest leads to "Automatic", a step up from there to the smallest.
        """
        tile, smallest = self.tile_px.value(), self._smallest_tile_px()
        stepped_down = self._last_tile_px == smallest and tile == smallest - self._stride_px
        whole = max(smallest, round(tile / self._stride_px) * self._stride_px)
        snapped = AUTOMATIC if tile <= 0 or stepped_down else whole
        self._last_tile_px = snapped
        self.tile_px.setValue(snapped)

    def _smallest_tile_px(self) -> int:
        return self._tiling.smallest_tile_px(self.halo_px.value()) if self._tiling is not None else self._stride_px

    def set_card(self, card: Optional[ModelCard]) -> None:
        """Take over what the card says; a network whose context is global has no free choice of tile and halo.

        The same network again, as when models are looked for anew or one is renamed, leaves the person's values alone.
        """
        network = (card.tiling, card.weights) if card else None
        if network == self._network:
            return
        self._network = network
        self._tiling = card.tiling if card else None
        self._stride_px = card.tiling.stride if card else 1
        self.tile_px.setSingleStep(self._stride_px)
        self.halo_px.setSingleStep(self._stride_px)
        free = card is None or card.tiling.context == "local"
        for spin in (self.tile_px, self.halo_px):
            spin.setValue(AUTOMATIC)
            spin.setEnabled(free)
        automatic = translate("Landweave", "Automatic")
        if card is not None:
            self.halo_px.setSpecialValueText(translate("Landweave", "Automatic ({n} px)").format(n=card.tiling.halo))
            fixed = translate("Landweave", "{n} px (part of the model)").format(n=card.tiling.tile)
            self.tile_px.setSpecialValueText(automatic if free else fixed)

    def show_planned(self, tile_px: int, batch: int) -> None:
        """Say which values "Automatic" stands for, once the engine has planned."""
        if self.tile_px.isEnabled() and tile_px > 0:
            self.tile_px.setSpecialValueText(translate("Landweave", "Automatic ({n} px)").format(n=tile_px))
        if batch > 0:
            self.batch.setSpecialValueText(translate("Landweave", "Automatic ({n})").format(n=batch))

    def values(self) -> Options:
        """What is set now; `output_dir` and `name` may be empty."""
        polygons = None
        if self.polygons.isChecked():
            polygons = PolygonOptions(
                format=str(self.format.currentData()),
                min_area_m2=self.min_area_m2.value(),
                simplify_m=self.simplify_m.value(),
                right_angles=self.right_angles.isChecked(),
            )
        return Options(
            tile_px=max(0, self.tile_px.value()),
            halo_px=self.halo_px.value(),
            batch=self.batch.value(),
            device=str(self.device.currentData()),
            confidence=self.confidence.isChecked(),
            polygons=polygons,
            output_dir=self.output_dir.filePath().strip(),
            name=self.name.text().strip(),
            anew=self.anew.isChecked(),
        )


def _metres(suffix: str, zero_text: str, maximum: float) -> QgsDoubleSpinBox:
    spin = QgsDoubleSpinBox()
    spin.setRange(0.0, maximum)
    spin.setDecimals(2)
    spin.setSuffix(suffix)
    spin.setSpecialValueText(zero_text)
    spin.setClearValue(0.0)
    return spin


def _pixels(maximum: int, name: str) -> QgsSpinBox:
    spin = QgsSpinBox()
    spin.setObjectName(name)
    spin.setRange(AUTOMATIC, maximum)
    spin.setKeyboardTracking(False)  # a number that is being typed is no value yet
    spin.setSuffix(translate("Landweave", " px"))
    spin.setSpecialValueText(translate("Landweave", "Automatic"))
    spin.setClearValue(AUTOMATIC)
    spin.setValue(AUTOMATIC)
    return spin
