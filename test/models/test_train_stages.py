"""Networks that are trained in parts: FCN stages, coarser parents, valid convolutions whose chips lose a margin."""

import json

import numpy as np
import pytest
import torch
from landweave.core.contract.card import Tiling
from landweave.core.contract.errors import Cancelled, JobError
from landweave.models.context import describe
from landweave.models.package import load_network, save_package
from landweave.models.registry import build_network
from landweave.models.train.config import config_from_plain
from landweave.models.train.dataset import load_dataset
from landweave.models.train.labels import LabelTable
from landweave.models.train.loop import Trainer
from landweave.models.train.parent import same_network, start_from
from landweave.models.train.predict import predict
from landweave.models.train.sources import PairCache
from landweave.models.train.team import Team
from landweave.models.train.watch import Watch

FCN = {"_model_class": "FCN", "encoder_name": "mobilenet_v2", "dropout": 0.2}
VALID = {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2, "batch_norm": True, "padding": "valid", "dropout": 0.2}
CONFIG = {
    "name": "tiny", "bands": [{"name": n} for n in ("red", "green", "blue")],
    "classes": [{"value": i, "name": n, "color": "#101010"} for i, n in enumerate(("building", "road", "rest"))],
    "input": {"dtype": "uint8", "resolution_m": 0.3, "resolution_min_m": 0.1, "resolution_max_m": 1.0},
    "scaling": [{"type": "z-score", "mean": [127.5], "stddev": [127.5]}],
    "sources": [{"kind": "scenes", "name": "s", "count": 3, "seed": 3, "rows": 64, "cols": 72, "resolutions_m": [0.5],
                 "labels": {"0": ["building"], "1": ["road"], "2": ["rest"], "3": ["rest"], "4": ["rest"]},
                 "validation": ["scene-2."]}],
    "chip_px": 64, "batch": 2, "epochs": 3, "epoch_steps": 2, "warmup_steps": 1,
}


pytestmark = pytest.mark.usefixtures("one_thread")


class Steps(Watch):
    """Counts the steps and keeps what is measured."""

    def __init__(self):
        self.count, self.metrics = 0, []

    def advance(self, done, total):
        self.count = done

    def metric(self, *row):
        self.metrics.append(row)


def trainer(folder, network, **changes):
    config = config_from_plain({**CONFIG, "network": network, **changes})
    cache = PairCache()
    dataset = load_dataset(config, folder, LabelTable([c.name for c in config.classes]), cache)
    torch.manual_seed(0)
    built = build_network(config.network, classes=3, in_channels=3)
    return Trainer(config, built, dataset, cache, lambda pixels, valid: pixels / 127.5 - 1, folder / "work", Team())


def skips(network):
    return [layer.weight.detach().clone() for layer in network.skip_scores]


@pytest.mark.parametrize(("network", "changes"), [({**FCN, "output_stride": 8}, {"staged": True}), (VALID, {})],
                         ids=["staged", "valid"])
@pytest.mark.parametrize("stop_after", [1, 3, 4])
def test_stopped_and_resumed_equals_uninterrupted(tmp_path, network, changes, stop_after):
    """Also when the stop falls into another stage than the next step."""
    straight, rest = Steps(), Steps()
    outcome = trainer(tmp_path / "a", network, **changes).fit(straight, lambda: False)
    with pytest.raises(Cancelled):
        trainer(tmp_path / "b", network, **changes).fit(rest, lambda: rest.count >= stop_after)
    again = trainer(tmp_path / "b", network, **changes)
    assert again.resume()
    assert again.state.step == stop_after
    resumed = again.fit(rest, lambda: False)
    assert rest.metrics == straight.metrics
    assert resumed.weights.keys() == outcome.weights.keys()
    assert all(torch.equal(resumed.weights[name], tensor) for name, tensor in outcome.weights.items())


def test_stages_open_one_after_the_other_and_closed_scores_stay_at_zero(tmp_path):
    staged = trainer(tmp_path, {**FCN, "output_stride": 8}, staged=True, average_decay=0.0)
    seen = []
    staged.fit(Steps(), lambda: False, lambda _epoch, _better: seen.append(skips(staged.network)))
    assert [[bool(weight.any()) for weight in epoch] for epoch in seen] == [[False, False], [True, False], [True, True]]
    averaged = skips(staged.average.module)
    assert all(weight.any() for weight in averaged)


def test_patience_waits_for_the_last_stage(tmp_path):
    stuck = trainer(tmp_path, {**FCN, "output_stride": 8, "dropout": 0.0}, staged=True, epochs=9, epoch_steps=1,
                    learning_rate=1e-12, warmup_steps=0, average_decay=0.9999, patience_epochs=1)
    outcome = stuck.fit(Steps(), lambda: False)
    assert outcome.stopped_early
    assert outcome.epochs_run == 7  # the first epoch of the third third


def test_only_networks_with_stages_are_trained_in_stages():
    for network in (VALID, {**FCN, "output_stride": 32}):
        with pytest.raises(JobError, match="no stages"):
            config_from_plain({**CONFIG, "network": network, "staged": True})


