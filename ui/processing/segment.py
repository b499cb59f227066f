"""`landweave:segment`: the Segment page as a Processing algorithm, for the toolbox, batches, models and `qgis_process`."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import replace
from typing import Any, ClassVar, Dict, List, Optional, Tuple

from qgis.core import (
    QgsFeatureRequest,
    QgsGeometry,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingMultiStepFeedback,
    QgsProcessingParameterBand,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterVectorDestination,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from ...core.contract.card import ModelCard, find_models, load_card
from ...core.contract.errors import Cancelled, JobError, LandweaveError
from ...core.contract.job_parts import VECTOR_FORMATS, PolygonOptions, Region
from ...core.contract.jobs import SegmentJob
from .. import layers, messages, region, settings, styles
from ..export import ExportSource, snapshot
from ..export_job import export_for_job
from ..model_combo import SHIPPED_MODELS
from .run import place, run_job

translate = QCoreApplication.translate

DEVICES = ("auto", "cpu", "cuda", "mps")
EXPORT_STEPS = 5  # an export takes a fifth of the bar
Values = Dict[str, Any]


def installed_models() -> Dict[str, str]:
    """Model name -> folder, of the shipped models and those added in the dock; unreadable ones are left out."""
    found: Dict[str, str] = {}
    for folder in find_models((SHIPPED_MODELS,) + settings.MODEL_FOLDERS.get()):
        with contextlib.suppress(JobError):
            name = load_card(folder).name
            found[name if name not in found else f"{name} ({folder})"] = folder
    return found


class SegmentAlgorithm(QgsProcessingAlgorithm):
    """A raster and a model become a class raster and, if wanted, polygons and a confidence raster."""

    INPUT, MODEL, MODEL_FOLDER, BANDS = "INPUT", "MODEL", "MODEL_FOLDER", "BANDS"
    EXTENT, MASK, MIN_AREA, SIMPLIFY, DEVICE = "EXTENT", "MASK", "MIN_AREA", "SIMPLIFY", "DEVICE"
    OUTPUT, POLYGONS, CONFIDENCE = "OUTPUT", "POLYGONS", "CONFIDENCE"

    def __init__(self) -> None:
        super().__init__()
        self._job: Optional[SegmentJob] = None
        self._card: Optional[ModelCard] = None
        self._source: Optional[ExportSource] = None

    # what it is

    def createInstance(self) -> SegmentAlgorithm:
        """Called by Processing for each run."""
        return SegmentAlgorithm()

    def name(self) -> str:
        """Its id within the provider."""
        return "segment"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Segment a raster")

    def tags(self) -> List[str]:
        """Further words to find it by."""
        words = translate("Landweave", "classify,land cover,deep learning,u-net,neural network,semantic segmentation")
        return words.split(",")

    def icon(self) -> QIcon:
        """The provider's."""
        provider = self.provider()
        return provider.icon() if provider is not None else QgsProcessingAlgorithm.icon(self)

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
        for parameter in (*self._what(), *self._where(), *self._how(), *self._outputs()):
            self.addParameter(parameter)

    def _what(self) -> List[Any]:
        models = list(installed_models())
        return [
            QgsProcessingParameterRasterLayer(self.INPUT, translate("Landweave", "Raster")),
            QgsProcessingParameterEnum(
                self.MODEL, translate("Landweave", "Model"), models, False, models[0] if models else None, True, True
            ),
            QgsProcessingParameterFile(
                self.MODEL_FOLDER, translate("Landweave", "Folder of another model"),
                QgsProcessingParameterFile.Behavior.Folder, optional=True,
            ),
            QgsProcessingParameterBand(
                self.BANDS, translate("Landweave", "Bands in the model's order"),
                parentLayerParameterName=self.INPUT, optional=True, allowMultiple=True,
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
        double = QgsProcessingParameterNumber.Type.Double
        return [
            QgsProcessingParameterNumber(
                self.MIN_AREA, translate("Landweave", "Smallest polygon (m²)"), double, 0.0, minValue=0.0
            ),
            QgsProcessingParameterNumber(
                self.SIMPLIFY, translate("Landweave", "Simplify outlines by (m)"), double, 0.0, minValue=0.0
            ),
            QgsProcessingParameterEnum(
                self.DEVICE, translate("Landweave", "Device"), list(DEVICES), False, DEVICES[0], False, True
            ),
        ]

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

    # main thread: from layers to plain values

    def prepareAlgorithm(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> bool:
        """Called in the main thread. Everything that a layer is needed for happens here."""
        try:
            self._prepare(parameters, context)
        except LandweaveError as error:
            raise QgsProcessingException(" ".join(messages.describe_error(error))) from error
        feedback.pushInfo(translate("Landweave", "Model: {model}").format(model=self._card.name if self._card else ""))
        return True

    def _prepare(self, parameters: Values, context: QgsProcessingContext) -> None:
        raster = self.parameterAsRasterLayer(parameters, self.INPUT, context)
        if raster is None:
            raise JobError("layer.none")
        folder = self._model_folder(parameters, context)
        self._card = load_card(folder)
        bands = self._band_numbers(parameters, context, raster)
        source = layers.raster_source(raster, bands)
        self._source = snapshot(raster, self._card.input) if layers.needs_export(raster) else None
        target = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        self._job = SegmentJob(
            raster=source,
            model=folder,
            output_dir=_work_folder(target),
            name=os.path.splitext(os.path.basename(target))[0],
            region=self._region(parameters, context, raster),
            polygons=self._polygon_options(parameters, context),
            confidence=bool(self.parameterAsOutputLayer(parameters, self.CONFIDENCE, context)),
            device=self.parameterAsEnumString(parameters, self.DEVICE, context) or DEVICES[0],
        )
        self._job.validate()

    def _model_folder(self, parameters: Values, context: QgsProcessingContext) -> str:
        folder = self.parameterAsFile(parameters, self.MODEL_FOLDER, context)
        if folder:
            return os.path.abspath(folder)
        name = self.parameterAsEnumString(parameters, self.MODEL, context)
        models = installed_models()
        if name not in models:
            reason = translate("Landweave", "no installed model has this name")
            raise JobError("model.missing", path=name or translate("Landweave", "(no model)"), reason=reason)
        return models[name]

    def _band_numbers(self, parameters: Values, context: QgsProcessingContext, raster: QgsRasterLayer) -> Tuple[int, ...]:
        card = load_card(self._model_folder(parameters, context))
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

    def _polygon_options(self, parameters: Values, context: QgsProcessingContext) -> Optional[PolygonOptions]:
        path = self.parameterAsOutputLayer(parameters, self.POLYGONS, context)
        if not path:
            return None
        extension = os.path.splitext(path)[1].lower()
        formats = {known: name for name, known in VECTOR_FORMATS.items()}
        if extension not in formats:
            reason = translate("Landweave", "polygons can be written as {known}, not as '{extension}'")
            raise JobError("job.invalid", reason=reason.format(known=", ".join(formats), extension=extension))
        return PolygonOptions(
            format=formats[extension],
            min_area_m2=self.parameterAsDouble(parameters, self.MIN_AREA, context),
            simplify_m=self.parameterAsDouble(parameters, self.SIMPLIFY, context),
        )

    # the algorithm's thread

    def processAlgorithm(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        """Called in a thread of Processing. Touches no layer of a project."""
        try:
            return self._process(parameters, context, feedback)
        except Cancelled:
            feedback.pushInfo(translate("Landweave", "Stopped. What is finished is kept for the next run with the same values."))
            return {}
        except LandweaveError as error:
            raise QgsProcessingException(" ".join(messages.describe_error(error))) from error

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        job, card = self._job, self._card
        if job is None or card is None:  # prepareAlgorithm() comes first
            raise JobError("job.invalid", reason=translate("Landweave", "it was not prepared"))
        _make_folder(job.output_dir)
        if self._source is not None:
            job = _export(job, self._source, feedback)
        outputs = run_job(job, feedback).outputs
        kinds = {self.OUTPUT: "classes", self.POLYGONS: "polygons", self.CONFIDENCE: "confidence"}
        results: Values = {}
        for parameter, kind in kinds.items():
            target = self.parameterAsOutputLayer(parameters, parameter, context)
            if target and kind in outputs:
                place(outputs[kind], target)
                _style(target, kind, card, context)
                results[parameter] = target
        shutil.rmtree(job.output_dir, ignore_errors=True)
        return results


def _work_folder(target: str) -> str:
    """Where the engine works: beside the result, found again by the next run with the same result."""
    folder, name = os.path.split(os.path.abspath(target))
    return os.path.join(folder, f".{os.path.splitext(name)[0]}.landweave")


def _make_folder(folder: str) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise JobError("output.read_only", path=os.path.dirname(folder), reason=error.strerror or str(error)) from error


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


def _style(path: str, kind: str, card: ModelCard, context: QgsProcessingContext) -> None:
    """Keep the style with the file, and give it to the layer that Processing opens."""
    layer = layers.load_result(path, kind, kind)
    styles.apply_style(layer, kind, card)
    styles.save_style(layer, kind)
    if context.willLoadLayerOnCompletion(path):
        StyledLayer.attach(path, kind, card, context)


class StyledLayer(QgsProcessingLayerPostProcessorInterface):
    """Styles a result when Processing has opened it, in the main thread."""

    # QGIS keeps no reference of its own; the last run's processor of a file is kept here.
    _kept: ClassVar[Dict[str, StyledLayer]] = {}

    def __init__(self, kind: str, card: ModelCard) -> None:
        super().__init__()
        self._kind, self._card = kind, card

    @classmethod
    def attach(cls, path: str, kind: str, card: ModelCard, context: QgsProcessingContext) -> None:
        """Have the layer of `path` styled when it is opened."""
        cls._kept[path] = cls(kind, card)
        context.layerToLoadOnCompletionDetails(path).setPostProcessor(cls._kept[path])

    def postProcessLayer(self, layer: QgsMapLayer, context: Any, feedback: Any) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing."""
        styles.apply_style(layer, self._kind, self._card)
