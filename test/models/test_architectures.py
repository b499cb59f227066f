"""The table of networks does not lie: every row is built, counted, measured, run, saved, loaded and trained."""

import numpy as np
import pytest
import torch
from landweave.core.contract.architectures import ARCHITECTURES, MEASURED_ENCODER, architecture
from landweave.core.contract.card import Tiling
from landweave.models.context import describe
from landweave.models.package import load_network, save_package
from landweave.models.registry import architecture_names, build_network, weightless
from landweave.models.runner import TorchRunner

KEYS = [row.key for row in ARCHITECTURES]
# Narrow forms of the rows, so that all of them can be trained here.
SLIM = {
    "unet": {"decoder_channels": [16, 8, 8, 8, 8]}, "unet-transposed": {"decoder_channels": [16, 8, 8, 8, 8]},
    "unet-plus-plus": {"decoder_channels": [16, 8, 8, 8, 8]}, "manet": {"decoder_channels": [16, 8, 8, 8, 8]},
    "unet-original": {"base_channels": 8, "depth": 3, "batch_norm": True},
    "fpn": {"decoder_pyramid_channels": 32, "decoder_segmentation_channels": 32}, "pspnet": {"psp_out_channels": 32},
    "deeplabv3": {"decoder_channels": 16}, "deeplabv3-plus": {"decoder_channels": 16}, "pan": {"decoder_channels": 16},
    "upernet": {"decoder_channels": 16}, "segformer": {"decoder_segmentation_channels": 16},
    "dpt": {"decoder_intermediate_channels": [8, 8, 8, 8], "decoder_fusion_channels": 8},
    "patch-classifier": {"head_channels": 64, "patch_px": 32},
}
SIDE_PX = 128  # the least that PAN takes


def slim(key):
    return {**architecture(key).with_encoder("tu-mobilenetv2_035"), **SLIM.get(key, {})}


def made(key, classes=2):
    torch.manual_seed(5)
    return build_network(slim(key), classes=classes, in_channels=3)


pytestmark = pytest.mark.usefixtures("one_thread")


def test_the_table_lists_every_network_that_can_be_built():
    assert {row.network["_model_class"] for row in ARCHITECTURES} == set(architecture_names())


@pytest.mark.parametrize("row", ARCHITECTURES, ids=KEYS)
def test_parameters_and_stages_are_those_of_the_table(row):
    with weightless():
        network = build_network(row.with_encoder(MEASURED_ENCODER), classes=6, in_channels=3)
    assert round(sum(p.numel() for p in network.parameters()) / 1e6, 2) == row.parameters_millions
    assert getattr(network, "stages", 1) == row.stages


@pytest.mark.parametrize("row", ARCHITECTURES, ids=KEYS)
def test_stride_and_context_are_those_of_the_table(row):
    """Measured on the narrow form: neither depends on how many channels there are."""
    measured = describe(build_network({**slim(row.key), "depth": 4} if row.key == "unet-original" else slim(row.key),
                                      classes=2, in_channels=3), 3)
    assert (measured.stride, measured.context) == (row.stride_px, row.context)


@pytest.mark.parametrize("row", [row for row in ARCHITECTURES if row.options], ids=lambda row: row.key)
def test_options_exist_and_their_first_value_is_the_one_without(row):
    def layers(network):
        return {name: tensor.shape for name, tensor in network.state_dict().items()}, str(network)

    with weightless():
        plain = layers(build_network(row.with_encoder("resnet18"), classes=2, in_channels=3))
        for name, values in row.options.items():
            for place, value in enumerate(values):
                network = layers(build_network({**row.with_encoder("resnet18"), name: value}, classes=2, in_channels=3))
                if name not in ("decoder_interpolation", "patch_px", "padding") or place == 0:
                    assert (network == plain) == (place == 0), (name, value)


@pytest.mark.parametrize("key", KEYS)
def test_save_and_load_give_the_same_scores_bit_for_bit_at_odd_sizes(key, tmp_path, make_card):
    network = made(key, classes=3).eval()
    stride = architecture(key).stride_px
    card = make_card(tiling=Tiling(stride, 0, 0, 4 * stride))
    save_package(str(tmp_path / "m"), network, slim(key), card, "", half=False)
    loaded = load_network(str(tmp_path / "m"))
    image = torch.rand(1, 3, SIDE_PX, SIDE_PX + 32, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        assert torch.equal(network(image), loaded.network(image))
    pixels = np.random.default_rng(1).integers(0, 255, (3, SIDE_PX + 3, SIDE_PX + 41), np.uint8)
    valid = np.ones(pixels.shape[1:], bool)
    classes, confidence = TorchRunner(loaded, "cpu").classify(pixels, valid)
    assert classes.shape == confidence.shape == valid.shape
    again = TorchRunner(load_network(str(tmp_path / "m")), "cpu").classify(pixels, valid)
    assert np.array_equal(classes, again[0])
    assert np.array_equal(confidence, again[1])


def chips(count, rng):
    """Bright halves on dark ground: (count, 3, S, S) and the class of each pixel (count, S, S)."""
    target = torch.zeros(count, SIDE_PX, SIDE_PX, dtype=torch.long)
    for i in range(count):
        cut = int(rng.integers(32, SIDE_PX - 32))
        target[i, :, cut:] = 1
        if rng.random() < 0.5:
            target[i] = target[i].T.clone()
    noise = torch.from_numpy(rng.normal(0, 0.3, (count, 3, SIDE_PX, SIDE_PX)).astype(np.float32))
    return noise + target[:, None] * 2.0 - 1.0, target


@pytest.mark.parametrize("key", KEYS)
def test_a_few_steps_of_training_make_it_better(key):
    """A generated set of four chips, as often as it takes a narrow network from scratch to see what they are about."""
    network, (images, target) = made(key).train(), chips(4, np.random.default_rng(3))
    optimiser = torch.optim.Adam(network.parameters(), lr=4e-3)
    losses = []
    for _ in range(10):
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images), target)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert np.mean(losses[-3:]) < 0.9 * np.mean(losses[:2])
