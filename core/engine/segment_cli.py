"""The command `landweave segment`: one raster or many, or only the plan."""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..contract.errors import Cancelled, JobError, LandweaveError
from ..contract.events import Result
from ..contract.job_parts import RUNNERS, VECTOR_FORMATS, PolygonOptions
from ..contract.jobs import Job, SegmentJob
from . import api
from .console import DONE, FAILED, INTERRUPTED, Console, interrupted_text
from .inputs import expand, result_names
from .progress_bar import duration
from .unexpected import as_error


def add_segment_command(commands: Any) -> None:
    """Add the command to argparse's sub-parsers."""
    segment = commands.add_parser(
        "segment", help="map rasters with a model",
        description="Map rasters with a model. RASTER is a file, a pattern such as 'tiles/*.tif', a folder, a VRT, a text list "
        "(.txt), a STAC item or a collection of items (.json), or a path of GDAL such as /vsicurl/https://... or /vsis3/...")
    segment.add_argument("raster", nargs="+", metavar="RASTER")
    segment.add_argument("--output", required=True, help="folder for the results")
    segment.add_argument("--model", default="", help="name, folder or zip of a model (default: the shipped one)")
    segment.add_argument("--name", default="", help="name of the results of a single raster (default: the raster's)")
    segment.add_argument("--bands", type=band_numbers, default=(), help="band numbers in the model's order, e.g. 3,2,1")
    segment.add_argument("--asset", default="", help="which asset of STAC items is the raster")
    segment.add_argument("--dry-run", action="store_true", help="only say what would be done: tiles, time, memory, disk")
    _add_results(segment)
    _add_cutting(segment)


def _add_results(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=sorted(VECTOR_FORMATS), default="GPKG", help="of the polygons (default: GPKG)")
    parser.add_argument("--no-polygons", action="store_true", help="only the class raster")
    parser.add_argument("--confidence", action="store_true", help="also write how sure the model is")
    parser.add_argument("--min-area-m2", type=float, default=0.0, help="smaller areas join their neighbours")
    parser.add_argument("--simplify-m", type=float, default=0.0, help="tolerance of straighter outlines")
    parser.add_argument("--right-angles", action="store_true", help="square corners, for buildings")


def _add_cutting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tile-px", type=int, default=0, help="side of a tile (default: what memory holds)")
    parser.add_argument("--halo-px", type=int, default=-1, help="context around a tile (default: the model's)")
    parser.add_argument("--block-px", type=int, default=0, help="side of a block, which a resumed run need not repeat")
    parser.add_argument("--batch", type=int, default=0, help="tiles in one pass (default: what the device has memory for)")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads in each process (default: shared out evenly)")
    parser.add_argument("--executor", default="", metavar="WHO",
                        help="who maps the blocks: processes[:N], gpus, or dask://host:port (default: --workers)")
    parser.add_argument("--runner", default="auto", choices=RUNNERS,
                        help="what runs the network: PyTorch, ONNX Runtime, or what is measured to be faster here (default)")
    parser.add_argument("--device", default="auto", help="auto, cpu, mps, cuda or cuda:N")
    parser.add_argument("--anew", action="store_true", help="do not take over finished blocks")


def band_numbers(text: str) -> tuple[int, ...]:
    """Named by argparse where it is no list of numbers."""
    return tuple(int(band) for band in text.split(",") if band)


def segment_jobs(options: argparse.Namespace) -> list[SegmentJob]:
    """A job for each raster that is meant. Raises `JobError` ("inputs.none", "job.invalid", "model.missing")."""
    rasters = expand(options.raster, options.asset)
    if options.name and len(rasters) > 1:
        raise JobError("job.invalid", reason=f"--name belongs to a single raster, but {len(rasters)} were named")
    jobs = [_job(options, raster, options.name or name) for raster, name in zip(rasters, result_names(rasters))]
    for job in jobs:
        job.validate()
    return jobs


def _job(options: argparse.Namespace, raster: str, name: str) -> SegmentJob:
    polygons = None if options.no_polygons else PolygonOptions(options.format, options.min_area_m2, options.simplify_m,
                                                               right_angles=options.right_angles)
    return api.segment_job(
        raster, options.output, options.model, name=name, bands=options.bands, polygons=polygons, confidence=options.confidence,
        device=options.device, tile_px=options.tile_px, halo_px=options.halo_px, batch=options.batch, block_px=options.block_px,
        workers=options.workers, threads=options.threads, executor=options.executor, runner=options.runner,
        resume=not options.anew)


