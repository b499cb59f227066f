"""The engine's side of the border: commands in on stdin, events out on stdout, one job at a time.

Threads: this one runs the jobs; one reads stdin, because a busy engine must notice a cancel and its parent's death; one
sends heartbeats. Only `Server._outcome` catches everything: whatever a job does, exactly one terminal event answers it.
"""

from __future__ import annotations

import argparse
import io
import math
import os
import platform
import queue
import sys
import threading
import time
import traceback
from dataclasses import replace
from typing import IO, Any, Callable, List, NoReturn, Optional

from ..contract.errors import Cancelled, EngineError, LandweaveError
from ..contract.events import TERMINAL, Event, Failure, Heartbeat, Hello, Log, Result, Stopped
from ..contract.jobs import Job, job_from_plain
from ..contract.version import VERSION
from ..contract.wire import MAX_LINE_BYTES, PROTOCOL, Cancel, Quit, Run, WireError, decode_command, encode
from .unexpected import as_error

HEARTBEAT_S = 10.0
_MAX_TRACEBACK = 20_000  # characters, from the end

RunJob = Callable[[Job, Callable[[Event], None], Callable[[], bool], str], Result]


def take_pipes() -> tuple[IO[bytes], int]:
    """Our own copies of stdin and stdout. What libraries print then lands on stderr, and what they read is empty.

    Done on file descriptors, not on `sys.stdout`: C libraries such as GDAL write to descriptor 1 themselves.
    """
    commands = os.fdopen(os.dup(0), "rb")
    events = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # what a library prints stands in the log when it crashes
    return commands, events


def _no_crash_dialogs() -> None:
    """On Windows: a crash ends the process instead of holding it with a dialog that nobody sees."""
    if sys.platform == "win32":
        import ctypes

        # SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX
        ctypes.windll.kernel32.SetErrorMode(0x8003)


def _plain(value: Any) -> Any:
    """`value` as JSON can hold it; what it cannot hold (a numpy number, NaN, an object) becomes a number or text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    if value is None or isinstance(value, (str, bool, int)):
        return value
    item = getattr(value, "item", None)  # numpy and torch scalars
    return _plain(item()) if callable(item) and getattr(value, "ndim", None) == 0 else str(value)


class Server:
    """Reads commands from `commands`, writes events to the descriptor `events`, runs jobs with `run_job`.

    `idle_s`: leave after so long without a job. `leave` ends the process at once, without waiting for anything.
    """

    def __init__(
        self,
        commands: IO[bytes],
        events: int,
        run_job: RunJob,
        idle_s: float,
        heartbeat_s: float = HEARTBEAT_S,
        leave: Callable[[int], NoReturn] = os._exit,
    ) -> None:
        self._commands, self._events, self._run_job = commands, events, run_job
        self._idle_s, self._heartbeat_s, self._leave = idle_s, heartbeat_s, leave
        self._writing = threading.Lock()
        self._state = threading.Lock()  # guards the job's id
        self._job_id = ""
        self._cancel = threading.Event()
        self._jobs: queue.Queue[Optional[Run]] = queue.Queue()

    def serve(self) -> None:
        """Say hello and work until quit or idle. End of file on stdin leaves from the reading thread."""
        self.send(Hello(PROTOCOL, VERSION, platform.python_version(), os.getpid()))
        for target, name in ((self._listen, "commands"), (self._beat, "heartbeat")):
            threading.Thread(target=target, daemon=True, name=f"landweave-{name}").start()
        while True:
            try:
                run = self._jobs.get(timeout=self._idle_s)
            except queue.Empty:
                return
            if run is None:
                return
            self._answer(run)

    def send(self, event: Event) -> None:
        """Write one event, whole, from any thread."""
        line = encode(event)
        if len(line) > MAX_LINE_BYTES:
            raise ValueError(f"an event of {len(line)} bytes; at most {MAX_LINE_BYTES} are allowed")
        with self._writing:
            rest = memoryview(line)
            try:
                while rest:
                    rest = rest[os.write(self._events, rest) :]
            except OSError:
                self._leave(1)  # nobody reads any more: the parent is gone

    # ---- jobs

    def _answer(self, run: Run) -> None:
        """Run one job and send its one terminal event. The next job may come as soon as that event is out."""
        event = self._outcome(run)
        with self._state:
            self._job_id = ""
        self._send_last(event)

    def _outcome(self, run: Run) -> Event:
        try:
            job = job_from_plain(run.job)
            result = self._run_job(job, self._emitter(run.id), self._cancel.is_set, run.id)
            return replace(result, id=run.id)
        except Cancelled:
            return Stopped(run.id)
        except Exception as error:  # noqa: BLE001 - the border: whatever a job raises becomes an event with its traceback
            return _failure(run.id, as_error(error))

    def _emitter(self, job_id: str) -> Callable[[Event], None]:
        def emit(event: Event) -> None:
            if isinstance(event, TERMINAL):
                raise ValueError("the end of a job is said by returning or raising")
            self.send(event if isinstance(event, Hello) or event.id else replace(event, id=job_id))

        return emit

    def _send_last(self, event: Event) -> None:
        try:
            self.send(event)
        except (TypeError, ValueError) as error:  # a result that is no JSON: still an answer
            self.send(_failure(event.id, LandweaveError("internal", reason=str(error))))  # type: ignore[union-attr]

    # ---- the two other threads

    def _listen(self) -> None:
        for line in self._commands:
            try:
                command = decode_command(line)
            except WireError as error:
                self.send(Log("", "warning", f"a command was not understood: {error}"))
                continue
            if isinstance(command, Run):
                self._accept(command)
            elif isinstance(command, Cancel):
                with self._state:
                    if command.id == self._job_id:
                        self._cancel.set()
            elif isinstance(command, Quit):
                self._cancel.set()
                self._jobs.put(None)
        # The parent closed its end or died. Results have temporary names until they are whole, so nothing is lost.
        self._cancel.set()
        self._leave(0)

    def _accept(self, run: Run) -> None:
        with self._state:
            busy = bool(self._job_id)
            if not busy:
                self._job_id = run.id
                self._cancel.clear()
        if busy:
            self.send(_failure(run.id, EngineError("engine.busy")))
        else:
            self._jobs.put(run)

    def _beat(self) -> None:
        while True:
            time.sleep(self._heartbeat_s)
            job_id = self._job_id
            if job_id:
                self.send(Heartbeat(job_id))


def _failure(job_id: str, error: LandweaveError) -> Failure:
    """The event for an error, with the traceback of the exception that is being handled, if any."""
    text = "" if sys.exc_info()[0] is None else traceback.format_exc()
    return Failure(job_id, error.code, error.message, error.hint, _plain(error.data), text[-_MAX_TRACEBACK:])


def _run_job(job: Job, emit: Callable[[Event], None], cancelled: Callable[[], bool], job_id: str) -> Result:
    from .run import run_job  # after the hello: what it needs takes seconds to import

    result: Result = run_job(job, emit, cancelled, job_id)
    return result


def main(argv: List[str]) -> int:
    """Serve the parent process until it quits, dies or has no work for `--idle-minutes`."""
    parser = argparse.ArgumentParser(prog="boot.py serve")
    parser.add_argument("--idle-minutes", type=float, default=10.0)
    options = parser.parse_args(argv)
    _no_crash_dialogs()
    commands, events = take_pipes()
    Server(commands, events, _run_job, idle_s=options.idle_minutes * 60.0).serve()
    # Without the interpreter's tidying up: a thread still reads stdin, and CUDA's takes seconds.
    sys.stderr.flush()
    os._exit(0)
