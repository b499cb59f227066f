"""The command `landweave models`: packages listed, shown, checked, taken in, given out, renamed, copied, deleted."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..contract.architectures import ARCHITECTURES, ENCODER, architecture
from ..contract.card import Band, ClassInfo, ModelCard, Scaling, find_models, load_card
from ..contract.errors import JobError
from ..contract.model_jobs import MODEL_FORMATS, MODEL_SOURCES, CheckModelJob, ExportModelJob, ImportModelJob
from ..contract.model_store import (
    delete_model,
    duplicate_model,
    free_folder,
    package_size_bytes,
    rename_model,
)
from ..contract.plain import to_plain
from .model_names import known_folders
from .tables import aligned

JOB_ACTIONS = ("import", "export", "check")  # the others need no engine, see `models_answer`
_COMMON_NAMES = ("coastal", "blue", "green", "red", "rededge", "nir", "swir16", "swir22", "pan")
# Colours for classes that got none, told apart also by people who see few colours (Okabe & Ito 2008).
_COLORS = ("#999999", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")


def add_models_command(commands: Any) -> None:
    """Add the command to argparse's sub-parsers."""
    models = commands.add_parser("models", help="look at models, take them in, write them in other forms")
    actions = models.add_subparsers(dest="action", required=True)
    listed = actions.add_parser("list", help="the models in folders (default: Landweave's own and those in $LANDWEAVE_MODELS)")
    listed.add_argument("folders", nargs="*")
    listed.add_argument("--json", action="store_true")
    show = actions.add_parser("show", help="what a model's card says")
    show.add_argument("model")
    show.add_argument("--json", action="store_true")
    check = actions.add_parser("check", help="look whether a model, a folder or a zip, is sound, and run it once")
    check.add_argument("model")
    _add_import(actions)
    export = actions.add_parser("export", help="write a model as a zip, for smp, as ONNX or as a STAC item")
    export.add_argument("model")
    export.add_argument("output")
    export.add_argument("--format", choices=MODEL_FORMATS, default="zip")
    export.add_argument("--tile-px", type=int, default=0, help="fixed input of an ONNX file (default: the tile, at most 512)")
    _add_store(actions)
    table = actions.add_parser("architectures", help="the networks that can be trained and taken in")
    table.add_argument("--json", action="store_true")


def _add_import(actions: Any) -> None:
    parser = actions.add_parser("import", help="take in a package, an smp folder, bare weights, a checkpoint or an ONNX file")
    parser.add_argument("source")
    parser.add_argument("--output", default="", help="new folder (default: one beside the source, of the model's name)")
    parser.add_argument("--kind", choices=MODEL_SOURCES, default="auto")
    parser.add_argument("--name", default="")
    parser.add_argument("--license", default="")
    parser.add_argument("--architecture", default="", metavar="KEY", help="of bare weights: see `landweave models architectures`")
    parser.add_argument("--encoder", default="", help="of bare weights, e.g. resnet34")
    parser.add_argument("--setting", dest="settings", action="append", default=[], metavar="NAME=VALUE",
                        help="another setting of the network, e.g. decoder_channels=[64,32,16]; repeat for each")
    parser.add_argument("--bands", type=_bands, default=(), help="in the network's order, e.g. red,green,blue,nir")
    parser.add_argument("--classes", type=_classes, default=(), help='in the network\'s order, e.g. "land=#aabbcc,road=#808080"')
    parser.add_argument("--resolution-m", type=float, default=0.0, help="pixel size that it was trained for")
    parser.add_argument("--dtype", default="", help="of the images, e.g. uint8")
    parser.add_argument("--mean", type=_numbers, default=(), help="values are scaled as (value - mean) / std; one, or one a band")
    parser.add_argument("--std", type=_numbers, default=())
    parser.add_argument("--scale", type=_numbers, default=(), help="values are multiplied by this first, e.g. 0.0039215686")


