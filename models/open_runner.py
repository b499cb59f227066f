"""From a model package to what runs it: torch for our networks, ONNX Runtime for ONNX files and, if asked, for ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from ..core.contract.card import ModelCard, load_card
from .package import LoadedModel, load_network
from .runner import Runner, TorchRunner, pick_device

if TYPE_CHECKING:  # ONNX and its runtime take a moment to load, and most runs need neither
    from .onnx_package import OnnxModel

TORCH, ONNX, AUTO = "torch", "onnx", "auto"
Loaded = Union[LoadedModel, "OnnxModel"]


def is_onnx(card: ModelCard) -> bool:
    """Whether a package holds an ONNX file and so runs by ONNX Runtime only."""
    return card.weights.file.endswith(".onnx")


def runner_kind(card: ModelCard, kind: str) -> str:
    """TORCH or ONNX: what `kind` means for this model. An ONNX file has no choice; "auto" is torch where nobody has measured."""
    return ONNX if is_onnx(card) or kind == ONNX else TORCH


def load_model(folder: str, kind: str = AUTO) -> Loaded:
    """Load a package for a runner of a kind. Our own network for ONNX Runtime is exported first, once for each computer.

    Raises `JobError` ("model.*").
    """
    card = load_card(folder)
    if runner_kind(card, kind) == TORCH:
        return load_network(folder)
    if is_onnx(card):
        from .onnx_package import load_onnx

        return load_onnx(folder)
    from .onnx_cache import exported_model

    return exported_model(folder)


def make_runner(model: Loaded, device: str, threads: int = 0) -> Runner:
    """A runner of a loaded model on a device that `device_for` named. `threads`: of the CPU, 0 = as the library likes."""
    if isinstance(model, LoadedModel):
        return TorchRunner(model, device, threads)
    from .onnx_runner import OnnxRunner

    return OnnxRunner(model, device, threads)


def open_runner(folder: str, device: str = "cpu", threads: int = 0, kind: str = AUTO) -> Runner:
    """`load_model` and `make_runner` in one."""
    return make_runner(load_model(folder, kind), device, threads)


def device_for(card: ModelCard, kind: str, wanted: str) -> tuple[str, str]:
    """The device that a runner of this kind uses where `wanted` is asked for, and a sentence that says why."""
    if runner_kind(card, kind) == TORCH:
        return pick_device(wanted)
    from .onnx_runner import onnx_device

    return onnx_device(wanted)
