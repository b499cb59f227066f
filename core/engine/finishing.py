"""The last steps of a run, from blocks to files. They run in a `Worker`: no library in them looks at a cancel for long.

What only they need is imported in that process, not in the engine, which has to answer soon after its start.
"""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..contract.card import ClassInfo
from ..contract.errors import Cancelled, EngineError
from ..contract.job_parts import PolygonOptions
from ..raster.class_file import write_cog
from .worker import Worker

if TYPE_CHECKING:
    from ..raster.polygons import PolygonSummary

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
        remove_unfinished_polygons(Path(path), options.format)
        raise
    return summary


def remove_unfinished_polygons(path: Path, file_format: str) -> None:
    """What an ended `make_polygons` has left."""
    from ..raster.vector_file import VectorFile

    shutil.rmtree(VectorFile(str(path), file_format, "", {}).folder, ignore_errors=True)
