"""Which files of a folder are images, which are masks, and which belong together."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...contract.errors import JobError
from .findings import NAMED_FILES, Finding, about_files, warn
from .lists import ESRI_MAP, Lists, entry, read_lists
from .names import EXTENSIONS, IMAGE, MASK, SPLITS, Named, describe, ends_like_mask, is_plain_word, is_skipped

Key = tuple[object, ...]
LEAST_CLASSES = 2


@dataclass(frozen=True)
class FoundPair:
    """An image with its mask; `split` "train", "val" or "test". `label`: the class of the whole image, which needs no mask then
    (`mask` is the image).
    """

    image: Path
    mask: Path
    split: str
    label: str = ""


@dataclass
class Layout:
    """What a folder holds. `name`: "folders", "lists", "esri", "cvat", "deepness" or "classes"."""

    name: str
    pairs: list[FoundPair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def find_pairs(folder: Path, images: str = "", masks: str = "") -> Layout:
    """Images and masks below a folder, or those that the globs `images` and `masks` name there.

    Raises `JobError` ("data.missing") where there is no such folder.
    """
    if not folder.is_dir():
        raise JobError("data.missing", path=str(folder), reason="there is no such folder")
    named = _globbed(folder, images, masks) if images or masks else _walked(folder)
    lists = Lists() if images or masks else read_lists(folder)
    image_files = [n for n in named if n.role == IMAGE]
    mask_files = [n for n in named if n.role == MASK]
    if not mask_files and not lists.files and not masks:
        labelled = class_folders(image_files)
        if labelled:
            return labelled
    layout = Layout(_layout_name(folder, lists, mask_files))
    image_files = _apply_lists(folder, image_files, lists, layout)
    _pair_up(folder, image_files, mask_files, lists, layout)
    if not layout.pairs and not any(f.level == "error" for f in layout.findings):
        layout.findings.append(_nothing(folder, image_files, mask_files))
    return layout


def _nothing(folder: Path, images: Sequence[Named], masks: Sequence[Named]) -> Finding:
    if not images and not masks:
        return warn("dataset.empty", "error", path=str(folder))
    code = "dataset.no_masks" if not masks else "dataset.no_images" if not images else "dataset.no_partners"
    return warn(code, "error", path=str(folder), images=len(images), masks=len(masks))


def _layout_name(folder: Path, lists: Lists, masks: Sequence[Named]) -> str:
    if (folder / "esri_model_definition.emd").is_file() or (folder / ESRI_MAP) in lists.files:
        return "esri"
    if (folder / "labelmap.txt").is_file() and (folder / "SegmentationClass").is_dir():
        return "cvat"
    if masks and all(m.path.name.startswith("tile_mask_") for m in masks):
        return "deepness"
    return "lists" if lists.files else "folders"


# -- one folder a class --------------------------------------------------------------------------------------------


def class_folders(images: Sequence[Named]) -> Layout | None:
    """Images that lie in folders named after their class, as EuroSAT and UC Merced are; None where they do not.

    There must be several such folders, all at the same place, and not be named after what images or a split are called.
    """
    if not images or any(not image.place or is_plain_word(image.path.parent.name) for image in images):
        return None
    if len({image.path.parent.name for image in images}) < LEAST_CLASSES or len({image.place[:-1] for image in images}) > 1:
        return None
    pairs = [FoundPair(i.path, i.path, i.split or SPLITS[0], i.path.parent.name) for i in images]
    pairs.sort(key=lambda pair: (SPLITS.index(pair.split), str(pair.image)))
    names = sorted({pair.label for pair in pairs}, key=str.casefold)
    shown = ", ".join(names[:NAMED_FILES]) + (", ..." if len(names) > NAMED_FILES else "")
    return Layout("classes", pairs, [warn("dataset.class_folders", "info", count=len(names), names=shown)])


# -- roles --------------------------------------------------------------------------------------------------------


def _walked(folder: Path) -> list[Named]:
    """All pictures below a folder; one whose name says nothing is an image."""
    named = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not is_skipped(f))
        for file in sorted(files):
            path = Path(root, file)
            if path.suffix.casefold() in EXTENSIONS and not file.startswith("."):
                named.append(describe(folder, path))
    keys = Counter((n.path.parent, n.key) for n in named)
    return [_with_role(n, keys[n.path.parent, n.key] > 1) for n in named]


def _with_role(named: Named, has_sibling: bool) -> Named:
    """In a folder of images, "1_mask.png" beside "1.png" is a mask nevertheless."""
    if named.role != MASK and has_sibling and ends_like_mask(named.path.stem):
        return replace(named, role=MASK)
    return named if named.role else replace(named, role=IMAGE)


def _globbed(folder: Path, images: str, masks: str) -> list[Named]:
    """The files of the globs. Where one is not given, what else lies there is looked through for it."""
    try:
        chosen = {IMAGE: _glob(folder, images), MASK: _glob(folder, masks)}
    except (ValueError, NotImplementedError) as error:
        raise JobError("job.invalid", reason=f"'{images}' or '{masks}' is not a pattern of file names ({error})") from error
    named = [replace(describe(folder, path), role=role) for role, files in chosen.items() for path in files]
    if images and masks:
        return named
    missing, taken = (MASK, chosen[IMAGE]) if images else (IMAGE, chosen[MASK])
    return named + [n for n in _walked(folder) if n.role == missing and n.path not in set(taken)]


def _glob(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.glob(pattern)) if pattern else []
    return [path for path in found if path.is_file() and path.suffix.casefold() in EXTENSIONS]


# -- lists --------------------------------------------------------------------------------------------------------


def _apply_lists(folder: Path, images: list[Named], lists: Lists, layout: Layout) -> list[Named]:
    """The listed images with the split of their list. Lists that name none of the images are of something else."""
    entries = [lists.entry_of(folder, image.path) for image in images]
    if not any(entries):
        if lists.files and images:
            layout.findings += about_files("dataset.list_unknown", folder, lists.files)
        return images
    unlisted = [image.path for image, e in zip(images, entries) if not e]
    layout.findings += about_files("dataset.unlisted", folder, unlisted, "info")
    missing = sorted(set(lists.splits) - set(entries))
    layout.findings += about_files("dataset.listed_missing", folder, missing)
    return [replace(image, split=lists.splits[e]) for image, e in zip(images, entries) if e]


# -- partners -----------------------------------------------------------------------------------------------------


class _Pairing:
    """Images and masks that still look for a partner."""

    def __init__(self, images: Sequence[Named], masks: Sequence[Named]) -> None:
        self.images, self.masks = list(images), list(masks)
        self.pairs: list[tuple[Named, Named]] = []
        self.surplus: list[Path] = []

    def match(self, image_key: Callable[[Named], Key], mask_key: Callable[[Named], Key]) -> None:
        """Join those with the same key. Of several masks for one image the first is taken."""
        waiting: dict[Key, list[Named]] = defaultdict(list)
        for mask in self.masks:
            waiting[mask_key(mask)].append(mask)
        alone = []
        for image in self.images:
            found = waiting.pop(image_key(image), [])
            if found:
                self.pairs.append((image, found[0]))
                self.surplus += [mask.path for mask in found[1:]]
            else:
                alone.append(image)
        self.images = alone
        used = {mask.path for _, mask in self.pairs} | set(self.surplus)
        self.masks = [mask for mask in self.masks if mask.path not in used]

    def match_unique(self, key: Callable[[Named], Key], all_images: Sequence[Named], all_masks: Sequence[Named]) -> None:
        """Join those with the same key, wherever they lie, if no other image or mask of the dataset has it."""
        images, masks = Counter(key(n) for n in all_images), Counter(key(n) for n in all_masks)
        both = {k for k in images if images[k] == 1 and masks[k] == 1}
        self.match(lambda n: (key(n) in both, key(n)), lambda n: (True, key(n)))


def _pair_up(folder: Path, images: Sequence[Named], masks: Sequence[Named], lists: Lists, layout: Layout) -> None:
    pairing = _Pairing(images, masks)
    listed = set(lists.masks.values())
    if listed:
        pairing.match(lambda n: (lists.masks.get(lists.entry_of(folder, n.path)),),
                      lambda n: (_listed_mask(folder, n.path, listed),))
    pairing.match(lambda n: (n.place, n.split, n.stem), lambda n: (n.place, n.split, n.stem))
    pairing.match(lambda n: (n.place, n.split, n.key), lambda n: (n.place, n.split, n.key))
    pairing.match(lambda n: (n.place, n.stem), lambda n: (n.place, n.stem) if not n.split else (None,))
    pairing.match_unique(lambda n: (n.stem,), images, masks)
    pairing.match_unique(lambda n: (n.key,), images, masks)
    layout.pairs = sorted((FoundPair(i.path, m.path, i.split or m.split or SPLITS[0]) for i, m in pairing.pairs),
                          key=lambda pair: (SPLITS.index(pair.split), str(pair.image)))
    layout.findings += _left_over(folder, pairing, lists)


def _listed_mask(folder: Path, path: Path, listed: set[str]) -> str:
    """The entry of a list that means this mask; its own path where none does."""
    parts = entry(path.relative_to(folder).as_posix()).split("/")
    return next((e for e in ("/".join(parts[i:]) for i in range(len(parts))) if e in listed), str(path))


def _left_over(folder: Path, pairing: _Pairing, lists: Lists) -> list[Finding]:
    """Images and masks without a partner. A test folder without any mask is how some datasets are meant."""
    if not pairing.pairs:
        return []
    with_masks = {image.split for image, _ in pairing.pairs}
    bare = [n for n in pairing.images if n.split and n.split not in with_masks]
    findings = [warn("dataset.split_unlabelled", "info", split=split, count=sum(n.split == split for n in bare))
                for split in sorted({n.split for n in bare})]
    findings += about_files("dataset.missing_mask", folder, [n.path for n in pairing.images if n not in bare])
    orphans = [] if lists.files else pairing.masks  # a list may leave out images, and then their masks
    findings += about_files("dataset.missing_image", folder, _paths(orphans))
    return findings + about_files("dataset.duplicate_mask", folder, pairing.surplus)


def _paths(named: Iterable[Named]) -> list[Path]:
    return [n.path for n in named]
