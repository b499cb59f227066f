"""A patch classifier that maps whole scenes. Sermanet, Eigen, Zhang, Mathieu, Fergus & LeCun: OverFeat. ICLR 2014."""

from __future__ import annotations

import torch
from torch import nn

from . import torchvision_guard
from .fcn import ENCODER_STRIDE, convolutional_classifier, pad_to_stride, score_layer

torchvision_guard.install()

from segmentation_models_pytorch.encoders import get_encoder  # noqa: E402 - the guard comes first


class PatchClassifier(nn.Module):
    """A classifier of patches of `patch_px` that maps a scene densely, as OverFeat does: learned from one label a patch.

    Its fully connected layers are convolutions as large as a patch's feature map. On one patch (`classify`) they give one vector
    of scores; on a scene (`grid`) one every 32 pixels, each from the patch centred there; `forward` enlarges them bilinearly.
    """

    requires_divisible_input_shape = False

    def __init__(
        self,
        encoder_name: str = "resnet18",
        encoder_weights: str | None = None,
        patch_px: int = 96,
        head_channels: int = 256,
        dropout: float = 0.5,
        in_channels: int = 3,
        classes: int = 2,
    ) -> None:
        super().__init__()
        kernel_px, rest = divmod(patch_px, ENCODER_STRIDE)
        if rest or kernel_px % 2 == 0:
            raise ValueError(f"patch_px must be an odd multiple of {ENCODER_STRIDE} (96, 160, 224 ...), found {patch_px}")
        self.patch_px = patch_px
        self.encoder = get_encoder(encoder_name, in_channels=in_channels, depth=5, weights=encoder_weights)
        self.head = convolutional_classifier(self.encoder.out_channels[-1], head_channels, kernel_px, dropout, padding=0)
        self.score = score_layer(head_channels, classes)

    def classify(self, patches: torch.Tensor) -> torch.Tensor:
        """(N, bands, patch_px, patch_px) -> scores (N, classes). Raises `ValueError` for patches of another size."""
        if tuple(patches.shape[-2:]) != (self.patch_px, self.patch_px):
            raise ValueError(f"patches must have {self.patch_px} x {self.patch_px} pixels, found {tuple(patches.shape[-2:])}")
        scores: torch.Tensor = self.score(self.head(self.encoder(patches)[-1]))
        return scores.flatten(1)

    def grid(self, images: torch.Tensor) -> torch.Tensor:
        """(N, bands, H, W) -> scores (N, classes, H / 32, W / 32, rounded up), each of the patch around its cell's centre."""
        features = self.encoder(pad_to_stride(images))[-1]
        reach = self.patch_px // ENCODER_STRIDE // 2
        scores: torch.Tensor = self.score(self.head(nn.functional.pad(features, (reach, reach, reach, reach))))
        return scores

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, bands, H, W) -> scores (N, classes, H, W), any H and W."""
        height, width = images.shape[-2:]
        full = nn.functional.interpolate(self.grid(images), scale_factor=float(ENCODER_STRIDE), mode="bilinear",
                                         align_corners=False)
        return full[..., :height, :width]
