"""Jobs about a finished map: its classes as polygons, and how right it is; and what is labelled, as a map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Tuple

from .job_parts import PolygonOptions, RasterSource, check


@dataclass(frozen=True)
class PolygonizeJob:
    """Make polygons of a class raster. `output`: the file; its format is `options.format`. `confidence`: raster of the same run.

    `names`: class value -> name, `colors`: class value -> "#rrggbb"; empty: what the raster itself says (colour table, names).
    """

    classes: str
    output: str
    confidence: str = ""
    options: PolygonOptions = field(default_factory=PolygonOptions)
    names: Dict[str, str] = field(default_factory=dict)
    colors: Dict[str, str] = field(default_factory=dict)

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(bool(self.classes), "no class raster was named")
        check(bool(self.output), "no output file was named")
        self.options.validate()


@dataclass(frozen=True)
class EvaluateJob:
    """Compare a class raster with what is known: confusion matrix, scores, error-adjusted areas with confidence intervals.

    What is known is one of: `reference`, a class raster; `project`, a label project (its check areas, or with `roles` others,
    and where `rasters` names sources of areas, only theirs); `points`, a layer of points or polygons whose `class_field` holds
    class names or values.
    `output_dir`: new folder for report.html, confusion.csv, scores.csv, areas.csv and report.json. `level`: of confidence.
    """

    classes: str
    output_dir: str
    reference: str = ""
    project: str = ""
    points: str = ""
    layer: str = ""
    class_field: str = ""
    roles: Tuple[str, ...] = ("check",)
    rasters: Dict[str, RasterSource] = field(default_factory=dict)
    names: Dict[str, str] = field(default_factory=dict)
    level: float = 0.95

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(bool(self.classes), "no class raster was named")
        check(bool(self.output_dir), "no output folder was named")
        check(sum(map(bool, (self.reference, self.project, self.points))) == 1,
              "name one of: a reference raster, a label project, a layer of points or polygons")
        check(not self.points or bool(self.class_field), "no field with the class was named")
        check(bool(self.roles) and set(self.roles) <= {"train", "check"}, f"roles are train and check, found {self.roles}")
        check(0.5 <= self.level < 1, f"level must be from 0.5 to less than 1, found {self.level}")


@dataclass(frozen=True)
class RasterizeLabelsJob:
    """Write the labels of a label project as a class raster on the grid of `raster`: 255 where nothing is labelled.

    Areas of the named `roles` count, whichever raster they were drawn on. `output`: the GeoTIFF.
    """

    project: str
    raster: RasterSource
    output: str
    roles: Tuple[str, ...] = ("train", "check")

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(bool(self.project), "no label project was named")
        check(bool(self.raster.path), "no raster was named")
        check(bool(self.output), "no output file was named")
        check(bool(self.roles) and set(self.roles) <= {"train", "check"}, f"roles are train and check, found {self.roles}")
