"""Small label projects and images for the engine's tests."""

import numpy as np
import pyogrio
import rasterio
import shapely
from affine import Affine

CRS = "EPSG:32652"
X0, Y0, RESOLUTION_M = 300000.0, 4000000.0, 0.5
CLASSES = ((0, "roof", "#d7191c"), (1, "grass", "#4dac26"), (2, "road", "#7d7d8a"))


def box(row, col, rows, cols, resolution_m=RESOLUTION_M):
    """A rectangle of pixels of the image as a polygon on the map."""
    return shapely.box(X0 + col * resolution_m, Y0 - (row + rows) * resolution_m, X0 + (col + cols) * resolution_m,
                       Y0 - row * resolution_m)


def _table(path, layer, geometries, fields, values, crs=None, first=False):
    pyogrio.raw.write(
        str(path), None if geometries is None else np.array([shapely.to_wkb(g) for g in geometries], object),
        [np.array(column, getattr(column, "dtype", object)) for column in values], list(fields), layer=layer, driver="GPKG",
        geometry_type=None if geometries is None else "Polygon", crs=crs, append=not first)


def write_project(path, areas, labels, classes=CLASSES, unlabelled="ignore", crs=CRS, chip_px=64, resolution_m=RESOLUTION_M,
                  version="1"):
    """areas: (id, role, source, polygon); labels: (area id, class value, polygon)."""
    settings = {"format": "landweave-labels", "format_version": version, "unlabelled": unlabelled, "chip_px": str(chip_px),
                "resolution_m": str(resolution_m), "origin_x": str(X0), "origin_y": str(Y0), "model": ""}
    _table(path, "project", None, ("key", "value"), (list(settings), list(settings.values())), first=True)
    _table(path, "classes", None, ("value", "name", "color", "position"),
           (np.array([c[0] for c in classes]), [c[1] for c in classes], [c[2] for c in classes], np.arange(len(classes))))
    _table(path, "log", None, ("at", "action", "detail"), ([""], ["new"], ["{}"]))
    stamps = ["2026-01-01T00:00:00"]
    _table(path, "areas", [a[3] for a in areas], ("area_id", "role", "source", "state", "created"),
           ([a[0] for a in areas], [a[1] for a in areas], [str(a[2]) for a in areas], ["done"] * len(areas), stamps * len(areas)),
           crs)
    fields = ("area_id", "class_value", "origin", "created")
    values = ([x[0] for x in labels], np.array([x[1] for x in labels], np.int64), ["drawn"] * len(labels), stamps * len(labels))
    _table(path, "labels", [x[2] for x in labels], fields, values, crs)
    return path


def write_image(path, rows=128, cols=128, seed=1, hole=None, crs=CRS, resolution_m=RESOLUTION_M, bands=3):
    """An image in which class and colour go together: quarters of roof (red), grass (green), road (grey), grass.

    Returns the true classes (rows, cols). `hole` (row, col, rows, cols) is nodata.
    """
    rng = np.random.default_rng(seed)
    classes = np.ones((rows, cols), np.uint8)
    classes[: rows // 2, : cols // 2] = 0
    classes[rows // 2:, cols // 2:] = 2
    colors = np.array([[200, 60, 50], [50, 160, 60], [120, 120, 130]])
    pixels = np.clip(colors[classes].transpose(2, 0, 1) + rng.normal(0, 12, (3, rows, cols)), 1, 255).astype(np.uint8)[:bands]
    if hole is not None:
        pixels[:, hole[0]:hole[0] + hole[2], hole[1]:hole[1] + hole[3]] = 0
    with rasterio.open(path, "w", driver="GTiff", width=cols, height=rows, count=len(pixels), dtype="uint8", crs=crs,
                       transform=Affine(resolution_m, 0, X0, 0, -resolution_m, Y0), nodata=0 if hole else None,
                       photometric="RGB" if bands == 3 else "MINISBLACK") as dataset:
        dataset.write(pixels)
    return classes


def true_labels(area_id, rows=128, cols=128):
    """Labels of the image's quarters for one area."""
    half_rows, half_cols = rows // 2, cols // 2
    return [(area_id, 0, box(0, 0, half_rows, half_cols)), (area_id, 1, box(0, half_cols, half_rows, cols - half_cols)),
            (area_id, 1, box(half_rows, 0, rows - half_rows, half_cols)),
            (area_id, 2, box(half_rows, half_cols, rows - half_rows, cols - half_cols))]
