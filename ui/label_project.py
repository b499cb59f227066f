"""A label project that is open in QGIS: its layers, who may write, one order of undo, saving.

The layers stay plain QGIS layers in editing mode: everything below changes their edit buffers only, so QGIS's own tools, undo
and save work on them too. For the main thread.
"""

from __future__ import annotations

import json
import os
import weakref
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsPointXY,
    QgsProject,
    QgsVectorDataProvider,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, QObject, QTimer, pyqtSignal

from ..core.client.lock import exclusive
from ..core.contract import labels as schema
from ..core.contract.errors import EngineError, JobError
from . import label_file, label_styles
from .label_tidy import tidy
from .undo_order import UndoOrder

translate = QCoreApplication.translate

# Tables whose edits are undone and saved; the log is only ever appended to.
EDITED = (schema.PROJECT_TABLE, schema.CLASSES_TABLE, schema.AREAS_TABLE, schema.LABELS_TABLE)

REOPENINGS = 3  # of layers that QGIS showed already, before their file is said to be broken

# What is open in this process: opening a file again must not make its own layers read-only.
_opened: weakref.WeakSet[LabelProject] = weakref.WeakSet()


class LabelProject(QObject):
    """One open label project. Make it with `create` or `open`; end it with `close`.

    `changed`: something in it changed, by whatever tool (told once per turn of the event loop). `classes_changed`: the class
    table did. `said`: a sentence for the person. `closed`: its layers are gone, use it no longer.
    """

    changed = pyqtSignal()
    classes_changed = pyqtSignal()
    said = pyqtSignal(str)
    closed = pyqtSignal()

    def __init__(self, path: str, project: QgsProject) -> None:
        super().__init__()
        self.path = os.path.abspath(path)
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.read_only_reason = ""
        self._project = project
        self._lock = ExitStack()
        self._pending_log: List[Tuple[str, str, str]] = []
        self._own_command = False
        self._foreign_edits = False
        self._is_open = True
        self._layers: Dict[str, QgsVectorLayer] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        self._shown_classes: List[schema.LabelClass] = []

    # --- opening ---

    @classmethod
    def create(
        cls,
        path: str,
        crs: QgsCoordinateReferenceSystem,
        classes: Sequence[schema.LabelClass],
        unlabelled: Optional[int],
        chip_px: int,
        resolution_m: float,
        origin: QgsPointXY,
        model: str = "",
        project: Optional[QgsProject] = None,
    ) -> LabelProject:
        """Make a new file and open it. `unlabelled`: the class of unlabelled pixels inside areas, None to ignore them.

        `origin`: where the lattice starts, in `crs`. Raises `JobError` ("labels.*", "output.failed").
        """
        settings = schema.LabelSettings(chip_px, resolution_m, origin.x(), origin.y(), unlabelled, model)
        ordered = [replace(item, position=position) for position, item in enumerate(classes)]
        label_file.write_new(path, crs, settings, ordered)
        return cls.open(path, project)

    @classmethod
    def open(cls, path: str, project: Optional[QgsProject] = None) -> LabelProject:
        """Open a file and add its layers to the QGIS project, unless they are there already.

        Opened for reading only where the file cannot be written or another window has it: `read_only_reason` says why.
        A file that is open in this QGIS project already gives the same object again.
        Raises `JobError` ("labels.missing", "labels.newer", "labels.invalid").
        """
        made = cls(path, project or QgsProject.instance())
        for other in list(_opened):
            if other.is_open and other._project is made._project and os.path.realpath(other.path) == os.path.realpath(path):
                return other
        if label_file.find_layer(made._project, made.path, schema.LABELS_TABLE) is None:  # else SQLite could lose QGIS's locks
            schema.read_project(path)
        made.read_only_reason = made._take()
        try:
            made._add_layers()
        except JobError:
            made._lock.close()
            raise
        made._follow()
        _opened.add(made)
        return made

    def _take(self) -> str:
        """Try to become the one that writes; why not, or an empty text."""
        folder, name = os.path.split(self.path)
        if not os.access(self.path, os.W_OK):
            return translate("Landweave", "the file is write-protected")
        if not os.access(folder, os.W_OK):
            return translate("Landweave", "the folder is write-protected")
        try:
            self._lock.enter_context(exclusive(os.path.join(folder, f".{name}.lock")))
        except EngineError as error:
            return translate("Landweave", "another QGIS window (process {pid}) is labelling in it").format(**error.data)
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def _add_layers(self) -> None:
        known = {table: label_file.find_layer(self._project, self.path, table) for table in EDITED}
        is_shown = any(layer is not None for layer in known.values())
        if is_shown:
            label_file.wait_for_readers()
        for table in (schema.LOG_TABLE, *EDITED):
            layer = known.get(table) or QgsVectorLayer(f"{self.path}|layername={table}", self._title(table), "ogr")
            if not layer.isValid():
                raise JobError("labels.invalid", path=self.path, reason=layer.error().summary() or table)
            self._layers[table] = layer
            if table == schema.LOG_TABLE and not self.read_only_reason:
                # One connection that may write stays open all the time. QGIS turns SQLite's write-ahead log on and off as
                # layers enter and leave editing, and whoever reads at that moment, the map's renderer or we, gets nothing.
                layer.dataProvider().enterUpdateMode()
        self._read_settings(is_shown)
        needed = QgsVectorDataProvider.Capability.AddFeatures
        if not self.read_only_reason and not self.labels.dataProvider().capabilities() & needed:
            self.read_only_reason = translate("Landweave", "the file is write-protected")
        for table in EDITED:
            self._layers[table].setReadOnly(bool(self.read_only_reason))
        self._show()
        label_styles.style_areas(self.areas)
        label_styles.set_editing_defaults(self.areas, self.labels)

    def _read_settings(self, is_shown: bool) -> None:
        """Read the settings, of layers that QGIS showed before through new connections: the old ones know no write-ahead log.

        Raises `JobError` ("labels.invalid", "labels.newer").
        """
        for attempt in range(REOPENINGS, 0, -1):
            if is_shown:
                label_file.reopen([self._layers[table] for table in EDITED], not self.read_only_reason)
            try:
                self.settings()
                return
            except JobError as error:
                if error.code != "labels.invalid" or not is_shown or attempt == 1:
                    raise
            label_file.wait_for_readers()

    def _title(self, table: str) -> str:
        titles = {
            schema.AREAS_TABLE: translate("Landweave", "Areas"),
            schema.LABELS_TABLE: translate("Landweave", "Labels"),
            schema.CLASSES_TABLE: translate("Landweave", "Classes"),
        }
        return titles.get(table, f"{self.name} {table}")

    def _show(self) -> None:
        """Put the layers in a group on top; the settings stay out of sight but QGIS still asks before it drops them."""
        group = None
        for table in (schema.AREAS_TABLE, schema.LABELS_TABLE, schema.CLASSES_TABLE, schema.PROJECT_TABLE):
            layer = self._layers[table]
            if self._project.mapLayer(layer.id()) is not None:
                continue
            if table == schema.PROJECT_TABLE:
                layer.setFlags(layer.flags() | QgsMapLayer.LayerFlag.Private)
            self._project.addMapLayer(layer, False)
            if group is None:
                root = self._project.layerTreeRoot()
                group = root.findGroup(self.name) or root.insertGroup(0, self.name)
            group.addChildNode(QgsLayerTreeLayer(layer))

    def _follow(self) -> None:
        self._order = UndoOrder({table: self._layers[table] for table in EDITED})
        for table in EDITED:
            layer = self._layers[table]
            layer.undoStack().indexChanged.connect(self._on_edit)
            layer.willBeDeleted.connect(self._release)
        self.labels.beforeCommitChanges.connect(self._before_commit)
        self._tell()

    # --- what it holds ---

    @property
    def areas(self) -> QgsVectorLayer:
        """The layer of the areas."""
        return self._layers[schema.AREAS_TABLE]

    @property
    def labels(self) -> QgsVectorLayer:
        """The layer of the labels."""
        return self._layers[schema.LABELS_TABLE]

    @property
    def is_open(self) -> bool:
        """Whether its layers are there."""
        return self._is_open

    def layer(self, table: str) -> QgsVectorLayer:
        """The layer of any table of `core.contract.labels`."""
        return self._layers[table]

    def crs(self) -> QgsCoordinateReferenceSystem:
        """The CRS of areas and labels."""
        return self.areas.crs()

    def settings(self) -> schema.LabelSettings:
        """The settings as they are now, unsaved changes included. Raises `JobError` ("labels.invalid")."""
        rows = {str(f["key"]): str(f["value"] or "") for f in self.layer(schema.PROJECT_TABLE).getFeatures()}
        return schema.settings_from_rows(rows, self.path)

    def classes(self) -> List[schema.LabelClass]:
        """The classes in the table's order, unsaved changes included."""
        found = [
            schema.LabelClass(int(f["value"]), str(f["name"]), str(f["color"]), int(f["position"] or 0))
            for f in self.layer(schema.CLASSES_TABLE).getFeatures()
        ]
        return sorted(found, key=lambda item: (item.position, item.value))

    # --- changing it ---

    def require_writable(self) -> None:
        """Raises `JobError` ("labels.read_only") where nothing may be changed."""
        if self.read_only_reason:
            raise JobError("labels.read_only", path=self.path, reason=self.read_only_reason)

    @contextmanager
    def command(self, text: str, *tables: str) -> Iterator[None]:
        """All edits of these tables made inside are one step of undo; an exception takes them back."""
        self.require_writable()
        layers = [self._layers[table] for table in tables]
        for layer in layers:
            if not layer.isEditable() and not layer.startEditing():
                raise JobError("labels.read_only", path=self.path, reason=layer.name())
            layer.beginEditCommand(text)
        self._own_command = True
        try:
            with self._order.joined():
                try:
                    yield
                except BaseException:
                    for layer in layers:
                        layer.destroyEditCommand()
                    raise
                for layer in layers:
                    layer.endEditCommand()
        finally:
            self._own_command = False

    def log(self, action: str, **detail: Any) -> None:
        """Note what was done; the notes are written with the next `save`."""
        self._pending_log.append((label_file.now_text(), action, json.dumps(detail, ensure_ascii=False)))

    def set_setting(self, key: str, value: str) -> None:
        """Change one setting; for use inside a `command` on the table "project"."""
        layer = self.layer(schema.PROJECT_TABLE)
        for feature in layer.getFeatures():
            if feature["key"] == key:
                layer.changeAttributeValue(feature.id(), layer.fields().indexOf("value"), value)

    def set_unlabelled(self, class_value: Optional[int]) -> None:
        """Say what unlabelled pixels inside areas are: a class, or None to ignore them. Raises `JobError` ("labels.class")."""
        if class_value is not None and all(item.value != class_value for item in self.classes()):
            raise JobError("labels.class", reason=translate("Landweave", "there is no class {value}").format(value=class_value))
        with self.command(translate("Landweave", "Change unlabelled pixels"), schema.PROJECT_TABLE):
            self.set_setting("unlabelled", schema.unlabelled_text(class_value))
        self.log("unlabelled", value=schema.unlabelled_text(class_value))

    def set_model(self, model: str) -> None:
        """Say which model the labels are for."""
        with self.command(translate("Landweave", "Change the model"), schema.PROJECT_TABLE):
            self.set_setting("model", model)
        self.log("model", model=model)

    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._order.can_undo()

    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return self._order.can_redo()

    def undo(self) -> bool:
        """Take the last step back, in whichever layers it was; False if there is none."""
        return self._step("undo", self._order.undo)

    def redo(self) -> bool:
        """Do the step again that was taken back last; False if there is none."""
        return self._step("redo", self._order.redo)

    def _step(self, action: str, move: Callable[[], bool]) -> bool:
        self._own_command = True
        try:
            done = move()
        finally:
            self._own_command = False
        if done:
            self.log(action)
        return done

    # --- keeping it ---

    def is_modified(self) -> bool:
        """Whether there is something to save."""
        return any(self._layers[table].isModified() for table in EDITED)

    def save(self) -> None:
        """Write all changes into the file; editing goes on, undo starts anew. Raises `JobError` ("labels.save")."""
        self.require_writable()
        in_transaction = any(self._layers[table].dataProvider().transaction() is not None for table in EDITED)
        reason = "" if in_transaction else label_file.why_locked(self.path)  # QGIS's own transaction holds the lock already
        if reason:
            raise JobError("labels.save", path=self.path, reason=reason)
        self._before_commit()
        for table in EDITED:
            layer = self._layers[table]
            if layer.isEditable() and not layer.commitChanges(in_transaction):  # a transaction ends with the editing
                reason = "; ".join(line.strip() for line in layer.commitErrors() if line.strip())
                raise JobError("labels.save", path=self.path, reason=reason)
        self._write_log()
        self._timer.start(0)

    def _write_log(self) -> None:
        layer = self.layer(schema.LOG_TABLE)
        rows = []
        for at, action, detail in self._pending_log:
            feature = QgsFeature(layer.fields())
            feature["at"], feature["action"], feature["detail"] = at, action, detail
            rows.append(feature)
        if rows and layer.dataProvider().addFeatures(rows)[0]:
            self._pending_log.clear()

    def close(self, save: bool) -> None:
        """Take the layers out of the QGIS project and let others write. `save`: keep what was changed, or drop it.

        Raises `JobError` ("labels.save"); the project is still open then.
        """
        if not self._is_open:
            return
        if save and self.is_modified():
            self.save()
        for table in EDITED:
            if self._layers[table].isEditable():
                self._layers[table].rollBack()
        self._release()
        self._project.removeMapLayers([self._layers[table].id() for table in EDITED])
        group = self._project.layerTreeRoot().findGroup(self.name)
        if group is not None and not group.children():
            group.parent().removeChildNode(group)

    def _release(self) -> None:
        """Called when a layer is about to go, or by `close`."""
        if not self._is_open:
            return
        self._is_open = False
        self._timer.stop()
        self._order.close()
        for table in EDITED:
            layer = self._layers[table]
            if not sip.isdeleted(layer):
                layer.undoStack().indexChanged.disconnect(self._on_edit)
                layer.willBeDeleted.disconnect(self._release)
        log = self._layers.pop(schema.LOG_TABLE)  # in no QGIS project: its file must be closed before QGIS ends
        if not self.read_only_reason:
            log.dataProvider().leaveUpdateMode()
        self._lock.close()
        self.closed.emit()

    # --- following what others do ---

    def _on_edit(self, index: int) -> None:
        if index > 0 and not self._own_command:
            self._foreign_edits = True
        self._timer.start(0)

    def _tell(self) -> None:
        classes = self.classes()
        if classes != self._shown_classes:
            self._shown_classes = classes
            label_styles.style_labels(self.labels, classes)
            self.classes_changed.emit()
        for layer in (self.areas, self.labels):
            layer.triggerRepaint()
        self.changed.emit()

    def _before_commit(self, *_stop: bool) -> None:
        """Called before the labels are written, by us or by QGIS: what other tools drew becomes a clean partition."""
        if not self._foreign_edits:
            return
        self._foreign_edits = False
        note = tidy(self)
        if note:
            self.said.emit(note)
