"""The state of a training in one file: tensors as safetensors, everything else as JSON in its header. No pickle.

Written whole: a kill while writing leaves the file of the epoch before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from ...core.contract.errors import JobError

_FACTS = "landweave"


def save_state(path: Path, tensors: Mapping[str, torch.Tensor], facts: Mapping[str, Any]) -> None:
    """Write a checkpoint in place of an older one. Raises `JobError` ("output.failed")."""
    part = path.with_suffix(".partial")
    plain = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(plain, part, metadata={_FACTS: json.dumps(facts)})
        with open(part, "rb+") as file:
            os.fsync(file.fileno())  # the name must not reach the disk before the content
        os.replace(part, path)
    except (OSError, SafetensorError) as error:
        raise JobError("output.failed", path=str(path), reason=getattr(error, "strerror", None) or str(error)) from error


def load_state(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, Any]] | None:
    """The tensors and facts of a checkpoint; None where there is none that can be read."""
    facts = load_facts(path)
    if facts is None:
        return None
    with safe_open(str(path), framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, facts  # noqa: SIM118 - no mapping


def load_facts(path: Path) -> dict[str, Any] | None:
    """The facts alone, at once."""
    if not path.is_file():
        return None
    try:
        with safe_open(str(path), framework="pt") as file:
            facts = json.loads((file.metadata() or {})[_FACTS])
    except (OSError, SafetensorError, KeyError, ValueError):
        return None
    return facts if isinstance(facts, dict) else None
