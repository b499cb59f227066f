"""Where engines live on this computer and which one is ready. Cheap: small JSON files are read, nothing is started.

HOME/engines/KEY-TOKEN/            a virtual environment, built where it stays; nobody uses it before ready.json is there
HOME/engines/KEY-TOKEN/ready.json  written last: what was built from which requirements
HOME/python.json                   "use this Python instead", goes first while it exists
HOME/setup.log, HOME/setup.lock    the last set-up's whole output; held while a set-up runs
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Tuple

from .lock import holder_of

READY_FILE = "ready.json"
CHOICE_FILE = "python.json"
FORMAT = 1


@dataclass(frozen=True)
class EnvironmentStatus:
    """`state`: missing, building, ready or broken. `python`: the engine's interpreter when ready (or broken).

    `reason` says why it is not ready; `chosen`: a person chose this Python instead of the one that is built.
    """

    state: str
    python: str = ""
    reason: str = ""
    chosen: bool = False


def package_root() -> str:
    """The folder of the plugin, which is the package `landweave`."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def default_requirements() -> str:
    """The pinned packages that belong to this version of the plugin."""
    return os.path.join(package_root(), "resources", "engine-requirements.txt")


def default_home() -> str:
    """The person's folder for engines, outside any QGIS profile. The variable LANDWEAVE_HOME overrides it."""
    override = os.environ.get("LANDWEAVE_HOME")
    if override:
        return os.path.abspath(os.path.expanduser(override))
    user = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or os.path.join(user, "AppData", "Local"), "Landweave")
    if sys.platform == "darwin":
        return os.path.join(user, "Library", "Application Support", "Landweave")
    return os.path.join(os.environ.get("XDG_DATA_HOME") or os.path.join(user, ".local", "share"), "landweave")


def engines_folder(home: str) -> str:
    """The folder that holds the built environments."""
    return os.path.join(home, "engines")


def setup_log(home: str) -> str:
    """The log of the last set-up."""
    return os.path.join(home, "setup.log")


def lock_path(home: str) -> str:
    """The file that is locked while a set-up runs."""
    return os.path.join(home, "setup.lock")


def environment_python(folder: str) -> str:
    """The interpreter of the virtual environment `folder`."""
    return os.path.join(folder, "Scripts", "python.exe") if sys.platform == "win32" else os.path.join(folder, "bin", "python")


def requirements_digest(requirements: str) -> str:
    """SHA-256 of what the file asks for on this kind of computer; comments and blank lines do not count."""
    with open(requirements, encoding="utf-8") as file:
        lines = [line.split("#", 1)[0].strip() for line in file]
    text = "\n".join(line for line in lines if line) + f"\n{platform.system()}-{platform.machine()}"
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def environment_key(requirements: str, python_version: str) -> str:
    """The first part of an environment's folder name: requirements, platform and Python's minor version as 16 digits."""
    minor = ".".join(python_version.split(".")[:2])
    return hashlib.sha256(f"{requirements_digest(requirements)}-{minor}".encode()).hexdigest()[:16]


def write_json(path: str, value: Dict[str, Any]) -> None:
    """Write a small JSON file whole."""
    partial = f"{path}.{os.getpid()}.partial"
    with open(partial, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def read_json(path: str) -> Optional[Dict[str, Any]]:
    """Read a small JSON object; None where there is none or it is damaged."""
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def finished_environments(home: str, requirements: str) -> List[Tuple[str, Dict[str, Any]]]:
    """Finished environments for these requirements as (folder, ready.json), newest first."""
    try:
        names = os.listdir(engines_folder(home))
        wanted = requirements_digest(requirements)
    except OSError:
        return []
    found = []
    for name in names:
        folder = os.path.join(engines_folder(home), name)
        ready = read_json(os.path.join(folder, READY_FILE))
        if ready is not None and ready.get("format") == FORMAT and ready.get("requirements") == wanted:
            found.append((folder, ready))
    return sorted(found, key=lambda item: float(item[1].get("built", 0)), reverse=True)


def status(home: str, requirements: Optional[str] = None) -> EnvironmentStatus:
    """Which engine is ready, if any. `requirements` defaults to those of this version of the plugin."""
    choice = read_json(os.path.join(home, CHOICE_FILE))
    if choice is not None:
        python = str(choice.get("python", ""))
        if os.path.isfile(python):
            return EnvironmentStatus("ready", python, chosen=True)
        return EnvironmentStatus("broken", python, f"the chosen Python '{python}' is gone", chosen=True)
    built = finished_environments(home, requirements or default_requirements())
    for folder, _ready in built:
        if os.path.isfile(environment_python(folder)):  # follows the link to the Python that it was built with
            return EnvironmentStatus("ready", environment_python(folder))
    holder = holder_of(lock_path(home))
    if holder:
        return EnvironmentStatus("building", reason=f"process {holder} is setting it up")
    if built:
        base = str(built[0][1].get("base_python", "?"))
        return EnvironmentStatus("broken", environment_python(built[0][0]), f"the Python that it was built with is gone ({base})")
    return EnvironmentStatus("missing", reason="it has not been set up for this version of Landweave")
