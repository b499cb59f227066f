"""Scores from counts. One table of label code by predicted class holds everything; it adds up over tiles and processes."""

from __future__ import annotations

import numpy as np


def count_pairs(codes: np.ndarray, predicted: np.ndarray, class_count: int) -> np.ndarray:
    """(256, C) int64: how often each label code (uint8) met each predicted class, for arrays of equal shape."""
    index = codes.astype(np.int64).ravel() * class_count + predicted.astype(np.int64).ravel()
    return np.bincount(index, minlength=256 * class_count).reshape(256, class_count)


def class_iou(counts: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """(C,) IoU of each class, NaN where nothing was labelled with it.

    counts: (256, C) from `count_pairs`; allowed: (256, C) bool. Full labels give the usual TP / (TP + FP + FN). A partial label
    counts as a false positive only where it excludes the predicted class, and never as a miss: what is not known is not scored.
    """
    class_count = counts.shape[1]
    iou = np.full(class_count, np.nan)
    single = allowed.sum(axis=1) == 1
    labelled = allowed.any(axis=1)
    for k in range(class_count):
        own = single & allowed[:, k]
        positives = counts[own].sum()
        hits = counts[own, k].sum()
        wrong = counts[labelled & ~allowed[:, k], k].sum()
        if positives:
            iou[k] = hits / (positives + wrong)
    return iou


def mean_iou(iou: np.ndarray) -> float:
    """Mean over the classes that were labelled; NaN if none was."""
    return float(np.nanmean(iou)) if np.isfinite(iou).any() else float("nan")


def pixel_accuracy(counts: np.ndarray, allowed: np.ndarray) -> float:
    """Share of labelled pixels whose prediction is among the allowed classes; NaN without labels."""
    labelled = counts[allowed.any(axis=1)].sum()
    return float((counts * allowed).sum() / labelled) if labelled else float("nan")
