"""A stand-in for the engine that speaks the protocol and misbehaves on request. Standard library only, run as a script.

`install(folder)` makes `folder` look like the plugin's folder to the client, with this file in the place of boot.py. What it
does is named by the variable LANDWEAVE_FAKE or, for one job, by the job's name ("fake:crash-segv"):

at the start   no-hello, wrong-protocol, die-at-start, noisy-start
for a job      ok (default), slow, failure, garbage, huge-line, crash-segv, crash-kill, exit-3, exit-0, deaf, deafer, grandchild,
               flood, silent, twice, stray, environment
for the check  check-ok (default), check-torch, check-crash
"""

import ctypes
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import time


def install(folder):
    """Copy this file to `folder`/core/engine/boot.py and return the folder as text, for `EngineProcess(package_root=...)`."""
    target = pathlib.Path(folder) / "core" / "engine" / "boot.py"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(__file__, target)
    return str(folder)


class Fake:
    """One fake engine; `serve` answers one `run` after the other."""

    def __init__(self):
        self.out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self.cancelled = threading.Event()
        self.quit = threading.Event()
        self.jobs = []
        self.arrived = threading.Condition()

    def send(self, type_, **fields):
        self.out.write(json.dumps({"type": type_, **fields}).encode() + b"\n")

    def listen(self):
        for line in sys.stdin.buffer:
            command = json.loads(line)
            if command["type"] in ("cancel", "quit"):
                self.cancelled.set()
            with self.arrived:
                self.jobs.append(command)
                self.arrived.notify()
        os._exit(0)

    def serve(self, idle_s):
        start = os.environ.get("LANDWEAVE_FAKE", "")
        if start == "die-at-start":
            sys.exit("ImportError: no module named landweave")
        if start == "noisy-start":
            self.out.write(b"Welcome to a library that prints\n{}\n[1, 2]\n")
        if start != "no-hello":
            protocol = 99 if start == "wrong-protocol" else 1
            self.send("hello", protocol=protocol, version="fake", python=sys.version.split()[0], pid=os.getpid())
        threading.Thread(target=self.listen, daemon=True).start()
        while True:
            with self.arrived:
                if not self.arrived.wait_for(lambda: self.jobs, timeout=idle_s):
                    os._exit(0)
                command = self.jobs.pop(0)
            if command["type"] == "quit":
                os._exit(0)
            if command["type"] == "run":
                self.run(command["id"], command["job"])

    def run(self, job_id, job):
        name = str(job.get("name", ""))
        mode = name[len("fake:"):] if name.startswith("fake:") else os.environ.get("LANDWEAVE_FAKE", "ok")  # fmt: skip
        self.cancelled.clear()
        behaviour = getattr(self, "do_" + mode.replace("-", "_"), self.do_ok)
        behaviour(job_id, job)

    def steps(self, job_id, count, pause_s):
        """Progress events; True if it was cancelled meanwhile."""
        self.send("ready", id=job_id, device="cpu", reason="it is a fake", threads=1)
        for done in range(1, count + 1):
            if self.cancelled.wait(pause_s):
                self.send("cancelled", id=job_id)
                return True
            self.send("progress", id=job_id, stage="segment", done=done, total=count, unit="tiles")
        return False

    def do_ok(self, job_id, job, count=3, pause_s=0.01):
        if not self.steps(job_id, count, pause_s):
            self.send("result", id=job_id, outputs={"classes": "fake.tif"}, facts={"pid": os.getpid(), "kind": job["kind"]})

    def do_slow(self, job_id, job):
        self.do_ok(job_id, job, count=600, pause_s=0.05)

    def do_failure(self, job_id, job):
        self.steps(job_id, 1, 0)
        self.send("failure", id=job_id, code="raster.missing", message="The raster 'x' does not exist.", hint="Choose another.",
                  data={"path": "x"}, traceback="Traceback ...")  # fmt: skip

    def do_garbage(self, job_id, job):
        self.out.write(b"this is not JSON\n\xff\xfe\n{\"type\": \"progress\", \"id\": 5}\n{\"type\": \"from the future\"}\n")
        self.do_ok(job_id, job)

    def do_huge_line(self, job_id, job):
        self.out.write(b'{"type":"log","id":"' + job_id.encode() + b'","level":"info","message":"' + b"x" * (5 << 20) + b'"}\n')
        self.do_ok(job_id, job)

    def do_crash_segv(self, job_id, job):
        self.steps(job_id, 2, 0)
        ctypes.string_at(0)

    def do_crash_kill(self, job_id, job):
        self.steps(job_id, 2, 0)
        self.out.write(b'{"type":"progress","id":"' + job_id.encode())  # in the middle of a line
        os.kill(os.getpid(), signal.SIGKILL)

    def do_exit_3(self, job_id, job):
        self.steps(job_id, 2, 0)
        print("the last words of a library")
        sys.stdout.flush()
        os._exit(3)

    def do_exit_0(self, job_id, job):
        """Leave as an idle engine does, once per folder: the job was never seen."""
        marker = pathlib.Path("left-once")
        if marker.exists():
            self.do_ok(job_id, job)
        else:
            marker.write_text("")
            os._exit(0)

    def do_deaf(self, job_id, job):
        self.send("ready", id=job_id, device="cpu")
        time.sleep(60)

    def do_deafer(self, job_id, job):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self.do_deaf(job_id, job)

    def do_grandchild(self, job_id, job):
        """A data loader's worker survives the crash and keeps all pipes open."""
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdout=self.out.fileno())
        self.send("log", id=job_id, level="info", message=str(child.pid))
        os.kill(os.getpid(), signal.SIGSEGV)

    def do_flood(self, job_id, job):
        for _ in range(200):
            os.write(2, b"y" * 65536)  # 13 MB without a newline
        os.write(2, b"\nthe end of the flood\n")
        self.do_ok(job_id, job)

    def do_silent(self, job_id, job):
        self.send("ready", id=job_id, device="cpu")
        time.sleep(1.2)
        self.send("heartbeat", id=job_id)
        self.do_ok(job_id, job)

    def do_twice(self, job_id, job):
        """Late words after the end, which must not leak into the next job."""
        self.do_ok(job_id, job)
        self.send("progress", id=job_id, stage="late", done=1, total=1)
        self.send("result", id=job_id, outputs={"classes": "late.tif"})

    def do_stray(self, job_id, job):
        """Words about another job in the middle of this one."""
        self.send("progress", id="another", stage="segment", done=1, total=1)
        self.send("result", id="another", outputs={"classes": "another.tif"})
        self.do_ok(job_id, job)

    def do_environment(self, job_id, job):
        facts = {"environment": dict(os.environ), "cwd": os.getcwd(), "path": sys.path, "isolated": sys.flags.isolated,
                 "utf8": sys.flags.utf8_mode, "group": os.getpgid(0) if hasattr(os, "getpgid") else 0}  # fmt: skip
        self.send("result", id=job_id, facts=facts)


def check():
    """What `boot.py check` answers."""
    mode = os.environ.get("LANDWEAVE_FAKE", "check-ok")
    if mode == "check-crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    ok = mode != "check-torch"
    print("a library says hello")
    print(json.dumps({"ok": ok, "problem_code": "" if ok else "engine.package", "package": "" if ok else "torch",
                      "reason": "" if ok else "the module 'torch' is missing", "facts": {"versions": {}}}))  # fmt: skip
    return 0 if ok else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        sys.exit(check())
    Fake().serve(idle_s=float(sys.argv[sys.argv.index("--idle-minutes") + 1]) * 60)
