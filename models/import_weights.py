"""Bare weights and checkpoints of Lightning and TorchGeo: the person says the architecture, or the checkpoint's notes do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..core.contract.errors import JobError
from .import_package import Found
from .import_smp import modern_config
from .initial_weights import read_checkpoint
from .registry import MODEL_CLASS, architecture_names, is_known_encoder

# How TorchGeo and others write architectures, in letters and digits; all others are called as the class is.
_SPELLINGS = {"deeplabv3+": "DeepLabV3Plus", "unet++": "UnetPlusPlus"}
_ARCHITECTURE_NOTES = ("model", "arch", "architecture", "model_name", "decoder")
_ENCODER_NOTES = ("backbone", "encoder_name", "encoder")
_FOREIGN_NETWORKS = {"fcn"}  # TorchGeo's own small one, which only shares its name with ours


def read_weights(path: str, network: Mapping[str, Any]) -> Found:
    """The weights in `path` for the `network` that a person chose (as in `config.json`), else for the one that the file notes.

    Raises `JobError`: "model.incomplete" where neither says a network, "model.*" for what is no file of weights.
    """
    tensors, notes = read_checkpoint(path)
    config = modern_config(network) if network else noted_network(notes)
    if not config:
        missing = "the architecture and the encoder"
        noted = _noted(notes, _ARCHITECTURE_NOTES)
        if noted:
            missing += f" (the file notes '{noted[:40]}', which is none of ours)"
        raise JobError("model.incomplete", path=path, missing=missing, needs=["network"])
    return Found(path, config, tensors, network_noted=not network)


def noted_network(notes: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration that hyperparameters describe; empty where they name no network that we have."""
    name = _architecture(_noted(notes, _ARCHITECTURE_NOTES))
    if not name:
        return {}
    encoder = _noted(notes, _ENCODER_NOTES)
    if not is_known_encoder(encoder):
        return {}
    return {MODEL_CLASS: name, "encoder_name": encoder}


def _noted(notes: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((notes[key] for key in keys if isinstance(notes.get(key), str)), "")


def _architecture(text: str) -> str:
    plain = re.sub(r"[^a-z0-9+]", "", text.lower())
    if plain in _FOREIGN_NETWORKS:
        return ""
    names = {name.lower(): name for name in architecture_names()}
    return _SPELLINGS.get(plain) or names.get(plain, "")
