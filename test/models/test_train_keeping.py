"""Fine-tuning that does not forget: the old model's answers where nothing is labelled, its batch statistics."""

import pytest
import torch
from landweave.core.contract.errors import JobError
from landweave.models.registry import build_network
from landweave.models.train.config import config_from_plain
from landweave.models.train.keeping import Keeper, keep_statistics
from landweave.models.train.labels import IGNORE

from .test_train import CONFIG


class Fixed(torch.nn.Module):
    """Gives the same scores whatever it sees."""

    def __init__(self, scores):
        super().__init__()
        self.scores = torch.tensor(scores)

    def forward(self, x):
        return self.scores.reshape(1, -1, 1, 1).expand(x.shape[0], -1, *x.shape[-2:])


def keeper(scores, places):
    return Keeper(Fixed(scores), places, torch.device("cpu"))


def test_the_loss_is_the_divergence_from_the_old_answer_by_hand():
    old, new = [1.0, 0.0, -1.0], [0.2, 0.3, 0.4]
    logits = Fixed(new)(torch.zeros(2, 1, 4, 4)).clone().requires_grad_()
    codes = torch.full((2, 4, 4), IGNORE, dtype=torch.uint8)
    codes[:, :2] = 1
    loss = keeper(old, [(0, 0), (1, 1), (2, 2)]).loss(torch.zeros(2, 1, 4, 4), logits, codes)
    p, q = torch.tensor(old).softmax(0), torch.tensor(new).softmax(0)
    assert loss.item() == pytest.approx((p * (p / q).log()).sum().item(), rel=1e-5)
    loss.backward()
    assert logits.grad[:, :, :2].abs().max() == 0  # labelled: the labels alone count
    assert logits.grad[:, :, 2:].abs().min() > 0


def test_it_is_nothing_where_all_is_labelled_or_both_say_the_same():
    x, codes = torch.zeros(1, 1, 4, 4), torch.full((1, 4, 4), IGNORE, dtype=torch.uint8)
    same = keeper([1.0, 2.0], [(0, 0), (1, 1)])
    assert same.loss(x, Fixed([1.0, 2.0])(x), codes).item() == pytest.approx(0, abs=1e-6)
    assert same.loss(x, Fixed([5.0, 2.0])(x), torch.zeros_like(codes)).item() == 0


def test_only_common_classes_are_compared_each_in_its_place():
    x, codes = torch.zeros(1, 1, 2, 2), torch.full((1, 2, 2), IGNORE, dtype=torch.uint8)
    # new: water (0), road (1), building (2); old: building (0), sand (1), water (2)
    moved = keeper([3.0, 9.0, 1.0], [(0, 2), (2, 0)])
    assert moved.loss(x, Fixed([1.0, 50.0, 3.0])(x), codes).item() == pytest.approx(0, abs=1e-5)
    assert moved.loss(x, Fixed([3.0, 0.0, 1.0])(x), codes).item() > 0.5


def test_batch_statistics_stay_and_scales_are_learned():
    network = build_network(CONFIG["network"], classes=3, in_channels=3).train()
    keep_statistics(network)
    norms = [m for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    before = [m.running_mean.clone() for m in norms]
    network(torch.rand(2, 3, 16, 16) + 5).square().sum().backward()
    assert norms
    assert all(torch.equal(a, m.running_mean) for a, m in zip(before, norms))
    assert all(m.weight.grad is not None for m in norms)
    assert network.training


@pytest.mark.parametrize(("change", "words"), [
    ({"keep_share": -1.0, "parent": "x"}, "keep_share must not be negative"),
    ({"keep_share": 1.0}, "no parent to keep"),
    ({"keep_statistics": True}, "no parent to keep"),
])
def test_what_cannot_be_kept_is_refused(change, words):
    with pytest.raises(JobError, match=words):
        config_from_plain({**CONFIG, **change})
