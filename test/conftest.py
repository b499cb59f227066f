"""How tests import the checkout: its root is the package `landweave`, whatever the folder is called."""

import importlib.util
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
NAME = "landweave"

if NAME not in sys.modules:
    spec = importlib.util.spec_from_file_location(NAME, ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = module
    spec.loader.exec_module(module)


def pytest_sessionfinish(session):
    """Nothing of the plugin may have been imported under a second name (core.x beside landweave.core.x)."""
    twice = sorted(
        name
        for name, loaded in list(sys.modules.items())
        if (file := getattr(loaded, "__file__", None))
        and pathlib.Path(file).is_relative_to(ROOT)
        and not pathlib.Path(file).is_relative_to(ROOT / "test")
        and not any(part.startswith(".") for part in pathlib.Path(file).relative_to(ROOT).parts)
        and not name.startswith(NAME)
        and pathlib.Path(file) != ROOT / "__init__.py"
    )
    if twice:
        raise pytest.UsageError(f"imported under a second name: {twice}")


@pytest.fixture(scope="session")
def real_data():
    """The real imagery beside the project; tests that use it skip, saying so, where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the real imagery is not here: {folder}")
    return folder
