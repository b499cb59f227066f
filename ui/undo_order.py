"""One order of undo over several layers. Each QGIS layer has an undo stack of its own and knows nothing of the others.

The stacks stay the masters: commands of QGIS's own tools, and undo pressed in QGIS itself, are followed by their index.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import Callable, Dict, Iterator, List, Tuple

from qgis.core import QgsVectorLayer
from qgis.PyQt import sip

# The commands of one step: (layer name, the index its stack has once the command is done).
Step = List[Tuple[str, int]]


class UndoOrder:
    """Undo and redo of whole steps: the commands that were made together are taken back together."""

    def __init__(self, layers: Dict[str, QgsVectorLayer]) -> None:
        self._layers = layers
        self._steps: List[Step] = []
        self._seen = {name: layer.undoStack().index() for name, layer in layers.items()}
        self._addresses: Dict[Tuple[str, int], int] = {}
        self._joined = False
        self._slots: Dict[str, Callable[[int], None]] = {}
        for name, layer in layers.items():
            self._slots[name] = lambda index, name=name: self._follow(name, index)
            layer.undoStack().indexChanged.connect(self._slots[name])

    def close(self) -> None:
        """Let go of the layers."""
        for name, layer in self._layers.items():
            if not sip.isdeleted(layer):
                layer.undoStack().indexChanged.disconnect(self._slots[name])

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Commands made inside are one step."""
        self._steps.append([])
        self._joined = True
        try:
            yield
        finally:
            self._joined = False
            if not self._steps[-1]:
                self._steps.pop()

    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return any(self._done(step) for step in self._steps)

    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return any(not self._done(step) for step in self._steps)

    def undo(self) -> bool:
        """Take the last step back; False if there is none."""
        for step in reversed(self._steps):
            if self._done(step):
                for name, index in reversed(step):
                    stack = self._layers[name].undoStack()
                    while stack.index() >= index:
                        stack.undo()
                return True
        return False

    def redo(self) -> bool:
        """Do the first step that was taken back again; False if there is none."""
        for step in self._steps:
            if not self._done(step):
                for name, index in step:
                    stack = self._layers[name].undoStack()
                    while stack.index() < index <= stack.count():
                        stack.redo()
                return True
        return False

    def _done(self, step: Step) -> bool:
        return any(self._layers[name].undoStack().index() >= index for name, index in step)

    def _follow(self, name: str, index: int) -> None:
        """Called when a layer's stack moved: by a new command, by undo or redo from anywhere, or emptied by saving."""
        stack = self._layers[name].undoStack()
        before, self._seen[name] = self._seen[name], index
        if index <= before:
            if stack.count() == 0:
                self._forget(name, 0)
            return
        command = stack.command(index - 1)
        address = sip.unwrapinstance(command) if command is not None else 0
        if index == stack.count() and self._addresses.get((name, index)) != address:  # a new command, no redo
            self._forget(name, index - 1)
            self._drop_undone()
            self._addresses[name, index] = address
        if any((name, index) in step for step in self._steps):
            return
        if self._joined:
            self._steps[-1].append((name, index))
        else:
            self._steps.append([(name, index)])

    def _drop_undone(self) -> None:
        """What was taken back cannot be done again after something new: its part in another layer would be half a step."""
        current = self._steps[-1] if self._joined else None
        self._steps = [step for step in self._steps if step is current or self._done(step)]

    def _forget(self, name: str, last_index: int) -> None:
        """Drop the commands of a layer beyond `last_index`: its stack no longer has them."""
        for key in [key for key in self._addresses if key[0] == name and key[1] > last_index]:
            del self._addresses[key]
        keep_empty = self._steps[-1] if self._joined else None
        for step in self._steps:
            step[:] = [entry for entry in step if entry[0] != name or entry[1] <= last_index]
        self._steps = [step for step in self._steps if step or step is keep_empty]
