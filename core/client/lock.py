"""One set-up at a time, whatever the number of QGIS windows.

The operating system's own file locks are used: they vanish with the process that holds them, so a lock can never be stale,
and a recycled process number cannot keep anyone out.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import Iterator, Optional

from ..contract.errors import EngineError

# Windows locks are mandatory: the locked byte lies beyond the text, so that others can read who holds the lock.
_LOCKED_BYTE = 1 << 20
# `holder_of` takes the lock for a moment; whoever wants it in earnest tries again for this long.
_PATIENCE_S = 1.0

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks: go on, each set-up builds in a folder of its own
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def _read_holder(descriptor: int) -> int:
    os.lseek(descriptor, 0, os.SEEK_SET)
    text = os.read(descriptor, 32).decode("ascii", "replace").strip()
    return int(text) if text.isdigit() else 0


def holder_of(path: str) -> Optional[int]:
    """The process that holds the lock (0: unknown), or None if nobody does."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if not _try_lock(descriptor):
            return _read_holder(descriptor)
        _unlock(descriptor)
        return None
    except OSError:
        return None
    finally:
        os.close(descriptor)


@contextmanager
def exclusive(path: str) -> Iterator[None]:
    """Hold the lock `path`, writing our process number into it. Raises `EngineError` ("engine.setup_running")."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + _PATIENCE_S
        while not _try_lock(descriptor):
            if time.monotonic() > deadline:
                raise EngineError("engine.setup_running", pid=_read_holder(descriptor))
            time.sleep(0.05)
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, str(os.getpid()).encode("ascii"))
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)  # this also unlocks
