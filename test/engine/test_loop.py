"""The engine's loop: one terminal event for each job, whatever the job does, on a stdout that nothing else can reach."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from landweave.core.contract.errors import Cancelled, JobError
from landweave.core.contract.events import Failure, Heartbeat, Hello, Log, Progress, Result, Stopped
from landweave.core.contract.jobs import DoctorJob, TrainJob, job_to_plain
from landweave.core.contract.wire import MAX_LINE_BYTES, PROTOCOL, Cancel, Quit, Run, decode_event, encode
from landweave.core.engine import boot
from landweave.core.engine.loop import Server

# The harness ends the thread that "leaves the process" with SystemExit.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


class Harness:
    """A server in this process, between two pipes, with a job that the test gives."""

    def __init__(self, run_job, idle_s=10.0, heartbeat_s=10.0):
        commands, self._write = os.pipe()
        self._read, events = os.pipe()
        self.left = threading.Event()
        self._events = os.fdopen(self._read, "rb")
        self._writer = os.fdopen(self._write, "wb", buffering=0)
        self.server = Server(os.fdopen(commands, "rb"), events, run_job, idle_s, heartbeat_s, self._leave)
        self.thread = threading.Thread(target=self._serve, args=(events,), daemon=True)
        self.thread.start()

    def _serve(self, events):
        self.server.serve()
        os.close(events)

    def _leave(self, code):
        self.left.set()
        raise SystemExit(code)

    def tell(self, *commands):
        for command in commands:
            self._writer.write(command if isinstance(command, bytes) else encode(command))

    def hang_up(self):
        self._writer.close()

    def next(self):
        return decode_event(self._events.readline())

    def until(self, kind):
        """Events up to the first of this kind."""
        seen = []
        while not seen or not isinstance(seen[-1], kind):
            seen.append(self.next())
        return seen


@pytest.fixture
def harness():
    made = []

    def make(run_job=lambda job, emit, cancelled, job_id: Result(job_id), **options):
        made.append(Harness(run_job, **options))
        assert isinstance(made[-1].next(), Hello)
        return made[-1]

    yield make
    for item in made:
        if item._writer.closed:
            item.server._jobs.put(None)
        else:
            item.tell(Quit())
        item.thread.join(5)


def doctor(job_id="a"):
    return Run(job_id, job_to_plain(DoctorJob()))


def wait_for_cancel(job, emit, cancelled, job_id):
    emit(Progress("", "wait", 0, 1))
    deadline = time.monotonic() + 10
    while not cancelled():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    raise Cancelled


def test_events_of_a_job_carry_its_id_and_end_with_its_result(harness):
    seen = []

    def run_job(job, emit, cancelled, job_id):
        seen.append((job, job_id, cancelled()))
        emit(Progress("", "segment", 1, 2, "tiles", None, None))
        return Result("", {"classes": "/a/b ü.tif"}, {"ha": 1.5})

    loop = harness(run_job)
    loop.tell(doctor("x7"))
    assert loop.until(Result) == [Progress("x7", "segment", 1, 2, "tiles"), Result("x7", {"classes": "/a/b ü.tif"}, {"ha": 1.5})]
    assert seen == [(DoctorJob(), "x7", False)]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [(JobError("raster.missing", path="x.tif"), "raster.missing", "x.tif"), (MemoryError("10 GiB"), "memory.job", "10 GiB"),
     (MemoryError(), "memory.job", "allocation"), (ValueError("odd"), "internal", "ValueError: odd"),
     (RuntimeError("can't start new thread"), "memory.job", "new thread"),
     (ImportError("libgdal.so: failed to map segment from shared object"), "memory.job", "failed to map"),
     (OSError("libx.so: Cannot allocate memory"), "memory.job", "allocate"),
     (RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), "memory.job", "2 GiB"),
     (KeyError("k"), "internal", "KeyError"), (RecursionError(), "internal", "RecursionError")],
)  # fmt: skip
def test_what_a_job_raises_becomes_its_failure(harness, error, code, said):
    def run_job(job, emit, cancelled, job_id):
        raise error

    loop = harness(run_job)
    for job_id in ("a", "b"):  # and the loop goes on
        loop.tell(doctor(job_id))
        failure = loop.next()
        assert (failure.id, failure.code) == (job_id, code)
        assert said in failure.message
        assert "run_job" in failure.traceback


def test_a_failure_whose_data_is_no_json_is_still_told(harness):
    class Odd:
        ndim = 0

        def item(self):
            return 7

    def run_job(job, emit, cancelled, job_id):
        raise JobError("training.diverged", loss=float("nan"), epoch=Odd(), where={"set": {1}, "path": object})

    loop = harness(run_job)
    loop.tell(doctor())
    failure = loop.next()
    assert failure.data["loss"] == "nan"
    assert failure.data["epoch"] == 7
    assert failure.data["where"]["set"] == [1]


@pytest.mark.parametrize("facts", [{"x": float("inf")}, {"x": object()}, {"x": "y" * MAX_LINE_BYTES}])
def test_a_result_that_cannot_be_told_is_a_failure(harness, facts):
    loop = harness(lambda job, emit, cancelled, job_id: Result(job_id, {}, facts))
    loop.tell(doctor())
    assert loop.next().code == "internal"
    loop.tell(doctor("b"))
    assert loop.next().id == "b"


def test_only_the_loop_ends_a_job(harness):
    def run_job(job, emit, cancelled, job_id):
        emit(Result(job_id))
        return Result(job_id)

    loop = harness(run_job)
    loop.tell(doctor())
    assert loop.next().code == "internal"


@pytest.mark.parametrize("job", [{"kind": "future"}, {}, {"kind": "train"}, {"kind": "segment", "raster": 5}])
def test_a_job_that_is_none_is_refused(harness, job):
    loop = harness()
    loop.tell(Run("a", job))
    assert loop.next().code in ("job.kind", "job.invalid")


def test_cancel(harness):
    loop = harness(wait_for_cancel)
    loop.tell(doctor())
    loop.until(Progress)
    loop.tell(Cancel("another"), Cancel("a"))
    assert loop.next() == Stopped("a")


def test_the_next_job_starts_uncancelled(harness):
    def run_job(job, emit, cancelled, job_id):
        if job_id == "a":
            wait_for_cancel(job, emit, cancelled, job_id)
        return Result(job_id, {}, {"cancelled": cancelled()})

    loop = harness(run_job)
    loop.tell(doctor(), Cancel("a"))
    assert loop.until(Stopped)
    loop.tell(doctor("b"))
    assert loop.next() == Result("b", {}, {"cancelled": False})


def test_cancel_right_behind_run_is_not_lost(harness):
    loop = harness(wait_for_cancel)
    for number in range(20):
        loop.tell(doctor(str(number)), Cancel(str(number)))
        assert loop.until(Stopped)[-1] == Stopped(str(number))


def test_a_second_job_is_refused_while_one_runs(harness):
    loop = harness(wait_for_cancel)
    loop.tell(doctor())
    loop.until(Progress)
    loop.tell(doctor("b"))
    busy = loop.next()
    assert (busy.id, busy.code) == ("b", "engine.busy")
    loop.tell(Cancel("a"))
    assert loop.next() == Stopped("a")


@pytest.mark.parametrize("line", [b"no json\n", b"\xff\xfe\n", b"[]\n", b'{"type": "run", "id": 5}\n', b'{"type":"run"}\n'])
def test_a_bad_command_is_a_warning(harness, line):
    loop = harness()
    loop.tell(line)
    assert loop.next().level == "warning"
    loop.tell(doctor())
    assert isinstance(loop.next(), Result)


def test_an_unknown_command_is_ignored(harness):
    loop = harness()
    loop.tell(b'{"type": "from the future", "id": "a"}\n', doctor())
    assert isinstance(loop.next(), Result)


def test_quit_cancels_what_runs_and_leaves(harness):
    loop = harness(wait_for_cancel)
    loop.tell(doctor())
    loop.until(Progress)
    loop.tell(Quit())
    assert loop.next() == Stopped("a")
    loop.thread.join(5)
    assert not loop.thread.is_alive()


def test_idle_leaves(harness):
    loop = harness(idle_s=0.2)
    loop.thread.join(5)
    assert not loop.thread.is_alive()


def test_heartbeats_while_a_job_runs_and_only_then(harness):
    loop = harness(wait_for_cancel, heartbeat_s=0.05)
    time.sleep(0.2)
    loop.tell(doctor())
    before = loop.until(Progress)[:-1]  # one of the job's own may come in between; an idle one would name no job
    assert before in ([], [Heartbeat("a")])
    assert [loop.next(), loop.next()] == [Heartbeat("a")] * 2
    loop.tell(Cancel("a"))
    loop.until(Stopped)


def test_the_end_of_stdin_leaves_at_once_even_from_a_deaf_job(harness):
    release = threading.Event()
    loop = harness(lambda job, emit, cancelled, job_id: (emit(Progress("", "x", 0, 1)), release.wait(10), Result(""))[-1])
    loop.tell(doctor())
    loop.until(Progress)
    loop.hang_up()
    assert loop.left.wait(2)
    release.set()


def test_lines_of_many_threads_are_whole(harness):
    def run_job(job, emit, cancelled, job_id):
        def talk(name):
            for number in range(200):
                emit(Log("", "info", f"{name}-{number}-" + "x" * 9000))

        threads = [threading.Thread(target=talk, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Result(job_id)

    loop = harness(run_job)
    loop.tell(doctor())
    events = loop.until(Result)
    assert len(events) == 801
    assert {len(event.message.split("-")[2]) for event in events[:-1]} == {9000}


# ---- as a process


def engine(tmp_path, body):
    """A real engine process whose run_job is `body`; its hello has been read."""
    script = tmp_path / "engine.py"
    start = f"""
        import os, runpy, sys, time
        runpy.run_path({boot.__file__!r})
        from landweave.core.engine import loop
        from landweave.core.contract.events import Progress, Result

        def run_job(job, emit, cancelled, job_id):
    """
    end = "\nloop._run_job = run_job\nloop.main([])\n"
    script.write_text(textwrap.dedent(start).rstrip() + "\n" + textwrap.indent(textwrap.dedent(body), "    ") + end)
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    hello = decode_event(process.stdout.readline())
    assert (hello.protocol, hello.pid) == (PROTOCOL, process.pid)
    return process


@pytest.mark.skipif(sys.platform == "win32", reason="echo of POSIX")
def test_prints_of_python_c_and_children_never_reach_the_protocol(tmp_path):
    process = engine(tmp_path, """
            print("python")
            os.write(1, b"C library\\n")
            os.system("echo child")
            assert sys.stdin.read() == ""  # a library that asks gets nothing, and takes no command away
            return Result("")
    """)  # fmt: skip
    for job_id in ("a", "b"):
        process.stdin.write(encode(doctor(job_id)))
        process.stdin.flush()
        assert decode_event(process.stdout.readline()) == Result(job_id)
    out, err = process.communicate(encode(Quit()), timeout=10)
    assert (out, process.returncode) == (b"", 0)
    assert [word in err for word in (b"python", b"C library", b"child")] == [True] * 3


def test_the_process_goes_with_its_parents_end_of_the_pipe(tmp_path):
    process = engine(tmp_path, """
            emit(Progress("", "x", 0, 1))
            time.sleep(60)
    """)  # fmt: skip
    process.stdin.write(encode(doctor()))
    process.stdin.flush()
    assert isinstance(decode_event(process.stdout.readline()), Progress)
    begun = time.monotonic()
    process.stdin.close()
    process.wait(5)
    assert time.monotonic() - begun < 2
    process.stdout.close()
    process.stderr.close()


def test_the_process_goes_when_nobody_reads_its_events(tmp_path):
    process = engine(tmp_path, """
            while True:
                emit(Progress("", "x", 0, 1))
    """)  # fmt: skip
    process.stdin.write(encode(doctor()))
    process.stdin.flush()
    process.stdout.close()
    assert process.wait(5) == 1
    process.stdin.close()
    process.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_terminate_ends_a_busy_engine(tmp_path):
    process = engine(tmp_path, """
            emit(Progress("", "x", 0, 1))
            time.sleep(60)
    """)  # fmt: skip
    process.stdin.write(encode(doctor()))
    process.stdin.flush()
    process.stdout.readline()
    process.terminate()
    assert process.wait(5) == -signal.SIGTERM
    process.communicate()


def test_boot_says_hello_before_anything_heavy_is_imported():
    """The real boot.py, isolated, in a folder that shadows the standard library."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-I", "-X", "importtime", "-X", "utf8", boot.__file__, "serve", "--idle-minutes", "5"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=os.path.dirname(boot.__file__),
    )  # fmt: skip
    assert isinstance(decode_event(process.stdout.readline()), Hello)
    waited = time.monotonic() - begun
    _out, err = process.communicate(encode(Quit()), timeout=10)
    imported = {line.rsplit(b"|", 1)[-1].strip() for line in err.splitlines()}
    assert not imported & {b"torch", b"numpy", b"rasterio", b"segmentation_models_pytorch"}
    assert b"landweave.core.contract.wire" in imported  # the list is what it seems
    assert waited < 5
    assert process.returncode == 0


