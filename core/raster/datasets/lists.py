"""List files of a dataset: which image belongs to train, val or test, and, in some of them, which mask belongs to it.

train.txt / val.txt / test.txt beside the images, VOC's and CVAT's ImageSets/Segmentation/*.txt, ESRI's map.txt. A line holds a
name without ending, a path, or an image and its mask.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ...contract.errors import JobError
from .names import EXTENSIONS, split_of

_FOLDERS = (".", "ImageSets/Segmentation", "ImageSets", "splits", "lists")
ESRI_MAP = "map.txt"
_MAX_BYTES = 64 * 1024 * 1024


@dataclass
class Lists:
    """`splits`: entry (path or name, lower case, without ending) -> split. `masks`: entry of an image -> entry of its mask.

    `files`: the list files that were read.
    """

    splits: dict[str, str] = field(default_factory=dict)
    masks: dict[str, str] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def entry_of(self, folder: Path, path: Path) -> str:
        """The entry that means this image, or an empty text. A list may name paths from any folder, or bare names."""
        parts = entry(path.relative_to(folder).as_posix()).split("/")
        return next((e for e in ("/".join(parts[i:]) for i in range(len(parts))) if e in self.splits), "")


def read_lists(folder: Path) -> Lists:
    """All list files of a dataset; empty where there are none. Raises `JobError` ("data.missing")."""
    lists = Lists()
    for place in _FOLDERS:
        for path in sorted((folder / place).glob("*.txt")):
            split = _split_of_file(path, voc=place.startswith("ImageSets"))
            if split and path.stat().st_size <= _MAX_BYTES:
                _read(path, split, lists)
    return lists


def _split_of_file(path: Path, voc: bool) -> str:
    """Which images a file lists; CVAT's default.txt and ESRI's map.txt hold all of them. "trainval" repeats two others."""
    if path.name.casefold() == ESRI_MAP or (voc and path.stem.casefold() == "default"):
        return "train"
    words = [split_of(word) for word in path.stem.replace("-", "_").split("_")]
    return next((word for word in words if word), "")


def _read(path: Path, split: str, lists: Lists) -> None:
    found = False
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise JobError("data.missing", path=str(path), reason=error.strerror or str(error)) from error
    for line in text.splitlines():
        image, mask = _entries(line.strip())
        if image:
            lists.splits[image] = split
            found = True
        if mask:
            lists.masks[image] = mask
    if found:
        lists.files.append(path)


def _entries(line: str) -> tuple[str, str]:
    """Image and mask that a line names; a mask only where the line is two files with endings (names may hold spaces)."""
    for separator in (",", ";", "\t", None):
        words = [word.strip() for word in line.split(separator) if word.strip()]
        if len(words) == 2 and all(PurePosixPath(w.replace("\\", "/")).suffix.casefold() in EXTENSIONS for w in words):
            return entry(words[0]), entry(words[1])
    return entry(line), ""


def entry(path: str) -> str:
    """A path as lists are compared: forward slashes, lower case, no ending of a picture, not from the root."""
    plain = path.replace("\\", "/").lstrip("/").removeprefix("./").casefold()
    suffix = PurePosixPath(plain).suffix
    return plain[: -len(suffix)] if suffix in EXTENSIONS else plain
