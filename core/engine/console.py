"""What a command line prints: progress and warnings on stderr, results on stdout, or every event as a line of JSON."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..contract.errors import Cancelled, LandweaveError
from ..contract.events import Event, Failure, Log, Progress, Ready, Result
from ..contract.jobs import Job, SegmentJob, TrainJob
from ..contract.wire import encode
from . import api
from .progress_bar import ProgressBar
from .tables import area_table
from .train_cli import TrainPrinter, stopped_text
from .unexpected import as_error

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
EXIT_CODES = "exit codes: 0 done, 1 failed (the reason is on stderr), 2 wrong usage, 130 interrupted"


class Console:
    """Does jobs and prints what they say. `as_json`: events as lines of JSON on stdout."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._bar = ProgressBar()

    def do(self, job: Job, job_id: str = "cli", facts: bool = True) -> Result:
        """Do a job; its facts are printed too, unless told otherwise. Raises `LandweaveError`, `Cancelled`, `MemoryError`."""
        stop, trained = threading.Event(), TrainPrinter() if isinstance(job, TrainJob) else None

        def emit(event: Event) -> None:
            if self.as_json:
                self._encode(event)
            elif trained is None or not trained.show(event):
                self._show(event)

        try:
            with interruptible(stop):
                result = api.run(job, emit, stop.is_set, job_id)
        except LandweaveError as error:
            if stop.is_set():  # Ctrl+C reaches what works for us, too
                raise Cancelled from error
            raise
        finally:
            self._bar.close()
            if trained is not None:
                trained.close()
        self._result(result, facts)
        return result

    def fail(self, error: Exception, job_id: str = "cli") -> None:
        """Say why a job failed."""
        known = as_error(error)
        if self.as_json:
            self._encode(Failure(job_id, known.code, known.message, known.hint, known.data))
        self.say(f"{known.message}\n{known.hint}".strip())

    def say(self, text: str) -> None:
        """A line for people, on stderr."""
        self._bar.line(text)

    def out(self, text: str) -> None:
        """A line of a result, on stdout; not among JSON."""
        if not self.as_json:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def _encode(self, event: Event) -> None:
        sys.stdout.buffer.write(encode(event))
        sys.stdout.flush()

    def _show(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._bar.show(event)
        elif isinstance(event, Log):
            self._bar.line(f"{event.level}: {event.message}")
        elif isinstance(event, Ready):
            self._bar.line(f"device: {event.device} ({event.reason})" if event.reason else f"device: {event.device}")

    def _result(self, result: Result, facts: bool) -> None:
        if self.as_json:
            self._encode(result)
            return
        for name, path in result.outputs.items():
            self.out(f"{name}: {path}")
        if facts and "areas" in result.facts:
            self.out(area_table(result.facts))
        elif facts:
            self.out(json.dumps(result.facts, indent=2, ensure_ascii=False))


def interrupted_text(job: Job | None) -> str:
    """What is left after Ctrl+C."""
    if isinstance(job, TrainJob):
        return stopped_text(job)
    if isinstance(job, SegmentJob):
        return "Stopped; finished blocks are kept: the same command again goes on from there."
    return "Stopped; nothing was written."


@contextmanager
def interruptible(stop: threading.Event) -> Iterator[None]:
    """The first Ctrl+C sets `stop`, so that work ends in order; the second one interrupts at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def on_interrupt(_number: int, _frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        sys.stderr.write("\nStopping after this step …\n")

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
