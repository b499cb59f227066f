"""Setting the engine up: whole or not at all, one at a time, and it says what is wrong."""

import hashlib
import json
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
import zipfile

import pytest
from landweave.core.client import environment, home, pythons, setup
from landweave.core.client.lock import exclusive, holder_of
from landweave.core.contract.errors import Cancelled, EngineError
from landweave.test.fake_engine import install

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="uses the scripted Python")


@pytest.fixture
def place(tmp_path):
    return str(tmp_path / "home with spaces and ü")


@pytest.fixture
def requirements(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text("# the engine\ntiny==1.0   # MIT\n\n")
    return str(path)


@pytest.fixture
def build(place, requirements, fake_python):
    def run(**options):
        return setup.build(place, **{"base_python": fake_python, "requirements": requirements, "needed_mb": 1, **options})

    return run


def folders(place):
    root = pathlib.Path(place) / "engines"
    return sorted(root.iterdir()) if root.is_dir() else []


def failure(call, **options):
    with pytest.raises(EngineError) as caught:
        call(**options)
    return caught.value


def test_nothing_is_set_up_at_first(place, requirements):
    assert environment.status(place, requirements).state == "missing"


def test_build_makes_a_ready_engine(build, place, requirements):
    seen = []
    status = build(report=seen.append)
    assert status.state == "ready"
    assert environment.status(place, requirements) == status
    assert os.access(status.python, os.X_OK)
    ready = json.loads((folders(place)[0] / "ready.json").read_text())
    assert ready["facts"] == {"threads": 2}
    assert ready["python"].startswith("3.")
    assert not (folders(place)[0] / "downloads").exists()
    command = folders(place)[0] / "bin" / "landweave"
    assert os.access(command, os.X_OK)
    assert shlex.quote(status.python) in command.read_text()
    log = pathlib.Path(environment.setup_log(place)).read_text()
    assert "Successfully installed tiny-1.0" in log
    assert "-m venv" in log

    assert [p.percent for p in seen] == sorted(p.percent for p in seen)
    assert list(dict.fromkeys(p.stage for p in seen)) == ["python", "download", "install", "check", "done"]
    assert seen[-1].percent == 100.0
    assert any("tiny" in p.detail and "25 MB" in p.detail for p in seen)


@posix_only
@pytest.mark.parametrize(
    ("mode", "code", "step", "said"),
    [("venv-fails", "engine.setup", "python", "ensurepip"),
     ("pip-no-match", "engine.setup", "download", "No matching distribution"),
     ("pip-network", "engine.setup", "download", "407 Proxy"), ("pip-disk-full", "engine.disk", None, "MB"),
     ("check-torch", "engine.setup", "check", "torch: OSError: c10.dll"),
     ("check-crash", "engine.setup", "check", "libtorch_cpu.so")],
)  # fmt: skip
def test_a_set_up_that_fails_leaves_nothing_and_keeps_the_old(build, place, requirements, monkeypatch, mode, code, step, said):
    monkeypatch.setenv("FAKE_SETUP", mode)
    error = failure(build)
    assert (error.code, error.data.get("step")) == (code, step)
    assert said in error.message
    assert folders(place) == []
    assert environment.status(place, requirements).state == "missing"
    assert said in pathlib.Path(environment.setup_log(place)).read_text()

    monkeypatch.setenv("FAKE_SETUP", "ok")
    before = build()
    monkeypatch.setenv("FAKE_SETUP", mode)
    failure(build)
    assert environment.status(place, requirements) == before
    assert os.path.exists(before.python)


@posix_only
def test_cancel_ends_pip_and_its_children_and_leaves_nothing(build, place, requirements, monkeypatch, tmp_path):
    pids = tmp_path / "pids"
    monkeypatch.setenv("FAKE_SETUP", "pip-slow")
    monkeypatch.setenv("FAKE_PIDS", str(pids))
    asked = []

    def cancelled():
        if pids.exists() and pids.read_text().count(" ") and not asked:
            asked.append(time.monotonic())
        return bool(asked)

    with pytest.raises(Cancelled):
        build(cancelled=cancelled)
    assert time.monotonic() - asked[0] < 2
    assert folders(place) == []
    assert environment.status(place, requirements).state == "missing"
    time.sleep(0.1)
    for pid in map(int, pids.read_text().split()):
        stat = pathlib.Path(f"/proc/{pid}/stat")
        assert not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z"


def test_a_half_built_folder_is_never_used_and_is_cleared_away(build, place, requirements):
    key = home.environment_key(requirements, sys.version.split()[0])
    half = pathlib.Path(place) / "engines" / f"{key}-0123"
    python = pathlib.Path(home.environment_python(str(half)))
    python.parent.mkdir(parents=True)
    python.write_text("")
    assert environment.status(place, requirements).state == "missing"
    (half / "ready.json.77.partial").write_text("{}")
    (half / "ready.json").write_text('{"format": 1, "requi')  # a disk that filled up
    assert environment.status(place, requirements).state == "missing"
    assert build().state == "ready"
    assert not half.exists()


@posix_only
def test_a_set_up_that_is_killed_blocks_nobody(build, place, requirements, fake_python, monkeypatch, tmp_path):
    pids = tmp_path / "pids"
    root = home.package_root()
    script = tmp_path / "builder.py"
    script.write_text(textwrap.dedent(f"""
        import importlib.util, sys
        init, places = {os.path.join(root, "__init__.py")!r}, [{root!r}]
        spec = importlib.util.spec_from_file_location("landweave", init, submodule_search_locations=places)
        sys.modules["landweave"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["landweave"])
        from landweave.core.client.environment import build
        build({place!r}, {fake_python!r}, {requirements!r}, needed_mb=1)
    """))
    env = {**os.environ, "FAKE_SETUP": "pip-slow", "FAKE_PIDS": str(pids)}
    with subprocess.Popen([sys.executable, str(script)], env=env) as builder:
        while not (pids.exists() and " " in pids.read_text()):
            assert builder.poll() is None
            time.sleep(0.02)
        status = environment.status(place, requirements)
        assert (status.state, str(builder.pid) in status.reason) == ("building", True)
        error = failure(build)
        assert (error.code, error.data["pid"]) == ("engine.setup_running", builder.pid)
        assert failure(environment.remove, home=place).code == "engine.setup_running"
        builder.kill()
    for pid in map(int, pids.read_text().split()):  # pip itself would end at its next line
        os.kill(pid, signal.SIGKILL)
    assert environment.status(place, requirements).state == "missing"
    assert build().state == "ready"
    assert len(folders(place)) == 1


def test_of_two_set_ups_at_once_one_is_refused(build, place):
    inside, go_on = threading.Event(), threading.Event()

    def wait_inside(progress):
        inside.set()
        assert go_on.wait(10)

    first = threading.Thread(target=build, kwargs={"report": wait_inside})
    first.start()
    assert inside.wait(10)
    error = failure(build)
    assert (error.code, error.data["pid"]) == ("engine.setup_running", os.getpid())
    go_on.set()
    first.join(10)
    assert len(folders(place)) == 1


def test_a_lock_file_without_a_holder_is_no_lock(place):
    os.makedirs(place)
    path = os.path.join(place, "setup.lock")
    with open(path, "w") as file:
        file.write("1")  # process 1 always runs, and does not hold it
    assert holder_of(path) is None
    with exclusive(path):
        assert holder_of(path) == os.getpid()
    assert holder_of(path) is None


def test_a_status_look_up_does_not_disturb_a_set_up(place):
    """`holder_of` takes the lock for a moment: whoever wants it in earnest must try again."""
    os.makedirs(place)
    path = os.path.join(place, "setup.lock")
    stop = threading.Event()

    def look():
        while not stop.is_set():
            holder_of(path)

    watchers = [threading.Thread(target=look) for _ in range(2)]
    for watcher in watchers:
        watcher.start()
    try:
        for _ in range(50):
            with exclusive(path):
                pass
    finally:
        stop.set()
        for watcher in watchers:
            watcher.join()


def test_too_little_disk(build, place, monkeypatch):
    usage = shutil.disk_usage(os.path.dirname(place))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=500 * 10**6))
    error = failure(build, needed_mb=3000)
    assert (error.code, error.data["needed_mb"], error.data["free_mb"]) == ("engine.disk", 3000, 500)
    assert folders(place) == []


