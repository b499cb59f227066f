"""What can be asked of an engine. A page, a Processing algorithm, the CLI and a test build the same frozen values.

A job in a file (`job.json`) and a log are a complete bug report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple, Type, Union

from .errors import JobError
from .plain import PlainError, from_plain, to_plain

Ring = Tuple[Tuple[float, float], ...]
Polygon = Tuple[Ring, ...]

VECTOR_FORMATS: Dict[str, str] = {"GPKG": ".gpkg", "FlatGeobuf": ".fgb", "GeoJSON": ".geojson", "ESRI Shapefile": ".shp"}


def _check(condition: bool, reason: str) -> None:
    if not condition:
        raise JobError("job.invalid", reason=reason)


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


@dataclass(frozen=True)
class SegmentJob:
    """Map a raster with a model: a class raster and, if asked for, confidence and polygons.

    Zero for `tile_px`, `batch` and `block_px`, and -1 for `halo_px`, mean: what the card and the memory say.
    With `resume`, finished blocks of the same job are taken over; otherwise it starts anew.
    """

    raster: RasterSource
    model: str
    output_dir: str
    name: str
    region: Region = field(default_factory=Region)
    polygons: Optional[PolygonOptions] = None
    confidence: bool = False
    device: str = "auto"
    tile_px: int = 0
    halo_px: int = -1
    batch: int = 0
    block_px: int = 0
    workers: int = 1
    resume: bool = True

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        _check(bool(self.raster.path), "no raster was named")
        _check(bool(self.model), "no model was named")
        _check(bool(self.output_dir), "no output folder was named")
        _check(bool(self.name) and not re.search(r'[\\/:*?"<>|\x00-\x1f]', self.name) and self.name.strip(". ") != "",
               f"the name '{self.name}' cannot be used for files")
        _check(all(b >= 1 for b in self.raster.bands), f"band numbers start at 1, found {self.raster.bands}")
        _check(self.tile_px >= 0, f"tile_px must not be negative, found {self.tile_px}")
        _check(self.halo_px >= -1, f"halo_px must not be negative, found {self.halo_px}")
        _check(self.batch >= 0, f"batch must not be negative, found {self.batch}")
        _check(self.block_px >= 0, f"block_px must not be negative, found {self.block_px}")
        _check(self.workers >= 1, f"workers must be at least 1, found {self.workers}")
        _check(re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", self.device) is not None,
               f"device must be auto, cpu, mps, cuda or cuda:N, found '{self.device}'")
        if self.polygons is not None:
            options = self.polygons
            _check(options.format in VECTOR_FORMATS,
                   f"polygon format must be one of {', '.join(VECTOR_FORMATS)}, found '{options.format}'")
            _check(options.min_area_m2 >= 0, f"min_area_m2 must not be negative, found {options.min_area_m2}")
            _check(options.simplify_m >= 0, f"simplify_m must not be negative, found {options.simplify_m}")


@dataclass(frozen=True)
class PlanJob:
    """Say what a `SegmentJob` would do (device, pixels, time, disk, warnings) without doing it."""

    segment: SegmentJob

    def validate(self) -> None:
        """Raise `JobError` for the first value that can never be right."""
        self.segment.validate()


@dataclass(frozen=True)
class DoctorJob:
    """Check the engine's own environment and name the first thing that is missing."""

    def validate(self) -> None:
        """Nothing to check."""


@dataclass(frozen=True)
class TrainJob:
    """Train a model. `config` is the recorded configuration (`models/train/config.py`), `output_dir` the new package."""

    config: Dict[str, Any]
    output_dir: str
    device: str = "auto"
    resume: bool = True

    def validate(self) -> None:
        """Raise `JobError` for the first value that can never be right."""
        _check(bool(self.output_dir), "no output folder was named")


Job = Union[SegmentJob, PlanJob, DoctorJob, TrainJob]
JOB_TYPES: Dict[str, Type[Any]] = {"segment": SegmentJob, "plan": PlanJob, "doctor": DoctorJob, "train": TrainJob}


def job_to_plain(job: Job) -> Dict[str, Any]:
    """The plain form of a job, with its kind."""
    kind = next(kind for kind, cls in JOB_TYPES.items() if isinstance(job, cls))
    return {"kind": kind, **to_plain(job)}


def job_from_plain(value: Dict[str, Any]) -> Job:
    """Read a job. Raises `JobError` ("job.kind", "job.invalid")."""
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in JOB_TYPES:
        raise JobError("job.kind", kind=kind)
    try:
        job: Job = from_plain(JOB_TYPES[kind], value)
    except PlainError as error:
        raise JobError("job.invalid", reason=str(error)) from error
    job.validate()
    return job
