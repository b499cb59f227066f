"""One training from its recorded configuration to a model package."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from torch import nn

from ...core.contract.card import (
    FORMAT,
    FORMAT_VERSION,
    BandStatistics,
    ModelCard,
    Scaling,
    Tiling,
    Weights,
)
from ...core.contract.errors import JobError
from ..context import NetworkContext, describe
from ..halo import HaloMeasurement, measure_halo
from ..initial_weights import load_initial_encoder
from ..metrics import class_iou, mean_iou, pixel_accuracy
from ..package import save_package
from ..registry import MODEL_CLASS, build_network
from ..scaling import scale_pixels, scaling_arrays
from .config import TrainConfig
from .labels import LabelTable
from .loop import Advance, Report, Trainer
from .readme import model_readme
from .sources import Pair, collect_pairs

STATISTICS_STRIDE_PX = 7  # every seventh pixel of each row and column is plenty for means and percentiles
MIN_HALO_IMAGE_PX = 512
TILE_PX = 1024
HALO_IMAGES = 3


@dataclass(frozen=True)
class TrainFacts:
    """What a training reports at its end: scores on kept-out images, by role, source and class."""

    folder: str
    epoch: int
    metrics: dict[str, float]


def train_model(config: TrainConfig, data_folder: Path, output_dir: Path, work_dir: Path, device: str, resume: bool,
                report: Report, advance: Advance, cancelled: Callable[[], bool], initial_encoder: str = "") -> TrainFacts:
    """Train, measure the halo, score kept-out images and write the package `output_dir`. Raises `JobError`, `Cancelled`."""
    table = LabelTable([c.name for c in config.classes])
    pairs = collect_pairs(config, data_folder, table)
    if not any(pair.role == "train" for pair in pairs):
        raise JobError("data.no_labels")
    network = build_network(config.network, classes=len(config.classes), in_channels=len(config.bands))
    if initial_encoder or config.initial_encoder:
        load_initial_encoder(network, initial_encoder or config.initial_encoder)
    context = describe(network, len(config.bands))
    card = _card(config, context, _statistics(pairs, len(config.bands)))
    arrays = scaling_arrays(card)
    trainer = Trainer(config, network, pairs, table.allowed(), lambda p, v: scale_pixels(p, v, arrays), work_dir, device)
    if resume:
        trainer.resume()
    outcome = trainer.fit(report, advance, cancelled)
    network = network.cpu()
    network.load_state_dict(outcome.weights)
    network.eval()
    measurement = _measure(network, pairs, context, lambda p: scale_pixels(p, np.ones(p.shape[1:], bool), arrays))
    metrics = _scores(trainer, network, pairs, config)
    if measurement is not None:
        card = replace(card, tiling=replace(card.tiling, halo=measurement.halo_px))
    card = replace(card, metrics={**metrics, "epoch": float(outcome.epoch)})
    save_package(str(output_dir), network, config.network, card, model_readme(card, config, measurement), half=True)
    return TrainFacts(str(output_dir), outcome.epoch, metrics)


def _card(config: TrainConfig, context: NetworkContext, statistics: Sequence[BandStatistics]) -> ModelCard:
    scaling = config.scaling or (
        Scaling("z-score", mean=tuple(s.mean for s in statistics), stddev=tuple(max(s.stddev, 1e-6) for s in statistics)),)
    halo = min(128, context.receptive_halo_px) if context.context == "local" else 0
    return ModelCard(
        FORMAT, FORMAT_VERSION, config.name, config.version, config.license, config.description,
        str(config.network[MODEL_CLASS]), str(config.network.get("encoder_name", "")), config.bands, config.input, scaling,
        config.classes, Tiling(context.stride, math.ceil(halo / context.stride) * context.stride, context.receptive_halo_px,
                               math.ceil(TILE_PX / context.stride) * context.stride if context.context == "local"
                               else config.chip_px, context.context),
        tuple(statistics), Weights("model.safetensors", "0" * 64), attribution=config.attribution, parent=config.parent)


def _statistics(pairs: Sequence[Pair], bands: int) -> list[BandStatistics]:
    """Mean, deviation and percentiles of each band over the training images, each source weighing as in the training."""
    samples: list[list[np.ndarray]] = [[] for _ in range(bands)]
    train = [pair for pair in pairs if pair.role == "train"]
    for pair in train[:: max(1, len(train) // 60)]:
        pixels, _ = pair.load()
        for band in range(bands):
            samples[band].append(pixels[band, ::STATISTICS_STRIDE_PX, ::STATISTICS_STRIDE_PX].astype(np.float64).ravel())
    result = []
    for parts in samples:
        values = np.concatenate(parts)
        values = values[np.isfinite(values)]
        p1, p99 = np.percentile(values, [1, 99])
        result.append(BandStatistics(round(float(values.mean()), 4), round(float(values.std()), 4),
                                     round(float(p1), 4), round(float(p99), 4)))
    return result


def _measure(network: nn.Module, pairs: Sequence[Pair], context: NetworkContext,
             scale: Callable[[np.ndarray], np.ndarray]) -> HaloMeasurement | None:
    """The halo on kept-out images, or on training images where none was kept out or all are small."""
    if context.context != "local":
        return None
    images: list[np.ndarray] = []
    for pair in sorted(pairs, key=lambda p: ("test", "validation", "train").index(p.role)):
        if len(images) == HALO_IMAGES:
            break
        pixels, _ = pair.load()
        if min(pixels.shape[1:]) >= MIN_HALO_IMAGE_PX:
            images.append(scale(pixels))
    return measure_halo(network, images, context.stride, tile_px=TILE_PX) if images else None


def _scores(trainer: Trainer, network: nn.Module, pairs: Sequence[Pair], config: TrainConfig) -> dict[str, float]:
    """IoU per role, source and class: "validation.dubai.iou.road"."""
    metrics: dict[str, float] = {}
    groups = sorted({(pair.role, pair.source.name) for pair in pairs if pair.role != "train"})
    for role, source in groups:
        counts = trainer.count(network, [p for p in pairs if (p.role, p.source.name) == (role, source)])
        iou = class_iou(counts, trainer.allowed)
        prefix = f"{role}.{source}"
        for info, value in zip(config.classes, iou, strict=True):
            if math.isfinite(value):
                metrics[f"{prefix}.iou.{info.name}"] = round(float(value), 4)
        for name, value in (("miou", mean_iou(iou)), ("accuracy", pixel_accuracy(counts, trainer.allowed))):
            if math.isfinite(value):
                metrics[f"{prefix}.{name}"] = round(value, 4)
    return metrics
