"""The engine's environment: where it lives, whether it is ready, how it is built. The public face of this room's set-up half.

>>> status(default_home()).state
'ready'
"""

from __future__ import annotations

from .home import EnvironmentStatus, default_home, default_requirements, package_root, setup_log, status
from .proxies import proxy_environment, without_passwords
from .pythons import BasePython, check_base_python, find_base_pythons
from .setup import SetupProgress, build, remove, use_python

__all__ = [
    "BasePython",
    "EnvironmentStatus",
    "SetupProgress",
    "build",
    "check_base_python",
    "default_home",
    "default_requirements",
    "find_base_pythons",
    "package_root",
    "proxy_environment",
    "remove",
    "setup_log",
    "status",
    "use_python",
    "without_passwords",
]
