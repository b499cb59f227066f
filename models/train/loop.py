"""The training loop: plain torch, one checkpoint an epoch, the best weights so far always ready to be used.

A training that was stopped or killed goes on from its last checkpoint with the same numbers as if it had never stopped: chips
depend only on their index, and the checkpoint holds weights, averages, optimiser and random state, and what the epoch has
reported so far. The learning rate is a function of the step alone.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ...core.contract.errors import Cancelled, JobError
from ...core.contract.plain import to_plain
from ..context import network_margin
from ..metrics import class_iou, count_pairs, mean_iou
from .ahead import ahead
from .checkpoint import load_state, save_state
from .chips import ChipSampler, ScalePixels, centred
from .config import TrainConfig
from .dataset import Dataset
from .keeping import Keeper, keep_statistics
from .losses import candidate_cross_entropy, soft_dice
from .predict import predict
from .sources import Pair, PairCache
from .team import Team
from .watch import Watch

CHECKPOINT = "checkpoint.safetensors"
REPORTS_PER_EPOCH = 10
MAX_GRADIENT_NORM = 5.0
Cancel = Callable[[], bool]


@dataclass
class State:
    """Where a training stands. `losses`: of the steps of the epoch that is under way; None for a batch without labels."""

    step: int = 0
    closed_epochs: int = 0
    best_miou: float = -1.0
    best_epoch: int = 0
    bad_epochs: int = 0
    losses: list[float | None] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What came out: the best averaged weights, the epoch they are from, whether patience ended the training."""

    weights: dict[str, torch.Tensor]
    miou: float
    epoch: int
    epochs_run: int
    stopped_early: bool


def warmup_cosine(step: int, warmup: int, total: int) -> float:
    """Share of the learning rate at `step`: linear warm-up, then half a cosine down to 1 %."""
    if step < warmup:
        return (step + 1) / warmup
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warmup) / max(1, total - warmup))))


def fingerprint(config: TrainConfig, data_stamp: str) -> str:
    """What must agree for a checkpoint to be gone on from."""
    return hashlib.sha256((json.dumps(to_plain(config), sort_keys=True) + data_stamp).encode()).hexdigest()


