"""Scenes as files: a GeoTIFF picture and a GeoTIFF of classes on the same grid."""

from __future__ import annotations

import os
import pathlib
import tempfile
from typing import Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, Resampling
from rasterio.transform import Affine

from ..contract.errors import JobError
from .scene import Scene, make_scene

CLASS_NAMES = ("building", "road", "vegetation", "water", "land")
CLASS_COLOURS: tuple[tuple[int, int, int], ...] = ((178, 62, 54), (92, 92, 98), (84, 142, 66), (58, 122, 184), (206, 184, 142))
DEFAULT_CRS = "EPSG:32652"
DEFAULT_ORIGIN = (322000.0, 4159000.0)  # UTM 52N, the west of South Korea; the ground shown is imaginary
OVERVIEW_FROM_PX = 1024


def write_scene(
    scene: Scene,
    folder: str | os.PathLike[str],
    name: str,
    crs: str = DEFAULT_CRS,
    origin: tuple[float, float] = DEFAULT_ORIGIN,
    compress: str = "deflate",
) -> tuple[pathlib.Path, pathlib.Path]:
    """Write NAME.tif (RGB) and NAME_labels.tif (classes, colour table) into a folder, and return both paths.

    `origin` is the upper left corner in the units of `crs`, which should be metres. `compress` concerns the picture only:
    "deflate" is exact, "jpeg" (YCbCr, quality 90) several times smaller. Large rasters get overviews; existing files
    are replaced.
    Raises JobError("output.read_only") where the folder cannot be written to, JobError("job.invalid") for an unknown `compress`.
    """
    if compress not in ("deflate", "jpeg"):
        raise JobError("job.invalid", reason=f"compress must be deflate or jpeg, not {compress}")
    target = pathlib.Path(folder)
    transform = Affine(scene.resolution_m, 0, origin[0], 0, -scene.resolution_m, origin[1])
    place = {"crs": CRS.from_user_input(crs), "transform": transform}
    image, labels = target / f"{name}.tif", target / f"{name}_labels.tif"
    picture: dict[str, Any] = {"compress": "deflate", "predictor": 2, "zlevel": 9}
    if compress == "jpeg":
        picture = {"compress": "jpeg", "jpeg_quality": 90}
    _write(
        image, scene.image, {**place, **picture, "photometric": "ycbcr" if compress == "jpeg" else "rgb", "interleave": "pixel"}
    )
    _write(labels, scene.labels[None], {**place, "compress": "deflate", "zlevel": 9}, classes=True)
    return image, labels


def generate(
    folder: str | os.PathLike[str],
    count: int,
    seed: int,
    rows: int,
    cols: int,
    resolution_m: float = 0.3,
    style: str = "auto",
    compress: str = "deflate",
) -> list[tuple[pathlib.Path, pathlib.Path]]:
    """Make `count` scenes with the seeds `seed`, `seed + 1`, ... and write them as scene_SEED.tif; return the pairs of paths.

    The scenes lie side by side from west to east, so that they can be opened together.
    """
    if count < 1:
        raise JobError("job.invalid", reason=f"count must be at least 1, not {count}")
    made = []
    for i in range(count):
        scene = make_scene(seed + i, rows, cols, resolution_m, style)
        east = DEFAULT_ORIGIN[0] + i * cols * resolution_m
        made.append(write_scene(scene, folder, f"scene_{seed + i:05d}", origin=(east, DEFAULT_ORIGIN[1]), compress=compress))
    return made


def _write(path: pathlib.Path, bands: NDArray[np.uint8], options: dict[str, Any], classes: bool = False) -> None:
    """Write one raster under a temporary name in the same folder, then give it its own."""
    count, rows, cols = bands.shape
    profile = {
        "driver": "GTiff",
        "dtype": "uint8",
        "count": count,
        "height": rows,
        "width": cols,
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        **options,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(suffix=".tif", prefix=f".{path.stem}-", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise JobError("output.read_only", path=str(path.parent), reason=error.strerror or str(error)) from error
    try:
        with rasterio.open(temporary, "w", **profile) as raster:
            raster.write(bands)
            if classes:
                _describe_classes(raster)
        _add_overviews(temporary, max(rows, cols), classes)
        pathlib.Path(temporary).chmod(0o644)
        os.replace(temporary, path)
    finally:
        pathlib.Path(temporary).unlink(missing_ok=True)


def _describe_classes(raster: Any) -> None:
    raster.write_colormap(1, {value: (*colour, 255) for value, colour in enumerate(CLASS_COLOURS)})
    raster.colorinterp = [ColorInterp.palette]
    raster.set_band_description(1, "class")
    raster.update_tags(1, **{f"class_{value}": name for value, name in enumerate(CLASS_NAMES)})


def _add_overviews(path: str, longer_px: int, classes: bool) -> None:
    if longer_px < OVERVIEW_FROM_PX:
        return
    factors = [2**k for k in range(1, 8) if longer_px / 2**k >= 256]
    with rasterio.open(path, "r+") as raster:
        raster.build_overviews(factors, Resampling.mode if classes else Resampling.average)
