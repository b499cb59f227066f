"""`landweave:suggestareas`: the places that are worth labelling next, as polygons."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsFillSymbol,
    QgsGeometry,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QCoreApplication, QVariant

from ...core.contract.job_parts import RasterSource
from ...core.contract.jobs import MAX_SUGGESTIONS, SuggestJob
from ...core.contract.labels import read_project
from .. import messages
from ..suggestions import COLOR
from .base import PROJECT, JobAlgorithm, Values, advanced, explained, file_path, file_source, project_parameter
from .results import StyledLayer
from .run import run_job

translate = QCoreApplication.translate


class SuggestAreasAlgorithm(JobAlgorithm):
    """Squares where labels would help most, with the reasons."""

    INPUT, CONFIDENCE, IMAGE = "INPUT", "CONFIDENCE", "IMAGE"
    COUNT, SIZE, RANDOM_SHARE, SEED = "COUNT", "SIZE", "RANDOM_SHARE", "SEED"
    OUTPUT = "OUTPUT"

    def name(self) -> str:
        """Its id within the provider."""
        return "suggestareas"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Suggest areas to label")

    def _words(self) -> str:
        return translate("Landweave", "active learning,sampling,where next,uncertainty,training areas")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Proposes the squares of a map where new labels would teach a model most: where it is unsure, where a class is rare "
            "among the labels so far, and where the image looks different; some are drawn by chance.\n\n"
            "Give the confidence raster of the same run (Segment a raster writes one); without it squares are chosen by how "
            "different they are. With a label project, its areas are left out and its labels counted, and the squares have the "
            "size of its chips.\n\n"
            "The polygons carry their number, the reason, the classes of the map in them and how uncertain it is.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        for parameter in (*self._inputs(), *self._options()):
            self.addParameter(parameter)
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, translate("Landweave", "Suggested areas"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )

    def _inputs(self) -> List[Any]:
        confidence = QgsProcessingParameterRasterLayer(
            self.CONFIDENCE, translate("Landweave", "Confidence raster"), optional=True
        )
        image = QgsProcessingParameterRasterLayer(self.IMAGE, translate("Landweave", "Image"), optional=True)
        return [
            explained(
                QgsProcessingParameterRasterLayer(self.INPUT, translate("Landweave", "Class raster")),
                translate("Landweave", "A map of the model that is to be trained further."),
            ),
            explained(confidence, translate("Landweave", "Of the same run; it tells where the model is unsure.")),
            explained(image, translate("Landweave", "The raster below the map; its colours tell places apart.")),
            project_parameter(needed=False),
        ]

    def _options(self) -> List[Any]:
        kinds = QgsProcessingParameterNumber.Type
        count = QgsProcessingParameterNumber(
            self.COUNT, translate("Landweave", "Number of areas"), kinds.Integer, 5, minValue=1, maxValue=MAX_SUGGESTIONS
        )
        size = QgsProcessingParameterNumber(
            self.SIZE, translate("Landweave", "Side of an area (m)"), kinds.Double, 0.0, minValue=0.0
        )
        share = QgsProcessingParameterNumber(
            self.RANDOM_SHARE, translate("Landweave", "Share drawn by chance"), kinds.Double, 0.2, minValue=0.0, maxValue=1.0
        )
        seed = QgsProcessingParameterNumber(self.SEED, translate("Landweave", "Seed"), kinds.Integer, 0, minValue=0)
        return [
            count,
            explained(size, translate("Landweave", "0 takes the label project's chip, or 256 pixels of the map.")),
            advanced(share, translate("Landweave", "Areas by chance find what the model is wrongly sure of.")),
            advanced(seed, translate("Landweave", "Another number gives other areas by chance.")),
        ]

    def _prepare(
        self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback  # noqa: ARG002
    ) -> None:
        confidence = self.parameterAsRasterLayer(parameters, self.CONFIDENCE, context)
        image = self.parameterAsRasterLayer(parameters, self.IMAGE, context)
        project = self._file(parameters, PROJECT, context)
        if project:
            read_project(project)
        self._job = SuggestJob(
            classes=file_path(self._raster(parameters, self.INPUT, context)),
            confidence="" if confidence is None else file_path(confidence),
            raster=RasterSource("") if image is None else file_source(image),
            project=project,
            size_m=self.parameterAsDouble(parameters, self.SIZE, context),
            count=self.parameterAsInt(parameters, self.COUNT, context),
            random_share=self.parameterAsDouble(parameters, self.RANDOM_SHARE, context),
            seed=self.parameterAsInt(parameters, self.SEED, context),
        )
        self._job.validate()

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        facts = run_job(self._prepared(), feedback).facts
        crs = QgsCoordinateReferenceSystem.fromWkt(str(facts.get("crs_wkt") or ""))
        sink, target = self.parameterAsSink(
            parameters, self.OUTPUT, context, _fields(), QgsWkbTypes.Type.Polygon, crs
        )
        if sink is None:
            raise QgsProcessingException(self.invalidSinkError(parameters, self.OUTPUT))
        for number, item in enumerate(facts.get("suggestions") or (), start=1):
            sink.addFeature(_feature(number, item), QgsFeatureSink.Flag.FastInsert)
        del sink  # the file is complete
        StyledLayer.attach(target, _outline, context)
        for name in facts.get("missing_classes") or ():
            text = translate("Landweave", "Nothing on the map leads to the class {name}, look for it yourself.")
            feedback.pushInfo(text.format(name=name))
        return {self.OUTPUT: target}


def _fields() -> QgsFields:
    kinds = (("number", QVariant.Int), ("reason", QVariant.String), ("kind", QVariant.String), ("classes", QVariant.String),
             ("uncertainty", QVariant.Double), ("score", QVariant.Double))  # fmt: skip
    fields = QgsFields()
    for name, kind in kinds:
        fields.append(QgsField(name, kind))
    return fields


def _feature(number: int, item: Dict[str, Any]) -> QgsFeature:
    """One entry of the facts' "suggestions"."""
    feature = QgsFeature(_fields())
    corners = [QgsPointXY(float(x), float(y)) for x, y in item["ring"]]
    feature.setGeometry(QgsGeometry.fromPolygonXY([corners]))
    reason = messages.describe_warning(dict(item.get("reason") or {}))
    classes = ", ".join(str(name) for name in item.get("classes") or ())
    feature.setAttributes([number, reason, item.get("kind"), classes, item.get("uncertainty"), item.get("score")])
    return feature


def _outline(layer: QgsVectorLayer) -> None:
    """As the dock marks them: dashed, in one colour."""
    symbol = QgsFillSymbol.createSimple(
        {"color": "0,0,0,0", "outline_color": COLOR.name(), "outline_width": "0.6", "outline_style": "dash"}
    )
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.setMapTipTemplate('<b>[% "number" %]</b> [% "reason" %]')
    layer.triggerRepaint()
