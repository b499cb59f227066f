"""The choice of squares, in plain numbers: what is uncertain, what is rare, what lies apart, what is drawn by chance."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from landweave.core.raster.grid import Window
from landweave.core.raster.squares import Lattice
from landweave.core.raster.suggest import (
    DIFFERENT,
    RANDOM,
    RARE_CLASS,
    UNCERTAIN,
    Candidates,
    choose,
    class_weights,
    uncertainty_of,
)


def squares(side=10, classes=2, seed=0):
    """side x side squares, all of class 0, equally uncertain, alike in colour."""
    rng = np.random.default_rng(seed)
    rows, cols = np.divmod(np.arange(side * side), side)
    shares = np.zeros((side * side, classes))
    shares[:, 0] = 1.0
    return Candidates(np.column_stack([rows, cols]).astype(float), np.full(side * side, 100.0), shares,
                      np.full(side * side, 0.2), rng.normal(0, 0.01, (side * side, 2)) + 5, np.zeros(side * side, bool))


def changed(candidates, **values):
    """`name=(index, value)` replaces the rows `index` of an array."""
    arrays = {name: getattr(candidates, name).copy() for name in values}
    for name, (index, value) in values.items():
        arrays[name][index] = value
    return dataclasses.replace(candidates, **arrays)


def histogram(levels):
    return np.bincount(np.asarray(levels, np.int64), minlength=256)


def test_uncertainty_is_the_mean_of_the_most_uncertain_tenth():
    assert uncertainty_of(histogram([255] * 90 + [0] * 10)) == pytest.approx(1.0)
    assert uncertainty_of(histogram([255] * 95 + [51] * 5)) == pytest.approx(0.8 / 2)
    assert uncertainty_of(histogram([102])) == pytest.approx(0.6)
    assert uncertainty_of(histogram([])) == 0.0


@given(st.lists(st.integers(0, 255), min_size=1, max_size=300))
def test_uncertainty_equals_the_sorted_pixels(levels):
    tenth = np.sort(levels)[:int(np.ceil(len(levels) / 10))]
    assert uncertainty_of(histogram(levels)) == pytest.approx(1 - tenth.mean() / 255)


def test_a_mistake_in_a_sure_square_counts_more_than_doubt_all_over():
    assert uncertainty_of(histogram([250] * 90 + [110] * 10)) > uncertainty_of(histogram([180] * 100))


def test_class_weights_fall_with_the_labels():
    weights = class_weights(np.array([0.0, 10.0, 1000.0, -1.0]))
    assert weights[0] == 1.0
    assert weights[0] > weights[1] > weights[2] > 0
    assert weights[3] == weights[2]
    assert (class_weights(np.zeros(3)) == 1).all()
    assert (class_weights(np.full(2, -1.0)) == 1).all()


def test_the_planted_uncertain_square_is_first():
    made = changed(squares(), uncertainty=(37, 0.9))
    first = choose(made, np.array([100.0, 100.0]), 5, 0.2, 1)[0]
    assert (first.index, first.kind) == (37, UNCERTAIN)


def test_a_rare_class_leads_to_where_it_is_predicted():
    made = changed(squares(), shares=(62, [0.9, 0.1]))
    first = choose(made, np.array([1000.0, 10.0]), 5, 0.2, 1)[0]
    assert (first.index, first.kind, first.class_index) == (62, RARE_CLASS, 1)


def test_a_few_stray_pixels_of_a_rare_class_do_not():
    made = changed(changed(squares(), shares=(62, [0.999, 0.001])), uncertainty=(37, 0.9))
    assert choose(made, np.array([1000.0, 10.0]), 1, 0, 1)[0].index == 37


def test_a_batch_serves_two_rare_classes():
    """The second square of class 1 is the more uncertain one and unlike the first; still, class 2 lacks labels more."""
    made = squares(classes=3)
    for index, class_index in ((11, 1), (18, 1), (55, 2)):
        made = changed(made, shares=(index, np.eye(3)[class_index]))
    made = changed(made, colors=(18, [60.0, -50.0]), uncertainty=([11, 18, 55], [0.3, 0.24, 0.2]))
    assert [c.index for c in choose(made, np.array([100.0, 0.0, 0.0]), 2, 0, 1)] == [11, 55]


def test_without_labels_no_class_is_rare():
    made = changed(squares(), shares=(62, [0.5, 0.5]))
    assert all(c.kind in (UNCERTAIN, RANDOM) for c in choose(made, np.zeros(2), 5, 0.2, 1))


def test_equal_squares_are_spread_over_the_ground():
    chosen = choose(squares(), np.zeros(2), 4, 0, 1)
    places = squares().centres[[c.index for c in chosen]]
    apart = [np.hypot(*(a - b)) for i, a in enumerate(places) for b in places[:i]]
    assert min(apart) >= 4  # four neighbours would be 1 apart, the best four corners 9


def test_squares_unlike_the_labelled_ones_come_first():
    made = squares()
    made = changed(made, taken=(slice(0, 10), True), colors=(slice(90, 100), 50.0))
    made = changed(made, colors=(45, -50.0))
    chosen = choose(dataclasses.replace(made, uncertainty=None), np.zeros(2), 2, 0, 1)
    assert [c.kind for c in chosen] == [DIFFERENT, DIFFERENT]
    assert 45 in [c.index for c in chosen]
    assert any(c.index >= 90 for c in chosen)


def test_a_certain_map_is_still_spread():
    chosen = choose(changed(squares(), uncertainty=(slice(None), 0.0)), np.zeros(2), 3, 0, 1)
    rows, cols = np.ptp(squares().centres[[c.index for c in chosen]], axis=0)
    assert rows + cols >= 9


@pytest.mark.parametrize(("count", "share", "by_chance"), [(5, 0.2, 1), (10, 0.2, 2), (1, 0.2, 0), (4, 1.0, 4), (5, 0.0, 0)])
def test_one_in_five_is_drawn_by_chance(count, share, by_chance):
    kinds = [c.kind for c in choose(squares(), np.zeros(2), count, share, 1)]
    assert len(kinds) == count
    assert [kind == RANDOM for kind in kinds] == [False] * (count - by_chance) + [True] * by_chance


def test_chance_reaches_every_square():
    made = changed(squares(3), taken=(0, True))
    assert {choose(made, np.zeros(2), 1, 1.0, seed)[0].index for seed in range(100)} == set(range(1, 9))


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_the_numbers(data):
    number = data.draw(st.integers(1, 25))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    taken = rng.random(number) < data.draw(st.sampled_from([0.0, 0.3, 1.0]))
    colors = np.where(rng.random((number, 3)) < 0.2, np.nan, rng.integers(0, 3, (number, 3)))
    uncertainty = None if data.draw(st.booleans()) else np.round(rng.random(number), 1)
    shares = rng.dirichlet([0.3, 0.3], number)
    made = Candidates(rng.integers(0, 4, (number, 2)).astype(float), np.full(number, 9.0), shares, uncertainty, colors, taken)
    labelled = np.array(data.draw(st.lists(st.sampled_from([-1.0, 0.0, 5.0, 500.0]), min_size=2, max_size=2)))
    count, seed = data.draw(st.integers(1, 30)), data.draw(st.integers(0, 3))
    chosen = choose(made, labelled, count, 0.2, seed)
    assert chosen == choose(made, labelled, count, 0.2, seed)
    assert len({c.index for c in chosen}) == len(chosen) == min(count, int((~taken).sum()))
    assert not taken[[c.index for c in chosen]].any()
    assert all(0 <= c.score <= 1 for c in chosen if c.kind != RANDOM)


# -- the lattice ----------------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 30), st.integers(1, 30), st.integers(-99, 99), st.integers(-99, 99))
def test_squares_cover_the_raster_once(rows, cols, height, width, row, col):
    lattice = Lattice(rows, cols, height, width, row, col)
    found, total = lattice.squares(Window(0, 0, rows, cols), 10_000, 0)
    seen = np.zeros((rows, cols), int)
    for square in found:
        seen[square.row:square.end_row, square.col:square.end_col] += 1
        assert square.end_row <= rows
        assert square.end_col <= cols
    assert (seen == 1).all()
    assert len(found) == total
    assert max(s.rows * s.cols for s in found) == lattice.whole_px()


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 20), st.integers(1, 20), st.integers(-9, 9))
def test_squares_of_a_part_are_those_that_touch_it(row, col, rows, cols, anchor):
    lattice, part = Lattice(60, 60, 7, 9, anchor, anchor), Window(row, col, rows, cols)
    everywhere, _ = lattice.squares(Window(0, 0, 60, 60), 10_000, 0)
    assert lattice.squares(part, 10_000, 0)[0] == [s for s in everywhere if s.intersection(part) is not None]


def test_squares_lie_on_the_anchor():
    found, _ = Lattice(100, 100, 20, 20, -13, 1007).squares(Window(0, 0, 100, 100), 10_000, 0)
    assert {s.row % 20 for s in found if s.row} == {7}
    assert {s.col % 20 for s in found if s.col} == {7}


def test_of_too_many_squares_a_sample_is_taken():
    lattice = Lattice(10_000, 10_000, 10, 10)
    found, total = lattice.squares(Window(0, 0, 10_000, 10_000), 50, 3)
    assert (len(set(found)), total) == (50, 1_000_000)
    assert found == lattice.squares(Window(0, 0, 10_000, 10_000), 50, 3)[0]
    assert found != lattice.squares(Window(0, 0, 10_000, 10_000), 50, 4)[0]
