"""Look at a folder of images and masks before anything is learned from it: what is in it, and what is wrong with which file."""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from ...contract.errors import Cancelled, JobError
from ..source import band_list
from .class_table import find_class_table
from .classes import DatasetClass, MaskStats, choose_classes, mask_stats
from .findings import Finding, about_files, warn
from .layout import FoundPair, Layout, find_pairs
from .masks import IGNORE, VALUE, MaskError, MaskLookup, read_mask, read_stored
from .names import SPLITS
from .png import is_cut_png

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class DatasetPair:
    """An image and its mask, of the same size. `bands`: the image's band numbers without alpha; `transform`: a to f of the
    affine transform; `crs_wkt` is empty where the image has no place on earth. `label`: the class of the whole image, which
    then has no mask (`mask` is the image itself).
    """

    image: str
    mask: str
    split: str
    rows: int
    cols: int
    bands: tuple[int, ...]
    band_names: tuple[str, ...]
    dtype: str
    crs_wkt: str
    transform: tuple[float, ...]
    label: str = ""


@dataclass(frozen=True)
class DatasetScan:
    """What `scan_dataset` found. `pairs` holds only what can be used; what was left out, and why, stands in `findings`.

    `layout`: "folders", "lists", "esri", "cvat", "deepness" or "classes" (one folder a class). `mask_kind`: "index", "palette"
    or "color". `dtype` is "mixed" where the images differ. `counted_masks`: how many masks the classes' pixels were counted in.
    """

    folder: str
    layout: str
    mask_kind: str
    pairs: tuple[DatasetPair, ...]
    classes: tuple[DatasetClass, ...]
    findings: tuple[Finding, ...]
    bands: int
    band_names: tuple[str, ...]
    dtype: str
    counted_masks: int
    lookup: MaskLookup = field(default_factory=MaskLookup, repr=False)

    @property
    def usable(self) -> bool:
        """Whether a training can start from it."""
        return not any(finding.level == "error" for finding in self.findings)

    def split(self, name: str) -> list[DatasetPair]:
        """The pairs of "train", "val" or "test"."""
        return [pair for pair in self.pairs if pair.split == name]

    def labels(self) -> dict[str, str]:
        """Stored value -> class name, as `TrainData.labels` takes it; empty for colour masks."""
        return {} if self.mask_kind == "color" else self._names()

    def colors(self) -> dict[str, str]:
        """"#rrggbb" -> class name, as `TrainData.colors` takes it; empty for masks of values."""
        return self._names() if self.mask_kind == "color" else {}

    def _names(self) -> dict[str, str]:
        return {code: item.name for item in self.classes for code in item.codes}

    def facts(self) -> dict[str, Any]:
        """The scan as JSON; of the pairs only how many there are."""
        sizes = [(pair.rows, pair.cols) for pair in self.pairs]
        return {
            "folder": self.folder, "layout": self.layout, "mask_kind": self.mask_kind, "usable": self.usable,
            "pairs": {name: len(self.split(name)) for name in SPLITS},
            "classes": [{**asdict(item), "codes": list(item.codes)} for item in self.classes],
            "labels": self.labels(), "colors": self.colors(), "bands": self.bands, "band_names": list(self.band_names),
            "dtype": self.dtype, "smallest": list(min(sizes, default=(0, 0))), "largest": list(max(sizes, default=(0, 0))),
            "georeferenced": sum(bool(pair.crs_wkt) for pair in self.pairs), "counted_masks": self.counted_masks,
            "findings": [asdict(finding) for finding in self.findings],
        }


def scan_dataset(folder: str | Path, images: str = "", masks: str = "", *, most: int = 0,
                 labels: Mapping[str, str] | None = None, colors: Mapping[str, str] | None = None,
                 report: Report | None = None, cancelled: Callable[[], bool] | None = None) -> DatasetScan:
    """Find the pairs of a folder, check every file's head, count the classes in the masks (in at most `most`, 0 = all).

    `images`, `masks`: globs below the folder where the names do not tell. `labels` or `colors` name the stored values or
    colours instead of a class table. `report(done, total)` counts masks.
    Raises `JobError` ("data.missing": no such folder; "job.invalid": globs or codes that cannot be) and `Cancelled`.
    """
    root = Path(folder)
    _check_codes(labels or {}, colors or {})
    layout = find_pairs(root, images, masks)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        return _Scanner(root, layout, report or (lambda *_: None), cancelled or (lambda: False)).scan(
            most, labels or {}, colors or {})


def read_classes(pair: DatasetPair, scan: DatasetScan) -> np.ndarray:
    """(rows, cols) uint8 class values of a pair as `scan.classes` lists them, 255 = ignore. Errors as `read_mask`."""
    if not pair.label:
        return read_mask(pair.mask, scan)
    value = next((item.value for item in scan.classes if item.name == pair.label), IGNORE)
    return np.full((pair.rows, pair.cols), value, np.uint8)


def _check_codes(labels: Mapping[str, str], colors: Mapping[str, str]) -> None:
    for code in labels:
        if not code.isdecimal():
            raise JobError("job.invalid", reason=f"mask values are whole numbers, found '{code}'")
    for code in colors:
        if len(code) != 7 or code[0] != "#" or any(c not in "0123456789abcdefABCDEF" for c in code[1:]):
            raise JobError("job.invalid", reason=f"mask colours have the form #rrggbb, found '{code}'")


