"""Clicks through the page "Models" in a real QGIS window with the real engine, and leaves the pictures of docs/.

    python3 docs/scripts/window/models.py ENGINE_PYTHON [FOLDER_FOR_PICTURES]

The shipped model goes out as an ONNX file, comes back from one that says nothing about itself, and maps the sample.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

from driver import ROOT, Window

SCALING = ("standardization_mean", "standardization_std")


def main(engine_python, pictures=str(ROOT / "docs" / "pictures")):
    with tempfile.TemporaryDirectory(prefix="landweave-models.") as folder:
        environment = {"LANDWEAVE_ENGINE_PYTHON": engine_python, "TMPDIR": folder, "LANDWEAVE_HOME": f"{folder}/home"}
        with Window(pictures, environment=environment) as window:
            window.click("landweaveAction")
            window.click("sampleButton")
            window.wait(lambda: window.ask("shown_layers"), 30, "the sample")
            window.click("landweaveTabs", "Models")
            window.wait(lambda: window.ask("drawn"), 30, "the map")
            time.sleep(1)
            window.picture("models-page")
            window.click("architecturesButton")
            window.wait(lambda: window.ask("where", name="architecturesDialog"), 20, "the table of architectures")
            time.sleep(1)
            window.picture("models-architectures")
            window.key("Escape")
            file = go_out(window, pathlib.Path(folder) / "landweave.onnx")
            strip(engine_python, file)
            come_back(window, file)
            map_with_it(window)
    return 0


def go_out(window, path):
    """Export the chosen model."""
    window.click("modelExport")
    window.click("modelExportMenu", "(ONNX)")
    time.sleep(1.5)
    window.key("ctrl+a")
    window.type(str(path))
    window.key("Return")
    window.wait(path.is_file, 120, "the ONNX file")
    window.wait(lambda: (window.ask("where", name="modelExport") or {}).get("enabled"), 30, "the end of the export")
    window.picture("models-exported")
    return path


def strip(engine_python, path):
    """Take out what the file says about itself but for the scaling, so that the dialog has to ask."""
    code = ("import onnx, sys; m = onnx.load(sys.argv[1]); kept = [p for p in m.metadata_props if p.key in sys.argv[2:]]; "
            "del m.metadata_props[:]; m.metadata_props.extend(kept); onnx.save(m, sys.argv[1])")
    subprocess.run([engine_python, "-c", code, str(path), *SCALING], check=True)


def come_back(window, path):
    """Add the file as a model."""
    window.click("modelAdd")
    window.click("modelAddMenu", "From a file (zip, ONNX, weights) …")
    time.sleep(1.5)
    window.type(str(path))
    window.key("Return")
    window.wait(lambda: window.ask("where", name="importModelDialog"), 60, "the dialog")
    time.sleep(1)
    window.picture("models-import")
    window.fill("importName", "From ONNX")
    window.fill("importBands", "red, green, blue")
    window.fill("importPixel", "0.3")
    window.picture("models-import-filled")
    window.click("importAdd")
    window.wait(lambda: any("From ONNX" in str(row) for row in window.ask("table", name="modelList") or []), 120, "the model")
    time.sleep(1)
    window.picture("models-added")


def map_with_it(window):
    """Use the new model and map the sample."""
    window.click("modelUse")
    window.wait(lambda: (window.ask("where", name="runButton") or {}).get("enabled"), 60, "the page Segment")
    window.wait(lambda: "…" not in (window.ask("text", name="planText") or "…"), 120, "the plan")
    window.click("runButton")
    print(window.wait(lambda: window.ask("text", name="summary"), 600, "the result"))
    window.wait(lambda: window.ask("drawn"), 60, "the map")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
