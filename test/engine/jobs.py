"""What the engine's tests share: small jobs on one thread, and how their results are compared."""

import functools
import hashlib
import os
import signal
import threading
import time
from pathlib import Path

import rasterio
from landweave.core.contract.errors import Cancelled
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


def _raised_once(folder, function, *arguments):
    try:
        os.close(os.open(os.path.join(folder, "raised"), os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return function(*arguments)
    raise ValueError("once")


def raising_once(folder, function):
    """A `map_block` or `map_there` that raises at the very first block, whichever worker has it."""
    return functools.partial(_raised_once, str(folder), function)


def _raised_at(folder, window, error, function, task, block, *more):
    if block == window:
        with open(os.path.join(folder, "raised"), "a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")
        raise error
    return function(task, block, *more)


def raising_at(folder, window, error, function):
    """A `map_block` or `map_there` that raises at one block always; the file `raised` gets a line with the process each time."""
    return functools.partial(_raised_at, str(folder), window, error, function)


def waiting_for_the_stop_sign(folder, task, block, stop_sign, report):
    """A `map_there` that ends only when it is told to; it leaves the files `begun` and `told`."""
    Path(folder, "begun").touch()
    while not os.path.exists(stop_sign):
        time.sleep(0.02)
    Path(folder, "told").touch()
    raise Cancelled
