"""A model package as one ONNX file that Deepness and GeoDeep run unchanged, on the same pixels with the same classes.

Both divide pixel values by 255 and hand them over; our own scaling stands in the graph behind that, and softmax at its end.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass

import numpy as np
import onnx
import torch
from torch import nn

from ..core.contract.card import ModelCard, Tiling
from ..core.contract.errors import JobError
from ..core.contract.job_parts import check
from ..core.contract.model_store import output_error
from .deepness import write_keys
from .onnx_cache import MIN_EQUAL_SHARE
from .onnx_runner import open_session
from .onnx_trace import INPUT, trace
from .package import LoadedModel, load_network
from .runner import TorchRunner
from .scaling import scaling_arrays
from .trial import trial_pixels

LARGEST_TILE_PX = 512
PIXEL_DIVISOR = 255.0


@dataclass(frozen=True)
class OnnxExport:
    """What was written. `equal_share`: of the pixels of a generated scene that get the class which torch gives them."""

    path: str
    tile_px: int
    equal_share: float


class FromPixels(nn.Module):
    """A network with all that Deepness leaves out: values / 255 in, the share of each class out."""

    gain: torch.Tensor
    offset: torch.Tensor
    low: torch.Tensor
    high: torch.Tensor

    def __init__(self, network: nn.Module, card: ModelCard) -> None:
        super().__init__()
        arrays = scaling_arrays(card)
        self.network = network
        self.limited = bool(np.isfinite(arrays.low).any() or np.isfinite(arrays.high).any())
        largest = np.finfo(np.float32).max
        for name, values in (("gain", arrays.gain * np.float32(PIXEL_DIVISOR)), ("offset", arrays.offset),
                             ("low", np.maximum(arrays.low, -largest)), ("high", np.minimum(arrays.high, largest))):
            self.register_buffer(name, torch.from_numpy(np.asarray(values, np.float32))[None, :, None, None])

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(N, bands, rows, cols) -> (N, classes, rows, cols)."""
        values = image * self.gain + self.offset
        if self.limited:
            values = torch.minimum(torch.maximum(values, self.low), self.high)
        return torch.softmax(self.network(values), dim=1)


def export_onnx(folder: str, path: str, tile_px: int = 0) -> OnnxExport:
    """Write the package `folder` as the ONNX file `path` for square images of `tile_px` (0: the model's tile, at most 512).

    Raises `JobError`: "model.format" (torch cannot write the network, or it gives other classes), "job.invalid" (a size that
    the network does not take), "model.only_runs", "model.*", "output.*".
    """
    loaded = load_network(folder)
    size = _tile_px(loaded.card.tiling, tile_px)
    temporary = f"{os.path.abspath(path)}.{uuid.uuid4().hex[:12]}.partial"
    try:
        trace(FromPixels(loaded.network, loaded.card), len(loaded.card.bands), size, temporary, free_size=False, source=folder)
        data = _with_keys(temporary, loaded.card, size)
        share = _equal_share(loaded, data, size)
        if share < MIN_EQUAL_SHARE:
            reason = f"only {share:.3%} of the pixels get the class that torch gives them"
            raise JobError("model.format", path=folder, reason=reason)
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError as error:
        raise output_error(error, os.path.dirname(os.path.abspath(path))) from error
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)
    return OnnxExport(path, size, share)


def _tile_px(tiling: Tiling, asked_px: int) -> int:
    if not asked_px and tiling.context == "global":
        return tiling.tile
    least = tiling.stride * (1 + -(-2 * tiling.margin // tiling.stride))
    size = asked_px or max(least, min(LARGEST_TILE_PX, tiling.tile) // tiling.stride * tiling.stride)
    check(size % tiling.stride == 0, f"tile_px must be a multiple of the model's stride {tiling.stride}, found {size}")
    check(size >= least, f"tile_px must be at least {least} for this model, found {size}")
    check(tiling.context == "local" or size == tiling.tile,
          f"the model's tiles have {tiling.tile} px, which is part of the model; found {size}")
    return size


def _with_keys(path: str, card: ModelCard, size_px: int) -> bytes:
    """The traced graph with Deepness's keys and, since Deepness and GeoDeep look at them, the sizes of its map."""
    model = onnx.load(path)
    onnx.helper.set_model_props(model, write_keys(card, size_px))
    for dimension in model.graph.output[0].type.tensor_type.shape.dim[2:]:
        dimension.dim_value = size_px - 2 * card.tiling.margin
    return bytes(model.SerializeToString())


def _equal_share(loaded: LoadedModel, data: bytes, size_px: int) -> float:
    """Both on a generated scene; the file as Deepness does it."""
    pixels = trial_pixels(loaded.card, size_px)
    margin = loaded.card.tiling.margin
    inside = slice(margin, size_px - margin)
    ours = TorchRunner(loaded, "cpu").classify(pixels, np.ones(pixels.shape[1:], bool))[0][inside, inside]
    image = (pixels.astype(np.float64) / PIXEL_DIVISOR).astype(np.float32)
    theirs = np.asarray(open_session(data, loaded.folder).run(None, {INPUT: image[None]})[0])[0].argmax(axis=0)
    return float((ours == theirs).mean()) if ours.shape == theirs.shape else 0.0
