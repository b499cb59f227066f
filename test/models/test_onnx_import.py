"""Any ONNX file that segments becomes a package that gives the classes of the file; Deepness's keys are understood."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from landweave.core.contract.card import Band, ClassInfo, Scaling, Tiling, load_card
from landweave.core.contract.errors import JobError
from landweave.models.onnx_export import export_onnx
from landweave.models.onnx_import import import_onnx
from landweave.models.open_runner import open_runner
from landweave.models.package import load_network, save_package, verify_package
from landweave.models.registry import build_network
from landweave.models.trial import trial_pixels
from landweave.test.models.onnx_files import Net, inputs_of, run, segmenter, write

NAMES = ("ground", "water", "wood")
CLASSES = tuple(ClassInfo(i, name, "#112233") for i, name in enumerate(NAMES))
BANDS = tuple(Band(name, name) for name in ("red", "green", "blue"))
KEYS = {"model_type": "Segmentor", "class_names": {"0": "ground", "1": "water", "2": "wood"}, "resolution": 30, "tile_size": 64}


def taken_in(tmp_path, source, **said):
    folder = tmp_path / "package"
    card = import_onnx(source, str(folder), **{"bands": BANDS, "classes": CLASSES, "resolution_m": 0.5, "dtype": "uint8",
                                                "scaling": (Scaling("scale", value=(1 / 255,)),), **said})
    assert verify_package(str(folder)) == card == load_card(str(folder))
    return str(folder), card


def image(size, bands=3, seed=1):
    """Smooth pixels (bands, size, size) uint8."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (bands, size // 8 + 1, size // 8 + 1)).repeat(8, 1).repeat(8, 2)[:, :size, :size]
    return np.clip(coarse + random.integers(-20, 20, coarse.shape), 0, 255).astype(np.uint8)


def mapped(folder, pixels):
    return open_runner(folder, threads=1).classify(pixels, np.ones(pixels.shape[1:], bool))


def expected(source, pixels):
    return run(source, pixels[None].astype(np.float32) / 255)[0]


@pytest.mark.parametrize("end", ["", "Softmax", "LogSoftmax"])
def test_logits_and_shares_give_the_same_classes_and_softmax_is_taken_once(tmp_path, end):
    source = segmenter(tmp_path / "net.onnx", end=end)
    folder, card = taken_in(tmp_path, source)
    pixels = image(48)
    classes, confidence = mapped(folder, pixels)
    scores = expected(segmenter(tmp_path / "plain.onnx"), pixels)[0]
    shares = np.exp(scores) / np.exp(scores).sum(axis=0)
    assert np.array_equal(classes, scores.argmax(axis=0))
    assert np.abs(confidence - np.clip(np.rint(shares.max(axis=0) * 255), 1, 255)).max() <= 1
    assert len(np.unique(classes)) == 3
    assert (card.architecture, card.encoder, card.tiling.context, card.tiling.margin) == ("ONNX", "", "local", 0)


def test_probabilities_are_those_of_the_network(tmp_path):
    folder, _ = taken_in(tmp_path, segmenter(tmp_path / "net.onnx"))
    pixels = image(32)
    runner = open_runner(folder, threads=1)
    shares = runner.scores_batch(np.stack([pixels, image(32, seed=2)]), np.ones((2, 32, 32), bool))
    scores = np.exp(expected(str(tmp_path / "net.onnx"), pixels)[0])
    assert np.allclose(shares[0], scores / scores.sum(axis=0), atol=1e-5)
    assert shares.shape == (2, 3, 32, 32)
    assert not np.allclose(shares[0], shares[1])


@pytest.mark.parametrize("end", ["", "Sigmoid"])
def test_one_channel_tells_two_classes_apart(tmp_path, end):
    source = segmenter(tmp_path / "net.onnx", classes=1, end=end)
    folder, card = taken_in(tmp_path, source, classes=CLASSES[:2])
    pixels = image(40)
    classes, confidence = mapped(folder, pixels)
    logit = expected(segmenter(tmp_path / "plain.onnx", classes=1), pixels)[0, 0]
    share = 1 / (1 + np.exp(-logit))
    assert np.array_equal(classes, logit > 0)
    assert set(np.unique(classes)) == {0, 1}
    assert np.abs(confidence - np.rint(np.maximum(share, 1 - share) * 255)).max() <= 1
    assert len(card.classes) == 2


