"""The U-Net as it was first described. Ronneberger, Fischer & Brox: U-Net. MICCAI 2015.

Two plain 3x3 convolutions a level, max pooling down, 2x2 transposed convolutions up, skips concatenated. The convolutions are
padded unless `padding` is "valid"; then, as in the paper, the network gives scores only where it has seen all that it looks at.
"""

from __future__ import annotations

import torch
from torch import nn

_LOST_PX = 2  # at each side by two valid 3x3 convolutions
MAX_VALID_DEPTH = 5  # with more, the network would take away 380 pixels at each side


def _double_convolution(in_channels: int, out_channels: int, batch_norm: bool, padding: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for channels in (in_channels, out_channels):
        layers.append(nn.Conv2d(channels, out_channels, kernel_size=3, padding=padding, bias=not batch_norm))
        if batch_norm:
            layers.append(nn.BatchNorm2d(out_channels))
        layers.append(nn.ReLU(inplace=True))
    return nn.Sequential(*layers)


def _upsampling(kind: str, width: int) -> nn.Module:
    """From 2 * width channels to twice the size and half the channels."""
    if kind == "transposed":
        return nn.ConvTranspose2d(2 * width, width, kernel_size=2, stride=2)
    if kind == "bilinear":
        return nn.Sequential(nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), nn.Conv2d(2 * width, width, 1))
    raise ValueError(f"upsampling must be transposed or bilinear, found {kind}")


class UNetOriginal(nn.Module):
    """Ronneberger's U-Net. The paper's: `base_channels` 64, `depth` 4 (total stride 16), no batch norm, `padding` "valid".

    `padding` "same": scores of the image's size; sizes that are no multiple of 2**depth are continued by their last row and
    column and cut again. "valid": scores of an image whose sizes are multiples of 2**depth lack `margin` pixels at each side;
    those of the paper's sizes (572 and any 2**depth more or less) lack 92. `upsampling`: "transposed" or "bilinear".
    """

    requires_divisible_input_shape = False

    def __init__(
        self,
        base_channels: int = 64,
        depth: int = 4,
        padding: str = "same",
        upsampling: str = "transposed",
        batch_norm: bool = False,
        dropout: float = 0.5,
        in_channels: int = 3,
        classes: int = 2,
    ) -> None:
        super().__init__()
        if not 1 <= depth <= 6:
            raise ValueError(f"depth must be between 1 and 6, found {depth}")
        if padding == "valid" and depth > MAX_VALID_DEPTH:
            raise ValueError(f"with valid convolutions depth must be at most {MAX_VALID_DEPTH}, found {depth}")
        if padding not in ("same", "valid"):
            raise ValueError(f"padding must be same or valid, found {padding}")
        widths = [base_channels * 2**level for level in range(depth + 1)]
        self.stride: int = 2**depth
        self.valid = padding == "valid"
        pad = 0 if self.valid else 1
        self.down = nn.ModuleList(
            _double_convolution(before, after, batch_norm, pad) for before, after in zip([in_channels] + widths, widths)
        )
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout2d(dropout)
        self.up = nn.ModuleList(_upsampling(upsampling, width) for width in reversed(widths[:-1]))
        self.merge = nn.ModuleList(
            _double_convolution(2 * width, width, batch_norm, pad) for width in reversed(widths[:-1])
        )
        self.score = nn.Conv2d(base_channels, classes, kernel_size=1)
        self.apply(_start)

    @property
    def margin(self) -> int:
        """Pixels that the scores lack at each side of an image whose sizes are multiples of the stride."""
        return self._surplus(0) + self._lost() if self.valid else 0

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, bands, H, W) -> scores (N, classes, H, W), any H and W; with valid convolutions less, see `margin`.

        Raises `ValueError` for an image that is smaller than what valid convolutions take away.
        """
        if self.valid:
            return self._scores_within(images)
        height, width = images.shape[-2:]
        if height % self.stride or width % self.stride:
            images = nn.functional.pad(images, (0, -width % self.stride, 0, -height % self.stride), mode="replicate")
        return self._scores(images)[..., :height, :width]

    def _scores(self, images: torch.Tensor) -> torch.Tensor:
        skips = [self.down[0](images)]
        for level in self.down[1:]:
            skips.append(level(self.pool(skips[-1])))
        features = self.dropout(skips.pop())
        for upsampling, merge in zip(self.up, self.merge):
            features = upsampling(features)
            features = merge(torch.cat([_middle(skips.pop(), features), features], dim=1))
        scores: torch.Tensor = self.score(features)
        return scores

    # -- valid convolutions ---------------------------------------------------------------------------------------

    def _lost(self) -> int:
        """Pixels at each side: 92 for the paper's depth of 4."""
        return (3 * self.stride - 2) * _LOST_PX

    def _surplus(self, size: int) -> int:
        """Pixels that are cut from a size so that it can be halved at every level.

        A multiple of the stride loses two at each side: then the pixels that are pooled together lie on the lattice of tiles.
        """
        return 2 * _LOST_PX if size % self.stride == 0 else (size + 2 * _LOST_PX) % self.stride

    def _scores_within(self, images: torch.Tensor) -> torch.Tensor:
        """The surplus is cut off the image on both sides and off the scores again, which then lack whole strides."""
        height, width = images.shape[-2:]
        across = [(size, self._surplus(size)) for size in (height, width)]
        rows, cols = (size - 2 * (surplus + self._lost()) for size, surplus in across)
        if rows < 1 or cols < 1:
            least = 2 * self.margin + self.stride
            raise ValueError(f"images of at least {least} x {least} pixels are needed, found {height} x {width}")
        (top, bottom), (left, right) = ((surplus // 2, size - (surplus + 1) // 2) for size, surplus in across)
        scores = self._scores(images[..., top:bottom, left:right])
        first_row, first_col = ((surplus + 1) // 2 for _, surplus in across)
        return scores[..., first_row : first_row + rows, first_col : first_col + cols]


def _middle(skip: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
    """The part of a skip that lies over the features; all of it where nothing was lost."""
    top, left = ((a - b) // 2 for a, b in zip(skip.shape[-2:], features.shape[-2:]))
    return skip[..., top : top + features.shape[-2], left : left + features.shape[-1]]


def _start(module: nn.Module) -> None:
    """The paper's start: Gaussian weights with standard deviation sqrt(2 / fan-in) (He et al. 2015)."""
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
