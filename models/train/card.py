"""The card of a trained model: what it was trained on, how far it looks, how good it is on what it has not learned from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from torch import nn

from ...core.contract.card import FORMAT, FORMAT_VERSION, BandStatistics, ModelCard, Scaling, Tiling, Weights
from ...core.contract.errors import JobError
from ..context import NetworkContext
from ..halo import HaloMeasurement, measure_halo
from ..metrics import mean_iou, pixel_accuracy
from ..package import LoadedModel
from ..registry import MODEL_CLASS
from .config import TrainConfig
from .loop import Trainer, iou_of
from .sources import Pair, PairCache

STATISTICS_STRIDE_PX = 7  # every seventh pixel of each row and column is plenty for means and percentiles
STATISTICS_IMAGES = 60
MIN_HALO_IMAGE_PX = 512
TILE_PX = 1024
HALO_IMAGES = 3


def first_card(config: TrainConfig, context: NetworkContext, statistics: Sequence[BandStatistics],
               parent: LoadedModel | None) -> ModelCard:
    """The card before the training: z-score from the statistics where no scaling is given, a safe halo or the parent's."""
    scaling = config.scaling or (
        Scaling("z-score", mean=tuple(s.mean for s in statistics), stddev=tuple(max(s.stddev, 1e-6) for s in statistics)),)
    halo = min(128, context.receptive_halo_px)
    origin = ""
    if parent is not None:
        halo = parent.card.tiling.halo
        origin = f"{parent.card.name} {parent.card.version} ({parent.card.weights.sha256[:12]})"
    if context.margin_px:
        # Small with valid convolutions, and the margin asks for nearly all of it anyway.
        halo = max(context.receptive_halo_px, context.margin_px)
    return ModelCard(
        FORMAT, FORMAT_VERSION, config.name, config.version, config.license, config.description,
        str(config.network[MODEL_CLASS]), str(config.network.get("encoder_name", "")), config.bands, config.input, scaling,
        config.classes, Tiling(context.stride, math.ceil(halo / context.stride) * context.stride, context.receptive_halo_px,
                               math.ceil(TILE_PX / context.stride) * context.stride if context.context == "local"
                               else config.chip_px, context.context, context.margin_px),
        tuple(statistics), Weights("model.safetensors", "0" * 64), attribution=config.attribution, parent=origin)


def statistics(pairs: Sequence[Pair], cache: PairCache, bands: int) -> list[BandStatistics]:
    """Mean, deviation and percentiles of each band over the training images, each source weighing as in the training."""
    samples: list[list[np.ndarray]] = [[] for _ in range(bands)]
    train = [pair for pair in pairs if pair.role == "train"]
    for pair in train[:: max(1, len(train) // STATISTICS_IMAGES)]:
        pixels, _ = cache.get(pair)
        for band in range(bands):
            samples[band].append(pixels[band, ::STATISTICS_STRIDE_PX, ::STATISTICS_STRIDE_PX].astype(np.float64).ravel())
    result = []
    for parts in samples:
        values = np.concatenate(parts)
        values = values[np.isfinite(values)]
        if not values.size:
            raise JobError("data.no_labels")
        p1, p99 = np.percentile(values, [1, 99])
        result.append(BandStatistics(round(float(values.mean()), 4), round(float(values.std()), 4),
                                     round(float(p1), 4), round(float(p99), 4)))
    return result


def measure(network: nn.Module, pairs: Sequence[Pair], cache: PairCache, context: NetworkContext,
            scale: Callable[[np.ndarray], np.ndarray]) -> HaloMeasurement | None:
    """The halo on kept-out images, or on training images where none was kept out or all are small.

    None where there is no such image or nothing to measure: the whole tile counts, or the margin is the halo.
    """
    if context.context != "local" or context.margin_px:
        return None
    images: list[np.ndarray] = []
    for pair in sorted(pairs, key=lambda p: ("test", "validation", "train").index(p.role)):
        if len(images) == HALO_IMAGES:
            break
        pixels, _ = cache.get(pair)
        if min(pixels.shape[1:]) >= MIN_HALO_IMAGE_PX:
            images.append(scale(pixels))
    return measure_halo(network, images, context.stride, tile_px=TILE_PX) if images else None


def scores(trainer: Trainer, network: nn.Module, pairs: Sequence[Pair], config: TrainConfig) -> dict[str, float]:
    """IoU per role, source and class: "validation.dubai.iou.road"."""
    metrics: dict[str, float] = {}
    groups = sorted({(pair.role, pair.source.name) for pair in pairs if pair.role != "train"})
    for role, source in groups:
        counts = trainer.count(network, [p for p in pairs if (p.role, p.source.name) == (role, source)])
        iou = iou_of(counts, trainer.allowed)
        prefix = f"{role}.{source}"
        for info, value in zip(config.classes, iou, strict=True):
            if math.isfinite(value):
                metrics[f"{prefix}.iou.{info.name}"] = round(float(value), 4)
        for name, value in (("miou", mean_iou(iou)), ("accuracy", pixel_accuracy(counts[:, :-1], trainer.allowed))):
            if math.isfinite(value):
                metrics[f"{prefix}.{name}"] = round(value, 4)
    return metrics
