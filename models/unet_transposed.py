"""A U-Net on any encoder whose decoder enlarges by learned transposed convolutions instead of interpolation.

Everything else is smp's U-Net, so that the two differ in nothing but their upsampling. Each transposed convolution starts as
the interpolation that it replaces (Long, Shelhamer & Darrell 2015 start theirs bilinear): before the first step, with the same
other weights, both networks give the same scores.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from . import torchvision_guard

torchvision_guard.install()

import segmentation_models_pytorch as smp  # noqa: E402 - the guard comes first


class LearnedUpsampling(nn.Module):
    """Doubles rows and columns with a 2x2 transposed convolution of stride 2 over all channels, as in Ronneberger et al. 2015.

    Its windows do not overlap, so that it cannot leave the chequered pattern of larger kernels. It starts by repeating pixels.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.deconvolution = nn.ConvTranspose2d(channels, channels, kernel_size=2, stride=2)
        with torch.no_grad():
            self.deconvolution.weight.copy_(torch.eye(channels)[:, :, None, None].expand(-1, -1, 2, 2))
        nn.init.zeros_(self.deconvolution.bias)  # type: ignore[arg-type]  # it has one

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(N, C, H, W) -> (N, C, 2 H, 2 W)."""
        enlarged: torch.Tensor = self.deconvolution(features)
        return enlarged


class _Block(nn.Module):
    """smp's decoder block with another upsampling; its layers keep their names, so that weights of the plain U-Net fit."""

    def __init__(self, block: Any, channels: int) -> None:
        super().__init__()
        self.upsampling = LearnedUpsampling(channels)
        self.conv1, self.attention1 = block.conv1, block.attention1
        self.conv2, self.attention2 = block.conv2, block.attention2

    def forward(self, features: torch.Tensor, height: int, width: int,
                skip_connection: torch.Tensor | None = None) -> torch.Tensor:
        """Features of half the size and the skip of `height` x `width` -> merged features of that size."""
        features = self.upsampling(features)
        if features.shape[-2:] != (height, width):  # encoders that keep a size where others halve it
            features = nn.functional.interpolate(features, size=(height, width), mode="nearest")
        if skip_connection is not None:
            features = self.attention1(torch.cat([features, skip_connection], dim=1))
        merged: torch.Tensor = self.attention2(self.conv2(self.conv1(features)))
        return merged


class UnetTransposed(nn.Module):
    """smp's `Unet` with `LearnedUpsampling` in each block of its decoder. Sizes must be multiples of the encoder's stride."""

    requires_divisible_input_shape = True
    refining_layers = (".upsampling.",)  # a plain U-Net can be gone on from

    def __init__(
        self,
        encoder_name: str = "resnet34",
        encoder_depth: int = 5,
        encoder_weights: str | None = None,
        decoder_use_norm: Any = "batchnorm",
        decoder_channels: Any = (256, 128, 64, 32, 16),
        decoder_attention_type: str | None = None,
        in_channels: int = 3,
        classes: int = 2,
    ) -> None:
        super().__init__()
        plain = smp.Unet(
            encoder_name, encoder_depth=encoder_depth, encoder_weights=encoder_weights, decoder_use_norm=decoder_use_norm,
            decoder_channels=decoder_channels, decoder_attention_type=decoder_attention_type, in_channels=in_channels,
            classes=classes,
        )
        self.encoder, self.decoder, self.segmentation_head = plain.encoder, plain.decoder, plain.segmentation_head
        before = [self.encoder.out_channels[-1], *decoder_channels[:-1]]
        self.decoder.blocks = nn.ModuleList(
            _Block(block, channels) for block, channels in zip(self.decoder.blocks, before)
        )

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, bands, H, W) -> scores (N, classes, H, W)."""
        scores: torch.Tensor = self.segmentation_head(self.decoder(self.encoder(images)))
        return scores
