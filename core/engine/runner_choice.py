"""Which library runs a network: ONNX Runtime for ONNX files, PyTorch or ONNX Runtime for our own, whichever is faster here.

Which one that is depends on the processor, so it is measured on this computer, once for each model and number of threads, and
kept beside the exported networks (`models/onnx_cache.py`). Only a map large enough to win the seconds back is measured for.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import distributions

import numpy as np
import torch

from ...models.cache_folder import cache_folder
from ...models.open_runner import AUTO, ONNX, TORCH, device_for, is_onnx, open_runner, runner_kind
from ...models.runner import Runner
from ...models.trial import trial_pixels
from ..contract.card import ModelCard
from ..contract.errors import LandweaveError
from ..contract.jobs import SegmentJob
from .worker import Worker

WORTH_MPX = 100.0  # some minutes on a few cores; the measurement takes up to half a minute
WORTH_RATIO = 1.1  # less is within the noise of a measurement that takes seconds
MEASURED_PX = 512
ROUNDS = 3  # the fastest counts: whatever disturbs only makes slower
SPEEDS_FILE = "speeds.json"
KEPT_SPEEDS = 200


@dataclass(frozen=True)
class RunnerChoice:
    """`kind`: "torch" or "onnx"; `device` as the library names it; `reason`: a sentence for people."""

    kind: str
    device: str
    reason: str


@dataclass(frozen=True)
class Speeds:
    """Megapixels a second of both libraries on the CPU. `onnx` is 0 where ONNX Runtime cannot run the network; why: `problem`."""

    torch: float
    onnx: float
    problem: str = ""

    def ratio(self) -> float:
        """How many times as fast ONNX Runtime is."""
        return self.onnx / self.torch if self.torch > 0 else 0.0


def choose_runner(job: SegmentJob, card: ModelCard, threads: int) -> RunnerChoice:
    """What runs the model of a job, as far as is known without measuring. `threads`: of the CPU for each process."""
    kind = runner_kind(card, job.runner)
    device, reason = device_for(card, kind, job.device)
    if not _has_choice(job, card, device):
        return RunnerChoice(kind, device, reason)
    speeds = known_speeds(card, threads)
    if speeds is None or speeds.ratio() < WORTH_RATIO:
        return RunnerChoice(kind, device, reason)
    faster = f"ONNX Runtime is {speeds.ratio():.2f} times as fast as PyTorch on this computer"
    return RunnerChoice(ONNX, device_for(card, ONNX, job.device)[0], faster)


def is_worth_measuring(job: SegmentJob, card: ModelCard, threads: int, megapixels: float) -> bool:
    """Whether it is unknown which library is faster and the map is large enough to find out."""
    if megapixels < WORTH_MPX or not _has_choice(job, card, device_for(card, TORCH, job.device)[0]):
        return False
    return known_speeds(card, threads) is None


def measure_speeds(folder: str, card: ModelCard, threads: int, cancelled: Callable[[], bool]) -> Speeds:
    """Measure both libraries with the model in `folder`, in a process beside this one, and keep what was found.

    Raises `Cancelled`; a model that ONNX Runtime cannot run is a result, too.
    """
    try:
        with Worker() as worker:
            speeds: Speeds = worker.call(_measure, folder, threads, report=lambda *_: None, cancelled=cancelled)
    except LandweaveError as error:  # its process died, of a lack of memory for one; the map itself goes by PyTorch
        speeds = Speeds(0.0, 0.0, error.message)
    _keep(_key(card, threads), speeds)
    return speeds


def known_speeds(card: ModelCard, threads: int) -> Speeds | None:
    """What `measure_speeds` has found on this computer, None where it has not measured."""
    found = _kept().get(_key(card, threads))
    try:
        return Speeds(float(found["torch"]), float(found["onnx"]), str(found["problem"])) if isinstance(found, dict) else None
    except (KeyError, TypeError, ValueError):
        return None


def _has_choice(job: SegmentJob, card: ModelCard, torch_device: str) -> bool:
    """Our own network on the CPU of this computer, and nobody has said what to take. Other computers may differ in speed."""
    here = job.executor == "" or job.executor.startswith("processes")
    return job.runner == AUTO and not is_onnx(card) and torch_device == "cpu" and here


def _measure(folder: str, threads: int, _report: Callable[..., None]) -> Speeds:
    by_torch = _megapixels_a_second(open_runner(folder, "cpu", threads, TORCH))
    try:
        return Speeds(by_torch, _megapixels_a_second(open_runner(folder, "cpu", threads, ONNX)))
    except LandweaveError as error:  # it cannot be exported, or gives other classes
        return Speeds(by_torch, 0.0, error.message)
    except Exception as error:  # noqa: BLE001 - the border to ONNX Runtime, whose errors have no common class
        return Speeds(by_torch, 0.0, f"{type(error).__name__}: {error}"[:300])


def _megapixels_a_second(runner: Runner) -> float:
    tiling = runner.card.tiling
    size = tiling.tile if tiling.context == "global" else max(
        MEASURED_PX // tiling.stride, 1 + 2 * -(-tiling.margin // tiling.stride)) * tiling.stride
    pixels = trial_pixels(runner.card, size)
    valid = np.ones(pixels.shape[1:], bool)
    seconds = []
    for _ in range(ROUNDS + 1):  # the first one prepares
        began = time.perf_counter()
        runner.classify(pixels, valid)
        seconds.append(time.perf_counter() - began)
    return size * size / 1e6 / max(1e-6, min(seconds[1:]))


def _key(card: ModelCard, threads: int) -> str:
    processor = torch.backends.cpu.get_cpu_capability()
    parts = [card.weights.sha256, torch.__version__, onnxruntime_version(), processor, str(threads)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _kept() -> dict[str, object]:
    try:
        with open(os.path.join(cache_folder(), SPEEDS_FILE), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(key: str, speeds: Speeds) -> None:
    """Best effort: where nothing can be kept, the next large map is measured again."""
    entries = {**_kept(), key: asdict(speeds)}
    kept = dict(list(entries.items())[-KEPT_SPEEDS:])
    path = os.path.join(cache_folder(), SPEEDS_FILE)
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        temporary = f"{path}.{os.getpid()}.partial"
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(kept, file, indent=1)
        os.replace(temporary, path)


def onnxruntime_version() -> str:
    """Of the package that is installed, which has other names where it is made for graphics cards; empty without one."""
    names = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml")
    return next((found.version for name in names for found in distributions(name=name)), "")
