"""How long a fresh engine takes until it has a model and a plan, against `import torch` alone, its lower limit, in turns.

    python benchmarks/start.py [RASTER] [MODEL] [--rounds 5]

Prints the processor time and peak memory of each (the least of all rounds) and the ratio. Processor time, because other work on
the machine changes it least.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

from common import BOOT, SAMPLE, SHIPPED_MODEL


def child(command: list[str]) -> tuple[float, float]:
    """Processor seconds and peak memory in MB of a command."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("raster", nargs="?", default=str(SAMPLE))
    parser.add_argument("model", nargs="?", default=str(SHIPPED_MODEL))
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "import torch": [sys.executable, "-I", "-c", "import torch"],
            "model and plan": [sys.executable, "-I", str(BOOT), "segment", options.raster, "--model", options.model,
                               "--output", folder, "--dry-run", "--runner", "torch"],
        }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(options.rounds):
            for name, command in commands.items():
                found[name].append(child(command))
    least = {name: (min(s for s, _ in runs), min(mb for _, mb in runs)) for name, runs in found.items()}
    for name, (seconds, peak) in least.items():
        print(f"{name}: {seconds:.2f} s, {peak:.0f} MB")
    print(f"the engine takes {least['model and plan'][0] / least['import torch'][0]:.2f} times as long as torch alone")


if __name__ == "__main__":
    main()
