"""Training pixels from a label project: each area in blocks, with its surroundings as context but never as labels."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from ...core.contract import labels as contract
from ...core.contract.errors import JobError
from ...core.raster.grid import Window, cells
from ...core.raster.labels import (
    LabelArea,
    LabelProject,
    PlacedArea,
    burn,
    place_area,
    raster_of,
    read_area,
    read_label_project,
)
from .config import Source, TrainConfig
from .findings import Finding, warn
from .labels import IGNORE, LabelTable
from .sources import Pair, blank

BLOCK_PX = 1024  # a large area is read in blocks, so that memory does not depend on it
WHOLE_SHARE = 0.999  # of an area on the raster; less is said
TOUCHING_SHARE = 1e-6  # of an area, below which an overlap is the rounding of a common edge
ROLES = {contract.TRAIN: "train", contract.CHECK: "validation"}


def label_pairs(source: Source, folder: Path, table: LabelTable, config: TrainConfig, findings: list[Finding]) -> list[Pair]:
    """The areas of a label project as pairs; what is odd about them is added to `findings`.

    Raises `JobError`: "labels.*", "raster.*", "data.unknown_value" for a label whose class the project does not list.
    """
    project = read_label_project(str(folder / source.project))
    unknown = project.unknown_values()
    if unknown:
        raise JobError("data.unknown_value", path=project.path, value=", ".join(str(v) for v in unknown))
    for count, code in ((project.repaired, "labels.repaired"), (project.dropped, "labels.dropped")):
        if count:
            findings.append(warn(code, "info", count=count))
    lookup = _lookup(project, source, table, findings)
    pairs: list[Pair] = []
    for number, area in enumerate(_without_check(project, findings), start=1):
        if area is not None:
            pairs += _area_pairs(project, area, number, source, lookup, config, findings)
    return pairs


def _lookup(project: LabelProject, source: Source, table: LabelTable, findings: list[Finding]) -> np.ndarray:
    """(256,) from class value to label code; by name where the source does not say otherwise."""
    lookup = np.full(256, IGNORE, np.uint8)
    used = {value for _, value, _ in project.labels} | {project.unlabelled}
    for info in project.classes:
        names: Sequence[str] = source.labels.get(str(info.value), ()) if source.labels else (info.name,)
        if set(names) <= set(table.names) and names:
            lookup[info.value] = table.code(names)
        elif info.value in used:
            findings.append(warn("labels.class_left_out", name=info.name))
    return lookup


def _without_check(project: LabelProject, findings: list[Finding]) -> list[LabelArea | None]:
    """The areas, training areas without what a check area covers; None where nothing is left."""
    checks = [area.polygon for area in project.areas if area.role == contract.CHECK]
    checked = shapely.union_all(checks) if checks else shapely.Polygon()
    areas: list[LabelArea | None] = []
    for number, area in enumerate(project.areas, start=1):
        if area.role == contract.TRAIN and area.polygon.intersection(checked).area > TOUCHING_SHARE * area.polygon.area:
            findings.append(warn("labels.overlap", number=number))
            rest = area.polygon.difference(checked)
            areas.append(replace(area, polygon=rest) if rest.area > 0 else None)
        else:
            areas.append(area)
    return areas


def _area_pairs(project: LabelProject, area: LabelArea, number: int, source: Source, lookup: np.ndarray, config: TrainConfig,
                findings: list[Finding]) -> list[Pair]:
    raster = raster_of(project, area, source.rasters)
    raster = replace(raster, bands=source.bands) if source.bands and not raster.bands else raster
    place = place_area(project, area, raster, config.bands, config.input)
    if place is None:
        findings.append(warn("labels.outside", number=number, path=raster.path))
        return []
    if place.inside_share < WHOLE_SHARE:
        findings.append(warn("labels.partly_outside", number=number, path=raster.path,
                             percent=round(100 - 100 * place.inside_share)))
    blocks = [(block, int((lookup[burn(place, block)] != IGNORE).sum())) for block in cells(place.window, BLOCK_PX)]
    if not any(labelled for _, labelled in blocks):
        findings.append(warn("labels.empty_area", number=number))
    pair = _pair_maker(place, number, source, lookup, config.chip_px // 2)
    return [pair(block, labelled) for block, labelled in blocks if labelled]


def _pair_maker(place: PlacedArea, number: int, source: Source, lookup: np.ndarray,
                margin_px: int) -> Callable[[Window, int], Pair]:
    stamp = _stamp(place)

    def load(block: Window) -> tuple[np.ndarray, np.ndarray]:
        pixels, values, valid = read_area(place, block, margin_px)
        return blank(pixels, valid), lookup[values]

    def make(block: Window, labelled_px: int) -> Pair:
        origin = (max(0, block.row - margin_px), max(0, block.col - margin_px))
        key = f"{source.name}:{number}:{block.row}:{block.col}"
        return Pair(key, ROLES[place.area.role], source, lambda: load(block), stamp, place.raster.path, origin, number,
                    labelled_px)

    return make


def _stamp(place: PlacedArea) -> str:
    """Changes with the raster's file, the area and its labels."""
    digest = hashlib.sha256(repr((place.raster, place.window, place.unlabelled, _file_stamp(place.raster.path))).encode())
    digest.update(shapely.to_wkb(place.outline))
    for shape, value in place.shapes:
        digest.update(shapely.to_wkb(shape) + bytes([value]))
    return digest.hexdigest()


def _file_stamp(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
