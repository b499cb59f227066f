"""Fine-tuning: a network that starts from another model's weights, whose classes may have other names, places or number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from ...core.contract.errors import JobError
from ..package import LoadedModel, load_network
from ..registry import build_network, complete_config, weightless
from .config import TrainConfig


def load_parent(config: TrainConfig) -> LoadedModel | None:
    """The model to start from, if the configuration names one. Raises `JobError` ("model.*", "training.base")."""
    if not config.parent:
        return None
    parent = load_network(config.parent)
    wanted, found = [b.name for b in config.bands], [b.name for b in parent.card.bands]
    if wanted != found:
        reason = f"it was trained on the bands {', '.join(found)}, not {', '.join(wanted)}"
        raise JobError("training.base", path=config.parent, reason=reason)
    if config.scaling and config.scaling != parent.card.scaling:
        raise JobError("training.base", path=config.parent, reason="its values are scaled in another way")
    unknown = sorted(set(config.class_from.values()) - {c.name for c in parent.card.classes})
    if unknown:
        raise JobError("training.base", path=config.parent, reason=f"it has no class '{unknown[0]}'")
    return parent


def same_network(config: TrainConfig, parent: LoadedModel) -> bool:
    """Whether the parent's network differs in nothing but its classes."""
    bands = len(config.bands)
    new = complete_config(config.network, classes=len(config.classes), in_channels=bands)
    old = complete_config(parent.config, classes=len(parent.card.classes), in_channels=bands)
    return {**new, "classes": 0} == {**old, "classes": 0}


def class_places(config: TrainConfig, parent: LoadedModel) -> list[tuple[int, int]]:
    """(place in the new model, place in the parent) of every class that both have."""
    old = {info.name: place for place, info in enumerate(parent.card.classes)}
    pairs = [(place, old.get(config.class_from.get(info.name, info.name))) for place, info in enumerate(config.classes)]
    return [(new, place) for new, place in pairs if place is not None]


def start_from(network: nn.Module, config: TrainConfig, parent: LoadedModel) -> None:
    """Give a new network the parent's weights; of the layers that have one part a class, the parts of the common classes.

    New classes keep the values that the network was made with. So do layers that the network says refine another's
    (`refining_layers`) where the parent has none of that shape: an FCN-32s is a part of an FCN-16s. Raises `JobError`
    ("training.base") where anything else does not fit, or the parent has layers that the new network lacks.
    """
    places = class_places(config, parent)
    with weightless():
        wider = build_network(config.network, classes=len(config.classes) + 1, in_channels=len(config.bands)).state_dict()
    old = parent.network.state_dict()
    homeless = next((name for name in old if name not in wider), "")
    if homeless:
        raise JobError("training.base", path=config.parent, reason=f"the new network has no place for its weights '{homeless}'")
    refining: tuple[str, ...] = getattr(network, "refining_layers", ())
    with torch.no_grad():
        for name, tensor in network.state_dict().items():  # shares memory with the network
            axes = [axis for axis, (size, more) in enumerate(zip(tensor.shape, wider[name].shape)) if size != more]
            source = old.get(name)
            if source is None or not _comparable(tensor.shape, source.shape, axes):
                if any(part in name for part in refining):
                    continue
                reason = f"the weights '{name}' of its network do not fit the new one"
                raise JobError("training.base", path=config.parent, reason=reason)
            tensor.copy_(_with_classes(tensor, source, axes, places))


def _comparable(new: Sequence[int], old: Sequence[int], axes: Sequence[int]) -> bool:
    """Equal shapes but for the axes that count classes."""
    return len(new) == len(old) and all(a == b for axis, (a, b) in enumerate(zip(new, old)) if axis not in axes)


def _with_classes(tensor: torch.Tensor, source: torch.Tensor, axes: Sequence[int],
                  places: Sequence[tuple[int, int]]) -> torch.Tensor:
    if not axes:
        return source
    axis, *rest = axes
    result = tensor.clone()
    for new, old in places:
        result.select(axis, new).copy_(_with_classes(tensor.select(axis, new), source.select(axis, old),
                                                     [a - 1 for a in rest], places))
    return result


def relabel_table(config: TrainConfig, parent: LoadedModel) -> np.ndarray:
    """(C_parent,) uint8: the new model's class for each of the parent's; C, which no class has, where there is none."""
    table = np.full(len(parent.card.classes), len(config.classes), np.uint8)
    for new, old in class_places(config, parent):
        table[old] = new
    return table
