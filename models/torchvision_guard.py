"""Lets segmentation-models-pytorch and timm be imported beside a torchvision whose compiled operators do not load.

Both need only torchvision's Python code, but `import torchvision` itself fails where its compiled library does not fit the
installed torch (a CPU torch beside a CUDA torchvision, for one): it registers shape functions for operators that nobody has
declared. Declaring their schemas is enough; no network of ours calls them. Every module here that imports smp or timm calls
`install()` first.
"""

from __future__ import annotations

import importlib
import os
import sys
import threading

import torch

# The operators that torchvision's Python code refers to without asking whether they exist.
_SCHEMAS = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
_lock = threading.Lock()


def install() -> None:
    """Make torchvision importable and keep the model hubs offline. Cheap when repeated; a whole torchvision stays as it is."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # weights come from packages and files that a person chose, never from a download
    with _lock:
        if "torchvision" in sys.modules:
            return
        try:
            importlib.import_module("torchvision")
        except RuntimeError as error:
            if "torchvision::" not in str(error):
                raise
            _declare_missing_operators()
            importlib.import_module("torchvision")


def _declare_missing_operators() -> None:
    """Only after the compiled library had its chance: a second declaration of the same schema is an error in torch."""
    for name, schema in _SCHEMAS.items():
        if not hasattr(torch.ops.torchvision, name):
            torch.library.define(f"torchvision::{name}", schema)
