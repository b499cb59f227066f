"""`landweave:exportchips`: the areas of a label project as images and masks."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.jobs import CHIP_MASK_FORMATS, ExportChipsJob
from ...core.contract.labels import read_project
from .base import PROJECT, JobAlgorithm, Values, explained, project_parameter
from .results import make_folder
from .run import run_job

translate = QCoreApplication.translate


class ExportChipsAlgorithm(JobAlgorithm):
    """Writes folders that training programs of all kinds understand."""

    CHIP, FORMAT, OUTPUT = "CHIP", "FORMAT", "OUTPUT"
    TRAIN_CHIPS, CHECK_CHIPS = "TRAIN_CHIPS", "CHECK_CHIPS"

    def name(self) -> str:
        """Its id within the provider."""
        return "exportchips"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Export labels as chips")

    def _words(self) -> str:
        return translate("Landweave", "training data,data set,dataset,tiles,masks,images,patches")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Writes the areas of a label project as georeferenced images with masks of the same names, cut into chips. Training "
            "areas go to the folder train, check areas to val; classes.csv names the classes, and manifest.json tells where each "
            "chip comes from.\n\n"
            "Masks hold the class values; 255 is where nothing is labelled. The folder must be new or empty.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        whole = QgsProcessingParameterNumber.Type.Integer
        size = QgsProcessingParameterNumber(
            self.CHIP, translate("Landweave", "Chip size (pixels)"), whole, 0, minValue=0, maxValue=8192
        )
        formats = QgsProcessingParameterEnum(
            self.FORMAT, translate("Landweave", "Format of the masks"), list(CHIP_MASK_FORMATS), False, CHIP_MASK_FORMATS[0],
            False, True,
        )  # fmt: skip
        self.addParameter(project_parameter())
        self.addParameter(explained(size, translate("Landweave", "0 takes the size that the label project has.")))
        self.addParameter(explained(formats, translate("Landweave", "Only tif masks are georeferenced.")))
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT, translate("Landweave", "Folder for the chips")))
        self.addOutput(QgsProcessingOutputNumber(self.TRAIN_CHIPS, translate("Landweave", "Chips to train with")))
        self.addOutput(QgsProcessingOutputNumber(self.CHECK_CHIPS, translate("Landweave", "Chips to check with")))

    def _prepare(
        self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback  # noqa: ARG002
    ) -> None:
        project = self._file(parameters, PROJECT, context)
        read_project(project)
        self._job = ExportChipsJob(
            project=project,
            output_dir="",  # follows in `_process`
            chip_px=self.parameterAsInt(parameters, self.CHIP, context),
            mask_format=self.parameterAsEnumString(parameters, self.FORMAT, context),
        )

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        folder = os.path.abspath(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        make_folder(os.path.dirname(folder))
        job: ExportChipsJob = replace(self._prepared(), output_dir=folder)
        job.validate()
        result = run_job(job, feedback)
        chips = result.facts.get("chips") or {}
        return {
            self.OUTPUT: result.outputs["folder"],
            self.TRAIN_CHIPS: int(chips.get("train", 0)),
            self.CHECK_CHIPS: int(chips.get("val", 0)),
        }
