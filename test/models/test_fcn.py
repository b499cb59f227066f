"""FCN-32s, FCN-16s and FCN-8s: sizes, the published layers, the bilinear start, stages, gradients."""

import pytest
import torch
from landweave.models.fcn import FCN, BilinearUpsampling, bilinear_kernel
from landweave.models.registry import weightless


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


@pytest.mark.parametrize("names", [("classifier.0", "classifier.3"), ("pre_logits.fc1", "pre_logits.fc2")])
def test_fully_connected_layers_become_convolutions(names):
    """On one patch of the classifier's size, fc6 and fc7 give what the fully connected layers gave."""
    network = FCN("vgg11", head_channels=8, output_stride=32, classes=3).eval()
    first, second = torch.nn.Linear(512 * 7 * 7, 8), torch.nn.Linear(8, 8)
    tensors = {f"{name}.{part}": getattr(layer, part).detach()
               for name, layer in zip(names, (first, second)) for part in ("weight", "bias")}
    assert network.take_classifier(tensors) == 4
    features = torch.rand(1, 512, 7, 7)
    with torch.inference_mode():
        expected = torch.relu(second(torch.relu(first(features.flatten(1)))))
        assert torch.allclose(network.head(features)[0, :, 3, 3], expected[0], atol=1e-5)
    with weightless():
        assert FCN("vgg11", head_channels=16, output_stride=32, classes=3).take_classifier(tensors) == 0
        assert FCN("vgg11", output_stride=32, classes=3).take_classifier(tensors) == 0


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


def test_upsampling_that_is_not_learned_has_no_weights_and_starts_alike():
    torch.manual_seed(2)
    learned = FCN("resnet18", output_stride=8, classes=3).eval()
    fixed = FCN("resnet18", output_stride=8, upsampling="bilinear", classes=3).eval()
    assert not any("upsampling" in name for name, _ in fixed.named_parameters())
    fixed.load_state_dict({k: v for k, v in learned.state_dict().items() if "upsampling" not in k})
    images = torch.rand(1, 3, 64, 96)
    with torch.inference_mode():
        assert torch.allclose(learned(images), fixed(images), atol=1e-5)
    with pytest.raises(ValueError, match="learned or bilinear"):
        FCN("resnet18", upsampling="nearest")


def test_finer_scores_start_at_zero_and_are_opened_one_after_the_other():
    """Whatever was learned before, opening a stage changes nothing; a closed one gets no gradient, an open one does."""
    network = FCN("resnet18", output_stride=8, classes=3, dropout=0.0).eval()
    images, target = torch.rand(2, 3, 64, 64), torch.randint(0, 3, (2, 64, 64), generator=torch.Generator().manual_seed(1))
    assert network.stages == 3
    with torch.inference_mode():
        deepest = network.score(network.head(network.encoder(images)[-1]))
        alone = network.final_upsampling(network.upsamplings[1](network.upsamplings[0](deepest)))
        assert torch.equal(network(images), alone)  # as the network without skips
    outputs = []
    for stage in range(3):
        network.set_stage(stage)
        outputs.append(network(images).detach())
        network.zero_grad()
        torch.nn.functional.cross_entropy(network(images), target).backward()
        assert [layer.weight.grad is not None for layer in network.skip_scores] == [stage >= 1, stage >= 2]
    assert torch.equal(outputs[0], outputs[1])
    assert torch.equal(outputs[1], outputs[2])


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
