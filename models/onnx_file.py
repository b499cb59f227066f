"""An ONNX file from anybody, looked through before ONNX Runtime sees it.

An ONNX file is a graph of operators and cannot hold code, but it can name other files to read ("external data"), operators that
only a foreign library has, loops without end and tensors that no memory holds. Everything of that kind is refused here with a
sentence. What remains is one image in, and operators of the ONNX standard and a few of ONNX Runtime's own, which compute and do
nothing else. onnx/docs/IR.md, ExternalData.md.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto

from ..core.contract.errors import JobError

MAX_BYTES = 2**31 - 1  # what protobuf itself can hold
MAX_NODES = 50_000
MAX_TENSORS = 100_000
MAX_DEPTH = 8  # graphs inside operators inside graphs
MAX_METADATA_BYTES = 1024 * 1024
MAX_VALUE_BYTES = 8 * 1024**3

# Other things that are passed round as model files, and can run code when loaded; the first bytes tell.
_PICKLES = {b"\x80": "a pickle", b"PK\x03\x04": "a zip archive, as torch.save writes"}

_STANDARD = ("", "ai.onnx")
# ONNX Runtime's own operators that optimised and quantised networks consist of. Others in its domain read files (EPContext).
_RUNTIME_DOMAIN = "com.microsoft"
_RUNTIME_OPERATORS = frozenset({
    "BiasGelu", "DequantizeLinear", "DynamicQuantizeMatMul", "FastGelu", "FusedConv", "FusedGemm", "FusedMatMul", "Gelu",
    "GridSample", "MatMulInteger16", "MatMulIntegerToFloat", "NhwcFusedConv", "NhwcMaxPool", "QGemm", "QLinearAdd",
    "QLinearAveragePool", "QLinearConcat", "QLinearConv", "QLinearGlobalAveragePool", "QLinearLeakyRelu", "QLinearMul",
    "QLinearSigmoid", "QLinearSoftmax", "QLinearWhere", "QuantizeLinear", "QuickGelu",
})  # fmt: skip
_ENDLESS = frozenset({"Loop", "Scan", "SequenceMap"})
_RANDOM = frozenset({"RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli"})

# Bits of one number by its type in ONNX.
_BITS: dict[int, int] = {
    TensorProto.FLOAT: 32, TensorProto.DOUBLE: 64, TensorProto.FLOAT16: 16, TensorProto.BFLOAT16: 16, TensorProto.UINT8: 8,
    TensorProto.INT8: 8, TensorProto.UINT16: 16, TensorProto.INT16: 16, TensorProto.UINT32: 32, TensorProto.INT32: 32,
    TensorProto.UINT64: 64, TensorProto.INT64: 64, TensorProto.BOOL: 8, TensorProto.UINT4: 4, TensorProto.INT4: 4,
}
_NUMPY: dict[int, str] = {
    TensorProto.FLOAT: "float32", TensorProto.DOUBLE: "float64", TensorProto.FLOAT16: "float16", TensorProto.UINT8: "uint8",
    TensorProto.INT8: "int8", TensorProto.UINT16: "uint16", TensorProto.INT16: "int16", TensorProto.UINT32: "uint32",
    TensorProto.INT32: "int32", TensorProto.UINT64: "uint64", TensorProto.INT64: "int64", TensorProto.BOOL: "bool",
}
_TYPED_DATA = ("float_data", "double_data", "int32_data", "int64_data", "uint64_data")


@dataclass(frozen=True)
class Port:
    """An input or output of the graph: numpy's name of its type, and its shape with None where a size is free.

    `shape` is None as a whole where the file does not say it.
    """

    name: str
    dtype: str
    shape: tuple[int | None, ...] | None


@dataclass(frozen=True)
class OnnxFile:
    """A file that was looked through. `data`: its very bytes, for ONNX Runtime; `sha256` of them. `model`: the same, parsed."""

    path: str
    data: bytes
    sha256: str
    model: ModelProto
    image: Port
    outputs: tuple[Port, ...]
    metadata: dict[str, str]


def read_onnx(path: str) -> OnnxFile:
    """Read and check a whole file. Raises `JobError`: "model.missing", "model.unsafe", "model.invalid"."""
    data = _bytes(path)
    model = _parsed(data, path)
    _Inspection(path).graph(model.graph)
    _check_model(model, path)
    given = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in given]  # files before 2019 list weights as inputs, too
    if len(inputs) != 1:
        raise _invalid(path, f"its graph takes {len(inputs)} inputs; a network for images takes one")
    outputs = tuple(_port(value, path) for value in model.graph.output)
    return OnnxFile(path, data, hashlib.sha256(data).hexdigest(), model, _port(inputs[0], path), outputs, _metadata(model, path))


def check_sizes(file: OnnxFile, shape: Sequence[int]) -> None:
    """Refuse a graph in which an image of this shape makes a tensor that no memory holds. Raises `JobError` ("model.unsafe").

    Follows the shapes through the graph as far as they can be known without running it.
    """
    model = _without_weights(file.model)
    for value in model.graph.input:
        if value.name == file.image.name:
            dimensions = value.type.tensor_type.shape.dim
            for dimension, size in zip(dimensions, shape, strict=True):
                dimension.dim_value = size
    try:
        inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except (onnx.shape_inference.InferenceError, RuntimeError, ValueError):
        return  # ONNX Runtime will say what is wrong with it
    for value in _values(inferred.graph):
        sizes = _sizes(value)
        bits = _BITS.get(value.type.tensor_type.elem_type, 32)
        if sizes is not None and None not in sizes and math.prod(size or 0 for size in sizes) * bits > 8 * MAX_VALUE_BYTES:
            raise JobError("model.unsafe", path=file.path,
                           reason=f"one image would become a tensor of {' x '.join(map(str, sizes))} numbers in it")


def _values(graph: GraphProto) -> Iterator[ValueInfoProto]:
    """What the operators of a graph make, and those of the branches and loops inside it."""
    yield from graph.value_info
    yield from graph.output
    for node in graph.node:
        for attribute in node.attribute:
            for inner in (attribute.g, *attribute.graphs):
                yield from _values(inner)


def producers(file: OnnxFile) -> dict[str, NodeProto]:
    """The operator that makes each value of the graph, by the value's name."""
    return {name: node for node in file.model.graph.node for name in node.output if name}


