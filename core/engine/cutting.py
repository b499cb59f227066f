"""How a run is cut into tiles and blocks, and how much of the machine it takes: fixed before the first pixel."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from ..contract.card import ModelCard
from ..contract.errors import warning
from ..contract.jobs import SegmentJob
from ..raster.grid import Window

BLOCK_CORES = 2  # cores along a block's side
LARGEST_TILE_PX = 2048  # beyond, memory grows faster than the share of pixels computed twice falls
TILE_STEP_PX = 256  # tiles that we choose are multiples: a little more or less free memory cuts alike
SMALLEST_CORE_PX = 256  # of a tile that we choose; with less, the halo is nearly all of the work
TILE_BYTES_PER_PX = 1200  # measured peak of U-Nets with full-resolution decoders, float32
PROCESS_MB = 500  # Python, torch and GDAL's cache, before the first tile
MEMORY_SHARE = 0.4
BLENDED_STEP_SHARE = 0.5
LARGEST_BATCH = 8


@dataclass(frozen=True)
class Cutting:
    """`core_px` is the lattice's step; a tile is a core and `halo_px` on each side; blocks are `block_px`, whole cores.

    `threads`: torch's own in each process. It stands here because sums are split over threads: another number, other last bits.
    """

    tile_px: int
    halo_px: int
    core_px: int
    block_px: int
    threads: int


def choose_cutting(job: SegmentJob, card: ModelCard, region: Window, memory_bytes: int) -> Cutting:
    """Tiles as large as memory and the region make sensible, and never nearly all halo, also where such a tile is asked for.

    Depends on neither batch nor workers but for the threads.
    """
    stride, threads = card.tiling.stride, job.threads or max(1, cores() // job.workers)
    if card.tiling.context == "global":
        tile, mapped = card.tiling.tile, card.tiling.tile - 2 * card.tiling.margin
        step = max(min(stride, mapped), int(mapped * BLENDED_STEP_SHARE) // stride * stride)
        return Cutting(tile, 0, step, _block_px(job, step), threads)
    halo = card.tiling.whole_halo_px(job.halo_px)
    largest = max(job.tile_px, card.tiling.smallest_tile_px(job.halo_px)) if job.tile_px else max(
        _tile_that_fits(memory_bytes), 2 * halo + SMALLEST_CORE_PX)
    needed = max(region.rows, region.cols)
    core = max(stride, min((largest - 2 * halo) // stride * stride, -(-needed // stride) * stride))
    return Cutting(core + 2 * halo, halo, core, _block_px(job, core), threads)


def cutting_warnings(job: SegmentJob, card: ModelCard) -> list[dict[str, Any]]:
    """That the tile which was asked for is too small for its halo, and a larger one is taken."""
    smallest = card.tiling.smallest_tile_px(job.halo_px)
    if not 0 < job.tile_px < smallest:
        return []
    return [warning("plan.tile_small", asked_px=job.tile_px, halo_px=card.tiling.whole_halo_px(job.halo_px), tile_px=smallest)]


def choose_batch(job: SegmentJob, cutting: Cutting, device_type: str, memory_bytes: int) -> int:
    """Tiles in one forward pass. On a CPU one tile keeps all cores busy; a graphics card takes what fits."""
    if job.batch:
        return job.batch
    if device_type != "cuda":
        return 1
    return max(1, min(LARGEST_BATCH, int(memory_bytes * MEMORY_SHARE / TILE_BYTES_PER_PX) // cutting.tile_px**2))


def choose_workers(job: SegmentJob, cutting: Cutting, blocks: int, memory_bytes: int) -> int:
    """Processes that map blocks: not more than there are blocks, nor than memory holds tiles. Never changes a byte."""
    fitting = int(memory_bytes * 2 * MEMORY_SHARE / TILE_BYTES_PER_PX) // cutting.tile_px**2
    return max(1, min(job.workers, blocks, fitting))


def expected_memory_mb(cutting: Cutting, batch: int, workers: int) -> int:
    """About what all processes of a run take at their peak on this machine, the graphics card's memory included."""
    tiles = cutting.tile_px**2 * batch * TILE_BYTES_PER_PX / 1e6
    return round((tiles + PROCESS_MB) * workers)


def cores() -> int:
    """CPU cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tile_that_fits(memory_bytes: int) -> int:
    side = int((memory_bytes * MEMORY_SHARE / TILE_BYTES_PER_PX) ** 0.5)
    return min(LARGEST_TILE_PX, side // TILE_STEP_PX * TILE_STEP_PX)


def _block_px(job: SegmentJob, core: int) -> int:
    return max(1, round(job.block_px / core)) * core if job.block_px else BLOCK_CORES * core
