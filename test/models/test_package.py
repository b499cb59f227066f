"""Packages: saved whole, loaded to the same numbers, and every hostile or damaged folder refused with a sentence."""

import json
import os
import pickle
import shutil
import stat
import struct
import zipfile
from dataclasses import replace

import pytest
import segmentation_models_pytorch as smp
import torch
from landweave.core.contract.card import Weights, card_to_json, load_card
from landweave.core.contract.errors import JobError
from landweave.models import package as package_module
from landweave.models import package_files
from landweave.models.package import (
    file_sha256,
    load_network,
    pack,
    save_package,
    unpack,
    verify_package,
)
from landweave.models.registry import build_network
from safetensors.torch import load_file, save_file


def _scores(network, bands=3):
    with torch.inference_mode():
        return network.eval()(torch.rand(1, bands, 64, 64, generator=torch.Generator().manual_seed(1)))


def _edit(path, **changes):
    value = json.loads(path.read_text())
    value.update(changes)
    path.write_text(json.dumps(value))


def _reseal(folder):
    """Let the card agree with whatever weights are there now."""
    card = load_card(str(folder))
    sealed = replace(card, weights=Weights("model.safetensors", file_sha256(str(folder / "model.safetensors"))))
    (folder / "model.json").write_text(card_to_json(sealed))


def _refused(folder, code):
    with pytest.raises(JobError) as caught:
        load_network(str(folder))
    assert caught.value.code == code, caught.value.message
    assert str(folder) in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(("half", "tolerance"), [(False, 0.0), (True, 5e-3)])
@pytest.mark.parametrize("config", [
    {"_model_class": "Unet", "encoder_name": "mobilenet_v2", "encoder_depth": 3, "decoder_channels": [16, 8, 8]},
    {"_model_class": "Unet", "encoder_name": "tu-tf_efficientnet_lite0"},
    {"_model_class": "FCN", "encoder_name": "resnet18", "output_stride": 16},
    {"_model_class": "UNetOriginal", "base_channels": 4, "batch_norm": True},
    {"_model_class": "Segformer", "encoder_name": "mit_b0"},
])
def test_a_saved_network_loads_to_the_same_scores(tmp_path, make_card, config, half, tolerance):
    torch.manual_seed(5)
    network = build_network(config, classes=3, in_channels=4)
    saved = save_package(str(tmp_path / "m"), network, config, make_card(bands=4), "# Read me", half)
    loaded = load_network(str(tmp_path / "m"))
    assert loaded.card == saved == load_card(str(tmp_path / "m"))
    assert not loaded.network.training
    assert {p.dtype for p in loaded.network.parameters()} == {torch.float32}
    expected, found = _scores(network, 4), _scores(loaded.network, 4)
    assert torch.allclose(expected, found, atol=tolerance * float(expected.abs().max()))
    assert (saved.architecture, saved.encoder) == (config["_model_class"], config.get("encoder_name", ""))


def test_smp_itself_loads_the_folder(package):
    ours = load_network(str(package)).network
    theirs = smp.from_pretrained(str(package))
    assert torch.equal(_scores(ours), _scores(theirs))
    assert json.loads((package / "config.json").read_text())["encoder_weights"] is None


def test_the_files_of_a_package(package):
    assert sorted(path.name for path in package.iterdir()) == ["README.md", "config.json", "model.json", "model.safetensors"]
    assert [path.name for path in package.parent.iterdir()] == ["model"]  # nothing temporary is left
    tensors = load_file(package / "model.safetensors")
    assert {t.dtype for t in tensors.values() if t.dim() > 1} == {torch.float16}
    assert {t.dtype for t in tensors.values() if t.dim() == 1} == {torch.float32}


def test_weights_beyond_float16_stay_float32(tmp_path, make_card, small_config):
    network = build_network(small_config, classes=3, in_channels=3)
    with torch.no_grad():
        network.segmentation_head[0].weight[0, 0, 0, 0] = 1e6
    save_package(str(tmp_path / "m"), network, small_config, make_card(), "")
    loaded = load_network(str(tmp_path / "m")).network
    assert loaded.segmentation_head[0].weight[0, 0, 0, 0] == 1e6


def test_a_loaded_network_can_be_trained_on(package):
    network = load_network(str(package)).network.train()
    network(torch.rand(2, 3, 64, 64)).sum().backward()
    assert all(p.requires_grad for p in network.parameters())
    assert all(p.grad is not None for p in network.decoder.parameters())


