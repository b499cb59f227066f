"""A label project as pixels: its areas on the grid of their rasters, its polygons burnt into class values.

Only what lies inside an area is ever a label. Polygons may be invalid, overlap (the newer one, with the higher fid, wins), lie
in another CRS than the raster, or reach beyond it; the project itself is only read.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyogrio
import shapely
from affine import Affine
from pyogrio.errors import DataLayerError, DataSourceError
from rasterio.features import rasterize
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from ..contract import labels as contract
from ..contract.card import Band, InputInfo, ModelCard, Scaling, Tiling, Weights
from ..contract.errors import JobError
from ..contract.job_parts import RasterSource
from .geometries import in_pixels, same_crs, valid_polygons
from .grid import Window
from .source import GridSource

IGNORE = 255


@dataclass(frozen=True)
class LabelArea:
    """One area: `role` "train" or "check", the raster it was drawn on, its polygon in the project's CRS."""

    area_id: str
    role: str
    source: str
    polygon: BaseGeometry


@dataclass(frozen=True)
class LabelProject:
    """A label project in memory. `labels`: (polygon, class value, area id), oldest first, all valid polygons.

    `classes` by their value. `repaired`: how many geometries had to be made valid; `dropped`: how many had no area at all.
    """

    path: str
    crs_wkt: str
    classes: tuple[contract.LabelClass, ...]
    areas: tuple[LabelArea, ...]
    labels: tuple[tuple[BaseGeometry, int, str], ...]
    settings: contract.LabelSettings
    repaired: int = 0
    dropped: int = 0

    @property
    def unlabelled(self) -> int:
        """The class value of what no polygon covers inside an area, or `IGNORE`."""
        return IGNORE if self.settings.unlabelled is None else self.settings.unlabelled

    def unknown_values(self) -> list[int]:
        """Class values of labels that the class table does not list."""
        known = {c.value for c in self.classes}
        return sorted({value for _, value, _ in self.labels if value not in known})


def read_label_project(path: str) -> LabelProject:
    """Read a label project, which another program may have open. Raises `JobError` ("labels.*")."""
    settings, classes = contract.read_project(path)
    areas_table = _table(path, contract.AREAS_TABLE, ("area_id", "role", "source"))
    labels_table = _table(path, contract.LABELS_TABLE, ("area_id", "class_value"))
    areas, repaired_areas, dropped_areas = valid_polygons(areas_table.geometries)
    polygons, repaired, dropped = valid_polygons(labels_table.geometries)
    return LabelProject(
        path, areas_table.crs_wkt, tuple(sorted(classes, key=lambda c: c.value)),
        tuple(LabelArea(_text(a), contract.CHECK if r == contract.CHECK else contract.TRAIN, _text(s), polygon)
              for a, r, s, polygon in zip(*areas_table.columns, areas) if polygon is not None),
        tuple(_labels(polygons, labels_table, areas_table.crs_wkt)), settings,
        repaired + repaired_areas, dropped + dropped_areas)


def _labels(polygons: Sequence[BaseGeometry | None], table: _Table, crs_wkt: str) -> Iterator[tuple[BaseGeometry, int, str]]:
    """Polygons with a class, in the areas' CRS."""
    for polygon, area_id, value in zip(polygons, *table.columns):
        moved = None if polygon is None or value is None else same_crs(polygon, table.crs_wkt, crs_wkt)
        if moved is not None:
            yield moved, int(value), _text(area_id)


@dataclass(frozen=True)
class _Table:
    columns: list[list[Any]]
    geometries: np.ndarray
    crs_wkt: str


def _table(path: str, layer: str, columns: Sequence[str]) -> _Table:
    """The rows of a layer in the order of their fid."""
    try:
        meta, fids, geometries, values = pyogrio.raw.read(path, layer=layer, columns=list(columns), return_fids=True)
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise JobError("labels.invalid", path=path, reason=str(error)) from error
    found = list(meta["fields"])
    order = np.argsort(fids, kind="stable")
    rows = [[_plain(values[found.index(name)][i]) for i in order] for name in columns]
    shapes = np.full(len(order), None) if geometries is None else shapely.from_wkb(geometries[order], on_invalid="ignore")
    return _Table(rows, shapes, meta.get("crs") or "")


def _plain(value: Any) -> Any:
    """A field's value; None for NULL, which pyogrio gives as NaN in a column of numbers."""
    return None if value is None or (isinstance(value, (float, np.floating)) and math.isnan(value)) else value


def _text(value: Any) -> str:
    return "" if value is None else str(value)


# -- on the grid --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlacedArea:
    """An area on its raster's grid. `window`: its bounding box inside the raster; shapes are in pixel coordinates (x = column).

    `inside_share`: how much of the area lies on the raster. `shapes`: its labels with their class values, oldest first.
    """

    area: LabelArea
    raster: RasterSource
    window: Window
    outline: BaseGeometry
    shapes: tuple[tuple[BaseGeometry, int], ...]
    inside_share: float
    unlabelled: int
    bands: tuple[Band, ...]
    input: InputInfo


