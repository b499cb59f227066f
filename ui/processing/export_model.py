"""`landweave:exportmodel`: a model package for other programs."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Dict, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.card import load_card
from ...core.contract.model_jobs import MODEL_FORMATS, ExportModelJob
from .base import JobAlgorithm, Values, advanced, explained
from .model_choice import model_folder, model_parameters
from .results import make_folder
from .run import run_job

translate = QCoreApplication.translate

# format -> the extension of its file; a folder has none
EXTENSIONS: Dict[str, str] = {"zip": ".zip", "smp": "", "onnx": ".onnx", "stac": ".json"}


class ExportModelAlgorithm(JobAlgorithm):
    """One file, or a folder for segmentation-models-pytorch."""

    FORMAT, TILE, OUTPUT = "FORMAT", "TILE", "OUTPUT"

    def name(self) -> str:
        """Its id within the provider."""
        return "exportmodel"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Export a model")

    def _words(self) -> str:
        return translate("Landweave", "onnx,deepness,zip,share,stac,segmentation models pytorch")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Writes a model for others.\n\n"
            "zip: the whole package in one file, for another Landweave.\n"
            "onnx: for the plugin Deepness and other programs that run ONNX; its input has a fixed size.\n"
            "smp: a folder that segmentation-models-pytorch loads.\n"
            "stac: an item that describes the model with the Machine Learning Model extension, for catalogues.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        for parameter in model_parameters(translate("Landweave", "Model")):
            self.addParameter(parameter)
        formats = QgsProcessingParameterEnum(
            self.FORMAT, translate("Landweave", "Format"), list(MODEL_FORMATS), False, MODEL_FORMATS[0], False, True
        )
        tile = QgsProcessingParameterNumber(
            self.TILE, translate("Landweave", "Tile size (pixels)"), QgsProcessingParameterNumber.Type.Integer, 0, minValue=0
        )
        self.addParameter(formats)
        self.addParameter(advanced(tile, translate("Landweave", "Side of the input of an ONNX file; 0 is the model's own tile.")))
        target = QgsProcessingParameterFileDestination(
            self.OUTPUT, translate("Landweave", "Exported model"),
            translate("Landweave", "Zip (*.zip);;ONNX (*.onnx);;STAC item (*.json);;Folder (*)"),
        )  # fmt: skip
        self.addParameter(explained(target, translate("Landweave", "A file, or for smp the name of a folder.")))

    def _problem(self, parameters: Values, context: QgsProcessingContext) -> str:
        if _is_temporary(parameters.get(self.OUTPUT)):
            return ""
        wanted = EXTENSIONS[self._format(parameters, context)]
        found = os.path.splitext(self.parameterAsFileOutput(parameters, self.OUTPUT, context))[1].lower()
        if found == wanted:
            return ""
        if not wanted:
            return translate("Landweave", "The format smp is a folder; leave the extension {found} out.").format(found=found)
        text = translate("Landweave", "A file in the format {format} ends in {wanted}.")
        return text.format(format=self._format(parameters, context), wanted=wanted)

    def _format(self, parameters: Values, context: QgsProcessingContext) -> str:
        return self.parameterAsEnumString(parameters, self.FORMAT, context) or MODEL_FORMATS[0]

    def _prepare(
        self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback  # noqa: ARG002
    ) -> None:
        folder = model_folder(self, parameters, context)
        load_card(folder)
        self._job = ExportModelJob(
            model=folder,
            output="",  # follows in `_process`
            format=self._format(parameters, context),
            tile_px=self.parameterAsInt(parameters, self.TILE, context),
        )

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        wanted: ExportModelJob = self._prepared()
        target = os.path.abspath(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        if _is_temporary(parameters.get(self.OUTPUT)):  # QGIS names it after the first filter
            target = os.path.splitext(target)[0] + EXTENSIONS[wanted.format]
        make_folder(os.path.dirname(target))
        job = replace(wanted, output=target)
        job.validate()
        return {self.OUTPUT: run_job(job, feedback).outputs[job.format]}


def _is_temporary(value: object) -> bool:
    """Whether QGIS makes up the name of an output."""
    sink = value.sink.staticValue() if isinstance(value, QgsProcessingOutputLayerDefinition) else value
    return sink == QgsProcessing.TEMPORARY_OUTPUT
