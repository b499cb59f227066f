"""Which stored values or colours of a dataset's masks are which class."""

from __future__ import annotations

import colorsys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from .class_table import ClassRow, ClassTable
from .findings import Finding, about_files, relative_name, warn
from .masks import (
    COLOR,
    GREY,
    IGNORE,
    NO_CODE,
    PALETTE,
    MaskLookup,
    StoredMask,
    count_codes,
    hex_of,
    in_colors,
    in_values,
    packed_of,
    palettes_agree,
)

MAX_FOUND = 64  # classes that are taken from the masks alone; more is a photograph or a blurred mask
UNKNOWN_SHARE_LIMIT = 0.2  # of the pixels; more is a wrong class table
FIT_SHARE = 0.5  # of the pixels that a class table has to explain to be taken for this dataset's
GREY_FIT_SHARE = 0.9  # of the pixels that the grey levels of a table's colours have to explain
CRISP_SHARE = 0.95  # of the pixels that are left where blurred values are left out
RARE_SHARE = 0.001  # of the pixels, below which a value among many is taken for blur
_BRIGHT = 64  # the least grey level that is no small class value
BLUR_VALUES = 8  # values besides black and white, from which on they are blur and no classes
SPARSE_FACTOR, SPARSE_FROM = 3, 32  # values so far apart are grey levels rather than numbers of classes


@dataclass(frozen=True)
class MaskStats:
    """One decoded mask: pixels of each stored code (without `NO_CODE`)."""

    path: Path
    form: str
    counts: Mapping[int, int]
    palette: np.ndarray | None = None
    jpeg: bool = False

    def in_mode(self, colors: bool) -> Counter[int]:
        """Pixels of each value, or of each colour."""
        codes = np.array(list(self.counts), np.int32)
        moved = (in_colors if colors else in_values)(StoredMask(codes, self.form, self.palette))
        total: Counter[int] = Counter()
        for code, pixels in zip(moved.tolist(), self.counts.values()):
            total[code] += pixels
        return total


def mask_stats(path: Path, stored: StoredMask) -> MaskStats:
    """Count a mask's codes."""
    counts = {code: pixels for code, pixels in count_codes(stored.codes).items() if code != NO_CODE}
    return MaskStats(path, stored.form, counts, stored.palette, stored.jpeg)


@dataclass(frozen=True)
class DatasetClass:
    """One class: `value` (0..254) is what `read_mask` gives; `codes`: the stored values ("3") or colours ("#rrggbb") that mean
    it; `pixels`: how many were counted.
    """

    value: int
    name: str
    color: str
    codes: tuple[str, ...]
    pixels: int = 0


@dataclass
class ClassChoice:
    """`kind`: "index", "palette" or "color"."""

    kind: str
    classes: tuple[DatasetClass, ...] = ()
    lookup: MaskLookup = field(default_factory=MaskLookup)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Group:
    """A class before it has its value. `wanted`: the value that its table gives it."""

    name: str
    codes: tuple[int, ...]
    color: str = ""
    wanted: int | None = None
    ignored: bool = False


def choose_classes(folder: Path, stats: Sequence[MaskStats], table: ClassTable, labels: Mapping[str, str],
                   colors: Mapping[str, str]) -> ClassChoice:
    """Decide on values or colours, then on the classes: the person's `labels` or `colors`, else the table's, else those found."""
    return _Chooser(folder, stats, table).choose(labels, colors)


