"""The client against a fake engine: whatever the engine does, one terminal event, in time, and nothing left running."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest
from landweave.core.client.home import package_root
from landweave.core.client.process import EngineProcess, Patience, WarmEngine, new_job_id
from landweave.core.contract.errors import EngineError, JobError
from landweave.core.contract.events import TERMINAL, Failure, Log, Progress, Ready, Result, Stopped
from landweave.core.contract.job_parts import RasterSource
from landweave.core.contract.jobs import DoctorJob, SegmentJob, TrainJob
from landweave.test.fake_engine import install

QUICK = Patience(hello_s=10, cancel_s=0.4, training_cancel_s=0.6, terminate_s=0.4, silence_s=60, tick_s=0.05, drain_s=0.5)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def job(mode="ok"):
    return SegmentJob(raster=RasterSource("a.tif"), model="m", output_dir="o", name=f"fake:{mode}")


@pytest.fixture
def make(tmp_path):
    """Makes engines (EngineProcess by default) on the fake; all are ended afterwards."""
    made = []
    root = install(tmp_path / "plugin")

    def build(fake="ok", patience=QUICK, cls=EngineProcess, **options):
        env = {"LANDWEAVE_FAKE": fake, **options.pop("extra_env", {})}
        engine = cls(sys.executable, root, str(tmp_path / "work"), str(tmp_path / "engine.log"), env, patience, **options)
        made.append(engine)
        return engine

    yield build
    for engine in made:
        engine.close() if isinstance(engine, WarmEngine) else engine.kill()


def started(make, *args, **options):
    engine = make(*args, **options)
    engine.start()
    return engine


def real(events):
    return [event for event in events if event is not None]


def is_running(pid):
    """Whether a process runs; a zombie that nobody has reaped yet does not count."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def test_a_job_from_start_to_end(make):
    engine = started(make)
    events = real(engine.submit(job(), "j1"))
    assert [type(event) for event in events] == [Ready, Progress, Progress, Progress, Result]
    assert {event.id for event in events} == {"j1"}
    assert events[-1].outputs == {"classes": "fake.tif"}
    assert engine.alive


def test_jobs_follow_each_other_in_one_process(make):
    engine = started(make)
    pids = {real(engine.submit(job()))[-1].facts["pid"] for _ in range(3)}
    assert pids == {engine.pid}


def test_words_about_another_job_are_not_this_ones(make):
    events = real(started(make).submit(job("stray"), "mine"))
    assert {event.id for event in events} == {"mine"}
    assert events[-1].outputs == {"classes": "fake.tif"}


def test_late_words_of_one_job_do_not_reach_the_next(make):
    engine = started(make)
    list(engine.submit(job("twice"), "first"))
    second = real(engine.submit(job(), "second"))
    assert {event.id for event in second} == {"second"}
    assert sum(isinstance(event, TERMINAL) for event in second) == 1


def test_ticks_come_while_nothing_happens(make):
    engine = started(make)
    times = [time.monotonic()]
    for event in engine.submit(job("slow"), "j"):
        times.append(time.monotonic())
        if event is None or len(times) > 40:
            engine.cancel()
    assert max(b - a for a, b in zip(times, times[1:])) < 0.35


def test_a_failure_keeps_its_code_data_and_traceback(make):
    last = real(started(make).submit(job("failure")))[-1]
    assert isinstance(last, Failure)
    assert (last.code, last.data, last.traceback) == ("raster.missing", {"path": "x"}, "Traceback ...")


@pytest.mark.parametrize("mode", ["garbage", "huge-line", "flood"])
def test_noise_does_no_harm(make, mode, tmp_path):
    events = real(started(make).submit(job(mode)))
    assert isinstance(events[-1], Result)
    assert sum(isinstance(event, Progress) for event in events) == 3
    assert (tmp_path / "engine.log").stat().st_size <= 4 << 20


def test_garbage_is_written_to_the_log(make, tmp_path):
    engine = started(make)
    list(engine.submit(job("garbage")))
    engine.stop()
    assert "this is not JSON" in (tmp_path / "engine.log").read_text(errors="replace")


def test_noise_before_the_hello(make):
    assert started(make, "noisy-start").hello.version == "fake"


