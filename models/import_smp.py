"""A folder of segmentation-models-pytorch, as its `save_pretrained` writes it: configuration, weights, README."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping
from typing import Any

from ..core.contract.card import CONFIG_FILE, WEIGHTS_FILE
from ..core.contract.errors import JobError
from .import_package import Found
from .initial_weights import read_checkpoint
from .package import file_in, read_config
from .package_files import MAX_TEXT_BYTES, README_FILE
from .registry import MODEL_CLASS

_OLD_WEIGHTS = "pytorch_model.bin"  # before safetensors; read with nothing but tensors allowed
_METRIC = re.compile(r"[\w .%/@-]{1,60}")


def read_smp_folder(folder: str) -> Found:
    """What the folder says. Raises `JobError` ("model.*")."""
    config = modern_config(read_config(folder))
    if MODEL_CLASS not in config:
        raise JobError("model.invalid", path=folder, reason=f"{CONFIG_FILE} names no architecture ('{MODEL_CLASS}')")
    name = WEIGHTS_FILE if os.path.lexists(os.path.join(folder, WEIGHTS_FILE)) else _OLD_WEIGHTS
    tensors, _ = read_checkpoint(file_in(folder, name))
    metrics, dataset = _readme(folder)
    return Found(folder, config, tensors, metrics=metrics, attribution=f"Trained on {dataset}." if dataset else "")


def modern_config(config: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration in the words of the current version: old switches renamed, numbers of classes and bands left out (the
    weights tell them), and so what only steers training or a second output.
    """
    new = {key: value for key, value in config.items()
           if (key == MODEL_CLASS or not key.startswith("_")) and key not in ("classes", "in_channels", "aux_params")}
    batch_norm = new.pop("decoder_use_batchnorm", None)  # true, false or "inplace"
    if isinstance(batch_norm, bool):
        batch_norm = "batchnorm" if batch_norm else "identity"
    return new if batch_norm is None else {"decoder_use_norm": batch_norm, **new}


def _readme(folder: str) -> tuple[dict[str, float], str]:
    """Metrics and the data set's name that the model card for people may hold; nothing where it has another form."""
    path = os.path.join(folder, README_FILE)
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > MAX_TEXT_BYTES:
            return {}, ""
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return {}, ""
    dataset = re.search(r"^Dataset name: *(\S.*)$", text, re.MULTILINE)
    name = dataset.group(1).strip() if dataset else ""
    block = re.search(r"^## Model metrics\s+```json\s*(\{.*?\})\s*```", text, re.MULTILINE | re.DOTALL)
    return _numbers(block.group(1)) if block else {}, "" if name == "[More Information Needed]" else name[:200]


def _numbers(text: str) -> dict[str, float]:
    """The finite numbers of a flat JSON object, or of objects in its list."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {
        name: float(number) for name, number in value.items()
        if isinstance(number, (int, float)) and not isinstance(number, bool) and math.isfinite(number) and _METRIC.fullmatch(name)
    }
