"""Folders for files that only the engine and this plugin see, and their removal while the engine may still write."""

from __future__ import annotations

import os
import shutil

from qgis.PyQt.QtCore import QTimer

RETRY_MS = 200
RETRIES = 50


def remove_folder(folder: str, retries: int = RETRIES) -> None:
    """Remove a folder now, and again for ten seconds whenever it is there. Nothing is waited for.

    An engine that was just cancelled may be writing its last file or only beginning, and makes the folder anew; on Windows an
    open file cannot be removed. A folder's name is never used a second time.
    """
    if os.path.exists(folder):
        shutil.rmtree(folder, ignore_errors=True)
    if retries:
        QTimer.singleShot(RETRY_MS, lambda: remove_folder(folder, retries - 1))
