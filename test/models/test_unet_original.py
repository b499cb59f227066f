"""Ronneberger's U-Net: the published layers, sizes, gradients."""

import pytest
import torch
from landweave.models.unet_original import UNetOriginal


@pytest.mark.parametrize("size", [(32, 32), (1, 1), (17, 45)])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_scores_have_the_size_of_the_image(size, batch_norm):
    network = UNetOriginal(base_channels=4, batch_norm=batch_norm, in_channels=5, classes=3).eval()
    with torch.inference_mode():
        assert network(torch.rand(2, 5, *size)).shape == (2, 3, *size)


def test_it_has_the_published_layers():
    """The paper: 23 convolutional layers in total (18 3x3, 4 up-convolutions 2x2, one 1x1), 64 to 1024 channels."""
    network = UNetOriginal(in_channels=1, classes=2)
    layers = [module for module in network.modules() if isinstance(module, (torch.nn.Conv2d, torch.nn.ConvTranspose2d))]
    kinds = [(type(layer).__name__, tuple(layer.kernel_size)) for layer in layers]
    assert kinds.count(("Conv2d", (3, 3))) == 18
    assert kinds.count(("ConvTranspose2d", (2, 2))) == 4
    assert kinds.count(("Conv2d", (1, 1))) == 1
    assert len(kinds) == 23
    assert max(m.out_channels for m in network.modules() if isinstance(m, torch.nn.Conv2d)) == 1024
    assert sum(p.numel() for p in network.parameters()) == 31_030_658  # the count that is usually quoted for it


def test_gradients_reach_every_weight():
    network = UNetOriginal(base_channels=8, depth=2, batch_norm=True, dropout=0.0).train()
    target = torch.randint(0, 2, (2, 32, 32), generator=torch.Generator().manual_seed(1))
    torch.nn.functional.cross_entropy(network(torch.rand(2, 3, 32, 32)), target).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.any(), name


def test_absurd_depths_are_refused():
    for depth in (0, 7):
        with pytest.raises(ValueError, match="depth"):
            UNetOriginal(depth=depth)
