"""The job "evaluate": a map against what is known about it, window by window; scores, corrected areas, a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import rasterio

from ..contract.errors import Cancelled, JobError, warning
from ..contract.events import Event, Log, Progress, Result
from ..contract.map_jobs import EvaluateJob
from ..raster import accuracy
from ..raster.class_file import NODATA
from ..raster.class_map import ClassMap
from ..raster.grid import Window, cells
from ..raster.reference import AREAS, POINTS, RASTER, AreaReference, Known, RasterReference, Reference, match_classes, open_layer
from .report import ClassRow, Evaluation, check_folder, write_report

Emit = Callable[[Event], None]
WINDOW_PX = 1024
MOST_COUNTERS = 1 << 20  # beyond, sorting is cheaper than a table
CACHE_BYTES = 256 << 20  # GDAL's: a row of windows of a large file, so that none of its blocks is decoded twice
FEW_UNITS = 10
FEW_POINTS = 20  # in a mapped class; Olofsson et al. advise 50 to 100
ESTIMATORS = {RASTER: "whole", POINTS: "stratified"}  # the others: "clusters"


def run_evaluate(job: EvaluateJob, emit: Emit, cancelled: Callable[[], bool], job_id: str = "") -> Result:
    """Do an `EvaluateJob`. Memory depends on the number of points, polygons and areas, not on the map's size.

    Raises `JobError` ("raster.*", "labels.*", "evaluate.*", "suggest.not_classes", "output.*") and `Cancelled`.
    """
    check_folder(job.output_dir)
    with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES), ClassMap(job.classes, job.names) as there, _open(job, there) as reference:
        comparison = _Comparison(there, reference)
        comparison.look(lambda done, total: emit(Progress(job_id, "evaluate", done, total, "Mpx")), cancelled)
        evaluation = _Judge(job, there, reference, comparison).evaluation()
    outputs = write_report(evaluation, job.output_dir)
    for found in evaluation.warnings:
        emit(Log(job_id, "warning", found["message"], found["code"], found["data"]))
    return Result(job_id, outputs, evaluation.facts())


def _open(job: EvaluateJob, there: ClassMap) -> Reference:
    if job.reference:
        return RasterReference(job.reference, there)
    if job.project:
        return AreaReference(job.project, there, job.roles, tuple(job.rasters))
    return open_layer(job.points, job.layer, job.class_field, there)


class _Comparison:
    """What is counted while the map is read once, window by window.

    `areas`, `pixels` (256,): of each mapped class; `pairs`: (unit, mapped class, code of the known class) -> pixels.
    """

    def __init__(self, there: ClassMap, reference: Reference) -> None:
        self._map, self._reference = there, reference
        self.areas, self.pixels = np.zeros(256), np.zeros(256, np.int64)
        self.pairs: dict[tuple[int, int, int], int] = {}
        self.no_data = 0

    def look(self, report: Callable[[float, float], None], cancelled: Callable[[], bool]) -> None:
        """Read everything. Raises `Cancelled`."""
        whole = Window(0, 0, self._map.rows, self._map.cols)
        done, total = 0.0, whole.rows * whole.cols / 1e6
        for window in cells(whole, WINDOW_PX):
            if cancelled():
                raise Cancelled
            report(done, total)
            values = self._map.read(window)
            self._measure(values, self._map.row_areas(window))
            self._compare(values, self._reference.read(window))
            done += window.rows * window.cols / 1e6
        report(total, total)

    def _measure(self, values: np.ndarray, row_areas: np.ndarray) -> None:
        self.areas += np.bincount(values.ravel(), np.repeat(row_areas, values.shape[1]), 256)
        self.pixels += np.bincount(values.ravel(), minlength=256)

    def _compare(self, values: np.ndarray, known: Known) -> None:
        mapped = values[known.rows, known.cols]
        valid = mapped != NODATA
        self.no_data += int(len(valid) - valid.sum())
        units, mapped, codes = known.units[valid], mapped[valid].astype(np.int64), known.codes[valid]
        if not len(codes):
            return
        lowest, span = int(codes.min()), int(np.ptp(codes)) + 1
        numbers = (units * 256 + mapped) * span + codes - lowest  # a number for each triple: many times faster to count
        for number, count in zip(*_counted(numbers)):
            rest, code = divmod(number, span)
            triple = (rest // 256, rest % 256, code + lowest)
            self.pairs[triple] = self.pairs.get(triple, 0) + count


def _counted(numbers: np.ndarray) -> tuple[list[int], list[int]]:
    """The different numbers, none of them negative, and how often each occurs."""
    if numbers.max() <= MOST_COUNTERS:
        counts = np.bincount(numbers)
        found = np.flatnonzero(counts)
        return found.tolist(), counts[found].tolist()
    found, counts = np.unique(numbers, return_counts=True)
    return found.tolist(), counts.tolist()


class _Judge:
    """Makes numbers of what was counted."""

    def __init__(self, job: EvaluateJob, there: ClassMap, reference: Reference, comparison: _Comparison) -> None:
        self._job, self._map, self._reference, self._counted = job, there, reference, comparison
        comparison.areas[NODATA] = comparison.pixels[NODATA] = 0
        if not comparison.pairs:
            raise JobError("evaluate.no_common", classes=there.path, path=reference.path)
        of_code = self._matched({code for _, _, code in comparison.pairs})
        present = set(np.flatnonzero(comparison.pixels).tolist()) | set(of_code.values()) | set(there.names)
        self._values = sorted(present)
        self._counts = self._matrices(of_code)

    def _matched(self, codes: set[int]) -> dict[int, int]:
        """Code -> class value of the map. Raises `JobError` ("evaluate.classes")."""
        known = self._reference.classes
        matched = match_classes({code: known[code] for code in sorted(codes)}, self._map.names)
        unknown = [known[code].name or str(code) for code, value in matched.items() if value is None]
        if unknown:
            names = [f"{value}: {name}" for value, name in sorted(self._map.names.items())]
            raise JobError("evaluate.classes", path=self._reference.path, unknown=", ".join(unknown),
                           known=", ".join(names) or "values from 0 to 254")
        return {code: value for code, value in matched.items() if value is not None}

    def _matrices(self, of_code: dict[int, int]) -> np.ndarray:
        """(units that hold anything, K, K) counts; of a raster and of points one matrix for all."""
        place = {value: number for number, value in enumerate(self._values)}
        single = self._reference.kind in ESTIMATORS
        numbers = {unit: 0 if single else n for n, unit in enumerate(sorted({unit for unit, _, _ in self._counted.pairs}))}
        counts = np.zeros((1 if single else len(numbers), len(place), len(place)), np.int64)
        for (unit, value, code), count in self._counted.pairs.items():
            counts[numbers[unit], place[value], place[of_code[code]]] += count
        return counts

    def evaluation(self) -> Evaluation:
        """All that the report says."""
        matrix = self._counts.sum(axis=0)
        areas = self._counted.areas[self._values]
        coverage = float(matrix.sum() / self._counted.pixels.sum())
        whole = coverage == 1 and self._reference.kind == RASTER
        estimates = self._estimates(matrix, areas, whole)
        sampled = areas[matrix.sum(axis=1) > 0].sum()
        rows = tuple(ClassRow(self._map.info(value), int(self._counted.pixels[value]), float(area))
                     for value, area in zip(self._values, areas))
        estimator = ESTIMATORS.get(self._reference.kind, "clusters")
        units = len(self._counts) if estimator == "clusters" else int(matrix.sum())
        return Evaluation(
            self._map.path, self._reference.path, self._reference.kind,
            "part" if estimator == "whole" and not whole else estimator, units, coverage, self._job.level, self._map.planar, rows,
            matrix, accuracy.score(matrix), estimates, float(sampled), tuple(self._warnings(matrix, areas, coverage, whole)))

    def _estimates(self, matrix: np.ndarray, areas: np.ndarray, whole: bool) -> accuracy.Estimates:
        if self._reference.kind == RASTER:
            return accuracy.certain(matrix, areas, whole)
        if self._reference.kind == POINTS:
            return accuracy.stratified(matrix, areas, self._job.level)
        return accuracy.clustered(self._counts, areas, self._job.level)

    def _warnings(self, matrix: np.ndarray, areas: np.ndarray, coverage: float, whole: bool) -> list[dict[str, Any]]:
        reference, found = self._reference, []
        looked = matrix.sum(axis=1)
        if reference.without_class:
            found.append(warning("evaluate.without_class", count=reference.without_class))
        if reference.outside:
            found.append(warning("evaluate.outside", count=reference.outside))
        if self._counted.no_data and reference.kind != RASTER:
            found.append(warning("evaluate.no_data", count=self._counted.no_data))
        if reference.kind == AREAS and "train" in self._job.roles:
            found.append(warning("evaluate.train_areas"))
        if reference.kind == RASTER and not whole:
            found.append(warning("evaluate.part", percent=_percent(coverage)))
        if reference.kind not in ESTIMATORS and len(self._counts) < FEW_UNITS:
            found.append(warning("evaluate.few_units", count=len(self._counts)))
        unseen = (looked == 0) & (areas > 0)
        if unseen.any():
            share = float(areas[unseen].sum() / areas.sum())
            found.append(warning("evaluate.unsampled", names=self._names(unseen), percent=_percent(share)))
        few = (looked > 0) & (looked < FEW_POINTS)
        if reference.kind == POINTS and few.any():
            found.append(warning("evaluate.few_points", least=FEW_POINTS, names=self._names(few)))
        return found

    def _names(self, chosen: Sequence[bool] | np.ndarray) -> str:
        return ", ".join(self._map.info(value).name for value, one in zip(self._values, chosen) if one)


def _percent(share: float) -> float:
    """Percent with as many digits as mean something; never a full hundred for less."""
    return min(99.9, float(f"{100 * share:.3g}")) if share < 1 else 100.0
