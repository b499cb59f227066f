"""Existing labels, polygons or a class raster, as areas of a label project: a new one, or one that is there.

The image is cut into chips on the lattice of its upper left corner; each chip that holds labels becomes an area, some of them
check areas. Labels are cut to their area and made a partition, the newer one on top, as if they had been painted.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import numpy as np
import rasterio
import shapely
from rasterio.crs import CRS
from rasterio.errors import CRSError, RasterioError
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from ...contract import labels as schema
from ...contract.errors import Cancelled, JobError
from ...contract.job_parts import RasterSource
from ..geometries import same_crs
from ..grid import Window, cells
from ..labels import LabelProject, read_label_project
from ..source import ground_resolution_m, rasterio_exists
from .class_table import IGNORED_NAMES
from .classes import distinct_color
from .findings import Finding, warn
from .label_layers import Keyed, LabelLayer, open_labels
from .label_writer import NewArea, add_to_project, create_project

DEFAULT_CHIP_PX = 256
TOUCHING_SHARE = 1e-6  # of an area, below which an overlap is the rounding of a common edge


@dataclass(frozen=True)
class LabelsIn:
    """What to import. `raster`: the image below the labels; `labels`: polygons (`layer`, `class_field`) or a class raster.

    `classes`: content of the field, value or "#rrggbb" -> class name; where it is not empty, others are left out.
    `check_share`: of the areas that are check areas. `unlabelled`: name of the class of what no label covers, for a new project
    ("": ignored). `chip_px`, `resolution_m`: for a new project, 0 = 256 and the raster's.
    """

    raster: RasterSource
    labels: str
    layer: str = ""
    class_field: str = ""
    classes: Mapping[str, str] = field(default_factory=dict)
    check_share: float = 0.2
    unlabelled: str = ""
    chip_px: int = 0
    resolution_m: float = 0.0


@dataclass
class ImportReport:
    """What was imported: areas by role, labels, labels of each class."""

    project: str
    areas: dict[str, int]
    labels: int
    classes: dict[str, int]
    created: bool
    findings: list[Finding]


@dataclass(frozen=True)
class _Cell:
    """An area to be, in pixel coordinates of the image."""

    window: Window
    labels: tuple[Keyed, ...]


def import_labels(project_path: str, what: LabelsIn, *, report: Callable[[int, int], None] = lambda *_: None,
                  cancelled: Callable[[], bool] = lambda: False) -> ImportReport:
    """Import labels into the project at `project_path`, which is made if it is not there. `report(done, total)` counts chips.

    Raises `JobError` ("data.*", "raster.*", "labels.*", "output.failed") and `Cancelled`; then the project is as before.
    """
    existing = read_label_project(project_path) if os.path.exists(project_path) else None
    with ExitStack() as stack:
        image = _open_image(what.raster, stack)
        crs = _crs(what.raster, image)
        layer = open_labels(what.labels, what.layer, what.class_field, image, crs)
        stack.callback(layer.close)
        return _Import(project_path, what, existing, image, crs, layer).run(report, cancelled)


def _open_image(raster: RasterSource, stack: ExitStack) -> rasterio.DatasetReader:
    options = dict(option.split("=", 1) for option in raster.open_options if "=" in option)
    try:
        return stack.enter_context(rasterio.open(raster.path, **options))
    except RasterioError as error:
        code = "raster.unreadable" if rasterio_exists(raster.path) else "raster.missing"
        raise JobError(code, path=raster.path, reason=str(error)) from error


def _crs(raster: RasterSource, image: rasterio.DatasetReader) -> CRS | None:
    try:
        return CRS.from_wkt(raster.crs_wkt) if raster.crs_wkt else image.crs
    except CRSError as error:
        raise JobError("job.invalid", reason=f"the coordinate system is not understood ({error})") from error


class _Import:
    def __init__(self, path: str, what: LabelsIn, existing: LabelProject | None, image: rasterio.DatasetReader, crs: CRS | None,
                 layer: LabelLayer) -> None:
        self._path, self._what, self._existing, self._image, self._layer = path, what, existing, image, layer
        self._image_wkt = crs.to_wkt() if crs is not None else ""
        self._crs_wkt = existing.crs_wkt if existing is not None else self._image_wkt
        pixel = ground_resolution_m(image.transform, crs, image.height, image.width)
        self._pixel_m = sum(pixel) / 2 if pixel is not None else 1.0
        self._settings = existing.settings if existing is not None else schema.LabelSettings(
            what.chip_px or DEFAULT_CHIP_PX, what.resolution_m or self._pixel_m, image.transform.c, image.transform.f)
        self._findings = list(layer.findings)

    def run(self, report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> ImportReport:
        found = list(self._cells(report, cancelled))
        if not found:
            raise JobError("data.no_labels")
        names = self._names(found)
        classes, new_classes = self._classes(list(dict.fromkeys(names.values())))
        if self._existing is None and self._what.unlabelled:
            self._settings = replace(self._settings, unlabelled=classes[self._what.unlabelled].value)
        areas = self._areas(found, {key: classes[name].value for key, name in names.items()})
        if not areas:
            raise JobError("data.no_labels")
        if self._existing is None:
            create_project(self._path, self._crs_wkt, self._settings, new_classes, areas)
        else:
            add_to_project(self._path, self._crs_wkt, new_classes, areas)
        return self._report(areas, classes)

    # -- places ---------------------------------------------------------------------------------------------------

    def _cells(self, report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Iterator[_Cell]:
        """The chips that hold labels, with these."""
        whole = self._label_window()
        step_px = max(1, round(self._settings.chip_px * self._settings.resolution_m / self._pixel_m))
        windows = list(cells(whole, step_px)) if whole is not None else []
        for done, window in enumerate(windows):
            if cancelled():
                raise Cancelled
            report(done, len(windows))
            labels = tuple((shape, key) for shape, key in self._layer.in_window(window) if self._name(key))
            kept = _partition(labels, box(window.col, window.row, window.end_col, window.end_row), self._layer.disjoint)
            if kept:
                yield _Cell(window, kept)
        report(len(windows), len(windows))

    def _label_window(self) -> Window | None:
        """The part of the image, in whole chips from its corner, that holds labels."""
        bounds = self._layer.bounds()
        if bounds is None:
            return None
        left, top = (max(0, int(np.floor(v))) for v in bounds[:2])
        right, bottom = min(self._image.width, int(np.ceil(bounds[2]))), min(self._image.height, int(np.ceil(bounds[3])))
        if right <= left or bottom <= top:
            raise JobError("region.outside", path=self._what.raster.path)
        step_px = max(1, round(self._settings.chip_px * self._settings.resolution_m / self._pixel_m))
        row, col = top // step_px * step_px, left // step_px * step_px
        end_row, end_col = (min(limit, -(-end // step_px) * step_px)
                            for end, limit in ((bottom, self._image.height), (right, self._image.width)))
        return Window(row, col, end_row - row, end_col - col)

    # -- classes --------------------------------------------------------------------------------------------------

    def _name(self, key: str) -> str:
        """The class of a key; empty for what is left out."""
        if self._what.classes:
            return self._what.classes.get(key, "")
        name = self._layer.names.get(key, key if key.startswith("#") else f"class {key}")
        return "" if name.casefold() in IGNORED_NAMES else name

    def _names(self, found: Sequence[_Cell]) -> dict[str, str]:
        """Key -> class name of all labels; numbers in their order, so that classes keep their values where they can."""
        keys = {key for cell in found for _, key in cell.labels}
        numbers = sorted((key for key in keys if key.isdecimal()), key=int)
        return {key: self._name(key) for key in (*numbers, *sorted(keys - set(numbers)))}

    def _classes(self, names: list[str]) -> tuple[dict[str, schema.LabelClass], list[schema.LabelClass]]:
        """Name -> class, those of the project first, and which of them are new."""
        classes = {c.name: c for c in self._existing.classes} if self._existing is not None else {}
        known = {name.strip().casefold(): name for name in classes}
        unlabelled = [self._what.unlabelled] if self._existing is None and self._what.unlabelled else []
        stored = any(key.isdecimal() for name in names for key in self._keys_of(name))
        wanted = names + unlabelled if stored else unlabelled + names  # a background is 0 where nothing else has to be
        new: list[schema.LabelClass] = []
        for name in wanted:
            if name in classes or name.strip().casefold() in known:
                classes[name] = classes[known.get(name.strip().casefold(), name)]
                continue
            value = self._free_value(name, {c.value for c in classes.values()})
            color = self._color(name) or distinct_color(value)
            classes[name] = schema.LabelClass(value, name, color, len(known))
            known[name.strip().casefold()] = name
            new.append(classes[name])
        return classes, new

    def _keys_of(self, name: str) -> list[str]:
        keys = self._what.classes or self._layer.names
        return [key for key, own in keys.items() if own == name] or [name.removeprefix("class ")]

    def _free_value(self, name: str, taken: set[int]) -> int:
        """The stored value where it is free, else the lowest free one."""
        free = [value for value in range(schema.MAX_CLASS_VALUE + 1) if value not in taken]
        stored = [int(key) for key in self._keys_of(name) if key.isdecimal() and int(key) in set(free)]
        if not free:
            raise JobError("labels.class", reason=f"there are more than {schema.MAX_CLASS_VALUE + 1} classes")
        return stored[0] if stored else free[0]

    def _color(self, name: str) -> str:
        colors = [self._layer.colors.get(key, key if key.startswith("#") else "") for key in self._keys_of(name)]
        return next((color for color in colors if color), "")

    # -- areas ----------------------------------------------------------------------------------------------------

    def _areas(self, found: Sequence[_Cell], values: Mapping[str, int]) -> list[NewArea]:
        """The chips as areas in the project's CRS, without those that overlap an area that is there."""
        taken = [area.polygon for area in self._existing.areas] if self._existing is not None else []
        placed = []
        for cell in found:
            window = cell.window
            polygon = self._on_map(box(window.col, window.row, window.end_col, window.end_row))
            labels = [(on_map, values[key]) for shape, key in cell.labels if (on_map := self._on_map(shape)) is not None]
            if polygon is not None and not any(polygon.intersection(t).area > TOUCHING_SHARE * polygon.area for t in taken):
                placed.append((polygon, labels))
        if len(placed) < len(found):
            self._findings.append(warn("import.covered", count=len(found) - len(placed)))
        checks = _spread(len(placed), self._what.check_share)
        path = self._what.raster.path
        source = os.path.abspath(path) if os.path.exists(path) else path
        return [NewArea(schema.CHECK if i in checks else schema.TRAIN, source, polygon, tuple(labels))
                for i, (polygon, labels) in enumerate(placed)]

    def _on_map(self, geometry: BaseGeometry) -> BaseGeometry | None:
        """From pixels of the image to the project's CRS; None where that is not possible."""
        a, b, c, d, e, f = self._image.transform[:6]
        moved = shapely.transform(
            geometry, lambda xy: np.column_stack([a * xy[:, 0] + b * xy[:, 1] + c, d * xy[:, 0] + e * xy[:, 1] + f]))
        return same_crs(moved, self._image_wkt, self._crs_wkt)

    def _report(self, areas: Sequence[NewArea], classes: Mapping[str, schema.LabelClass]) -> ImportReport:
        amounts = Counter(value for area in areas for _, value in area.labels)
        counts = {item.name: amounts[item.value] for item in classes.values()}
        roles = {role: sum(area.role == role for area in areas) for role in schema.ROLES}
        return ImportReport(self._path, roles, sum(counts.values()), counts, self._existing is None, self._findings)


def _partition(labels: Sequence[Keyed], frame: BaseGeometry, disjoint: bool) -> tuple[Keyed, ...]:
    """The labels cut to the frame and to what newer ones leave of them, as single polygons, oldest first."""
    tree = shapely.STRtree([shape for shape, _ in labels])
    kept: list[Keyed] = []
    for number, (shape, key) in enumerate(labels):
        newer = [labels[i][0] for i in tree.query(shape, predicate="intersects") if i > number] if not disjoint else []
        rest = shape.intersection(frame).difference(shapely.union_all(newer)) if newer else shape.intersection(frame)
        kept += [(part, key) for part in shapely.get_parts(rest) if part.geom_type == "Polygon" and part.area > 0]
    return tuple(kept)


def _spread(count: int, share: float) -> set[int]:
    """Which of `count` areas check the model: evenly spread, at least one of two, never all."""
    checks = min(count - 1, max(1, round(count * share))) if share > 0 and count > 1 else 0
    return {(2 * i + 1) * count // (2 * checks) for i in range(checks)}