def _add_store(actions: Any) -> None:
    rename = actions.add_parser("rename", help="give a model another name")
    rename.add_argument("model")
    rename.add_argument("name")
    duplicate = actions.add_parser("duplicate", help="copy a model under another name")
    duplicate.add_argument("model")
    duplicate.add_argument("name")
    duplicate.add_argument("--into", default="", help="folder that gets the copy (default: where the model lies)")
    delete = actions.add_parser("delete", help="delete a model")
    delete.add_argument("model")
    delete.add_argument("--yes", action="store_true", help="do not ask")


def models_job(options: argparse.Namespace) -> ImportModelJob | ExportModelJob | CheckModelJob:
    """The job of the parsed options of one of `JOB_ACTIONS`. Raises `JobError` ("job.invalid")."""
    job: ImportModelJob | ExportModelJob | CheckModelJob
    if options.action == "import":
        job = _import_job(options)
    elif options.action == "export":
        job = ExportModelJob(options.model, options.output, options.format, options.tile_px)
    else:
        job = CheckModelJob(options.model)
    job.validate()
    return job


@dataclass(frozen=True)
class Answer:
    """What a command says: `text` on stdout, `problems` on stderr, and the exit code."""

    text: str = ""
    problems: str = ""
    code: int = 0


def models_answer(options: argparse.Namespace) -> Answer:
    """Do what needs no engine. Raises `JobError`."""
    if options.action == "list":
        return _list(options.folders or known_folders(), options.json)
    if options.action == "show":
        card = load_card(options.model)
        return Answer(_json(to_plain(card)) if options.json else card_text(card, options.model))
    if options.action == "architectures":
        return Answer(_json([to_plain(row) for row in ARCHITECTURES]) if options.json else _architectures())
    parent = os.path.dirname(os.path.abspath(options.model))
    if options.action == "rename":
        return Answer(rename_model(options.model, options.name, parent))
    if options.action == "duplicate":
        return Answer(duplicate_model(options.model, options.name, options.into or parent))
    return _delete(options.model, options.yes)


def card_text(card: ModelCard, folder: str) -> str:
    """A card for people, a line for each thing."""
    bands = [f"{band.name}{f' ({band.wavelength_um:g} um)' if band.wavelength_um else ''}" for band in card.bands]
    tiling, source = card.tiling, card.input
    lines = [
        f"{card.name} {card.version}", card.description, f"folder: {folder} ({megabytes(folder)})",
        f"network: {card.architecture or 'ONNX'}{f', encoder {card.encoder}' if card.encoder else ''}",
        f"bands: {', '.join(bands)} ({source.dtype})",
        f"resolution: {source.resolution_m:g} m ({source.resolution_min_m:g} to {source.resolution_max_m:g})",
        f"values: {', then '.join(step.type for step in card.scaling) or 'as they are'}",
        f"tiles: {tiling.context}, {tiling.tile} px, stride {tiling.stride} px, halo {tiling.halo} px "
        f"(exact: {f'{tiling.receptive_halo} px' if tiling.receptive_halo else 'none'})",
        "classes:", *(f"  {info.value} {info.name} {info.color}" for info in card.classes),
        "scores:" if card.metrics else "scores: not stated", *(f"  {name}: {value:g}" for name, value in card.metrics.items()),
        f"made from: {card.parent}" if card.parent else "", f"licence: {card.license or 'not stated'}", card.attribution,
    ]
    return "\n".join(line for line in lines if line)


def megabytes(folder: str) -> str:
    """A package's size for people."""
    return f"{package_size_bytes(folder) / 1e6:.1f} MB"


def mean_iou(card: ModelCard) -> float | None:
    """The score of the images that chose the model, else the best known mean IoU; None where there is none."""
    found = [value for name, value in card.metrics.items() if name == "miou"] or [
        value for name, value in card.metrics.items() if name.endswith(".miou")]
    return found[0] if found else None


