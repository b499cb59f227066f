"""Every package of the engine is pinned and stands with a licence that goes with the GPL-3.0-or-later."""

import pathlib
import re

RESOURCES = pathlib.Path(__file__).resolve().parents[1] / "resources"
COMPATIBLE = {"MIT", "MIT-CMU", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0", "PSF-2.0", "ISC"}


def packages():
    lines = (RESOURCES / "engine-requirements.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_each_is_pinned_with_a_compatible_licence():
    assert len(packages()) > 30
    for line in packages():
        found = re.fullmatch(r"[A-Za-z0-9_.-]+==[^ ;]+(?: *;[^#]*)? +# (.+)", line)
        assert found, f"no pin or no licence: {line}"
        assert set(re.split(r" or | and |; ", found[1])) <= COMPATIBLE, line


def test_what_people_ask_for_is_among_them():
    wanted = re.findall(r"^([a-z][\w-]*)", (RESOURCES / "engine-requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in packages()}
    assert len(wanted) > 10
    assert {name.replace("_", "-") for name in wanted} <= pinned
