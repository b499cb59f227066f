"""What a run would do, said before it starts: device and why, pixels, time, disk, warnings."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import torch

from ...models.open_runner import load_model, make_runner
from ...models.runner import Runner, free_memory_bytes
from ...models.scaling import domain_shift
from ..contract.card import BandStatistics, ModelCard, load_card
from ..contract.errors import warning
from ..contract.events import Result
from ..contract.jobs import SegmentJob
from ..raster.grid import Window, cells
from ..raster.source import GridSource
from .cutting import choose_batch, choose_cutting, choose_workers, cutting_warnings, expected_memory_mb
from .result_files import check_replaceable, older_results
from .runner_choice import choose_runner
from .segment import PIXELS_PER_MEGAPIXEL, finished_before, needed_disk_mb, with_begun_runner
from .sites import threads_of_each, with_workers

CALIBRATION_PX = 256
SAMPLE_WINDOWS = 9
SAMPLE_PX = 128

_rates: dict[tuple[str, str, str], float] = {}  # megapixels a second by weights, device and library; one short calibration each


def make_plan(job: SegmentJob, job_id: str) -> Result:
    """The facts of the plan line. Raises `JobError` for whatever would stop the run itself."""
    job = with_workers(job)
    check_replaceable(job)
    card = load_card(job.model)
    with GridSource(job.raster, card) as source:
        job = with_begun_runner(job, card, source.bands)
        choice = choose_runner(job, card, threads_of_each(job))
        model, device = load_model(job.model, choice.kind), choice.device
        region, _ = source.window_of(job.region)
        memory = free_memory_bytes(device)
        begun = finished_before(job, model.card, source.bands, device, choice.kind)
        cutting = begun.cutting or choose_cutting(job, model.card, region, memory)
        warnings = cutting_warnings(job, model.card) + _warnings(source, model.card, region)
        bands, resolution, resampled = list(source.bands), source.resolution_m, source.resampled
    warnings += [warning("plan.replaces", path=str(path)) for path in older_results(job)[:1]]
    if begun.foreign:
        warnings.append(warning("plan.starts_anew", blocks=begun.foreign))
    key = (model.card.weights.sha256, device, choice.kind)
    if key not in _rates:
        _rates[key] = _calibrate(make_runner(model, device), model.card)
    megapixels = region.rows * region.cols / PIXELS_PER_MEGAPIXEL
    overhead = (cutting.tile_px / cutting.core_px) ** 2 if megapixels > 1 else 1.0
    blocks = sum(1 for _ in cells(region, cutting.block_px))
    batch, workers = choose_batch(job, cutting, torch.device(device).type, memory), choose_workers(job, cutting, blocks, memory)
    return Result(job_id, {}, {
        "device": device, "device_reason": choice.reason, "runner": choice.kind, "megapixels": megapixels,
        "seconds": megapixels * overhead / _rates[key], "disk_mb": needed_disk_mb(region), "tile_px": cutting.tile_px,
        "halo_px": cutting.halo_px, "batch": batch,
        "bands": bands, "resolution_m": resolution[0] if resolution else None,
        "memory_mb": expected_memory_mb(cutting, batch, workers), "resampled": resampled,
        "finished_blocks": len(begun.blocks), "blocks": blocks, "warnings": warnings})


def _calibrate(runner: Runner, card: ModelCard) -> float:
    size = CALIBRATION_PX if card.tiling.context == "local" else card.tiling.tile
    size = -(-size // card.tiling.stride) * card.tiling.stride
    pixels, valid = np.zeros((len(card.bands), size, size), np.float32), np.ones((size, size), bool)
    runner.classify(pixels, valid)
    began = time.monotonic()
    runner.classify(pixels, valid)
    return size * size / PIXELS_PER_MEGAPIXEL / max(1e-4, time.monotonic() - began)


def _warnings(source: GridSource, card: ModelCard, region: Window) -> list[dict[str, Any]]:
    warnings: list[dict[str, Any]] = []
    if source.resampled and source.source_resolution_m is not None:
        layer_m, model_m = f"{source.source_resolution_m[0]:.3g}", f"{card.input.resolution_m:g}"
        warnings.append(warning("plan.resampled", layer_m=layer_m, model_m=model_m))
    statistics = _statistics(source, region)
    shifted = domain_shift(card, statistics) if statistics else []
    if shifted:
        warnings.append(warning("plan.unlike_training", bands=", ".join(s.band for s in shifted)))
    return warnings


def _statistics(source: GridSource, region: Window) -> list[BandStatistics]:
    """Mean and deviation of the region from a few windows; empty without valid pixels."""
    samples = []
    side = int(SAMPLE_WINDOWS**0.5)
    for i in range(side):
        for j in range(side):
            row = region.row + max(0, region.rows - SAMPLE_PX) * i // max(1, side - 1)
            col = region.col + max(0, region.cols - SAMPLE_PX) * j // max(1, side - 1)
            window = Window(row, col, SAMPLE_PX, SAMPLE_PX).intersection(region)
            if window is not None:
                pixels, valid = source.read(window)
                samples.append(pixels[:, valid].astype(np.float64))
    values = np.concatenate(samples, axis=1)
    if not values.size:
        return []
    return [BandStatistics(float(v.mean()), float(v.std()), *(float(p) for p in np.percentile(v, [1, 99]))) for v in values]
