"""The header of a safetensors file, checked before a single byte of weights is read.

The format: 8 bytes little-endian length, a JSON object {name: {dtype, shape, data_offsets}}, then the tensors, back to back.
A header that lies (sizes beyond the file, overlaps, absurd shapes) or a file that is something else under this name is
refused with a sentence, before memory is allocated for it.
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from ..core.contract.errors import JobError

MAX_HEADER_BYTES = 16 * 1024 * 1024
MAX_WEIGHT_BYTES = 4 * 1024**3
MAX_TENSORS = 100_000
MAX_DIMENSIONS = 8

# What weights can sensibly be made of, with the size of one number in bytes.
DTYPE_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}

# Other things that are passed round as model files; the first bytes tell. All of them can run code when loaded.
_PICKLES = {b"\x80": "a pickle", b"PK\x03\x04": "a zip archive, as torch.save writes"}


@dataclass(frozen=True)
class TensorInfo:
    """One tensor of the file: its type in safetensors' words ("F32"), shape, and place after the header in bytes."""

    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


def read_header(path: str) -> dict[str, TensorInfo]:
    """The tensors of `path` by name, in the file's order, all checked.

    Raises `JobError`: "model.missing", "model.unsafe" (it is a pickle), "model.invalid" (anything else that does not hold).
    """
    try:
        size = os.path.getsize(path)
        with open(path, "rb") as file:
            start = file.read(8)
            length = _header_length(start, size, path)
            text = file.read(length)
    except OSError as error:
        raise JobError("model.missing", path=path, reason=error.strerror or str(error)) from error
    tensors = {name: _tensor(name, entry, path) for name, entry in _entries(text, path).items()}
    _check_layout(tensors, size - 8 - length, path)
    return tensors


def read_tensors(path: str) -> dict[str, torch.Tensor]:
    """All tensors of a safetensors file on the CPU, after `read_header` has checked it; same errors. All are finite."""
    header = read_header(path)
    try:
        tensors = load_file(path, device="cpu")
    except (SafetensorError, OSError, RuntimeError) as error:
        if "cannot allocate memory" in str(error).lower():
            raise JobError("memory.job", reason=str(error)) from error
        raise JobError("model.invalid", path=path, reason=f"the weights cannot be read ({error})") from error
    broken = _first_not_finite(tensors)
    if broken:
        tensors.clear()  # Windows cannot delete the file while they show it, and the error keeps this frame
        raise _not_finite(broken, path)
    return {name: tensors[name] for name in header}


def refuse_not_finite(tensors: Mapping[str, torch.Tensor], path: str) -> None:
    """Raise `JobError` ("model.invalid") for the first tensor with NaN or infinity, which spread over every map."""
    broken = _first_not_finite(tensors)
    if broken:
        raise _not_finite(broken, path)


def _first_not_finite(tensors: Mapping[str, torch.Tensor]) -> str:
    """The name of the first such tensor, or an empty text."""
    return next((name for name, tensor in tensors.items()
                 if tensor.is_floating_point() and tensor.numel() and not _is_finite(tensor)), "")


def _not_finite(name: str, path: str) -> JobError:
    return _invalid(path, f"'{name[:80]}' in its weights file holds numbers that are not finite")


def _is_finite(tensor: torch.Tensor) -> bool:
    low, high = torch.aminmax(tensor.detach())  # one pass without a copy; NaN comes through
    return math.isfinite(float(low)) and math.isfinite(float(high))


def _invalid(path: str, reason: str) -> JobError:
    return JobError("model.invalid", path=path, reason=reason)


def _header_length(start: bytes, size: int, path: str) -> int:
    for magic, what in _PICKLES.items():
        # A header's length may begin with byte 0x80 by chance; a pickle's second byte is its protocol, and no brace follows.
        if start.startswith(magic) and not (size > 8 and _brace_follows(path)):
            raise JobError("model.unsafe", path=path, reason=f"its weights file is {what} and not safetensors")
    if len(start) < 8:
        raise _invalid(path, "its weights file is empty or cut off")
    length = int(struct.unpack("<Q", start)[0])
    if length > MAX_HEADER_BYTES:
        raise _invalid(path, f"its weights file is not safetensors, or its header is larger than {MAX_HEADER_BYTES} bytes")
    if 8 + length > size:
        raise _invalid(path, "its weights file is cut off within the header")
    if size > MAX_WEIGHT_BYTES:
        raise _invalid(path, f"its weights are larger than {MAX_WEIGHT_BYTES} bytes")
    return length


def _brace_follows(path: str) -> bool:
    with open(path, "rb") as file:
        file.seek(8)
        return file.read(1) == b"{"


def _entries(text: bytes, path: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text.decode("utf-8"), object_pairs_hook=_no_duplicates)
    except (ValueError, RecursionError) as error:
        raise _invalid(path, f"the header of its weights file cannot be read ({str(error)[:100]})") from error
    if not isinstance(value, dict):
        raise _invalid(path, "the header of its weights file is no table")
    value.pop("__metadata__", None)
    if not 0 < len(value) <= MAX_TENSORS:
        raise _invalid(path, f"its weights file lists {len(value)} tensors")
    return value


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise ValueError("a name stands twice")
    return table


def _are_counts(value: Any) -> bool:
    """A list of whole numbers that could be sizes or places in a file of ours."""
    return isinstance(value, list) and all(
        isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= MAX_WEIGHT_BYTES for number in value
    )


def _tensor(name: str, entry: Any, path: str) -> TensorInfo:
    entry = entry if isinstance(entry, dict) else {}
    dtype, shape, offsets = entry.get("dtype"), entry.get("shape"), entry.get("data_offsets")
    if not _are_counts(shape) or not _are_counts(offsets):
        raise _invalid(path, f"the entry of '{name[:80]}' in its weights file makes no sense")
    if not isinstance(dtype, str) or dtype not in DTYPE_BYTES:
        raise _invalid(path, f"'{name[:80]}' in its weights file has the type '{str(dtype)[:20]}', which no network here has")
    if len(shape) > MAX_DIMENSIONS or len(offsets) != 2 or offsets[1] - offsets[0] != math.prod(shape) * DTYPE_BYTES[dtype]:
        raise _invalid(path, f"the size of '{name[:80]}' in its weights file does not fit its shape")
    return TensorInfo(dtype, tuple(shape), offsets[0], offsets[1])


def _check_layout(tensors: Mapping[str, TensorInfo], data_bytes: int, path: str) -> None:
    """The tensors must cover the data without gap or overlap, which also rules out bytes that nobody looks at."""
    position = 0
    for info in sorted(tensors.values(), key=lambda info: (info.start, info.end)):
        if info.start != position:
            raise _invalid(path, "tensors in its weights file overlap or leave gaps")
        position = info.end
    if position > data_bytes:
        raise _invalid(path, f"its weights file is cut off: {position} bytes are listed, {data_bytes} are there")
    if position < data_bytes:
        raise _invalid(path, f"its weights file holds {data_bytes - position} bytes that belong to no tensor")
