"""The QGIS side's one door to the engine: which Python it is, one warm process, its log, its end at unload."""

from __future__ import annotations

import contextlib
import glob
import logging
import os
import threading
import time
from typing import Callable, Dict, Iterator, List, Optional

from qgis.core import QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtNetwork import QNetworkProxy

from ..core.client import environment
from ..core.client.environment import EnvironmentStatus
from ..core.client.process import WarmEngine, new_job_id
from ..core.contract.errors import EngineError
from ..core.contract.events import TERMINAL, Event, Log, Stopped
from ..core.contract.jobs import DatasetJob, DoctorJob, Job, PlanJob, TrainPlanJob, job_kind

log = logging.getLogger(__name__)

PYTHON_VARIABLE = "LANDWEAVE_ENGINE_PYTHON"
LOG_DAYS = 7
SHOWN_LOG_BYTES = 256 * 1024
WAITING = "engine.waiting"  # code of the `Log` of a job that waits for its turn; data: kind and name of the one that runs
QUESTIONS = (PlanJob, TrainPlanJob, DatasetJob, DoctorJob)  # answered in seconds: nobody needs to be told to wait


class EngineHost(QObject):
    """Owns the engine of this QGIS window. `events()` may be called from any thread, everything else from the main one."""

    state_changed = pyqtSignal()
    turn_changed = pyqtSignal()  # a job that is no question has begun or ended; see `running`

    def __init__(self, home: str = "", package_root: str = "", parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.home = home or environment.default_home()
        self._root = package_root or environment.package_root()
        self._lock = threading.Lock()  # guards all below
        self._jobs: Dict[str, Job] = {}  # submitted and not ended
        self._running = ""
        self._engine: Optional[WarmEngine] = None
        self._python = ""
        self._winding_down: List[threading.Thread] = []

    # which engine

    def status(self) -> EnvironmentStatus:
        """Whether an engine is ready. LANDWEAVE_ENGINE_PYTHON names a Python that is taken as it is."""
        given = os.environ.get(PYTHON_VARIABLE, "")
        if given:
            if os.path.isfile(given):
                return EnvironmentStatus("ready", given, chosen=True)
            return EnvironmentStatus("broken", given, f"{PYTHON_VARIABLE} names '{given}', which does not exist", chosen=True)
        return environment.status(self.home)

    def environment_changed(self) -> None:
        """Called after a set-up: the next job starts the new engine."""
        self._drop()
        self.state_changed.emit()

    # jobs

    def events(self, job: Job, stopped: Callable[[], bool]) -> Iterator[Event]:
        """Run a job and yield its events, the terminal one last; while another job runs it says so (`WAITING`) and waits.

        When `stopped()` turns true, `Stopped` follows within a fraction of a second; the engine is then wound down by a
        thread, rung by rung, and the next job waits for that. Raises `EngineError` ("engine.*").
        """
        engine = self._warm()
        job_id = new_job_id()
        stream = self._in_turn(engine, job, job_id)
        for event in stream:
            if event is not None:
                yield event
            if isinstance(event, TERMINAL):
                return
            if stopped():
                engine.cancel(job_id)
                self._wind_down(stream)
                yield Stopped(job_id)
                return

    def running(self) -> Optional[Job]:
        """The job that the engine works on, or winds down; None for questions, which are answered in seconds."""
        with self._lock:
            return self._jobs.get(self._running)

    def _in_turn(self, engine: WarmEngine, job: Job, job_id: str) -> Iterator[Optional[Event]]:
        """The events of a job and, before them, what it waits for; keeps `running`."""
        told = ""
        with self._lock:
            self._jobs[job_id] = job
        try:
            with contextlib.closing(engine.submit(job, wait=True, job_id=job_id)) as stream:
                for event in stream:
                    current = engine.current
                    if current == job_id:
                        self._set_running(job_id)
                    elif current not in (told, "") and self.running() is not None:
                        told = current
                        yield self._waiting(job_id)
                    yield event
        finally:
            with self._lock:
                self._jobs.pop(job_id, None)
            self._set_running("", was=job_id)

    def _waiting(self, job_id: str) -> Log:
        job = self.running()
        data = {"kind": job_kind(job) if job is not None else "", "name": getattr(job, "name", "")}
        return Log(job_id, "info", "The engine is busy; this job waits.", WAITING, data)

    def _set_running(self, job_id: str, was: Optional[str] = None) -> None:
        """Called in the job's thread. With `was` only if that job is the one that runs."""
        with self._lock:
            if self._running == job_id or (was is not None and self._running != was):
                return
            if job_id and isinstance(self._jobs.get(job_id), QUESTIONS):
                return
            self._running = job_id
        with contextlib.suppress(RuntimeError):  # the host is gone already: the plugin was switched off
            self.turn_changed.emit()

    def _warm(self) -> WarmEngine:
        status = self.status()
        if status.state == "broken":
            raise EngineError("engine.broken", reason=status.reason)
        if status.state != "ready":
            raise EngineError("engine.missing")
        with self._lock:
            if self._engine is None or self._python != status.python:
                old, self._python = self._engine, status.python
                self._engine = self._make(status.python)
                if old is not None:
                    old.close()
            return self._engine

    def _make(self, python: str) -> WarmEngine:
        logs = os.path.join(self.home, "logs")
        os.makedirs(logs, exist_ok=True)
        _remove_old_logs(logs)
        return WarmEngine(python, self._root, os.path.join(self.home, "work"), self.log_path())

    def _wind_down(self, stream: Iterator[Optional[Event]]) -> None:
        def drain() -> None:
            with contextlib.suppress(EngineError):
                for _event in stream:
                    pass

        thread = threading.Thread(target=drain, daemon=True, name="landweave-wind-down")
        with self._lock:
            self._winding_down = [t for t in self._winding_down if t.is_alive()] + [thread]
        thread.start()

    def close(self) -> None:
        """End the engine's process. Called at unload and when QGIS quits; takes at most a few seconds."""
        self._drop()
        with self._lock:
            threads, self._winding_down = self._winding_down, []
        for thread in threads:
            thread.join(3.0)

    def _drop(self) -> None:
        with self._lock:
            engine, self._engine, self._python = self._engine, None, ""
        if engine is not None:
            engine.close()

    @property
    def pid(self) -> int:
        """The engine's process number, 0 if none runs."""
        return self._engine.pid if self._engine is not None else 0

    # the log

    def log_path(self) -> str:
        """The log of this window's engine."""
        return os.path.join(self.home, "logs", f"engine-{os.getpid()}.log")

    def log_text(self) -> str:
        """The end of the engine's log, empty if there is none."""
        try:
            with open(self.log_path(), "rb") as file:
                file.seek(0, os.SEEK_END)
                file.seek(max(0, file.tell() - SHOWN_LOG_BYTES))
                return file.read().decode("utf-8", "replace")
        except OSError:
            return ""


def _remove_old_logs(folder: str) -> None:
    """Logs of windows that are long gone."""
    for path in glob.glob(os.path.join(glob.escape(folder), "engine-*.log*")):
        with contextlib.suppress(OSError):  # another window may be doing the same
            if time.time() - os.path.getmtime(path) > LOG_DAYS * 86400:
                os.remove(path)


def qgis_proxies() -> Dict[str, str]:
    """The proxy of QGIS's network settings as environment variables. Main thread only; may hold a password: never log it."""
    settings = QgsSettings()
    if not settings.value("proxy/proxyEnabled", False, type=bool):
        return {}
    kind = str(settings.value("proxy/proxyType", "") or "")
    excludes = settings.value("proxy/proxyExcludedUrls", []) or []
    proxy = QgsNetworkAccessManager.instance().fallbackProxy()  # with user and password of the authentication system
    types = {QNetworkProxy.ProxyType.Socks5Proxy: "Socks5Proxy", QNetworkProxy.ProxyType.NoProxy: kind or "NoProxy"}
    return environment.proxy_environment(
        host=proxy.hostName() or str(settings.value("proxy/proxyHost", "") or ""),
        port=proxy.port() or int(settings.value("proxy/proxyPort", 0) or 0),
        user=proxy.user(),
        password=proxy.password(),
        type=types.get(proxy.type(), kind or "HttpProxy"),
        excludes=[excludes] if isinstance(excludes, str) else list(excludes),
    )