def test_a_threshold_of_the_author_is_kept_for_two_classes(tmp_path):
    source = segmenter(tmp_path / "net.onnx", classes=1, end="Sigmoid", metadata={"seg_thresh": 0.6})
    folder, _ = taken_in(tmp_path, source, classes=CLASSES[:2])
    pixels = image(40)
    share = expected(source, pixels)[0, 0]
    assert np.array_equal(mapped(folder, pixels)[0], share >= 0.6)
    assert ((share > 0.5) & (share < 0.6)).mean() > 0.02  # it makes a difference


def test_a_threshold_turns_unsure_pixels_into_the_first_class(tmp_path):
    source = segmenter(tmp_path / "net.onnx", end="Softmax", metadata={**KEYS, "seg_thresh": 0.5})
    folder, _ = taken_in(tmp_path, source)
    pixels = image(40)
    shares = expected(source, pixels)[0]
    shares = np.where(shares < 0.5, 0, shares)  # as Deepness does it
    assert np.array_equal(mapped(folder, pixels)[0], shares.argmax(axis=0))


def test_a_map_of_classes_is_taken_as_it_is(tmp_path):
    source = segmenter(tmp_path / "net.onnx", end="ArgMax")
    folder, _ = taken_in(tmp_path, source)
    pixels = image(40)
    classes, confidence = mapped(folder, pixels)
    assert np.array_equal(classes, expected(source, pixels)[0])
    assert (confidence == 255).all()
    shares = open_runner(folder, threads=1).scores_batch(pixels[None], np.ones((1, 40, 40), bool))[0]
    assert np.array_equal(shares.argmax(axis=0), classes)


def test_channels_last_and_whole_numbers(tmp_path):
    source = segmenter(tmp_path / "net.onnx", layout="NHWC", dtype="uint8", scale=1 / 255)
    folder, card = taken_in(tmp_path, source, scaling=(), dtype="")
    pixels = image(40)
    scores = run(source, np.moveaxis(pixels, 0, 2)[None])[0][0]
    assert np.array_equal(mapped(folder, pixels)[0], scores.argmax(axis=2))
    assert card.input.dtype == "uint8"
    assert card.scaling == ()


def test_a_map_that_lacks_its_rim_is_put_in_the_middle(tmp_path):
    source = segmenter(tmp_path / "net.onnx", pad=0)
    folder, card = taken_in(tmp_path, source)
    assert card.tiling.margin == 1
    assert card.tiling.halo >= 1
    pixels = image(40)
    classes, _ = mapped(folder, pixels)
    assert np.array_equal(classes[1:-1, 1:-1], expected(source, pixels)[0].argmax(axis=0))
    shares = open_runner(folder, threads=1).scores_batch(pixels[None], np.ones((1, 40, 40), bool))[0]
    assert (shares[:, 0] == 0).all()
    assert (shares[:, :, -1] == 0).all()


def test_a_coarse_map_is_enlarged_as_torch_does_it(tmp_path):
    import torch

    source = segmenter(tmp_path / "net.onnx", pool=4, enlarge=False)
    folder, card = taken_in(tmp_path, source)
    assert card.tiling.stride == 4
    pixels = image(40)
    coarse = torch.from_numpy(expected(source, pixels))
    scores = torch.nn.functional.interpolate(coarse, scale_factor=4, mode="bilinear")[0].numpy()
    assert (mapped(folder, pixels)[0] == scores.argmax(axis=0)).mean() > 0.999


def test_sizes_that_are_no_multiple_of_the_stride_are_filled_up(tmp_path):
    folder, card = taken_in(tmp_path, segmenter(tmp_path / "net.onnx", pool=8))
    assert card.tiling.stride == 8
    classes, confidence = mapped(folder, image(43))
    assert classes.shape == confidence.shape == (43, 43)
    padded = np.pad(image(43), ((0, 0), (0, 5), (0, 5)), mode="edge")
    assert np.array_equal(classes, mapped(folder, padded)[0][:43, :43])


