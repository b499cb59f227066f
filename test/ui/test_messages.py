"""The translated sentences are those of the contract, and every text of the QGIS side can be translated."""

import ast
import pathlib

import pytest
from landweave.core.contract.errors import SENTENCES, JobError
from landweave.core.contract.events import Failure
from landweave.ui import messages

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = [ROOT / "plugin.py", *sorted((ROOT / "ui").rglob("*.py"))]


def test_the_table_is_the_contracts():
    assert messages.error_sentences() == SENTENCES


def test_every_sentence_has_the_contracts_placeholders_filled():
    error = JobError("output.disk_small", needed_mb=30, free_mb=2, path="/data")
    message, hint = messages.describe_error(error)
    assert message == "The result needs about 30 MB, but only 2 MB are free in '/data'."
    assert hint == error.hint


def test_a_translation_is_used_and_filled(monkeypatch):
    monkeypatch.setattr(messages, "translate", lambda context, text: f"<{context}> {text}")
    message, _hint = messages.describe("raster.missing", {"path": "x.tif"})
    assert message == "<Landweave> The raster 'x.tif' does not exist."


def test_an_unknown_code_falls_back_to_the_engines_english():
    failure = Failure("1", "from.the.future", "Something new.", "Do this.", {"a": 1})
    assert messages.describe_error(failure) == ("Something new.", "Do this.")
    assert messages.describe("nobody.knows", {}) == ("nobody.knows", "")


def test_missing_data_stays_visible_instead_of_failing():
    assert messages.describe("raster.missing", {})[0] == "The raster '{path}' does not exist."


def test_warnings_fall_back_to_their_own_words():
    assert messages.describe_warning({"code": "x", "message": "It is dark.", "data": {}}) == "It is dark."
    assert messages.describe_warning({"code": "x"}) == "x"


def calls_of_translate(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "translate":
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_translate_gets_literals_only(path):
    """lupdate reads the source: a variable, an f-string or another context would never be translated."""
    for call in calls_of_translate(path):
        values = [getattr(argument, "value", None) for argument in call.args[:2]]
        assert values[0] == "Landweave", f"line {call.lineno}"
        assert isinstance(values[1], str), f"line {call.lineno}"
