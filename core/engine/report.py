"""What an evaluation found: facts for programs, tables for spreadsheets, a page for people. A folder, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..contract.card import ClassInfo
from ..contract.errors import JobError
from ..contract.model_store import output_error
from ..raster.accuracy import Estimates, Scores

PAGE, CONFUSION, SCORES, AREAS, FACTS = "report.html", "confusion.csv", "scores.csv", "areas.csv", "report.json"
FILES = {"report": PAGE, "confusion": CONFUSION, "scores": SCORES, "areas": AREAS, "facts": FACTS}


@dataclass(frozen=True)
class ClassRow:
    """A class and how much of the map it is; `area` in m², in square map units where the map is planar."""

    info: ClassInfo
    pixels: int
    area: float


@dataclass(frozen=True)
class Interval:
    """A number and its confidence interval; NaN where it is not known."""

    value: float
    low: float
    high: float

    def plain(self) -> dict[str, float | None]:
        """As JSON has it."""
        return {"value": _known(self.value), "low": _known(self.low), "high": _known(self.high)}


@dataclass(frozen=True)
class Evaluation:
    """All numbers of an evaluation.

    `kind` of the reference; `estimator`: "whole" (truth is known everywhere), "part" (of a part), "stratified" (points) or
    "clusters" (areas, polygons), with so many `units`. `coverage`: share of the mapped pixels that were compared. `matrix`
    (K, K): map in rows, truth in columns, in the order of `rows`. `sampled_area`: of the classes of which something is known.
    """

    map: str
    reference: str
    kind: str
    estimator: str
    units: int
    coverage: float
    level: float
    planar: bool
    rows: tuple[ClassRow, ...]
    matrix: np.ndarray
    scores: Scores
    estimates: Estimates
    sampled_area: float
    warnings: tuple[dict[str, Any], ...]

    def share(self, value: float, error: float) -> Interval:
        """A share with its interval, which cannot leave 0 to 1."""
        half = self.estimates.quantile * error if error else error
        if not math.isfinite(value + half):
            return Interval(value, math.nan, math.nan)
        return Interval(value, max(0.0, value - half), min(1.0, value + half))

    def overall(self) -> Interval:
        """The share of the map that is right."""
        return self.share(self.estimates.overall, self.estimates.overall_error)

    def users(self, number: int) -> Interval:
        """Of what the map shows as this class, the share that is."""
        return self.share(float(self.estimates.users[number]), float(self.estimates.users_error[number]))

    def producers(self, number: int) -> Interval:
        """Of what is this class, the share that the map shows as it."""
        return self.share(float(self.estimates.producers[number]), float(self.estimates.producers_error[number]))

    def area(self, number: int) -> Interval:
        """The class's area, corrected for the map's mistakes."""
        share = self.share(float(self.estimates.shares[number]), float(self.estimates.shares_error[number]))
        return Interval(*(part * self.sampled_area for part in (share.value, share.low, share.high)))

    def facts(self) -> dict[str, Any]:
        """As the result and report.json have them; None where a number is not known."""
        s, unit = self.scores, self.area_unit
        return {
            "map": self.map, "reference": self.reference, "reference_kind": self.kind, "estimator": self.estimator,
            "units": self.units, "compared_pixels": int(self.matrix.sum()), "coverage": self.coverage, "level": self.level,
            "overall_accuracy": self.overall().plain(), "pixel_accuracy": _known(s.overall), "kappa": _known(s.kappa),
            "mean_iou": _known(s.mean_iou), "area_unit": unit,
            "classes": [{
                "value": row.info.value, "name": row.info.name, "color": row.info.color, "pixels": row.pixels,
                "mapped_area": row.area, "area": self.area(i).plain(), "precision": _known(float(s.precision[i])),
                "recall": _known(float(s.recall[i])), "f1": _known(float(s.f1[i])), "iou": _known(float(s.iou[i])),
                "users_accuracy": self.users(i).plain(), "producers_accuracy": self.producers(i).plain(),
            } for i, row in enumerate(self.rows)],
            "confusion": [[int(count) for count in line] for line in self.matrix],
            "warnings": list(self.warnings),
        }

    @property
    def area_unit(self) -> str:
        """Of all areas: "m2", or "map units" where the map has no coordinate system."""
        return "map units" if self.planar else "m2"


def check_folder(folder: str) -> None:
    """Raise `JobError` ("output.failed") where a report would take the place of other files."""
    path = Path(folder)
    if path.exists() and (not path.is_dir() or {file.name for file in path.iterdir()} - set(FILES.values())):
        raise JobError("output.failed", path=folder, reason="it is there already and holds other files")


def write_report(evaluation: Evaluation, folder: str) -> dict[str, str]:
    """Write the report's files into the folder, in place of an older report. Returns what is where.

    Raises `JobError` ("output.failed", "output.disk_full", "output.read_only").
    """
    from .report_page import page

    contents = {
        CONFUSION: _csv(_confusion(evaluation)), SCORES: _csv(_scores(evaluation)), AREAS: _csv(_areas(evaluation)),
        FACTS: json.dumps(evaluation.facts(), indent=2, ensure_ascii=False, allow_nan=False) + "\n", PAGE: page(evaluation),
    }
    target = Path(os.path.abspath(folder))
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        part.mkdir(parents=True)
        for name, text in contents.items():
            (part / name).write_text(text, encoding="utf-8", newline="")
        check_folder(folder)
        shutil.rmtree(target, ignore_errors=not target.exists())
        os.replace(part, target)
    except OSError as error:
        raise output_error(error, str(target.parent)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return {what: str(Path(folder) / name) for what, name in FILES.items()}


def _confusion(evaluation: Evaluation) -> Iterable[Sequence[object]]:
    yield ["map \\ truth", *(row.info.name for row in evaluation.rows)]
    for row, counts in zip(evaluation.rows, evaluation.matrix):
        yield [row.info.name, *counts.tolist()]


def _scores(evaluation: Evaluation) -> Iterable[Sequence[object]]:
    yield ["value", "class", "precision", "recall", "f1", "iou", "users_accuracy", "users_low", "users_high",
           "producers_accuracy", "producers_low", "producers_high"]
    s = evaluation.scores
    for i, row in enumerate(evaluation.rows):
        users, producers = evaluation.users(i), evaluation.producers(i)
        numbers = (s.precision[i], s.recall[i], s.f1[i], s.iou[i], users.value, users.low, users.high, producers.value,
                   producers.low, producers.high)
        yield [row.info.value, row.info.name, *map(_cell, numbers)]


def _areas(evaluation: Evaluation) -> Iterable[Sequence[object]]:
    unit = "map_units" if evaluation.planar else "m2"
    yield ["value", "class", "pixels", *(f"{what}_{unit}" for what in ("mapped", "corrected", "low", "high"))]
    for i, row in enumerate(evaluation.rows):
        area = evaluation.area(i)
        yield [row.info.value, row.info.name, row.pixels, *map(_cell, (row.area, area.value, area.low, area.high))]


def _csv(lines: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue()


def _cell(number: float) -> str:
    """Seven digits; empty where the number is not known."""
    return f"{number:.7g}" if math.isfinite(number) else ""


def _known(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None
