"""Which squares of a map are worth labelling next: the choice, in plain numbers.

What is uncertain is asked for first (uncertainty sampling: Lewis & Gale 1994, "A sequential algorithm for training text
classifiers"; per pixel 1 - the highest class probability, "least confident"). A square counts by the mean of its most uncertain
tenth: the mean of all would favour squares that are doubtful all over, mostly blur, over those with a mistake in them. That is
multiplied by how much the classes there lack labels, as the inverse square root of what is labelled (square-root sampling:
Mahajan et al. 2018, "Exploring the limits of weakly supervised pretraining"). The best squares of one batch resemble each other,
so each choice lowers the score of what lies near to it on the ground and in its features: the greedy k-centre choice of core-sets
(Sener & Savarese 2018, "Active learning for convolutional neural networks: a core-set approach") as a factor instead of a rule.
Some squares are drawn by chance: where a model is sure and wrong, no score leads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LEVELS = 256  # of confidence
UNCERTAIN_SHARE = 0.1
ENOUGH_SHARE = 0.05  # a class that covers so much of a square can be labelled there; less counts in proportion
FLOOR = 0.01  # of uncertainty: where the model is sure of everything, the other factors still tell squares apart
LACKING_WEIGHT = 1 / np.sqrt(1.5)  # of a class with less than half the labels of the average class
NEAR = 0.05  # factor of what equals a chosen square: last, but still in the order of its other merits
MAX_REFERENCES = 500  # labelled squares that others are compared with

UNCERTAIN, RARE_CLASS, DIFFERENT, RANDOM = "uncertain", "rare_class", "different", "random"


@dataclass(frozen=True)
class Candidates:
    """N squares. `centres` (N, 2) on the ground, any unit; `pixels` (N,) in use; `shares` (N, K) of the predicted classes;
    `uncertainty` (N,) 0..1 or None without a confidence raster; `colors` (N, F), NaN where unknown; `taken` (N,): those that
    meet an area, never chosen but compared with.
    """

    centres: Floats
    pixels: Floats
    shares: Floats
    uncertainty: Floats | None
    colors: Floats
    taken: Bools


@dataclass(frozen=True)
class Choice:
    """One chosen square: its index among the candidates, why, its score (None: by chance) and, for a rare class, which."""

    index: int
    kind: str
    score: float | None = None
    class_index: int = -1


def uncertainty_of(histogram: npt.NDArray[np.integer]) -> float:
    """Mean of 1 - confidence in the most uncertain tenth of the pixels; `histogram` (256,) of confidence 0..255 = 0..1."""
    counts = histogram.astype(np.float64)
    wanted = max(1.0, np.ceil(UNCERTAIN_SHARE * counts.sum()))
    before = np.concatenate([[0.0], np.cumsum(counts)[:-1]])
    used = np.clip(wanted - before, 0.0, counts)
    return float((used * (1 - np.arange(LEVELS) / (LEVELS - 1))).sum() / max(used.sum(), 1.0))


def class_weights(labelled: Floats) -> Floats:
    """(K,) 0..1: how much each class lacks labels. `labelled` (K,) pixels, negative: of no interest, weighs as the least."""
    known = labelled >= 0
    mean = labelled[known].mean() if known.any() else 0.0
    weights = np.ones(len(labelled))
    if mean > 0:
        weights[known] = 1 / np.sqrt(1 + labelled[known] / mean)
    if known.any():
        weights[~known] = weights[known].min()
    return weights


def choose(candidates: Candidates, labelled: Floats, count: int, random_share: float, seed: int) -> list[Choice]:
    """At most `count` free squares, the best first and those drawn by chance last; the same for the same seed.

    `labelled` (K,): labelled pixels of each class so far (see `class_weights`); classes expected in a chosen square count as
    labelled for the next choice, so that one batch serves more than one rare class.
    """
    free = np.flatnonzero(~candidates.taken)
    rng = np.random.default_rng(seed)
    by_chance = rng.permutation(free)[:min(int(count * random_share + 0.5), len(free))]
    greedy = _Greedy(candidates, labelled, count, rng)
    for index in by_chance:
        greedy.take(int(index))
    ranked = [greedy.next() for _ in range(min(count, len(free)) - len(by_chance))]
    return ranked + [Choice(int(index), RANDOM) for index in by_chance]


class _Greedy:
    """Takes the best free square, again and again."""

    def __init__(self, candidates: Candidates, labelled: Floats, count: int, rng: np.random.Generator) -> None:
        self._candidates, self._labelled = candidates, labelled.astype(np.float64)
        self._has_labels = bool((labelled > 0).any())
        self._free = ~candidates.taken
        free = self._free.copy()
        self._uncertainty = None if candidates.uncertainty is None else candidates.uncertainty + FLOOR
        self._mean_uncertainty = 1.0 if self._uncertainty is None or not free.any() else float(self._uncertainty[free].mean())
        self._presence = np.minimum(1.0, candidates.shares / ENOUGH_SHARE)
        references = np.flatnonzero(candidates.taken)
        if len(references) > MAX_REFERENCES:
            references = np.sort(rng.permutation(references)[:MAX_REFERENCES])
        self._on_ground = _Nearness(candidates.centres, _spread(candidates.centres, count), references)
        features = _features(candidates)
        self._in_features = _Nearness(features, _typical_distance(features, rng), references)

    def take(self, index: int) -> None:
        """Count a square as chosen."""
        self._free[index] = False
        self._on_ground.add(index)
        self._in_features.add(index)
        expected = self._candidates.shares[index] * self._candidates.pixels[index]
        self._labelled = np.where(self._labelled >= 0, self._labelled + expected, self._labelled)

    def next(self) -> Choice:
        """Choose a square."""
        lack = self._presence * class_weights(self._labelled)
        deficit = lack.max(axis=1)
        spread = self._on_ground.factor() * self._in_features.factor()
        worth = deficit if self._uncertainty is None else deficit * self._uncertainty / (1 + FLOOR)
        score = np.where(self._free, worth * spread, -1.0)
        index = int(np.argmax(score))
        class_index = int(np.argmax(lack[index]))
        rare = self._is_rare(index, class_index, float(deficit[index]), float(deficit[self._free].mean()))
        plain = DIFFERENT if self._uncertainty is None else UNCERTAIN
        self.take(index)
        return Choice(index, RARE_CLASS if rare else plain, float(score[index]), class_index if rare else -1)

    def _is_rare(self, index: int, class_index: int, deficit: float, mean_deficit: float) -> bool:
        """Whether the class that lacks labels, more than the uncertainty, lifts this square above the average one."""
        weight = class_weights(self._labelled)[class_index]
        if not self._has_labels or weight < LACKING_WEIGHT or deficit <= mean_deficit:
            return False
        lift = 1.0 if self._uncertainty is None else float(self._uncertainty[index]) / self._mean_uncertainty
        return deficit / mean_deficit >= lift


class _Nearness:
    """How far each of N points is from the nearest of those added, as a factor: `NEAR` there, half at `scale`, 1 far away."""

    def __init__(self, points: Floats, scale: float, references: Ints) -> None:
        self._points, self._scale = points, scale
        self._distance = np.full(len(points), np.inf)
        for index in references:
            self.add(int(index))

    def add(self, index: int) -> None:
        """Take one of the points as a reference."""
        distance = np.sqrt(((self._points - self._points[index]) ** 2).sum(axis=1))
        self._distance = np.minimum(self._distance, distance)

    def factor(self) -> Floats:
        """(N,); all 1 while there is no reference, or where no two points differ."""
        if self._scale == 0 or not len(self._points) or np.isinf(self._distance[0]):
            return np.ones(len(self._points))
        return (self._distance + NEAR * self._scale) / (self._distance + self._scale)


def _spread(centres: Floats, count: int) -> float:
    """Half the side of the ground that each of `count` squares would have to itself."""
    if not len(centres):
        return 0.0
    height, width = np.ptp(centres, axis=0)
    return float(max(np.sqrt(height * width / count), max(height, width) / count) / 2)


def _features(candidates: Candidates) -> Floats:
    """(N, D): colours and class shares, standardised, both kinds with the same weight however many columns they have."""
    blocks = [_standardised(candidates.colors), _standardised(candidates.shares)]
    return np.concatenate([block / np.sqrt(max(1, block.shape[1])) for block in blocks], axis=1)


def _standardised(values: Floats) -> Floats:
    """Columns with mean 0 and deviation 1; those that do not vary are left out; unknown values are the mean."""
    values = np.where(np.isfinite(values), values, np.nan)
    known = ~np.isnan(values)
    number = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, values - np.where(known, values, 0.0).sum(axis=0) / number, 0.0)
    deviation = np.sqrt((centred**2).sum(axis=0) / number)
    varying = deviation > 1e-9 * (1 + np.abs(np.where(known, values, 0.0)).max(axis=0, initial=0.0))
    scaled: Floats = centred[:, varying] / deviation[varying]
    return scaled


def _typical_distance(features: Floats, rng: np.random.Generator, pairs: int = 2000) -> float:
    """The mean distance between two squares, from a sample; 0 only where all of them are equal."""
    if len(features) < 2 or not features.shape[1]:
        return 0.0
    one, other = rng.integers(0, len(features), (2, pairs))
    apart = np.sqrt(((features[one] - features[other]) ** 2).sum(axis=1))
    return float(apart[one != other].mean()) if (one != other).any() else 0.0
