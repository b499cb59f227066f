"""Trees and shrubs: crowns are modelled once as small pictures with heights and then stamped, taller over lower."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .canvas import BUILDING, ROAD, VEGETATION, WATER, Bools, Canvas, Colour, Sun
from .noise import Floats

RADII_M = (0.5, 0.8, 1.2, 1.7, 2.3, 3.0, 3.8, 4.8, 6.0)
VARIANTS = 6
TREE_LIMIT = 9000


@dataclass(frozen=True)
class Tree:
    """A place for a tree; the colour's deviation from the scene's foliage is drawn when it is stamped."""

    x: float
    y: float
    radius: float
    colour: Colour


@dataclass(frozen=True)
class Crown:
    """A modelled crown: its pixels, their brightness and their height in metres."""

    mask: Bools
    light: Floats
    height: Floats


def _crown(radius: float, resolution_m: float, sun: Sun, rng: np.random.Generator) -> Crown:
    half = max(0, math.ceil(radius * 1.25 / resolution_m))
    axis = np.arange(-half, half + 1, dtype=np.float32) * np.float32(resolution_m)
    x, y = axis[None, :], axis[:, None]
    distance, theta = np.hypot(x, y), np.arctan2(y, x)
    outline = np.full_like(distance, radius)
    for k in range(2, 7):
        outline *= 1 + np.float32(rng.uniform(0, 0.3) / k) * np.cos(k * theta + np.float32(rng.uniform(0, 6.28)))
    lumps = rng.standard_normal(distance.shape).astype(np.float32)
    fine, coarse = (max(0.5, size / resolution_m) for size in (0.28, 0.6))
    leaves = ndimage.gaussian_filter(lumps, fine) + 1.6 * ndimage.gaussian_filter(lumps[::-1], coarse)
    leaves /= max(1e-3, float(leaves.std()))
    ragged = distance * (1 + 0.09 * leaves) < outline
    ragged[half, half] = True
    dome = np.sqrt(np.clip(1 - (distance / (outline * 1.08)) ** 2, 0, 1))
    height = np.float32(1.0 + 1.35 * radius) * (0.45 + 0.55 * dome) + 0.16 * leaves * np.float32(min(1.0, radius))
    slope_y, slope_x = np.gradient(height, resolution_m) if half else (np.zeros_like(height), np.zeros_like(height))
    horizontal = 0.62 / math.tan(sun.elevation)
    light = 1 - horizontal * (slope_x * sun.x + slope_y * sun.y) / np.sqrt(1 + slope_x**2 + slope_y**2)
    light = np.clip(light, 0.35, 1.75) * (0.80 + 0.25 * dome)
    return Crown(ragged, light.astype(np.float32), height.astype(np.float32))


def plant(canvas: Canvas, trees: list[Tree], rng: np.random.Generator) -> None:
    """Stamp the trees whose trunks stand on open ground; a crown may hang over a road or a low roof."""
    if len(trees) > TREE_LIMIT:
        trees = [trees[i] for i in np.sort(rng.choice(len(trees), TREE_LIMIT, replace=False))]
    bank: dict[tuple[int, int], Crown] = {}
    radii = np.array(RADII_M)
    for tree in trees:
        size, variant = int(np.abs(radii - tree.radius).argmin()), int(rng.integers(VARIANTS))
        brightness = rng.normal(1, 0.09)
        at = canvas.pixel(tree.x, tree.y)
        if at is not None and canvas.labels[at] in (BUILDING, ROAD, WATER):
            continue
        if (size, variant) not in bank:
            bank[size, variant] = _crown(RADII_M[size], canvas.resolution_m, canvas.sun, rng)
        _stamp(canvas, tree, bank[size, variant], brightness)


def _stamp(canvas: Canvas, tree: Tree, crown: Crown, brightness: float) -> None:
    half = crown.mask.shape[0] // 2
    row, col = math.floor(tree.y / canvas.resolution_m) - half, math.floor(tree.x / canvas.resolution_m) - half
    top, left = max(0, row), max(0, col)
    bottom, right = min(canvas.shape[0], row + 2 * half + 1), min(canvas.shape[1], col + 2 * half + 1)
    if top >= bottom or left >= right:
        return
    window = (slice(top, bottom), slice(left, right))
    cut = (slice(top - row, bottom - row), slice(left - col, right - col))
    height = crown.height[cut]
    mask = crown.mask[cut] & (height > canvas.height[window])
    light = crown.light[cut] * np.float32(brightness)
    canvas.paint(window, mask, np.asarray(tree.colour, np.float32) * light[..., None], VEGETATION)
    np.copyto(canvas.height[window], height, where=mask)


def foliage(rng: np.random.Generator, style_name: str) -> tuple[Colour, ...]:
    """Return the leaf colours of a scene: a few related greens, duller in the desert."""
    base = np.array([0.22, 0.29, 0.14]) if style_name == "desert" else np.array([0.225, 0.315, 0.145])
    base = base * rng.uniform(0.82, 1.25) + np.array([rng.uniform(-0.02, 0.05), 0.0, rng.uniform(-0.02, 0.03)])
    kinds = []
    for _ in range(5):
        r, g, b = np.clip(base * rng.uniform(0.82, 1.22) + rng.uniform(-0.025, 0.025, 3), 0.03, 0.7)
        kinds.append((float(r), float(g), float(b)))
    return tuple(kinds)
