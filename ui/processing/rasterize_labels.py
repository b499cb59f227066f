"""`landweave:rasterizelabels`: what is labelled in a label project, as a class raster."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional, Tuple

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.card import ClassInfo
from ...core.contract.labels import ROLES, read_project
from ...core.contract.map_jobs import RasterizeLabelsJob
from .base import PROJECT, JobAlgorithm, Values, explained, file_source, project_parameter, roles_of, roles_parameter
from .results import Legend, style
from .run import run_job

translate = QCoreApplication.translate


class RasterizeLabelsAlgorithm(JobAlgorithm):
    """The areas that lie on a raster, on its grid."""

    INPUT, OUTPUT = "INPUT", "OUTPUT"

    def __init__(self) -> None:
        super().__init__()
        self._classes: Tuple[ClassInfo, ...] = ()

    def name(self) -> str:
        """Its id within the provider."""
        return "rasterizelabels"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Labels as a class raster")

    def _words(self) -> str:
        return translate("Landweave", "burn,ground truth,mask,reference,vector to raster")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Writes the labels of a label project as a raster of class values that has the pixels of another raster. A pixel "
            "belongs to the label that its centre lies in; 255, which is nodata, is where nothing is labelled.\n\n"
            "All areas count that lie on the raster, also those that were drawn on another one.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        raster = QgsProcessingParameterRasterLayer(self.INPUT, translate("Landweave", "Raster"))
        self.addParameter(project_parameter())
        self.addParameter(explained(raster, translate("Landweave", "Its size, place and coordinate system are taken.")))
        self.addParameter(roles_parameter(ROLES))
        self.addParameter(QgsProcessingParameterRasterDestination(self.OUTPUT, translate("Landweave", "Labels")))

    def _prepare(
        self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback  # noqa: ARG002
    ) -> None:
        project = self._file(parameters, PROJECT, context)
        _settings, classes = read_project(project)
        self._classes = tuple(ClassInfo(item.value, item.name, item.color) for item in classes)
        self._job = RasterizeLabelsJob(
            project=project,
            raster=file_source(self._raster(parameters, self.INPUT, context)),
            output="",  # follows in `_process`
            roles=roles_of(self, parameters, context),
        )

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        job: RasterizeLabelsJob = replace(
            self._prepared(), output=self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        )
        job.validate()
        made = run_job(job, feedback).outputs["classes"]
        style(made, "classes", Legend(self._classes), context)
        return {self.OUTPUT: made}
