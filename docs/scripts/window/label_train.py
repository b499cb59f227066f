"""Labels, trains and maps again in a real QGIS window, by mouse, as the analyst does it; leaves pictures and numbers for docs/.

    python3 docs/scripts/window/label_train.py ENGINE_PYTHON [FOLDER_FOR_PICTURES]

Two training areas and one check area on the sample scene are filled by the shipped model, corrected by outlining what is wrong
(known from the sample's exact labels), and a quick training follows. Its scores before and after, on the check area, go to
label-train.json.
"""

import json
import pathlib
import shutil
import sys
import tempfile
import time

from driver import ROOT, Window
from mistakes import find

TRUTH = ROOT / "resources" / "sample" / "sample_labels.tif"
# Boxes in shares of the scene's width and height from its upper left corner, and how many mistakes are corrected in each.
TRAINING = [((0.22, 0.24, 0.38, 0.40), 50), ((0.52, 0.84, 0.68, 1.0), 50)]
CHECK = ((0.26, 0.50, 0.42, 0.66), 120)


def main(engine_python, pictures=str(ROOT / "docs" / "pictures")):
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="landweave-labels.") as folder:
        work = pathlib.Path(folder)
        with Window(pictures, environment={"LANDWEAVE_ENGINE_PYTHON": engine_python, "TMPDIR": folder}) as window:
            analyst = Analyst(window, work)
            analyst.open_the_sample()
            analyst.new_labels()
            for box, most in TRAINING:
                analyst.add_area("addTrainAreaButton", box)
                analyst.fill_and_correct(box, most)
            analyst.add_area("addCheckAreaButton", CHECK[0])
            analyst.fill_and_correct(*CHECK)
            analyst.see_all()
            window.picture("label-areas")
            facts = analyst.train()
            analyst.map_it("train-map")
            facts.update(minutes=round((time.monotonic() - started) / 60, 1), corrected=analyst.corrected)
    (pathlib.Path(pictures) / "label-train.json").write_text(json.dumps(facts, indent=1) + "\n")
    print(json.dumps(facts, indent=1))
    return 0


class Analyst:
    """What a person does, step by step."""

    def __init__(self, window, work):
        self.window, self.labels, self.corrected = window, work / "labels.gpkg", []

    def open_the_sample(self):
        window = self.window
        window.click("landweaveAction")
        window.click("sampleButton")
        layer = window.wait(lambda: window.ask("shown_layers"), 30, "the sample")[0]
        corners = layer["extent"].replace(":", ",").split(",")
        self.extent = [float(c) for c in corners]
        window.wait(lambda: window.ask("drawn"), 30, "the map")

    def map_it(self, name):
        window = self.window
        window.click("runButton")
        time.sleep(2)
        window.wait(lambda: window.ask("text", name="runButton") == "Segment layer", 600, "the end of the run")
        window.wait(lambda: window.ask("text", name="summary"), 20, "the areas")
        window.wait(lambda: window.ask("drawn"), 60, "the map")
        time.sleep(1)
        window.picture(name)

    def new_labels(self):
        window = self.window
        window.click("landweaveTabs", "Label")
        window.click("newLabelsButton")
        window.fill("labelsPath", str(self.labels))
        window.picture("label-new")
        window.click("createLabelsButton")
        window.wait(lambda: window.ask("table", name="classTable"), 20, "the classes")

    def box(self, shares):
        x0, y0, x1, y1 = self.extent
        left, top, right, bottom = shares
        return (x0 + left * (x1 - x0), y1 - bottom * (y1 - y0), x0 + right * (x1 - x0), y1 - top * (y1 - y0))

    def add_area(self, button, shares):
        self.see_all()
        left, low, right, high = self.box(shares)
        self.window.click(button)
        self.window.map_drag((left, high), ((left + right) / 2, (low + high) / 2), (right, low))
        self.window.key("Escape")

    def fill_and_correct(self, shares, most):
        window, box = self.window, self.box(shares)
        window.click("suggestLabelsButton")
        window.wait(lambda: window.ask("where", name="acceptButton"), 180, "the suggested labels")
        window.click("saveLabelsButton")
        window.click("zoomAreaButton")
        window.wait(lambda: window.ask("drawn"), 30, "the map")
        time.sleep(0.5)
        wrong, share = find(str(TRUTH), str(self.labels), box, most)
        window.click("polygonTool")
        for number, (value, outline) in enumerate(wrong):
            window.key(str(value + 1))
            for x, y in outline:
                window.map_click(x, y, quick=True)
            if number == 0:
                window.picture("label-painting")
            window.key("Return")
        window.key("Escape", "Escape")
        window.click("saveLabelsButton")
        self.corrected.append({"outlines": len(wrong), "right_before": round(share, 4),
                               "right_after": round(find(str(TRUTH), str(self.labels), box, 0)[1], 4)})
        window.click("acceptButton")
        window.click("saveLabelsButton")

    def see_all(self):
        self.window.click("mActionZoomFullExtent")
        self.window.wait(lambda: self.window.ask("drawn"), 30, "the map")
        time.sleep(0.5)

    def train(self):
        window = self.window
        window.click("toTrainButton")
        window.click("presetQuick")
        window.wait(lambda: (window.ask("where", name="trainButton") or {}).get("enabled"), 180, "the plan of the training")
        window.picture("train-start")
        began = time.monotonic()
        window.click("trainButton")
        window.wait(lambda: window.ask("where", name="scoreChart"), 120, "the curves")
        time.sleep(60)
        window.picture("train-running")
        window.wait(lambda: window.ask("table", name="scoreTable"), 900, "the end of the training")
        time.sleep(1)
        window.picture("train-done")
        facts = {"headline": window.ask("text", name="trainHeadline"), "scores": window.ask("table", name="scoreTable"),
                 "training_minutes": round((time.monotonic() - began) / 60, 1)}
        for path in window.home.rglob("*.training/comparison_1.png"):
            shutil.copy(path, window.pictures / "train-comparison.png")
        window.click("useModelButton")
        return facts


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
