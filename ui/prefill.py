"""Labels that a model suggests: one job per raster over the areas in question, then its polygons go in as predictions."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract import labels as schema
from ..core.contract.card import ModelCard
from ..core.contract.errors import JobError
from ..core.contract.events import Result
from ..core.contract.job_parts import PolygonOptions
from ..core.contract.jobs import SegmentJob
from . import layers, region, settings
from .label_areas import Area
from .label_project import LabelProject
from .paint import Painter
from .styles import CLASS_FIELD
from .tasks import ChainTask

translate = QCoreApplication.translate

# What people would not draw: specks of a few pixels, and steps along outlines.
SPECK_PX = 16
STEP_PX = 0.75


@dataclass(frozen=True)
class Prefill:
    """A run of suggestions: jobs, and for each the areas that its polygons go into. `folder` holds its files and is removed."""

    folder: str
    jobs: Tuple[SegmentJob, ...]
    area_ids: Tuple[Tuple[str, ...], ...]
    values: Mapping[int, int]
    left_out: Tuple[str, ...] = field(default=())


def class_values(card: ModelCard, classes: Sequence[schema.LabelClass], same_model: bool) -> Dict[int, int]:
    """The model's class values -> the project's: by name; for a project of this very model, also by value (renamed classes)."""
    by_name = {item.name.strip().casefold(): item.value for item in classes}
    values = {c.value: by_name[c.name.strip().casefold()] for c in card.classes if c.name.strip().casefold() in by_name}
    if same_model:
        free = {item.value for item in classes} - set(values.values())
        values.update({c.value: c.value for c in card.classes if c.value not in values and c.value in free})
    return values


def layer_of(area: Area, chosen: QgsRasterLayer) -> QgsRasterLayer:
    """The layer that shows an area's raster: the chosen one where the project has it not (any more)."""
    source = layers.raster_source(chosen).path
    if area.source == source:
        return chosen
    found = layers.find_layer(area.source, QgsProject.instance())
    return found if isinstance(found, QgsRasterLayer) and found.isValid() else chosen


def prepare(
    project: LabelProject, areas: Sequence[Area], chosen: QgsRasterLayer, folder: str, card: ModelCard, bands_of: Any
) -> Prefill:
    """Make the jobs. `bands_of`: layer -> 1-based band numbers in the model's order, or None where the person gave up.

    Raises `JobError` ("area.none", "labels.class", "raster.bands", "region.*", "layer.*").
    """
    if not areas:
        raise JobError("area.none")
    classes = project.classes()
    values = class_values(card, classes, project.settings().model in (folder, card.name))
    left_out = tuple(c.name for c in card.classes if c.value not in values)
    if not values:
        reason = translate("Landweave", "the model {model} knows none of the classes in the table").format(model=card.name)
        raise JobError("labels.class", reason=reason)
    groups: Dict[str, Tuple[QgsRasterLayer, List[Area]]] = {}
    for area in areas:
        layer = layer_of(area, chosen)
        groups.setdefault(layer.id(), (layer, []))[1].append(area)
    out = tempfile.mkdtemp(prefix="landweave-labels-")
    try:
        jobs = [
            _job(project, layer, members, folder, bands_of(layer), os.path.join(out, str(number)), card)
            for number, (layer, members) in enumerate(groups.values())
        ]
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)
        raise
    area_ids = tuple(tuple(area.area_id for area in members) for _layer, members in groups.values())
    return Prefill(out, tuple(jobs), area_ids, values, left_out)


def _job(
    project: LabelProject, layer: QgsRasterLayer, areas: Sequence[Area], model: str, bands: Any, out: str, card: ModelCard
) -> SegmentJob:
    if bands is None:
        wanted = ", ".join(band.name for band in card.bands)
        raise JobError("raster.bands", path=layer.name(), wanted=wanted, missing=wanted, found="")
    if layers.needs_export(layer):
        raise JobError("layer.invalid", layer=layer.name())
    os.makedirs(out)
    pixel_m = project.settings().resolution_m
    job = SegmentJob(
        raster=layers.raster_source(layer, bands),
        model=model,
        output_dir=out,
        name="suggested",
        region=region.from_geometries([area.geometry for area in areas], project.crs(), layer),
        polygons=PolygonOptions(min_area_m2=SPECK_PX * pixel_m**2, simplify_m=STEP_PX * pixel_m),
        device=settings.DEVICE.get(),
        resume=False,
    )
    job.validate()
    return job


def task_of(prefill: Prefill, engine: Any) -> ChainTask:
    """The task that makes the polygons."""
    steps = [lambda _results, job=job: job for job in prefill.jobs]
    return ChainTask(translate("Landweave", "Suggesting labels"), engine, steps)


def insert(painter: Painter, prefill: Prefill, results: Sequence[Result]) -> int:
    """Put the polygons into their areas; how many labels that added. Raises `JobError` ("labels.*")."""
    added = 0
    there = {area.area_id for area in painter.areas.list()}  # some may have been removed meanwhile
    for result, area_ids in zip(results, prefill.area_ids):
        path = result.outputs.get("polygons", "")
        if not os.path.exists(path):  # nothing but nodata there
            continue
        for area_id in there.intersection(area_ids):
            added += painter.insert_predicted_file(area_id, path, CLASS_FIELD, prefill.values).added
    return added

