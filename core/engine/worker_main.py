"""What a worker process runs first, through `runpy`: it makes the checkout importable, as `boot.py` does for the engine.

`multiprocessing` names functions by their module, and in a fresh process there is no module `landweave` yet.
"""

from __future__ import annotations

import importlib
import os
import runpy
import signal

RUN_NAME = "landweave_worker"

if __name__ == RUN_NAME:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole group; the engine itself ends its workers
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # blocked while this process was started
    boot = runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), "boot.py"))
    importlib.import_module(f"{boot['NAME']}.core.engine.worker").serve(globals()["connection"])
