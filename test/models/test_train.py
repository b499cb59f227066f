"""Training: partial labels, losses, scores, and a stopped training that goes on with the same numbers."""

import dataclasses

import numpy as np
import pytest
import torch
from landweave.core.contract.errors import Cancelled, JobError
from landweave.models.metrics import class_iou, count_pairs, mean_iou
from landweave.models.train.config import config_from_plain
from landweave.models.train.labels import IGNORE, LabelTable
from landweave.models.train.loop import Trainer
from landweave.models.train.losses import candidate_cross_entropy, soft_dice
from landweave.models.train.sources import collect_pairs

CONFIG = {
    "name": "tiny", "network": {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2, "batch_norm": True},
    "bands": [{"name": n} for n in ("red", "green", "blue")],
    "classes": [{"value": i, "name": n, "color": "#101010"} for i, n in enumerate(("building", "road", "rest"))],
    "input": {"dtype": "uint8", "resolution_m": 0.3, "resolution_min_m": 0.1, "resolution_max_m": 1.0},
    "scaling": [{"type": "z-score", "mean": [127.5], "stddev": [127.5]}],
    "sources": [{"kind": "scenes", "name": "s", "count": 3, "seed": 3, "rows": 96, "cols": 96, "resolutions_m": [0.5],
                 "labels": {"0": ["building"], "1": ["road"], "2": ["rest"], "3": ["rest"], "4": ["rest"]},
                 "validation": ["scene-2."]}],
    "chip_px": 32, "batch": 2, "epochs": 3, "epoch_steps": 3, "warmup_steps": 2,
}


def test_partial_labels_have_codes_of_their_own():
    table = LabelTable(["a", "b", "c"])
    assert table.code(["b"]) == 1
    assert table.code(["b", "c"]) == 3
    assert table.code(["a", "b", "c"]) == IGNORE
    assert table.allowed()[3].tolist() == [False, True, True]
    assert not table.allowed()[IGNORE].any()


def test_loss_equals_cross_entropy_on_full_labels_and_is_zero_without_any():
    table = LabelTable(["a", "b", "c"])
    allowed = torch.from_numpy(table.allowed())
    logits = torch.randn(2, 3, 5, 5, generator=torch.Generator().manual_seed(1), requires_grad=True)
    codes = torch.randint(0, 3, (2, 5, 5), generator=torch.Generator().manual_seed(2)).to(torch.uint8)
    expected = torch.nn.functional.cross_entropy(logits, codes.long())
    assert candidate_cross_entropy(logits, codes, allowed).item() == pytest.approx(expected.item(), rel=1e-5)
    nothing = torch.full_like(codes, IGNORE)
    loss = candidate_cross_entropy(logits, nothing, allowed) + soft_dice(logits, nothing, allowed)
    loss.backward()
    assert loss.item() == 0
    assert torch.isfinite(logits.grad).all()


def test_loss_of_a_partial_label_is_that_of_the_summed_probability():
    table = LabelTable(["a", "b", "c"])
    code = table.code(["b", "c"])
    logits = torch.tensor([0.3, 1.2, -0.5]).reshape(1, 3, 1, 1)
    expected = -torch.log(torch.softmax(logits, dim=1)[0, 1:].sum())
    loss = candidate_cross_entropy(logits, torch.full((1, 1, 1), code, dtype=torch.uint8), torch.from_numpy(table.allowed()))
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


def test_iou_by_hand_and_with_partial_labels():
    table = LabelTable(["a", "b"])
    codes, predicted = np.array([0, 0, 1, 1, IGNORE], np.uint8), np.array([0, 1, 1, 1, 0], np.uint8)
    iou = class_iou(count_pairs(codes, predicted, 2), table.allowed())
    assert iou.tolist() == pytest.approx([1 / 2, 2 / 3])
    three = LabelTable(["a", "b", "c"])
    not_a = three.code(["b", "c"])
    counts = count_pairs(np.array([0, not_a, not_a], np.uint8), np.array([0, 0, 1], np.uint8), 3)
    iou = class_iou(counts, three.allowed())
    assert iou[0] == pytest.approx(1 / 2)  # one hit, one false alarm; "b or c" is no miss of b
    assert np.isnan(iou[1])
    assert mean_iou(iou) == pytest.approx(1 / 2)


def trainer(folder, **changes):
    from landweave.models.registry import build_network

    config = dataclasses.replace(config_from_plain(CONFIG), **changes)
    table = LabelTable([c.name for c in config.classes])
    pairs = collect_pairs(config, folder, table)
    torch.manual_seed(0)
    network = build_network(config.network, classes=3, in_channels=3)
    return Trainer(config, network, pairs, table.allowed(), lambda pixels, valid: pixels / 127.5 - 1, folder / "work", "cpu")


def test_stopped_and_resumed_equals_uninterrupted(tmp_path):
    straight, stopped = [], []
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    trainer(tmp_path / "a").fit(lambda *row: straight.append(row), lambda done, total: None, lambda: False)
    steps = []
    with pytest.raises(Cancelled):
        trainer(tmp_path / "b").fit(lambda *row: stopped.append(row), lambda done, total: steps.append(done),
                                    lambda: len(steps) >= 4)
    again = trainer(tmp_path / "b")
    assert again.resume()
    assert again.state.step == 3  # the checkpoint of the last whole epoch
    again.fit(lambda *row: stopped.append(row), lambda done, total: None, lambda: False)
    assert stopped == straight


def test_a_checkpoint_of_another_configuration_is_not_taken(tmp_path):
    first = trainer(tmp_path, epochs=1)
    first.fit(lambda *row: None, lambda done, total: None, lambda: False)
    assert not trainer(tmp_path, epochs=2).resume()


def test_a_wrong_configuration_is_named():
    with pytest.raises(JobError, match="chip_px"):
        config_from_plain({**CONFIG, "chip_px": 50})
    with pytest.raises(JobError, match="unknown classes"):
        config_from_plain({**CONFIG, "sources": [{**CONFIG["sources"][0], "labels": {"0": ["castle"]}}]})
