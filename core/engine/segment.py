"""The main job: a raster and a model in, a class raster and polygons out; memory does not depend on the raster's size."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import torch
from rasterio.errors import RasterioError

from ...models.open_runner import AUTO, ONNX, TORCH, Loaded, device_for, load_model
from ...models.package import LoadedModel, verify_package
from ..contract.card import ModelCard
from ..contract.errors import Cancelled, JobError, warning
from ..contract.events import Event, Log, Partial, Progress, Ready, Result
from ..contract.job_parts import VECTOR_FORMATS
from ..contract.jobs import SegmentJob
from ..contract.plain import to_plain
from ..contract.version import VERSION
from ..raster.class_file import CONFIDENCE_NODATA, NODATA, publish, write_mosaic
from ..raster.grid import Window, cells
from ..raster.source import GridSource
from .blocks import PREFIXES, BlockTask, block_key
from .cutting import choose_batch, choose_cutting, cutting_warnings
from .executors import BlockExecutor, InCrew, InThisProcess
from .finishing import make_cog, polygons_by, warm_up
from .result_files import check_replaceable, raster_paths
from .runner_choice import is_worth_measuring, measure_speeds, onnxruntime_version
from .sites import in_this_process, open_site, threads_of_each, with_workers
from .work_folder import Begun, WorkFolder, file_identity, look, work_path
from .worker import Worker

Emit = Callable[[Event], None]
PIXELS_PER_MEGAPIXEL = 1e6
SHOWN_BLOCKS = 256  # of so many, each is shown at once; of more, every second, third ...: a mosaic names all of its blocks
NODATA_OF = dict(zip(PREFIXES, (NODATA, CONFIDENCE_NODATA), strict=True))


class Segmentation:
    """One run of a `SegmentJob`."""

    def __init__(self, job: SegmentJob, emit: Emit, cancelled: Callable[[], bool], job_id: str) -> None:
        self.job, self._emit, self._cancelled, self._id = job, emit, cancelled, job_id
        self._started = time.monotonic()
        self._warnings: dict[str, dict[str, Any]] = {}

    def run(self) -> Result:
        """Do the job. Raises `JobError`, `EngineError`, `Cancelled`."""
        self._progress("prepare", 0, 1, "")
        output_dir = Path(self.job.output_dir)
        check_writable(output_dir)
        check_replaceable(self.job)
        model = load_model(self.job.model, self.job.runner) if in_this_process(self.job) else None
        self.card = model.card if model else verify_package(self.job.model)
        with GridSource(self.job.raster, self.card) as self.source, ExitStack() as stack:
            stack.enter_context(writing_failures_are_said(output_dir))
            self.job = with_begun_runner(self.job, self.card, self.source.bands)
            self._measure_runners()
            self.site = stack.enter_context(open_site(self.job, self.card, self.source, self._cancelled, self._warn))
            self.device = self.site.device
            self._emit(Ready(self._id, self.device, self.site.reason))
            self._stop_if_cancelled()
            self.work = WorkFolder(output_dir, self.job.name)
            stack.enter_context(self.work.held())
            self._prepare(output_dir)
            finisher = stack.enter_context(Worker())  # its imports take the time that the first tile does
            finisher.begin(warm_up, self.job.polygons is not None)
            if model and isinstance(model, LoadedModel) != (self.site.runner == TORCH):
                model = load_model(self.job.model, self.site.runner)
            self._segment(self._executor(model))
            outputs, facts = self._finish(output_dir, finisher)
            self.work.remove()
        return Result(self._id, outputs, facts)

    def _measure_runners(self) -> None:
        """Find out which library is faster here, where the map is large enough to win the seconds back."""
        job = with_workers(self.job)
        threads = threads_of_each(job)
        region, _shapes = self.source.window_of(job.region)
        if is_worth_measuring(job, self.card, threads, region.rows * region.cols / PIXELS_PER_MEGAPIXEL):
            self._say("segment.measuring")
            found = measure_speeds(job.model, self.card, threads, self._cancelled)
            self._say("segment.measured", torch=f"{found.torch:.2f}", onnx=f"{found.onnx:.2f}", problem=found.problem)

    def _prepare(self, output_dir: Path) -> None:
        """Decide how the run is cut and which blocks are done already."""
        self.region, self.shapes = self.source.window_of(self.job.region)
        identity = run_identity(self.job, self.card, self.source.bands, self.device, self.site.runner)
        begun = look(self.work.path, identity) if self.job.resume else Begun(None, {}, 0)
        self.cutting = begun.cutting or choose_cutting(self.site.job, self.card, self.region, self.site.memory_bytes)
        for found in cutting_warnings(self.job, self.card):
            self._warn(found["code"], **found["data"])
        self.blocks = list(cells(self.region, self.cutting.block_px))
        check_disk(output_dir, self.region, len(begun.blocks) / len(self.blocks))
        self.work.open(identity, self.cutting, begun)

    def _executor(self, model: Loaded | None) -> BlockExecutor:
        job, device_type = self.site.job, torch.device(self.device).type
        batch = choose_batch(job, self.cutting, device_type, self.site.memory_bytes)
        task = BlockTask(replace(job.raster, bands=tuple(self.source.bands)), job.model, job.region, self.cutting,
                         str(self.work.path.absolute()), self.device, batch, self.site.runner)
        if model is not None:
            return InThisProcess(task, self._cancelled, model)
        return InCrew(lambda blocks: self.site.crew(task, blocks), self._cancelled, self._warn)

    # -- blocks ---------------------------------------------------------------------------------------------------

    def _segment(self, executor: BlockExecutor) -> None:
        todo = [block for block in self.blocks if not self.work.is_finished(block)]
        total = self.region.rows * self.region.cols / PIXELS_PER_MEGAPIXEL
        done = total - sum(b.rows * b.cols for b in todo) / PIXELS_PER_MEGAPIXEL
        first, began = done, time.monotonic()
        if len(todo) < len(self.blocks):
            self._show()

        def advance(pixels: int) -> None:
            nonlocal done
            done = min(total, done + pixels / PIXELS_PER_MEGAPIXEL)  # a block of a lost worker counts twice
            rate = (done - first) / max(1e-3, time.monotonic() - began)
            self._progress("segment", done, total, "Mpx", rate, (total - done) / rate if rate else None)

        self._progress("segment", done, total, "Mpx")
        for number, finished in enumerate(executor.run(todo, advance), 1):
            self.work.record(finished)
            if finished.smaller_tiles:
                self._warn("segment.smaller_tiles")
            if number % max(1, (len(self.blocks) - len(todo) + number) // SHOWN_BLOCKS) == 0:
                self._show()

    def _mosaic(self, prefix: str) -> Path:
        path = self.work.path / f"{prefix}.vrt"
        blocks = [(f"{prefix}_{block_key(b)}.tif", b) for b in self.blocks if self.work.is_finished(b)]
        write_mosaic(path, blocks, self.region, self.source.window_transform(self.region), self.source.crs, NODATA_OF[prefix],
                     self.card.classes if prefix == "classes" else ())
        return path

    def _show(self) -> None:
        self._emit(Partial(self._id, "classes", str(self._mosaic("classes"))))

    # -- results --------------------------------------------------------------------------------------------------

    def _finish(self, output_dir: Path, finisher: Worker) -> tuple[dict[str, str], dict[str, Any]]:
        """Make all files beside the blocks, then give them their final names: what can fail comes before what can be seen."""
        counts = self.work.counts(len(self.card.classes))
        if not counts.sum():
            self.work.remove()
            raise JobError("raster.all_nodata", path=self.job.raster.path)
        mosaics = {prefix: self._mosaic(prefix) for prefix in PREFIXES}
        self._stage = "polygons" if self.job.polygons is not None else "finish"
        self._progress(self._stage, 0, 1, "")
        finisher.result(lambda *_: None, self._cancelled)  # it is warm
        targets = raster_paths(self.job)
        parts = {prefix: self.work.path / f"{prefix}.cog.tif" for prefix in targets}
        for prefix, part in parts.items():
            self._call(finisher, make_cog, str(mosaics[prefix]), str(part), int(counts.sum()))
        outputs, polygons = self._polygons(output_dir, finisher, mosaics)
        self._progress("finish", 0, 1, "")
        for prefix in sorted(targets, reverse=True):  # the class raster last
            publish(parts[prefix], targets[prefix], self.card.classes if prefix == "classes" else ())
        return {**outputs, **{prefix: str(path) for prefix, path in targets.items()}}, self._facts(counts, polygons)

    def _polygons(self, output_dir: Path, finisher: Worker, mosaics: dict[str, Path]) -> tuple[dict[str, str], int]:
        options = self.job.polygons
        if options is None:
            return {}, 0
        path = output_dir / f"{self.job.name}{VECTOR_FORMATS[options.format]}"
        summary = polygons_by(finisher, str(mosaics["classes"]), str(mosaics["confidence"]), str(path), options,
                              self.card.classes, self._cancelled, self._report)
        return {"polygons": str(path)}, summary.count

    def _call(self, finisher: Worker, function: Callable[..., Any], *arguments: Any) -> Any:
        return finisher.call(function, *arguments, cancelled=self._cancelled, report=self._report)

    def _report(self, done: int, total: int) -> None:
        self._progress(self._stage, done, total, "")

    def _facts(self, counts: np.ndarray, polygons: int) -> dict[str, Any]:
        resolution = self.source.resolution_m
        pixel_m2 = resolution[0] * resolution[1] if resolution else None
        areas = [{"value": c.value, "name": c.name, "color": c.color, "pixels": int(n), "share": float(n / counts.sum()),
                  "area_m2": float(n * pixel_m2) if pixel_m2 else None}
                 for c, n in zip(self.card.classes, counts, strict=True)]
        return {"areas": areas, "seconds": round(time.monotonic() - self._started, 2), "polygons": polygons,
                "megapixels": self.region.rows * self.region.cols / PIXELS_PER_MEGAPIXEL,
                "device": self.device, "runner": self.site.runner,
                "warnings": list(self._warnings.values())}

    # -- small things ---------------------------------------------------------------------------------------------

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled

    def _progress(self, stage: str, done: float, total: float, unit: str, rate: float | None = None,
                  eta_s: float | None = None) -> None:
        self._emit(Progress(self._id, stage, done, total, unit, rate, eta_s))

    def _say(self, code: str, **data: Any) -> None:
        """Said in the log only."""
        self._emit(Log(self._id, "info", warning(code, **data)["message"].strip(), code, data))

    def _warn(self, code: str, **data: Any) -> None:
        """Said once in the log and again with the result."""
        if code not in self._warnings:
            self._warnings[code] = warning(code, **data)
            self._emit(Log(self._id, "warning", self._warnings[code]["message"], code, data))


def run_identity(job: SegmentJob, card: ModelCard, bands: tuple[int, ...], device: str, runner: str) -> dict[str, Any]:
    """All that the pixels of a run depend on but the cutting that was chosen. Runs with equal identities share blocks."""
    plain = to_plain(job)
    versions = [VERSION, onnxruntime_version() if runner == ONNX else torch.__version__, rasterio.__version__]
    asked = {name: plain[name] for name in ("region", "tile_px", "halo_px", "block_px", "batch", "threads")}
    return {**asked, "raster": {**plain["raster"], "bands": list(bands)}, "files": raster_files(job), "card": to_plain(card),
            "device": torch.device(device).type, "runner": runner, "versions": versions}


def with_begun_runner(job: SegmentJob, card: ModelCard, bands: tuple[int, ...]) -> SegmentJob:
    """The job with the library that has begun it, where nobody has chosen one: what was measured since must not waste blocks."""
    if job.runner != AUTO or not job.resume:
        return job
    for runner in (TORCH, ONNX):
        device = device_for(card, runner, job.device)[0]
        if finished_before(job, card, bands, device, runner).blocks:
            return replace(job, runner=runner)
    return job


def raster_files(job: SegmentJob) -> list[dict[str, Any]]:
    """The identities of the files that the raster is made of: a VRT's sources, masks and side files among them."""
    path = job.raster.path
    try:
        with rasterio.open(path) as dataset:
            files = {path, *dataset.files}
    except RasterioError:  # e.g. with open options that it needs; `GridSource` says what is wrong
        files = {path}
    return [file_identity(file) for file in sorted(files)]


