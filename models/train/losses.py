"""Losses that take partial labels and never become NaN on a batch without labels.

`total` sums over all processes of a training (`team.Team.sum`); each then has the loss of the whole batch.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

WHOLE_SHARE = 0.01
Total = Callable[[torch.Tensor], torch.Tensor]


def alone(value: torch.Tensor) -> torch.Tensor:
    """The sum of a training that is one process: the value itself."""
    return value


def candidate_cross_entropy(logits: torch.Tensor, codes: torch.Tensor, allowed: torch.Tensor,
                            total: Total = alone) -> torch.Tensor:
    """Mean of -log(probability of the allowed classes) over labelled pixels; 0 where nothing is labelled.

    logits (B, C, H, W) float; codes (B, H, W) uint8; allowed (256, C) bool. With full labels this is the usual cross-entropy.
    """
    possible = allowed[codes.long()].movedim(-1, 1)
    labelled = possible.any(dim=1)
    log_p = torch.log_softmax(logits.float(), dim=1)
    # A finite floor instead of -inf: unlabelled pixels are masked below and must not bring NaN into the gradient.
    log_allowed = torch.logsumexp(torch.where(possible, log_p, torch.full_like(log_p, -1e4)), dim=1)
    return -total((log_allowed * labelled).sum()) / total(labelled.sum().float()).clamp(min=1)


def soft_dice(logits: torch.Tensor, codes: torch.Tensor, allowed: torch.Tensor, total: Total = alone) -> torch.Tensor:
    """1 - mean Dice over the classes present in the batch, on fully labelled pixels (Milletari et al. 2016); 0 without any.

    A class with less than `WHOLE_SHARE` of these pixels counts for so much less: a few pixels, often mistakes, would otherwise
    pull as strongly as half of the image.
    """
    possible = allowed[codes.long()].movedim(-1, 1)
    full = (possible.sum(dim=1, keepdim=True) == 1).float()
    target = possible.float() * full
    p = torch.softmax(logits.float(), dim=1) * full
    axes = (0, 2, 3)
    common, sizes = total(torch.stack([(p * target).sum(axes), (p + target).sum(axes)]))
    pixels = total(target.sum(axes))
    present = (pixels / (WHOLE_SHARE * pixels.sum()).clamp(min=1e-6)).clamp(max=1)
    dice = (2 * common + 1) / (sizes + 1)
    # Multiplied instead of branched on: every process must take part in every sum, in the gradient too.
    loss: torch.Tensor = (1 - (dice * present).sum() / present.sum().clamp(min=1)) * (pixels.sum() > 0)
    return loss
