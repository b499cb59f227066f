"""What runs a network on tiles, and the reference for it: torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import numpy as np
import torch
from torch import nn

from ..core.contract.card import ModelCard
from ..core.contract.errors import Cancelled, JobError
from .package import LoadedModel
from .scaling import scale_pixels, scaling_arrays

FALLBACK_MEMORY_BYTES = 4 * 1024**3


def pick_device(wanted: str) -> tuple[str, str]:
    """The device to run on and a sentence that says why."""
    if wanted not in ("auto", "cpu"):
        return wanted, "chosen by hand"
    if wanted == "cpu":
        return "cpu", "chosen by hand"
    if torch.cuda.is_available():
        return "cuda", f"graphics card {torch.cuda.get_device_name(0)}"
    if torch.backends.mps.is_available():
        return "mps", "Apple graphics"
    return "cpu", "no graphics card was found"


def free_memory_bytes(device: str) -> int:
    """Memory that tiles can use without swapping; a careful 4 GiB where the system does not say."""
    if device.startswith("cuda"):
        return int(torch.cuda.mem_get_info(torch.device(device))[0])
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            line = next(line for line in file if line.startswith("MemAvailable"))
        return int(line.split()[1]) * 1024
    except (OSError, StopIteration):
        return FALLBACK_MEMORY_BYTES


# How the libraries below say it; the last is oneDNN's, when there is no room for a convolution's code or buffers.
_MEMORY_WORDS = ("alloc", "out of memory", "could not create a primitive")


class OutOfMemoryError(Exception):
    """The device or the computer had not enough memory for the tiles. Holds none of them."""


def is_memory_message(text: str) -> bool:
    """Whether a library's message says that memory did not suffice."""
    return any(words in text.lower() for words in _MEMORY_WORDS)


class Runner(Protocol):
    """A loaded model on a device: tile pixels in, classes or class probabilities out; only the results leave the device.

    Pixels are file values, (bands, rows, cols); `valid` (rows, cols) is false where there is no data. A network that maps less
    than it sees (`card.tiling.margin`) says nothing of the tile's rim: class 0 there, and probabilities 0.
    """

    card: ModelCard

    def classify(self, pixels: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Class (rows, cols) uint8 of a tile and its probability as 1..255 uint8. Raises `OutOfMemoryError`."""

    def classify_batch(self, pixels: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `classify` for tiles of one size: pixels (tiles, bands, rows, cols), valid and results (tiles, rows, cols)."""

    def scores_batch(self, pixels: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Class probabilities (tiles, classes, rows, cols) float32. Raises `OutOfMemoryError`."""

    def stopping(self, cancelled: Callable[[], bool]) -> AbstractContextManager[None]:
        """Inside, a forward pass that is told so by `cancelled` ends within a moment and raises `Cancelled`."""


class TorchRunner:
    """A loaded model on a device: tile pixels in, classes or class probabilities out; only the results leave the device.

    `threads`: torch's threads on the CPU, in the whole process; 0 leaves them as they are.
    """

    def __init__(self, model: LoadedModel, device: str, threads: int = 0) -> None:
        self.card, self.device = model.card, torch.device(device)
        self._arrays = scaling_arrays(model.card)
        self._network = model.network.eval().to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        if threads:
            torch.set_num_threads(threads)

    def classify(self, pixels: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Class (rows, cols) uint8 of a tile and its probability as 1..255 uint8. Raises `OutOfMemoryError`."""
        classes, confidence = self.classify_batch(pixels[None], valid[None])
        return classes[0], confidence[0]

    def classify_batch(self, pixels: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As `classify` for tiles of one size: pixels (tiles, bands, rows, cols), valid and results (tiles, rows, cols)."""
        def reduce(scores: torch.Tensor) -> tuple[np.ndarray, ...]:
            share, best = scores.max(dim=1)
            confidence = (share * 255).round().clamp(1, 255).to(torch.uint8)
            return best.to(torch.uint8).cpu().numpy(), confidence.cpu().numpy()

        classes, confidence = self._forward(pixels, valid, reduce)
        return classes, confidence

    def scores_batch(self, pixels: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Class probabilities (tiles, classes, rows, cols) float32. Raises `OutOfMemoryError`."""
        return self._forward(pixels, valid, lambda scores: (scores.cpu().numpy(),))[0]

    @contextmanager
    def stopping(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        """Inside, a forward pass looks at `cancelled` before each layer and raises `Cancelled`."""
        def look(_module: nn.Module, _inputs: object) -> None:
            if cancelled():
                raise Cancelled

        leaves = [module for module in self._network.modules() if next(module.children(), None) is None]
        hooks = [module.register_forward_pre_hook(look) for module in leaves]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()

    def _forward(self, pixels: np.ndarray, valid: np.ndarray,
                 reduce: Callable[[torch.Tensor], tuple[np.ndarray, ...]]) -> tuple[np.ndarray, ...]:
        try:
            with torch.inference_mode():
                return reduce(self._probabilities(pixels, valid))
        except (MemoryError, torch.OutOfMemoryError) as error:
            failure = str(error)
        except RuntimeError as error:
            if not is_memory_message(str(error)):
                raise
            failure = str(error)
        # Raised out here: inside, its context would keep the frames, and with them the tensors, that filled the memory.
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        raise OutOfMemoryError(failure)

    def _probabilities(self, pixels: np.ndarray, valid: np.ndarray) -> torch.Tensor:
        stride, (rows, cols) = self.card.tiling.stride, valid.shape[1:]
        scaled = [scale_pixels(tile, mask, self._arrays) for tile, mask in zip(pixels, valid, strict=True)]
        x = torch.from_numpy(np.stack(scaled) if len(scaled) > 1 else scaled[0][None])
        # Only up to the next multiple of the stride, and only beyond the raster's own edge.
        x = nn.functional.pad(x, (0, -cols % stride, 0, -rows % stride), mode="replicate")
        logits = self._network(x.to(self.device, memory_format=torch.channels_last))
        if logits.shape[-2:] == x.shape[-2:]:
            return torch.softmax(logits[..., :rows, :cols].float(), dim=1)
        return self._in_the_middle(torch.softmax(logits.float(), dim=1), x.shape[-2:], (rows, cols))

    def _in_the_middle(self, shares: torch.Tensor, seen: torch.Size, tile: tuple[int, int]) -> torch.Tensor:
        """The shares of what was mapped in a tile that is zero around them."""
        margins = [(whole - mapped) // 2 for whole, mapped in zip(seen, shares.shape[-2:], strict=True)]
        if not self.card.tiling.margin or min(margins) < 0:
            reason = f"its network turns {seen[0]} x {seen[1]} pixels into {shares.shape[-2]} x {shares.shape[-1]}"
            raise JobError("model.invalid", path=self.card.name, reason=reason)
        (top, left), (rows, cols) = margins, seen
        around = (left, cols - left - shares.shape[-1], top, rows - top - shares.shape[-2])
        return nn.functional.pad(shares, around)[..., : tile[0], : tile[1]]
