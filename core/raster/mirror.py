"""Pixels beyond a raster's edge: the raster mirrored in its last row or column, as often as it takes.

Ronneberger, Fischer & Brox 2015 give a network with valid convolutions such surroundings at the edge of an image.
"""

from __future__ import annotations

import numpy as np


def mirrored(start: int, stop: int, size: int) -> np.ndarray:
    """(stop - start,) the rows or columns, all in 0..size - 1, that stand for `start` to `stop`, which may lie outside."""
    period = max(1, 2 * (size - 1))
    index: np.ndarray = np.arange(start, stop) % period
    return np.minimum(index, period - index) if size > 1 else np.zeros_like(index)