def test_a_fixed_size_is_the_tile_and_a_fixed_batch_is_filled(tmp_path):
    source = segmenter(tmp_path / "net.onnx", size=64, batch=2)
    folder, card = taken_in(tmp_path, source)
    assert (card.tiling.context, card.tiling.tile, card.tiling.halo, card.tiling.stride) == ("global", 64, 0, 32)
    tiles = np.stack([image(64, seed=s) for s in range(3)])
    runner = open_runner(folder, threads=1)
    batch, _ = runner.classify_batch(tiles, np.ones((3, 64, 64), bool))
    alone = [runner.classify(tile, np.ones((64, 64), bool))[0] for tile in tiles]
    assert np.array_equal(batch, np.stack(alone))
    assert runner.classify(tiles[0][:, :50, :40], np.ones((50, 40), bool))[0].shape == (50, 40)


def test_a_network_that_mixes_all_pixels_is_blended(tmp_path):
    net = Net()
    features = net.conv("x", 3, 6)
    mixed = net.add("Mul", features, net.add("Sigmoid", net.conv(net.add("GlobalAveragePool", features), 6, 6, kernel=1)))
    scores = net.conv(mixed, 6, 3, kernel=1)
    source = write(tmp_path / "net.onnx", net, ["n", 3, "h", "w"], [(scores, "float32", ["n", 3, "h", "w"])])
    _, card = taken_in(tmp_path, source)
    assert (card.tiling.context, card.tiling.tile) == ("global", 512)


# -- a map smaller than its image --------------------------------------------------------------------------------------


