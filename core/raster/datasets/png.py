"""Whether a PNG is whole. GDAL reads a cut one without an error, and what is missing as zeros."""

from __future__ import annotations

from pathlib import Path

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def is_cut_png(path: Path) -> bool:
    """Whether the file is a PNG that ends before its last chunk (PNG specification, section 5.3). Raises `OSError`."""
    with path.open("rb") as file:
        if file.read(len(_SIGNATURE)) != _SIGNATURE:
            return False
        while True:
            head = file.read(8)
            if len(head) < 8:
                return True
            if head[4:] == b"IEND":
                return False
            file.seek(int.from_bytes(head[:4], "big") + 4, 1)  # the content and its checksum
