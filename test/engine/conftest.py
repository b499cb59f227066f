"""A small trained-like model and generated rasters for the tests of the engine."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from landweave.core.contract.card import Band, ClassInfo, InputInfo, ModelCard, Scaling, Tiling, Weights
from landweave.core.scenes import make_scene

COLORS = ("#d7191c", "#7d7d8a", "#4dac26")


def save_small_model(folder, halo_px, model_class="Unet", network=None, **config):
    """A resnet18 U-Net, or the network of that configuration, with random weights of fixed seed: enough for exactness, which
    needs no training. `halo_px`: None for all that the network sees.
    """
    import torch
    from landweave.models.context import describe
    from landweave.models.package import save_package
    from landweave.models.registry import build_network

    torch.manual_seed(3)
    network_config = network or {"_model_class": model_class, "encoder_name": "resnet18", "encoder_depth": 3,
                                 "decoder_channels": [32, 16, 8], **config}
    built = build_network(network_config, classes=3, in_channels=3).eval()
    context = describe(built, 3)
    halo = context.receptive_halo_px if halo_px is None else halo_px
    bands = tuple(Band(n, n) for n in ("red", "green", "blue"))
    card = ModelCard("landweave-model", 1, "small", "1.0", "CC0-1.0", "for tests", "", "", bands,
                     InputInfo("uint8", 1.0, 0.01, 100000.0), (Scaling("z-score", mean=(110.0,), stddev=(50.0,)),),
                     tuple(ClassInfo(i, f"class {i}", c) for i, c in enumerate(COLORS)),
                     Tiling(context.stride, max(halo, context.margin_px), context.receptive_halo_px, 128, context.context,
                            context.margin_px), (),
                     Weights("model.safetensors", "0" * 64))
    save_package(str(folder), built, network_config, card, "for tests\n", half=False)
    return str(folder)


@pytest.fixture(scope="session")
def exact_model(tmp_path_factory):
    """A local network whose stored halo is the whole receptive field."""
    return save_small_model(tmp_path_factory.mktemp("model") / "exact", None)


@pytest.fixture(scope="session")
def global_model(tmp_path_factory):
    """A network that sees the whole tile (squeeze and excitation in the decoder)."""
    return save_small_model(tmp_path_factory.mktemp("model") / "global", 0, decoder_attention_type="scse",
                            decoder_channels=[32, 16, 16])


@pytest.fixture(scope="session")
def scene():
    """A generated picture (3, 420, 420)."""
    return make_scene(11, 420, 420, 0.5).image


def write_raster(path, pixels, transform=None, crs="EPSG:32652", **profile):
    """Write pixels (3, rows, cols) as an RGB GeoTIFF."""
    with rasterio.open(path, "w", driver="GTiff", width=pixels.shape[2], height=pixels.shape[1], count=3, dtype=pixels.dtype,
                       crs=crs, photometric="RGB", transform=transform or Affine(0.5, 0, 322000, 0, -0.5, 4159000),
                       **profile) as file:
        file.write(pixels)
    return str(path)


@pytest.fixture
def make_raster(tmp_path, scene):
    """Write an RGB GeoTIFF cut from a generated scene: `make_raster(rows, cols, transform=..., crs=..., nodata=...)`."""
    def make(rows, cols, *, name="raster.tif", change=None, **options):
        pixels = np.ascontiguousarray(scene[:, :rows, :cols]).copy()
        if change is not None:
            change(pixels)
        return write_raster(tmp_path / name, pixels, **options)

    return make


@pytest.fixture(scope="session")
def fixed_raster(tmp_path_factory, scene):
    """A raster of 300 x 330 pixels that no test changes."""
    return write_raster(tmp_path_factory.mktemp("raster") / "raster.tif", np.ascontiguousarray(scene[:, :300, :330]))
