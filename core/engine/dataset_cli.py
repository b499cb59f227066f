"""The command `landweave dataset scan | export | import`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from ..contract.errors import JobError
from ..contract.job_parts import RasterSource
from ..contract.jobs import CHIP_MASK_FORMATS, DatasetJob, ExportChipsJob, ImportLabelsJob
from .api import export_chips_job


def add_dataset_commands(commands: Any) -> None:
    """Add the command to argparse's sub-parsers."""
    dataset = commands.add_parser("dataset", help="look at images and masks; label projects in and out")
    actions = dataset.add_subparsers(dest="action", required=True)
    scan = actions.add_parser("scan", help="say what is in a folder of images and masks, and what is wrong with which file")
    scan.add_argument("folder")
    scan.add_argument("--images", default="", help="which files are images, e.g. 'sat/*.tif' (default: from the names)")
    scan.add_argument("--masks", default="", help="which files are masks, e.g. 'truth/*.png'")
    scan.add_argument("--class", dest="classes", action="append", default=[], metavar="VALUE=NAME",
                      help="name a mask value or colour, e.g. 1=road or '#3c1098=building'; repeat for each")
    scan.add_argument("--most", type=int, default=0, help="look into at most so many masks (default: all)")
    add_export_options(actions.add_parser("export", help="write the areas of a label project as images and masks"))
    _add_import(actions)


def add_export_options(parser: argparse.ArgumentParser) -> None:
    """The options that `export_job` reads."""
    parser.add_argument("project", help="label project (.gpkg)")
    parser.add_argument("output", help="new folder")
    parser.add_argument("--raster", default="", help="read all areas from this raster instead of their own")
    parser.add_argument("--chip-px", type=int, default=0, help="side of a chip (default: the project's)")
    parser.add_argument("--mask-format", choices=CHIP_MASK_FORMATS, default="png")


def export_job(options: argparse.Namespace) -> ExportChipsJob:
    """The job of parsed options. Raises `JobError` ("job.invalid", "labels.*")."""
    return export_chips_job(options.project, options.output, rasters=_rasters(options.project, options.raster),
                            chip_px=options.chip_px, mask_format=options.mask_format)


def _add_import(actions: Any) -> None:
    parser = actions.add_parser("import", help="bring polygons or a class raster into a label project")
    parser.add_argument("project", help="label project (.gpkg), made where there is none")
    parser.add_argument("raster", help="the image below the labels")
    parser.add_argument("labels", help="polygons or a raster of classes")
    parser.add_argument("--layer", default="", help="layer of the polygon file")
    parser.add_argument("--class-field", default="", help="field of the polygons that holds their class")
    parser.add_argument("--class", dest="classes", action="append", default=[], metavar="VALUE=NAME",
                        help="name a class; others are left out then; repeat for each")
    parser.add_argument("--check-share", type=float, default=0.2, help="share of the areas that check the model")
    parser.add_argument("--unlabelled", default="", help="class of what no label covers (default: it is ignored)")
    parser.add_argument("--chip-px", type=int, default=0)
    parser.add_argument("--resolution-m", type=float, default=0.0)


def dataset_job(options: argparse.Namespace) -> DatasetJob | ExportChipsJob | ImportLabelsJob:
    """The job of parsed options. Raises `JobError` ("job.invalid", "labels.*")."""
    job: DatasetJob | ExportChipsJob | ImportLabelsJob
    if options.action == "scan":
        labels, colors = class_tables(options.classes)
        job = DatasetJob(options.folder, options.images, options.masks, labels, colors, options.most)
    elif options.action == "export":
        job = export_job(options)
    else:
        job = ImportLabelsJob(options.project, RasterSource(options.raster), options.labels, options.layer, options.class_field,
                              _names(options.classes), options.check_share, options.unlabelled, options.chip_px,
                              options.resolution_m)
    job.validate()
    return job


def class_tables(pairs: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """`labels` and `colors` as jobs have them, from VALUE=NAME. Raises `JobError` ("job.invalid")."""
    names = _names(pairs)
    colors = {code: name for code, name in names.items() if code.startswith("#")}
    return {code: name for code, name in names.items() if code not in colors}, colors


def _names(pairs: Sequence[str]) -> dict[str, str]:
    names = {}
    for pair in pairs:
        code, separator, name = pair.partition("=")
        if not (code.strip() and separator and name.strip()):
            raise JobError("job.invalid", reason=f"a class has the form VALUE=NAME, found '{pair}'")
        names[code.strip()] = name.strip()
    return names


def _rasters(project: str, raster: str) -> dict[str, RasterSource]:
    """The same raster for all areas of a project."""
    if not raster:
        return {}
    from ..raster.labels import read_label_project  # heavy, and needed only here

    return {area.source: RasterSource(raster) for area in read_label_project(project).areas}
