"""The lattice: which pixels each tile computes and which of them it writes. Integers, anchored at the raster's pixel (0, 0)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """A rectangle of pixels; `row` and `col` of its first pixel, never negative."""

    row: int
    col: int
    rows: int
    cols: int

    @property
    def end_row(self) -> int:
        """The row after the last one."""
        return self.row + self.rows

    @property
    def end_col(self) -> int:
        """The column after the last one."""
        return self.col + self.cols

    def intersection(self, other: Window) -> Window | None:
        """What both cover, or None."""
        row, col = max(self.row, other.row), max(self.col, other.col)
        rows, cols = min(self.end_row, other.end_row) - row, min(self.end_col, other.end_col) - col
        return Window(row, col, rows, cols) if rows > 0 and cols > 0 else None

    def slices(self, origin: Window) -> tuple[slice, slice]:
        """Where this window lies in an array that holds `origin`."""
        return (slice(self.row - origin.row, self.end_row - origin.row),
                slice(self.col - origin.col, self.end_col - origin.col))


def cells(region: Window, step_px: int) -> Iterator[Window]:
    """The lattice cells of `step_px` that touch the region, cut to it, row by row. Each region pixel lies in exactly one."""
    for row in range(region.row // step_px * step_px, region.end_row, step_px):
        for col in range(region.col // step_px * step_px, region.end_col, step_px):
            cell = Window(row, col, step_px, step_px).intersection(region)
            if cell is not None:
                yield cell


def with_halo(core: Window, halo_px: int, stride_px: int, rows: int, cols: int) -> Window:
    """The tile that computes `core`: halo on all sides, started on the stride, nothing beyond the raster's edge.

    The start lies on a multiple of the stride and the end does too or is the raster's own edge, so every tile sees the network's
    inner grid where the untiled raster has it.
    """
    row = max(0, core.row // stride_px * stride_px - halo_px)
    col = max(0, core.col // stride_px * stride_px - halo_px)
    end_row = min(rows, -(-core.end_row // stride_px) * stride_px + halo_px)
    end_col = min(cols, -(-core.end_col // stride_px) * stride_px + halo_px)
    return Window(row, col, end_row - row, end_col - col)


def quarters(core: Window, stride_px: int) -> list[Window]:
    """The core in up to four parts, cut on the stride near its middle; one part if it is no larger than a stride."""
    def middle(start: int, end: int) -> list[tuple[int, int]]:
        cut = (start + end) // 2 // stride_px * stride_px
        return [(start, cut), (cut, end)] if start < cut < end else [(start, end)]

    return [Window(r0, c0, r1 - r0, c1 - c0)
            for r0, r1 in middle(core.row, core.end_row) for c0, c1 in middle(core.col, core.end_col)]


def fixed_tiles(area: Window, tile_px: int, step_px: int, rows: int, cols: int) -> list[Window]:
    """Tiles of one size for networks that see the whole tile, in lattice order: all that touch `area`.

    The last tile of a row or column is moved inside the raster; a raster smaller than a tile gives one cut tile.
    """
    def starts(size: int) -> list[int]:
        if size <= tile_px:
            return [0]
        regular = list(range(0, size - tile_px, step_px))
        return [*regular, size - tile_px]

    tiles = [Window(r, c, min(tile_px, rows), min(tile_px, cols)) for r in starts(rows) for c in starts(cols)]
    return [tile for tile in tiles if tile.intersection(area) is not None]
