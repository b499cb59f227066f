"""From a few choices (preset, base model, data) to a whole configuration: the same for the dock, the command line and tests."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import rasterio
from rasterio.errors import RasterioError

from ...core.contract.architectures import DEFAULT as DEFAULT_ARCHITECTURE
from ...core.contract.card import Band, ClassInfo, InputInfo, ModelCard, load_card
from ...core.contract.errors import JobError
from ...core.contract.job_parts import RasterSource
from ...core.contract.jobs import PRESETS, TrainData
from ...core.contract.plain import to_plain
from ...core.raster.datasets.scan import DatasetScan
from ...core.raster.labels import LabelProject, raster_of, read_label_project
from ...core.raster.source import band_list, ground_resolution_m, rasterio_exists
from ..package import read_config as read_network
from .config import Augmentation, Source, TrainConfig, config_from_plain
from .folder_source import scan_folder

DEFAULT_NETWORK: dict[str, Any] = {
    **DEFAULT_ARCHITECTURE.with_encoder("tu-tf_efficientnet_lite0"), "decoder_channels": [192, 96, 48, 32, 16]}
SPLIT_SHARE = 0.2
RESOLUTION_TOLERANCE = 1.5  # a new model takes rasters up to so much finer or coarser as they are
SMALLEST_CHIP_PX, CHIP_STEP_PX = 64, 32


@dataclass(frozen=True)
class _Effort:
    epochs: int
    epoch_steps: int
    batch: int
    chip_px: int
    patience_epochs: int


EFFORTS = dict(zip(PRESETS, (_Effort(8, 20, 4, 256, 4), _Effort(20, 40, 8, 256, 6), _Effort(40, 80, 8, 384, 10))))
NEW_RATE, TUNING_RATE = 1e-3, 4e-4
KEEP_SHARE = 2.0  # without it a tuned model forgot what its few labels do not show
NEW_NETWORK_EPOCHS = 2.5  # times as many as a fine-tuning has
GPU_BATCHES = 2  # times as large


@dataclass(frozen=True)
class _First:
    """What the first raster or image says. `resolution_m`: None without a coordinate system."""

    dtype: str
    bands: tuple[Band, ...]
    resolution_m: float | None
    side_px: int


def preset_config(preset: str, data: TrainData, *, name: str, base: str = "", network: Mapping[str, Any] | None = None,
                  classes: tuple[ClassInfo, ...] = (), bands: tuple[Band, ...] = (), class_from: Mapping[str, str] | None = None,
                  device: str = "cpu", changes: Mapping[str, Any] | None = None) -> TrainConfig:
    """The configuration of a training. `base` is a model package to start from, `network` a new one (empty: the base's, or our
    choice); with both, the base's must be a part of it.

    `classes` and `bands` where given, else those of the data or of the base; `changes` replaces single values in the end.
    Paths in it are absolute. Raises `JobError` ("job.invalid", "labels.*", "model.*", "raster.*").
    """
    card = load_card(base) if base else None
    project = read_label_project(data.project) if data.project else None
    source = _source(data, project)
    scan = None if project else _usable(scan_folder(Path(source.folder), source), data.folder)
    first = _first_raster(data, project, scan)
    classes = _classes(classes, project, scan, card)
    effort, gpu = EFFORTS[preset], device.startswith(("cuda", "mps"))
    chip_px = _chip_px(effort, project, card, first)
    epochs = effort.epochs if card else math.ceil(effort.epochs * NEW_NETWORK_EPOCHS)
    steps = epochs * effort.epoch_steps
    config = TrainConfig(
        name, _network(base, network), card.bands if card else bands or first.bands, classes,
        card.input if card else _input(first, project), (_of_classes(source, classes),),
        license=card.license if card else "", attribution=card.attribution if card else "", parent=base,
        class_from=dict(class_from or {}), frozen_epochs=epochs // 2 if card else 0, split_share=SPLIT_SHARE,
        keep_share=KEEP_SHARE if card else 0.0, keep_statistics=card is not None,
        scaling=card.scaling if card else (), chip_px=chip_px,
        batch=effort.batch * (GPU_BATCHES if gpu else 1), epochs=epochs,
        epoch_steps=effort.epoch_steps, learning_rate=TUNING_RATE if card else NEW_RATE, encoder_rate_share=0.3 if card else 1.0,
        warmup_steps=max(2, min(100, steps // 10)), average_decay=max(0.9, 1 - 10 / steps),
        patience_epochs=effort.patience_epochs, augmentation=Augmentation(scale_min=0.75, scale_max=1.33))
    return _changed(config, changes or {})


def _changed(config: TrainConfig, changes: Mapping[str, Any]) -> TrainConfig:
    """The configuration with some values replaced, checked. Raises `JobError` ("job.invalid")."""
    plain = to_plain(config)
    unknown = sorted(set(changes) - set(plain))
    if unknown:
        raise JobError("job.invalid", reason=f"a training has no setting '{unknown[0]}'")
    for key, value in changes.items():
        plain[key] = {**plain[key], **value} if isinstance(plain[key], dict) and isinstance(value, Mapping) else value
    return config_from_plain(plain)


def _network(base: str, network: Mapping[str, Any] | None) -> dict[str, Any]:
    """Without the numbers of classes and bands, which are the configuration's."""
    chosen = network or (read_network(base) if base else DEFAULT_NETWORK)
    return {key: value for key, value in chosen.items() if key not in ("classes", "in_channels")}


