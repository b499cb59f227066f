"""The page "Label": a label project, its classes, its areas, the painting tools, help from a model. It changes nothing itself."""

from __future__ import annotations

import html
from typing import Dict, Optional, Sequence

from qgis.core import QgsMapLayerProxyModel, QgsRasterLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QShortcut,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ..core.contract import labels as schema
from ..core.contract.card import ModelCard
from ..core.contract.events import Event, Failure, Log, Progress
from . import layers, messages, settings
from . import paint_session as tools
from .busy import waits_text
from .class_table import KEYS, ClassTable
from .engine import WAITING
from .label_areas import Area
from .label_classes import ClassCount
from .label_dialogs import IGNORED, fill_unlabelled
from .label_toolbar import AreaBar, PaintBar, icon, tool_button, tool_hint
from .model_combo import read_cards
from .run_panel import NoticeBox, RunPanel
from .suggestions import SuggestionList

translate = QCoreApplication.translate


class LabelPage(QWidget):
    """Signals say what the person wants; methods show what happened. Project and engine belong to the controller."""

    new_asked = pyqtSignal()
    open_asked = pyqtSignal()
    save_asked = pyqtSignal()
    train_asked = pyqtSignal()
    layer_changed = pyqtSignal()
    unlabelled_chosen = pyqtSignal(object)  # class value, None for ignored
    class_key = pyqtSignal(int)  # the place of a class in the table, from 0
    review_asked = pyqtSignal(str, bool)  # ACCEPT or REJECT of `paint_session`, whether the tool is wanted
    suggest_labels_asked = pyqtSignal()
    accept_asked = pyqtSignal()
    reject_asked = pyqtSignal()
    suggest_areas_asked = pyqtSignal()
    cancel_asked = pyqtSignal()
    set_up_requested = pyqtSignal()
    log_requested = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._cards: Dict[str, ModelCard] = {}
        self._running = False
        self._watched: Optional[QgsRasterLayer] = None  # whose data source may be repaired
        self._build_file()
        self._build_model()
        self._build_rest()
        self._lay_out()
        self._connect()
        self.reload_models()
        self.show_project("", False, "")
        self._on_layer()

    # building

    def _build_file(self) -> None:
        self.layer = QgsMapLayerComboBox()
        self.layer.setObjectName("labelLayerCombo")
        self.layer.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.layer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.layer.setMinimumContentsLength(12)
        self.no_file = _text("labelLayerNote")
        self.intro = _text("labelIntro")
        self.intro.setText(
            translate(
                "Landweave",
                "Show the model what is what: mark a few areas on the image, paint what you see in them, then train. "
                "Everything is kept in one file, the labels.",
            )
        )
        self.new = QPushButton(translate("Landweave", "New …"))
        self.new.setObjectName("newLabelsButton")
        self.new.setIcon(icon("/mActionFileNew.svg"))
        self.open = QPushButton(translate("Landweave", "Open …"))
        self.open.setObjectName("openLabelsButton")
        self.open.setIcon(icon("/mActionFileOpen.svg"))
        self.save = QPushButton(translate("Landweave", "Save"))
        self.save.setObjectName("saveLabelsButton")
        self.save.setIcon(icon("/mActionFileSave.svg"))
        self.name = _text("labelsName")
        self.name.setTextFormat(Qt.TextFormat.RichText)
        self.read_only = _text("labelsReadOnly")
        self.message = _text("labelMessage")
        self.message.hide()

    def _build_model(self) -> None:
        self.model = QComboBox()
        self.model.setObjectName("labelModelCombo")
        self.model.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.model.setMinimumContentsLength(12)
        self.model.setToolTip(translate("Landweave", "The model that suggests labels and areas"))
        self.suggest = QPushButton(translate("Landweave", "Suggest labels"))
        self.suggest.setObjectName("suggestLabelsButton")
        self.suggest.setToolTip(
            translate("Landweave", "The model labels the chosen area; correct what is wrong instead of drawing all of it")
        )
        self.where = QPushButton(translate("Landweave", "Suggest areas"))
        self.where.setObjectName("suggestAreasButton")
        self.where.setToolTip(
            translate("Landweave", "Places where labels help most: the model is unsure there, or a class has few labels")
        )
        self.review = QWidget()
        self.waiting = _text("suggestedCount")
        self.accept = QPushButton(translate("Landweave", "Accept all"))
        self.accept.setObjectName("acceptButton")
        self.reject = QPushButton(translate("Landweave", "Reject all"))
        self.reject.setObjectName("rejectButton")
        self.accept_one = tool_button("acceptTool", "accept.svg", translate("Landweave", "Accept single ones on the map"), True)
        self.reject_one = tool_button("rejectTool", "reject.svg", translate("Landweave", "Reject single ones on the map"), True)
        self.places = SuggestionList()
        self.progress = RunPanel()
        self.progress.stage.setObjectName("labelStage")
        self.progress.bar.setObjectName("labelProgress")
        self.progress.rate.setObjectName("labelRest")
        self.cancel = QPushButton(translate("Landweave", "Cancel"))
        self.cancel.setObjectName("cancelSuggestButton")
        self.notice = NoticeBox()
        self.notice.log.setObjectName("labelLogButton")
        self.set_up = QPushButton(translate("Landweave", "Set up engine"))
        self.set_up.setObjectName("labelSetUpButton")

    def _build_rest(self) -> None:
        self.classes = ClassTable()
        self.unlabelled = QComboBox()
        self.unlabelled.setObjectName("unlabelledCombo")
        self.unlabelled.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.unlabelled.setMinimumContentsLength(8)
        self.unlabelled.setToolTip(translate("Landweave", "What places inside an area are that have no label"))
        self.areas = AreaBar()
        self.paint = PaintBar()
        self.hint = _text("toolHint")
        self.train = QPushButton(translate("Landweave", "Train with these labels"))
        self.train.setObjectName("toTrainButton")
        font = self.train.font()
        font.setBold(True)
        self.train.setFont(font)
        self.train.setMinimumHeight(round(1.4 * self.train.sizeHint().height()))
        self.body = QWidget()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Landweave", "Layer"), self.layer)
        page = QVBoxLayout(self)
        page.addLayout(form)
        page.addWidget(self.no_file)
        page.addWidget(self.intro)
        page.addLayout(_row(self.new, self.open, self.save))
        page.addWidget(self.name)
        page.addWidget(self.read_only)
        page.addWidget(self.body)
        page.addStretch(1)
        body = QVBoxLayout(self.body)
        body.setContentsMargins(0, 0, 0, 0)
        self._lay_out_classes(body)
        body.addWidget(_heading(translate("Landweave", "Areas")))
        body.addWidget(self.areas)
        body.addWidget(_heading(translate("Landweave", "Paint"), self.paint.undo, self.paint.redo))
        for widget in (self.paint, self.hint, self.message):
            body.addWidget(widget)
        self._lay_out_model(body)
        body.addSpacing(6)
        body.addWidget(self.train)
        body.addWidget(self.places)

    def _lay_out_classes(self, body: QVBoxLayout) -> None:
        body.addWidget(_heading(translate("Landweave", "Classes")))
        body.addWidget(self.classes)
        row = QHBoxLayout()
        row.addWidget(QLabel(translate("Landweave", "Unlabelled places:")))
        row.addWidget(self.unlabelled, 1)
        body.addLayout(row)

    def _lay_out_model(self, body: QVBoxLayout) -> None:
        body.addWidget(_heading(translate("Landweave", "Help from a model")))
        body.addWidget(self.model)
        body.addLayout(_row(self.suggest, self.where))
        singles = QHBoxLayout()
        singles.setSpacing(6)
        for button in (self.accept, self.reject):
            singles.addWidget(button, 1)
        for button in (self.accept_one, self.reject_one):
            singles.addWidget(button)
        review = QVBoxLayout(self.review)
        review.setContentsMargins(0, 0, 0, 0)
        review.setSpacing(4)
        review.addWidget(self.waiting)
        review.addLayout(singles)
        for widget in (self.review, self.progress, self.cancel, self.notice, self.set_up):
            body.addWidget(widget)
        for widget in (self.review, self.progress, self.cancel, self.set_up):
            widget.hide()

    def _connect(self) -> None:
        for button, signal in (
            (self.new, self.new_asked), (self.open, self.open_asked), (self.save, self.save_asked),
            (self.train, self.train_asked), (self.suggest, self.suggest_labels_asked), (self.where, self.suggest_areas_asked),
            (self.accept, self.accept_asked), (self.reject, self.reject_asked), (self.cancel, self.cancel_asked),
            (self.set_up, self.set_up_requested),
        ):  # fmt: skip
            button.clicked.connect(signal)
        self.accept_one.clicked.connect(lambda on: self.review_asked.emit(tools.ACCEPT, on))
        self.reject_one.clicked.connect(lambda on: self.review_asked.emit(tools.REJECT, on))
        self.notice.log_clicked.connect(self.log_requested)
        self.layer.layerChanged.connect(self._on_layer)
        self.model.activated.connect(lambda _index: settings.MODEL.set(self.model_folder()))
        self.unlabelled.activated.connect(self._on_unlabelled)
        for place, key in enumerate(KEYS):
            shortcut = QShortcut(QKeySequence(key), self.body)  # while a field is typed in, the field keeps the key
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda place=place: self.class_key.emit(place))

    # what is set

    def raster(self) -> Optional[QgsRasterLayer]:
        """The layer to label on."""
        return self.layer.currentLayer()

    def model_folder(self) -> str:
        """The folder of the model that helps, empty for none."""
        return str(self.model.currentData() or "")

    def card(self) -> Optional[ModelCard]:
        """Its card."""
        return self._cards.get(self.model_folder())

    def cards(self) -> Dict[str, ModelCard]:
        """Folder -> card of every model that can be read."""
        return self._cards

    def reload_models(self) -> None:
        """Look for models again; the current one stays, where it is still there."""
        wanted = self.model_folder() or settings.MODEL.get()
        self._cards, _problems = read_cards()
        self.model.clear()
        for folder, card in self._cards.items():
            self.model.addItem(card.name, folder)
        self.model.setCurrentIndex(max(0, self.model.findData(wanted)) if self._cards else -1)
        self._enable()

    # slots

    def _on_layer(self) -> None:
        layer = self.raster()
        self._watch(layer)
        text = ""
        if layer is None:
            text = translate("Landweave", "Add an aerial or satellite image to the project to label it.")
        elif not layer.isValid():  # its pixel size and corner, which new labels would take over, are not the image's
            text = " ".join(messages.describe("layer.invalid", {"layer": layer.name()}))
        elif layers.needs_export(layer):
            text = translate(
                "Landweave", "Labels need an image file. Save this layer as a GeoTIFF (Export › Save As …) and choose that."
            )
        self.no_file.setText(text)
        self.no_file.setVisible(bool(text))
        self._enable()
        self.layer_changed.emit()

    def _watch(self, layer: Optional[QgsRasterLayer]) -> None:
        """A layer that is repaired can be labelled at once."""
        if self._watched is not None and not sip.isdeleted(self._watched):
            self._watched.dataSourceChanged.disconnect(self._on_layer)
        self._watched = layer
        if layer is not None:
            layer.dataSourceChanged.connect(self._on_layer)

    def _enable(self) -> None:
        """What can be pressed: it depends on the layer, on whether the labels may be changed, and on whether the engine works."""
        usable, writable, idle = self.no_file.isHidden(), self.read_only.isHidden(), not self._running
        for widget, possible in (
            (self.new, usable and idle), (self.open, idle), (self.model, idle),
            (self.classes, writable), (self.unlabelled, writable), (self.paint, writable), (self.review, writable),
            (self.areas.train, usable and writable), (self.areas.check, usable and writable),
            (self.suggest, usable and writable and idle and bool(self._cards)), (self.where, usable and idle),
        ):  # fmt: skip
            widget.setEnabled(possible)
        self.areas.set_writable(writable)

    def _on_unlabelled(self) -> None:
        value = int(self.unlabelled.currentData())
        self.unlabelled_chosen.emit(None if value == IGNORED else value)

    # showing the project

    def show_project(self, name: str, modified: bool, read_only_reason: str) -> None:
        """Which label project is open, if any, and whether there is something to save in it."""
        is_open = bool(name)
        self.intro.setVisible(not is_open)
        self.body.setVisible(is_open)
        self.save.setVisible(is_open)
        self.save.setEnabled(modified)
        state = translate("Landweave", "not saved yet") if modified else translate("Landweave", "saved")
        self.name.setText(f"<b>{html.escape(name)}</b> · {html.escape(state)}")
        self.name.setVisible(is_open)
        self.read_only.setText(translate("Landweave", "Only for reading: {reason}.").format(reason=read_only_reason))
        self.read_only.setVisible(bool(read_only_reason))
        self._enable()

    def show_classes(
        self, classes: Sequence[schema.LabelClass], counts: Dict[int, ClassCount], unlabelled: Optional[int]
    ) -> None:
        """The class table and what unlabelled places are."""
        if not self.classes.is_editing():
            self.classes.show_classes(classes, counts)
        fill_unlabelled(self.unlabelled, tuple(classes), unlabelled)

    def show_areas(self, areas: Sequence[Area], current: str, suggested: int) -> None:
        """The areas, and how many labels in the chosen one (or all) wait for a yes or no."""
        self.areas.show_areas(areas, current)
        text = translate("Landweave", "{count} suggested labels (dashed)")
        self.waiting.setText(text.format(count=suggested))
        self.review.setVisible(suggested > 0)

    def show_tool(self, name: str, role: str) -> None:
        """The tool in hand, empty for none of ours; `role`: of the areas that the tool places."""
        for tool, button in self.paint.buttons.items():
            button.setChecked(tool == name)
        self.areas.train.setChecked(name == tools.AREA and role == schema.TRAIN)
        self.areas.check.setChecked(name == tools.AREA and role == schema.CHECK)
        self.areas.pick.setChecked(name == tools.PICK)
        self.accept_one.setChecked(name == tools.ACCEPT)
        self.reject_one.setChecked(name == tools.REJECT)
        self.hint.setText(tool_hint(name) or translate("Landweave", "Choose a class and a tool, then paint inside an area."))
        self.show_message("")

    def show_message(self, text: str) -> None:
        """What was refused or changed on the way, until the next step."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    # showing a run

    def show_running(self) -> None:
        """The engine works for this page."""
        self._set_running(True)
        self.notice.hide()
        self.progress.show_stage(messages.stage_name("start"))

    def show_event(self, event: Event) -> None:
        """Show the numbers of the running job, or what it waits for."""
        if isinstance(event, Progress):
            self.progress.show_progress(event)
        elif isinstance(event, Log) and event.code == WAITING:
            self.progress.show_stage(waits_text(event.data))

    def show_stopping(self) -> None:
        """The person pressed Cancel: said at once, whatever the engine is doing."""
        self.cancel.setEnabled(False)
        self.progress.show_stage(translate("Landweave", "Stopping …"))

    def show_idle(self) -> None:
        """The engine has ended, one way or the other."""
        self._set_running(False)

    def show_failure(self, failure: Failure) -> None:
        """It failed."""
        self._set_running(False)
        self.notice.show_failure(*messages.describe_error(failure))
        self.set_up.setVisible(failure.code.startswith("engine."))

    def show_no_engine(self, message: str, hint: str) -> None:
        """The engine is not there yet."""
        self.notice.show_info(message, hint)
        self.set_up.show()

    def _set_running(self, running: bool) -> None:
        self.progress.setVisible(running)
        self.cancel.setVisible(running)
        self.cancel.setEnabled(running)
        self.set_up.hide()
        self._running = running
        self._enable()


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row


def _text(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _heading(text: str, *buttons: QWidget) -> QWidget:
    """A bold word with a line after it, and buttons at its end."""
    widget = QWidget()
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 6, 0, 0)
    row.addWidget(label)
    row.addWidget(line, 1)
    for button in buttons:
        row.addWidget(button)
    return widget
