"""What a fine-tuning must not forget: where nobody has labelled anything, the new network is asked to say what the old one says.

Li & Hoiem: Learning without Forgetting. ECCV 2016. There the old task's outputs are kept on the new task's images; here the
images are the surroundings of the labelled areas, which every chip carries as context, so that no data of the old training is
needed. The batch statistics stay those of the old network as well: a few chips from one place are no sample of all imagery.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from .labels import IGNORE
from .losses import Total, alone


class Keeper:
    """The old network and which of its classes is which of the new one's.

    `places`: (place in the new network, place in the old one) of the classes that both have; with fewer than two nothing can be
    compared. Both take the same input values.
    """

    def __init__(self, network: nn.Module, places: Sequence[tuple[int, int]], device: torch.device) -> None:
        self._network = network.eval().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._new, self._old = [new for new, _ in places], [old for _, old in places]

    def loss(self, x: torch.Tensor, logits: torch.Tensor, codes: torch.Tensor, total: Total = alone) -> torch.Tensor:
        """Mean Kullback-Leibler divergence from the old to the new class probabilities over pixels without a label.

        x (B, bands, H, W) is what the new network was given, logits (B, C, H, W) its answer, codes (B, H, W) uint8.
        """
        with torch.no_grad():
            old = torch.log_softmax(self._network(x).float()[:, self._old], dim=1)
        new = torch.log_softmax(logits.float()[:, self._new], dim=1)
        unlabelled = codes == IGNORE
        divergence = (old.exp() * (old - new)).sum(dim=1) * unlabelled
        return total(divergence.sum()) / total(unlabelled.sum().float()).clamp(min=1)


def keep_statistics(network: nn.Module) -> None:
    """Batch normalisation goes on with the statistics that it has; its scales and offsets are still learned."""
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.eval()
