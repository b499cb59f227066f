"""What the names of folders and files say: image or mask, train or val or test, and which of them belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

IMAGE, MASK = "image", "mask"
SPLITS = ("train", "val", "test")
EXTENSIONS = frozenset((".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".jp2", ".webp", ".img", ".vrt"))

_SPLIT_WORDS = {
    "train": "train", "training": "train", "val": "val", "valid": "val", "validation": "val", "check": "val",
    "test": "test", "testing": "test",
}
_MASK_WORDS = frozenset((
    "mask", "masks", "label", "labels", "gt", "groundtruth", "truth", "annotation", "annotations", "annot", "annots",
    "seg", "segmentation", "segmentations", "lbl", "lbls", "matte", "target", "targets",
))
_IMAGE_WORDS = frozenset(("image", "images", "img", "imgs", "im", "sat", "photo", "photos", "picture", "pictures", "rgb"))
_ROLES = {**dict.fromkeys(_MASK_WORDS, MASK), **dict.fromkeys(_IMAGE_WORDS, IMAGE)}
# say nothing about which images a folder holds: "ground_truth", "SegmentationClass", "images_png", "JPEGImages"
_FILLING = frozenset(("ground", "class", "classes", "png", "jpg", "jpeg", "tif", "tiff", "raw", "aug"))
# instance numbers of VOC and CVAT, and pictures for people
_SKIPPED = frozenset((
    "segmentationobject", "__macosx", "vis", "visualization", "overlay", "overlays", "preview", "previews", "prediction",
    "predictions", "pred", "preds",
))
_BORDER = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR = re.compile(r"[_\-. ]+")


@dataclass(frozen=True)
class Named:
    """A picture file of a dataset. `role` IMAGE, MASK or "" (its name does not tell); `split` may be "".

    `place`: its folders but for the words that say role or split. `stem` as it is, `key` without such words.
    """

    path: Path
    role: str
    split: str
    place: tuple[str, ...]
    stem: str
    key: str


def describe(folder: Path, path: Path) -> Named:
    """What the path below `folder` says about a file."""
    role, split, place = "", "", []
    for part in path.relative_to(folder).parts[:-1]:
        part_role, part_split, rest = _read_folder(part)
        role, split = part_role or role, part_split or split
        if rest:
            place.append(rest)
    stem_role, key = _read_stem(path.stem)
    return Named(path, role or stem_role, split, tuple(place), path.stem.casefold(), key)


def is_skipped(folder_name: str) -> bool:
    """Whether a folder holds nothing to learn from: hidden, instance numbers, pictures for people."""
    return folder_name.startswith(".") or folder_name.casefold() in _SKIPPED


def split_of(word: str) -> str:
    """The split that a word stands for ("valid" -> "val"), or an empty text."""
    return _SPLIT_WORDS.get(word.casefold(), "")


def is_plain_word(folder_name: str) -> bool:
    """Whether a folder's name says only what is in it or which split it is, and nothing of its own."""
    return not _read_folder(folder_name)[2]


def ends_like_mask(stem: str) -> bool:
    """Whether the last word of a file's name says mask ("a_mask", CamVid's "a_L")."""
    last = _SEPARATOR.split(stem)[-1]
    return last.casefold() in _MASK_WORDS or (last == "L" and stem != "L")


def _read_folder(name: str) -> tuple[str, str, str]:
    """Role, split and the remaining words of a folder's name."""
    words = [w for word in _SEPARATOR.split(_BORDER.sub("_", name)) for w in _unfused(word.casefold()) if w]
    splits = [_SPLIT_WORDS[w] for w in words if w in _SPLIT_WORDS]
    rest = [w for w in words if w not in _SPLIT_WORDS]
    if rest in (["x"], ["y"]):
        return (IMAGE if rest == ["x"] else MASK), (splits or [""])[-1], ""
    roles = [_ROLES[w] for w in rest if w in _ROLES]
    role = MASK if MASK in roles else IMAGE if roles else ""
    kept = [w for w in rest if w not in _ROLES and not (roles and w in _FILLING)]
    return role, (splits or [""])[-1], "_".join(kept)


def _unfused(word: str) -> list[str]:
    """"trainannot" as ["train", "annot"]."""
    for split in _SPLIT_WORDS:
        if word.startswith(split) and word[len(split):] in _ROLES:
            return [split, word[len(split):]]
    return [word]


def _read_stem(stem: str) -> tuple[str, str]:
    """Role of a file's name and what is left without such words."""
    words = [w for w in _SEPARATOR.split(stem) if w]
    if len(words) > 1 and words[-1] == "L":
        return MASK, "_".join(words[:-1]).casefold()
    plain = [w.casefold() for w in words]
    roles = [_ROLES[w] for w in plain if w in _ROLES]
    role = MASK if MASK in roles else IMAGE if roles else ""
    return role, "_".join(w for w in plain if w not in _ROLES) or stem.casefold()
