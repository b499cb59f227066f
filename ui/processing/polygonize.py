"""`landweave:polygonize`: polygons of a class raster that is there already."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, List, Optional, Tuple

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.card import ClassInfo
from ...core.contract.errors import JobError
from ...core.contract.map_jobs import PolygonizeJob
from .. import layers
from .base import JobAlgorithm, Values, explained, file_path, polygon_options, polygon_parameters
from .results import class_list, legend_of_polygons, style, vector_format
from .run import run_job

translate = QCoreApplication.translate


class PolygonizeAlgorithm(JobAlgorithm):
    """A class raster becomes polygons with class, name, area, perimeter and, with a confidence raster, confidence."""

    INPUT, CONFIDENCE, CLASSES = "INPUT", "CONFIDENCE", "CLASSES"
    OUTPUT = "OUTPUT"

    def __init__(self) -> None:
        super().__init__()
        self._known: Tuple[ClassInfo, ...] = ()

    def name(self) -> str:
        """Its id within the provider."""
        return "polygonize"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Polygons of a class raster")

    def _words(self) -> str:
        return translate("Landweave", "vectorize,raster to vector,polygonise,outlines,buildings")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Makes polygons of the classes of a raster, for example of a map that Landweave has made. Neighbours have common "
            "borders without gaps or overlaps, and the outlines are exact to the pixel unless they are simplified.\n\n"
            "Every polygon has the fields class, class_name, area_m2 and perimeter_m, and with a confidence raster of the same "
            "run confidence_mean. Names and colours of the classes are those that the layer has in QGIS, or that its file "
            "tells.\n\n"
            "The file's extension chooses the format: GeoPackage, FlatGeobuf, GeoJSON or Shapefile.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        for parameter in (*self._inputs(), *polygon_parameters()):
            self.addParameter(parameter)
        self.addParameter(
            QgsProcessingParameterVectorDestination(
                self.OUTPUT, translate("Landweave", "Polygons"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )

    def _inputs(self) -> List[Any]:
        return [
            explained(
                QgsProcessingParameterRasterLayer(self.INPUT, translate("Landweave", "Class raster")),
                translate("Landweave", "A raster whose first band holds class values from 0 to 254; 255 is nodata."),
            ),
            explained(
                QgsProcessingParameterRasterLayer(
                    self.CONFIDENCE, translate("Landweave", "Confidence raster"), optional=True
                ),
                translate("Landweave", "Of the same run; polygons then say how sure the model is of them."),
            ),
            explained(
                QgsProcessingParameterString(self.CLASSES, translate("Landweave", "Classes"), "", optional=True),
                translate("Landweave", "Names or values with commas between them, such as building, 3. Empty: all classes."),
            ),
        ]

    def _prepare(
        self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback  # noqa: ARG002
    ) -> None:
        raster = self._raster(parameters, self.INPUT, context)
        confidence = self.parameterAsRasterLayer(parameters, self.CONFIDENCE, context)
        self._known = class_list(raster)
        self._job = PolygonizeJob(
            classes=file_path(raster),
            output="",  # follows in `_process`
            confidence="" if confidence is None else file_path(confidence),
            options=replace(
                polygon_options(self, parameters, context),
                classes=_values_of(self._texts(parameters, self.CLASSES, context), self._known),
            ),
            names={str(info.value): info.name for info in self._known},
            colors={str(info.value): info.color for info in self._known},
        )

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        target = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        wanted: PolygonizeJob = self._prepared()
        job = replace(wanted, output=target, options=replace(wanted.options, format=vector_format(target)))
        job.validate()
        made = run_job(job, feedback).outputs["polygons"]
        layer = layers.load_result(made, "polygons", "polygons")
        style(made, "polygons", legend_of_polygons(layer, self._known), context)
        return {self.OUTPUT: made}


def _values_of(wanted: Tuple[str, ...], known: Tuple[ClassInfo, ...]) -> Tuple[int, ...]:
    """Class values of names or values. Raises `JobError` ("job.invalid")."""
    values = {info.name.casefold(): info.value for info in known}
    found: List[int] = []
    for text in wanted:
        if text.casefold() in values:
            found.append(values[text.casefold()])
        elif text.isdigit():
            found.append(int(text))
        else:
            reason = translate("Landweave", "the raster has no class '{name}'; it has {known}")
            raise JobError("job.invalid", reason=reason.format(name=text, known=", ".join(info.name for info in known) or "–"))
    return tuple(sorted(set(found)))
