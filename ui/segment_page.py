"""The page "Segment": layer, region, model, one button. It builds a job and shows what comes of it; it runs nothing itself."""

from __future__ import annotations

import html
from typing import Any, Mapping, Optional, Tuple

from qgis.core import QgsMapLayerProxyModel, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ..core.contract.card import ModelCard
from ..core.contract.errors import JobError
from ..core.contract.events import Event, Failure, Log, Progress, Result
from ..core.contract.job_parts import RasterSource, Region
from ..core.contract.jobs import SegmentJob
from . import bands_dialog, export, layers, messages, outputs, region
from .busy import waits_text
from .engine import WAITING
from .model_combo import ModelCombo
from .plan_line import PlanLine
from .region_row import RegionRow
from .results import AreasTable, duration_text
from .run_panel import NoticeBox, RunPanel
from .segment_options import SegmentOptions
from .tasks import SegmentRequest

translate = QCoreApplication.translate

IDLE, RUNNING, STOPPING = "idle", "running", "stopping"


class SegmentPage(QWidget):
    """Signals say what the person wants; methods show what happened. Layers and engine belong to the controller."""

    run_requested = pyqtSignal(object)  # SegmentRequest
    cancel_requested = pyqtSignal()
    inputs_changed = pyqtSignal()
    set_up_requested = pyqtSignal()
    sample_requested = pyqtSignal()
    log_requested = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.state = IDLE
        self._build(canvas)
        self._lay_out()
        self._connect()
        self._on_model()
        self._on_layer()

    # building

    def _build(self, canvas: QgsMapCanvas) -> None:
        self.layer = QgsMapLayerComboBox()
        self.layer.setObjectName("layerCombo")
        self.layer.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.layer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.layer.setMinimumContentsLength(12)
        self.no_layer = QLabel(translate("Landweave", "Add an aerial or satellite image to the project to map it."))
        self.no_layer.setObjectName("noLayer")
        self.no_layer.setWordWrap(True)
        self.sample = QPushButton(translate("Landweave", "Try it on the sample"))
        self.sample.setObjectName("sampleButton")
        link = html.escape(translate("Landweave", "Try it on the sample"))
        self.sample_link = QLabel(f'<a href="sample">{link}</a>')
        self.sample_link.setObjectName("sampleLink")
        self.region = RegionRow(canvas)
        self.model = ModelCombo()
        self.options = SegmentOptions()
        self.plan = PlanLine()
        self.button = QPushButton()
        self.button.setObjectName("runButton")
        font = self.button.font()
        font.setBold(True)
        self.button.setFont(font)
        self.button.setMinimumHeight(round(1.4 * self.button.sizeHint().height()))
        self.progress = RunPanel()
        self.notice = NoticeBox()
        self.summary = QLabel()
        self.summary.setObjectName("summary")
        self.summary.setWordWrap(True)
        self.areas = AreasTable()

    def _lay_out(self) -> None:
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        layer_box = QVBoxLayout()
        layer_box.setSpacing(4)
        for widget in (self.layer, self.no_layer, self.sample):
            layer_box.addWidget(widget)
        layer_box.addWidget(self.sample_link, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addRow(translate("Landweave", "Layer"), layer_box)
        self.form.addRow(translate("Landweave", "Region"), self.region)
        self.form.addRow(translate("Landweave", "Model"), self.model)
        page = QVBoxLayout(self)
        page.addLayout(self.form)
        for widget in (self.options, self.plan, self.button, self.progress, self.notice, self.summary, self.areas):
            page.addWidget(widget)
        page.addStretch(1)
        self.progress.hide()
        self._hide_results()
        self._show_button()

    def _connect(self) -> None:
        self.layer.layerChanged.connect(self._on_layer)
        self.region.changed.connect(self.inputs_changed)
        self.model.changed.connect(self._on_model)
        self.options.changed.connect(self._on_options)
        self.plan.set_up_clicked.connect(self.set_up_requested)
        self.plan.bands_clicked.connect(self._on_choose_bands)
        self.sample.clicked.connect(self.sample_requested)
        self.sample_link.linkActivated.connect(self.sample_requested)
        self.button.clicked.connect(self._on_button)
        self.notice.log_clicked.connect(self.log_requested)

    # what is set

    def raster(self) -> QgsRasterLayer:
        """The layer to map. Raises `JobError` ("layer.*")."""
        layer = self.layer.currentLayer()
        if layer is None:
            raise JobError("layer.none")
        if not layer.isValid():
            raise JobError("layer.invalid", layer=layer.name())
        return layer

    def card(self) -> ModelCard:
        """The model's card. Raises `JobError` ("model.missing")."""
        card = self.model.card()
        if card is None:
            raise JobError("model.missing", path=self.model.folder(), reason=translate("Landweave", "none was chosen"))
        return card

    def megapixels(self) -> Optional[float]:
        """A quick count from the region's box and the layer's pixel size; None where it is not known."""
        try:
            layer = self.raster()
            return region.megapixels(layer, self.region.region(layer)) or None
        except JobError:
            return None

    def request(self) -> SegmentRequest:
        """Everything that a run needs, as plain values. Raises `JobError` for what the person has to mend."""
        layer, card = self.raster(), self.card()
        where = self.region.region(layer)
        numbers = self._band_numbers(layer, card)
        snapshot = None
        if layers.needs_export(layer):
            snapshot = export.snapshot(layer, card.input)
            source = RasterSource(layer.name(), (), layers.wkt_of(layer.crs()), numbers)
        else:
            source = layers.raster_source(layer, numbers)
        return SegmentRequest(self._job(layer, card, source, where), card, layer.id(), layer.name(), snapshot)

    def _job(self, layer: QgsRasterLayer, card: ModelCard, source: RasterSource, where: Region) -> SegmentJob:
        values = self.options.values()
        folder = values.output_dir or outputs.default_folder(layer)
        job = SegmentJob(
            raster=source,
            model=self.model.folder(),
            output_dir=folder,
            name=values.name or outputs.default_name(layer, card, folder),
            region=where,
            polygons=values.polygons,
            confidence=values.confidence,
            device=values.device,
            tile_px=values.tile_px,
            halo_px=values.halo_px,
            batch=values.batch,
            resume=not values.anew,
        )
        job.validate()
        return job

    def _band_numbers(self, layer: QgsRasterLayer, card: ModelCard) -> Tuple[int, ...]:
        """By names and wavelengths, else by the person's earlier choice. Raises `JobError` ("raster.bands")."""
        match = layers.model_band_numbers(card, layer)
        if match.complete:
            return match.numbers
        chosen = bands_dialog.remembered_bands(card, layer)
        if chosen is not None:
            return chosen
        missing = [band.name for band, number in zip(card.bands, match.numbers) if number == 0]
        found = [b.description or b.common_name or str(b.number) for b in layers.band_list(layer)]
        raise JobError(
            "raster.bands",
            path=layer.name(),
            wanted=", ".join(band.name for band in card.bands),
            missing=", ".join(missing),
            found=", ".join(found),
        )

    # slots

    def _on_layer(self) -> None:
        layer = self.layer.currentLayer()
        self.layer.setVisible(layer is not None)
        self.no_layer.setVisible(layer is None)
        self.sample.setVisible(layer is None)
        self.sample_link.setVisible(layer is not None)
        self._show_defaults()
        self.inputs_changed.emit()

    def _on_model(self) -> None:
        self.options.set_card(self.model.card())
        self._show_defaults()
        self.inputs_changed.emit()

    def _on_options(self) -> None:
        self._show_defaults()
        self.inputs_changed.emit()

    def _show_defaults(self) -> None:
        """What an empty name and an empty folder stand for."""
        layer, card = self.layer.currentLayer(), self.model.card()
        folder = outputs.default_folder(layer) if layer is not None else ""
        used = self.options.values().output_dir or folder
        name = outputs.default_name(layer, card, used) if layer is not None and card is not None else ""
        self.options.name.setPlaceholderText(name)
        self.options.output_dir.lineEdit().setPlaceholderText(folder)
        self.options.output_dir.setDefaultRoot(folder)

    def _on_choose_bands(self) -> bool:
        """Called when the match is incomplete; True if the person chose."""
        layer, card = self.raster(), self.card()
        if bands_dialog.choose_bands(card, layer, self) is None:
            return False
        self.inputs_changed.emit()
        return True

    def _on_button(self) -> None:
        if self.state == RUNNING:
            self.show_stopping()
            self.cancel_requested.emit()
            return
        try:
            request = self._complete_request()
        except JobError as error:
            self.notice.show_failure(*messages.describe_error(error))
            self.notice.log.hide()  # nothing ran
            return
        if request is not None:
            self.run_requested.emit(request)

    def _complete_request(self) -> Optional[SegmentRequest]:
        """The request, after asking for the bands where that is needed; None if the person gave up."""
        try:
            return self.request()
        except JobError as error:
            if error.code != "raster.bands":
                raise
        return self.request() if self._on_choose_bands() else None

    # showing

    def show_running(self) -> None:
        """A run begins."""
        self._set_state(RUNNING)
        self.options.anew.setChecked(False)  # if it is stopped, the next run goes on from there
        self._hide_results()
        self.progress.show_stage(messages.stage_name("start"))

    def show_stopping(self) -> None:
        """The person pressed Cancel: said at once, whatever the engine is doing."""
        self._set_state(STOPPING)
        self.progress.show_stage(translate("Landweave", "Stopping …"))

    def show_event(self, event: Event) -> None:
        """Show the numbers of a running job, or what it waits for."""
        if self.state != RUNNING:
            return
        if isinstance(event, Progress):
            self.progress.show_progress(event)
        elif isinstance(event, Log) and event.code == WAITING:
            self.progress.show_stage(waits_text(event.data))

    def show_stopped(self) -> None:
        """The run was cancelled."""
        self._set_state(IDLE)
        kept = translate("Landweave", "Finished blocks are kept: the same run goes on from there.")
        self.notice.show_info(translate("Landweave", "Stopped."), kept)

    def show_failure(self, failure: Failure) -> None:
        """The run failed."""
        self._set_state(IDLE)
        self.notice.show_failure(*messages.describe_error(failure))

    def show_result(self, result: Result) -> None:
        """The run is done."""
        self._set_state(IDLE)
        self._show_defaults()  # the name is taken now
        facts = result.facts
        if facts.get("seconds") is not None:
            text = translate("Landweave", "Done in {time}.").format(time=duration_text(float(facts["seconds"])))
            self.summary.setText(text)
            self.summary.show()
        warnings = [messages.describe_warning(w) for w in facts.get("warnings") or ()]
        if warnings:
            self.notice.show_warnings("\n".join(warnings))
        areas = facts.get("areas") or ()
        if areas:
            self.areas.show_areas(areas)
            self.areas.show()

    def show_plan(self, facts: Mapping[str, Any]) -> None:
        """The engine's answer to the current inputs."""
        self.plan.show_plan(facts)
        self.options.show_planned(int(facts.get("tile_px") or 0), int(facts.get("batch") or 0))

    def _hide_results(self) -> None:
        for widget in (self.notice, self.summary, self.areas):
            widget.hide()

    def _set_state(self, state: str) -> None:
        self.state = state
        idle = state == IDLE
        for widget in (self.layer, self.region, self.model, self.options, self.sample):
            widget.setEnabled(idle)
        self.sample_link.setVisible(idle and self.layer.currentLayer() is not None)
        self.plan.setVisible(idle)
        self.progress.setVisible(not idle)
        self._show_button()

    def _show_button(self) -> None:
        texts = {IDLE: translate("Landweave", "Segment layer"), RUNNING: translate("Landweave", "Cancel")}
        self.button.setText(texts.get(self.state, translate("Landweave", "Stopping …")))
        self.button.setEnabled(self.state != STOPPING)

    def select_layer(self, layer: QgsRasterLayer) -> None:
        """Make `layer` the one to map."""
        self.layer.setLayer(layer)

    def source_layer(self, layer_id: str) -> Optional[QgsRasterLayer]:
        """The layer a request was made for, if it is still there."""
        return QgsProject.instance().mapLayer(layer_id)

    def remove(self) -> None:
        """Leave nothing on the map. Called when the dock goes."""
        self.region.remove()
