"""Scaling: equal to the steps done one after another; pixels without data become the training mean; shifts are noticed."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landweave.core.contract.card import BandStatistics, Scaling
from landweave.core.contract.errors import JobError
from landweave.models.scaling import apply_scaling, domain_shift, scaling_arrays


def _step_by_step(pixels, steps):
    """The definition of each step, in float64, one after another."""
    values = pixels.astype(np.float64)
    for step in steps:
        names = ("mean", "stddev", "minimum", "maximum", "value")
        array = {name: np.array(getattr(step, name)).reshape(-1, 1, 1) for name in names}
        if step.type == "z-score":
            values = (values - array["mean"]) / array["stddev"]
        elif step.type == "min-max":
            values = (values - array["minimum"]) / (array["maximum"] - array["minimum"])
        elif step.type == "scale":
            values = values * array["value"]
        elif step.type == "offset":
            values = values + array["value"]
        else:
            values = np.clip(values, array["minimum"], array["maximum"])
    return values


_number = st.floats(-200, 200, width=32)
_positive = st.floats(0.25, 100, width=32)
_step = st.one_of(
    st.builds(lambda m, s: Scaling("z-score", mean=(m,), stddev=(s,)), _number, _positive),
    st.builds(lambda m, w: Scaling("min-max", minimum=(m,), maximum=(m + w,)), _number, _positive),
    st.builds(lambda m, w: Scaling("clip", minimum=(m,), maximum=(m + w,)), _number, _positive),
    st.builds(lambda v: Scaling("scale", value=(v,)), st.floats(-4, 4, width=32)),
    st.builds(lambda v: Scaling("offset", value=(v,)), _number),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # it only makes values
@given(steps=st.lists(_step, max_size=5))
def test_one_formula_equals_the_steps(make_card, steps):
    card = make_card(bands=2, scaling=tuple(steps))
    pixels = np.random.default_rng(1).uniform(-300, 300, (2, 8, 9)).astype(np.float32)
    expected = _step_by_step(pixels, steps)
    found = apply_scaling(pixels, np.ones((8, 9), bool), card)
    assert found.dtype == np.float32
    gain = np.abs(scaling_arrays(card).gain).max()
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-3 * max(1.0, float(gain)))


def test_numbers_per_band(make_card):
    card = make_card(bands=2, scaling=(Scaling("z-score", mean=(10.0, 20.0), stddev=(2.0, 4.0)),))
    found = apply_scaling(np.full((2, 1, 1), 24, np.uint16), np.ones((1, 1), bool), card)
    assert found[:, 0, 0].tolist() == [7.0, 1.0]


def test_pixels_without_data_become_exactly_zero_after_a_z_score(make_card):
    pixels = np.full((3, 4, 5), np.nan, np.float32)
    pixels[:, 0, 0] = 150
    valid = np.zeros((4, 5), bool)
    valid[0, 0] = True
    found = apply_scaling(pixels, valid, make_card())
    assert found[:, 0, 0].tolist() == [1.0, 1.0, 1.0]
    assert np.count_nonzero(found) == 3


def test_pixels_without_data_become_the_scaled_mean_otherwise(make_card):
    card = make_card(scaling=(Scaling("min-max", minimum=(0.0,), maximum=(200.0,)),))
    found = apply_scaling(np.zeros((3, 1, 1), np.uint8), np.zeros((1, 1), bool), card)
    assert found.ravel().tolist() == [0.5, 0.5, 0.5]
    card = make_card(scaling=card.scaling, statistics=())
    assert apply_scaling(np.full((3, 1, 1), 9, np.uint8), np.zeros((1, 1), bool), card).ravel().tolist() == [0, 0, 0]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_value_that_is_no_number_does_not_spread(make_card, bad):
    pixels = np.full((3, 2, 2), 150, np.float32)
    pixels[1, 0, 1] = bad
    found = apply_scaling(pixels, np.ones((2, 2), bool), make_card())
    assert found[:, 0, 1].tolist() == [0, 0, 0]
    assert found.sum() == 9


def test_the_input_is_left_alone(make_card):
    pixels, valid = np.full((3, 2, 2), 150, np.float32), np.array([[True, False], [True, True]])
    apply_scaling(pixels, valid, make_card())
    assert (pixels == 150).all()
    assert valid.sum() == 3


def test_shapes_and_steps_that_do_not_fit(make_card):
    with pytest.raises(ValueError, match="do not fit"):
        apply_scaling(np.zeros((4, 2, 2)), np.ones((2, 2), bool), make_card())
    with pytest.raises(ValueError, match="do not fit"):
        apply_scaling(np.zeros((3, 2, 2)), np.ones((2, 3), bool), make_card())
    for step in (Scaling("z-score", mean=(1.0,)), Scaling("min-max"), Scaling("scale"), Scaling("offset")):
        with pytest.raises(JobError, match="lacks its numbers"):
            scaling_arrays(make_card(scaling=(step,)))


def test_domain_shift(make_card):
    card = make_card()  # mean 100, standard deviation 50
    close = BandStatistics(120.0, 40.0, 0, 0)
    assert domain_shift(card, [close, close, close]) == []
    shifts = domain_shift(card, [BandStatistics(2500.0, 300.0, 0, 0), close, BandStatistics(100.0, 5.0, 0, 0)])
    assert [shift.band for shift in shifts] == ["band 0", "band 2"]
    assert shifts[0].deviations == pytest.approx(48)
    assert shifts[1].spread_ratio == pytest.approx(0.1)
    assert [s.band for s in domain_shift(card, [BandStatistics(-10.0, 50.0, 0, 0)])] == ["band 0"]
    assert domain_shift(make_card(statistics=()), [close] * 3) == []


def test_domain_shift_with_a_constant_band(make_card):
    card = make_card(bands=1, statistics=(BandStatistics(5.0, 0.0, 5.0, 5.0),), scaling=())
    assert domain_shift(card, [BandStatistics(5.0, 0.0, 5.0, 5.0)]) == []
    assert len(domain_shift(card, [BandStatistics(5.0, 1.0, 5.0, 5.0)])) == 1
