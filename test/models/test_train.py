"""Training: partial labels, losses, scores, and a stopped training that goes on with the same numbers."""

import pathlib

import landweave.models.train.config
import numpy as np
import pytest
import torch
from landweave.core.contract.errors import Cancelled, JobError
from landweave.models.metrics import class_iou, count_pairs, mean_iou
from landweave.models.registry import build_network
from landweave.models.train.config import config_from_plain, read_config
from landweave.models.train.dataset import load_dataset
from landweave.models.train.labels import IGNORE, LabelTable
from landweave.models.train.loop import Trainer
from landweave.models.train.losses import candidate_cross_entropy, soft_dice
from landweave.models.train.sources import PairCache
from landweave.models.train.team import Team
from landweave.models.train.watch import Watch

CONFIG = {
    "name": "tiny", "network": {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2, "batch_norm": True},
    "bands": [{"name": n} for n in ("red", "green", "blue")],
    "classes": [{"value": i, "name": n, "color": "#101010"} for i, n in enumerate(("building", "road", "rest"))],
    "input": {"dtype": "uint8", "resolution_m": 0.3, "resolution_min_m": 0.1, "resolution_max_m": 1.0},
    "scaling": [{"type": "z-score", "mean": [127.5], "stddev": [127.5]}],
    "sources": [{"kind": "scenes", "name": "s", "count": 3, "seed": 3, "rows": 64, "cols": 64, "resolutions_m": [0.5],
                 "labels": {"0": ["building"], "1": ["road"], "2": ["rest"], "3": ["rest"], "4": ["rest"]},
                 "validation": ["scene-2."]}],
    "chip_px": 32, "batch": 2, "epochs": 3, "epoch_steps": 3, "warmup_steps": 2,
}


pytestmark = pytest.mark.usefixtures("one_thread")


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


class Notes(Watch):
    """Writes down what a training says."""

    def __init__(self):
        self.metrics, self.steps, self.codes, self.files = [], [], [], []

    def metric(self, *row):
        self.metrics.append(row)

    def advance(self, done, total):
        self.steps.append(done)

    def found(self, finding):
        self.codes.append(finding.code)

    def note(self, code, message, data):
        self.codes.append(code)

    def shown(self, kind, path):
        self.files.append((kind, path))


def trainer(folder, **changes):
    config = config_from_plain({**CONFIG, **changes})
    cache = PairCache()
    dataset = load_dataset(config, folder, LabelTable([c.name for c in config.classes]), cache)
    torch.manual_seed(0)
    network = build_network(config.network, classes=3, in_channels=3)
    return Trainer(config, network, dataset, cache, lambda pixels, valid: pixels / 127.5 - 1, folder / "work", Team())


@pytest.mark.parametrize("stop_after", [0, 3, 5])
def test_stopped_and_resumed_equals_uninterrupted(tmp_path, stop_after):
    """Dropout and batch normalisation make the numbers depend on random state and on every step before."""
    network = {**CONFIG["network"], "dropout": 0.2}
    straight, rest = Notes(), Notes()
    outcome = trainer(tmp_path / "a", network=network).fit(straight, lambda: False)
    with pytest.raises(Cancelled):
        trainer(tmp_path / "b", network=network).fit(rest, lambda: len(rest.steps) >= stop_after)
    again = trainer(tmp_path / "b", network=network)
    torch.manual_seed(99)  # a new process has another random state
    assert again.resume()
    assert again.state.step == stop_after
    resumed = again.fit(rest, lambda: False)
    assert rest.metrics == straight.metrics
    assert [name for name, *_ in straight.metrics].count("loss") == 9
    assert (resumed.epoch, resumed.miou) == (outcome.epoch, outcome.miou)
    assert all(torch.equal(resumed.weights[name], tensor) for name, tensor in outcome.weights.items())


