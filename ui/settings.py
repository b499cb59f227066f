"""Every setting that Landweave keeps in the QGIS profile, with its type, default and limits, in one place.

`QgsSettingsEntry*` changed its constructors twice between QGIS 3.22 and 4.x; this is the small part of it that all of
them can do: typed values that survive a hand-edited ini file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, Optional, Tuple, TypeVar

from qgis.core import QgsSettings

from ..core.contract.jobs import PRESETS

T = TypeVar("T")
PREFIX = "landweave/"


@dataclass(frozen=True)
class Entry(Generic[T]):
    """One setting. `minimum` and `maximum` limit numbers; `choices` limits texts. A stored value that does not fit is ignored."""

    key: str
    default: T
    description: str
    minimum: Optional[float] = None
    maximum: Optional[float] = None
    choices: Tuple[str, ...] = ()

    def get(self) -> T:
        """The stored value if it is valid, otherwise the default."""
        stored = QgsSettings().value(PREFIX + self.key, None)
        if stored is None:
            return self.default
        value = self._read(stored)
        return self.default if value is None else value

    def set(self, value: T) -> None:
        """Store `value`; the default is stored as nothing, so that a better default of a later version takes effect."""
        if value == self.default:
            self.reset()
        else:
            QgsSettings().setValue(PREFIX + self.key, list(value) if isinstance(value, tuple) else value)

    def reset(self) -> None:
        """Go back to the default."""
        QgsSettings().remove(PREFIX + self.key)

    def _read(self, stored: Any) -> Optional[T]:
        kind = type(self.default)
        try:
            if kind is bool:
                return {"true": True, "1": True, "false": False, "0": False}.get(str(stored).lower())  # type: ignore[return-value]
            if kind is tuple:  # Qt gives back a lone text for a list of one
                return tuple([stored] if isinstance(stored, str) else [str(item) for item in stored])  # type: ignore[return-value]
            value = kind(stored)
        except (TypeError, ValueError):
            return None
        if isinstance(value, (int, float)) and not self._within(value):
            return None
        return None if self.choices and value not in self.choices else value

    def _within(self, value: float) -> bool:
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)


FORMATS = ("GPKG", "FlatGeobuf", "GeoJSON", "ESRI Shapefile")

MODEL_FOLDERS = Entry("model-folders", (), "Model packages, or folders of them, that were added by hand")
MODEL = Entry("model", "", "The model package used last")
DEVICE = Entry("device", "auto", "Where the network runs", choices=("auto", "cpu", "cuda", "mps"))
CONFIDENCE = Entry("confidence", False, "Whether a confidence raster is written")
POLYGONS = Entry("polygons", True, "Whether class polygons are made")
POLYGON_FORMAT = Entry("polygon-format", "GPKG", "The file format of class polygons", choices=FORMATS)
MIN_AREA_M2 = Entry("min-area", 0.0, "Polygons smaller than this many square metres are merged away", 0.0, 1e9)
SIMPLIFY_M = Entry("simplify", 0.0, "How far outlines may be moved to make them simpler, in metres", 0.0, 1e4)
RIGHT_ANGLES = Entry("right-angles", False, "Whether buildings get right-angled outlines")
OUTPUT_DIR = Entry("output-dir", "", "The output folder; empty: beside the raster")
TRAIN_PRESET = Entry("train-preset", "quick", "How long a training takes its time", choices=PRESETS)
TRAIN_FOLDER = Entry("train-folder", "", "Where trained models go; empty: landweave/models in the QGIS profile")
TRAIN_JOB = Entry("train-job", "", "The training that was begun last and has not ended, as a job in JSON")
MODEL_EXCHANGE = Entry("model-exchange", "", "The folder where a model was last taken from or written to")
LABELS = Entry("labels", "", "The label project that was open last")
