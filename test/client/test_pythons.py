"""Finding a Python to build from: asked, never guessed."""

import os
import sys

import pytest
from landweave.core.client import pythons
from landweave.core.contract.errors import EngineError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes POSIX scripts")


def script(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def refusal(path):
    with pytest.raises(EngineError) as caught:
        pythons.check_base_python(path)
    assert caught.value.code == "engine.wrong_python"
    return caught.value.data["reason"]


def answer(**changes):
    import json

    facts = {"version": "3.12.4", "minor": [3, 12], "bits": 64, "base": "/x", "implementation": "cpython", **changes}
    return f"#!/bin/sh\necho '{json.dumps(facts)}'\n"


def test_this_python_can_build():
    assert pythons.check_base_python(sys.executable).version == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.parametrize(
    ("text", "said"),
    [("#!/bin/sh\necho \"ModuleNotFoundError: No module named 'ensurepip'\" >&2; exit 1\n", "ensurepip"),
     ("#!/bin/sh\nexit 3\n", "exit code 3"), ("#!/bin/sh\necho hello\n", "no Python"), ("#!/bin/sh\necho 12\n", "no Python"),
     (answer(version="3.8.1", minor=[3, 8]), "3.8.1"), (answer(bits=32), "32-bit"), (answer(implementation="pypy"), "pypy"),
     ("no program", "format")],
)  # fmt: skip
def test_a_python_that_cannot_is_refused_with_the_reason(tmp_path, text, said):
    assert said in refusal(script(tmp_path, "python3", text))


def test_one_that_hangs_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(pythons, "_PROBE_TIMEOUT_S", 0.3)
    assert "did not answer" in refusal(script(tmp_path, "python3", "#!/bin/sh\nexec sleep 30\n"))


def test_a_folder_and_nothing(tmp_path):
    assert refusal(str(tmp_path))
    assert refusal(str(tmp_path / "nothing"))


def test_each_installation_is_listed_once_and_bad_ones_are_left_out(tmp_path, monkeypatch):
    good = script(tmp_path, "a", answer(base="/same"))
    shim = script(tmp_path, "b", answer(base="/same"))
    bad = script(tmp_path, "c", answer(minor=[2, 7]))
    other = script(tmp_path, "d", answer(base="/other", version="3.13.0", minor=[3, 13]))
    monkeypatch.setattr(pythons, "_candidates", lambda: iter([bad, good, shim, other]))
    assert [python.path for python in pythons.find_base_pythons()] == [good, other]


def test_the_search_finds_what_is_on_the_path_and_prefers_our_own_version(tmp_path, monkeypatch):
    if sys.version_info[:2] not in pythons.SUPPORTED:
        pytest.skip("this Python cannot build engines")
    os.symlink(sys.executable, tmp_path / f"python{sys.version_info[0]}.{sys.version_info[1]}")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = pythons.find_base_pythons()
    assert found[0].path == str(tmp_path / f"python{sys.version_info[0]}.{sys.version_info[1]}")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_the_program_that_runs_us_is_never_a_candidate_there(tmp_path, monkeypatch, platform):
    """On Windows and macOS it is QGIS, and starting it opens a second QGIS."""
    qgis = script(tmp_path, "QGIS", "#!/bin/sh\n")
    monkeypatch.setattr(sys, "executable", qgis)
    monkeypatch.setattr(sys, "platform", platform)
    assert qgis not in list(pythons._candidates())