def test_a_training_that_was_killed_replays_its_last_epoch(tmp_path):
    straight, killed, rest = Notes(), Notes(), Notes()
    trainer(tmp_path / "a").fit(straight, lambda: False)

    class KilledError(BaseException):
        """Not an exception that anything handles."""

    def kill():
        if len(killed.steps) == 5:
            raise KilledError
        return False

    with pytest.raises(KilledError):
        trainer(tmp_path / "b").fit(killed, kill)
    part = tmp_path / "b" / "work" / "checkpoint.partial"
    part.write_bytes(b"half a checkpoint")
    again = trainer(tmp_path / "b")
    assert again.resume()
    assert again.state.step == 3
    again.fit(rest, lambda: False)
    first_epoch = [row for row in straight.metrics if row[2] <= 3 and row[0] == "loss"] + [
        row for row in straight.metrics if row[2] == 1 and row[0] != "loss"]
    assert rest.metrics == [row for row in straight.metrics if row not in first_epoch]


def test_a_checkpoint_of_another_configuration_or_other_data_is_not_taken(tmp_path):
    first = trainer(tmp_path, epochs=1)
    first.fit(Notes(), lambda: False)
    assert trainer(tmp_path, epochs=1).resume()
    assert not trainer(tmp_path, epochs=2).resume()
    moved = trainer(tmp_path, epochs=1, sources=[{**CONFIG["sources"][0], "seed": 4}])
    assert not moved.resume()


def test_a_damaged_checkpoint_starts_anew(tmp_path):
    first = trainer(tmp_path, epochs=1)
    first.fit(Notes(), lambda: False)
    content = first.path.read_bytes()
    for damaged in (b"", content[: len(content) // 2], b"x" * 100):
        first.path.write_bytes(damaged)
        assert not trainer(tmp_path, epochs=1).resume()


def test_patience_ends_a_training(tmp_path):
    stuck = trainer(tmp_path, epochs=9, learning_rate=1e-12, warmup_steps=0, average_decay=0.0, patience_epochs=2,
                    network={**CONFIG["network"], "batch_norm": False})
    outcome = stuck.fit(Notes(), lambda: False)
    assert (outcome.epoch, outcome.epochs_run, outcome.stopped_early) == (1, 3, True)


def test_batches_without_labels_change_nothing_and_are_no_number(tmp_path):
    blind = trainer(tmp_path)
    before = {name: tensor.clone() for name, tensor in blind.network.state_dict().items() if "weight" in name}
    x = torch.randn(2, 3, 32, 32)
    assert blind._step(x, torch.full((2, 32, 32), IGNORE, dtype=torch.uint8)) is None
    after = blind.network.state_dict()
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())
    assert blind._step(x, torch.zeros((2, 32, 32), dtype=torch.uint8)) > 0


def test_the_encoder_stays_as_it_is_in_the_first_epochs(tmp_path):
    frozen = trainer(tmp_path, frozen_epochs=1, epochs=2, network={
        "_model_class": "Unet", "encoder_name": "mobilenet_v2", "encoder_depth": 3, "decoder_channels": [8, 8, 8]})
    start = {name: tensor.clone() for name, tensor in frozen.network.state_dict().items()}
    seen = []
    frozen.fit(Notes(), lambda: False, lambda epoch, _better: seen.append(
        {name: torch.equal(tensor, start[name]) for name, tensor in frozen.network.state_dict().items()}))
    first, second = seen
    assert all(same for name, same in first.items() if name.startswith("encoder."))
    assert not all(same for name, same in first.items() if name.startswith("decoder."))
    assert not all(same for name, same in second.items() if name.startswith("encoder."))


def test_a_wrong_configuration_is_named():
    with pytest.raises(JobError, match="chip_px"):
        config_from_plain({**CONFIG, "chip_px": 50})
    with pytest.raises(JobError, match="unknown classes"):
        config_from_plain({**CONFIG, "sources": [{**CONFIG["sources"][0], "labels": {"0": ["castle"]}}]})


def test_the_recorded_configuration_of_the_shipped_model_can_be_read():
    config = read_config(pathlib.Path(landweave.models.train.config.__file__).parents[1] / "default" / "training.json")
    assert [source.name for source in config.sources] == ["dubai", "banepa", "naip", "scenes"]
