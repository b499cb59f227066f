"""FCN-32s/16s/8s and the patch classifier: sizes, the bilinear start, gradients."""

import pytest
import torch
from landweave.models.fcn import FCN, BilinearUpsampling, PatchClassifier, bilinear_kernel


@pytest.mark.parametrize("output_stride", [8, 16, 32])
@pytest.mark.parametrize("size", [(64, 64), (1, 1), (33, 95), (64, 130)])
def test_scores_have_the_size_of_the_image(output_stride, size):
    network = FCN("resnet18", output_stride=output_stride, in_channels=4, classes=5).eval()
    with torch.inference_mode():
        assert network(torch.rand(2, 4, *size)).shape == (2, 5, *size)


@pytest.mark.parametrize("encoder", ["vgg11", "mobilenet_v2", "tu-tf_efficientnet_lite0"])
def test_any_encoder_will_do(encoder):
    network = FCN(encoder, classes=3).eval()
    with torch.inference_mode():
        assert network(torch.rand(1, 3, 64, 64)).shape == (1, 3, 64, 64)


def test_the_papers_head():
    network = FCN("vgg11", head_channels=32, output_stride=32, classes=3).eval()
    kernels = [tuple(m.kernel_size) for m in network.head.modules() if isinstance(m, torch.nn.Conv2d)]
    assert kernels == [(7, 7), (1, 1)]
    with torch.inference_mode():
        assert network(torch.rand(1, 3, 64, 64)).shape == (1, 3, 64, 64)


def test_strides_differ_in_their_skips():
    counts = {s: len(FCN("resnet18", output_stride=s, classes=3).skip_scores) for s in (32, 16, 8)}
    assert counts == {32: 0, 16: 1, 8: 2}
    with pytest.raises(ValueError, match="8, 16 or 32"):
        FCN("resnet18", output_stride=4)


@pytest.mark.parametrize("factor", [2, 8, 16, 32])
def test_the_start_is_a_partition_of_unity_up_to_the_border(factor):
    enlarged = BilinearUpsampling(3, factor)(torch.full((1, 3, 3, 5), 2.5))
    assert enlarged.shape == (1, 3, 3 * factor, 5 * factor)
    assert torch.allclose(enlarged, torch.tensor(2.5), atol=1e-6)


@pytest.mark.parametrize("factor", [2, 8])
def test_the_start_is_bilinear_interpolation(factor):
    scores = torch.rand(1, 2, 4, 6)
    expected = torch.nn.functional.interpolate(scores, scale_factor=factor, mode="bilinear", align_corners=False)
    assert torch.allclose(BilinearUpsampling(2, factor)(scores), expected, atol=1e-6)


def test_the_kernel_is_the_published_one():
    expected = torch.tensor([0.25, 0.75, 0.75, 0.25])
    assert torch.equal(bilinear_kernel(2), expected[:, None] * expected[None, :])


def test_gradients_reach_every_weight():
    network = FCN("resnet18", output_stride=8, classes=3, dropout=0.0).train()
    target = torch.randint(0, 3, (2, 64, 64), generator=torch.Generator().manual_seed(1))
    torch.nn.functional.cross_entropy(network(torch.rand(2, 3, 64, 64)), target).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.any(), name


def test_a_small_fcn_learns():
    torch.manual_seed(0)
    network = FCN("resnet18", output_stride=8, classes=2, dropout=0.0).train()
    images = torch.zeros(1, 3, 64, 64)
    images[..., 32:] = 1.0
    target = (images[:, 0] > 0).long()
    optimiser = torch.optim.Adam(network.parameters(), lr=2e-3)
    losses = []
    for _ in range(12):
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(images), target)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]


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