def run_segment(options: argparse.Namespace, console: Console) -> int:
    """Do the command. Raises `LandweaveError` where there is a single raster, or none."""
    jobs = segment_jobs(options)
    work: list[Job] = [api.plan_job(job) for job in jobs] if options.dry_run else list(jobs)
    if len(jobs) == 1 and not options.dry_run:
        return _single(jobs[0], console)
    outcomes = []
    for number, (job, what) in enumerate(zip(jobs, work), 1):
        console.say(f"[{number}/{len(jobs)}] {job.raster.path}")
        outcome = _try(job, what, str(number), console)
        outcomes.append(outcome)
        if outcome.stopped:
            break
        if outcome.result is not None and options.dry_run:
            console.out(plan_text(job, outcome.result))
    return _summary(outcomes, len(jobs), options.dry_run, console)


def _single(job: SegmentJob, console: Console) -> int:
    try:
        console.do(job)
    except (Cancelled, KeyboardInterrupt):
        console.say(interrupted_text(job))
        return INTERRUPTED
    return DONE


@dataclass(frozen=True)
class _Outcome:
    job: SegmentJob
    result: Result | None = None
    error: LandweaveError | None = None
    stopped: bool = False


def _try(job: SegmentJob, what: Job, job_id: str, console: Console) -> _Outcome:
    """One of many rasters: whatever is wrong with it, the others get their turn."""
    try:
        return _Outcome(job, console.do(what, job_id, facts=False))
    except (Cancelled, KeyboardInterrupt):
        return _Outcome(job, stopped=True)
    except LandweaveError as error:
        console.fail(error, job_id)
        return _Outcome(job, error=error)
    except Exception as error:  # noqa: BLE001 - the border of one raster of many
        console.say(traceback.format_exc())
        console.fail(error, job_id)
        return _Outcome(job, error=as_error(error))


def _summary(outcomes: Sequence[_Outcome], total: int, planned: bool, console: Console) -> int:
    failed = [outcome for outcome in outcomes if outcome.error is not None]
    done = [outcome.result for outcome in outcomes if outcome.result is not None]
    if total > 1:
        seconds = sum(float(result.facts.get("seconds", 0)) for result in done)
        megapixels = sum(float(result.facts.get("megapixels", 0)) for result in done)
        verb = "would be mapped" if planned else "mapped"
        console.out(f"{len(done)} of {total} rasters {verb}: {megapixels:,.1f} Mpx in {duration(seconds)}")
        for outcome in failed:
            console.out(f"failed: {outcome.job.raster.path}: {outcome.error.message if outcome.error else ''}")
    if outcomes and outcomes[-1].stopped:
        console.say(interrupted_text(outcomes[-1].job))
        return INTERRUPTED
    return FAILED if failed else DONE


def plan_text(job: SegmentJob, plan: Result) -> str:
    """A plan for people."""
    f = plan.facts
    resolution = f" at {f['resolution_m']:.3g} m" if f["resolution_m"] else ""
    blocks = f"{f['blocks']} blocks" + (f", {f['finished_blocks']} of them finished already" if f["finished_blocks"] else "")
    lines = [
        ("raster", job.raster.path),
        ("result", f"{job.output_dir}, {job.name}"),
        ("device", f"{f['device']} ({f['device_reason']})" if f["device_reason"] else f["device"]),
        ("pixels", f"{f['megapixels']:,.2f} Mpx{resolution}{', resampled' if f['resampled'] else ''}, "
                   f"bands {', '.join(map(str, f['bands']))}"),
        ("tiles", f"{f['tile_px']} px with a halo of {f['halo_px']} px, {f['batch']} at once; {blocks}"),
        ("time", f"about {duration(f['seconds'])}"),
        ("memory", f"about {f['memory_mb']:,.0f} MB"),
        ("disk", f"at most {f['disk_mb']:,.0f} MB"),
        *(("warning", warning["message"]) for warning in f["warnings"]),
    ]
    return "\n".join(f"{name + ':':<9}{text}" for name, text in lines)
