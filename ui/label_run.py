"""Brings the page "Label", the open label project, the map and the engine together."""

from __future__ import annotations

import logging
import os
import time
from typing import Any, Callable, List, Optional

from qgis.core import Qgis, QgsFeatureRequest, QgsGeometry, QgsProject, QgsVectorLayer, QgsWkbTypes
from qgis.PyQt.QtCore import QEvent, QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QMessageBox

from ..core.contract import labels as schema
from ..core.contract.card import ModelCard
from ..core.contract.errors import JobError
from . import label_file, messages, outputs, settings
from . import paint_session as tools
from .class_table import DeleteClassDialog
from .engine import EngineHost
from .label_areas import Area, Areas, Placed
from .label_classes import Classes
from .label_dialogs import NewLabelsDialog, OpenLabelsDialog, fill_unlabelled
from .label_page import LabelPage, translate
from .label_project import EDITED, LabelProject
from .map_view import AreaHighlight, zoom_to
from .paint import PaintResult
from .paint_session import PaintSession
from .polygons import units_per_metre

log = logging.getLogger(__name__)

CHIP_PX = 256
COUNT_MS = 300  # after the last change, before shares are worked out again
MESSAGE_SECONDS = 5


class LabelController(QObject):
    """Everything here happens in the main thread. `project_changed`: the path of the label project that is open, or empty.

    `train_requested`: the saved label project that is to be trained with.
    """

    project_changed = pyqtSignal(str)
    train_requested = pyqtSignal(str)
    finished = pyqtSignal(object)  # the terminal event of each run of the engine
    set_up_requested = pyqtSignal()

    def __init__(self, iface: Any, page: LabelPage, engine: EngineHost, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        from .label_help import LabelHelp  # it needs this class's type only

        self._iface, self.page = iface, page
        self.project: Optional[LabelProject] = None
        self.session: Optional[PaintSession] = None
        self.area_id = ""  # the chosen one, empty for all
        self._role = schema.TRAIN
        self._said = ("", 0.0)  # the sentence over the map, and when
        self._highlight = AreaHighlight(iface.mapCanvas())
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNT_MS)
        self._counting.timeout.connect(self._show_counts)
        self._restoring = QTimer(self)  # of the class table, once the field with a refused name is closed
        self._restoring.setSingleShot(True)
        self._restoring.setInterval(0)
        self._restoring.timeout.connect(self._show_classes)
        self.help = LabelHelp(self, iface, engine)
        self._connect_page()
        page.show_tool("", "")

    def _connect_page(self) -> None:
        page = self.page
        page.new_asked.connect(self.new)
        page.open_asked.connect(self.open)
        page.save_asked.connect(self.save)
        page.train_asked.connect(self._on_train)
        page.unlabelled_chosen.connect(self._on_unlabelled)
        page.class_key.connect(self._on_class_key)
        page.classes.chosen.connect(self._on_class)
        page.classes.add_asked.connect(self._on_add_class)
        page.classes.rename_asked.connect(lambda value, name: self.attempt(lambda: self._classes().rename(value, name)))
        page.classes.recolor_asked.connect(lambda value, color: self.attempt(lambda: self._classes().recolor(value, color)))
        page.classes.merge_asked.connect(lambda value, into: self.attempt(lambda: self._classes().merge(value, into)))
        page.classes.delete_asked.connect(self._on_delete_class)
        page.areas.place_asked.connect(self._on_place)
        page.areas.from_selection_asked.connect(self.add_selected)
        page.areas.pick_asked.connect(lambda on: self._on_tool(tools.PICK, on))
        page.areas.chosen.connect(self.choose_area)
        page.areas.zoom_asked.connect(self._on_zoom)
        page.areas.remove_asked.connect(self._on_remove)
        page.paint.tool_asked.connect(self._on_tool)
        page.paint.radius_set.connect(self._on_radius)
        page.paint.undo_asked.connect(self._on_undo)
        page.paint.redo_asked.connect(self._on_redo)
        page.review_asked.connect(self._on_tool)
        page.layer_changed.connect(self._on_layer)
        page.set_up_requested.connect(self.set_up_requested)
        page.installEventFilter(self)
        QgsProject.instance().readProject.connect(self._on_project_read)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A page that comes to the front looks for new models, and for labels that came with a QGIS project."""
        if watched is self.page and event.type() == QEvent.Type.Show:
            self.page.reload_models()
            self._adopt()
        return False

    def _on_project_read(self, *_document: Any) -> None:
        if self.page.isVisible():
            self._adopt()

    # a label project

    def new(self) -> None:
        """Called when the person presses New."""
        raster = self.page.raster()
        if raster is None:
            return
        cards = self.page.cards()
        dialog = NewLabelsDialog(_free_path(raster), cards, self.page.model_folder(), self._iface.mainWindow())
        if self._accepted(dialog) and self._leave():
            card = cards.get(dialog.folder())
            self._take(lambda: self._create(dialog, raster, card))
        dialog.deleteLater()

    def _create(self, dialog: NewLabelsDialog, raster: Any, card: Optional[ModelCard]) -> LabelProject:
        extent = raster.extent()
        origin = type(extent.center())(extent.xMinimum(), extent.yMaximum())
        return LabelProject.create(
            dialog.path(), raster.crs(), dialog.classes(), dialog.unlabelled_value(), CHIP_PX,
            pixel_m(raster, card), origin, dialog.folder(),
        )  # fmt: skip

    def open(self) -> None:
        """Called when the person presses Open."""
        dialog = OpenLabelsDialog(settings.LABELS.get(), self._iface.mainWindow())
        if self._accepted(dialog):
            self.open_path(dialog.path())
        dialog.deleteLater()

    def open_path(self, path: str) -> None:
        """Open this label project, after the one before was left."""
        if self.project is not None and os.path.realpath(self.project.path) == os.path.realpath(path):
            return
        if self._leave():
            self._take(lambda: LabelProject.open(path))

    @staticmethod
    def _accepted(dialog: QDialog) -> bool:
        return dialog.exec() == QDialog.DialogCode.Accepted

    def _adopt(self) -> None:
        """Labels whose layers are in the QGIS project already, because it was saved with them."""
        path = label_file.find_labels(QgsProject.instance(), EDITED) if self.project is None else ""
        if path:
            self._take(lambda: LabelProject.open(path))

    def _take(self, make: Callable[[], LabelProject]) -> None:
        """Begin to work with a label project."""
        project = self.attempt(make)
        if project is None:
            return
        self.project = project
        self.session = PaintSession(self._iface.mapCanvas(), project)
        project.changed.connect(self._on_changed)
        project.closed.connect(self._on_closed)
        project.said.connect(self.say)
        self.session.tool_changed.connect(self._on_tool_changed)
        self.session.class_changed.connect(self.page.classes.set_current)
        self.session.set_radius(self.page.paint.radius.value())  # each session begins with its own
        self.session.radius_changed.connect(self.page.paint.show_radius)
        self.session.painted.connect(self._on_painted)
        self.session.placed.connect(self._on_placed)
        self.session.picked.connect(self.choose_area)
        self.session.said.connect(self.say)
        self.area_id = ""
        settings.LABELS.set(project.path)
        self._show_all()
        self.project_changed.emit(project.path)

    def _leave(self) -> bool:
        """Close the label project that is open, if any; False if the person would rather stay in it."""
        if self.project is None:
            return True
        save = True
        if self.project.is_modified():
            text = translate("Landweave", "Save the labels in “{name}”?").format(name=self.project.name)
            kinds = QMessageBox.StandardButton
            answer = QMessageBox.question(
                self._iface.mainWindow(), translate("Landweave", "Labels"), text, kinds.Save | kinds.Discard | kinds.Cancel
            )
            if answer == kinds.Cancel:
                return False
            save = answer == kinds.Save
        return self._close_project(save)

    def _close_project(self, save: bool) -> bool:
        project = self.project
        try:
            project.close(save)
        except JobError as error:
            self.say(" ".join(messages.describe_error(error)).strip())
            return False
        return True

    def _on_closed(self) -> None:
        """The project's layers are gone, by us or because somebody removed them."""
        session, self.session, self.project = self.session, None, None
        self._counting.stop()
        self._restoring.stop()
        self.help.forget()
        self._highlight.show([], None)
        if session is not None:
            session.remove()
        self.page.show_tool("", "")
        self.page.show_project("", False, "")
        self.project_changed.emit("")

    def save(self) -> bool:
        """Write the labels into their file; whether all is in it."""
        if self.project is None or not self.project.is_modified():
            return True
        try:
            self.project.save()
        except JobError as error:
            self.say(" ".join(messages.describe_error(error)).strip())
            return False
        self._show_state()
        return True

    def is_unsaved(self, path: str) -> bool:
        """Whether `path` is the label project that is worked on, and not all of it is in the file."""
        return self._works_on(path) and self.project is not None and self.project.is_modified()

    def save_if_open(self, path: str) -> bool:
        """Called before the engine trains from the label project `path`; whether all that is known of it is in the file."""
        return not self._works_on(path) or self.save()

    def _works_on(self, path: str) -> bool:
        return self.project is not None and bool(path) and os.path.realpath(path) == os.path.realpath(self.project.path)

    def _on_train(self) -> None:
        if self.project is not None and self.save():
            self.train_requested.emit(self.project.path)

    # showing

    def _show_all(self) -> None:
        self._show_state()
        self._show_classes()
        self._show_areas()
        self._show_counts()

    def _show_state(self) -> None:
        project = self.project
        self.page.show_project(project.name, project.is_modified(), project.read_only_reason)
        self.page.paint.show_steps(project.can_undo(), project.can_redo())

    def _show_classes(self) -> None:
        self.page.show_classes(self.project.classes(), {}, self.project.settings().unlabelled)
        self.page.classes.set_current(self.session.current_class)

    def _show_areas(self) -> None:
        areas = self.areas().list()
        if all(area.area_id != self.area_id for area in areas):
            self.area_id = ""
        suggested = self._count_suggested()
        self.page.show_areas(areas, self.area_id, suggested)
        if not suggested and self.session.active_tool() in (tools.ACCEPT, tools.REJECT):
            self.session.stop()  # its button is hidden now
        self._highlight.show([a.geometry for a in areas if a.area_id == self.area_id], self.project.crs())

    def _count_suggested(self) -> int:
        request = QgsFeatureRequest().setFilterExpression(f"\"origin\" = '{schema.PREDICTED}'")
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        found = self.project.labels.getFeatures(request)
        return sum(1 for feature in found if self.area_id in ("", feature["area_id"]))

    def _show_counts(self) -> None:
        if self.project is not None:
            self.page.classes.show_counts(self._classes().counts()[0])

    def _on_changed(self) -> None:
        """Something in the project changed, by whatever tool."""
        self._show_state()
        classes = self.project.classes()
        if not self.page.classes.shows(classes):
            self._show_classes()
        fill_unlabelled(self.page.unlabelled, tuple(classes), self.project.settings().unlabelled)
        self._show_areas()
        self._counting.start()

    def say(self, text: str) -> None:
        """A sentence for the person, on the page and over the map, where the eyes are."""
        self.page.show_message(text)
        now = time.monotonic()
        repeated = text == self._said[0] and now - self._said[1] < MESSAGE_SECONDS  # it still stands there
        self._said = (text, now)
        if text and not repeated:
            self._iface.messageBar().pushMessage("Landweave", text, Qgis.MessageLevel.Info, MESSAGE_SECONDS)

    def attempt(self, action: Callable[[], Any]) -> Any:
        """Do something, or say why it was refused."""
        try:
            result = action()
        except JobError as error:
            self.say(" ".join(messages.describe_error(error)).strip())
            if self.project is not None:
                self._take_back()
            return None
        self.page.show_message("")
        return result

    def _take_back(self) -> None:
        """Show the project's classes instead of what was typed; the field that was typed in is not closed yet."""
        self._show_classes()
        self._counting.start()
        if self.page.classes.is_editing():
            self._restoring.start()

    # classes

    def _on_unlabelled(self, value: Optional[int]) -> None:
        self.attempt(lambda: self.project.set_unlabelled(value))

    def _classes(self) -> Classes:
        return Classes(self.project)

    def _on_class(self, value: int) -> None:
        self.session.set_class(value)

    def _on_class_key(self, place: int) -> None:
        classes = self.project.classes() if self.project is not None else []
        if place < len(classes):
            self.session.set_class(classes[place].value)

    def _on_add_class(self) -> None:
        names = {item.name.casefold() for item in self.project.classes()}
        stem = translate("Landweave", "New class")
        name = next(n for n in [stem] + [f"{stem} {i}" for i in range(2, 400)] if n.casefold() not in names)
        made = self.attempt(lambda: self._classes().add(name))
        if made is not None:
            self.session.set_class(made.value)
            self._show_classes()
            self.page.classes.edit_name(made.value)

    def _on_delete_class(self, value: int) -> None:
        classes = self.project.classes()
        item = next(c for c in classes if c.value == value)
        count = self._classes().counts()[0][value].labels
        move_to = None
        if count:
            others = [c for c in classes if c.value != value]
            dialog = DeleteClassDialog(item, count, others, self._iface.mainWindow())
            wanted = self._accepted(dialog)
            move_to = dialog.move_to()
            dialog.deleteLater()
            if not wanted:
                return
        self.attempt(lambda: self._classes().delete(value, move_to))

    # areas

    def areas(self) -> Areas:
        """The areas of the open project."""
        return Areas(self.project)

    def chosen_areas(self) -> List[Area]:
        """The chosen area, or all of them."""
        return [area for area in self.areas().list() if self.area_id in ("", area.area_id)]

    def choose_area(self, area_id: str) -> None:
        """The area, or all of them for an empty id, that the person works on."""
        self.area_id = area_id
        self._show_areas()

    def _on_painted(self, result: PaintResult) -> None:
        """The chosen area follows the work, unless all of them are chosen."""
        self.page.show_message("")
        if self.area_id and len(result.area_ids) == 1:
            self.choose_area(result.area_ids[0])

    def _on_placed(self, placed: Placed) -> None:
        if not placed.notes:
            self.page.show_message("")
        self.choose_area(placed.area_ids[-1] if len(placed.area_ids) == 1 else "")

    def add_selected(self, role: str) -> None:
        """Make areas of the polygons that are selected in any layer."""
        self.page.show_tool(self.session.active_tool(), self._role)
        found = [(layer, layer.selectedFeatures()) for layer in self._foreign_polygons()]
        found = [(layer, features) for layer, features in found if features]
        if not found:
            self.say(translate("Landweave", "No polygon is selected: select some in any layer first."))
            return
        for layer, features in found:
            self._add_polygons([feature.geometry() for feature in features], layer, role)

    def _add_polygons(self, shapes: List[QgsGeometry], layer: QgsVectorLayer, role: str) -> None:
        raster = self.page.raster()
        placed = self.attempt(lambda: self.areas().add_polygons(shapes, layer.crs(), role, raster))
        if placed is not None:
            self._on_placed(placed)
            self.say(" ".join(placed.notes))

    def _foreign_polygons(self) -> List[QgsVectorLayer]:
        own = {self.project.areas.id(), self.project.labels.id()}
        return [
            layer
            for layer in QgsProject.instance().mapLayers().values()
            if isinstance(layer, QgsVectorLayer)
            and layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
            and layer.id() not in own
        ]

    def _on_zoom(self) -> None:
        shapes = [area.geometry for area in self.chosen_areas()]
        zoom_to(self._iface.mapCanvas(), shapes, self.project.crs())

    def _on_remove(self) -> None:
        if self.area_id and self.attempt(lambda: self.areas().remove(self.area_id)) is not None:
            self.say(translate("Landweave", "The area and its labels were removed; undo brings them back."))

    # tools

    def _on_place(self, role: str, on: bool) -> None:
        raster = self.page.raster()
        if not on or raster is None:
            self.session.stop()
            return
        self._role = role
        self.session.start_area(role, raster)
        self._on_tool_changed(self.session.active_tool())  # from one role to the other it is the same tool

    def _on_tool(self, name: str, on: bool) -> None:
        if on:
            self.session.start(name)
        else:
            self.session.stop()

    def _on_radius(self, radius_px: float) -> None:
        self.session.set_radius(radius_px)

    def _on_undo(self) -> None:
        self.session.undo()

    def _on_redo(self) -> None:
        self.session.redo()

    def _on_tool_changed(self, name: str) -> None:
        self.page.show_tool(name, self._role)

    def _on_layer(self) -> None:
        """Another raster: the tool that places areas goes on with it."""
        raster = self.page.raster()
        if self.session is None or self.session.active_tool() != tools.AREA:
            return
        if raster is None or not raster.isValid():
            self.session.stop()
        else:
            self.session.start_area(self._role, raster)

    # the end

    def close(self) -> None:
        """Save, close, leave nothing on the map. Called at unload."""
        self.page.removeEventFilter(self)
        QgsProject.instance().readProject.disconnect(self._on_project_read)
        self.help.close()
        if self.project is not None and not self._close_project(save=True):
            log.warning("the labels in %s could not be saved; their layers stay in editing mode", self.project.path)
            self.project.changed.disconnect(self._on_changed)
            self.project.closed.disconnect(self._on_closed)
            self.session.remove()
        self._counting.stop()
        self._restoring.stop()
        self._highlight.remove()


def pixel_m(raster: Any, card: Optional[ModelCard]) -> float:
    """The model's pixel size on this raster in metres: the raster's own where the model takes it as it is, else the model's."""
    across, _along = units_per_metre(raster.crs(), raster.extent().center())
    own = raster.rasterUnitsPerPixelX() / across
    if card is not None and not card.input.resolution_min_m <= own <= card.input.resolution_max_m:
        return card.input.resolution_m
    return own


def _free_path(raster: Any) -> str:
    """A name for the labels of a raster that is not taken yet."""
    folder, ending = outputs.default_folder(raster), ".gpkg"
    stem = outputs.file_name(raster.name()) or "landweave"
    return os.path.join(folder, outputs.free_name(f"{stem}_labels", folder, ending) + ending)
