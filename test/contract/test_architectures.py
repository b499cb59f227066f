"""The table of networks as the plugin and the command line read it; that it tells the truth is tested in test/models."""

import json

import pytest
from landweave.core.contract.architectures import ARCHITECTURES, DEFAULT, architecture, architecture_of
from landweave.core.contract.errors import JobError
from landweave.core.contract.plain import to_plain

KEYS = [row.key for row in ARCHITECTURES]


def test_every_network_has_a_row_of_its_own():
    assert len(set(KEYS)) == len(KEYS)
    assert {"unet", "unet-transposed", "unet-original", "fcn-32s", "fcn-16s", "fcn-8s", "patch-classifier"} <= set(KEYS)
    assert len({json.dumps(row.network, sort_keys=True) for row in ARCHITECTURES}) == len(KEYS)
    assert DEFAULT.key == "unet"


@pytest.mark.parametrize("row", ARCHITECTURES, ids=KEYS)
def test_rows_are_whole_and_plain(row):
    assert row.key == row.key.lower()
    assert all((row.title, row.summary, row.paper))
    assert row.summary.endswith(".")
    assert row.link.startswith(("https://arxiv.org/abs/", "https://doi.org/"))
    assert row.context in ("local", "global")
    assert row.parameters_millions > 0
    assert row.relative_time > 0
    assert row.stages >= 1
    assert all(len(values) > 1 for values in row.options.values())
    assert json.loads(json.dumps(to_plain(row)))["network"] == row.network


@pytest.mark.parametrize("row", ARCHITECTURES, ids=KEYS)
def test_a_configuration_finds_its_row(row):
    assert architecture(row.key) is row
    assert architecture_of(row.network) is row
    other = row.with_encoder("mobilenet_v2")
    assert architecture_of({**other, "classes": 4, "in_channels": 5}) is row
    assert ("encoder_name" in other) == (row.takes_encoder or "encoder_name" in row.network)


def test_incomplete_and_foreign_configurations():
    assert architecture_of({"_model_class": "FCN"}).key == "fcn-8s"  # what the class is without a setting
    assert architecture_of({"_model_class": "DPT", "encoder_name": "tu-vit_base_patch16_224"}).key == "dpt"
    assert architecture_of({"_model_class": "Mine"}) is None
    assert architecture_of({}) is None


def test_an_unknown_key_is_said_together_with_the_known_ones():
    with pytest.raises(JobError, match="'skynet'") as caught:
        architecture("skynet")
    assert caught.value.code == "job.invalid"
    assert all(key in caught.value.message for key in KEYS)
