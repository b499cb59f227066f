"""How long a forward pass of each architecture takes on this computer's CPU, U-Net with resnet18 = 1, all in one run.

    python benchmarks/architecture_speed.py [--size 512] [--rounds 5]

The shortest of some rounds counts. U-Net is timed beside each of the others, so that a computer which is busy with something
else for a while slows both.
"""

from __future__ import annotations

import argparse
import time

from common import load_package

load_package()

import torch  # noqa: E402
from landweave.core.contract.architectures import ARCHITECTURES, DEFAULT, MEASURED_ENCODER, Architecture  # noqa: E402
from landweave.models.registry import build_network  # noqa: E402


def made(row: Architecture) -> torch.nn.Module:
    """The network of a row as the runner holds it."""
    network = build_network(row.with_encoder(MEASURED_ENCODER), classes=6, in_channels=3)
    return network.eval().to(memory_format=torch.channels_last)


def seconds(network: torch.nn.Module, image: torch.Tensor) -> float:
    """Of one forward pass."""
    started = time.perf_counter()
    with torch.inference_mode():
        network(image)
    return time.perf_counter() - started


def main() -> None:
    """Print one line an architecture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=512, help="pixels a side")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    torch.manual_seed(0)
    image = torch.rand(1, 3, options.size, options.size).to(memory_format=torch.channels_last)
    base = made(DEFAULT)
    seconds(base, image)
    for row in ARCHITECTURES:
        network = made(row)
        seconds(network, image)
        pairs = [(seconds(base, image), seconds(network, image)) for _ in range(options.rounds)]
        one, other = (min(times) for times in zip(*pairs))
        print(f"{row.key:18} {other / one:6.2f}   {other * 1000:8.0f} ms (U-Net {one * 1000:.0f} ms)", flush=True)


if __name__ == "__main__":
    main()
