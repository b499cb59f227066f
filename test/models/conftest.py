"""Small cards and packages that the tests of models share."""

import pytest
import torch
from landweave.core.contract.card import (
    Band,
    BandStatistics,
    ClassInfo,
    InputInfo,
    ModelCard,
    Scaling,
    Tiling,
    Weights,
)
from landweave.models.package import save_package
from landweave.models.registry import build_network

COLOURS = ("#c83232", "#4682b4", "#7fbf3f", "#ffd37f", "#808080")


@pytest.fixture
def one_thread():
    """Tiny networks are slower on several threads, much slower on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def make_card():
    """A valid card for so many bands and classes; keyword arguments replace fields."""

    def make(bands=3, classes=3, **fields):
        values = {
            "format": "landweave-model", "format_version": 1, "name": "test", "version": "1", "license": "CC0-1.0",
            "description": "", "architecture": "Unet", "encoder": "mobilenet_v2",
            "bands": tuple(Band(f"band {i}") for i in range(bands)),
            "input": InputInfo("uint8", 0.3, 0.1, 1.0),
            "scaling": (Scaling("z-score", mean=(100.0,), stddev=(50.0,)),),
            "classes": tuple(ClassInfo(i, f"class {i}", COLOURS[i % len(COLOURS)]) for i in range(classes)),
            "tiling": Tiling(stride=32, halo=64, receptive_halo=320, tile=512),
            "statistics": tuple(BandStatistics(100.0, 50.0, 10.0, 240.0) for _ in range(bands)),
            "weights": Weights("model.safetensors", "0" * 64),
        }
        return ModelCard(**{**values, **fields})

    return make


SMALL_CONFIG = {"_model_class": "Unet", "encoder_name": "mobilenet_v2", "encoder_depth": 3, "decoder_channels": [16, 8, 8]}


@pytest.fixture
def small_config():
    return dict(SMALL_CONFIG)


@pytest.fixture
def package(tmp_path, make_card):
    """The folder of a small valid package."""
    folder = tmp_path / "model"
    save_package(str(folder), build_network(SMALL_CONFIG, classes=3, in_channels=3), SMALL_CONFIG, make_card(), "# Test\n")
    return folder
