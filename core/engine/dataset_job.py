"""Datasets in and out: look at folders of images and masks, write areas as chips, bring labels into a label project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from ..contract.errors import JobError
from ..contract.events import Event, Log, Progress, Result
from ..contract.jobs import DatasetJob, ExportChipsJob, ImportLabelsJob

Emit = Callable[[Event], None]


def run_dataset_job(job: DatasetJob | ExportChipsJob | ImportLabelsJob, emit: Emit, cancelled: Callable[[], bool],
                    job_id: str) -> Result:
    """Do one of the three jobs; what is odd is logged, finding by finding, and stands in the result's facts under "findings".

    Raises `JobError` ("data.*", "labels.*", "raster.*", "output.*", "job.invalid") and `Cancelled`.
    """
    if isinstance(job, DatasetJob):
        outputs, facts = _scan(job, _reporter(emit, job_id, "scan", "masks"), cancelled)
    elif isinstance(job, ExportChipsJob):
        outputs, facts = _export(job, _reporter(emit, job_id, "export", "areas"), cancelled)
    elif isinstance(job, ImportLabelsJob):
        outputs, facts = _import(job, _reporter(emit, job_id, "import", "chips"), cancelled)
    else:
        raise JobError("job.kind", kind=type(job).__name__)
    for finding in facts["findings"]:
        level = "info" if finding["level"] == "info" else "warning"
        emit(Log(job_id, level, finding["message"], finding["code"], finding["data"]))
    return Result(job_id, outputs, facts)


def _reporter(emit: Emit, job_id: str, stage: str, unit: str) -> Callable[[int, int], None]:
    return lambda done, total: emit(Progress(job_id, stage, done, total, unit))


def _scan(job: DatasetJob, report: Callable[[int, int], None],
          cancelled: Callable[[], bool]) -> tuple[dict[str, str], dict[str, Any]]:
    from ..raster.datasets.scan import scan_dataset

    scan = scan_dataset(job.folder, job.images, job.masks, most=job.most, labels=job.labels, colors=job.colors, report=report,
                        cancelled=cancelled)
    return {}, scan.facts()


def _export(job: ExportChipsJob, report: Callable[[int, int], None],
            cancelled: Callable[[], bool]) -> tuple[dict[str, str], dict[str, Any]]:
    from ..raster.datasets.chips import MANIFEST, export_chips

    export = export_chips(job.project, job.output_dir, rasters=job.rasters, chip_px=job.chip_px, mask_format=job.mask_format,
                          report=report, cancelled=cancelled)
    chips = {split: sum(chip.split == split for chip in export.chips) for split in ("train", "val")}
    return {"folder": export.folder, "manifest": f"{export.folder}/{MANIFEST}"}, {
        "chips": chips, "empty_chips": export.empty, "class_px": {str(k): v for k, v in sorted(export.class_px.items())},
        "findings": [asdict(finding) for finding in export.findings]}


def _import(job: ImportLabelsJob, report: Callable[[int, int], None],
            cancelled: Callable[[], bool]) -> tuple[dict[str, str], dict[str, Any]]:
    from ..raster.datasets.label_import import LabelsIn, import_labels

    what = LabelsIn(job.raster, job.labels, job.layer, job.class_field, job.classes, job.check_share, job.unlabelled, job.chip_px,
                    job.resolution_m)
    done = import_labels(job.project, what, report=report, cancelled=cancelled)
    return {"project": done.project}, {
        "areas": done.areas, "labels": done.labels, "classes": done.classes, "created": done.created,
        "findings": [asdict(finding) for finding in done.findings]}
