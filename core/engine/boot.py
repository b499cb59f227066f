"""The file that the engine's Python is started with: `python -I -X utf8 -X faulthandler boot.py serve`.

It makes the checkout the package `landweave`, whatever its folder is called, without touching `sys.path`: neither a
neighbouring plugin nor a file beside this one can then shadow a library. Started children (data loaders on Windows and
macOS) run this file again under another name; for them the import below is all that is needed.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from typing import List

NAME = "landweave"
# GDAL would take a twentieth of the machine's memory for blocks that it has read, so that memory grew with the raster. A row of
# tiles of a large raster fits into this. Before anything imports GDAL, and so for the worker processes too.
os.environ.setdefault("GDAL_CACHEMAX", "128")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def import_checkout() -> None:
    """Import the checkout's root as the package `landweave`, once."""
    if NAME in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(NAME, os.path.join(ROOT, "__init__.py"), submodule_search_locations=[ROOT])
    if spec is None or spec.loader is None:
        raise ImportError(f"{ROOT} is no package")
    module = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = module
    spec.loader.exec_module(module)


import_checkout()


def _keep_freed_memory() -> None:
    """What the dock and the command `landweave` set before they start Python, for whoever starts this file otherwise."""
    variables = importlib.import_module(f"{NAME}.core.contract.allocator").allocator_variables()
    if not variables.keys() & os.environ.keys():
        os.environ.update(variables)  # for worker processes
        importlib.import_module(f"{NAME}.core.engine.allocator").keep_freed_memory()


def main(argv: List[str]) -> int:
    """`serve`: the loop on stdin and stdout. `check`: the environment's check as one JSON line. Else: the command line."""
    _keep_freed_memory()
    modules = {"serve": ("loop", argv[1:]), "check": ("doctor", argv[1:])}
    module, arguments = modules.get(argv[0] if argv else "", ("cli", argv))
    code: int = importlib.import_module(f"{NAME}.core.engine.{module}").main(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
