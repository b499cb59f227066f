"""A network trained from nothing on a folder of images and masks, as a beginner does it: what it reaches, and its curve.

    python benchmarks/scratch.py FOLDER [--preset balanced] [--validation PART ...] [--test PART ...] [--change epochs=12 ...]

Writes benchmarks/results/<name>.json and .svg. What to compare with, printed in the same run, is the map that knows nothing:
every pixel the class that is most frequent in the training images.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import tempfile
import time

from common import ROOT, load_package

WIDTH, HEIGHT, MARGIN = 640, 320, 40


def train(options, output: pathlib.Path):
    from landweave.core.contract.events import Metric
    from landweave.core.contract.jobs import TrainData, TrainJob
    from landweave.core.engine.run import run_job

    folder = str(pathlib.Path(options.folder).resolve())
    data = TrainData(folder=folder, validation=tuple(options.validation), test=tuple(options.test))
    changes = {key: json.loads(value) for key, value in (c.split("=", 1) for c in options.change)}
    network = {"_model_class": options.architecture, "encoder_name": options.encoder}
    job = TrainJob({}, str(output), preset=options.preset, name=options.name, data=data, network=network, changes=changes)
    curve: dict[str, list[tuple[int, float]]] = {}

    def emit(event) -> None:
        if isinstance(event, Metric) and event.name in ("epoch_loss", "miou"):
            curve.setdefault(event.name, []).append((event.step, event.value))
            print(f"epoch {event.step}: {event.name} {event.value:.4f}", flush=True)

    return run_job(job, emit, lambda: False, "benchmark"), curve


def draw(curve: dict[str, list[tuple[int, float]]], path: pathlib.Path) -> None:
    """Both curves over the epochs, each scaled to its own largest value."""
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    last = max(step for points in curve.values() for step, _ in points)
    for row, (name, colour) in enumerate((("epoch_loss", "#888"), ("miou", "#1f6fb2"))):
        points = curve[name]
        top = 1.0 if name == "miou" else max(value for _, value in points)
        across, up = (WIDTH - 2 * MARGIN) / last, (HEIGHT - 2 * MARGIN) / top
        line = " ".join(f"{MARGIN + across * step:.1f},{HEIGHT - MARGIN - up * value:.1f}" for step, value in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        says = f"{name}: {points[-1][1]:.3f} at the end, axis to {top:.3g}"
        parts.append(f'<text x="{MARGIN}" y="{16 + 16 * row}" fill="{colour}">{says}</text>')
    parts.append(f'<path d="M{MARGIN} {MARGIN}V{HEIGHT - MARGIN}H{WIDTH - MARGIN}" fill="none" stroke="#333"/>')
    parts.append(f'<text x="{WIDTH - MARGIN}" y="{HEIGHT - 16}" text-anchor="end">epoch {last}</text></svg>')
    path.write_text("\n".join(parts))


def most_frequent(rows) -> float:
    """mIoU of the map that gives every pixel the class that is most frequent in the training images."""
    best = max(rows, key=lambda row: row["train_px"] or 0)
    checked = [row for row in rows if row["check_px"]]
    return best["check_px"] / sum(row["check_px"] for row in checked) / len(checked)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder")
    options.add_argument("--name", default="scratch")
    options.add_argument("--preset", default="balanced")
    options.add_argument("--architecture", default="Unet")
    options.add_argument("--encoder", default="resnet18")
    options.add_argument("--validation", nargs="*", default=[])
    options.add_argument("--test", nargs="*", default=[])
    options.add_argument("--change", nargs="*", default=[])
    options = options.parse_args()
    load_package()
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="landweave-scratch.") as folder:
        result, curve = train(options, pathlib.Path(folder) / "model")
    facts = result.facts
    report = {
        "data": pathlib.Path(options.folder).name, "preset": options.preset, "architecture": options.architecture,
        "encoder": options.encoder, "changes": options.change, "minutes": round((time.monotonic() - started) / 60, 1),
        "best_epoch": facts["epoch"], "miou": facts["miou_after"], "miou_most_frequent_class": most_frequent(facts["classes"]),
        "classes": facts["classes"], "metrics": facts["metrics"], "curve": curve,
    }
    (results / f"{options.name}.json").write_text(json.dumps(report, indent=1) + "\n")
    draw(curve, results / f"{options.name}.svg")
    print(f"mIoU {report['miou']:.3f} against {report['miou_most_frequent_class']:.3f} of the map that knows nothing")


if __name__ == "__main__":
    main()