def test_children_started_anew_find_the_package(tmp_path):
    """Data loaders on Windows and macOS start a new Python that runs boot.py's file again and unpickles our functions."""
    script = tmp_path / "start.py"
    script.write_text(textwrap.dedent(f"""
        import runpy, sys
        runpy.run_path({boot.__file__!r})
        if __name__ == "__main__":
            import multiprocessing
            from landweave.core.contract.plain import to_plain
            sys.modules["__main__"].__file__ = {boot.__file__!r}  # the parent's main file is boot.py, as in the engine
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                print(pool.apply(to_plain, ((1, 2),)))
    """))
    done = subprocess.run([sys.executable, "-I", str(script)], capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout.strip() == "[1, 2]", done.stderr


def test_sys_path_is_left_alone(tmp_path):
    code = f"import sys, runpy; before = list(sys.path); runpy.run_path({boot.__file__!r}); print(before == sys.path)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "True"


def test_a_train_job_crosses_whole(harness):
    got = []

    def run_job(job, emit, cancelled, job_id):
        got.append(job)
        return Result(job_id)

    job = TrainJob({"rate": 0.001, "names": ["ü", "日本"], "deep": {"a": [1, None, True]}}, "/out")
    loop = harness(run_job)
    loop.tell(Run("a", json.loads(json.dumps(job_to_plain(job)))))
    assert isinstance(loop.next(), Result)
    assert got == [job]


def test_a_failure_is_never_longer_than_a_line(harness):
    def run_job(job, emit, cancelled, job_id):
        raise ValueError("z" * 100_000)

    loop = harness(run_job)
    loop.tell(doctor())
    failure = loop.next()
    assert isinstance(failure, Failure)
    assert len(failure.traceback) <= 20_000
