"""The recorded configuration of a training: everything needed to make the same model again, as one JSON file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...core.contract.architectures import architecture_of
from ...core.contract.card import Band, ClassInfo, InputInfo, Scaling
from ...core.contract.errors import JobError
from ...core.contract.job_parts import RasterSource
from ...core.contract.plain import PlainError, from_plain

SOURCE_KINDS = ("pairs", "ndvi", "scenes", "labels", "folder")


@dataclass(frozen=True)
class Source:
    """Where training pixels come from.

    kind "pairs": `images` and `masks` are globs below the data folder, matched by file stem; mask values are read through
    `labels` (index masks: value -> class names) or `colors` (RGB masks: "#rrggbb" -> class names). Several names mean "one of
    these"; what is not listed is ignored.
    kind "ndvi": multi-band images without masks; NDVI above `ndvi_above` is weakly labelled with `labels["above"]`, below
    `ndvi_below` with `labels["below"]`.
    kind "scenes": `count` generated scenes from `seed` on, `rows` x `cols`, at the `resolutions_m` in turn.

    kind "labels": the label project `project` (docs/design.md). Pixels come from each area's raster, or from `rasters[source]`;
    `labels` maps the project's class values to class names and may be empty where the names agree. Check areas only choose the
    best epoch.

    kind "folder": images and masks in `folder`, laid out in one of the usual ways (core/raster/datasets); `images` and `masks`
    are globs in it and may be empty; `labels` or `colors` name the classes, or the folder's own class table does.

    Images whose path contains one of `validation` only choose the best epoch, those with one of `test` are only reported.
    `weight` is the share of chips drawn from this source; `scale` its nominal zoom before augmentation.
    """

    kind: str
    name: str
    weight: float = 1.0
    images: str = ""
    masks: str = ""
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    colors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    validation: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    bands: tuple[int, ...] = ()
    red_band: int = 1
    nir_band: int = 4
    ndvi_above: float = 0.15
    ndvi_below: float = 0.0
    count: int = 0
    seed: int = 0
    rows: int = 768
    cols: int = 768
    resolutions_m: tuple[float, ...] = (0.3,)
    scale: float = 1.0
    project: str = ""
    folder: str = ""
    rasters: dict[str, RasterSource] = field(default_factory=dict)


@dataclass(frozen=True)
class Augmentation:
    """How chips are varied. Scales are zooms (2 = objects twice as large); the rest acts on scaled values (z-scores)."""

    scale_min: float = 0.6
    scale_max: float = 1.6
    contrast: float = 0.25
    brightness: float = 0.25
    band_contrast: float = 0.1
    band_brightness: float = 0.1
    noise: float = 0.05
    blur_share: float = 0.2


@dataclass(frozen=True)
class TrainConfig:
    """One training. Sizes in pixels; `epoch_steps` optimiser steps make an epoch, after which the model is validated.

    `parent` is the folder of the model package to start from: its bands and scaling must be those here; a class takes over the
    parent's weights of the class of the same name, or of `class_from[name]`. `frozen_epochs`: so long its encoder stays as it
    is. `keep_share`: weight of the loss that keeps what the parent says where nothing is labelled, `keep_statistics`: batch
    normalisation keeps the parent's statistics (both in `keeping.py`).
    `split_share`: of data without check areas or images, the share that is kept out by blocks to choose the epoch; 0: none.
    `staged`: an FCN's finer scores are opened one after the other, each for an equal share of the epochs, as its paper does.
    """

    name: str
    network: dict[str, Any]
    bands: tuple[Band, ...]
    classes: tuple[ClassInfo, ...]
    input: InputInfo
    sources: tuple[Source, ...]
    version: str = "1.0"
    license: str = ""
    description: str = ""
    attribution: str = ""
    parent: str = ""
    class_from: dict[str, str] = field(default_factory=dict)
    frozen_epochs: int = 0
    keep_share: float = 0.0
    keep_statistics: bool = False
    split_share: float = 0.0
    initial_encoder: str = ""
    scaling: tuple[Scaling, ...] = ()
    seed: int = 1
    chip_px: int = 384
    batch: int = 8
    epochs: int = 10
    epoch_steps: int = 100
    learning_rate: float = 1e-3
    encoder_rate_share: float = 0.3
    weight_decay: float = 0.01
    warmup_steps: int = 100
    staged: bool = False
    average_decay: float = 0.997
    dice_share: float = 0.5
    rare_class_share: float = 0.5
    patience_epochs: int = 0
    augmentation: Augmentation = field(default_factory=Augmentation)

    def problem(self) -> str:
        """The first value that can never be right, or an empty text."""
        names = [c.name for c in self.classes]
        rules = [
            (len(set(names)) == len(names) >= 2, f"class names must differ and be at least two, found {names}"),
            (bool(self.sources), "there is no source of training data"),
            (self.chip_px >= 32 and self.chip_px % 32 == 0, f"chip_px must be a multiple of 32, found {self.chip_px}"),
            (self.epochs >= 1 and self.epoch_steps >= 1, "epochs and epoch_steps must be at least 1"),
            (self.batch >= 2, f"batch must be at least 2, because batch normalisation compares chips, found {self.batch}"),
            (0 <= self.split_share <= 0.5, f"split_share must be between 0 and 0.5, found {self.split_share}"),
            (set(self.class_from) <= set(names), f"class_from names unknown classes {sorted(set(self.class_from) - set(names))}"),
            (self.keep_share >= 0, f"keep_share must not be negative, found {self.keep_share}"),
            (bool(self.parent) or not (self.keep_share or self.keep_statistics), "there is no parent to keep anything of"),
            (self.learning_rate > 0, f"learning_rate must be positive, found {self.learning_rate}"),
            (not self.staged or _stages(self.network) > 1, "this network has no stages to be trained one after the other"),
        ]
        for source in self.sources:
            used = {n for group in [*source.labels.values(), *source.colors.values()] for n in group}
            rules.append((source.kind in SOURCE_KINDS, f"unknown kind of source '{source.kind}'"))
            rules.append((used <= set(names), f"source '{source.name}' names unknown classes {sorted(used - set(names))}"))
        return next((reason for good, reason in rules if not good), "")


def _stages(network: Mapping[str, Any]) -> int:
    row = architecture_of(network)
    return 1 if row is None else row.stages


def config_from_plain(value: Any) -> TrainConfig:
    """Read a configuration. Raises `JobError` ("job.invalid") that names the field."""
    try:
        config = from_plain(TrainConfig, value)
    except PlainError as error:
        raise JobError("job.invalid", reason=str(error)) from error
    problem = config.problem()
    if problem:
        raise JobError("job.invalid", reason=problem)
    return config


def read_config(path: Path) -> TrainConfig:
    """Read a configuration file. Raises `JobError`."""
    try:
        return config_from_plain(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise JobError("data.missing", path=str(path), reason=str(error)) from error
