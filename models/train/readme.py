"""The README of a model package: a model card for people."""

from __future__ import annotations

from ...core.contract.card import ModelCard
from ..halo import HaloMeasurement
from .config import TrainConfig


def model_readme(card: ModelCard, config: TrainConfig, measurement: HaloMeasurement | None) -> str:
    """Markdown: what the model is for, what it was trained on, how good it is on images that it has not seen."""
    lines = [f"# {card.name} {card.version}", "", card.description, "",
             f"- Network: {card.architecture}, encoder {card.encoder or 'none'}; "
             f"context {card.tiling.context}, stride {card.tiling.stride} px, halo {card.tiling.halo} px",
             f"- Bands: {', '.join(b.name for b in card.bands)} ({card.input.dtype})",
             f"- Resolution: {card.input.resolution_min_m:g} to {card.input.resolution_max_m:g} m a pixel",
             f"- Classes: {', '.join(c.name for c in card.classes)}",
             f"- Licence of the weights: {card.license or 'not stated'}", ""]
    lines += _scores(card)
    lines += ["## Training data", "", config.attribution or "Not stated.", ""]
    if measurement is not None:
        lines += ["## Halo", "", f"Share of pixels that differ from the untiled map with {measurement.tile_px} px tiles:", "",
                  "| halo (px) | differing |", "|---|---|"]
        lines += [f"| {row.halo_px} | {row.differing_share:.2e} |" for row in measurement.table]
        lines.append("")
    return "\n".join(lines)


def _scores(card: ModelCard) -> list[str]:
    """One table: rows are kept-out sets, columns are classes. Sets that know only one class score only that one."""
    groups = sorted({".".join(name.split(".")[:2]) for name in card.metrics if name.count(".") >= 2})
    if not groups:
        return []
    names = [c.name for c in card.classes]
    lines = ["## Scores on images kept out of the training (IoU)", "",
             "\"test\" images took no part at all; \"validation\" images only chose the epoch.", "",
             "| set | " + " | ".join(names) + " | mean |", "|---" * (len(names) + 2) + "|"]
    for group in groups:
        cells = [card.metrics.get(f"{group}.iou.{name}") for name in names] + [card.metrics.get(f"{group}.miou")]
        lines.append(f"| {group} | " + " | ".join("-" if v is None else f"{v:.3f}" for v in cells) + " |")
    return [*lines, ""]
