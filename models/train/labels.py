"""Labels that may be partial: "building", "anything but a building", "unknown".

Each training pixel holds a code (uint8). A table gives, for each code, the set of classes that the pixel may belong to: one
class for a full label, several for a partial one, none for `IGNORE`. This lets sets that know only one class (footprints, NDVI)
teach that class without lying about the others (learning from candidate labels, Cour et al. 2011, JMLR 12:1501).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ...core.contract.errors import JobError

IGNORE = 255


class LabelTable:
    """Codes and the classes that they allow. Codes 0..C-1 are the classes themselves."""

    def __init__(self, class_names: Sequence[str]) -> None:
        self.names = tuple(class_names)
        self._codes: dict[frozenset[int], int] = {frozenset([i]): i for i in range(len(self.names))}

    def code(self, names: Iterable[str]) -> int:
        """The code for "one of these classes"; all classes together say nothing and are `IGNORE`."""
        wanted = frozenset(self.names.index(name) for name in names)
        if not wanted or len(wanted) == len(self.names):
            return IGNORE
        if wanted not in self._codes:
            if len(self._codes) >= IGNORE:
                raise JobError("job.invalid", reason="more than 255 different label sets")
            self._codes[wanted] = len(self._codes)
        return self._codes[wanted]

    def allowed(self) -> np.ndarray:
        """(256, C) bool: which classes each code allows; rows of unknown codes and of `IGNORE` are all False."""
        table = np.zeros((256, len(self.names)), dtype=bool)
        for classes, code in self._codes.items():
            table[code, sorted(classes)] = True
        return table
