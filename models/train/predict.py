"""Classes of whole images during a training, in tiles where an image is large."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from ...core.raster.grid import Window, cells, with_halo
from ...core.raster.mirror import mirrored
from ..context import network_margin
from .chips import ScalePixels

CORE_PX, HALO_PX, STRIDE_PX = 768, 128, 32


def predict(network: nn.Module, pixels: np.ndarray, scale_pixels: ScalePixels, device: torch.device) -> np.ndarray:
    """(rows, cols) uint8 classes of pixels (C, rows, cols) in file values; NaN counts as no data."""
    rows, cols = pixels.shape[1:]
    result, margin_px = np.zeros((rows, cols), np.uint8), network_margin(network)
    whole = Window(0, 0, rows, cols)
    for core in cells(whole, CORE_PX if max(rows, cols) > CORE_PX + HALO_PX else max(rows, cols)):
        tile = with_halo(core, HALO_PX, STRIDE_PX, rows, cols)
        part = _surrounded(pixels, tile, margin_px).astype(np.float32)
        x = torch.from_numpy(scale_pixels(part, np.ones(part.shape[1:], bool)))[None]
        x = nn.functional.pad(x, (0, -tile.cols % STRIDE_PX, 0, -tile.rows % STRIDE_PX), mode="replicate")
        with torch.inference_mode():
            logits = network(x.to(device, memory_format=torch.channels_last))[0, :, :tile.rows, :tile.cols]
            classes = logits.argmax(dim=0).to(torch.uint8).cpu().numpy()
        result[core.row:core.end_row, core.col:core.end_col] = classes[core.slices(tile)]
    return result


def _surrounded(pixels: np.ndarray, tile: Window, margin_px: int) -> np.ndarray:
    """The pixels of a tile and of a margin that the network takes away again; beyond the image it is mirrored."""
    rows = mirrored(tile.row - margin_px, tile.end_row + margin_px, pixels.shape[1])
    cols = mirrored(tile.col - margin_px, tile.end_col + margin_px, pixels.shape[2])
    part: np.ndarray = pixels[:, rows[:, None], cols]
    return part
