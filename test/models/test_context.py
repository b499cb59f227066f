"""Stride, context and receptive halo against the literature, and against the networks themselves."""

import copy

import pytest
import torch
from landweave.core.contract.errors import JobError
from landweave.models.context import NetworkContext, describe
from landweave.models.registry import build_network
from torch import nn


def _build(name, encoder="", **more):
    config = {"_model_class": name, **({"encoder_name": encoder} if encoder else {}), **more}
    return build_network(config, classes=3, in_channels=3)


def test_the_original_unet_needs_the_92_pixels_that_its_paper_gives():
    """572 -> 388 pixels: 92 a side, which the lattice of 16 rounds to 96."""
    assert describe(_build("UNetOriginal", base_channels=4), 3) == NetworkContext(16, "local", 96)


class _Stack(nn.Module):
    """Convolutions whose field is known by counting."""

    def __init__(self, *layers, stride):
        super().__init__()
        self.stride, self.layers = stride, nn.Sequential(*layers)

    def forward(self, images):
        return self.layers(images)


def _conv(kernel, **more):
    return nn.Conv2d(3, 3, kernel, padding=tuple(k // 2 * more.get("dilation", 1) for k in kernel), **more)


@pytest.mark.parametrize(("layers", "stride", "halo_px"), [
    ([_conv((1, 1))], 1, 0),
    ([_conv((3, 3))], 1, 1),
    ([_conv((3, 3)), _conv((5, 5)), nn.ReLU6(), _conv((3, 3))], 1, 4),
    ([_conv((1, 7)), nn.Sigmoid(), _conv((3, 1))], 1, 3),
    ([_conv((3, 3), dilation=6)], 1, 6),
    ([nn.MaxPool2d(2), nn.Upsample(scale_factor=2)], 2, 0),
    ([nn.MaxPool2d(3, 2, 1), nn.Upsample(scale_factor=2)], 2, 2),  # one pixel beyond the cell, on a lattice of two
    ([nn.MaxPool2d(2, ceil_mode=True), _conv((3, 3)), nn.Hardswish(), nn.Upsample(scale_factor=2)], 2, 2),
    ([nn.MaxPool2d(4), _conv((3, 3)), nn.BatchNorm2d(3), nn.GELU(), nn.Upsample(scale_factor=4)], 4, 4),
])
def test_fields_that_can_be_counted(layers, stride, halo_px):
    assert describe(_Stack(*layers, stride=stride), 3) == NetworkContext(stride, "local", halo_px)


@pytest.mark.parametrize(("name", "encoder", "more"), [
    ("Unet", "resnet18", {"encoder_depth": 3, "decoder_channels": [16, 8, 8]}),
    ("Unet", "tu-tf_efficientnet_lite0", {"encoder_depth": 3, "decoder_channels": [16, 8, 8]}),
    ("Linknet", "resnet18", {"encoder_depth": 4}),
    ("FCN", "mobilenet_v2", {"output_stride": 8}),
])
def test_with_the_halo_tiles_equal_the_whole_and_without_a_stride_of_it_they_can_differ(name, encoder, more):
    network = _build(name, encoder, **more).eval()
    context = describe(network, 3)
    assert context.context == "local"
    stride, halo = context.stride, context.receptive_halo_px
    assert halo % stride == 0
    width, cut = stride * 2, halo + 2 * stride
    for axis in (2, 3):
        size = (2 * cut, width) if axis == 2 else (width, 2 * cut)
        image = torch.rand(1, 3, *size, generator=torch.Generator().manual_seed(3))
        with torch.inference_mode():
            whole = network(image)
            tile = network(image.narrow(axis, cut - halo, 2 * cut - (cut - halo)))
        expected, found = whole.narrow(axis, cut, cut), tile.narrow(axis, halo, cut)
        assert torch.allclose(expected, found, atol=1e-5 * float(whole.abs().max()))
    moved = _distances_that_move_a_cell(network, stride, range(halo - stride + 1, halo + stride + 1, max(1, stride // 8)))
    assert moved  # a halo of one stride less would not do
    assert max(moved) <= halo


def _distances_that_move_a_cell(network, stride, distances):
    """Independent of the code under test: with positive weights, change one far row and see whether a lattice cell moves."""
    twin = copy.deepcopy(network).double().eval()
    for module in twin.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.constant_(module.weight, 1.0 / module.weight[0].numel())
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        if isinstance(module, nn.ReLU6):
            module.max_val = float("inf")
    first = (max(distances) // stride + 2) * stride
    base = torch.ones(1, 3, 2 * first + stride, stride, dtype=torch.float64)
    moved = []
    with torch.inference_mode():
        reference = twin(base)[:, :, first : first + stride]
        for distance in distances:
            for row in (first - distance, first + stride - 1 + distance):
                changed = base.clone()
                changed[:, :, row] += 1e9  # also the maximum of every pooling window
                if not torch.equal(twin(changed)[:, :, first : first + stride], reference):
                    moved.append(distance)
    return moved


@pytest.mark.parametrize(("name", "encoder", "more"), [
    ("Unet", "resnet18", {"decoder_attention_type": "scse"}),
    ("Unet", "efficientnet-b0", {"encoder_depth": 3, "decoder_channels": [16, 8, 8]}),  # squeeze-excite, called as a function
    ("MAnet", "resnet18", {}),
    ("PSPNet", "resnet18", {}),
    ("DeepLabV3Plus", "resnet18", {}),
    ("PAN", "resnet18", {}),
    ("FPN", "resnet18", {}),  # upsamples with aligned corners: positions depend on the tile's size
    ("Segformer", "mit_b0", {}),
])
def test_networks_that_look_at_the_whole_tile(name, encoder, more):
    context = describe(_build(name, encoder, **more), 3)
    assert (context.context, context.receptive_halo_px) == ("global", 0)


class _HiddenGlobal(nn.Module):
    stride = 1

    def __init__(self, how):
        super().__init__()
        self.conv, self.how = nn.Conv2d(3, 3, 3, padding=1), how

    def forward(self, images):
        return self.conv(images) * self.how(images)


@pytest.mark.parametrize("how", [
    lambda x: torch.sigmoid(x.mean(dim=(2, 3), keepdim=True)),
    lambda x: x.amax(dim=(2, 3), keepdim=True),
    lambda x: (x - x.mean(dim=(2, 3), keepdim=True)),
    lambda x: 1 / (1 + x.std(dim=(2, 3), keepdim=True)),
], ids=["squeeze", "maximum", "centred", "deviation"])
def test_statistics_of_the_tile_without_a_layer_of_their_own_are_found(how):
    assert describe(_HiddenGlobal(how), 3).context == "global"


@pytest.mark.parametrize("norm", [nn.GroupNorm(1, 3), nn.InstanceNorm2d(3)])
def test_norms_over_space_are_global(norm):
    assert describe(_Stack(_conv((3, 3)), norm, stride=1), 3).context == "global"


def test_a_stride_that_is_stated_half_of_the_true_one_is_put_right():
    wrong = _Stack(nn.MaxPool2d(4), _conv((3, 3)), nn.Upsample(scale_factor=4), stride=2)
    assert describe(wrong, 3) == NetworkContext(4, "local", 4)


def test_a_stride_that_is_stated_far_too_small_is_noticed():
    wrong = _Stack(nn.MaxPool2d(8), _conv((3, 3)), nn.Upsample(scale_factor=8), stride=2)
    assert describe(wrong, 3).context == "global"


def test_an_unused_pooling_layer_does_not_make_a_network_global():
    network = _Stack(_conv((3, 3)), stride=1)
    network.pool_of_the_classifier = nn.AdaptiveAvgPool2d(1)
    assert describe(network, 3).context == "local"


def test_networks_for_one_size_only_are_refused():
    network = _build("DPT", "tu-vit_tiny_patch16_224", dynamic_img_size=False)
    with pytest.raises(JobError) as caught:
        describe(network, 3)
    assert caught.value.code == "model.invalid"


def test_the_network_is_left_as_it_was():
    network = _build("Unet", "resnet18", encoder_depth=3, decoder_channels=[16, 8, 8]).train()
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    describe(network, 3)
    assert network.training
    assert all(p.requires_grad for p in network.parameters())
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())
