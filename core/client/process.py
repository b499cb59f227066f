"""The engine as QGIS sees it: a process that takes one job at a time and answers with events.

`EngineProcess` is one process, from start to end. `WarmEngine` keeps one of them warm and starts the next when it is gone.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess  # nosec B404 - this module is the one that starts the engine
import threading
import time
import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Dict, Generator, Iterator, List, Mapping, Optional

from ..contract.errors import EngineError, JobError
from ..contract.events import TERMINAL, Event, Failure, Heartbeat, Hello, Log, Stopped
from ..contract.jobs import Job, TrainJob, job_to_plain
from ..contract.wire import MAX_LINE_BYTES, PROTOCOL, Cancel, Quit, Run, WireError, decode_event, encode
from .exits import describe_exit, end_group
from .pipes import CappedLog, drain, read_lines, write_lines
from .surroundings import engine_environment, group_arguments


@dataclass(frozen=True)
class Patience:
    """How long the client waits, in seconds. `cancel_s`: cancel line to terminate; `terminate_s`: terminate to kill.

    A training ends its step and writes a checkpoint first, which takes longer on a slow machine (`training_cancel_s`).
    """

    hello_s: float = 60.0
    cancel_s: float = 5.0
    training_cancel_s: float = 60.0
    terminate_s: float = 3.0
    silence_s: float = 60.0
    tick_s: float = 0.2
    drain_s: float = 1.0


_DEFAULT_PATIENCE = Patience()
# A killed process is gone at once, unless it hangs in the kernel (a dead network drive): then nobody can wait for it.
_KILL_WAIT_S = 5.0


def new_job_id() -> str:
    """A name for one run of a job, unique enough that late words of an earlier run are never taken for this one's."""
    return uuid.uuid4().hex[:12]


def _run_line(job_id: str, job: Job) -> bytes:
    """The command that starts `job`. Raises `JobError` ("job.invalid") if it cannot be written as a line."""
    try:
        line = encode(Run(job_id, job_to_plain(job)))
    except (TypeError, ValueError) as error:
        raise JobError("job.invalid", reason=str(error)) from error
    if len(line) > MAX_LINE_BYTES:
        raise JobError("job.invalid", reason=f"it takes {len(line)} bytes; at most {MAX_LINE_BYTES} are possible")
    return line


class _Run:
    """One job under way: its events and what is known about its end."""

    def __init__(self, job_id: str, cancel_s: float) -> None:
        self.id = job_id
        self.cancel_s = cancel_s
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.ended = threading.Event()  # a terminal event has come in, or the iterator is gone
        self.cancelled = threading.Event()
        self.answered = False

    def take(self, event: Event) -> None:
        """Called by the reader thread for each event of this run."""
        self.answered = True
        self.events.put(event)
        if isinstance(event, TERMINAL):
            self.ended.set()


