"""What the QGIS plugin Deepness (and GeoDeep, which reads the same) writes into ONNX files and expects of them.

Values are JSON texts under fixed keys. Deepness divides pixel values by 255, then subtracts `standardization_mean` and divides
by `standardization_std`; GeoDeep only divides by 255. Scores are taken as they are: classes below `seg_thresh` count as class 0.
`resolution` is in centimetres a pixel, `tiles_overlap` in per cent. Deepness's documentation calls `tiles_size` what its code
calls `tile_size`, and older files say `names` for `class_names`; a list of tables stands for one table for each output.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.contract.card import ModelCard, Scaling, card_from_plain
from ..core.contract.errors import JobError
from ..core.contract.plain import to_plain

CARD_KEY = "landweave"
_MAX_CLASSES = 255


@dataclass(frozen=True)
class DeepnessKeys:
    """What a file says about itself; None and empty where it does not.

    `class_names`: of each output. `mean`, `std`: after the division by 255. `card`: of the package that it was written from.
    """

    found: bool = False
    model_type: str = ""
    class_names: tuple[tuple[str, ...], ...] = ()
    resolution_m: float = 0.0
    tile_px: int = 0
    threshold: float = 0.0
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()
    card: ModelCard | None = None

    def scaling(self) -> tuple[Scaling, ...]:
        """Deepness's way from pixel values to network values."""
        first = (Scaling("scale", value=(1 / 255,)),)
        if not self.mean or not self.std or (set(self.mean) == {0.0} and set(self.std) == {1.0}):
            return first
        return (*first, Scaling("z-score", mean=self.mean, stddev=self.std))


def read_keys(metadata: Mapping[str, str], path: str) -> DeepnessKeys:
    """The keys of a file; what makes no sense counts as not said. Raises `JobError` ("model.invalid") for a detector."""
    values = {key: _value(text) for key, text in metadata.items()}
    kind = str(values.get("model_type") or "")
    if kind and kind.lower() not in ("segmentor", "segmentation"):
        raise JobError("model.invalid", path=path, reason=f"it is a '{kind[:40]}', not a network that segments")
    known = ("model_type", "class_names", "names", "resolution", "tile_size", "tiles_size", "standardization_mean", "seg_thresh")
    threshold = _number(values.get("seg_thresh"))
    return DeepnessKeys(
        any(key in values for key in known), kind, _class_names(values.get("class_names", values.get("names"))),
        _number(values.get("resolution")) / 100, int(_number(values.get("tile_size", values.get("tiles_size")))),
        threshold if 0 < threshold < 1 else 0.0, _numbers(values.get("standardization_mean")),
        _numbers(values.get("standardization_std")), _card(values.get(CARD_KEY), path))


def write_keys(card: ModelCard, tile_px: int) -> dict[str, str]:
    """The keys for an export whose graph takes pixel values / 255 and gives the share of each class.

    With these Deepness changes nothing after the graph: no threshold, no median filter.
    """
    overlap_percent = min(50, -(-200 * max(card.tiling.halo, card.tiling.margin) // tile_px))
    values: dict[str, Any] = {
        "model_type": "Segmentor",
        "class_names": {str(info.value): info.name for info in card.classes},
        "resolution": round(card.input.resolution_m * 100, 6),
        "tile_size": tile_px, "tiles_size": tile_px,
        "tiles_overlap": overlap_percent,
        "standardization_mean": [0.0] * len(card.bands), "standardization_std": [1.0] * len(card.bands),
        "seg_thresh": 0.0, "seg_small_segment": 0,
        CARD_KEY: to_plain(card),
    }
    return {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}


def _value(text: str) -> Any:
    """JSON, or the Python literal that some old files hold."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return text


def _class_names(value: Any) -> tuple[tuple[str, ...], ...]:
    """Of each output; numbers must run from 0 without a gap."""
    if isinstance(value, Mapping):
        value = [value]
    if not isinstance(value, Sequence) or isinstance(value, str) or not value or len(value) > _MAX_CLASSES:
        return ()
    if all(isinstance(name, str) for name in value):
        return (tuple(value),)
    heads = []
    for table in value:
        if isinstance(table, Mapping):
            names = {str(key): str(name) for key, name in table.items()}
            if sorted(names) != sorted(str(i) for i in range(len(names))):
                return ()
            heads.append(tuple(names[str(i)] for i in range(len(names))))
        else:
            heads.append(())
    return tuple(heads)


def _number(value: Any) -> float:
    """A positive number, or 0."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return number if 0 < number < 1e9 else 0.0


def _numbers(value: Any) -> tuple[float, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    try:
        numbers = tuple(float(number) for number in value)
    except (TypeError, ValueError):
        return ()
    return numbers if all(abs(number) < 1e9 for number in numbers) else ()


def _card(value: Any, path: str) -> ModelCard | None:
    try:
        return card_from_plain(value, path) if isinstance(value, dict) else None
    except JobError:
        return None
