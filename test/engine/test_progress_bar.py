"""Progress for people: on a terminal, in a log."""

import io
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from landweave.core.contract.events import Progress
from landweave.core.engine.progress_bar import ProgressBar, columns_of, duration, live_line, plain_line


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


def make(live, columns=80):
    stream, clock = io.StringIO(), Clock()
    return ProgressBar(stream, live, lambda: columns, clock), stream, clock


def at(done, total=10.0, stage="segment", **options):
    return Progress("1", stage, done, total, **{"unit": "Mpx", **options})


def screen(text):
    """What a terminal shows in the end, line by line."""
    lines = [""]
    for part in text.replace("\n", "\0\n\0").split("\0"):
        if part == "\n":
            lines.append("")
            continue
        for piece in part.split("\r"):
            lines[-1] = piece + lines[-1][len(piece):]
    return [line.rstrip() for line in lines]


def test_a_terminal_has_one_line_that_is_rewritten():
    bar, stream, clock = make(True)
    for done in range(11):
        bar.show(at(float(done), rate=2.0, eta_s=(10 - done) / 2))
        clock.now += 1
    assert "\n" not in stream.getvalue()
    assert screen(stream.getvalue()) == ["mapping [" + "#" * 30 + "] 100 %  10 of 10 Mpx  2 Mpx/s  0 s left"]
    bar.line("warning: x")
    bar.show(at(0.0, stage="polygons", unit=""))
    assert screen(stream.getvalue())[0] == "warning: x"
    assert screen(stream.getvalue())[1].startswith("polygons [-")
    bar.close()
    assert screen(stream.getvalue()) == ["warning: x", ""]


def test_a_terminal_is_not_drawn_on_without_end_but_the_last_is_always_shown():
    bar, stream, clock = make(True)
    for step in range(10_000):
        bar.show(at(step / 1000))
        clock.now += 0.0001
    drawn = stream.getvalue().count("\r")
    assert drawn <= 12
    bar.show(at(10.0))
    bar.show(at(10.0))
    assert stream.getvalue().count("\r") == drawn + 1
    assert "100 %" in stream.getvalue()


def test_a_log_has_a_line_every_few_seconds():
    bar, stream, clock = make(False)
    for step in range(240):  # a minute
        bar.show(at(step / 24, eta_s=60 - step / 4))
        clock.now += 0.25
    bar.show(at(10.0))
    lines = stream.getvalue().splitlines()
    assert 11 <= len(lines) <= 14
    assert lines[-1] == "mapping: 100 %, 10 of 10 Mpx"
    assert "\r" not in stream.getvalue()


def test_a_short_job_writes_nothing_into_a_log():
    bar, stream, clock = make(False)
    for stage in ("prepare", "segment", "finish"):
        bar.show(at(0.0, stage=stage))
        clock.now += 1
        bar.show(at(10.0, stage=stage))
    bar.close()
    assert stream.getvalue() == ""


@given(st.integers(20, 200), st.floats(0, 1e7), st.floats(0, 1e7), st.none() | st.floats(1e-3, 1e6),
       st.none() | st.floats(0, 1e8),
       st.sampled_from(["segment", "train", "another stage", "분할하는 중입니다"]))
def test_a_line_never_wraps(columns, done, total, rate, eta_s, stage):
    line = live_line(Progress("1", stage, done, total, "Mpx", rate, eta_s), columns)
    assert columns_of(line) <= columns
    assert "%" in line


def test_what_gives_way_in_a_narrow_terminal():
    progress = at(5.0, rate=2.0, eta_s=2.5)
    assert "Mpx/s" not in live_line(progress, 50)
    assert live_line(progress, 40).endswith("2 s left")
    assert live_line(progress, 20) == "mapping  50 %"


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "0 s"), (59.6, "1:00 min"), (200, "3:20 min"), (7500, "2:05 h"),
                                               (3 * 86400, "3.0 days")])
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_amounts_of_a_log():
    line = plain_line(at(1234.4, 5000.0, rate=0.0123, eta_s=65))
    assert line == "mapping: 25 %, 1,234 of 5,000 Mpx, 0.0123 Mpx/s, 1:05 min left"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_a_real_terminals_width_is_used():
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    with os.fdopen(slave, "w") as stream:
        ProgressBar(stream).show(at(5.0, rate=2.0, eta_s=2.5))
    text = os.read(master, 1000).decode()
    os.close(master)
    assert text.startswith("\rmapping [")
    assert len(text.strip()) < 40
