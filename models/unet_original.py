"""The U-Net as it was first described. Ronneberger, Fischer & Brox: U-Net. MICCAI 2015.

Two plain 3x3 convolutions a level, max pooling down, 2x2 transposed convolutions up, skips concatenated. One change: the
convolutions are padded, so that the output has the input's size; the paper's lose 92 pixels at each side, which here is the
business of the halo.
"""

from __future__ import annotations

import torch
from torch import nn


def _double_convolution(in_channels: int, out_channels: int, batch_norm: bool) -> nn.Sequential:
    layers: list[nn.Module] = []
    for channels in (in_channels, out_channels):
        layers.append(nn.Conv2d(channels, out_channels, kernel_size=3, padding=1, bias=not batch_norm))
        if batch_norm:
            layers.append(nn.BatchNorm2d(out_channels))
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


class UNetOriginal(nn.Module):
    """Ronneberger's U-Net with padded convolutions. The paper's: `base_channels` 64, `depth` 4 (total stride 16), no batch norm.

    Sizes that are no multiple of 2**depth are continued by their last row and column and cut again.
    """

    requires_divisible_input_shape = False

    def __init__(
        self,
        base_channels: int = 64,
        depth: int = 4,
        batch_norm: bool = False,
        dropout: float = 0.5,
        in_channels: int = 3,
        classes: int = 2,
    ) -> None:
        super().__init__()
        if not 1 <= depth <= 6:
            raise ValueError(f"depth must be between 1 and 6, found {depth}")
        widths = [base_channels * 2**level for level in range(depth + 1)]
        self.stride = 2**depth
        self.down = nn.ModuleList(
            _double_convolution(before, after, batch_norm) for before, after in zip([in_channels] + widths, widths)
        )
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout2d(dropout)
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(2 * width, width, kernel_size=2, stride=2) for width in reversed(widths[:-1])
        )
        self.merge = nn.ModuleList(_double_convolution(2 * width, width, batch_norm) for width in reversed(widths[:-1]))
        self.score = nn.Conv2d(base_channels, classes, kernel_size=1)
        self.apply(_start)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, bands, H, W) -> scores (N, classes, H, W), any H and W."""
        height, width = images.shape[-2:]
        if height % self.stride or width % self.stride:
            images = nn.functional.pad(images, (0, -width % self.stride, 0, -height % self.stride), mode="replicate")
        skips = [self.down[0](images)]
        for level in self.down[1:]:
            skips.append(level(self.pool(skips[-1])))
        features = self.dropout(skips.pop())
        for upsampling, merge in zip(self.up, self.merge):
            features = merge(torch.cat([skips.pop(), upsampling(features)], dim=1))
        scores: torch.Tensor = self.score(features)
        return scores[..., :height, :width]


def _start(module: nn.Module) -> None:
    """The paper's start: Gaussian weights with standard deviation sqrt(2 / fan-in) (He et al. 2015)."""
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
