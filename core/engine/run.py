"""The one door into the engine: `run_job`. The loop, the command line and tests all come through here."""

from __future__ import annotations

from collections.abc import Callable

from ..contract.errors import JobError
from ..contract.events import Event, Result
from ..contract.jobs import (
    DatasetJob,
    DoctorJob,
    ExportChipsJob,
    ImportLabelsJob,
    Job,
    PlanJob,
    SegmentJob,
    SuggestJob,
    TrainJob,
    TrainPlanJob,
)
from ..contract.map_jobs import EvaluateJob, PolygonizeJob, RasterizeLabelsJob
from ..contract.model_jobs import CheckModelJob, ExportModelJob, ImportModelJob


def run_job(job: Job, emit: Callable[[Event], None], cancelled: Callable[[], bool], job_id: str = "") -> Result:
    """Do a job to its end. Raises `LandweaveError`, `Cancelled`, `MemoryError`.

    The rooms that need torch are imported here and not above, so that `--help` and a bad job answer at once.
    """
    if isinstance(job, SegmentJob):
        from .segment import Segmentation

        return Segmentation(job, emit, cancelled, job_id).run()
    if isinstance(job, PlanJob):
        from .plan import make_plan

        return make_plan(job.segment, job_id)
    if isinstance(job, DoctorJob):
        from . import doctor

        report = doctor.check()
        return Result(job_id, {}, {"ok": report.ok, "package": report.package, "reason": report.reason, **report.facts})
    if isinstance(job, TrainJob):
        from .train_job import run_train

        return run_train(job, emit, cancelled, job_id)
    if isinstance(job, TrainPlanJob):
        from .train_job import plan_train

        return plan_train(job.train, job_id)
    if isinstance(job, (DatasetJob, ExportChipsJob, ImportLabelsJob)):
        from .dataset_job import run_dataset_job

        return run_dataset_job(job, emit, cancelled, job_id)
    if isinstance(job, SuggestJob):
        from .suggest_job import run_suggest

        return run_suggest(job, emit, cancelled, job_id)
    if isinstance(job, PolygonizeJob):
        from .polygonize_job import run_polygonize

        return run_polygonize(job, emit, cancelled, job_id)
    if isinstance(job, EvaluateJob):
        from .evaluate_job import run_evaluate

        return run_evaluate(job, emit, cancelled, job_id)
    if isinstance(job, RasterizeLabelsJob):
        from .rasterize_job import run_rasterize

        return run_rasterize(job, emit, cancelled, job_id)
    if isinstance(job, (ImportModelJob, ExportModelJob, CheckModelJob)):
        from .model_job import run_model_job

        return run_model_job(job, emit, cancelled, job_id)
    raise JobError("job.kind", kind=type(job).__name__)
