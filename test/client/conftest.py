"""A Python whose venv and pip are scripted, so that set-ups take milliseconds and fail where a test wants them to."""

import sys

import pytest

# FAKE_SETUP says what goes wrong: venv-fails, pip-no-match, pip-network, pip-disk-full, pip-slow, check-torch, check-crash
_SCRIPT = '''#!{python} -I
import json, os, pathlib, shutil, subprocess, sys, time
mode = os.environ.get("FAKE_SETUP", "ok")
words = [word for word in sys.argv[1:] if word not in ("-I", "-X", "utf8", "faulthandler")]
if words[0] == "-c":
    exec(words[1])
elif words[:2] == ["-m", "venv"]:
    if mode == "venv-fails":
        sys.exit("Error: the command ensurepip returned exit code 1")
    target = pathlib.Path(words[2]) / "bin" / "python"
    target.parent.mkdir(parents=True)
    shutil.copy(__file__, target)
elif words[:2] == ["-m", "pip"]:
    print("proxy:", os.environ.get("HTTPS_PROXY", "none"), "words:", words)
    print("Collecting tiny==1.0 (from -r requirements.txt (line 1))")
    print("  Downloading tiny-1.0-py3-none-any.whl (25.0 MB)", flush=True)
    if mode == "pip-no-match":
        print("ERROR: Could not find a version that satisfies the requirement tiny==1.0 (from versions: none)")
        sys.exit("ERROR: No matching distribution found for tiny==1.0")
    if mode == "pip-network":
        print("WARNING: Retrying (Retry(total=0)) after connection broken by 'ProxyError(407 Proxy Authentication)': /x/")
        sys.exit("ERROR: No matching distribution found for tiny==1.0")
    if mode == "pip-disk-full":
        sys.exit("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device")
    if mode == "pip-slow":
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        pathlib.Path(os.environ["FAKE_PIDS"]).write_text("%d %d" % (os.getpid(), child.pid))
        time.sleep(60)
    print("Installing collected packages: tiny", flush=True)
    site = pathlib.Path(__file__).parents[1] / "lib" / "python3" / "site-packages"
    (site / "tiny-1.0.dist-info").mkdir(parents=True)
    time.sleep(0.3)
    print("Successfully installed tiny-1.0")
else:
    if mode == "check-crash":
        sys.exit("ImportError: libtorch_cpu.so: cannot open shared object file")
    ok = mode != "check-torch"
    print(json.dumps(dict(ok=ok, package="" if ok else "torch", reason="" if ok else "OSError: c10.dll", facts=dict(threads=2))))
'''


@pytest.fixture
def fake_python(tmp_path):
    """The path of the scripted Python."""
    if sys.platform == "win32":
        pytest.skip("the scripted Python is a POSIX script")
    path = tmp_path / "base" / "python3"
    path.parent.mkdir()
    path.write_text(_SCRIPT.replace("{python}", sys.executable))
    path.chmod(0o755)
    return str(path)
