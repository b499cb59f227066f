"""What a person should know about training data before the training starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...core.contract.errors import WARNINGS, LandweaveError, fill


@dataclass(frozen=True)
class Finding:
    """`level` "error": it cannot start so; "warning": it can, but the person should know; "info": said for the record."""

    code: str
    level: str
    message: str
    data: dict[str, Any] = field(default_factory=dict)


def warn(code: str, level: str = "warning", **data: Any) -> Finding:
    """A finding from the table `WARNINGS`."""
    return Finding(code, level, fill(WARNINGS[code], data), data)


def from_error(error: LandweaveError) -> Finding:
    """The finding that an error would be."""
    return Finding(error.code, "error", f"{error.message} {error.hint}".strip(), dict(error.data))
