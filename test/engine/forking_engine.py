"""An engine that has imported everything and starts each job in a fork of its own, so that a test can kill many of them.

Reads a line with the path of a `job.json` from stdin and prints the fork's process id; another line, of any kind, asks for its
end, which is said as a line with the exit code. Until then the id stays the fork's own, so that it can be killed as an engine
would be: from outside, at any moment, with its worker processes behind it.
"""

import importlib.util
import json
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def import_checkout():
    spec = importlib.util.spec_from_file_location("landweave", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["landweave"] = module
    spec.loader.exec_module(module)


def do(path):
    from landweave.core.contract.jobs import job_from_plain
    from landweave.core.engine.run import run_job

    job = job_from_plain(json.loads(pathlib.Path(path).read_text()))
    run_job(job, lambda event: None, lambda: False, "fork")


def main():
    import_checkout()
    import landweave.core.engine.segment  # noqa: F401 - torch, rasterio and all
    import segmentation_models_pytorch  # noqa: F401

    print("ready", flush=True)
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            try:
                do(line.strip())
            finally:
                sys.stdout.flush()
                os._exit(1 if sys.exc_info()[0] else 0)
        print(child, flush=True)
        sys.stdin.readline()
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
