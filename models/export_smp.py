"""A package as a plain folder of segmentation-models-pytorch, which its `from_pretrained` opens."""

from __future__ import annotations

import json
import os
import shutil

from ..core.contract.card import CONFIG_FILE, WEIGHTS_FILE, ModelCard, Scaling
from ..core.contract.errors import JobError
from .package import load_network
from .package_files import README_FILE, new_folder, write_text
from .registry import MODEL_CLASS, is_from_smp


def export_smp(folder: str, output: str) -> str:
    """Write `output`, a new folder, with configuration, weights and a README; returns its path.

    Raises `JobError`: "model.format" for networks that smp does not have, "output.locked" where something is there, "model.*".
    """
    model = load_network(folder)
    if not is_from_smp(str(model.config[MODEL_CLASS])):
        reason = f"segmentation-models-pytorch has no network '{model.card.architecture}'"
        raise JobError("model.format", path=folder, reason=reason)
    if os.path.lexists(output):
        raise JobError("output.locked", path=output, reason="something is there already")
    with new_folder(output) as temporary:
        shutil.copyfile(os.path.join(folder, model.card.weights.file), os.path.join(temporary, WEIGHTS_FILE))
        counts = {"classes": len(model.card.classes), "in_channels": len(model.card.bands)}
        config = {**model.config, **counts, "encoder_weights": None}
        write_text(os.path.join(temporary, CONFIG_FILE), json.dumps(config, indent=2) + "\n")
        write_text(os.path.join(temporary, README_FILE), _readme(model.card))
    return os.path.abspath(output)


def _readme(card: ModelCard) -> str:
    """A model card as the hub shows it: a head of names and values, then text. What smp cannot hold is said here."""
    head = ["---", "library_name: segmentation-models-pytorch", "pipeline_tag: image-segmentation"]
    head += [f"license: {json.dumps(card.license)}"] if card.license else []
    return "\n".join([
        *head, "tags:", "- semantic-segmentation", "---", "", f"# {card.name} {card.version}", "", card.description, "",
        f"- Bands, in this order: {', '.join(band.name for band in card.bands)} ({card.input.dtype})",
        f"- Values before the network: {'; then '.join(map(_step, card.scaling)) or 'as they are'}",
        f"- Resolution: {card.input.resolution_m:g} m a pixel",
        f"- Classes: {', '.join(f'{info.value} {info.name} ({info.color})' for info in card.classes)}",
        f"- Licence: {card.license or 'not stated'}", "", card.attribution, "",
    ])


def _step(step: Scaling) -> str:
    """One scaling step with its numbers."""
    numbers = {name: getattr(step, name) for name in ("mean", "stddev", "minimum", "maximum", "value")}
    return ", ".join([step.type, *(f"{name} {list(values)}" for name, values in numbers.items() if values)])
