"""ONNX files that want more than to compute are refused with a reason, before ONNX Runtime or memory is given to them."""

import os
import pickle

import numpy as np
import onnx
import onnxruntime
import pytest
from landweave.core.contract.errors import JobError
from landweave.models.onnx_file import read_onnx
from landweave.models.onnx_import import import_onnx
from landweave.test.models.onnx_files import Net, segmenter, write
from onnx import TensorProto, helper, numpy_helper


@pytest.fixture
def make(tmp_path):
    """Write a sound file, changed by `change(model)`."""
    def build(change=lambda model: None):
        path = segmenter(tmp_path / "net.onnx")
        model = onnx.load(path)
        change(model)
        (tmp_path / "net.onnx").write_bytes(model.SerializeToString())
        return path

    return build


@pytest.fixture(autouse=True)
def no_session(monkeypatch, request):
    """Nothing of this reaches ONNX Runtime."""
    def refuse(*_arguments, **_options):
        raise AssertionError("a session was opened")

    if "runs" not in request.node.name:
        monkeypatch.setattr(onnxruntime, "InferenceSession", refuse)


def refusal(path, code, reason):
    with pytest.raises(JobError, match=reason) as caught:
        import_onnx(path, os.path.join(os.path.dirname(path), "package"))
    assert caught.value.code == code
    assert not os.path.exists(os.path.join(os.path.dirname(path), "package"))


def test_a_sound_file_is_read_as_it_is(make):
    path = make()
    file = read_onnx(path)
    assert (file.image.name, file.image.dtype, file.image.shape) == ("x", "float32", (None, 3, None, None))
    assert [port.shape for port in file.outputs] == [(None, 3, None, None)]
    with open(path, "rb") as source:
        assert file.data == source.read()


def external(model, location="weights.bin"):
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", location


def in_attribute(model):
    node = helper.make_node("Constant", [], ["k"], value=helper.make_tensor("k", TensorProto.FLOAT, [1], [1.0]))
    node.attribute[0].t.ClearField("float_data")
    external_tensor = node.attribute[0].t
    external_tensor.data_location = TensorProto.EXTERNAL
    entry = external_tensor.external_data.add()
    entry.key, entry.value = "location", "/dev/zero"
    model.graph.node.append(node)


def looping(model, depth=0):
    body = helper.make_graph([helper.make_node("Identity", ["c"], ["d"])], "body", [], [])
    node = helper.make_node("Loop", ["", "c"], ["y"], body=body)
    for _ in range(depth):
        node = helper.make_node("If", ["c"], ["y"], then_branch=helper.make_graph([node], "then", [], []),
                                else_branch=helper.make_graph([], "else", [], []))
    model.graph.node.append(node)


def with_operator(name, domain=""):
    return lambda model: model.graph.node.append(helper.make_node(name, ["x"], ["z"], domain=domain))


def with_function(model):
    model.functions.append(helper.make_function("evil", "F", ["a"], ["b"], [helper.make_node("Identity", ["a"], ["b"])],
                                                [helper.make_opsetid("", 17)]))


def claims_two_gigabytes(model):
    tensor = model.graph.initializer[0]
    tensor.dims[:] = [1 << 15, 1 << 14]
    tensor.raw_data = b"\0" * 8


def claims_without_data(model):
    model.graph.initializer[0].dims[:] = [1 << 40]
    model.graph.initializer[0].ClearField("raw_data")


def not_a_number(model):
    tensor = model.graph.initializer[0]
    values = np.frombuffer(tensor.raw_data, np.float32).copy()
    values[3] = np.nan
    tensor.raw_data = values.tobytes()


def two_images(model):
    model.graph.input.append(helper.make_tensor_value_info("second", TensorProto.FLOAT, [1, 3, 8, 8]))


