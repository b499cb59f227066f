"""Starting an encoder from weights that it learned elsewhere (ImageNet, say), from a file that a person names.

Authors name the same layers differently, but list them in the same order. So tensors are matched by name where the names
agree, else by order, and only if every single shape agrees; anything less would start from noise and look like a success.
"""

from __future__ import annotations

import os
import pickle  # nosec B403 - only for the name of the error that torch raises; nothing is unpickled with it
import re
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from ..core.contract.errors import JobError
from .safetensors_header import read_tensors, refuse_not_finite

# What a classifier has after the layers that an encoder keeps, in the naming of the usual collections of weights.
_HEAD = re.compile(r"(_conv_head|_bn1|_fc|conv_head|bn2|fc|head|classifier|last_linear|pre_logits)\.")
_PREFIXES = ("encoder.", "backbone.", "module.", "model.", "encoder.model.")
_CONTAINERS = ("state_dict", "model_state_dict", "model")
_MAX_NOTE_DEPTH = 5
_DTYPES = {torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.bool,
           torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64}


def load_initial_encoder(network: nn.Module, path: str) -> int:
    """Copy the weights in `path` (.safetensors, or .pth/.pt read with `weights_only`) into `network.encoder`.

    Returns how many tensors were set. A first convolution for another number of bands is filled by repeating the file's bands,
    scaled so that its response keeps its size. Raises `JobError`: "model.missing", "model.unsafe", "model.invalid",
    "model.shape" (names the first tensor that does not fit).
    """
    encoder = getattr(network, "encoder", None)
    if not isinstance(encoder, nn.Module):
        raise JobError("model.invalid", path=path, reason="this architecture has no encoder that could be initialised")
    wanted = _without_counters(encoder.state_dict())
    found = _without_counters(read_state_dict(path))
    matched = _by_name(wanted, found) or _by_order(wanted, found, path)
    with torch.no_grad():
        for name, tensor in wanted.items():
            tensor.copy_(_fitted(matched[name], tensor))  # state_dict shares memory with the encoder
    return len(wanted)


def read_state_dict(path: str) -> dict[str, torch.Tensor]:
    """The tensors of a weights file by name, in the file's order; nothing in it is executed. Errors as `load_initial_encoder`."""
    return read_checkpoint(path)[0]


def read_checkpoint(path: str) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """As `read_state_dict`, and what a training framework noted about the network ("hyper_parameters"), empty where nothing is.

    Of the notes only numbers, texts, and lists and tables of them are kept.
    """
    if path.lower().endswith(".safetensors"):
        return read_tensors(path), {}
    value = _load_without_code(path)
    notes: Any = value.get("hyper_parameters") if isinstance(value, Mapping) else None
    for key in _CONTAINERS:
        if isinstance(value, Mapping) and isinstance(value.get(key), Mapping):
            value = value[key]
    if not isinstance(value, Mapping):
        raise JobError("model.invalid", path=path, reason="it holds no table of weights")
    tensors = {str(name): tensor for name, tensor in value.items() if isinstance(tensor, torch.Tensor)}
    if not tensors:
        raise JobError("model.invalid", path=path, reason="it holds no weights")
    _refuse_unusual(tensors, path)
    refuse_not_finite(tensors, path)
    return tensors, _plain(notes) if isinstance(notes, Mapping) else {}


def _refuse_unusual(tensors: Mapping[str, torch.Tensor], path: str) -> None:
    """Raise `JobError` for what no weights are: without memory, sparse, of rare types, or larger than what is stored of them."""
    for name, tensor in tensors.items():
        usual = tensor.device.type == "cpu" and tensor.layout == torch.strided and tensor.dtype in _DTYPES
        if not usual or tensor.numel() * tensor.element_size() > tensor.untyped_storage().nbytes():
            reason = f"'{name[:80]}' in it is no ordinary table of numbers"
            raise JobError("model.invalid", path=path, reason=reason)


def _load_without_code(path: str) -> Any:
    if not os.path.isfile(path):
        raise JobError("model.missing", path=path, reason="no such file")
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        if "global" in str(error).lower():  # torch names the function or class that the file asks for
            raise JobError("model.unsafe", path=path, reason="it holds more than tensors and would have to run code") from error
        raise JobError("model.invalid", path=path, reason="it is no file of weights, or damaged") from error
    except (OSError, RuntimeError, ValueError, EOFError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise JobError("model.invalid", path=path, reason=f"the weights cannot be read ({str(error)[:200]})") from error


def _plain(value: Any, depth: int = 0) -> Any:
    """Numbers, texts, and lists and tables of them, to a depth that notes have; None for anything else."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if depth < _MAX_NOTE_DEPTH and isinstance(value, Mapping):
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if depth < _MAX_NOTE_DEPTH and isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    return None


def _without_counters(tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor for name, tensor in tensors.items() if not name.endswith("num_batches_tracked")}


def _by_name(wanted: Mapping[str, torch.Tensor], found: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Empty unless every wanted name is there, with or without one of the usual prefixes on either side, in a fitting shape."""
    for prefix in ("", *_PREFIXES):
        for names in ({name: prefix + name for name in wanted}, {name: name.removeprefix(prefix) for name in wanted}):
            if all(other in found and _fits(found[other], wanted[name]) for name, other in names.items()):
                return {name: found[other] for name, other in names.items()}
    return {}


def _by_order(wanted: Mapping[str, torch.Tensor], found: Mapping[str, torch.Tensor], path: str) -> dict[str, torch.Tensor]:
    kept = {name: tensor for name, tensor in found.items() if not _HEAD.match(name)}
    for (name, tensor), (other, source) in zip(wanted.items(), kept.items()):
        if not _fits(source, tensor):
            reason = f"'{name}' of the encoder is {tuple(tensor.shape)}, '{other}' of the file {tuple(source.shape)}"
            raise JobError("model.shape", path=path, reason=reason)
    if len(wanted) != len(kept):
        raise JobError("model.shape", path=path, reason=f"the encoder has {len(wanted)} tensors, the file {len(kept)}")
    return dict(zip(wanted, kept.values()))


def _fits(source: torch.Tensor, target: torch.Tensor) -> bool:
    """Equal shapes; in a first convolution (3 input bands in the file) the number of bands may differ."""
    if source.shape == target.shape:
        return True
    if source.dim() != 4 or target.dim() != 4 or source.shape[1] != 3:
        return False
    return source.shape[0] == target.shape[0] and source.shape[2:] == target.shape[2:]


def _fitted(source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    if source.shape == target.shape:
        return source
    bands = target.shape[1]
    return source[:, [band % 3 for band in range(bands)]] * (3 / bands)
