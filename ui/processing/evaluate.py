"""`landweave:evaluate`: how right a class raster is, by what is known about its place."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any, Dict, List, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.labels import CHECK, read_project
from ...core.contract.map_jobs import EvaluateJob
from .base import (
    PROJECT,
    JobAlgorithm,
    Values,
    advanced,
    explained,
    file_path,
    is_set,
    project_parameter,
    roles_of,
    roles_parameter,
)
from .results import class_list, make_folder
from .run import run_job

translate = QCoreApplication.translate

VECTOR_FILES = ["gpkg", "shp", "geojson", "fgb", "sqlite"]  # what the engine's GDAL opens without options


class EvaluateAlgorithm(JobAlgorithm):
    """A report with confusion matrix, scores and areas."""

    INPUT, REFERENCE, SAMPLES, FIELD, LEVEL = "INPUT", "REFERENCE", "SAMPLES", "FIELD", "LEVEL"
    OUTPUT, REPORT = "OUTPUT", "REPORT"

    def name(self) -> str:
        """Its id within the provider."""
        return "evaluate"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Evaluate a map")

    def _words(self) -> str:
        return translate("Landweave", "accuracy assessment,confusion matrix,kappa,iou,validation,area estimation")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Compares a class raster with what is known about its place and writes a report: confusion matrix, scores of each "
            "class, and the areas of the classes corrected for the map's errors, with confidence intervals.\n\n"
            "Name one of three: another class raster; a label project, whose check areas count; or points or polygons with a "
            "field that holds class names or values.\n\n"
            "The folder gets report.html, report.json, confusion.csv, scores.csv and areas.csv.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        for parameter in self._inputs():
            self.addParameter(parameter)
        level = QgsProcessingParameterNumber(
            self.LEVEL, translate("Landweave", "Confidence level"), QgsProcessingParameterNumber.Type.Double, 0.95,
            minValue=0.5, maxValue=0.999,
        )  # fmt: skip
        self.addParameter(advanced(level, translate("Landweave", "Of the intervals around scores and areas.")))
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT, translate("Landweave", "Folder for the report")))
        self.addOutput(QgsProcessingOutputHtml(self.REPORT, translate("Landweave", "Report")))
        for name, title in self._numbers().items():
            self.addOutput(QgsProcessingOutputNumber(name, title))

    @staticmethod
    def _numbers() -> Dict[str, str]:
        return {
            "OVERALL_ACCURACY": translate("Landweave", "Overall accuracy"),
            "MEAN_IOU": translate("Landweave", "Mean IoU"),
        }

    def _inputs(self) -> List[Any]:
        reference = QgsProcessingParameterRasterLayer(
            self.REFERENCE, translate("Landweave", "Reference raster"), optional=True
        )
        samples = QgsProcessingParameterFeatureSource(
            self.SAMPLES, translate("Landweave", "Points or polygons"),
            [QgsProcessing.SourceType.TypeVectorPoint, QgsProcessing.SourceType.TypeVectorPolygon], optional=True,
        )  # fmt: skip
        field = QgsProcessingParameterField(
            self.FIELD, translate("Landweave", "Field with the class"), parentLayerParameterName=self.SAMPLES, optional=True
        )
        return [
            QgsProcessingParameterRasterLayer(self.INPUT, translate("Landweave", "Class raster")),
            explained(reference, translate("Landweave", "A class raster that is right.")),
            project_parameter(needed=False),
            roles_parameter([CHECK], needed=False),
            explained(samples, translate("Landweave", "Places whose class is known.")),
            explained(field, translate("Landweave", "It holds class names or values.")),
        ]

    def _problem(self, parameters: Values, context: QgsProcessingContext) -> str:  # noqa: ARG002
        given = [name for name in (self.REFERENCE, PROJECT, self.SAMPLES) if is_set(parameters.get(name))]
        if len(given) != 1:
            return translate("Landweave", "Name one of these, and only one: reference raster, label project, points or polygons.")
        if given == [self.SAMPLES] and not is_set(parameters.get(self.FIELD)):
            return translate("Landweave", "Choose the field that holds the class.")
        return ""

    def _prepare(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        raster = self._raster(parameters, self.INPUT, context)
        reference = self.parameterAsRasterLayer(parameters, self.REFERENCE, context)
        project = self._file(parameters, PROJECT, context)
        if project:
            read_project(project)
        samples, table = "", ""
        if is_set(parameters.get(self.SAMPLES)):  # a layer in memory, or only what is selected, becomes a file
            samples, table = self.parameterAsCompatibleSourceLayerPathAndLayerName(
                parameters, self.SAMPLES, context, VECTOR_FILES, "gpkg", feedback
            )
        self._job = EvaluateJob(
            classes=file_path(raster),
            output_dir="",  # follows in `_process`
            reference="" if reference is None else file_path(reference),
            project=project,
            points=samples,
            layer=table,
            class_field=self.parameterAsString(parameters, self.FIELD, context) if samples else "",
            roles=roles_of(self, parameters, context) or (CHECK,),
            names={str(info.value): info.name for info in class_list(raster)},
            level=self.parameterAsDouble(parameters, self.LEVEL, context),
        )

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        folder = os.path.abspath(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        make_folder(os.path.dirname(folder))
        job: EvaluateJob = replace(self._prepared(), output_dir=folder)
        job.validate()
        result = run_job(job, feedback)
        numbers = {"OVERALL_ACCURACY": (result.facts.get("overall_accuracy") or {}).get("value"),
                   "MEAN_IOU": result.facts.get("mean_iou")}  # fmt: skip
        return {self.OUTPUT: folder, self.REPORT: result.outputs["report"], **numbers}
