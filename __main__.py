"""`python -m landweave`, in the engine's environment; `python PATH/OF/THE/PLUGIN` in any that has its packages."""

import os
import runpy
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":  # a worker process that looks here again does nothing
    # Started by its folder, that folder comes first on the path, and what lies there would shadow libraries.
    sys.path[:] = [path for path in sys.path if os.path.abspath(path or os.curdir) != HERE]
    boot = runpy.run_path(os.path.join(HERE, "core", "engine", "boot.py"))
    sys.exit(boot["main"](sys.argv[1:]))
