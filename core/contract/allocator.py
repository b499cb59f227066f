"""How glibc's allocator is told to keep the memory of large tensors, in processes that hold a network.

glibc gives large tensors back to the system after every layer and takes them again, page fault by page fault. These limits make
it keep them: 1.2x faster convolutions (docs/design.md). One arena for all threads: with several, what they keep piles up with
the number of tiles (benchmarks/memory.py). Other systems ignore the variables.
"""

from __future__ import annotations

import sys
from typing import Dict

_VARIABLES = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 34),
    "MALLOC_TOP_PAD_": str(64 << 20),
    "MALLOC_ARENA_MAX": "1",
}


def allocator_variables() -> Dict[str, str]:
    """Environment variables for a process that is about to start; none where they would be ignored."""
    return dict(_VARIABLES) if sys.platform.startswith("linux") else {}
