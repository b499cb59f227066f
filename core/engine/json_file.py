"""JSON files that people name on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from ..contract.errors import JobError


def read_object(path: str) -> dict[str, object]:
    """The JSON object in a file. Raises `JobError` ("data.missing")."""
    try:
        value = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JobError("data.missing", path=path, reason=str(error)) from error
    if not isinstance(value, dict):
        raise JobError("data.missing", path=path, reason="it is no JSON object")
    return value
