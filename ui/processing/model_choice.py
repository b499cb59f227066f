"""Parameters that name a model (an installed one by its name, any other by its folder) or a new network."""

from __future__ import annotations

import contextlib
import os
from typing import Any, Dict, List

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.contract.architectures import ARCHITECTURES, DEFAULT, architecture
from ...core.contract.card import find_models, load_card
from ...core.contract.errors import JobError
from .. import settings
from ..model_combo import SHIPPED_MODELS
from .base import JobAlgorithm, Values, advanced, explained

translate = QCoreApplication.translate

MODEL, MODEL_FOLDER = "MODEL", "MODEL_FOLDER"
ARCHITECTURE, ENCODER, AUTO = "ARCHITECTURE", "ENCODER", "auto"
LIST = "LIST"


def installed_models() -> Dict[str, str]:
    """Model name -> folder, of the shipped models and those added in the dock; unreadable ones are left out."""
    found: Dict[str, str] = {}
    for folder in find_models((SHIPPED_MODELS,) + settings.MODEL_FOLDERS.get()):
        with contextlib.suppress(JobError):
            name = load_card(folder).name
            found[name if name not in found else f"{name} ({folder})"] = folder
    return found


def model_parameters(title: str, needed: bool = True) -> List[Any]:
    """The parameters; where a model is needed, the first installed one is the default."""
    models = list(installed_models())
    default = models[0] if models and needed else None
    return [
        explained(
            QgsProcessingParameterEnum(MODEL, title, models, False, default, True, True),
            translate("Landweave", "A model that comes with Landweave or was added in its panel."),
        ),
        explained(
            QgsProcessingParameterFile(
                MODEL_FOLDER, translate("Landweave", "Folder of another model"),
                QgsProcessingParameterFile.Behavior.Folder, optional=True,
            ),
            translate("Landweave", "A folder with model.json in it; it is taken instead of the model that is chosen by name."),
        ),
    ]  # fmt: skip


def model_folder(algorithm: JobAlgorithm, parameters: Values, context: QgsProcessingContext, needed: bool = True) -> str:
    """The folder of the chosen model, empty where none is and none is needed. Raises `JobError` ("model.missing")."""
    folder = algorithm.parameterAsFile(parameters, MODEL_FOLDER, context)
    if folder:
        return os.path.abspath(folder)
    name = algorithm.parameterAsEnumString(parameters, MODEL, context)
    models = installed_models()
    if name in models:
        return models[name]
    if not name and not needed:
        return ""
    reason = translate("Landweave", "no installed model has this name")
    raise JobError("model.missing", path=name or translate("Landweave", "(no model)"), reason=reason)


# a new network


def network_parameters() -> List[Any]:
    """Architecture and encoder of a network; their values are keys, so that models and scripts run in every language."""
    keys = [AUTO, *(row.key for row in ARCHITECTURES)]
    return [
        explained(
            QgsProcessingParameterEnum(ARCHITECTURE, translate("Landweave", "Architecture"), keys, False, AUTO, True, True),
            translate("Landweave", "The kind of a new network. auto is a U-Net, the usual choice for maps."),
        ),
        advanced(
            QgsProcessingParameterString(ENCODER, translate("Landweave", "Encoder"), "", optional=True),
            translate("Landweave", "As segmentation-models-pytorch calls it, such as resnet34. Empty: the architecture's own."),
        ),
    ]


def network_of(algorithm: JobAlgorithm, parameters: Values, context: QgsProcessingContext) -> Dict[str, Any]:
    """The chosen network, empty where nothing was chosen. Raises `JobError` ("job.invalid")."""
    key = algorithm.parameterAsEnumString(parameters, ARCHITECTURE, context) or AUTO
    encoder = algorithm.parameterAsString(parameters, ENCODER, context).strip()
    if key == AUTO and not encoder:
        return {}
    return (DEFAULT if key == AUTO else architecture(key)).with_encoder(encoder)


# what is made


def list_parameter() -> QgsProcessingParameterBoolean:
    """Whether a new model is shown among the installed ones."""
    parameter = QgsProcessingParameterBoolean(LIST, translate("Landweave", "Add it to the list of models"), True)
    return advanced(parameter, translate("Landweave", "It can then be chosen by its name, here and in Landweave's panel."))
