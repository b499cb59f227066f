"""Which tensors of a stranger's file are which of a network's, and what the file's shapes tell about classes and bands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import nn

from ..core.contract.errors import JobError
from .package import check_shapes, fill_network
from .registry import build_network, weightless

_COUNTER = "num_batches_tracked"  # of batch normalisation; inference never uses it and old checkpoints lack it
_AUXILIARY = "classification_head."  # smp's second output for whole images, which a map does not need
_HEAD = "segmentation_head."
_PREFIX_SAMPLES = 50
Shapes = Mapping[str, tuple[int, ...]]


def without_prefix(found: Mapping[str, torch.Tensor], wanted: Iterable[str]) -> dict[str, torch.Tensor]:
    """The file's tensors under the network's names: without what a training framework puts in front of them ("model.").

    The prefix under which most of the wanted names are found is taken. Where all are found under it, tensors beside the network
    (a loss's, say) are left out; else they stay, as they may explain what is missing.
    """
    names = [name for name in wanted if not name.endswith(_COUNTER)]
    prefix = _prefix(found, names)
    cut = {name[len(prefix):]: tensor for name, tensor in found.items() if name.startswith(prefix)}
    if not prefix or not all(name in cut for name in names):
        return cut if prefix else dict(found)
    return {name: tensor for name, tensor in cut.items() if name in set(wanted)}


def counts_of(config: Mapping[str, Any], tensors: Mapping[str, torch.Tensor], path: str) -> tuple[int, int]:
    """(classes, bands) that the weights are for, by the sizes of the layers that have one part for each; 0 where unclear."""
    names = _weightless(config, 2, 3, path).state_dict()
    found = {name: tuple(tensor.shape) for name, tensor in without_prefix(tensors, names).items()}
    base = {name: tuple(tensor.shape) for name, tensor in names.items()}
    return (_count(base, _shapes(_weightless(config, 3, 3, path)), found, 2),
            _count(base, _shapes(_weightless(config, 2, 4, path)), found, 3))


def network_with(config: Mapping[str, Any], tensors: Mapping[str, torch.Tensor], *, classes: int, in_channels: int, path: str,
                 code: str = "model.unlike_file") -> nn.Module:
    """The network with the file's weights. Raises `JobError`: `code` with every difference (`check_shapes`), or "model.*".

    One-class weights, as they are trained for "this or not", become two classes with the same answers: the score of the first,
    "not", is always 0, so that softmax gives what the sigmoid gave.
    """
    network = _weightless(config, classes, in_channels, path)
    found = without_prefix(tensors, network.state_dict())
    found = {name: tensor for name, tensor in found.items() if not name.startswith(_AUXILIARY)}
    for name, tensor in network.state_dict().items():
        if name.endswith(_COUNTER):
            found.setdefault(name, torch.zeros(tuple(tensor.shape), dtype=tensor.dtype))
    if classes == 2:
        found = _with_background(network, found)
    check_shapes(network, {name: tuple(tensor.shape) for name, tensor in found.items()}, path, code)
    fill_network(network, found)
    return network.eval()


def _prefix(found: Iterable[str], names: list[str]) -> str:
    """What stands before most of the names; nothing where they stand as they are."""
    there = set(found)
    step = max(1, len(names) // _PREFIX_SAMPLES)
    samples = names[::step]
    candidates = {name[: -len(sample)] for sample in samples for name in there if name.endswith("." + sample)} | {""}
    hits = Counter({prefix: sum(prefix + name in there for name in names) for prefix in candidates})
    return max(sorted(candidates, key=len), key=lambda prefix: hits[prefix])


def _weightless(config: Mapping[str, Any], classes: int, in_channels: int, path: str) -> nn.Module:
    with weightless():
        return build_network(config, classes=classes, in_channels=in_channels, path=path)


def _shapes(network: nn.Module) -> Shapes:
    return {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}


def _count(base: Shapes, more: Shapes, found: Shapes, at_base: int) -> int:
    """Reads a number from the axes that grow by one when the number does. 0 if there are none or they disagree."""
    numbers = set()
    for name, shape in base.items():
        other = more.get(name, ())
        if len(found.get(name, ())) != len(shape) or len(other) != len(shape):
            continue
        numbers |= {found[name][axis] - size + at_base for axis, size in enumerate(shape) if other[axis] == size + 1}
    return numbers.pop() if len(numbers) == 1 and min(numbers) > 0 else 0


def _with_background(network: nn.Module, found: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """One-class scores of smp's head as the second of two; everything else, and other heads, as they are."""
    result = dict(found)
    for name, tensor in network.state_dict().items():
        source = found.get(name)
        if source is None or not name.startswith(_HEAD) or source.shape == tensor.shape:
            continue
        if source.dim() and source.shape[0] == 1 and tuple(source.shape[1:]) == tuple(tensor.shape[1:]):
            result[name] = torch.cat([torch.zeros_like(source), source])
    return result


def refuse_unknown_counts(classes: int, bands: int, found_classes: int, found_bands: int, path: str) -> None:
    """Raise `JobError` ("job.invalid") where a person named another number of classes or bands than the file has."""
    if found_bands and bands != found_bands:
        raise JobError("job.invalid", reason=f"{bands} band(s) are named, but the network in '{path}' has {found_bands}")
    if found_classes and classes != max(found_classes, 2):
        known = max(found_classes, 2)
        raise JobError("job.invalid", reason=f"{classes} class(es) are named, but the network in '{path}' has {known}")
