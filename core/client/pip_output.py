"""What pip's own lines say: how far it is, and why it gave up.

pip before 24.1 has no machine-readable progress, and a new environment starts with the pip that its Python shipped with. So
the stage comes from pip's sentences, the bytes from the file that grows in the folder which pip was given for its downloads.
"""

from __future__ import annotations

import contextlib
import os
import re
from typing import Dict, List, Sequence, Set

_COLLECTING = re.compile(r"^(?:Collecting|Requirement already satisfied:)\s+([A-Za-z0-9._-]+)")
_FETCHING = re.compile(r"^\s*(?:Downloading|Using cached|Processing)\s+(?:\S*/)?(\S+?)(?:\s+\(([\d.]+)\s*([kMG]?)B\))?\s*$")
_INSTALLING = re.compile(r"^Installing collected packages:\s*(.+)$")
_TROUBLE = re.compile(r"Retrying .* after connection broken by '(.+?)'?:? ?(?:/\S*)?$")
_UNIT = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}
_WHEEL_ENDINGS = (".whl", ".tar.gz", ".zip")
# How many ordinary packages one of these is worth on the bar.
_WEIGHTS = {"torch": 30}


def _weight(name: str) -> int:
    return _WEIGHTS.get(name.lower(), 1)


class PipProgress:
    """Follows one `pip install` of the packages `names`; `downloads` is the folder that pip was given for temporary files."""

    def __init__(self, names: Sequence[str], downloads: str) -> None:
        self._expected = max(1, len(names))
        self._weight = max(1, sum(map(_weight, names)))
        self._downloads = downloads
        self._collected: Set[str] = set()
        self._fetched: Dict[str, int] = {}  # file -> its weight
        self._file = ""
        self._file_bytes = 0
        self._on_disk = True  # whether the file has been there already, so that its absence means that it is done
        self._lines: List[str] = []
        self._trouble = ""
        self.installing: List[str] = []

    def read(self, line: str) -> None:
        """Take in one line of pip's output."""
        line = line.rstrip()
        if not line.strip():
            return
        self._lines = [*self._lines[-199:], line]
        if match := _COLLECTING.match(line):
            self._collected.add(match.group(1).lower())
        elif match := _INSTALLING.match(line):
            self.installing = [name.strip() for name in match.group(1).split(",")]
        elif (match := _FETCHING.match(line)) and match.group(1).endswith(_WHEEL_ENDINGS):
            self._file = match.group(1)
            self._file_bytes = int(float(match.group(2)) * _UNIT[match.group(3)]) if match.group(2) else 0
            self._on_disk = not line.lstrip().startswith("Downloading")
            self._fetched[self._file] = _weight(self._file.split("-", 1)[0])
        elif match := _TROUBLE.search(line):
            self._trouble = match.group(1)

    @property
    def fraction(self) -> float:
        """How much has been looked up and downloaded, 0..1; looking up counts for a fifth."""
        found = min(1.0, len(self._collected) / self._expected)
        missing = self._fetched.get(self._file, 0) * (1.0 - self._file_fraction())
        return 0.2 * found + 0.8 * min(1.0, (sum(self._fetched.values()) - missing) / self._weight)

    @property
    def detail(self) -> str:
        """What pip is doing, in names and numbers: "torch 120 / 187 MB"."""
        if self.installing:
            return f"{len(self.installing)} packages"
        if not self._file:
            return self._trouble or ", ".join(sorted(self._collected)[-1:])
        name = self._file.split("-", 1)[0]
        if self._file_bytes < 10**6:
            return name
        return f"{name} {self._received() / 1e6:.0f} / {self._file_bytes / 1e6:.0f} MB"

    def _file_fraction(self) -> float:
        return min(1.0, self._received() / self._file_bytes) if self._file_bytes else 1.0

    def _received(self) -> int:
        """Bytes of the current file on disk; the whole of it once pip has put it elsewhere."""
        for folder, _folders, files in os.walk(self._downloads):
            if self._file in files:
                self._on_disk = True
                with contextlib.suppress(OSError):
                    return os.path.getsize(os.path.join(folder, self._file))
        return self._file_bytes if self._on_disk else 0

    @property
    def disk_full(self) -> bool:
        """Whether pip stopped because the disk is full."""
        return any("No space left on device" in line or "[WinError 112]" in line for line in self._lines)

    @property
    def reason(self) -> str:
        """The last line that says why pip failed, with the network's trouble if there was any."""
        errors = [line for line in self._lines if re.match(r"^\s*ERROR:", line)]
        others = [line for line in self._lines if not re.match(r"^\s*(WARNING:|\[notice\]|$)", line)]
        text = (errors or others or ["pip said nothing"])[-1].replace("ERROR:", "").strip()
        return f"{text} (network: {self._trouble})" if self._trouble else text
