"""How far a network looks: its total stride, whether its output depends on the whole tile, and the exact halo where it does not.

Method. A copy of the network is made *linear and positive*: every weight a positive constant, biases zero, batch normalisation
an identity, activations removed, max pooling turned into mean pooling over the same window. In such a network nothing cancels,
so the gradient of one lattice cell of the output is non-zero exactly at the input pixels that can influence that cell. The
distance from the cell to the furthest of them, rounded up to the stride, is the receptive halo: the smallest halo on the
lattice with which tiles equal the untiled result. Sizes are measured on strips that are one stride wide, along the rows and
along the columns, which keeps a field of thousands of pixels cheap.

A network is "global" where no such halo exists or none is usable: it contains a layer that mixes all pixels (see
`_mixes_all_pixels`), the support reaches both ends of the longest strip, or (the last word has the network itself, as it
is) cutting one stride off a strip changes what lies further than the halo from the cut. The last one also shows a wrong stride.
"""

from __future__ import annotations

import copy
import math
import re
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from ..core.contract.errors import JobError

# Strip lengths in strides; a support that fills the last one is taken for global.
_SHORT_STRIP, _LONG_STRIP = 64, 192
# Largest change, relative to the largest score, that different orders of float32 summation explain.
_ROUNDING = 1e-4

# An outlier in the part that is cut off: it moves every statistic of the tile, and nothing beyond a true halo.
_OUTLIER = 100.0

_ACTIVATIONS = {"relu", "relu6", "hardtanh", "sigmoid", "hardsigmoid", "silu", "hardswish", "gelu", "tanh", "softmax", "mish"}
_MIXING_TYPES = (
    nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d, nn.GroupNorm, nn.InstanceNorm2d, nn.MultiheadAttention, nn.UpsamplingBilinear2d,
)
_MIXING_NAMES = re.compile(r"Attn|Attention|GlobalResponseNorm|GlobalContext|SqueezeExcit|SEModule|StdConv")


@dataclass(frozen=True)
class NetworkContext:
    """`stride`: total stride in pixels. `context`: "local" or "global". `receptive_halo_px`: exact, 0 where global.

    `margin_px`: what the scores lack at each side of an image whose sizes are multiples of the stride (valid convolutions).
    """

    stride: int
    context: str
    receptive_halo_px: int
    margin_px: int = 0


def describe(network: nn.Module, in_channels: int) -> NetworkContext:
    """Measure stride, context and receptive halo of a network on the CPU, whatever its weights; it is left unchanged.

    Raises `JobError` ("model.invalid") for a network that takes images of one size only.
    """
    original = copy.deepcopy(network).cpu().eval().requires_grad_(False)
    stride, margin_px = total_stride(original), network_margin(original)
    if margin_px:
        original = _Surrounded(original, margin_px, stride)
    odd = (9 * stride, 11 * stride)
    if _problem_with_size(original, in_channels, odd) and not _problem_with_size(original, in_channels, (2 * odd[0], 2 * odd[1])):
        stride *= 2  # DPT's decoder halves the features once more
    return replace(_describe(original, in_channels, stride, type(network).__name__), margin_px=margin_px)


def _describe(original: nn.Module, in_channels: int, stride: int, name: str) -> NetworkContext:
    """As `describe`, for a network that may be taken apart and gives scores of the image's size."""
    for size in ((8 * stride, 8 * stride), (8 * stride, 12 * stride)):
        problem = _problem_with_size(original, in_channels, size)
        if problem:
            raise JobError("model.invalid", path=name, reason=problem)
    if _mixes_all_pixels(original, in_channels, stride) or _problem_with_size(original, in_channels, (8 * stride, stride)):
        return NetworkContext(stride, "global", 0)
    twin = _linear_copy(original)
    reach_px = _reach(twin, in_channels, stride, _SHORT_STRIP)
    if reach_px is None and _cut_is_harmless(original, in_channels, stride, _SHORT_STRIP * stride):
        reach_px = _reach(twin, in_channels, stride, _LONG_STRIP)  # dear, so only where the network itself is not global
    if reach_px is None:
        return NetworkContext(stride, "global", 0)
    halo_px = math.ceil(reach_px / stride) * stride
    if not _cut_is_harmless(original, in_channels, stride, halo_px):
        return NetworkContext(stride, "global", 0)
    return NetworkContext(stride, "local", halo_px)


