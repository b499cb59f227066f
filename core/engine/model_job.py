"""Models in and out: take one in, write one in another form, look whether one is sound."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ..contract.card import CARD_FILE, CONFIG_FILE, ModelCard, load_card
from ..contract.errors import JobError, warning
from ..contract.events import Event, Log, Progress, Result
from ..contract.model_jobs import CheckModelJob, ExportModelJob, ImportModelJob
from ..contract.model_store import package_size_bytes, rename_model
from ..contract.plain import to_plain

Emit = Callable[[Event], None]
Cancel = Callable[[], bool]
WEIGHT_SUFFIXES = (".safetensors", ".pt", ".pth", ".ckpt", ".bin")


def run_model_job(job: ImportModelJob | ExportModelJob | CheckModelJob, emit: Emit, cancelled: Cancel, job_id: str) -> Result:
    """Do one of the three jobs. Facts: "card" (plain), "path", "size_bytes", "warnings"; of an import also "kind".

    Raises `JobError` ("job.invalid", "model.*", "output.*") and `Cancelled`.
    """
    if isinstance(job, ImportModelJob):
        return _import(job, emit, cancelled, job_id)
    if isinstance(job, ExportModelJob):
        return _export(job, job_id)
    from ...models.package_check import check_package

    card = check_package(job.model)
    return Result(job_id, {"model": job.model}, _facts(card, job.model))


def kind_of(source: str) -> str:
    """What `source` is, as `ImportModelJob.source_kind`, by its form. Raises `JobError` ("model.missing", "model.invalid")."""
    if os.path.isdir(source):
        for name, kind in ((CARD_FILE, "package"), (CONFIG_FILE, "smp")):
            if os.path.lexists(os.path.join(source, name)):
                return kind
        raise JobError("model.missing", path=source, reason=f"the folder holds neither {CARD_FILE} nor {CONFIG_FILE}")
    if not os.path.exists(source):
        raise JobError("model.missing", path=source, reason="it does not exist")
    suffix = os.path.splitext(source)[1].lower()
    if suffix == ".onnx":
        return "onnx"
    if suffix in WEIGHT_SUFFIXES:
        return "weights"
    if suffix == ".zip":
        return "package"
    raise JobError("model.invalid", path=source, reason=f"files of the kind '{suffix or 'without a suffix'}' are no models")


def _import(job: ImportModelJob, emit: Emit, cancelled: Cancel, job_id: str) -> Result:
    kind = kind_of(job.source) if job.source_kind == "auto" else job.source_kind

    def report(done: int, total: int) -> None:
        emit(Progress(job_id, "import", done, total))

    report(0, 1)
    card = _IMPORTS[kind](job, report, cancelled)
    facts = _facts(card, job.output_dir)
    if kind in ("smp", "weights") and not job.scaling:
        facts["warnings"].append(warning("model.unscaled"))
    for said in facts["warnings"]:
        emit(Log(job_id, "warning", said["message"], said["code"], said["data"]))
    return Result(job_id, {"model": job.output_dir}, {"kind": kind, **facts})


def _import_package(job: ImportModelJob, _report: Any, _cancelled: Cancel) -> ModelCard:
    from ...models.package import copy_package, unpack

    card = (copy_package if os.path.isdir(job.source) else unpack)(job.source, job.output_dir)
    if job.name and job.name != card.name:
        rename_model(job.output_dir, job.name)
    return load_card(job.output_dir)


def _import_smp(job: ImportModelJob, report: Callable[[int, int], None], cancelled: Cancel) -> ModelCard:
    from ...models.import_package import make_package
    from ...models.import_smp import read_smp_folder

    return make_package(read_smp_folder(job.source), job, report, cancelled)


def _import_weights(job: ImportModelJob, report: Callable[[int, int], None], cancelled: Cancel) -> ModelCard:
    from ...models.import_package import make_package
    from ...models.import_weights import read_weights

    return make_package(read_weights(job.source, job.network), job, report, cancelled)


def _import_onnx(job: ImportModelJob, _report: Any, _cancelled: Cancel) -> ModelCard:
    from ...models.onnx_import import import_onnx

    card: ModelCard = import_onnx(job.source, job.output_dir, name=job.name, license=job.license, bands=job.bands,
                                  classes=job.classes, resolution_m=job.resolution_m, scaling=job.scaling, dtype=job.dtype)
    return card


_IMPORTS: dict[str, Callable[[ImportModelJob, Callable[[int, int], None], Cancel], ModelCard]] = {
    "package": _import_package, "smp": _import_smp, "weights": _import_weights, "onnx": _import_onnx}


def _export(job: ExportModelJob, job_id: str) -> Result:
    path = _EXPORTS[job.format](job)
    facts = _facts(load_card(job.model), path)
    return Result(job_id, {job.format: path}, {"format": job.format, **facts})


def _export_zip(job: ExportModelJob) -> str:
    from ...models.package import pack, verify_package

    verify_package(job.model)
    pack(job.model, job.output)
    return job.output


def _export_smp(job: ExportModelJob) -> str:
    from ...models.export_smp import export_smp

    return export_smp(job.model, job.output)


def _export_onnx(job: ExportModelJob) -> str:
    from ...models.onnx_export import export_onnx

    export_onnx(job.model, job.output, tile_px=job.tile_px)
    return job.output


def _export_stac(job: ExportModelJob) -> str:
    from ...models.stac import export_stac

    return export_stac(job.model, job.output)


_EXPORTS: dict[str, Callable[[ExportModelJob], str]] = {
    "zip": _export_zip, "smp": _export_smp, "onnx": _export_onnx, "stac": _export_stac}


def _facts(card: ModelCard, path: str) -> dict[str, Any]:
    size = package_size_bytes(path) if os.path.isdir(path) else os.path.getsize(path)
    return {"card": to_plain(card), "path": path, "size_bytes": size, "warnings": []}
