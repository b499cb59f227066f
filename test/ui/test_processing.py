"""`landweave:segment` in Processing, with a real engine process that writes real files."""

import json
import os
import sys

import pytest

pytest.importorskip("qgis.core")

from landweave.core.client import environment
from landweave.test.ui import stub_engine
from landweave.test.ui.raster_files import make_card, write_model, write_raster
from landweave.test.ui.tile_server import TileServer
from landweave.ui.processing.run import place
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QEventLoop, QTimer

pytestmark = [pytest.mark.qgis, pytest.mark.usefixtures("collected")]


RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """The stub in the engine's place, its folders in tmp_path."""
    root = stub_engine.install(tmp_path / "plugin")
    monkeypatch.setattr(environment, "package_root", lambda: root)
    monkeypatch.setenv("LANDWEAVE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANDWEAVE_ENGINE_PYTHON", sys.executable)
    return root


@pytest.fixture
def provider(toolbox):
    return toolbox


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


class Feedback(QgsProcessingFeedback):
    """Keeps what it is told."""

    def __init__(self):
        super().__init__()
        self.infos, self.warnings, self.errors = [], [], []

    def pushInfo(self, text):
        self.infos.append(text)

    def pushWarning(self, text):
        self.warnings.append(text)

    def reportError(self, text, fatalError=False):
        self.errors.append(text)


def run(parameters, context=None, feedback=None):
    """The way of the toolbox: check, then run."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("landweave:segment")
    context, feedback = context or QgsProcessingContext(), feedback or Feedback()
    fine, reason = algorithm.checkParameterValues(parameters, context)
    assert fine, reason
    results, ok = algorithm.run(parameters, context, feedback, {}, False)
    return results if ok else None


def failure(parameters):
    """What the person reads; QGIS reports what happens while preparing, and raises the rest."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("landweave:segment")
    feedback = Feedback()
    try:
        _, ok = algorithm.run(parameters, QgsProcessingContext(), feedback, {}, False)
    except QgsProcessingException as error:
        return str(error)
    assert not ok
    return " ".join(feedback.errors)


def scene(tmp_path, **options):
    return write_raster(tmp_path / "scene.tif", colours=RGB, **options)


def told(out):
    return json.loads((out / "told.json").read_text())


def test_a_raster_becomes_styled_files_and_nothing_else(tmp_path, out, engine, provider):
    feedback = Feedback()
    results = run({
        "INPUT": scene(tmp_path), "MODEL": "Test model", "OUTPUT": str(out / "map.tif"),
        "POLYGONS": str(out / "map.gpkg"), "CONFIDENCE": str(out / "sure.tif"),
    }, feedback=feedback)  # fmt: skip
    assert results == {"OUTPUT": str(out / "map.tif"), "POLYGONS": str(out / "map.gpkg"), "CONFIDENCE": str(out / "sure.tif")}
    classes = QgsRasterLayer(results["OUTPUT"], "m", "gdal")
    assert [c.label for c in classes.renderer().classes()] == ["land", "road", "water"]
    polygons = QgsVectorLayer(results["POLYGONS"], "p", "ogr")
    assert [c.label() for c in polygons.renderer().categories()] == ["land", "road", "water"]
    made = sorted(name for name in os.listdir(out) if not name.endswith(".aux.xml"))
    assert made == ["map.gpkg", "map.qml", "map.tif", "sure.qml", "sure.tif"]
    assert feedback.warnings == ["the pixels look unusual"]
    assert any("it is a stub" in text for text in feedback.infos)


@pytest.mark.parametrize(("name", "driver"), [("p.fgb", "FlatGeobuf"), ("p.geojson", "GeoJSON"), ("p.shp", "ESRI Shapefile")])
def test_the_extension_names_the_format(tmp_path, out, engine, provider, name, driver):
    results = run({"INPUT": scene(tmp_path), "MODEL": "Test model", "OUTPUT": str(out / "tell.tif"), "POLYGONS": str(out / name)})
    assert told(out)["job"]["polygons"]["format"] == driver
    polygons = QgsVectorLayer(results["POLYGONS"], "p", "ogr")
    assert polygons.featureCount() == 1
    assert polygons.crs().authid() == "EPSG:32632"
    assert [c.label() for c in polygons.renderer().categories()] == ["land", "road", "water"]


