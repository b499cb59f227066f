"""The function that is sent to the workers of a cluster: it makes the package `landweave` known there, then calls into it.

It travels as code and not by name, for a worker knows no module of ours before it has run; so it needs nothing but the standard
library and dask. The package is where LANDWEAVE_ROOT says, or else at the path that it has on the client's machine.
"""

from __future__ import annotations

import importlib.util
import os
import pickle  # nosec B403 - only what the client of the same cluster has written, as all tasks of dask
import sys
from typing import Tuple

ROOT_VARIABLE = "LANDWEAVE_ROOT"


def call(root: str, payload: bytes) -> Tuple[str, bytes]:
    """The worker's address and what the call came to, a pickled `Done` or `Failed`. `payload`: a pickled (function, arguments).

    Raises `FileNotFoundError` where the package is not on the worker's machine.
    """
    from distributed import get_worker

    if "landweave" not in sys.modules:
        root = os.environ.get(ROOT_VARIABLE) or root
        boot = os.path.join(root, "core", "engine", "boot.py")
        if not os.path.isfile(boot):
            raise FileNotFoundError(f"Landweave is not in '{root}'")
        spec = importlib.util.spec_from_file_location("landweave_boot", boot)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))  # type: ignore[union-attr, arg-type]
    worker = importlib.import_module("landweave.core.engine.worker")
    function, arguments = pickle.loads(payload)  # noqa: S301  # nosec B301 - see above
    return get_worker().address, pickle.dumps(worker.answer(function, arguments, lambda *_: None))
