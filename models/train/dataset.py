"""The data of a training, looked at once: what is learned from, what checks it, how much of each class there is, what is odd."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .config import TrainConfig
from .findings import Finding, warn
from .holdout import MIN_IMAGES, split_blocks, split_images
from .labels import IGNORE, LabelTable
from .sources import Pair, PairCache, collect_pairs

COUNTED_KINDS = ("labels", "folder", "pairs")  # the others are generated or labelled by rule, which takes long to look at
COUNTED_PAIRS = 400  # of a source; of larger ones a part tells enough
DOMINANT_SHARE = 0.97


@dataclass(frozen=True)
class Dataset:
    """`counts`: for the pairs that were counted, key -> (256,) pixels of each label code. `check_from`: "areas", "images",
    "blocks" or "none". `complete`: whether every pair was counted.
    """

    pairs: list[Pair]
    counts: dict[str, np.ndarray]
    check_from: str
    complete: bool
    allowed: np.ndarray
    findings: list[Finding] = field(default_factory=list)

    def class_px(self, role: str) -> np.ndarray:
        """(C,) counted pixels that are labelled with exactly one class, in the pairs of a role."""
        codes = sum((self.counts[p.key] for p in self.pairs if p.role == role and p.key in self.counts), np.zeros(256, np.int64))
        single = self.allowed.sum(axis=1) == 1
        return np.array([codes[single & self.allowed[:, k]].sum() for k in range(self.allowed.shape[1])])

    def labelled_px(self, role: str) -> int:
        """Counted pixels with any label in the pairs of a role."""
        return int(sum(self.counts[p.key][:IGNORE].sum() for p in self.pairs if p.role == role and p.key in self.counts))

    def stamp(self) -> str:
        """Changes when the data does."""
        return hashlib.sha256(repr([(p.key, p.role, p.stamp) for p in self.pairs]).encode()).hexdigest()


def load_dataset(config: TrainConfig, data_folder: Path, table: LabelTable, cache: PairCache) -> Dataset:
    """Collect, count and split the data, and say what is odd about it. Raises `JobError` where it cannot be read."""
    findings: list[Finding] = []
    pairs = collect_pairs(config, data_folder, table, findings)
    counts = _count(pairs, cache)
    findings += _without_data(pairs, counts)
    pairs = [p for p in pairs if p.key not in counts or counts[p.key][:IGNORE].any()]
    check_from = _check_from(pairs)
    if check_from == "none" and config.split_share > 0 and pairs:
        pairs, check_from = _split(pairs, cache, config, findings)
        counts = _count(pairs, cache)
        pairs = [p for p in pairs if p.key not in counts or counts[p.key][:IGNORE].any()]
    complete = all(p.key in counts for p in pairs)
    dataset = Dataset(pairs, counts, check_from, complete, table.allowed(), findings)
    findings += _class_findings(dataset, config)
    return dataset


def _count(pairs: Sequence[Pair], cache: PairCache) -> dict[str, np.ndarray]:
    counts: dict[str, np.ndarray] = {}
    for name in dict.fromkeys(pair.source.name for pair in pairs if pair.source.kind in COUNTED_KINDS):
        members = [pair for pair in pairs if pair.source.name == name]
        for pair in members[:: -(-len(members) // COUNTED_PAIRS)]:
            counts[pair.key] = np.bincount(cache.get(pair)[1].ravel(), minlength=256)
    return counts


def _without_data(pairs: Sequence[Pair], counts: dict[str, np.ndarray]) -> list[Finding]:
    """Areas whose labels lie over pixels without data."""
    findings = []
    for number in dict.fromkeys(pair.number for pair in pairs if pair.number):
        own = [pair for pair in pairs if pair.number == number]
        drawn = sum(pair.labelled_px for pair in own)
        lost = 1 - sum(int(counts[pair.key][:IGNORE].sum()) for pair in own) / max(1, drawn)
        if lost > 0.001:
            findings.append(warn("labels.nodata", number=number, percent=max(1, round(100 * lost))))
    return findings


def _check_from(pairs: Sequence[Pair]) -> str:
    checks = [pair for pair in pairs if pair.role == "validation"]
    return "none" if not checks else "areas" if any(pair.number for pair in checks) else "images"


def _split(pairs: list[Pair], cache: PairCache, config: TrainConfig, findings: list[Finding]) -> tuple[list[Pair], str]:
    def splits(pair: Pair) -> bool:
        return pair.source.kind in COUNTED_KINDS and pair.role == "train"

    own, rest = [p for p in pairs if splits(p)], [p for p in pairs if not splits(p)]
    if len(own) >= MIN_IMAGES and not any(p.number for p in own):
        own = split_images(own, config.split_share)
        findings.append(warn("train.split_images", count=sum(p.role == "validation" for p in own), total=len(own)))
        return own + rest, "images"
    own = split_blocks(own, cache, config.chip_px, config.split_share, config.seed)
    checks = [p for p in own if p.role == "validation"]
    if not checks:
        findings.append(warn("train.no_check_possible"))
        return own + rest, "none"
    held, learned = (sum(int((cache.get(p)[1] != IGNORE).sum()) for p in part)
                     for part in (checks, [p for p in own if p.role == "train"]))
    findings.append(warn("train.no_check", percent=round(100 * held / max(1, held + learned))))
    return own + rest, "blocks"


def _class_findings(dataset: Dataset, config: TrainConfig) -> list[Finding]:
    """What the amounts of the classes mean; nothing where not all data was counted or labels name several classes."""
    if not dataset.complete:
        return []
    learned, checked, labelled = dataset.class_px("train"), dataset.class_px("validation"), dataset.labelled_px("train")
    names = [c.name for c in config.classes]
    if not labelled:
        return [] if any(f.level == "error" for f in dataset.findings) else [warn("train.no_labels", "error")]
    findings = []
    present = np.flatnonzero(learned)
    if len(present) == 1 and learned.sum() == labelled:
        findings.append(warn("train.one_class", "error", name=names[present[0]]))
    elif learned.max() >= DOMINANT_SHARE * labelled:
        findings.append(warn("train.dominant_class", name=names[int(learned.argmax())],
                             percent=round(100 * float(learned.max()) / labelled, 1)))
    if labelled < config.chip_px**2:
        findings.append(warn("train.tiny", pixels=labelled, chip_px=config.chip_px))
    if learned.sum() == labelled:
        findings += [warn("train.class_unlabelled", name=name) for name, px in zip(names, learned) if not px]
    if checked.any():
        findings += [warn("train.class_unchecked", "info", name=name)
                     for name, px, own in zip(names, checked, learned) if not px and own]
    return findings
