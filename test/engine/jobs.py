"""What the engine's tests share: small jobs on one thread, and how their results are compared."""

import functools
import hashlib
import os
import signal
import threading
from pathlib import Path

import rasterio
from landweave.core.contract.job_parts import RasterSource, Region
from landweave.core.contract.jobs import SegmentJob
from landweave.core.engine.blocks import map_block
from landweave.core.engine.run import run_job


def box(left, bottom, right, top):
    return Region(((((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)),),))


def job(raster, model, folder, **options):
    """One thread: two test runs at once would wait for each other in every layer."""
    source = RasterSource(str(raster), bands=options.pop("bands", ()))
    return SegmentJob(source, str(model), str(folder), options.pop("name", "map"), **{"threads": 1, **options})


def run(what, on_event=lambda event: None, cancelled=lambda: False):
    return run_job(what, on_event, cancelled, "t")


def classes_of(result):
    with rasterio.open(result.outputs["classes"]) as file:
        return file.read(1)


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def final_files(folder):
    """What stands in the output folder under a name that people see."""
    return sorted(path.name for path in Path(folder).iterdir() if not path.name.startswith(".") and path.suffix != ".landweave")


def settled(value, report):
    """A call for a worker process."""
    report(1, 2)
    report(2, 2)
    return value


def endless(report):
    """A call that only the end of its process ends."""
    report("begun")
    threading.Event().wait()


def failing(error, report):
    """A call that raises."""
    raise error


def dying(signal_number, report):
    """A call that a signal ends, as a crash in a library or a lack of memory would."""
    os.kill(os.getpid(), signal_number)
    threading.Event().wait()


class UnsendableError(Exception):
    def __init__(self, one, two):
        super().__init__(one)


def failing_unsendably(report):
    """A call whose error cannot be pickled, as some libraries have them."""
    raise UnsendableError("one", "two")


def _killed_once(folder, task, block, advance):
    try:
        os.close(os.open(os.path.join(folder, "killed"), os.O_CREAT | os.O_EXCL))
        os.kill(os.getpid(), signal.SIGKILL)
    except FileExistsError:
        pass
    return map_block(task, block, advance)


def killing_once(folder):
    """A `map_block` that kills its process at the very first block, whichever worker has it."""
    return functools.partial(_killed_once, str(folder))


def killing_always(task, block, advance):
    """A `map_block` that kills its process."""
    os.kill(os.getpid(), signal.SIGKILL)
    threading.Event().wait()
