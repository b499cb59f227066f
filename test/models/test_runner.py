"""The runner: what libraries say when memory is short, each in its own words, is one error."""

import numpy as np
import pytest
import torch
from landweave.models.package import load_network
from landweave.models.runner import OutOfMemoryError, TorchRunner


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
