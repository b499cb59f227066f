"""Whatever is said arrives as it was said, and what is no message is refused in words."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from landweave.core.contract import events
from landweave.core.contract.wire import (
    COMMAND_TYPES,
    MAX_LINE_BYTES,
    Cancel,
    Quit,
    Run,
    WireError,
    decode_command,
    decode_event,
    encode,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
numbers = st.floats(allow_nan=False, allow_infinity=False)
facts = st.dictionaries(st.text(), json_values, max_size=3)
EVENTS = st.one_of(
    st.builds(events.Hello, st.integers(), st.text(), st.text(), st.integers()),
    st.builds(events.Ready, st.text(), st.text(), st.text(), st.integers()),
    st.builds(events.Progress, st.text(), st.text(), numbers, numbers, st.text(), st.none() | numbers, st.none() | numbers),
    st.builds(events.Partial, st.text(), st.text(), st.text()),
    st.builds(events.Metric, st.text(), st.text(), numbers, st.integers(), st.text()),
    st.builds(events.Log, st.text(), st.text(), st.text(), st.text(), facts),
    st.builds(events.Heartbeat, st.text()),
    st.builds(events.Result, st.text(), st.dictionaries(st.text(), st.text(), max_size=3), facts),
    st.builds(events.Failure, st.text(), st.text(), st.text(), st.text(), facts, st.text()),
    st.builds(events.Stopped, st.text()),
)


@given(EVENTS)
def test_an_event_arrives_as_it_was_sent(event):
    line = encode(event)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert decode_event(line) == event


@given(st.one_of(st.builds(Run, st.text(), facts), st.builds(Cancel, st.text()), st.just(Quit())))
def test_a_command_arrives_as_it_was_sent(command):
    assert decode_command(encode(command)) == command


def test_every_type_has_a_tag_of_its_own():
    assert len(set(events.EVENT_TYPES.values())) == len(events.EVENT_TYPES) == 10
    assert set(events.TERMINAL) <= set(events.EVENT_TYPES.values())
    assert len(dict(COMMAND_TYPES)) == 3


def test_a_newer_engine_may_say_more():
    line = b'{"type": "progress", "id": "a", "stage": "s", "done": 1, "total": 2, "mood": "good", "unit": "tiles"}\n'
    assert decode_event(line) == events.Progress("a", "s", 1.0, 2.0, "tiles")
    assert decode_event(b'{"type": "dream", "id": "a"}') is None
    assert decode_command(b'{"type": "dance"}') is None


def test_what_may_be_left_out_has_a_default():
    assert decode_event(b'{"type":"failure","id":"a","code":"c","message":"m"}') == events.Failure("a", "c", "m")


@pytest.mark.parametrize(
    ("line", "said"),
    [(b"", "JSON"), (b"{", "JSON"), (b"\xff\xfe", "JSON"), (b"[1]", "object"), (b"null", "object"), (b'{"id": "a"}', "type"),
     (b'{"type": 5}', "type"), (b'{"type": "progress", "id": "a"}', "stage"), (b'{"type": "cancelled", "id": 7}', "id"),
     (b'{"type": "progress", "id": "a", "stage": "s", "done": "1", "total": 2}', "done"),
     (b'{"type": "progress", "id": "a", "stage": "s", "done": true, "total": 2}', "done"),
     (b'{"type": "result", "id": "a", "outputs": {"x": 5}}', "outputs.x"), (b"[" * 100_000, "JSON"),
     (b'{"type":"log","id":"' + b"x" * MAX_LINE_BYTES + b'"}', "bytes")],
)  # fmt: skip
def test_a_bad_line_is_refused_by_name(line, said):
    with pytest.raises(WireError, match=said):
        decode_event(line)


def test_numbers_that_json_does_not_have_are_not_sent():
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON"):
            encode(events.Metric("a", "loss", value))


def test_a_line_is_plain_json_with_its_fields():
    event = events.Partial("a", "classes", "/tmp/ü.tif")
    assert json.loads(encode(event)) == {"type": "partial", **dataclasses.asdict(event)}
