"""The command `landweave train`: its options, a line for each epoch, and what an interrupted training leaves."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..contract.architectures import DEFAULT, architecture
from ..contract.errors import JobError
from ..contract.events import Event, Log, Metric, Progress
from ..contract.jobs import PRESETS, TrainData, TrainJob
from .dataset_cli import class_tables
from .json_file import read_object
from .progress_bar import ProgressBar

PROJECT_SUFFIX = ".gpkg"
PRESET_ONLY = ("name", "base", "architecture", "encoder", "settings", "changes", "images", "masks", "classes")


def add_train_command(commands: Any) -> None:
    """Add the command to argparse's sub-parsers."""
    train = commands.add_parser("train", help="train a model, with a preset or from a recorded configuration")
    train.add_argument("config", nargs="?", default="", help="recorded configuration; leave it out with --preset")
    train.add_argument("--data", required=True, help="label project (.gpkg) or folder of images and masks; with a recorded "
                       "configuration the folder that its paths start from")
    train.add_argument("--output", required=True, help="folder of the new model package")
    train.add_argument("--preset", choices=PRESETS, default="", help="how thoroughly to train")
    train.add_argument("--base", default="", help="folder of the model package to start from (default: a new network)")
    train.add_argument("--architecture", default="", metavar="KEY",
                       help="of a new network, e.g. unet or fcn-8s: see `landweave models architectures`")
    train.add_argument("--encoder", default="", help="of a new network, e.g. resnet18")
    train.add_argument("--setting", dest="settings", action="append", default=[], metavar="NAME=VALUE",
                       help="another setting of the new network, e.g. padding=valid; repeat for each")
    train.add_argument("--name", default="", help="name of the new model (default: that of the output folder)")
    train.add_argument("--change", dest="changes", action="extend", nargs="+", default=[], metavar="SETTING=VALUE",
                       help="another value for a setting of the preset, e.g. epochs=30 batch=4 augmentation.noise=0.1")
    train.add_argument("--images", default="", help="which files are images, e.g. 'sat/*.tif' (default: from the names)")
    train.add_argument("--masks", default="", help="which files are masks, e.g. 'truth/*.png'")
    train.add_argument("--class", dest="classes", action="append", default=[], metavar="VALUE=NAME",
                       help="name a mask value or colour; others are ignored then; repeat for each")
    train.add_argument("--encoder-weights", default="", help="file with weights to start the encoder of a configuration from")
    train.add_argument("--device", default="", help="auto, cpu, mps, cuda or cuda:N (default: auto; cpu with a configuration)")
    train.add_argument("--anew", action="store_true", help="do not go on from a checkpoint")
    train.add_argument("--finish", action="store_true", help="train no further: end a stopped training with its best model")


def train_job(options: argparse.Namespace) -> TrainJob:
    """The job of parsed options. Raises `JobError` ("job.invalid", "data.missing")."""
    if bool(options.config) == bool(options.preset):
        raise JobError("job.invalid", reason="name either a preset (--preset quick) or a recorded configuration")
    job = _recorded(options) if options.config else _from_preset(options)
    job.validate()
    return job


def _recorded(options: argparse.Namespace) -> TrainJob:
    given = [name for name in PRESET_ONLY if getattr(options, name)]
    if given:
        flag = {"changes": "change", "classes": "class"}.get(given[0], given[0])
        raise JobError("job.invalid", reason=f"--{flag} belongs to a preset; a recorded configuration says it itself")
    config = read_object(options.config)
    config.update(data_folder=options.data, encoder_weights_file=options.encoder_weights)
    return TrainJob(config, options.output, options.device or "cpu", not options.anew, finish=options.finish)


def _from_preset(options: argparse.Namespace) -> TrainJob:
    if options.encoder_weights:
        raise JobError("job.invalid", reason="--encoder-weights belongs to a recorded configuration")
    labels, colors = class_tables(options.classes)
    if options.data.casefold().endswith(PROJECT_SUFFIX):
        if options.images or options.masks or options.classes:
            raise JobError("job.invalid", reason="--images, --masks and --class belong to a folder, not to a label project")
        data = TrainData(project=options.data)
    else:
        data = TrainData(folder=options.data, images=options.images, masks=options.masks, labels=labels, colors=colors)
    return TrainJob(output_dir=options.output, device=options.device or "auto", resume=not options.anew, preset=options.preset,
                    name=options.name or Path(options.output).name, base=options.base, network=_network(options), data=data,
                    changes=_changes(options.changes), finish=options.finish)