@posix_only
@pytest.mark.parametrize(
    ("mode", "said"), [("crash-segv", "SIGSEGV"), ("crash-kill", "ran out of memory"), ("exit-3", "exit code 3: the last words")]
)
def test_a_crash_becomes_a_failure_that_says_what_happened(make, mode, said):
    engine = started(make)
    begun = time.monotonic()
    events = real(engine.submit(job(mode)))
    assert time.monotonic() - begun < 5
    assert sum(isinstance(event, TERMINAL) for event in events) == 1
    assert events[-1].code == "engine.crashed"
    assert said in events[-1].message
    assert not engine.alive
    tail = events[-1].data["log_tail"]
    assert {"crash-segv": "Fatal Python error", "crash-kill": "", "exit-3": "last words"}[mode] in tail


@posix_only
def test_a_surviving_grandchild_holds_nobody_up_and_is_ended(make):
    engine = started(make)
    begun = time.monotonic()
    events = real(engine.submit(job("grandchild")))
    assert time.monotonic() - begun < 4
    assert "SIGSEGV" in events[-1].message
    grandchild = int(next(event for event in events if isinstance(event, Log)).message)
    assert wait_until(lambda: not is_running(grandchild))


@posix_only
@pytest.mark.parametrize(("mode", "at_least_s", "below_s"), [("slow", 0.0, 0.4), ("deaf", 0.4, 0.8), ("deafer", 0.8, 2.0)])
def test_the_cancel_ladder(make, mode, at_least_s, below_s):
    engine = started(make)
    asked = None
    for event in engine.submit(job(mode), "j"):
        if isinstance(event, Ready):
            asked = time.monotonic()
            threading.Thread(target=engine.cancel).start()
        last = event
    waited = time.monotonic() - asked
    assert last == Stopped("j")
    assert at_least_s <= waited < below_s + 0.8  # some slack for a loaded machine
    assert engine.alive == (mode == "slow")


def test_cancel_of_another_job_is_ignored(make):
    engine = started(make)
    events = []
    for event in engine.submit(job(), "mine"):
        engine.cancel("another")
        events.append(event)
    assert isinstance(events[-1], Result)


def test_cancel_without_a_job_does_nothing(make):
    engine = started(make)
    engine.cancel()
    assert isinstance(real(engine.submit(job()))[-1], Result)


def test_a_second_job_is_refused_while_one_runs(make):
    engine = started(make)
    first = engine.submit(job("slow"))
    next(first)
    with pytest.raises(EngineError) as caught:
        next(engine.submit(job()))
    assert caught.value.code == "engine.busy"
    engine.cancel()
    assert isinstance(real(first)[-1], Stopped)


def test_leaving_the_iterator_ends_the_job(make):
    engine = started(make)
    events = engine.submit(job("slow"))
    next(events)
    events.close()
    assert not engine.alive


def test_silence_is_a_warning_and_no_end(make):
    engine = started(make, patience=Patience(silence_s=0.5, tick_s=0.05))
    events = real(engine.submit(job("silent")))
    warnings = [event for event in events if isinstance(event, Log)]
    assert [event.code for event in warnings][:1] == ["engine.silent"]
    assert 1 <= len(warnings) <= 2  # again after each further half second of silence, not with each tick
    assert isinstance(events[-1], Result)


@pytest.mark.parametrize(
    ("fake", "code", "said"),
    [("wrong-protocol", "engine.protocol", "99"), ("no-hello", "engine.start", "said nothing"),
     ("die-at-start", "engine.start", "no module named landweave")],
)  # fmt: skip
def test_a_start_that_fails_says_why_and_leaves_nothing(make, fake, code, said):
    engine = make(fake, patience=Patience(hello_s=1.0 if fake == "no-hello" else 10, tick_s=0.05))
    with pytest.raises(EngineError) as caught:
        engine.start()
    assert caught.value.code == code
    assert said in caught.value.message
    assert not engine.alive


def test_a_missing_interpreter(make, tmp_path):
    engine = EngineProcess(str(tmp_path / "no-python"), str(tmp_path), str(tmp_path), str(tmp_path / "log"))
    with pytest.raises(EngineError) as caught:
        engine.start()
    assert caught.value.code == "engine.start"
    assert "no-python" in caught.value.message


