"""Landweave as a Python library: `import landweave` in the engine's environment, without QGIS.

>>> import landweave
>>> result = landweave.segment("town.tif", "maps", confidence=True)
>>> report = landweave.evaluate(result.outputs["classes"], "report", points="truth.gpkg", class_field="class")
>>> report.facts["overall_accuracy"]

Each function does one job and returns its `Result`: `outputs` (what -> path) and `facts` (numbers, plain values). The
function of the same name with `_job` builds the job without doing it; `run` does any job, with events and a way to cancel.
Warnings go to the logger "landweave". All raise `LandweaveError`: `code`, `message`, `hint`, `data`. The command line is made of
these functions.
"""

from __future__ import annotations

import inspect
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

from ..contract.card import ModelCard
from ..contract.errors import Cancelled, EngineError, JobError, LandweaveError
from ..contract.events import Event, Log, Result
from ..contract.job_parts import VECTOR_FORMATS, PolygonOptions, RasterSource, Region
from ..contract.jobs import ExportChipsJob, Job, PlanJob, SegmentJob, SuggestJob, TrainData, TrainJob
from ..contract.map_jobs import EvaluateJob, PolygonizeJob
from ..contract.model_jobs import CheckModelJob, ExportModelJob, ImportModelJob
from .model_names import known_folders, model_folder, ready, sound_models

P = ParamSpec("P")
PathLike = str | os.PathLike[str]
GEOPACKAGE = PolygonOptions()

__all__ = [
    "Cancelled", "EngineError", "JobError", "LandweaveError", "PolygonOptions", "RasterSource", "Region", "Result",
    "check_model", "check_model_job", "evaluate", "evaluate_job", "export_chips", "export_chips_job", "export_model",
    "export_model_job", "import_model", "import_model_job", "list_models", "plan", "plan_job", "polygonize", "polygonize_job",
    "run", "segment", "segment_job", "suggest", "suggest_job", "train", "train_job",
]


def run(job: Job, on_event: Callable[[Event], None] | None = None, cancelled: Callable[[], bool] | None = None,
        job_id: str = "api") -> Result:
    """Do a job in this process. `on_event` is given each event; `cancelled` is asked often, and once it is true the job ends.

    Raises `LandweaveError`, `Cancelled`, `MemoryError`.
    """
    from .run import run_job  # torch and rasterio come with the job that needs them

    job.validate()
    with ready(job) as what:
        return run_job(what, on_event or _log, cancelled or _never, job_id)


def _log(event: Event) -> None:
    if isinstance(event, Log):
        logging.getLogger("landweave").log(logging.WARNING if event.level == "warning" else logging.INFO, event.message)


def _never() -> bool:
    return False


def _doing(build: Callable[P, Job], says: str) -> Callable[P, Result]:
    """A function with the arguments of `build` that does the job."""
    @wraps(build)
    def do(*args: P.args, **kwargs: P.kwargs) -> Result:
        return run(build(*args, **kwargs))

    do.__name__ = do.__qualname__ = build.__name__.removesuffix("_job")
    do.__doc__ = f"{says}\n\n    {build.__doc__}"
    do.__signature__ = inspect.signature(build).replace(return_annotation="Result")  # type: ignore[attr-defined]
    return do


# -- maps ---------------------------------------------------------------------------------------------------------


def segment_job(raster: PathLike | RasterSource, output: PathLike, model: PathLike = "", *, name: str = "",
                bands: Sequence[int] = (), region: Region | None = None, polygons: PolygonOptions | None = GEOPACKAGE,
                confidence: bool = False, device: str = "auto", tile_px: int = 0, halo_px: int = -1, batch: int = 0,
                block_px: int = 0, workers: int = 1, threads: int = 0, executor: str = "", runner: str = "auto",
                resume: bool = True) -> SegmentJob:
    """`output`: folder. `model`: name or folder, default the shipped one. `name`: of the results, default the raster's.

    `bands`: 1-based, in the model's order (default: matched by name). `polygons`: None for none. What an earlier run of the same
    job has finished is taken over with `resume`. See `SegmentJob` for the rest.
    """
    source = raster if isinstance(raster, RasterSource) else RasterSource(os.fspath(raster))
    source = RasterSource(source.path, source.open_options, source.crs_wkt, tuple(bands) or source.bands, source.nodata)
    return SegmentJob(source, model_folder(os.fspath(model)), os.fspath(output), name or f"{Path(source.path).stem}_classes",
                      region or Region(), polygons, confidence, device, tile_px, halo_px, batch, block_px, workers, resume,
                      threads, executor, runner)


def plan_job(job: SegmentJob) -> PlanJob:
    """What the job would do: device, tiles, time, memory, disk, warnings; see the facts."""
    return PlanJob(job)


def polygonize_job(classes: PathLike, output: PathLike, *, confidence: PathLike = "", min_area_m2: float = 0.0,
                   simplify_m: float = 0.0, right_angles: bool = False, only: Sequence[int] = (),
                   names: Mapping[int, str] | None = None, colors: Mapping[int, str] | None = None) -> PolygonizeJob:
    """`classes`: class raster; `output`: .gpkg, .fgb, .geojson or .shp. `only`: class values, default all.

    `names`, `colors`: in place of what the raster says.
    """
    options = PolygonOptions(vector_format(os.fspath(output)), min_area_m2, simplify_m, tuple(only), right_angles)
    return PolygonizeJob(os.fspath(classes), os.fspath(output), os.fspath(confidence), options, _texts(names), _texts(colors))


