"""One training from its recorded configuration to a model package."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ...core.contract.card import ModelCard
from ...core.contract.errors import JobError
from ..context import NetworkContext, describe
from ..initial_weights import load_initial_encoder
from ..metrics import mean_iou
from ..package import LoadedModel, fill_network, save_package
from ..registry import build_network, weightless
from ..scaling import scale_pixels, scaling_arrays
from .card import first_card, measure, scores, statistics
from .config import TrainConfig
from .dataset import Dataset, load_dataset
from .findings import Finding, warn
from .keeping import Keeper
from .labels import LabelTable
from .loop import Cancel, Outcome, Trainer, iou_of, report_iou
from .parent import class_places, load_parent, relabel_table, same_network, start_from
from .pictures import Scene, choose_scenes
from .predict import predict
from .readme import model_readme
from .review import settled
from .sources import PairCache
from .team import Team
from .watch import Watch

PICTURES = 4
PREVIEW = "preview.png"
COMPARABLE_CLASSES = 2  # fewer have nothing to be told apart from


@dataclass(frozen=True)
class TrainFacts:
    """What a training reports at its end. `before`, `after`: IoU by class name on what checks the model, where known;
    `miou_before`: None where the parent lacks one of the classes that were checked, because the mean of the others compares
    with nothing. `train_px`, `check_px`: labelled pixels by class name; `pictures`: image | labels | before | after, without
    "before" unless `before_shown`.
    """

    folder: str
    outcome: Outcome
    metrics: dict[str, float]
    check_from: str
    before: dict[str, float] | None
    miou_before: float | None
    after: dict[str, float]
    train_px: dict[str, int]
    check_px: dict[str, int]
    pictures: list[str] = field(default_factory=list)
    before_shown: bool = False
    findings: list[Finding] = field(default_factory=list)


def train_model(config: TrainConfig, data_folder: Path, output_dir: Path, work_dir: Path, team: Team, watch: Watch,
                cancelled: Cancel, resume: bool = True, initial_encoder: str = "", finish: bool = False) -> TrainFacts:
    """Train, measure the halo, score what was kept out, and write the package `output_dir`; the best so far stands there from
    the first epoch on. With `finish`, a stopped training is ended where it stands. Raises `JobError`, `Cancelled`.
    """
    return _Run(config, data_folder, output_dir, work_dir, team, watch, initial_encoder).run(cancelled, resume, finish)


class _Run:
    """The parts of one training, put together."""

    def __init__(self, config: TrainConfig, data_folder: Path, output_dir: Path, work_dir: Path, team: Team, watch: Watch,
                 initial_encoder: str) -> None:
        self.output_dir, self.work_dir, self.team, self.watch = output_dir, work_dir, team, watch
        watch.stage("prepare", 0, 2)
        self.cache = PairCache()
        self.config = config = settled(config)
        self.parent = load_parent(config)
        self._known = [new for new, _ in class_places(config, self.parent)] if self.parent is not None else []
        self._comparable = False  # whether the parent has every class that is checked
        self.dataset = load_dataset(config, data_folder, LabelTable([c.name for c in config.classes]), self.cache)
        for finding in self.dataset.findings:
            watch.found(finding)
        _refuse(self.dataset)
        watch.stage("prepare", 1, 2)
        torch.manual_seed(config.seed)
        network = new_network(config, self.parent, initial_encoder)
        self.context = _context(network, config, self.parent)
        self.card = first_card(config, self.context, statistics(self.dataset.pairs, self.cache, len(config.bands)), self.parent)
        self._arrays = scaling_arrays(self.card)
        self.trainer = Trainer(config, network, self.dataset, self.cache, self._scale, work_dir, team, self._keeper())
        self._scenes = [Scene(pair, self.cache, config.bands, config.classes)
                        for pair in choose_scenes(self.dataset.pairs, self.cache, PICTURES)]
        watch.stage("prepare", 2, 2)

    def _scale(self, pixels: np.ndarray, valid: np.ndarray) -> np.ndarray:
        scaled: np.ndarray = scale_pixels(pixels, valid, self._arrays)
        return scaled

    def _keeper(self) -> Keeper | None:
        if self.parent is None or not self.config.keep_share or len(self._known) < COMPARABLE_CLASSES:
            return None
        if self.context.margin_px != self.parent.card.tiling.margin:
            reason = "its network sees another part of each chip, so that nothing can be kept"
            raise JobError("training.base", path=self.config.parent, reason=reason)
        if self.card.scaling != self.parent.card.scaling:
            raise JobError("training.base", path=self.config.parent, reason="its values are scaled in another way")
        return Keeper(self.parent.network, class_places(self.config, self.parent), self.team.device)

    # -- the course of it -----------------------------------------------------------------------------------------

    def run(self, cancelled: Cancel, resume: bool, finish: bool) -> TrainFacts:
        resumed = (resume or finish) and self.trainer.resume()
        self._say_setup(resumed)
        before = self._before(cancelled, fresh=not resumed)
        outcome = self.trainer.outcome() if finish else self.trainer.fit(self.watch, cancelled, self._epoch_done)
        if outcome.stopped_early:
            self.watch.note("train.stopped_early", f"No epoch after {outcome.epoch} was better: the training ends early.",
                            {"epoch": outcome.epochs_run, "best_epoch": outcome.epoch})
        facts = self._finish(outcome, before)
        if self.team.rank == 0:
            self.trainer.path.unlink(missing_ok=True)
        return facts

    def _say_setup(self, resumed: bool) -> None:
        config, step = self.config, self.trainer.state.step
        if resumed:
            self.watch.note("train.resumed", f"The training goes on at step {step}.",
                            {"step": step, "epoch": step // config.epoch_steps})
        elif self.trainer.path.exists():
            self.watch.found(warn("train.checkpoint_ignored"))
        self.watch.note("train.setup", f"{config.epochs} epochs of {config.epoch_steps} steps", {
            "epochs": config.epochs, "epoch_steps": config.epoch_steps, "total_steps": self.trainer.total_steps,
            "start_step": step, "chip_px": config.chip_px, "batch": config.batch, "classes": [c.name for c in config.classes],
            "check_from": self.dataset.check_from, "has_parent": self.parent is not None})

    def _before(self, cancelled: Cancel, fresh: bool) -> np.ndarray | None:
        """(C,) IoU of the parent on what checks the model, NaN for classes that it does not have; None where nothing can be
        compared: without a parent, without a class in common, without such data.
        """
        if self.parent is None or not self._known:
            return None
        self._before_network = self.parent.network.to(self.team.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._relabel = relabel_table(self.config, self.parent)
        self._before_arrays = scaling_arrays(self.parent.card)
        if fresh:
            self._draw_preview(self._predict_before)
        if not self.trainer.validation:
            return None
        counts = self.trainer.count(self._before_network, self.trainer.validation, cancelled,
                                    lambda p, v: scale_pixels(p, v, self._before_arrays), self._relabel)
        iou = iou_of(counts, self.trainer.allowed)
        foreign = np.setdiff1d(np.arange(len(iou)), self._known)
        self._comparable = not np.isfinite(iou[foreign]).any()
        iou[foreign] = np.nan
        if fresh:
            report_iou(self.watch, self.config, iou, 0, with_mean=self._comparable)
        return iou

    def _epoch_done(self, epoch: int, better: bool) -> None:
        if self.team.rank:
            return
        if better:
            metrics = {"epoch": float(epoch)}
            if self.trainer.validation:
                metrics["miou"] = round(self.trainer.state.best_miou, 4)
            with weightless():  # which draws no random numbers, so that the next epoch is the same
                network = build_network(self.config.network, classes=len(self.config.classes), in_channels=len(self.config.bands))
            fill_network(network, self.trainer.best)
            self._save(network, replace(self.card, metrics=metrics))
            self.watch.shown("model", str(self.output_dir))
        average = self.trainer.average.module.eval()
        self._draw_preview(lambda pixels: predict(average, pixels, self._scale, self.team.device))

    def _finish(self, outcome: Outcome, before: np.ndarray | None) -> TrainFacts:
        self.watch.stage("check", 0, 3)
        network = self.trainer.network
        network.load_state_dict(outcome.weights)
        network.requires_grad_(True).eval()
        metrics = scores(self.trainer, network, self.dataset.pairs, self.config)
        after = iou_of(self.trainer.count(network, self.trainer.validation), self.trainer.allowed)
        self.watch.stage("check", 1, 3)
        pictures: list[str] = []
        if self.team.rank == 0:
            pictures = self._compare(network)
            self.watch.stage("check", 2, 3)
            self._save_final(network.cpu(), {**metrics, "epoch": float(outcome.epoch)})
        self.watch.stage("check", 3, 3)
        return TrainFacts(str(self.output_dir), outcome, metrics, self.dataset.check_from,
                          None if before is None else self._by_class(before), self._mean_before(before), self._by_class(after),
                          self._px("train"), self._px("validation"), pictures, bool(self._known), self.dataset.findings)

    def _mean_before(self, before: np.ndarray | None) -> float | None:
        return mean_iou(before) if before is not None and self._comparable and np.isfinite(before).any() else None

    # -- packages and pictures ------------------------------------------------------------------------------------

    def _save(self, network: nn.Module, card: ModelCard) -> None:
        save_package(str(self.output_dir), network, self.config.network, card, model_readme(card, self.config, None), half=True)

    def _save_final(self, network: nn.Module, metrics: dict[str, float]) -> None:
        card = replace(self.card, metrics=metrics)
        measurement = measure(network, self.dataset.pairs, self.cache, self.context,
                              lambda p: self._scale(p, np.ones(p.shape[1:], bool)))
        if measurement is not None:
            card = replace(card, tiling=replace(card.tiling, halo=measurement.halo_px))
        save_package(str(self.output_dir), network, self.config.network, card, model_readme(card, self.config, measurement),
                     half=True)

    def _predict_before(self, pixels: np.ndarray) -> np.ndarray:
        classes = predict(self._before_network, pixels, lambda p, v: scale_pixels(p, v, self._before_arrays), self.team.device)
        relabelled: np.ndarray = self._relabel[classes]
        return relabelled

    def _draw_preview(self, predict_classes: Callable[[np.ndarray], np.ndarray]) -> None:
        if self.team.rank == 0 and self._scenes:
            path = self.work_dir / PREVIEW
            self._scenes[0].draw(path, [predict_classes(self._scenes[0].pixels)])
            self.watch.shown("preview", str(path))

    def _compare(self, network: nn.Module) -> list[str]:
        """Image | labels | before | after of the richest places; without a parent that fits there is no before."""
        paths = []
        for number, scene in enumerate(self._scenes, start=1):
            path = self.work_dir / f"comparison_{number}.png"
            before = [self._predict_before(scene.pixels)] if self._known else []
            scene.draw(path, [*before, predict(network, scene.pixels, self._scale, self.team.device)])
            paths.append(str(path))
        return paths

    # -- tables ---------------------------------------------------------------------------------------------------

    def _by_class(self, iou: np.ndarray) -> dict[str, float]:
        return {c.name: float(value) for c, value in zip(self.config.classes, iou) if math.isfinite(value)}

    def _px(self, role: str) -> dict[str, int]:
        return {c.name: int(px) for c, px in zip(self.config.classes, self.dataset.class_px(role))}


def new_network(config: TrainConfig, parent: LoadedModel | None, initial_encoder: str = "") -> nn.Module:
    """The network of a configuration with the weights that it starts from. Raises `JobError`."""
    network = build_network(config.network, classes=len(config.classes), in_channels=len(config.bands))
    if parent is not None:
        start_from(network, config, parent)
    elif initial_encoder or config.initial_encoder:
        load_initial_encoder(network, initial_encoder or config.initial_encoder)
    return network


def _context(network: nn.Module, config: TrainConfig, parent: LoadedModel | None) -> NetworkContext:
    """How far the network looks; measured, which takes a while, unless the card of a parent of the same kind says it."""
    if parent is None or not same_network(config, parent):
        return describe(network, len(config.bands))
    tiling = parent.card.tiling
    return NetworkContext(tiling.stride, tiling.context, tiling.receptive_halo, tiling.margin)


def _refuse(dataset: Dataset) -> None:
    """Raise what makes a training senseless."""
    one_class = next((f for f in dataset.findings if f.code == "train.one_class"), None)
    if one_class is not None:
        raise JobError("training.one_class", **one_class.data)
    other = next((f for f in dataset.findings if f.level == "error" and f.code != "train.no_labels"), None)
    if other is not None:
        raise JobError("data.missing", path=str(other.data.get("path", "")), reason=other.message.rstrip("."))
    if not any(p.role == "train" for p in dataset.pairs) or any(f.code == "train.no_labels" for f in dataset.findings):
        raise JobError("data.no_labels")