class Trainer:
    """One training run. `work_dir` keeps the checkpoint; one of another configuration or other data is not used."""

    def __init__(self, config: TrainConfig, network: nn.Module, dataset: Dataset, cache: PairCache, scale_pixels: ScalePixels,
                 work_dir: Path, team: Team, keeper: Keeper | None = None) -> None:
        self._keeper = keeper
        self.config, self.team, self.device, self.path = config, team, team.device, work_dir / CHECKPOINT
        self.network = network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = AveragedModel(network, use_buffers=True,
                                     multi_avg_fn=get_ema_multi_avg_fn(config.average_decay))  # type: ignore[no-untyped-call]
        self.allowed, self._allowed_t = dataset.allowed, torch.from_numpy(dataset.allowed).to(self.device)
        self.sampler = ChipSampler(config, [p for p in dataset.pairs if p.role == "train"], dataset.allowed, scale_pixels,
                                   dataset.counts, cache, network_margin(network))
        self.validation = [p for p in dataset.pairs if p.role == "validation"]
        self.scale_pixels, self._cache = scale_pixels, cache
        self.total_steps = config.epochs * config.epoch_steps
        self.optimiser = torch.optim.AdamW(self._parameter_groups(), lr=config.learning_rate, weight_decay=config.weight_decay)
        self._rates = [float(group["lr"]) for group in self.optimiser.param_groups]
        self._fingerprint = fingerprint(config, dataset.stamp())
        self.state, self.best = State(), dict[str, torch.Tensor]()

    def _parameter_groups(self) -> list[dict[str, Any]]:
        encoder = getattr(self.network, "encoder", None)
        inside = {id(p) for p in encoder.parameters()} if encoder is not None else set()
        groups: list[dict[str, Any]] = [{"params": [p for p in self.network.parameters() if id(p) not in inside]}]
        if inside and encoder is not None:
            groups.append({"params": list(encoder.parameters()),
                           "lr": self.config.learning_rate * self.config.encoder_rate_share})
        return groups

    # -- resume ---------------------------------------------------------------------------------------------------

    def resume(self) -> bool:
        """Go on from the checkpoint if it belongs to this configuration and this data."""
        saved = load_state(self.path)
        if saved is None or saved[1].get("fingerprint") != self._fingerprint:
            return False
        tensors, facts = saved
        self.network.load_state_dict(_below("network", tensors))
        self.average.load_state_dict(_below("average", tensors))
        self._restore_optimiser(_below("optimiser", tensors))
        torch.set_rng_state(tensors["random.cpu"])
        if "random.cuda" in tensors and self.device.type == "cuda":
            torch.cuda.set_rng_state(tensors["random.cuda"], self.device)
        self.state, self.best = State(**facts["state"]), _below("best", tensors)
        return True

    def _restore_optimiser(self, tensors: Mapping[str, torch.Tensor]) -> None:
        parameters = [p for group in self.optimiser.param_groups for p in group["params"]]
        for name, tensor in tensors.items():
            number, key = name.split(".")
            parameter = parameters[int(number)]
            # In the parameter's own memory layout: sums in another order would differ in the last digit.
            kept = tensor if tensor.dim() == 0 else torch.empty_like(parameter).copy_(tensor)
            self.optimiser.state[parameter][key] = kept.requires_grad_(False)

    def save(self) -> None:
        """Write the checkpoint whole: a kill while writing leaves the one before."""
        if self.team.rank:
            return
        parameters = [p for group in self.optimiser.param_groups for p in group["params"]]
        parts: dict[str, Mapping[str, torch.Tensor]] = {
            "network": self.network.state_dict(), "average": self.average.state_dict(), "best": self.best,
            "optimiser": {f"{i}.{key}": value for i, p in enumerate(parameters)
                          for key, value in self.optimiser.state[p].items()},
            "random": {"cpu": torch.get_rng_state()} | (
                {"cuda": torch.cuda.get_rng_state(self.device)} if self.device.type == "cuda" else {}),
        }
        tensors = {f"{part}.{name}": tensor for part, own in parts.items() for name, tensor in own.items()}
        save_state(self.path, tensors, {"fingerprint": self._fingerprint, "state": asdict(self.state)})

    # -- training -------------------------------------------------------------------------------------------------

    def fit(self, watch: Watch, cancelled: Cancel,
            epoch_done: Callable[[int, bool], None] = lambda _epoch, _better: None) -> Outcome:
        """Train to the end or until no epoch improved for `patience_epochs`. Raises `Cancelled`, `JobError`.

        After each epoch `epoch_done(epoch, whether it is the best so far)` is called, then the checkpoint is written; a
        cancelled training writes one where it stands.
        """
        if self.state.step == 0:
            torch.manual_seed(self.config.seed)
        try:
            while True:
                if self.state.closed_epochs < self.state.step // self.config.epoch_steps:
                    self._close_epoch(watch, cancelled, epoch_done)
                if self.state.step >= self.total_steps or self._out_of_patience():
                    return self.outcome()
                self._train_epoch(watch, cancelled)
        except Cancelled:
            self.save()
            raise

    def outcome(self) -> Outcome:
        """What there is so far. Raises `JobError` ("training.nothing") before the end of the first epoch."""
        if not self.best:
            raise JobError("training.nothing")
        return Outcome(self.best, self.state.best_miou, self.state.best_epoch, self.state.closed_epochs, self._out_of_patience())

    def _out_of_patience(self) -> bool:
        return 0 < self.config.patience_epochs <= self.state.bad_epochs

    def _train_epoch(self, watch: Watch, cancelled: Cancel) -> None:
        """The rest of the epoch under way."""
        self._set_modes(self.state.step // self.config.epoch_steps)
        every = max(1, self.config.epoch_steps // REPORTS_PER_EPOCH)
        with closing(ahead(self._batches())) as batches:
            for x, codes in batches:
                if self.team.agreed(cancelled()):
                    raise Cancelled
                self.state.losses.append(self._step(x, codes))
                self.state.step += 1
                recent = [loss for loss in self.state.losses[-every:] if loss is not None]
                if recent and len(self.state.losses) % every == 0:
                    watch.metric("loss", float(np.mean(recent)), self.state.step)
                watch.advance(self.state.step, self.total_steps)

    def _set_modes(self, epoch: int) -> None:
        """Training mode; in the first epochs of a fine-tuning the encoder stays as it is, its batch statistics too."""
        frozen = epoch < self.config.frozen_epochs
        self.network.train()
        encoder = getattr(self.network, "encoder", None)
        if encoder is not None:
            encoder.train(not frozen)
            for parameter in encoder.parameters():
                parameter.requires_grad_(not frozen)
        if self.config.keep_statistics:
            keep_statistics(self.network)
        if self.config.staged:
            self.network.set_stage(self._stage(epoch))  # type: ignore[operator]  # the configuration asks only those that have it

    def _stage(self, epoch: int) -> int:
        """Which part of a staged network is opened last in an epoch; each gets an equal share of them."""
        stages = int(getattr(self.network, "stages", 1)) if self.config.staged else 1
        return min(stages - 1, epoch * stages // self.config.epochs)

    def _batches(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """The chips of this process for the rest of the epoch; content and order do not depend on timing."""
        first, size = self.state.step, self.config.batch
        for step in range(first, first + self.config.epoch_steps - first % self.config.epoch_steps):
            chips = [self.sampler.chip(step * size + i) for i in range(self.team.rank, size, self.team.size)]
            yield torch.stack([c[0] for c in chips]), torch.stack([c[1] for c in chips])

    def _step(self, x: torch.Tensor, codes: torch.Tensor) -> float | None:
        x = x.to(self.device, memory_format=torch.channels_last)
        codes = codes.to(self.device)
        for group, rate in zip(self.optimiser.param_groups, self._rates):
            group["lr"] = rate * warmup_cosine(self.state.step, self.config.warmup_steps, self.total_steps)
        self.optimiser.zero_grad(set_to_none=True)
        with self.team.normalised_together():
            logits = self.network(x)
        codes = centred(codes, logits.shape[-1])  # less than the chip with valid convolutions
        loss = candidate_cross_entropy(logits, codes, self._allowed_t, self.team.sum)
        if self.config.dice_share:
            loss = loss + self.config.dice_share * soft_dice(logits, codes, self._allowed_t, self.team.sum)
        if self._keeper is not None:
            loss = loss + self.config.keep_share * self._keeper.loss(x, logits, codes, self.team.sum)
        loss.backward()  # type: ignore[no-untyped-call]
        self.team.average_gradients(self.network.parameters())
        nn.utils.clip_grad_norm_(self.network.parameters(), MAX_GRADIENT_NORM)
        value = float(loss.detach())
        if not math.isfinite(value):
            raise JobError("training.diverged", loss=value, epoch=self.state.step // self.config.epoch_steps + 1)
        labelled = self.team.agreed(bool(self._allowed_t[codes.long()].any()))
        if labelled:  # else there is nothing to learn, and weight decay alone would pull the network towards zero
            self.optimiser.step()
            self.average.update_parameters(self.network)
        return value if labelled else None

    # -- checking -------------------------------------------------------------------------------------------------

    def _close_epoch(self, watch: Watch, cancelled: Cancel, epoch_done: Callable[[int, bool], None]) -> None:
        epoch = self.state.step // self.config.epoch_steps
        miou = self._validate(watch, epoch, cancelled)
        losses = [loss for loss in self.state.losses if loss is not None]
        if losses:
            watch.metric("epoch_loss", float(np.mean(losses)), epoch)
        better = math.isnan(miou) or miou > self.state.best_miou
        if better:
            self.state.best_miou, self.state.best_epoch, self.state.bad_epochs = 0.0 if math.isnan(miou) else miou, epoch, 0
            self.best = {k: v.detach().cpu().clone() for k, v in self.average.module.state_dict().items()}
        else:
            # Parts that are not opened yet may bring what this stage no longer does.
            self.state.bad_epochs += self._stage(epoch - 1) == self._stage(self.config.epochs)
        self.state.closed_epochs, self.state.losses = epoch, []
        epoch_done(epoch, better)
        self.save()

    def _validate(self, watch: Watch, epoch: int, cancelled: Cancel) -> float:
        """Mean IoU of the averaged network on what checks it; NaN without such data."""
        if not self.validation:
            return math.nan
        iou = iou_of(self.count(self.average.module, self.validation, cancelled), self.allowed)
        report_iou(watch, self.config, iou, epoch)
        return mean_iou(iou)

    def count(self, network: nn.Module, pairs: Sequence[Pair], cancelled: Cancel = lambda: False,
              scale_pixels: ScalePixels | None = None, relabel: np.ndarray | None = None) -> np.ndarray:
        """(256, C + 1) counts of label code by predicted class over whole images, each looked at by one process of the team.

        `relabel`: from another model's classes to these; C, the last column, is a class that this model does not have.
        """
        class_count = len(self.config.classes) + 1
        relabel = np.arange(256, dtype=np.uint8) if relabel is None else relabel
        counts = np.zeros((256, class_count), np.int64)
        network.eval()
        for start in range(0, len(pairs), self.team.size):
            if self.team.agreed(cancelled()):
                raise Cancelled
            for pair in pairs[start + self.team.rank:start + self.team.rank + 1]:
                pixels, codes = self._cache.get(pair)
                predicted = predict(network, pixels, scale_pixels or self.scale_pixels, self.device)
                counts += count_pairs(codes, relabel[predicted], class_count)
        total = self.team.sum(torch.from_numpy(counts).to(self.device))
        result: np.ndarray = total.cpu().numpy()
        return result


def iou_of(counts: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """(C,) IoU from the counts of `Trainer.count`."""
    return class_iou(counts, np.pad(allowed, ((0, 0), (0, 1))))[:-1]


def report_iou(watch: Watch, config: TrainConfig, iou: np.ndarray, epoch: int, with_mean: bool = True) -> None:
    """The mean and each class's IoU, where it is known."""
    if with_mean and np.isfinite(iou).any():
        watch.metric("miou", mean_iou(iou), epoch)
    for info, value in zip(config.classes, iou):
        if math.isfinite(value):
            watch.metric("iou", float(value), epoch, info.name)


def _below(part: str, tensors: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name[len(part) + 1:]: tensor for name, tensor in tensors.items() if name.startswith(part + ".")}
