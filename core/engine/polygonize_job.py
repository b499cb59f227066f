"""The job "polygonize": polygons of a class raster that is there already."""

from __future__ import annotations

from collections.abc import Callable

from ..contract.errors import warning
from ..contract.events import Event, Log, Progress, Result
from ..contract.map_jobs import PolygonizeJob
from ..raster.class_map import ClassMap
from .finishing import polygons_by
from .worker import Worker

Emit = Callable[[Event], None]


def run_polygonize(job: PolygonizeJob, emit: Emit, cancelled: Callable[[], bool], job_id: str = "") -> Result:
    """Do a `PolygonizeJob`. Memory does not depend on the raster's size.

    Raises `JobError` ("raster.*", "output.*", "suggest.not_classes", "engine.package"), `EngineError` and `Cancelled`; then
    `job.output` is what it was before.
    """
    with ClassMap(job.classes, job.names) as there:
        classes = tuple(there.info(value) for value in sorted({*there.names, *job.options.classes}))
        info, planar = there.info, there.planar
    emit(Progress(job_id, "polygons", 0, 1))
    with Worker() as worker:
        summary = polygons_by(worker, job.classes, job.confidence, job.output, job.options, classes, cancelled,
                              lambda done, total: emit(Progress(job_id, "polygons", done, total)))
    warnings = [] if summary.count else [warning("polygonize.nothing", path=job.classes)]
    for found in warnings:
        emit(Log(job_id, "warning", found["message"], found["code"], found["data"]))
    areas = [{"value": total.value, "name": total.name, "color": job.colors.get(str(total.value), info(total.value).color),
              "polygons": total.count, "area_m2": None if planar else total.area_m2} for total in summary.classes]
    return Result(job_id, {"polygons": job.output}, {"polygons": summary.count, "areas": areas, "warnings": warnings})
