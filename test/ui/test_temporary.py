"""A temporary folder goes, whatever the engine still does in it."""

import os

from landweave.ui.temporary import RETRIES, RETRY_MS, remove_folder
from qgis.PyQt.QtTest import QTest


def test_a_folder_that_the_engine_makes_anew_is_removed_again(tmp_path, qtbot):
    folder = tmp_path / "landweave-labels-x"
    folder.mkdir()
    (folder / "chip.tif").write_bytes(b"x")
    remove_folder(str(folder))
    assert not folder.exists()
    for _time in range(2):
        QTest.qWait(3 * RETRY_MS // 2)
        folder.mkdir()
        (folder / "late.tif").write_bytes(b"x")
        qtbot.waitUntil(lambda: not folder.exists(), timeout=5000)


def test_it_is_looked_for_long_enough_and_then_no_more(tmp_path, monkeypatch, qtbot):
    monkeypatch.setattr("landweave.ui.temporary.RETRY_MS", 1)
    looks = []
    exists = os.path.exists
    monkeypatch.setattr("landweave.ui.temporary.os.path.exists", lambda path: looks.append(path) or exists(path))
    remove_folder(str(tmp_path / "gone"))
    qtbot.waitUntil(lambda: len(looks) == RETRIES + 1, timeout=5000)
    QTest.qWait(50)
    assert len(looks) == RETRIES + 1
