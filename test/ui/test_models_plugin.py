"""Models in the whole plugin: dropped on the dock, chosen on every page, taken off every page again."""

import sys
import zipfile

import pytest
from landweave.core.contract.model_store import delete_model
from landweave.test.ui.conftest import write_model
from landweave.test.ui.scripted_engine import install
from landweave.test.ui.test_dock import drag
from landweave.test.ui.test_plugin import load, unload, window  # noqa: F401 - `window` is a fixture
from landweave.ui import installed_models


@pytest.fixture
def plugin(window, tmp_path, monkeypatch):  # noqa: F811
    write_model(tmp_path / "models" / "land")
    monkeypatch.setenv("LANDWEAVE_ENGINE_PYTHON", sys.executable)
    monkeypatch.setenv("LANDWEAVE_SCRIPT", "ok")
    monkeypatch.setattr(installed_models, "imported_folder", lambda: str(tmp_path / "imported"))
    made = load(window)
    made.engine._root = install(tmp_path / "plugin")
    made.dock.show()
    yield made
    unload(made)


def lists(plugin):
    combos = (plugin.controller.page.model.combo, plugin.trainer.page.start.combo, plugin.labeller.page.model)
    return [[combo.itemText(i) for i in range(combo.count())] for combo in combos]


def test_a_dropped_model_is_in_every_list_and_can_be_used(plugin, tmp_path, qtbot):
    folder = write_model(tmp_path / "from" / "trees", "Trees")
    with zipfile.ZipFile(tmp_path / "trees.zip", "w") as archive:
        for name in ("model.json", "model.safetensors"):
            archive.write(f"{folder}/{name}", name)
    with qtbot.waitSignal(plugin.modeller.finished, timeout=20000):
        assert drag(plugin.dock, tmp_path / "trees.zip")[0]
        assert plugin.dock.tabs.currentWidget().widget() is plugin.modeller.page
    assert plugin.modeller.page.current_card().name == "Trees"
    assert lists(plugin) == [["Land cover", "Trees"], ["Land cover", "Trees", "New network …"], ["Land cover", "Trees"]]
    plugin.modeller.page.use.click()
    assert plugin.controller.page.model.card().name == "Trees"
    assert plugin.dock.tabs.currentWidget().widget() is plugin.controller.page


def test_a_model_that_is_gone_leaves_every_list(plugin, tmp_path):
    folder = write_model(tmp_path / "mine" / "trees", "Trees")
    installed_models.remember(folder)
    plugin.modeller.page.reload()
    plugin.modeller.models_changed.emit()
    assert all("Trees" in names for names in lists(plugin))
    delete_model(folder)
    plugin.modeller._gone(folder)
    assert not any("Trees" in names for names in lists(plugin))


def test_a_trained_model_is_listed(plugin, tmp_path):
    installed_models.remember(write_model(tmp_path / "mine" / "trees", "Trees"))
    plugin.trainer.models_changed.emit()
    assert "Trees" in [card.name for card in plugin.modeller.page.cards().values()]


def test_shipped_models_are_not_kept_among_the_added_ones(plugin):
    from landweave.ui import settings

    plugin.modeller.page.use.click()
    assert settings.MODEL_FOLDERS.get() == ()
