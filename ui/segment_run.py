"""Brings page, engine, task and layers together: what happens when the person chooses, presses Segment, presses Cancel."""

from __future__ import annotations

import os
from typing import Any, Optional

from qgis.core import QgsApplication, QgsCoordinateTransform, QgsCsException, QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, pyqtSignal

from ..core.contract.errors import JobError
from ..core.contract.events import Event, Failure, Partial, Result
from . import export, layers, messages
from .busy import plan_waits_text
from .engine import EngineHost
from .engine_setup import SetupDialog
from .planner import Planner
from .segment_page import SegmentPage
from .tasks import SegmentRequest, SegmentTask
from .telling import Teller

translate = QCoreApplication.translate

SAMPLE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "resources", "sample", "sample.tif")


class SegmentController(QObject):
    """Everything here happens in the main thread. `finished` brings the terminal event of a run, after its layers are added."""

    finished = pyqtSignal(object)

    def __init__(self, iface: Any, page: SegmentPage, engine: EngineHost, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._iface, self.page, self._engine = iface, page, engine
        self.planner = Planner(engine, self)
        self.task: Optional[SegmentTask] = None
        self._partial: Optional[QgsMapLayer] = None
        self._partial_id = ""
        self._dialog: Optional[SetupDialog] = None
        self._unseen = False  # the plan was not asked for, because nobody would have seen it
        self.teller = Teller(iface, engine)
        page.installEventFilter(self)
        page.run_requested.connect(self.run)
        page.cancel_requested.connect(self.cancel)
        page.inputs_changed.connect(self.plan)
        page.set_up_requested.connect(self.set_up)
        page.sample_requested.connect(self.open_sample)
        page.log_requested.connect(self.teller.show_log)
        engine.state_changed.connect(self.plan)
        engine.turn_changed.connect(self.plan)
        self.planner.planned.connect(self._on_planned)
        self.planner.failed.connect(self._on_plan_failed)

    # planning

    def plan(self) -> None:
        """Say what a run would do, as far as it is known now, and ask the engine for the rest."""
        self.planner.drop()
        if self.task is not None:
            return
        try:
            request = self.page.request()
        except JobError as error:
            self._show_obstacle(error)
            return
        if request.snapshot is not None:
            self._plan_export(request)
            return
        megapixels, running = self.page.megapixels(), self._engine.running()
        if running is not None:
            self.page.plan.show_size_only(megapixels, plan_waits_text(running))
        elif self._engine.status().state == "ready":
            self.page.plan.show_guess(megapixels)
            self._unseen = not self.page.isVisible()
            if not self._unseen:  # an engine is not started for who does not look at it
                self.planner.ask(request.job)
        else:
            self._show_no_engine(megapixels)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page comes to the front: ask for the plan that nobody would have seen before."""
        if watched is self.page and event.type() == QEvent.Type.Show and self._unseen:
            self.plan()
        return False

    def _show_obstacle(self, error: JobError) -> None:
        """An input that is not there yet is no error: the page itself shows what to do."""
        if error.code == "layer.none":
            self.page.plan.clear()
        else:
            self.page.plan.show_problem(*messages.describe_error(error), choose_bands=error.code == "raster.bands")

    def _show_no_engine(self, megapixels: Optional[float]) -> None:
        status = self._engine.status()
        code = "engine.broken" if status.state == "broken" else "engine.missing"
        message, hint = messages.describe(code, {"reason": status.reason})
        if status.state == "building":
            message, hint = translate("Landweave", "The engine is being set up in another QGIS window."), ""
        self.page.plan.show_no_engine(megapixels, f"{message} {hint}".strip())

    def _plan_export(self, request: SegmentRequest) -> None:
        """The engine cannot see such a layer yet: the grid of the export says how large it will be."""
        try:
            megapixels = export.plan_export(request.snapshot, request.job.region).megapixels
        except JobError as error:
            self._show_obstacle(error)
            return
        if self._engine.status().state != "ready":
            self._show_no_engine(megapixels)
            return
        note = translate("Landweave", "This layer is no file: its pixels are read first and kept beside the result.")
        self.page.plan.show_size_only(megapixels, note)

    def _on_planned(self, outcome: Result) -> None:
        if self.task is None:
            self.page.show_plan(outcome.facts)

    def _on_plan_failed(self, failure: Failure) -> None:
        if self.task is None:
            engine_trouble = failure.code.startswith("engine.")
            message, hint = messages.describe_error(failure)
            self.page.plan.show_problem(message, hint, failure.code == "raster.bands", engine_trouble)

    # running

    def run(self, request: SegmentRequest) -> None:
        """Called when the person presses Segment layer."""
        if self.task is not None:
            return
        if self._engine.status().state != "ready":
            self.page.notice.hide()
            self._show_no_engine(self.page.megapixels())
            self.set_up()
            return
        self.planner.drop()
        self.teller.forget()
        self.task = SegmentTask(request, self._engine)
        self.task.reported.connect(self._on_event)
        self.task.ended.connect(self._on_ended)
        self.page.show_running()
        QgsApplication.taskManager().addTask(self.task)

    def cancel(self) -> None:
        """Called when the person presses Cancel, and at unload."""
        if self.task is not None:
            self.task.cancel()

    def _on_event(self, event: Event) -> None:
        if self.task is None or self.task.isCanceled():
            return
        if isinstance(event, Partial) and event.kind == "classes":
            self._show_partial(event.path)
        else:
            self.page.show_event(event)

    def _show_partial(self, path: str) -> None:
        if self.task is None:
            return
        request = self.task.request
        if self._partial is not None and self._in_project(self._partial_id):
            layers.refresh_partial(self._partial)
            return
        self._partial = layers.add_partial(path, request.card, self.page.source_layer(request.layer_id))
        self._partial_id = self._partial.id() if self._partial is not None else ""

    @staticmethod
    def _in_project(layer_id: str) -> bool:
        """Whether the layer still lives: a person may remove any layer at any time."""
        return QgsProject.instance().mapLayer(layer_id) is not None

    def _drop_partial(self) -> None:
        if self._partial is not None and self._in_project(self._partial_id):
            layers.remove_partial(self._partial)
        self._partial = None

    def _on_ended(self, outcome: Event) -> None:
        """Called once for each run, whatever its end."""
        task, self.task = self.task, None
        self._drop_partial()
        if isinstance(outcome, Result) and task is not None:
            outcome = self._take_result(outcome, task)
        if isinstance(outcome, Failure):
            self._show_failure(outcome)
        elif not isinstance(outcome, Result):
            self.page.show_stopped()
        self.plan()
        self.finished.emit(outcome)

    def _take_result(self, result: Result, task: SegmentTask) -> Event:
        """Show the result; a file that QGIS cannot read turns it into a failure."""
        request = task.request
        try:
            added = layers.add_results(result.outputs, request.card, self.page.source_layer(request.layer_id))
        except JobError as error:
            return Failure(result.id, error.code, error.message, error.hint, dict(error.data))
        if task.export_warnings:
            notes = [{"code": "export.missing", "message": text, "data": {}} for text in task.export_warnings]
            warnings = notes + list(result.facts.get("warnings") or ())
            result = Result(result.id, result.outputs, {**result.facts, "warnings": warnings})
        self.page.show_result(result)
        text = translate("Landweave", "{layer} was segmented; layers added: {n}").format(layer=request.layer_name, n=len(added))
        self.teller.done(text)
        return result

    def _show_failure(self, failure: Failure) -> None:
        self.page.show_failure(failure)
        self.teller.failed(failure)

    # set-up and sample

    def set_up(self) -> None:
        """Open the set-up dialog, or bring it to the front."""
        if self._dialog is None:
            self._dialog = SetupDialog(self._engine, self._iface.mainWindow())
            self._dialog.finished.connect(self._on_dialog_closed)
        self._dialog.show()
        self._dialog.raise_()

    def _on_dialog_closed(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
        self.plan()

    def open_sample(self) -> None:
        """Add the sample scene to the project and show it."""
        project = QgsProject.instance()
        layer = layers.find_layer(SAMPLE, project)
        if layer is None:
            layer = QgsRasterLayer(SAMPLE, translate("Landweave", "Sample scene"), "gdal")
            if not layer.isValid():
                error = JobError("raster.unreadable", path=SAMPLE, reason=translate("Landweave", "it is missing or damaged"))
                self.page.notice.show_failure(*messages.describe_error(error))
                return
            project.addMapLayer(layer)
        self.page.select_layer(layer)
        self._zoom_to(layer)

    def _zoom_to(self, layer: QgsRasterLayer) -> None:
        canvas = self._iface.mapCanvas()
        target = canvas.mapSettings().destinationCrs()
        extent = layer.extent()
        if target.isValid() and target != layer.crs():
            try:
                extent = QgsCoordinateTransform(layer.crs(), target, QgsProject.instance()).transformBoundingBox(extent)
            except QgsCsException:
                return  # the map's CRS cannot show this place
        canvas.setExtent(extent)
        canvas.refresh()

    def close(self) -> None:
        """Stop everything that runs. Called at unload."""
        self.page.removeEventFilter(self)
        self._engine.state_changed.disconnect(self.plan)
        self._engine.turn_changed.disconnect(self.plan)
        self.page.inputs_changed.disconnect(self.plan)
        self.page.run_requested.disconnect(self.run)
        self.planner.stop()
        task, self.task = self.task, None
        if task is not None:
            task.ended.disconnect(self._on_ended)
            task.reported.disconnect(self._on_event)
            task.cancel()
            task.waitForFinished(3000)
        self._drop_partial()
        if self._dialog is not None:
            self._dialog.abort()
