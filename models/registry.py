"""The networks that Landweave knows, by name: smp's twelve architectures and its own, on a closed list of encoders.

A configuration may come from a stranger's model package. Nothing in it may reach the network, the disk or code: architecture
and encoder are looked up in lists, pretrained weights are never fetched, and keys or values that the architecture does not
know are refused instead of handed on (smp hands unknown ones to timm).
"""

from __future__ import annotations

import inspect
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from ..core.contract.errors import JobError
from . import torchvision_guard
from .fcn import FCN
from .patch_classifier import PatchClassifier
from .pooling import pool_anywhere
from .unet_original import UNetOriginal
from .unet_transposed import UnetTransposed

torchvision_guard.install()

import segmentation_models_pytorch as smp  # noqa: E402 - the guard comes first
import timm  # noqa: E402

MODEL_CLASS = "_model_class"
MAX_CHANNELS = 4096
MAX_DEPTH = 64

_SMP = ("Unet", "UnetPlusPlus", "MAnet", "Linknet", "FPN", "PSPNet", "DeepLabV3", "DeepLabV3Plus", "PAN", "UPerNet", "Segformer",
        "DPT")
_OWN: dict[str, Callable[..., nn.Module]] = {
    "FCN": FCN, "UNetOriginal": UNetOriginal, "UnetTransposed": UnetTransposed, "PatchClassifier": PatchClassifier}
# What smp hands on to timm and we let through, with our default: transformers that take any size, not only their own.
_HANDED_ON: dict[str, dict[str, Any]] = {"DPT": {"dynamic_img_size": True}}

# smp's vocabulary for normalisation layers given as an object: everything else would go to a constructor unseen.
_NORM_KEYS = {"type", "eps", "momentum", "affine", "track_running_stats", "elementwise_affine", "activation", "activation_param"}
# Methods and functions of torch.nn.init that set or change all values of a tensor in place.
_FILLS = {
    "uniform_", "normal_", "trunc_normal_", "constant_", "ones_", "zeros_", "eye_", "dirac_", "xavier_uniform_", "xavier_normal_",
    "kaiming_uniform_", "kaiming_normal_", "orthogonal_", "sparse_",
    "fill_", "zero_", "copy_", "add_", "sub_", "mul_", "div_", "clamp_", "erfinv_",
}
_TIMM_NAME = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)?")

# Set for every network, whatever the configuration says: see `complete_config`.
_FORCED = {"encoder_weights": None, "activation": None}


def architecture_names() -> tuple[str, ...]:
    """The names that `_model_class` may have."""
    return _SMP + tuple(_OWN)


def is_from_smp(name: str) -> bool:
    """Whether segmentation-models-pytorch itself has this architecture."""
    return name in _SMP


def encoder_names(with_timm: bool = False) -> tuple[str, ...]:
    """The encoders that smp brings itself; `with_timm` adds timm's as "tu-..." (not every one of them has the five scales)."""
    own = tuple(smp.encoders.get_encoder_names())
    return own + tuple(f"tu-{name}" for name in timm.list_models()) if with_timm else own


def is_known_encoder(name: str) -> bool:
    """Whether `name` is one of smp's encoders, or "tu-" and the plain name of a network in timm (no hub, no path)."""
    if name in smp.encoders.encoders:
        return True
    plain = name[3:] if name.startswith("tu-") else ""
    return bool(_TIMM_NAME.fullmatch(plain)) and bool(timm.is_model(plain))


def complete_config(config: Mapping[str, Any], *, classes: int, in_channels: int, path: str = "") -> dict[str, Any]:
    """The checked configuration with all defaults filled in, as smp writes it to `config.json`.

    `encoder_weights` becomes null, or loading would start a download, and `activation` null, because runners expect scores.
    Raises `JobError`: "model.architecture" for unknown names, "model.invalid" for anything else; `path` is named in it.
    """
    name = config.get(MODEL_CLASS)
    if not isinstance(name, str) or name not in architecture_names():
        raise JobError("model.architecture", path=path, what="architecture", name=_short(name))
    allowed = _defaults(name)
    given = {key: value for key, value in config.items() if not key.startswith("_")}
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise JobError("model.invalid", path=path, reason=f"{name} has no setting '{_short(unknown[0])}'")
    for key, wanted in (("classes", classes), ("in_channels", in_channels)):
        if given.setdefault(key, wanted) != wanted:
            raise JobError("model.invalid", path=path, reason=f"its network has {key} {_short(given[key])}, its card {wanted}")
    complete = {MODEL_CLASS: name, **allowed, **given, **{key: value for key, value in _FORCED.items() if key in allowed}}
    _check_values(complete, allowed, path)
    return complete


