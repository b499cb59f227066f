"""What the tests with the real engine share: its Python, a small real model, crops of the sample scene, ways to break things.

`make test-ui` names the engine's Python in LANDWEAVE_TEST_ENGINE_PYTHON. QGIS's own Python has no torch; the model is made by
the engine's Python in a process of its own, the rasters by QGIS's GDAL.
"""

import contextlib
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys

import pytest
from landweave.core.contract.events import Failure, Progress, Result
from landweave.ui import plan_line
from landweave.ui.engine import PYTHON_VARIABLE, EngineHost
from osgeo import gdal, ogr
from qgis.core import QgsProject, QgsRasterLayer

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "sample" / "sample.tif"
SHIPPED = ROOT / "models" / "default"
VARIABLE = "LANDWEAVE_TEST_ENGINE_PYTHON"
PYTHON = os.environ.get(VARIABLE, "")
TILE_PX = 208  # of the small model: cores of 96 px, blocks of 192 px
PATIENCE_MS = 90_000  # importing torch takes long where other work keeps the machine busy

needs_engine = pytest.mark.skipif(not PYTHON, reason=f"{VARIABLE} names no Python of an engine; `make test-ui` sets it")

# Run by QGIS's Python: a second QGIS with a task of its own for each name, one after the other.
_SECOND_QGIS = """
import json, runpy, sys
root, scene, model, folder, home, tile_px = sys.argv[1:7]
runpy.run_path(root + "/test/conftest.py")
from qgis.core import QgsApplication, QgsRasterLayer
from qgis.PyQt.QtCore import QEventLoop
application = QgsApplication([], True)
application.initQgis()
from landweave.core.contract.card import load_card
from landweave.core.contract.jobs import SegmentJob
from landweave.ui import layers
from landweave.ui import plan_line
from landweave.ui.engine import EngineHost
from landweave.ui.tasks import SegmentRequest, SegmentTask
host, layer, answers = EngineHost(home, root), QgsRasterLayer(scene, "scene", "gdal"), {}
for name in sys.argv[7:]:
    job = SegmentJob(layers.raster_source(layer, (1, 2, 3)), model, folder, name, tile_px=int(tile_px))
    task, loop = SegmentTask(SegmentRequest(job, load_card(model), layer.id(), "scene"), host), QEventLoop()
    task.ended.connect(loop.quit)
    QgsApplication.taskManager().addTask(task)
    loop.exec()
    answers[name] = {"type": type(task.outcome).__name__, **vars(task.outcome)}
host.close()
print(json.dumps(answers))
"""

# Run by the engine's Python: a network with random weights of fixed seed is as exact as a trained one.
_MAKE_MODEL = """
import runpy, sys
runpy.run_path(sys.argv[1] + "/test/conftest.py")
from landweave.test.engine.conftest import save_small_model
save_small_model(sys.argv[2], None)
"""


