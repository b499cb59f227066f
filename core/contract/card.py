"""The model card: `model.json` in a model package. Readable with the standard library, so the UI shows models without torch.

The words are those of the STAC Machine Learning Model extension where it has them (bands, value scaling, classes).
"""

from __future__ import annotations

import json
import math
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from .errors import JobError
from .plain import PlainError, from_plain, to_plain

CARD_FILE = "model.json"
CONFIG_FILE = "config.json"
WEIGHTS_FILE = "model.safetensors"
FORMAT = "landweave-model"
FORMAT_VERSION = 1
MAX_CARD_BYTES = 4 * 1024 * 1024
MAX_NAME = 200
MAX_TILE_PX = 1 << 16

SCALING_TYPES = ("z-score", "min-max", "scale", "offset", "clip")


@dataclass(frozen=True)
class Band:
    """One input band. `common_name` as in STAC (red, green, blue, nir, ...); wavelength in micrometres."""

    name: str
    common_name: str = ""
    wavelength_um: Optional[float] = None


@dataclass(frozen=True)
class ClassInfo:
    """One class: the value in the class raster (0..254), its name, its colour as "#rrggbb"."""

    value: int
    name: str
    color: str


@dataclass(frozen=True)
class Scaling:
    """One step from file values to network values; steps are applied in order, per band or (one number) to all bands.

    z-score: (v - mean) / stddev · min-max: (v - minimum) / (maximum - minimum) · scale: v * value · offset: v + value ·
    clip: limits v to minimum..maximum.
    """

    type: str
    mean: Tuple[float, ...] = ()
    stddev: Tuple[float, ...] = ()
    minimum: Tuple[float, ...] = ()
    maximum: Tuple[float, ...] = ()
    value: Tuple[float, ...] = ()


@dataclass(frozen=True)
class InputInfo:
    """What pixels the network was trained on. Resolutions in metres a pixel.

    Rasters between `resolution_min_m` and `resolution_max_m` are read as they are; others are resampled to `resolution_m`.
    """

    dtype: str
    resolution_m: float
    resolution_min_m: float
    resolution_max_m: float
    nodata: Optional[float] = None


