"""Bands are found by what they are called or measure, never by their place; what cannot be decided is left to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from landweave.core.contract.bands import RasterBand, match_bands
from landweave.core.contract.card import Band

RGB = [Band("R", "red", 0.66), Band("G", "green", 0.56), Band("B", "blue", 0.48)]


def bands(*descriptions, **common):
    return [RasterBand(number, text, common.get(f"b{number}", "")) for number, text in enumerate(descriptions, 1)]


@pytest.mark.parametrize(
    ("found", "numbers"),
    [
        (bands("R", "G", "B"), (1, 2, 3)),
        (bands("B", "G", "R"), (3, 2, 1)),
        (bands("Red", "green", "BLUE", "alpha"), (1, 2, 3)),
        (bands("Band 1: Blue", "Band 2 - Green", "Band 3 (Red)"), (3, 2, 1)),
        (bands("rot", "gruen", "blau"), (1, 2, 3)),
        (bands("", "", "", b1="red", b2="green", b3="blue"), (1, 2, 3)),
        (bands("", "", ""), (0, 0, 0)),
        (bands("Band 1", "Band 2", "Band 3"), (0, 0, 0)),
        (bands("red", "red", "green"), (0, 3, 0)),
        ([], (0, 0, 0)),
    ],
)
def test_names(found, numbers):
    match = match_bands(RGB, found)
    assert match.numbers == numbers
    assert match.complete == all(numbers)


def test_the_name_goes_before_the_common_name():
    found = [RasterBand(1, "red"), RasterBand(2, "R")]
    match = match_bands(RGB[:1], found)
    assert (match.numbers, match.how) == ((2,), ("name",))


def test_wavelengths():
    found = [RasterBand(1, wavelength_um=0.842), RasterBand(2, wavelength_um=0.665), RasterBand(3, wavelength_um=0.56),
             RasterBand(4, wavelength_um=0.49)]  # fmt: skip
    match = match_bands(RGB, found)
    assert match.numbers == (2, 3, 4)
    assert set(match.how) == {"wavelength"}


def test_a_wavelength_outside_the_tolerance_is_no_match_unless_the_band_is_that_wide():
    narrow, wide = RasterBand(1, wavelength_um=0.71), RasterBand(1, wavelength_um=0.71, fwhm_um=0.12)
    assert match_bands(RGB[:1], [narrow]).numbers == (0,)
    assert match_bands(RGB[:1], [wide]).numbers == (1,)


def test_red_edge_is_not_red():
    assert match_bands(RGB[:1], bands("Red Edge 1")).numbers == (0,)


names = st.sampled_from(["R", "G", "B", "red", "green", "nir", "", "Band 2", "pan"])
wavelengths = st.none() | st.floats(0.4, 0.9)


@given(st.lists(st.tuples(names, wavelengths), max_size=8))
def test_a_band_serves_once_and_every_number_exists(found):
    raster = [RasterBand(number, name, "", wavelength) for number, (name, wavelength) in enumerate(found, 1)]
    match = match_bands(RGB, raster)
    used = [number for number in match.numbers if number]
    assert len(match.numbers) == len(match.how) == 3
    assert len(set(used)) == len(used)
    assert all(1 <= number <= len(raster) for number in used)
    assert all(bool(number) == bool(how) for number, how in zip(match.numbers, match.how))


@given(st.permutations([1, 2, 3, 4]))
def test_the_order_in_the_file_does_not_matter(order):
    texts = {1: "red", 2: "green", 3: "blue", 4: "nir"}
    raster = [RasterBand(number, texts[what]) for number, what in enumerate(order, 1)]
    assert [order[number - 1] for number in match_bands(RGB, raster).numbers] == [1, 2, 3]