class EngineProcess:
    """One engine: `start()`, then `submit()` one job after the other, then `stop()`.

    `python`: the engine's interpreter. `package_root`: the plugin's folder. `work_dir`: its current folder, never the
    plugin's. `log_path`: where its stderr goes (kept small). `extra_env` is added to the cleaned environment.
    `idle_minutes`: after so long without a job it leaves by itself.
    """

    def __init__(
        self,
        python: str,
        package_root: str,
        work_dir: str,
        log_path: str,
        extra_env: Optional[Mapping[str, str]] = None,
        patience: Patience = _DEFAULT_PATIENCE,
        idle_minutes: float = 10.0,
    ) -> None:
        self._python, self._root, self._work_dir = python, package_root, work_dir
        self._extra_env, self._patience, self._idle_minutes = dict(extra_env or {}), patience, idle_minutes
        self._log = CappedLog(log_path)
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._threads: List[threading.Thread] = []
        self._lock = threading.Lock()  # guards _run
        self._run: Optional[_Run] = None
        self._hello: queue.SimpleQueue[Optional[Hello]] = queue.SimpleQueue()
        self._outbox: queue.SimpleQueue[Optional[bytes]] = queue.SimpleQueue()
        self._heard_at = 0.0
        self._closed_output = threading.Event()
        self.hello: Optional[Hello] = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process number, 0 before the start."""
        return self._process.pid if self._process is not None else 0

    # ---- start and stop

    def start(self) -> None:
        """Start the process and wait for its hello. Raises `EngineError` ("engine.start", "engine.protocol")."""
        for _tick in self.starting():
            pass

    def starting(self) -> Generator[None, None, None]:
        """`start()` in ticks, for callers that must stay responsive; closing the iterator ends the process."""
        self._launch()
        try:
            deadline = time.monotonic() + self._patience.hello_s
            hello: Optional[Hello] = None
            while time.monotonic() < deadline:
                with contextlib.suppress(queue.Empty):
                    hello = self._hello.get(timeout=self._patience.tick_s)
                    break
                if not self.alive:  # its last words may still be in the pipe
                    deadline = min(deadline, time.monotonic() + self._patience.drain_s)
                yield
            self._greet(hello)
        except BaseException:
            self.kill()
            raise

    def _command(self) -> List[str]:
        boot = os.path.join(self._root, "core", "engine", "boot.py")
        return [self._python, "-I", "-X", "utf8", "-X", "faulthandler", boot, "serve", "--idle-minutes", str(self._idle_minutes)]

    def _launch(self) -> None:
        try:
            os.makedirs(self._work_dir, exist_ok=True)
            process = subprocess.Popen(  # nosec B603 - fixed arguments without a shell
                self._command(), cwd=self._work_dir, env=engine_environment(self._extra_env), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **group_arguments(),
            )  # fmt: skip
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", "") or str(error)
            raise EngineError("engine.start", python=self._python, reason=reason) from error
        if process.stdin is None or process.stdout is None or process.stderr is None:  # cannot be: all were asked for
            raise EngineError("engine.start", python=self._python, reason="it has no pipes")
        self._process = process
        self._heard_at = time.monotonic()
        self._threads = [
            read_lines(process.stdout, MAX_LINE_BYTES, self._take_line, self._take_end),
            drain(process.stderr, self._log),
            write_lines(process.stdin, self._outbox),
        ]

    def _greet(self, hello: Optional[Hello]) -> None:
        if hello is not None and hello.protocol != PROTOCOL:
            raise EngineError("engine.protocol", found=hello.protocol, known=PROTOCOL)
        if hello is None:
            raise self._no_hello()
        self.hello = hello

    def _no_hello(self) -> EngineError:
        self._await_exit()
        reason = describe_exit(self._exit_code) if not self.alive else f"it said nothing for {self._patience.hello_s:.0f} s"
        self.kill()  # before the tail is read, so that it is complete
        tail = self._log.tail()
        last = tail.splitlines()[-1] if tail else ""
        error = EngineError("engine.start", python=self._python, reason=f"{reason}: {last}" if last else reason)
        error.data["log_tail"] = tail
        return error

    @property
    def _exit_code(self) -> int:
        code = self._process.returncode if self._process is not None else None
        return code if code is not None else 0

    def _await_exit(self) -> None:
        """A process that has closed its output is about to end: give it the moment that its own exit code needs."""
        if self._process is not None and self._closed_output.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(self._patience.drain_s)

    def stop(self, grace_s: float = 2.0) -> None:
        """Let the process leave (a running job is cancelled), and end it after `grace_s` seconds if it does not."""
        if self._process is None:
            return
        with self._lock:
            if self._run is not None:
                self._run.cancelled.set()
        self._outbox.put(encode(Quit()))
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(grace_s)
        self.kill()

    def kill(self) -> None:
        """End the process and everything that it started, now."""
        process = self._process
        if process is None:
            return
        end_group(process)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_KILL_WAIT_S)
        self._outbox.put(None)
        for thread in self._threads:
            thread.join(self._patience.drain_s)
        self._log.close()

    # ---- jobs

    def submit(self, job: Job, job_id: str = "") -> Generator[Optional[Event], None, None]:
        """Run a job: its events, `None` at least every 0.2 s between them, and one terminal event as the last.

        The job starts with the first `next()`. A crash of the engine arrives as a `Failure` ("engine.crashed"), its log's
        last lines in `data["log_tail"]`. Leaving the iterator early ends the process. Raises `EngineError` ("engine.busy",
        "engine.missing" if it was not started).
        """
        patience = self._patience
        run = _Run(job_id or new_job_id(), patience.training_cancel_s if isinstance(job, TrainJob) else patience.cancel_s)
        line = _run_line(run.id, job)
        if self._process is None:
            raise EngineError("engine.missing")
        with self._lock:
            if self._run is not None:
                raise EngineError("engine.busy")
            self._run = run
        try:
            self._heard_at = time.monotonic()
            self._outbox.put(line)
            yield from self._events(run)
        finally:
            if not run.ended.is_set():
                run.ended.set()
                self.kill()  # nobody will read the end of this job
            with self._lock:
                self._run = None

    def cancel(self, job_id: str = "") -> None:
        """Ask the running job to stop; if it does not, terminate, then kill. Returns at once, from any thread.

        With `job_id` only that job is meant, so that a late cancel does not hit the next one.
        """
        with self._lock:
            run = self._run
            if run is None or run.ended.is_set() or (job_id and job_id != run.id) or run.cancelled.is_set():
                return
            run.cancelled.set()
        threading.Thread(target=self._climb, args=(run,), daemon=True, name="landweave-engine-cancel").start()

    def _climb(self, run: _Run) -> None:
        """The ladder: cancel line, terminate, kill. Each rung is safe, since results are only renamed when whole."""
        self._outbox.put(encode(Cancel(run.id)))
        if run.ended.wait(run.cancel_s) or self._process is None:
            return
        end_group(self._process, politely=True)
        if run.ended.wait(self._patience.terminate_s):
            return
        end_group(self._process)

    def _events(self, run: _Run) -> Iterator[Optional[Event]]:
        warned_at = self._heard_at
        while True:
            try:
                event = run.events.get(timeout=self._patience.tick_s)
            except queue.Empty:
                if not self.alive or self._closed_output.is_set():
                    yield from self._last_words(run)
                    return
                warning = self._silence(run, max(warned_at, self._heard_at))
                if warning is not None:
                    warned_at = time.monotonic()
                yield warning
                continue
            if isinstance(event, TERMINAL):
                yield event
                return
            if not isinstance(event, Heartbeat):
                yield event

    def _silence(self, run: _Run, since: float) -> Optional[Event]:
        """A warning if nothing was heard for long. Not an end: only a person can tell slow from stuck."""
        if time.monotonic() - since < self._patience.silence_s:
            return None
        seconds = round(time.monotonic() - self._heard_at)
        text = EngineError("engine.silent", seconds=seconds)
        return Log(run.id, "warning", text.message, text.code, {"seconds": seconds})

    def _last_words(self, run: _Run) -> Iterator[Event]:
        """After the end of the process: what it still said, then how it ended."""
        self._await_exit()
        self.kill()  # leftovers hold the pipes open
        while not run.events.empty():
            event = run.events.get()
            if not isinstance(event, Heartbeat):
                yield event
            if isinstance(event, TERMINAL):
                return
        run.ended.set()
        yield Stopped(run.id) if run.cancelled.is_set() else self._crash(run)

    def _crash(self, run: _Run) -> Failure:
        tail, reason = self._log.tail(), describe_exit(self._exit_code)
        if self._exit_code > 0 and tail:  # a library that gave up says why; after a signal there are only stacks
            reason = f"{reason}: {tail.splitlines()[-1]}"
        error = EngineError("engine.crashed", reason=reason)
        data: Dict[str, Any] = {**error.data, "exit_code": self._exit_code, "answered": run.answered, "log_tail": tail}
        return Failure(run.id, error.code, error.message, error.hint, data)

    # ---- the pipes

    def _take_line(self, line: bytes) -> None:
        """Called by the reader thread. What is no event (a library that writes on the wrong pipe) goes to the log."""
        self._heard_at = time.monotonic()
        try:
            event = decode_event(line)
        except WireError as error:
            self._log.write(f"[not an event: {error}] ".encode() + line[:500].rstrip(b"\n") + b"\n")
            return
        if event is None:
            self._log.write(b"[an event that this version does not know] " + line[:500].rstrip(b"\n") + b"\n")
        elif isinstance(event, Hello):
            self._hello.put(event)
        else:
            run = self._run
            if run is not None and event.id in (run.id, ""):
                run.take(event)

    def _take_end(self) -> None:
        self._closed_output.set()
        self._hello.put(None)


class WarmEngine:
    """Keeps one engine warm for all jobs of a QGIS window, one job at a time. Thread-safe.

    Arguments as for `EngineProcess`. A crashed engine is replaced at the next job.
    """

    def __init__(
        self,
        python: str,
        package_root: str,
        work_dir: str,
        log_path: str,
        extra_env: Optional[Mapping[str, str]] = None,
        patience: Patience = _DEFAULT_PATIENCE,
        idle_minutes: float = 10.0,
    ) -> None:
        self._make: Callable[[], EngineProcess] = partial(
            EngineProcess, python, package_root, work_dir, log_path, extra_env, patience, idle_minutes
        )
        self._tick_s = patience.tick_s
        self._turn = threading.Lock()  # held by the job that runs
        self._state = threading.Lock()  # guards the three below
        self._process: Optional[EngineProcess] = None
        self._current = ""
        self._cancelled: Dict[str, bool] = {}  # jobs that have been submitted and not ended -> whether to stop
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether a job runs."""
        return self._turn.locked()

    @property
    def current(self) -> str:
        """The id of the job whose turn it is, empty if none runs."""
        return self._current

    @property
    def pid(self) -> int:
        """The engine's process number, 0 if none runs."""
        process = self._process
        return process.pid if process is not None and process.alive else 0

    def submit(self, job: Job, wait: bool = False, job_id: str = "") -> Generator[Optional[Event], None, None]:
        """Like `EngineProcess.submit`; starts the engine if need be and ticks meanwhile.

        While another job runs: raises `EngineError` ("engine.busy"), or with `wait` ticks until it is this job's turn.
        Raises `EngineError` ("engine.start", "engine.protocol") if no engine can be started.
        """
        job_id = job_id or new_job_id()
        with self._state:
            if self._closed:
                raise EngineError("engine.missing")
            self._cancelled[job_id] = False
        try:
            yield from self._in_turn(job, job_id, wait)
        finally:
            with self._state:
                self._cancelled.pop(job_id, None)

    def cancel(self, job_id: str = "") -> None:
        """Stop the running job, or the job `job_id`, which may still wait. Returns at once, from any thread."""
        with self._state:
            job_id = job_id or self._current
            if job_id not in self._cancelled:
                return
            self._cancelled[job_id] = True
            process = self._process if job_id == self._current else None
        if process is not None:
            process.cancel(job_id)

    def close(self) -> None:
        """End the engine; running and waiting jobs end with `Stopped`."""
        with self._state:
            self._closed = True
            self._cancelled = dict.fromkeys(self._cancelled, True)
            process, self._process = self._process, None
        if process is not None:
            process.stop()

    def _wanted(self, job_id: str) -> bool:
        with self._state:
            return not self._cancelled.get(job_id, True)

    def _in_turn(self, job: Job, job_id: str, wait: bool) -> Iterator[Optional[Event]]:
        while not self._turn.acquire(timeout=self._tick_s if wait else 0):
            if not wait:
                raise EngineError("engine.busy")
            if not self._wanted(job_id):
                yield Stopped(job_id)
                return
            yield None
        try:
            with self._state:
                self._current = job_id
            yield from self._with_engine(job, job_id)
        finally:
            with self._state:
                self._current = ""
            self._turn.release()

    def _with_engine(self, job: Job, job_id: str) -> Iterator[Optional[Event]]:
        """Run the job; once more with a new engine if the old one was just leaving (idle) and never saw the job."""
        for last_try in (False, True):
            process = yield from self._ready_process(job_id)
            if process is None:
                yield Stopped(job_id)
                return
            again = False
            with contextlib.closing(process.submit(job, job_id)) as events:
                for event in events:
                    again = not last_try and self._was_leaving(event)
                    if again:
                        break
                    yield event
                    if not self._wanted(job_id):
                        process.cancel(job_id)  # asked between the start and the submission
            if not again:
                return

    @staticmethod
    def _was_leaving(event: Optional[Event]) -> bool:
        return isinstance(event, Failure) and event.data.get("exit_code") == 0 and event.data.get("answered") is False

    def _ready_process(self, job_id: str) -> Generator[None, None, Optional[EngineProcess]]:
        """Ticks until an engine is ready and returns it; None if the job was cancelled meanwhile."""
        process = self._process
        if process is None or not process.alive:
            process = self._make()
            with contextlib.closing(process.starting()) as ticks:
                for _tick in ticks:
                    if not self._wanted(job_id):
                        return None  # closing ends the process
                    yield None
            with self._state:
                if self._closed:
                    process.kill()
                    return None
                self._process = process
        return process if self._wanted(job_id) else None
