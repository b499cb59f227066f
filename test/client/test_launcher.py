"""The command `landweave` in an environment whose path, like the plugin's, has spaces and quotes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from landweave.core.client import launcher
from landweave.core.client.home import package_root
from landweave.core.contract.version import VERSION

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the script is a shell's")


@pytest.fixture
def environment(tmp_path):
    """An empty virtual environment: help, version and imports need no package."""
    folder = tmp_path / "it's an ünvironment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, encoding="utf-8", **options)


def python(environment):
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def moved(tmp_path, name):
    """A plugin folder of another name with as much of it as starts."""
    root = tmp_path / name
    for part in ("core", "models"):
        shutil.copytree(Path(package_root()) / part, root / part, ignore=shutil.ignore_patterns("__pycache__", "*.safetensors"))
    for file in ("__init__.py", "__main__.py"):
        shutil.copy(Path(package_root()) / file, root / file)
    return root


def test_the_command_the_module_and_the_import_work_from_anywhere(environment, tmp_path):
    root = moved(tmp_path, "a 'plugin' $HOME")
    command = launcher.write_launcher(str(environment), str(root), {"MALLOC_ARENA_MAX": "1"})
    (tmp_path / "core").mkdir()  # nothing beside us is taken for the package
    (tmp_path / "landweave.py").write_text("raise SystemExit('wrong one')")
    done = run(command, "--version", cwd=tmp_path)
    assert (done.stdout.strip(), done.returncode) == (VERSION, 0), done.stderr
    assert run(command, "segment").returncode == 2  # wrong usage
    code = "import landweave; print(landweave.__file__, landweave.segment.__name__); from landweave import JobError"
    assert run(python(environment), "-m", "landweave", "--version").stdout.strip() == VERSION
    done = run(python(environment), "-c", code, cwd=environment)
    assert done.stdout.strip() == f"{root / '__init__.py'} segment", done.stderr
    assert run(python(environment), root, "--version", cwd=root).stdout.strip() == VERSION  # by its folder


def test_a_plugin_that_was_moved_is_said_and_can_be_found_again(environment, tmp_path):
    root = moved(tmp_path, "first")
    command = launcher.write_launcher(str(environment), str(root), {})
    there = tmp_path / "second"
    root.rename(there)
    done = run(command, "--version")
    assert done.returncode == 1
    assert f"no longer in '{root}'" in done.stderr
    assert "Set up engine" in done.stderr
    again = run(python(environment), there / "core" / "client" / "launcher.py", environment)
    assert again.stdout.strip() == command, again.stderr
    assert run(command, "--version").stdout.strip() == VERSION


@posix_only
def test_the_script_passes_arguments_and_variables_on(tmp_path):
    (tmp_path / "python").write_text('#!/bin/sh\nprintf "%s|" "$A" "$B" "$@"\n')
    (tmp_path / "python").chmod(0o755)
    script = tmp_path / "landweave"
    script.write_text(launcher.posix_script(str(tmp_path / "python"), {"A": "1", "B": "2"}))
    script.chmod(0o755)
    done = run(script, "a b", "*", "", env={**os.environ, "B": "mine"})
    assert done.stdout == "1|mine|-I|-X|utf8|-m|landweave|a b|*||"


def test_a_folder_that_is_no_environment_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError):
        launcher.write_launcher(str(tmp_path), "x", {})
