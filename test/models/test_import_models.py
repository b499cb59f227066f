"""Models from elsewhere: smp folders, bare weights, checkpoints of Lightning and TorchGeo. Same scores, or a sentence why not."""

import json
from pathlib import Path

import pytest
import segmentation_models_pytorch as smp
import torch
from landweave.core.contract.card import Band, ClassInfo, Scaling, load_card
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.events import Failure
from landweave.core.contract.jobs import job_from_plain, job_to_plain
from landweave.core.contract.model_jobs import CheckModelJob, ImportModelJob
from landweave.core.contract.wire import decode_event, encode
from landweave.core.engine.model_job import kind_of, run_model_job
from landweave.core.engine.run import run_job
from landweave.core.scenes import make_scene
from landweave.models import import_package
from landweave.models.context import NetworkContext
from landweave.models.halo import HaloMeasurement, HaloShare
from landweave.models.import_match import counts_of, without_prefix
from landweave.models.import_smp import modern_config
from landweave.models.import_weights import noted_network
from landweave.models.package import load_network
from landweave.models.registry import build_network
from safetensors.torch import save_file

ENCODER = "tu-mobilenetv3_small_050"
NETWORK = {"encoder_name": ENCODER, "encoder_depth": 3, "decoder_channels": [8, 8, 4]}
TINY = {"_model_class": "UNetOriginal", "base_channels": 4, "batch_norm": True}
RGB = tuple(Band(name, name) for name in ("red", "green", "blue"))


def classes(count):
    return tuple(ClassInfo(value, f"class {value}", "#102030") for value in range(count))


def said(source, target, **fields):
    values = {"bands": RGB, "classes": classes(3), "resolution_m": 0.3, "dtype": "uint8",
              "scaling": (Scaling("z-score", mean=(110.0,), stddev=(50.0,)),)}
    return ImportModelJob(str(source), str(target), **{**values, **fields})


def take(job, on_event=lambda _event: None, cancelled=lambda: False):
    return run_model_job(job, on_event, cancelled, "t")


def refused(code, job):
    with pytest.raises(JobError) as caught:
        take(job)
    assert caught.value.code == code, caught.value.message
    assert not Path(job.output_dir).exists()
    return caught.value


