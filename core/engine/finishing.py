"""The last steps of a run, from blocks to files. They run in a `Worker`: no library in them looks at a cancel for long."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from ..contract.card import ClassInfo
from ..contract.errors import Cancelled, EngineError
from ..contract.job_parts import PolygonOptions
from ..raster.class_file import write_cog
from ..raster.polygons import PolygonSummary, polygonize
from ..raster.vector_file import VectorFile
from .worker import Worker

Report = Callable[[int, int], None]


def warm_up(_report: Report) -> None:
    """Nothing: importing this module was the work."""


def make_cog(mosaic: str, path: str, valid_px: int, _report: Report) -> None:
    """See `write_cog`."""
    write_cog(Path(mosaic), Path(path), valid_px)


def make_polygons(classes_path: str, confidence_path: str, path: str, options: PolygonOptions, classes: tuple[ClassInfo, ...],
                  report: Report) -> PolygonSummary:
    """See `polygonize`; an empty `confidence_path` means that there is none."""
    return polygonize(classes_path, confidence_path or None, path, options, classes, report, lambda: False)


def polygons_by(worker: Worker, classes_path: str, confidence_path: str, path: str, options: PolygonOptions,
                classes: tuple[ClassInfo, ...], cancelled: Callable[[], bool], report: Report) -> PolygonSummary:
    """`make_polygons` in a worker's process. Raises what it raises, `EngineError` and `Cancelled`, and leaves nothing then."""
    try:
        summary: PolygonSummary = worker.call(make_polygons, classes_path, confidence_path, path, options, classes, report=report,
                                              cancelled=cancelled)
    except (Cancelled, EngineError):  # its process was ended and could not tidy up
        remove_unfinished_polygons(Path(path), options.format)
        raise
    return summary


def remove_unfinished_polygons(path: Path, file_format: str) -> None:
    """What an ended `make_polygons` has left."""
    shutil.rmtree(VectorFile(str(path), file_format, "", {}).folder, ignore_errors=True)
