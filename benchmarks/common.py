"""What the benchmarks share: the checkout as a package, rasters of repeated imagery, a child process with its peak memory."""

from __future__ import annotations

import html
import importlib.util
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BOOT = ROOT / "core" / "engine" / "boot.py"
SAMPLE = ROOT / "resources" / "sample" / "sample.tif"
SHIPPED_MODEL = ROOT / "models" / "default"


def load_package() -> None:
    """The checkout as the package `landweave`, as QGIS and the tests see it."""
    spec = importlib.util.spec_from_file_location("landweave", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["landweave"] = module
    spec.loader.exec_module(module)


def repeat(source: str, size_px: int, target: pathlib.Path) -> pathlib.Path:
    """A VRT of `size_px` squared that shows `source` again and again: no disk, and GDAL reads it like any mosaic."""
    import rasterio

    with rasterio.open(source) as file:
        rows, cols, bands = file.height, file.width, min(3, file.count)
        crs, transform = file.crs.to_wkt(), ", ".join(map(str, file.transform.to_gdal()))
    parts = [f'<VRTDataset rasterXSize="{size_px}" rasterYSize="{size_px}">', f"<SRS>{html.escape(crs)}</SRS>",
             f"<GeoTransform>{transform}</GeoTransform>"]
    for band in range(1, bands + 1):
        parts.append(f'<VRTRasterBand dataType="Byte" band="{band}">')
        parts.append(f"<ColorInterp>{('Red', 'Green', 'Blue')[band - 1]}</ColorInterp>")
        for top in range(0, size_px, rows):
            for left in range(0, size_px, cols):
                height, width = min(rows, size_px - top), min(cols, size_px - left)
                parts.append(
                    f'<SimpleSource><SourceFilename relativeToVRT="0">{source}</SourceFilename><SourceBand>{band}</SourceBand>'
                    f'<SrcRect xOff="0" yOff="0" xSize="{width}" ySize="{height}"/>'
                    f'<DstRect xOff="{left}" yOff="{top}" xSize="{width}" ySize="{height}"/></SimpleSource>')
        parts.append("</VRTRasterBand>")
    target.write_text("\n".join([*parts, "</VRTDataset>"]))
    return target


def descendants(pid: int) -> list[int]:
    """Processes that this one has started, and theirs (Linux)."""
    found, asked = [], [pid]
    while asked:
        try:
            tasks = list(pathlib.Path(f"/proc/{asked.pop()}/task").iterdir())
            children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:  # it has ended meanwhile
            continue
        found += children
        asked += children
    return found


def peak_mb(pid: int) -> float:
    """The most memory that a process has had so far; 0 where it has ended (Linux)."""
    try:
        line = next(x for x in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0.0
    return int(line.split()[1]) / 1024


def watch(pid: int, peaks: dict[int, float], ended: threading.Event) -> None:
    """Note the peak memory of a process and its descendants until it has ended."""
    while not ended.wait(0.1):
        for one in (pid, *descendants(pid)):
            peaks[one] = max(peaks.get(one, 0.0), peak_mb(one))


def segment_in_child(raster: pathlib.Path, model: str | pathlib.Path, output: pathlib.Path, *options: str) -> dict[str, object]:
    """Run `landweave segment` in a process of its own, in the surroundings that the dock gives it: time, peak memory, facts.

    `peak_mb`: of the largest process; `driver_peak_mb`: of the one that was started; `workers_peak_mb`: of each that it started.
    """
    started = time.monotonic()
    from landweave.core.client.surroundings import engine_environment

    command = [sys.executable, "-I", str(BOOT), "segment", str(raster), "--model", str(model), "--output", str(output), *options]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=engine_environment())
    errors: list[str] = []
    reader = threading.Thread(target=lambda: errors.append(child.stderr.read()), daemon=True)
    reader.start()
    peaks, ended = {}, threading.Event()
    watcher = threading.Thread(target=watch, args=(child.pid, peaks, ended), daemon=True)
    watcher.start()
    printed = child.stdout.read()
    ended.set()
    watcher.join()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}:\n{errors[0][-2000:]}")
    facts = json.loads(printed[printed.index("{"):])
    driver = peaks.pop(child.pid, 0.0)
    return {**facts, "wall_s": time.monotonic() - started, "peak_mb": usage.ru_maxrss / 1024, "driver_peak_mb": driver,
            "workers_peak_mb": sorted(peaks.values(), reverse=True)}
