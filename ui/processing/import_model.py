"""`landweave:importmodel`: a model from elsewhere as a model package."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any, List, Optional, Tuple

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.card import Band, ClassInfo, Scaling
from ...core.contract.model_jobs import MODEL_SOURCES, ImportModelJob
from ..class_editor import PALETTE
from ..import_model_dialog import BYTE_SCALE, IMAGENET_MEAN, IMAGENET_STDDEV, KNOWN_BANDS
from ..installed_models import remember
from .base import JobAlgorithm, Values, advanced, explained, is_set
from .model_choice import LIST, list_parameter, network_of, network_parameters
from .results import make_folder
from .run import run_job

translate = QCoreApplication.translate

AS_IT_IS, UNIT, IMAGENET = "file", "unit", "imagenet"
SCALINGS = {
    AS_IT_IS: (),
    UNIT: (BYTE_SCALE,),
    IMAGENET: (BYTE_SCALE, Scaling("z-score", mean=IMAGENET_MEAN, stddev=IMAGENET_STDDEV)),
}
DTYPES = ("uint8", "uint16", "float32")


class ImportModelAlgorithm(JobAlgorithm):
    """Weights, ONNX files and packages of others become models that Landweave can use."""

    FILE, FOLDER, KIND, NAME, LICENSE = "FILE", "FOLDER", "KIND", "NAME", "LICENSE"
    BANDS, CLASSES, PIXEL, DTYPE, SCALING = "BANDS", "CLASSES", "PIXEL", "DTYPE", "SCALING"
    OUTPUT = "OUTPUT"

    def __init__(self) -> None:
        super().__init__()
        self._list = False
        self._made = ""

    def name(self) -> str:
        """Its id within the provider."""
        return "importmodel"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Import a model")

    def _words(self) -> str:
        return translate("Landweave", "onnx,pytorch,safetensors,deepness,weights,segmentation models,checkpoint")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Makes a model package of a model from elsewhere: a package in a zip or folder, a folder of "
            "segmentation-models-pytorch, weights (.safetensors, .pt, .pth, .ckpt) or an ONNX file. Nothing in it is run as a "
            "program.\n\n"
            "Give what the file does not say itself: for bare weights the architecture, and in most cases bands, classes and the "
            "pixel size of the images it was trained on.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        for parameter in (*self._source(), *network_parameters(), *self._meaning(), list_parameter()):
            self.addParameter(parameter)
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT, translate("Landweave", "Folder of the new model")))

    def _source(self) -> List[Any]:
        behaviours = QgsProcessingParameterFile.Behavior
        file = QgsProcessingParameterFile(self.FILE, translate("Landweave", "Model file"), behaviours.File, optional=True)
        folder = QgsProcessingParameterFile(self.FOLDER, translate("Landweave", "Model folder"), behaviours.Folder, optional=True)
        kind = QgsProcessingParameterEnum(
            self.KIND, translate("Landweave", "Kind"), list(MODEL_SOURCES), False, MODEL_SOURCES[0], False, True
        )
        return [
            explained(file, translate("Landweave", "A zip, an ONNX file, or weights.")),
            explained(folder, translate("Landweave", "A package or a folder of segmentation-models-pytorch, instead of a file.")),
            advanced(kind, translate("Landweave", "auto tells by the file itself.")),
            QgsProcessingParameterString(self.NAME, translate("Landweave", "Name"), "", optional=True),
            QgsProcessingParameterString(self.LICENSE, translate("Landweave", "Licence"), "", optional=True),
        ]

    def _meaning(self) -> List[Any]:
        pixel = QgsProcessingParameterNumber(
            self.PIXEL, translate("Landweave", "Pixel size (m)"), QgsProcessingParameterNumber.Type.Double, 0.0, minValue=0.0
        )
        dtype = QgsProcessingParameterEnum(
            self.DTYPE, translate("Landweave", "Type of the pixels"), list(DTYPES), False, None, True, True
        )
        scaling = QgsProcessingParameterEnum(
            self.SCALING, translate("Landweave", "Scaling"), list(SCALINGS), False, AS_IT_IS, False, True
        )
        bands = QgsProcessingParameterString(self.BANDS, translate("Landweave", "Bands"), "", optional=True)
        classes = QgsProcessingParameterString(self.CLASSES, translate("Landweave", "Classes"), "", optional=True)
        return [
            explained(bands, translate("Landweave", "Names in the model's order with commas between them: red, green, blue.")),
            explained(
                classes,
                translate("Landweave", "Names in the model's order with commas between them, each with a colour or not: "
                                       "land, building=#c8553d."),
            ),
            explained(pixel, translate("Landweave", "Of the images it was trained on; 0 is not known.")),
            explained(dtype, translate("Landweave", "Of the images it was trained on.")),
            explained(
                scaling,
                translate("Landweave", "What is done to pixels before the network: what the file says (else nothing); unit "
                                       "divides by 255; imagenet is for networks that were trained on photographs first."),
            ),
        ]  # fmt: skip

    def _problem(self, parameters: Values, context: QgsProcessingContext) -> str:
        if is_set(parameters.get(self.FILE)) == is_set(parameters.get(self.FOLDER)):
            return translate("Landweave", "Name either a model file or a model folder.")
        bands = self._texts(parameters, self.BANDS, context)
        scaling = self.parameterAsEnumString(parameters, self.SCALING, context)
        if scaling == IMAGENET and bands and len(bands) != len(IMAGENET_MEAN):
            return translate("Landweave", "The scaling of ImageNet is for three bands.")
        return ""

    def _prepare(
        self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback  # noqa: ARG002
    ) -> None:
        self._list = self.parameterAsBoolean(parameters, LIST, context)
        self._job = ImportModelJob(
            source=self._file(parameters, self.FILE, context) or self._file(parameters, self.FOLDER, context),
            output_dir="",  # follows in `_process`
            source_kind=self.parameterAsEnumString(parameters, self.KIND, context),
            name=self.parameterAsString(parameters, self.NAME, context).strip(),
            license=self.parameterAsString(parameters, self.LICENSE, context).strip(),
            network=network_of(self, parameters, context),
            bands=tuple(_band(name) for name in self._texts(parameters, self.BANDS, context)),
            classes=_classes(self._texts(parameters, self.CLASSES, context)),
            resolution_m=self.parameterAsDouble(parameters, self.PIXEL, context),
            dtype=self.parameterAsEnumString(parameters, self.DTYPE, context),
            scaling=SCALINGS[self.parameterAsEnumString(parameters, self.SCALING, context) or AS_IT_IS],
        )

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        folder = os.path.abspath(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        make_folder(os.path.dirname(folder))
        job: ImportModelJob = replace(self._prepared(), output_dir=folder)
        job.validate()
        run_job(job, feedback)
        self._made = folder
        return {self.OUTPUT: folder}

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:  # noqa: ARG002
        """Called after the run, in the thread that prepared it."""
        if self._made and self._list:
            remember(self._made)
        return {}


def _band(name: str) -> Band:
    known = name.lower()
    return Band(name, known if known in KNOWN_BANDS else "", KNOWN_BANDS.get(known))


def _classes(texts: Tuple[str, ...]) -> Tuple[ClassInfo, ...]:
    """Class 0, 1, 2 ... from "name" or "name=#rrggbb"."""
    found = []
    for value, text in enumerate(texts):
        name, _, color = (part.strip() for part in text.partition("="))
        found.append(ClassInfo(value, name, color or PALETTE[value % len(PALETTE)]))
    return tuple(found)
