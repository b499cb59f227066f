"""Model packages: loading one without trusting it, saving one whole, and passing one round as a zip.

A package may come from anybody. Nothing in it is unpickled, imported or fetched: the card and the configuration are checked
JSON, the network is built from closed lists, and the weights' header must agree with it name by name and shape by shape before
memory is given to them.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from safetensors.torch import save
from torch import nn

from ..core.contract.card import CARD_FILE, CONFIG_FILE, WEIGHTS_FILE, ModelCard, Weights, card_to_json, load_card
from ..core.contract.errors import JobError
from .initial_weights import read_state_dict
from .package_files import README_FILE, new_folder, pack, unpack_files, write_text
from .registry import MODEL_CLASS, build_network, complete_config, weightless
from .safetensors_header import read_header, read_tensors

MAX_CONFIG_BYTES = 256 * 1024
__all__ = ["LoadedModel", "import_state_dict", "load_network", "pack", "save_package", "unpack", "verify_package"]

_UNSAFE_SUFFIXES = (".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".bin", ".pt2", ".dlpk")
_SHOWN_DIFFERENCES = 3
# What training frameworks put in front of the network's own names; the first that gives all names is taken off.
_PREFIXES = ("", "model.", "module.", "network.", "net.", "model.module.")


@dataclass(frozen=True)
class LoadedModel:
    """A network ready to run (eval mode, float32), its card, and the configuration it was built from."""

    card: ModelCard
    network: nn.Module
    config: Mapping[str, Any]
    folder: str


def load_network(folder: str, device: str = "cpu") -> LoadedModel:
    """Load a model package. Raises `JobError`: "model.missing", "model.invalid", "model.unsafe", "model.architecture",
    "model.shape" (names the first tensors that differ), "model.checksum", "model.newer".
    """
    empty = _verified(folder)
    fill_network(empty.network, read_tensors(_weights_path(folder, empty.card.weights.file)))
    return replace(empty, network=empty.network.eval().to(device))


def verify_package(folder: str) -> ModelCard:
    """All checks of `load_network` without loading the weights; same errors."""
    return _verified(folder).card


def save_package(
    folder: str, network: nn.Module, config: Mapping[str, Any], card: ModelCard, readme: str, half: bool = True
) -> ModelCard:
    """Write a model package under its final name only when it is whole, in place of one that may be there.

    `half`: weights of two and more dimensions as float16 on disk (biases and batch statistics, which are few and can exceed
    float16's range, stay float32). The card's architecture, encoder and checksum are filled in here; the finished card is
    returned. Raises `JobError` ("model.invalid", "output.*").
    """
    complete = complete_config(config, classes=len(card.classes), in_channels=len(card.bands), path=folder)
    names = {"architecture": complete[MODEL_CLASS], "encoder": complete.get("encoder_name", "")}
    with new_folder(folder) as temporary:
        weights = os.path.join(temporary, WEIGHTS_FILE)
        stored = {name: _stored(tensor, half) for name, tensor in network.state_dict().items()}
        with open(weights, "wb") as file:
            file.write(save(stored, metadata={"format": "pt"}))
        finished = replace(card, weights=Weights(WEIGHTS_FILE, "sha256:" + file_sha256(weights)), **names)
        if finished.problem():
            raise JobError("model.invalid", path=folder, reason=finished.problem())
        write_text(os.path.join(temporary, CONFIG_FILE), json.dumps(complete, indent=2) + "\n")
        write_text(os.path.join(temporary, README_FILE), readme)
        write_text(os.path.join(temporary, CARD_FILE), card_to_json(finished))
        verify_package(temporary)
    return finished


def import_state_dict(
    path: str, folder: str, config: Mapping[str, Any], card: ModelCard, readme: str, half: bool = True
) -> ModelCard:
    """Turn bare weights or a Lightning checkpoint (read without running anything in it) into a model package at `folder`.

    The architecture is what the person chose as `config`; every tensor of it must be in the file, in its shape. Names may carry
    a framework's prefix ("model."); tensors beside the network, such as a loss's, are left out. Errors as `load_network`.
    """
    with weightless():
        network = build_network(config, classes=len(card.classes), in_channels=len(card.bands), path=path)
    found = _without_prefix(read_state_dict(path), network.state_dict())
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):  # a counter that inference never uses; old checkpoints lack it
            found.setdefault(name, torch.zeros(tuple(tensor.shape), dtype=tensor.dtype))
    check_shapes(network, {name: tuple(tensor.shape) for name, tensor in found.items()}, path)
    fill_network(network, found)
    return save_package(folder, network, config, card, readme, half)


def unpack(zip_path: str, folder: str) -> ModelCard:
    """Unpack a zipped package into the new folder `folder` if it passes all checks. Raises `JobError` ("model.*", "output.*")."""
    try:
        unpack_files(zip_path, folder, verify_package)
    except JobError as error:
        if error.code.startswith("model."):  # name what the person gave, not the temporary folder
            raise JobError(error.code, **{**error.data, "path": zip_path}) from error
        raise
    return load_card(folder)


def read_config(folder: str) -> dict[str, Any]:
    """The network's configuration as it stands in the package, unchecked but for being a JSON object."""
    path = os.path.join(folder, CONFIG_FILE)
    try:
        if os.path.getsize(path) > MAX_CONFIG_BYTES:
            raise JobError("model.invalid", path=folder, reason=f"{CONFIG_FILE} is larger than {MAX_CONFIG_BYTES} bytes")
        with open(path, encoding="utf-8") as file:
            value: Any = json.load(file)
    except OSError as error:
        raise JobError("model.missing", path=folder, reason=f"{CONFIG_FILE}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise JobError("model.invalid", path=folder, reason=f"{CONFIG_FILE} is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise JobError("model.invalid", path=folder, reason=f"{CONFIG_FILE} is not an object")
    return value


def file_sha256(path: str) -> str:
    """The SHA-256 of a file as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def check_shapes(network: nn.Module, found: Mapping[str, tuple[int, ...]], path: str) -> None:
    """Compare names and shapes of weights with a network's. Raises `JobError` ("model.shape") with the first differences."""
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    problems = [
        f"'{name}' is {found[name]} in the file and {shape} in the network" if name in found else f"'{name}' is missing"
        for name, shape in wanted.items() if found.get(name) != shape
    ]
    problems += [f"'{name[:80]}' belongs to no layer" for name in found if name not in wanted]
    if problems:
        more = len(problems) - _SHOWN_DIFFERENCES
        reason = "; ".join(problems[:_SHOWN_DIFFERENCES]) + (f"; and {more} more" if more > 0 else "")
        raise JobError("model.shape", path=path, reason=reason)


def fill_network(network: nn.Module, tensors: Mapping[str, torch.Tensor]) -> None:
    """Give a weightless network its weights, in the types that it was built with; names and shapes have been compared."""
    types = {name: tensor.dtype for name, tensor in network.state_dict().items()}
    network.load_state_dict({name: tensors[name].to(dtype) for name, dtype in types.items()}, assign=True)


def _verified(folder: str) -> LoadedModel:
    """Everything that can be checked before memory is spent; the network has no weights yet."""
    _refuse_pickles(folder)
    card, config = load_card(folder), read_config(folder)
    _check_card_names(card, config, folder)
    weights = _weights_path(folder, card.weights.file)
    try:
        shapes = {name: info.shape for name, info in read_header(weights).items()}
        with weightless():
            network = build_network(config, classes=len(card.classes), in_channels=len(card.bands), path=folder)
        check_shapes(network, shapes, folder)
        intact = file_sha256(weights) == card.weights.sha256.removeprefix("sha256:")
    except OSError as error:
        raise JobError("model.missing", path=folder, reason=error.strerror or str(error)) from error
    if not intact:
        raise JobError("model.checksum", path=folder)
    return LoadedModel(card, network, config, folder)


def _refuse_pickles(folder: str) -> None:
    """A folder without safetensors but with weights in a format that can run code gets told so, not just "missing"."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise JobError("model.missing", path=folder, reason=error.strerror or str(error)) from error
    unsafe = [name for name in names if name.lower().endswith(_UNSAFE_SUFFIXES)]
    if unsafe and not any(name.endswith(".safetensors") for name in names):
        raise JobError("model.unsafe", path=folder, reason=f"its weights are '{unsafe[0]}', which can run code when loaded")


def _check_card_names(card: ModelCard, config: Mapping[str, Any], folder: str) -> None:
    for what, on_card, key in (("architecture", card.architecture, MODEL_CLASS), ("encoder", card.encoder, "encoder_name")):
        in_config = config.get(key, "")
        if on_card != in_config:
            reason = f"its card names the {what} '{on_card}', its configuration '{str(in_config)[:80]}'"
            raise JobError("model.invalid", path=folder, reason=reason)


def _weights_path(folder: str, name: str) -> str:
    """The weights as a real file inside the folder; the card has been checked to name one without directories."""
    path = os.path.join(folder, name)
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = f"{name!r}: {getattr(error, 'strerror', None) or error}"
        raise JobError("model.missing", path=folder, reason=reason) from error
    if not stat.S_ISREG(mode):
        raise JobError("model.unsafe", path=folder, reason=f"'{name}' is a link or no ordinary file")
    return path


def _stored(tensor: torch.Tensor, half: bool) -> torch.Tensor:
    """The tensor as it goes to disk; float16 only where nothing overflows."""
    plain = tensor.detach().to("cpu").contiguous().clone()
    if not half or plain.dim() < 2 or plain.dtype != torch.float32:
        return plain
    halved = plain.half()
    return halved if bool(torch.isfinite(halved).all()) else plain


def _without_prefix(found: Mapping[str, torch.Tensor], wanted: Iterable[str]) -> dict[str, torch.Tensor]:
    """The network's tensors under the network's names; with the prefix under which most of them are found."""
    names = [name for name in wanted if not name.endswith("num_batches_tracked")]
    best = max(_PREFIXES, key=lambda prefix: sum(prefix + name in found for name in names))
    cut = {name[len(best):]: tensor for name, tensor in found.items() if name.startswith(best)}
    return cut if not best or not all(name in cut for name in names) else {
        name: tensor for name, tensor in cut.items() if name in set(wanted)
    }