def evaluate_job(classes: PathLike, output: PathLike, *, reference: PathLike = "", project: PathLike = "", points: PathLike = "",
                 layer: str = "", class_field: str = "", roles: Sequence[str] = ("check",), sources: Sequence[str] = (),
                 names: Mapping[int, str] | None = None, level: float = 0.95) -> EvaluateJob:
    """`classes`: class raster; `output`: folder of the report. One of `reference` (class raster), `project` (label project, its
    areas of these `roles`, drawn on these `sources`) and `points` (points or polygons with a `class_field`) says what is true.
    """
    return EvaluateJob(os.fspath(classes), os.fspath(output), os.fspath(reference), os.fspath(project), os.fspath(points), layer,
                       class_field, tuple(roles), {source: RasterSource(source) for source in sources}, _texts(names), level)


def suggest_job(classes: PathLike, *, confidence: PathLike = "", raster: PathLike = "", bands: Sequence[int] = (),
                project: PathLike = "", area_px: int = 0, size_m: float = 0.0, count: int = 5, random_share: float = 0.2,
                seed: int = 0) -> SuggestJob:
    """`classes`, `confidence`: rasters of the last run; `raster`: the image below; `project`: label project whose areas are
    avoided. The places stand in the facts under "suggestions".
    """
    return SuggestJob(os.fspath(classes), os.fspath(confidence), RasterSource(os.fspath(raster), bands=tuple(bands)),
                      os.fspath(project), area_px, size_m, count, random_share, seed)


# -- training -----------------------------------------------------------------------------------------------------


def train_job(data: PathLike, output: PathLike, preset: str = "balanced", *, name: str = "", base: PathLike = "",
              network: Mapping[str, Any] | None = None, changes: Mapping[str, Any] | None = None, device: str = "auto",
              resume: bool = True, finish: bool = False) -> TrainJob:
    """`data`: label project (.gpkg) or folder of images and masks; `output`: folder of the new model package.

    `base`: name or folder of the model to start from; `network`: a new one instead, as in a package's config.json. `changes`
    replaces single values of the preset.
    """
    source = os.fspath(data)
    what = TrainData(project=source) if source.casefold().endswith(".gpkg") else TrainData(folder=source)
    return TrainJob(output_dir=os.fspath(output), device=device, resume=resume, preset=preset, name=name or Path(output).name,
                    base=model_folder(os.fspath(base)) if os.fspath(base) else "", network=dict(network or {}), data=what,
                    changes=dict(changes or {}), finish=finish)


def export_chips_job(project: PathLike, output: PathLike, *, rasters: Mapping[str, RasterSource] | None = None, chip_px: int = 0,
                     mask_format: str = "png") -> ExportChipsJob:
    """`project`: label project; `output`: new folder. `rasters` replaces rasters of areas, see `ExportChipsJob`."""
    return ExportChipsJob(os.fspath(project), os.fspath(output), dict(rasters or {}), chip_px, mask_format)


# -- models -------------------------------------------------------------------------------------------------------


def list_models(*folders: PathLike) -> dict[str, ModelCard]:
    """Folder -> card of the models in these folders; default: the shipped ones and those in $LANDWEAVE_MODELS."""
    cards = sound_models(tuple(os.fspath(folder) for folder in folders) or known_folders())
    return dict(cards)


def import_model_job(source: PathLike, output: PathLike, **what: Any) -> ImportModelJob:
    """`source`: package, smp folder, weights or ONNX file; `output`: new folder. `what`: see `ImportModelJob`."""
    return ImportModelJob(os.fspath(source), os.fspath(output), **what)


def export_model_job(model: PathLike, output: PathLike, format: str = "zip", *, tile_px: int = 0) -> ExportModelJob:  # noqa: A002
    """`model`: name or folder; `format`: zip, smp, onnx or stac."""
    return ExportModelJob(model_folder(os.fspath(model)), os.fspath(output), format, tile_px)


def check_model_job(model: PathLike) -> CheckModelJob:
    """`model`: name, folder or zip; loading it as a run would, and one pass."""
    return CheckModelJob(model_folder(os.fspath(model)))


segment = _doing(segment_job, "Map a raster with a model: class raster, polygons, confidence.")
plan = _doing(plan_job, "Say what a segmentation would do, without doing it.")
polygonize = _doing(polygonize_job, "Make polygons of a class raster.")
evaluate = _doing(evaluate_job, "Compare a map with what is known: scores, corrected areas, a report.")
suggest = _doing(suggest_job, "Propose the places that are worth labelling next.")
train = _doing(train_job, "Train a model; the best one so far always stands in the output folder.")
export_chips = _doing(export_chips_job, "Write the areas of a label project as images and masks.")
import_model = _doing(import_model_job, "Make a model package of a model from elsewhere.")
export_model = _doing(export_model_job, "Write a model as a zip, for smp, as ONNX or as a STAC item.")
check_model = _doing(check_model_job, "Look whether a model is sound.")


def vector_format(path: str) -> str:
    """The format that a file's ending stands for. Raises `JobError` ("job.invalid")."""
    suffix = Path(path).suffix.casefold()
    for name, ending in VECTOR_FORMATS.items():
        if suffix == ending:
            return name
    raise JobError("job.invalid", reason=f"polygon files end with {', '.join(VECTOR_FORMATS.values())}, found '{path}'")


def _texts(table: Mapping[int, str] | None) -> dict[str, str]:
    return {str(value): text for value, text in (table or {}).items()}
