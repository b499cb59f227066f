"""What a child process may inherit from QGIS: little.

QGIS sets up its own Python, GDAL, PROJ and Qt through environment variables, and each of them breaks a foreign interpreter
(PYTHONHOME: it does not start; PROJ_LIB: every CRS fails; PYTHONPATH: QGIS's numpy shadows ours).
"""

from __future__ import annotations

import os
import subprocess  # nosec B404 - only its constants are used here
import sys
from typing import Any, Dict, Mapping, Optional

from ..contract.allocator import allocator_variables

_DROPPED = frozenset({
    "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "CONDA_PREFIX", "PROJ_LIB", "PROJ_DATA", "PROJ_NETWORK", "GEOTIFF_CSV",
    "LD_LIBRARY_PATH", "LD_PRELOAD", "QML2_IMPORT_PATH", "QML_IMPORT_PATH", "OSGEO4W_ROOT", "O4W_QT_PREFIX",
    "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_PROGRESS_BAR", "PIP_QUIET", "PIP_DRY_RUN",
    "PIP_REQUIREMENT",
})  # fmt: skip
_DROPPED_PREFIXES = ("PYTHON", "GDAL_", "DYLD_", "QT_", "QT3D_", "QGIS_")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT")


def _belongs_to_qgis(path: str) -> bool:
    """Whether a path lies in the installation that runs us, or nowhere (a stale setting)."""
    if not os.path.exists(path):
        return True
    if sys.platform.startswith("linux"):
        return False  # there QGIS shares the system's files
    roots = filter(None, (os.environ.get("OSGEO4W_ROOT"), os.environ.get("QGIS_PREFIX_PATH")))
    return any(os.path.realpath(path).lower().startswith(os.path.realpath(root).lower() + os.sep) for root in roots)


def _is_kept(name: str, value: str) -> bool:
    if name.upper() in _DROPPED or name.upper().startswith(_DROPPED_PREFIXES):
        return False
    return not (name.upper() in _CERTIFICATES and _belongs_to_qgis(value))


def _search_path(path: str, base: Mapping[str, str]) -> str:
    """PATH without the folders below QGIS's installation (Windows: its DLLs would be found before the engine's)."""
    root = base.get("OSGEO4W_ROOT", "")
    if not root:
        return path
    inside = os.path.normcase(os.path.abspath(root))
    kept = [part for part in path.split(os.pathsep) if not os.path.normcase(os.path.abspath(part)).startswith(inside)]
    return os.pathsep.join(kept)


def child_environment(extra: Optional[Mapping[str, str]] = None, base: Optional[Mapping[str, str]] = None) -> Dict[str, str]:
    """The environment for a Python that is not QGIS's: `base` (ours) without QGIS's settings, plus `extra`."""
    base = os.environ if base is None else base
    kept = {name: value for name, value in base.items() if _is_kept(name, value)}
    if "PATH" in kept:
        kept["PATH"] = _search_path(kept["PATH"], base)
    kept.update(PYTHONNOUSERSITE="1", PYTHONUTF8="1")
    kept.update(extra or {})
    return kept


def engine_environment(extra: Optional[Mapping[str, str]] = None) -> Dict[str, str]:
    """`child_environment` with the allocator's settings for large tensors (Linux)."""
    return child_environment({**allocator_variables(), **(extra or {})})


def group_arguments() -> Dict[str, Any]:
    """Arguments of `Popen` that put a child into a group of its own, which can be ended as a whole; no console window."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
