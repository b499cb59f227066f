"""A process beside the engine for one call at a time. Unlike a thread it can be ended at any moment, in any library."""

from __future__ import annotations

import os
import pickle  # nosec B403 - only what this file itself has written
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any

from ..contract.errors import Cancelled, EngineError
from . import worker_main

LOOK_EVERY_S = 0.05
END_WITHIN_S = 5.0


@dataclass(frozen=True)
class Report:
    """What the call tells while it works."""

    values: tuple[Any, ...]


@dataclass(frozen=True)
class Done:
    """What the call returned."""

    value: Any


@dataclass(frozen=True)
class Failed:
    """What the call raised: the error, if it can be sent, and its traceback."""

    error: Exception | None
    trace: str


Message = Report | Done | Failed


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Ctrl+C goes to the whole group: a process that is started within gets none until it says itself that it ignores them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Worker:
    """The engine's end. Use as a context manager: leaving it ends the process, whatever it does.

    The called function must be importable; it is given `report` as its last argument.
    """

    def __init__(self) -> None:
        context = get_context("spawn")  # fork copies locks that torch's and GDAL's threads hold
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=runpy.run_path, args=(worker_main.__file__, {"connection": theirs}, worker_main.RUN_NAME), daemon=True)
        with _without_main(), _interrupts_held_back():
            self._process.start()
        theirs.close()

    def begin(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Start a call; `receive` has its messages. Raises `EngineError` where the process is gone."""
        try:
            self.connection.send((function, arguments))
        except OSError as error:
            raise self.crash() from error

    def receive(self) -> Message:
        """Wait for the next message. Raises `EngineError` ("engine.crashed") where the process has ended."""
        try:
            message: Message = self.connection.recv()
        except (EOFError, OSError) as error:
            raise self.crash() from error
        return message

    def call(self, function: Callable[..., Any], *arguments: Any, report: Callable[..., None],
             cancelled: Callable[[], bool]) -> Any:
        """`begin` and `result` in one."""
        self.begin(function, *arguments)
        return self.result(report, cancelled)

    def result(self, report: Callable[..., None], cancelled: Callable[[], bool]) -> Any:
        """Wait for a call's end. On a cancel the process is ended at once. Raises `Cancelled` and what the call raised."""
        while True:
            while not self.connection.poll(LOOK_EVERY_S):
                if cancelled():
                    self.end()
                    raise Cancelled
            message = self.receive()
            if not isinstance(message, Report):
                return outcome(message)
            report(*message.values)

    def crash(self) -> EngineError:
        """What to say of a process that has ended by itself."""
        self._process.join(END_WITHIN_S)
        return EngineError("engine.crashed", reason=f"its worker process ended with the code {self._process.exitcode}")

    def end(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.join(END_WITHIN_S)
        self.connection.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.end()


@contextmanager
def _without_main() -> Iterator[None]:
    """Keeps `multiprocessing` from running the program's main file once more in the child, which needs nothing of it.

    Without this, a script that uses Landweave would have to guard its code with `if __name__ == "__main__"`.
    """
    main: dict[str, Any] = sys.modules["__main__"].__dict__
    kept: dict[str, Any] = {name: main[name] for name in ("__file__", "__spec__") if name in main}
    main.pop("__file__", None)
    main["__spec__"] = None
    try:
        yield
    finally:
        main.update(kept)


def outcome(message: Done | Failed) -> Any:
    """The value of a call, or its error raised here."""
    if isinstance(message, Done):
        return message.value
    there = RuntimeError(f"in a worker process:\n{message.trace}")
    if message.error is None:
        raise there
    raise message.error from there


def serve(connection: Connection) -> None:
    """The worker's end: do calls until the engine closes the pipe or dies."""
    threading.Thread(target=_leave_with_parent, daemon=True, name="parent").start()
    while True:
        try:
            function, arguments = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(answer(function, arguments, lambda *values: connection.send(Report(values))))


def answer(function: Callable[..., Any], arguments: tuple[Any, ...], report: Callable[..., None]) -> Done | Failed:
    """What a call comes to, as something that can be sent."""
    try:
        return Done(function(*arguments, report))
    except Exception as error:  # noqa: BLE001 - the border of the process: the engine raises it again
        return Failed(error if _can_be_sent(error) else None, traceback.format_exc())


def _can_be_sent(error: Exception) -> bool:
    try:
        return type(pickle.loads(pickle.dumps(error))) is type(error)  # noqa: S301  # nosec B301 - our own bytes
    except Exception:  # noqa: BLE001 - an exception class may do anything here
        return False


def _leave_with_parent() -> None:
    """The engine may be killed while this process is busy; nobody would end it then."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
