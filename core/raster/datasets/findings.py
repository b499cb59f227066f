"""What a person should know about a dataset. One finding for all files with the same fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...contract.errors import WARNINGS, fill

NAMED_FILES = 3  # in the sentence
LISTED_FILES = 100  # in the data


@dataclass(frozen=True)
class Finding:
    """`level` "error": the dataset cannot be used so; "warning": it can, but files or pixels are left out; "info"."""

    code: str
    level: str
    message: str
    data: dict[str, Any] = field(default_factory=dict)


def warn(code: str, level: str = "warning", **data: Any) -> Finding:
    """A finding from the table `WARNINGS`."""
    return Finding(code, level, fill(WARNINGS[code], data), data)


def about_files(code: str, folder: Path, files: Sequence[str | Path], level: str = "warning", **data: Any) -> list[Finding]:
    """One finding for these files, none without files. The data: `count`, `files` (a sentence's worth of names), `paths`."""
    if not files:
        return []
    names = [relative_name(folder, file) for file in files]
    shown = ", ".join(f"'{name}'" for name in names[:NAMED_FILES]) + (", ..." if len(names) > NAMED_FILES else "")
    return [warn(code, level, count=len(names), files=shown, paths=names[:LISTED_FILES], **data)]


def relative_name(folder: Path, file: str | Path) -> str:
    """A file's path below the folder, with slashes; the whole path where it lies elsewhere."""
    path = Path(file)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(file)
