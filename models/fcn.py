"""Fully convolutional networks as they were first described: FCN-32s, FCN-16s and FCN-8s.

Long, Shelhamer & Darrell: Fully Convolutional Networks for Semantic Segmentation. CVPR 2015.
"""

from __future__ import annotations

from collections.abc import Mapping

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


def pad_to_stride(images: torch.Tensor) -> torch.Tensor:
    """Repeat the last row and column until both sizes are multiples of the encoder's stride."""
    height, width = images.shape[-2:]
    if height % ENCODER_STRIDE == 0 and width % ENCODER_STRIDE == 0:
        return images
    return nn.functional.pad(images, (0, -width % ENCODER_STRIDE, 0, -height % ENCODER_STRIDE), mode="replicate")


def score_layer(channels: int, classes: int, std: float = 0.01) -> nn.Conv2d:
    """A 1x1 convolution to class scores that starts with small random weights, or with `std` 0 at zero.

    Zero is for scores that are added to others: a network without others would give its encoder no gradient.
    """
    layer = nn.Conv2d(channels, classes, kernel_size=1)
    nn.init.normal_(layer.weight, std=std)
    nn.init.zeros_(layer.bias)  # type: ignore[arg-type]  # a Conv2d has a bias unless told otherwise
    return layer


def convolutional_classifier(channels: int, hidden: int, kernel_px: int, dropout: float, padding: int) -> nn.Sequential:
    """The two fully connected layers of an image classifier as convolutions: kernel_px x kernel_px, then 1x1."""
    return nn.Sequential(
        nn.Conv2d(channels, hidden, kernel_px, padding=padding),
        nn.ReLU(inplace=True),
        nn.Dropout2d(dropout),
        nn.Conv2d(hidden, hidden, kernel_size=1),
        nn.ReLU(inplace=True),
        nn.Dropout2d(dropout),
    )


def _upsampling(kind: str, channels: int, factor: int) -> nn.Module:
    """Learned from a bilinear start, or bilinear for ever."""
    if kind == "learned":
        return BilinearUpsampling(channels, factor)
    if kind == "bilinear":
        return nn.Upsample(scale_factor=factor, mode="bilinear", align_corners=False)
    raise ValueError(f"upsampling must be learned or bilinear, found {kind}")


# The two layers of a VGG classifier that become convolutions, as torchvision and timm name them.
_CLASSIFIER_NAMES = (("classifier.0", "classifier.3"), ("pre_logits.fc1", "pre_logits.fc2"))


class FCN(nn.Module):
    """FCN-32s, FCN-16s or FCN-8s (`output_stride` 32, 16, 8) on any smp encoder; the paper's is "vgg16".

    The deepest features are scored by a 1x1 convolution; for stride 16 and 8 the scores are enlarged by two and summed with the
    scores of the next finer features; a last upsampling brings them to the image's size. `head_channels` 4096 adds the paper's
    fc6 (7x7) and fc7 (1x1) between the encoder and its score; 0 scores the features themselves. `upsampling`: "learned" by
    transposed convolutions that start bilinear, or "bilinear".

    The finer scores start at zero, as in the paper: a new FCN-8s that was given the weights of an FCN-32s maps as that does.
    """

    requires_divisible_input_shape = False
    refining_layers = ("skip_scores.", "upsamplings.", "final_upsampling.")  # an FCN without them can be gone on from

    def __init__(
        self,
        encoder_name: str = "vgg16",
        encoder_weights: str | None = None,
        output_stride: int = 8,
        head_channels: int = 0,
        upsampling: str = "learned",
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
            self.head = convolutional_classifier(deepest, head_channels, kernel_px=7, dropout=dropout, padding=3)
        self.score = score_layer(head_channels or deepest, classes)
        self.skip_scores = nn.ModuleList(score_layer(channels, classes, std=0.0) for channels in finer)
        self.upsamplings = nn.ModuleList(_upsampling(upsampling, classes, 2) for _ in finer)
        self.final_upsampling = _upsampling(upsampling, classes, output_stride)

    @property
    def stages(self) -> int:
        """How many stages a training in the paper's manner has: 32s, 16s, 8s."""
        return len(self.skip_scores) + 1

    def set_stage(self, stage: int) -> None:
        """Learn the first `stage` (0, 1, 2) finer scores and hold the others. Those of a new network are held at zero, which
        makes it the coarser network; opening one changes nothing before the next step.
        """
        for number, layer in enumerate(self.skip_scores):
            layer.requires_grad_(number < stage)

    def take_classifier(self, tensors: Mapping[str, torch.Tensor]) -> int:
        """Turn the fully connected layers of a VGG classifier, where they fit, into fc6 and fc7; returns how many tensors."""
        if not isinstance(self.head, nn.Sequential):
            return 0
        layers = [layer for layer in self.head if isinstance(layer, nn.Conv2d)]
        for names in _CLASSIFIER_NAMES:
            pairs = [(getattr(layer, part), tensors.get(f"{name}.{part}"))
                     for layer, name in zip(layers, names) for part in ("weight", "bias")]
            if all(source is not None and source.numel() == own.numel() and len(source) == len(own) for own, source in pairs):
                with torch.no_grad():
                    for own, source in pairs:
                        own.copy_(source.reshape(own.shape))  # type: ignore[union-attr]  # none is None, see above
                return len(pairs)
        return 0

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, bands, H, W) -> scores (N, classes, H, W), any H and W."""
        height, width = images.shape[-2:]
        deepest, *finer = reversed(self.encoder(pad_to_stride(images)))
        scores = self.score(self.head(deepest))
        for upsampling, skip_score, features in zip(self.upsamplings, self.skip_scores, finer):
            scores = upsampling(scores) + skip_score(features)
        full: torch.Tensor = self.final_upsampling(scores)
        return full[..., :height, :width]
