"""How a run grows with workers: one and two measured here, up to 1,000 simulated from that, and what a country costs.

    python benchmarks/scaling.py [--side-blocks 3] [--tile-px 0] [--model FOLDER] [--usd-per-core-hour 0.04]

Measured, with one thread a worker: the time of each block with one and with two worker processes; what the driver spends on a
block (calls through dask, journal, mosaics); COG and polygons of the result. Assumed, and printed: bytes of a pixel and the speed
of the shared storage, the price of a core. Writes results/scaling.json and prints tables. `cluster_model.py` is the simulation.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pathlib
import sys
import tempfile
import time

from cluster_model import Costs, Run, simulate
from common import ROOT, SAMPLE, SHIPPED_MODEL, load_package, repeat

WORKERS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000)
COUNTRY_KM2, RESOLUTION_M = 100_000, 0.5
SHEETS = 100  # jobs beside one another, each with its own COG
CALLS, RECORDS, SOURCES = 1000, 300, 5000


def crew_that_notes(task, count, notes):
    """Worker processes; `notes` gets (worker, seconds) for each block."""
    from landweave.core.engine.blocks import FinishedBlock
    from landweave.core.engine.executors import Processes

    class Noting(Processes):
        def begin(self, worker, block):
            self.began = {**getattr(self, "began", {}), worker: time.monotonic()}
            super().begin(worker, block)

        def heard(self):
            told = super().heard()
            notes.extend((t.worker, time.monotonic() - self.began[t.worker]) for t in told if isinstance(t.news, FinishedBlock))
            return told

    return Noting([task] * count)


def map_blocks(raster: pathlib.Path, options, workers: int, folder: pathlib.Path) -> dict[str, object]:
    """A real run of all blocks: each block's seconds for a megapixel but each worker's first, and what the first took longer."""
    from landweave.core.contract.job_parts import RasterSource, Region
    from landweave.core.engine.blocks import BlockTask
    from landweave.core.engine.executors import InCrew

    cutting, blocks, _ = cut(raster, options)
    folder.mkdir()
    task = BlockTask(RasterSource(str(raster), bands=(1, 2, 3)), str(options.model), Region(), cutting, str(folder), "cpu", 1)
    notes: list[tuple[str, float]] = []
    started = time.monotonic()
    done = list(InCrew(lambda _: crew_that_notes(task, workers, notes), lambda: False, print).run(blocks, lambda _: None))
    wall_s = time.monotonic() - started
    first = dict(reversed(notes))
    mpx = cutting.block_px**2 / 1e6
    others = [seconds / mpx for worker, seconds in notes if seconds != first[worker]]
    start_s = max(0.0, max(first.values()) - mpx * sum(others) / len(others))
    written = sum((folder / name).stat().st_size for block in done for name in block.files)
    return {"workers": workers, "wall_s": wall_s, "start_s": start_s, "s_per_mpx": others, "blocks": len(blocks),
            "block_mpx": mpx, "written_bytes_per_px": written / (len(blocks) * mpx * 1e6)}


def cut(raster: pathlib.Path, options):
    """The cutting of a run on one thread, with blocks of one core, and a square of blocks that have their whole halo."""
    from landweave.core.contract.card import load_card
    from landweave.core.contract.job_parts import RasterSource
    from landweave.core.contract.jobs import SegmentJob
    from landweave.core.engine.cutting import choose_cutting
    from landweave.core.raster.grid import Window, cells

    side = options.side_blocks * 1_000_000  # so large that the region does not limit the tile
    job = SegmentJob(RasterSource(str(raster)), str(options.model), "out", "map", threads=1, block_px=1, tile_px=options.tile_px)
    cutting = choose_cutting(job, load_card(str(options.model)), Window(0, 0, side, side), 2**34)
    region = Window(cutting.block_px, cutting.block_px, *[options.side_blocks * cutting.block_px] * 2)
    return cutting, list(cells(region, cutting.block_px)), region


def driver_costs(folder: pathlib.Path) -> dict[str, float]:
    """Seconds that the driver spends on a block: a call through dask, a line in the journal, its share of the mosaics."""
    from landweave.core.engine.blocks import FinishedBlock, block_key
    from landweave.core.engine.cutting import Cutting
    from landweave.core.engine.segment import SHOWN_BLOCKS
    from landweave.core.engine.work_folder import Begun, WorkFolder
    from landweave.core.raster.class_file import write_mosaic
    from landweave.core.raster.grid import Window, cells
    from rasterio.transform import from_origin

    work = WorkFolder(folder, "record")
    with work.held():
        work.open({}, Cutting(1, 0, 1, 1, 1), Begun(None, {}, 0))
        windows = [Window(i * 1792, 0, 1792, 1792) for i in range(RECORDS)]
        started = time.monotonic()
        for window in windows:
            key = block_key(window)
            work.record(FinishedBlock(window, {f"classes_{key}.tif": 2**31, f"confidence_{key}.tif": 2**31}, (10**6,) * 5))
        journal_s = (time.monotonic() - started) / RECORDS
    region = Window(0, 0, 1792, 1792 * SOURCES)
    blocks = [(f"classes_{block_key(w)}.tif", w) for w in cells(region, 1792)]
    started = time.monotonic()
    write_mosaic(folder / "mosaic.vrt", blocks, region, from_origin(0, 0, 1, 1), None, 255)
    source_s = (time.monotonic() - started) / SOURCES
    return {"call_s": call_seconds(), "journal_s": journal_s, "mosaics_s": SHOWN_BLOCKS * source_s}


def call_seconds() -> float:
    """Of an empty call to a worker through dask, many under way at once; scheduler and workers share these cores."""
    import pickle

    import distributed
    from landweave.core.engine import cluster, finishing

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as made, \
            distributed.Client(made, set_as_default=False) as client:
        sent, payload = cluster._by_value(), pickle.dumps((finishing.warm_up, ()))
        executors = [client.get_executor(workers=[worker], pure=False) for worker in client.nthreads()]
        for executor in executors:
            executor.submit(sent, str(ROOT), payload).result()
        started = time.monotonic()
        calls = [executors[i % 2].submit(sent, str(ROOT), payload) for i in range(CALLS)]
        for call in calls:
            call.result()
        return (time.monotonic() - started) / CALLS


def finish_costs(raster: pathlib.Path, options, blocks_folder: pathlib.Path, folder: pathlib.Path) -> dict[str, float]:
    """Seconds for a megapixel of the COG and of the polygons of a mapped raster, by one process."""
    import rasterio
    from landweave.core.contract.card import load_card
    from landweave.core.contract.job_parts import PolygonOptions
    from landweave.core.engine.blocks import block_key
    from landweave.core.raster.class_file import count_valid, write_cog, write_mosaic
    from landweave.core.raster.polygons import polygonize

    _, blocks, region = cut(raster, options)
    classes, mosaics = load_card(str(options.model)).classes, {}
    with rasterio.open(raster) as file:
        transform, crs = file.transform, file.crs
    for prefix, nodata in (("classes", 255), ("confidence", 0)):
        mosaics[prefix] = blocks_folder / f"{prefix}.vrt"
        named = [(f"{prefix}_{block_key(b)}.tif", b) for b in blocks]
        write_mosaic(mosaics[prefix], named, region, transform, crs, nodata, classes)
    valid, mpx = count_valid(mosaics["classes"]), region.rows * region.cols / 1e6
    started = time.monotonic()
    write_cog(mosaics["classes"], folder / "classes.tif", valid)
    cog_s = time.monotonic() - started
    started = time.monotonic()
    polygonize(str(mosaics["classes"]), str(mosaics["confidence"]), str(folder / "classes.gpkg"), PolygonOptions(), classes,
               lambda *_: None, lambda: False)
    return {"cog_s_per_mpx": cog_s / mpx, "polygons_s_per_mpx": (time.monotonic() - started) / mpx}


def measure(options, folder: pathlib.Path) -> dict[str, object]:
    core_px = cut(options.raster, options)[0].block_px
    raster = repeat(str(options.raster), (options.side_blocks + 2) * core_px, folder / "raster.vrt")
    runs = [map_blocks(raster, options, workers, folder / f"blocks{workers}") for workers in (1, 2)]
    for run in runs:
        mean = sum(run["s_per_mpx"]) / len(run["s_per_mpx"])
        print(f"{run['workers']} worker(s): {run['blocks']} blocks of {run['block_mpx']:.2f} Mpx in {run['wall_s']:.0f} s, "
              f"{mean:.2f} s/Mpx each, {run['start_s']:.1f} s until ready", flush=True)
    driver = driver_costs(folder)
    finish = finish_costs(raster, options, folder / "blocks1", folder)
    print("driver, ms a block:", {name[:-2]: round(value * 1e3, 2) for name, value in driver.items()})
    print("finishing, s/Mpx:", {name: round(value, 4) for name, value in finish.items()}, flush=True)
    return {"runs": runs, "driver": driver, "finish": finish}


def costs_of(measured, options, polygons: bool = True) -> Costs:
    """What the simulation is fed with. Blocks beside each other are slower (memory, caches): those of two workers count."""
    two, driver, finish = measured["runs"][1], measured["driver"], measured["finish"]
    return Costs(tuple(two["s_per_mpx"]), driver["call_s"], driver["journal_s"] + driver["mosaics_s"], two["start_s"],
                 finish["cog_s_per_mpx"] + (finish["polygons_s_per_mpx"] if polygons else 0.0),
                 options.bytes_per_px + two["written_bytes_per_px"], options.storage_gb_per_s * 1e9)


def check(measured, options) -> None:
    """The simulation against the two runs that were measured, each with its own block times."""
    for run in measured["runs"]:
        costs = dataclasses.replace(costs_of(measured, options), compute_s_per_mpx=tuple(run["s_per_mpx"]),
                                    start_s=run["start_s"], finish_s_per_mpx=0.0)
        simulated = simulate(costs, run["blocks"], run["block_mpx"], run["workers"]).wall_s
        print(f"{run['workers']} worker(s): {run['wall_s']:.1f} s measured, {simulated:.1f} s simulated")


def hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} d"


def table(runs: list[Run], alone: Run) -> list[str]:
    lines = ["| workers | blocks | COG, polygons | all | efficiency | limit |", "|---|---|---|---|---|---|"]
    for run in runs:
        efficiency = alone.wall_s / (run.workers * run.wall_s)
        lines.append(f"| {run.workers} | {hours(run.wall_s - run.finish_s)} | {hours(run.finish_s)} | {hours(run.wall_s)} "
                     f"| {efficiency:.0%} | {run.limit} |")
    return lines


def country(measured, options) -> dict[str, object]:
    """100,000 km² at 0.5 m, in blocks as large as a run would choose (2 x 2 cores): one job, and one for each map sheet."""
    px, block_mpx = COUNTRY_KM2 * 1e6 / RESOLUTION_M**2, 4 * measured["runs"][1]["block_mpx"]
    blocks, result = round(px / 1e6 / block_mpx), {}
    variants = {"one job": (costs_of(measured, options), 1), "one job, no polygons": (costs_of(measured, options, False), 1),
                f"{SHEETS} jobs, one for each map sheet": (costs_of(measured, options), SHEETS)}
    print(f"\n{COUNTRY_KM2:,} km² at {RESOLUTION_M} m: {px / 1e9:.0f} Gpx, {blocks:,} blocks of {block_mpx:.1f} Mpx")
    alone = None
    for name, (costs, drivers) in variants.items():
        runs = [simulate(costs, blocks, block_mpx, workers, drivers) for workers in WORKERS if workers >= drivers or drivers == 1]
        alone = alone or runs[0]
        print(f"\n{name}\n", *table(runs, runs[0] if drivers == 1 else alone), sep="\n")
        core_hours = runs[-1].computing_s / 3600
        result[name] = {"core_hours": core_hours, "usd": core_hours * options.usd_per_core_hour,
                        "runs": [{**dataclasses.asdict(run), "limit": run.limit} for run in runs]}
    one = result["one job"]
    print(f"\n{one['core_hours']:,.0f} core-hours, {one['usd']:,.0f} USD at {options.usd_per_core_hour} USD a core-hour "
          f"(waiting cores not counted)")
    return {"km2": COUNTRY_KM2, "resolution_m": RESOLUTION_M, "blocks": blocks, "block_mpx": block_mpx, **result}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raster", type=pathlib.Path, default=SAMPLE)
    parser.add_argument("--model", type=pathlib.Path, default=SHIPPED_MODEL)
    parser.add_argument("--side-blocks", type=int, default=3)
    parser.add_argument("--tile-px", type=int, default=0)
    parser.add_argument("--bytes-per-px", type=float, default=2.6, help="read for a pixel: RGB, deflate, with the halo's share")
    parser.add_argument("--storage-gb-per-s", type=float, default=1.0, help="of the shared storage, all workers together")
    parser.add_argument("--usd-per-core-hour", type=float, default=0.04)
    options = parser.parse_args()
    load_package()
    from landweave.core.client.surroundings import engine_environment

    if "MALLOC_ARENA_MAX" not in os.environ:  # as the dock and `segment_in_child` start an engine
        os.execve(sys.executable, [sys.executable, *sys.argv], engine_environment({"OMP_NUM_THREADS": "1"}))
    with tempfile.TemporaryDirectory(prefix="landweave-scaling.") as folder:
        measured = measure(options, pathlib.Path(folder))
    check(measured, options)
    assumed = {"bytes_per_px": options.bytes_per_px, "storage_gb_per_s": options.storage_gb_per_s,
               "usd_per_core_hour": options.usd_per_core_hour}
    print("assumed:", assumed)
    report = {"raster": options.raster.name, "model": options.model.name, "measured": measured, "assumed": assumed,
              "country": country(measured, options)}
    (ROOT / "benchmarks" / "results" / "scaling.json").write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
