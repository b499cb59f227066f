"""The commands `landweave polygonize | evaluate | chips`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from ..contract.errors import JobError
from ..contract.jobs import ExportChipsJob
from ..contract.map_jobs import EvaluateJob, PolygonizeJob
from . import api
from .dataset_cli import add_export_options, export_job
from .tables import aligned

COMMANDS = ("polygonize", "evaluate", "chips")


def add_map_commands(commands: Any) -> None:
    """Add the commands to argparse's sub-parsers."""
    polygonize = commands.add_parser("polygonize", help="make polygons of a class raster")
    polygonize.add_argument("classes", help="class raster, of Landweave or another program")
    polygonize.add_argument("output", help="file to write: .gpkg, .fgb, .geojson or .shp")
    polygonize.add_argument("--confidence", default="", help="its confidence raster, for two more fields")
    polygonize.add_argument("--min-area-m2", type=float, default=0.0, help="smaller areas join their neighbours")
    polygonize.add_argument("--simplify-m", type=float, default=0.0, help="tolerance of straighter outlines")
    polygonize.add_argument("--right-angles", action="store_true", help="square corners, for buildings")
    polygonize.add_argument("--only", type=_numbers, default=(), metavar="VALUES", help="only these classes, e.g. 1,4")
    _add_names(polygonize)
    _add_evaluate(commands)
    add_export_options(commands.add_parser("chips", help="write the areas of a label project as images and masks"))


def _add_evaluate(commands: Any) -> None:
    evaluate = commands.add_parser(
        "evaluate", help="compare a map with what is known, and correct its areas",
        description="Compare a class raster with what is known: scores by class, areas that are corrected for the map's mistakes "
        "with confidence intervals (Olofsson et al. 2014), a report. Name one of --reference, --project and --points.")
    evaluate.add_argument("classes", help="class raster, of Landweave or another program")
    evaluate.add_argument("output", help="folder for report.html, report.json and tables")
    known = evaluate.add_mutually_exclusive_group(required=True)
    known.add_argument("--reference", default="", help="class raster of the truth, on any grid")
    known.add_argument("--project", default="", help="label project: its check areas are the truth")
    known.add_argument("--points", default="", help="layer of points or polygons with a class field")
    evaluate.add_argument("--layer", default="", help="layer of the file of points or polygons")
    evaluate.add_argument("--class-field", default="", help="field with class names or values")
    evaluate.add_argument("--role", dest="roles", action="append", choices=("check", "train"), default=[],
                          help="areas of the label project that count (default: check); repeat for both")
    evaluate.add_argument("--source", dest="sources", action="append", default=[], metavar="RASTER",
                          help="only areas that were drawn on this raster, as the project names it; repeat for each")
    evaluate.add_argument("--level", type=float, default=0.95, help="of confidence (default: 0.95)")
    _add_names(evaluate)


def _add_names(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--class", dest="names", action="append", default=[], metavar="VALUE=NAME",
                        help="name a class of the map; repeat for each (default: what the raster says)")


def map_job(options: argparse.Namespace) -> PolygonizeJob | EvaluateJob | ExportChipsJob:
    """The job of parsed options. Raises `JobError` ("job.invalid", "labels.*")."""
    job: PolygonizeJob | EvaluateJob | ExportChipsJob
    if options.command == "polygonize":
        job = api.polygonize_job(
            options.classes, options.output, confidence=options.confidence, min_area_m2=options.min_area_m2,
            simplify_m=options.simplify_m, right_angles=options.right_angles, only=options.only, names=_names(options.names))
    elif options.command == "evaluate":
        job = api.evaluate_job(
            options.classes, options.output, reference=options.reference, project=options.project, points=options.points,
            layer=options.layer, class_field=options.class_field, roles=options.roles or ("check",), sources=options.sources,
            names=_names(options.names), level=options.level)
    else:
        job = export_job(options)
    job.validate()
    return job


def evaluation_text(facts: Mapping[str, Any]) -> str:
    """The scores of an evaluation for people; report.json has all of it."""
    unit = "m²" if facts["area_unit"] == "m2" else facts["area_unit"]
    head = ("class", "user's", "producer's", "IoU", f"mapped {unit}", f"corrected {unit}")
    rows = [(c["name"], _percent(c["users_accuracy"]), _percent(c["producers_accuracy"]), _percent({"value": c["iou"]}),
             f"{c['mapped_area']:,.0f}", _interval(c["area"])) for c in facts["classes"]]
    compared = f"{facts['compared_pixels']:,} {'points' if facts['estimator'] == 'stratified' else 'pixels'}"
    return "\n".join([aligned([head, *rows], 1), f"overall accuracy {_percent(facts['overall_accuracy'])}, mean IoU "
                      f"{_percent({'value': facts['mean_iou']})}, {compared} compared"])


def _percent(value: Mapping[str, Any]) -> str:
    """A share, and how far it may be off where that is known."""
    if value["value"] is None:
        return "-"
    half = (value["high"] - value["low"]) / 2 if value.get("low") is not None else 0.0
    return f"{100 * value['value']:.1f}" + (f" ± {100 * half:.1f} %" if half else " %")


def _interval(area: Mapping[str, Any]) -> str:
    if area["value"] is None:
        return "-"
    half = (area["high"] - area["low"]) / 2 if area["low"] is not None else 0.0
    return f"{area['value']:,.0f}" + (f" ± {half:,.0f}" if half else "")


def _numbers(text: str) -> tuple[int, ...]:
    """Named by argparse where it is no list of numbers."""
    return tuple(int(number) for number in text.split(",") if number)


def _names(pairs: Sequence[str]) -> dict[int, str]:
    names = {}
    for pair in pairs:
        value, _, name = pair.partition("=")
        if not (value.strip().isdecimal() and name.strip()):
            raise JobError("job.invalid", reason=f"a class has the form VALUE=NAME, found '{pair}'")
        names[int(value)] = name.strip()
    return names
