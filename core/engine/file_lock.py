"""A lock on a file that the system gives back when its holder dies, however it dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FileLock:
    """Held from `take` to `release`. The file holds the process id of its holder, for messages."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def take(self) -> int:
        """0 if the lock is ours now, else the process that holds it (-1 if unknown). Raises `OSError`."""
        while True:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
            if not _lock(file):
                holder = _holder(self._path)
                os.close(file)
                return holder
            if _is_still(file, self._path):
                break
            os.close(file)  # the last holder has removed it between our opening and locking it
        os.truncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        self._file = file
        return 0

    def release(self) -> None:
        """Give the lock back and remove its file."""
        if self._file is None:
            return
        if sys.platform != "win32":
            self._path.unlink(missing_ok=True)  # while it is held, so that nobody can take a file that is going
        os.close(self._file)
        self._file = None
        if sys.platform == "win32":
            try:
                self._path.unlink(missing_ok=True)
            except OSError:
                return  # another process has opened it: now it is theirs


def _lock(file: int) -> bool:
    try:
        if sys.platform == "win32":
            os.lseek(file, 1 << 20, os.SEEK_SET)  # a byte that nobody writes: locked bytes cannot be read by others
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # a network file system without locks: better unguarded than not at all
    return True


def _is_still(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except OSError:
        return False


def _holder(path: Path) -> int:
    try:
        return int(path.read_text() or -1)
    except (OSError, ValueError):
        return -1
