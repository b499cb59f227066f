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
    for part in ("training_script.py", "models_script.py"):
        shutil.copyfile(pathlib.Path(__file__).with_name(part), target.with_name(part))
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
            if message["job"]["kind"] in ("train", "train_plan", "dataset"):
                self.train(name, message["job"])
            elif message["job"]["kind"] == "plan":
                self.plan(name, message["job"]["segment"])
            elif message["job"]["kind"] in ("import_model", "export_model", "check_model"):
                self.models(name, message["job"])
            elif message["job"]["kind"] == "suggest":
                self.suggest(name, message["job"])
            else:
                self.segment(name, message["job"])

    def train(self, name, job):
        sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # python -I leaves it out
        import training_script

        if job["kind"] == "train_plan":
            training_script.plan(self, name, job["train"])
        elif job["kind"] == "dataset":
            training_script.scan(self, name)
        else:
            training_script.train(self, name, job)

    def models(self, name, job):
        sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # python -I leaves it out
        import models_script

        models_script.run(self, name, job)

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
        path = os.path.join(job["output_dir"], job["name"] + ".tif")
        os.replace(part, path)
        areas = [
            {"value": value, "name": label, "color": color, "area_m2": 12345.0 * (value + 1), "share": (value + 1) / 6}
            for value, label, color in CLASSES
        ]
        facts = {"areas": areas, "seconds": 1.5, "megapixels": 4.2, "polygons": 0, "warnings": []}
        outputs = {"classes": path, **self.more_outputs(job, path)}
        self.say("result", id=name, outputs=outputs, facts=facts)

    def more_outputs(self, job, classes):
        """Confidence as a copy of the classes; polygons: the region's boxes, the left half land, the right half water."""
        stem = os.path.join(job["output_dir"], job["name"])
        outputs = {}
        if job.get("confidence"):
            outputs["confidence"] = stem + "_confidence.tif"
            shutil.copyfile(classes, outputs["confidence"])
        if job.get("polygons") and os.environ.get("LANDWEAVE_SCRIPT_POLYGONS"):
            outputs["polygons"] = stem + ".gpkg"
            self.write_polygons(outputs["polygons"], classes, job["region"]["polygons"])
        return outputs

    def write_polygons(self, path, classes, polygons):
        from osgeo import gdal, ogr, osr

        reference = osr.SpatialReference(gdal.Open(classes).GetProjection())
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        data = ogr.GetDriverByName("GPKG").CreateDataSource(path)
        layer = data.CreateLayer("polygons", reference, ogr.wkbPolygon)
        layer.CreateField(ogr.FieldDefn("class", ogr.OFTInteger))
        for rings in polygons:
            xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
            middle = (min(xs) + max(xs)) / 2
            for value, left, right in ((0, min(xs), middle), (2, middle, max(xs))):
                feature = ogr.Feature(layer.GetLayerDefn())
                feature.SetField("class", value)
                low, high = min(ys), max(ys)
                corners = f"{left} {low}, {right} {low}, {right} {high}, {left} {high}, {left} {low}"
                feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POLYGON(({corners}))"))
                layer.CreateFeature(feature)

    def suggest(self, name, job):
        """Two squares of 9.6 m at the raster's upper left; it keeps what it was asked beside the label project."""
        from osgeo import gdal

        with open(job["project"] + ".asked.json", "w") as file:
            json.dump(job, file)
        source = gdal.Open(job["classes"])
        x, y = source.GetGeoTransform()[0], source.GetGeoTransform()[3]
        suggestions = []
        for number, code in enumerate(("suggest.uncertain", "suggest.random")):
            left, right = x + 9.6 * (2 * number), x + 9.6 * (2 * number + 1)
            ring = [[left, y], [right, y], [right, y - 9.6], [left, y - 9.6], [left, y]]
            reason = {"code": "from.the.future", "message": f"Because of {code}.", "data": {}}
            suggestions.append({"ring": ring, "kind": "uncertain", "reason": reason, "classes": ["land", "water"]})
        facts = {"crs_wkt": source.GetProjection(), "suggestions": suggestions, "findings": [], "missing_classes": ["moss"]}
        self.say("result", id=name, outputs={}, facts=facts)


if __name__ == "__main__":
    Script().serve()
