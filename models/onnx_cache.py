"""Our own networks for ONNX Runtime: exported once on each computer, compared with torch, and kept.

The files are only a faster form of a package that is there: they may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import torch

from ..core.contract.errors import JobError
from .cache_folder import cache_folder
from .onnx_form import LOGITS, OnnxForm
from .onnx_package import OnnxModel
from .onnx_trace import INPUT, OPSET, OUTPUT, trace
from .package import LoadedModel, load_network
from .runner import Runner, TorchRunner
from .trial import trial_pixels

FORMAT = 1
KEPT_FILES = 8
MIN_EQUAL_SHARE = 0.9999
LARGEST_TRIAL_PX = 512


@dataclass(frozen=True)
class Comparison:
    """How two runners agree: the share of pixels with the same class, of `pixels`."""

    equal_share: float
    pixels: int


def exported_model(folder: str) -> OnnxModel:
    """The package's network as a graph for ONNX Runtime; exported and compared with torch where it was not kept.

    Raises `JobError`: "model.format" where torch cannot write it or the classes differ; "output.*"; as `load_network`.
    """
    loaded = load_network(folder)
    path = os.path.join(cache_folder(), _name(loaded))
    if not os.path.isfile(path):
        _export(loaded, path)
    return _model(loaded, path)


def compare(one: Runner, other: Runner, size_px: int) -> Comparison:
    """Both runners on the same generated scene of size_px x size_px pixels."""
    pixels = trial_pixels(one.card, size_px)
    valid, margin = np.ones((size_px, size_px), bool), one.card.tiling.margin
    inside = slice(margin, size_px - margin)
    first, second = (runner.classify(pixels, valid)[0][inside, inside] for runner in (one, other))
    return Comparison(float((first == second).mean()), first.size)


def trial_size_px(model: LoadedModel | OnnxModel) -> int:
    """A tile that a network surely takes and that is not too large to try it with: the model's own, or a few strides."""
    tiling = model.card.tiling
    if tiling.context == "global" or tiling.tile <= LARGEST_TRIAL_PX:
        return tiling.tile
    smallest = tiling.stride * (1 + 2 * -(-tiling.margin // tiling.stride))
    return max(smallest, LARGEST_TRIAL_PX // tiling.stride * tiling.stride)


def _export(loaded: LoadedModel, path: str) -> None:
    temporary = f"{path}.{uuid.uuid4().hex[:12]}.partial"
    size = trial_size_px(loaded)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        trace(loaded.network, len(loaded.card.bands), size, temporary, free_size=_free_size(loaded), source=loaded.folder)
        _check(loaded, temporary, size)
        try:
            os.replace(temporary, path)
        except PermissionError:  # Windows: another process has written the same and is reading it
            if not os.path.isfile(path):
                raise
        _forget_old(os.path.dirname(path))
    except OSError as error:
        raise JobError("output.read_only", path=os.path.dirname(path), reason=error.strerror or str(error)) from error
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def _check(loaded: LoadedModel, path: str, size_px: int) -> None:
    """Refuse an export that gives other classes, also in a size that it was not traced with."""
    from .onnx_runner import OnnxRunner

    runner, reference = OnnxRunner(_model(loaded, path)), TorchRunner(loaded, "cpu")
    sizes = (size_px, size_px + 2 * loaded.card.tiling.stride) if _free_size(loaded) else (size_px,)
    for size in sizes:
        found = compare(reference, runner, size)
        if found.equal_share < MIN_EQUAL_SHARE:
            reason = f"only {found.equal_share:.3%} of the pixels get the class that torch gives them"
            raise JobError("model.format", path=loaded.folder, reason=reason)


def _model(loaded: LoadedModel, path: str) -> OnnxModel:
    side = None if _free_size(loaded) else loaded.card.tiling.tile
    with open(path, "rb") as file:
        return OnnxModel(loaded.card, OnnxForm(INPUT, OUTPUT, LOGITS), file.read(), "float32", (None, side, side))


def _free_size(loaded: LoadedModel) -> bool:
    return loaded.card.tiling.context == "local"


def _name(loaded: LoadedModel) -> str:
    tiling = loaded.card.tiling
    text = json.dumps([FORMAT, OPSET, torch.__version__, loaded.card.weights.sha256, dict(loaded.config), len(loaded.card.bands),
                       tiling.context, tiling.tile, tiling.stride, tiling.margin], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40] + ".onnx"


def _forget_old(folder: str) -> None:
    """Keep the files that were written last."""
    paths = [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".onnx")]
    for path in sorted(paths, key=_written_at)[:-KEPT_FILES]:
        with suppress(OSError):  # another process was faster, or (Windows) is reading it
            os.remove(path)


def _written_at(path: str) -> float:
    try:
        return os.path.getmtime(path)
    except OSError:
        return 0.0
