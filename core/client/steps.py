"""One step of a set-up: a command whose whole output goes to the log, that can be cancelled and has no time-out."""

from __future__ import annotations

import queue
import subprocess  # nosec B404 - runs the venv, pip and check commands of a set-up
import threading
from typing import IO, Callable, Dict, List, Optional, Sequence, TextIO

from ..contract.errors import Cancelled
from .exits import end_group
from .proxies import without_passwords
from .surroundings import group_arguments

_TICK_S = 0.2
# A step's own children (pip's build tools) may keep its output open after it ended.
_DRAIN_S = 2.0


def run_step(
    command: Sequence[str],
    environment: Dict[str, str],
    folder: str,
    log: TextIO,
    cancelled: Callable[[], bool],
    on_line: Callable[[str], None] = lambda _line: None,
    on_tick: Callable[[], None] = lambda: None,
) -> int:
    """Run `command` in `folder` and return its exit code; `on_line` gets every line, `on_tick` runs five times a second.

    Raises `Cancelled` after ending the command and its children, `OSError` if it cannot be started.
    """
    _write(log, "$ " + " ".join(command))
    process = subprocess.Popen(  # nosec B603 - fixed arguments without a shell
        list(command), cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        **group_arguments(),
    )  # fmt: skip
    lines: queue.SimpleQueue[Optional[str]] = queue.SimpleQueue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True, name="landweave-setup-output")
    reader.start()

    def take(line: str) -> None:
        _write(log, line)
        on_line(line)

    try:
        _follow(process, lines, take, on_tick, cancelled)
    finally:
        end_group(process)  # the command itself after a cancel; whatever it left behind otherwise
        process.wait()
        reader.join(_DRAIN_S)
    for line in _rest(lines):
        take(line)
    _write(log, f"(exit code {process.returncode})")
    return process.returncode


def _follow(
    process: subprocess.Popen[bytes],
    lines: queue.SimpleQueue[Optional[str]],
    take: Callable[[str], None],
    on_tick: Callable[[], None],
    cancelled: Callable[[], bool],
) -> None:
    """Hand on lines until the process ends. Its end counts, not that of its output: a grandchild may hold the pipe."""
    while True:
        if cancelled():
            raise Cancelled
        on_tick()
        try:
            line = lines.get(timeout=_TICK_S)
        except queue.Empty:
            if process.poll() is not None:
                return
            continue
        if line is None:
            process.wait()
            return
        take(line)


def _rest(lines: queue.SimpleQueue[Optional[str]]) -> List[str]:
    rest = []
    while not lines.empty():
        line = lines.get()
        if line is not None:
            rest.append(line)
    return rest


def _read(stream: IO[bytes], lines: queue.SimpleQueue[Optional[str]]) -> None:
    with stream:
        for raw in stream:
            lines.put(raw.decode("utf-8", "replace").rstrip("\r\n"))
    lines.put(None)


def _write(log: TextIO, line: str) -> None:
    log.write(without_passwords(line) + "\n")
    log.flush()