def test_parameters_arrive_in_the_job(tmp_path, out, engine, provider):
    path = write_raster(tmp_path / "scene.tif", bands=4, kind=gdal.GDT_UInt16)
    other = write_model(tmp_path / "other", make_card(("a", "b")))
    run({"INPUT": path, "MODEL_FOLDER": other, "BANDS": [4, 2], "EXTENT": "500005,500010,5499985,5499995 [EPSG:32632]",
         "MIN_AREA": 12.5, "SIMPLIFY": 0.7, "RIGHT_ANGLES": True, "TILE": 512, "DEVICE": "cpu",
         "OUTPUT": str(out / "tell.tif"), "POLYGONS": str(out / "p.gpkg")})
    job = told(out)["job"]
    assert (job["raster"]["path"], job["raster"]["bands"], job["model"], job["device"]) == (path, [4, 2], other, "cpu")
    assert (job["polygons"]["min_area_m2"], job["polygons"]["simplify_m"], job["polygons"]["right_angles"]) == (12.5, 0.7, True)
    assert (job["tile_px"], job["confidence"]) == (512, False)
    corners = {tuple(point) for point in job["region"]["polygons"][0][0]}
    assert corners >= {(500005, 5499985), (500010, 5499995)}


def test_the_mask_is_reprojected_and_cut_by_the_extent(tmp_path, out, engine, provider):
    mask = QgsVectorLayer("Polygon?crs=EPSG:25832", "mask", "memory")
    for x in (500000, 500020):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x, 5499985, x + 8, 5499995)))
        mask.dataProvider().addFeature(feature)
    context = QgsProcessingContext()
    project = QgsProject.instance()
    project.addMapLayer(mask)
    context.setProject(project)
    run({"INPUT": scene(tmp_path), "MODEL": "Test model", "MASK": mask.id(), "OUTPUT": str(out / "tell.tif"),
         "EXTENT": "500000,500004,5499980,5500000 [EPSG:32632]"}, context)
    polygons = told(out)["job"]["region"]["polygons"]
    xs = [x for polygon in polygons for x, _ in polygon[0]]
    assert (len(polygons), min(xs), max(xs)) == (1, pytest.approx(500000, abs=0.01), pytest.approx(500004, abs=0.01))
    project.removeMapLayer(mask.id())


def test_an_online_layer_is_exported_first(out, engine, provider, qgis_app):
    server = TileServer()
    layer = QgsRasterLayer(server.uri("miss"), "online", "wms")
    project = QgsProject.instance()
    project.addMapLayer(layer)
    context, feedback = QgsProcessingContext(), Feedback()
    context.setProject(project)
    results = run({"INPUT": layer.id(), "MODEL": "Test model", "OUTPUT": str(out / "tell.tif"),
                   "EXTENT": "1000000,1000200,6000000,6000100 [EPSG:3857]"}, context, feedback)
    server.close()
    project.removeMapLayer(layer.id())
    assert told(out)["raster_bands"] == 4
    assert told(out)["job"]["raster"]["bands"] == [1, 2, 3]
    assert any("missing" in text for text in feedback.warnings)
    assert QgsRasterLayer(results["OUTPUT"], "m", "gdal").crs().authid() == "EPSG:3857"
    assert not any(name.endswith(".landweave") for name in os.listdir(out))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"MODEL_FOLDER": "/nowhere"}, "/nowhere"),
        ({"BANDS": [1, 2]}, "3 different bands"),
        ({"BANDS": [1, 1, 2]}, "3 different bands"),
        ({"EXTENT": "0,1,0,1 [EPSG:32632]"}, "does not touch"),
        ({"POLYGONS": "{out}/p.kml"}, "'.kml'"),
        ({"OUTPUT": "{out}/fail.tif"}, "the scene"),
    ],
)
def test_what_cannot_work_is_said_in_a_sentence(tmp_path, out, engine, provider, change, words):
    parameters = {"INPUT": scene(tmp_path), "MODEL": "Test model", "OUTPUT": str(out / "map.tif")}
    parameters.update({k: v.replace("{out}", str(out)) if isinstance(v, str) else v for k, v in change.items()})
    assert words in failure(parameters)
    assert not any(name.endswith((".tif", ".gpkg", ".kml")) for name in os.listdir(out))


