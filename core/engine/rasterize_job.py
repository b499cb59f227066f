"""The job "rasterize_labels": what is labelled in a label project as a class raster, window by window."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from affine import Affine
from rasterio.crs import CRS

from ..contract.card import Band, ClassInfo, InputInfo
from ..contract.errors import Cancelled, JobError
from ..contract.events import Event, Progress, Result
from ..contract.job_parts import RasterSource
from ..contract.map_jobs import RasterizeLabelsJob
from ..raster.class_file import NODATA, publish, write_block, write_mosaic
from ..raster.grid import Window, cells
from ..raster.labels import IGNORE, LabelProject, PlacedArea, burn, grid_card, place_area, read_label_project
from ..raster.source import GridSource
from .finishing import make_cog
from .segment import check_disk, check_writable, writing_failures_are_said
from .worker import Worker

Emit = Callable[[Event], None]
BLOCK_PX = 2048
STAGE = "rasterize"
_ANY_BAND = (Band("any"),)
_ANY_RESOLUTION = InputInfo("uint8", 1.0, 1e-12, 1e12)  # the raster's own grid, however fine or coarse


def run_rasterize(job: RasterizeLabelsJob, emit: Emit, cancelled: Callable[[], bool], job_id: str = "") -> Result:
    """Do a `RasterizeLabelsJob`. Memory depends on the labels, not on the raster's size.

    Raises `JobError` ("labels.*", "raster.*", "output.*", "data.no_labels", "data.unknown_value") and `Cancelled`.
    """
    project = read_label_project(job.project)
    if project.unknown_values():
        raise JobError("data.unknown_value", path=job.project, value=", ".join(map(str, project.unknown_values())))
    target = Path(job.output)
    check_writable(target.parent)
    work = target.with_name(f".{target.stem}.{uuid.uuid4().hex[:8]}.part")
    try:
        with writing_failures_are_said(target.parent):
            work.mkdir()
            return _Rasterizing(job, project, work, emit, cancelled, job_id).run(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


class _Rasterizing:
    """One job's state: the grid, the areas on it, the blocks that are written."""

    def __init__(self, job: RasterizeLabelsJob, project: LabelProject, work: Path, emit: Emit, cancelled: Callable[[], bool],
                 job_id: str) -> None:
        self._job, self._project, self._work = job, project, work
        self._emit, self._cancelled, self._id = emit, cancelled, job_id
        raster = RasterSource(job.raster.path, job.raster.open_options, job.raster.crs_wkt, (1,))
        with GridSource(raster, grid_card(_ANY_BAND, _ANY_RESOLUTION)) as source:
            self._transform: Affine = source.transform
            self._crs: CRS | None = source.crs
            self._whole = Window(0, 0, source.rows, source.cols)
        self._places = self._placed(raster)
        self._counts = np.zeros(NODATA, np.int64)

    def _placed(self, raster: RasterSource) -> list[PlacedArea]:
        """The areas that lie on the raster. Raises `JobError` ("data.no_labels")."""
        chosen = [area for area in self._project.areas if area.role in self._job.roles]
        places = []
        for area in chosen:
            self._stop_if_cancelled()
            place = place_area(self._project, area, raster, _ANY_BAND, _ANY_RESOLUTION)
            if place is not None:
                places.append(place)
        if not places:
            raise JobError("data.no_labels")
        return places

    def run(self, target: Path) -> Result:
        """Write the blocks that hold labels, then the file."""
        check_disk(target.parent, self._whole, 0)
        classes = class_list(self._project)
        blocks = self._blocks()
        mosaic, part = self._work / "classes.vrt", self._work / "classes.cog.tif"
        write_mosaic(mosaic, blocks, self._whole, self._transform, self._crs, NODATA, classes)
        valid = int(self._counts.sum())
        if not valid:
            raise JobError("data.no_labels")
        with Worker() as finisher:
            finisher.call(make_cog, str(mosaic), str(part), valid, report=lambda *_: None, cancelled=self._cancelled)
        publish(part, target, classes)
        counts = {str(value): int(self._counts[value]) for value in np.flatnonzero(self._counts)}
        return Result(self._id, {"classes": str(target)}, {"areas": len(self._places), "class_px": counts})

    def _blocks(self) -> list[tuple[str, Window]]:
        """File name and window of each block with a label in it."""
        written = []
        todo = [(block, near) for block in cells(self._whole, BLOCK_PX) if (near := self._near(block))]
        for done, (block, near) in enumerate(todo):
            self._stop_if_cancelled()
            self._emit(Progress(self._id, STAGE, done, len(todo), "blocks"))
            values = _burnt(near, block)
            found = np.bincount(values.ravel(), minlength=NODATA + 1)[:NODATA]
            if found.any():
                name = f"{block.row}_{block.col}.tif"
                place = self._transform * Affine.translation(block.col, block.row)
                write_block(self._work / name, values, place, self._crs, NODATA, self._stop_if_cancelled)
                written.append((name, block))
                self._counts += found
        self._emit(Progress(self._id, STAGE, len(todo), len(todo), "blocks"))
        return written

    def _near(self, block: Window) -> list[tuple[PlacedArea, Window]]:
        """The areas in a block, each with what it covers of it."""
        shared = [(place, place.window.intersection(block)) for place in self._places]
        return [(place, window) for place, window in shared if window is not None]

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled


def _burnt(near: Sequence[tuple[PlacedArea, Window]], block: Window) -> np.ndarray:
    """(rows, cols) uint8 class values of a block; where areas overlap, a later one adds only what it knows."""
    values = np.full((block.rows, block.cols), IGNORE, np.uint8)
    for place, window in near:
        part = values[window.slices(block)]
        burnt = burn(place, window)
        part[burnt != IGNORE] = burnt[burnt != IGNORE]
    return values


def class_list(project: LabelProject) -> tuple[ClassInfo, ...]:
    """Classes 0, 1, 2 ... up to the project's highest value, as colour tables need them; the gaps are black and have no name."""
    known = {c.value: ClassInfo(c.value, c.name, c.color) for c in project.classes}
    return tuple(known.get(value, ClassInfo(value, "", "#000000")) for value in range(max(known, default=-1) + 1))
