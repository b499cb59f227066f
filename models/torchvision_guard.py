"""Lets segmentation-models-pytorch and timm be imported beside a torchvision whose compiled operators do not load.

Both need only torchvision's Python code, but `import torchvision` itself fails where its compiled library does not fit the
installed torch (a CPU torch beside a CUDA torchvision, for one): it registers shape functions for operators that nobody has
declared. Declaring their schemas is enough; no network of ours calls them. Every module here that imports smp or timm calls
`install()` first.

It also keeps both from loading torch's compiler, a third of the time until a fresh engine can work. torchvision asks it for one
function for an operator on boxes, which no network here has; timm exempts parts of one encoder from being compiled, and nothing
here is compiled.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch

# The operators that torchvision's Python code refers to without asking whether they exist.
_SCHEMAS = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_COMPILER = "torch._dynamo.utils"
_lock = threading.Lock()


def install() -> None:
    """Make torchvision importable and keep the model hubs offline. Cheap when repeated; a whole torchvision stays as it is."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # weights come from packages and files that a person chose, never from a download
    with _lock:
        if "torchvision" in sys.modules:
            return
        with _compiler_left_alone():
            try:
                importlib.import_module("torchvision")
            except RuntimeError as error:
                if "torchvision::" not in str(error):
                    raise
                _declare_missing_operators()
                importlib.import_module("torchvision")
            importlib.import_module("timm")


@contextmanager
def _compiler_left_alone() -> Iterator[None]:
    """Within: what torchvision and timm want of torch's compiler while they are imported does not load it."""
    if _COMPILER in sys.modules:
        yield
        return
    stand_in = types.ModuleType(_COMPILER)
    stand_in.is_compile_supported = _is_compile_supported  # type: ignore[attr-defined]
    disable = torch.compiler.disable
    sys.modules[_COMPILER] = stand_in
    torch.compiler.disable = _as_it_is  # type: ignore[assignment]
    try:
        yield
    finally:
        torch.compiler.disable = disable
        if sys.modules.get(_COMPILER) is stand_in:
            del sys.modules[_COMPILER]


def _is_compile_supported(device_type: str) -> bool:
    """Loads the true one when it is called."""
    return bool(importlib.import_module(_COMPILER).is_compile_supported(device_type))


def _as_it_is(function: Any = None, *_: Any, **__: Any) -> Any:
    """A decorator that changes nothing, with or without arguments."""
    return function if function is not None else _as_it_is


def _declare_missing_operators() -> None:
    """Only after the compiled library had its chance: a second declaration of the same schema is an error in torch."""
    for name, schema in _SCHEMAS.items():
        if not hasattr(torch.ops.torchvision, name):
            torch.library.define(f"torchvision::{name}", schema)
