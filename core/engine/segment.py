"""The main job: a raster and a model in, a class raster and polygons out; memory does not depend on the raster's size."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rasterio.errors import RasterioError

from ...models.package import load_network
from ...models.runner import OutOfMemoryError, TorchRunner, pick_device
from ..contract.card import ModelCard
from ..contract.errors import Cancelled, JobError
from ..contract.events import Event, Partial, Progress, Ready, Result
from ..contract.jobs import VECTOR_FORMATS, SegmentJob
from ..contract.plain import to_plain
from ..raster.class_file import CONFIDENCE_NODATA, NODATA, finish, write_block, write_mosaic
from ..raster.grid import Window, cells, fixed_tiles, quarters, with_halo
from ..raster.polygons import polygonize
from ..raster.source import GridSource
from .work_folder import WorkFolder, block_key, file_identity

Emit = Callable[[Event], None]
BLOCK_CORES = 2  # cores along a block's side
MIN_CORE_PX = 32
MAX_TILE_PX = 2048  # beyond, memory grows faster than the share of pixels computed twice falls
TILE_BYTES_PER_PX = 1200  # measured peak of U-Nets with full-resolution decoders, float32
MEMORY_SHARE = 0.4
BLENDED_STEP_SHARE = 0.5
PIXELS_PER_MEGAPIXEL = 1e6


@dataclass(frozen=True)
class Cutting:
    """How a run is cut. `core_px` is the lattice's step; blocks are `block_px` on a side, a multiple of it."""

    tile_px: int
    halo_px: int
    core_px: int
    block_px: int


