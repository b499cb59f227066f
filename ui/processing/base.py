"""What the algorithms share: a job is made of parameters in `_prepare`, done in `_process`, and errors are sentences."""

from __future__ import annotations

import os
from typing import Any, Dict, List, Sequence, Tuple, TypeVar

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from ...core.contract.errors import Cancelled, JobError, LandweaveError
from ...core.contract.job_parts import PolygonOptions, RasterSource
from ...core.contract.labels import ROLES
from .. import layers, messages

translate = QCoreApplication.translate

DEVICE = "DEVICE"
PROJECT, ROLES_OF_AREAS = "PROJECT", "AREAS"
MIN_AREA, SIMPLIFY, RIGHT_ANGLES = "MIN_AREA", "SIMPLIFY", "RIGHT_ANGLES"
DEVICES = ("auto", "cpu", "cuda", "mps")
Values = Dict[str, Any]
Parameter = TypeVar("Parameter", bound=QgsProcessingParameterDefinition)


class JobAlgorithm(QgsProcessingAlgorithm):
    """One algorithm; each run has an instance of its own.

    Paths of outputs are asked for in `_process` and once each: every question makes a new temporary name, and enters it
    into the list of layers to load.
    """

    def __init__(self) -> None:
        super().__init__()
        self._job: Any = None

    # what it is

    def createInstance(self) -> JobAlgorithm:
        """Called by Processing for each run."""
        return type(self)()

    def tags(self) -> List[str]:
        """Further words to find it by."""
        return [word.strip() for word in self._words().split(",")]

    def icon(self) -> QIcon:
        """The provider's."""
        provider = self.provider()
        return provider.icon() if provider is not None else QgsProcessingAlgorithm.icon(self)

    def helpUrl(self) -> str:
        """None; the help stands beside the parameters."""
        return ""

    def checkParameterValues(self, parameters: Values, context: QgsProcessingContext) -> Tuple[bool, str]:
        """Called before a run, also by dialogs: QGIS's own checks, then `_problem`."""
        fine, reason = super().checkParameterValues(parameters, context)
        if not fine:
            return fine, reason
        problem = self._problem(parameters, context)
        return not problem, problem

    # the main thread, or a model's: from layers to plain values

    def prepareAlgorithm(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> bool:
        """Called before the run. Everything that a layer of the project is needed for happens here."""
        try:
            problem = self._problem(parameters, context)
            if problem:  # scripts may leave the check out
                raise QgsProcessingException(problem)
            self._prepare(parameters, context, feedback)
        except LandweaveError as error:
            raise QgsProcessingException(" ".join(messages.describe_error(error))) from error
        return True

    # the algorithm's thread

    def processAlgorithm(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        """Called in a thread of Processing. Touches no layer of a project."""
        try:
            return self._process(parameters, context, feedback)
        except Cancelled:
            feedback.pushInfo(self._stopped())
            return {}
        except LandweaveError as error:
            raise QgsProcessingException(" ".join(messages.describe_error(error))) from error

    # for each algorithm to say

    def _words(self) -> str:
        """Words to find it by, with commas between them."""
        return ""

    def _problem(self, parameters: Values, context: QgsProcessingContext) -> str:  # noqa: ARG002 - for those that need them
        """What can be said against the values without opening anything, or an empty text."""
        return ""

    def _prepare(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> None:
        """Make the job. Raises `LandweaveError`."""
        raise NotImplementedError

    def _process(self, parameters: Values, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> Values:
        """Do the job; the outputs. Raises `LandweaveError` and `QgsProcessingException`."""
        raise NotImplementedError

    def _stopped(self) -> str:
        """What is said after a cancel."""
        return translate("Landweave", "Stopped.")

    # reading parameters

    def _prepared(self) -> Any:
        """The job as far as `_prepare` has made it. Raises `JobError` ("job.invalid") where it was left out."""
        if self._job is None:
            raise JobError("job.invalid", reason=translate("Landweave", "it was not prepared"))
        return self._job

    def _file(self, parameters: Values, name: str, context: QgsProcessingContext) -> str:
        """The absolute path in a file or folder parameter, or an empty text."""
        path = self.parameterAsFile(parameters, name, context)
        return os.path.abspath(path) if path else ""

    def _raster(self, parameters: Values, name: str, context: QgsProcessingContext) -> QgsRasterLayer:
        """The layer of a parameter that must be there. Raises `JobError` ("layer.none")."""
        layer = self.parameterAsRasterLayer(parameters, name, context)
        if layer is None:
            raise JobError("layer.none")
        return layer

    def _device(self, parameters: Values, context: QgsProcessingContext) -> str:
        return self.parameterAsEnumString(parameters, DEVICE, context) or DEVICES[0]

    def _texts(self, parameters: Values, name: str, context: QgsProcessingContext) -> Tuple[str, ...]:
        """The parts of a text with commas between them."""
        return split(self.parameterAsString(parameters, name, context))


def device_parameter() -> QgsProcessingParameterEnum:
    """Where the network runs."""
    parameter = QgsProcessingParameterEnum(
        DEVICE, translate("Landweave", "Device"), list(DEVICES), False, DEVICES[0], False, True
    )
    return advanced(
        parameter, translate("Landweave", "Where the network runs. With auto it is a graphics card where there is one.")
    )


def project_parameter(needed: bool = True) -> QgsProcessingParameterFile:
    """A label project."""
    parameter = QgsProcessingParameterFile(
        PROJECT, translate("Landweave", "Label project"), QgsProcessingParameterFile.Behavior.File, "gpkg", optional=not needed
    )
    return explained(parameter, translate("Landweave", "The GeoPackage with areas and labels that the page Label works on."))


def roles_parameter(default: Sequence[str], needed: bool = True) -> QgsProcessingParameterEnum:
    """Which areas of a label project."""
    parameter = QgsProcessingParameterEnum(
        ROLES_OF_AREAS, translate("Landweave", "Areas"), list(ROLES), True, list(default), not needed, True
    )
    return explained(parameter, translate("Landweave", "Those that models train with, those that check them, or both."))


def roles_of(algorithm: JobAlgorithm, parameters: Values, context: QgsProcessingContext) -> Tuple[str, ...]:
    """The chosen kinds of areas."""
    return tuple(algorithm.parameterAsEnumStrings(parameters, ROLES_OF_AREAS, context))


def polygon_parameters() -> List[QgsProcessingParameterDefinition]:
    """How small polygons may be and how exact their outlines are."""
    double = QgsProcessingParameterNumber.Type.Double
    smallest = QgsProcessingParameterNumber(MIN_AREA, translate("Landweave", "Smallest polygon (m²)"), double, 0.0, minValue=0.0)
    simplify = QgsProcessingParameterNumber(
        SIMPLIFY, translate("Landweave", "Simplify outlines by (m)"), double, 0.0, minValue=0.0
    )
    return [
        explained(smallest, translate("Landweave", "Smaller polygons are merged into their neighbours.")),
        explained(simplify, translate("Landweave", "How far outlines may be moved. 0 keeps them exact to the pixel.")),
        explained(
            QgsProcessingParameterBoolean(RIGHT_ANGLES, translate("Landweave", "Right angles"), False),
            translate("Landweave", "Give each polygon right-angled outlines, as buildings have. Common borders may then part."),
        ),
    ]


def polygon_options(algorithm: JobAlgorithm, parameters: Values, context: QgsProcessingContext) -> PolygonOptions:
    """What `polygon_parameters` say."""
    return PolygonOptions(
        min_area_m2=algorithm.parameterAsDouble(parameters, MIN_AREA, context),
        simplify_m=algorithm.parameterAsDouble(parameters, SIMPLIFY, context),
        right_angles=algorithm.parameterAsBoolean(parameters, RIGHT_ANGLES, context),
    )


def explained(parameter: Parameter, text: str) -> Parameter:
    """With a help text of its own."""
    parameter.setHelp(text)
    return parameter


def advanced(parameter: Parameter, text: str) -> Parameter:
    """Among the folded parameters, with a help text."""
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return explained(parameter, text)


def is_set(value: Any) -> bool:
    """Whether a parameter has been given a value; layers and folders are set to "" or None by dialogs that leave them out."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def split(text: str) -> Tuple[str, ...]:
    """The parts between commas, without blanks around them; empty ones are left out."""
    return tuple(part for part in (piece.strip() for piece in text.split(",")) if part)


def file_source(layer: QgsRasterLayer, bands: Sequence[int] = ()) -> RasterSource:
    """A layer that the engine opens itself. Raises `JobError` ("layer.invalid") for one that only QGIS can read."""
    if layers.needs_export(layer):
        raise JobError("layer.invalid", layer=layer.name())
    return layers.raster_source(layer, bands)


def file_path(layer: QgsRasterLayer) -> str:
    """What the engine opens for a layer. Raises as `file_source`."""
    return file_source(layer).path
