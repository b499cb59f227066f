"""The page "Models": which ones there are, what each is, and what can be done with it. It changes nothing itself."""

from __future__ import annotations

import html
from typing import Dict, List, Optional, Tuple

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAction, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ..core.contract.card import ModelCard
from ..core.contract.events import Event, Log, Progress
from . import messages
from .busy import waits_text
from .engine import WAITING
from .installed_models import SHIPPED, origin
from .model_card import ModelCardView
from .model_combo import read_cards, wrapping_label
from .model_list import ModelList
from .run_panel import NoticeBox, RunPanel

translate = QCoreApplication.translate

FORMATS = ("zip", "onnx", "smp", "stac")


class ModelsPage(QWidget):
    """Signals say what the person wants, with the folder of the model; files and engine belong to the controller."""

    use_requested = pyqtSignal(str)
    add_file_requested = pyqtSignal()
    add_folder_requested = pyqtSignal()
    export_requested = pyqtSignal(str, str)  # folder, one of FORMATS
    rename_requested = pyqtSignal(str)
    duplicate_requested = pyqtSignal(str)
    delete_requested = pyqtSignal(str)
    check_requested = pyqtSignal(str)
    architectures_requested = pyqtSignal(str)  # the key of one, may be empty
    cancel_requested = pyqtSignal()
    log_requested = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._cards: Dict[str, ModelCard] = {}
        self._running = False
        self._build_list()
        self._build_run()
        self._lay_out()
        self._connect()
        self.reload()
        self._show_running(False)

    # building

    def _build_list(self) -> None:
        self.add = _menu_button("modelAdd", translate("Landweave", "Add"), "/symbologyAdd.svg")
        self.add_file = self._action(self.add, "modelAddFile", translate("Landweave", "From a file (zip, ONNX, weights) …"))
        self.add_folder = self._action(self.add, "modelAddFolder", translate("Landweave", "From a folder …"))
        self.add.setToolTip(translate("Landweave", "Add a model; you can also drag its file here"))
        self.architectures = QPushButton(translate("Landweave", "Architectures …"))
        self.architectures.setObjectName("architecturesButton")
        self.architectures.setToolTip(translate("Landweave", "All kinds of networks that can be trained, compared"))
        self.models = ModelList()
        self.use = QPushButton(translate("Landweave", "Use"))
        self.use.setObjectName("modelUse")
        self.use.setToolTip(translate("Landweave", "Go to “Segment” with this model"))
        self.export = _menu_button("modelExport", translate("Landweave", "Export"))
        self.exports: List[QAction] = [
            self._action(self.export, f"modelExport_{format_}", text, format_) for format_, text in _export_texts()
        ]
        self.more = _menu_button("modelMore", translate("Landweave", "More"))
        self.rename = self._action(self.more, "modelRename", translate("Landweave", "Rename …"))
        self.duplicate = self._action(self.more, "modelDuplicate", translate("Landweave", "Duplicate …"))
        self.delete = self._action(self.more, "modelDelete", translate("Landweave", "Delete …"))
        self.more.menu().addSeparator()
        self.check = self._action(self.more, "modelCheck", translate("Landweave", "Check files"))
        self.check.setToolTip(translate("Landweave", "See whether all its files are whole and fit together"))
        self.problems = wrapping_label("modelsProblem")
        self.card = ModelCardView()

    @staticmethod
    def _action(button: QToolButton, name: str, text: str, data: str = "") -> QAction:
        action = button.menu().addAction(text)
        action.setObjectName(name)
        action.setData(data)
        return action

    def _build_run(self) -> None:
        self.panel = RunPanel()
        self.cancel = QPushButton(translate("Landweave", "Cancel"))
        self.cancel.setObjectName("modelCancel")
        self.notice = NoticeBox()

    def _lay_out(self) -> None:
        upper, lower, run = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        upper.addWidget(self.add)
        upper.addStretch(1)
        upper.addWidget(self.architectures)
        lower.addWidget(self.use, 1)
        lower.addWidget(self.export)
        lower.addWidget(self.more)
        run.addStretch(1)
        run.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.addLayout(upper)
        layout.addWidget(self.models)
        layout.addLayout(lower)
        for widget in (self.panel, self.notice, self.problems):
            layout.addWidget(widget)
        layout.insertLayout(layout.indexOf(self.panel) + 1, run)
        layout.addWidget(self.card)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.models.chosen.connect(self._on_chosen)
        self.models.activated.connect(self.use_requested)
        self.use.clicked.connect(lambda: self.use_requested.emit(self.folder()))
        self.add_file.triggered.connect(self.add_file_requested)
        self.add_folder.triggered.connect(self.add_folder_requested)
        self.rename.triggered.connect(lambda: self.rename_requested.emit(self.folder()))
        self.duplicate.triggered.connect(lambda: self.duplicate_requested.emit(self.folder()))
        self.delete.triggered.connect(lambda: self.delete_requested.emit(self.folder()))
        self.check.triggered.connect(lambda: self.check_requested.emit(self.folder()))
        for action in self.exports:
            action.triggered.connect(lambda _on, a=action: self.export_requested.emit(self.folder(), str(a.data())))
        self.architectures.clicked.connect(lambda: self.architectures_requested.emit(""))
        self.card.architecture_clicked.connect(self.architectures_requested)
        self.card.model_clicked.connect(self.models.choose)
        self.cancel.clicked.connect(self.cancel_requested)
        self.notice.log_clicked.connect(self.log_requested)

    # models

    def reload(self, choose: str = "") -> None:
        """Look for models again; `choose`, or the one that is current, becomes current."""
        self._cards, problems = read_cards()
        self.problems.setText("<br>".join(html.escape(problem) for problem in problems))
        self.problems.setVisible(bool(problems))
        self.models.show_models(self._cards, choose)

    def folder(self) -> str:
        """The folder of the current model, empty for none."""
        return self.models.folder()

    def current_card(self) -> Optional[ModelCard]:
        """The card of the current model."""
        return self._cards.get(self.folder())

    def cards(self) -> Dict[str, ModelCard]:
        """Folder -> card of all models that are listed."""
        return self._cards

    def _on_chosen(self, folder: str) -> None:
        card = self._cards.get(folder)
        self.card.setVisible(card is not None)
        if card is not None:
            self.card.show_card(folder, card, self._cards)
        self._enable()

    def _enable(self) -> None:
        folder = self.folder()
        chosen, own = bool(folder), bool(folder) and origin(folder) != SHIPPED
        self.use.setEnabled(chosen)
        self.add.setEnabled(not self._running)
        self.export.setEnabled(chosen and not self._running)
        self.more.setEnabled(chosen and not self._running)
        reason = translate("Landweave", "This model belongs to Landweave itself. Duplicate it and change the copy.")
        for action in (self.rename, self.delete):
            action.setEnabled(own)
            action.setToolTip("" if own or not chosen else reason)

    # a job

    def show_running(self, text: str) -> None:
        """A job has begun."""
        self.notice.hide()
        self._show_running(True)
        self.panel.show_stage(text)

    def show_event(self, event: Event) -> None:
        """Show how far the job is."""
        if isinstance(event, Progress):
            self.panel.show_progress(event)
        elif isinstance(event, Log) and event.code == WAITING:
            self.panel.show_stage(waits_text(event.data))

    def show_ended(self) -> None:
        """The job is over, whatever its end; what there is to say follows."""
        self._show_running(False)

    def show_failure(self, message: str, hint: str, log: bool) -> None:
        """Something failed: what happened, what to do, and whether there is a log of it."""
        self.notice.show_failure(message, hint)
        self.notice.log.setVisible(log)

    def show_warnings(self, warnings: List[Dict[str, object]]) -> None:
        """A job ended well, with reservations."""
        if warnings:
            self.notice.show_warnings("\n".join(messages.describe_warning(warning) for warning in warnings))

    def _show_running(self, running: bool) -> None:
        self._running = running
        self.panel.setVisible(running)
        self.cancel.setVisible(running)
        self._enable()


def _export_texts() -> Tuple[Tuple[str, str], ...]:
    return (
        ("zip", translate("Landweave", "To pass it on (zip) …")),
        ("onnx", translate("Landweave", "For Deepness and others (ONNX) …")),
        ("smp", translate("Landweave", "For Python (segmentation-models-pytorch) …")),
        ("stac", translate("Landweave", "For catalogues (STAC item) …")),
    )


def _menu_button(name: str, text: str, icon: str = "") -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    if icon:
        button.setIcon(QgsApplication.getThemeIcon(icon))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    menu = QMenu(button)
    menu.setObjectName(name + "Menu")
    menu.setToolTipsVisible(True)
    button.setMenu(menu)
    return button