@dataclass(frozen=True)
class Tiling:
    """How the network may be cut. All in pixels.

    `stride`: total stride; sizes and positions are its multiples. `halo`: measured, keeps differing pixels under 1 in
    10,000. `receptive_halo`: exact, or 0 where none exists. `tile`: for `context` "global" part of the model's definition.
    `margin`: what the network's output lacks at each side of its input (valid convolutions); the halo covers it.
    """

    stride: int
    halo: int
    receptive_halo: int
    tile: int
    context: str = "local"
    margin: int = 0

    def whole_halo_px(self, halo_px: int) -> int:
        """The halo that is asked for (negative: the model's own) as whole strides, never less than the margin."""
        return self.halo if halo_px < 0 else -(-max(halo_px, self.margin) // self.stride) * self.stride

    def smallest_core_px(self, halo_px: int) -> int:
        """As wide as the halo: with less, more than nine times the pixels would go through the network."""
        return max(self.stride, -(-self.whole_halo_px(halo_px) // self.stride) * self.stride)

    def smallest_tile_px(self, halo_px: int) -> int:
        """A core with its halo on each side; 0 where the tile is part of the model."""
        return 0 if self.context == "global" else self.smallest_core_px(halo_px) + 2 * self.whole_halo_px(halo_px)


@dataclass(frozen=True)
class BandStatistics:
    """Training pixels of one band, in file values."""

    mean: float
    stddev: float
    p1: float
    p99: float


@dataclass(frozen=True)
class Weights:
    """The file with the weights and its SHA-256."""

    file: str
    sha256: str


@dataclass(frozen=True)
class ModelCard:
    """Everything about a model that is not a weight. `metrics` are free numbers, e.g. {"miou": 0.7, "iou.road": 0.6}."""

    format: str
    format_version: int
    name: str
    version: str
    license: str
    description: str
    architecture: str
    encoder: str
    bands: Tuple[Band, ...]
    input: InputInfo
    scaling: Tuple[Scaling, ...]
    classes: Tuple[ClassInfo, ...]
    tiling: Tiling
    statistics: Tuple[BandStatistics, ...]
    weights: Weights
    ignore_value: int = 255
    metrics: Dict[str, float] = field(default_factory=dict)
    attribution: str = ""
    parent: str = ""

    def problem(self) -> str:
        """The first contradiction in the card, or an empty text."""
        for condition, reason in self._rules():
            if not condition:
                return reason
        return ""

    def _rules(self) -> List[Tuple[bool, str]]:
        values = [c.value for c in self.classes]
        count = len(self.bands)
        rules = [
            (bool(self.name.strip()), "it has no name"),
            (len(self.name) <= MAX_NAME, f"its name is longer than {MAX_NAME} letters"),
            (_all_finite(to_plain(self)), "a number in it is not finite"),
            (count > 0, "it lists no bands"),
            (len(self.classes) >= 2, f"it lists {len(self.classes)} class(es); at least 2 are needed"),
            (values == list(range(len(values))), f"class values must be 0, 1, 2 ...; found {values}"),
            (len(values) <= 255, f"it lists {len(values)} classes; at most 255 are possible"),
            (all(re.fullmatch(r"#[0-9a-fA-F]{6}", c.color) for c in self.classes), "a class colour is not of the form #rrggbb"),
            (self.ignore_value == 255, f"ignore_value must be 255, found {self.ignore_value}"),
            (self.tiling.context in ("local", "global"), f"context must be local or global, found '{self.tiling.context}'"),
            (self.tiling.stride >= 1, f"stride must be at least 1, found {self.tiling.stride}"),
            (self.tiling.halo >= 0 and self.tiling.receptive_halo >= 0, "a halo is negative"),
            (0 <= self.tiling.margin <= self.tiling.halo or (self.tiling.context == "global" and self.tiling.margin >= 0),
             f"margin must be from 0 to the halo, found {self.tiling.margin}"),
            (self.tiling.context != "global" or 2 * self.tiling.margin < self.tiling.tile,
             f"a margin of {self.tiling.margin} leaves nothing of a tile of {self.tiling.tile} pixels"),
            (self.tiling.tile >= self.tiling.stride and self.tiling.tile % max(1, self.tiling.stride) == 0,
             f"tile {self.tiling.tile} is no multiple of the stride {self.tiling.stride}"),
            (max(self.tiling.tile, self.tiling.halo, self.tiling.receptive_halo) <= MAX_TILE_PX,
             f"tile and halo must be at most {MAX_TILE_PX} pixels"),
            (0 < self.input.resolution_min_m <= self.input.resolution_m <= self.input.resolution_max_m,
             "the resolutions are not in order"),
            (len(self.statistics) in (0, count), f"it has statistics for {len(self.statistics)} of {count} bands"),
            (os.path.basename(self.weights.file) == self.weights.file and self.weights.file.endswith((".safetensors", ".onnx")),
             f"the weights must be a .safetensors or .onnx file beside the card, found '{self.weights.file}'"),
            (re.fullmatch(r"(sha256:)?[0-9a-f]{64}", self.weights.sha256) is not None, "the checksum of the weights is missing"),
        ]
        for step in self.scaling:
            lengths = {len(x) for x in (step.mean, step.stddev, step.minimum, step.maximum, step.value) if x}
            rules.append((step.type in SCALING_TYPES, f"unknown scaling '{step.type}'"))
            rules.append((lengths <= {1, count}, f"scaling '{step.type}' has {sorted(lengths)} numbers for {count} bands"))
            rules.append((all(s != 0 for s in step.stddev), "a standard deviation is zero"))
            rules.append((all(high > low for low, high in zip(step.minimum, step.maximum)), "a scaling range is empty"))
        return rules


def _all_finite(value: Any) -> bool:
    """Whether no number in plain values is NaN or infinite, as `json` reads NaN and 1e999."""
    if isinstance(value, dict):
        return all(_all_finite(item) for item in value.values())
    if isinstance(value, list):
        return all(_all_finite(item) for item in value)
    return not isinstance(value, float) or math.isfinite(value)


def card_to_json(card: ModelCard) -> str:
    """The card as it stands in `model.json`."""
    return json.dumps(to_plain(card), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def load_card(folder: str) -> ModelCard:
    """Read and check the card of the model package `folder`. Raises `JobError` ("model.*")."""
    path = os.path.join(folder, CARD_FILE)
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            raise JobError("model.unsafe", path=folder, reason=f"'{CARD_FILE}' is a link or no ordinary file")
        if status.st_size > MAX_CARD_BYTES:
            raise JobError("model.invalid", path=folder, reason=f"{CARD_FILE} is larger than {MAX_CARD_BYTES} bytes")
        with open(path, encoding="utf-8") as file:
            value: Any = json.load(file)
    except (OSError, UnicodeDecodeError) as error:
        raise JobError("model.missing", path=folder, reason=getattr(error, "strerror", "") or str(error)) from error
    except (ValueError, RecursionError) as error:
        raise JobError("model.invalid", path=folder, reason=f"{CARD_FILE} is not JSON ({error})") from error
    return card_from_plain(value, folder)


def card_from_plain(value: Any, folder: str) -> ModelCard:
    """Build a card from parsed JSON; `folder` is only named in errors. Raises `JobError` ("model.*")."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise JobError("model.invalid", path=folder, reason=f"{CARD_FILE} is not a model card of Landweave")
    version = value.get("format_version")
    if isinstance(version, int) and version > FORMAT_VERSION:
        raise JobError("model.newer", path=folder, found=version, known=FORMAT_VERSION)
    try:
        card = from_plain(ModelCard, value)
    except PlainError as error:
        raise JobError("model.invalid", path=folder, reason=str(error)) from error
    problem = card.problem() or _text_problem(value)
    if problem:
        raise JobError("model.invalid", path=folder, reason=problem)
    return card


def _text_problem(value: Any) -> str:
    """JSON can spell halves of characters, which no file can be written with."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return f"a text in {CARD_FILE} is not valid Unicode"
    return ""


def find_models(folders: Tuple[str, ...]) -> List[str]:
    """The model packages in these folders (a package itself, or a folder of packages), sorted by path, each once."""
    found: List[str] = []
    for folder in folders:
        candidates = [folder]
        with suppress(OSError):  # not there, or not for this person: what others hold is still found
            candidates += [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        for candidate in candidates:
            if os.path.isfile(os.path.join(candidate, CARD_FILE)) and candidate not in found:
                found.append(candidate)
    return found
