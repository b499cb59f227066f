"""The last steps of a run, from blocks to files. They run in a `Worker`: no library in them looks at a cancel for long.

What only they need is imported in that process, not in the engine, which has to answer soon after its start.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from pathlib import Path

from ..contract.card import ClassInfo
from ..contract.errors import Cancelled, EngineError
from ..contract.job_parts import PolygonOptions
from ..raster.class_file import write_cog
from ..raster.polygon_summary import PolygonSummary, unfinished_folder
from .worker import Worker

Report = Callable[[int, int], None]


def warm_up(with_polygons: bool, _report: Report) -> None:
    """Import what the steps need, while blocks are still being classified."""
    if with_polygons:
        importlib.import_module("..raster.polygons", __package__)


def make_cog(mosaic: str, path: str, valid_px: int, _report: Report) -> None:
    """See `write_cog`."""
    write_cog(Path(mosaic), Path(path), valid_px)


def make_polygons(classes_path: str, confidence_path: str, path: str, options: PolygonOptions, classes: tuple[ClassInfo, ...],
                  report: Report) -> PolygonSummary:
    """See `polygonize`; an empty `confidence_path` means that there is none."""
    from ..raster.polygons import polygonize

    return polygonize(classes_path, confidence_path or None, path, options, classes, report, lambda: False)


def polygons_by(worker: Worker, classes_path: str, confidence_path: str, path: str, options: PolygonOptions,
                classes: tuple[ClassInfo, ...], cancelled: Callable[[], bool], report: Report) -> PolygonSummary:
    """`make_polygons` in a worker's process. Raises what it raises, `EngineError` and `Cancelled`, and leaves nothing then."""
    try:
        summary: PolygonSummary = worker.call(make_polygons, classes_path, confidence_path, path, options, classes, report=report,
                                              cancelled=cancelled)
    except (Cancelled, EngineError):  # its process was ended and could not tidy up
        shutil.rmtree(unfinished_folder(Path(path)), ignore_errors=True)
        raise
    return summary
