"""Encoders from weights that were learned elsewhere: by name, by order, or not at all."""

import os

import pytest
import torch
from landweave.core.contract.errors import JobError
from landweave.models.initial_weights import load_initial_encoder, read_state_dict
from landweave.models.registry import build_network
from safetensors.torch import save_file


def _network(encoder="resnet18", bands=3):
    config = {"_model_class": "Unet", "encoder_name": encoder, "encoder_depth": 3, "decoder_channels": [16, 8, 8]}
    return build_network(config, classes=3, in_channels=bands)


def _noise(network):
    return {
        name: torch.rand(tensor.shape) if tensor.is_floating_point() else tensor.clone()
        for name, tensor in network.encoder.state_dict().items()
    }


def _floats(tensors):
    return {name: tensor for name, tensor in tensors.items() if not name.endswith("num_batches_tracked")}


@pytest.mark.parametrize("prefix", ["", "encoder.", "module.", "backbone."])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_by_name_with_or_without_a_prefix(tmp_path, prefix, suffix):
    network, path = _network(), str(tmp_path / f"w{suffix}")
    weights = _noise(network)
    # Shuffled, so that only names can bring the tensors to their places.
    stored = {prefix + name: weights[name] for name in sorted(weights, key=hash)} | {"fc.weight": torch.rand(10, 512)}
    torch.save({"state_dict": stored}, path) if suffix == ".pth" else save_file(stored, path)
    assert load_initial_encoder(network, path) == len(_floats(weights))
    assert all(torch.equal(network.encoder.state_dict()[name], tensor) for name, tensor in _floats(weights).items())


def test_by_order_where_the_names_are_another_authors(tmp_path):
    network, path = _network("mobilenet_v2"), str(tmp_path / "w.pth")
    weights = _noise(network)
    renamed = {f"_blocks.{i}.tensor": tensor for i, tensor in enumerate(_floats(weights).values())}
    head = {"_conv_head.weight": torch.rand(7, 3), "_bn1.bias": torch.rand(7), "_fc.weight": torch.rand(5, 7)}
    torch.save({**renamed, **head}, path)
    assert load_initial_encoder(network, path) == len(renamed)
    assert all(torch.equal(network.encoder.state_dict()[name], tensor) for name, tensor in _floats(weights).items())


def test_the_first_tensor_that_does_not_fit_is_named_and_nothing_is_set(tmp_path):
    network, path = _network("mobilenet_v2"), str(tmp_path / "w.pth")
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    renamed = {f"t{i}": tensor for i, tensor in enumerate(_floats(_noise(network)).values())}
    renamed["t7"] = torch.rand(3, 3)
    torch.save(renamed, path)
    with pytest.raises(JobError) as caught:
        load_initial_encoder(network, path)
    assert caught.value.code == "model.shape"
    assert "'t7' of the file (3, 3)" in caught.value.message
    assert all(torch.equal(tensor, before[name]) for name, tensor in network.state_dict().items())


@pytest.mark.parametrize("change", ["drop", "add"])
def test_another_number_of_tensors_is_refused(tmp_path, change):
    network, path = _network("mobilenet_v2"), str(tmp_path / "w.pth")
    renamed = {f"t{i}": tensor for i, tensor in enumerate(_floats(_noise(network)).values())}
    if change == "drop":
        renamed.popitem()
    else:
        renamed["one.more"] = torch.rand(4)
    torch.save(renamed, path)
    with pytest.raises(JobError, match="the encoder has"):
        load_initial_encoder(network, path)


@pytest.mark.parametrize("bands", [1, 4, 6])
def test_other_numbers_of_bands_repeat_the_first_convolution(tmp_path, bands):
    weights, path = _noise(_network()), str(tmp_path / "w.pth")
    torch.save(weights, path)
    network = _network(bands=bands)
    load_initial_encoder(network, path)
    first = network.encoder.conv1.weight
    assert torch.allclose(first[:, 0], weights["conv1.weight"][:, 0] * 3 / bands)
    assert torch.allclose(first[:, bands - 1], weights["conv1.weight"][:, (bands - 1) % 3] * 3 / bands)


class _Evil:
    def __reduce__(self):
        return os.system, ("touch hacked",)


def test_a_pickle_that_would_run_code_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"state_dict": _Evil()}, tmp_path / "w.pth")
    with pytest.raises(JobError) as caught:
        read_state_dict(str(tmp_path / "w.pth"))
    assert caught.value.code == "model.unsafe"
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("content", [b"", b"garbage" * 50, b"PK\x03\x04 cut off"])
def test_damaged_files(tmp_path, content):
    (tmp_path / "w.pth").write_bytes(content)
    with pytest.raises(JobError) as caught:
        read_state_dict(str(tmp_path / "w.pth"))
    assert caught.value.code == "model.invalid"


@pytest.mark.parametrize("tensor", [
    torch.zeros(1).expand(10**12), torch.eye(3).to_sparse(), torch.empty(3, device="meta"), torch.ones(2, dtype=torch.complex64),
    torch.ones(4).to(torch.float8_e4m3fn),
], ids=["without memory", "sparse", "meta", "complex", "float8"])
def test_tensors_that_are_no_weights(tmp_path, tensor):
    torch.save({"good": torch.ones(2), "odd": tensor}, tmp_path / "w.pth")
    with pytest.raises(JobError) as caught:
        read_state_dict(str(tmp_path / "w.pth"))
    assert caught.value.code == "model.invalid"
    assert "'odd'" in caught.value.message


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, {}, torch.ones(2)])
def test_files_without_a_table_of_weights(tmp_path, value):
    torch.save(value, tmp_path / "w.pth")
    with pytest.raises(JobError) as caught:
        read_state_dict(str(tmp_path / "w.pth"))
    assert caught.value.code == "model.invalid"


def test_missing_files_and_networks_without_an_encoder(tmp_path):
    for name in ("none.pth", "none.safetensors"):
        with pytest.raises(JobError) as caught:
            read_state_dict(str(tmp_path / name))
        assert caught.value.code == "model.missing"
    plain = build_network({"_model_class": "UNetOriginal", "base_channels": 4}, classes=2, in_channels=3)
    with pytest.raises(JobError, match="no encoder"):
        load_initial_encoder(plain, str(tmp_path / "none.pth"))
