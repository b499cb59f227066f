"""The three pipes of a child, each with a thread of its own, and the log that its stderr goes to.

Nobody but its own thread ever closes a pipe: closing one that another thread uses blocks. A pipe's end says nothing about the
child (a grandchild may hold it open), so readers are never waited for without a limit.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections import deque
from typing import IO, Callable, Deque, Optional

MAX_LOG_BYTES = 4 * 1024 * 1024
MAX_TAIL_BYTES = 16 * 1024
_CHUNK_BYTES = 64 * 1024


class CappedLog:
    """A log file of limited size (the older half moves to `path`.1) and its last lines. Thread-safe, never raises."""

    def __init__(self, path: str, max_bytes: int = MAX_LOG_BYTES) -> None:
        self._path, self._max_bytes = path, max_bytes
        self._lock = threading.Lock()
        self._tail: Deque[bytes] = deque()
        self._tail_bytes = 0
        self._file: Optional[IO[bytes]] = None
        self._file_bytes = 0

    def write(self, data: bytes) -> None:
        """Append raw bytes. A log that cannot be written (full disk) must not stop the work: the tail still grows."""
        with self._lock:
            self._remember(data)
            with contextlib.suppress(OSError):
                self._store(data)

    def tail(self) -> str:
        """The last lines, as text."""
        with self._lock:
            return b"".join(self._tail)[-MAX_TAIL_BYTES:].decode("utf-8", "replace").strip()

    def close(self) -> None:
        """Close the file; a later `write` opens it again."""
        with self._lock:
            if self._file is not None:
                with contextlib.suppress(OSError):
                    self._file.close()
                self._file = None

    def _remember(self, data: bytes) -> None:
        self._tail.append(data)
        self._tail_bytes += len(data)
        while len(self._tail) > 1 and self._tail_bytes - len(self._tail[0]) >= MAX_TAIL_BYTES:
            self._tail_bytes -= len(self._tail.popleft())

    def _store(self, data: bytes) -> None:
        if self._file is None:
            os.makedirs(os.path.dirname(self._path) or ".", exist_ok=True)
            self._file = open(self._path, "ab", buffering=0)  # noqa: SIM115 - kept open between writes
            self._file_bytes = os.path.getsize(self._path)
        if self._file_bytes + len(data) > self._max_bytes // 2 and self._file_bytes:
            self._file.close()
            self._file = None
            os.replace(self._path, self._path + ".1")
            self._file = open(self._path, "ab", buffering=0)  # noqa: SIM115
            self._file_bytes = 0
        self._file.write(data[-self._max_bytes // 2 :])
        self._file_bytes += len(data)


def drain(stream: IO[bytes], log: CappedLog) -> threading.Thread:
    """Move everything from `stream` to the log until it ends; lines need not end, and a flood needs no memory."""

    def work() -> None:
        with stream:
            while chunk := os.read(stream.fileno(), _CHUNK_BYTES):
                log.write(chunk)

    thread = threading.Thread(target=work, daemon=True, name="landweave-engine-stderr")
    thread.start()
    return thread


def read_lines(
    stream: IO[bytes], max_bytes: int, on_line: Callable[[bytes], None], on_end: Callable[[], None]
) -> threading.Thread:
    """Call `on_line` for each line and `on_end` at the end, in a new thread. Longer lines arrive cut to `max_bytes` + 1."""

    def work() -> None:
        with stream:
            while line := stream.readline(max_bytes + 1):
                rest = line
                while rest and not rest.endswith(b"\n"):  # too long, or the last words of a crashed engine
                    rest = stream.readline(max_bytes + 1)
                on_line(line)
        on_end()

    thread = threading.Thread(target=work, daemon=True, name="landweave-engine-stdout")
    thread.start()
    return thread


def write_lines(stream: IO[bytes], lines: queue.SimpleQueue[Optional[bytes]]) -> threading.Thread:
    """Write what is put on `lines`, in a new thread, until None: a child that does not read must not block the caller."""

    def work() -> None:
        # A broken pipe means that the child is gone; its exit code says more than this error.
        with contextlib.suppress(OSError), stream:
            while (line := lines.get()) is not None:
                stream.write(line)
                stream.flush()

    thread = threading.Thread(target=work, daemon=True, name="landweave-engine-stdin")
    thread.start()
    return thread
