"""The runner: what libraries say when memory is short, each in its own words, is one error."""

import time

import numpy as np
import pytest
import torch
from landweave.core.contract.card import Band, ClassInfo
from landweave.core.contract.errors import Cancelled, JobError
from landweave.models.onnx_import import import_onnx
from landweave.models.onnx_runner import OnnxRunner, onnx_device
from landweave.models.open_runner import load_model, make_runner, open_runner
from landweave.models.package import load_network
from landweave.models.runner import OutOfMemoryError, TorchRunner
from landweave.test.models.onnx_files import Net, segmenter, write
from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException


class Failing(torch.nn.Module):
    """A network that fails as it is told to."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def forward(self, x):
        raise self.error


def classify(package, error):
    runner = TorchRunner(load_network(str(package)), "cpu")
    runner._network = Failing(error)
    runner.classify(np.zeros((3, 32, 32), np.uint8), np.ones((32, 32), bool))


@pytest.mark.parametrize("error", [
    MemoryError(),
    torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
    RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 4096 bytes"),
    RuntimeError("MPS backend out of memory"),
    RuntimeError("could not create a primitive"),  # oneDNN
])  # fmt: skip
def test_all_words_for_too_little_memory_mean_the_same(package, error):
    with pytest.raises(OutOfMemoryError):
        classify(package, error)


def test_other_failures_are_not_taken_for_it(package):
    with pytest.raises(RuntimeError, match="sizes of tensors"):
        classify(package, RuntimeError("The sizes of tensors must match"))


# -- both runners ------------------------------------------------------------------------------------------------------


@pytest.fixture
def onnx_runner(tmp_path):
    """A slow enough network of many convolutions, taken in from ONNX."""
    net = Net()
    y = net.add("Relu", net.conv("x", 3, 64))
    for _ in range(20):
        y = net.add("Relu", net.conv(y, 64, 64))
    y = net.conv(y, 64, 3, kernel=1)
    source = write(tmp_path / "net.onnx", net, ["n", 3, 64, 64], [(y, "float32", ["n", 3, 64, 64])])
    bands = tuple(Band(name) for name in "abc")
    classes = tuple(ClassInfo(i, str(i), "#000000") for i in range(3))
    import_onnx(source, str(tmp_path / "package"), bands=bands, classes=classes, resolution_m=1, dtype="uint8")
    return open_runner(str(tmp_path / "package"), threads=1)


def test_the_runner_of_a_package_is_the_one_that_its_weights_need(package, onnx_runner):
    assert isinstance(open_runner(str(package)), TorchRunner)
    assert isinstance(onnx_runner, OnnxRunner)
    assert isinstance(make_runner(load_model(str(package), "torch"), "cpu"), TorchRunner)


def test_onnx_runtime_stops_within_a_second(onnx_runner):
    tiles, valid = np.zeros((60, 3, 64, 64), np.uint8), np.ones((60, 64, 64), bool)
    began = time.monotonic()
    onnx_runner.classify_batch(tiles[:6], valid[:6])
    whole = (time.monotonic() - began) * 10
    began = time.monotonic()
    with onnx_runner.stopping(lambda: time.monotonic() > began + 0.05), pytest.raises(Cancelled):
        onnx_runner.classify_batch(tiles, valid)
    assert time.monotonic() - began < min(1, whole)
    classes, _ = onnx_runner.classify_batch(tiles[:1], valid[:1])  # and afterwards nobody looks any more
    assert classes.shape == (1, 64, 64)


def test_looking_changes_no_value_of_onnx_runtime(onnx_runner):
    pixels, valid = np.random.default_rng(1).integers(0, 255, (3, 64, 64)).astype(np.uint8), np.ones((64, 64), bool)
    plain = onnx_runner.classify(pixels, valid)
    with onnx_runner.stopping(lambda: False):
        watched = onnx_runner.classify(pixels, valid)
    assert all(np.array_equal(a, b) for a, b in zip(plain, watched, strict=True))


def test_a_failed_allocation_of_onnx_runtime_is_the_same_error(tmp_path, make_card):
    source = segmenter(tmp_path / "net.onnx")
    bands = tuple(Band(name) for name in "abc")
    classes = tuple(ClassInfo(i, str(i), "#000000") for i in range(3))
    import_onnx(source, str(tmp_path / "package"), bands=bands, classes=classes, resolution_m=1, dtype="uint8")
    runner = open_runner(str(tmp_path / "package"), threads=1)
    image = np.broadcast_to(np.zeros((1, 3, 1, 1), np.float32), (1, 3, 64, 64))

    class Session:
        def run(self, *_arguments):
            raise RuntimeException("[ONNXRuntimeError] : 6 : Failed to allocate memory for requested buffer of size 123")

    runner._session = Session()
    with pytest.raises(OutOfMemoryError):
        runner.forward(np.ascontiguousarray(image))


def test_other_failures_of_onnx_runtime_are_not_taken_for_it(onnx_runner):
    with pytest.raises(JobError, match="does not take 32 x 32 pixels") as caught:
        onnx_runner.forward(np.zeros((1, 3, 32, 32), np.float32))
    assert caught.value.code == "model.broken"


def test_what_is_no_data_never_reaches_the_network(onnx_runner):
    pixels, valid = np.full((3, 64, 64), 90, np.float32), np.ones((64, 64), bool)
    valid[10:20, 10:20] = False
    other = pixels.copy()
    other[:, 10:20, 10:20] = np.nan
    assert np.array_equal(onnx_runner.classify(pixels, valid)[1], onnx_runner.classify(other, valid)[1])


@pytest.mark.parametrize(("wanted", "providers", "device"), [
    ("auto", ["CPUExecutionProvider"], "cpu"),
    ("cuda", ["CPUExecutionProvider"], "cpu"),
    ("mps", ["CUDAExecutionProvider", "CPUExecutionProvider"], "cpu"),
    ("auto", ["CUDAExecutionProvider", "CPUExecutionProvider"], "cuda"),
    ("cuda:1", ["CUDAExecutionProvider", "CPUExecutionProvider"], "cuda:1"),
])  # fmt: skip
def test_the_device_is_one_that_onnx_runtime_has(monkeypatch, wanted, providers, device):
    monkeypatch.setattr("onnxruntime.get_available_providers", lambda: providers)
    found, reason = onnx_device(wanted)
    assert found == device
    assert reason
