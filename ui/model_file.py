"""What a file or folder that a person wants to add says about itself, as far as that can be told without the engine.

Only names, numbers and JSON are read, never tensors or code. The engine looks again and decides; this fills a form.
"""

from __future__ import annotations

import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Dict, Iterator, List, Mapping, Tuple

from ..core.contract.card import CARD_FILE, CONFIG_FILE, WEIGHTS_FILE
from .architecture_texts import read_network

WEIGHT_SUFFIXES = (".safetensors", ".pt", ".pth", ".ckpt", ".bin")
FILE_SUFFIXES = (".zip", ".onnx", *WEIGHT_SUFFIXES)
MAX_HEADER_BYTES = 16 * 1024 * 1024
MAX_FIELDS = 200_000
MAX_TEXT_BYTES = 1024 * 1024
_WEIGHTS_OF_FOLDERS = (WEIGHTS_FILE, "pytorch_model.bin")
_NO_NAMES = ("model", "pytorch_model", "weights", "checkpoint", "best", "last")
_HEAD = "segmentation_head.0.weight"  # of smp's networks: classes x channels x rows x cols


@dataclass(frozen=True)
class ModelFile:
    """`kind`: as `ImportModelJob.source_kind`, "" for what is no model. What is not known is empty or 0."""

    path: str
    kind: str
    name: str = ""
    network: Mapping[str, Any] = field(default_factory=dict)
    class_names: Tuple[str, ...] = ()
    classes: int = 0
    bands: int = 0
    resolution_m: float = 0.0

    def needs_words(self) -> bool:
        """Whether it can only be taken in with what a person says about it. An ONNX file may say everything."""
        return self.kind in ("smp", "weights")


def kind_of(path: str) -> str:
    """What a path holds, by its name: "package", "smp", "weights", "onnx" or "" for what is no model."""
    if os.path.isdir(path):
        if os.path.isfile(os.path.join(path, CARD_FILE)):
            return "package"
        return "smp" if os.path.isfile(os.path.join(path, CONFIG_FILE)) else ""
    suffix = os.path.splitext(path)[1].lower()
    if suffix in WEIGHT_SUFFIXES:
        return "weights"
    return {".zip": "package", ".onnx": "onnx"}.get(suffix, "")


def look_into(path: str) -> ModelFile:
    """Read what can be read; a damaged file only says less."""
    kind = kind_of(path)
    if kind == "weights" and os.path.basename(path) in _WEIGHTS_OF_FOLDERS and kind_of(os.path.dirname(path)):
        return look_into(os.path.dirname(path))  # the folder knows more than its weights
    name = _name(os.path.abspath(path)).replace("_", " ").strip()
    readers = {"smp": _of_smp, "weights": _of_weights, "onnx": _of_onnx}
    known: Dict[str, Any] = {}
    if kind in readers:
        try:
            known = readers[kind](path)
        except (OSError, ValueError, TypeError, KeyError, struct.error, RecursionError):
            known = {}
    return ModelFile(path, kind, name, **known)


def _name(path: str) -> str:
    """The file's own name, or its folder's where frameworks call every file so."""
    if os.path.isdir(path):
        return os.path.basename(path)
    stem = os.path.splitext(os.path.basename(path))[0]
    return os.path.basename(os.path.dirname(path)) or stem if stem.lower() in _NO_NAMES else stem


def _of_smp(path: str) -> Dict[str, Any]:
    network = read_network(path)
    return {"network": network, "classes": _count(network.get("classes")), "bands": _count(network.get("in_channels"))}


def _of_weights(path: str) -> Dict[str, Any]:
    """Of a safetensors header, the number of classes; other files would have to be unpickled."""
    if not path.lower().endswith(".safetensors"):
        return {}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > MAX_HEADER_BYTES:
            return {}
        header = json.loads(file.read(length))
    shapes = [entry["shape"] for name, entry in header.items() if name.endswith(_HEAD)]
    return {"classes": _count(shapes[0][0])} if shapes else {}


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 255 else 0