def place_area(project: LabelProject, area: LabelArea, raster: RasterSource, bands: tuple[Band, ...],
               input_info: InputInfo) -> PlacedArea | None:
    """Where an area lies on the model's grid of `raster`; None where it does not touch it. Raises `JobError` ("raster.*")."""
    with GridSource(raster, grid_card(bands, input_info)) as source:
        to_pixels, rows, cols = ~source.transform, source.rows, source.cols
        crs_wkt = source.crs.to_wkt() if source.crs is not None else ""
    outline = in_pixels(area.polygon, project.crs_wkt, crs_wkt, to_pixels)
    whole = box(0, 0, cols, rows)
    inside = outline.intersection(whole) if outline is not None else None
    if outline is None or inside is None or inside.area == 0:
        return None
    left, top, right, bottom = inside.bounds
    row, col = max(0, math.floor(top)), max(0, math.floor(left))
    window = Window(row, col, min(rows, math.ceil(bottom)) - row, min(cols, math.ceil(right)) - col)
    return PlacedArea(area, raster, window, outline, _own_labels(project, area, crs_wkt, to_pixels),
                      inside.area / outline.area, project.unlabelled, bands, input_info)


def raster_of(project: LabelProject, area: LabelArea, replaced: Mapping[str, RasterSource]) -> RasterSource:
    """The raster to read an area's pixels from: the one that replaces its source, else the source, looked for beside the project
    if its path is relative.
    """
    if area.source in replaced:
        return replaced[area.source]
    beside = os.path.join(os.path.dirname(os.path.abspath(project.path)), area.source)
    return RasterSource(beside if area.source and os.path.exists(beside) else area.source)


def _own_labels(project: LabelProject, area: LabelArea, crs_wkt: str,
                to_pixels: Affine) -> tuple[tuple[BaseGeometry, int], ...]:
    """The labels of this area; those that name no area, as QGIS's own tools leave them, belong where they lie."""
    known = {a.area_id for a in project.areas}
    chosen = [(polygon, value) for polygon, value, area_id in project.labels
              if (area_id == area.area_id or area_id not in known) and polygon.intersects(area.polygon)]
    placed = [(in_pixels(polygon, project.crs_wkt, crs_wkt, to_pixels), value) for polygon, value in chosen]
    return tuple((polygon, value) for polygon, value in placed if polygon is not None)


def read_area(place: PlacedArea, window: Window, margin_px: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pixels around a window of an area and the class values in it.

    Returns pixels (C, H, W), class values (H, W) uint8, validity (H, W), for the window and `margin_px` around it (less at the
    raster's edge): what lies outside of the window, of the area or of the data is `IGNORE`, but its pixels are context.
    """
    with GridSource(place.raster, grid_card(place.bands, place.input)) as source:
        row, col = max(0, window.row - margin_px), max(0, window.col - margin_px)
        around = Window(row, col, min(source.rows, window.end_row + margin_px) - row,
                        min(source.cols, window.end_col + margin_px) - col)
        pixels, valid = source.read(around)
    values = np.full((around.rows, around.cols), IGNORE, np.uint8)
    values[window.slices(around)] = burn(place, window)
    values[~valid] = IGNORE
    return pixels, values, valid


def burn(place: PlacedArea, window: Window) -> np.ndarray:
    """(rows, cols) uint8 class values of a window, by pixel centres; `IGNORE` outside of the area."""
    inside = _rasterize([(place.outline, 1)], window, 0) == 1
    values = _rasterize(place.shapes, window, place.unlabelled)
    return np.where(inside, values, IGNORE).astype(np.uint8)


def _rasterize(shapes: Sequence[tuple[BaseGeometry, int]], window: Window, fill: int) -> np.ndarray:
    """Shapes in pixel coordinates burnt in their order, so that a later one covers an earlier one."""
    frame = box(window.col, window.row, window.end_col, window.end_row)
    near = [(shape, value) for shape, value in shapes if shape.intersects(frame)]
    if not near:
        return np.full((window.rows, window.cols), fill, np.uint8)
    burnt: np.ndarray = rasterize(near, (window.rows, window.cols), fill=fill, dtype="uint8",
                                  transform=Affine.translation(window.col, window.row))
    return burnt


def grid_card(bands: tuple[Band, ...], input_info: InputInfo) -> ModelCard:
    """As much of a card as `GridSource` needs: bands and resolution; the model itself does not exist yet."""
    return ModelCard("", 0, "", "", "", "", "", "", bands, input_info, (Scaling("scale", value=(1.0,)),), (),
                     Tiling(1, 0, 0, 1), (), Weights("", ""))
