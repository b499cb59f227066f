"""glibc's allocator, told to keep large tensors' memory: given back to the system after each layer, it comes back page by page.

The same settings as the environment variables that an engine is started with (`core/contract/allocator.py`), for processes
that others start: a worker of a cluster, a script. Elsewhere than on Linux with glibc nothing happens.
"""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8  # malloc.h
_SETTINGS = ((_MMAP_THRESHOLD, 1 << 30), (_TRIM_THRESHOLD, (1 << 31) - 1), (_TOP_PAD, 64 << 20), (_ARENA_MAX, 1))


def keep_freed_memory() -> bool:
    """Whether this process's allocator was told so; to be called before there are threads that allocate much."""
    done = [_call("mallopt", *setting) for setting in _SETTINGS]
    return all(done)


def give_back_memory() -> bool:
    """Return what is free to the system; whether something was."""
    return _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    function = getattr(ctypes.CDLL(None), name, None)
    return function is not None and function(*map(ctypes.c_long if name == "malloc_trim" else ctypes.c_int, arguments)) == 1
