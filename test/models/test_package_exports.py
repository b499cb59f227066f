"""Packages given out: a folder that segmentation-models-pytorch itself opens, and back again."""

import json
import os

import pytest
import segmentation_models_pytorch as smp
import torch
from landweave.core.contract.errors import JobError
from landweave.models.export_smp import export_smp
from landweave.models.import_smp import read_smp_folder
from landweave.models.package import copy_package, load_network, save_package
from landweave.models.registry import build_network


def scores(network, bands=3):
    with torch.inference_mode():
        return network.eval()(torch.rand(1, bands, 64, 64, generator=torch.Generator().manual_seed(1)))


@pytest.mark.parametrize("half", [True, False])
def test_smp_opens_what_we_write_without_asking_the_network(tmp_path, make_card, small_config, half, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_args: pytest.fail("the network was asked"))
    network = build_network(small_config, classes=5, in_channels=4)
    save_package(str(tmp_path / "model"), network, small_config, make_card(bands=4, classes=5), "", half)
    assert export_smp(str(tmp_path / "model"), str(tmp_path / "smp")) == str(tmp_path / "smp")
    assert sorted(os.listdir(tmp_path / "smp")) == ["README.md", "config.json", "model.safetensors"]
    opened = smp.from_pretrained(str(tmp_path / "smp"))
    assert type(opened) is smp.Unet
    assert torch.equal(scores(opened, 4), scores(load_network(str(tmp_path / "model")).network, 4))


def test_the_readme_says_what_smp_has_no_place_for(package, tmp_path):
    export_smp(str(package), str(tmp_path / "smp"))
    text = (tmp_path / "smp" / "README.md").read_text()
    for words in ('license: "CC0-1.0"', "band 0, band 1, band 2", "z-score, mean [100.0], stddev [50.0]", "0.3 m",
                  "1 class 1 (#4682b4)"):
        assert words in text


def test_what_goes_out_comes_in_again(package, tmp_path):
    export_smp(str(package), str(tmp_path / "smp"))
    found = read_smp_folder(str(tmp_path / "smp"))
    kept = json.loads((package / "config.json").read_text())
    assert {**found.config, "classes": 3, "in_channels": 3, "aux_params": None} == kept
    expected = load_network(str(package)).network.state_dict()
    assert all(torch.equal(found.tensors[name].to(tensor.dtype), tensor) for name, tensor in expected.items())


def test_networks_of_our_own_are_no_folders_of_smp(tmp_path, make_card):
    config = {"_model_class": "UNetOriginal", "base_channels": 4}
    save_package(str(tmp_path / "model"), build_network(config, classes=3, in_channels=3), config, make_card(), "")
    with pytest.raises(JobError) as caught:
        export_smp(str(tmp_path / "model"), str(tmp_path / "smp"))
    assert caught.value.code == "model.format"
    assert "'UNetOriginal'" in caught.value.message
    assert not (tmp_path / "smp").exists()


def test_a_folder_that_is_there_is_not_touched(package, tmp_path):
    (tmp_path / "smp").mkdir()
    for call in (export_smp, copy_package):
        with pytest.raises(JobError) as caught:
            call(str(package), str(tmp_path / "smp"))
        assert caught.value.code == "output.locked"
    assert os.listdir(tmp_path / "smp") == []


def test_a_copy_has_the_files_of_a_package_only(package, tmp_path):
    (package / "holiday.jpg").write_bytes(b"x")
    (package / "NOTICE").write_text("thanks")
    copy_package(str(package), str(tmp_path / "copy"))
    assert sorted(os.listdir(tmp_path / "copy")) == ["NOTICE", "README.md", "config.json", "model.json", "model.safetensors"]
    assert all((tmp_path / "copy" / name).read_bytes() == (package / name).read_bytes() for name in os.listdir(tmp_path / "copy"))


def test_a_loaded_network_does_not_hold_its_file(package):
    """So that a package can be replaced while it runs, and sums do not depend on where the file has its numbers."""
    network = load_network(str(package)).network
    before = scores(network)
    size = (package / "model.safetensors").stat().st_size
    (package / "model.safetensors").write_bytes(bytes(size))
    assert torch.equal(scores(network), before)
    assert {tensor.data_ptr() % 16 for tensor in network.state_dict().values() if tensor.numel()} == {0}
