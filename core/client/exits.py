"""What an exit code means, in words; and how a process ends together with everything that it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess  # nosec B404 - taskkill, see end_group
import sys
from typing import Any, Dict

from .surroundings import group_arguments

_SIGNALS: Dict[str, str] = {
    "SIGKILL": "it was killed (SIGKILL); the system probably ran out of memory",
    "SIGSEGV": "it crashed in compiled code (SIGSEGV)",
    "SIGABRT": "it aborted in compiled code (SIGABRT)",
    "SIGBUS": "it could not reach memory or a file (SIGBUS); a disk may be full or a network drive gone",
    "SIGILL": "this processor lacks an instruction that it needs (SIGILL)",
    "SIGFPE": "it crashed in a calculation (SIGFPE)",
    "SIGTERM": "it was ended from outside (SIGTERM)",
}
_WINDOWS_STATUS: Dict[int, str] = {
    0xC0000005: "it crashed in compiled code (access violation)",
    0xC0000017: "the system ran out of memory",
    0xC00000FD: "it crashed in compiled code (stack overflow)",
    0xC000001D: "this processor lacks an instruction that it needs",
    0xC0000094: "it crashed in a calculation (division by zero)",
    0xC0000135: "a library (DLL) is missing; the Microsoft Visual C++ runtime may not be installed",
    0xC0000139: "a library (DLL) has the wrong version",
    0xC000013A: "it was ended from outside",
    0xC0000142: "a library (DLL) could not be started",
    0xC0000374: "its memory was damaged (heap corruption)",
    0xC0000409: "it aborted in compiled code (stack buffer overrun)",
}


def describe_exit(code: int) -> str:
    """The reason behind an exit code of `Popen.returncode`: a negative signal, a Windows status or a plain number."""
    if code < 0 and sys.platform != "win32":
        try:
            name = signal.Signals(-code).name
        except ValueError:
            return f"it was ended by signal {-code}"
        return _SIGNALS.get(name, f"it was ended by {name}")
    status = code & 0xFFFFFFFF
    if status >= 0xC0000000:
        return _WINDOWS_STATUS.get(status, f"it ended with the Windows status 0x{status:08X}")
    return f"it ended with exit code {code}"


def end_group(process: subprocess.Popen[Any], politely: bool = False) -> None:
    """End a process and its children, also those that outlived it. `politely` (POSIX): SIGTERM instead of SIGKILL."""
    if sys.platform == "win32":
        # /T finds the children only while the parent lives; those of a crashed engine lose their pipes and end themselves.
        subprocess.run(  # nosec B603 B607 - fixed arguments; taskkill is part of the system
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607
            check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **group_arguments(),
        )  # fmt: skip
        return
    # Nobody may be left in the group; macOS answers EPERM for a group of zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM if politely else signal.SIGKILL)
