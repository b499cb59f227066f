"""Where files are kept that can be made again at any time."""

from __future__ import annotations

import os
import sys


def cache_folder() -> str:
    """Where exported networks are kept: below LANDWEAVE_HOME, or where the system keeps what can be made again."""
    override = os.environ.get("LANDWEAVE_HOME")
    if override:
        return os.path.join(os.path.abspath(os.path.expanduser(override)), "cache", "onnx")
    user = os.path.expanduser("~")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or os.path.join(user, "AppData", "Local")
        return os.path.join(local, "Landweave", "cache", "onnx")
    if sys.platform == "darwin":
        return os.path.join(user, "Library", "Caches", "Landweave", "onnx")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.join(user, ".cache"), "landweave", "onnx")
