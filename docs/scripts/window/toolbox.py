"""Maps the sample from the Processing toolbox of a real QGIS window, by mouse, and leaves the pictures of docs/.

    python3 docs/scripts/window/toolbox.py ENGINE_PYTHON [FOLDER_FOR_PICTURES]
"""

import sys
import tempfile
import time

from driver import ROOT, Window

SAMPLE = str(ROOT / "resources" / "sample" / "sample.tif")


def main(engine_python, pictures=str(ROOT / "docs" / "pictures")):
    with tempfile.TemporaryDirectory(prefix="landweave-toolbox.") as folder:
        environment = {"LANDWEAVE_ENGINE_PYTHON": engine_python, "TMPDIR": folder}
        with Window(pictures, [SAMPLE], environment=environment) as window:
            window.wait(lambda: window.ask("shown_layers"), 30, "the sample")
            window.key("ctrl+alt+t")
            window.wait(lambda: window.ask("where", name="searchBox"), 20, "the toolbox")
            window.fill("searchBox", "landweave")
            window.wait(lambda: window.ask("where_item", name="algorithmTree", text="Segment a raster"), 20, "the algorithms")
            window.click("algorithmTree", "Segment a raster")
            window.key("Return")
            window.wait(lambda: window.ask("where", name="mTabWidget"), 30, "the dialog")
            time.sleep(1)
            window.picture("toolbox-segment")
            window.key("Return")  # Run
            window.wait(lambda: len(window.ask("shown_layers")) > 1, 300, "the result")
            window.key("Escape")
            window.wait(lambda: window.ask("drawn"), 60, "the map")
            time.sleep(1)
            window.picture("toolbox-mapped")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
