"""Areas, shares and times in words."""

import pytest
from landweave.ui import results


@pytest.mark.parametrize(
    ("area_m2", "text"),
    [
        (0, "0 m²"), (0.25, "0.25 m²"), (9999, "9,999 m²"), (12345, "1.23 ha"), (5e6, "500 ha"), (25e6, "25 km²"),
        (1.5e9, "1,500 km²"),
    ],
)
def test_areas_have_sensible_units(area_m2, text):
    assert results.area_text(area_m2) == text


@pytest.mark.parametrize(("share", "text"), [(0, "0.0 %"), (0.0001, "< 0.1 %"), (0.5, "50.0 %"), (1, "100.0 %")])
def test_shares(share, text):
    assert results.share_text(share) == text


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "1 s"), (61, "61 s"), (150, "2 min"), (3600, "60 min"), (7200, "2 h"),
                                               (7500, "2 h 5 min")])
def test_times(seconds, text):
    assert results.duration_text(seconds) == text
