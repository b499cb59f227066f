"""Pieces of polygons that were cut by block borders, and their reunion as soon as nothing can be added to them.

The sweep goes row by row, left to right. A piece that touches a seam waits; once every block it touches has been seen,
its group is complete and leaves. What waits at any time is the front of the sweep and the groups that reach it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import shapely

from .sieve import IntArray
from .trace import Floats, Geometries


@dataclass(frozen=True)
class Piece:
    """A polygon's part in one block, in pixel coordinates of the raster.

    `nodes`: keys (row * (raster cols + 1) + col) of its vertices on seams where three or more borders meet.
    """

    geometry: Any
    value: int
    pixels: int
    confidence_sum: int
    confidence_min: int
    nodes: IntArray


Edge = IntArray  # piece ids along a block's side, -1 where no piece that waits is


class Seams:
    """Union-find over waiting pieces. Ids grow with the sweep; closed groups are forgotten."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._pieces: dict[int, Piece] = {}
        self._groups: dict[int, list[int]] = {}
        self._open_sides: dict[int, int] = {}
        self._below: dict[int, Edge] = {}
        self._right: Optional[Edge] = None
        self._next_id = 0

    def add_block(
        self, column: int, pieces: dict[int, Piece], sides: tuple[Optional[IntArray], ...]
    ) -> list[list[Piece]]:
        """Take in the next block of the sweep and give back the groups that are now complete.

        `column`: the block's number in its row. `pieces`: those that touch a seam, by component label. `sides`: the
        labels along (top, bottom, left, right), None where the raster ends.
        """
        ids = {label: self._next_id + i for i, label in enumerate(pieces)}
        self._next_id += len(pieces)
        for label, piece in pieces.items():
            self._parent[ids[label]] = ids[label]
            self._pieces[ids[label]] = piece
            self._groups[ids[label]] = [ids[label]]
            self._open_sides[ids[label]] = 0
        top, bottom, left, right = (None if side is None else _edge(side, ids) for side in sides)
        touched = set(ids.values())
        for mine, theirs in ((top, self._below.pop(column, None)), (left, self._right)):
            if mine is not None and theirs is not None:
                self._join(mine, theirs)
                touched |= self._close_side(theirs)
        self._right = right
        if bottom is not None:
            self._below[column] = bottom
        for edge in (bottom, right):
            for piece_id in () if edge is None else _present(edge):
                self._open_sides[self._find(piece_id)] += 1
        return self._leave({self._find(piece_id) for piece_id in touched})

    def _find(self, piece_id: int) -> int:
        root = piece_id
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[piece_id] != root:
            self._parent[piece_id], piece_id = root, self._parent[piece_id]
        return root

    def _join(self, mine: Edge, theirs: Edge) -> None:
        """Unite what lies face to face: equal classes; different ones have no common component."""
        facing = np.flatnonzero((mine >= 0) & (theirs >= 0))
        for one, other in np.unique(np.stack((mine[facing], theirs[facing])), axis=1).T.tolist():
            a, b = self._find(one), self._find(other)
            if a == b or self._pieces[a].value != self._pieces[b].value:
                continue
            if len(self._groups[a]) < len(self._groups[b]):
                a, b = b, a
            self._parent[b] = a
            self._groups[a] += self._groups.pop(b)
            self._open_sides[a] += self._open_sides.pop(b)

    def _close_side(self, edge: Edge) -> set[int]:
        seen = _present(edge)
        for piece_id in seen:
            self._open_sides[self._find(piece_id)] -= 1
        return set(seen)

    def _leave(self, roots: set[int]) -> list[list[Piece]]:
        complete = []
        for root in sorted(root for root in roots if self._open_sides[root] == 0):
            members = self._groups.pop(root)
            complete.append([self._pieces.pop(member) for member in members])
            del self._open_sides[root]
            for member in members:
                del self._parent[member]
        return complete


def _edge(labels: IntArray, ids: dict[int, int]) -> Edge:
    distinct, where = np.unique(labels, return_inverse=True)
    return np.array([ids.get(label, -1) for label in distinct.tolist()], np.int64)[where]


def _present(edge: Edge) -> list[int]:
    found: list[int] = np.unique(edge[edge >= 0]).tolist()
    return found


def merge(groups: Sequence[Sequence[Piece]], block_px: int, key_width: int) -> Geometries:
    """One polygon for each group; vertices that only the cutting made are gone, in both neighbours alike."""
    merged = np.empty(len(groups), object)
    for i, group in enumerate(groups):
        merged[i] = group[0].geometry if len(group) == 1 else shapely.coverage_union_all([piece.geometry for piece in group])
    nodes = np.concatenate([piece.nodes for group in groups for piece in group])
    cut = [i for i, group in enumerate(groups) if len(group) > 1]
    if cut:
        merged[cut] = _drop_cuts(merged[cut], np.unique(nodes), block_px, key_width)
    return merged


def _drop_cuts(polygons: Geometries, nodes: IntArray, block_px: int, key_width: int) -> Geometries:
    """Drop vertices on seams that lie on a straight line and are no node. All three points are whole numbers: exact."""
    _, xy, (rings, parts) = shapely.to_ragged_array(polygons)
    closing = np.zeros(len(xy), bool)
    closing[rings[1:] - 1] = True
    before, after = np.arange(len(xy)) - 1, np.arange(len(xy)) + 1
    before[rings[:-1]] = rings[1:] - 2
    after[closing] = 0  # closing vertices are rebuilt from the first kept one below
    one, other = xy - xy[before], xy[after] - xy
    candidates = ~closing & ((xy % block_px == 0).any(axis=1)) & (one[:, 0] * other[:, 1] == one[:, 1] * other[:, 0])
    keys = (xy[:, 1] * key_width + xy[:, 0]).astype(np.int64)
    drop = candidates & ~np.isin(keys, nodes)
    if not drop.any():
        return polygons
    kept, offsets = _close_rings(xy, ~drop & ~closing, rings)
    result: Geometries = shapely.from_ragged_array(shapely.GeometryType.POLYGON, kept, (offsets, parts))
    return result


def _close_rings(xy: Floats, keep: Any, rings: IntArray) -> tuple[Floats, IntArray]:
    number = np.add.reduceat(keep, rings[:-1], dtype=np.int64) + 1
    offsets = np.concatenate(([0], np.cumsum(number)))
    closed = np.empty((int(offsets[-1]), 2))
    last = np.zeros(len(closed), bool)
    last[offsets[1:] - 1] = True
    closed[~last] = xy[keep]
    closed[last] = closed[offsets[:-1]]
    return closed, offsets
