"""Settings keep their type, whatever stands in the ini file."""

import pytest
from landweave.ui import settings
from landweave.ui.settings import Entry
from qgis.core import QgsSettings

ENTRIES = [value for value in vars(settings).values() if isinstance(value, Entry)]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.key)
def test_defaults_are_given_back_and_described(entry):
    assert entry.get() == entry.default
    assert entry.description
    assert not QgsSettings().contains(settings.PREFIX + entry.key)


def test_keys_are_unique():
    keys = [entry.key for entry in ENTRIES]
    assert len(set(keys)) == len(keys) > 8


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        (settings.POLYGONS, False),
        (settings.CONFIDENCE, True),
        (settings.DEVICE, "cpu"),
        (settings.MIN_AREA_M2, 12.5),
        (settings.MODEL_FOLDERS, ("/a b", "/ü")),
        (settings.MODEL_FOLDERS, ("/only",)),
    ],
)
def test_a_value_comes_back_with_its_type(entry, value):
    entry.set(value)
    QgsSettings().sync()
    assert entry.get() == value
    assert type(entry.get()) is type(value)
    entry.reset()
    assert entry.get() == entry.default


def test_the_default_is_stored_as_nothing():
    settings.POLYGONS.set(False)
    settings.POLYGONS.set(True)
    assert not QgsSettings().contains("landweave/polygons")


@pytest.mark.parametrize(
    ("entry", "rubbish"),
    [
        (settings.POLYGONS, "perhaps"),
        (settings.MIN_AREA_M2, "many"),
        (settings.MIN_AREA_M2, -1.0),
        (settings.SIMPLIFY_M, 1e12),
        (settings.DEVICE, "abacus"),
        (settings.POLYGON_FORMAT, "DXF"),
    ],
)
def test_rubbish_in_the_file_is_ignored(entry, rubbish):
    QgsSettings().setValue(settings.PREFIX + entry.key, rubbish)
    assert entry.get() == entry.default