@pytest.mark.parametrize(("change", "code", "reason"), [
    (external, "model.unsafe", "another file, 'weights.bin'"),
    (lambda model: external(model, "../../etc/passwd"), "model.unsafe", "another file, '../../etc/passwd'"),
    (in_attribute, "model.unsafe", "another file, '/dev/zero'"),
    (looping, "model.unsafe", "'Loop' can run without end"),
    (lambda model: looping(model, 3), "model.unsafe", "'Loop' can run without end"),
    (lambda model: looping(model, 30), "model.invalid", "more than 8 deep"),
    (with_operator("Steal", "com.evil"), "model.unsafe", "'com.evil.Steal', which is not of the ONNX standard"),
    (with_operator("EPContext", "com.microsoft"), "model.unsafe", "'com.microsoft.EPContext'"),
    (with_operator("RandomNormalLike"), "model.invalid", "another result at each run"),
    (with_function, "model.invalid", "functions of its own"),
    (claims_two_gigabytes, "model.invalid", "claims 536870912 numbers and holds 8 bytes"),
    (claims_without_data, "model.invalid", "claims 1099511627776 numbers and holds none"),
    (not_a_number, "model.invalid", "values that are no numbers"),
    (two_images, "model.invalid", "takes 2 inputs"),
    (lambda model: model.graph.ClearField("node"), "model.invalid", "holds no graph"),
])  # fmt: skip
def test_hostile_and_senseless_graphs_are_refused(make, change, code, reason):
    refusal(make(change), code, reason)


@pytest.mark.parametrize(("content", "code", "reason"), [
    (pickle.dumps({"a": 1}), "model.unsafe", "a pickle"),
    (b"PK\x03\x04rest", "model.unsafe", "a zip"),
    (b"", "model.invalid", "no ONNX file"),
    (b"II*\0" + b"\7" * 500, "model.invalid", "no ONNX file"),
    (np.random.default_rng(1).bytes(5000), "model.invalid", "no ONNX file"),
])  # fmt: skip
def test_other_files_are_refused(tmp_path, content, code, reason):
    (tmp_path / "net.onnx").write_bytes(content)
    refusal(str(tmp_path / "net.onnx"), code, reason)


def test_a_file_that_was_cut_off_is_refused(make):
    path = make()
    with open(path, "rb") as file:
        data = file.read()
    for length in range(1, len(data), 97):
        with open(path, "wb") as file:
            file.write(data[:length])
        with pytest.raises(JobError):
            read_onnx(path)


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "net.onnx"
    with open(path, "wb") as file:
        file.truncate(3 * 1024**3)  # a hole, no disk
    refusal(str(path), "model.invalid", "larger than")


def _branch(times):
    """A branch of an If in which the image becomes `times` as high and as wide, and small again."""
    inner = Net()
    grown = inner.add("Tile", "x", f"by{times}")
    y = inner.add("AveragePool", grown, kernel_shape=[times, times], strides=[times, times])
    return helper.make_graph(inner.nodes, f"x{times}", [], [helper.make_tensor_value_info(y, TensorProto.FLOAT, None)],
                             [numpy_helper.from_array(np.array([1, 1, times, times], np.int64), f"by{times}")])


@pytest.mark.parametrize("growth", ["Resize", "Tile", "ConstantOfShape", "If"])
def test_a_tensor_that_no_memory_holds_is_seen_without_making_it(tmp_path, growth):
    net = Net()
    if growth == "Resize":
        y = net.add("Resize", "x", "", net.constant(np.array([1, 1, 5000, 5000], np.float32)), mode="nearest")
    elif growth == "Tile":
        y = net.add("Tile", "x", net.constant(np.array([1, 1, 4000, 4000], np.int64)))
    elif growth == "If":
        y = net.add("If", net.constant(np.array(True)), then_branch=_branch(1 << 12), else_branch=_branch(1))
    else:
        y = net.add("ConstantOfShape", net.constant(np.array([1, 3, 1 << 20, 1 << 20], np.int64)))
    source = write(tmp_path / "net.onnx", net, ["n", 3, "h", "w"], [(y, "float32", ["n", 3, "a", "b"])])
    refusal(source, "model.unsafe", "no memory|would become a tensor")


def test_a_network_that_runs_into_nan_is_refused(tmp_path):
    net = Net()
    y = net.add("Sqrt", net.add("Sub", net.conv("x", 3, 3), net.constant(np.float32(1e9))))
    source = write(tmp_path / "net.onnx", net, ["n", 3, "h", "w"], [(y, "float32", ["n", 3, "h", "w"])])
    refusal(source, "model.invalid", "no numbers")


def test_a_graph_that_onnx_runtime_refuses_runs_into_a_sentence(tmp_path):
    net = Net()
    y = net.add("Conv", "x", net.constant(np.zeros((3, 5, 3, 3), np.float32)))  # five bands where three are
    source = write(tmp_path / "net.onnx", net, [1, 3, 64, 64], [(y, "float32", [1, 3, 62, 62])])
    refusal(source, "model.invalid", "does not take images of 64 x 64 pixels")