# ONNX files are protocol buffers: numbered fields, of which only four matter here.

_METADATA, _GRAPH, _INPUT, _OUTPUT = 14, 7, 11, 12
_BYTES = 2  # wire type of texts and messages
_SIZES = {1: 8, 5: 4}  # wire type -> bytes of numbers with a fixed size


def _of_onnx(path: str) -> Dict[str, Any]:
    texts: Dict[str, str] = {}
    shapes: Dict[int, List[List[int]]] = {_INPUT: [], _OUTPUT: []}
    with open(path, "rb") as file:
        for number, start, end in _fields(file, 0, os.path.getsize(path)):
            if number == _METADATA:
                parts = {n: _text(file, a, b) for n, a, b in _fields(file, start, end)}
                texts[parts.get(1, "")] = parts.get(2, "")
            elif number == _GRAPH:
                for inner, a, b in _fields(file, start, end):
                    if inner in shapes:
                        shapes[inner].append(_shape(file, a, b))
    image = next((s for s in shapes[_INPUT] if len(s) == 4), [0, 0, 0, 0])
    scores = next((s for s in shapes[_OUTPUT] if len(s) == 4), [0, 0, 0, 0])
    return {**_of_deepness(texts), "bands": _count(image[1]), "classes": _count(scores[1])}


def _of_deepness(texts: Mapping[str, str]) -> Dict[str, Any]:
    """The keys that the QGIS plugin Deepness writes: class names as JSON, centimetres a pixel."""
    found: Dict[str, Any] = {}
    names = _json(texts.get("class_names", ""))
    if isinstance(names, dict):
        found["class_names"] = tuple(str(names[key]) for key in sorted(names, key=int))
    elif isinstance(names, list):
        found["class_names"] = tuple(map(str, names))
    resolution = _json(texts.get("resolution", ""))
    if isinstance(resolution, (int, float)) and resolution > 0:
        found["resolution_m"] = resolution / 100
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _fields(file: BinaryIO, start: int, end: int) -> Iterator[Tuple[int, int, int]]:
    """Number, first and past-the-end byte of each field with a length. Raises `ValueError` for what is no protocol buffer."""
    position = start
    for _ in range(MAX_FIELDS):
        if position >= end:
            return
        key, position = _varint(file, position)
        number, wire = key >> 3, key & 7
        if wire == _BYTES:
            length, position = _varint(file, position)
            if position + length > end:
                raise ValueError("a field is longer than its message")
            yield number, position, position + length
            position += length
        elif wire == 0:
            _value, position = _varint(file, position)
        elif wire in _SIZES:
            position += _SIZES[wire]
        else:
            raise ValueError(f"wire type {wire}")
    raise ValueError("too many fields")


def _varint(file: BinaryIO, position: int) -> Tuple[int, int]:
    file.seek(position)
    value = 0
    for shift, byte in enumerate(file.read(10)):
        value |= (byte & 0x7F) << (7 * shift)
        if not byte & 0x80:
            return value, position + shift + 1
    raise ValueError("a number does not end")


def _text(file: BinaryIO, start: int, end: int) -> str:
    if end - start > MAX_TEXT_BYTES:
        raise ValueError("a text is too long")
    file.seek(start)
    return file.read(end - start).decode("utf-8", "replace")


def _shape(file: BinaryIO, start: int, end: int) -> List[int]:
    """The dimensions of a ValueInfoProto, 0 where they are free: type (2) . tensor_type (1) . shape (2) . dim (1) . value (1)."""
    spans = [(start, end)]
    for wanted in (2, 1, 2):
        spans = [(a, b) for s, e in spans for n, a, b in _fields(file, s, e) if n == wanted]
    dims = []
    for s, e in spans:
        for number, a, b in _fields(file, s, e):
            if number == 1:
                key, position = _varint(file, a) if b > a else (0, a)
                dims.append(_varint(file, position)[0] if key == 1 << 3 else 0)
    return dims
