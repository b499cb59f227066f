"""A real QGIS window on a private screen, used as a person does: by mouse and keyboard (xdotool), with screenshots.

    with Window(folder_for_pictures) as window:
        window.click("runButton")
        window.wait(lambda: window.ask("text", name="summary"), 300)
        window.picture("done")

Needs Xvfb, openbox, xdotool and ImageMagick (`make` installs them). The profile is thrown away afterwards.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]

DOUBLE_CLICK_PX = 8  # two quick clicks that are as near as this may be taken for a double click

PROFILE = """[PythonPlugins]
landweave=true
processing=true

[qgis]
checkVersion=false
showTips=false
enableMacros=1

[app]
news-feed\\httpsfeedqgisorg\\disabled=true
askToSaveProjectChanges=false

[core]
NewsFeed\\httpsfeedqgisorg\\disabled=true
"""


def _end(child):
    try:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(10)
    except ProcessLookupError:
        pass
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)


class Window:
    """One QGIS with this checkout as its plugin. Leaving the context ends it with everything that it started."""

    def __init__(self, pictures, files=(), size="1600x1000", environment=None, qgis="/usr/bin/qgis"):
        self.pictures = pathlib.Path(pictures)
        self.pictures.mkdir(parents=True, exist_ok=True)
        self._files, self._size, self._environment, self._qgis = [str(f) for f in files], size, environment or {}, qgis
        self._children, self._clicked = [], None

    def __enter__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="landweave-window."))
        try:
            self._start_screen()
            self._start_qgis()
            self._connect()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for child in reversed(self._children):
            _end(child)
        shutil.rmtree(self.home, ignore_errors=True)

    # starting

    def _start(self, *command, log, **more):
        with open(self.home / log, "wb") as file:
            child = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, start_new_session=True, **more)
        self._children.append(child)
        return child

    def _start_screen(self):
        read, write = os.pipe()
        screen = ("-screen", "0", self._size + "x24", "-nolisten", "tcp")
        self._start("Xvfb", "-displayfd", str(write), *screen, log="xvfb.log", pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as number:
            self._display = ":" + number.readline().strip()
        runtime = self.home / "run"
        runtime.mkdir(mode=0o700)
        self.environment = {
            **os.environ,
            "PATH": "/usr/bin:/bin",  # an embedded Python takes its home from the first python3 of PATH
            "DISPLAY": self._display, "HOME": str(self.home), "XDG_RUNTIME_DIR": str(runtime), "QT_QPA_PLATFORM": "xcb",
            "XDG_CONFIG_HOME": str(self.home / ".config"), "LIBGL_ALWAYS_SOFTWARE": "1", "QT_SCALE_FACTOR": "1",
            "LC_ALL": "C.UTF-8",
            "LANDWEAVE_WINDOW_SOCKET": str(self.home / "socket"), **self._environment,
        }
        self._start("openbox", log="openbox.log", env=self.environment)

    def _start_qgis(self):
        profile = self.home / "profiles" / "default"
        (profile / "QGIS").mkdir(parents=True)
        (profile / "python" / "plugins").mkdir(parents=True)
        (profile / "python" / "plugins" / "landweave").symlink_to(ROOT)
        (profile / "QGIS" / "QGIS3.ini").write_text(PROFILE)
        self._process = self._start(
            self._qgis, "--nologo", "--noversioncheck", "--profiles-path", str(self.home), "--profile", "default",
            "--code", str(HERE / "inside.py"), *self._files, log="qgis.log", env=self.environment)

    def _said(self):
        return (self.home / "qgis.log").read_text(errors="replace")[-2000:]

    def _connect(self):
        self._socket = socket.socket(socket.AF_UNIX)
        deadline = time.monotonic() + 120
        while True:
            try:
                self._socket.connect(str(self.home / "socket"))
                break
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"QGIS did not start: {self._said()}") from None
                time.sleep(0.3)
        self._lines = self._socket.makefile("rw")
        at = self.ask("where", name="QgisApp")
        self._go({"x": at["x"], "y": at["y"] - 12, "width": at["width"], "height": 0})  # its title bar
        self._xdotool("click", "--repeat", 2, "--delay", 80, 1)
        time.sleep(1.5)

    # looking

    def ask(self, question, **about):
        """An answer from `inside.py`. Raises RuntimeError if QGIS says that it cannot."""
        self._lines.write(json.dumps({"ask": question, **about}) + "\n")
        self._lines.flush()
        line = self._lines.readline()
        if not line:
            raise RuntimeError(f"QGIS has gone: {self._said()}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]

    def wait(self, condition, seconds, what="something"):
        """Look every quarter of a second until `condition()` is true; its value. Raises TimeoutError with a picture taken."""
        deadline = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > deadline:
                self.picture("timeout")
                raise TimeoutError(f"waited {seconds} s for {what}; see timeout.png")
            time.sleep(0.25)

    def picture(self, name, part=None):
        """The whole screen, or the widget `part`, as a PNG of 256 colours: a third of the size."""
        path = self.pictures / f"{name}.png"
        crop = []
        if part:
            at = self.wait(lambda: self.ask("where", name=part), 20, part)
            crop = ["-crop", f"{at['width']}x{at['height']}+{at['x']}+{at['y']}", "+repage"]
        subprocess.run(["import", "-window", "root", *crop, "-colors", "256", f"PNG8:{path}"], env=self.environment, check=True)
        return path

    # acting

    def _xdotool(self, *words):
        subprocess.run(["xdotool", *[str(w) for w in words]], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def _go(self, at):
        self._xdotool("mousemove", at["x"] + at["width"] // 2, at["y"] + at["height"] // 2)
        time.sleep(0.15)

    def click(self, name, item=None, button=1):
        """Click a widget (waits until it is there and enabled), or an entry of an open list or tab bar."""
        if item is None:
            at = self.wait(lambda: (self.ask("where", name=name) or {}).get("enabled") and self.ask("where", name=name), 60, name)
        else:
            at = self.wait(lambda: self.ask("where_item", name=name, text=item), 20, f"{item} in {name}")
        self._go(at)
        self._xdotool("click", button)
        time.sleep(0.4)

    def choose(self, name, item):
        """Pick an entry of a combo box."""
        self.click(name)
        self.click(name, item)

    def type(self, text):
        self._xdotool("type", "--delay", "20", text)

    def key(self, *keys):
        for key in keys:
            self._xdotool("key", key)
            time.sleep(0.15)

    def fill(self, name, text):
        """Replace what stands in a field, and confirm it."""
        self.click(name)
        self.key("ctrl+a")
        self.type(text)
        self.key("Tab")

    def map_click(self, x, y, button=1, quick=False):
        """Click a place of the map, in the project's CRS. `quick`: without the pauses of a person."""
        at = self.ask("where_map", x=x, y=y)
        if quick:
            near = self._clicked and abs(at["x"] - self._clicked[0]) + abs(at["y"] - self._clicked[1]) < DOUBLE_CLICK_PX
            self._clicked = at["x"], at["y"]
            self._xdotool("sleep", 0.45 if near else 0.02, "mousemove", at["x"], at["y"], "sleep", 0.02, "click", button)
            return
        self._go(at)
        self._xdotool("click", button)
        time.sleep(0.2)

    def map_drag(self, *points):
        """Press at the first point, move through the others, let go at the last."""
        places = [self.ask("where_map", x=x, y=y) for x, y in points]
        self._go(places[0])
        self._xdotool("mousedown", 1)
        for place in places[1:]:
            self._go(place)
        self._xdotool("mouseup", 1)
        time.sleep(0.3)
