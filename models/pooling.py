"""Adaptive mean pooling that Apple's GPUs can do: torch refuses it there where the cells do not divide the features.

PSPNet and UPerNet pool to grids of 2, 3 and 6 cells, whatever the size of the image (PyTorch issue 96056).
"""

from __future__ import annotations

import torch
from torch import nn


class PoolingAnywhere(nn.AdaptiveAvgPool2d):
    """As `nn.AdaptiveAvgPool2d`; what an Apple GPU cannot pool goes through the CPU and back, with its gradients."""

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(..., rows, cols) -> (..., wanted rows, wanted cols) on the same device."""
        if not _is_on_mps(features) or _divides(features, self.output_size):
            return super().forward(features)
        return super().forward(features.cpu()).to(features.device)


def pool_anywhere(network: nn.Module) -> nn.Module:
    """Turn the network's adaptive mean poolings to more than one cell into `PoolingAnywhere`, in place."""
    for module in network.modules():
        if type(module) is nn.AdaptiveAvgPool2d and module.output_size not in (1, (1, 1)):
            module.__class__ = PoolingAnywhere  # a module of its own would lose hooks and references of the network
    return network


def _is_on_mps(features: torch.Tensor) -> bool:
    return features.device.type == "mps"


def _divides(features: torch.Tensor, output_size: int | tuple[int | None, ...] | None) -> bool:
    """Whether all cells have the same size; None stands for as many cells as there are pixels."""
    wanted = output_size if isinstance(output_size, tuple) else (output_size, output_size)
    return all(cells is None or size % cells == 0 for size, cells in zip(features.shape[-2:], wanted, strict=True))