def _network(options: argparse.Namespace) -> dict[str, Any]:
    """The new network; empty where nothing is said about it."""
    if not (options.architecture or options.encoder or options.settings):
        return {}
    if options.base and not options.architecture:
        raise JobError("job.invalid", reason="a base model brings its own network; with --base, --encoder needs --architecture")
    row = architecture(options.architecture) if options.architecture else DEFAULT
    if options.encoder and not row.takes_encoder:
        raise JobError("job.invalid", reason=f"{row.title} takes no encoder of choice")
    return {**row.with_encoder(options.encoder), **_changes(options.settings)}


def _changes(pairs: Sequence[str]) -> dict[str, Any]:
    """Settings and their values; "augmentation.noise" is the setting "noise" in "augmentation"."""
    changes: dict[str, Any] = {}
    for pair in pairs:
        setting, separator, text = pair.partition("=")
        if not (setting.strip() and separator):
            raise JobError("job.invalid", reason=f"a change has the form SETTING=VALUE, found '{pair}'")
        group, dot, inner = setting.strip().partition(".")
        if dot:
            changes.setdefault(group, {})[inner] = _value(text)
        else:
            changes[group] = _value(text)
    return changes


def _value(text: str) -> Any:
    """A number, true, false or another JSON value; else the text as it is."""
    try:
        return json.loads(text)
    except ValueError:
        return text


class TrainPrinter:
    """Prints a training for people: findings, then a line for each epoch; in a terminal, where it is in between."""

    def __init__(self) -> None:
        self._bar = ProgressBar()
        self._live = sys.stderr.isatty()  # elsewhere the lines of the epochs are progress enough
        self._epochs, self._best = 0, -1.0
        self._miou: float | None = None
        self._iou: dict[str, float] = {}
        self._scored = 0  # the epoch that the scores are of; 0: the base model before the training
        self._left = ""

    def show(self, event: Event) -> bool:
        """Print an event; False for one that is not of a training."""
        if isinstance(event, Metric):
            self._metric(event)
        elif isinstance(event, Progress):
            self._progress(event)
        elif isinstance(event, Log):
            self._epochs = int(event.data.get("epochs", 0)) if event.code == "train.setup" else self._epochs
            self._line(event.message if event.level == "info" else f"{event.level}: {event.message}")
        else:
            return False
        return True

    def _metric(self, event: Metric) -> None:
        if event.name == "miou":
            self._miou, self._scored = event.value, event.step
        elif event.name == "iou":
            self._iou[event.class_name] = event.value
        elif event.name == "epoch_loss":
            better = self._miou is not None and self._miou > self._best
            self._best = max(self._best, self._miou or 0.0)
            parts = [f"epoch {event.step} of {self._epochs}: loss {event.value:.3f}", *self._scores()]
            self._line(", ".join([*parts, "best so far"] if better else parts) + self._left)

    def _scores(self) -> list[str]:
        """The scores since the last line."""
        miou, iou, self._miou, self._iou = self._miou, self._iou, None, {}
        if miou is None:
            return []
        return [f"mean IoU {miou:.3f} ({', '.join(f'{name} {value:.3f}' for name, value in iou.items())})"]

    def _progress(self, event: Progress) -> None:
        left = f", {event.eta_s:.0f} s left" if event.eta_s is not None else ""
        if event.stage == "train":
            self._left = left
            if self._miou is not None:
                when = f"epoch {self._scored}" if self._scored else "before the training"
                self._line(f"{when}: {self._scores()[0]}")
        if self._live:
            self._bar.show(event)

    def _line(self, text: str) -> None:
        """A whole line, in place of the one that stands open."""
        self._bar.line(text)

    def close(self) -> None:
        """Leave the terminal clean."""
        self._bar.close()


def stopped_text(job: TrainJob) -> str:
    """How to go on with a training that was stopped."""
    from ...models.train.loop import CHECKPOINT  # torch is there already
    from .train_job import work_folder

    if not (work_folder(job) / CHECKPOINT).is_file():
        return "Stopped before the training began."
    return ("Stopped; the checkpoint is kept. Run the same command again (without --anew) to go on, "
            "or add --finish to end with the best model so far.")
