"""PyTorch against ONNX Runtime on whole maps: the same raster, model and tiles, in turns, on this processor.

    python benchmarks/runners.py [RASTER] [MODEL] [--rounds 3]

Prints seconds of each map, their ratio (the fastest of each), and the share of pixels with the same class.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from common import SAMPLE, SHIPPED_MODEL, load_package


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raster", nargs="?", default=str(SAMPLE))
    parser.add_argument("model", nargs="?", default=str(SHIPPED_MODEL))
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    load_package()
    import landweave
    import rasterio

    seconds: dict[str, list[float]] = {"torch": [], "onnx": []}
    classes = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.rounds + 1):  # the first one exports and warms up
            for runner, found in seconds.items():
                result = landweave.segment(options.raster, Path(folder) / f"{runner}{turn}", options.model, polygons=None,
                                           device="cpu", runner=runner)
                with rasterio.open(result.outputs["classes"]) as file:
                    classes[runner] = file.read(1)
                if turn:
                    found.append(result.facts["seconds"])
    for runner, found in seconds.items():
        print(f"{runner}: {', '.join(f'{s:.1f}' for s in found)} s")
    print(f"ONNX Runtime is {min(seconds['torch']) / min(seconds['onnx']):.2f} times as fast; "
          f"{(classes['torch'] == classes['onnx']).mean():.4%} of the pixels are equal")


if __name__ == "__main__":
    main()
