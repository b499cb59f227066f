"""An engine for the page's tests: speaks the protocol, plans, and writes a real class raster block by block with GDAL.

`install(folder)` puts it in the place of boot.py. The variable LANDWEAVE_SCRIPT names what it does: ok (default), slow,
deaf, crash, failure, warn, resume.
"""

import json
import os
import pathlib
import queue
import shutil
import signal
import sys
import threading
import time

CLASSES = ((0, "land", "#d9c79e"), (1, "building", "#c8553d"), (2, "water", "#3d7ab8"))


def install(folder):
    target = pathlib.Path(folder) / "core" / "engine" / "boot.py"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(__file__, target)
    return str(folder)


class Script:
    def __init__(self):
        self.mode = os.environ.get("LANDWEAVE_SCRIPT", "ok")
        self.out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self.jobs = queue.Queue()
        self.cancelled = threading.Event()

    def say(self, type_, **fields):
        self.out.write(json.dumps({"type": type_, **fields}).encode() + b"\n")

    def listen(self):
        for line in sys.stdin:
            message = json.loads(line)
            if message["type"] == "run":
                self.jobs.put(message)
            elif message["type"] == "cancel":
                self.cancelled.set()
            else:
                break
        os._exit(0)

    def serve(self):
        self.say("hello", protocol=1, version="script", python="3", pid=os.getpid())
        threading.Thread(target=self.listen, daemon=True).start()
        while True:
            message = self.jobs.get()
            self.cancelled.clear()
            name = message["id"]
            if message["job"]["kind"] == "plan":
                self.plan(name, message["job"]["segment"])
            else:
                self.segment(name, message["job"])

    def plan(self, name, job):
        record = os.environ.get("LANDWEAVE_SCRIPT_PLANS")
        if record:
            with open(record, "a") as file:
                file.write(json.dumps(job) + "\n")
        facts = {
            "device": "cpu", "device_reason": "no graphics card found", "megapixels": 4.2, "seconds": 20.4, "disk_mb": 3.1,
            "tile_px": 512, "halo_px": 32, "batch": 4, "bands": [1, 2, 3], "resolution_m": 0.3, "resampled": False,
            "finished_blocks": 3 if self.mode == "resume" else 0, "blocks": 8, "warnings": [],
        }  # fmt: skip
        if self.mode == "warn":
            facts["warnings"] = [{"code": "from.the.future", "message": "The raster is darker than usual.", "data": {}}]
        self.say("result", id=name, outputs={}, facts=facts)

    def segment(self, name, job):
        from osgeo import gdal

        gdal.UseExceptions()
        self.say("ready", id=name, device="cpu", reason="no graphics card found", threads=1)
        self.say("progress", id=name, stage="prepare", done=0, total=1)
        if self.mode == "deaf":
            time.sleep(60)
        if self.mode == "failure":
            self.say("failure", id=name, code="raster.missing", message="gone", hint="", data={"path": "x.tif"}, traceback="TB")
            return
        source = gdal.Open(job["raster"]["path"])
        rows, cols = source.RasterYSize, source.RasterXSize
        os.makedirs(job["output_dir"], exist_ok=True)
        part = os.path.join(job["output_dir"], job["name"] + "_part.tif")
        target = gdal.GetDriverByName("GTiff").Create(part, cols, rows, 1)
        target.SetGeoTransform(source.GetGeoTransform())
        target.SetProjection(source.GetProjection())
        target.GetRasterBand(1).SetNoDataValue(255)
        steps = 100 if self.mode == "slow" else 4
        for step in range(steps):
            if self.cancelled.wait(0.1 if self.mode == "slow" else 0.02):
                self.say("cancelled", id=name)
                return
            row = step % rows
            target.GetRasterBand(1).WriteRaster(0, row, cols, 1, bytes([step % 3]) * cols)
            target.FlushCache()
            self.say("progress", id=name, stage="segment", done=step + 1, total=steps, unit="Mpx", rate=1.5, eta_s=30.0)
            self.say("partial", id=name, kind="classes", path=part)
            if self.mode == "crash" and step == 2:
                print("the last words", file=sys.stderr, flush=True)
                os.kill(os.getpid(), signal.SIGSEGV)
        target = None
        path = os.path.join(job["output_dir"], job["name"] + "_classes.tif")
        os.replace(part, path)
        areas = [
            {"value": value, "name": label, "color": color, "area_m2": 12345.0 * (value + 1), "share": (value + 1) / 6}
            for value, label, color in CLASSES
        ]
        facts = {"areas": areas, "seconds": 1.5, "megapixels": 4.2, "polygons": 0, "warnings": []}
        self.say("result", id=name, outputs={"classes": path}, facts=facts)


if __name__ == "__main__":
    Script().serve()
