"""Brings the page "Models", the files of models and the engine together: add, export, rename, copy, delete, check."""

from __future__ import annotations

import dataclasses
import os
from typing import Any, Callable, List, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox

from ..core.contract import model_store
from ..core.contract.errors import JobError, LandweaveError
from ..core.contract.events import Event, Failure, Result
from ..core.contract.jobs import Job
from ..core.contract.model_jobs import CheckModelJob, ExportModelJob, ImportModelJob
from . import installed_models, messages, outputs, settings
from .architectures_dialog import ArchitecturesDialog
from .engine import EngineHost
from .import_model_dialog import ImportModelDialog
from .job_run import CallTask, JobRun
from .model_file import FILE_SUFFIXES, ModelFile, look_into
from .models_page import ModelsPage
from .tasks import EngineTask, failure_from, task_flags
from .train_options import default_models_folder

translate = QCoreApplication.translate

# What an import fails with when the form was filled in wrongly, or was not asked for yet.
ASK_AGAIN = ("model.incomplete", "model.unlike_file", "model.shape", "model.architecture", "job.invalid")
SUFFIXES = {"zip": ".zip", "onnx": ".onnx", "stac": ".json"}


class ModelTask(EngineTask):
    """Runs a job about a model; every stage moves the task's own bar."""

    def __init__(self, description: str, engine: EngineHost, job: Job) -> None:
        super().__init__(description, engine, job, task_flags("Silent"))  # the page says more than "done"

    def _report(self, event: Event) -> None:
        done, total = getattr(event, "done", 0), getattr(event, "total", 0)
        if total > 0:
            self.setProgress(100.0 * min(1.0, done / total))
        super()._report(event)


