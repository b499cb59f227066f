"""Where to label next: finds the last map of a raster, or makes one, and asks the engine for the places worth labelling."""

from __future__ import annotations

import os
from typing import Any, Callable, Dict, List, Sequence, Tuple

from qgis.core import QgsProject, QgsProviderRegistry, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract.events import Result
from ..core.contract.job_parts import RasterSource
from ..core.contract.jobs import Job, SegmentJob, SuggestJob
from . import layers, settings
from .polygons import footprint
from .tasks import ChainTask

translate = QCoreApplication.translate

COUNT = 5
# How a run names its files: NAME.tif and NAME_confidence.tif.
CLASSES_END, CONFIDENCE_END = ".tif", "_confidence.tif"
Step = Callable[[Sequence[Result]], Job]


def last_map(raster: QgsRasterLayer) -> Dict[str, str]:
    """Class and confidence file of the topmost map in the QGIS project that lies on `raster`; empty where there is none.

    A map without confidence is passed over: it cannot tell where the model is unsure.
    """
    place = footprint(raster, raster.crs())
    for node in QgsProject.instance().layerTreeRoot().findLayers():
        layer = node.layer()
        if not isinstance(layer, QgsRasterLayer) or layer.providerType() != "gdal" or not layer.isValid():
            continue
        path = str(QgsProviderRegistry.instance().decodeUri("gdal", layer.source()).get("path") or "")
        for end in (CONFIDENCE_END, CLASSES_END):
            files = _pair(path[: -len(end)]) if path.endswith(end) else {}
            if files and footprint(layer, raster.crs()).intersects(place):
                return files
    return {}


def _pair(stem: str) -> Dict[str, str]:
    files = {"classes": stem + CLASSES_END, "confidence": stem + CONFIDENCE_END}
    return files if all(os.path.isfile(path) for path in files.values()) else {}


def map_job(raster: QgsRasterLayer, model: str, bands: Tuple[int, ...], folder: str) -> SegmentJob:
    """A map with confidence of the whole raster, where there is none yet."""
    job = SegmentJob(
        raster=layers.raster_source(raster, bands),
        model=model,
        output_dir=folder,
        name="map",
        confidence=True,
        device=settings.DEVICE.get(),
        resume=False,
    )
    job.validate()
    return job


def suggest_job(files: Dict[str, str], raster: RasterSource, project: str, seed: int) -> SuggestJob:
    """The question to the engine. `files`: class and confidence raster."""
    confidence = files.get("confidence", "")
    return SuggestJob(
        classes=files.get("classes", ""), confidence=confidence, raster=raster, project=project, count=COUNT, seed=seed
    )


def task_of(
    engine: Any, map_: Dict[str, str], mapping: List[SegmentJob], raster: RasterSource, project: str, seed: int
) -> ChainTask:
    """The task: `mapping` makes the map first, where `map_` is empty."""

    def suggest(results: Sequence[Result]) -> Job:
        return suggest_job(dict(results[0].outputs) if results else map_, raster, project, seed)

    steps: List[Step] = [lambda _results, job=job: job for job in mapping]
    return ChainTask(translate("Landweave", "Suggesting areas to label"), engine, [*steps, suggest])