def scores(network, bands=3):
    pixels = torch.rand(1, bands, 64, 64, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        return network.eval()(pixels)


@pytest.fixture(autouse=True)
def small_scenes(monkeypatch):
    """The halo is measured on one small image: the way is the same."""
    monkeypatch.setattr(import_package, "HALO_IMAGE_PX", 128)
    monkeypatch.setattr(import_package, "HALO_SEEDS", (3,))


@pytest.fixture
def unet():
    torch.manual_seed(5)
    return smp.Unet(encoder_weights=None, in_channels=3, classes=3, **NETWORK).eval()


def lively(bands=3):
    """A small network that sees all its classes in a scene: random ones often see one everywhere."""
    torch.manual_seed(5)
    network = build_network(TINY, classes=3, in_channels=bands).eval()
    scene = torch.from_numpy(make_scene(3, 128, 128, 0.3).image).float()[[band % 3 for band in range(bands)]]
    image = (scene - scene.mean(dim=(1, 2), keepdim=True)) / scene.std(dim=(1, 2), keepdim=True)
    with torch.no_grad():
        head = [tensor for tensor in network.parameters() if tensor.shape == (3,)][-1]
        head -= network(image[None]).mean(dim=(0, 2, 3))
    return network


@pytest.fixture
def tiny():
    return lively()


# Folders of smp


def test_a_folder_of_smp(tmp_path, unet):
    unet.save_pretrained(str(tmp_path / "smp"), metrics={"miou": 0.61, "note": "good"}, dataset="INRIA")
    result = take(said(tmp_path / "smp", tmp_path / "m", name="Roofs", license="MIT"))
    loaded = load_network(str(tmp_path / "m"))
    assert torch.equal(scores(loaded.network), scores(unet))
    assert (loaded.card.architecture, loaded.card.encoder, loaded.card.name) == ("Unet", ENCODER, "Roofs")
    assert (loaded.card.license, loaded.card.metrics, loaded.card.attribution) == ("MIT", {"miou": 0.61}, "Trained on INRIA.")
    assert result.facts["kind"] == "smp"
    assert result.facts["card"]["name"] == "Roofs"
    assert result.facts["size_bytes"] == sum(path.stat().st_size for path in (tmp_path / "m").iterdir())
    assert result.facts["warnings"] == []


def test_how_far_the_network_looks_is_measured(tmp_path, tiny, monkeypatch):
    monkeypatch.setattr(import_package, "HALO_IMAGE_PX", 256)
    save_file(tiny.state_dict(), tmp_path / "w.safetensors")
    take(said(tmp_path / "w.safetensors", tmp_path / "m", network=TINY))
    tiling = load_card(str(tmp_path / "m")).tiling
    assert (tiling.stride, tiling.context, tiling.receptive_halo % 16) == (16, "local", 0)
    assert 0 < tiling.halo <= tiling.receptive_halo
    readme = (tmp_path / "m" / "README.md").read_text()
    assert "generated aerial scenes" in readme
    assert f"| {tiling.halo} |" in readme
    run_job(CheckModelJob(str(tmp_path / "m")), lambda _event: None, lambda: False)


def test_bands_that_scenes_do_not_have_are_measured_on_those_that_they_have_and_it_is_said(tmp_path):
    save_file(lively(4).state_dict(), tmp_path / "w.safetensors")
    bands = (*RGB, Band("nir", "nir"))
    take(said(tmp_path / "w.safetensors", tmp_path / "m", network=TINY, bands=bands, dtype="uint16"))
    assert "stand for all others" in (tmp_path / "m" / "README.md").read_text()
    assert load_card(str(tmp_path / "m")).tiling.halo > 0


def test_a_network_that_sees_one_class_only_gets_the_exact_halo(tmp_path, tiny):
    """Nothing changes at a cut where there is no border, which says nothing about its own imagery."""
    state = dict(tiny.state_dict())
    bias = [name for name in state if state[name].shape == (3,)][-1]
    state[bias] = torch.tensor([100.0, 0.0, 0.0])
    save_file(state, tmp_path / "w.safetensors")
    take(said(tmp_path / "w.safetensors", tmp_path / "m", network=TINY))
    tiling = load_card(str(tmp_path / "m")).tiling
    assert tiling.halo == tiling.receptive_halo > 0
    assert "single class" in (tmp_path / "m" / "README.md").read_text()


def test_valid_convolutions_keep_their_margin(tmp_path):
    config = {**TINY, "padding": "valid"}
    save_file(build_network(config, classes=3, in_channels=3).state_dict(), tmp_path / "w.safetensors")
    take(said(tmp_path / "w.safetensors", tmp_path / "m", network=config))
    tiling = load_card(str(tmp_path / "m")).tiling
    assert 0 < tiling.margin <= tiling.halo
    run_job(CheckModelJob(str(tmp_path / "m")), lambda _event: None, lambda: False)


def test_a_halo_that_no_image_could_show_is_the_exact_one_as_far_as_it_is_usable():
    table = (HaloShare(0, 0.1), HaloShare(32, 0.01))
    failed, found = HaloMeasurement(table, 32, False, 1024), HaloMeasurement(table, 32, True, 1024)
    assert import_package._halo_px(NetworkContext(32, "local", 320), failed) == 320
    assert import_package._halo_px(NetworkContext(32, "local", 3200), failed) == 512
    assert import_package._halo_px(NetworkContext(32, "local", 320), found) == 32
    assert import_package._halo_px(NetworkContext(32, "global", 0), None) == 0


def test_a_network_that_sees_the_whole_tile(tmp_path):
    config = {"_model_class": "FPN", "encoder_name": ENCODER, "decoder_pyramid_channels": 32, "decoder_segmentation_channels": 32}
    save_file(build_network(config, classes=3, in_channels=3).state_dict(), tmp_path / "w.safetensors")
    take(said(tmp_path / "w.safetensors", tmp_path / "m", network=config))
    tiling = load_card(str(tmp_path / "m")).tiling
    assert (tiling.context, tiling.halo, tiling.tile) == ("global", 0, 512)


def test_older_folders_of_smp(tmp_path, unet):
    """Weights as a pickle of tensors, the old switch for batch normalisation, a pretrained encoder that would be fetched."""
    unet.save_pretrained(str(tmp_path / "smp"))
    config = json.loads((tmp_path / "smp" / "config.json").read_text())
    for key in ("decoder_use_norm", "decoder_interpolation"):
        config.pop(key, None)
    config.update(decoder_use_batchnorm=True, encoder_weights="imagenet", activation="softmax2d", _commit="abc")
    (tmp_path / "smp" / "config.json").write_text(json.dumps(config))
    (tmp_path / "smp" / "model.safetensors").unlink()
    torch.save(unet.state_dict(), tmp_path / "smp" / "pytorch_model.bin")
    take(said(tmp_path / "smp", tmp_path / "m"))
    assert torch.equal(scores(load_network(str(tmp_path / "m")).network), scores(unet))
    assert json.loads((tmp_path / "m" / "config.json").read_text())["encoder_weights"] is None


@pytest.mark.parametrize(("old", "new"), [(True, "batchnorm"), (False, "identity"), ("inplace", "inplace"), (None, None)])
def test_the_old_switch_for_normalisation(old, new):
    assert modern_config({"_model_class": "Unet", "decoder_use_batchnorm": old}).get("decoder_use_norm") == new


def test_a_second_output_for_whole_images_is_left_out(tmp_path):
    torch.manual_seed(2)
    network = smp.Unet(encoder_weights=None, classes=3, aux_params={"classes": 2}, **NETWORK).eval()
    network.save_pretrained(str(tmp_path / "smp"))
    take(said(tmp_path / "smp", tmp_path / "m"))
    with torch.inference_mode():
        pixels = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
        assert torch.equal(load_network(str(tmp_path / "m")).network(pixels), network(pixels)[0])


def test_a_network_of_one_class_becomes_two_with_the_same_answers(tmp_path):
    torch.manual_seed(2)
    network = smp.Unet(encoder_weights=None, classes=1, activation="sigmoid", **NETWORK).eval()
    network.save_pretrained(str(tmp_path / "smp"))
    error = refused("model.incomplete", said(tmp_path / "smp", tmp_path / "m", classes=()))
    assert "the names of its 2 classes" in error.message
    take(said(tmp_path / "smp", tmp_path / "m", classes=classes(2)))
    found = torch.softmax(scores(load_network(str(tmp_path / "m")).network), dim=1)
    expected = scores(network)
    assert torch.allclose(found[:, 1:], expected, atol=1e-6)
    assert torch.equal(found.argmax(dim=1, keepdim=True) == 1, expected > 0.5)
    assert float(expected.min()) < 0.5 < float(expected.max())  # both classes occur, so the comparison says something


# What the file does not say


def test_everything_that_is_missing_is_named_at_once(tmp_path, unet):
    unet.save_pretrained(str(tmp_path / "smp"))
    error = refused("model.incomplete", said(tmp_path / "smp", tmp_path / "m", bands=(), classes=(), resolution_m=0.0))
    assert error.data["needs"] == ["bands", "classes", "resolution_m"]
    assert (error.data["count_bands"], error.data["count_classes"]) == (3, 3)
    for words in ("which 3 band(s)", "the names of its 3 classes", "pixel size"):
        assert words in error.message
    error = refused("model.incomplete", said(tmp_path / "smp", tmp_path / "m", resolution_m=0.0))
    assert error.data["needs"] == ["resolution_m"]


def test_weights_alone_do_not_say_their_network(tmp_path, tiny):
    torch.save(tiny.state_dict(), tmp_path / "w.pth")
    assert refused("model.incomplete", said(tmp_path / "w.pth", tmp_path / "m")).data["needs"] == ["network"]


@pytest.mark.parametrize(("fields", "words"), [
    ({"bands": RGB[:2]}, "2 band(s) are named"), ({"classes": classes(5)}, "5 class(es)"), ({"classes": classes(2)}, "has 3")])
def test_other_numbers_than_the_network_has(tmp_path, unet, fields, words):
    unet.save_pretrained(str(tmp_path / "smp"))
    assert words in refused("job.invalid", said(tmp_path / "smp", tmp_path / "m", **fields)).message


def test_unknown_scaling_is_said(tmp_path, tiny):
    torch.save(tiny.state_dict(), tmp_path / "w.pth")
    events = []
    result = take(said(tmp_path / "w.pth", tmp_path / "m", network=TINY, scaling=()), events.append)
    assert [warning["code"] for warning in result.facts["warnings"]] == ["model.unscaled"]
    assert [event.code for event in events if hasattr(event, "code")] == ["model.unscaled"]
    assert "as they are" in (tmp_path / "m" / "README.md").read_text()


# Weights and checkpoints


@pytest.mark.parametrize("prefix", ["", "model.", "module.", "student.net.module."])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_bare_weights_under_any_prefix(tmp_path, tiny, prefix, suffix):
    state = {prefix + name: tensor.clone() for name, tensor in tiny.state_dict().items()}
    if prefix:
        state["criterion.weight"] = torch.ones(3)
    path = tmp_path / f"w{suffix}"
    save_file(state, path) if suffix == ".safetensors" else torch.save(state, path)
    take(said(path, tmp_path / "m", network=TINY))
    assert torch.equal(scores(load_network(str(tmp_path / "m")).network), scores(tiny))


def test_half_precision_stays_half(tmp_path, tiny):
    state = {name: tensor.half() if tensor.dim() > 1 else tensor for name, tensor in tiny.state_dict().items()}
    save_file(state, tmp_path / "half.safetensors")
    save_file(tiny.state_dict(), tmp_path / "full.safetensors")
    half, full = (take(said(tmp_path / f"{name}.safetensors", tmp_path / name, network=TINY)) for name in ("half", "full"))
    assert half.facts["size_bytes"] < 0.8 * full.facts["size_bytes"]
    expected = build_network(TINY, classes=3, in_channels=3)
    expected.load_state_dict(state)
    assert torch.equal(scores(load_network(str(tmp_path / "half")).network), scores(expected))


def torchgeo_checkpoint(unet, **notes):
    """As a `SemanticSegmentationTask` of TorchGeo saves itself."""
    state = {f"model.{name}": tensor for name, tensor in unet.state_dict().items()}
    hyper = {"model": "unet", "backbone": ENCODER, "weights": None, "in_channels": 3, "num_classes": 3, "loss": "ce",
             "class_weights": None, "ignore_index": 255, "lr": 1e-3, "patience": 10, "freeze_backbone": False, **notes}
    state["criterion.weight"] = torch.ones(3)
    return {"epoch": 7, "global_step": 100, "pytorch-lightning_version": "2.6.6", "state_dict": state, "hparams_name": "kwargs",
            "hyper_parameters": hyper, "optimizer_states": [{"state": {}}], "callbacks": {}}


def test_a_checkpoint_of_torchgeo_says_its_network(tmp_path):
    torch.manual_seed(5)
    unet = smp.Unet(encoder_name=ENCODER, encoder_weights=None, classes=3).eval()
    torch.save(torchgeo_checkpoint(unet), tmp_path / "last.ckpt")
    take(said(tmp_path / "last.ckpt", tmp_path / "m"))
    loaded = load_network(str(tmp_path / "m"))
    assert (loaded.card.architecture, loaded.card.encoder, loaded.card.name) == ("Unet", ENCODER, "last")
    assert torch.equal(scores(loaded.network), scores(unet))


@pytest.mark.parametrize(("notes", "network"), [
    ({"model": "deeplabv3+", "backbone": "resnet50"}, {"_model_class": "DeepLabV3Plus", "encoder_name": "resnet50"}),
    ({"model": "unet++", "backbone": "resnet18"}, {"_model_class": "UnetPlusPlus", "encoder_name": "resnet18"}),
    ({"arch": "Segformer", "encoder_name": "mit_b0"}, {"_model_class": "Segformer", "encoder_name": "mit_b0"}),
    ({"model": "fcn", "backbone": "resnet18"}, {}),  # TorchGeo's own, of another build than ours
    ({"model": "unet", "backbone": "tu-hf_hub:a/b"}, {}), ({"model": 3, "backbone": None}, {}), ({}, {}),
])
def test_notes_of_checkpoints(notes, network):
    assert noted_network(notes) == network


def test_a_network_that_we_do_not_have_is_named(tmp_path, unet):
    torch.save(torchgeo_checkpoint(unet, model="fcn"), tmp_path / "last.ckpt")
    assert "'fcn'" in refused("model.incomplete", said(tmp_path / "last.ckpt", tmp_path / "m")).message


# Weights of another network


def test_every_difference_is_told(tmp_path, tiny):
    state = dict(tiny.state_dict())
    names = list(state)
    wide = next(name for name in names if state[name].dim() == 4)
    state[wide] = torch.zeros(7, 3, 3, 3)
    gone = state.pop(names[-1])
    state["surplus"] = torch.ones(2)
    torch.save(state, tmp_path / "w.pth")
    error = refused("model.unlike_file", said(tmp_path / "w.pth", tmp_path / "m", network=TINY))
    by_kind = {entry["kind"]: entry for entry in error.data["differences"]}
    assert len(error.data["differences"]) == error.data["count"] == 3
    wanted = list(tiny.state_dict()[wide].shape)
    assert by_kind["shape"] == {"name": wide, "kind": "shape", "in_file": [7, 3, 3, 3], "in_network": wanted}
    assert by_kind["missing"] == {"name": names[-1], "kind": "missing", "in_file": None, "in_network": list(gone.shape)}
    assert by_kind["unexpected"] == {"name": "surplus", "kind": "unexpected", "in_file": [2], "in_network": None}
    assert "'surplus'" in error.message


def test_hundreds_of_differences_fit_into_a_message(tmp_path, unet):
    torch.save({f"x{number}." + "y" * 500: torch.ones(1) for number in range(2000)}, tmp_path / "w.pth")
    error = refused("model.unlike_file", said(tmp_path / "w.pth", tmp_path / "m", network=TINY))
    assert error.data["count"] > 2000
    assert len(error.data["differences"]) == 1000
    assert "more" in error.message
    failure = Failure("t", error.code, error.message, error.hint, error.data)
    assert decode_event(encode(failure)) == failure


def test_counts_are_read_from_the_weights(unet):
    config = {"_model_class": "Unet", **NETWORK}
    assert counts_of(config, unet.state_dict(), "x") == (3, 3)
    other = smp.Unet(encoder_weights=None, in_channels=6, classes=11, **NETWORK)
    assert counts_of(config, {f"a.{name}": tensor for name, tensor in other.state_dict().items()}, "x") == (11, 6)
    assert counts_of(config, {"a": torch.ones(1)}, "x") == (0, 0)


def test_tensors_beside_an_incomplete_network_stay_to_explain(tiny):
    state = {f"model.{name}": tensor for name, tensor in list(tiny.state_dict().items())[:-1]}
    assert "surplus" in without_prefix({**state, "model.surplus": torch.ones(1)}, tiny.state_dict())


# The job


def test_the_kind_is_told_by_form(tmp_path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "model.json").write_text("{}")
    (tmp_path / "smp").mkdir()
    (tmp_path / "smp" / "config.json").write_text("{}")
    for name in ("a.zip", "a.onnx", "a.CKPT", "a.pt", "a.safetensors", "a.txt"):
        (tmp_path / name).write_bytes(b"")
    kinds = {"package": "package", "smp": "smp", "a.zip": "package", "a.onnx": "onnx", "a.CKPT": "weights", "a.pt": "weights",
             "a.safetensors": "weights"}
    assert {name: kind_of(str(tmp_path / name)) for name in kinds} == kinds
    for name, code in (("a.txt", "model.invalid"), ("nowhere", "model.missing"), (".", "model.missing")):
        with pytest.raises(JobError) as caught:
            kind_of(str(tmp_path / name))
        assert caught.value.code == code


def test_a_folder_that_is_there_is_never_replaced(tmp_path, tiny):
    torch.save(tiny.state_dict(), tmp_path / "w.pth")
    (tmp_path / "m").mkdir()
    with pytest.raises(JobError) as caught:
        take(said(tmp_path / "w.pth", tmp_path / "m", network=TINY))
    assert caught.value.code == "output.locked"
    assert list((tmp_path / "m").iterdir()) == []


def test_a_stop_leaves_nothing(tmp_path, tiny):
    torch.save(tiny.state_dict(), tmp_path / "w.pth")
    with pytest.raises(Cancelled):
        take(said(tmp_path / "w.pth", tmp_path / "m", network=TINY), cancelled=lambda: True)
    assert [path.name for path in tmp_path.iterdir()] == ["w.pth"]


def test_the_job_survives_its_way_as_json(tmp_path):
    job = said(tmp_path / "w.pth", tmp_path / "m", network=TINY, source_kind="weights")
    assert job_from_plain(json.loads(json.dumps(job_to_plain(job)))) == job
