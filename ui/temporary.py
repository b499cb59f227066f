"""Folders for files that only the engine and this plugin see, and their removal while the engine may still write."""

from __future__ import annotations

import os
import shutil

from qgis.PyQt.QtCore import QTimer

RETRY_MS = 200
RETRIES = 50


def remove_folder(folder: str, retries: int = RETRIES) -> None:
    """Remove a folder now, and again a little later as long as it comes back or a file in it is open (Windows).

    An engine that was just cancelled may be writing its last file. Nothing is waited for.
    """
    shutil.rmtree(folder, ignore_errors=True)
    if retries and os.path.exists(folder):
        QTimer.singleShot(RETRY_MS, lambda: remove_folder(folder, retries - 1))
