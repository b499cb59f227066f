"""The header reader: agrees with the library on good files, refuses everything else before allocating."""

import json
import pickle
import struct

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from landweave.core.contract.errors import JobError
from landweave.models import safetensors_header
from landweave.models.safetensors_header import read_header, read_tensors
from safetensors.torch import save, save_file


def _file(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def _entry(shape=(2,), start=0, end=8, dtype="F32"):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, end]}


def _refused(tmp_path, content, code="model.invalid"):
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(JobError) as caught:
        read_header(str(path))
    assert caught.value.code == code
    assert str(path) in caught.value.message
    return caught.value.message


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.uint8, torch.bool])
def test_it_agrees_with_the_library(tmp_path, dtype):
    path = str(tmp_path / "w.safetensors")
    tensors = {"a": torch.ones(2, 3).to(dtype), "empty": torch.zeros(0, 4).to(dtype), "scalar": torch.tensor(1).to(dtype)}
    save_file(tensors, path, metadata={"format": "pt"})
    assert {name: info.shape for name, info in read_header(path).items()} == {"a": (2, 3), "empty": (0, 4), "scalar": ()}
    assert all(torch.equal(tensor, tensors[name]) for name, tensor in read_tensors(path).items())


def test_a_missing_file(tmp_path):
    with pytest.raises(JobError) as caught:
        read_header(str(tmp_path / "none.safetensors"))
    assert caught.value.code == "model.missing"


def test_pickles_and_torch_files_under_this_name(tmp_path):
    for protocol in (2, 3, 4, 5):
        assert "a pickle" in _refused(tmp_path, pickle.dumps({"a": 1}, protocol=protocol), "model.unsafe")
    path = tmp_path / "model.safetensors"
    torch.save({"a": torch.ones(2)}, path)
    assert "zip" in _refused(tmp_path, path.read_bytes(), "model.unsafe")
    torch.save({"a": torch.ones(2)}, path, _use_new_zipfile_serialization=False)
    assert "a pickle" in _refused(tmp_path, path.read_bytes(), "model.unsafe")


def test_a_header_whose_length_begins_like_a_pickle_is_read(tmp_path):
    text = json.dumps({"a": _entry()}).encode()
    text += b" " * (0x80 - len(text))
    path = tmp_path / "w.safetensors"
    path.write_bytes(_file(text, b"\0" * 8))
    assert read_header(str(path))["a"].shape == (2,)


@pytest.mark.parametrize("content", [b"", b"abc", b"\xff" * 64, b"<html>not found</html>" * 9, b"\0" * 64], ids=range(5))
def test_garbage(tmp_path, content):
    _refused(tmp_path, content)


def test_headers_that_are_too_long_or_cut_off(tmp_path, monkeypatch):
    assert "cut off" in _refused(tmp_path, _file({"a": _entry()}, length=10_000))
    assert "larger than" in _refused(tmp_path, _file({"a": _entry()}, length=2**63))
    monkeypatch.setattr(safetensors_header, "MAX_WEIGHT_BYTES", 50)
    assert "larger than" in _refused(tmp_path, _file({"a": _entry()}, b"\0" * 8))


def test_truncated_and_padded_data(tmp_path):
    good = _file({"a": _entry()}, b"\0" * 8)
    assert "8 bytes are listed, 5 are there" in _refused(tmp_path, good[:-3])
    assert "belong to no tensor" in _refused(tmp_path, good + b"\0" * 3)


@pytest.mark.parametrize("header", [
    b"[]", b"{}", b"null", b"{", b'{"a":1}', b"\xff\xfe", b"[" * 100_000,
    {"a": {}}, {"a": {**_entry(), "dtype": "F8_E4M3"}}, {"a": {**_entry(), "dtype": ["F32"]}}, {"a": _entry(shape=(3,))},
    {"a": _entry(start=-8, end=0)}, {"a": _entry(start=8, end=0)}, {"a": {**_entry(), "data_offsets": [0]}},
    {"a": {**_entry(), "data_offsets": "08"}}, {"a": {**_entry(), "shape": [2.0]}}, {"a": {**_entry(), "shape": [True, 2]}},
    {"a": {**_entry(), "shape": [10**30]}}, {"a": {**_entry(), "shape": [1] * 9 + [2]}},
    {"a": _entry(), "b": _entry()}, {"a": _entry(start=8, end=16)}, {"a": _entry(), "b": _entry(start=4, end=12)},
    b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}',
], ids=range(23))
def test_headers_that_lie(tmp_path, header):
    _refused(tmp_path, _file(header, b"\0" * 8))


def test_reading_a_lying_header_takes_no_memory(tmp_path):
    """A shape of a terabyte is refused for its offsets; nothing of that size is ever made."""
    _refused(tmp_path, _file({"a": _entry(shape=(2**19, 2**19), start=0, end=2**40)}))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_files_end_in_a_sentence_or_read_the_same(tmp_path_factory, data):
    good = save({"layer.weight": torch.arange(6.0).reshape(2, 3), "layer.bias": torch.zeros(3)})
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    damaged = damaged[: data.draw(st.one_of(st.just(len(damaged)), st.integers(0, len(damaged))))]
    path = tmp_path_factory.mktemp("damaged") / "w.safetensors"
    path.write_bytes(bytes(damaged))
    header = _or_code(read_header, str(path))
    if isinstance(header, str):
        assert header in ("model.invalid", "model.unsafe")
        return
    assert sum(info.end - info.start for info in header.values()) <= len(damaged)
    tensors = _or_code(read_tensors, str(path))
    if isinstance(tensors, str):
        assert tensors == "model.invalid"
    else:
        assert {name: tuple(t.shape) for name, t in tensors.items()} == {name: info.shape for name, info in header.items()}


def _or_code(function, path):
    try:
        return function(path)
    except JobError as error:
        return error.code


def test_want_of_memory_is_not_blamed_on_the_file(tmp_path, monkeypatch):
    path = str(tmp_path / "w.safetensors")
    save_file({"a": torch.ones(2)}, path)

    def load_file(path, device):
        raise RuntimeError(f"unable to mmap 8 bytes from file <{path}>: Cannot allocate memory (12)")

    monkeypatch.setattr(safetensors_header, "load_file", load_file)
    with pytest.raises(JobError) as caught:
        read_tensors(path)
    assert caught.value.code == "memory.job"
