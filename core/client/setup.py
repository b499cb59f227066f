"""Building the engine's environment, once, whole or not at all.

Each set-up builds in a new folder that is never moved and never repaired: `ready.json` is written last, and the newest
finished folder is the engine. A running engine of another QGIS window keeps its own folder until the set-up after next.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, TextIO

from ..contract.allocator import allocator_variables
from ..contract.errors import Cancelled, EngineError
from . import home as places
from .launcher import write_launcher
from .lock import exclusive
from .pip_output import PipProgress
from .proxies import without_passwords
from .pythons import WANTED, BasePython, check_base_python, find_base_pythons
from .steps import run_step
from .surroundings import child_environment

NEEDED_MB = 3000
# More arguments for `pip install`, e.g. another index; words as in a shell.
PIP_ARGUMENTS_VARIABLE = "LANDWEAVE_PIP_ARGS"

# step -> what the person reads after "Setting up the engine failed while ..."
STEPS: Dict[str, str] = {
    "prepare": "preparing the folder",
    "python": "creating the Python environment",
    "download": "downloading packages",
    "install": "installing packages",
    "check": "checking the result",
}


@dataclass(frozen=True)
class SetupProgress:
    """`stage`: a key of `STEPS`, or "done". `percent` 0..100 never falls. `detail`: names and numbers, e.g. of a download."""

    stage: str
    percent: float
    detail: str = ""


Report = Callable[[SetupProgress], None]


def build(
    home: str,
    base_python: str = "",
    requirements: str = "",
    proxies: Optional[Mapping[str, str]] = None,
    report: Report = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
    pip_args: Optional[Sequence[str]] = None,
    root: str = "",
    needed_mb: int = NEEDED_MB,
) -> places.EnvironmentStatus:
    """Build an environment from `requirements`, check it and make it the engine.

    `base_python`: which Python to build from (default: the best that is found). `proxies`: see `proxy_environment`.
    `pip_args` go to `pip install` (default: the words in LANDWEAVE_PIP_ARGS). `root`: the plugin's folder.
    Raises `EngineError` ("engine.setup", ".setup_running", ".disk", ".no_python", ".wrong_python") and `Cancelled`; then
    nothing new is used and what was ready before still is.
    """
    requirements = requirements or places.default_requirements()
    with _prepared(home, needed_mb) as log:
        base = check_base_python(base_python) if base_python else _best_python()
        key = places.environment_key(requirements, base.version)
        folder = os.path.join(places.engines_folder(home), f"{key}-{secrets.token_hex(4)}")
        words = shlex.split(os.environ.get(PIP_ARGUMENTS_VARIABLE, "")) if pip_args is None else list(pip_args)
        construction = _Construction(folder, log, dict(proxies or {}), report, cancelled)
        try:
            construction.create(base)
            construction.install(requirements, words)
            facts = construction.check(root or places.package_root())
            write_launcher(folder, root or places.package_root(), allocator_variables())
            _finish(home, folder, requirements, base, facts)
        except BaseException:
            _remove_folder(folder)
            raise
    report(SetupProgress("done", 100.0))
    return places.status(home, requirements)


def use_python(home: str, python: str, root: str = "", cancelled: Callable[[], bool] = lambda: False) -> places.EnvironmentStatus:
    """Use this Python, which has the packages already, instead of one that is built here; checked first, recorded then.

    Raises `EngineError` ("engine.wrong_python", "engine.setup", "engine.setup_running") and `Cancelled`.
    """
    with _prepared(home, needed_mb=1) as log:
        if not os.path.isfile(python):
            raise EngineError("engine.wrong_python", python=python, reason="there is no such file", wanted=WANTED)
        facts = _Construction("", log, {}, lambda _progress: None, cancelled).check(root or places.package_root(), python)
        places.write_json(os.path.join(home, places.CHOICE_FILE), {"format": places.FORMAT, "python": python, "facts": facts})
    return places.status(home)


def remove(home: str) -> None:
    """Remove every engine and the chosen Python's record. Raises `EngineError` ("engine.setup_running", "engine.setup")."""
    if not os.path.isdir(home):
        return
    with exclusive(places.lock_path(home)):
        if os.path.exists(os.path.join(home, places.CHOICE_FILE)):
            os.remove(os.path.join(home, places.CHOICE_FILE))
        for folder in _folders(home):
            _remove_folder(folder)
        left = _folders(home)
    if left:
        raise EngineError("engine.setup", stage="removing the old engine", step="remove", reason=f"'{left[0]}' is in use")


