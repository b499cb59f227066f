"""The files that a `SegmentJob` ends in, and older ones of the same names."""

from __future__ import annotations

import os
from pathlib import Path

from ..contract.errors import JobError
from ..contract.job_parts import VECTOR_FORMATS
from ..contract.jobs import SegmentJob


def raster_paths(job: SegmentJob) -> dict[str, Path]:
    """"classes", and "confidence" where the job asks for it, with their paths."""
    folder = Path(job.output_dir)
    paths = {"classes": folder / f"{job.name}.tif"}
    if job.confidence:
        paths["confidence"] = folder / f"{job.name}_confidence.tif"
    return paths


def older_results(job: SegmentJob) -> list[Path]:
    """The files that are there already and that the run will replace."""
    paths = list(raster_paths(job).values())
    if job.polygons is not None:
        paths.append(Path(job.output_dir) / f"{job.name}{VECTOR_FORMATS[job.polygons.format]}")
    return [path for path in paths if path.exists()]


def check_replaceable(job: SegmentJob) -> None:
    """Raise `JobError` ("output.locked") where an older result is open in a program that lets nobody replace it.

    To be asked before anything is computed. Windows refuses to rename an open file, even to its own name; elsewhere an open
    file can be replaced, and renaming it to its own name does nothing.
    """
    for path in older_results(job):
        _rename_to_itself(path)


def _rename_to_itself(path: Path) -> None:
    try:
        os.replace(path, path)
    except OSError as error:
        raise JobError("output.locked", path=str(path), reason=error.strerror or str(error)) from error
