"""How long one operation of the painting takes, by the number of labels that the area has already.

    python3 benchmarks/painting.py [--labels 10 100 500 2000] [--repeat 20] [--saved]

Needs QGIS's Python. The labels are round patches with 40 to 60 corners side by side, as strokes of a brush leave them.
`--saved`: the labels lie in the file instead of the edit buffer. Prints median and slowest milliseconds of what a person waits
for: working it out, the edit buffer, and what follows in the event loop. "paint in filled": in a label with a hole for each
other one.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import os
import pathlib
import statistics
import sys
import tempfile
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsGeometry, QgsPointXY, QgsRasterLayer, QgsRectangle

ROOT = pathlib.Path(__file__).resolve().parents[1]
LEFT, TOP, PIXEL_M, SIZE_PX = 350000.0, 3050000.0, 0.3, 2000


def load_package() -> None:
    """The checkout as the package `landweave`, as QGIS and the tests see it."""
    spec = importlib.util.spec_from_file_location("landweave", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["landweave"] = module
    spec.loader.exec_module(module)


def make_scene(folder: str) -> QgsRasterLayer:
    from osgeo import gdal, osr

    path = os.path.join(folder, "scene.tif")
    data = gdal.GetDriverByName("GTiff").Create(path, SIZE_PX, SIZE_PX, 1, gdal.GDT_Byte, ["SPARSE_OK=TRUE"])
    data.SetGeoTransform((LEFT, PIXEL_M, 0.0, TOP, 0.0, -PIXEL_M))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32645)
    data.SetProjection(reference.ExportToWkt())
    del data
    gdal.SetConfigOption("GDAL_PAM_ENABLED", "NO")  # no statistics file beside a raster that is about to go
    return QgsRasterLayer(path, "scene", "gdal")


def patch(x: float, y: float, radius: float) -> QgsGeometry:
    return QgsGeometry.fromPointXY(QgsPointXY(x, y)).buffer(radius, 12)


def fill_area(painter: object, count: int) -> float:
    """Paint `count` patches on a square grid; the distance between them in metres."""
    side = math.ceil(math.sqrt(count))
    step = SIZE_PX * PIXEL_M / (side + 1)
    for number in range(count):
        x, y = LEFT + step * (1 + number % side), TOP - step * (1 + number // side)
        painter.paint(patch(x, y, 0.45 * step), number % 3)
    return step


def timed(operation: object, app: QgsApplication) -> float:
    start = time.perf_counter()
    operation()
    app.processEvents()
    return 1000 * (time.perf_counter() - start)


def measure(count: int, repeat: int, saved: bool, app: QgsApplication) -> None:
    from landweave.core.contract.labels import LabelClass
    from landweave.ui.label_areas import Areas
    from landweave.ui.label_project import LabelProject
    from landweave.ui.paint import Painter

    with tempfile.TemporaryDirectory() as folder:
        scene = make_scene(folder)
        classes = [LabelClass(0, "soil", "#aa8844"), LabelClass(1, "road", "#888888"), LabelClass(2, "tree", "#118833")]
        crs = QgsCoordinateReferenceSystem("EPSG:32645")
        project = LabelProject.create(os.path.join(folder, "p.gpkg"), crs, classes, None, 256, 0.3, QgsPointXY(LEFT, TOP))
        whole = QgsGeometry.fromRect(QgsRectangle(LEFT, TOP - SIZE_PX * PIXEL_M, LEFT + SIZE_PX * PIXEL_M, TOP))
        area_id = Areas(project).add_polygons([whole], crs, "train", scene).area_ids[0]
        painter = Painter(project)
        step = fill_area(painter, count)
        if saved:
            project.save()
        app.processEvents()
        middle = LEFT + step * (count**0.5 // 2), TOP - step * (count**0.5 // 2)
        places = [(middle[0] + step * (n % 4) / 3, middle[1] - step * (n // 4) / 5) for n in range(repeat)]
        times = {
            "paint": [timed(lambda p=p, n=n: painter.paint(patch(*p, 0.6 * step), n % 3), app) for n, p in enumerate(places)],
            "erase": [timed(lambda p=p: painter.erase(patch(*p, 0.4 * step)), app) for p in places],
            "undo": [timed(project.undo, app) for _ in places],
            "redo": [timed(project.redo, app) for _ in places],
            "fill": [timed(lambda: painter.fill(area_id, 0), app)],
        }
        times["paint in filled"] = [
            timed(lambda p=p, n=n: painter.paint(patch(*p, 0.5 * step), 1 + n % 2), app) for n, p in enumerate(places)
        ]
        cells = "   ".join(f"{name} {statistics.median(t):6.1f} / {max(t):6.1f}" for name, t in times.items())
        print(f"{count:5d} labels, ms median / slowest:   {cells}", flush=True)
        project.close(save=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=int, nargs="+", default=[10, 100, 500, 2000])
    parser.add_argument("--repeat", type=int, default=20)
    parser.add_argument("--saved", action="store_true")
    options = parser.parse_args()
    app = QgsApplication([], False)
    app.initQgis()
    load_package()
    print(f"QGIS {Qgis.QGIS_VERSION}, labels in the {'file' if options.saved else 'edit buffer'}")
    for count in options.labels:
        measure(count, options.repeat, options.saved, app)
    app.exitQgis()


if __name__ == "__main__":
    main()
