"""The one door into the engine: `run_job`. The loop, the command line and tests all come through here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..contract.errors import JobError
from ..contract.events import Event, Metric, Progress, Result
from ..contract.jobs import DoctorJob, Job, PlanJob, SegmentJob, TrainJob


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
        return _train(job, emit, cancelled, job_id)
    raise JobError("job.kind", kind=type(job).__name__)


def _train(job: TrainJob, emit: Callable[[Event], None], cancelled: Callable[[], bool], job_id: str) -> Result:
    from ...models.train.config import config_from_plain
    from ...models.train.run import train_model

    value = dict(job.config)
    data_folder, encoder = Path(str(value.pop("data_folder", "."))), str(value.pop("encoder_weights_file", ""))
    output = Path(job.output_dir)
    facts = train_model(
        config_from_plain(value), data_folder, output, output.with_name(output.name + ".training"), job.device, job.resume,
        lambda name, number, epoch, of_class: emit(Metric(job_id, name, number, epoch, of_class)),
        lambda done, total: emit(Progress(job_id, "train", done, total, "steps")), cancelled, encoder)
    return Result(job_id, {"model": facts.folder}, {"epoch": facts.epoch, "metrics": facts.metrics})
