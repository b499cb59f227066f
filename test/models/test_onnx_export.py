"""Exports run in ONNX Runtime alone, as Deepness and GeoDeep run them, and give the classes of torch."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.core.contract.card import BandStatistics, InputInfo, Scaling, Tiling
from landweave.core.contract.errors import JobError
from landweave.models.cache_folder import cache_folder
from landweave.models.context import describe
from landweave.models.onnx_cache import exported_model
from landweave.models.onnx_export import FromPixels, export_onnx
from landweave.models.onnx_import import import_onnx
from landweave.models.onnx_trace import PoolingByMatrix, trace
from landweave.models.open_runner import open_runner
from landweave.models.package import load_network, save_package
from landweave.models.registry import build_network
from landweave.models.trial import trial_pixels
from landweave.test.models.onnx_files import inputs_of

UNET = {"_model_class": "Unet", "encoder_name": "resnet18", "encoder_depth": 3, "decoder_channels": [16, 8, 8]}
SCALINGS = {
    "z-score": ("uint8", (Scaling("z-score", mean=(110.0, 100.0, 90.0), stddev=(50.0, 45.0, 60.0)),)),
    "0 to 1, then z-score": ("uint8", (Scaling("scale", value=(1 / 255,)), Scaling("z-score", mean=(0.4,), stddev=(0.2,)))),
    "clipped reflectance": ("uint16", (Scaling("clip", minimum=(0.0,), maximum=(4000.0,)),
                                       Scaling("min-max", minimum=(100.0,), maximum=(4000.0,)),
                                       Scaling("z-score", mean=(0.3,), stddev=(0.15,)))),
    "metres": ("float32", (Scaling("offset", value=(-200.0,)), Scaling("scale", value=(0.01,)))),
}


@pytest.fixture
def make_package(tmp_path, make_card):
    """Save a network with scores that tell classes apart."""
    def make(config=UNET, name="model", classes=4, **fields):
        torch.manual_seed(4)
        network = build_network(config, classes=classes, in_channels=3).eval()
        found = describe(network, 3)
        tiling = Tiling(found.stride, 64, found.receptive_halo_px, 128, found.context)
        card = make_card(classes=classes, tiling=tiling, **fields)
        save_package(str(tmp_path / name), network, config, card, "# Test\n", half=False)
        return str(tmp_path / name)

    return make


def metadata(path):
    return {entry.key: entry.value for entry in onnx.load(path).metadata_props}


def as_deepness(path, pixels):
    """Classes of one tile (bands, rows, cols) by Deepness's own steps: / 255, its keys, threshold, argmax."""
    keys = metadata(path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    image = inputs_of(np.moveaxis(pixels, 0, 2)[None], keys)
    shares = session.run(None, {session.get_inputs()[0].name: image})[0]
    shares[shares < float(json.loads(keys["seg_thresh"]))] = 0
    return shares.argmax(axis=1)[0], shares[0]


@pytest.mark.parametrize("name", SCALINGS)
def test_deepness_gets_our_classes_from_the_file(make_package, tmp_path, name):
    dtype, scaling = SCALINGS[name]
    spread = {"uint8": (100.0, 50.0), "uint16": (1500.0, 900.0), "float32": (230.0, 40.0)}[dtype]
    statistics = tuple(BandStatistics(*spread, 0.0, 1.0) for _ in range(3))
    folder = make_package(input=InputInfo(dtype, 0.3, 0.1, 1.0), scaling=scaling, statistics=statistics)
    found = export_onnx(folder, str(tmp_path / "out.onnx"), tile_px=128)
    pixels = trial_pixels(load_network(folder).card, 128, seed=8)
    ours = open_runner(folder, threads=1).classify(pixels, np.ones((128, 128), bool))[0]
    theirs, shares = as_deepness(found.path, pixels)
    assert pixels.dtype == dtype
    assert (ours == theirs).mean() >= 0.9999
    assert len(np.unique(theirs)) > 1
    assert np.allclose(shares.sum(axis=0), 1, atol=1e-4)
    assert found.equal_share >= 0.9999
    assert found.tile_px == 128


def test_keys_and_shapes_are_what_deepness_reads(make_package, tmp_path):
    path = export_onnx(make_package(), str(tmp_path / "out.onnx")).path
    keys = {key: json.loads(value) for key, value in metadata(path).items()}
    assert keys["model_type"] == "Segmentor"
    assert keys["class_names"] == {str(i): f"class {i}" for i in range(4)}
    assert keys["resolution"] == 30  # centimetres
    assert keys["tile_size"] == keys["tiles_size"] == 128
    assert keys["tiles_overlap"] == 50  # halo 64 of 128 on both sides, as far as sense goes
    assert (keys["seg_thresh"], keys["seg_small_segment"]) == (0, 0)
    assert (keys["standardization_mean"], keys["standardization_std"]) == ([0, 0, 0], [1, 1, 1])
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    assert model.ir_version <= 9  # ONNX Runtime 1.17, which Deepness installs
    assert [opset.version for opset in model.opset_import if opset.domain == ""] == [17]
    (image,), (scores,) = model.graph.input, model.graph.output
    assert [d.dim_value for d in image.type.tensor_type.shape.dim] == [0, 3, 128, 128]
    assert [d.dim_value for d in scores.type.tensor_type.shape.dim] == [0, 4, 128, 128]


def test_an_export_taken_in_again_is_the_same_model(make_package, tmp_path):
    folder = make_package()
    card = import_onnx(export_onnx(folder, str(tmp_path / "out.onnx")).path, str(tmp_path / "again"))
    before = load_network(folder).card
    assert (card.bands, card.classes, card.name, card.license, card.input) == (
        before.bands, before.classes, before.name, before.license, before.input)
    pixels = trial_pixels(before, 128, seed=8)
    valid = np.ones((128, 128), bool)
    ours, again = (open_runner(f, threads=1).classify(pixels, valid) for f in (folder, str(tmp_path / "again")))
    assert (ours[0] == again[0]).mean() >= 0.9999
    assert np.abs(ours[1].astype(int) - again[1]).max() <= 1


@pytest.mark.parametrize("tile_px", [100, 136, 0])
def test_sizes_that_the_network_does_not_take_are_refused(make_package, tmp_path, tile_px):
    path = str(tmp_path / "out.onnx")
    if tile_px % 8:
        with pytest.raises(JobError, match="multiple of the model's stride"):
            export_onnx(make_package(), path, tile_px=tile_px)
    else:
        assert export_onnx(make_package(), path, tile_px=tile_px).tile_px == (tile_px or 128)


def test_a_network_that_torch_cannot_write_is_refused_and_nothing_is_left(tmp_path, make_package, monkeypatch):
    folder = make_package()
    monkeypatch.setattr(FromPixels, "forward", lambda self, x: torch.special.zeta(self.network(x), x[:, :1]))
    with pytest.raises(JobError) as caught:
        export_onnx(folder, str(tmp_path / "out.onnx"))
    assert caught.value.code == "model.format"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["model"]


def test_other_classes_than_those_of_torch_are_refused(tmp_path, make_package, monkeypatch):
    folder = make_package()
    monkeypatch.setattr(FromPixels, "forward", lambda self, x: -self.network(x * self.gain + self.offset))
    with pytest.raises(JobError, match="of the pixels get the class"):
        export_onnx(folder, str(tmp_path / "out.onnx"))
    assert not (tmp_path / "out.onnx").exists()


@pytest.mark.parametrize("key", [row.key for row in ARCHITECTURES])
def test_every_architecture_gives_the_same_classes(key, tmp_path):
    row = next(row for row in ARCHITECTURES if row.key == key)
    torch.manual_seed(2)
    small = {"base_channels": 8} if row.key == "unet-original" else {}
    network = build_network({**row.with_encoder("resnet18"), **small}, classes=5, in_channels=3).eval()
    size = 128 if row.context == "global" else 2 * row.stride_px
    trace(network, 3, size, str(tmp_path / "net.onnx"), free_size=row.context == "local", source=key)
    image = torch.rand(2, 3, size, size if row.context == "global" else 2 * size, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        ours = network(image).numpy()
    session = onnxruntime.InferenceSession(str(tmp_path / "net.onnx"), providers=["CPUExecutionProvider"])
    theirs = session.run(None, {"image": image.numpy()})[0]
    assert (ours.argmax(axis=1) == theirs.argmax(axis=1)).mean() >= 0.9999
    assert np.abs(ours - theirs).max() < 1e-4 * max(1, np.abs(ours).max())


@pytest.mark.parametrize(("size", "cells"), [(24, 6), (16, 3), (17, 6), (5, 1)])
def test_pooling_by_matrix_is_adaptive_pooling(size, cells):
    features = torch.rand(2, 4, size, size + 3, generator=torch.Generator().manual_seed(1))
    wanted = torch.nn.AdaptiveAvgPool2d(cells)(features)
    assert torch.allclose(PoolingByMatrix(cells, size, size + 3)(features), wanted, atol=1e-6)


# -- for our own runner ------------------------------------------------------------------------------------------------


def test_our_network_by_onnx_runtime_is_kept_and_gives_the_same_classes(make_package, tmp_path, monkeypatch):
    monkeypatch.setenv("LANDWEAVE_HOME", str(tmp_path / "home"))
    folder = make_package()
    runners = open_runner(folder, threads=1), open_runner(folder, threads=1, kind="onnx")
    for size in (128, 100):
        pixels, valid = trial_pixels(runners[0].card, size, seed=5), np.ones((size, size), bool)
        valid[:9, :9] = False
        (ours, sure), (theirs, also_sure) = (runner.classify(pixels, valid) for runner in runners)
        assert (ours == theirs).mean() >= 0.9999
        assert np.abs(sure.astype(int) - also_sure).max() <= 1
        shares = [runner.scores_batch(pixels[None], valid[None]) for runner in runners]
        assert np.allclose(*shares, atol=1e-4)
    (kept,) = (tmp_path / "home" / "cache" / "onnx").iterdir()
    assert str(kept.parent) == cache_folder()
    before = kept.stat().st_mtime_ns
    assert exported_model(folder).data == kept.read_bytes()
    assert kept.stat().st_mtime_ns == before  # taken as it is


def test_only_the_latest_exports_are_kept(make_package, tmp_path, monkeypatch):
    monkeypatch.setenv("LANDWEAVE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("landweave.models.onnx_cache.KEPT_FILES", 2)
    for i in range(3):
        exported_model(make_package(name=f"model {i}", classes=2 + i))
    assert len(list((tmp_path / "home" / "cache" / "onnx").iterdir())) == 2


def test_a_network_with_valid_convolutions(make_card, tmp_path, monkeypatch):
    monkeypatch.setenv("LANDWEAVE_HOME", str(tmp_path / "home"))
    config = {"_model_class": "UNetOriginal", "base_channels": 6, "depth": 2, "padding": "valid"}
    torch.manual_seed(2)
    network = build_network(config, classes=3, in_channels=3).eval()
    margin = network.margin
    tiling = Tiling(4, -(-margin // 4) * 4, 0, 128, "local", margin)
    save_package(str(tmp_path / "model"), network, config, make_card(tiling=tiling), "# Test\n", half=False)
    torch_runner, onnx_runner = (open_runner(str(tmp_path / "model"), threads=1, kind=kind) for kind in ("torch", "onnx"))
    pixels, valid = trial_pixels(torch_runner.card, 96), np.ones((96, 96), bool)
    ours, theirs = (runner.classify(pixels, valid)[0] for runner in (torch_runner, onnx_runner))
    assert (ours == theirs).mean() >= 0.9999
    assert (ours[:margin] == 0).all()
    assert len(np.unique(ours[margin:-margin, margin:-margin])) > 1
    shares = torch_runner.scores_batch(pixels[None], valid[None])[0]
    assert (shares[:, :margin] == 0).all()
    assert np.allclose(shares[:, margin:-margin, margin:-margin].sum(axis=0), 1, atol=1e-5)
    assert export_onnx(str(tmp_path / "model"), str(tmp_path / "out.onnx")).equal_share >= 0.9999
