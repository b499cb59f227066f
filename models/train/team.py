"""Several training processes that act as one (`torchrun`): one batch, one loss, one set of batch statistics.

Each process takes some of a batch's chips. Sums that cross chips (the losses' and batch normalisation's) are taken over all
processes, in the gradient too, so that the numbers are those of one process but for rounding. Every process then holds the
same loss L; the gradient of the sum of all these L is the number of processes times that of L, hence the division.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import distributed
from torch.overrides import TorchFunctionMode

_batch_norm = torch.nn.functional.batch_norm


class _Sum(torch.autograd.Function):
    """The sum over all processes; each process's input gets the sum of all processes' gradients."""

    @staticmethod
    def forward(ctx: Any, value: torch.Tensor) -> torch.Tensor:  # noqa: ARG004 - torch's signature
        total = value.clone()
        distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:  # noqa: ARG004 - torch's signature
        total = gradient.clone()
        distributed.all_reduce(total)
        return total


class Team:
    """The processes of a training. `rank` 0 speaks and writes for all; alone, everything is a plain call."""

    def __init__(self, rank: int = 0, size: int = 1, device: str = "cpu") -> None:
        self.rank, self.size, self.device = rank, size, torch.device(device)

    def sum(self, value: torch.Tensor) -> torch.Tensor:
        """The sum over all processes, with a gradient."""
        return value if self.size == 1 else _Sum.apply(value)  # type: ignore[no-untyped-call, no-any-return]

    def agreed(self, flag: bool) -> bool:
        """Whether any process says yes: all of them must leave a loop at the same step."""
        if self.size == 1:
            return flag
        total = torch.tensor([float(flag)], device=self.device)
        distributed.all_reduce(total)
        return bool(total.item() > 0)

    def average_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Gradients of the one batch that the processes share, the same in all of them."""
        gradients = [p.grad for p in parameters if p.grad is not None]
        if self.size == 1 or not gradients:
            return
        flat = torch.cat([g.reshape(-1) for g in gradients])
        distributed.all_reduce(flat)
        flat /= self.size
        for gradient, part in zip(gradients, torch.split(flat, [g.numel() for g in gradients])):
            gradient.copy_(part.view(gradient.shape))

    def normalised_together(self) -> AbstractContextManager[Any]:
        """Within this context batch normalisation sees the whole batch."""
        return nullcontext() if self.size == 1 else _CommonBatchNorm(self)


class _CommonBatchNorm(TorchFunctionMode):
    """Replaces `batch_norm` in training, whatever layer calls it, by one over the batches of all processes."""

    def __init__(self, team: Team) -> None:
        super().__init__()
        self._team = team

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if function is _batch_norm:
            return _normalise(self._team, *args, **(kwargs or {}))
        return function(*args, **(kwargs or {}))


def _normalise(team: Team, x: torch.Tensor, running_mean: torch.Tensor | None, running_var: torch.Tensor | None,
               weight: torch.Tensor | None = None, bias: torch.Tensor | None = None, training: bool = False,
               momentum: float = 0.1, eps: float = 1e-5) -> torch.Tensor:
    if not training:
        return _batch_norm(x, running_mean, running_var, weight, bias, False, momentum, eps)
    axes = [0, *range(2, x.dim())]
    shape = [1, -1, *[1] * (x.dim() - 2)]
    count = team.sum(torch.tensor(float(x.numel() // x.shape[1]), device=x.device))
    mean = team.sum(x.sum(axes)) / count
    centred = x - mean.view(shape)
    var = team.sum((centred * centred).sum(axes)) / count
    with torch.no_grad():
        if running_mean is not None:
            running_mean.lerp_(mean, momentum)
        if running_var is not None:
            running_var.lerp_(var * count / (count - 1).clamp(min=1), momentum)
    result = centred * torch.rsqrt(var + eps).view(shape)
    result = result if weight is None else result * weight.view(shape)
    return result if bias is None else result + bias.view(shape)


def join_team(device: str) -> Team:
    """The team that `torchrun` started this process in, each process of it on its own graphics card; else a team of one."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return Team(device=device)
    cuda = device.startswith("cuda")
    own = f"cuda:{os.environ.get('LOCAL_RANK', '0')}" if cuda else device
    if cuda:
        torch.cuda.set_device(own)
    if not distributed.is_initialized():
        distributed.init_process_group("nccl" if cuda else "gloo")
    return Team(distributed.get_rank(), size, own)


def leave_team(team: Team) -> None:
    """Undo `join_team`."""
    if team.size > 1 and distributed.is_initialized():
        distributed.destroy_process_group()
