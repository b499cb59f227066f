"""The training loop: plain torch, one checkpoint an epoch, the best weights so far always ready to be used.

A training that was stopped or killed goes on from its last checkpoint with the same numbers as if it had never stopped: chips
depend only on their index, and the checkpoint holds weights, averages, optimiser, schedule and random state.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from ...core.contract.errors import Cancelled, JobError
from ...core.contract.plain import to_plain
from ..metrics import class_iou, count_pairs, mean_iou
from .chips import ChipSampler
from .config import TrainConfig
from .losses import candidate_cross_entropy, soft_dice
from .sources import Pair, PairCache

CHECKPOINT = "checkpoint.pt"
ScalePixels = Callable[[np.ndarray, np.ndarray], np.ndarray]
Report = Callable[[str, float, int, str], None]  # name, value, epoch, class name
Advance = Callable[[int, int], None]  # steps done, steps in all


@dataclass
class State:
    """Where a training stands."""

    step: int = 0
    best_miou: float = -1.0
    best_epoch: int = 0
    bad_epochs: int = 0


@dataclass(frozen=True)
class Outcome:
    """What came out: the best averaged weights and their validation scores."""

    weights: dict[str, torch.Tensor]
    miou: float
    epoch: int


def warmup_cosine(step: int, warmup: int, total: int) -> float:
    """Share of the learning rate at `step`: linear warm-up, then half a cosine down to 1 %."""
    if step < warmup:
        return (step + 1) / warmup
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warmup) / max(1, total - warmup))))


class Trainer:
    """One training run. `work_dir` keeps the checkpoint; a configuration that differs from the checkpoint's starts anew."""

    def __init__(self, config: TrainConfig, network: nn.Module, pairs: Sequence[Pair], allowed: np.ndarray,
                 scale_pixels: ScalePixels, work_dir: Path, device: str) -> None:
        self.config, self.device, self.work_dir = config, torch.device(device), work_dir
        self.network = network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = AveragedModel(network, use_buffers=True,
                                     multi_avg_fn=get_ema_multi_avg_fn(config.average_decay))  # type: ignore[no-untyped-call]
        self.allowed, self._allowed_t = allowed, torch.from_numpy(allowed).to(self.device)
        self.sampler = ChipSampler(config, [p for p in pairs if p.role == "train"], allowed, scale_pixels)
        self.validation = [p for p in pairs if p.role == "validation"]
        self._scale_pixels, self._cache = scale_pixels, PairCache()
        self.total_steps = config.epochs * config.epoch_steps
        self.optimiser = torch.optim.AdamW(self._parameter_groups(), lr=config.learning_rate, weight_decay=config.weight_decay)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda s: warmup_cosine(s, config.warmup_steps, self.total_steps))
        self.state = State()
        self.best: dict[str, torch.Tensor] = {}

    def _parameter_groups(self) -> list[dict[str, object]]:
        encoder = getattr(self.network, "encoder", None)
        inside = {id(p) for p in encoder.parameters()} if encoder is not None else set()
        rest = [p for p in self.network.parameters() if id(p) not in inside]
        groups: list[dict[str, object]] = [{"params": rest}]
        if inside and encoder is not None:
            groups.append({"params": list(encoder.parameters()),
                           "lr": self.config.learning_rate * self.config.encoder_rate_share})
        return groups

    # -- resume ---------------------------------------------------------------------------------------------------

    def _fingerprint(self) -> str:
        return hashlib.sha256(json.dumps(to_plain(self.config), sort_keys=True).encode()).hexdigest()

    def resume(self) -> bool:
        """Go on from the checkpoint if it belongs to this configuration."""
        path = self.work_dir / CHECKPOINT
        if not path.is_file():
            return False
        saved = torch.load(path, map_location=self.device, weights_only=True)
        if saved["config"] != self._fingerprint():
            return False
        self.network.load_state_dict(saved["network"])
        self.average.load_state_dict(saved["average"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.schedule.load_state_dict(saved["schedule"])
        torch.set_rng_state(saved["random"].cpu())
        self.state, self.best = State(**saved["state"]), saved["best"]
        return True

    def save(self) -> None:
        """Write the checkpoint whole: a kill while writing leaves the one before."""
        self.work_dir.mkdir(parents=True, exist_ok=True)
        path = self.work_dir / CHECKPOINT
        part = path.with_suffix(".part")
        torch.save({"config": self._fingerprint(), "network": self.network.state_dict(), "average": self.average.state_dict(),
                    "optimiser": self.optimiser.state_dict(), "schedule": self.schedule.state_dict(),
                    "random": torch.get_rng_state(), "state": vars(self.state), "best": self.best}, part)
        os.replace(part, path)

    # -- training -------------------------------------------------------------------------------------------------

    def fit(self, report: Report, advance: Advance, cancelled: Callable[[], bool]) -> Outcome:
        """Train to the end or until no epoch improved for `patience_epochs`. Raises `Cancelled`, `JobError`."""
        if self.state.step == 0:
            torch.manual_seed(self.config.seed)
        while self.state.step < self.total_steps and not self._out_of_patience():
            loss = self._epoch(advance, cancelled)
            epoch = self.state.step // self.config.epoch_steps
            if not math.isfinite(loss):
                raise JobError("training.diverged", loss=loss, epoch=epoch)
            report("loss", loss, epoch, "")
            self._validate(report, epoch)
            self.save()
        return Outcome(self.best, self.state.best_miou, self.state.best_epoch)

    def _out_of_patience(self) -> bool:
        return 0 < self.config.patience_epochs <= self.state.bad_epochs

    def _epoch(self, advance: Advance, cancelled: Callable[[], bool]) -> float:
        self.network.train()
        losses = []
        for x, codes in self._batches():
            if cancelled():
                raise Cancelled
            losses.append(self._step(x, codes))
            self.state.step += 1
            advance(self.state.step, self.total_steps)
        return float(np.mean(losses))

    def _step(self, x: torch.Tensor, codes: torch.Tensor) -> float:
        x = x.to(self.device, memory_format=torch.channels_last)
        codes = codes.to(self.device)
        self.optimiser.zero_grad(set_to_none=True)
        logits = self.network(x)
        loss = candidate_cross_entropy(logits, codes, self._allowed_t)
        if self.config.dice_share:
            loss = loss + self.config.dice_share * soft_dice(logits, codes, self._allowed_t)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self.schedule.step()
        self.average.update_parameters(self.network)
        return float(loss.detach())

    def _batches(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """The batches of this epoch, prepared one ahead in a thread; their order and content do not depend on timing."""
        first, size = self.state.step, self.config.batch
        ready: queue.Queue[object] = queue.Queue(maxsize=3)
        stop = threading.Event()

        def offer(item: object) -> bool:
            while not stop.is_set():
                try:
                    ready.put(item, timeout=0.2)
                except queue.Full:
                    continue
                return True
            return False

        def prepare() -> None:
            try:
                for step in range(first, first + self.config.epoch_steps - first % self.config.epoch_steps):
                    chips = [self.sampler.chip(step * size + i) for i in range(size)]
                    if not offer((torch.stack([c[0] for c in chips]), torch.stack([c[1] for c in chips]))):
                        return
                offer(None)
            except Exception as error:  # noqa: BLE001 - carried to the training thread and raised there
                offer(error)

        thread = threading.Thread(target=prepare, name="chips", daemon=True)
        thread.start()
        try:
            while (item := ready.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                yield item  # type: ignore[misc]
        finally:
            stop.set()
            thread.join()

    # -- validation -----------------------------------------------------------------------------------------------

    def _validate(self, report: Report, epoch: int) -> None:
        miou = 0.0
        if self.validation:
            counts = self.count(self.average.module, self.validation)
            iou = class_iou(counts, self.allowed)
            miou = mean_iou(iou)
            report("miou", miou, epoch, "")
            for info, value in zip(self.config.classes, iou, strict=True):
                if math.isfinite(value):
                    report("iou", float(value), epoch, info.name)
        if not self.validation or miou > self.state.best_miou:
            self.state.best_miou, self.state.best_epoch, self.state.bad_epochs = miou, epoch, 0
            self.best = {k: v.detach().cpu().clone() for k, v in self.average.module.state_dict().items()}
        else:
            self.state.bad_epochs += 1

    def count(self, network: nn.Module, pairs: Sequence[Pair]) -> np.ndarray:
        """(256, C) counts of label code by predicted class over whole images."""
        class_count = len(self.config.classes)
        counts = np.zeros((256, class_count), np.int64)
        network.eval()
        with torch.inference_mode():
            for pair in pairs:
                pixels, codes = self._cache.get(pair)
                counts += count_pairs(codes, self._predict(network, pixels), class_count)
        return counts

    def _predict(self, network: nn.Module, pixels: np.ndarray) -> np.ndarray:
        x = torch.from_numpy(self._scale_pixels(pixels.astype(np.float32), np.ones(pixels.shape[1:], bool)))[None]
        rows, cols = x.shape[-2:]
        x = nn.functional.pad(x, (0, -cols % 32, 0, -rows % 32), mode="replicate")
        logits = network(x.to(self.device, memory_format=torch.channels_last))
        predicted: np.ndarray = logits[0, :, :rows, :cols].argmax(dim=0).to(torch.uint8).cpu().numpy()
        return predicted
