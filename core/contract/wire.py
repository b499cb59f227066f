"""Line-delimited JSON, UTF-8, one object a line: commands down, events up."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple, Union

from .events import EVENT_TYPES, Event
from .plain import PlainError, from_plain, to_plain

PROTOCOL = 1
MAX_LINE_BYTES = 4 * 1024 * 1024

_TAGS: Dict[Any, str] = {cls: tag for tag, cls in EVENT_TYPES.items()}


class WireError(ValueError):
    """A line is no message of this protocol."""


@dataclass(frozen=True)
class Run:
    """Start a job. `job` is the plain form of one of `core.contract.jobs`."""

    id: str
    job: Dict[str, Any]


@dataclass(frozen=True)
class Cancel:
    """Stop the job `id` at the next tile, keep what is finished."""

    id: str


@dataclass(frozen=True)
class Quit:
    """Leave. Anything that runs is cancelled first."""


Command = Union[Run, Cancel, Quit]
COMMAND_TYPES: Tuple[Tuple[str, Any], ...] = (("run", Run), ("cancel", Cancel), ("quit", Quit))


def encode(message: Union[Event, Command]) -> bytes:
    """One message as one line, newline included."""
    tag = _TAGS.get(type(message)) or next(tag for tag, cls in COMMAND_TYPES if isinstance(message, cls))
    text = json.dumps({"type": tag, **to_plain(message)}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def _load(line: bytes) -> Tuple[str, Dict[str, Any]]:
    if len(line) > MAX_LINE_BYTES:
        raise WireError(f"a line of {len(line)} bytes; at most {MAX_LINE_BYTES} are allowed")
    try:
        value = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        raise WireError("not an object with a type")
    return value.pop("type"), value


def decode_event(line: bytes) -> Optional[Event]:
    """Read a line of an engine; None for a type that this version does not know. Raises `WireError`."""
    tag, value = _load(line)
    cls = EVENT_TYPES.get(tag)
    if cls is None:
        return None
    try:
        event: Event = from_plain(cls, value)
    except PlainError as error:
        raise WireError(f"{tag}: {error}") from error
    return event


def decode_command(line: bytes) -> Optional[Command]:
    """Read a line of a client; None for a type that this version does not know. Raises `WireError`."""
    tag, value = _load(line)
    cls = dict(COMMAND_TYPES).get(tag)
    if cls is None:
        return None
    try:
        command: Command = from_plain(cls, value)
    except PlainError as error:
        raise WireError(f"{tag}: {error}") from error
    return command
