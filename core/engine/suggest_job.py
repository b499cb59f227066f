"""Propose the next squares to label: look at the last map square by square, choose (`core.raster.suggest`), and say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import rasterio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from ..contract import labels as schema
from ..contract.errors import Cancelled, JobError, warning
from ..contract.events import Event, Log, Progress, Result
from ..contract.job_parts import Region
from ..contract.jobs import SuggestJob
from ..raster.datasets.findings import Finding, warn
from ..raster.geometries import in_pixels
from ..raster.grid import Window
from ..raster.labels import IGNORE, LabelProject, read_label_project
from ..raster.source import ground_resolution_m
from ..raster.squares import Lattice, MapReader, Measure
from ..raster.suggest import DIFFERENT, RANDOM, RARE_CLASS, Candidates, Choice, Floats, choose, uncertainty_of

DEFAULT_AREA_PX = 256
MAX_SQUARES = 50_000  # looked at; of a larger lattice, a sample
VALID_SHARE = 0.5  # of a square has to have data
NAMED_SHARE = 0.01  # classes with less of a square are not named
TOUCH_PX = 0.01  # an overlap up to this is a rounding error
SAME_PIXEL = 0.01  # as where squares are placed by hand: pixels this close to the model's count as these
REPORTS = 100
CACHE_BYTES = 256 << 20  # GDAL's: holds the file's blocks along a row of squares, so that none is decoded twice

Emit = Callable[[Event], None]


def run_suggest(job: SuggestJob, emit: Emit, cancelled: Callable[[], bool], job_id: str = "") -> Result:
    """Do a `SuggestJob`; the suggestions and findings are in the result's facts.

    Raises `JobError` ("suggest.*", "raster.*", "labels.*", "region.*") and `Cancelled`.
    """
    project = read_label_project(job.project) if job.project else None
    with rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES), MapReader(job.classes, job.confidence, job.raster) as reader:
        suggester = _Suggester(job, reader, project)
        suggester.look(lambda done, total: emit(Progress(job_id, "suggest", done, total, "squares")), cancelled)
        facts = suggester.facts()
    for finding in facts["findings"]:
        emit(Log(job_id, finding["level"], finding["message"], finding["code"], finding["data"]))
    return Result(job_id, {}, facts)


class _Suggester:
    """One job's state: the squares and what is in them."""

    def __init__(self, job: SuggestJob, reader: MapReader, project: LabelProject | None) -> None:
        self._job, self._reader, self._project = job, reader, project
        self._resolution_m = ground_resolution_m(reader.transform, reader.crs, reader.rows, reader.cols)
        self._region = _region(job.region, reader)
        self._lattice = _lattice(job, reader, project, self._resolution_m)
        self._areas = [] if project is None else _areas_in_pixels(project, reader)
        self._total = 0
        self._squares: list[Window] = []
        self._measures: list[Measure] = []
        self._uncertainty: list[float] = []

    # -- reading ----------------------------------------------------------------------------------------------------

    def look(self, report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
        """Measure the squares that have enough data."""
        squares, self._total = self._lattice.squares(self._bounds(), MAX_SQUARES, self._job.seed)
        least_px = VALID_SHARE * self._lattice.whole_px()
        every = max(1, len(squares) // REPORTS)
        for number, square in enumerate(squares):
            if cancelled():
                raise Cancelled
            if number % every == 0:
                report(number, len(squares))
            measure = self._reader.measure(square, self._region, least_px)
            if measure is not None:
                self._keep(square, measure)
        report(len(squares), len(squares))

    def _keep(self, square: Window, measure: Measure) -> None:
        self._squares.append(square)
        if measure.confidence is not None:
            self._uncertainty.append(uncertainty_of(measure.confidence))
        self._measures.append(Measure(measure.classes, None, measure.colors))  # the histogram is done with

    def _bounds(self) -> Window:
        whole = Window(0, 0, self._reader.rows, self._reader.cols)
        if self._region is None:
            return whole
        left, top, right, bottom = np.clip(self._region.bounds, 0, [whole.cols, whole.rows] * 2).astype(int).tolist()
        return Window(top, left, min(whole.rows, bottom + 1) - top, min(whole.cols, right + 1) - left)

    # -- choosing ---------------------------------------------------------------------------------------------------

    def facts(self) -> dict[str, Any]:
        """What the result says. Raises `JobError` ("suggest.no_place")."""
        taken = self._taken()
        free = int((~taken).sum())
        if not free:
            raise JobError("suggest.no_place", path=self._reader.path, rows_px=self._lattice.square_rows,
                           cols_px=self._lattice.square_cols)
        values = sorted({int(value) for measure in self._measures for value in measure.classes[0]})
        candidates = self._candidates(values, taken)
        labelled = _Labelled(self._project, self._reader, values)
        choices = choose(candidates, labelled.pixels, self._job.count, self._job.random_share, self._job.seed)
        return {
            "crs_wkt": self._reader.crs_wkt,
            "method": "diversity" if candidates.uncertainty is None else "uncertainty",
            "suggestions": [self._suggestion(choice, candidates, labelled) for choice in choices],
            "candidates": free, "lattice_squares": self._total,
            "rows_px": self._lattice.square_rows, "cols_px": self._lattice.square_cols,
            "missing_classes": labelled.missing(),
            "findings": [asdict(finding) for finding in self._findings(candidates, len(choices))],
        }

    def _candidates(self, values: Sequence[int], taken: np.ndarray) -> Candidates:
        height_m, width_m = self._pixel_size()
        centres = np.array([[(s.row + s.rows / 2) * height_m, (s.col + s.cols / 2) * width_m] for s in self._squares])
        shares = np.zeros((len(self._squares), len(values)))
        pixels = np.array([float(measure.classes[1].sum()) for measure in self._measures])
        for number, measure in enumerate(self._measures):
            shares[number, np.searchsorted(values, measure.classes[0])] = measure.classes[1] / pixels[number]
        uncertainty = np.array(self._uncertainty) if self._job.confidence else None
        colors = np.array([measure.colors for measure in self._measures])
        return Candidates(centres, pixels, shares, uncertainty, colors, taken)

    def _pixel_size(self) -> tuple[float, float]:
        """Height and width of a pixel on the ground; in map units where metres are unknown."""
        if self._resolution_m is not None:
            return self._resolution_m[1], self._resolution_m[0]
        t = self._reader.transform
        return float(np.hypot(t.b, t.e)), float(np.hypot(t.a, t.d))

    def _taken(self) -> np.ndarray:
        """Which squares overlap an area; a common border is none."""
        taken = np.zeros(len(self._squares), bool)
        if self._areas and self._squares:
            edges = np.array([[s.col, s.row, s.end_col, s.end_row] for s in self._squares], float)
            boxes = shapely.box(*(edges + [TOUCH_PX, TOUCH_PX, -TOUCH_PX, -TOUCH_PX]).T)
            taken[shapely.STRtree(self._areas).query(boxes, predicate="intersects")[0]] = True
        return taken

    # -- telling ----------------------------------------------------------------------------------------------------

    def _suggestion(self, choice: Choice, candidates: Candidates, labelled: _Labelled) -> dict[str, Any]:
        square, shares = self._squares[choice.index], candidates.shares[choice.index]
        order = [int(i) for i in np.argsort(-shares, kind="stable") if shares[i] >= NAMED_SHARE]
        uncertainty = None if candidates.uncertainty is None else float(candidates.uncertainty[choice.index])
        corners = ((square.row, square.col), (square.row, square.end_col), (square.end_row, square.end_col),
                   (square.end_row, square.col), (square.row, square.col))
        return {
            "ring": [[float(v) for v in self._reader.transform * (col, row)] for row, col in corners],
            "kind": choice.kind, "reason": _reason(choice, uncertainty, labelled),
            "score": choice.score, "uncertainty": uncertainty,
            "classes": [labelled.names[i] for i in order], "shares": [round(float(shares[i]), 4) for i in order],
        }

    def _findings(self, candidates: Candidates, found: int) -> list[Finding]:
        findings = []
        if candidates.uncertainty is None:
            findings.append(warn("suggest.no_confidence"))
        if found < self._job.count:
            findings.append(warn("suggest.fewer", found=found, wanted=self._job.count))
        if self._job.raster.path and not np.isfinite(candidates.colors).any():
            findings.append(warn("suggest.image_elsewhere", path=self._job.raster.path))
        return findings


def _reason(choice: Choice, uncertainty: float | None, labelled: _Labelled) -> dict[str, Any]:
    if choice.kind == RANDOM:
        return warning("suggest.random")
    if choice.kind == RARE_CLASS:
        name, share = labelled.names[choice.class_index], labelled.share(choice.class_index)
        return warning("suggest.rare_class", name=name, percent=_percent(share)) if share else \
            warning("suggest.rare_class_none", name=name)
    if choice.kind == DIFFERENT or uncertainty is None:
        return warning("suggest.different")
    return warning("suggest.uncertain", percent=_percent(1 - uncertainty))


def _percent(share: float) -> float:
    """Percent with as many digits as mean something."""
    percent = 100 * share
    return round(percent) if percent >= 10 else float(f"{percent:.1g}") if percent < 1 else round(percent, 1)


# -- where squares may lie ------------------------------------------------------------------------------------------


def _lattice(job: SuggestJob, reader: MapReader, project: LabelProject | None,
             resolution_m: tuple[float, float] | None) -> Lattice:
    """Squares of the job's size; on the project's own lattice where map and project have the same axes."""
    rows, cols = _square_px(job, reader, project, resolution_m)
    row = col = 0
    t = reader.transform
    if project is not None and t.b == t.d == 0 and _same_crs_text(project.crs_wkt, reader.crs_wkt):
        x, y = ~t * (project.settings.origin_x, project.settings.origin_y)
        col, row = round(x), round(y)
    return Lattice(reader.rows, reader.cols, rows, cols, row, col)


def _square_px(job: SuggestJob, reader: MapReader, project: LabelProject | None,
               resolution_m: tuple[float, float] | None) -> tuple[int, int]:
    """Rows and columns of a square."""
    if job.size_m:
        if resolution_m is None:
            raise JobError("raster.no_georeference", path=reader.path)
        return max(1, round(job.size_m / resolution_m[1])), max(1, round(job.size_m / resolution_m[0]))
    if job.area_px or project is None:
        return (job.area_px or DEFAULT_AREA_PX,) * 2
    chip_px, model_m = project.settings.chip_px, project.settings.resolution_m
    factors = [1.0, 1.0] if resolution_m is None else [model_m / resolution_m[1], model_m / resolution_m[0]]
    if all(abs(1 / factor - 1) <= SAME_PIXEL for factor in factors):
        factors = [1.0, 1.0]
    return max(1, round(chip_px * factors[0])), max(1, round(chip_px * factors[1]))


def _same_crs_text(one: str, other: str) -> bool:
    if not one or not other:
        return one == other
    try:
        return bool(CRS.from_user_input(one).equals(CRS.from_user_input(other), ignore_axis_order=True))
    except CRSError as error:
        raise JobError("job.invalid", reason=f"the coordinate system is not understood ({error})") from error


def _region(region: Region, reader: MapReader) -> BaseGeometry | None:
    """The region in pixel coordinates, None for everything. Raises `JobError` ("region.empty", "region.outside")."""
    if not region.polygons:
        return None
    try:
        polygons = [shapely.Polygon(rings[0], rings[1:]) for rings in region.polygons if rings]
    except ValueError as error:
        raise JobError("region.empty") from error
    moved = [in_pixels(p, region.crs_wkt, reader.crs_wkt, ~reader.transform) for p in polygons]
    whole = shapely.box(0, 0, reader.cols, reader.rows)
    merged = shapely.union_all([shapely.make_valid(p) for p in moved if p is not None])
    if not polygons or (merged.is_empty and all(p is not None for p in moved)):
        raise JobError("region.empty")
    inside = merged.intersection(whole)
    if inside.area == 0:
        raise JobError("region.outside", path=reader.path)
    return inside


def _areas_in_pixels(project: LabelProject, reader: MapReader) -> list[BaseGeometry]:
    """All areas, whatever their role and raster: the project lets none overlap another."""
    moved = [in_pixels(area.polygon, project.crs_wkt, reader.crs_wkt, ~reader.transform) for area in project.areas]
    return [polygon for polygon in moved if polygon is not None]


# -- what is labelled -----------------------------------------------------------------------------------------------


class _Labelled:
    """Training labels per predicted class. `names`, `pixels` (K,): in the order of `values`; -1 pixels: no class of the project.

    Classes are matched by name; by value where the map has no names, or none that the project has.
    """

    def __init__(self, project: LabelProject | None, reader: MapReader, values: Sequence[int]) -> None:
        self.names = [reader.names.get(value, f"class {value}") for value in values]
        self.pixels: Floats = np.zeros(len(values))
        self._classes: tuple[schema.LabelClass, ...] = ()
        self._of_value: dict[int, float] = {}
        self._matched: list[int | None] = []
        if project is not None and project.classes:
            self._classes, self._of_value = project.classes, _labelled_px(project, reader)
            self._matched = self._match(values, reader.names)
            self.pixels = np.array([-1.0 if m is None else self._of_value.get(m, 0.0) for m in self._matched])
            known = {c.value: c.name for c in project.classes}
            self.names = [name if m is None or value in reader.names else known[m]
                          for name, m, value in zip(self.names, self._matched, values)]

    def _match(self, values: Sequence[int], names: dict[int, str]) -> list[int | None]:
        by_name = {c.name.strip().casefold(): c.value for c in self._classes}
        matched = [by_name.get(names.get(value, "").strip().casefold()) for value in values]
        if any(m is not None for m in matched):
            return matched
        known = {c.value for c in self._classes}
        return [value if value in known else None for value in values]

    def share(self, index: int) -> float:
        """Of all labels, those of a predicted class."""
        total = sum(self._of_value.values())
        return float(max(self.pixels[index], 0.0) / total) if total else 0.0

    def missing(self) -> list[str]:
        """Classes of the project that neither have labels nor are predicted anywhere."""
        return [c.name for c in self._classes if not self._of_value.get(c.value) and c.value not in self._matched]


def _labelled_px(project: LabelProject, reader: MapReader) -> dict[int, float]:
    """Class value -> labelled ground of the training areas, in pixels of the map, also of areas beside it.

    Check areas do not count: a model learns nothing from them.
    """
    pixels: dict[int, float] = {}

    def count(value: int, polygon: BaseGeometry) -> None:
        moved = in_pixels(polygon, project.crs_wkt, reader.crs_wkt, ~reader.transform) if polygon.area else None
        if moved is not None:
            pixels[value] = pixels.get(value, 0.0) + moved.area

    known = {area.area_id for area in project.areas}
    tree = shapely.STRtree([polygon for polygon, _, _ in project.labels])
    for area in (a for a in project.areas if a.role == schema.TRAIN):
        parts = []
        for number in sorted(tree.query(area.polygon, predicate="intersects").tolist()):
            polygon, value, area_id = project.labels[number]
            if area_id == area.area_id or area_id not in known:
                parts.append(polygon.intersection(area.polygon))
                count(value, parts[-1])
        if project.unlabelled != IGNORE:
            count(project.unlabelled, area.polygon.difference(shapely.union_all(parts)))
    return pixels