class _Chooser:
    def __init__(self, folder: Path, stats: Sequence[MaskStats], table: ClassTable) -> None:
        self.folder, self.stats, self.table = folder, stats, table
        self.findings: list[Finding] = []
        self.totals = {mode: _sum(s.in_mode(mode) for s in stats) for mode in (False, True)}
        self.real_colors = any(s.form == COLOR and any(c != (c & 0xFF) * GREY for c in s.counts) for s in stats)

    def choose(self, labels: Mapping[str, str], colors: Mapping[str, str]) -> ClassChoice:
        named = bool(labels or colors)
        by_color = bool(colors) or (not labels and self._by_color())
        if named:
            groups = _named_groups(colors if by_color else labels, by_color)
        else:
            groups = self._table_groups(by_color) or self._found_groups(by_color)
        classes, lookup = self._classes(groups, by_color)
        self._report_unknown(groups, by_color, named)
        palettes = any(s.form == PALETTE for s in self.stats)
        kind = "color" if by_color else "palette" if palettes else "index"
        return ClassChoice(kind, classes, lookup, self.findings)

    # -- values or colours ----------------------------------------------------------------------------------------

    def _by_color(self) -> bool:
        if self.real_colors:
            return True
        palettes = [(s.palette, s.counts) for s in self.stats if s.palette is not None]
        if self.table.rows:
            fit_color, fit_value = self._fit(True, _colors(self.table.rows)), self._fit(False, _values(self.table.rows))
            stored_colors = palettes or any(s.form == COLOR for s in self.stats)
            if fit_color > fit_value or (stored_colors and fit_color >= FIT_SHARE):
                return True
        return not palettes_agree(palettes)

    def _fit(self, by_color: bool, codes: Iterable[int]) -> float:
        """Share of the pixels that these codes explain."""
        total = self.totals[by_color]
        known = set(codes)
        return sum(n for code, n in total.items() if code in known) / max(1, sum(total.values()))

    def _fits_better(self, greys: Sequence[int], values: Sequence[int]) -> bool:
        """Whether the masks hold the grey levels of the table's colours instead of its values."""
        return self._fit(False, greys) > max(GREY_FIT_SHARE, self._fit(False, values))

    # -- groups ---------------------------------------------------------------------------------------------------

    def _table_groups(self, by_color: bool) -> list[_Group]:
        """The table's classes; none where it is not about these masks, which is said."""
        rows = self.table.rows
        if not rows or self.table.path is None:
            return []
        codes = _colors(rows) if by_color else _values(rows)
        greys = [_luma(packed_of(row.color)) for row in rows if row.color]
        if not by_color and len(greys) == len(rows) == len(set(greys)) and self._fits_better(greys, codes):
            self.findings.append(warn("dataset.palette_as_grey", path=relative_name(self.folder, self.stats[0].path)))
            codes = greys
        known = set(codes) | (set() if by_color else {0, IGNORE})
        explained = self._fit(by_color, known) if len(codes) == len(rows) else 0.0
        if explained < FIT_SHARE:
            self.findings.append(warn("dataset.class_file_unlike", path=relative_name(self.folder, self.table.path),
                                      percent=round(100 * explained)))
            return []
        groups = [_Group(r.name, (c,), r.color, r.value if by_color else None, r.ignored) for r, c in zip(rows, codes)]
        if not by_color and len(groups) == 1 and self.totals[False][0] and 0 not in codes:
            self.findings.append(warn("dataset.background_added", "info"))
            groups.insert(0, _Group("background", (0,), "#000000"))
        return groups

    def _found_groups(self, by_color: bool) -> list[_Group]:
        total = self.totals[by_color]
        if not total:
            return []
        if not by_color and _is_binary(total):
            white = 255 if total[255] else 1
            return [_Group("background", (0,), "#000000"), _Group("foreground", (white,), "#e6194b")]
        codes = sorted(total) if by_color else [c for c in sorted(total) if c != IGNORE or not _is_ignored(total)]
        codes = self._without_blur(codes, total, by_color)
        if codes:
            self.findings.append(warn("dataset.names_guessed", "info", count=len(codes)))
        if not by_color and len(codes) > 2 and SPARSE_FROM <= codes[-1] <= 255 and codes[-1] > SPARSE_FACTOR * len(codes):
            self.findings.append(warn("dataset.grey_values", values=_listed(str(c) for c in codes)))
        palette = next((s.palette for s in self.stats if s.palette is not None), None)
        return [_Group(hex_of(c) if by_color else f"class {c}", (c,), _found_color(c, by_color, palette)) for c in codes]

    def _without_blur(self, codes: list[int], total: Counter[int], by_color: bool) -> list[int]:
        """At most `MAX_FOUND` codes: of more, those that are no blur; none (and an error) where that explains too little."""
        if len(codes) <= MAX_FOUND:
            return codes
        pixels = sum(total.values())
        frequent = [c for c in codes if total[c] >= RARE_SHARE * pixels]
        if len(frequent) <= MAX_FOUND and sum(total[c] for c in frequent) >= CRISP_SHARE * pixels:
            return frequent
        worst = max(self.stats, key=lambda s: len(s.counts)).path
        code = "dataset.many_colors" if by_color else "dataset.many_values"
        self.findings.append(warn(code, "error", count=len(codes), path=relative_name(self.folder, worst)))
        return []

    # -- classes --------------------------------------------------------------------------------------------------

    def _classes(self, groups: Sequence[_Group], by_color: bool) -> tuple[tuple[DatasetClass, ...], MaskLookup]:
        merged = _merged(group for group in groups if not group.ignored)
        wanted = [g.wanted if by_color else g.codes[0] for g in merged]
        usable = len(set(wanted)) == len(wanted) and all(w is not None and 0 <= w < IGNORE for w in wanted)
        values = [int(w or 0) for w in wanted] if usable else list(range(len(merged)))
        total = self.totals[by_color]
        classes = tuple(
            DatasetClass(value, g.name, g.color or distinct_color(value),
                         tuple(hex_of(c) if by_color else str(c) for c in g.codes), sum(total[c] for c in g.codes))
            for value, g in zip(values, merged) if value < IGNORE)
        return classes, MaskLookup(by_color, {c: v for v, g in zip(values, merged) if v < IGNORE for c in g.codes})

    def _report_unknown(self, groups: Sequence[_Group], by_color: bool, named: bool) -> None:
        """Codes that mean no class: which, how many pixels, in which files."""
        total = self.totals[by_color]
        pixels = max(1, sum(total.values()))
        known = {code for group in groups for code in group.codes}
        unknown = [code for code in sorted(total, key=lambda c: -total[c]) if code not in known]
        if not by_color:
            for code, said in ((IGNORE, "dataset.ignored_value"), (0, "dataset.zero_ignored")):
                if code in unknown:
                    unknown.remove(code)
                    self.findings.append(warn(said, "info", value=code, percent=_percent(total[code], pixels)))
        if not unknown or not groups:
            return
        lost = sum(total[code] for code in unknown)
        files = [s.path for s in self.stats if any(code in set(unknown) for code in s.in_mode(by_color))]
        level = "info" if named else "error" if lost > UNKNOWN_SHARE_LIMIT * pixels else "warning"
        self.findings += about_files(
            "dataset.unknown_colors" if by_color else "dataset.unknown_values", self.folder, files, level, pixels=lost,
            percent=_percent(lost, pixels), values=_listed(hex_of(c) if by_color else str(c) for c in unknown))


