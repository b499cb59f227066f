"""What a training tells whoever started it. Every method may be overridden; none has to be."""

from __future__ import annotations

from typing import Any

from .findings import Finding


class Watch:
    """A listener that keeps quiet."""

    def metric(self, name: str, value: float, step: int, class_name: str = "") -> None:
        """One number: "loss" at an optimiser step; "epoch_loss", "miou", "iou" at an epoch (0: before the training)."""

    def advance(self, done: int, total: int) -> None:
        """Optimiser steps done, of how many."""

    def stage(self, name: str, done: int, total: int) -> None:
        """Another part of the work: "prepare", "check"."""

    def found(self, finding: Finding) -> None:
        """Something about the data that a person should know."""

    def note(self, code: str, message: str, data: dict[str, Any]) -> None:
        """A turn of the training, for the record and for whoever draws it."""

    def shown(self, kind: str, path: str) -> None:
        """A file that can be looked at or used: "preview" (PNG), "model" (folder)."""
