"""What is read out of pip's sentences, with lines as pip 23 to 26 print them."""

import pytest
from landweave.core.client.pip_output import PipProgress


@pytest.fixture
def pip(tmp_path):
    return PipProgress(["torch", "numpy", "attrs", "x"], downloads=str(tmp_path))


def feed(pip, text):
    for line in text.strip().splitlines():
        pip.read(line)


def test_progress_follows_the_file_that_grows(pip, tmp_path):
    feed(pip, """
Collecting torch==2.13.0 (from -r /x/requirements.txt (line 39))
  Downloading torch-2.13.0-cp312-none-win_amd64.whl (200.0 MB)
""")
    assert pip.detail == "torch 0 / 200 MB"
    folder = tmp_path / "pip-unpack-x"
    folder.mkdir()
    (folder / "torch-2.13.0-cp312-none-win_amd64.whl").write_bytes(b"\0" * 50_000_000)
    assert pip.detail == "torch 50 / 200 MB"
    # a fifth of the whole is the looking up (1 of 4), the rest the downloads, of which torch counts as 30 of 33
    assert pip.fraction == pytest.approx(0.2 / 4 + 0.8 * 0.25 * 30 / 33)
    (folder / "torch-2.13.0-cp312-none-win_amd64.whl").unlink()  # pip has taken it
    assert pip.fraction == pytest.approx(0.2 / 4 + 0.8 * 30 / 33)


def test_cached_and_local_files_count_at_once(pip):
    feed(pip, """
Collecting numpy==2.4.6
  Using cached numpy-2.4.6-cp311-cp311-manylinux.whl (16.4 MB)
Processing /opt/wheels/torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl
Collecting attrs==26.1.0
  Downloading https://example/attrs-26.1.0-py3-none-any.whl (67 kB)
""")
    assert pip.fraction == pytest.approx(0.2 * 2 / 4 + 0.8 * 31 / 33)  # attrs is announced, not there yet


def test_it_is_never_more_than_whole(pip):
    for index in range(60):
        feed(pip, f"Collecting p{index}\n  Downloading p{index}-1-py3-none-any.whl (1.5 kB)")
    assert 0.99 < pip.fraction <= 1.0


def test_installing(pip):
    feed(pip, "Installing collected packages: mpmath, typing-extensions, torch")
    assert pip.installing == ["mpmath", "typing-extensions", "torch"]
    assert pip.detail == "3 packages"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Collecting x\nERROR: Could not find a version\nERROR: No matching distribution found for x==9\n\n[notice] A new pip",
         "No matching distribution found for x==9"),
        ("Collecting x\n/usr/bin/python: No module named pip", "/usr/bin/python: No module named pip"),
        ("WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(\"no route\")': /simple/x/\n"
         "ERROR: No matching distribution", "No matching distribution (network: NewConnectionError(\"no route\"))"),
        ("", "pip said nothing"),
    ],
)  # fmt: skip
def test_the_reason_is_the_last_line_that_says_something(pip, text, reason):
    feed(pip, text)
    assert pip.reason == reason


def test_a_full_disk_is_known(pip):
    feed(pip, "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device")
    assert pip.disk_full