def test_a_home_that_cannot_be_made(requirements, tmp_path):
    (tmp_path / "file").write_text("")
    error = failure(lambda: setup.build(str(tmp_path / "file" / "home"), requirements=requirements))
    assert (error.code, error.data["step"]) == ("engine.setup", "prepare")


def test_no_python_at_all(build, monkeypatch):
    monkeypatch.setattr(pythons, "_candidates", lambda: iter(()))
    error = failure(build, base_python="")
    assert error.code == "engine.no_python"


def test_a_base_python_that_is_gone(build, tmp_path):
    assert failure(build, base_python=str(tmp_path / "gone")).code == "engine.wrong_python"


def test_the_engine_is_broken_when_its_python_goes(build, place, requirements):
    os.remove(build().python)
    status = environment.status(place, requirements)
    assert status.state == "broken"
    assert "gone" in status.reason
    assert build().state == "ready"


def test_other_requirements_need_another_engine_but_comments_do_not(build, place, requirements):
    build()
    text = pathlib.Path(requirements).read_text()
    pathlib.Path(requirements).write_text(text + "# nothing new\n")
    assert environment.status(place, requirements).state == "ready"
    pathlib.Path(requirements).write_text(text + "more==2\n")
    assert environment.status(place, requirements).state == "missing"


