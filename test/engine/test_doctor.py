"""The doctor names the one thing that is missing, in environments that lack it."""

import json
import subprocess
import sys
import textwrap

import pytest

pytest.importorskip("torch")

from landweave.core.engine import boot, doctor


@pytest.fixture(scope="module")
def healthy():
    return doctor.check()


def test_this_environment_is_complete(healthy):
    assert healthy == doctor.DoctorReport(True, facts=healthy.facts)
    facts = healthy.facts
    assert set(facts["versions"]) == set(doctor.PACKAGES.values())
    assert facts["versions"]["torch"].count(".") >= 2
    assert facts["devices"][0]["name"] == "cpu"
    assert facts["threads"] >= 1
    assert json.loads(json.dumps(facts)) == facts


# A PROJ database of another version, as QGIS's variables would point to, is simulated by one that is not there.
SPOILT_PROJ = """
    import os
    os.environ["PROJ_DATA"] = os.environ["PROJ_LIB"] = "/nowhere"
    import rasterio.env
    rasterio.env.PROJDataFinder.find_file = lambda self, name: None
    rasterio.env.PROJDataFinder.search = lambda self, prefix=None: None
"""


def checked(before):
    """The report of a new process in which `before` has spoilt something."""
    code = textwrap.dedent(f"""
        import importlib, runpy, sys
        boot = runpy.run_path({boot.__file__!r})
        {textwrap.indent(textwrap.dedent(before), "        ").strip()}
        sys.exit(boot["main"](["check"]))
    """)
    command = [sys.executable, "-I", "-X", "utf8", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    report = json.loads(done.stdout)  # one JSON document and nothing else
    assert done.returncode == (0 if report["ok"] else 1)
    return report


@pytest.mark.parametrize(
    ("module", "package"),
    [("numpy", "numpy"), ("rasterio", "rasterio"), ("shapely", "shapely"), ("torch", "torch"), ("PIL", "pillow")],
)
def test_a_missing_package_is_named(module, package):
    report = checked(f"""
        class Missing:
            def find_spec(self, name, path=None, target=None):
                if name.split(".")[0] == {module!r}:
                    raise ModuleNotFoundError("No module named " + name, name=name)
        sys.meta_path.insert(0, Missing())
    """)
    assert (report["ok"], report["package"]) == (False, package)
    assert "missing" in report["reason"]


@pytest.mark.parametrize(
    ("before", "package", "said"),
    [
        (SPOILT_PROJ, "rasterio", "PROJ"),
        ("import torch; torch.nn.functional.conv2d = lambda *a: (_ for _ in ()).throw(OSError('c10.dll'))", "torch", "c10.dll"),
        ("import shapely; shapely.geos_version = (3, 10, 2)", "shapely", "GEOS"),
        ("import pyogrio; pyogrio.list_drivers = lambda write: {}", "pyogrio", "GeoPackage"),
    ],
    ids=["proj", "torch", "geos", "ogr"],
)
def test_a_package_that_imports_but_does_not_work_is_named(before, package, said):
    report = checked(before)
    assert (report["ok"], report["package"]) == (False, package)
    assert said in report["reason"]


def test_the_report_is_alone_on_stdout():
    report = checked("""
        import numpy
        print("a library that prints when it is imported", file=sys.stderr)
        real = importlib.import_module
        def noisy(name, package=None):
            print("noise", name)
            return real(name, package)
        importlib.import_module = noisy
    """)
    assert report["ok"]


def test_the_error_is_a_sentence():
    report = doctor.DoctorReport(False, "engine.package", "torch", "OSError: c10.dll")
    assert str(report.error()).startswith("The engine cannot use the package 'torch': OSError: c10.dll.")
