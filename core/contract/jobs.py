"""What can be asked of an engine. A page, a Processing algorithm, the CLI and a test build the same frozen values.

A job in a file (`job.json`) and a log are a complete bug report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple, Type, Union

from .card import Band, ClassInfo
from .errors import JobError
from .job_parts import PolygonOptions, RasterSource, Region, check, check_device, check_executor, check_runner
from .map_jobs import EvaluateJob, PolygonizeJob, RasterizeLabelsJob
from .model_jobs import CheckModelJob, ExportModelJob, ImportModelJob
from .plain import PlainError, from_plain, to_plain


@dataclass(frozen=True)
class SegmentJob:
    """Map a raster with a model: a class raster and, if asked for, confidence and polygons.

    Zero for `tile_px`, `batch` and `block_px`, and -1 for `halo_px`, mean: what the card and the memory say.
    With `resume`, finished blocks of the same job are taken over; otherwise it starts anew. `threads`: of the CPU in each of
    `workers` processes, 0 = shared out evenly; the same number gives the same bytes, whatever the blocks and workers.
    `executor`: who maps the blocks; empty = `workers` processes, else "processes" or "processes:N", "gpus" (a process for each
    CUDA device of this machine) or "dask://host:port" (a cluster's scheduler).
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
    threads: int = 0
    executor: str = ""
    runner: str = "auto"

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(bool(self.raster.path), "no raster was named")
        check(bool(self.model), "no model was named")
        check(bool(self.output_dir), "no output folder was named")
        check(bool(self.name) and not re.search(r'[\\/:*?"<>|\x00-\x1f]', self.name) and self.name.strip(". ") != "",
               f"the name '{self.name}' cannot be used for files")
        check(all(b >= 1 for b in self.raster.bands), f"band numbers start at 1, found {self.raster.bands}")
        check(self.tile_px >= 0, f"tile_px must not be negative, found {self.tile_px}")
        check(self.halo_px >= -1, f"halo_px must not be negative, found {self.halo_px}")
        check(self.batch >= 0, f"batch must not be negative, found {self.batch}")
        check(self.block_px >= 0, f"block_px must not be negative, found {self.block_px}")
        check(self.workers >= 1, f"workers must be at least 1, found {self.workers}")
        check(self.threads >= 0, f"threads must not be negative, found {self.threads}")
        check_executor(self.executor, self.workers, self.device)
        check_device(self.device)
        check_runner(self.runner)
        if self.polygons is not None:
            self.polygons.validate()


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
class TrainData:
    """What to learn from: a label project, or folders with images and masks.

    `project`: path of the label project; `rasters` replaces the raster of areas by their `source` as it stands in the project
    (another file, a band order, a CRS). `folder`: images and masks as in `DatasetJob`, whose globs, `labels` (mask value) and
    `colors` ("#rrggbb") may be empty where the folder itself tells; what these do not name is ignored.
    Images whose path contains one of `validation` only check the model, those with one of `test` are only reported.
    """

    project: str = ""
    rasters: Dict[str, RasterSource] = field(default_factory=dict)
    folder: str = ""
    images: str = ""
    masks: str = ""
    labels: Dict[str, str] = field(default_factory=dict)
    colors: Dict[str, str] = field(default_factory=dict)
    validation: Tuple[str, ...] = ()
    test: Tuple[str, ...] = ()


PRESETS = ("quick", "balanced", "thorough")


@dataclass(frozen=True)
class TrainJob:
    """Train a model into the new package `output_dir`; the best one so far always stands there.

    Either `config` is a whole recorded configuration (`models/train/config.py`), or `preset`, `data` and `base` (the folder of
    a model package to start from) or `network` (a new one, as in `config.json` of a package) say what the engine makes a
    configuration of; with both, the base's network must be a part of the new one, as an FCN-32s is of an FCN-16s. Then
    `classes` and `bands`, where empty, are those of the data or the base; `class_from` names for a renamed
    class the base's class; `changes` replaces single values of the configuration. `finish` trains no further, but ends a
    stopped training with its best model.
    """

    config: Dict[str, Any] = field(default_factory=dict)
    output_dir: str = ""
    device: str = "auto"
    resume: bool = True
    preset: str = ""
    name: str = ""
    base: str = ""
    network: Dict[str, Any] = field(default_factory=dict)
    data: TrainData = field(default_factory=TrainData)
    classes: Tuple[ClassInfo, ...] = ()
    bands: Tuple[Band, ...] = ()
    class_from: Dict[str, str] = field(default_factory=dict)
    changes: Dict[str, Any] = field(default_factory=dict)
    finish: bool = False

    def validate(self) -> None:
        """Raise `JobError` for the first value that can never be right."""
        check(bool(self.output_dir), "no output folder was named")
        check_device(self.device)
        if self.config:
            return
        check(self.preset in PRESETS, f"preset must be one of {', '.join(PRESETS)}, found '{self.preset}'")
        check(bool(self.name.strip()), "the new model has no name")
        check(bool(self.data.project) != bool(self.data.folder), "name either a label project or a folder of images and masks")
        check(not (self.data.labels and self.data.colors), "masks hold either values or colours; name one of the two")


@dataclass(frozen=True)
class TrainPlanJob:
    """Say what a `TrainJob` would do (classes, steps, time) and what is missing, without training."""

    train: TrainJob

    def validate(self) -> None:
        """Raise `JobError` for the first value that can never be right."""
        self.train.validate()


@dataclass(frozen=True)
class DatasetJob:
    """Look at a folder of images and masks: pairs, classes, what is wrong with which file.

    `images`, `masks`: globs below the folder where the names do not tell. `labels` (mask value) or `colors` ("#rrggbb") name
    the classes instead of a class table in the folder. `most`: decode at most so many masks, 0 = all.
    """

    folder: str
    images: str = ""
    masks: str = ""
    labels: Dict[str, str] = field(default_factory=dict)
    colors: Dict[str, str] = field(default_factory=dict)
    most: int = 0

    def validate(self) -> None:
        """Raise `JobError` for the first value that can never be right."""
        check(bool(self.folder), "no folder was named")
        check(not (self.labels and self.colors), "masks hold either values or colours; name one of the two")
        check(self.most >= 0, f"most must not be negative, found {self.most}")


CHIP_MASK_FORMATS = ("png", "tif")


@dataclass(frozen=True)
class ExportChipsJob:
    """Write the areas of a label project as georeferenced images and masks into the new folder `output_dir`.

    `rasters` replaces the raster of areas by their `source` as it stands in the project. `chip_px`: 0 = the project's.
    """

    project: str
    output_dir: str
    rasters: Dict[str, RasterSource] = field(default_factory=dict)
    chip_px: int = 0
    mask_format: str = "png"

    def validate(self) -> None:
        """Raise `JobError` for the first value that can never be right."""
        check(bool(self.project), "no label project was named")
        check(bool(self.output_dir), "no output folder was named")
        check(self.chip_px >= 0, f"chip_px must not be negative, found {self.chip_px}")
        check(self.mask_format in CHIP_MASK_FORMATS,
               f"mask_format must be one of {', '.join(CHIP_MASK_FORMATS)}, found '{self.mask_format}'")


@dataclass(frozen=True)
class ImportLabelsJob:
    """Bring labels that exist, polygons or a class raster, into a label project; a new one where there is none at `project`.

    `raster`: the image below the labels. `layer`, `class_field`: of polygons. `classes`: content of the field, stored value or
    "#rrggbb" -> class name; where it is not empty, others are left out. `check_share` of the areas check the model. For a new
    project: `unlabelled`, the class of what no label covers ("" = ignored); `chip_px`, `resolution_m`, 0 = 256 and the raster's.
    """

    project: str
    raster: RasterSource
    labels: str
    layer: str = ""
    class_field: str = ""
    classes: Dict[str, str] = field(default_factory=dict)
    check_share: float = 0.2
    unlabelled: str = ""
    chip_px: int = 0
    resolution_m: float = 0.0

    def validate(self) -> None:
        """Raise `JobError` for the first value that can never be right."""
        check(bool(self.project), "no label project was named")
        check(bool(self.raster.path), "no raster was named")
        check(bool(self.labels), "no labels were named")
        check(0 <= self.check_share < 1, f"check_share must be from 0 to less than 1, found {self.check_share}")
        check(self.chip_px >= 0, f"chip_px must not be negative, found {self.chip_px}")
        check(self.resolution_m >= 0, f"resolution_m must not be negative, found {self.resolution_m}")


MAX_SUGGESTIONS = 100


@dataclass(frozen=True)
class SuggestJob:
    """Propose the squares that are worth labelling next, from the last map of a raster.

    `classes`, `confidence`: class raster and confidence raster of one run; without confidence, squares are chosen by how
    different they are. `raster`: the image below, whose colours tell places apart; its path may be empty. `project`: label
    project whose areas are avoided and whose labels are counted. The square's side is `area_px` pixels of the class raster or
    `size_m` metres, both 0 = the project's chip. `random_share` of the `count` squares are drawn by chance, from `seed`.
    """

    classes: str
    confidence: str = ""
    raster: RasterSource = field(default_factory=lambda: RasterSource(""))
    project: str = ""
    area_px: int = 0
    size_m: float = 0.0
    count: int = 5
    random_share: float = 0.2
    seed: int = 0
    region: Region = field(default_factory=Region)

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(bool(self.classes), "no class raster was named")
        check(all(b >= 1 for b in self.raster.bands), f"band numbers start at 1, found {self.raster.bands}")
        check(self.area_px >= 0, f"area_px must not be negative, found {self.area_px}")
        check(0 <= self.size_m < float("inf"), f"size_m must not be negative, found {self.size_m}")
        check(not (self.area_px and self.size_m), "the square's size is given in pixels or in metres, not in both")
        check(1 <= self.count <= MAX_SUGGESTIONS, f"count must be from 1 to {MAX_SUGGESTIONS}, found {self.count}")
        check(0 <= self.random_share <= 1, f"random_share must be from 0 to 1, found {self.random_share}")
        check(self.seed >= 0, f"seed must not be negative, found {self.seed}")


Job = Union[SegmentJob, PlanJob, DoctorJob, TrainJob, TrainPlanJob, DatasetJob, ExportChipsJob, ImportLabelsJob, SuggestJob,
            PolygonizeJob, EvaluateJob, ImportModelJob, ExportModelJob, CheckModelJob, RasterizeLabelsJob]
JOB_TYPES: Dict[str, Type[Any]] = {"segment": SegmentJob, "plan": PlanJob, "doctor": DoctorJob, "train": TrainJob,
                                 "train_plan": TrainPlanJob, "dataset": DatasetJob, "export_chips": ExportChipsJob,
                                 "import_labels": ImportLabelsJob, "suggest": SuggestJob, "polygonize": PolygonizeJob,
                                 "evaluate": EvaluateJob, "import_model": ImportModelJob, "export_model": ExportModelJob,
                                 "check_model": CheckModelJob, "rasterize_labels": RasterizeLabelsJob}


def job_kind(job: Job) -> str:
    """The name of a job's kind, such as "train"."""
    return next(kind for kind, cls in JOB_TYPES.items() if isinstance(job, cls))


def job_to_plain(job: Job) -> Dict[str, Any]:
    """The plain form of a job, with its kind."""
    return {"kind": job_kind(job), **to_plain(job)}


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