def constants(file: OnnxFile) -> dict[str, TensorProto]:
    """Tensors that the graph holds, by name: its weights and its constants."""
    found = {tensor.name: tensor for tensor in file.model.graph.initializer}
    for node in file.model.graph.node:
        for attribute in node.attribute:
            if node.op_type == "Constant" and attribute.name == "value":
                found[node.output[0]] = attribute.t
    return found


def _bytes(path: str) -> bytes:
    try:
        if os.path.getsize(path) > MAX_BYTES:
            raise _invalid(path, f"it is larger than {MAX_BYTES} bytes")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES)
    except OSError as error:
        raise JobError("model.missing", path=path, reason=error.strerror or str(error)) from error
    for magic, what in _PICKLES.items():
        if data.startswith(magic):
            raise JobError("model.unsafe", path=path, reason=f"it is {what} and not ONNX")
    return data


def _parsed(data: bytes, path: str) -> ModelProto:
    try:
        model = ModelProto()
        model.ParseFromString(data)
    except (DecodeError, RecursionError, ValueError) as error:
        raise _invalid(path, "it is no ONNX file, or cut off") from error
    if not model.graph.node or not model.opset_import or model.ir_version < 3:
        raise _invalid(path, "it is no ONNX file: it holds no graph")
    return model


def _check_model(model: ModelProto, path: str) -> None:
    if model.functions:
        name = model.functions[0].name[:60]
        raise _invalid(path, f"it brings functions of its own ('{name}'); export it with functions inlined")
    if model.training_info:
        raise _invalid(path, "it is made for training; export it for inference")


class _Inspection:
    """Walks all graphs of a model, those inside operators too, and counts as it goes."""

    def __init__(self, path: str) -> None:
        self._path, self._nodes, self._tensors = path, 0, 0

    def graph(self, graph: GraphProto, depth: int = 0) -> None:
        """Check all operators and tensors."""
        if depth > MAX_DEPTH:
            raise _invalid(self._path, f"graphs stand inside graphs more than {MAX_DEPTH} deep")
        if graph.sparse_initializer:
            raise _invalid(self._path, "it holds sparse weights")
        for tensor in graph.initializer:
            self._tensor(tensor)
        for node in graph.node:
            self._nodes += 1
            if self._nodes > MAX_NODES:
                raise _invalid(self._path, f"its graph has more than {MAX_NODES} operators")
            _check_operator(node, self._path)
            for attribute in node.attribute:
                self._attribute(attribute, depth)

    def _attribute(self, attribute: AttributeProto, depth: int) -> None:
        if attribute.HasField("sparse_tensor") or attribute.sparse_tensors:
            raise _invalid(self._path, "it holds sparse weights")
        for tensor in (*([attribute.t] if attribute.HasField("t") else []), *attribute.tensors):
            self._tensor(tensor)
        for graph in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
            self.graph(graph, depth + 1)

    def _tensor(self, tensor: TensorProto) -> None:
        self._tensors += 1
        if self._tensors > MAX_TENSORS:
            raise _invalid(self._path, f"it holds more than {MAX_TENSORS} tensors")
        _check_tensor(tensor, self._path)


