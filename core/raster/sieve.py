"""Connected components of a class raster, and the removal of those that are too small.

Both are written so that a pixel's result depends on a known neighbourhood only: cut anywhere, with that much margin, the
result is the same. GDAL's own sieve is not: it gives a patch to its *largest* neighbour, whose size depends on the cut.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

NODATA = 255
# A component is followed this far to learn whether it is large; only a thread that is longer and yet small is then kept.
LARGEST_REACH_PX = 512
# How deep into a cluster of small components the large ones around it grow, besides the size of one component.
CLUSTER_DEPTH_PX = 32

IntArray = npt.NDArray[np.integer[Any]]
ByteArray = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Components:
    """The 4-connected components of a raster of classes, numbered from 0 in raster order.

    `labels` int32 (rows, cols): each pixel's component. `classes` uint8 (count,): each component's class.
    `run_starts` (runs,): flat index of the first pixel of every horizontal run; `run_labels` (runs,): its component.
    """

    labels: IntArray
    classes: ByteArray
    run_starts: IntArray
    run_labels: IntArray

    @property
    def count(self) -> int:
        """How many components there are."""
        return len(self.classes)

    def sizes(self) -> IntArray:
        """Pixels of each component, int64 (count,)."""
        lengths = np.diff(self.run_starts, append=self.labels.size)
        return np.bincount(self.run_labels, weights=lengths, minlength=self.count).astype(np.int64)

    def sums(self, values: ByteArray) -> IntArray:
        """Sum of `values` (rows, cols) over each component, int64 (count,)."""
        runs = np.add.reduceat(values.ravel(), self.run_starts, dtype=np.int64)
        return np.bincount(self.run_labels, weights=runs, minlength=self.count).astype(np.int64)

    def minima(self, values: ByteArray) -> ByteArray:
        """Smallest of `values` (rows, cols) over each component, uint8 (count,)."""
        lowest = np.full(self.count, 255, np.uint8)
        np.minimum.at(lowest, self.run_labels, np.minimum.reduceat(values.ravel(), self.run_starts))
        return lowest


def find_components(classes: ByteArray) -> Components:
    """Label the 4-connected components of `classes` (rows, cols), nodata's among them."""
    begins = np.ones(classes.shape, bool)
    begins[:, 1:] = classes[:, 1:] != classes[:, :-1]
    runs = (np.cumsum(begins.ravel(), dtype=np.int32) - 1).reshape(classes.shape)
    # Two runs that lie over each other touch first where one of them begins: that pixel alone stands for the pair.
    pairs = (classes[1:] == classes[:-1]) & (begins[1:] | begins[:-1])
    roots = _roots(int(runs[-1, -1]) + 1, runs[:-1][pairs], runs[1:][pairs])
    is_root = roots == np.arange(len(roots))
    run_labels = (np.cumsum(is_root, dtype=np.int32) - 1)[roots]
    starts = np.flatnonzero(begins)
    return Components(run_labels[runs], classes.ravel()[starts[is_root]], starts, run_labels)


def _roots(count: int, first: IntArray, second: IntArray) -> IntArray:
    """The smallest member of each set when `first[i]` and `second[i]` are joined for all i; at most log2(count) rounds."""
    parent = np.arange(count, dtype=np.int32)
    while first.size:
        low, high = np.minimum(parent[first], parent[second]), np.maximum(parent[first], parent[second])
        apart = low != high
        first, second = low[apart], high[apart]
        np.minimum.at(parent, second, first)
        while not np.array_equal(shorter := parent[parent], parent):
            parent = shorter
    return parent


def sieve_margin_px(min_px: int) -> int:
    """How far around a window `sieve` must see for its result inside to be that of the whole raster."""
    return min(min_px, LARGEST_REACH_PX) + _depth_px(min_px)


def _depth_px(min_px: int) -> int:
    return CLUSTER_DEPTH_PX + 2 * math.isqrt(min_px)


def sieve(classes: ByteArray, min_px: int, open_sides: tuple[bool, bool, bool, bool] = (False,) * 4) -> ByteArray:
    """`classes` without components under `min_px` pixels: the large ones around them grow over them, step by step.

    Every pixel given away is connected to the large component that took it, so no new small one arises. A small island
    in nodata has nobody to take it and stays. `open_sides` (top, bottom, left, right): where the raster goes on beyond
    the array; a component cut there counts as large.
    """
    components = find_components(classes)
    small = (components.sizes() < min_px) & (components.classes != NODATA)
    labels = components.labels
    for is_open, edge in zip(open_sides, (labels[0], labels[-1], labels[:, 0], labels[:, -1])):
        if is_open:
            small[edge] = False
    if not small.any():
        return classes
    return _grow_over(classes, small[labels], _depth_px(min_px))


def _grow_over(classes: ByteArray, small: npt.NDArray[np.bool_], steps: int) -> ByteArray:
    rows, cols = classes.shape
    grown = np.pad(classes, 1, constant_values=NODATA)
    todo = np.pad(small, 1)
    values, waiting = grown.ravel(), todo.ravel()
    around = np.array([-(cols + 2), -1, 1, cols + 2])  # above, left, right, below: the first that is settled gives its class
    front = np.flatnonzero(waiting)
    for _ in range(steps):
        neighbours = front[:, None] + around
        settled = ~waiting[neighbours] & (values[neighbours] != NODATA)
        reached = settled.any(axis=1)
        if not reached.any():
            break
        taken, donors = front[reached], neighbours[reached, settled[reached].argmax(axis=1)]
        values[taken] = values[donors]
        waiting[taken] = False
        beyond = neighbours[reached].ravel()
        front = np.unique(beyond[waiting[beyond]])
    return grown[1 : rows + 1, 1 : cols + 1]
