"""Load, unload, load: nothing stays behind; and metadata that the plugin site will take."""

import configparser
import logging
import pathlib
import sys
import threading

import pytest
from landweave.core.contract.version import VERSION
from landweave.test.ui.conftest import write_model
from landweave.test.ui.scripted_engine import install
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QAction, QDockWidget

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Window:
    """The parts of QgisInterface that a plugin registers things with, kept so that they can be counted."""

    def __init__(self, iface, canvas, window):
        self._iface, self._canvas, self._window = iface, canvas, window
        self.icons, self.menu, self.docks = [], [], []

    def mainWindow(self):
        return self._window

    def mapCanvas(self):
        return self._canvas

    def messageBar(self):
        return self._iface.messageBar()

    def addDockWidget(self, area, dock):
        self._window.addDockWidget(area, dock)
        self.docks.append(dock)

    def removeDockWidget(self, dock):
        self._window.removeDockWidget(dock)
        self.docks.remove(dock)

    def addToolBarIcon(self, action):
        self.icons.append(action)

    def removeToolBarIcon(self, action):
        self.icons.remove(action)

    def addPluginToRasterMenu(self, name, action):
        self.menu.append((name, action))

    def removePluginRasterMenu(self, name, action):
        self.menu.remove((name, action))


@pytest.fixture
def window(qgis_iface, shown_canvas, qgis_parent, qgis_new_project):
    return Window(qgis_iface, shown_canvas, qgis_parent)


def load(window):
    from landweave import classFactory

    plugin = classFactory(window)
    plugin.initGui()
    return plugin


def unload(plugin):
    plugin.unload()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def traces(window):
    """Everything that a plugin may leave behind, counted."""
    return {
        "icons": len(window.icons),
        "menu": len(window.menu),
        "docks": len(window.docks),
        "dock widgets": len(window.mainWindow().findChildren(QDockWidget)),
        "actions": len(window.mainWindow().findChildren(QAction)),
        "providers": sorted(p.id() for p in QgsApplication.processingRegistry().providers()),
        "canvas items": len(window.mapCanvas().scene().items()),
        "tasks": QgsApplication.taskManager().countActiveTasks(),
        "threads": sorted(t.name for t in threading.enumerate() if t.name.startswith("landweave")),
        "handlers": len(logging.getLogger("landweave").handlers),
    }


def test_load_unload_load_leaves_nothing_behind(window):
    before = traces(window)
    for _ in range(3):
        plugin = load(window)
        during = traces(window)
        assert during["icons"] == before["icons"] + 1
        assert during["docks"] == before["docks"] + 1
        assert "landweave" in during["providers"]
        unload(plugin)
        assert traces(window) == before


def test_a_second_unload_does_no_harm(window):
    plugin = load(window)
    unload(plugin)
    unload(plugin)


def test_unload_during_a_run_ends_task_and_process(window, image, tmp_path, monkeypatch, qtbot, process_alive):
    write_model(tmp_path / "models" / "land")
    monkeypatch.setenv("LANDWEAVE_ENGINE_PYTHON", sys.executable)
    monkeypatch.setenv("LANDWEAVE_SCRIPT", "slow")
    before = traces(window)
    plugin = load(window)
    plugin.engine._root = install(tmp_path / "plugin")
    plugin.controller.page.model.reload()
    plugin.controller.page.button.click()
    qtbot.waitUntil(lambda: plugin.controller._partial is not None, timeout=20000)
    pid = plugin.engine.pid
    assert process_alive(pid)
    unload(plugin)
    assert not process_alive(pid)
    qtbot.waitUntil(lambda: traces(window) == before, timeout=5000)
    assert [x.name() for x in QgsProject.instance().mapLayers().values()] == ["image"]


def test_an_undo_that_fails_does_not_stop_the_others(window, caplog):
    before = traces(window)
    plugin = load(window)

    def broken():
        raise RuntimeError("no")

    plugin._later(broken)
    unload(plugin)
    assert "an undo of unload failed" in caplog.text
    assert traces(window) == before


def test_the_log_of_the_plugin_reaches_qgiss_panel(window, qtbot):
    plugin = load(window)
    with qtbot.waitSignal(QgsApplication.messageLog().messageReceived[str, str, "Qgis::MessageLevel"], timeout=2000) as caught:
        logging.getLogger("landweave.ui.tasks").warning("words")
    assert caught.args[:2] == ["words", "Landweave"]
    unload(plugin)


def test_processing_alone_needs_no_window(window):
    from landweave import classFactory

    plugin = classFactory(None)
    plugin.initProcessing()
    assert QgsApplication.processingRegistry().providerById("landweave") is not None
    plugin.unload()
    assert QgsApplication.processingRegistry().providerById("landweave") is None


@pytest.fixture
def metadata():
    parser = configparser.ConfigParser()
    parser.read_string((ROOT / "metadata.txt").read_text(encoding="utf-8"))
    return parser["general"]


def test_the_metadata_has_what_the_plugin_site_asks_for(metadata):
    needed = "name description version qgisMinimumVersion author email about tracker repository homepage icon"
    assert all(metadata.get(key) for key in needed.split())
    assert metadata["version"] == VERSION
    assert metadata["qgisMaximumVersion"] == "4.99"
    assert metadata["hasProcessingProvider"] == "yes"
    assert "supportsQt6" not in metadata
    assert (ROOT / metadata["icon"]).is_file()


def test_the_package_imports_nothing_when_it_is_imported():
    import ast

    tree = ast.parse((ROOT / "__init__.py").read_text(encoding="utf-8"))
    assert not [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
