"""A folder of hostile packages: each is refused with a reason, nothing in it is executed, nothing is written outside."""

import hashlib
import json
import os
import pickle
import shutil
import stat
import struct
import zipfile
from pathlib import Path

import pytest
import torch
from landweave.core.contract.card import load_card
from landweave.core.contract.errors import JobError
from landweave.core.contract.model_jobs import CheckModelJob, ImportModelJob
from landweave.core.engine.model_job import run_model_job
from landweave.models import torchvision_guard
from landweave.models.package import load_network, save_package
from landweave.models.registry import build_network
from safetensors.torch import load_file, save_file

CONFIG = {"_model_class": "UNetOriginal", "base_channels": 4, "batch_norm": True}


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A sound package that each test spoils a copy of."""
    from landweave.core.contract.card import Band, ClassInfo, InputInfo, ModelCard, Scaling, Tiling, Weights

    folder = tmp_path_factory.mktemp("good") / "model"
    card = ModelCard("landweave-model", 1, "good", "1", "CC0-1.0", "", "", "", tuple(Band(name, name) for name in "rgb"),
                     InputInfo("uint8", 0.3, 0.2, 0.5), (Scaling("z-score", mean=(100.0,), stddev=(50.0,)),),
                     tuple(ClassInfo(value, f"class {value}", "#102030") for value in range(3)),
                     Tiling(16, 96, 96, 512), (), Weights("model.safetensors", "0" * 64))
    torch.manual_seed(1)
    save_package(str(folder), build_network(CONFIG, classes=3, in_channels=3), CONFIG, card, "# good\n", half=False)
    return folder


@pytest.fixture
def model(good, tmp_path):
    return Path(shutil.copytree(good, tmp_path / "hostile"))


class Canary:
    """Unpickling makes a file."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return (open, (self.path, "w"))


def edit(path, change):
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value))


def reseal(folder):
    """Let the card's checksum agree with the weights that are there now: an attacker can."""
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    edit(folder / "model.json", lambda card: card["weights"].update(sha256=digest))


