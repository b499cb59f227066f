"""The table of networks: what each is, where it comes from, what it needs and costs. Everything else asks here by key.

Parameters, stride, context and times were measured with the encoder resnet18 (or the network's own), three bands and six
classes; a test builds every row and compares. Times: `benchmarks/architecture_speed.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple

from .errors import JobError

MODEL_CLASS = "_model_class"
ENCODER = "encoder_name"
MEASURED_ENCODER = "resnet18"

_WHOLE_TILE = "Sees the whole tile, so the size of its tiles is part of the model."


@dataclass(frozen=True)
class Architecture:
    """One network. `network` is what makes it, as in a package's `config.json`, without encoder, bands and classes.

    `stride_px`: total stride. `context`: "local" (a pixel's class depends on its surroundings up to a distance) or "global" (on
    the whole tile). `needs`: constraints on size and channels, may be empty. `parameters_millions` and `relative_time` (of a
    forward pass on a CPU; U-Net = 1) with resnet18 or the own encoder. `options`: further settings of `network` worth a choice,
    each with its values, the first being what it is without. `stages`: parts that a staged training opens one after the other.
    """

    key: str
    title: str
    summary: str
    paper: str
    link: str
    network: Mapping[str, Any]
    stride_px: int
    context: str
    needs: str
    parameters_millions: float
    relative_time: float
    takes_encoder: bool
    options: Mapping[str, Tuple[Any, ...]] = field(default_factory=dict)
    stages: int = 1

    def with_encoder(self, encoder: str = "") -> Dict[str, Any]:
        """A new configuration of this network; `encoder` (empty: the network's default) only where it takes one."""
        chosen = {ENCODER: encoder} if encoder and self.takes_encoder else {}
        return {**self.network, **chosen}


_INTERPOLATION = {"decoder_interpolation": ("nearest", "bilinear")}
_ATTENTION = {"decoder_attention_type": (None, "scse")}
_FCN_OPTIONS = {"upsampling": ("learned", "bilinear"), "head_channels": (0, 4096)}
_FCN_NEEDS = "With vgg16 and head_channels 4096 it is the published network, of 134 million parameters."
_FCN = ("Long, Shelhamer & Darrell 2015", "https://arxiv.org/abs/1411.4038")

ARCHITECTURES: Tuple[Architecture, ...] = (
    Architecture(
        "unet", "U-Net",
        "Looks at the image ever more coarsely and brings the detail of each step back; the usual choice for maps.",
        "Ronneberger, Fischer & Brox 2015", "https://arxiv.org/abs/1505.04597",
        {MODEL_CLASS: "Unet"}, 32, "local", "", 14.33, 1.0, True, {**_INTERPOLATION, **_ATTENTION}),
    Architecture(
        "unet-transposed", "U-Net with transposed convolutions",
        "A U-Net that learns how to enlarge its coarse features instead of interpolating them.",
        "Ronneberger, Fischer & Brox 2015", "https://arxiv.org/abs/1505.04597",
        {MODEL_CLASS: "UnetTransposed"}, 32, "local", "", 15.73, 1.0, True, _ATTENTION),
    Architecture(
        "unet-original", "U-Net (2015)",
        "The first U-Net as it was published, with plain convolutions instead of an encoder that was trained on other images.",
        "Ronneberger, Fischer & Brox 2015", "https://arxiv.org/abs/1505.04597",
        {MODEL_CLASS: "UNetOriginal"}, 16, "local",
        "Has no initial weights, so it needs more labels. With padding \"valid\" it loses a margin, as published.",
        31.03, 7.9, False, {"padding": ("same", "valid"), "upsampling": ("transposed", "bilinear"), "batch_norm": (False, True)}),
    Architecture(
        "fcn-8s", "FCN-8s",
        "Classifies coarse features and adds the scores of two finer steps; the network that began it all.",
        *_FCN, {MODEL_CLASS: "FCN", "output_stride": 8}, 32, "local", _FCN_NEEDS, 11.18, 0.4, True, _FCN_OPTIONS, 3),
    Architecture(
        "fcn-16s", "FCN-16s", "As FCN-8s with one finer step: borders are rounder.",
        *_FCN, {MODEL_CLASS: "FCN", "output_stride": 16}, 32, "local", _FCN_NEEDS, 11.19, 0.4, True, _FCN_OPTIONS, 2),
    Architecture(
        "fcn-32s", "FCN-32s", "Classifies the coarsest features alone and enlarges the result: shows what detail costs to lose.",
        *_FCN, {MODEL_CLASS: "FCN", "output_stride": 32}, 32, "local", _FCN_NEEDS, 11.2, 0.4, True, _FCN_OPTIONS),
    Architecture(
        "unet-plus-plus", "U-Net++",
        "A U-Net whose skips pass through further convolutions; often a little better and much slower.",
        "Zhou et al. 2018", "https://arxiv.org/abs/1807.10165",
        {MODEL_CLASS: "UnetPlusPlus"}, 32, "local", "", 15.97, 3.3, True, {**_INTERPOLATION, **_ATTENTION}),
    Architecture(
        "linknet", "LinkNet", "A light U-Net that adds its skips instead of stacking them: fast, a little coarser.",
        "Chaurasia & Culurciello 2017", "https://arxiv.org/abs/1707.03718",
        {MODEL_CLASS: "Linknet"}, 32, "local", "", 11.66, 0.6, True),
    Architecture(
        "manet", "MA-Net", "A U-Net with attention between all places and between channels.",
        "Fan et al. 2020", "https://doi.org/10.1109/ACCESS.2020.3025372",
        {MODEL_CLASS: "MAnet"}, 32, "global", _WHOLE_TILE, 21.68, 1.2, True, _INTERPOLATION),
    Architecture(
        "fpn", "FPN", "Joins features of all scales in a pyramid; good where objects differ much in size.",
        "Lin et al. 2017", "https://arxiv.org/abs/1612.03144",
        {MODEL_CLASS: "FPN"}, 32, "global", _WHOLE_TILE, 13.05, 0.9, True, _INTERPOLATION),
    Architecture(
        "pspnet", "PSPNet", "Adds summaries of the whole tile in several grids to coarse features; fast, weak at borders.",
        "Zhao et al. 2017", "https://arxiv.org/abs/1612.01105",
        {MODEL_CLASS: "PSPNet"}, 8, "global", _WHOLE_TILE, 11.35, 0.3, True),
    Architecture(
        "deeplabv3", "DeepLabV3", "Sees large surroundings by convolutions with gaps; slow, without skips.",
        "Chen et al. 2017", "https://arxiv.org/abs/1706.05587",
        {MODEL_CLASS: "DeepLabV3"}, 8, "global", _WHOLE_TILE, 15.9, 2.5, True),
    Architecture(
        "deeplabv3-plus", "DeepLabV3+", "DeepLabV3 with one skip that brings detail back: a strong, common choice.",
        "Chen et al. 2018", "https://arxiv.org/abs/1802.02611",
        {MODEL_CLASS: "DeepLabV3Plus"}, 16, "global", _WHOLE_TILE, 12.33, 0.9, True),
    Architecture(
        "pan", "PAN", "A light pyramid with attention over the whole tile.",
        "Li et al. 2018", "https://arxiv.org/abs/1805.10180",
        {MODEL_CLASS: "PAN"}, 16, "global", f"{_WHOLE_TILE} Tiles must have at least 128 pixels a side.", 11.37, 0.7, True,
        {"decoder_interpolation": ("bilinear", "nearest")}),
    Architecture(
        "upernet", "UPerNet", "A pyramid of features with summaries of the whole tile; strong and slow.",
        "Xiao et al. 2018", "https://arxiv.org/abs/1807.10221",
        {MODEL_CLASS: "UPerNet"}, 32, "global", _WHOLE_TILE, 19.49, 3.1, True),
    Architecture(
        "segformer", "SegFormer", "A very simple decoder, made for transformers; use it with an encoder mit_b0 to mit_b5.",
        "Xie et al. 2021", "https://arxiv.org/abs/2105.15203",
        {MODEL_CLASS: "Segformer"}, 32, "global", _WHOLE_TILE, 11.77, 1.7, True),
    Architecture(
        "dpt", "DPT", "A plain vision transformer whose features of several depths are brought to an image again.",
        "Ranftl, Bochkovskiy & Koltun 2021", "https://arxiv.org/abs/2103.13413",
        {MODEL_CLASS: "DPT", ENCODER: "tu-vit_tiny_patch16_224"}, 32, "global",
        f"{_WHOLE_TILE} Takes vision transformers of timm only (tu-vit_...).", 34.88, 5.6, False),
    Architecture(
        "patch-classifier", "Patch classifier",
        "Learns from one class an area or image patch, without drawn borders, and maps a scene as a sliding window would.",
        "Sermanet et al. 2014 (OverFeat)", "https://arxiv.org/abs/1312.6229",
        {MODEL_CLASS: "PatchClassifier"}, 32, "local",
        "Its borders are as coarse as its patches. patch_px must be an odd multiple of 32.", 12.42, 0.4, True,
        {"patch_px": (96, 160, 224)}),
)
DEFAULT = ARCHITECTURES[0]

_BY_KEY = {row.key: row for row in ARCHITECTURES}


def architecture(key: str) -> Architecture:
    """The row of a key. Raises `JobError` ("job.invalid") that names the known keys."""
    if key not in _BY_KEY:
        raise JobError("job.invalid", reason=f"there is no architecture '{key}'; known are {', '.join(_BY_KEY)}")
    return _BY_KEY[key]


def architecture_of(network: Mapping[str, Any]) -> Optional[Architecture]:
    """The row that a configuration belongs to, complete or not; None for a network that the table does not list."""
    rows = [row for row in ARCHITECTURES if row.network[MODEL_CLASS] == network.get(MODEL_CLASS)]

    def agreeing(row: Architecture) -> int:
        return sum(network.get(name) == value for name, value in row.network.items())

    return max(rows, key=agreeing, default=None)  # the first of equal ones
