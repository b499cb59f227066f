"""What an engine says while it works. Exactly one terminal event (`Result`, `Failure`, `Stopped`) ends each job.

Only small numbers, words and file paths: pixels never cross the border (docs/design.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Type, Union


@dataclass(frozen=True)
class Hello:
    """First line of an engine, before anything heavy is imported."""

    protocol: int
    version: str
    python: str = ""
    pid: int = 0


@dataclass(frozen=True)
class Ready:
    """The engine has what the job needs. `device` as torch names it; `reason` is a sentence for people."""

    id: str
    device: str
    reason: str = ""
    threads: int = 0


@dataclass(frozen=True)
class Progress:
    """`done` of `total` `unit`s of `stage`; `rate` in units a second, `eta_s` seconds left (None: not known yet)."""

    id: str
    stage: str
    done: float
    total: float
    unit: str = ""
    rate: Optional[float] = None
    eta_s: Optional[float] = None


@dataclass(frozen=True)
class Partial:
    """A file that can be shown already. `kind`: what it is ("classes", "preview"). The path may be the same each time."""

    id: str
    kind: str
    path: str


@dataclass(frozen=True)
class Metric:
    """One number of a training: `name` (loss, miou, iou), its `step` (epoch) and, where it has one, its class."""

    id: str
    name: str
    value: float
    step: int = 0
    class_name: str = ""


@dataclass(frozen=True)
class Log:
    """Something to write down. `level`: info, warning. `code` lets the UI translate warnings that it knows."""

    id: str
    level: str
    message: str
    code: str = ""
    data: Dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Heartbeat:
    """Sent at least every 10 s, so that silence means trouble."""

    id: str = ""


@dataclass(frozen=True)
class Result:
    """The job is done. `outputs`: name -> path. `facts`: numbers for the page (areas, seconds, counts)."""

    id: str
    outputs: Dict[str, str] = field(default_factory=dict)
    facts: Dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """The job failed. See `core.contract.errors`."""

    id: str
    code: str
    message: str
    hint: str = ""
    data: Dict[str, Any] = field(default_factory=dict)
    traceback: str = ""


@dataclass(frozen=True)
class Stopped:
    """The job was cancelled; what was finished is kept for a resume."""

    id: str


Event = Union[Hello, Ready, Progress, Partial, Metric, Log, Heartbeat, Result, Failure, Stopped]

EVENT_TYPES: Dict[str, Type[Any]] = {
    "hello": Hello,
    "ready": Ready,
    "progress": Progress,
    "partial": Partial,
    "metric": Metric,
    "log": Log,
    "heartbeat": Heartbeat,
    "result": Result,
    "failure": Failure,
    "cancelled": Stopped,
}
TERMINAL = (Result, Failure, Stopped)
