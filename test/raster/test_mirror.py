"""Rows and columns beyond the edge of a raster."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from landweave.core.raster.mirror import mirrored


@pytest.mark.parametrize(("start", "stop", "size", "expected"), [
    (0, 4, 4, [0, 1, 2, 3]),
    (-3, 6, 4, [3, 2, 1, 0, 1, 2, 3, 2, 1]),
    (-5, 5, 3, [1, 0, 1, 2, 1, 0, 1, 2, 1, 0]),
    (-2, 3, 1, [0, 0, 0, 0, 0]),
])
def test_by_hand(start, stop, size, expected):
    assert mirrored(start, stop, size).tolist() == expected


@given(size=st.integers(2, 20), before=st.integers(0, 60), behind=st.integers(0, 60))
def test_it_is_numpys_reflection_and_does_not_depend_on_where_it_is_asked(size, before, behind):
    whole = mirrored(-before, size + behind, size)
    line = np.arange(size)
    assert whole[before:before + size].tolist() == line.tolist()
    for place in range(before):  # each step away from the edge mirrors one step inside, as often as it takes
        assert whole[before - 1 - place] == mirrored(place + 1, place + 2, size)[0]
    assert mirrored(-before + 1, size + behind, size).tolist() == whole[1:].tolist()
