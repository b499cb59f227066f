"""Jobs about models: take one in, give one out, look whether one is sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Tuple

from .card import Band, ClassInfo, Scaling
from .job_parts import check

MODEL_SOURCES = ("auto", "package", "smp", "weights", "onnx")
MODEL_FORMATS = ("zip", "smp", "onnx", "stac")


@dataclass(frozen=True)
class ImportModelJob:
    """Turn a model from elsewhere into a model package at the new folder `output_dir`. Nothing in it is ever run or unpickled.

    `source`: a zip or folder of a package, a folder of segmentation-models-pytorch, weights (.safetensors, .pt, .pth, .ckpt), or
    an ONNX file; `source_kind` "auto" tells by itself. What the file does not say is said here: `network` for bare weights (as
    in `config.json`), `bands`, `classes`, `resolution_m` (0: not known), `scaling` (empty: the file's, else values as they
    are), `dtype` of the pixels, `name` and `license`.
    """

    source: str
    output_dir: str
    source_kind: str = "auto"
    name: str = ""
    license: str = ""
    network: Dict[str, Any] = field(default_factory=dict)
    bands: Tuple[Band, ...] = ()
    classes: Tuple[ClassInfo, ...] = ()
    resolution_m: float = 0.0
    dtype: str = ""
    scaling: Tuple[Scaling, ...] = ()

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(bool(self.source), "no model was named")
        check(bool(self.output_dir), "no output folder was named")
        check(self.source_kind in MODEL_SOURCES,
              f"source_kind must be one of {', '.join(MODEL_SOURCES)}, found '{self.source_kind}'")
        check(0 <= self.resolution_m < float("inf"), f"resolution_m must not be negative, found {self.resolution_m}")


@dataclass(frozen=True)
class ExportModelJob:
    """Write the model package `model` as `format`: "zip" and "onnx" to the file `output`, "smp" and "stac" to a folder or file.

    "onnx" carries Deepness's keys; `tile_px` is its fixed square input (0: the model's tile, at most 512).
    """

    model: str
    output: str
    format: str = "zip"
    tile_px: int = 0

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(bool(self.model), "no model was named")
        check(bool(self.output), "no output was named")
        check(self.format in MODEL_FORMATS, f"format must be one of {', '.join(MODEL_FORMATS)}, found '{self.format}'")
        check(self.tile_px >= 0, f"tile_px must not be negative, found {self.tile_px}")


@dataclass(frozen=True)
class CheckModelJob:
    """Look whether a model package, a folder or a zip, is sound: all that loading checks. Its facts are the card's."""

    model: str

    def validate(self) -> None:
        """Raise `JobError` ("job.invalid") for the first value that can never be right."""
        check(bool(self.model), "no model was named")