def finished_before(job: SegmentJob, card: ModelCard, bands: tuple[int, ...], device: str, runner: str) -> Begun:
    """What an earlier run of this very job has finished, and what of another one stands in its place."""
    begun = look(work_path(Path(job.output_dir), job.name), run_identity(job, card, bands, device, runner))
    return begun if job.resume else Begun(None, {}, begun.foreign + len(begun.blocks))


def check_writable(folder: Path) -> None:
    """Raise `JobError` ("output.read_only", "output.disk_full") unless a file can be made in the folder."""
    probe = folder / f".landweave-{os.getpid()}"
    with writing_failures_are_said(folder):
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()


def needed_disk_mb(region: Window) -> float:
    """Blocks, mosaic and finished files together need at most about half a byte a pixel each after compression."""
    return 1 + region.rows * region.cols * 1.0 / 1e6


def check_disk(folder: Path, region: Window, finished_share: float) -> None:
    """Raise `JobError` ("output.disk_small") where the result has no room; finished blocks have theirs already."""
    needed_mb = needed_disk_mb(region) * (1 - finished_share / 2)
    if shutil.disk_usage(folder).free / 1e6 < needed_mb:
        raise JobError("output.disk_small", path=str(folder), needed_mb=max(1, round(needed_mb)), free_mb=free_mb(folder))


def free_mb(folder: Path) -> int:
    """Free space in whole megabytes; 0 where it cannot be asked for."""
    try:
        return round(shutil.disk_usage(folder).free / 1e6)
    except OSError:
        return 0


@contextmanager
def writing_failures_are_said(folder: Path) -> Iterator[None]:
    """Turns what fails while results are written into `JobError` ("output.disk_full", "output.read_only", "output.failed")."""
    try:
        yield
    except (OSError, RasterioError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        number = getattr(error, "errno", None)
        if number in (errno.ENOSPC, errno.EDQUOT):
            raise JobError("output.disk_full", path=str(folder), free_mb=free_mb(folder)) from error
        if number in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EEXIST):
            raise JobError("output.read_only", path=str(folder), reason=reason) from error
        raise JobError("output.failed", path=str(folder), reason=reason) from error
