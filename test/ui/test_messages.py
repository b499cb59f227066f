"""The translated sentences are those of the contract; codes that nobody knows fall back to the engine's own words."""

from landweave.core.contract.errors import SENTENCES, WARNINGS, JobError, warning
from landweave.core.contract.events import Failure
from landweave.ui import messages, sentences


def test_the_tables_are_the_contracts():
    assert sentences.error_sentences() == SENTENCES, "run `make translations`"
    assert sentences.warning_sentences() == WARNINGS, "run `make translations`"


def test_every_sentence_has_the_contracts_placeholders_filled():
    error = JobError("output.disk_small", needed_mb=30, free_mb=2, path="/data")
    message, hint = messages.describe_error(error)
    assert message == "The result needs about 30 MB, but only 2 MB are free in '/data'."
    assert hint == error.hint


def test_a_translation_is_used_and_filled(monkeypatch):
    monkeypatch.setattr(sentences, "translate", lambda context, text: f"<{context}> {text}")
    message, _hint = messages.describe("raster.missing", {"path": "x.tif"})
    assert message == "<Landweave> The raster 'x.tif' does not exist."


def test_an_unknown_code_falls_back_to_the_engines_english():
    failure = Failure("1", "from.the.future", "Something new.", "Do this.", {"a": 1})
    assert messages.describe_error(failure) == ("Something new.", "Do this.")
    assert messages.describe("nobody.knows", {}) == ("nobody.knows", "")


def test_missing_data_stays_visible_instead_of_failing():
    assert messages.describe("raster.missing", {})[0] == "The raster '{path}' does not exist."


def test_a_warning_carries_what_its_sentence_needs():
    sent = warning("plan.resampled", layer_m="0.1", model_m="0.3")
    assert messages.describe_warning(sent) == sent["message"]
    assert sent["message"].startswith("The layer has 0.1 m a pixel; it is resampled to 0.3 m")


def test_an_errors_code_can_be_a_warning():
    """The client warns of silence with the words of the error."""
    sent = {"code": "engine.silent", "message": "", "data": {"seconds": 61}}
    assert messages.describe_warning(sent) == "The engine has not answered for 61 seconds."


def test_warnings_fall_back_to_their_own_words():
    assert messages.describe_warning({"code": "x", "message": "It is dark.", "data": {}}) == "It is dark."
    assert messages.describe_warning({"code": "x"}) == "x"
