"""What several kinds of jobs are made of: a raster, a region, how polygons are made; and how a wrong value is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Dict, Optional, Tuple

from .errors import JobError

Ring = Tuple[Tuple[float, float], ...]
Polygon = Tuple[Ring, ...]

VECTOR_FORMATS: Dict[str, str] = {"GPKG": ".gpkg", "FlatGeobuf": ".fgb", "GeoJSON": ".geojson", "ESRI Shapefile": ".shp"}


def check(condition: bool, reason: str) -> None:
    """Raise `JobError` ("job.invalid") with `reason` unless the condition holds."""
    if not condition:
        raise JobError("job.invalid", reason=reason)


def check_device(device: str) -> None:
    """Raise `JobError` ("job.invalid") for what is no device of torch."""
    check(re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", device) is not None,
           f"device must be auto, cpu, mps, cuda or cuda:N, found '{device}'")


RUNNERS = ("auto", "torch", "onnx")


def check_runner(runner: str) -> None:
    """Raise `JobError` unless `runner` is one of `RUNNERS`."""
    check(runner in RUNNERS, f"runner must be one of {', '.join(RUNNERS)}, found '{runner}'")


def check_executor(executor: str, workers: int, device: str) -> None:
    """Raise `JobError` ("job.invalid") for what does not name who maps the blocks, or contradicts the other values."""
    host = r"(\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+)"
    check(re.fullmatch(rf"|gpus|processes(:[1-9]\d{{0,3}})?|dask://{host}:\d{{1,5}}", executor) is not None,
          f"executor must be processes, processes:N, gpus or dask://host:port, found '{executor}'")
    check(not executor or workers == 1, f"give workers or an executor, not both: {workers} and '{executor}'")
    check(executor != "gpus" or device in ("auto", "cuda"), f"the executor gpus takes every CUDA device, not '{device}'")


@dataclass(frozen=True)
class RasterSource:
    """A raster that GDAL can open in the engine's process.

    `crs_wkt` overrides the file's own (QGIS lets people set a layer's CRS). `bands` are 1-based, in the order of the
    model's bands; empty means: match by name. `nodata` is added to what the file itself declares.
    """

    path: str
    open_options: Tuple[str, ...] = ()
    crs_wkt: str = ""
    bands: Tuple[int, ...] = ()
    nodata: Optional[float] = None


@dataclass(frozen=True)
class Region:
    """Where to map: polygons (outer ring, then holes) in the CRS `crs_wkt`, empty CRS = the raster's. No polygons: all."""

    polygons: Tuple[Polygon, ...] = ()
    crs_wkt: str = ""


@dataclass(frozen=True)
class PolygonOptions:
    """How class polygons are made. Areas in square metres, lengths in metres; no `classes` means all of them."""

    format: str = "GPKG"
    min_area_m2: float = 0.0
    simplify_m: float = 0.0
    classes: Tuple[int, ...] = ()
    right_angles: bool = False

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(self.format in VECTOR_FORMATS,
              f"polygon format must be one of {', '.join(VECTOR_FORMATS)}, found '{self.format}'")
        check(self.min_area_m2 >= 0, f"min_area_m2 must not be negative, found {self.min_area_m2}")
        check(self.simplify_m >= 0, f"simplify_m must not be negative, found {self.simplify_m}")
