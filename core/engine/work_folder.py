"""The work folder of a run: finished blocks and their journal. It is what makes cancel, crash and resume cheap."""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..contract.errors import JobError
from ..contract.plain import PlainError, from_plain
from ..raster.class_file import write_whole
from ..raster.grid import Window
from .blocks import FinishedBlock, block_key
from .cutting import Cutting
from .file_lock import FileLock

JOURNAL, RUN, LOCK = "journal.jsonl", "run.json", "lock"


@dataclass(frozen=True)
class Begun:
    """What a work folder holds. `cutting`: of the run that is asked for, None if it was not begun.

    `blocks`: finished ones, by key, with their pixels by class. `foreign`: how many finished ones another run has left.
    """

    cutting: Cutting | None
    blocks: dict[str, tuple[int, ...]]
    foreign: int


def work_path(output_dir: Path, name: str) -> Path:
    """`<output>/<name>.landweave`: one folder per result."""
    return output_dir / f"{name}.landweave"


def look(path: Path, identity: dict[str, Any]) -> Begun:
    """What can be taken over by the run with this identity; changes nothing. `identity`: all that its pixels depend on."""
    cutting = _cutting_of(path, identity)
    lines = _journal(path)
    if cutting is None:
        return Begun(None, {}, len(lines))
    return Begun(cutting, dict(_intact(path, lines)), 0)


def _cutting_of(path: Path, identity: dict[str, Any]) -> Cutting | None:
    """How the run with this identity was cut. Memory may have changed since; the cutting, and so the bytes, must not."""
    try:
        run = json.loads((path / RUN).read_text(encoding="utf-8"))
        if run["identity"] == json.loads(_canonical(identity)):
            return from_plain(Cutting, run["cutting"])
    except (OSError, ValueError, KeyError, TypeError, PlainError):
        return None
    return None


def _journal(path: Path) -> list[str]:
    try:
        return (path / JOURNAL).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _intact(path: Path, lines: list[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Blocks whose files have the bytes that were written; a torn last line and a torn file count as undone."""
    for line in lines:
        block = _intact_block(path, line)
        if block is not None:
            yield block


def _intact_block(path: Path, line: str) -> tuple[str, tuple[int, ...]] | None:
    try:
        entry = json.loads(line)
        intact = all(zlib.crc32((path / name).read_bytes()) == crc for name, crc in entry["files"].items())
        return (str(entry["block"]), tuple(int(n) for n in entry["counts"])) if intact else None
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return None


class WorkFolder:
    """The folder of one run, held against other runs. Blocks of another run in it are thrown away, never mixed in."""

    def __init__(self, output_dir: Path, name: str) -> None:
        self.path = work_path(output_dir, name)
        self._lock = FileLock(self.path / LOCK)
        self._finished: dict[str, tuple[int, ...]] = {}

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder; if nothing was put into it, it goes again. Raises `JobError` ("output.in_use"), `OSError`."""
        holder = self._take_lock()
        if holder:
            raise JobError("output.in_use", path=str(self.path), pid=holder if holder > 0 else "?")
        try:
            yield
        finally:
            self._lock.release()
            self._remove_if_empty()

    def _take_lock(self) -> int:
        """See `FileLock.take`."""
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            return self._lock.take()
        except FileNotFoundError:  # another run has removed its empty folder in this very moment
            self.path.mkdir(parents=True, exist_ok=True)
            return self._lock.take()

    def _remove_if_empty(self) -> None:
        try:
            self.path.rmdir()
        except OSError:  # blocks that a later run takes over
            return

    def open(self, identity: dict[str, Any], cutting: Cutting, begun: Begun) -> None:
        """Take over what `begun` found, or start anew with `cutting`; to be called while held. Raises `OSError`."""
        self._finished = dict(begun.blocks)
        if begun.cutting is None:
            self._clear()
            run = {"identity": identity, "cutting": asdict(cutting)}
            write_whole(self.path / RUN, _canonical(run).encode())
        else:  # a torn last line would swallow the one that is written after it
            kept = [line for line in _journal(self.path) if _intact_block(self.path, line)]
            write_whole(self.path / JOURNAL, "".join(line + "\n" for line in kept).encode())

    def _clear(self) -> None:
        """Remove all but the lock; first of all what says that blocks could be taken over."""
        for entry in sorted(self.path.iterdir(), key=lambda file: file.name not in (RUN, JOURNAL)):
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != LOCK:
                entry.unlink()

    def is_finished(self, block: Window) -> bool:
        """Whether this block was taken over or finished."""
        return block_key(block) in self._finished

    def record(self, block: FinishedBlock) -> None:
        """Note a finished block, after its files have their final names."""
        key = block_key(block.window)
        line = json.dumps({"block": key, "files": block.files, "counts": block.counts}) + "\n"
        with open(self.path / JOURNAL, "ab") as file:
            before = file.tell()
            try:
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                file.truncate(before)
                raise
        self._finished[key] = block.counts

    def counts(self, classes: int) -> NDArray[np.int64]:
        """Pixels of each class in all finished blocks."""
        totals: NDArray[np.int64] = np.array(list(self._finished.values()), np.int64).reshape(-1, classes).sum(axis=0)
        return totals

    def remove(self) -> None:
        """The result is whole: the blocks are no longer needed. Ends the holding."""
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name != LOCK:
                _try_unlink(entry)
        self._lock.release()
        self._remove_if_empty()  # not where a file is shown on the map, on Windows: the next run of this name removes it


def _try_unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return


def _canonical(value: dict[str, Any]) -> str:
    return json.dumps(value, sort_keys=True)


def file_identity(path: str) -> dict[str, Any]:
    """What tells a file from another of the same name: size and time of change."""
    try:
        status = os.stat(path)
    except OSError:
        return {"path": path}
    return {"path": path, "size": status.st_size, "changed_ns": status.st_mtime_ns}
