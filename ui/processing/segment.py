"""`landweave:segment`: the Segment page as a Processing algorithm, for the toolbox, batches, models and `qgis_process`."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from typing import Any, List, Optional, Tuple

from qgis.core import (
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingMultiStepFeedback,
    QgsProcessingParameterBand,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorDestination,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.card import ModelCard, load_card
from ...core.contract.errors import JobError
from ...core.contract.job_parts import PolygonOptions, Region
from ...core.contract.jobs import SegmentJob
from .. import layers, messages, region
from ..export import ExportSource, snapshot
from ..export_job import export_for_job
from .base import JobAlgorithm, Values, advanced, device_parameter, explained, polygon_options, polygon_parameters
from .model_choice import model_folder, model_parameters
from .results import make_folder, style, vector_format
from .run import place, run_job

translate = QCoreApplication.translate

EXPORT_STEPS = 5  # an export takes a fifth of the bar


class SegmentAlgorithm(JobAlgorithm):
    """A raster and a model become a class raster and, if wanted, polygons and a confidence raster."""

    INPUT, BANDS, EXTENT, MASK = "INPUT", "BANDS", "EXTENT", "MASK"
    TILE = "TILE"
    OUTPUT, POLYGONS, CONFIDENCE = "OUTPUT", "POLYGONS", "CONFIDENCE"

    def __init__(self) -> None:
        super().__init__()
        self._card: Optional[ModelCard] = None
        self._source: Optional[ExportSource] = None

    # what it is

    def name(self) -> str:
        """Its id within the provider."""
        return "segment"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Segment a raster")

    def _words(self) -> str:
        return translate("Landweave", "classify,land cover,deep learning,u-net,neural network,semantic segmentation")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Maps a raster with a model: every pixel gets a class.\n\n"
            "Choose a model by name, or the folder of another one (it holds model.json). Extent and mask limit what is mapped; "
            "without them it is the whole raster. Bands are matched by name and wavelength; where the raster does not say "
            "which band is which, give their numbers in the model's order.\n\n"
            "Polygons are written as GeoPackage, FlatGeobuf, GeoJSON or Shapefile, by the file's extension. A run that was "
            "cancelled goes on where it stopped when it is started again with the same values.\n\n"
            "The engine must be set up first: in Landweave's panel, or by the variable LANDWEAVE_ENGINE_PYTHON, which names a "
            "Python that has the engine's packages.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        for parameter in (*self._what(), *self._where(), *polygon_parameters(), *self._how(), *self._outputs()):
            self.addParameter(parameter)

    def _what(self) -> List[Any]:
        return [
            QgsProcessingParameterRasterLayer(self.INPUT, translate("Landweave", "Raster")),
            *model_parameters(translate("Landweave", "Model")),
            explained(
                QgsProcessingParameterBand(
                    self.BANDS, translate("Landweave", "Bands in the model's order"),
                    parentLayerParameterName=self.INPUT, optional=True, allowMultiple=True,
                ),
                translate("Landweave", "Only where the raster does not say which band is which."),
            ),
        ]  # fmt: skip

    def _where(self) -> List[Any]:
        return [
            QgsProcessingParameterExtent(self.EXTENT, translate("Landweave", "Extent"), optional=True),
            QgsProcessingParameterFeatureSource(
                self.MASK, translate("Landweave", "Mask polygons"), [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
            ),
        ]

    def _how(self) -> List[Any]:
        tile = QgsProcessingParameterNumber(
            self.TILE, translate("Landweave", "Tile size (pixels)"), QgsProcessingParameterNumber.Type.Integer, 0, minValue=0
        )
        text = translate("Landweave", "How much the network sees at once; 0 takes as much as the memory holds.")
        return [advanced(tile, text), device_parameter()]

    def _outputs(self) -> List[Any]:
        return [
            QgsProcessingParameterRasterDestination(self.OUTPUT, translate("Landweave", "Classes")),
            QgsProcessingParameterVectorDestination(
                self.POLYGONS, translate("Landweave", "Polygons"), QgsProcessing.SourceType.TypeVectorPolygon, optional=True
            ),
            QgsProcessingParameterRasterDestination(
                self.CONFIDENCE, translate("Landweave", "Confidence"), optional=True, createByDefault=False
            ),
        ]

    # from layers to plain values

    def _prepare(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        raster = self._raster(parameters, self.INPUT, context)
        folder = model_folder(self, parameters, context)
        self._card = load_card(folder)
        bands = self._band_numbers(parameters, context, raster, self._card)
        self._source = snapshot(raster, self._card.input) if layers.needs_export(raster) else None
        self._job = SegmentJob(
            raster=layers.raster_source(raster, bands),
            model=folder,
            output_dir="",  # these two follow in `_process`
            name="",
            region=self._region(parameters, context, raster),
            device=self._device(parameters, context),
            tile_px=self.parameterAsInt(parameters, self.TILE, context),
        )
        feedback.pushInfo(translate("Landweave", "Model: {model}").format(model=self._card.name))

    def _band_numbers(
        self, parameters: Values, context: QgsProcessingContext, raster: QgsRasterLayer, card: ModelCard
    ) -> Tuple[int, ...]:
        chosen = tuple(self.parameterAsInts(parameters, self.BANDS, context))
        if chosen:
            _check_bands(chosen, card, raster)
            return chosen
        match = layers.model_band_numbers(card, raster)
        if match.complete:
            return match.numbers
        missing = [band.name for band, number in zip(card.bands, match.numbers) if not number]
        found = [band.description or band.common_name or str(band.number) for band in layers.band_list(raster)]
        wanted = ", ".join(band.name for band in card.bands)
        raise JobError("raster.bands", path=raster.name(), wanted=wanted, missing=", ".join(missing), found=", ".join(found))

    def _region(self, parameters: Values, context: QgsProcessingContext, raster: QgsRasterLayer) -> Region:
        """The mask, the extent, what both share, or everything."""
        mask = self.parameterAsSource(parameters, self.MASK, context)
        crs = mask.sourceCrs() if mask is not None else raster.crs()
        extent: Optional[QgsGeometry] = None
        if parameters.get(self.EXTENT) not in (None, ""):
            extent = self.parameterAsExtentGeometry(parameters, self.EXTENT, context, crs)
            if extent.isEmpty():
                extent = None
        if mask is None:
            return region.whole() if extent is None else self._from([extent], crs, raster, context)
        request = QgsFeatureRequest().setNoAttributes() if hasattr(QgsFeatureRequest, "setNoAttributes") else QgsFeatureRequest()
        shapes = [feature.geometry() for feature in mask.getFeatures(request)]
        if extent is not None:
            shapes = [shape.intersection(extent) for shape in shapes]
        return self._from(shapes, crs, raster, context)

    @staticmethod
    def _from(shapes: List[QgsGeometry], crs: Any, raster: QgsRasterLayer, context: QgsProcessingContext) -> Region:
        return region.from_geometries(shapes, crs, raster, context.transformContext())

    # the algorithm's thread

    def _stopped(self) -> str:
        return translate("Landweave", "Stopped. What is finished is kept for the next run with the same values.")

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        targets = {name: self.parameterAsOutputLayer(parameters, name, context)
                   for name in (self.OUTPUT, self.POLYGONS, self.CONFIDENCE)}  # fmt: skip
        job = self._job_for(targets, parameters, context)
        make_folder(job.output_dir)
        if self._source is not None:
            job = _export(job, self._source, feedback)
        outputs = run_job(job, feedback).outputs
        kinds = {self.OUTPUT: "classes", self.POLYGONS: "polygons", self.CONFIDENCE: "confidence"}
        results: Values = {}
        for parameter, kind in kinds.items():
            target = targets[parameter]
            if target and kind in outputs:
                place(outputs[kind], target)
                style(target, kind, self._card, context)
                results[parameter] = target
        shutil.rmtree(job.output_dir, ignore_errors=True)
        return results

    def _job_for(self, targets: Values, parameters: Values, context: QgsProcessingContext) -> SegmentJob:
        """The whole job. Raises `JobError` ("job.invalid")."""
        options: Optional[PolygonOptions] = None
        if targets[self.POLYGONS]:
            options = replace(polygon_options(self, parameters, context), format=vector_format(targets[self.POLYGONS]))
        job: SegmentJob = replace(
            self._prepared(),
            output_dir=_work_folder(targets[self.OUTPUT]),
            name=os.path.splitext(os.path.basename(targets[self.OUTPUT]))[0],
            polygons=options,
            confidence=bool(targets[self.CONFIDENCE]),
        )
        job.validate()
        return job


def _work_folder(target: str) -> str:
    """Where the engine works: beside the result, found again by the next run with the same result."""
    folder, name = os.path.split(os.path.abspath(target))
    return os.path.join(folder, f".{os.path.splitext(name)[0]}.landweave")


def _check_bands(chosen: Tuple[int, ...], card: ModelCard, raster: QgsRasterLayer) -> None:
    """Exactly one band for each of the model's, none twice, all of them in the raster."""
    known = layers.band_list(raster)
    for number in chosen:
        if not any(band.number == number for band in known):
            raise JobError("raster.band_number", band=number, path=raster.name(), count=len(known))
    if len(set(chosen)) != len(chosen) or len(chosen) != len(card.bands):
        text = translate("Landweave", "the model needs {wanted} different bands ({names}), found {found}")
        names = ", ".join(band.name for band in card.bands)
        raise JobError("job.invalid", reason=text.format(wanted=len(card.bands), names=names, found=list(chosen)))


def _export(job: SegmentJob, source: ExportSource, feedback: QgsProcessingFeedback) -> SegmentJob:
    """Write the pixels of a layer that is no file, and the job that reads them."""
    feedback.setProgressText(messages.stage_name("export"))
    steps = QgsProcessingMultiStepFeedback(EXPORT_STEPS, feedback)
    report = export_for_job(source, job, steps)
    for warning in report.warnings:
        feedback.pushWarning(warning)
    return replace(job, raster=replace(job.raster, path=report.path, open_options=()))