def test_bands_that_cannot_be_told_apart_are_not_guessed(tmp_path, out, engine, provider):
    path = write_raster(tmp_path / "scene.tif", kind=gdal.GDT_UInt16)
    assert "red, green, blue" in failure({"INPUT": path, "MODEL": "Test model", "OUTPUT": str(out / "map.tif")})


def test_without_an_engine_it_says_what_to_do(tmp_path, out, engine, provider, monkeypatch):
    monkeypatch.delenv("LANDWEAVE_ENGINE_PYTHON")
    assert "Set up engine" in failure({"INPUT": scene(tmp_path), "MODEL": "Test model", "OUTPUT": str(out / "map.tif")})


def test_cancel_in_a_task_keeps_the_working_folder(tmp_path, out, engine, provider):
    """As the toolbox runs it: in a QgsTask, cancelled through its feedback from the main thread."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("landweave:segment")
    context, feedback, loop, ended = QgsProcessingContext(), QgsProcessingFeedback(), QEventLoop(), []
    parameters = {"INPUT": scene(tmp_path), "MODEL": "Test model", "OUTPUT": str(out / "slow.tif")}
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    task.executed.connect(lambda ok, results: (ended.append((ok, results)), loop.quit()))
    QTimer.singleShot(1500, feedback.cancel)
    QTimer.singleShot(20000, loop.quit)
    QgsApplication.taskManager().addTask(task)
    loop.exec()
    assert len(ended) == 1
    assert ended[0][1].get("OUTPUT") is None
    assert os.listdir(out) == [".slow.landweave"]


def test_results_that_are_loaded_are_styled_by_a_post_processor(tmp_path, out, engine, provider):
    context, path = QgsProcessingContext(), str(out / "map.tif")
    project = QgsProject()
    details = QgsProcessingContext.LayerDetails("Classes", project, "OUTPUT")
    context.addLayerToLoadOnCompletion(path, details)
    run({"INPUT": scene(tmp_path), "MODEL": "Test model", "OUTPUT": path}, context)
    processor = context.layerToLoadOnCompletionDetails(path).postProcessor()
    os.remove(out / "map.qml")
    loaded = QgsProcessingUtils.mapLayerFromString(path, context)
    processor.postProcessLayer(loaded, context, Feedback())
    assert [c.label for c in loaded.renderer().classes()] == ["land", "road", "water"]


def test_no_polygons_unless_they_are_asked_for(tmp_path, out, engine, provider):
    assert list(run({"INPUT": scene(tmp_path), "MODEL": "Test model", "OUTPUT": str(out / "map.tif")})) == ["OUTPUT"]


def test_moving_results_takes_their_sidecars_along_and_names_a_locked_target(tmp_path):
    from landweave.core.contract.errors import JobError

    for suffix in (".shp", ".shx", ".dbf", ".prj", ".txt"):
        (tmp_path / f"a{suffix}").write_text(suffix)
    (tmp_path / "to").mkdir()
    place(str(tmp_path / "a.shp"), str(tmp_path / "to" / "b.shp"))
    assert sorted(os.listdir(tmp_path / "to")) == ["b.dbf", "b.prj", "b.shp", "b.shx"]
    (tmp_path / "to" / "dir.tif").mkdir()
    (tmp_path / "c.tif").write_text("")
    with pytest.raises(JobError, match="cannot be replaced"):
        place(str(tmp_path / "c.tif"), str(tmp_path / "to" / "dir.tif"))


def test_the_algorithm_is_described_for_every_front_end(provider):
    algorithm = QgsApplication.processingRegistry().algorithmById("landweave:segment")
    assert algorithm.shortHelpString()
    assert not algorithm.icon().isNull()
    assert provider.supportedOutputVectorLayerExtensions()[0] == "gpkg"
    options = algorithm.parameterDefinition("MODEL").options()
    assert options == ["Test model"]
