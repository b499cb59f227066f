"""Whether a package does what its card says: everything that loading checks, and the network is run."""

from __future__ import annotations

import os
import tempfile

import numpy as np
import torch

from ..core.contract.card import ModelCard
from ..core.contract.errors import JobError
from .context import describe
from .open_runner import is_onnx, open_runner
from .package import LoadedModel, load_network, unpack, verify_package
from .runner import OutOfMemoryError
from .trial import trial_pixels

_GLOBAL_STRIDES = 8  # the smallest tile that every network with pooling over the whole tile takes


def check_package(path: str) -> ModelCard:
    """Check a package, a folder or a zip, which is unpacked into a temporary folder for that; returns its card.

    Raises `JobError`: all of `load_network`, and "model.broken" where the network does not run, answers with NaN or infinity,
    or looks further than the card says.
    """
    if os.path.isdir(path):
        return _check_folder(path)
    with tempfile.TemporaryDirectory(prefix="landweave-check-", ignore_cleanup_errors=True) as temporary:
        folder = os.path.join(temporary, "model")
        unpack(path, folder)
        try:
            return _check_folder(folder)
        except JobError as error:
            raise JobError(error.code, **{**error.data, "path": path}) from error


def _check_folder(folder: str) -> ModelCard:
    card = verify_package(folder)
    if is_onnx(card):
        _try_onnx(folder, card)
        return card
    model = load_network(folder)
    _try_network(model)
    _check_tiling(model)
    return card


def _try_network(model: LoadedModel) -> None:
    """One pass at the smallest size that the card allows."""
    card, tiling = model.card, model.card.tiling
    strides = _GLOBAL_STRIDES if tiling.context == "global" else 1
    side = (strides + -(-2 * tiling.margin // tiling.stride)) * tiling.stride
    pixels = torch.rand(1, len(card.bands), side, side, generator=torch.Generator().manual_seed(0)) * 2 - 1
    try:
        with torch.inference_mode():
            scores = model.network(pixels)
    except (RuntimeError, ValueError, AssertionError, IndexError, TypeError) as error:
        raise _broken(model, f"it does not take {side} x {side} pixels ({str(error)[:200]})") from error
    wanted = (1, len(card.classes), side - 2 * tiling.margin, side - 2 * tiling.margin)
    if tuple(scores.shape) != wanted:
        raise _broken(model, f"it gives {tuple(scores.shape)} instead of {wanted}")
    if not bool(torch.isfinite(scores).all()):
        raise _broken(model, "its scores are not finite")


def _try_onnx(folder: str, card: ModelCard) -> None:
    """One tile through ONNX Runtime."""
    pixels = trial_pixels(card, card.tiling.tile)
    try:
        scores = open_runner(folder).scores_batch(pixels[None], np.ones((1, *pixels.shape[1:]), bool))
    except OutOfMemoryError as error:
        raise JobError("memory.job", reason=str(error)[:200]) from error
    wanted = (1, len(card.classes), *pixels.shape[1:])
    if scores.shape != wanted:
        raise JobError("model.broken", path=folder, reason=f"it gives {scores.shape} instead of {wanted}")
    if not bool(np.isfinite(scores).all()):
        raise JobError("model.broken", path=folder, reason="its scores are not finite")


def _check_tiling(model: LoadedModel) -> None:
    """What the card says of stride and context, measured: maps with wrong ones would have seams."""
    tiling, found = model.card.tiling, describe(model.network, len(model.card.bands))
    if tiling.stride % found.stride:
        raise _broken(model, f"its card says stride {tiling.stride}, it has {found.stride}")
    if tiling.context == "local" and found.context == "global":
        raise _broken(model, "its card says that it is local, but it sees the whole tile")
    if tiling.context == "local" and tiling.receptive_halo and tiling.receptive_halo < found.receptive_halo_px:
        reason = f"its card says that it looks {tiling.receptive_halo} px far, it looks {found.receptive_halo_px} px"
        raise _broken(model, reason)


def _broken(model: LoadedModel, reason: str) -> JobError:
    return JobError("model.broken", path=model.folder, reason=reason)
