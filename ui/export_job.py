"""The export of a run: made anew for each, but kept for a run that was interrupted, so that it can go on from its blocks.

The engine takes over blocks only from the very same file. Beside an export that has all its pixels lies a small JSON file,
written last, that tells what was asked for; a run that was begun before and asks for the same reads the file that is there.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
from typing import Optional

from qgis.core import QgsFeedback

from ..core.contract.errors import JobError
from ..core.contract.jobs import SegmentJob
from .export import ExportGrid, ExportReport, ExportSource, export_layer, plan_export
from .layers import wkt_of


def export_for_job(source: ExportSource, job: SegmentJob, feedback: Optional[QgsFeedback]) -> ExportReport:
    """The pixels of a job's region as a file in its output folder. Raises as `export_layer`."""
    try:
        os.makedirs(job.output_dir, exist_ok=True)
    except OSError as error:  # a drive that is away, or a file of that name
        raise JobError("output.read_only", path=job.output_dir, reason=error.strerror or str(error)) from error
    path = os.path.join(job.output_dir, f"{job.name}_pixels.tif")
    grid = plan_export(source, job.region)
    if job.resume and _was_begun(job) and _read_record(path) == _record(source, grid, path):
        return ExportReport(path, grid)
    with contextlib.suppress(OSError):
        os.remove(_record_path(path))
    report = export_layer(source, job.region, path, feedback)
    if not report.missing_tiles:  # the next run asks for those again
        _write_record(path, _record(source, grid, path))
    return report


def _was_begun(job: SegmentJob) -> bool:
    """Whether there are blocks that a run may take over; a finished run leaves none, and the next one wants new pixels."""
    return os.path.isdir(os.path.join(job.output_dir, f"{job.name}.landweave"))


def _record(source: ExportSource, grid: ExportGrid, path: str) -> str:
    """What was asked for, and which file came of it. A digest, because addresses may hold passwords."""
    try:
        status = os.stat(path)
    except OSError:
        return ""
    asked = {
        "address": source.address, "crs": wkt_of(source.crs), "grid": dataclasses.asdict(grid), "picture": source.picture,
        "bands": [dataclasses.asdict(band) for band in source.bands], "size": status.st_size, "changed_ns": status.st_mtime_ns,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _record_path(path: str) -> str:
    return os.path.splitext(path)[0] + ".json"


def _read_record(path: str) -> str:
    """Never an empty text, which stands for a file that is not there."""
    try:
        with open(_record_path(path), encoding="utf-8") as file:
            return str(json.load(file)["digest"]) or "none"
    except (OSError, ValueError, KeyError, TypeError):
        return "none"


def _write_record(path: str, digest: str) -> None:
    """Written whole; where that fails, the next run only exports again."""
    part = _record_path(path) + ".part"
    with contextlib.suppress(OSError):
        with open(part, "w", encoding="utf-8") as file:
            json.dump({"digest": digest}, file)
        os.replace(part, _record_path(path))
