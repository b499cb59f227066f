"""The set-up dialog: says what will happen, does it in a task, names what is missing, never blocks."""

import time

import pytest
from landweave.core.client import environment
from landweave.core.client.environment import BasePython, EnvironmentStatus, SetupProgress
from landweave.core.contract.errors import Cancelled, EngineError
from landweave.core.contract.events import Failure, Stopped
from landweave.ui import engine, engine_setup
from landweave.ui.engine_setup import SetupDialog, SetupTask
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtWidgets import QDialog

PYTHONS = [BasePython("/usr/bin/python3.12", "3.12.4"), BasePython("/usr/bin/python3.11", "3.11.2")]


@pytest.fixture
def dialog(host, qtbot, monkeypatch):
    monkeypatch.setattr(environment, "find_base_pythons", lambda: PYTHONS)
    made = SetupDialog(host)
    made.show()
    qtbot.waitUntil(lambda: made._finder is None, timeout=5000)
    yield made
    made.abort()
    made.deleteLater()


def finish(dialog, qtbot):
    qtbot.waitUntil(lambda: dialog.task is None, timeout=10000)


def test_it_says_what_and_where_before_anything_happens(dialog, host):
    assert dialog.folder.text() == host.home
    assert dialog.space.text().startswith("About 3 GB are needed, ")
    assert dialog.state.text() == "Not set up yet"
    shown = [dialog.pythons.itemText(i) for i in range(dialog.pythons.count())]
    assert shown == ["Python 3.12.4 (/usr/bin/python3.12)", "Python 3.11.2 (/usr/bin/python3.11)"]
    assert dialog.start.isEnabled()
    assert dialog.stop.isHidden()


def test_building_hands_on_python_and_proxies_and_shows_progress(dialog, host, qtbot, monkeypatch):
    calls = []

    def build(home, base_python, proxies, report, cancelled):
        calls.append((home, base_python, proxies))
        for percent in (10.0, 60.0):
            report(SetupProgress("download", percent, "torch (120 of 190 MB)"))
            time.sleep(0.1)
        return EnvironmentStatus("ready", "/x/python")

    monkeypatch.setattr(environment, "build", build)
    monkeypatch.setattr(engine_setup, "qgis_proxies", lambda: {"HTTPS_PROXY": "http://p:1"})
    dialog.pythons.setCurrentIndex(1)
    changed = []
    host.state_changed.connect(lambda: changed.append(1))
    dialog.start.click()
    assert dialog.start.isHidden()
    assert not dialog.stop.isHidden()
    qtbot.waitUntil(lambda: dialog.bar.value() == 600, timeout=5000)
    assert dialog.stage.text() == "Downloading packages: torch (120 of 190 MB)"
    finish(dialog, qtbot)
    assert calls == [(host.home, "/usr/bin/python3.11", {"HTTPS_PROXY": "http://p:1"})]
    assert dialog.notice.message.text() == "The engine is ready."
    assert changed == [1]


def test_an_existing_python_is_taken_instead(dialog, host, qtbot, monkeypatch, tmp_path):
    used = []

    def use_python(home, python, cancelled):
        used.append((home, python))
        return EnvironmentStatus("ready", python, chosen=True)

    monkeypatch.setattr(environment, "use_python", use_python)
    dialog.use_path.setFilePath(str(tmp_path / "python"))
    assert dialog.use_choice.isChecked()
    dialog.start.click()
    finish(dialog, qtbot)
    assert used == [(host.home, str(tmp_path / "python"))]


def test_without_a_path_there_is_nothing_to_start(dialog):
    dialog.use_choice.setChecked(True)
    assert not dialog.start.isEnabled()
    dialog.build_choice.setChecked(True)
    assert dialog.start.isEnabled()


def test_the_one_thing_that_is_missing_is_named(dialog, qtbot, monkeypatch, tmp_path):
    def use_python(home, python, cancelled):
        error = EngineError("engine.setup", stage="checking the result", step="check", reason="torch: No module named 'torch'")
        error.data.update(package="torch", detail="No module named 'torch'")
        raise error

    monkeypatch.setattr(environment, "use_python", use_python)
    dialog.use_path.setFilePath(str(tmp_path / "python"))
    dialog.start.click()
    finish(dialog, qtbot)
    assert dialog.notice.message.text() == "The engine cannot use the package 'torch': No module named 'torch'."
    assert dialog.notice.hint.text().startswith("Install 'torch' into this Python")
    dialog.notice.log.click()
    assert dialog.log.isVisible()