def total_stride(network: nn.Module) -> int:
    """Input pixels to one pixel of the coarsest features, as the network itself states it (`describe` puts it to the test)."""
    own = getattr(network, "stride", None)
    if isinstance(own, int):
        return own
    return int(network.encoder.output_stride)  # type: ignore[union-attr, arg-type]  # every other network has an smp encoder


def network_margin(network: nn.Module) -> int:
    """What the scores lack at each side, as the network itself states it (`describe` puts it to the test)."""
    return int(getattr(network, "margin", 0))


class _Surrounded(nn.Module):
    """A network with valid convolutions as one whose scores have the image's size: it gets a frame of zeros."""

    def __init__(self, network: nn.Module, margin_px: int, stride: int) -> None:
        super().__init__()
        self.network, self.frame_px = network, -(-margin_px // stride) * stride
        self.surplus_px = self.frame_px - margin_px

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, C, H, W), sizes multiples of the stride."""
        scores: torch.Tensor = self.network(nn.functional.pad(images, [self.frame_px] * 4))
        cut = self.surplus_px
        return scores[..., cut : scores.shape[-2] - cut, cut : scores.shape[-1] - cut]


def _problem_with_size(network: nn.Module, in_channels: int, size: tuple[int, int]) -> str:
    """Why the network cannot map an image of this size to scores of the same size; empty if it can."""
    try:
        with torch.inference_mode():
            found = tuple(network(torch.zeros(1, in_channels, *size)).shape[-2:])
    except (RuntimeError, AssertionError, ValueError) as error:
        return f"its network does not take images of {size[0]} x {size[1]} pixels ({str(error)[:200]})"
    return "" if found == size else f"its network turns {size[0]} x {size[1]} pixels into {found[0]} x {found[1]}"


def _strip(in_channels: int, length_px: int, width_px: int, axis: int, dtype: torch.dtype) -> torch.Tensor:
    """Reproducible noise in 0.5..1.5, (1, bands, rows, cols), long in rows (axis 2) or columns (axis 3)."""
    size = (length_px, width_px) if axis == 2 else (width_px, length_px)
    generator = torch.Generator().manual_seed(0)
    return torch.rand((1, in_channels, *size), generator=generator, dtype=torch.float32).to(dtype) + 0.5


def _mixes_all_pixels(network: nn.Module, in_channels: int, stride: int) -> bool:
    """Whether a layer that really runs uses statistics, attention or sampling positions of the whole tile.

    That it runs matters: encoders often keep their classifier's pooling without using it.
    """
    ran: list[nn.Module] = []
    handles = [
        module.register_forward_hook(lambda module, _inputs, _output: ran.append(module))
        for module in network.modules() if _is_mixing(module)
    ]
    if not handles:
        return False
    try:
        with torch.inference_mode():
            network(_strip(in_channels, 8 * stride, 8 * stride, 2, torch.float32))
    finally:
        for handle in handles:
            handle.remove()
    return bool(ran)


def _is_mixing(module: nn.Module) -> bool:
    kind = type(module)
    if kind.__module__ == "segmentation_models_pytorch.base.modules" and kind.__name__ == "Attention":
        return False  # a holder that smp's decoders always have; what it holds is looked at itself
    if isinstance(module, nn.Upsample) and module.align_corners and module.scale_factor != 1:
        return True  # aligned corners: the sampling positions depend on the size of the tile
    return isinstance(module, _MIXING_TYPES) or _MIXING_NAMES.search(kind.__name__) is not None


def _linear_copy(network: nn.Module) -> nn.Module:
    """The positive linear twin in float64. Its gains of 3 a layer keep the centre below and the tails above float64's limits."""
    twin = copy.deepcopy(network).double()
    for name, child in list(twin.named_modules()):
        replacement = _linear_layer(child)
        if replacement is not None and name:
            parent, _, leaf = name.rpartition(".")
            setattr(twin.get_submodule(parent), leaf, replacement)
    for module in twin.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if parameter.dim() > 1:
                parameter.fill_(3.0 / (parameter.numel() / parameter.shape[0]))
            else:
                parameter.fill_(0.0 if "bias" in name else 1.0)
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.running_mean is not None:
            module.reset_running_stats()
    return twin


