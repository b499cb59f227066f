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


def test_valid_convolutions_turn_572_pixels_into_388_as_in_the_paper():
    network = UNetOriginal(base_channels=2, padding="valid").eval()
    with torch.inference_mode():
        assert network(torch.rand(1, 3, 572, 572)).shape == (1, 2, 388, 388)
    with pytest.raises(ValueError, match="at least 208 x 208"):
        network(torch.rand(1, 3, 64, 64))


@pytest.mark.parametrize("upsampling", ["transposed", "bilinear"])
@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_margin_is_what_valid_convolutions_take_from_multiples_of_the_stride(depth, upsampling):
    network = UNetOriginal(base_channels=2, depth=depth, padding="valid", upsampling=upsampling).eval()
    side = 2 * network.margin + 3 * network.stride
    assert network.margin % network.stride == 0
    with torch.inference_mode():
        assert network(torch.rand(1, 3, side, side + network.stride)).shape == (1, 2, side - 2 * network.margin,
                                                                                side + network.stride - 2 * network.margin)


def test_padded_and_valid_convolutions_agree_where_both_have_seen_everything():
    """Both have the same weights; with valid convolutions the scores begin `margin` pixels into the image."""
    torch.manual_seed(1)
    padded = UNetOriginal(base_channels=4, depth=3).eval()
    valid = UNetOriginal(base_channels=4, depth=3, padding="valid").eval()
    valid.load_state_dict(padded.state_dict())
    margin, image = valid.margin, torch.rand(1, 3, 160, 176)
    with torch.inference_mode():
        inside = padded(image)[..., margin:-margin, margin:-margin]
        assert torch.allclose(valid(image), inside, atol=1e-5)
        assert not torch.allclose(padded(image)[..., :64, :80], valid(image), atol=1e-3)


def test_upsampling_without_transposed_convolutions():
    network = UNetOriginal(base_channels=4, depth=2, upsampling="bilinear").eval()
    assert not any(isinstance(module, torch.nn.ConvTranspose2d) for module in network.modules())
    with torch.inference_mode():
        assert network(torch.rand(1, 3, 33, 50)).shape == (1, 2, 33, 50)
    for wrong in ({"upsampling": "nearest"}, {"padding": "full"}, {"padding": "valid", "depth": 6}):
        with pytest.raises(ValueError, match=r"upsampling|padding|depth"):
            UNetOriginal(base_channels=2, **wrong)


@pytest.mark.parametrize("padding", ["same", "valid"])
def test_gradients_reach_every_weight(padding):
    network = UNetOriginal(base_channels=8, depth=2, padding=padding, batch_norm=True, dropout=0.0).train()
    margin = network.margin
    target = torch.randint(0, 2, (2, 32, 32), generator=torch.Generator().manual_seed(1))
    torch.nn.functional.cross_entropy(network(torch.rand(2, 3, 32 + 2 * margin, 32 + 2 * margin)), target).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None, name
        assert torch.isfinite(parameter.grad).all(), name
        assert parameter.grad.any(), name


def test_absurd_depths_are_refused():
    for depth in (0, 7):
        with pytest.raises(ValueError, match="depth"):
            UNetOriginal(depth=depth)
