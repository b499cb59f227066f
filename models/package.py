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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from safetensors.torch import save
from torch import nn

from ..core.contract.card import CARD_FILE, CONFIG_FILE, WEIGHTS_FILE, ModelCard, Weights, card_to_json, load_card
from ..core.contract.errors import JobError
from .package_files import README_FILE, copy_files, new_folder, pack, unpack_files, write_text
from .registry import MODEL_CLASS, build_network, complete_config, weightless
from .safetensors_header import read_header, read_tensors

MAX_CONFIG_BYTES = 256 * 1024
__all__ = ["Difference", "LoadedModel", "copy_package", "differences", "load_network", "pack", "save_package", "unpack",
           "verify_package"]

_UNSAFE_SUFFIXES = (".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".bin", ".pt2", ".dlpk")
_SHOWN_DIFFERENCES = 3
_LISTED_DIFFERENCES = 1000  # more than any network's author reads, and a failure must fit into one line of the protocol


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
    fill_network(empty.network, read_tensors(file_in(folder, empty.card.weights.file)))
    return replace(empty, network=empty.network.eval().to(device))


def verify_package(folder: str) -> ModelCard:
    """All checks of `load_network` without loading the weights; same errors. ONNX packages are checked as `load_onnx` does."""
    _refuse_pickles(folder)
    card = _card(folder)
    if not card.weights.file.endswith(".onnx"):
        return _verified(folder).card
    from .onnx_package import load_onnx  # it builds on this module, and most packages need no ONNX

    return load_onnx(folder).card


def _verify_whole(folder: str) -> ModelCard:
    """`verify_package` and every number of the weights: for packages that come from elsewhere."""
    card = verify_package(folder)
    if not card.weights.file.endswith(".onnx"):
        read_tensors(file_in(folder, card.weights.file))
    return card


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


def unpack(zip_path: str, folder: str) -> ModelCard:
    """Unpack a zipped package into the new folder `folder` if it passes all checks. Raises `JobError` ("model.*", "output.*")."""
    with _naming(zip_path):
        unpack_files(zip_path, folder, _verify_whole)
    return load_card(folder)


def copy_package(source: str, folder: str) -> ModelCard:
    """Copy a package into the new folder `folder` if it passes all checks. Raises `JobError` ("model.*", "output.*")."""
    with _naming(source):
        verify_package(source)
        copy_files(source, folder, _verify_whole)
    return load_card(folder)


@contextmanager
def _naming(path: str) -> Iterator[None]:
    """Errors about a model name what the person gave, not a temporary folder."""
    try:
        yield
    except JobError as error:
        if error.code.startswith("model."):
            raise JobError(error.code, **{**error.data, "path": path}) from error
        raise


def read_config(folder: str) -> dict[str, Any]:
    """The network's configuration as it stands in the package, unchecked but for being a JSON object."""
    try:
        path = file_in(folder, CONFIG_FILE)
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


@dataclass(frozen=True)
class Difference:
    """A tensor in which weights and network differ. `kind`: "missing" from the weights, "unexpected" in them, other "shape"."""

    name: str
    kind: str
    in_file: tuple[int, ...] | None = None
    in_network: tuple[int, ...] | None = None

    def __str__(self) -> str:
        if self.kind == "missing":
            return f"'{self.name}' is missing"
        if self.kind == "unexpected":
            return f"'{self.name[:80]}' belongs to no layer"
        return f"'{self.name}' is {self.in_file} in the file and {self.in_network} in the network"


def differences(network: nn.Module, found: Mapping[str, tuple[int, ...]]) -> list[Difference]:
    """What keeps weights of these names and shapes from being the network's, in the network's order; surplus tensors last."""
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    result = [
        Difference(name, "shape", found[name], shape) if name in found else Difference(name, "missing", None, shape)
        for name, shape in wanted.items() if found.get(name) != shape
    ]
    return result + [Difference(name, "unexpected", shape) for name, shape in found.items() if name not in wanted]


def check_shapes(network: nn.Module, found: Mapping[str, tuple[int, ...]], path: str, code: str = "model.shape") -> None:
    """Compare names and shapes of weights with a network's. Raises `JobError` (`code`) whose sentence names the first
    differences; its data has the "differences" as {"name", "kind", "in_file", "in_network"}, and how many there are as "count".
    """
    found_out = differences(network, found)
    if not found_out:
        return
    more = len(found_out) - _SHOWN_DIFFERENCES
    reason = "; ".join(map(str, found_out[:_SHOWN_DIFFERENCES])) + (f"; and {more} more" if more > 0 else "")
    listed = [
        {"name": d.name[:200], "kind": d.kind, "in_file": d.in_file and list(d.in_file),
         "in_network": d.in_network and list(d.in_network)}
        for d in found_out[:_LISTED_DIFFERENCES]
    ]
    raise JobError(code, path=path, reason=reason, differences=listed, count=len(found_out))


def fill_network(network: nn.Module, tensors: Mapping[str, torch.Tensor]) -> None:
    """Give a weightless network its weights, in the types that it was built with; names and shapes have been compared.

    The network gets copies: tensors of a file lie wherever the file has them, and a sum over values that do not begin at a
    whole word of the processor may be rounded otherwise; nor must a package stay open that may be replaced.
    """
    types = {name: tensor.dtype for name, tensor in network.state_dict().items()}
    network.load_state_dict({name: tensors[name].to(dtype, copy=True) for name, dtype in types.items()}, assign=True)


def _verified(folder: str) -> LoadedModel:
    """Everything that can be checked before memory is spent; the network has no weights yet."""
    _refuse_pickles(folder)
    card = _card(folder)
    if card.weights.file.endswith(".onnx"):
        raise JobError("model.only_runs", path=folder)
    config = read_config(folder)
    _check_card_names(card, config, folder)
    weights = file_in(folder, card.weights.file)
    try:
        shapes = {name: info.shape for name, info in read_header(weights).items()}
        with weightless():
            network = build_network(config, classes=len(card.classes), in_channels=len(card.bands), path=folder)
        check_shapes(network, shapes, folder)
    except OSError as error:
        raise JobError("model.missing", path=folder, reason=error.strerror or str(error)) from error
    _check_sum(card, weights, folder)
    return LoadedModel(card, network, config, folder)


def _card(folder: str) -> ModelCard:
    """The card, which must be a file of this folder: a link could bring in any other file's content."""
    file_in(folder, CARD_FILE)
    return load_card(folder)


def _check_sum(card: ModelCard, weights: str, folder: str) -> None:
    try:
        found = file_sha256(weights)
    except OSError as error:
        raise JobError("model.missing", path=folder, reason=error.strerror or str(error)) from error
    if found != card.weights.sha256.removeprefix("sha256:"):
        raise JobError("model.checksum", path=folder)


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


def file_in(folder: str, name: str) -> str:
    """The path of an ordinary file inside the folder, no link; `name` has no directories."""
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
