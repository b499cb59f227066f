"""Is this environment complete? Each thing that the engine needs is used once, in a small way; the first that fails is named.

Importing is not enough: the wrong PROJ database, a torch without its libraries or a GEOS that is too old import well and
fail later, in the middle of somebody's map.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from dataclasses import asdict, dataclass, field
from typing import Any, Callable, Dict, List, Tuple

from ..contract.errors import EngineError

# import name -> name that pip knows
PACKAGES: Dict[str, str] = {
    "numpy": "numpy",
    "scipy": "scipy",
    "rasterio": "rasterio",
    "pyproj": "pyproj",
    "shapely": "shapely",
    "pyogrio": "pyogrio",
    "safetensors": "safetensors",
    "PIL": "pillow",
    "torch": "torch",
    "timm": "timm",
    "segmentation_models_pytorch": "segmentation-models-pytorch",
}


@dataclass(frozen=True)
class DoctorReport:
    """`ok`, or the one thing that is wrong: `package` (pip's name) and `reason`. `facts`: versions, devices, memory."""

    ok: bool
    problem_code: str = ""
    package: str = ""
    reason: str = ""
    facts: Dict[str, Any] = field(default_factory=dict)

    def error(self) -> EngineError:
        """The problem as an error that a person can read."""
        return EngineError(self.problem_code or "engine.package", package=self.package, reason=self.reason)


def check() -> DoctorReport:
    """Check everything, in the order in which one thing needs the other; stops at the first that fails."""
    facts: Dict[str, Any] = {"python": platform.python_version(), "executable": sys.executable, "platform": platform.platform()}
    versions = facts["versions"] = {}
    for package, attempt in _attempts(versions):
        try:
            attempt()
        except Exception as error:  # noqa: BLE001, PERF203 - a broken library may raise anything; naming it is the purpose
            return DoctorReport(False, "engine.package", _package(error, package), _reason(error), facts)
    facts.update(_machine())
    return DoctorReport(True, facts=facts)


def _attempts(versions: Dict[str, str]) -> List[Tuple[str, Callable[[], None]]]:
    def importing(module: str, package: str) -> Callable[[], None]:
        def attempt() -> None:
            if module in ("timm", "segmentation_models_pytorch"):
                _tolerate_bare_torchvision()
            loaded = importlib.import_module(module)
            versions[package] = str(getattr(loaded, "__version__", ""))

        return attempt

    uses: Dict[str, List[Callable[[], None]]] = {
        "rasterio": [_use_proj, _use_gdal],
        "pyproj": [_use_pyproj],
        "shapely": [_use_geos],
        "pyogrio": [_use_ogr],
        "torch": [_use_torch],
        "segmentation_models_pytorch": [_use_smp],
    }
    return [
        (package, attempt)
        for module, package in PACKAGES.items()
        for attempt in (importing(module, package), *uses.get(module, []))
    ]


def _tolerate_bare_torchvision() -> None:
    """Some builds of torchvision come without compiled operators, which segmentation does not need."""
    from ...models import torchvision_guard

    torchvision_guard.install()


def _use_proj() -> None:
    from rasterio.crs import CRS

    if not CRS.from_epsg(4326).is_geographic:
        raise RuntimeError("its PROJ database does not know EPSG:4326")


def _use_gdal() -> None:
    import numpy as np
    from rasterio.io import MemoryFile
    from rasterio.transform import from_origin

    pixels = np.arange(64 * 64, dtype="uint16").reshape(1, 64, 64)
    with MemoryFile() as memory:
        options = {"driver": "GTiff", "height": 64, "width": 64, "count": 1, "dtype": "uint16", "crs": "EPSG:32645",
                   "transform": from_origin(500_000, 3_000_000, 1, 1), "tiled": True, "blockxsize": 16, "blockysize": 16,
                   "compress": "deflate"}  # fmt: skip
        with memory.open(**options) as file:
            file.write(pixels)
        with memory.open() as file:
            if not np.array_equal(file.read(), pixels):
                raise RuntimeError("a GeoTIFF did not come back as it was written")


def _use_pyproj() -> None:
    from pyproj import Geod

    area_m2, _perimeter_m = Geod(ellps="WGS84").polygon_area_perimeter([0, 1, 1, 0], [0, 0, 1, 1])
    if not 1.2e10 < area_m2 < 1.3e10:
        raise RuntimeError(f"one square degree at the equator came out as {area_m2} m2")


def _use_geos() -> None:
    import shapely

    if shapely.geos_version < (3, 12, 0):
        raise RuntimeError(f"it brings GEOS {shapely.geos_version_string}; 3.12 is needed")
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    if shapely.coverage_union_all(squares).area != 2.0 or len(shapely.coverage_simplify(squares, 0.1)) != 2:
        raise RuntimeError("a coverage operation gave a wrong result")


def _use_ogr() -> None:
    import pyogrio

    if "GPKG" not in pyogrio.list_drivers(write=True):
        raise RuntimeError("it cannot write GeoPackages")


def _use_torch() -> None:
    import torch

    torch.manual_seed(0)
    pixels, kernel = torch.ones(1, 3, 16, 16), torch.ones(4, 3, 3, 3)
    with torch.inference_mode():
        out = torch.nn.functional.conv2d(pixels, kernel)
    if tuple(out.shape) != (1, 4, 14, 14) or float(out.min()) != 27.0 or float(out.max()) != 27.0:
        raise RuntimeError("a small convolution gave a wrong result")


def _use_smp() -> None:
    import segmentation_models_pytorch as smp
    import torch

    network = smp.Unet("resnet18", encoder_weights=None, in_channels=4, classes=3, encoder_depth=3,
                       decoder_channels=(16, 8, 4)).eval()  # fmt: skip
    with torch.inference_mode():
        out = network(torch.zeros(1, 4, 32, 32))
    if tuple(out.shape) != (1, 3, 32, 32):
        raise RuntimeError(f"a small U-Net gave {tuple(out.shape)} instead of (1, 3, 32, 32)")


def _package(error: BaseException, package: str) -> str:
    """The package to blame: the one that is missing, even if another one asked for it."""
    missing = error.name.split(".")[0] if isinstance(error, ModuleNotFoundError) and error.name else ""
    return PACKAGES.get(missing, missing) or package


def _reason(error: BaseException) -> str:
    """One line; a missing module of a package's own is named as such."""
    if isinstance(error, ModuleNotFoundError):
        return f"the module '{error.name}' is missing"
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _machine() -> Dict[str, Any]:
    import torch

    devices: List[Dict[str, Any]] = [{"name": "cpu", "title": platform.processor() or platform.machine()}]
    for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        properties = torch.cuda.get_device_properties(index)
        memory_mb = properties.total_memory // 10**6
        devices.append({"name": f"cuda:{index}", "title": properties.name, "memory_mb": memory_mb})
    if torch.backends.mps.is_available():
        devices.append({"name": "mps", "title": "Apple GPU"})
    return {"devices": devices, "threads": torch.get_num_threads(), "cpus": os.cpu_count() or 1, "memory_mb": _memory_mb()}


def _memory_mb() -> int:
    """Physical memory in MB, 0 where the system does not say."""
    if not hasattr(os, "sysconf"):
        return 0
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 10**6
    except (ValueError, OSError):
        return 0


def main(argv: List[str]) -> int:
    """Print the report as one JSON line on stdout, whatever libraries print meanwhile. The exit code is 0 if all is well."""
    del argv  # it takes no options; the caller passes what follows `check`
    answer = os.dup(1)
    os.dup2(2, 1)
    report = check()
    line = json.dumps(asdict(report), ensure_ascii=True) + "\n"
    with os.fdopen(answer, "w", encoding="utf-8") as out:
        out.write(line)
    return 0 if report.ok else 1