def test_a_real_python_without_the_packages_is_refused(host, qtbot, tmp_path):
    """Through the real client: the scripted engine's folder has no check, so this Python cannot be verified."""
    missing = str(tmp_path / "no-python")
    outcomes = []
    task = SetupTask(host.home, use_python=missing)
    task.ended.connect(outcomes.append)
    QgsApplication.taskManager().addTask(task)
    qtbot.waitUntil(lambda: bool(outcomes), timeout=10000)
    assert isinstance(outcomes[0], Failure)
    assert outcomes[0].code == "engine.wrong_python"
    assert host.status().state == "missing"


def test_cancel_stops_the_set_up(dialog, qtbot, monkeypatch):
    def build(home, base_python, proxies, report, cancelled):
        while not cancelled():
            time.sleep(0.02)
        raise Cancelled

    monkeypatch.setattr(environment, "build", build)
    dialog.start.click()
    qtbot.wait(100)
    start = time.monotonic()
    dialog.stop.click()
    finish(dialog, qtbot)
    assert time.monotonic() - start < 1.0
    assert "cancelled" in dialog.notice.message.text()
    assert dialog.start.isEnabled()


def test_closing_the_window_lets_the_set_up_go_on(dialog, qtbot, monkeypatch):
    go_on = []

    def build(home, base_python, proxies, report, cancelled):
        while not go_on and not cancelled():
            time.sleep(0.02)
        return EnvironmentStatus("ready", "/x/python")

    monkeypatch.setattr(environment, "build", build)
    dialog.start.click()
    dialog.close()
    assert not dialog.isVisible()
    assert dialog.task is not None
    go_on.append(1)
    finish(dialog, qtbot)
    with qtbot.waitSignal(dialog.finished, timeout=1000):
        dialog.show()
        dialog.reject()
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_unexpected_errors_become_a_failure(host, qtbot, monkeypatch):
    def build(*args, **kwargs):
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(environment, "build", build)
    outcomes = []
    task = SetupTask(host.home)
    task.ended.connect(outcomes.append)
    QgsApplication.taskManager().addTask(task)
    qtbot.waitUntil(lambda: bool(outcomes), timeout=5000)
    assert outcomes[0].code == "internal"


def test_a_cancelled_task_is_no_failure(host, qtbot, monkeypatch):
    def build(*args, **kwargs):
        raise Cancelled

    monkeypatch.setattr(environment, "build", build)
    outcomes = []
    task = SetupTask(host.home)
    task.ended.connect(outcomes.append)
    QgsApplication.taskManager().addTask(task)
    qtbot.waitUntil(lambda: bool(outcomes), timeout=5000)
    assert isinstance(outcomes[0], Stopped)


def test_no_python_at_all(host, qtbot, monkeypatch):
    monkeypatch.setattr(environment, "find_base_pythons", list)
    made = SetupDialog(host)
    qtbot.waitUntil(lambda: made._finder is None, timeout=5000)
    assert made.pythons.currentText() == "None was found on this computer"
    assert not made.start.isEnabled()
    made.abort()


def test_the_log_is_shown_as_it_grows(dialog, host, tmp_path):
    path = environment.setup_log(host.home)
    import os

    os.makedirs(os.path.dirname(path), exist_ok=True)
    for text in ("one\n", "one\ntwo\n", "anew\n"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        dialog._refresh_log()
        assert dialog.log.toPlainText().strip() == text.strip()


def test_qgiss_proxy_is_handed_on(monkeypatch):
    settings = QgsSettings()
    assert engine.qgis_proxies() == {}
    try:
        settings.setValue("proxy/proxyEnabled", True)
        settings.setValue("proxy/proxyType", "HttpProxy")
        settings.setValue("proxy/proxyHost", "proxy.example")
        settings.setValue("proxy/proxyPort", "3128")
        settings.setValue("proxy/proxyExcludedUrls", ["http://intern.example/"])
        found = engine.qgis_proxies()
        assert found["HTTPS_PROXY"] == "http://proxy.example:3128"
        assert "intern.example" in found["NO_PROXY"]
    finally:
        settings.remove("proxy")


def test_free_space_of_a_folder_that_does_not_exist_yet(tmp_path):
    assert engine_setup.free_mb(str(tmp_path / "a" / "b")) == pytest.approx(engine_setup.free_mb(str(tmp_path)), rel=0.05)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (EnvironmentStatus("ready", "/p"), "Ready"),
        (EnvironmentStatus("ready", "/p", chosen=True), "Ready, with the chosen Python /p"),
        (EnvironmentStatus("broken", "/p", "it is gone"), "Not usable: it is gone"),
        (EnvironmentStatus("building", reason="process 7"), "Being set up: process 7"),
    ],
)
def test_the_state_in_words(status, text):
    assert engine_setup.state_text(status) == text
