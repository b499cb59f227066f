"""Areas of a label project as chips: georeferenced images and masks in folders that every training program understands.

<output>/train/images/area001_0_0.tif   train/masks/area001_0_0.png   val/...   classes.csv   manifest.json
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile

from ...contract import labels as schema
from ...contract.card import Band, InputInfo
from ...contract.errors import Cancelled, JobError
from ...contract.job_parts import RasterSource
from ...contract.version import VERSION
from ..grid import Window
from ..labels import IGNORE, LabelArea, LabelProject, PlacedArea, grid_card, place_area, raster_of, read_area, read_label_project
from ..source import GridSource, band_list, rasterio_exists
from .findings import Finding, warn

FORMAT, FORMAT_VERSION = "landweave-chips", 1
MANIFEST, CLASSES = "manifest.json", "classes.csv"
RESOLUTION_TOLERANCE = 1.5  # rasters this much finer or coarser than the project's pixels are exported as they are
SPLIT_OF_ROLE = {schema.TRAIN: "train", schema.CHECK: "val"}
MASK_FORMATS = ("png", "tif")
_PREDICTORS = {"u": 2, "i": 2, "f": 3}


@dataclass(frozen=True)
class Chip:
    """One image with its mask, paths relative to the folder. `transform`: a to f of the affine transform; `labelled_px`: pixels
    with a class.
    """

    image: str
    mask: str
    split: str
    role: str
    area_id: str
    source: str
    rows: int
    cols: int
    crs_wkt: str
    transform: tuple[float, ...]
    labelled_px: int


@dataclass
class ChipExport:
    """What was written. `class_px`: pixels of each class value. `empty`: chips that had no label and were left out."""

    folder: str
    chips: list[Chip] = field(default_factory=list)
    class_px: dict[int, int] = field(default_factory=dict)
    empty: int = 0
    findings: list[Finding] = field(default_factory=list)


def export_chips(project_path: str, output_dir: str, *, rasters: Mapping[str, RasterSource] | None = None, chip_px: int = 0,
                 mask_format: str = "png", report: Callable[[int, int], None] = lambda *_: None,
                 cancelled: Callable[[], bool] = lambda: False) -> ChipExport:
    """Write all areas as chips of at most `chip_px` (0: the project's) into the new folder `output_dir`, whole or not at all.

    Images keep the raster's bands (without alpha) and number type, on the grid that a model of the project's resolution sees;
    masks hold the class values, 255 where nothing is labelled. `report(done, total)` counts areas.
    Raises `JobError` ("labels.*", "raster.*", "output.*", "data.no_labels", "data.unknown_value") and `Cancelled`.
    """
    project = read_label_project(project_path)
    if project.unknown_values():
        raise JobError("data.unknown_value", path=project_path, value=", ".join(map(str, project.unknown_values())))
    target = Path(output_dir)
    _check_target(target)
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    export = ChipExport(str(target))
    try:
        _write_areas(project, part, rasters or {}, chip_px or project.settings.chip_px, mask_format, export, report, cancelled)
        if not export.chips:
            raise JobError("data.no_labels")
        _write_tables(project, part, export)
        if target.exists():
            target.rmdir()  # it is empty
        os.replace(part, target)
    except OSError as error:
        raise JobError("output.failed", path=output_dir, reason=error.strerror or str(error)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return export


def _check_target(target: Path) -> None:
    try:
        if target.is_file() or (target.is_dir() and any(target.iterdir())):
            raise JobError("output.failed", path=str(target), reason="it is there already and not empty")
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise JobError("output.read_only", path=str(target.parent), reason=error.strerror or str(error)) from error


def _write_areas(project: LabelProject, folder: Path, rasters: Mapping[str, RasterSource], chip_px: int, mask_format: str,
                 export: ChipExport, report: Callable[[int, int], None], cancelled: Callable[[], bool]) -> None:
    for number, area in enumerate(_without_checks(project), start=1):
        report(number - 1, len(project.areas))
        raster = raster_of(project, area, rasters)
        look = _look(raster)
        place = place_area(project, area, replace(raster, bands=look.bands), look.card_bands, _input(project, look))
        if place is None:
            export.findings.append(warn("export.outside", number=number, path=raster.path))
            continue
        before = len(export.chips)
        for window in _windows(place.window, chip_px):
            if cancelled():
                raise Cancelled
            _write_chip(place, window, number, look, folder, mask_format, export)
        if len(export.chips) == before:
            export.findings.append(warn("export.empty_area", number=number))
    report(len(project.areas), len(project.areas))


def _without_checks(project: LabelProject) -> list[LabelArea]:
    """The areas; training areas without what a check area covers, so that no pixel is in both."""
    checks = shapely.union_all([area.polygon for area in project.areas if area.role == schema.CHECK])
    return [replace(area, polygon=area.polygon.difference(checks))
            if area.role == schema.TRAIN and area.polygon.intersects(checks) else area for area in project.areas]


@dataclass(frozen=True)
class _Look:
    bands: tuple[int, ...]
    card_bands: tuple[Band, ...]
    dtype: str
    nodata: float | None


def _look(source: RasterSource) -> _Look:
    """A raster's bands without alpha. Raises `JobError` ("raster.*")."""
    options = dict(option.split("=", 1) for option in source.open_options if "=" in option)
    try:
        with rasterio.open(source.path, **options) as dataset:
            alpha = rasterio.enums.ColorInterp.alpha
            found = [b for b, c in zip(band_list(dataset), dataset.colorinterp) if c != alpha]
            numbers = source.bands or tuple(b.number for b in found)
            named = {b.number: Band(b.description or b.common_name or f"band {b.number}", b.common_name) for b in found}
            return _Look(numbers, tuple(named.get(n, Band(f"band {n}")) for n in numbers), dataset.dtypes[0],
                         source.nodata if source.nodata is not None else dataset.nodata)
    except RasterioError as error:
        code = "raster.unreadable" if rasterio_exists(source.path) else "raster.missing"
        raise JobError(code, path=source.path, reason=str(error)) from error


def _input(project: LabelProject, look: _Look) -> InputInfo:
    resolution_m = project.settings.resolution_m
    return InputInfo(look.dtype, resolution_m, resolution_m / RESOLUTION_TOLERANCE, resolution_m * RESOLUTION_TOLERANCE)


def _windows(area: Window, chip_px: int) -> Iterator[Window]:
    """The area in chips from its own corner on; those at its far edges may be smaller."""
    for row in range(area.row, area.end_row, chip_px):
        for col in range(area.col, area.end_col, chip_px):
            yield Window(row, col, min(chip_px, area.end_row - row), min(chip_px, area.end_col - col))


# -- files --------------------------------------------------------------------------------------------------------


def _write_chip(place: PlacedArea, window: Window, number: int, look: _Look, folder: Path, mask_format: str,
                export: ChipExport) -> None:
    pixels, values, _valid = read_area(place, window)
    counts = np.bincount(values.ravel(), minlength=256)
    labelled = int(counts[:IGNORE].sum())
    if not labelled:
        export.empty += 1
        return
    with GridSource(place.raster, grid_card(place.bands, place.input)) as source:
        transform, crs = source.window_transform(window), source.crs
    split = SPLIT_OF_ROLE[place.area.role]
    name = f"area{number:03d}_{window.row - place.window.row}_{window.col - place.window.col}"
    image, mask = f"{split}/images/{name}.tif", f"{split}/masks/{name}.{mask_format}"
    _write(folder / image, _geotiff(pixels, transform, crs, look.nodata, [b.name for b in place.bands]))
    _write(folder / mask, _png(values) if mask_format == "png" else _geotiff(values[None], transform, crs, IGNORE, ["class"]))
    for value in np.flatnonzero(counts[:IGNORE]):
        export.class_px[int(value)] = export.class_px.get(int(value), 0) + int(counts[value])
    export.chips.append(Chip(image, mask, split, place.area.role, place.area.area_id, place.area.source, window.rows, window.cols,
                             crs.to_wkt() if crs is not None else "", tuple(transform)[:6], labelled))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _geotiff(pixels: np.ndarray, transform: Affine, crs: CRS | None, nodata: float | None, names: Sequence[str]) -> bytes:
    """A GeoTIFF in memory; GDAL can lose an error that a full disk gives on closing, Python's own writing cannot."""
    count, rows, cols = pixels.shape
    photometric = {"photometric": "RGB"} if count == 3 and pixels.dtype == np.uint8 else {}
    with MemoryFile() as memory:
        with memory.open(driver="GTiff", width=cols, height=rows, count=count, dtype=pixels.dtype, crs=crs, transform=transform,
                         nodata=nodata, compress="deflate", predictor=_PREDICTORS[pixels.dtype.kind], **photometric) as file:
            file.write(pixels)
            for band, name in enumerate(names, start=1):
                file.set_band_description(band, name)
        content: bytes = memory.read()
    return content


def _png(values: np.ndarray) -> bytes:
    """Class values as plain grey: what all training programs read as numbers, unlike a palette."""
    rows, cols = values.shape
    with MemoryFile() as memory:
        with memory.open(driver="PNG", width=cols, height=rows, count=1, dtype="uint8") as file:
            file.write(values, 1)
        content: bytes = memory.read()
    return content


def _write_tables(project: LabelProject, folder: Path, export: ChipExport) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["value", "name", "r", "g", "b"])
    writer.writerows([c.value, c.name, *(int(c.color[i:i + 2], 16) for i in (1, 3, 5))] for c in project.classes)
    _write(folder / CLASSES, text.getvalue().encode())
    _write(folder / MANIFEST, json.dumps(_manifest(project, export), indent=1, ensure_ascii=False).encode())


def _manifest(project: LabelProject, export: ChipExport) -> dict[str, Any]:
    return {
        "format": FORMAT, "format_version": FORMAT_VERSION, "made_with": f"Landweave {VERSION}",
        "project": os.path.basename(project.path), "ignore_value": IGNORE,
        "unlabelled": schema.unlabelled_text(project.settings.unlabelled), "resolution_m": project.settings.resolution_m,
        "classes": [{"value": c.value, "name": c.name, "color": c.color, "pixels": export.class_px.get(c.value, 0)}
                    for c in project.classes],
        "chips": [asdict(chip) for chip in export.chips],
    }
