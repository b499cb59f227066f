"""Landweave's entry in the Processing toolbox."""

from __future__ import annotations

import os
from typing import List

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ...core.contract.job_parts import VECTOR_FORMATS
from ...core.contract.version import VERSION
from .evaluate import EvaluateAlgorithm
from .export_chips import ExportChipsAlgorithm
from .export_model import ExportModelAlgorithm
from .import_model import ImportModelAlgorithm
from .polygonize import PolygonizeAlgorithm
from .rasterize_labels import RasterizeLabelsAlgorithm
from .segment import SegmentAlgorithm
from .suggest_areas import SuggestAreasAlgorithm
from .train import TrainAlgorithm

ALGORITHMS = (
    SegmentAlgorithm, PolygonizeAlgorithm, EvaluateAlgorithm, TrainAlgorithm, SuggestAreasAlgorithm, RasterizeLabelsAlgorithm,
    ExportChipsAlgorithm, ImportModelAlgorithm, ExportModelAlgorithm,
)  # fmt: skip
ICON = os.path.join(
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "resources", "icons", "landweave.svg"
)


class LandweaveProvider(QgsProcessingProvider):
    """Offers the algorithms and the file formats that the engine writes."""

    def loadAlgorithms(self) -> None:
        """Called by Processing."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())

    def id(self) -> str:
        """Part of each algorithm's name: landweave:segment."""
        return "landweave"

    def name(self) -> str:
        """As the toolbox shows it."""
        return "Landweave"

    def longName(self) -> str:
        """With the version, for reports."""
        return f"Landweave {VERSION}"

    def icon(self) -> QIcon:
        """The plugin's icon."""
        return QIcon(ICON) if os.path.exists(ICON) else QgsProcessingProvider.icon(self)

    def supportedOutputRasterLayerExtensions(self) -> List[str]:
        """Class rasters are cloud-optimised GeoTIFFs."""
        return ["tif"]

    def supportedOutputVectorLayerExtensions(self) -> List[str]:
        """The formats of class polygons, the default first."""
        return [extension[1:] for extension in VECTOR_FORMATS.values()]

    def supportsNonFileBasedOutput(self) -> bool:
        """Results are files: they come from another process."""
        return False