def smaller(path, size, *, margin=0, stride=1, metadata=None):
    """A network whose map lacks so many pixels at each side, or is coarser by a stride. `size`: 0 where it is free."""
    net = Net()
    x = net.conv("x", 3, 3, pad=0, dilations=[margin] * 2) if margin else net.conv("x", 3, 3, strides=[stride] * 2)
    side = (size // stride - 2 * margin) if size else "side"
    return write(path, net, ["n", 3, size or "h", size or "w"], [(x, "float32", ["n", 3, side, side])], metadata=metadata)


def form_of(folder):
    return json.loads((Path(folder) / "config.json").read_text())


@pytest.mark.parametrize("metadata", [KEYS, None])
def test_a_crop_of_fixed_size_is_put_in_the_middle(tmp_path, metadata):
    source = smaller(tmp_path / "crop.onnx", 64, margin=16, metadata=metadata)
    folder, card = taken_in(tmp_path, source)
    assert (card.tiling.margin, card.tiling.tile, card.tiling.context, form_of(folder)["shrink"]) == (16, 64, "global", 1)
    pixels = image(64)
    centre = expected(source, pixels)[0].argmax(axis=0)
    assert np.array_equal(mapped(folder, pixels)[0][16:48, 16:48], centre)
    assert len(np.unique(centre)) == 3


@pytest.mark.parametrize("metadata", [KEYS, None])
@pytest.mark.parametrize("margin", [32, 64])  # with 64, 256 px give 128
def test_a_crop_of_free_size_is_told_by_a_second_run(tmp_path, margin, metadata):
    source = smaller(tmp_path / "crop.onnx", 0, margin=margin, metadata=metadata)
    folder, card = taken_in(tmp_path, source)
    assert (card.tiling.margin, form_of(folder)["shrink"]) == (margin, 1)
    assert card.tiling.tile > 2 * margin
    pixels = image(192)
    inside = slice(margin, 192 - margin)
    assert (mapped(folder, pixels)[0][inside, inside] == expected(source, pixels)[0].argmax(axis=0)).mean() > 0.999


@pytest.mark.parametrize(("size", "stride", "metadata"), [(0, 2, None), (0, 2, KEYS), (0, 8, KEYS), (64, 2, None), (96, 3, None)])
def test_a_coarse_map_stays_coarse(tmp_path, size, stride, metadata):
    folder, card = taken_in(tmp_path, smaller(tmp_path / "net.onnx", size, stride=stride, metadata=metadata))
    assert (card.tiling.margin, form_of(folder)["shrink"]) == (0, stride)


def test_a_margin_that_takes_nearly_the_whole_first_image_is_measured(tmp_path):
    folder, card = taken_in(tmp_path, smaller(tmp_path / "net.onnx", 0, margin=126))
    assert (card.tiling.margin, card.tiling.context, form_of(folder)["shrink"]) == (126, "local", 1)
    assert card.tiling.halo >= 126


def test_a_map_that_is_coarse_and_lacks_its_rim_is_refused(tmp_path):
    net = Net()
    x = net.conv("x", 3, 3, kernel=6, pad=0, strides=[4, 4])  # 256 -> 63, 384 -> 95
    source = write(tmp_path / "net.onnx", net, ["n", 3, "h", "w"], [(net.conv(x, 3, 3, pad=0, kernel=2), "float32",
                                                                     ["n", 3, "side", "side"])])
    with pytest.raises(JobError, match="none of its outputs"):
        taken_in(tmp_path, source)


@pytest.mark.parametrize("keeps_its_card", [True, False])
def test_our_own_network_with_valid_convolutions_keeps_its_margin(tmp_path, make_card, keeps_its_card):
    import torch

    config = {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 4, "padding": "valid"}
    torch.manual_seed(0)
    network = build_network(config, classes=3, in_channels=3).eval()
    assert network.margin == 96
    save_package(str(tmp_path / "ours"), network, config, make_card(tiling=Tiling(16, 96, 96, 512, "local", 96)), "# Test\n",
                 half=False)
    source = export_onnx(str(tmp_path / "ours"), str(tmp_path / "net.onnx"), 384).path  # 192 px come out
    if not keeps_its_card:
        model = onnx.load(source)
        del model.metadata_props[:]
        onnx.save(model, source)
    folder, card = taken_in(tmp_path, source)
    assert (card.tiling.margin, card.tiling.tile, form_of(folder)["shrink"]) == (96, 384, 1)
    if keeps_its_card:
        folder = str(tmp_path / "again")
        import_onnx(source, folder)
        pixels = trial_pixels(card, 384)
        ours, again = (mapped(f, pixels)[0][96:-96, 96:-96] for f in (str(tmp_path / "ours"), folder))
        assert (ours == again).mean() >= 0.9999
        assert len(np.unique(ours)) > 1


# -- Deepness ----------------------------------------------------------------------------------------------------------


def test_a_file_of_deepness_needs_nothing_said_and_maps_as_deepness_does(tmp_path):
    keys = {**KEYS, "standardization_mean": [0.4, 0.5, 0.3], "standardization_std": [0.2, 0.25, 0.3]}
    source = segmenter(tmp_path / "roads.onnx", size=64, end="Softmax", metadata=keys)
    card = import_onnx(source, str(tmp_path / "package"))
    assert [info.name for info in card.classes] == list(NAMES)
    assert [band.common_name for band in card.bands] == ["red", "green", "blue"]
    assert (card.input.resolution_m, card.input.dtype, card.tiling.tile, card.name) == (0.3, "uint8", 64, "roads")
    pixels = image(64)
    prepared = inputs_of(np.moveaxis(pixels, 0, 2)[None], {key: json.dumps(value) for key, value in keys.items()})
    assert np.array_equal(mapped(str(tmp_path / "package"), pixels)[0], run(source, prepared)[0][0].argmax(axis=0))


@pytest.mark.parametrize("names", [
    {"names": "{0: 'ground', 1: 'water', 2: 'wood'}"},
    {"class_names": ["ground", "water", "wood"]},
    {"class_names": [{"2": "wood", "0": "ground", "1": "water"}]},
])  # fmt: skip
def test_all_spellings_of_class_names(tmp_path, names):
    metadata = {"model_type": "Segmentor", "resolution": "12.5", "tiles_size": 96, **names}
    card = import_onnx(segmenter(tmp_path / "net.onnx", metadata=metadata), str(tmp_path / "package"))
    assert [info.name for info in card.classes] == list(NAMES)
    assert card.input.resolution_m == 0.125
    assert card.tiling.tile == 96


def test_the_head_whose_classes_are_named_is_taken_and_said(tmp_path):
    net = Net()
    features = net.conv("x", 3, 6)
    first, second = net.conv(features, 6, 2, kernel=1), net.conv(features, 6, 3, kernel=1)
    outputs = [(first, "float32", ["n", 2, "h", "w"]), (second, "float32", ["n", 3, "h", "w"])]
    source = write(tmp_path / "net.onnx", net, ["n", 3, "h", "w"], outputs,
                   metadata={**KEYS, "class_names": [{"0": "no", "1": "yes"}, {"0": "ground", "1": "water", "2": "wood"}]})
    card = import_onnx(source, str(tmp_path / "first"))
    assert [info.name for info in card.classes] == ["no", "yes"]
    folder, _ = taken_in(tmp_path, source)  # three classes are named by hand: the second head
    pixels = image(40)
    scores = run(source, pixels[None].astype(np.float32) / 255)[1][0]
    assert np.array_equal(mapped(folder, pixels)[0], scores.argmax(axis=0))
    assert f"not used: `{first}`" in (tmp_path / "package" / "README.md").read_text()


def test_what_nobody_has_said_is_named_all_at_once(tmp_path):
    source = segmenter(tmp_path / "net.onnx", bands=4)
    with pytest.raises(JobError) as caught:
        import_onnx(source, str(tmp_path / "package"))
    assert caught.value.code == "model.incomplete"
    assert caught.value.data["needs"] == ["bands", "classes", "resolution_m"]
    assert (caught.value.data["count_bands"], caught.value.data["count_classes"]) == (4, 3)
    assert "4 band(s)" in caught.value.message
    assert not (tmp_path / "package").exists()


@pytest.mark.parametrize(("change", "reason"), [
    ({"classes": CLASSES[:2]}, "3 classes apart, and 2 are named"),
    ({"bands": BANDS[:2]}, "takes 3 band"),
])  # fmt: skip
def test_what_is_said_must_fit_the_file(tmp_path, change, reason):
    with pytest.raises(JobError, match=reason):
        taken_in(tmp_path, segmenter(tmp_path / "net.onnx"), **change)


@pytest.mark.parametrize(("make", "reason"), [
    (lambda path: segmenter(path, metadata={"model_type": "Detector"}), "Detector"),
    (lambda path: write(path, _classifier(), ["n", 3, "h", "w"], [("y", "float32", ["n", 6, 1, 1])]), "none of its outputs"),
    (lambda path: segmenter(path, size=64) and _not_square(path), "64 x 32"),
])  # fmt: skip
def test_what_is_no_network_for_maps_is_refused(tmp_path, make, reason):
    make(tmp_path / "net.onnx")
    with pytest.raises(JobError, match=reason) as caught:
        taken_in(tmp_path, str(tmp_path / "net.onnx"))
    assert caught.value.code == "model.invalid"


def _classifier():
    net = Net()
    x = net.conv("x", 3, 6)
    net.nodes.append(onnx.helper.make_node("GlobalAveragePool", [x], ["y"]))
    return net


def _not_square(path):
    model = onnx.load(str(path))
    model.graph.input[0].type.tensor_type.shape.dim[3].dim_value = 32
    onnx.save(model, str(path))


def test_a_package_that_lies_is_refused(tmp_path):
    folder, _ = taken_in(tmp_path, segmenter(tmp_path / "net.onnx"))
    path = Path(folder)
    card = json.loads((path / "model.json").read_text())
    config = json.loads((path / "config.json").read_text())

    def refused(code, new_card=None, new_config=None):
        (path / "model.json").write_text(json.dumps({**card, **(new_card or {})}))
        (path / "config.json").write_text(json.dumps({**config, **(new_config or {})}))
        with pytest.raises(JobError) as caught:
            verify_package(folder)
        assert caught.value.code == code, caught.value.message

    refused("model.invalid", {"classes": card["classes"][:2]})
    refused("model.invalid", {"bands": card["bands"][:2], "statistics": []})
    refused("model.invalid", {"architecture": "Unet"})
    refused("model.invalid", None, {"scores": "another"})
    refused("model.invalid", None, {"values": "code"})
    refused("model.architecture", None, {"_model_class": "Unet"})
    refused("model.checksum", {"weights": {"file": "model.onnx", "sha256": "0" * 64}})


def test_it_runs_and_cannot_be_trained(tmp_path):
    folder, _ = taken_in(tmp_path, segmenter(tmp_path / "net.onnx"))
    with pytest.raises(JobError) as caught:
        load_network(folder)
    assert caught.value.code == "model.only_runs"
