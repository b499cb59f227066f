"""The lattice writes every pixel once, whatever the size."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from landweave.core.raster.grid import Window, cells, fixed_tiles, quarters, with_halo

SIZES = st.integers(1, 200)


@settings(max_examples=80, deadline=None)
@given(rows=SIZES, cols=SIZES, row=st.integers(0, 60), col=st.integers(0, 60), step=st.sampled_from([32, 64, 96]))
def test_cells_cover_the_region_exactly_once(rows, cols, row, col, step):
    region = Window(row, col, rows, cols)
    hits = np.zeros((rows, cols), int)
    for cell in cells(region, step):
        assert cell.row // step == (cell.end_row - 1) // step  # within one lattice cell
        hits[cell.slices(region)] += 1
    assert (hits == 1).all()


@settings(max_examples=80, deadline=None)
@given(rows=SIZES, cols=SIZES, halo=st.sampled_from([0, 32, 64]))
def test_tiles_start_on_the_stride_and_stay_inside(rows, cols, halo):
    for core in cells(Window(0, 0, rows, cols), 64):
        tile = with_halo(core, halo, 32, rows, cols)
        assert tile.row % 32 == tile.col % 32 == 0
        assert tile.end_row <= rows
        assert tile.end_col <= cols
        assert tile.end_row % 32 == 0 or tile.end_row == rows
        assert tile.intersection(core) == core


@given(rows=SIZES, cols=SIZES)
def test_quarters_partition_the_core(rows, cols):
    core = Window(64, 32, rows, cols)
    hits = np.zeros((rows, cols), int)
    for part in quarters(core, 32):
        hits[part.slices(core)] += 1
    assert (hits == 1).all()


@given(rows=SIZES, cols=SIZES)
def test_fixed_tiles_cover_everything_and_keep_their_size(rows, cols):
    area = Window(0, 0, rows, cols)
    hits = np.zeros((rows, cols), int)
    for tile in fixed_tiles(area, 64, 32, rows, cols):
        assert tile.rows == min(64, rows)
        assert tile.cols == min(64, cols)
        hits[tile.slices(area)] += 1
    assert (hits >= 1).all()
