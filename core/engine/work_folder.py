"""The work folder of a run: finished blocks and their journal. It is what makes cancel, crash and resume cheap."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..contract.errors import JobError
from ..raster.grid import Window

JOURNAL, IDENTITY, LOCK = "journal.jsonl", "run.json", "lock"


class WorkFolder:
    """`<output>/<name>.landweave`: one per result. Blocks of another job in it are thrown away, never mixed in."""

    def __init__(self, output_dir: Path, name: str, identity: dict[str, Any], resume: bool) -> None:
        self.path = output_dir / f"{name}.landweave"
        self._identity = json.dumps(identity, sort_keys=True)
        self._finished: dict[str, int] = {}
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            if not resume or not self._same_run():
                self._clear()
            (self.path / IDENTITY).write_text(self._identity, encoding="utf-8")
            self._finished = dict(self._read_journal())
        except OSError as error:
            raise JobError("output.read_only", path=str(output_dir), reason=error.strerror or str(error)) from error

    def _same_run(self) -> bool:
        try:
            return (self.path / IDENTITY).read_text(encoding="utf-8") == self._identity
        except OSError:
            return False

    def _clear(self) -> None:
        for entry in self.path.iterdir():
            if entry.name != LOCK:
                entry.unlink()

    def _read_journal(self) -> Iterator[tuple[str, int]]:
        """Blocks whose file is there with the bytes that were written; a torn last line and a torn file count as undone."""
        path = self.path / JOURNAL
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
            try:
                entry = json.loads(line)
                intact = all(_checksum(self.path / name) == value for name, value in entry["files"].items())
            except (ValueError, KeyError, OSError):
                continue
            if intact:
                yield entry["block"], int(entry["valid"])

    def is_finished(self, block: Window) -> bool:
        """Whether this block can be taken over."""
        return block_key(block) in self._finished

    @property
    def finished(self) -> int:
        """Number of blocks taken over or finished."""
        return len(self._finished)

    def record(self, block: Window, files: list[Path], valid_px: int) -> None:
        """Note a finished block, after its files have their final names."""
        key = block_key(block)
        entry = {"block": key, "files": {f.name: _checksum(f) for f in files}, "valid": valid_px}
        with open(self.path / JOURNAL, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._finished[key] = valid_px

    def remove(self) -> None:
        """The result is whole: the blocks are no longer needed."""
        shutil.rmtree(self.path, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against a second run. Raises `JobError` ("output.in_use")."""
        path = self.path / LOCK
        try:
            holder = int(path.read_text() or 0) if path.exists() else 0
        except (ValueError, OSError):
            holder = 0
        if holder and holder != os.getpid() and _alive(holder):
            raise JobError("output.in_use", path=str(self.path), pid=holder)
        path.write_text(str(os.getpid()))
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def block_key(block: Window) -> str:
    """The name of a block, from its place on the lattice."""
    return f"{block.row}_{block.col}_{block.rows}_{block.cols}"


def file_identity(path: str) -> dict[str, Any]:
    """What tells a file from another of the same name: size and time of change."""
    try:
        status = os.stat(path)
    except OSError:
        return {"path": path}
    return {"path": path, "size": status.st_size, "changed_ns": status.st_mtime_ns}


def fingerprint(value: Any) -> str:
    """A short hash of plain values."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _checksum(path: Path) -> int:
    return zlib.crc32(path.read_bytes())


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True
