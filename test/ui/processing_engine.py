"""An engine for the tests of Processing: puts the job it got into a file and answers with small results of its kind.

`install(folder)` puts it in the place of boot.py. LANDWEAVE_TOLD names the file that the jobs go to, one a line; LANDWEAVE_SCRIPT
names what it does: ok (default), failure, slow (until it is cancelled).
"""

import json
import os
import pathlib
import shutil
import sys
import threading
import time

CLASSES = {0: "land", 1: "road", 2: "water"}


def install(folder):
    target = pathlib.Path(folder) / "core" / "engine" / "boot.py"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(__file__, target)
    shutil.copyfile(pathlib.Path(__file__).with_name("stub_engine.py"), target.with_name("stub_engine.py"))
    return str(folder)


def polygons(job, gdal, stub):
    driver = job["options"]["format"]
    if os.path.exists(job["output"]):
        os.remove(job["output"])
    stub.write_polygons(gdal.Open(job["classes"]), job["output"], driver)
    return {"polygons": job["output"]}, {"polygons": 1, "areas": [], "warnings": []}


def labels(job, gdal, stub):
    raster = gdal.Open(job["raster"]["path"])
    return {"classes": stub.write_like(raster, job["output"], lambda n: bytes(i % 3 for i in range(n)))}, {"areas": 1}


def segment(job, _gdal, stub):
    return stub.segment(job), {}


def folder_with(*names):
    def make(job, _gdal, _stub):
        folder = pathlib.Path(job["output_dir"])
        folder.mkdir()
        for name in names:
            (folder / name).write_text("x")
        return {"folder": str(folder), "model": str(folder), "report": str(folder / "report.html")}, FACTS[job["kind"]]

    return make


def exported(job, _gdal, _stub):
    pathlib.Path(job["output"]).write_text("x")
    return {job["format"]: job["output"]}, {}


def suggestions(job, gdal, _stub):
    dataset = gdal.Open(job["classes"])
    x, dx, _, y, _, dy = dataset.GetGeoTransform()
    ring = [[x, y], [x + 9 * dx, y], [x + 9 * dx, y + 9 * dy], [x, y + 9 * dy], [x, y]]
    reason = {"code": "suggest.uncertain", "message": "m", "data": {"percent": 31}}
    item = {"ring": ring, "kind": "uncertain", "reason": reason, "score": 0.5, "uncertainty": 0.69, "classes": ["road", "land"]}
    random = {**item, "kind": "random", "reason": {"code": "suggest.random", "message": "m", "data": {}}, "uncertainty": None}
    return {}, {"crs_wkt": dataset.GetProjection(), "suggestions": [item, random], "missing_classes": ["pool"]}


FACTS = {
    "export_chips": {"chips": {"train": 7, "val": 2}},
    "train": {"miou_after": 0.75, "epochs_run": 3},
    "evaluate": {"overall_accuracy": {"value": 0.9, "low": 0.8, "high": 1.0}, "mean_iou": 0.6},
    "import_model": {"kind": "onnx"},
}
ANSWERS = {
    "segment": segment, "polygonize": polygons, "rasterize_labels": labels, "suggest": suggestions, "export_model": exported,
    "export_chips": folder_with("manifest.json"), "train": folder_with("model.json"), "import_model": folder_with("model.json"),
    "evaluate": folder_with("report.html", "report.json"),
}  # fmt: skip


class Engine:
    def __init__(self):
        self.out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)
        self.cancelled = threading.Event()

    def send(self, kind, **fields):
        self.out.write(json.dumps({"type": kind, **fields}).encode() + b"\n")

    def run(self, job_id, job):
        with open(os.environ["LANDWEAVE_TOLD"], "a") as file:
            file.write(json.dumps(job) + "\n")
        mode = os.environ.get("LANDWEAVE_SCRIPT", "ok")
        if mode == "slow":
            self.begin(job)
            while not self.cancelled.wait(0.05):
                self.send("progress", id=job_id, stage="work", done=1, total=10)
            self.send("cancelled", id=job_id)
        elif mode == "failure":
            self.send("failure", id=job_id, code="output.disk_full", message="m", hint="h", data={"path": "/full", "free_mb": 3})
        else:
            self.answer(job_id, job)

    def begin(self, job):
        """What a run that is stopped leaves: blocks."""
        if job["kind"] == "segment":
            (pathlib.Path(job["output_dir"]) / f"{job['name']}.landweave").mkdir(exist_ok=True)

    def answer(self, job_id, job):
        sys.path.append(os.path.dirname(os.path.abspath(__file__)))  # python -I leaves it out
        import stub_engine
        from osgeo import gdal

        self.send("log", id=job_id, level="warning", message="odd", code="", data={})
        self.send("metric", id=job_id, name="miou", value=0.5, step=1)
        self.send("progress", id=job_id, stage="work", done=5, total=10)
        outputs, facts = ANSWERS[job["kind"]](job, gdal, stub_engine)
        self.send("result", id=job_id, outputs=outputs, facts=facts)

    def serve(self):
        self.send("hello", protocol=1, version="script", pid=os.getpid())
        for line in sys.stdin.buffer:
            command = json.loads(line)
            if command["type"] == "quit":
                break
            if command["type"] == "cancel":
                self.cancelled.set()
            else:
                threading.Thread(target=self.run, args=(command["id"], command["job"]), daemon=True).start()
        time.sleep(0.05)
        os._exit(0)


if __name__ == "__main__":
    Engine().serve()