def _check_operator(node: NodeProto, path: str) -> None:
    name = f"{node.domain}.{node.op_type}".lstrip(".")[:80]
    if node.domain == _RUNTIME_DOMAIN and node.op_type in _RUNTIME_OPERATORS:
        return
    if node.domain not in _STANDARD:
        raise JobError("model.unsafe", path=path, reason=f"it needs the operator '{name}', which is not of the ONNX standard")
    if node.op_type in _ENDLESS:
        raise JobError("model.unsafe", path=path, reason=f"its operator '{name}' can run without end")
    if node.op_type in _RANDOM:
        raise _invalid(path, f"its operator '{name}' gives another result at each run")


def _check_tensor(tensor: TensorProto, path: str) -> None:
    name = tensor.name[:80]
    if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
        other = next((entry.value for entry in tensor.external_data if entry.key == "location"), "?")
        raise JobError("model.unsafe", path=path, reason=f"it wants to read another file, '{other[:80]}'; save it as one file")
    if tensor.HasField("segment") or any(size < 0 for size in tensor.dims):
        raise _invalid(path, f"the tensor '{name}' makes no sense")
    if tensor.data_type == TensorProto.STRING:
        raise _invalid(path, f"the tensor '{name}' holds texts")
    if tensor.data_type not in _BITS:
        raise _invalid(path, f"the tensor '{name}' is of a type that no network here has")
    numbers = math.prod(tensor.dims)
    held = len(tensor.raw_data) if tensor.HasField("raw_data") else None
    if held is not None and held != (numbers * _BITS[tensor.data_type] + 7) // 8:
        raise _invalid(path, f"the tensor '{name}' claims {numbers} numbers and holds {held} bytes")
    if held is None and numbers and not any(len(getattr(tensor, field)) for field in _TYPED_DATA):
        raise _invalid(path, f"the tensor '{name}' claims {numbers} numbers and holds none")
    if held is None and numbers > MAX_BYTES:
        raise _invalid(path, f"the tensor '{name}' claims {numbers} numbers")
    if _has_nan(tensor):
        raise _invalid(path, f"the tensor '{name}' holds values that are no numbers")


def _has_nan(tensor: TensorProto) -> bool:
    """Infinite values are common (limits that limit nothing); NaN never is meant."""
    if tensor.data_type not in (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16):
        return False
    if tensor.HasField("raw_data"):
        values: Any = np.frombuffer(tensor.raw_data, np.dtype(_NUMPY[tensor.data_type]).newbyteorder("<"))
    elif tensor.data_type == TensorProto.FLOAT16:
        return False  # bit patterns in whole numbers; such files are tiny and old, and a first run shows it
    else:
        values = np.asarray(tensor.float_data or tensor.double_data)
    return bool(np.isnan(values).any())


def _port(value: ValueInfoProto, path: str) -> Port:
    dtype = _NUMPY.get(value.type.tensor_type.elem_type) if value.type.HasField("tensor_type") else None
    if dtype is None:
        raise _invalid(path, f"'{value.name[:60]}' of its graph is no array of numbers")
    return Port(value.name, dtype, _sizes(value))


def _sizes(value: ValueInfoProto) -> tuple[int | None, ...] | None:
    tensor = value.type.tensor_type
    if not tensor.HasField("shape"):
        return None
    return tuple(d.dim_value if d.HasField("dim_value") and d.dim_value > 0 else None for d in tensor.shape.dim)


def _metadata(model: ModelProto, path: str) -> dict[str, str]:
    found = {entry.key: entry.value for entry in model.metadata_props}
    if sum(len(key) + len(value) for key, value in found.items()) > MAX_METADATA_BYTES:
        raise _invalid(path, f"what it says about itself is longer than {MAX_METADATA_BYTES} bytes")
    return found


def _without_weights(model: ModelProto) -> ModelProto:
    """The graph with shapes in place of large tensors, which is all that following shapes needs."""
    small = ModelProto()
    small.CopyFrom(onnx.helper.make_model(onnx.helper.make_graph([], "shapes", [], []), opset_imports=model.opset_import))
    small.ir_version = model.ir_version
    graph = small.graph
    graph.node.extend(model.graph.node)
    named = {value.name for value in model.graph.input}
    graph.input.extend(model.graph.input)
    graph.output.extend(model.graph.output)
    for tensor in model.graph.initializer:
        if math.prod(tensor.dims) <= 64:
            graph.initializer.append(tensor)
        elif tensor.name not in named:
            graph.input.append(onnx.helper.make_tensor_value_info(tensor.name, tensor.data_type, list(tensor.dims)))
    return small


def operators(graph: GraphProto) -> Iterator[NodeProto]:
    """All operators of a graph and of graphs inside it."""
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from operators(attribute.g)


def _invalid(path: str, reason: str) -> JobError:
    return JobError("model.invalid", path=path, reason=reason)
