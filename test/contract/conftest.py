"""A model card as a dict, as `model.json` holds it."""

import copy

import pytest

CARD = {
    "format": "landweave-model",
    "format_version": 1,
    "name": "Land cover",
    "version": "1.0",
    "license": "CC-BY-4.0",
    "description": "",
    "architecture": "Unet",
    "encoder": "resnet18",
    "bands": [
        {"name": "B04", "common_name": "red", "wavelength_um": 0.665},
        {"name": "B03", "common_name": "green", "wavelength_um": 0.56},
    ],
    "input": {"dtype": "uint16", "resolution_m": 10, "resolution_min_m": 8.0, "resolution_max_m": 12.5, "nodata": 0},
    "scaling": [
        {"type": "z-score", "mean": [1000, 900], "stddev": [300.5, 250]},
        {"type": "clip", "minimum": [-3], "maximum": [3]},
    ],
    "classes": [{"value": 0, "name": "land", "color": "#aabbcc"}, {"value": 1, "name": "water", "color": "#0000FF"}],
    "tiling": {"stride": 32, "halo": 64, "receptive_halo": 192, "tile": 1024, "context": "local"},
    "statistics": [{"mean": 1000.0, "stddev": 300.5, "p1": 2, "p99": 4000}, {"mean": 900, "stddev": 250, "p1": 3, "p99": 3500}],
    "weights": {"file": "model.safetensors", "sha256": "0" * 64},
    "metrics": {"miou": 0.7, "iou.water": 1},
}


@pytest.fixture
def card():
    """A valid card, to be spoilt."""
    return copy.deepcopy(CARD)