# Folders that are no good


def test_no_folder_no_card_no_config_no_weights(package, tmp_path):
    _refused(tmp_path / "nowhere", "model.missing")
    (tmp_path / "empty").mkdir()
    _refused(tmp_path / "empty", "model.missing")
    for name in ("model.safetensors", "config.json", "model.json"):
        copy = shutil.copytree(package, tmp_path / f"without {name}")
        (copy / name).unlink()
        _refused(copy, "model.missing")


@pytest.mark.parametrize("name", ["model.pt", "weights.pth", "last.ckpt", "model.pkl", "pytorch_model.bin"])
def test_only_weights_that_can_run_code(package, name):
    (package / "model.safetensors").rename(package / name)
    assert name in _refused(package, "model.unsafe")
    (package / "model.json").unlink()
    assert name in _refused(package, "model.unsafe")


def test_a_pickle_under_the_name_of_safetensors(package):
    (package / "model.safetensors").write_bytes(pickle.dumps({"a": 1}))
    assert "pickle" in _refused(package, "model.unsafe")
    torch.save({"a": torch.ones(1)}, package / "model.safetensors")
    assert "zip" in _refused(package, "model.unsafe")


def test_damaged_weights(package):
    weights = package / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-100])
    assert "cut off" in _refused(package, "model.invalid")
    weights.write_bytes(b"")
    _refused(package, "model.invalid")
    weights.write_bytes(struct.pack("<Q", 2**60) + whole[8:])
    _refused(package, "model.invalid")
    weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    _refused(package, "model.checksum")


def test_links_and_paths_out_of_the_folder(package, tmp_path):
    outside = tmp_path / "outside.safetensors"
    (package / "model.safetensors").rename(outside)
    (package / "model.safetensors").symlink_to(outside)
    assert "link" in _refused(package, "model.unsafe")
    (package / "model.safetensors").unlink()
    os.mkfifo(package / "model.safetensors")
    _refused(package, "model.unsafe")
    checksum = "0" * 64
    for file in ("../outside.safetensors", str(outside), "a/b.safetensors", "model.pt", "", "..", "none\0.safetensors"):
        _edit(package / "model.json", weights={"file": file, "sha256": checksum})
        with pytest.raises(JobError):
            load_network(str(package))


def test_weights_of_another_network(package, make_card, small_config):
    other = build_network({**small_config, "decoder_channels": [16, 8, 4]}, classes=3, in_channels=3)
    save_file(other.state_dict(), package / "model.safetensors")
    _reseal(package)
    message = _refused(package, "model.shape")
    assert "'decoder.blocks.2.conv1.0.weight' is (4, 8, 3, 3) in the file and (8, 8, 3, 3) in the network" in message
    assert "more" in message


def test_missing_and_surplus_tensors(package):
    tensors = load_file(package / "model.safetensors")
    save_file({**tensors, "surplus": torch.ones(1)}, package / "model.safetensors")
    _reseal(package)
    assert "'surplus' belongs to no layer" in _refused(package, "model.shape")
    del tensors["segmentation_head.0.bias"]
    save_file(tensors, package / "model.safetensors")
    _reseal(package)
    assert "'segmentation_head.0.bias' is missing" in _refused(package, "model.shape")


def test_shapes_are_compared_before_weights_are_read(package, monkeypatch):
    monkeypatch.setattr(package_module, "read_tensors", lambda path: pytest.fail("the weights were read"))
    _edit(package / "config.json", decoder_channels=[16, 8, 4])
    _refused(package, "model.shape")


def test_a_card_of_other_classes_or_bands_than_the_network(package, make_card, tmp_path):
    card = load_card(str(package))
    for fields, words in (({"classes": make_card(classes=5).classes}, "classes 3, its card 5"),
                          ({"bands": make_card(bands=4).bands, "statistics": ()}, "in_channels 3, its card 4")):
        (package / "model.json").write_text(card_to_json(replace(card, **fields)))
        assert words in _refused(package, "model.invalid")


