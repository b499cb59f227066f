"""Running a network on tiles with torch: the reference runner."""

from __future__ import annotations

import os

import numpy as np
import torch

from .package import LoadedModel
from .scaling import scale_pixels, scaling_arrays


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


class OutOfMemoryError(Exception):
    """The device or the computer had not enough memory for one tile."""


class TorchRunner:
    """A loaded model on a device. `scores`: tile pixels to class probabilities; only the results leave the device."""

    def __init__(self, model: LoadedModel, device: str) -> None:
        self.card, self.device = model.card, torch.device(device)
        self._arrays = scaling_arrays(model.card)
        self._network = model.network.eval().to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        torch.set_num_threads(max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))

    def classify(self, pixels: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Class (rows, cols) uint8 and its probability as 1..255 uint8. Raises `OutOfMemoryError`."""
        with torch.inference_mode():
            share, best = self._forward(pixels, valid).max(dim=1)
            confidence = (share * 255).round().clamp(1, 255).to(torch.uint8)
            return best[0].to(torch.uint8).cpu().numpy(), confidence[0].cpu().numpy()

    def scores(self, pixels: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Class probabilities (classes, rows, cols) float32. Raises `OutOfMemoryError`."""
        with torch.inference_mode():
            result: np.ndarray = self._forward(pixels, valid)[0].cpu().numpy()
            return result

    def _forward(self, pixels: np.ndarray, valid: np.ndarray) -> torch.Tensor:
        stride, (rows, cols) = self.card.tiling.stride, valid.shape
        try:
            x = torch.from_numpy(scale_pixels(pixels, valid, self._arrays))[None]
            # Only up to the next multiple of the stride, and only beyond the raster's own edge.
            x = torch.nn.functional.pad(x, (0, -cols % stride, 0, -rows % stride), mode="replicate")
            logits = self._network(x.to(self.device, memory_format=torch.channels_last))
            return torch.softmax(logits[..., :rows, :cols].float(), dim=1)
        except (MemoryError, torch.OutOfMemoryError) as error:
            raise OutOfMemoryError(str(error)) from error
        except RuntimeError as error:
            if "alloc" in str(error).lower() or "out of memory" in str(error).lower():
                raise OutOfMemoryError(str(error)) from error
            raise