def test_a_job_that_is_no_json_is_refused_and_the_engine_stays(make):
    engine = started(make)
    for bad in (TrainJob({"rate": float("nan")}, "o"), TrainJob({"x": "y" * (5 << 20)}, "o")):
        with pytest.raises(JobError) as caught:
            next(engine.submit(bad))
        assert caught.value.code == "job.invalid"
    assert isinstance(real(engine.submit(job()))[-1], Result)


def test_a_large_job_to_a_deaf_engine_does_not_block(make):
    """A line longer than the pipe's buffer (64 kB), which the busy engine does not read."""
    engine = started(make, "no-reader")
    os.kill(engine.pid, signal.SIGSTOP)
    try:
        events = engine.submit(TrainJob({"x": "y" * (2 << 20)}, "o"))
        begun = time.monotonic()
        assert next(events) is None
        engine.cancel()
        assert isinstance(real(events)[-1], Stopped)
        assert time.monotonic() - begun < 3
    finally:
        engine.kill()


def test_the_environment_is_clean(make, monkeypatch, tmp_path):
    spoilt = {"PYTHONHOME": "/nowhere", "PYTHONPATH": "/nowhere", "PROJ_LIB": "/x", "GDAL_DATA": "/x", "QT_PLUGIN_PATH": "/x",
              "QGIS_PREFIX_PATH": "/x", "LD_LIBRARY_PATH": "/x", "GDAL_PAM_PROXY_DIR": "/x", "SSL_CERT_FILE": "/no/such/file",
              "VIRTUAL_ENV": "/x", "PIP_TARGET": "/x"}  # fmt: skip
    for name, value in spoilt.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KEPT", "yes")
    engine = started(make, extra_env={"EXTRA": "1"})
    facts = real(engine.submit(job("environment")))[-1].facts
    assert not set(spoilt) & set(facts["environment"])
    assert (facts["environment"]["KEPT"], facts["environment"]["EXTRA"]) == ("yes", "1")
    assert (facts["isolated"], facts["utf8"]) == (1, 1)
    assert os.path.samefile(facts["cwd"], tmp_path / "work")
    assert not any(str(tmp_path / "plugin") in entry for entry in facts["path"])
    if sys.platform.startswith("linux"):
        assert int(facts["environment"]["MALLOC_MMAP_THRESHOLD_"]) >= 1 << 28
        assert facts["group"] == engine.pid
    assert "MALLOC_MMAP_THRESHOLD_" not in os.environ


@posix_only
def test_the_engine_goes_when_its_parent_is_killed(tmp_path):
    root = install(tmp_path / "plugin")
    here = package_root()
    parent = tmp_path / "parent.py"
    parent.write_text(textwrap.dedent(f"""
        import importlib.util, sys
        init, places = {os.path.join(here, "__init__.py")!r}, [{here!r}]
        spec = importlib.util.spec_from_file_location("landweave", init, submodule_search_locations=places)
        module = importlib.util.module_from_spec(spec)
        sys.modules["landweave"] = module
        spec.loader.exec_module(module)
        from landweave.core.client.process import EngineProcess
        from landweave.core.contract.job_parts import RasterSource
        from landweave.core.contract.jobs import SegmentJob
        engine = EngineProcess(sys.executable, {root!r}, {str(tmp_path)!r}, {str(tmp_path / "log")!r})
        engine.start()
        for event in engine.submit(SegmentJob(RasterSource("a"), "m", "o", "fake:slow")):
            print(engine.pid, flush=True)
    """))
    with subprocess.Popen([sys.executable, str(parent)], stdout=subprocess.PIPE) as process:
        pid = int(process.stdout.readline())
        assert is_running(pid)
        process.kill()
    assert wait_until(lambda: not is_running(pid), 3)


def test_stop_lets_the_engine_leave(make):
    engine = started(make)
    engine.stop()
    assert not engine.alive
    assert engine._process.returncode == 0
    engine.stop()  # again: nothing happens


def test_no_thread_is_left(make):
    before = threading.active_count()
    for mode in ("ok", "exit-3"):
        engine = started(make)
        list(engine.submit(job(mode)))
        engine.stop()
    assert wait_until(lambda: threading.active_count() == before)


