"""Clicks through the page "Segment" in a real QGIS window with the real engine, and leaves the pictures of docs/.

    python3 docs/scripts/window/segment.py ENGINE_PYTHON [FOLDER_FOR_PICTURES] [RASTER]

Without RASTER it presses "Try it on the sample".
"""

import sys
import tempfile

from driver import ROOT, Window


def main(engine_python, pictures=str(ROOT / "docs" / "pictures"), raster=None):
    with tempfile.TemporaryDirectory(prefix="landweave-out.") as out:
        environment = {"LANDWEAVE_ENGINE_PYTHON": engine_python, "TMPDIR": out}
        with Window(pictures, [raster] if raster else [], environment=environment) as window:
            window.click("landweaveAction")
            if not raster:
                window.click("sampleButton")
            window.wait(lambda: window.ask("shown_layers"), 30, "the layer")
            window.wait(lambda: window.ask("drawn"), 60, "the map")
            window.wait(lambda: "…" not in (window.ask("text", name="planText") or "…"), 120, "the plan")
            window.picture("segment-before")
            window.click("runButton")
            window.wait(lambda: len(window.ask("shown_layers")) > 1, 300, "the first finished block")
            window.wait(lambda: window.ask("drawn"), 30, "the map")
            window.picture("segment-running")
            summary = window.wait(lambda: window.ask("text", name="summary"), 600, "the result")
            window.wait(lambda: window.ask("drawn"), 60, "the map")
            window.picture("segment-done")
            print(summary)
            for layer in window.ask("shown_layers"):
                print(layer["name"], layer["source"])
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
