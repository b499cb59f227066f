"""`make demo`: the main job in a real QGIS (offscreen), through the same task and engine as the dock.

Prints areas and the paths of class raster, polygons and a picture of the map.
"""

import importlib.util
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def import_checkout():
    spec = importlib.util.spec_from_file_location("landweave", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)])
    module = importlib.util.module_from_spec(spec)
    sys.modules["landweave"] = module
    spec.loader.exec_module(module)


def main(raster, folder):
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    import_checkout()
    code = run(pathlib.Path(raster).resolve(), pathlib.Path(folder).resolve())
    application.exitQgis()
    return code


def run(raster, folder):
    from landweave.core.contract.card import load_card
    from landweave.core.contract.job_parts import PolygonOptions
    from landweave.core.contract.jobs import SegmentJob
    from landweave.ui import layers, region
    from landweave.ui.engine import EngineHost
    from landweave.ui.tasks import SegmentRequest, SegmentTask
    from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
    from qgis.PyQt.QtCore import QEventLoop

    layer = QgsRasterLayer(str(raster), raster.stem)
    if not layer.isValid():
        print(f"'{raster}' is no raster that QGIS can read.")
        return 1
    QgsProject.instance().addMapLayer(layer)
    folder.mkdir(parents=True, exist_ok=True)
    model = ROOT / "models" / "default"
    card = load_card(str(model))
    job = SegmentJob(layers.raster_source(layer), str(model), str(folder), raster.stem + "_classes", region.whole(),
                     PolygonOptions(min_area_m2=4.0, simplify_m=0.3))
    engine = EngineHost(package_root=str(ROOT))
    task = SegmentTask(SegmentRequest(job, card, layer.id(), layer.name()), engine)
    loop = QEventLoop()
    task.ended.connect(loop.quit)
    QgsApplication.taskManager().addTask(task)
    loop.exec()
    engine.close()
    return report(task, card, layer, folder)


def report(task, card, layer, folder):
    from landweave.core.contract.events import Result
    from landweave.ui import layers

    outcome = task.outcome
    if not isinstance(outcome, Result):
        print(f"The run failed: {outcome}")
        return 1
    added = layers.add_results(outcome.outputs, card, layer)
    for area in outcome.facts["areas"]:
        print(f"{area['name']:>12}: {area['share']:6.1%}  {(area['area_m2'] or 0) / 1e4:10.2f} ha")
    for name, path in outcome.outputs.items():
        print(f"{name:>12}: {path}")
    picture = folder / "map.png"
    draw(layer, added, picture)
    print(f"{'picture':>12}: {picture}")
    return 0


def draw(layer, added, picture):
    """The source on the left, the class raster with polygons on the right."""
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QImage, QPainter

    half = QSize(900, 900)
    canvas = QImage(half.width() * 2, half.height(), QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    for x, shown in ((0, [layer]), (half.width(), [*added, layer])):
        settings = QgsMapSettings()
        settings.setLayers(shown)
        settings.setDestinationCrs(layer.crs())
        settings.setExtent(layer.extent())
        settings.setOutputSize(half)
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        painter.drawImage(x, 0, job.renderedImage())
    painter.end()
    canvas.save(str(picture))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