def test_the_newest_engine_counts_and_the_one_before_stays_until_the_next(build, place):
    first, second = build(), build()
    assert first.python != second.python
    assert os.path.exists(first.python)  # another QGIS window may be running it
    third = build()
    assert not os.path.exists(first.python)
    assert {os.path.exists(status.python) for status in (second, third)} == {True}


def test_use_this_python_instead(build, place, requirements, fake_python, monkeypatch):
    built = build()
    assert environment.use_python(place, fake_python) == environment.EnvironmentStatus("ready", fake_python, chosen=True)
    assert environment.status(place, requirements).python == fake_python

    monkeypatch.setenv("FAKE_SETUP", "check-torch")
    error = failure(environment.use_python, home=place, python=fake_python)
    assert error.data["package"] == "torch"
    monkeypatch.setenv("FAKE_SETUP", "ok")
    assert environment.status(place, requirements).python == fake_python  # a refused choice changes nothing

    os.remove(fake_python)
    assert environment.status(place, requirements).state == "broken"
    assert failure(environment.use_python, home=place, python=fake_python).code == "engine.wrong_python"
    assert os.path.exists(built.python)


def test_a_set_up_takes_over_from_a_chosen_python(build, place, fake_python):
    environment.use_python(place, fake_python)
    status = build()
    assert (status.state, status.chosen) == ("ready", False)


def test_remove(build, place, requirements, fake_python):
    build()
    environment.use_python(place, fake_python)
    environment.remove(place)
    assert folders(place) == []
    assert environment.status(place, requirements).state == "missing"
    environment.remove(place + "-never-made")


@posix_only
def test_proxies_reach_pip_and_their_password_reaches_no_log(build, place):
    proxies = environment.proxy_environment("proxy.example", 3128, "me", "s3cret")
    build(proxies=proxies, pip_args=["--index-url", "https://me:s3cret@mirror.example/packages"])
    log = pathlib.Path(environment.setup_log(place)).read_text()
    assert "proxy.example:3128" in log
    assert "mirror.example" in log
    assert "s3cret" not in log


@posix_only
def test_pip_arguments_come_from_the_environment(build, place, monkeypatch):
    monkeypatch.setenv("LANDWEAVE_PIP_ARGS", "--no-index --find-links '/a folder'")
    build()
    assert "'--no-index', '--find-links', '/a folder'" in pathlib.Path(environment.setup_log(place)).read_text()


def wheel(folder, name, version):
    """The smallest wheel that pip installs."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(path, text)
    return str(folder)


def test_with_the_real_venv_and_pip(place, requirements, tmp_path):
    """One set-up without any stand-in but the engine's own check: a wheel from a folder, no network."""
    words = ["--no-index", "--find-links", wheel(tmp_path / "wheels", "tiny", "1.0")]
    root = install(tmp_path / "plugin")
    status = setup.build(place, sys.executable, requirements, pip_args=words, root=root, needed_mb=1)
    assert status.state == "ready"
    command = [status.python, "-I", "-c", "import tiny; print(tiny.VERSION)"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "1.0"

    pathlib.Path(requirements).write_text("tiny==2.0\n")
    error = failure(lambda: setup.build(place, sys.executable, requirements, pip_args=words, root=root, needed_mb=1))
    assert "tiny==2.0" in error.message
    assert environment.status(place, requirements).state == "missing"
    assert len(folders(place)) == 1


# ---- where things are


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [("linux", {"XDG_DATA_HOME": "/x/data"}, "/x/data/landweave"), ("linux", {"HOME": "/h"}, "/h/.local/share/landweave"),
     ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/Landweave"), ("win32", {"LOCALAPPDATA": "/l"}, "/l/Landweave"),
     ("linux", {"LANDWEAVE_HOME": "/mine", "XDG_DATA_HOME": "/x"}, "/mine")],
)  # fmt: skip
@posix_only
def test_default_home(monkeypatch, platform, variables, expected):
    for name in ("LANDWEAVE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert environment.default_home() == expected


def test_the_shipped_requirements_are_pinned_and_licensed():
    lines = pathlib.Path(environment.default_requirements()).read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    for line in pins:
        requirement, _, licence = line.partition("#")
        assert requirement.count("==") == 1, line
        assert licence.strip(), line
    plain = [pin.split("==")[0].strip().lower().replace("_", "-") for pin in pins]
    assert len(set(plain)) == len(plain)
    wanted = pathlib.Path(environment.default_requirements()).with_suffix(".in").read_text().splitlines()
    names = {line.split("#")[0].strip().lower().replace("_", "-") for line in wanted} - {""}
    assert names <= set(plain)
    assert "torch" in names


def test_the_key_depends_on_requirements_and_minor_version(requirements):
    key = home.environment_key(requirements, "3.12.4")
    assert key == home.environment_key(requirements, "3.12.9")
    assert key != home.environment_key(requirements, "3.11.4")
    assert len(key) == 16
    assert hashlib.sha256(b"").hexdigest() != home.requirements_digest(requirements)
