"""A training looked at before it starts: what is odd about its data, how long it would take, whether it was begun before."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ...core.contract.card import load_card
from ...core.contract.errors import JobError
from ..context import network_margin
from ..registry import build_network
from .checkpoint import load_facts
from .config import TrainConfig
from .dataset import Dataset, load_dataset
from .findings import Finding, from_error
from .labels import LabelTable
from .loop import CHECKPOINT, fingerprint
from .losses import candidate_cross_entropy, soft_dice
from .parent import load_parent
from .sources import PairCache

FORWARD_SHARE = 1 / 3  # of the time of a training step
CPU_BATCH = 2  # time grows with the batch on a CPU, so a small one tells enough
CALIBRATION_STEPS = 2
START_S, END_S = 10.0, 20.0  # reading data and measuring the network; halo, scores and pictures

_pixel_seconds: dict[tuple[object, ...], float] = {}  # by network, chip, batch and device; one short calibration each


@dataclass(frozen=True)
class Review:
    """`dataset`: None where an error keeps it from being read; that error is among the findings then."""

    config: TrainConfig
    findings: list[Finding]
    dataset: Dataset | None

    @property
    def can_start(self) -> bool:
        """Whether nothing stands against it."""
        return not any(f.level == "error" for f in self.findings)


def settled(config: TrainConfig) -> TrainConfig:
    """The configuration with what it takes over from its parent. Raises `JobError`."""
    return replace(config, scaling=load_card(config.parent).scaling) if config.parent and not config.scaling else config


def review(config: TrainConfig, data_folder: Path) -> Review:
    """Look at the base model and at all data; whatever is wrong becomes a finding."""
    try:
        config = settled(config)
        load_parent(config)
        dataset = load_dataset(config, data_folder, LabelTable([c.name for c in config.classes]), PairCache())
    except JobError as error:
        return Review(config, [from_error(error)], None)
    findings = list(dataset.findings)
    if not any(p.role == "train" for p in dataset.pairs) and not any(f.level == "error" for f in findings):
        findings.append(from_error(JobError("data.no_labels")))
    return Review(config, findings, dataset)


def done_steps(found: Review, work_dir: Path) -> int:
    """At which step exactly this training was left; 0 where it was not begun."""
    facts = load_facts(work_dir / CHECKPOINT)
    if facts is None or found.dataset is None or facts.get("fingerprint") != fingerprint(found.config, found.dataset.stamp()):
        return 0
    return int(facts["state"]["step"])


def estimate_seconds(found: Review, device: str, steps_done: int = 0) -> float:
    """How long the training would take on this machine if it is not ended early."""
    config = found.config
    seconds = _seconds_per_pixel(config, device)
    steps = config.epochs * config.epoch_steps - steps_done
    check_px = 0
    if found.dataset is not None:
        checks = [p.key for p in found.dataset.pairs if p.role == "validation"]
        check_px = sum(int(found.dataset.counts[key].sum()) for key in checks if key in found.dataset.counts)
    checks_left = steps / config.epoch_steps + 2  # before the training and at its end
    return START_S + END_S + seconds * (steps * config.batch * config.chip_px**2 + FORWARD_SHARE * checks_left * check_px)


def parameter_count(config: TrainConfig) -> int:
    """How many numbers the network learns."""
    network = build_network(config.network, classes=len(config.classes), in_channels=len(config.bands))
    return sum(p.numel() for p in network.parameters())


def _seconds_per_pixel(config: TrainConfig, device: str) -> float:
    """From the fastest of a few training steps on noise, after one to warm up."""
    batch, chip_px = CPU_BATCH if device == "cpu" else config.batch, config.chip_px
    key = (repr(sorted(config.network.items(), key=repr)), len(config.classes), len(config.bands), chip_px, batch, device)
    if key not in _pixel_seconds:
        network = build_network(config.network, classes=len(config.classes), in_channels=len(config.bands)).to(device)
        network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        optimiser = torch.optim.AdamW(network.parameters())
        times = [_one_step(network, optimiser, config, (batch, chip_px), device) for _ in range(1 + CALIBRATION_STEPS)]
        _pixel_seconds[key] = min(times[1:]) / (batch * chip_px**2)
    return _pixel_seconds[key]


def _one_step(network: nn.Module, optimiser: torch.optim.Optimizer, config: TrainConfig, size: tuple[int, int],
              device: str) -> float:
    """Seconds of one step."""
    batch, chip_px = size
    side_px = chip_px + 2 * network_margin(network)
    x = torch.rand(batch, len(config.bands), side_px, side_px, device=device).to(memory_format=torch.channels_last)
    codes = torch.zeros(batch, chip_px, chip_px, dtype=torch.uint8, device=device)
    allowed = torch.from_numpy(np.eye(256, len(config.classes), dtype=bool)).to(device)
    began = time.monotonic()
    optimiser.zero_grad(set_to_none=True)
    logits = network(x)
    loss = candidate_cross_entropy(logits, codes, allowed) + soft_dice(logits, codes, allowed)
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()
    loss.item()  # waits for a graphics card
    return time.monotonic() - began
