"""How long a cancel takes, at many random moments of a run with the shipped model; the largest is what counts.

    python benchmarks/cancel.py [--cancels 30] [--seed 0] [--side 4096] [--workers 1] [--polygons]

The raster is the sample, repeated in a VRT and mirrored at every other copy, so that nothing of it is ready in a cache. Moments
are drawn evenly over the time of the whole run, then over its end alone (polygons, overviews), which is shorter.
"""

from __future__ import annotations

import argparse
import importlib.util
import pathlib
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "sample" / "sample.tif"


def load_package() -> None:
    """The checkout as the package `landweave`, as QGIS and the tests see it."""
    spec = importlib.util.spec_from_file_location("landweave", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["landweave"] = module
    spec.loader.exec_module(module)


def enlarge(path: pathlib.Path, side: int) -> None:
    """The sample repeated and mirrored to `side` x `side` pixels, as a tiled GeoTIFF."""
    import numpy as np
    import rasterio
    from rasterio.windows import Window

    with rasterio.open(SAMPLE) as source:
        pixels, profile = source.read(), source.profile
    rows = np.concatenate([pixels, pixels[:, ::-1]], axis=1)
    block = np.concatenate([rows, rows[:, :, ::-1]], axis=2)
    profile = {"driver": "GTiff", "dtype": "uint8", "count": 3, "width": side, "height": side, "crs": profile["crs"],
               "transform": profile["transform"], "tiled": True, "compress": "deflate", "photometric": "RGB"}
    with rasterio.open(path, "w", **profile) as target:
        for row in range(0, side, block.shape[1]):
            for col in range(0, side, block.shape[2]):
                height, width = min(block.shape[1], side - row), min(block.shape[2], side - col)
                target.write(block[:, :height, :width], window=Window(col, row, width, height))


class Moment:
    """A cancel at a moment after a stage has begun, and how late the run heard it."""

    def __init__(self, stage: str, after_s: float) -> None:
        self._stage, self._after_s = stage, after_s
        self._asked = threading.Event()
        self._timer: threading.Timer | None = None
        self.asked_at = 0.0
        self.last = ""

    def on_event(self, event: object) -> None:
        stage = getattr(event, "stage", "")
        self.last = stage or self.last
        if self._timer is None and stage and self._stage in ("", stage):
            self._timer = threading.Timer(self._after_s, self._ask)
            self._timer.start()

    def _ask(self) -> None:
        self.asked_at = time.monotonic()
        self._asked.set()

    def cancelled(self) -> bool:
        return self._asked.is_set()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def delay(job: object, moment: Moment) -> float | None:
    """Seconds from the cancel to the run's end; None if the run was over before."""
    from landweave.core.contract.errors import Cancelled
    from landweave.core.engine.run import run_job

    try:
        run_job(job, moment.on_event, moment.cancelled, "benchmark")
    except Cancelled:
        return time.monotonic() - moment.asked_at
    finally:
        moment.stop()
    return None


def whole_run(job: object) -> dict[str, float]:
    """When each stage of an uninterrupted run begins, and its end, in seconds."""
    from landweave.core.engine.run import run_job

    began, stages = time.monotonic(), {}

    def on_event(event: object) -> None:
        stage = getattr(event, "stage", "")
        if stage:
            stages.setdefault(stage, time.monotonic() - began)

    run_job(job, on_event, lambda: False, "benchmark")
    return {**stages, "end": time.monotonic() - began}


def measure(job: object, folder: pathlib.Path, moments: list[Moment], keep: bool) -> list[float]:
    delays = []
    for moment in moments:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
        found = delay(job, moment)
        if found is not None:
            delays.append(found)
            print(f"  {found * 1000:7.0f} ms in stage {moment.last}", flush=True)
    return delays


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cancels", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--side", type=int, default=4096)
    parser.add_argument("--tile-px", type=int, default=2048)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--polygons", action="store_true")
    options = parser.parse_args()
    load_package()
    from landweave.core.contract.job_parts import PolygonOptions, RasterSource
    from landweave.core.contract.jobs import SegmentJob

    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        raster, output = pathlib.Path(folder) / "large.tif", pathlib.Path(folder) / "out"
        enlarge(raster, options.side)
        job = SegmentJob(RasterSource(str(raster)), str(ROOT / "models" / "default"), str(output), "map", tile_px=options.tile_px,
                         polygons=PolygonOptions() if options.polygons else None, confidence=True, workers=options.workers)
        stages = whole_run(job)
        print("stages begin at", {name: round(at, 1) for name, at in stages.items()})
        last = "polygons" if options.polygons else "finish"
        begins = [Moment("", rng.uniform(0, stages[last])) for _ in range(options.cancels)]
        ends = [Moment(last, rng.uniform(0, stages["end"] - stages[last])) for _ in range(options.cancels // 2)]
        delays = measure(job, output, begins, keep=False)
        print("the end, with all blocks finished:")
        if not (output / "map.landweave").exists():
            delay(job, Moment(last, 0.0))
        delays += measure(job, output, ends, keep=True)
    print(f"{len(delays)} cancels: median {statistics.median(delays) * 1000:.0f} ms, largest {max(delays) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
