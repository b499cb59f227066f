"""What nobody has foreseen, as one of the project's own errors."""

from __future__ import annotations

from ..contract.errors import JobError, LandweaveError

# How threads, libraries and graphics cards say it; the third is a library without memory for its code.
_NO_MEMORY = ("can't start new thread", "cannot allocate memory", "failed to map segment", "out of memory", "not enough memory",
              "failed to allocate memory")


def as_error(error: Exception) -> LandweaveError:
    """Any exception as an error with a code: "memory.job" where memory was missing, "internal" otherwise."""
    if isinstance(error, LandweaveError):
        return error
    text = str(error)
    if isinstance(error, MemoryError) or any(part in text.lower() for part in _NO_MEMORY):
        return JobError("memory.job", reason=text or "an allocation failed")
    return LandweaveError("internal", reason=f"{type(error).__name__}: {text}")
