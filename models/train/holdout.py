"""Keeping out some of the labels to check the model, where nobody said which: whole images, or blocks with a gap around them.

Neighbouring pixels are alike, so a random choice of pixels or overlapping chips would check the model on what it has learned
(Karasiak et al. 2022, Machine Learning 111:2715). Blocks lie on a lattice, and no label within the gap of one is learned from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import PurePath

import numpy as np
from scipy.ndimage import maximum_filter

from .labels import IGNORE
from .sources import Pair, PairCache

MIN_IMAGES = 5  # fewer are split by blocks instead
MIN_BLOCKS, MIN_BLOCK_PX = 6, 32
MOST_OF_A_CLASS = 0.5  # may be kept out of the training
Cell = tuple[str, int, int]  # frame, row, column on the lattice of blocks


def split_images(pairs: Sequence[Pair], share: float) -> list[Pair]:
    """The last images of each folder check the model: neighbours in a list of tiles are often neighbours on the ground."""
    result: list[Pair] = []
    for _, group in groupby(pairs, key=lambda pair: str(PurePath(pair.frame).parent)):
        members = list(group)
        kept = len(members) - round(len(members) * share)
        result += [replace(pair, role="train" if i < kept else "validation") for i, pair in enumerate(members)]
    if all(pair.role == "train" for pair in result):  # many folders with few images each
        kept = len(result) - max(1, round(len(result) * share))
        result = [replace(pair, role="train" if i < kept else "validation") for i, pair in enumerate(result)]
    return result


def split_blocks(pairs: Sequence[Pair], cache: PairCache, chip_px: int, share: float, seed: int) -> list[Pair]:
    """Each pair as one to learn from and one to check with; the pairs as they are where too little is labelled for that.

    Blocks have the size of a chip, or less where that gives too few; a quarter of it around them belongs to neither part.
    """
    block_px, cells = chip_px, _labelled_cells(pairs, cache, chip_px)
    while len(cells) < MIN_BLOCKS and block_px // 2 >= MIN_BLOCK_PX:
        block_px //= 2
        cells = _labelled_cells(pairs, cache, block_px)
    chosen = _choose(cells, share, seed)
    if len(cells) < MIN_BLOCKS or not chosen:
        return list(pairs)
    result = []
    for pair in pairs:
        if any(frame == pair.frame for frame, _, _ in chosen):
            result += [_part(pair, chosen, block_px, "train"), _part(pair, chosen, block_px, "validation")]
        else:
            result.append(pair)
    return result


def _labelled_cells(pairs: Iterable[Pair], cache: PairCache, block_px: int) -> dict[Cell, np.ndarray]:
    """How often each label code (256,) occurs in each block that has labels."""
    cells: dict[Cell, np.ndarray] = {}
    for pair in pairs:
        _, codes = cache.get(pair)
        rows, cols = (np.arange(size) + start for size, start in zip(codes.shape, pair.origin))
        for row in np.unique(rows // block_px):
            for col in np.unique(cols // block_px):
                part = codes[np.ix_(rows // block_px == row, cols // block_px == col)]
                counts = np.bincount(part.ravel(), minlength=256)
                counts[IGNORE] = 0
                if counts.any():
                    cell = (pair.frame, int(row), int(col))
                    cells[cell] = cells.get(cell, 0) + counts
    return cells


def _choose(cells: dict[Cell, np.ndarray], share: float, seed: int) -> set[Cell]:
    """Blocks with about `share` of the labels: first one for each code, the rarest first, and never most of a code."""
    if not cells:
        return set()
    keys = sorted(cells)
    order = [keys[i] for i in np.random.default_rng(seed).permutation(len(keys))]
    total = sum(cells.values(), np.zeros(256, np.int64))
    chosen: set[Cell] = set()
    held = np.zeros(256, np.int64)

    def take(cell: Cell) -> bool:
        nonlocal held
        if cell in chosen or ((held + cells[cell]) > MOST_OF_A_CLASS * total)[total > 0].any():
            return False
        chosen.add(cell)
        held = held + cells[cell]
        return True

    for code in sorted(np.flatnonzero(total), key=lambda c: int(total[c])):
        if not held[code]:
            next((cell for cell in order if cells[cell][code] and take(cell)), None)
    for cell in order:
        if held.sum() < share * total.sum():
            take(cell)
    return chosen


def _part(pair: Pair, chosen: set[Cell], block_px: int, role: str) -> Pair:
    """The pair with the labels of one part only."""
    def load() -> tuple[np.ndarray, np.ndarray]:
        pixels, codes = pair.load()
        gap_px = max(4, block_px // 4) if role == "train" else 0
        near = _near_chosen(pair, codes.shape, chosen, block_px, gap_px)
        kept = ~near if role == "train" else near
        return pixels, np.where(kept, codes, IGNORE).astype(np.uint8)

    return replace(pair, key=f"{pair.key}#{role}", role=role, load=load)


def _near_chosen(pair: Pair, shape: tuple[int, ...], chosen: set[Cell], block_px: int, gap_px: int) -> np.ndarray:
    """(rows, cols) bool: pixels in a chosen block or at most `gap_px` from one."""
    rows, cols = ((np.arange(-gap_px, size + gap_px) + start) // block_px for size, start in zip(shape, pair.origin))
    table = np.array([[(pair.frame, int(r), int(c)) in chosen for c in np.unique(cols)] for r in np.unique(rows)])
    inside = table[np.ix_(rows - rows[0], cols - cols[0])]
    if not gap_px:
        return inside
    grown: np.ndarray = maximum_filter(inside, size=2 * gap_px + 1, mode="constant", cval=False)
    return grown[gap_px:-gap_px, gap_px:-gap_px]