def small_model_of(tmp_path_factory):
    """A package of a U-Net whose stored halo is its whole receptive field: tiles of any size give the same classes.

    Made once for all tests of a session.
    """
    folder = tmp_path_factory.getbasetemp() / "small_model"
    if not folder.exists():
        command = [PYTHON, "-I", "-X", "utf8", "-c", _MAKE_MODEL, str(ROOT), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
    return folder


def second_qgis(scene, model, folder, home, names, tile_px=TILE_PX):
    """Another QGIS process maps `scene` under each of `names`; name -> its terminal event as a dict."""
    command = [sys.executable, "-c", _SECOND_QGIS, *map(str, (ROOT, scene, model, folder, home, tile_px)), *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def crop_sample(path, rows, cols, row=900, col=700, **options):
    """A window of the sample scene as a GeoTIFF; `options` as for `gdal.Translate`."""
    gdal.Translate(str(path), str(SAMPLE), srcWin=[col, row, cols, rows], **options)
    return str(path)


def add_layer(path, name="scene"):
    """The raster `path` in the project, as a person adds it."""
    layer = QgsRasterLayer(str(path), name, "gdal")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    return layer


class RealHost(EngineHost):
    """The engine of a QGIS window, on the real Python. `on_event` is called with each event in the task's thread."""

    def __init__(self, home):
        super().__init__(home=str(home), package_root=str(ROOT))
        self.on_event = None

    def events(self, job, stopped):
        for event in super().events(job, stopped):
            if self.on_event is not None:
                self.on_event(event)
            yield event

    @contextlib.contextmanager
    def held_in(self, stage):
        """The engine stands still from the stage's first event to the end of the block; `hold.pid` tells that it does."""
        hold = Killer(self, in_stage(stage, -1.0), signal.SIGSTOP)
        try:
            yield hold
        finally:
            if hold.pid:
                os.kill(hold.pid, signal.SIGCONT)


class Killer:
    """Hits the engine with a signal when an event for which `moment` is true comes by, once. See `RealHost.on_event`."""

    def __init__(self, host, moment, number=signal.SIGKILL):
        self._host, self._moment, self._number = host, moment, number
        self.pid = 0  # of the process that was hit
        host.on_event = self

    def __call__(self, event):
        if not self.pid and self._moment(event):
            self.pid = self._host.pid
            os.kill(self.pid, self._number)


def in_stage(stage, least_done=0.0):
    """The moment when `stage` has come further than `least_done` of its total."""

    def moment(event):
        return isinstance(event, Progress) and event.stage == stage and event.done > least_done * event.total

    return moment


class Person:
    """Works with the page: sets it, presses the button, waits for the end."""

    def __init__(self, controller, qtbot):
        self.controller, self.page, self._qtbot = controller, controller.page, qtbot
        self.ends = []
        controller.finished.connect(self.ends.append)
        self.page.show()  # the engine plans only for who looks

    def set(self, layer=None, model=None, folder=None, name="map", tile_px=0, **checks):
        """`checks`: polygons, confidence, right_angles as booleans."""
        options = self.page.options
        if layer is not None:
            self.page.select_layer(layer)
        if model is not None:
            self.page.model.add_folder(str(model))
        options.name.setText(name)
        if folder is not None:
            options.output_dir.setFilePath(str(folder))
        if tile_px:
            options.tile_px.setValue(tile_px)
        for key, value in checks.items():
            getattr(options, key).setChecked(value)

    def draw(self, rectangle, crs):
        """Draw a rectangle, in map units of `crs`, and map what lies in it."""
        region = self.page.region
        region.drawing.tool.drawn.emit(rectangle, crs)
        region.combo.setCurrentIndex(region.combo.findData("rectangle"))

    def start(self):
        """Press Segment layer."""
        self.ends.clear()
        self.page.button.click()

    def wait(self):
        """The terminal event of the run."""
        self._qtbot.waitUntil(lambda: bool(self.ends), timeout=PATIENCE_MS)
        assert len(self.ends) == 1
        return self.ends[0]

    def run(self):
        """Press the button and wait for the end."""
        self.start()
        return self.wait()

    def result(self):
        """Run to a result."""
        outcome = self.run()
        assert isinstance(outcome, Result), outcome
        return outcome

    def failure(self, code):
        """Run to a failure with this code; what the page then says."""
        outcome = self.run()
        assert isinstance(outcome, Failure), outcome
        assert outcome.code == code, outcome
        return self.said()

    def plan(self):
        """The line above the button."""
        return self.page.plan.text.text().replace(plan_line.NO_BREAK, " ")

    def said(self):
        """What the box below the button says."""
        notice = self.page.notice
        return f"{notice.message.text()} {notice.hint.text()}" if not notice.isHidden() else ""

    def wait_for(self, condition, timeout_ms=PATIENCE_MS):
        """Let QGIS work until `condition()`."""
        self._qtbot.waitUntil(condition, timeout=timeout_ms)


def processes_of(group):
    """The numbers of the living processes of a process group: an engine and what it started."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _parent, owner = path.read_text().rsplit(")", 1)[1].split()[:3]
            if int(owner) == group and state != "Z":
                found.append(int(path.parent.name))
    return found


def digest(path):
    """The bytes of a file as a short text."""
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def polygon_rows(path):
    """All polygons with their attributes, in an order of their own; GeoPackages hold the time of writing besides."""
    source = ogr.Open(str(path))
    return sorted((bytes(f.GetGeometryRef().ExportToWkb()), str(f.items())) for f in source.GetLayer(0))


def final_files(folder):
    """The names in an output folder that a person takes for results: no working folder, nothing hidden.

    Nor the journals that QGIS keeps beside a GeoPackage while one of its layers is open.
    """
    names = [p.name for p in pathlib.Path(folder).iterdir()]
    return sorted(n for n in names if not n.startswith(".") and not n.endswith((".landweave", ".gpkg-shm", ".gpkg-wal")))


@pytest.fixture(scope="module")
def warm_host(tmp_path_factory, qgis_app):
    """One engine for all tests of a module, as one QGIS window has one."""
    made = RealHost(tmp_path_factory.mktemp("home"))
    yield made
    made.close()


@pytest.fixture
def real_host(warm_host, monkeypatch):
    """The module's engine; a module whose pages are to use it returns it from its own fixture `host`."""
    monkeypatch.setenv(PYTHON_VARIABLE, PYTHON)
    warm_host.on_event = None
    return warm_host


@pytest.fixture
def person(controller, qtbot):
    """Somebody at the page "Segment"."""
    return Person(controller, qtbot)
