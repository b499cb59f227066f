"""The last steps of a run, from blocks to files. They run in a `Worker`: no library in them looks at a cancel for long."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from ..contract.card import ClassInfo
from ..contract.job_parts import PolygonOptions
from ..raster.class_file import write_cog
from ..raster.polygons import polygonize
from ..raster.vector_file import VectorFile

Report = Callable[[int, int], None]


def warm_up(_report: Report) -> None:
    """Nothing: importing this module was the work."""


def make_cog(mosaic: str, path: str, valid_px: int, _report: Report) -> None:
    """See `write_cog`."""
    write_cog(Path(mosaic), Path(path), valid_px)


def make_polygons(classes_path: str, confidence_path: str, path: str, options: PolygonOptions, classes: tuple[ClassInfo, ...],
                  report: Report) -> int:
    """The number of polygons that were written; see `polygonize`."""
    return polygonize(classes_path, confidence_path, path, options, classes, report, lambda: False).count


def remove_unfinished_polygons(path: Path, file_format: str) -> None:
    """What an ended `make_polygons` has left."""
    shutil.rmtree(VectorFile(str(path), file_format, "", {}).folder, ignore_errors=True)
