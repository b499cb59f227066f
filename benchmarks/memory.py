"""Peak memory of a 1-gigapixel raster against a 64-megapixel one, same imagery, same network, each in its own process.

    python benchmarks/memory.py [--raster real.tif] [--large 32768] [--small 8192] [--polygons]
                                [--executor processes:2] [--tile-px 1024]

Wanted: within 5 %. The network is a small U-Net with random weights, so that the gigapixel takes minutes; which classes it finds
does not matter, for memory is what is measured. With `--polygons` it does: a polygon that runs through the whole raster has to be
held whole once, so that part grows with what the imagery joins. With `--executor`, driver and workers are told apart.
"""

from __future__ import annotations

import argparse
import pathlib
import tempfile

from common import SAMPLE, load_package, repeat, segment_in_child

BANDS = ("red", "green", "blue")


def save_small_network(folder: pathlib.Path) -> pathlib.Path:
    import torch
    from landweave.core.contract.card import Band, ClassInfo, InputInfo, ModelCard, Scaling, Tiling, Weights
    from landweave.models.context import describe
    from landweave.models.package import save_package
    from landweave.models.registry import build_network

    torch.manual_seed(1)
    config = {"_model_class": "UNetOriginal", "base_channels": 4, "depth": 2}
    network = build_network(config, classes=3, in_channels=3).eval()
    context = describe(network, 3)
    card = ModelCard(
        "landweave-model", 1, "small", "1.0", "CC0-1.0", "for a benchmark", "", "", tuple(Band(n, n) for n in BANDS),
        InputInfo("uint8", 0.3, 0.01, 1e5), (Scaling("z-score", mean=(127.5,), stddev=(127.5,)),),
        tuple(ClassInfo(i, f"class {i}", f"#0000{i}0") for i in range(3)),
        Tiling(context.stride, context.receptive_halo_px, context.receptive_halo_px, 1024, context.context), (),
        Weights("model.safetensors", "0" * 64))
    save_package(str(folder), network, config, card, "for a benchmark\n", half=False)
    return folder


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--raster", default=str(SAMPLE))
    options.add_argument("--large", type=int, default=32768)
    options.add_argument("--small", type=int, default=8192)
    options.add_argument("--polygons", action="store_true")
    options.add_argument("--executor", default="")
    options.add_argument("--tile-px", type=int, default=0)
    options = options.parse_args()
    load_package()
    with tempfile.TemporaryDirectory(prefix="landweave-memory.") as folder:
        base = pathlib.Path(folder)
        model = save_small_network(base / "model")
        peaks = {}
        for size in (options.small, options.large):
            raster = repeat(options.raster, size, base / f"{size}.vrt")
            more = [*([] if options.polygons else ["--no-polygons"]), "--executor", options.executor,
                    "--tile-px", str(options.tile_px)]
            run = segment_in_child(raster, model, base / f"out{size}", *more)
            peaks[size] = run["peak_mb"]
            peak, wall = run["peak_mb"], run["wall_s"]
            print(f"{size} px squared, {size * size / 1e6:.0f} Mpx: peak {peak:.0f} MB, {wall:.0f} s", flush=True)
            others = ", ".join(f"{other:.0f}" for other in run["workers_peak_mb"])
            print(f"    driver {run['driver_peak_mb']:.0f} MB, its processes {others} MB", flush=True)
    ratio = peaks[options.large] / peaks[options.small]
    print(f"large / small: {ratio:.3f} (wanted: at most 1.05)")


if __name__ == "__main__":
    main()
