"""What a worker of a cluster does: say whether it can take part, and map blocks. The functions are called by `cluster_call`."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio
import torch

from ...models.open_runner import device_for
from ...models.package import verify_package
from ...models.runner import free_memory_bytes
from ..contract.card import ModelCard
from ..contract.errors import Cancelled, JobError, LandweaveError
from ..contract.job_parts import RasterSource
from ..contract.version import VERSION
from ..raster.grid import Window
from ..raster.source import GridSource
from .allocator import give_back_memory, keep_freed_memory
from .blocks import BlockMapper, BlockTask, FinishedBlock
from .runner_choice import onnxruntime_version

LOOK_EVERY_S = 0.5  # whether the run was stopped: a look at a shared folder


@dataclass(frozen=True)
class Entry:
    """What a worker must be able to do to take part in a run. `probe`: a file with the text `token` in the output folder.

    `size`: rows and columns of the raster on the model's grid; `weights`: their sha256; `device`: as in the job;
    `runner`: the library that runs the model.
    """

    versions: dict[str, str]
    raster: RasterSource
    size: tuple[int, int]
    model: str
    weights: str
    probe: str
    token: str
    device: str
    runner: str


@dataclass(frozen=True)
class Member:
    """A worker that can take part: its kind of device and processor, free memory, and how much of it dask allows (0: any)."""

    host: str
    device: str
    processor: str
    free_bytes: int
    limit_bytes: int


def versions() -> dict[str, str]:
    """Of all that the pixels depend on."""
    return {"landweave": VERSION, "torch": torch.__version__.split("+")[0], "numpy": np.__version__,
            "rasterio": rasterio.__version__, "onnxruntime": onnxruntime_version()}


def enter(entry: Entry, worker: str, _report: Callable[..., None]) -> Member:
    """Check a worker and make it ready. Raises `JobError` ("cluster.versions", "cluster.path") that names it."""
    different = {name: found for name, found in versions().items() if found != entry.versions[name]}
    if different:
        raise JobError("cluster.versions", worker=worker, there=_listed(different),
                       here=_listed({name: entry.versions[name] for name in different}))
    card = _check_files(entry, worker)
    device = device_for(card, entry.runner, entry.device)[0]
    keep_freed_memory()  # dask tells glibc the contrary
    return Member(platform.node(), torch.device(device).type, _processor(), free_memory_bytes(device),
                  0 if device.startswith("cuda") else _limit_bytes())


def _listed(found: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in found.items())


def _check_files(entry: Entry, worker: str) -> ModelCard:
    try:
        card = verify_package(entry.model)
        if card.weights.sha256 != entry.weights:
            raise JobError("cluster.path", worker=worker, path=entry.model, reason="it is another model there")
        with GridSource(entry.raster, card) as source:
            size = (source.rows, source.cols)
    except LandweaveError as error:
        if error.code == "cluster.path":
            raise
        path = entry.raster.path if error.code.startswith("raster.") else entry.model
        raise JobError("cluster.path", worker=worker, path=path, reason=error.message.rstrip(".")) from error
    if size != entry.size:
        reason = f"it is another raster there, of {size[0]} x {size[1]} pixels instead of {entry.size[0]} x {entry.size[1]}"
        raise JobError("cluster.path", worker=worker, path=entry.raster.path, reason=reason)
    _check_output(entry, worker)
    return card


def _check_output(entry: Entry, worker: str) -> None:
    folder, own = os.path.dirname(entry.probe), f"{entry.probe}-{os.getpid()}-{platform.node()}"
    try:
        with open(entry.probe, encoding="utf-8") as file:
            if file.read() != entry.token:
                raise JobError("cluster.path", worker=worker, path=folder, reason="it is another folder there")
        with open(own, "wb"):
            pass
        os.unlink(own)
    except OSError as error:
        raise JobError("cluster.path", worker=worker, path=folder, reason=error.strerror or str(error)) from error


def _processor() -> str:
    """What torch picks its code by; sums of another instruction set may have other last bits."""
    return f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()}"


def _limit_bytes() -> int:
    """What dask lets the worker take on top of what it has, before it pauses it; 0 where it does not look."""
    from distributed import get_worker

    manager = getattr(get_worker(), "memory_manager", None)
    limit = getattr(manager, "memory_limit", None)
    pause = getattr(manager, "memory_pause_fraction", None)
    return max(1, int(limit * (pause or 1.0)) - _resident_bytes()) if limit else 0


def _resident_bytes() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # not Linux
        return 0


class StopSign:
    """A file that the client writes into the work folder when the run is to stop; looked for now and then."""

    def __init__(self, path: str) -> None:
        self._path, self._next_look, self._seen = path, 0.0, False

    def __call__(self) -> bool:
        """Whether it is there."""
        if not self._seen and time.monotonic() >= self._next_look:
            self._seen, self._next_look = os.path.exists(self._path), time.monotonic() + LOOK_EVERY_S
        return self._seen


_one_block = threading.Lock()  # dask may run as many tasks at once as a worker has threads
_mapper: BlockMapper | None = None  # the network is loaded once, not for each block
_of: Any = None  # what it is for


def map_there(task: BlockTask, block: Window, stop_sign: str, _report: Callable[..., None]) -> FinishedBlock:
    """Map a block, within half a second no further where the file `stop_sign` appears. Raises what mapping raises."""
    with _one_block:
        mapper = _mapper_for(task, stop_sign)
        torch.set_num_threads(task.cutting.threads)  # it counts for the calling thread, and dask has several
        try:
            return mapper.map(block, lambda _pixels: None)
        except BaseException:
            _close()  # who knows what state it is in
            raise


def leave(_report: Callable[..., None]) -> None:
    """The run is over: let go of the network, the raster and their memory."""
    with _one_block:
        _close()
    give_back_memory()


def _mapper_for(task: BlockTask, stop_sign: str) -> BlockMapper:
    global _mapper, _of
    stop = StopSign(stop_sign)
    if stop():
        raise Cancelled
    if _mapper is None or _of != (task, stop_sign):
        _close()
        _mapper, _of = BlockMapper(task, stop), (task, stop_sign)
    return _mapper


def _close() -> None:
    global _mapper, _of
    if _mapper is not None:
        _mapper.close()
    _mapper = _of = None
