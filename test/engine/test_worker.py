"""A process for one call at a time: its answers, its errors, its death, and ours."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from landweave.core.contract.errors import Cancelled, EngineError, JobError
from landweave.core.engine.worker import Worker
from landweave.test.engine.jobs import dying, endless, failing, failing_unsendably, settled

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def worker():
    with Worker() as one:
        yield one


def call(worker, function, *arguments, cancelled=lambda: False):
    told = []
    value = worker.call(function, *arguments, report=lambda *values: told.append(values), cancelled=cancelled)
    return value, told


def test_a_call_tells_its_progress_and_its_value(worker):
    assert call(worker, settled, {"a": (1, 2)}) == ({"a": (1, 2)}, [(1, 2), (2, 2)])


@pytest.mark.parametrize("error", [JobError("raster.missing", path="a b.tif"), OSError(28, "No space left on device"),
                                   MemoryError("8 GiB")])
def test_an_error_arrives_as_it_was_and_the_worker_goes_on(worker, error):
    with pytest.raises(type(error)) as caught:
        call(worker, failing, error)
    assert str(caught.value) == str(error)
    assert vars(caught.value) == vars(error)
    assert "in failing" in str(caught.value.__cause__)  # where it happened
    assert call(worker, settled, 7)[0] == 7


def test_an_error_that_cannot_be_sent_arrives_as_its_traceback(worker):
    with pytest.raises(RuntimeError, match="UnsendableError: one"):
        call(worker, failing_unsendably)
    assert call(worker, settled, 7)[0] == 7


def test_a_cancel_ends_a_call_that_never_looks():
    began = []
    with Worker() as worker:
        with pytest.raises(Cancelled):
            worker.call(endless, report=began.append, cancelled=lambda: bool(began))
        assert not worker._process.is_alive()


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_crash_is_said_with_its_code(number):
    with Worker() as worker, pytest.raises(EngineError) as caught:
        call(worker, dying, number)
    assert caught.value.code == "engine.crashed"
    assert str(-number) in caught.value.message


PARENT = textwrap.dedent("""
    import importlib.util, sys
    if __name__ == "__main__":
        root = sys.argv[1]
        spec = importlib.util.spec_from_file_location("landweave", root + "/__init__.py", submodule_search_locations=[root])
        module = importlib.util.module_from_spec(spec); sys.modules["landweave"] = module; spec.loader.exec_module(module)
        from landweave.core.engine.worker import Worker
        from landweave.test.engine.jobs import endless
        worker = Worker()
        worker.begin(endless)
        worker.receive()
        print(worker._process.pid, flush=True)
        sys.stdin.read()
""")


def is_running(pid):
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs signal masks")
def test_ctrl_c_while_it_starts_does_not_reach_a_worker():
    """The group's interrupt comes before the new process can say that it ignores it."""
    with Worker() as worker:
        for _ in range(20):
            os.kill(worker._process.pid, signal.SIGINT)
            time.sleep(0.02)
        assert worker.call(settled, 3, report=lambda *_: None, cancelled=lambda: False) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_busy_worker_does_not_outlive_a_killed_engine(tmp_path):
    (tmp_path / "parent.py").write_text(PARENT)
    parent = subprocess.Popen([sys.executable, tmp_path / "parent.py", ROOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True)
    pid = int(parent.stdout.readline())
    assert is_running(pid)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while is_running(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
