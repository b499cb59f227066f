"""How far tiles change the map: the shipped model on real imagery, tiled with the stored halo, against the same pixels untiled.

    python benchmarks/seams.py IMAGE [IMAGE ...] [--model models/default] [--size 2048] [--tile 1024]

Wanted: at most 1 pixel in 10,000 with the stored halo, none with the receptive field. "Rival" is what most tools do: tiles that
overlap by 15 % and are cut hard in the middle of the overlap.
"""

from __future__ import annotations

import argparse

import numpy as np
from common import SHIPPED_MODEL, load_package


def read(path: str, size: int) -> np.ndarray:
    """RGB from the middle of an image, (3, rows, cols) uint8; sides are multiples of 32 and at most `size`."""
    import rasterio
    from rasterio.windows import Window

    with rasterio.open(path) as file:
        rows, cols = (min(size, side) // 32 * 32 for side in (file.height, file.width))
        window = Window((file.width - cols) // 2, (file.height - rows) // 2, cols, rows)
        return file.read((1, 2, 3), window=window)


def classes(network, values):
    import torch

    with torch.inference_mode():
        return network(torch.from_numpy(values[None]))[0].argmax(0).numpy().astype(np.uint8)


def tiled(network, values, tile: int, halo: int):
    """Cores of `tile - 2 * halo` in a lattice from the corner; beyond the image there is nothing, as in the untiled map."""
    out = np.empty(values.shape[1:], np.uint8)
    core = tile - 2 * halo
    for top in range(0, out.shape[0], core):
        for left in range(0, out.shape[1], core):
            y, x = max(0, top - halo), max(0, left - halo)
            part = classes(network, np.ascontiguousarray(values[:, y:top + core + halo, x:left + core + halo]))
            out[top:top + core, left:left + core] = part[top - y:top - y + core, left - x:left - x + core]
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("images", nargs="+")
    options.add_argument("--model", default=str(SHIPPED_MODEL))
    options.add_argument("--size", type=int, default=2048)
    options.add_argument("--tile", type=int, default=1024)
    options = options.parse_args()
    load_package()
    from landweave.models.package import load_network
    from landweave.models.scaling import apply_scaling

    model = load_network(options.model)
    card, network = model.card, model.network.eval()
    halos = {"receptive field": card.tiling.receptive_halo, "stored halo": card.tiling.halo, "no halo": 0,
             "rival (15 % overlap, hard cut)": options.tile * 15 // 200 // 32 * 32}
    halos = {name: halo for name, halo in halos.items() if options.tile > 2 * halo}
    wrong = dict.fromkeys(halos, 0)
    total = 0
    for path in options.images:
        pixels = read(path, options.size)
        values = apply_scaling(pixels, np.ones(pixels.shape[1:], bool), card)
        whole = classes(network, values)
        total += whole.size
        for name, halo in halos.items():
            wrong[name] += int((tiled(network, values, options.tile, halo) != whole).sum())
    print(f"{len(options.images)} images, {total / 1e6:.1f} Mpx, tiles of {options.tile} px")
    for name, halo in halos.items():
        compute = (options.tile / (options.tile - 2 * halo)) ** 2
        print(f"{name:>32} ({halo:3} px): {wrong[name] / total:.2e} of the pixels differ, {compute:.2f}x compute")


if __name__ == "__main__":
    main()
