"""Every row of the table of networks through the whole engine: how a raster is cut changes nothing, by the rule of its kind."""

import numpy as np
import pytest
import rasterio
from landweave.core.contract.architectures import ARCHITECTURES
from landweave.core.contract.card import load_card
from landweave.models.package import load_network
from landweave.models.runner import TorchRunner
from landweave.test.engine.conftest import save_small_model
from landweave.test.engine.jobs import classes_of, job, run
from landweave.test.models.test_architectures import slim

KEYS = [row.key for row in ARCHITECTURES]
CORE_PX = 96


@pytest.mark.parametrize("key", KEYS)
def test_cutting_changes_nothing(key, make_raster, tmp_path):
    model = save_small_model(tmp_path / "model", None, network=slim(key))
    tiling = load_card(model).tiling
    raster = make_raster(203, 221)
    if tiling.context == "global":  # its tiles are part of the model; what must not matter is which are computed together
        maps = [classes_of(run(job(raster, model, tmp_path / str(block), block_px=block, polygons=None))) for block in (1, 5000)]
    else:
        tiles = run(job(raster, model, tmp_path / "out", tile_px=CORE_PX + 2 * tiling.receptive_halo, block_px=1,
                        polygons=None))
        with rasterio.open(raster) as file:
            whole = TorchRunner(load_network(model), "cpu").classify(file.read(), file.dataset_mask() > 0)[0]
        maps = [classes_of(tiles), whole]
    assert np.count_nonzero(maps[0] != maps[1]) == 0
    assert (maps[0] != 255).all()