def choose_cutting(job: SegmentJob, card: ModelCard, region: Window) -> Cutting:
    """Tiles as large as memory and the region make sensible; all of it fixed before the first pixel."""
    stride = card.tiling.stride
    if card.tiling.context == "global":
        tile = card.tiling.tile
        step = max(stride, int(tile * BLENDED_STEP_SHARE) // stride * stride)
        return Cutting(tile, 0, step, _block(job, step))
    halo = card.tiling.halo if job.halo_px < 0 else -(-job.halo_px // stride) * stride
    largest = job.tile_px or min(MAX_TILE_PX, int((free_memory_bytes() * MEMORY_SHARE / TILE_BYTES_PER_PX) ** 0.5))
    needed = max(region.rows, region.cols)
    core = min((largest - 2 * halo) // stride * stride, -(-needed // stride) * stride)
    core = max(core, stride)
    return Cutting(core + 2 * halo, halo, core, _block(job, core))


def _block(job: SegmentJob, core: int) -> int:
    return max(1, round(job.block_px / core)) * core if job.block_px else BLOCK_CORES * core


def free_memory_bytes() -> int:
    """Memory that can be used without swapping; a careful 4 GiB where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("MemAvailable"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        return 4 * 1024**3


class Segmentation:
    """One run of a `SegmentJob`."""

    def __init__(self, job: SegmentJob, emit: Emit, cancelled: Callable[[], bool], job_id: str) -> None:
        self.job, self._emit, self._cancelled, self._id = job, emit, cancelled, job_id
        self._started = time.monotonic()
        self._degraded = False

    def run(self) -> Result:
        """Do the job. Raises `JobError`, `Cancelled`."""
        self._progress("prepare", 0, 1, "")
        output_dir = Path(self.job.output_dir)
        check_writable(output_dir)
        model = load_network(self.job.model)
        device, reason = pick_device(self.job.device)
        self.runner, self.card = TorchRunner(model, device), model.card
        self._emit(Ready(self._id, device, reason))
        with GridSource(self.job.raster, self.card) as self.source:
            self.region, self.shapes = self.source.window_of(self.job.region)
            self.cutting = choose_cutting(self.job, self.card, self.region)
            check_disk(output_dir, self.region)
            self.work = WorkFolder(output_dir, self.job.name, self._identity(), self.job.resume)
            with self.work.locked(), disk_full_is_said(output_dir):
                self._segment()
                outputs, facts = self._finish(output_dir)
        self.work.remove()
        return Result(self._id, outputs, facts)

    def _identity(self) -> dict[str, Any]:
        job = to_plain(self.job)
        return {"raster": {**job["raster"], **file_identity(self.job.raster.path)}, "bands": list(self.source.bands),
                "region": job["region"], "weights": self.card.weights.sha256, "cutting": asdict(self.cutting),
                "device": self.runner.device.type}

    # -- blocks ---------------------------------------------------------------------------------------------------

    def _segment(self) -> None:
        self.blocks = list(cells(self.region, self.cutting.block_px))
        todo = [b for b in self.blocks if not self.work.is_finished(b)]
        total = self.region.rows * self.region.cols / PIXELS_PER_MEGAPIXEL
        done = total - sum(b.rows * b.cols for b in todo) / PIXELS_PER_MEGAPIXEL
        first, began = done, time.monotonic()
        if len(todo) < len(self.blocks):
            self._show()

        def advance(pixels: int) -> None:
            nonlocal done
            done += pixels / PIXELS_PER_MEGAPIXEL
            rate = (done - first) / max(1e-3, time.monotonic() - began)
            self._progress("segment", done, total, "Mpx", rate, (total - done) / rate if rate else None)

        self._progress("segment", done, total, "Mpx")
        with ThreadPoolExecutor(1, thread_name_prefix="reader") as reader:
            for block in todo:
                classes, confidence = (self._blended_block(block, advance) if self.card.tiling.context == "global"
                                       else self._local_block(block, advance, reader))
                self._keep(block, classes, confidence)
                self._show()

    def _keep(self, block: Window, classes: np.ndarray, confidence: np.ndarray) -> None:
        outside = ~self.source.inside(block, self.shapes)
        classes[outside], confidence[outside] = NODATA, CONFIDENCE_NODATA
        transform, crs = self.source.window_transform(block), self.source.crs
        files = [self.work.path / f"{prefix}_{block_key(block)}.tif" for prefix in ("classes", "confidence")]
        write_block(files[0], classes, transform, crs, NODATA)
        write_block(files[1], confidence, transform, crs, CONFIDENCE_NODATA)
        self.work.record(block, files, int(np.count_nonzero(classes != NODATA)))

    def _local_block(self, block: Window, advance: Callable[[int], None],
                     reader: ThreadPoolExecutor) -> tuple[np.ndarray, np.ndarray]:
        """Each core from one tile; the next tile is read while this one is computed."""
        classes = np.full((block.rows, block.cols), NODATA, np.uint8)
        confidence = np.zeros_like(classes)
        cores = list(cells(block, self.cutting.core_px))
        reading = reader.submit(self._read, cores[0])
        for i, core in enumerate(cores):
            self._stop_if_cancelled()
            tile, pixels, valid = reading.result()
            if i + 1 < len(cores):
                reading = reader.submit(self._read, cores[i + 1])
            place = core.slices(block)
            classes[place], confidence[place] = self._core(core, tile, pixels, valid)
            advance(core.rows * core.cols)
        return classes, confidence

    def _read(self, core: Window) -> tuple[Window, np.ndarray, np.ndarray]:
        """The tile of the whole lattice cell that `core` lies in: a region that cuts a cell must not move its tile."""
        step = self.cutting.core_px
        row, col = core.row // step * step, core.col // step * step
        cell = Window(row, col, min(step, self.source.rows - row), min(step, self.source.cols - col))
        return self._read_tile(cell)

    def _read_tile(self, core: Window) -> tuple[Window, np.ndarray, np.ndarray]:
        tile = with_halo(core, self.cutting.halo_px, self.card.tiling.stride, self.source.rows, self.source.cols)
        return tile, *self.source.read(tile)

    def _core(self, core: Window, tile: Window, pixels: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Classes and confidence of a core; where memory does not suffice, in quarters with the same halo."""
        place = core.slices(tile)
        inside = valid[place]
        if not inside.any():
            return np.full(inside.shape, NODATA, np.uint8), np.zeros(inside.shape, np.uint8)
        try:
            classes, confidence = (a[place] for a in self.runner.classify(pixels, valid))
        except OutOfMemoryError as error:
            return self._core_in_quarters(core, error)
        return (np.where(inside, classes, NODATA).astype(np.uint8),
                np.where(inside, confidence, CONFIDENCE_NODATA).astype(np.uint8))

    def _core_in_quarters(self, core: Window, error: OutOfMemoryError) -> tuple[np.ndarray, np.ndarray]:
        parts = quarters(core, self.card.tiling.stride)
        if len(parts) == 1 or max(core.rows, core.cols) <= MIN_CORE_PX:
            raise JobError("memory", tile_px=max(core.rows, core.cols) + 2 * self.cutting.halo_px) from error
        classes, confidence = (np.zeros((core.rows, core.cols), np.uint8) for _ in range(2))
        for part in parts:
            self._stop_if_cancelled()
            place = part.slices(core)
            classes[place], confidence[place] = self._core(part, *self._read_tile(part))
        return classes, confidence

    def _blended_block(self, block: Window, advance: Callable[[int], None]) -> tuple[np.ndarray, np.ndarray]:
        """For networks that see the whole tile: all tiles that touch the block, summed with smooth weights in lattice order."""
        tile_px, stride = self.cutting.tile_px, self.card.tiling.stride
        total = np.zeros((len(self.card.classes), block.rows, block.cols), np.float32)
        weight = np.zeros((block.rows, block.cols), np.float32)
        valid = np.zeros((block.rows, block.cols), bool)
        tiles = fixed_tiles(block, tile_px, self.cutting.core_px, self.source.rows, self.source.cols)
        for tile in tiles:
            self._stop_if_cancelled()
            shared = tile.intersection(block)
            pixels, tile_valid = self.source.read(tile)
            if shared is None:
                continue
            here, there = shared.slices(block), shared.slices(tile)
            valid[here] |= tile_valid[there]
            if tile_valid[there].any():
                bump = np.outer(_bump(tile.rows), _bump(tile.cols))[there].astype(np.float32)
                total[:, here[0], here[1]] += self._whole_tile(pixels, tile_valid, tile_px, stride)[:, there[0], there[1]] * bump
                weight[here] += bump
            advance(block.rows * block.cols // len(tiles))
        shares = total / np.maximum(weight, 1e-12)
        classes = np.where(valid, shares.argmax(axis=0), NODATA).astype(np.uint8)
        confidence = np.where(valid, np.clip(np.rint(shares.max(axis=0) * 255), 1, 255), CONFIDENCE_NODATA)
        return classes, confidence.astype(np.uint8)

    def _whole_tile(self, pixels: np.ndarray, valid: np.ndarray, tile_px: int, _stride: int) -> np.ndarray:
        """Scores of a tile; one cut short by a small raster is filled up to the size that the network was made for."""
        rows, cols = valid.shape
        fill = ((0, tile_px - rows), (0, tile_px - cols))
        try:
            return self.runner.scores(np.pad(pixels, ((0, 0), *fill), mode="edge"), np.pad(valid, fill))[:, :rows, :cols]
        except OutOfMemoryError as error:
            raise JobError("memory", tile_px=tile_px) from error

    # -- results --------------------------------------------------------------------------------------------------

    def _mosaic(self, prefix: str, nodata: int, with_classes: bool) -> Path:
        path = self.work.path / f"{prefix}.vrt"
        blocks = [(f"{prefix}_{block_key(b)}.tif", b) for b in self.blocks if self.work.is_finished(b)]
        write_mosaic(path, blocks, self.region, self.source.window_transform(self.region), self.source.crs, nodata,
                     self.card.classes if with_classes else ())
        return path

    def _show(self) -> None:
        self._emit(Partial(self._id, "classes", str(self._mosaic("classes", NODATA, True))))

    def _finish(self, output_dir: Path) -> tuple[dict[str, str], dict[str, Any]]:
        counts = self._count()
        if not counts.sum():
            self.work.remove()
            raise JobError("raster.all_nodata", path=self.job.raster.path)
        classes, confidence = self._mosaic("classes", NODATA, True), self._mosaic("confidence", CONFIDENCE_NODATA, False)
        outputs: dict[str, str] = {}
        polygons = 0
        if self.job.polygons is not None:
            options = self.job.polygons
            path = output_dir / f"{self.job.name}{VECTOR_FORMATS[options.format]}"
            summary = polygonize(str(classes), str(confidence), str(path), options, self.card.classes,
                                 lambda done, total: self._progress("polygons", done, total, ""), self._cancelled)
            outputs["polygons"], polygons = str(path), summary.count
        self._progress("finish", 0, 1, "")
        if self.job.confidence:
            outputs["confidence"] = str(output_dir / f"{self.job.name}_confidence.tif")
            finish(confidence, Path(outputs["confidence"]))
        self._stop_if_cancelled()
        outputs["classes"] = str(output_dir / f"{self.job.name}.tif")
        finish(classes, Path(outputs["classes"]), self.card.classes)
        return outputs, self._facts(counts, polygons)

    def _count(self) -> np.ndarray:
        """Pixels of each class, from the finished blocks."""
        import rasterio

        counts = np.zeros(256, np.int64)
        for block in self.blocks:
            with rasterio.open(self.work.path / f"classes_{block_key(block)}.tif") as file:
                counts += np.bincount(file.read(1).ravel(), minlength=256)
        return counts[: len(self.card.classes)]

    def _facts(self, counts: np.ndarray, polygons: int) -> dict[str, Any]:
        resolution = self.source.resolution_m
        pixel_m2 = resolution[0] * resolution[1] if resolution else None
        areas = [{"value": c.value, "name": c.name, "color": c.color, "pixels": int(n), "share": float(n / counts.sum()),
                  "area_m2": float(n * pixel_m2) if pixel_m2 else None}
                 for c, n in zip(self.card.classes, counts, strict=True)]
        return {"areas": areas, "seconds": round(time.monotonic() - self._started, 2), "polygons": polygons,
                "megapixels": self.region.rows * self.region.cols / PIXELS_PER_MEGAPIXEL, "warnings": []}

    # -- small things ---------------------------------------------------------------------------------------------

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled

    def _progress(self, stage: str, done: float, total: float, unit: str, rate: float | None = None,
                  eta_s: float | None = None) -> None:
        self._emit(Progress(self._id, stage, done, total, unit, rate, eta_s))


def _bump(size: int) -> np.ndarray:
    """Weights along one side of a tile: a raised cosine that stays above zero at the edge."""
    position = (np.arange(size) + 0.5) / size
    return 0.01 + 0.99 * np.sin(np.pi * position) ** 2


def check_writable(folder: Path) -> None:
    """Raise `JobError` ("output.read_only") unless a file can be made in the folder."""
    probe = folder / f".landweave-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise JobError("output.read_only", path=str(folder), reason=error.strerror or str(error)) from error


def needed_disk_mb(region: Window) -> float:
    """Blocks, mosaic and finished files together need at most about half a byte a pixel each after compression."""
    return 1 + region.rows * region.cols * 1.0 / 1e6


def check_disk(folder: Path, region: Window) -> None:
    """Raise `JobError` ("output.disk_small") where the result has no room."""
    free_mb = shutil.disk_usage(folder).free / 1e6
    if free_mb < needed_disk_mb(region):
        raise JobError("output.disk_small", path=str(folder), needed_mb=round(needed_disk_mb(region)), free_mb=round(free_mb))


class disk_full_is_said:  # noqa: N801 - reads as a sentence where it is used
    """Turns a failed write on a full disk into `JobError` ("output.disk_full")."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (OSError, RasterioError)):
            free_mb = shutil.disk_usage(self._folder).free / 1e6
            if free_mb < 1 or getattr(error, "errno", None) == 28:
                raise JobError("output.disk_full", path=str(self._folder), free_mb=round(free_mb)) from error