# -- parents ----------------------------------------------------------------------------------------------------------


def package(folder, make_card, network, classes=3):
    torch.manual_seed(7)
    built = build_network(network, classes=classes, in_channels=3).eval()
    with torch.no_grad():
        for parameter in built.parameters():  # as after a training: nothing has the value that it starts with
            parameter.add_(torch.randn(parameter.shape) * 0.01)
    card = make_card(classes=classes, tiling=Tiling(32, 0, 0, 64))
    save_package(str(folder), built, network, card, "", half=False)
    return load_network(str(folder))


def tuned(network, parent):
    config = config_from_plain({**CONFIG, "network": network, "parent": parent.folder, "classes": [
        {"value": c.value, "name": c.name, "color": c.color} for c in parent.card.classes], "sources": [
            {"kind": "folder", "name": "f", "folder": "x"}]})
    torch.manual_seed(1)
    child = build_network(network, classes=3, in_channels=3).eval()
    start_from(child, config, parent)
    return child, config


@pytest.mark.parametrize(("coarse", "fine"), [(32, 16), (16, 8), (32, 8)])
def test_a_finer_fcn_goes_on_from_a_coarser_one(tmp_path, make_card, coarse, fine):
    parent = package(tmp_path / "p", make_card, {**FCN, "output_stride": coarse})
    child, config = tuned({**FCN, "output_stride": fine}, parent)
    old, new = parent.network.state_dict(), child.state_dict()
    shared = [name for name in new if name in old and not name.startswith("final_upsampling")]
    assert len(shared) > 300
    assert all(torch.equal(new[name], old[name]) for name in shared)
    assert not any(child.skip_scores[i].weight.any() for i in range(len(parent.network.skip_scores), len(child.skip_scores)))
    assert not same_network(config, parent)
    # The same but for the way in which the enlarging is cut into steps, which differs near steep changes only.
    image = torch.rand(1, 3, 128, 128, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        before, after = parent.network(image), child(image)
    assert float((before - after).abs().mean()) < 0.25 * float(before.std())


def test_a_unet_goes_on_with_transposed_convolutions_exactly_where_it_was(tmp_path, make_card):
    more = {"encoder_name": "mobilenet_v2", "decoder_channels": [16, 8, 8, 8, 8]}
    parent = package(tmp_path / "p", make_card, {"_model_class": "Unet", **more})
    child, _ = tuned({"_model_class": "UnetTransposed", **more}, parent)
    image = torch.rand(1, 3, 64, 96)
    with torch.inference_mode():
        assert torch.allclose(child(image), parent.network(image), atol=1e-5)


@pytest.mark.parametrize(("old", "new", "words"), [
    ({**FCN, "output_stride": 8}, {**FCN, "output_stride": 16}, "no place for its weights 'skip_scores.1"),
    ({**FCN, "output_stride": 32}, {**FCN, "output_stride": 16, "encoder_name": "resnet18"}, "weights"),
    ({"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2},
     {"_model_class": "UNetOriginal", "base_channels": 8, "depth": 2}, "do not fit"),
])
def test_what_is_no_part_of_the_new_network_is_refused(tmp_path, make_card, old, new, words):
    parent = package(tmp_path / "p", make_card, old)
    with pytest.raises(JobError, match=words) as caught:
        tuned(new, parent)
    assert caught.value.code == "training.base"


# -- valid convolutions -----------------------------------------------------------------------------------------------


def test_chips_are_larger_by_the_margin_and_scores_have_the_size_of_the_chip(tmp_path):
    trained = trainer(tmp_path, VALID)
    x, codes = trained.sampler.chip(0)
    margin = trained.network.margin
    assert x.shape == (3, 64 + 2 * margin, 64 + 2 * margin)
    assert codes.shape == x.shape[1:]
    assert trained.network(x[None]).shape == (1, 3, 64, 64)
    assert (x[:, 0] != 0).any()  # the image mirrored, not nothing


def test_predictions_during_the_training_have_the_images_size_and_do_not_depend_on_tiles(monkeypatch):
    from landweave.models.train import predict as module

    torch.manual_seed(0)
    network = build_network({**VALID, "depth": 3}, classes=3, in_channels=3).eval()
    pixels = np.random.default_rng(0).integers(0, 255, (3, 200, 333), np.uint8)

    def classes():
        return predict(network, pixels, lambda p, _valid: p / 127.5 - 1, torch.device("cpu"))

    whole = classes()
    monkeypatch.setattr(module, "CORE_PX", 96)
    monkeypatch.setattr(module, "HALO_PX", 64)
    assert whole.shape == (200, 333)
    assert np.array_equal(whole, classes())
    assert describe(network, 3).margin_px == 48


def test_configurations_with_stages_are_plain_json():
    config = config_from_plain({**CONFIG, "network": {**FCN, "output_stride": 16}, "staged": True})
    assert config.staged
    assert json.loads(json.dumps(config.network))["output_stride"] == 16
