"""The classifier of patches as a map: sizes, and the same scores for a patch and for the scene that it lies in."""

import pytest
import torch
from landweave.models.patch_classifier import PatchClassifier


def test_the_score_at_the_centre_of_a_patch_is_that_of_the_patch():
    """With the whole network: a scene that is one patch is scored, in its middle cell, as `classify` scores it."""
    torch.manual_seed(0)
    network = PatchClassifier("resnet18", patch_px=96, head_channels=16, classes=4).eval()
    patches = torch.rand(3, 3, 96, 96)
    with torch.inference_mode():
        expected = network.classify(patches)
        assert torch.allclose(network.grid(patches)[:, :, 1, 1], expected, atol=1e-5)
        middle = network(patches)[:, :, 47:49, 47:49].mean(dim=(2, 3))  # the four pixels around the very centre
    spread = float(expected.abs().max())
    assert float((middle - expected).abs().max()) < 0.1 * spread  # what bilinear enlarging mixes in from the next cells


@pytest.mark.parametrize("patch_px", [96, 160])
def test_a_patch_and_the_scene_around_it_get_the_same_scores(patch_px):
    """The convolutional form on a scene is the classifier on each patch, wherever the patch holds all that the encoder sees."""
    network = PatchClassifier("resnet18", patch_px=patch_px, head_channels=16, classes=4).eval()
    network.encoder = _Means()
    network.head[0] = torch.nn.Conv2d(3, 16, patch_px // 32)
    scene, reach = torch.rand(1, 3, 5 * 32, 6 * 32), patch_px // 64 * 32
    around = torch.nn.functional.pad(scene, (reach, reach, reach, reach))
    with torch.inference_mode():
        patches = [around[..., y : y + patch_px, x : x + patch_px] for y in range(0, 160, 32) for x in range(0, 192, 32)]
        one_by_one = network.classify(torch.cat(patches)).T.reshape(1, 4, 5, 6)
        expected = torch.nn.functional.interpolate(one_by_one, scale_factor=32, mode="bilinear", align_corners=False)
        assert torch.allclose(network(scene), expected, atol=1e-6)


class _Means(torch.nn.Module):
    """An encoder whose features are exactly the means of 32 x 32 pixels: nothing looks beyond its cell."""

    def forward(self, images):
        return [images, torch.nn.functional.avg_pool2d(images, 32)]


def test_patch_classifier_sizes_and_refusals():
    network = PatchClassifier("mobilenet_v2", head_channels=8, classes=3).eval()
    with torch.inference_mode():
        assert network.classify(torch.rand(2, 3, 96, 96)).shape == (2, 3)
        assert network(torch.rand(1, 3, 50, 70)).shape == (1, 3, 50, 70)
    with pytest.raises(ValueError, match="96 x 96"):
        network.classify(torch.rand(1, 3, 64, 64))
    for patch_px in (64, 100, 0):
        with pytest.raises(ValueError, match="odd multiple"):
            PatchClassifier("mobilenet_v2", patch_px=patch_px)
