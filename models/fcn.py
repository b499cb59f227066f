"""Fully convolutional networks without a U-Net's decoder: FCN-32s, -16s, -8s, and a patch classifier that maps whole scenes.

Long, Shelhamer & Darrell: Fully Convolutional Networks for Semantic Segmentation. CVPR 2015.
Sermanet, Eigen, Zhang, Mathieu, Fergus & LeCun: OverFeat. ICLR 2014.
"""

from __future__ import annotations

import torch
from torch import nn

from . import torchvision_guard

torchvision_guard.install()

from segmentation_models_pytorch.encoders import get_encoder  # noqa: E402 - the guard comes first

ENCODER_STRIDE = 32


def bilinear_kernel(factor: int) -> torch.Tensor:
    """The (2 * factor, 2 * factor) kernel with which a transposed convolution of stride `factor` interpolates bilinearly."""
    position = torch.arange(2 * factor, dtype=torch.float32)
    weight = 1 - (position - (factor - 0.5)).abs() / factor
    return weight[:, None] * weight[None, :]


class BilinearUpsampling(nn.Module):
    """Enlarges each class's score map by `factor` with a learned transposed convolution that starts as bilinear interpolation.

    Every class has its own kernel and classes do not mix: the start is the paper's, and the number of weights grows with the
    number of classes instead of its square. The map is continued by one pixel at its edges first, so that the weights of an
    output pixel sum to one at the border too.
    """

    def __init__(self, channels: int, factor: int) -> None:
        super().__init__()
        self.deconvolution = nn.ConvTranspose2d(
            channels, channels, 2 * factor, stride=factor, padding=factor + factor // 2, groups=channels, bias=False
        )
        with torch.no_grad():
            self.deconvolution.weight.copy_(bilinear_kernel(factor).expand_as(self.deconvolution.weight))

    def forward(self, scores: torch.Tensor) -> torch.Tensor:
        """(N, C, H, W) -> (N, C, H * factor, W * factor)."""
        enlarged: torch.Tensor = self.deconvolution(nn.functional.pad(scores, (1, 1, 1, 1), mode="replicate"))
        return enlarged


def _pad_to_stride(images: torch.Tensor) -> torch.Tensor:
    """Repeat the last row and column until both sizes are multiples of the encoder's stride."""
    height, width = images.shape[-2:]
    if height % ENCODER_STRIDE == 0 and width % ENCODER_STRIDE == 0:
        return images
    return nn.functional.pad(images, (0, -width % ENCODER_STRIDE, 0, -height % ENCODER_STRIDE), mode="replicate")


def _score_layer(channels: int, classes: int) -> nn.Conv2d:
    """A 1x1 convolution to class scores. Starts small, not at the paper's zero, so that the encoder learns from step one."""
    layer = nn.Conv2d(channels, classes, kernel_size=1)
    nn.init.normal_(layer.weight, std=0.01)
    nn.init.zeros_(layer.bias)  # type: ignore[arg-type]  # a Conv2d has a bias unless told otherwise
    return layer


def _convolutional_classifier(channels: int, hidden: int, kernel_px: int, dropout: float, padding: int) -> nn.Sequential:
    """The two fully connected layers of an image classifier as convolutions: kernel_px x kernel_px, then 1x1."""
    return nn.Sequential(
        nn.Conv2d(channels, hidden, kernel_px, padding=padding),
        nn.ReLU(inplace=True),
        nn.Dropout2d(dropout),
        nn.Conv2d(hidden, hidden, kernel_size=1),
        nn.ReLU(inplace=True),
        nn.Dropout2d(dropout),
    )


class FCN(nn.Module):
    """FCN-32s, FCN-16s or FCN-8s (`output_stride` 32, 16, 8) on any smp encoder; the paper's is "vgg16".

    The deepest features are scored by a 1x1 convolution; for stride 16 and 8 the scores are enlarged by two and summed with the
    scores of the next finer features; a last transposed convolution brings them to the image's size. `head_channels` 4096 adds
    the paper's conv6 (7x7) and conv7 between the encoder and its score; 0 scores the features themselves.
    """

    requires_divisible_input_shape = False

    def __init__(
        self,
        encoder_name: str = "vgg16",
        encoder_weights: str | None = None,
        output_stride: int = 8,
        head_channels: int = 0,
        dropout: float = 0.5,
        in_channels: int = 3,
        classes: int = 2,
    ) -> None:
        super().__init__()
        if output_stride not in (8, 16, 32):
            raise ValueError(f"output_stride must be 8, 16 or 32, found {output_stride}")
        self.encoder = get_encoder(encoder_name, in_channels=in_channels, depth=5, weights=encoder_weights)
        skips = {32: 0, 16: 1, 8: 2}[output_stride]
        deepest, *finer = self.encoder.out_channels[:-2 - skips:-1]
        self.head: nn.Module = nn.Dropout2d(dropout)
        if head_channels:
            self.head = _convolutional_classifier(deepest, head_channels, kernel_px=7, dropout=dropout, padding=3)
        self.score = _score_layer(head_channels or deepest, classes)
        self.skip_scores = nn.ModuleList(_score_layer(channels, classes) for channels in finer)
        self.upsamplings = nn.ModuleList(BilinearUpsampling(classes, 2) for _ in finer)
        self.final_upsampling = BilinearUpsampling(classes, output_stride)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, bands, H, W) -> scores (N, classes, H, W), any H and W."""
        height, width = images.shape[-2:]
        deepest, *finer = reversed(self.encoder(_pad_to_stride(images)))
        scores = self.score(self.head(deepest))
        for upsampling, skip_score, features in zip(self.upsamplings, self.skip_scores, finer):
            scores = upsampling(scores) + skip_score(features)
        full: torch.Tensor = self.final_upsampling(scores)
        return full[..., :height, :width]


class PatchClassifier(nn.Module):
    """A classifier of patches of `patch_px` that maps a scene densely, as OverFeat does: learned from one label a patch.

    Its fully connected layers are convolutions as large as a patch's feature map. On one patch (`classify`) they give one vector
    of scores; on a scene (`forward`) a score every 32 pixels, each from the patch centred there, enlarged bilinearly.
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
        self.head = _convolutional_classifier(self.encoder.out_channels[-1], head_channels, kernel_px, dropout, padding=0)
        self.score = _score_layer(head_channels, classes)

    def classify(self, patches: torch.Tensor) -> torch.Tensor:
        """(N, bands, patch_px, patch_px) -> scores (N, classes). Raises `ValueError` for patches of another size."""
        if tuple(patches.shape[-2:]) != (self.patch_px, self.patch_px):
            raise ValueError(f"patches must have {self.patch_px} x {self.patch_px} pixels, found {tuple(patches.shape[-2:])}")
        scores: torch.Tensor = self.score(self.head(self.encoder(patches)[-1]))
        return scores.flatten(1)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, bands, H, W) -> scores (N, classes, H, W), any H and W."""
        height, width = images.shape[-2:]
        features = self.encoder(_pad_to_stride(images))[-1]
        reach = self.patch_px // ENCODER_STRIDE // 2
        scores = self.score(self.head(nn.functional.pad(features, (reach, reach, reach, reach))))
        full = nn.functional.interpolate(scores, scale_factor=float(ENCODER_STRIDE), mode="bilinear", align_corners=False)
        return full[..., :height, :width]
