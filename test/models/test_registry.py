"""Building networks from configurations, honest and hostile ones."""

import threading

import pytest
import torch
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.core.contract.errors import JobError
from landweave.models import registry
from landweave.models.registry import architecture_names, build_network, complete_config, encoder_names, weightless


def _config(name, **more):
    encoders = {"DPT": "tu-vit_tiny_patch16_224"}
    config = {"_model_class": name, **more}
    if name != "UNetOriginal":
        config.setdefault("encoder_name", encoders.get(name, "resnet18"))
    return config


@pytest.mark.parametrize("name", [name for name in architecture_names() if name != "DPT"])
def test_every_architecture_maps_an_image_to_scores_of_its_size(name):
    network = build_network(_config(name), classes=4, in_channels=5).eval()
    with torch.inference_mode():
        assert network(torch.rand(1, 5, 128, 160)).shape == (1, 4, 128, 160)  # PAN needs 128


def test_dpt_is_built_for_its_own_size():
    network = build_network(_config("DPT"), classes=4, in_channels=3).eval()
    with torch.inference_mode():
        assert network(torch.rand(1, 3, 224, 224)).shape == (1, 4, 224, 224)


@pytest.mark.parametrize("name", architecture_names())
def test_weightless_networks_have_the_same_names_and_shapes_and_no_weights(name):
    config = _config(name)
    with weightless():
        empty = build_network(config, classes=3, in_channels=3)
    full = build_network(config, classes=3, in_channels=3)
    assert all(parameter.is_meta for parameter in empty.parameters())
    assert not any(buffer.is_meta for buffer in empty.buffers())
    assert not any(parameter.is_meta for parameter in full.parameters())
    assert {k: v.shape for k, v in empty.state_dict().items()} == {k: v.shape for k, v in full.state_dict().items()}


def test_weightless_leaves_other_threads_alone():
    built = []
    with weightless():
        thread = threading.Thread(target=lambda: built.append(torch.nn.Conv2d(1, 1, 1)))
        thread.start()
        thread.join()
    assert not built[0].weight.is_meta


def test_the_completed_config_is_what_smp_writes():
    network = build_network(_config("Unet"), classes=3, in_channels=4)
    ours = complete_config(_config("Unet"), classes=3, in_channels=4)
    theirs = {key: list(value) if isinstance(value, tuple) else value for key, value in network.config.items()}
    assert {k: v for k, v in ours.items() if k != "_model_class"} == theirs
    assert ours["encoder_weights"] is None


def test_encoder_weights_and_activation_are_never_taken_over():
    config = _config("Unet", encoder_weights="imagenet", activation="softmax2d")
    complete = complete_config(config, classes=3, in_channels=3)
    assert complete["encoder_weights"] is None
    assert complete["activation"] is None
    build_network(config, classes=3, in_channels=3)  # would fail offline if it looked for weights


@pytest.mark.parametrize("name", ["os", "", None, 3, "SegmentationModel", "from_pretrained", "unet", ["Unet"]])
def test_unknown_architectures_are_named(name):
    with pytest.raises(JobError) as caught:
        build_network({"_model_class": name}, classes=2, in_channels=3, path="/a/model")
    assert caught.value.code == "model.architecture"
    assert caught.value.data["what"] == "architecture"
    assert "/a/model" in caught.value.message


@pytest.mark.parametrize("encoder", [
    "tu-hf_hub:someone/model", "tu-hf-hub:someone/model", "tu-local-dir:/tmp", "hf_hub:a/b", "resnet999", "tu-", "tu-nothing",
    "", None, 7, "../resnet18", "tu-../x", "resnet18\n", ["resnet18"], "tu-resnet18.a1_in1k/../../x",
])
@pytest.mark.parametrize("architecture", ["Unet", "FCN"])
def test_unknown_encoders_are_refused_before_anything_is_built(encoder, architecture, monkeypatch):
    monkeypatch.setattr(registry, "_constructor", _only_signature(registry._constructor))
    with pytest.raises(JobError) as caught:
        build_network(_config(architecture, encoder_name=encoder), classes=2, in_channels=3)
    assert caught.value.code == "model.architecture"
    assert caught.value.data["what"] == "encoder"


def _only_signature(original):
    calls = []

    def lookup(name):
        calls.append(name)
        if len(calls) > 1:
            raise AssertionError("the network was built")
        return original(name)

    return lookup


@pytest.mark.parametrize("extra", [
    {"pretrained": True}, {"checkpoint_path": "/etc/passwd"}, {"pretrained_cfg_overlay": {"file": "x"}}, {"features_only": False},
    {"kwargs": {}}, {"self": 1}, {"aux_params": {"classes": 3}}, {"encoder_depth": -1}, {"encoder_depth": 10**9},
    {"encoder_depth": 9}, {"decoder_channels": [10**9] * 5}, {"decoder_channels": [16] * 1000}, {"decoder_channels": {"a": 1}},
    {"decoder_channels": [[16]]}, {"decoder_use_norm": {"type": "batchnorm", "device": "cuda"}}, {"decoder_use_norm": "nonsense"},
    {"decoder_attention_type": "x" * 1000}, {"decoder_interpolation": "../../x"}, {"decoder_channels": [1]}, {"classes": 7},
    {"in_channels": 9}, {"in_channels": "3"}, {"classes": None}, {"encoder_depth": float("nan")},
])
def test_settings_that_are_unknown_or_absurd_are_refused(extra):
    with pytest.raises(JobError) as caught:
        build_network(_config("Unet", **extra), classes=2, in_channels=3)
    assert caught.value.code == "model.invalid"


def test_private_keys_are_dropped_as_smp_does():
    assert "_note" not in complete_config(_config("Unet", _note="x"), classes=2, in_channels=3)


def test_zero_classes_or_bands_are_refused():
    for classes, bands in ((0, 3), (3, 0)):
        with pytest.raises(JobError):
            build_network(_config("Unet"), classes=classes, in_channels=bands)


def test_norm_settings_as_an_object_are_smps_own():
    config = _config("Unet", decoder_use_norm={"type": "batchnorm", "momentum": 0.01})
    network = build_network(config, classes=2, in_channels=3)
    assert any(m.momentum == 0.01 for m in network.decoder.modules() if isinstance(m, torch.nn.BatchNorm2d))


def test_names_for_a_user_interface():
    assert {"Unet", "FCN", "UNetOriginal", "DeepLabV3Plus"} <= set(architecture_names())
    assert set(architecture_names()) == {row.network["_model_class"] for row in ARCHITECTURES}
    assert "resnet34" in encoder_names()
    assert not any(name.startswith("tu-") for name in encoder_names())
    assert "tu-convnext_tiny" in encoder_names(with_timm=True)
