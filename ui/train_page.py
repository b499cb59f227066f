"""The page "Train": from what, on what, how thoroughly; live curves; what has become better. It runs nothing itself."""

from __future__ import annotations

import dataclasses
import os
from typing import Any, Dict, List, Mapping, Optional

from qgis.PyQt.QtCore import QCoreApplication, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..core.contract.card import CARD_FILE
from ..core.contract.errors import JobError
from ..core.contract.events import Event, Failure, Log, Metric, Partial, Progress, Result
from ..core.contract.jobs import PRESETS, TrainJob
from ..core.contract.labels import read_project
from . import bands_dialog, messages, settings
from .busy import waits_text
from .curves import TrainCurves, score_text
from .engine import WAITING
from .outputs import file_name
from .results import duration_text
from .run_panel import NoticeBox, RunPanel
from .train_data import TrainDataChoice, raster_layers
from .train_options import StartFrom, TrainOptions
from .train_plan import TrainPlanLine
from .train_result import Picture, PictureWindow, TrainResult, preview_columns

translate = QCoreApplication.translate

IDLE, RUNNING, STOPPING, PAUSED, DONE = "idle", "running", "stopping", "paused", "done"
SPARE_COLORS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb")  # Paul Tol's bright scheme


class TrainPage(QWidget):
    """Signals say what the person wants; methods show what happened. The engine belongs to the controller."""

    train_requested = pyqtSignal(object)  # TrainJob; also to go on with one that was stopped
    pause_requested = pyqtSignal()
    stop_requested = pyqtSignal()  # end the running training with the best model so far
    finish_requested = pyqtSignal(object)  # TrainJob: end a stopped one with the best model so far
    use_requested = pyqtSignal(str)  # the folder of the new model
    inputs_changed = pyqtSignal()
    set_up_requested = pyqtSignal()
    log_requested = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.state = IDLE
        self.job: Optional[TrainJob] = None  # the one that runs, is paused or has ended
        self.unfinished_dir = ""  # where a training was begun that has not ended: its model may be replaced
        self._planned: Optional[TrainJob] = None
        self._resumable = False
        self._colors: Dict[str, str] = {}
        self._model_folder = ""
        self._build_setup()
        self._build_buttons()
        self._build_progress()
        self._lay_out()
        self._connect()
        self._on_inputs()
        self._set_state(IDLE)

    # building

    def _build_setup(self) -> None:
        self.start = StartFrom()
        self.data = TrainDataChoice()
        self.presets: Dict[str, QRadioButton] = {}
        tips = {
            "quick": translate("Landweave", "For a first look, or after a few more labels"),
            "balanced": translate("Landweave", "Good for most work"),
            "thorough": translate("Landweave", "For many labels, and when there is time"),
        }
        for preset in PRESETS:
            button = QRadioButton()
            button.setObjectName("preset" + preset.capitalize())
            button.setToolTip(tips[preset])
            self.presets[preset] = button
        self.presets[settings.TRAIN_PRESET.get()].setChecked(True)
        self.name = QLineEdit()
        self.name.setObjectName("trainName")
        self.options = TrainOptions()
        self.plan = TrainPlanLine()
        self.setup = QWidget()
        self.show_times({})

    def _build_buttons(self) -> None:
        self.button = _button("trainButton", strong=True)
        self.finish = _button("finishButton", translate("Landweave", "End with the best so far"))
        self.finish.setToolTip(translate("Landweave", "Train no further and keep the best model so far"))
        self.anew = _button("startAnewButton", translate("Landweave", "Start anew"))
        self.anew.setToolTip(translate("Landweave", "Forget what was trained under this name"))
        self.pause = _button("pauseButton", strong=True)
        self.stop = _button("stopButton", translate("Landweave", "Stop"), strong=True)
        self.stop.setToolTip(translate("Landweave", "Train no further and keep the best model so far"))
        self.back = _button("changeSettingsButton", translate("Landweave", "Change settings"))
        self.back.setToolTip(translate("Landweave", "Back to the choices; with the same ones the training can still go on"))

    def _build_progress(self) -> None:
        self.title = QLabel()
        self.title.setObjectName("trainTitle")
        self.title.setWordWrap(True)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.progress = RunPanel()
        self.progress.stage.setObjectName("trainStage")
        self.progress.bar.setObjectName("trainProgress")
        self.progress.rate.setObjectName("trainRest")
        self.best = QLabel()
        self.best.setObjectName("trainBest")
        self.best.setWordWrap(True)
        self.notice = NoticeBox()
        self.notice.log.setObjectName("trainLogButton")
        self.result = TrainResult()
        self.curves = TrainCurves()
        self.preview = Picture("trainPreview")

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(translate("Landweave", "Start from"), self.start)
        form.addRow(QLabel(translate("Landweave", "Learn from")))  # above, because file names need the width
        form.addRow(self.data)
        radios = QVBoxLayout()
        radios.setSpacing(2)
        for radio in self.presets.values():
            radios.addWidget(radio)
        form.addRow(translate("Landweave", "How long"), radios)
        form.addRow(translate("Landweave", "Name"), self.name)
        setup = QVBoxLayout(self.setup)
        setup.setContentsMargins(0, 0, 0, 0)
        setup.addLayout(form)
        for widget in (self.options, self.plan, self.button, self.finish, self.anew):
            setup.addWidget(widget)
        page = QVBoxLayout(self)
        page.addWidget(self.setup)
        page.addWidget(self.title)
        page.addWidget(self.progress)
        page.addLayout(_row(self.pause, self.stop))
        page.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.best, self.notice, self.result, self.preview, self.curves):
            page.addWidget(widget)
        page.addStretch(1)

    def _connect(self) -> None:
        for part in (self.start, self.data, self.options):
            part.changed.connect(self._on_inputs)
        self.name.textChanged.connect(self._on_inputs)
        for radio in self.presets.values():
            radio.toggled.connect(self._on_preset)
        self.plan.set_up_clicked.connect(self.set_up_requested)
        self.plan.bands_clicked.connect(self._on_choose_bands)
        self.button.clicked.connect(lambda: self._start(resume=True))
        self.anew.clicked.connect(lambda: self._start(resume=False))
        self.finish.clicked.connect(self._on_finish)
        self.pause.clicked.connect(self._on_pause)
        self.stop.clicked.connect(self._on_stop)
        self.back.clicked.connect(self.show_setup)
        self.notice.log_clicked.connect(self.log_requested)
        self.result.use_clicked.connect(lambda: self.use_requested.emit(self._model_folder))
        self.result.new_clicked.connect(self.show_setup)
        self.preview.clicked.connect(lambda: self._enlarge(self.preview))

    # what is set

    def set_label_project(self, path: str) -> None:
        """The label project that is open, or an empty text."""
        self.data.set_label_project(path)

    def preset(self) -> str:
        """One of `PRESETS`."""
        return next(name for name, radio in self.presets.items() if radio.isChecked())

    def model_name(self) -> str:
        """The name that was given, else one after the data that is not taken yet."""
        return self.name.text().strip() or self._default_name()

    def _default_name(self) -> str:
        stem = self.data.title() or translate("Landweave", "My model")
        names = [stem] + [f"{stem} {number}" for number in range(2, 1000)]
        return next((name for name in names if not os.path.exists(self._output_dir(name))), stem)

    def _output_dir(self, name: str) -> str:
        return os.path.join(self.options.models_folder(), file_name(name) or "model")

    def request(self) -> TrainJob:
        """The job as it is set. Raises `Incomplete`, `JobError` for what the person has to mend."""
        card = self.start.card()
        name = self.model_name()
        job = TrainJob(
            output_dir=self._output_dir(name),
            device=str(self.options.device.currentData()),
            preset=self.preset(),
            name=name,
            base=self.start.base(),
            network=self.start.network_config(),
            data=self.data.data(card),
            changes={**self.start.changes(), **self.options.changes()},
        )
        job.validate()
        return job

    def restore(self, job: TrainJob) -> None:
        """Set everything as a job has it that was begun before and has not ended."""
        self.unfinished_dir = job.output_dir
        self.start.restore(job)
        self.data.restore(job.data)
        if job.preset in self.presets:
            self.presets[job.preset].setChecked(True)
        self.options.restore(job)
        self.name.setText(job.name)

    # slots

    def _on_inputs(self) -> None:
        self.name.setPlaceholderText(self._default_name())
        self._show_ready(None, False, False)
        self.inputs_changed.emit()

    def _on_preset(self, checked: bool) -> None:
        if checked:
            settings.TRAIN_PRESET.set(self.preset())
            self._on_inputs()

    def _start(self, resume: bool) -> None:
        job = self._planned
        if job is not None:
            self.train_requested.emit(job if resume else dataclasses.replace(job, resume=False))

    def _on_finish(self) -> None:
        if self._planned is not None:
            self.finish_requested.emit(self._planned)

    def _on_pause(self) -> None:
        if self.state == PAUSED:
            self.train_requested.emit(dataclasses.replace(self.job, resume=True))
        else:
            self.show_stopping(translate("Landweave", "Pausing …"))
            self.pause_requested.emit()

    def _on_stop(self) -> None:
        if self.state == PAUSED:
            self.finish_requested.emit(self.job)
        else:
            self.show_stopping(translate("Landweave", "Ending with the best model so far …"))
            self.stop_requested.emit()

    def _on_choose_bands(self) -> None:
        card = self.start.card()
        if card is None:
            return
        for layer in raster_layers(self.data.project_path()).values():
            if bands_dialog.bands_for(card, layer, self) is None:
                return
        self.inputs_changed.emit()

    def _enlarge(self, picture: Picture) -> None:
        window = PictureWindow(picture.image, picture.columns, self.window())
        window.exec()
        window.deleteLater()

    # showing the plan

    def show_times(self, seconds: Mapping[str, float]) -> None:
        """How long each preset takes, as far as it is known."""
        for preset, name in _preset_names().items():
            text = name
            if preset in seconds:
                text = translate("Landweave", "{preset}: {time}").format(preset=name, time=duration_text(seconds[preset]))
            self.presets[preset].setText(text)

    def show_plan(self, job: TrainJob, facts: Mapping[str, Any]) -> None:
        """The engine's answer to `job`, which is what is set now."""
        resumable = bool(facts.get("resumable"))
        own = resumable or job.output_dir == self.unfinished_dir
        taken = not own and os.path.isfile(os.path.join(job.output_dir, CARD_FILE))
        self._colors = {str(c["name"]): str(c["color"]) for c in facts.get("classes") or ()}
        self.plan.show_training(facts, taken)
        self.options.show_planned(facts)
        self._show_ready(job, bool(facts.get("can_start", True)) and not taken, resumable)

    def show_obstacle(self, message: str, hint: str = "", bands: bool = False, set_up: bool = False) -> None:
        """It cannot work as it is set now."""
        self.plan.show_problem(message, hint, bands, set_up)

    def _show_ready(self, job: Optional[TrainJob], can_start: bool, resumable: bool) -> None:
        self._planned, self._resumable = job, resumable
        train, resume = translate("Landweave", "Train model"), translate("Landweave", "Resume training")
        self.button.setText(resume if resumable else train)
        self.button.setEnabled(can_start)
        self.finish.setVisible(resumable)
        self.anew.setVisible(resumable)

    # showing a training

    def show_running(self, job: TrainJob) -> None:
        """A training begins, goes on, or is being ended."""
        self.job, self.unfinished_dir = job, job.output_dir
        self.name.setText(job.name)
        self._set_state(STOPPING if job.finish else RUNNING)
        self.notice.hide()
        stage = translate("Landweave", "Ending with the best model so far …") if job.finish else messages.stage_name("start")
        self.progress.show_stage(stage)
        self._to_top()

    def show_stopping(self, text: str) -> None:
        """The person pressed Pause or Stop: said at once, whatever the engine is doing."""
        self._set_state(STOPPING)
        self.progress.show_stage(text)

    def show_event(self, event: Event) -> None:
        """Show the numbers and pictures of a running training."""
        if isinstance(event, Progress) and self.state == RUNNING:
            self.progress.show_progress(event)
        elif isinstance(event, Log) and event.code == WAITING and self.state == RUNNING:
            self.progress.show_stage(waits_text(event.data))
        elif isinstance(event, Log) and event.code == "train.setup":
            self._begin_curves(event.data)
        elif isinstance(event, Metric):
            self.curves.add(event)
            self._show_best()
        elif isinstance(event, Partial) and event.kind == "preview":
            self.preview.setVisible(self.preview.show_file(event.path, preview_columns()) or not self.preview.image.isNull())

    def _begin_curves(self, data: Mapping[str, Any]) -> None:
        names: List[str] = [str(name) for name in data.get("classes") or ()]
        known = {**self._known_colors(), **self._colors}
        colors = {name: known.get(name, SPARE_COLORS[i % len(SPARE_COLORS)]) for i, name in enumerate(names)}
        start = int(data.get("start_step") or 0)
        if start == 0:
            self.preview.hide()
            self.best.hide()
        checked = data.get("check_from") != "none"
        self.curves.begin(int(data.get("epochs") or 1), int(data.get("epoch_steps") or 1), colors, start, checked)
        self.curves.show()

    def _known_colors(self) -> Dict[str, str]:
        """Class colours of the label project and of the base model, for a training that was not planned here."""
        card = self.start.card()
        colors = {c.name: c.color for c in card.classes} if card is not None else {}
        if self.job is not None and self.job.data.project:
            try:
                colors.update({c.name: c.color for c in read_project(self.job.data.project)[1]})
            except JobError:
                return colors  # the engine says what is wrong with it
        return colors

    def _show_best(self) -> None:
        best = self.curves.best()
        if best is not None:
            text = translate("Landweave", "Best so far: {score} in epoch {epoch}. This model is kept.")
            self.best.setText(text.format(score=score_text(best[1]), epoch=round(best[0])))
            self.best.show()

    def show_paused(self) -> None:
        """The training was stopped; it can go on, also after a restart of QGIS."""
        self._set_state(PAUSED)
        text = translate("Landweave", "Paused.")
        self.notice.show_info(text, translate("Landweave", "You may close QGIS: the training can go on from here later."))

    def show_failure(self, failure: Failure) -> None:
        """The training failed; what it has reached so far may still be there."""
        self._set_state(IDLE)
        self.notice.show_failure(*messages.describe_error(failure))

    def show_result(self, result: Result) -> None:
        """The training is done."""
        self.unfinished_dir = ""
        self._model_folder = result.outputs.get("model", self.job.output_dir if self.job else "")
        self._set_state(DONE)
        self.result.show_result(result.outputs, result.facts)
        self.name.clear()  # the next one gets another name
        self._to_top()

    def show_setup(self) -> None:
        """Back to the choices."""
        self.notice.hide()
        self._set_state(IDLE)
        self._on_inputs()
        self._to_top()

    def _set_state(self, state: str) -> None:
        self.state = state
        working = state in (RUNNING, STOPPING)
        self.setup.setVisible(state == IDLE)
        self.title.setVisible(state != IDLE)
        self.title.setText(self.job.name if self.job is not None else "")
        self.progress.setVisible(working)
        self.pause.setVisible(working or state == PAUSED)
        self.pause.setText(translate("Landweave", "Resume") if state == PAUSED else translate("Landweave", "Pause"))
        self.stop.setVisible(working or state == PAUSED)
        for button in (self.pause, self.stop):
            button.setEnabled(state != STOPPING)
        self.back.setVisible(state == PAUSED)
        self.result.setVisible(state == DONE)
        if state in (IDLE, DONE):
            self.preview.hide()
            self.best.hide()
        if state == IDLE:
            self.curves.hide()

    def _to_top(self) -> None:
        """Show the beginning of the page: another part of it is visible now."""
        parent = self.parentWidget()
        while parent is not None and not isinstance(parent, QScrollArea):
            parent = parent.parentWidget()
        if parent is not None:
            parent.verticalScrollBar().setValue(0)


def _preset_names() -> Dict[str, str]:
    return {
        "quick": translate("Landweave", "Quick"),
        "balanced": translate("Landweave", "Balanced"),
        "thorough": translate("Landweave", "Thorough"),
    }


def _button(name: str, text: str = "", strong: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    if strong:
        font = button.font()
        font.setBold(True)
        button.setFont(font)
        button.setMinimumHeight(round(1.4 * button.sizeHint().height()))
    return button


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button, 1)
    return row