@contextmanager
def _prepared(home: str, needed_mb: int) -> Iterator[TextIO]:
    """The folder made, locked, rid of unfinished and replaced engines, with room on its disk; yields the open log."""
    try:
        os.makedirs(places.engines_folder(home), exist_ok=True)
        with exclusive(places.lock_path(home)), open(places.setup_log(home), "w", encoding="utf-8") as log:
            _remove_leftovers(home)
            free_mb = shutil.disk_usage(home).free // 10**6
            if free_mb < needed_mb:
                raise EngineError("engine.disk", needed_mb=needed_mb, free_mb=free_mb, path=home)
            try:
                yield log
            except (EngineError, Cancelled) as error:
                log.write(f"\n{type(error).__name__}: {without_passwords(str(error))}\n")
                raise
    except OSError as error:
        raise _failure("prepare", f"'{home}': {error.strerror or error}") from error


def _best_python() -> BasePython:
    found = find_base_pythons()
    if not found:
        raise EngineError("engine.no_python", wanted=WANTED)
    return found[0]


def _failure(step: str, reason: str) -> EngineError:
    return EngineError("engine.setup", stage=STEPS[step], step=step, reason=without_passwords(reason))


class _Construction:
    """The three steps of one set-up, with progress: 0-4 % environment, -70 % download, -95 % install, -100 % check."""

    def __init__(
        self, folder: str, log: TextIO, proxies: Dict[str, str], report: Report, cancelled: Callable[[], bool]
    ) -> None:
        self._folder, self._log, self._report, self._cancelled = folder, log, report, cancelled
        self._downloads = os.path.join(folder, "downloads") if folder else ""
        # Downloads beside the environment: the system's temporary folder may be small, and this one is removed with all else.
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), self._downloads) if folder else {}
        self._environment = child_environment({**proxies, **temporary})
        self._percent = 0.0
        self._last = SetupProgress("", 0.0)

    def _say(self, stage: str, percent: float, detail: str = "") -> None:
        self._percent = max(self._percent, percent)
        progress = SetupProgress(stage, round(self._percent, 1), detail)
        if progress != self._last:
            self._last = progress
            self._report(progress)

    def _run(
        self,
        step: str,
        command: List[str],
        folder: str,
        on_line: Callable[[str], None],
        on_tick: Callable[[], None] = lambda: None,
    ) -> int:
        try:
            return run_step(command, self._environment, folder, self._log, self._cancelled, on_line, on_tick)
        except OSError as error:
            raise _failure(step, f"'{command[0]}': {error.strerror or error}") from error

    def create(self, base: BasePython) -> None:
        """Make the empty virtual environment."""
        self._say("python", 1.0, f"Python {base.version}")
        os.makedirs(self._downloads)
        lines: List[str] = []
        command = [base.path, "-I", "-X", "utf8", "-m", "venv", self._folder]
        if self._run("python", command, os.path.dirname(self._folder), lines.append) != 0:
            raise _failure("python", next((line for line in reversed(lines) if line.strip()), f"'{base.path}' has no venv"))

    def install(self, requirements: str, pip_args: List[str]) -> None:
        """Let pip install the requirements into the environment."""
        with open(requirements, encoding="utf-8") as file:
            names = [match.group() for match in map(re.compile(r"[A-Za-z0-9._-]+").match, file) if match]
        pip = PipProgress(names, self._downloads)

        def tick() -> None:
            if pip.installing:
                done = self._count_installed() / len(pip.installing)
                self._say("install", 70.0 + 25.0 * min(1.0, done), pip.detail)
            else:
                self._say("download", 4.0 + 66.0 * pip.fraction, pip.detail)

        # In the environment's own interpreter and with -I: neither a user's nor QGIS's packages can count as installed.
        command = [places.environment_python(self._folder), "-I", "-X", "utf8", "-m", "pip", "install", "--no-input",
                   "--disable-pip-version-check", "--no-warn-script-location", "-r", requirements, *pip_args]  # fmt: skip
        code = self._run("download", command, self._folder, pip.read, tick)
        if code != 0 and pip.disk_full:
            free_mb = shutil.disk_usage(self._folder).free // 10**6
            raise EngineError("engine.disk", needed_mb=NEEDED_MB, free_mb=free_mb, path=self._folder)
        if code != 0:
            raise _failure("install" if pip.installing else "download", pip.reason)
        _remove_folder(self._downloads)

    def _count_installed(self) -> int:
        """Packages that pip has put in place: each ends with a .dist-info folder."""
        library = os.path.join(self._folder, "Lib" if os.name == "nt" else "lib")
        for folder, folders, _files in os.walk(library):
            if os.path.basename(folder) == "site-packages":
                return sum(name.endswith(".dist-info") for name in folders)
        return 0

    def check(self, root: str, python: str = "") -> Dict[str, Any]:
        """Run the engine's own check in the new environment and return the facts that it found."""
        self._say("check", 95.0)
        python = python or places.environment_python(self._folder)
        lines: List[str] = []
        command = [python, "-I", "-X", "utf8", "-X", "faulthandler", os.path.join(root, "core", "engine", "boot.py"), "check"]
        code = self._run("check", command, os.path.dirname(self._log.name) or ".", lines.append)
        for line in reversed(lines):
            answer = _json_object(line)
            if answer is not None and "ok" in answer:
                return _facts_of(answer)
        last = next((line for line in reversed(lines) if line.strip()), f"exit code {code}")
        raise _failure("check", last)


