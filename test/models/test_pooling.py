"""Adaptive pooling where an Apple GPU refuses it: by the CPU, with the same numbers, gradients and names."""

import pytest
import torch
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.models import pooling
from landweave.models.pooling import PoolingAnywhere, pool_anywhere
from landweave.models.registry import architecture_names, build_network
from torch import nn

ENCODERS = {"DPT": "tu-vit_tiny_patch16_224"}


class _Sent(torch.Tensor):
    """Remembers that it was asked to go to the CPU."""

    went: list = []

    def cpu(self):
        self.went.append(tuple(self.shape))
        return super().cpu()


@pytest.fixture
def went(monkeypatch):
    """As on an Apple GPU; what was sent to the CPU."""
    monkeypatch.setattr(pooling, "_is_on_mps", lambda features: True)
    monkeypatch.setattr(_Sent, "went", [])
    return _Sent.went


def features(rows, cols):
    return torch.rand(2, 4, rows, cols, generator=torch.Generator().manual_seed(1))


def build(name):
    config = {"_model_class": name} if name == "UNetOriginal" else {
        "_model_class": name, "encoder_name": ENCODERS.get(name, "resnet18")}
    torch.manual_seed(3)
    return build_network(config, classes=3, in_channels=3).eval()


@pytest.mark.parametrize(("rows", "cols", "cells", "by_cpu"), [
    (12, 18, 6, False), (12, 17, 6, True), (16, 16, 3, True), (8, 8, (2, 4), False), (7, 9, (None, 3), False),
    (7, 10, (None, 3), True), (4, 4, 6, True),
])
def test_only_cells_of_different_sizes_go_through_the_cpu(rows, cols, cells, by_cpu, went):
    layer = pool_anywhere(nn.Sequential(nn.AdaptiveAvgPool2d(cells)))[0]
    assert isinstance(layer, nn.AdaptiveAvgPool2d)
    given = features(rows, cols)
    assert torch.equal(layer(given.as_subclass(_Sent)), nn.AdaptiveAvgPool2d(cells)(given))
    assert bool(went) == by_cpu


def test_elsewhere_nothing_goes_through_the_cpu(monkeypatch):
    monkeypatch.setattr(_Sent, "went", [])
    pool_anywhere(nn.Sequential(nn.AdaptiveAvgPool2d(6)))(features(17, 17).as_subclass(_Sent))
    assert not _Sent.went


def test_gradients_come_back_the_same_way(went):
    given, again = (features(17, 16).requires_grad_() for _ in range(2))
    (PoolingAnywhere(6)(given) ** 2).sum().backward()
    (nn.AdaptiveAvgPool2d(6)(again) ** 2).sum().backward()
    assert torch.equal(given.grad, again.grad)
    assert given.grad.abs().min() > 0


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept(dtype, went):
    given = features(17, 16).to(dtype).requires_grad_()
    pooled = PoolingAnywhere(3)(given)
    pooled.sum().backward()
    assert pooled.dtype == given.grad.dtype == dtype


@pytest.mark.parametrize("name", architecture_names())
def test_no_network_keeps_a_pooling_that_apple_gpus_refuse(name):
    poolings = [module for module in build(name).modules() if isinstance(module, nn.AdaptiveAvgPool2d)]
    several = [module for module in poolings if module.output_size not in (1, (1, 1))]
    assert all(type(module) is PoolingAnywhere for module in several)
    assert all(type(module) is nn.AdaptiveAvgPool2d for module in poolings if module not in several)
    assert bool(several) == (name in ("PSPNet", "UPerNet"))
    assert {row.network["_model_class"] for row in ARCHITECTURES} == set(architecture_names())


@pytest.mark.parametrize("name", ["PSPNet", "UPerNet"])
def test_networks_give_the_same_scores_and_have_the_same_weights(name, went, monkeypatch):
    network = build(name)
    image = torch.rand(1, 3, 128, 160, generator=torch.Generator().manual_seed(1))
    asked = []
    monkeypatch.setattr(pooling, "_divides", lambda *given: asked.append(given) or False)
    with torch.inference_mode():
        ours = network(image)
    assert asked
    monkeypatch.setattr("landweave.models.registry.pool_anywhere", lambda network: network)
    plain = build(name)
    assert not any(isinstance(module, PoolingAnywhere) for module in plain.modules())
    with torch.inference_mode():
        assert torch.equal(ours, plain(image))
    assert list(network.state_dict()) == list(plain.state_dict())
    assert all(torch.equal(a, b) for a, b in zip(network.state_dict().values(), plain.state_dict().values(), strict=True))