# ---- WarmEngine


def test_warm_reuse_keeps_the_process(make):
    engine = make(cls=WarmEngine)
    pids = {real(engine.submit(job()))[-1].facts["pid"] for _ in range(3)}
    assert pids == {engine.pid}
    assert not engine.busy


@posix_only
def test_a_crashed_engine_is_replaced(make):
    engine = make(cls=WarmEngine)
    first = real(engine.submit(job()))[-1].facts["pid"]
    assert isinstance(real(engine.submit(job("crash-segv")))[-1], Failure)
    assert engine.pid == 0
    assert real(engine.submit(job()))[-1].facts["pid"] != first


def test_an_engine_that_was_just_leaving_is_replaced_without_a_word(make):
    engine = make(cls=WarmEngine)
    events = real(engine.submit(job("exit-0")))
    assert isinstance(events[-1], Result)
    assert not any(isinstance(event, Failure) for event in events)


def test_an_idle_engine_leaves_and_the_next_job_starts_another(make):
    engine = make(cls=WarmEngine, idle_minutes=0.3 / 60)
    list(engine.submit(job()))
    assert wait_until(lambda: engine.pid == 0, 3)
    assert isinstance(real(engine.submit(job()))[-1], Result)


def test_two_jobs_at_once(make):
    engine = make(cls=WarmEngine)
    first = engine.submit(job("slow"), job_id="first")
    next(event for event in first if isinstance(event, Progress))
    with pytest.raises(EngineError) as caught:
        next(engine.submit(job()))
    assert caught.value.code == "engine.busy"

    waiting = engine.submit(job(), wait=True, job_id="second")
    assert next(waiting) is None
    engine.cancel("first")
    assert isinstance(real(first)[-1], Stopped)
    assert isinstance(real(waiting)[-1], Result)


def test_a_waiting_job_can_be_cancelled_and_the_running_one_goes_on(make):
    engine = make(cls=WarmEngine)
    first = engine.submit(job("slow"), job_id="first")
    next(event for event in first if isinstance(event, Progress))
    waiting = engine.submit(job(), wait=True, job_id="second")
    next(waiting)
    engine.cancel("second")
    assert real(waiting) == [Stopped("second")]
    assert next(event for event in first if event is not None)
    engine.cancel()
    assert isinstance(real(first)[-1], Stopped)


@pytest.mark.parametrize("fake", ["ok", "no-hello"])
def test_cancel_while_the_engine_starts(make, fake):
    engine = make(fake, cls=WarmEngine)
    events = []
    begun = time.monotonic()
    for event in engine.submit(job("slow"), job_id="j"):
        engine.cancel("j")
        events.append(event)
    assert events[-1] == Stopped("j")
    assert time.monotonic() - begun < 4


def test_close_ends_a_running_job(make):
    engine = make(cls=WarmEngine)
    events = engine.submit(job("slow"))
    next(event for event in events if isinstance(event, Progress))
    pid = engine.pid
    engine.close()
    assert isinstance(real(events)[-1], Stopped)
    assert not is_running(pid)
    with pytest.raises(EngineError):
        next(engine.submit(job()))


def test_an_engine_that_cannot_start_says_so_each_time(make):
    engine = make("die-at-start", cls=WarmEngine)
    for _ in range(2):
        with pytest.raises(EngineError) as caught:
            list(engine.submit(DoctorJob()))
        assert caught.value.code == "engine.start"
        assert not engine.busy


def test_job_ids_differ():
    assert len({new_job_id() for _ in range(100)}) == 100


def test_a_training_gets_time_for_its_checkpoint(make):
    """Its longer patience counts, not that of the other jobs."""
    patience = Patience(hello_s=10, cancel_s=0.05, training_cancel_s=1.0, terminate_s=0.4, tick_s=0.05)
    engine = started(make, "deaf", patience=patience)
    events = engine.submit(TrainJob({}, "o"))
    assert isinstance(real([next(events)])[0], Ready)
    engine.cancel()
    begun = time.monotonic()
    assert isinstance(real(events)[-1], Stopped)
    assert time.monotonic() - begun > 0.9
