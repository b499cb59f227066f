"""From a stranger's weights to a model package: what the person says, what the file says, and what is measured on the network."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import nn

from ..core.contract.card import FORMAT, FORMAT_VERSION, WEIGHTS_FILE, InputInfo, ModelCard, Tiling, Weights
from ..core.contract.errors import Cancelled, JobError
from ..core.contract.model_jobs import ImportModelJob
from .context import NetworkContext, describe
from .halo import MIN_STRIDES, HaloMeasurement, measure_halo
from .import_match import counts_of, network_with, refuse_unknown_counts
from .package import save_package
from .scaling import apply_scaling
from .trial import trial_pixels

LOCAL_TILE_PX, GLOBAL_TILE_PX = 1024, 512
HALO_IMAGE_PX = 512
HALO_SEEDS = (3, 14)
MAX_UNMEASURED_HALO_PX = 512
MAX_ONE_CLASS_SHARE = 0.99  # of a map on which a halo can be measured
RESOLUTION_TOLERANCE = 0.25  # either way; what was trained on is known as one number only
ASSUMED_DTYPE = "uint8"

Cancel = Callable[[], bool]
Report = Callable[[int, int], None]
STEPS = 4


@dataclass(frozen=True)
class Found:
    """What a file says about its model. `config`: the network's, without numbers of classes and bands; `network_noted`: whether
    the file itself named the network.
    """

    path: str
    config: Mapping[str, Any]
    tensors: Mapping[str, torch.Tensor]
    metrics: Mapping[str, float] = field(default_factory=dict)
    attribution: str = ""
    network_noted: bool = True


def make_package(found: Found, job: ImportModelJob, report: Report, cancelled: Cancel) -> ModelCard:
    """Write the package `job.output_dir`. Raises `JobError`: "model.incomplete" (its data names the missing fields of the job
    as "needs", and what the weights tell as "count_classes" and "count_bands"), "model.unlike_file", "model.*", "output.*",
    and `Cancelled`.
    """
    if os.path.lexists(job.output_dir):
        raise JobError("output.locked", path=job.output_dir, reason="something is there already")
    classes, bands = counts_of(found.config, found.tensors, found.path)
    _refuse_incomplete(job, found.path, classes, bands)
    refuse_unknown_counts(len(job.classes), len(job.bands), classes, bands, found.path)
    network = network_with(found.config, found.tensors, classes=len(job.classes), in_channels=len(job.bands), path=found.path)
    report(1, STEPS)
    with _stopping(network, cancelled):
        context = describe(network, len(job.bands))
        report(2, STEPS)
        card = _card(found, job, context)
        measurement = _measure(network, card, context)
    report(3, STEPS)
    card = replace(card, tiling=replace(card.tiling, halo=_halo_px(context, measurement)))
    half = all(tensor.dtype in (torch.float16, torch.bfloat16) for tensor in found.tensors.values() if tensor.dim() >= 2)
    readme = _readme(card, found, job, measurement)
    saved = save_package(job.output_dir, network, found.config, card, readme, half=half)
    report(STEPS, STEPS)
    return saved


def _refuse_incomplete(job: ImportModelJob, path: str, classes: int, bands: int) -> None:
    texts = {
        "bands": f"which {bands or ''} band(s) it takes, in their order".replace("  ", " "),
        "classes": f"the names of its {max(classes, 2) if classes else ''} classes".replace("  ", " "),
        "resolution_m": "the pixel size that it was trained for, in metres",
    }
    needs = [name for name in texts if not getattr(job, name)]
    if needs:
        missing = "; ".join(texts[name] for name in needs)
        raise JobError("model.incomplete", path=path, missing=missing, needs=needs, count_bands=bands,
                       count_classes=max(classes, 2) if classes else 0)


def _card(found: Found, job: ImportModelJob, context: NetworkContext) -> ModelCard:
    stem = os.path.splitext(os.path.basename(os.path.abspath(found.path)))[0]
    tile = GLOBAL_TILE_PX if context.context == "global" else LOCAL_TILE_PX
    info = InputInfo(job.dtype or ASSUMED_DTYPE, job.resolution_m, round(job.resolution_m * (1 - RESOLUTION_TOLERANCE), 6),
                     round(job.resolution_m * (1 + RESOLUTION_TOLERANCE), 6))
    card = ModelCard(
        FORMAT, FORMAT_VERSION, job.name.strip() or stem, "1.0", job.license, f"Imported from '{os.path.basename(found.path)}'.",
        "", "", job.bands, info, job.scaling, job.classes,
        Tiling(context.stride, _halo_px(context, None), context.receptive_halo_px,
               math.ceil(tile / context.stride) * context.stride, context.context, context.margin_px),
        (), Weights(WEIGHTS_FILE, "0" * 64), metrics=dict(found.metrics), attribution=found.attribution)
    if card.problem():
        raise JobError("job.invalid", reason=card.problem())
    return card


def _halo_px(context: NetworkContext, measurement: HaloMeasurement | None) -> int:
    """What was measured where it held; else the exact halo, as far as it is usable."""
    if context.context == "global":
        return 0
    if context.margin_px:
        return context.receptive_halo_px
    if measurement is not None and measurement.reached:
        return min(measurement.halo_px, context.receptive_halo_px)
    return min(context.receptive_halo_px, MAX_UNMEASURED_HALO_PX // context.stride * context.stride)


def _measure(network: nn.Module, card: ModelCard, context: NetworkContext) -> HaloMeasurement | None:
    """The halo on generated scenes; None where there is nothing to measure: the whole tile counts, the margin is the halo, or the
    network sees nothing in the scenes that could change at a cut.
    """
    if context.context == "global" or context.margin_px:
        return None
    side_px = max(HALO_IMAGE_PX, MIN_STRIDES * context.stride)
    images = []
    for seed in HALO_SEEDS:
        pixels = trial_pixels(card, side_px, seed)
        images.append(apply_scaling(pixels, np.ones(pixels.shape[1:], bool), card))
    if not any(_tells_apart(network, image, context.stride) for image in images):
        return None
    return measure_halo(network, images, context.stride, tile_px=card.tiling.tile)


def _tells_apart(network: nn.Module, image: np.ndarray, stride: int) -> bool:
    """Whether the map of an image has more than one class to speak of: only at borders can a cut do harm."""
    side = image.shape[-1] // stride * stride
    with torch.inference_mode():
        classes = network(torch.from_numpy(image[None, :, :side, :side]))[0].argmax(dim=0)
    return bool(classes.flatten().bincount().max() <= MAX_ONE_CLASS_SHARE * classes.numel())


@contextmanager
def _stopping(network: nn.Module, cancelled: Cancel) -> Iterator[None]:
    """Inside, a forward pass raises `Cancelled` before its next layer once a person asked to stop."""
    def look(_module: nn.Module, _inputs: object) -> None:
        if cancelled():
            raise Cancelled

    hooks = [module.register_forward_pre_hook(look) for module in network.modules() if next(module.children(), None) is None]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _readme(card: ModelCard, found: Found, job: ImportModelJob, measurement: HaloMeasurement | None) -> str:
    lines = [f"# {card.name} {card.version}", "", card.description, "",
             f"- Network: {found.config['_model_class']}, encoder {found.config.get('encoder_name') or 'none'}; "
             f"context {card.tiling.context}, stride {card.tiling.stride} px, halo {card.tiling.halo} px",
             f"- Bands: {', '.join(band.name for band in card.bands)} "
             f"({card.input.dtype}{'' if job.dtype else ', assumed'})",
             f"- Values: {', then '.join(step.type for step in card.scaling) or 'as they are in the raster'}",
             f"- Resolution: {card.input.resolution_m:g} m a pixel",
             f"- Classes: {', '.join(info.name for info in card.classes)}",
             f"- Licence of the weights: {card.license or 'not stated'}", ""]
    if card.metrics:
        lines += ["## Scores, as its authors state them", "", *_table("score", card.metrics.items()), ""]
    lines += ["## Training data", "", card.attribution or "Not stated.", ""]
    if measurement is not None:
        repeated = "" if _has_scene_bands(card) else " whose three bands stand for all others"
        lines += ["## Halo", "", f"Measured on generated aerial scenes{repeated}, for want of imagery of its own: "
                  f"share of pixels that differ from the untiled map with {measurement.tile_px} px tiles:", "",
                  *_table("halo (px)", ((str(row.halo_px), row.differing_share) for row in measurement.table)), ""]
        if not measurement.reached:
            lines += ["No halo that was tried keeps the share under 1 in 10,000, so the card has the exact one, or as much of it "
                      "as is usable.", ""]
    elif card.tiling.context == "local" and not card.tiling.margin:
        lines += ["## Halo", "", "The network sees a single class in generated scenes, and there was no imagery of its own to "
                  "measure on: the card has the exact halo, or as much of it as is usable.", ""]
    return "\n".join(lines)


def _has_scene_bands(card: ModelCard) -> bool:
    return {band.common_name or band.name.lower() for band in card.bands} <= {"red", "green", "blue"}


def _table(title: str, rows: Sequence[tuple[str, float]] | Any) -> list[str]:
    return [f"| {title} | value |", "|---|---|", *(f"| {name} | {value:.4g} |" for name, value in rows)]