def _list(folders: Sequence[str], as_json: bool) -> Answer:
    """A line for each model; what is no sound package does not hide the others."""
    rows: list[dict[str, Any]] = []
    problems: list[str] = []
    for folder in find_models(tuple(folders)):
        try:
            card = load_card(folder)
        except JobError as error:
            problems.append(error.message)
            continue
        rows.append({"name": card.name, "version": card.version, "classes": [info.name for info in card.classes],
                     "bands": [band.name for band in card.bands], "resolution_m": card.input.resolution_m,
                     "miou": mean_iou(card), "size_bytes": package_size_bytes(folder), "folder": folder})
    if as_json:
        return Answer(_json(rows), "\n".join(problems))
    head = ("name", "classes", "bands", "resolution", "mIoU", "size", "folder")
    cells = [(f"{row['name']} {row['version']}", str(len(row["classes"])), ",".join(row["bands"]), f"{row['resolution_m']:g} m",
              "-" if row["miou"] is None else f"{row['miou']:.3f}", f"{row['size_bytes'] / 1e6:.1f} MB", row["folder"])
             for row in rows]
    return Answer(aligned([head, *cells]), "\n".join(problems))


def _architectures() -> str:
    head = ("key", "network", "stride", "context", "parameters", "time", "encoder", "paper")
    table = aligned([head] + [(row.key, row.title, f"{row.stride_px} px", row.context, f"{row.parameters_millions:.1f} M",
                              f"{row.relative_time:.1f}x", "any" if row.takes_encoder else "its own", row.paper)
                             for row in ARCHITECTURES])
    return f"{table}\n\nParameters and time (of one pass on a CPU; U-Net = 1) with the encoder resnet18 or the network's own."


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _delete(model: str, sure: bool) -> Answer:
    if not sure:
        try:
            answer = input(f"Delete '{model}' ({megabytes(model)}) for good? [y/N] ")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in ("y", "yes"):
            return Answer("", "Nothing was deleted.", 1)
    delete_model(model)
    return Answer()


def _import_job(options: argparse.Namespace) -> ImportModelJob:
    source = os.path.abspath(options.source)
    name = options.name or os.path.splitext(os.path.basename(source))[0]
    output = options.output or free_folder(os.path.dirname(source), name)
    return ImportModelJob(options.source, output, options.kind, options.name, options.license, _network(options), options.bands,
                          options.classes, options.resolution_m, options.dtype, _scaling(options))


def _network(options: argparse.Namespace) -> dict[str, Any]:
    if not options.architecture:
        if options.encoder or options.settings:
            raise JobError("job.invalid", reason="--encoder and --setting need --architecture")
        return {}
    row = architecture(options.architecture)
    if options.encoder and not row.takes_encoder:
        raise JobError("job.invalid", reason=f"{row.title} has its own encoder")
    network = row.with_encoder(options.encoder)
    for pair in options.settings:
        setting, separator, text = pair.partition("=")
        if not (setting.strip() and separator) or setting.strip() == ENCODER:
            raise JobError("job.invalid", reason=f"a setting has the form NAME=VALUE, found '{pair}'")
        network[setting.strip()] = _value(text)
    return network


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _scaling(options: argparse.Namespace) -> tuple[Scaling, ...]:
    if bool(options.mean) != bool(options.std):
        raise JobError("job.invalid", reason="--mean and --std belong together")
    steps = [Scaling("scale", value=options.scale)] if options.scale else []
    return (*steps, *([Scaling("z-score", mean=options.mean, stddev=options.std)] if options.mean else []))


def _bands(text: str) -> tuple[Band, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    return tuple(Band(name, name.lower() if name.lower() in _COMMON_NAMES else "") for name in names)


def _classes(text: str) -> tuple[ClassInfo, ...]:
    classes = []
    for value, pair in enumerate(part for part in text.split(",") if part.strip()):
        name, _, color = pair.partition("=")
        classes.append(ClassInfo(value, name.strip(), color.strip() or _COLORS[value % len(_COLORS)]))
    return tuple(classes)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(",") if part.strip())
