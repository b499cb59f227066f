"""Help from a model on the page "Label": suggested labels in the chosen areas, and suggested areas."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Tuple

from qgis.core import QgsApplication, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication, QObject

from ..core.contract import labels as schema
from ..core.contract.card import ModelCard
from ..core.contract.errors import JobError
from ..core.contract.events import Event, Failure, Result
from . import bands_dialog, layers, messages, prefill, where_next
from .engine import EngineHost
from .map_view import zoom_to
from .suggestions import Suggestion, SuggestionMarks, read_suggestions
from .tasks import ChainTask
from .telling import Teller
from .temporary import remove_folder

if TYPE_CHECKING:
    from .label_run import LabelController

translate = QCoreApplication.translate


class LabelHelp(QObject):
    """Runs one job at a time for the controller `owner` and shows what came of it."""

    def __init__(self, owner: LabelController, iface: Any, engine: EngineHost) -> None:
        super().__init__(owner)
        self._owner, self._iface, self._engine, self.page = owner, iface, engine, owner.page
        self.task: Optional[ChainTask] = None
        self.suggestions: List[Suggestion] = []
        self._marks = SuggestionMarks(iface.mapCanvas())
        self._take_result: Callable[[ChainTask, Result], None] = lambda _task, _result: None
        self._clean_up: Callable[[], None] = lambda: None
        self._maps: Dict[Tuple[str, str], Tuple[str, Dict[str, str]]] = {}  # (raster, model) -> folder, files
        self._asked_for: Any = None  # the label project of the run
        self.teller = Teller(iface, engine)
        page = owner.page
        page.suggest_labels_asked.connect(self.suggest_labels)
        page.accept_asked.connect(self.accept_all)
        page.reject_asked.connect(self.reject_all)
        page.suggest_areas_asked.connect(self.suggest_areas)
        page.cancel_asked.connect(self.cancel)
        page.log_requested.connect(self.teller.show_log)
        page.places.take_asked.connect(self._on_take)
        page.places.drop_asked.connect(lambda number: self._show([s for s in self.suggestions if s.number != number]))
        page.places.clear_asked.connect(lambda: self._show([]))
        page.places.show_asked.connect(self._on_show)

    # suggested labels

    def suggest_labels(self) -> None:
        """Let the model label the chosen area, or all of them."""
        card, raster = self.page.card(), self.page.raster()
        if self.task is not None or card is None or raster is None or not self._is_ready():
            return
        project, folder = self._owner.project, self.page.model_folder()
        wanted = self._owner.attempt(
            lambda: prefill.prepare(
                project, self._owner.chosen_areas(), raster, folder, card, lambda layer: self._bands(card, layer)
            )
        )
        if wanted is None:
            return

        def take(task: ChainTask, _result: Result) -> None:
            self._insert(wanted, task)

        self._run(prefill.task_of(wanted, self._engine), take, lambda: remove_folder(wanted.folder))

    def _insert(self, wanted: prefill.Prefill, task: ChainTask) -> None:
        session = self._owner.session
        added = self._owner.attempt(lambda: prefill.insert(session.painter, wanted, task.results))
        if added is None:
            return
        if added:
            texts = [translate("Landweave", "{count} labels were suggested. They are dashed: accept or correct them.")]
        else:
            texts = [translate("Landweave", "The model found nothing to add there.")]
        if wanted.left_out:
            text = translate("Landweave", "Classes of the model that the table does not have were left out: {names}.")
            texts.append(text.format(names=", ".join(wanted.left_out)))
        self._owner.say(" ".join(texts).format(count=added))

    def accept_all(self) -> None:
        """The suggested labels of the chosen area, or of all, are right."""
        session = self._owner.session
        fids = self._suggested()
        self._owner.attempt(lambda: session.painter.accept(fids))

    def reject_all(self) -> None:
        """They go."""
        session = self._owner.session
        fids = self._suggested()
        self._owner.attempt(lambda: session.painter.reject(fids))

    def _suggested(self) -> List[int]:
        area_ids = {area.area_id for area in self._owner.chosen_areas()}
        found = self._owner.project.labels.getFeatures()
        return [f.id() for f in found if f["origin"] == schema.PREDICTED and f["area_id"] in area_ids]

    def _bands(self, card: ModelCard, layer: QgsRasterLayer) -> Optional[Tuple[int, ...]]:
        return bands_dialog.bands_for(card, layer, self.page)

    # suggested areas

    def suggest_areas(self) -> None:
        """Ask where labels would help most; without a map that knows its confidence, one is made first."""
        raster, project = self.page.raster(), self._owner.project
        if self.task is not None or raster is None or project is None or not self._is_ready():
            return
        if not project.read_only_reason and not self._owner.save():  # the engine reads the file
            return
        steps = self._owner.attempt(lambda: self._map_or_job(raster))
        if steps is None:
            return
        files, mapping, source = steps
        key = self._map_key(raster)  # now: the layer may be gone when the task ends
        task = where_next.task_of(self._engine, files, mapping, source, project.path, len(project.areas))

        def take(task: ChainTask, result: Result) -> None:
            if mapping:
                self._maps[key] = (mapping[0].output_dir, dict(task.results[0].outputs))
            self._show_places(result)

        def clean_up() -> None:
            if mapping and key not in self._maps:
                remove_folder(mapping[0].output_dir)

        self._run(task, take, clean_up)

    def _map_key(self, raster: QgsRasterLayer) -> Tuple[str, str]:
        return raster.source(), self.page.model_folder()

    def _map_or_job(self, raster: QgsRasterLayer) -> Tuple[Dict[str, str], List[Any], Any]:
        """The files of a map, or the job that makes one; and the raster for both. Raises `JobError`."""
        if layers.needs_export(raster):
            raise JobError("layer.invalid", layer=raster.name())
        files = where_next.last_map(raster) or self._maps.get(self._map_key(raster), ("", {}))[1]
        card = self.page.card()
        if files or card is None:
            if not files:
                raise JobError("model.missing", path="", reason=translate("Landweave", "none was chosen"))
            return files, [], layers.raster_source(raster)
        bands = self._bands(card, raster)
        if bands is None:
            wanted = ", ".join(band.name for band in card.bands)
            raise JobError("raster.bands", path=raster.name(), wanted=wanted, missing=wanted, found="")
        job = where_next.map_job(raster, self.page.model_folder(), bands, tempfile.mkdtemp(prefix="landweave-map-"))
        return {}, [job], layers.raster_source(raster, bands)

    def _show_places(self, result: Result) -> None:
        self._show(read_suggestions(result.facts))
        notes = [messages.describe_warning(finding) for finding in result.facts.get("findings") or ()]
        if result.facts.get("missing_classes"):
            text = translate("Landweave", "Nothing on the map leads to these classes, look for them yourself: {names}.")
            notes.append(text.format(names=", ".join(result.facts["missing_classes"])))
        self._owner.say(" ".join(notes))

    def _show(self, suggestions: List[Suggestion]) -> None:
        self.suggestions = suggestions
        self._marks.show(suggestions)
        self.page.places.show_suggestions(suggestions)

    def _suggestion(self, number: int) -> Suggestion:
        return next(item for item in self.suggestions if item.number == number)

    def _on_take(self, number: int) -> None:
        item = self._suggestion(number)
        raster = self.page.raster()
        placed = self._owner.attempt(lambda: self._add_area(item, raster))
        if placed is not None:
            self._show([other for other in self.suggestions if other.number != number])
            self._owner.choose_area(placed.area_ids[-1])
            zoom_to(self._iface.mapCanvas(), [item.geometry], item.crs)

    def _add_area(self, item: Suggestion, raster: Optional[QgsRasterLayer]) -> Any:
        """A training area at a suggestion. Raises `JobError`."""
        if raster is None:
            raise JobError("layer.none")
        return self._owner.areas().add_polygons([item.geometry], item.crs, schema.TRAIN, raster)

    def _on_show(self, number: int) -> None:
        item = self._suggestion(number)
        zoom_to(self._iface.mapCanvas(), [item.geometry], item.crs)

    # the engine

    def _is_ready(self) -> bool:
        status = self._engine.status()
        if status.state == "ready":
            return True
        code = "engine.broken" if status.state == "broken" else "engine.missing"
        self.page.show_no_engine(*messages.describe(code, {"reason": status.reason}))
        return False

    def _run(self, task: ChainTask, take: Callable[[ChainTask, Result], None], clean_up: Callable[[], None]) -> None:
        self.task, self._take_result, self._clean_up = task, take, clean_up
        self._asked_for = self._owner.project
        self.teller.forget()
        task.reported.connect(self._on_event)
        task.ended.connect(self._on_ended)
        self.page.show_running()
        QgsApplication.taskManager().addTask(task)

    def cancel(self) -> None:
        """Called when the person presses Cancel."""
        if self.task is not None:
            self.page.show_stopping()
            self.task.cancel()

    def _on_event(self, event: Event) -> None:
        if self.task is not None and not self.task.isCanceled():
            self.page.show_event(event)

    def _on_ended(self, outcome: Event) -> None:
        """Called once for each run, whatever its end."""
        task, self.task = self.task, None
        if task is None:
            return
        if isinstance(outcome, Failure):
            self.teller.keep_log(outcome)
            self.page.show_failure(outcome)
        else:
            self.page.show_idle()
            if isinstance(outcome, Result) and self._owner.project is self._asked_for:
                self._take_result(task, outcome)
        self._clean_up()
        self._owner.finished.emit(outcome)

    def forget(self) -> None:
        """The label project is closed: nothing that runs or is shown is wanted any more."""
        self.cancel()
        self._show([])

    def close(self) -> None:
        """Stop what runs, leave nothing on the map or on the disk. Called at unload."""
        self._show([])
        task, self.task = self.task, None
        if task is not None:
            task.ended.disconnect(self._on_ended)
            task.reported.disconnect(self._on_event)
            task.cancel()
            task.waitForFinished(3000)
            self._clean_up()
        for folder, _files in self._maps.values():
            remove_folder(folder)
        self._maps.clear()
