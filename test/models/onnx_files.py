"""Tiny ONNX files for tests: one or two convolutions with fixed weights, in every form in which networks come."""

import json

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TYPES = {"float32": TensorProto.FLOAT, "uint8": TensorProto.UINT8, "float16": TensorProto.FLOAT16, "int64": TensorProto.INT64}


class Net:
    """A graph that grows by operators; every `add` returns the name of what it makes."""

    def __init__(self):
        self.nodes, self.weights, self.random = [], [], np.random.default_rng(5)

    def add(self, operator, *inputs, outputs=1, **attributes):
        names = [f"{operator}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, array):
        name = f"constant_{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def conv(self, x, channels_in, channels_out, kernel=3, pad=None, **attributes):
        weights = self.random.normal(0, 1 / np.sqrt(channels_in * kernel**2), (channels_out, channels_in, kernel, kernel))
        weights -= weights.mean(axis=(1, 2, 3), keepdims=True)  # no class wins everywhere
        pad = kernel // 2 if pad is None else pad
        return self.add("Conv", x, self.constant(weights.astype(np.float32)), pads=[pad] * 4, **attributes)


def write(path, net, shape, outputs, dtype="float32", metadata=None, opset=17):
    """Save the graph; `outputs`: [(name, type, shape)]."""
    ports = [helper.make_tensor_value_info(name, TYPES[kind], size) for name, kind, size in [("x", dtype, shape), *outputs]]
    graph = helper.make_graph(net.nodes, "test", ports[:1], ports[1:], net.weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    for key, value in (metadata or {}).items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value if isinstance(value, str) else json.dumps(value)
    onnx.save(model, str(path))
    return str(path)


def segmenter(path, *, bands=3, classes=3, size=None, batch="n", end="", dtype="float32", layout="NCHW", pad=None, pool=1,
              enlarge=True, scale=1.0, heads=1, metadata=None):
    """A network that segments. `end`: "", Softmax, LogSoftmax, Sigmoid or ArgMax; `pool`: its stride; `enlarge`: back to the
    image's size; `pad`: of its first convolution (0: the map lacks a pixel at each side); `scale`: of the pixel values.
    """
    net = Net()
    x = "x" if dtype == "float32" else net.add("Cast", "x", to=TensorProto.FLOAT)
    if layout == "NHWC":
        x = net.add("Transpose", x, perm=[0, 3, 1, 2])
    if scale != 1:
        x = net.add("Mul", x, net.constant(np.float32(scale)))
    x = net.add("Relu", net.conv(x, bands, 6, pad=pad))
    if pool > 1:
        deep = net.add("Relu", net.conv(net.add("MaxPool", x, kernel_shape=[pool] * 2, strides=[pool] * 2), 6, 6))
        if enlarge:
            scales = net.constant(np.array([1, 1, pool, pool], np.float32))
            x = net.add("Concat", x, net.add("Resize", deep, "", scales, mode="nearest"), axis=1)
        else:
            x = deep
    channels = 12 if pool > 1 and enlarge else 6
    lost = 0 if pad is None else 2 * (1 - pad)
    side = (size or 0) - lost if size else None
    side = side // pool if side and not enlarge else side
    outputs = [_head(net, x, channels, classes, end, layout, batch, side or free, i) for i, free in
               ((i, "side") for i in range(heads))]
    h, w = size or "h", size or "w"
    shape = [batch, bands, h, w] if layout == "NCHW" else [batch, h, w, bands]
    return write(path, net, shape, outputs, dtype, metadata)


def _head(net, x, channels, classes, end, layout, batch, side, _number):
    y = net.conv(x, channels, classes, kernel=1)
    kind, shape = "float32", [batch, classes, side, side]
    if end == "ArgMax":
        y, kind, shape = net.add("ArgMax", y, axis=1, keepdims=0), "int64", [batch, side, side]
    elif end:
        y = net.add(end, y, **({"axis": 1} if "Softmax" in end else {}))
    if layout == "NHWC" and len(shape) == 4:
        y, shape = net.add("Transpose", y, perm=[0, 2, 3, 1]), [batch, side, side, classes]
    return y, kind, shape


def run(path, image):
    """What plain ONNX Runtime says."""
    import onnxruntime

    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": image})


def inputs_of(pixels, keys):
    """Deepness's own way from pixels (tiles, rows, cols, bands) to network values, from its keys."""
    mean = np.array(json.loads(keys.get("standardization_mean", "[0]")))
    std = np.array(json.loads(keys.get("standardization_std", "[1]")))
    values = np.float32(pixels / 255.0)
    return np.transpose((values - mean) / std, (0, 3, 1, 2)).astype(np.float32)