class _Scanner:
    def __init__(self, folder: Path, layout: Layout, report: Report, cancelled: Callable[[], bool]) -> None:
        self._folder, self._layout, self._report, self._cancelled = folder, layout, report, cancelled
        self._faults: dict[str, list[Path]] = defaultdict(list)
        self._findings = list(layout.findings)
        # Images of one class each are treated as if their masks held the number of their class everywhere.
        self._label_codes = {name: code for code, name in enumerate(sorted({p.label for p in layout.pairs if p.label}))}

    def scan(self, most: int, labels: Mapping[str, str], colors: Mapping[str, str]) -> DatasetScan:
        pairs = [pair for found in self._layout.pairs if (pair := self._pair(found)) is not None]
        pairs = self._same_bands(pairs)
        stats, bad = self._stats(pairs, most)
        pairs = [pair for pair in pairs if pair.mask not in bad]
        for code, files in self._faults.items():
            self._findings += about_files(code, self._folder, files)
        labels = labels or {str(code): name for name, code in self._label_codes.items()}
        choice = choose_classes(self._folder, stats, find_class_table(self._folder, self._findings), labels, colors)
        if self._layout.pairs and not pairs:
            self._findings.append(warn("dataset.nothing_left", "error", path=str(self._folder), count=len(self._layout.pairs)))
        dtypes = {pair.dtype for pair in pairs}
        findings = (*self._findings, *choice.findings, *self._mixed_dtypes(pairs))
        return DatasetScan(
            str(self._folder), self._layout.name, choice.kind, tuple(pairs), choice.classes, findings,
            len(pairs[0].bands) if pairs else 0, pairs[0].band_names if pairs else (),
            "mixed" if len(dtypes) > 1 else next(iter(dtypes), ""), len(stats), choice.lookup)

    # -- heads ----------------------------------------------------------------------------------------------------

    def _pair(self, found: FoundPair) -> DatasetPair | None:
        """The pair with what the heads of its files say; None where it cannot be used."""
        self._stop_if_asked()
        pair = self._image(found)
        if pair is None or pair.label:
            return pair
        try:
            cut = [path for path in (found.image, found.mask) if is_cut_png(path)]
            with rasterio.open(found.mask) as mask:
                size = (mask.height, mask.width)
        except (RasterioError, OSError):
            self._faults["dataset.unreadable"].append(found.mask)
            return None
        if cut:
            self._faults["dataset.unreadable"] += cut
            return None
        if size != (pair.rows, pair.cols):
            self._faults["dataset.size"].append(found.mask)
            return None
        return pair

    def _image(self, found: FoundPair) -> DatasetPair | None:
        try:
            with rasterio.open(found.image) as image:
                if _is_palette(image):
                    self._faults["dataset.palette_image"].append(found.image)
                    return None
                bands = tuple(n for n, c in zip(image.indexes, image.colorinterp) if c != ColorInterp.alpha) or (1,)
                names = {b.number: b.description or b.common_name for b in band_list(image)}
                if np.dtype(image.dtypes[0]).kind not in "uif":
                    self._faults["dataset.image_type"].append(found.image)
                    return None
                return DatasetPair(
                    str(found.image), str(found.mask), found.split, image.height, image.width, bands,
                    tuple(names[n] or f"band {n}" for n in bands), image.dtypes[0],
                    image.crs.to_wkt() if image.crs is not None else "", tuple(image.transform)[:6], found.label)
        except RasterioError:
            self._faults["dataset.unreadable"].append(found.image)
            return None

    def _same_bands(self, pairs: list[DatasetPair]) -> list[DatasetPair]:
        """The pairs with the most common number of bands; a network has one."""
        counts = Counter(len(pair.bands) for pair in pairs)
        if len(counts) < 2:
            return pairs
        usual = counts.most_common(1)[0][0]
        others = [pair.image for pair in pairs if len(pair.bands) != usual]
        self._findings += about_files("dataset.bands", self._folder, others, bands=usual)
        return [pair for pair in pairs if len(pair.bands) == usual]

    def _mixed_dtypes(self, pairs: Sequence[DatasetPair]) -> list[Finding]:
        counts = Counter(pair.dtype for pair in pairs)
        if len(counts) < 2:
            return []
        usual = counts.most_common(1)[0][0]
        return about_files("dataset.types", self._folder, [p.image for p in pairs if p.dtype != usual], dtype=usual)

    # -- masks ----------------------------------------------------------------------------------------------------

    def _stats(self, pairs: Sequence[DatasetPair], most: int) -> tuple[list[MaskStats], set[str]]:
        """What the masks hold, and those that are none. With `most`, evenly spread ones are looked at."""
        chosen = pairs if not most or most >= len(pairs) else [pairs[i * len(pairs) // most] for i in range(most)]
        stats, bad = [], set()
        for done, pair in enumerate(chosen):
            self._stop_if_asked()
            self._report(done, len(chosen))
            path = Path(pair.mask)
            if pair.label:
                stats.append(MaskStats(path, VALUE, {self._label_codes[pair.label]: pair.rows * pair.cols}))
                continue
            try:
                stats.append(mask_stats(path, read_stored(path)))
            except MaskError as error:
                self._faults[error.code].append(path)
                bad.add(pair.mask)
            except JobError:
                self._faults["dataset.unreadable"].append(path)
                bad.add(pair.mask)
        self._report(len(chosen), len(chosen))
        self._findings += about_files("dataset.jpeg_binary", self._folder, [s.path for s in stats if s.jpeg])
        return stats, bad

    def _stop_if_asked(self) -> None:
        if self._cancelled():
            raise Cancelled


def _is_palette(image: rasterio.DatasetReader) -> bool:
    """Whether pixel values are numbers of colours, which means nothing to a network; a palette of greys in order is harmless."""
    if image.count != 1 or image.colorinterp[0] != ColorInterp.palette:
        return False
    try:
        return any(color[:3] != (index,) * 3 for index, color in image.colormap(1).items())
    except ValueError:
        return False
