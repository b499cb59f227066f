"""Outlines of components in pixel coordinates, with a vertex wherever three or more of them meet.

GDAL leaves out the vertex of a border that runs straight past the meeting point of two others; such outlines share no
common vertices there and are no coverage. Vertices are added exactly at those points instead of at every pixel corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from rasterio import features

from .sieve import ByteArray, Components, IntArray

Floats = npt.NDArray[np.float64]
Geometries = npt.NDArray[Any]


@dataclass(frozen=True)
class Corners:
    """The pixel corners of a block of (rows, cols) pixels, each array of shape (rows + 1, cols + 1).

    `on_horizontal`, `on_vertical`: where a straight horizontal or vertical border meets a third one. `degree`: how many
    borders of one pixel's length leave the corner, 0 to 4.
    """

    on_horizontal: npt.NDArray[np.bool_]
    on_vertical: npt.NDArray[np.bool_]
    degree: ByteArray


def find_corners(ringed: ByteArray) -> Corners:
    """The corners of a block from its classes with one more pixel on every side, (rows + 2, cols + 2)."""
    beside = ringed[:, :-1] == ringed[:, 1:]
    below = ringed[:-1] == ringed[1:]
    above_same, under_same, left_same, right_same = beside[:-1], beside[1:], below[:, :-1], below[:, 1:]
    degree = 4 - above_same.astype(np.uint8) - under_same - left_same - right_same
    return Corners(above_same ^ under_same, left_same ^ right_same, degree)


def trace(components: Components, corners: Corners, wanted: npt.NDArray[np.bool_]) -> tuple[Geometries, IntArray]:
    """Polygons of the `wanted` (count,) components, x = column and y = row of the block, and each one's component."""
    mask = None if wanted.all() else wanted[components.labels]
    points: list[Any] = []
    rings: list[int] = [0]
    polygons: list[int] = [0]
    labels: list[float] = []
    for geometry, label in features.shapes(components.labels, mask=mask, connectivity=4):
        for ring in geometry["coordinates"]:
            points.append(ring)
            rings.append(rings[-1] + len(ring))
        polygons.append(len(rings) - 1)
        labels.append(label)
    if not labels:
        return np.empty(0, object), np.empty(0, np.int64)
    numbers = chain.from_iterable(chain.from_iterable(points))
    xy = np.fromiter(numbers, np.float64, 2 * rings[-1]).reshape(-1, 2)
    xy, ring_offsets = _add_corners(xy, np.array(rings), corners)
    traced = shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (ring_offsets, np.array(polygons)))
    return traced, np.array(labels, np.int64)


def _add_corners(xy: Floats, ring_offsets: IntArray, corners: Corners) -> tuple[Floats, IntArray]:
    """Put the corners where a third border arrives into the straight edges that pass them."""
    whole = xy.astype(np.int64)
    x, y = whole[:-1, 0], whole[:-1, 1]
    next_x, next_y = whole[1:, 0], whole[1:, 1]
    flat = (y == next_y) & (x != next_x)
    steep = (x == next_x) & (y != next_y)
    steep[ring_offsets[1:-1] - 1] = flat[ring_offsets[1:-1] - 1] = False  # from one ring's end to the next one's start
    extra = [
        _corners_between(np.flatnonzero(flat), y, x, next_x, corners.on_horizontal),
        _corners_between(np.flatnonzero(steep), x, y, next_y, corners.on_vertical.T),
    ]
    counts = np.ones(len(xy), np.int64)
    for edges, _, _, number in extra:
        counts[edges] += number
    first = np.cumsum(counts) - counts
    result = np.empty((int(counts.sum()), 2))
    result[first] = xy
    for axis, (edges, lines, along, number) in enumerate(extra):
        serial = np.arange(len(along)) - np.repeat(np.cumsum(number) - number, number)
        target = np.repeat(first[edges], number) + 1 + serial
        result[target, axis] = along
        result[target, 1 - axis] = np.repeat(lines, number)
    return result, np.append(first, len(result))[ring_offsets]


def _corners_between(
    edges: IntArray, line: IntArray, start: IntArray, end: IntArray, present: npt.NDArray[np.bool_]
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """For edges along grid lines, the marked corners strictly inside each: (edges with any, line, positions, how many)."""
    width = present.shape[1]
    marked = np.flatnonzero(present)
    line, start, end = line[edges], start[edges], end[edges]
    low = np.searchsorted(marked, line * width + np.minimum(start, end), "right")
    high = np.searchsorted(marked, line * width + np.maximum(start, end), "left")
    some = high > low
    edges, line, low, high, backward = edges[some], line[some], low[some], high[some], (end < start)[some]
    number = high - low
    serial = np.arange(int(number.sum())) - np.repeat(np.cumsum(number) - number, number)
    index = np.where(np.repeat(backward, number), np.repeat(high - 1, number) - serial, np.repeat(low, number) + serial)
    return edges, line, marked[index] % width, number
