"""What every maker of buildings and plantings is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .canvas import Bools, Canvas, Colour
from .frame import Frame
from .ground import Palette
from .styles import Style
from .trees import Tree


@dataclass(frozen=True)
class Builder:
    """What placing an object needs; `here` is the district's mask, `trees` collects what is planted once all roofs stand."""

    canvas: Canvas
    frame: Frame
    here: Bools
    style: Style
    palette: Palette
    leaves: tuple[Colour, ...]
    trees: list[Tree]
    rng: np.random.Generator

    def spot(self, s: float, t: float) -> tuple[float, float, float]:
        """Return the ground point (x, y) and the heading of a street coordinate."""
        x, y = self.frame.point(s, t)
        return x, y, self.frame.heading(x, y)

    def tree(self, x: float, y: float, radius: float) -> None:
        """Ask for a tree, unless the place belongs to another district."""
        at = self.canvas.pixel(x, y)
        if at is not None and self.here[at]:
            self.trees.append(Tree(x, y, radius, self.leaves[int(self.rng.integers(len(self.leaves)))]))

    def sees(self, x: float, y: float, margin: float) -> bool:
        """Return whether a ground point lies on the canvas or within a margin of it."""
        return -margin < x < self.canvas.width_m + margin and -margin < y < self.canvas.height_m + margin