def test_a_card_that_names_another_network(package):
    _edit(package / "model.json", architecture="FPN")
    assert "'FPN'" in _refused(package, "model.invalid")
    _edit(package / "model.json", architecture="Unet", encoder="resnet34")
    assert "'resnet34'" in _refused(package, "model.invalid")


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000, "\xff", '{"a": 1}'])
def test_configs_that_are_no_config(package, text):
    (package / "config.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(JobError):
        load_network(str(package))


def test_a_config_that_is_too_large(package, monkeypatch):
    monkeypatch.setattr(package_module, "MAX_CONFIG_BYTES", 10)
    assert "larger than" in _refused(package, "model.invalid")


@pytest.mark.parametrize(("change", "code"), [
    ({"_model_class": "Evil"}, "model.invalid"), ({"encoder_name": "tu-hf_hub:a/b"}, "model.invalid"),
    ({"pretrained": True}, "model.invalid"), ({"checkpoint_path": "/etc/passwd"}, "model.invalid"),
    ({"classes": 4}, "model.invalid"),
])
def test_dangerous_configs(package, change, code):
    _edit(package / "config.json", **change)
    _refused(package, code)


def test_unknown_architectures_and_encoders_agreed_on_by_card_and_config(package):
    _edit(package / "config.json", encoder_name="tu-hf_hub:a/b")
    _edit(package / "model.json", encoder="tu-hf_hub:a/b")
    assert "hf_hub" in _refused(package, "model.architecture")
    _edit(package / "config.json", _model_class="Evil")
    _edit(package / "model.json", architecture="Evil")
    assert "'Evil'" in _refused(package, "model.architecture")


def test_pretrained_weights_in_a_config_are_not_fetched(package):
    _edit(package / "config.json", encoder_weights="imagenet")
    load_network(str(package))


# Saving


def test_saving_over_an_older_package_replaces_it(package, make_card, small_config):
    network = build_network(small_config, classes=3, in_channels=3)
    (package / "NOTICE").write_text("old")
    save_package(str(package), network, small_config, make_card(version="2"), "")
    assert load_network(str(package)).card.version == "2"
    assert not (package / "NOTICE").exists()
    assert [path.name for path in package.parent.iterdir()] == ["model"]


def test_a_folder_with_other_things_is_never_replaced(tmp_path, make_card, small_config):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"x")
    network = build_network(small_config, classes=3, in_channels=3)
    for target in (folder, folder / "holiday.jpg"):
        with pytest.raises(JobError) as caught:
            save_package(str(target), network, small_config, make_card(), "")
        assert caught.value.code == "output.locked"
    assert [p.name for p in tmp_path.rglob("*")] == ["photos", "holiday.jpg"]


def test_a_failure_while_saving_keeps_the_older_package(package, make_card, small_config, monkeypatch):
    network = build_network(small_config, classes=3, in_channels=3)
    before = (package / "model.json").read_text()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(package_module, "write_text", full)
    with pytest.raises(JobError) as caught:
        save_package(str(package), network, small_config, make_card(version="2"), "")
    assert caught.value.code == "output.disk_full"
    assert (package / "model.json").read_text() == before
    assert [path.name for path in package.parent.iterdir()] == ["model"]


def test_a_contradictory_card_is_not_written(tmp_path, make_card, small_config):
    network = build_network(small_config, classes=3, in_channels=3)
    with pytest.raises(JobError) as caught:
        save_package(str(tmp_path / "m"), network, small_config, make_card(name=" "), "")
    assert caught.value.code == "model.invalid"
    assert list(tmp_path.iterdir()) == []


def test_a_config_that_is_not_the_networks_is_not_written(tmp_path, make_card, small_config):
    network = build_network(small_config, classes=3, in_channels=3)
    with pytest.raises(JobError) as caught:
        save_package(str(tmp_path / "m"), network, {**small_config, "decoder_channels": [16, 8, 4]}, make_card(), "")
    assert caught.value.code == "model.shape"
    assert list(tmp_path.iterdir()) == []


# Zips


def test_pack_and_unpack(package, tmp_path):
    pack(str(package), str(tmp_path / "m.zip"))
    card = unpack(str(tmp_path / "m.zip"), str(tmp_path / "again"))
    assert card == load_card(str(package))
    for path in package.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()
    pack(str(tmp_path / "again"), str(tmp_path / "m2.zip"))
    assert (tmp_path / "m.zip").read_bytes() == (tmp_path / "m2.zip").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "m.zip", "m2.zip", "model"]


def _zip(path, package, prefix="", extra=(), skip=()):
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(package.iterdir()):
            if file.name not in skip:
                archive.write(file, prefix + file.name)
        for name, content in extra:
            archive.writestr(name, content)
    return str(path)


