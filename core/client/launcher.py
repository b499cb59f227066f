"""The command `landweave` and `import landweave` in an engine's environment.

The plugin's folder is the package `landweave` and is not installed by pip, so the environment gets two small files that point
at it: a script beside its Python, and a package that stands in for the plugin's folder. Both say so when that was moved. Then,
and where an environment was made by hand: `python core/client/launcher.py ENVIRONMENT`.
"""

from __future__ import annotations

import glob
import os
import runpy
import shlex
import sys
from typing import Mapping

COMMAND = "landweave"

_PACKAGE = '''"""Stands in for Landweave's own folder, which is the package. Written when the engine was set up."""

import os
import runpy
import sys

ROOT = {root}
BOOT = os.path.join(ROOT, "core", "engine", "boot.py")

if not os.path.isfile(BOOT):
    raise ImportError(
        "Landweave is no longer in '" + ROOT + "'. Press 'Set up engine' in QGIS again, or write this place anew: "
        "python NEW_FOLDER/core/client/launcher.py " + repr(sys.prefix))
del sys.modules[__name__]  # its place is taken by the folder itself
runpy.run_path(BOOT)
'''

def write_launcher(environment: str, root: str, variables: Mapping[str, str]) -> str:
    """Write both into the environment, in place of older ones, and return the path of the command. Raises `OSError`.

    `root`: the plugin's folder. `variables`: of the process's environment, for the command (not on Windows).
    """
    package = os.path.join(site_packages(environment), COMMAND)
    os.makedirs(package, exist_ok=True)
    _write(os.path.join(package, "__init__.py"), _PACKAGE.replace("{root}", repr(os.path.abspath(root))))
    scripts = os.path.join(os.path.abspath(environment), "Scripts" if sys.platform == "win32" else "bin")
    if sys.platform == "win32":
        path = os.path.join(scripts, f"{COMMAND}.cmd")
        _write(path, windows_script())
        return path
    path = os.path.join(scripts, COMMAND)
    _write(path, posix_script(os.path.join(scripts, "python"), variables))
    os.chmod(path, 0o755)  # noqa: S103  # nosec B103 - a command that everybody may run, as pip's own
    return path


def site_packages(environment: str) -> str:
    """Where the environment keeps its packages. Raises `FileNotFoundError`."""
    for pattern in (("Lib", "site-packages"), ("lib", "python3*", "site-packages")):
        found = sorted(glob.glob(os.path.join(glob.escape(os.path.abspath(environment)), *pattern)))
        if found:
            return found[-1]
    raise FileNotFoundError(2, "this is no Python environment", environment)


def posix_script(python: str, variables: Mapping[str, str]) -> str:
    """A shell script: unlike a first line with the interpreter's path, it takes any path. Set variables are kept.

    Isolated (-I): no other package and no file beside the working folder can stand in for one of the environment.
    """
    exports = "".join(f'export {name}="${{{name}:-{value}}}"\n' for name, value in variables.items())
    return (f"#!/bin/sh\n# Landweave's command line, written when the engine was set up.\n{exports}"
            f'exec {shlex.quote(python)} -I -X utf8 -m {COMMAND} "$@"\n')


def windows_script() -> str:
    """The same for Windows; without a path in it, as batch files cannot hold every letter."""
    return f'@"%~dp0python.exe" -I -X utf8 -m {COMMAND} %*\r\n'


def _write(path: str, text: str) -> None:
    partial = f"{path}.{os.getpid()}.partial"
    with open(partial, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    os.replace(partial, path)


def main(environment: str) -> None:
    """Write the launcher of this folder into an environment."""
    core = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    variables = runpy.run_path(os.path.join(core, "contract", "allocator.py"))["allocator_variables"]
    sys.stdout.write(write_launcher(environment, os.path.dirname(core), variables()) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