def build_network(config: Mapping[str, Any], *, classes: int, in_channels: int, path: str = "") -> nn.Module:
    """A new network with random weights from an smp-style configuration (`_model_class`, `encoder_name`, ...).

    Errors as for `complete_config`; also "model.invalid" where the architecture refuses the combination.
    """
    arguments = complete_config(config, classes=classes, in_channels=in_channels, path=path)
    name = arguments.pop(MODEL_CLASS)
    arguments = {key: tuple(value) if isinstance(value, list) else value for key, value in arguments.items()}
    try:
        return pool_anywhere(_constructor(name)(**arguments))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RuntimeError) as error:
        reason = f"{name} cannot be built so ({_short(error)})"
        raise JobError("model.invalid", path=path, reason=reason) from error


@contextmanager
def weightless() -> Iterator[None]:
    """Networks built in this block (and thread) have parameters on torch's "meta" device: names and shapes, no memory.

    Unlike `with torch.device("meta")` this leaves buffers real, so that constants which no weights file holds (the position
    index of a Swin transformer, for one) keep their values.
    """
    thread = threading.get_ident()

    def to_meta(_module: nn.Module, _name: str, parameter: nn.Parameter | None) -> nn.Parameter | None:
        if parameter is None or parameter.is_meta or threading.get_ident() != thread:
            return None
        return nn.Parameter(parameter.detach().to("meta"), requires_grad=parameter.requires_grad)

    handle = torch.nn.modules.module.register_module_parameter_registration_hook(to_meta)  # type: ignore[arg-type]
    try:
        with _Unfilled():
            yield
    finally:
        handle.remove()


class _Unfilled(TorchFunctionMode):
    """Start values of what has no memory are not computed: torch loads its whole compiler for that, which takes seconds."""

    def __torch_function__(self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (),
                           kwargs: Mapping[str, Any] | None = None) -> Any:
        tensor = args[0] if args else (kwargs or {}).get("tensor")
        if getattr(func, "__name__", "") in _FILLS and isinstance(tensor, torch.Tensor) and tensor.is_meta:
            return tensor
        return func(*args, **(kwargs or {}))


def _constructor(name: str) -> Callable[..., nn.Module]:
    return _OWN[name] if name in _OWN else getattr(smp, name)


def _defaults(name: str) -> dict[str, Any]:
    """The constructor's settings and their defaults, without what it would pass on to timm."""
    parameters = inspect.signature(inspect.unwrap(_constructor(name))).parameters
    named = {key: p.default for key, p in parameters.items() if p.kind is not p.VAR_KEYWORD}
    named.update(_HANDED_ON.get(name, {}))
    return {key: list(value) if isinstance(value, tuple) else value for key, value in named.items()}


def _check_values(config: Mapping[str, Any], defaults: Mapping[str, Any], path: str) -> None:
    encoder = config.get("encoder_name")
    if "encoder_name" in defaults and (not isinstance(encoder, str) or not is_known_encoder(encoder)):
        raise JobError("model.architecture", path=path, what="encoder", name=_short(encoder))
    if config.get("aux_params") is not None:
        raise JobError("model.invalid", path=path, reason="a second, auxiliary output (aux_params) is not supported")
    for key, value in config.items():
        if key not in (MODEL_CLASS, "encoder_name") and not _is_harmless(key, value):
            raise JobError("model.invalid", path=path, reason=f"the setting '{key}' cannot be {_short(value)}")
    for key in ("classes", "in_channels"):
        if config[key] < 1:
            raise JobError("model.invalid", path=path, reason=f"{key} must be at least 1, found {config[key]}")


def _is_harmless(key: str, value: Any) -> bool:
    """Numbers small enough not to exhaust memory, short words, lists of them; objects only for normalisation layers."""
    if isinstance(value, Mapping):
        return key.endswith("norm") and set(value) <= _NORM_KEYS and all(_is_scalar(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return len(value) <= MAX_DEPTH and all(_is_scalar(item) for item in value)
    return _is_scalar(value)


def _is_scalar(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, (int, float)):
        return 0 <= value <= MAX_CHANNELS
    return isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,40}", value) is not None


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 200 else text[:197] + "..."
