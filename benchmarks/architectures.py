"""All architectures trained alike on one set of images and masks: what each reaches, how large and how fast it is, and a picture.

    python benchmarks/architectures.py FOLDER --encoder NAME [--initial-encoder WEIGHTS] [--only KEY ...] [--steps 240]

FOLDER holds images/ and masks/ somewhere below, masks in the colours of `CLASSES`. Images are halved first, so that a processor
gets through all of them; every `--every`th image is kept out and scored. The same seed gives the same chips to every network.
What is finished stands in WORK, or with the same settings in results/architectures.json, and is not done again. At the end
all are timed in turns; results/architectures.json, the table in docs/architectures.md and docs/pictures/architectures.png are
written.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import time

from common import ROOT, load_package

CLASSES = {"#3c1098": "building", "#8429f6": "land", "#6ec1e4": "road", "#fedd3a": "vegetation", "#e2a929": "water"}
ROW = ("fcn-32s", "fcn-16s", "fcn-8s", "unet", "unet-transposed")
PANEL_PX = 320
ROUNDS = 6
BEGIN, END = "<!-- table: benchmarks/architectures.py -->", "<!-- end of table -->"


def halve(folder: pathlib.Path, work: pathlib.Path) -> pathlib.Path:
    """The images at half their size (area average), the masks by nearest pixel."""
    from PIL import Image

    target = work / "halved"
    for path in sorted(folder.rglob("*")):
        if path.parent.name not in ("images", "masks") or path.suffix.lower() not in (".jpg", ".png", ".tif"):
            continue
        place = target / path.parent.name / f"{path.parent.parent.name}_{path.stem}.png".replace(" ", "")
        if place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(path) as image:
            rgb = image.convert("RGB")
            size = (rgb.width // 2, rgb.height // 2)
            rgb.resize(size, Image.Resampling.BOX if path.parent.name == "images" else Image.Resampling.NEAREST).save(place)
    return target


def network_of(row, options) -> tuple[dict, str]:
    """The configuration, and the file that its encoder starts from ("": random)."""
    if not row.takes_encoder:
        return dict(row.network), ""
    encoder = row.network.get("encoder_name")
    return {"encoder_name": options.encoder, **row.network}, "" if encoder else options.initial_encoder


def train(row, data: pathlib.Path, checks: list[str], options, model: pathlib.Path) -> dict:
    from landweave.core.contract.events import Metric
    from landweave.core.contract.jobs import TrainData, TrainJob
    from landweave.core.engine.run import run_job

    network, initial = network_of(row, options)
    changes = {"chip_px": options.chip_px, "batch": options.batch, "epochs": options.epochs, "seed": 1,
               "initial_encoder": initial,
               "epoch_steps": options.steps // options.epochs, "patience_epochs": 0, "encoder_rate_share": 0.4,
               "average_decay": 0.97, "warmup_steps": options.steps // 10}
    if options.staged and row.network.get("output_stride", 32) < 32:
        changes["staged"] = True
    job = TrainJob({}, str(model), preset="quick", name=row.key, network=network, changes=changes, device=options.device,
                   data=TrainData(folder=str(data), colors=CLASSES, validation=tuple(checks)))
    curve: list[tuple[int, float]] = []

    def emit(event) -> None:
        if isinstance(event, Metric) and event.name == "miou":
            curve.append((event.step, event.value))

    started = time.monotonic()
    facts = run_job(job, emit, lambda: False, "benchmark").facts
    return {"key": row.key, "miou": facts["miou_after"], "classes": {c["name"]: c["after"] for c in facts["classes"]},
            "curve": curve, "minutes": round((time.monotonic() - started) / 60, 2), "initial_encoder": bool(initial),
            "network": network}


def measure(model: pathlib.Path, picture: pathlib.Path, result: pathlib.Path) -> dict:
    """Size and speed of a trained network, and its map of `picture` as an image."""
    import numpy as np
    from landweave.models.package import load_network
    from landweave.models.runner import TorchRunner
    from PIL import Image

    loaded = load_network(str(model))
    runner = TorchRunner(loaded, "cpu")
    pixels = np.asarray(Image.open(picture), np.float32).transpose(2, 0, 1)[:, :PANEL_PX, :PANEL_PX]
    valid = np.ones(pixels.shape[1:], bool)
    classes, _ = runner.classify(pixels, valid)
    colours = np.array([[int(c.color[i:i + 2], 16) for i in (1, 3, 5)] for c in loaded.card.classes], np.uint8)
    Image.fromarray(colours[classes]).save(result)
    tiling = loaded.card.tiling
    return {"parameters": sum(p.numel() for p in loaded.network.parameters()), "stride": tiling.stride, "halo": tiling.halo,
            "context": tiling.context, "receptive_halo": tiling.receptive_halo}


def times(networks: dict[str, dict]) -> dict[str, float]:
    """Seconds of a forward pass of each network on this processor: in turns, the fastest of each, so that what disturbs meets all
    alike. Weights do not matter for it.
    """
    import torch
    from landweave.models.registry import build_network

    images = torch.rand((1, 3, PANEL_PX, PANEL_PX), generator=torch.Generator().manual_seed(1))
    built = {key: build_network(network, classes=len(CLASSES), in_channels=3).eval() for key, network in networks.items()}
    found: dict[str, list[float]] = {key: [] for key in built}
    with torch.inference_mode():
        for _ in range(ROUNDS):
            for key, network in built.items():
                began = time.monotonic()
                network(images)
                found[key].append(time.monotonic() - began)
    return {key: min(seconds) for key, seconds in found.items()}


def draw(rows: dict, work: pathlib.Path, data: pathlib.Path, picture: str, target: pathlib.Path) -> None:
    """Image | FCN-32s | 16s | 8s | U-Net | U-Net with transposed convolutions | truth, where all of these were mapped here."""
    from PIL import Image, ImageDraw

    if not all((work / f"{key}.png").exists() for key in ROW):
        return

    panels = [("image", data / "images" / f"{picture}.png"), *((rows[k]["title"], work / f"{k}.png") for k in ROW),
              ("ground truth", data / "masks" / f"{picture}.png")]
    gap, head = 6, 20
    sheet = Image.new("RGB", (len(panels) * (PANEL_PX + gap) - gap, PANEL_PX + head), "white")
    pen = ImageDraw.Draw(sheet)
    for number, (title, path) in enumerate(panels):
        left = number * (PANEL_PX + gap)
        pen.text((left + 4, 4), title, fill="black")
        sheet.paste(Image.open(path).convert("RGB").crop((0, 0, PANEL_PX, PANEL_PX)), (left, head))
    sheet.quantize(256).save(target, optimize=True)


def table(rows: list[dict]) -> str:
    """Markdown; best first."""
    fastest = next((r["forward_s"] for r in rows if r["key"] == "unet"), rows[0]["forward_s"])
    lines = ["| architecture | mIoU | building | road | parameters | time of a map | sees |", "|---|---|---|---|---|---|---|"]
    for r in sorted(rows, key=lambda r: -r["miou"]):
        sees = "the whole tile" if r["context"] == "global" else f"{r['receptive_halo']} px around"
        start = "" if r["initial_encoder"] else " ¹"
        lines.append(f"| {r['title']}{start} | {r['miou']:.3f} | {r['classes']['building']:.3f} | {r['classes']['road']:.3f} "
                     f"| {r['parameters'] / 1e6:.1f} M | {r['forward_s'] / fastest:.2f} | {sees} |")
    if any(not r["initial_encoder"] for r in rows):
        lines += ["", "¹ from random weights: those of the encoder do not fit it."]
    return "\n".join(lines)


def settings(options) -> dict:
    """What all rows of a table have in common."""
    return {name: getattr(options, name) for name in ("steps", "epochs", "batch", "chip_px", "encoder", "staged", "every")}


def recorded(options) -> dict[str, dict]:
    """The rows of an earlier run with the same settings, on this machine or another, by key."""
    path = ROOT / "benchmarks" / "results" / "architectures.json"
    report = json.loads(path.read_text()) if path.exists() else {}
    same = all(report.get(name) == value for name, value in settings(options).items())
    return {row["key"]: row for row in report["rows"]} if report and same else {}


def write(rows: dict, options, work: pathlib.Path, data: pathlib.Path, picture: str) -> None:
    results = ROOT / "benchmarks" / "results"
    report = {**settings(options), "picture": picture, "rows": list(rows.values())}
    (results / "architectures.json").write_text(json.dumps(report, indent=1) + "\n")
    draw(rows, work, data, picture, ROOT / "docs" / "pictures" / "architectures.png")
    page = ROOT / "docs" / "architectures.md"
    text = page.read_text() if page.exists() else f"# Architectures\n\n{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n{table(list(rows.values()))}\n{END}{rest.split(END)[1]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / ".build" / "architectures")
    parser.add_argument("--encoder", default="resnet18")
    parser.add_argument("--initial-encoder", default="", help="weights that encoders of this kind start from")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--steps", type=int, default=240)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--chip-px", type=int, default=192)
    parser.add_argument("--every", type=int, default=9, help="every so many-th image is kept out and scored")
    parser.add_argument("--picture", default="", help="stem of the image that is drawn (default: the first that is kept out)")
    parser.add_argument("--staged", action="store_true", help="FCN-16s and -8s from coarse to fine, as in the paper")
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    load_package()
    from landweave.core.contract.architectures import ARCHITECTURES

    data = halve(options.folder, options.work)
    checks = [path.stem for path in sorted((data / "images").iterdir())][options.every - 1::options.every]
    picture = options.picture or checks[0]
    rows: dict[str, dict] = recorded(options)
    for row in ARCHITECTURES:
        done = options.work / f"{row.key}.json"
        if not done.exists() and row.key not in rows and (not options.only or row.key in options.only):
            model = options.work / row.key
            facts = train(row, data, [f"/{stem}." for stem in checks], options, model)
            facts.update(title=row.title, **measure(model, data / "images" / f"{picture}.png", options.work / f"{row.key}.png"))
            done.write_text(json.dumps(facts))
            print(f"{row.title}: mIoU {facts['miou']:.3f} in {facts['minutes']} min", flush=True)
        if done.exists():
            rows[row.key] = json.loads(done.read_text())
    if rows:
        seconds = times({key: row["network"] for key, row in rows.items()})
        for key, row in rows.items():
            row["forward_s"] = seconds[key]
        write(rows, options, options.work, data, picture)


if __name__ == "__main__":
    main()