def _facts_of(answer: Mapping[str, Any]) -> Dict[str, Any]:
    """The facts of a good check. Raises the check's one problem as an error that also names the package."""
    facts = answer.get("facts")
    if answer["ok"]:
        return dict(facts) if isinstance(facts, Mapping) else {}
    package, reason = str(answer.get("package", "")), str(answer.get("reason", ""))
    error = _failure("check", f"{package}: {reason}")
    error.data.update(package=package, detail=reason)
    raise error


def _json_object(line: str) -> Optional[Dict[str, Any]]:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _finish(home: str, folder: str, requirements: str, base: BasePython, facts: Dict[str, Any]) -> None:
    """From here on the environment counts. A chosen Python steps back: the person asked for a set-up."""
    places.write_json(os.path.join(folder, places.READY_FILE), {
        "format": places.FORMAT, "requirements": places.requirements_digest(requirements), "built": time.time(),
        "base_python": base.path, "python": base.version, "facts": facts,
    })  # fmt: skip
    if os.path.exists(os.path.join(home, places.CHOICE_FILE)):
        os.remove(os.path.join(home, places.CHOICE_FILE))


def _folders(home: str) -> List[str]:
    root = places.engines_folder(home)
    return [os.path.join(root, name) for name in sorted(os.listdir(root))] if os.path.isdir(root) else []


def _remove_leftovers(home: str) -> None:
    """Remove unfinished folders and those that a newer one with the same key has replaced."""
    newest: Dict[str, float] = {}
    built: Dict[str, float] = {}
    for folder in _folders(home):
        ready = places.read_json(os.path.join(folder, places.READY_FILE))
        key = os.path.basename(folder).split("-")[0]
        built[folder] = float(ready.get("built", 0.0)) if ready else 0.0
        newest[key] = max(newest.get(key, 0.0), built[folder])
    for folder, when in built.items():
        if when == 0.0 or when < newest[os.path.basename(folder).split("-")[0]]:
            _remove_folder(folder)


def _remove_folder(folder: str) -> None:
    """Remove a folder; its marker first, so that an interrupted removal leaves nothing that looks finished."""
    marker = os.path.join(folder, places.READY_FILE)
    if os.path.exists(marker):
        os.remove(marker)
    shutil.rmtree(folder, ignore_errors=True)