def _linear_layer(layer: nn.Module) -> nn.Module | None:
    """What stands in for a layer in the linear twin; None: it stays."""
    kind = type(layer)
    if isinstance(layer, nn.MaxPool2d):
        return _MeanOfWindow(layer)
    if kind.__module__.startswith(("torch.nn.modules.activation", "timm.layers.activations")):
        return nn.Identity()
    if isinstance(layer, nn.LayerNorm) and len(layer.normalized_shape) == 1:
        return nn.Identity()  # over the channels of one pixel only
    return None


class _MeanOfWindow(nn.Module):
    """Depends on the pixels of a max pooling window, but on all at once; also with "same" padding as in TensorFlow."""

    def __init__(self, pooling: nn.MaxPool2d) -> None:
        super().__init__()
        self.pooling = pooling
        self.same = type(pooling).__name__ == "MaxPool2dSame"

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(N, C, H, W) as the pooling layer."""
        pooling, channels = self.pooling, features.shape[1]
        kernel, stride, padding, dilation = (
            _pair(value) for value in (pooling.kernel_size, pooling.stride, pooling.padding, pooling.dilation)
        )
        rows, cols = pooling(features[:1, :1]).shape[2:]
        if self.same:
            before = [_same_padding(features.shape[2 + i], kernel[i], stride[i], dilation[i]) for i in (0, 1)]
        else:
            before = list(padding)
        # Enough zeros behind for a last, partial window; what is too much is cut again.
        padded = nn.functional.pad(features, (before[1], kernel[1] * dilation[1], before[0], kernel[0] * dilation[0]))
        ones = features.new_ones((channels, 1, *kernel)) / (kernel[0] * kernel[1])
        return nn.functional.conv2d(padded, ones, stride=stride, dilation=dilation, groups=channels)[..., :rows, :cols]


def _pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def _same_padding(size: int, kernel: int, stride: int, dilation: int) -> int:
    """Zeros in front with TensorFlow's "same" padding; the odd one goes behind."""
    return max((math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0) // 2


class _NoActivations(TorchFunctionMode):
    """Lets activations that a network calls as functions pass their input through, as `_linear_layer` does with layers."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if getattr(func, "__name__", "").rstrip("_") in _ACTIVATIONS:
            return args[0]
        return func(*args, **(kwargs or {}))


def _reach(twin: nn.Module, in_channels: int, stride: int, strip_strides: int) -> int | None:
    """Pixels from a lattice cell to the furthest input it depends on, over both axes; None if the strip does not hold them."""
    reaches: list[int] = []
    for axis in (2, 3):
        reach = _reach_along(twin, in_channels, stride, axis, strip_strides)
        if reach is None:
            return None
        reaches.append(reach)
    return max(reaches)


def _reach_along(twin: nn.Module, in_channels: int, stride: int, axis: int, strip_strides: int) -> int | None:
    length, first = strip_strides * stride, strip_strides // 2 * stride
    strip = _strip(in_channels, length, stride, axis, torch.float64).requires_grad_(True)
    with _NoActivations():
        scores = twin(strip)
    scores.narrow(axis, first, stride).sum().backward()
    if strip.grad is None:
        return None
    support = (strip.grad != 0).any(dim=1)[0].any(dim=3 - axis).nonzero().flatten()
    if support.numel() == 0:
        return None  # the twin does not stand for this network
    low, high = int(support.min()), int(support.max())
    if low == 0 or high == length - 1:
        return None
    return max(first - low, high - (first + stride) + 1, 0)


def _cut_is_harmless(network: nn.Module, in_channels: int, stride: int, halo_px: int) -> bool:
    """Whether the network itself gives the same scores beyond the halo after one stride was cut off either end of a strip."""
    length = 2 * halo_px + 4 * stride
    kept = length - stride - halo_px
    for axis in (2, 3):
        for cut_first in (True, False):
            strip = _strip(in_channels, length, stride, axis, torch.float32)
            strip.narrow(axis, 0 if cut_first else length - stride, stride).mul_(_OUTLIER)
            start = stride if cut_first else 0
            with torch.inference_mode():
                whole = network(strip).narrow(axis, start + halo_px if cut_first else 0, kept)
                cut = network(strip.narrow(axis, start, length - stride)).narrow(axis, halo_px if cut_first else 0, kept)
            if float((whole - cut).abs().max()) > _ROUNDING * float(whole.abs().max()):
                return False
    return True
