"""The smallest halo that keeps a model's tiles true, measured on real pixels.

Half the receptive field is exact and far too much: what a trained network really uses is a fraction of it. So an image is cut
in two at its middle, once along the columns and once along the rows; each half is mapped with a halo of 0, 1, 2 ... strides
beyond the cut and compared with the uncut map. Pixels of another class per pixel of cut, times the cuts that tiles of a given
size have per pixel of map, are the share of the map that differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

Floats = NDArray[np.float32]
Classes = NDArray[np.uint8]

MIN_STRIDES = 4


@dataclass(frozen=True)
class HaloShare:
    """With a halo of `halo_px`, this share (0..1) of all pixels gets another class than in the untiled map."""

    halo_px: int
    differing_share: float


@dataclass(frozen=True)
class HaloMeasurement:
    """`table`: from halo 0 upwards, up to the first that keeps the limit. `reached`: false if none that was tried does; then
    `halo_px` is the largest tried. `tile_px`: the tile (core and both halos) for which the shares hold.
    """

    table: tuple[HaloShare, ...]
    halo_px: int
    reached: bool
    tile_px: int


def measure_halo(
    network: nn.Module, images: Sequence[Floats], stride: int, limit: float = 1e-4, tile_px: int = 1024, device: str = "cpu"
) -> HaloMeasurement:
    """Find the smallest multiple of `stride` as halo with which fewer than `limit` of the pixels change class.

    `images`: (bands, rows, cols) in network values (`scaling.apply_scaling`), like those that the model will see; their middle
    tile_px x tile_px at most is used, so that memory stays that of one tile. For local networks only. Raises `ValueError` if an
    image has fewer than 4 strides a side or there is none.
    """
    usable = [_middle(image, stride, tile_px) for image in images]
    if not usable or tile_px < MIN_STRIDES * stride:
        raise ValueError(f"at least one image and a tile of {MIN_STRIDES * stride} px are needed")
    network = network.to(device).eval()
    wholes = [_classes(network, image, device) for image in usable]
    # A half with its halo must stay smaller than the image, or nothing would be cut; a tile must keep a core.
    nearest_cut_px = min(min(image.shape[1:]) // 2 // stride * stride for image in usable)
    largest = min(nearest_cut_px - stride, (tile_px - stride) // 2 // stride * stride)
    table: list[HaloShare] = []
    for halo_px in range(0, largest + 1, stride):
        table.append(HaloShare(halo_px, _share(network, usable, wholes, halo_px, stride, tile_px, device)))
        if table[-1].differing_share < limit:
            break
    return HaloMeasurement(tuple(table), table[-1].halo_px, table[-1].differing_share < limit, tile_px)


def _middle(image: Floats, stride: int, tile_px: int) -> Floats:
    """The middle of the image in whole strides."""
    if image.ndim != 3 or min(image.shape[1:]) < MIN_STRIDES * stride:
        raise ValueError(f"an image of {MIN_STRIDES * stride} x {MIN_STRIDES * stride} px is needed, found {image.shape}")
    rows, cols = (min(size, tile_px) // stride * stride for size in image.shape[1:])
    top, left = (image.shape[1] - rows) // 2, (image.shape[2] - cols) // 2
    return image[:, top : top + rows, left : left + cols]


def _classes(network: nn.Module, image: Floats, device: str) -> Classes:
    """Class per pixel (rows, cols)."""
    with torch.inference_mode():
        batch = torch.from_numpy(np.ascontiguousarray(image)).unsqueeze(0).to(device)
        return np.asarray(network(batch)[0].argmax(dim=0).to(torch.uint8).cpu().numpy())


def _share(
    network: nn.Module, images: Sequence[Floats], wholes: Sequence[Classes], halo_px: int, stride: int, tile_px: int, device: str
) -> float:
    wrong_pixels = cut_px = 0
    for image, whole in zip(images, wholes):
        for axis in (0, 1):
            wrong_pixels += _wrong_at_cut(network, image, whole, halo_px, stride, axis, device)
            cut_px += whole.shape[1 - axis]
    core_px = tile_px - 2 * halo_px
    return wrong_pixels / cut_px * 2 / core_px  # a square core has four sides, each shared by two cores


def _wrong_at_cut(
    network: nn.Module, image: Floats, whole: Classes, halo_px: int, stride: int, axis: int, device: str
) -> int:
    """Differing pixels on both sides of one cut through the middle, across rows (axis 0) or columns (axis 1)."""
    cut = image.shape[1 + axis] // 2 // stride * stride

    def part(array: NDArray[np.generic], start: int, stop: int) -> NDArray[np.generic]:
        return np.take(array, range(start, stop), axis=axis + array.ndim - 2)

    before = _classes(network, part(image, 0, cut + halo_px).astype(np.float32), device)
    after = _classes(network, part(image, cut - halo_px, image.shape[1 + axis]).astype(np.float32), device)
    wrong_before = part(before, 0, cut) != part(whole, 0, cut)
    wrong_after = part(after, halo_px, after.shape[axis]) != part(whole, cut, whole.shape[axis])
    return int(np.count_nonzero(wrong_before)) + int(np.count_nonzero(wrong_after))