# -- small decisions ----------------------------------------------------------------------------------------------


def _named_groups(names: Mapping[str, str], by_color: bool) -> list[_Group]:
    """Classes as a person named them; several codes may have the same name."""
    read: Callable[[str], int] = packed_of if by_color else int
    return [_Group(name, (read(code),), code.lower() if by_color else "") for code, name in names.items()]


def _merged(groups: Iterable[_Group]) -> list[_Group]:
    """Groups of one name as one class."""
    merged: dict[str, _Group] = {}
    for group in groups:
        first = merged.get(group.name)
        merged[group.name] = group if first is None else replace(first, codes=first.codes + group.codes)
    return list(merged.values())


def _sum(counters: Iterable[Counter[int]]) -> Counter[int]:
    total: Counter[int] = Counter()
    for counter in counters:
        total.update(counter)
    total.pop(NO_CODE, None)
    return total


def _colors(rows: Sequence[ClassRow]) -> list[int]:
    return [packed_of(row.color) for row in rows if row.color]


def _values(rows: Sequence[ClassRow]) -> list[int]:
    """The rows' values; their numbers in the table where it gives none."""
    return [position if row.value is None else row.value for position, row in enumerate(rows)]


def _is_binary(total: Mapping[int, int]) -> bool:
    """Only black and white, or so but for the blur of resized masks; or only 0 and 1."""
    others = set(total) - {0, 255}
    if others == {1} and 255 not in total:
        return True
    if not others:
        return 255 in total
    share = (total.get(0, 0) + total.get(255, 0)) / sum(total.values())
    return 255 in total and len(others) > BLUR_VALUES and share >= 0.9


def _is_ignored(total: Mapping[int, int]) -> bool:
    """Whether 255 stands for "no label": it does beside small class values, not as the brightest of a few grey levels."""
    others = [value for value in total if value not in (0, IGNORE)]
    return bool(others) and min(others) < _BRIGHT


def _luma(color: int) -> int:
    """The grey level (ITU-R BT.601) that a picture program makes of a colour."""
    return round(0.299 * (color >> 16) + 0.587 * (color >> 8 & 0xFF) + 0.114 * (color & 0xFF))


def _found_color(code: int, by_color: bool, palette: np.ndarray | None) -> str:
    if by_color:
        return hex_of(code)
    return hex_of(int(palette[code])) if palette is not None and code < len(palette) else ""


def distinct_color(value: int) -> str:
    """A colour of its own for a class that has none: hues in steps of the golden angle."""
    red, green, blue = colorsys.hsv_to_rgb(value * 0.381966 % 1.0, 0.75, 0.9)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _listed(words: Iterable[str]) -> str:
    listed = list(words)
    return ", ".join(listed[:5]) + (f" and {len(listed) - 5} more" if len(listed) > 5 else "")


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2 if part < 0.01 * whole else 1)
