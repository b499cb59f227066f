"""What the tests of Processing share: a scripted engine, the provider, runs as the toolbox does them, small inputs."""

import gc
import json
import os
import sys

import pytest
from landweave.core.client import environment
from landweave.core.contract.jobs import job_from_plain
from landweave.test.ui import processing_engine
from landweave.test.ui.raster_files import write_model, write_raster
from landweave.ui.processing import model_choice
from landweave.ui.processing.provider import LandweaveProvider
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtCore import QEventLoop, QTimer

TASK_MS = 120_000  # importing torch takes long where other work keeps the machine busy
CLASS_TAGS = {"class_0": "land", "class_1": "road", "class_2": "water"}
CLASS_COLORS = {0: (200, 180, 100), 1: (128, 128, 128), 2: (50, 100, 200)}


class Scripted:
    """The script in the engine's place. `mode`: see `processing_engine`."""

    def __init__(self, tmp_path, monkeypatch):
        self._told = tmp_path / "told.jsonl"
        self._monkeypatch = monkeypatch
        root = processing_engine.install(tmp_path / "plugin")
        monkeypatch.setattr(environment, "package_root", lambda: root)
        monkeypatch.setenv("LANDWEAVE_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("LANDWEAVE_ENGINE_PYTHON", sys.executable)
        monkeypatch.setenv("LANDWEAVE_TOLD", str(self._told))

    def mode(self, name):
        self._monkeypatch.setenv("LANDWEAVE_SCRIPT", name)

    def jobs(self):
        """All that it was asked."""
        return [job_from_plain(json.loads(line)) for line in self._told.read_text().splitlines()] if self._told.exists() else []


@pytest.fixture
def scripted(tmp_path, monkeypatch):
    yield Scripted(tmp_path, monkeypatch)
    gc.collect()  # errors keep their frames, and so QGIS objects, in cycles; those must be gone before QGIS itself goes


@pytest.fixture
def toolbox(qgis_app, tmp_path, monkeypatch):
    """The registered provider with one installed model, "Test model"."""
    write_model(tmp_path / "models" / "test")
    monkeypatch.setattr(model_choice, "SHIPPED_MODELS", str(tmp_path / "models"))
    provider = LandweaveProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield provider
    QgsApplication.processingRegistry().removeProvider(provider)


class Feedback(QgsProcessingFeedback):
    """Keeps what it is told."""

    def __init__(self):
        super().__init__()
        self.infos, self.warnings, self.errors, self.bar = [], [], [], []
        self.progressChanged.connect(self.bar.append)

    def pushInfo(self, text):
        self.infos.append(text)

    def pushWarning(self, text):
        self.warnings.append(text)

    def reportError(self, text, fatalError=False):
        self.errors.append(text)


def algorithm(name):
    return QgsApplication.processingRegistry().createAlgorithmById(f"landweave:{name}")


def run(name, parameters, context=None, feedback=None):
    """The way of the toolbox: check, then run."""
    made, context, feedback = algorithm(name), context or QgsProcessingContext(), feedback or Feedback()
    fine, reason = made.checkParameterValues(parameters, context)
    assert fine, reason
    results, ok = made.run(parameters, context, feedback, {}, False)
    assert ok, feedback.errors
    return results


def problem(name, parameters):
    """What the dialog says before a run, empty where nothing is wrong."""
    fine, reason = algorithm(name).checkParameterValues(parameters, QgsProcessingContext())
    assert fine == (not reason)
    return reason


def failure(name, parameters):
    """What the person reads; QGIS reports what happens while preparing, and raises the rest."""
    feedback = Feedback()
    try:
        _, ok = algorithm(name).run(parameters, QgsProcessingContext(), feedback, {}, False)
    except QgsProcessingException as error:
        return str(error)
    assert not ok
    return " ".join(feedback.errors)


def run_as_task(name, parameters, context=None, cancel_ms=None, cancel_when=None):
    """As the toolbox runs it: prepared here, run in a task, cancelled through its feedback. Gives (ok, results) and feedback."""
    context, feedback, loop, ended = context or QgsProcessingContext(), QgsProcessingFeedback(), QEventLoop(), []
    task = QgsProcessingAlgRunnerTask(algorithm(name), parameters, context, feedback)
    task.executed.connect(lambda ok, results: (ended.append((ok, dict(results))), loop.quit()))
    if cancel_ms is not None:
        QTimer.singleShot(cancel_ms, feedback.cancel)
    if cancel_when is not None:  # of the percentage that is done
        feedback.progressChanged.connect(lambda percent: feedback.cancel() if cancel_when(percent) else None)
    QTimer.singleShot(TASK_MS, loop.quit)
    QgsApplication.taskManager().addTask(task)
    loop.exec()
    assert len(ended) == 1
    return ended[0], feedback


def write_classes(path, named=True, columns=60, rows=40):
    """A class raster as the engine writes it: column % 3, names and colours; or without both."""
    row = bytes(i % 3 for i in range(columns))
    write_raster(path, columns, rows, bands=1, nodata=255, values=[row * rows])
    if named:
        dataset = gdal.Open(str(path), gdal.GA_Update)
        band, table = dataset.GetRasterBand(1), gdal.ColorTable()
        for value, color in CLASS_COLORS.items():
            table.SetColorEntry(value, color)
        band.SetRasterColorTable(table)
        for key, name in CLASS_TAGS.items():
            band.SetMetadataItem(key, name)
        del band, dataset
    return str(path)


def files_in(folder):
    """Without GDAL's own side files."""
    return sorted(name for name in os.listdir(folder) if not name.endswith(".aux.xml"))
