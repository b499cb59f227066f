"""The measured halo: against a tiling done literally, and where the answer is known."""

import numpy as np
import pytest
import torch
from landweave.models.halo import measure_halo
from torch import nn


class _Mean(nn.Module):
    """Class 1 where the mean over (2 * reach + 1) pixels each way is positive: looks exactly `reach` pixels far."""

    def __init__(self, reach):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 2 * reach + 1, padding=reach, bias=False)
        nn.init.constant_(self.conv.weight, 1.0)

    def forward(self, images):
        score = self.conv(images)
        return torch.cat([-score, score], dim=1)


def _image(size=96, seed=0):
    return np.random.default_rng(seed).normal(size=(1, size, size)).astype(np.float32)


def test_the_halo_is_the_reach_rounded_up_to_the_stride():
    for reach, expected in ((3, 4), (4, 4), (5, 8), (9, 12)):
        found = measure_halo(_Mean(reach), [_image(), _image(seed=1)], stride=4, limit=1e-9, tile_px=96)
        assert (found.halo_px, found.reached) == (expected, True)
        assert found.table[-1].differing_share == 0
        assert all(row.differing_share > 0 for row in found.table[:-1])
        assert [row.halo_px for row in found.table] == list(range(0, expected + 1, 4))


def test_a_network_that_looks_at_single_pixels_needs_none():
    assert measure_halo(_Mean(0), [_image()], stride=4, tile_px=64).halo_px == 0


def test_the_share_is_that_of_a_map_tiled_literally():
    """Tiles of 32 px over a 512-px image, counted pixel by pixel, against the estimate from the middle cuts of many images."""
    network, tile_px, halo_px = _Mean(5).eval(), 32, 4
    core = tile_px - 2 * halo_px
    image = _image(480, seed=5)
    whole = _classes(network, image)
    tiled = np.zeros_like(whole)
    for y in range(0, 480, core):
        for x in range(0, 480, core):
            top, left = max(y - halo_px, 0), max(x - halo_px, 0)
            tile = _classes(network, image[:, top : y + core + halo_px, left : x + core + halo_px])
            tiled[y : y + core, x : x + core] = tile[y - top : y - top + core, x - left : x - left + core]
    literal = np.mean(tiled != whole)
    images = [_image(32, seed=s) for s in range(300)]
    table = {row.halo_px: row.differing_share for row in measure_halo(network, images, 4, 1e-9, tile_px).table}
    assert table[halo_px] == pytest.approx(literal, rel=0.15)


def _classes(network, image):
    with torch.inference_mode():
        return network(torch.from_numpy(image)[None])[0].argmax(0).numpy()


def test_a_limit_out_of_reach_is_said():
    found = measure_halo(_Mean(40), [_image(64)], stride=4, limit=1e-9, tile_px=64)
    assert not found.reached
    assert found.halo_px == found.table[-1].halo_px == 28  # a half with its halo stays smaller than the image


def test_images_of_any_size_and_odd_strides():
    found = measure_halo(_Mean(3), [_image(101), _image(67, seed=2)[:, :50]], stride=6, tile_px=72)
    assert found.halo_px == 6


@pytest.mark.parametrize(("images", "tile_px"), [([], 64), ([np.zeros((1, 8, 64), np.float32)], 64), ([_image()], 8)])
def test_what_cannot_be_measured_is_refused(images, tile_px):
    with pytest.raises(ValueError, match="needed"):
        measure_halo(_Mean(1), images, stride=4, tile_px=tile_px)
