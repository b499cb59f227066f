"""Networks whose output is smaller than their input: real pixels around each tile, the raster mirrored beyond its own edge."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from landweave.core.contract.card import CARD_FILE, card_to_json, load_card
from landweave.core.raster.mirror import mirrored
from landweave.models.package import load_network
from landweave.models.runner import OutOfMemoryError, TorchRunner
from landweave.models.scaling import scale_pixels, scaling_arrays
from landweave.test.engine.conftest import save_small_model
from landweave.test.engine.jobs import box, classes_of, job, run

NETWORK = {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 3, "padding": "valid"}


@pytest.fixture(scope="module", params=["transposed", "bilinear"])
def model(request, tmp_path_factory):
    """A network that loses 48 pixels at each side; its halo is all that it sees."""
    folder = tmp_path_factory.mktemp("model") / request.param
    return save_small_model(folder, None, network={**NETWORK, "upsampling": request.param})


def untiled(raster, folder):
    """The whole raster at once, surrounded by itself mirrored: independent of how the engine cuts."""
    model = load_network(folder)
    margin, stride = model.card.tiling.margin, model.card.tiling.stride
    with rasterio.open(raster) as file:
        pixels, valid = file.read(), file.dataset_mask() > 0
    height, width = valid.shape
    # Up to the next multiple of the stride the runner repeats the last pixels of what it is given.
    rows, cols = mirrored(-margin, height + margin, height), mirrored(-margin, width + margin, width)
    scaled = scale_pixels(pixels[:, rows[:, None], cols], valid[rows[:, None], cols], scaling_arrays(model.card))
    image = torch.nn.functional.pad(torch.from_numpy(scaled)[None], (0, -width % stride, 0, -height % stride), mode="replicate")
    with torch.inference_mode():
        return model.network(image)[0, :, :height, :width].argmax(dim=0).numpy().astype(np.uint8)


def test_the_card_says_what_is_lost(model):
    tiling = load_card(model).tiling
    assert (tiling.stride, tiling.margin, tiling.context) == (8, 48, "local")
    assert tiling.halo >= tiling.margin
    assert tiling.whole_halo_px(0) == tiling.margin  # nobody can ask for less


@pytest.mark.parametrize("size", [(123, 101), (64, 64), (37, 150), (1, 9), (20, 20)])
def test_tiled_equals_untiled(make_raster, model, tmp_path, size):
    """Also rasters smaller than the margin, which are mirrored more than once."""
    raster = make_raster(*size)
    tile_px = 40 + 2 * load_card(model).tiling.receptive_halo
    result = classes_of(run(job(raster, model, tmp_path / "out", tile_px=tile_px, block_px=1)))
    expected = untiled(raster, model)
    assert result.shape == size
    assert np.count_nonzero(result != expected) == 0
    assert len(np.unique(expected)) > 1 or min(size) < 10


def test_a_region_is_mapped_as_the_whole_is(make_raster, model, tmp_path):
    raster = make_raster(203, 171)
    part = run(job(raster, model, tmp_path / "out", region=box(322020.0, 4158920.0, 322060.0, 4158980.0)))
    assert np.array_equal(classes_of(part), untiled(raster, model)[40:160, 40:120])


def test_pixels_without_data_stay_without(make_raster, model, tmp_path):
    def blacken(pixels):
        pixels[:, 10:50, 20:90] = 0

    raster = make_raster(120, 140, change=blacken, nodata=0)
    classes = classes_of(run(job(raster, model, tmp_path / "out", tile_px=160)))
    empty = np.zeros((120, 140), bool)
    empty[10:50, 20:90] = True
    assert np.array_equal(classes == 255, empty)
    assert np.array_equal(classes[~empty], untiled(raster, model)[~empty])


def test_in_smaller_parts_where_memory_does_not_suffice_nothing_changes(make_raster, model, tmp_path, monkeypatch):
    raster, whole = make_raster(203, 171), TorchRunner.classify_batch

    def small_only(self, pixels, valid):
        if valid.size > 260 * 260:
            raise OutOfMemoryError("too large")
        return whole(self, pixels, valid)

    monkeypatch.setattr(TorchRunner, "classify_batch", small_only)
    result = run(job(raster, model, tmp_path / "out"))
    assert np.array_equal(classes_of(result), untiled(raster, model))


def test_blended_networks_with_a_margin_leave_no_pixel_out(make_raster, model, tmp_path):
    """A card may call such a network global (imported ones are): tiles then overlap in what they map."""
    folder = tmp_path / "global"
    shutil.copytree(model, folder)
    card = load_card(str(folder))
    card = replace(card, tiling=replace(card.tiling, context="global", halo=0, receptive_halo=0, tile=160))
    (folder / CARD_FILE).write_text(card_to_json(card))
    raster = make_raster(192, 160)  # all tiles lie on the stride
    maps = [classes_of(run(job(raster, folder, tmp_path / str(block), block_px=block))) for block in (1, 5000)]
    assert np.array_equal(maps[0], maps[1])
    differing = np.mean(maps[0] != untiled(raster, model))
    # Where a tile ends, bilinear upsampling has seen less than in the whole; the other kind has seen everything.
    assert differing < 0.05 if "bilinear" in Path(model).name else differing == 0