def listing(folder):
    """Every path with its kind, size and time: what was made, removed or touched shows."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        status = path.lstat()
        size = 0 if stat.S_ISDIR(status.st_mode) else status.st_size
        found[str(path)] = (stat.S_IFMT(status.st_mode), size, 0 if stat.S_ISDIR(status.st_mode) else status.st_mtime_ns)
    return found


def refused(source, around, codes, monkeypatch):
    """Import, check and (for folders) load refuse it; the surroundings stay as they were and nobody asked the network."""
    monkeypatch.setattr("socket.socket.connect", lambda *_args: pytest.fail("the network was asked"))
    before = listing(around)
    calls = [lambda: run_model_job(ImportModelJob(str(source), str(around / "taken"), "package"), _quiet, _never, "t"),
             lambda: run_model_job(CheckModelJob(str(source)), _quiet, _never, "t")]
    if source.is_dir():
        calls.append(lambda: load_network(str(source)))
    messages = []
    for call in calls:
        with pytest.raises(JobError) as caught:
            call()
        assert caught.value.code in codes, caught.value.message
        assert str(source) in caught.value.message
        messages.append(caught.value.message)
    assert listing(around) == before
    return messages[0]


def _quiet(_event):
    """No one listens."""


def _never():
    return False


def as_zip(folder, path, change=None):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
        if change is not None:
            change(archive)
    return path


# Code in the weights


def test_a_pickle_that_would_run_code(model, tmp_path, monkeypatch):
    canary = tmp_path / "canary"
    (model / "model.safetensors").write_bytes(pickle.dumps(Canary(canary)))
    reseal(model)
    assert "pickle" in refused(model, tmp_path, {"model.unsafe"}, monkeypatch)
    torch.save({"weights": torch.ones(1), "x": Canary(canary)}, model / "model.safetensors")
    reseal(model)
    refused(model, tmp_path, {"model.unsafe"}, monkeypatch)
    refused(as_zip(model, tmp_path / "hostile.zip"), tmp_path, {"model.unsafe"}, monkeypatch)
    assert not canary.exists()
    pickle.loads(pickle.dumps(Canary(canary)))  # the canary does sing where pickles are loaded
    assert canary.exists()


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
@pytest.mark.parametrize("name", ["model.pt", "model.pth", "model.ckpt", "pytorch_model.bin"])
def test_checkpoints_that_would_run_code(tmp_path, name, monkeypatch):
    canary = tmp_path / "canary"
    path = tmp_path / name
    for content in ({"state_dict": {"a": torch.ones(1)}, "callbacks": Canary(canary)}, Canary(canary)):
        torch.save(content, path)
        before = listing(tmp_path)
        with pytest.raises(JobError) as caught:
            run_model_job(ImportModelJob(str(path), str(tmp_path / "taken"), network=CONFIG), _quiet, _never, "t")
        assert caught.value.code == "model.unsafe"
        assert listing(tmp_path) == before
    path.write_bytes(pickle.dumps(Canary(canary)))
    with pytest.raises(JobError):
        run_model_job(ImportModelJob(str(path), str(tmp_path / "taken"), network=CONFIG), _quiet, _never, "t")
    assert not canary.exists()


def test_an_smp_folder_whose_weights_would_run_code(tmp_path):
    folder = tmp_path / "smp"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"_model_class": "Unet", "encoder_name": "resnet18"}))
    torch.save({"x": Canary(tmp_path / "canary")}, folder / "pytorch_model.bin")
    with pytest.raises(JobError) as caught:
        run_model_job(ImportModelJob(str(folder), str(tmp_path / "taken")), _quiet, _never, "t")
    assert caught.value.code == "model.unsafe"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["smp"]


# Weights that lie


def header(text, data=b""):
    return struct.pack("<Q", len(text)) + text + data


def entry(shape, start, end, dtype="F32"):
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


@pytest.mark.parametrize(("content", "codes"), [
    (struct.pack("<Q", 2**63) + b"{}", {"model.invalid"}),
    (struct.pack("<Q", 100 * 1024**2) + b"{" * 100, {"model.invalid"}),
    (header(b"[" * 200_000), {"model.invalid"}),
    (header(json.dumps({"a": entry([2**31, 2**31], 0, 4)}).encode(), b"1234"), {"model.invalid"}),
    (header(json.dumps({"a": entry([-1], 0, 4)}).encode(), b"1234"), {"model.invalid"}),
    (header(json.dumps({"a": entry([1], 0, 4), "b": entry([1], 0, 4)}).encode(), b"1234"), {"model.invalid"}),
    (header(json.dumps({"a": entry([10**9], 0, 4 * 10**9)}).encode(), b"1234"), {"model.invalid"}),
    (header(b'{"a":{"dtype":"F32","shape":[' + b"9" * 5000 + b'],"data_offsets":[0,4]}}', b"1234"), {"model.invalid"}),
    (b"", {"model.invalid"}),
])
def test_headers_that_lie(model, tmp_path, content, codes, monkeypatch):
    (model / "model.safetensors").write_bytes(content)
    reseal(model)
    refused(model, tmp_path, codes, monkeypatch)


def test_weights_of_other_shapes_names_and_types(model, tmp_path, monkeypatch):
    weights = model / "model.safetensors"
    tensors = load_file(weights)
    name, tensor = next((n, t) for n, t in tensors.items() if t.dim() == 4)
    for changed in ({**tensors, name: torch.zeros(*tensor.shape[:3], 5)}, {**tensors, "backdoor": torch.ones(1)},
                    {n: t for n, t in tensors.items() if n != name}):
        save_file(changed, weights)
        reseal(model)
        refused(model, tmp_path, {"model.shape"}, monkeypatch)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_in_the_weights(model, tmp_path, number, monkeypatch):
    weights = model / "model.safetensors"
    tensors = load_file(weights)
    name = next(n for n, t in tensors.items() if t.dim() == 4)
    tensors[name].view(-1)[-1] = number
    save_file(tensors, weights)
    reseal(model)
    message = refused(model, tmp_path, {"model.invalid"}, monkeypatch)
    assert f"'{name}'" in message
    assert "not finite" in message
    path = as_zip(model, tmp_path / "m.zip")
    assert "not finite" in refused(path, tmp_path, {"model.invalid"}, monkeypatch)


def test_refused_weights_are_not_held_open(model):
    """Windows cannot remove a file that is still mapped; the error itself must not keep it so."""
    weights = model / "model.safetensors"
    tensors = {name: tensor.clone() for name, tensor in load_file(weights).items()}
    name = next(n for n, t in tensors.items() if t.dim() == 4)
    tensors[name].view(-1)[-1] = float("nan")
    save_file(tensors, weights)
    reseal(model)
    with pytest.raises(JobError) as caught:
        load_network(str(model))
    assert caught.value.__traceback__ is not None
    assert str(weights) not in Path("/proc/self/maps").read_text()


def test_weights_that_answer_with_nothing(model):
    """All finite, but the scores overflow: only a run shows it."""
    weights = model / "model.safetensors"
    tensors = load_file(weights)
    for tensor in tensors.values():
        if tensor.dim() == 4:
            tensor.fill_(1e30)
    save_file(tensors, weights)
    reseal(model)
    with pytest.raises(JobError) as caught:
        run_model_job(CheckModelJob(str(model)), _quiet, _never, "t")
    assert caught.value.code == "model.broken"
    assert "not finite" in caught.value.message


# Cards and configurations


@pytest.mark.parametrize("change", [
    lambda card: card["classes"].append({"value": 3, "name": "more", "color": "#000000"}),
    lambda card: card["classes"].pop(),
    lambda card: card["bands"].append({"name": "nir"}),
    lambda card: card.update(architecture="Unet"),
    lambda card: card.update(encoder="resnet18"),
    lambda card: card["weights"].update(file="../elsewhere.safetensors"),
    lambda card: card["weights"].update(file="/etc/passwd"),
    lambda card: card["tiling"].update(tile=2**40),
    lambda card: card["tiling"].update(halo=10**9),
    lambda card: card.update(name="x" * 100_000),
    lambda card: card["input"].update(resolution_m=float("nan")),
    lambda card: card.update(format="something else"),
    lambda card: card["input"].update(resolution_m=10**400),
    lambda card: card.update(description="half a letter: \ud800"),
    lambda card: card["tiling"].update(context="global", tile=512, margin=256),
])
def test_cards_that_lie(model, tmp_path, change, monkeypatch):
    edit(model / "model.json", change)
    refused(model, tmp_path, {"model.invalid"}, monkeypatch)


@pytest.mark.parametrize("change", [
    lambda card: card["tiling"].update(stride=1, tile=512), lambda card: card["tiling"].update(stride=8),
    lambda card: card["tiling"].update(receptive_halo=16, halo=16), lambda card: card["tiling"].update(margin=16),
])
def test_cards_that_lie_about_tiles_are_found_by_a_check(model, change):
    edit(model / "model.json", change)
    with pytest.raises(JobError) as caught:
        run_model_job(CheckModelJob(str(model)), _quiet, _never, "t")
    assert caught.value.code == "model.broken", caught.value.message


def test_a_card_of_ten_megabytes(model, tmp_path, monkeypatch):
    edit(model / "model.json", lambda card: card.update(description="x" * 10_000_000))
    assert "larger than" in refused(model, tmp_path, {"model.invalid"}, monkeypatch)
    refused(as_zip(model, tmp_path / "hostile.zip"), tmp_path, {"model.invalid"}, monkeypatch)


@pytest.mark.parametrize("name", ["model.json", "config.json"])
@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50_000, "{", "", "\xff\xfe", "null", '{"format":' + "9" * 6000 + "}"])
def test_json_that_is_none_or_too_deep(model, tmp_path, name, text, monkeypatch):
    (model / name).write_bytes(text.encode("latin-1"))
    refused(model, tmp_path, {"model.invalid", "model.missing", "model.architecture"}, monkeypatch)


@pytest.mark.parametrize(("change", "codes"), [
    ({"pretrained": True}, {"model.invalid"}), ({"checkpoint_path": "/etc/passwd"}, {"model.invalid"}),
    ({"pretrained_cfg": {"url": "http://example.org"}}, {"model.invalid"}), ({"base_channels": 10**9}, {"model.invalid"}),
    ({"base_channels": 4000}, {"model.shape", "model.invalid"}),  # 36 GB in one layer: the allocator's no is as good
    ({"_model_class": "os.system"}, {"model.invalid"}),
])
def test_configurations_with_more_than_a_network_needs(model, tmp_path, change, codes, monkeypatch):
    edit(model / "config.json", lambda config: config.update(change))
    refused(model, tmp_path, codes, monkeypatch)


@pytest.mark.parametrize("encoder", [
    "tu-hf_hub:evil/model", "tu-hf-hub:evil/model", "tu-local-dir:/x", "hf_hub:a/b", "../x", "tu-../x"])
def test_encoders_that_would_be_downloaded(model, tmp_path, encoder, monkeypatch):
    torchvision_guard.install()
    edit(model / "model.json", lambda card: card.update(architecture="Unet", encoder=encoder))
    config = {"_model_class": "Unet", "encoder_name": encoder, "encoder_weights": "imagenet"}
    (model / "config.json").write_text(json.dumps(config))
    assert "encoder" in refused(model, tmp_path, {"model.architecture"}, monkeypatch)


# Files that are none


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "model.json"])
@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "device"])
def test_files_that_are_links_pipes_folders(model, tmp_path, name, kind, monkeypatch):
    """Opening a pipe would wait for ever; a link would bring in any other file."""
    (model / name).rename(tmp_path / "moved")
    make = {"link": lambda path: path.symlink_to(tmp_path / "moved"), "pipe": os.mkfifo, "folder": Path.mkdir,
            "device": lambda path: path.symlink_to("/dev/zero")}
    make[kind](model / name)
    refused(model, tmp_path, {"model.unsafe", "model.missing"}, monkeypatch)


def test_a_pipe_instead_of_a_zip(tmp_path):
    os.mkfifo(tmp_path / "m.zip")
    with pytest.raises(JobError) as caught:
        run_model_job(ImportModelJob(str(tmp_path / "m.zip"), str(tmp_path / "taken")), _quiet, _never, "t")
    assert caught.value.code == "model.invalid"


# Zips


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_zips_packed_in_ways_without_limits(good, tmp_path, method, monkeypatch):
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for file in sorted(good.iterdir()):
            archive.write(file, file.name)
    assert "unusual" in refused_zip(path, tmp_path, tmp_path, {"model.invalid"}, monkeypatch)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [
    "../evil", "../../../../evil", "/etc/cron.d/evil", "C:\\evil", "..\\evil", "a/../../evil", "config.json/../../evil",
    "./model.json", "model.json\x00.py", "__init__.py", "sub/model.json",
])
def test_zips_that_write_elsewhere(good, tmp_path, name, monkeypatch):
    inner = tmp_path / "deep" / "deeper"
    inner.mkdir(parents=True)
    path = as_zip(good, inner / "m.zip", lambda archive: archive.writestr(name, b"evil"))
    refused_zip(path, inner, tmp_path, {"model.unsafe", "model.invalid"}, monkeypatch)


def refused_zip(path, inner, around, codes, monkeypatch):
    before = listing(around)
    monkeypatch.setattr("tempfile.tempdir", str(around))
    for job in (ImportModelJob(str(path), str(inner / "taken")), CheckModelJob(str(path))):
        with pytest.raises(JobError) as caught:
            run_model_job(job, _quiet, _never, "t")
        assert caught.value.code in codes, caught.value.message
        assert str(path) in caught.value.message
    assert listing(around) == before
    return caught.value.message


@pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_zips_with_links_and_devices(good, tmp_path, mode, monkeypatch):
    def add(archive):
        info = zipfile.ZipInfo("NOTICE")
        info.external_attr = (mode | 0o777) << 16
        archive.writestr(info, "/etc/passwd")

    refused_zip(as_zip(good, tmp_path / "m.zip", add), tmp_path, tmp_path, {"model.unsafe"}, monkeypatch)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_zips_with_a_name_twice(good, tmp_path, monkeypatch):
    path = as_zip(good, tmp_path / "m.zip", lambda archive: archive.writestr("config.json", "{}"))
    assert "twice" in refused_zip(path, tmp_path, tmp_path, {"model.invalid"}, monkeypatch)


def test_zips_that_fill_the_disk(good, tmp_path, monkeypatch):
    """Zeros take a thousandth of their size in a zip; it is refused by what the archive says of itself."""
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(good.iterdir()):
            if file.name != "model.safetensors":
                archive.write(file, file.name)
        with archive.open("model.safetensors", "w") as sink:
            for _ in range(200):
                sink.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    assert "grow" in refused_zip(path, tmp_path, tmp_path, {"model.unsafe"}, monkeypatch)


def test_zips_that_lie_about_sizes(good, tmp_path, monkeypatch):
    """The directory says ten bytes, the data goes on: what is written ends where the directory said."""
    path = as_zip(good, tmp_path / "m.zip")
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    name = content.index(b"model.safetensors", directory)
    struct.pack_into("<I", content, name - 46 + 24, 10)
    path.write_bytes(bytes(content))
    refused_zip(path, tmp_path, tmp_path, {"model.invalid"}, monkeypatch)


def test_zips_with_thousands_of_files(good, tmp_path, monkeypatch):
    def add(archive):
        for number in range(1200):
            archive.writestr(f"__MACOSX/{number}", b"")

    assert "files" in refused_zip(as_zip(good, tmp_path / "m.zip", add), tmp_path, tmp_path, {"model.unsafe"}, monkeypatch)


def test_the_sound_package_is_taken(good, tmp_path):
    """All refusals above would be worth nothing if everything were refused."""
    for source in (good, as_zip(good, tmp_path / "m.zip")):
        target = tmp_path / f"taken {source.suffix}"
        result = run_model_job(ImportModelJob(str(source), str(target)), _quiet, _never, "t")
        assert result.facts["card"]["name"] == "good"
        assert load_card(str(target)) == load_card(str(good))
        run_model_job(CheckModelJob(str(target)), _quiet, _never, "t")