class ModelsController(QObject):
    """Everything here happens in the main thread. `finished` brings the terminal event of each job."""

    finished = pyqtSignal(object)
    models_changed = pyqtSignal()
    model_chosen = pyqtSignal(str)  # the folder of a model that is to be used on the page "Segment"
    set_up_requested = pyqtSignal()

    def __init__(self, iface: Any, page: ModelsPage, engine: EngineHost, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._iface, self.page, self._engine = iface, page, engine
        self.jobs = JobRun(iface, engine, self)
        self._then: Optional[Callable[[Result], None]] = None  # what a good end of the job means
        self._waiting: List[str] = []  # paths that are to be added after the one that is being added
        self._adding: Optional[ModelFile] = None
        self._form: Optional[ImportModelDialog] = None
        self._form_of = ""
        self._waiting_for_words: Optional[Tuple[ModelFile, Failure]] = None  # what could not be added, and why
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.use_requested.connect(self.model_chosen)
        page.add_file_requested.connect(self.add_file)
        page.add_folder_requested.connect(self.add_folder)
        page.export_requested.connect(self.export)
        page.rename_requested.connect(self.rename)
        page.duplicate_requested.connect(self.duplicate)
        page.delete_requested.connect(self.delete)
        page.check_requested.connect(self.check)
        page.architectures_requested.connect(self.show_architectures)
        page.cancel_requested.connect(self.cancel)
        page.log_requested.connect(self.jobs.teller.show_log)
        page.installEventFilter(self)
        self.jobs.reported.connect(page.show_event)
        self.jobs.ended.connect(self._on_ended)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A page that comes to the front looks for new models."""
        if watched is self.page and event.type() == QEvent.Type.Show:
            self.page.reload()
        return False

    def show_architectures(self, key: str = "") -> None:
        """Called by the button and by the link on a card."""
        ArchitecturesDialog(key, self._iface.mainWindow()).exec()

    # adding

    def add_file(self) -> None:
        """Ask for a file and add it."""
        patterns = " ".join(f"*{suffix}" for suffix in FILE_SUFFIXES)
        kinds = translate("Landweave", "Models ({patterns})").format(patterns=patterns)
        title = translate("Landweave", "Add a model")
        path, _kind = QFileDialog.getOpenFileName(self.page, title, settings.MODEL_EXCHANGE.get(), kinds)
        if path:
            settings.MODEL_EXCHANGE.set(os.path.dirname(path))
            self.install([path])

    def add_folder(self) -> None:
        """Ask for a folder and add the model in it."""
        title = translate("Landweave", "Add the model in a folder (it holds model.json or config.json)")
        path = QFileDialog.getExistingDirectory(self.page, title, settings.MODEL_EXCHANGE.get())
        if path:
            settings.MODEL_EXCHANGE.set(os.path.dirname(path))
            self.install([path])

    def install(self, paths: Sequence[str]) -> None:
        """Add the models at these paths, one after the other. Called for dropped files too."""
        self._waiting += paths
        if self.jobs.task is None:
            self._add_next()

    def _add_next(self) -> None:
        while self._waiting and self.jobs.task is None:
            model = look_into(os.path.normpath(self._waiting.pop(0)))
            if not model.kind:
                reason = translate("Landweave", "it is no zip, folder, ONNX file or weights file of a model")
                self._fail(failure_from(JobError("model.missing", path=model.path, reason=reason)))
                continue
            self._add(model, model.needs_words())

    def _add(self, model: ModelFile, ask: bool, failure: Optional[Failure] = None) -> None:
        """Add `model`. `ask`: a person is asked about it first; `failure`: of the time before."""
        if not self._ready():
            self._waiting.clear()
            return
        folder = model_store.free_folder(installed_models.imported_folder(), model.name)
        job: Optional[ImportModelJob] = ImportModelJob(model.path, folder, model.kind)
        if ask:
            job = self.ask(model, failure)
            if job is None:
                return
            job = dataclasses.replace(job, output_dir=model_store.free_folder(installed_models.imported_folder(), job.name))
        self._adding = model
        self._begin(job, translate("Landweave", "Adding the model {name}").format(name=model.name), self._added)

    def ask(self, model: ModelFile, failure: Optional[Failure]) -> Optional[ImportModelJob]:
        """What a person says about a model; None where they gave up. After a failure the form is as it was."""
        if self._form is None or self._form_of != model.path:
            self._form, self._form_of = ImportModelDialog(model, self._iface.mainWindow()), model.path
        if failure is not None:
            self._form.learn(failure.data)
        self._form.show_trouble("" if failure is None else messages.describe_error(failure)[0])
        if self._form.exec():
            return self._form.job()
        self._drop_form()
        return None

    def _drop_form(self) -> None:
        form, self._form, self._form_of = self._form, None, ""
        if form is not None:
            form.deleteLater()

    def _added(self, result: Result) -> None:
        self._drop_form()
        folder = result.outputs["model"]
        installed_models.remember(folder)
        self._changed(folder)
        card = self.page.cards().get(folder)
        name = card.name if card is not None else os.path.basename(folder)
        self.jobs.teller.done(translate("Landweave", "The model {name} was added").format(name=name))

    # exporting and checking

    def export(self, folder: str, format_: str) -> None:
        """Ask where to, and write the model there in this format."""
        card = self.page.cards().get(folder)
        if card is None or not self._ready():
            return
        output = self.ask_output(card.name, format_)
        if not output:
            return
        settings.MODEL_EXCHANGE.set(os.path.dirname(output))
        text = translate("Landweave", "Exporting the model {name}").format(name=card.name)
        saved = translate("Landweave", "The model {name} was saved as {file}")
        saved = saved.format(name=card.name, file=os.path.normpath(output))
        self._begin(ExportModelJob(folder, output, format_), text, lambda _result: self.jobs.teller.done(saved))

    def ask_output(self, name: str, format_: str) -> str:
        """A file, or for smp a new folder; empty where the person gave up."""
        start = settings.MODEL_EXCHANGE.get() or os.path.expanduser("~")
        title = translate("Landweave", "Export the model {name}").format(name=name)
        if format_ == "smp":
            parent = QFileDialog.getExistingDirectory(self.page, title, start)
            return model_store.free_folder(parent, name) if parent else ""
        suffix = SUFFIXES[format_]
        proposed = os.path.join(start, (outputs.file_name(name) or "model") + suffix)
        path, _kind = QFileDialog.getSaveFileName(self.page, title, proposed, f"*{suffix}")
        return path if not path or path.lower().endswith(suffix) else path + suffix

    def check(self, folder: str) -> None:
        """Let the engine look whether the model is sound."""
        card = self.page.cards().get(folder)
        if card is not None and self._ready():
            text = translate("Landweave", "Checking the model {name}").format(name=card.name)
            good = translate("Landweave", "The model {name} is sound: its files are whole and fit together.")
            self._begin(CheckModelJob(folder), text, lambda _result: self.page.notice.show_info(good.format(name=card.name)))

    # the person's own files

    def rename(self, folder: str) -> None:
        """Ask for another name. The folder keeps its own, so that projects still find the model."""
        card = self.page.cards().get(folder)
        if card is None:
            return
        name = self.ask_name(translate("Landweave", "Rename the model"), card.name)
        if not name or name == card.name:
            return
        try:
            model_store.rename_model(folder, name)
        except LandweaveError as error:
            self._fail(failure_from(error))
            return
        self._changed(folder)

    def duplicate(self, folder: str) -> None:
        """Ask for the copy's name and copy the model to the person's own ones."""
        card = self.page.cards().get(folder)
        if card is None:
            return
        name = self.ask_name(translate("Landweave", "Duplicate the model"), self._copy_name(card.name))
        if name:
            home = default_models_folder()
            text = translate("Landweave", "Copying the model {name}").format(name=card.name)
            self._call(text, lambda: model_store.duplicate_model(folder, name, home), self._copied)

    def _copied(self, result: Result) -> None:
        folder = str(result.facts["value"])
        installed_models.remember(folder)
        self._changed(folder)

    def _copy_name(self, name: str) -> str:
        taken = {card.name for card in self.page.cards().values()}
        copy, number = translate("Landweave", "{name} (copy)").format(name=name), 2
        while copy in taken:
            copy, number = translate("Landweave", "{name} (copy {n})").format(name=name, n=number), number + 1
        return copy

    def delete(self, folder: str) -> None:
        """Ask, then delete the model's files, or only take it off the list."""
        card = self.page.cards().get(folder)
        if card is None:
            return
        if self._is_used(folder):
            text = translate("Landweave", "The engine is working with this model. Wait for it to end, or cancel it.")
            self.page.show_failure(text, "", False)
            return
        answer = self.ask_delete(folder, card.name)
        if answer == "delete":
            text = translate("Landweave", "Deleting the model {name}").format(name=card.name)
            self._call(text, lambda: model_store.delete_model(folder), lambda _result: self._gone(folder))
        elif answer == "forget":
            self._gone(folder)

    def _gone(self, folder: str) -> None:
        installed_models.forget(folder)
        self._changed("")

    def _is_used(self, folder: str) -> bool:
        job = self._engine.running()
        return folder in {getattr(job, name, "") for name in ("model", "base", "output_dir")}

    def ask_name(self, title: str, name: str) -> str:
        """A name for a model, empty where the person gave up."""
        text, accepted = QInputDialog.getText(
            self.page, title, translate("Landweave", "Name"), QLineEdit.EchoMode.Normal, name
        )  # fmt: skip
        return " ".join(text.split()) if accepted else ""

    def ask_delete(self, folder: str, name: str) -> str:
        """Either "delete", or "forget" (take it off the list, where that is possible), or an empty text."""
        box = QMessageBox(self.page)
        box.setObjectName("deleteModelBox")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(translate("Landweave", "Delete the model"))
        box.setText(translate("Landweave", "Delete the model “{name}” for good?").format(name=name))
        lost = translate(
            "Landweave", "Its folder is deleted and cannot be brought back:\n{folder}\nMaps that were made with it stay."
        )
        box.setInformativeText(lost.format(folder=os.path.normpath(folder)))
        delete = box.addButton(translate("Landweave", "Delete"), QMessageBox.ButtonRole.DestructiveRole)
        forget = None
        if not installed_models.is_in_profile(folder) and installed_models.is_listed_by_itself(folder):
            forget = box.addButton(translate("Landweave", "Only take it off the list"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        clicked = box.clickedButton()
        return "delete" if clicked is delete else "forget" if forget is not None and clicked is forget else ""

    # jobs

    def _ready(self) -> bool:
        """Whether a job can begin; if not, why is said."""
        if self.jobs.task is not None:
            return False
        status = self._engine.status()
        if status.state == "ready":
            return True
        code = "engine.broken" if status.state == "broken" else "engine.missing"
        self.page.show_failure(*messages.describe(code, {"reason": status.reason}), log=False)
        self.set_up_requested.emit()
        return False

    def _begin(self, job: Any, text: str, then: Callable[[Result], None]) -> None:
        try:
            job.validate()
        except JobError as error:
            self._fail(failure_from(error))
            return
        self._start(ModelTask(text, self._engine, job), text, then)

    def _call(self, text: str, call: Callable[[], Any], then: Callable[[Result], None]) -> None:
        if self.jobs.task is None:
            self._start(CallTask(text, self._engine, call), text, then)

    def _start(self, task: EngineTask, text: str, then: Callable[[Result], None]) -> None:
        self._then = then
        self.page.show_running(text)
        self.jobs.start(task)

    def cancel(self) -> None:
        """Called when the person presses Cancel: nothing more is added either."""
        self._waiting.clear()
        self.jobs.cancel()

    def _on_ended(self, outcome: Event) -> None:
        then, self._then = self._then, None
        model, self._adding = self._adding, None
        self.page.show_ended()
        if isinstance(outcome, Result) and then is not None:
            then(outcome)
            self.page.show_warnings(list(outcome.facts.get("warnings") or ()))
        elif isinstance(outcome, Failure) and model is not None and _is_worth_asking(outcome, model):
            self._waiting_for_words = model, outcome
            QTimer.singleShot(0, self._ask_again)  # a form must not be open while QGIS still puts the task away
            self.finished.emit(outcome)
            return
        elif isinstance(outcome, Failure):
            self._drop_form()
            self._fail(outcome)
        else:
            self._drop_form()
            self.page.notice.show_info(translate("Landweave", "Cancelled; nothing was changed."))
        self.finished.emit(outcome)
        self._add_next()

    def _ask_again(self) -> None:
        waiting, self._waiting_for_words = self._waiting_for_words, None
        if waiting is not None:
            self._add(waiting[0], True, waiting[1])
            self._add_next()

    def _fail(self, failure: Failure) -> None:
        self.page.show_failure(*messages.describe_error(failure), log=bool(failure.traceback))
        self.jobs.teller.failed(failure)

    def _changed(self, choose: str) -> None:
        self.page.reload(choose)
        self.models_changed.emit()

    def close(self) -> None:
        """Stop everything that runs. Called at unload."""
        self.page.removeEventFilter(self)
        self._waiting.clear()
        self._waiting_for_words = None
        self._drop_form()
        self.jobs.close()


def _is_worth_asking(failure: Failure, model: ModelFile) -> bool:
    """Whether other answers of the person may help; a package speaks for itself."""
    return model.kind != "package" and failure.code in ASK_AGAIN
