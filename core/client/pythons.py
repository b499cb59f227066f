"""Pythons on this computer from which an engine can be built. QGIS's own executable is never started: on Windows and macOS
`sys.executable` is QGIS itself.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import subprocess  # nosec B404 - asks each candidate for its version
import sys
from dataclasses import dataclass
from typing import Iterator, List, Optional, Tuple

from ..contract.errors import EngineError
from .surroundings import child_environment, group_arguments

# In order of preference; the pinned packages have wheels for these.
SUPPORTED: Tuple[Tuple[int, int], ...] = ((3, 12), (3, 11), (3, 13), (3, 14))
WANTED = "3.11 to 3.14"
_PROBE_TIMEOUT_S = 20.0
_PROBE = """
import json, platform, struct, sys
import ensurepip, venv
print(json.dumps({"version": platform.python_version(), "minor": sys.version_info[:2], "bits": struct.calcsize("P") * 8,
                  "base": getattr(sys, "_base_executable", "") or sys.executable,
                  "implementation": sys.implementation.name}))
"""


@dataclass(frozen=True)
class BasePython:
    """A Python that can build environments. `version` as "3.12.4"."""

    path: str
    version: str


def find_base_pythons() -> List[BasePython]:
    """All usable Pythons, best first, each installation once. Starts each candidate: some tenths of a second."""
    found: List[BasePython] = []
    seen = set()
    for path in _candidates():
        try:
            python, base = _ask(path)
        except EngineError:
            continue
        if base not in seen:
            seen.add(base)
            found.append(python)
    return found


def check_base_python(path: str) -> BasePython:
    """Make sure that `path` can build an engine. Raises `EngineError` ("engine.wrong_python")."""
    return _ask(path)[0]


def _ask(path: str) -> Tuple[BasePython, str]:
    """The Python and the real path of the installation behind it (a pyenv shim and its target are one)."""

    def wrong(reason: str) -> EngineError:
        return EngineError("engine.wrong_python", python=path, reason=reason, wanted=WANTED)

    try:
        done = subprocess.run(  # nosec B603 - the person's own interpreter, fixed arguments
            [path, "-I", "-X", "utf8", "-c", _PROBE], check=False, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=_PROBE_TIMEOUT_S, env=child_environment(), **group_arguments(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise wrong(f"it did not answer within {_PROBE_TIMEOUT_S:.0f} s") from error
    except (OSError, ValueError) as error:
        raise wrong(getattr(error, "strerror", "") or str(error)) from error
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise wrong(last[-1] if last else f"it ended with exit code {done.returncode}")
    try:
        facts = json.loads(done.stdout)
        minor = (int(facts["minor"][0]), int(facts["minor"][1]))
        version, bits, implementation, base = facts["version"], facts["bits"], facts["implementation"], facts["base"]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise wrong("it is no Python") from error
    if minor not in SUPPORTED:
        raise wrong(f"it is Python {version}")
    if bits != 64 or implementation != "cpython":
        raise wrong(f"it is a {bits}-bit {implementation}")
    return BasePython(path, version), os.path.normcase(os.path.realpath(base))


def _minors() -> List[Tuple[int, int]]:
    """Supported versions; first the one that QGIS itself runs on, which is the system's own on Linux."""
    own = (sys.version_info[0], sys.version_info[1])
    return sorted(SUPPORTED, key=lambda minor: minor != own)


def _candidates() -> Iterator[str]:
    places = {"win32": _on_windows, "darwin": _on_macos}.get(sys.platform, _on_linux)
    seen = set()
    for path in places():
        if path and os.path.isfile(path) and path not in seen:
            seen.add(path)
            yield path


def _on_linux() -> Iterator[Optional[str]]:
    names = [f"python{major}.{minor}" for major, minor in _minors()] + ["python3"]
    for name in names:
        yield shutil.which(name)
        for folder in ("/usr/bin", "/usr/local/bin", os.path.expanduser("~/.local/bin")):
            yield os.path.join(folder, name)
    yield from _conda()


def _on_macos() -> Iterator[Optional[str]]:
    # /usr/bin/python3 may open the installer of Apple's developer tools, and Pythons inside QGIS.app cannot build environments.
    for major, minor in _minors():
        name = f"python{major}.{minor}"
        yield f"/Library/Frameworks/Python.framework/Versions/{major}.{minor}/bin/{name}"
        for folder in ("/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin", os.path.expanduser("~/.local/bin")):
            yield os.path.join(folder, name)
        on_path = shutil.which(name)
        if on_path and ".app/" not in on_path:
            yield on_path
    yield from _conda()


def _on_windows() -> Iterator[Optional[str]]:
    local = os.environ.get("LOCALAPPDATA", "")
    programs = [os.path.join(local, "Programs", "Python"), os.environ.get("PROGRAMFILES", "")]
    for major, minor in _minors():
        for folder in filter(None, programs):
            yield os.path.join(folder, f"Python{major}{minor}", "python.exe")
    yield from _conda()
    on_path = shutil.which("python")
    if on_path and "windowsapps" not in on_path.lower():  # the Store's placeholder opens a shop
        yield on_path
    # QGIS's own interpreter comes last: an update of QGIS takes it away under the environment.
    yield os.path.join(sys.base_prefix, "python.exe")
    yield os.path.join(sys.prefix, "python.exe")


def _conda() -> Iterator[str]:
    tail = "python.exe" if sys.platform == "win32" else os.path.join("bin", "python")
    for name in ("miniforge3", "mambaforge", "miniconda3", "anaconda3"):
        for root in (os.path.expanduser("~"), "/opt"):
            yield from glob.glob(os.path.join(root, name, tail))
