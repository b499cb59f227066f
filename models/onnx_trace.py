"""A torch network as an ONNX graph, by torch's own tracing exporter (the one that needs the package `onnx` and nothing else).

Two things that this exporter cannot write are replaced in a copy of the network by what is equal for one tile size: adaptive
pooling to grids that do not divide the features (PSPNet, UPerNet), which is linear and so two matrices, and position embeddings
that a transformer enlarges with a filter that ONNX lacks, which are constants.
"""

from __future__ import annotations

import contextlib
import copy
import warnings
from collections.abc import Callable, Iterator

import torch
from torch import nn

from ..core.contract.errors import JobError
from . import torchvision_guard

torchvision_guard.install()

from timm.layers.pos_embed import resample_abs_pos_embed  # noqa: E402 - the guard comes first

OPSET = 17  # ONNX Runtime 1.13 and later; with it the exporter writes IR version 8, which 1.17 and older still read
INPUT, OUTPUT = "image", "scores"


def trace(network: nn.Module, bands: int, tile_px: int, path: str, *, free_size: bool, source: str) -> None:
    """Write the graph of `network` (N, bands, rows, cols) -> (N, classes, rows, cols) to the file `path`.

    N is free; rows and cols are `tile_px`, or free with `free_size`. The network is left unchanged. Raises `JobError`
    ("model.format", which names `source`) where torch cannot write it.
    """
    axes = {0: "batch", 2: "rows", 3: "cols"} if free_size else {0: "batch"}
    image = torch.zeros(1, bands, tile_px, tile_px)
    try:
        prepared = _prepared(network, image)
        with _quiet(), torch.inference_mode(False), torch.no_grad():
            torch.onnx.export(prepared, (image,), path, opset_version=OPSET, dynamo=False, input_names=[INPUT],
                              output_names=[OUTPUT], dynamic_axes={INPUT: axes, OUTPUT: axes}, verbose=False)
    except (MemoryError, OSError):
        raise
    except Exception as error:  # the exporter raises whatever any layer's translation raises
        said = (str(error).strip() or repr(error)).splitlines()[0]
        raise JobError("model.format", path=source, reason=f"torch cannot write this network as ONNX ({said[:200]})") from error


def _prepared(network: nn.Module, image: torch.Tensor) -> nn.Module:
    """A copy without what cannot be written, for images of this size."""
    twin = copy.deepcopy(network).cpu().eval()
    for module in twin.modules():
        _fix_positions(module, image.shape[-2:])
    sizes = _pooled_sizes(twin, image)
    for name, (rows, cols) in sizes.items():
        parent, _, leaf = name.rpartition(".")
        pooling = twin.get_submodule(name)
        setattr(twin.get_submodule(parent), leaf, PoolingByMatrix(pooling.output_size, rows, cols))  # type: ignore[arg-type]
    return twin.eval()


def _fix_positions(module: nn.Module, size: torch.Size) -> None:
    """Give a transformer of timm the position embeddings that it would make for this size at each call."""
    positions = getattr(module, "pos_embed", None)
    if not getattr(module, "dynamic_img_size", False) or not isinstance(positions, nn.Parameter) or positions.dim() != 3:
        return
    rows, cols = module.patch_embed.dynamic_feat_size(size)  # type: ignore[union-attr, operator]
    prefix = 0 if getattr(module, "no_embed_class", False) else int(getattr(module, "num_prefix_tokens", 0))
    with torch.no_grad():
        module.pos_embed = nn.Parameter(resample_abs_pos_embed(positions, (rows, cols), num_prefix_tokens=prefix))
    module.patch_embed.grid_size = (rows, cols)  # type: ignore[union-attr]


def _pooled_sizes(network: nn.Module, image: torch.Tensor) -> dict[str, tuple[int, int]]:
    """Rows and columns that reach each adaptive pooling to more than one cell, by its name."""
    sizes: dict[str, tuple[int, int]] = {}

    def note(name: str) -> Callable[[nn.Module, tuple[torch.Tensor, ...]], None]:
        def hook(_module: nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            sizes[name] = (inputs[0].shape[-2], inputs[0].shape[-1])

        return hook

    found = [(name, module) for name, module in network.named_modules()
             if name and isinstance(module, nn.AdaptiveAvgPool2d) and module.output_size not in (1, (1, 1))]
    handles = [module.register_forward_pre_hook(note(name)) for name, module in found]
    try:
        if handles:
            with torch.no_grad():
                network(image)
    finally:
        for handle in handles:
            handle.remove()
    return sizes


class PoolingByMatrix(nn.Module):
    """Adaptive mean pooling of features of one size: rows and columns times a matrix each."""

    def __init__(self, output_size: int | tuple[int | None, int | None], rows: int, cols: int) -> None:
        super().__init__()
        wanted = (output_size, output_size) if isinstance(output_size, int) else output_size
        self.register_buffer("by_row", _means(rows, wanted[0] or rows))
        self.register_buffer("by_col", _means(cols, wanted[1] or cols).T.contiguous())

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(N, C, rows, cols) -> (N, C, wanted rows, wanted cols)."""
        return torch.matmul(torch.matmul(self.by_row, features), self.by_col)  # type: ignore[arg-type]


def _means(size: int, cells: int) -> torch.Tensor:
    """(cells, size): each row takes the mean of a cell; cells may overlap by one where they do not divide the size."""
    matrix = torch.zeros(cells, size)
    for cell in range(cells):
        start, end = cell * size // cells, -(-(cell + 1) * size // cells)
        matrix[cell, start:end] = 1.0 / (end - start)
    return matrix


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No warning of each size that is taken for fixed, no print of a whole graph that cannot be written (torch 2.13 has a switch
    for that and puts it on again), and no other path through smp's pyramid pooling, which would pass `PoolingByMatrix` by.
    """
    prints, asks = torch._C._jit_onnx_log, torch.onnx.is_in_onnx_export
    torch._C._jit_onnx_log, torch.onnx.is_in_onnx_export = (lambda *_: None), (lambda: False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        torch._C._jit_onnx_log, torch.onnx.is_in_onnx_export = prints, asks
