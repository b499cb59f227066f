"""The command line: `landweave segment | train | dataset | suggest | scene | run | doctor`. The dock's jobs, in this process."""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from ..contract.errors import Cancelled, JobError, LandweaveError
from ..contract.events import Event, Log, Metric, Progress, Result
from ..contract.job_parts import VECTOR_FORMATS, PolygonOptions, RasterSource
from ..contract.jobs import DoctorJob, Job, SegmentJob, TrainJob, job_from_plain
from ..contract.version import VERSION
from ..contract.wire import encode
from .dataset_cli import add_dataset_commands, dataset_job
from .json_file import read_object
from .suggest_cli import add_suggest_command, suggest_job
from .train_cli import TrainPrinter, add_train_command, interruptible, stopped_text, train_job


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(prog="landweave", description="Turn imagery into maps with U-Nets.")
    top.add_argument("--version", action="version", version=VERSION)
    top.add_argument("--events", choices=("text", "json"), default="text", help="how progress is printed")
    commands = top.add_subparsers(dest="command", required=True)
    segment = commands.add_parser("segment", help="map a raster with a model")
    segment.add_argument("raster")
    segment.add_argument("--model", required=True, help="folder of the model package")
    segment.add_argument("--output", required=True, help="folder for the results")
    segment.add_argument("--name", default="", help="name of the results (default: the raster's)")
    segment.add_argument("--bands", default="", help="band numbers in the model's order, e.g. 3,2,1")
    segment.add_argument("--format", choices=sorted(VECTOR_FORMATS), default="GPKG")
    segment.add_argument("--no-polygons", action="store_true")
    segment.add_argument("--confidence", action="store_true")
    segment.add_argument("--min-area-m2", type=float, default=0.0)
    segment.add_argument("--simplify-m", type=float, default=0.0)
    segment.add_argument("--tile-px", type=int, default=0)
    segment.add_argument("--halo-px", type=int, default=-1)
    segment.add_argument("--block-px", type=int, default=0)
    segment.add_argument("--batch", type=int, default=0, help="tiles in one pass (default: what the device has memory for)")
    segment.add_argument("--workers", type=int, default=1, help="processes")
    segment.add_argument("--threads", type=int, default=0, help="CPU threads in each process (default: shared out evenly)")
    segment.add_argument("--device", default="auto")
    segment.add_argument("--anew", action="store_true", help="do not take over finished blocks")
    add_train_command(commands)
    add_dataset_commands(commands)
    add_suggest_command(commands)
    _add_scene(commands)
    run = commands.add_parser("run", help="run a job from a JSON file")
    run.add_argument("job")
    commands.add_parser("doctor", help="check the engine's environment")
    return top


def _add_scene(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    scene = commands.add_parser("scene", help="write generated aerial scenes with their exact labels")
    scene.add_argument("--output", required=True, help="folder for scene_SEED.tif and scene_SEED_labels.tif")
    scene.add_argument("--seed", type=int, default=0, help="one seed, one scene; further scenes have the next seeds")
    scene.add_argument("--count", type=int, default=1)
    scene.add_argument("--rows", type=int, default=1024)
    scene.add_argument("--cols", type=int, default=1024)
    scene.add_argument("--resolution-m", type=float, default=0.3)
    scene.add_argument("--style", default="auto", help="auto, or one of the styles; an unknown one is answered with their names")
    scene.add_argument("--compress", choices=("deflate", "jpeg"), default="deflate")


def main(argv: Sequence[str]) -> int:
    """Run one command; 0 done, 1 failed, 130 interrupted."""
    options = parser().parse_args(argv)
    try:
        if options.command == "scene":
            return _scene(options)
        return _run(_job(options), options.events == "json")
    except KeyboardInterrupt:  # before the job began
        return 130
    except LandweaveError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return 1


def _run(job: Job, as_json: bool) -> int:
    """Do a job and print its events. Raises `LandweaveError`."""
    from .run import run_job  # heavy: torch and rasterio

    stop, trains = threading.Event(), isinstance(job, TrainJob)
    printer = TrainPrinter()

    def emit(event: Event) -> None:
        if as_json:
            sys.stdout.buffer.write(encode(event))
            sys.stdout.flush()
        elif not (trains and printer.show(event)):
            _print(event)

    try:
        with interruptible(stop) if trains else nullcontext():
            emit(run_job(job, emit, stop.is_set, "cli"))
    except (KeyboardInterrupt, Cancelled):
        print(stopped_text(job) if isinstance(job, TrainJob) else "Stopped; finished blocks are kept.", file=sys.stderr)
        return 130
    return 0


def _scene(options: argparse.Namespace) -> int:
    from ..scenes import generate  # numpy, scipy and rasterio; no other command needs the generator

    for pair in generate(options.output, options.count, options.seed, options.rows, options.cols, options.resolution_m,
                         options.style, options.compress):
        print(*pair, sep="\n")
    return 0


def _job(options: argparse.Namespace) -> Job:
    if options.command == "segment":
        return _segment_job(options)
    if options.command == "train":
        return train_job(options)
    if options.command == "dataset":
        return dataset_job(options)
    if options.command == "suggest":
        return suggest_job(options)
    if options.command == "run":
        return job_from_plain(read_object(options.job))
    return DoctorJob()


def _segment_job(options: argparse.Namespace) -> SegmentJob:
    try:
        bands = tuple(int(b) for b in options.bands.split(",") if b)
    except ValueError as error:
        raise JobError("job.invalid", reason=f"bands must be numbers such as 3,2,1, found '{options.bands}'") from error
    polygons = None if options.no_polygons else PolygonOptions(options.format, options.min_area_m2, options.simplify_m)
    job = SegmentJob(RasterSource(options.raster, bands=bands), options.model, options.output,
                     options.name or Path(options.raster).stem + "_classes", polygons=polygons, confidence=options.confidence,
                     device=options.device, tile_px=options.tile_px, halo_px=options.halo_px, block_px=options.block_px,
                     batch=options.batch, workers=options.workers, threads=options.threads, resume=not options.anew)
    job.validate()
    return job


def _print(event: Event) -> None:
    if isinstance(event, Progress):
        left = f", {event.eta_s:.0f} s left" if event.eta_s is not None else ""
        line = f"\r{event.stage}: {event.done:.4g} of {event.total:.4g} {event.unit}{left}   "
        print(line, end="", file=sys.stderr, flush=True)
    elif isinstance(event, Metric):
        print(f"\nepoch {event.step}: {event.name} {event.class_name} {event.value:.4f}", file=sys.stderr)
    elif isinstance(event, Log):
        print(f"\n{event.level}: {event.message}", file=sys.stderr)
    elif isinstance(event, Result):
        print(file=sys.stderr)
        for name, path in event.outputs.items():
            print(f"{name}: {path}")
        print(json.dumps(event.facts, indent=2, ensure_ascii=False))