def _classes(given: tuple[ClassInfo, ...], project: LabelProject | None, scan: DatasetScan | None,
             card: ModelCard | None) -> tuple[ClassInfo, ...]:
    """The classes, numbered from 0 in the order of their values, as class rasters need them."""
    found = project.classes if project is not None else scan.classes if scan is not None else ()
    given = given or tuple(ClassInfo(c.value, c.name, c.color) for c in found)
    if scan is not None and card is not None and {c.name for c in given} <= {c.name for c in card.classes}:
        given = card.classes  # a folder that lacks some of the base's classes leaves them as they are
    return tuple(replace(c, value=i) for i, c in enumerate(sorted(given, key=lambda c: c.value)))


def _source(data: TrainData, project: LabelProject | None) -> Source:
    if project is not None:
        return Source("labels", "labels", project=str(Path(data.project).absolute()), rasters=dict(data.rasters))
    return Source("folder", "images", folder=str(Path(data.folder).absolute()), images=data.images, masks=data.masks,
                  labels={value: (name,) for value, name in data.labels.items()},
                  colors={color: (name,) for color, name in data.colors.items()}, validation=data.validation, test=data.test)


def _of_classes(source: Source, classes: tuple[ClassInfo, ...]) -> Source:
    """Without the mask values of classes that the model does not have."""
    used = {c.name for c in classes}
    return replace(source, labels={v: n for v, n in source.labels.items() if n[0] in used},
                   colors={v: n for v, n in source.colors.items() if n[0] in used})


def _usable(scan: DatasetScan, folder: str) -> DatasetScan:
    """Raises `JobError` ("data.missing") with what is wrong with a folder."""
    if not scan.usable:
        reason = next((f.message for f in scan.findings if f.level == "error"), "no image with a mask was found")
        raise JobError("data.missing", path=folder, reason=reason.rstrip("."))
    return scan


def _chip_px(effort: _Effort, project: LabelProject | None, card: ModelCard | None, first: _First) -> int:
    """Whole steps of 32; of networks that see the whole tile, the tile; never much larger than the images."""
    if card is not None and card.tiling.context == "global":
        return max(CHIP_STEP_PX, card.tiling.tile // CHIP_STEP_PX * CHIP_STEP_PX)
    wanted = min(effort.chip_px, first.side_px) if project is None else effort.chip_px
    return max(SMALLEST_CHIP_PX, math.ceil(wanted / CHIP_STEP_PX) * CHIP_STEP_PX)


def _input(first: _First, project: LabelProject | None) -> InputInfo:
    """The pixel size of a new model; without coordinates none is asked for, and rasters are read as they are."""
    resolution_m = project.settings.resolution_m if project is not None else first.resolution_m
    if resolution_m is None:
        return InputInfo(first.dtype, 1.0, 1e-3, 1e5)
    return InputInfo(first.dtype, resolution_m, resolution_m / RESOLUTION_TOLERANCE, resolution_m * RESOLUTION_TOLERANCE)


def _first_raster(data: TrainData, project: LabelProject | None, scan: DatasetScan | None) -> _First:
    if project is not None and project.areas:
        return _look(raster_of(project, project.areas[0], data.rasters))
    if scan is None:
        raise JobError("data.no_labels")
    return _look(RasterSource(scan.pairs[0].image, bands=scan.pairs[0].bands))


def _look(source: RasterSource) -> _First:
    """Describe a raster. Raises `JobError` ("raster.*")."""
    options = dict(option.split("=", 1) for option in source.open_options if "=" in option)
    try:
        with rasterio.open(source.path, **options) as dataset:
            resolution = ground_resolution_m(dataset.transform, dataset.crs, dataset.height, dataset.width)
            numbers = source.bands or tuple(dataset.indexes)
            described = {band.number: band for band in band_list(dataset)}
            bands = tuple(Band(b.description or b.common_name or f"band {b.number}", b.common_name, b.wavelength_um)
                          for b in (described[n] for n in numbers if n in described) if b.common_name != "alpha")
            return _First(dataset.dtypes[0], bands, None if resolution is None else sum(resolution) / 2,
                          max(32, min(dataset.width, dataset.height)))
    except RasterioError as error:
        code = "raster.unreadable" if rasterio_exists(source.path) else "raster.missing"
        raise JobError(code, path=source.path, reason=str(error)) from error
