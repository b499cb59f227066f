"""`landweave:train`: train a model from a label project or from folders of images and masks."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any, Dict, List, Optional, Tuple

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.card import load_card
from ...core.contract.errors import JobError
from ...core.contract.jobs import PRESETS, TrainData, TrainJob
from ...core.contract.labels import read_project
from ..installed_models import remember
from .base import PROJECT, JobAlgorithm, Values, advanced, device_parameter, explained, is_set, project_parameter
from .model_choice import (
    LIST,
    MODEL,
    MODEL_FOLDER,
    list_parameter,
    model_folder,
    model_parameters,
    network_of,
    network_parameters,
)
from .results import make_folder
from .run import run_job

translate = QCoreApplication.translate


class TrainAlgorithm(JobAlgorithm):
    """Labels become a model package."""

    FOLDER, IMAGES, MASKS, CLASSES, CHECK_IMAGES = "FOLDER", "IMAGES", "MASKS", "CLASSES", "CHECK_IMAGES"
    NAME, PRESET, OUTPUT = "NAME", "PRESET", "OUTPUT"
    MEAN_IOU, EPOCHS = "MEAN_IOU", "EPOCHS"

    def __init__(self) -> None:
        super().__init__()
        self._list = False
        self._made = ""

    def name(self) -> str:
        """Its id within the provider."""
        return "train"

    def displayName(self) -> str:
        """As the toolbox shows it."""
        return translate("Landweave", "Train a model")

    def _words(self) -> str:
        return translate("Landweave", "learn,fine-tune,deep learning,u-net,neural network,semantic segmentation")

    def shortHelpString(self) -> str:
        """The text beside the parameters."""
        return translate(
            "Landweave",
            "Trains a model that Segment a raster can use.\n\n"
            "Learn from a label project, or from a folder with images and, beside them, masks of the same names. Check areas of "
            "the project, or check images of the folder, are not learned from but tell how good the model is.\n\n"
            "A model to start from learns faster and from fewer labels; without one, a new network of the chosen architecture is "
            "made.\n\n"
            "Give the output folder a name of its own: the best model so far always stands there. A training that was cancelled "
            "goes on where it stopped when it is started again with the same values.",
        )

    def initAlgorithm(self, configuration: Optional[Values] = None) -> None:  # noqa: ARG002 - QGIS's signature
        """Called by Processing: declare the parameters."""
        for parameter in (*self._data(), *self._start(), *self._folder_options(), device_parameter(), list_parameter()):
            self.addParameter(parameter)
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT, translate("Landweave", "Folder of the new model")))
        self.addOutput(QgsProcessingOutputNumber(self.MEAN_IOU, translate("Landweave", "Mean IoU")))
        self.addOutput(QgsProcessingOutputNumber(self.EPOCHS, translate("Landweave", "Epochs")))

    def _data(self) -> List[Any]:
        folder = QgsProcessingParameterFile(
            self.FOLDER, translate("Landweave", "Folder with images and masks"),
            QgsProcessingParameterFile.Behavior.Folder, optional=True,
        )  # fmt: skip
        return [
            project_parameter(needed=False),
            explained(folder, translate("Landweave", "Instead of a label project.")),
            QgsProcessingParameterString(self.NAME, translate("Landweave", "Name of the new model")),
        ]

    def _start(self) -> List[Any]:
        preset = QgsProcessingParameterEnum(
            self.PRESET, translate("Landweave", "Preset"), list(PRESETS), False, PRESETS[0], False, True
        )
        return [
            explained(preset, translate("Landweave", "How long it may take: minutes, an hour, or as long as it gets better.")),
            *model_parameters(translate("Landweave", "Model to start from"), needed=False),
            *network_parameters(),
        ]

    def _folder_options(self) -> List[Any]:
        texts = {
            self.IMAGES: (
                translate("Landweave", "Image files"),
                translate("Landweave", "Which files are images, such as images/*.png"),
            ),
            self.MASKS: (
                translate("Landweave", "Mask files"),
                translate("Landweave", "Which files are masks, such as masks/*.png"),
            ),
            self.CLASSES: (
                translate("Landweave", "Classes of the masks"),
                translate("Landweave", "Values or colours of masks with their names: 0=land, 1=building, or #ff0000=roof."),
            ),
            self.CHECK_IMAGES: (
                translate("Landweave", "Check images"),
                translate("Landweave", "Parts of paths with commas between them; images with one of them only check the model."),
            ),
        }
        return [
            advanced(QgsProcessingParameterString(name, title, "", optional=True), text) for name, (title, text) in texts.items()
        ]

    def _problem(self, parameters: Values, context: QgsProcessingContext) -> str:
        if is_set(parameters.get(PROJECT)) == is_set(parameters.get(self.FOLDER)):
            return translate("Landweave", "Name either a label project or a folder with images and masks.")
        has_base = is_set(parameters.get(MODEL)) or is_set(parameters.get(MODEL_FOLDER))
        if has_base and network_of(self, parameters, context):
            return translate("Landweave", "A model to start from brings its own network: choose it or an architecture, not both.")
        if not self.parameterAsString(parameters, self.NAME, context).strip():
            return translate("Landweave", "The model needs a name.")
        return ""

    def _prepare(
        self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback  # noqa: ARG002
    ) -> None:
        self._list = self.parameterAsBoolean(parameters, LIST, context)
        base = model_folder(self, parameters, context, needed=False)
        if base:
            load_card(base)
        self._job = TrainJob(
            output_dir="",  # follows in `_process`
            device=self._device(parameters, context),
            preset=self.parameterAsEnumString(parameters, self.PRESET, context),
            name=self.parameterAsString(parameters, self.NAME, context).strip(),
            base=base,
            network=network_of(self, parameters, context),
            data=self._train_data(parameters, context),
        )

    def _train_data(self, parameters: Values, context: QgsProcessingContext) -> TrainData:
        project = self._file(parameters, PROJECT, context)
        if project:
            read_project(project)
            return TrainData(project=project)
        labels, colors = _class_names(self._texts(parameters, self.CLASSES, context))
        return TrainData(
            folder=self._file(parameters, self.FOLDER, context),
            images=self.parameterAsString(parameters, self.IMAGES, context),
            masks=self.parameterAsString(parameters, self.MASKS, context),
            labels=labels,
            colors=colors,
            validation=self._texts(parameters, self.CHECK_IMAGES, context),
        )

    def _stopped(self) -> str:
        return translate("Landweave", "Stopped. The training goes on from there when it is started again with the same values.")

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        folder = os.path.abspath(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        make_folder(os.path.dirname(folder))
        job: TrainJob = replace(self._prepared(), output_dir=folder)
        job.validate()
        result = run_job(job, feedback)
        self._made = result.outputs["model"]
        return {
            self.OUTPUT: self._made,
            self.MEAN_IOU: result.facts.get("miou_after"),
            self.EPOCHS: result.facts.get("epochs_run"),
        }

    def postProcessAlgorithm(self, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:  # noqa: ARG002
        """Called after the run, in the thread that prepared it."""
        if self._made and self._list:
            remember(self._made)
        return {}


def _class_names(pairs: Tuple[str, ...]) -> Tuple[Dict[str, str], Dict[str, str]]:
    """Names by mask value and names by colour. Raises `JobError` ("job.invalid")."""
    labels: Dict[str, str] = {}
    colors: Dict[str, str] = {}
    for pair in pairs:
        key, separator, name = (part.strip() for part in pair.partition("="))
        if not (key and separator and name):
            reason = translate("Landweave", "'{text}' is not of the form value=name")
            raise JobError("job.invalid", reason=reason.format(text=pair))
        (colors if key.startswith("#") else labels)[key] = name
    return labels, colors