def test_a_zip_of_the_folder_itself_as_file_managers_make_it(package, tmp_path):
    extra = [("__MACOSX/model/._config.json", b"x"), ("model/.DS_Store", b"x"), ("model/", b"")]
    unpack(_zip(tmp_path / "m.zip", package, "model/", extra), str(tmp_path / "again"))
    assert load_network(str(tmp_path / "again"))


@pytest.mark.parametrize("name", [
    "../evil.txt", "../../model.json", "/etc/passwd", "/model.json/x", "a/b/config.json", "evil.py", "model.pt", "..\\model.json",
    "C:\\config.json", "sub/../../config.json", "config.json/", "../config.json", "./../config.json",
])
def test_names_that_do_not_belong(package, tmp_path, name):
    archive = _zip(tmp_path / "m.zip", package, extra=[(name, b"x")])
    before = sorted(path.name for path in tmp_path.iterdir())
    if name == "config.json/":  # an entry for a directory: harmless, ignored
        unpack(archive, str(tmp_path / "again"))
        return
    with pytest.raises(JobError) as caught:
        unpack(archive, str(tmp_path / "again"))
    assert caught.value.code in ("model.unsafe", "model.invalid")
    assert archive in caught.value.message
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_zip_bombs(package, tmp_path, monkeypatch):
    archive = _zip(tmp_path / "m.zip", package, skip=("README.md",), extra=[("README.md", b"\0" * 100_000)])
    monkeypatch.setitem(package_files._FILES, "README.md", 1000)
    with pytest.raises(JobError, match="larger than 1000 bytes"):
        unpack(archive, str(tmp_path / "again"))
    original = zipfile.ZipFile.infolist

    def lying(self):
        for info in original(self):
            info.file_size = min(info.file_size, 10) if info.filename == "README.md" else info.file_size
        return original(self)

    monkeypatch.setattr(zipfile.ZipFile, "infolist", lying)
    with pytest.raises(JobError) as caught:
        unpack(archive, str(tmp_path / "again"))
    assert caught.value.code == "model.invalid"
    assert not (tmp_path / "again").exists()


def test_links_in_zips(package, tmp_path):
    archive = tmp_path / "m.zip"
    _zip(archive, package, skip=("config.json",))
    with zipfile.ZipFile(archive, "a") as opened:
        info = zipfile.ZipInfo("config.json")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        opened.writestr(info, "/etc/passwd")
    with pytest.raises(JobError) as caught:
        unpack(str(archive), str(tmp_path / "again"))
    assert caught.value.code == "model.unsafe"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_other_zips_that_are_no_package(package, tmp_path):
    whole = (tmp_path / "whole.zip")
    _zip(whole, package)
    content = whole.read_bytes()
    middle = len(content) // 2
    files = {
        "garbage": b"garbage" * 100, "empty": b"", "cut": content[:-50],
        "damaged": content[:middle] + bytes(64) + content[middle + 64 :],
    }
    for name, data in files.items():
        (tmp_path / f"{name}.zip").write_bytes(data)
    _zip(tmp_path / "twice.zip", package, extra=[("config.json", b"{}")])
    _zip(tmp_path / "folders.zip", package, "a/", skip=("config.json",), extra=[("b/config.json", b"{}")])
    _zip(tmp_path / "less.zip", package, skip=("model.safetensors",))
    for name in (*files, "twice", "folders", "less", "nowhere"):
        with pytest.raises(JobError) as caught:
            unpack(str(tmp_path / f"{name}.zip"), str(tmp_path / "again"))
        assert caught.value.code in ("model.invalid", "model.missing"), name
        assert not (tmp_path / "again").exists()


def test_unpacking_checks_the_model_and_never_overwrites(package, tmp_path):
    (package / "model.safetensors").write_bytes((package / "model.safetensors").read_bytes()[:-1] + b"\x55")
    archive = _zip(tmp_path / "m.zip", package)
    with pytest.raises(JobError) as caught:
        unpack(archive, str(tmp_path / "again"))
    assert caught.value.code == "model.checksum"
    assert archive in caught.value.message
    with pytest.raises(JobError) as caught:
        unpack(archive, str(package))
    assert caught.value.code == "output.locked"


def test_verify_reads_no_weights(package, monkeypatch):
    monkeypatch.setattr(package_module, "read_tensors", lambda path: pytest.fail("the weights were read"))
    assert verify_package(str(package)) == load_card(str(package))
