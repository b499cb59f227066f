"""Every error says what happened and what to do."""

import string

import pytest
from landweave.core.contract.errors import SENTENCES, Cancelled, EngineError, JobError, LandweaveError, fill


@pytest.mark.parametrize("code", SENTENCES)
def test_sentences_are_whole(code):
    message, hint = SENTENCES[code]
    for text in (message, hint):
        assert text[0].isupper() or text[0] in "'{"
        assert text.endswith(".")
        fields = [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
        assert all(field.isidentifier() for field in fields)


def test_data_fills_the_sentences():
    error = JobError("raster.band_number", band=5, path="a.tif", count=3)
    assert str(error) == "Band 5 was asked for, but 'a.tif' has 3 band(s). Choose bands between 1 and 3."
    assert error.data == {"band": 5, "path": "a.tif", "count": 3}


def test_a_forgotten_placeholder_does_not_hide_the_error():
    assert fill("no {reason} for {what}", {"what": "x"}) == "no {reason} for x"


def test_braces_in_values_are_only_text():
    assert "{0} {path}" in JobError("raster.missing", path="{0} {path}").message


def test_an_unknown_code_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        JobError("no.such.code")


def test_the_tree():
    assert issubclass(JobError, LandweaveError)
    assert issubclass(EngineError, LandweaveError)
    assert not issubclass(Cancelled, LandweaveError)
