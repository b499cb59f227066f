"""The algorithms with the real engine: by `qgis_process`, chained in the model that is shipped, and each once in QGIS."""

import json
import os
import re
import shutil
import subprocess

import pytest
from landweave.core.contract import labels as schema
from landweave.core.contract.card import load_card
from landweave.test.ui import label_files as lf
from landweave.test.ui.processing_hands import failure, files_in, run, run_as_task
from landweave.test.ui.real_engine import (
    PYTHON,
    ROOT,
    SHIPPED,
    TILE_PX,
    crop_sample,
    final_files,
    needs_engine,
    polygon_rows,
    small_model_of,
)
from landweave.test.ui.tile_server import TileServer
from landweave.ui.engine import PYTHON_VARIABLE
from landweave.ui.paint import Painter
from landweave.ui.processing.model_choice import installed_models
from landweave.ui.tasks import STAGE_SPANS
from osgeo import gdal, ogr
from qgis.core import (
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

pytestmark = needs_engine

QGIS_PROCESS = shutil.which("qgis_process.bin") or shutil.which("qgis_process")  # the wrapper of Debian's QGIS 3.22 is broken
needs_qgis_process = pytest.mark.skipif(QGIS_PROCESS is None, reason="there is no qgis_process here")
PREPARED = STAGE_SPANS["segment"][0]  # where the blocks begin on the bar
MODEL = ROOT / "resources" / "models" / "polygons_of_one_class.model3"


@pytest.fixture(scope="module")
def small_model(tmp_path_factory):
    return small_model_of(tmp_path_factory)


# on the command line


@pytest.fixture
def qgis_process(tmp_path):
    """`qgis_process(arguments)` in a profile of its own that holds a link to the checkout as its only plugin."""
    plugins, home, runtime = (tmp_path / name for name in ("plugins", "profile", "runtime"))
    for folder in (plugins, home, runtime):
        folder.mkdir(mode=0o700)
    (plugins / "landweave").symlink_to(ROOT, target_is_directory=True)
    environment = {
        **os.environ, "QGIS_PLUGINPATH": str(plugins), "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime),
        "QGIS_CUSTOM_CONFIG_PATH": str(home / "qgis"), PYTHON_VARIABLE: PYTHON, "LANDWEAVE_HOME": str(tmp_path / "home"),
    }  # fmt: skip

    def call(*arguments):
        command = [QGIS_PROCESS, *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)

    assert call("plugins", "enable", "landweave").returncode == 0
    return call


@needs_qgis_process
def test_the_algorithm_on_the_command_line(qgis_process, small_model, tmp_path):
    scene, out = crop_sample(tmp_path / "scene.tif", 96, 128), tmp_path / "out"
    out.mkdir()
    inputs = (f"INPUT={scene}", f"MODEL_FOLDER={small_model}", f"OUTPUT={out}/map.tif")
    done = qgis_process("--json", "run", "landweave:segment", "--", *inputs, f"POLYGONS={out}/map.fgb", "MIN_AREA=2")
    assert done.returncode == 0, done.stderr[-3000:]
    results = json.loads(done.stdout)["results"]
    assert results["OUTPUT"] == f"{out}/map.tif"
    classes = gdal.Open(results["OUTPUT"])
    assert (classes.RasterYSize, classes.RasterXSize) == (96, 128)
    assert classes.GetGeoTransform() == gdal.Open(scene).GetGeoTransform()
    assert ogr.Open(results["POLYGONS"]).GetLayer(0).GetFeatureCount() > 0
    assert final_files(out) == ["map.fgb", "map.qml", "map.tif", "map.tif.aux.xml"]
    failed = qgis_process("run", "landweave:segment", "--", *inputs, "BANDS=1", "BANDS=9", "BANDS=2")
    assert failed.returncode != 0
    assert "Band 9 was asked for" in failed.stdout + failed.stderr


@needs_qgis_process
def test_segment_polygons_and_one_class_as_a_model_with_the_shipped_weights(qgis_process, tmp_path):
    """The buildings that the model keeps are those of its own class raster, pixel for pixel."""
    scene, out = crop_sample(tmp_path / "scene.tif", 200, 260), tmp_path / "out"
    out.mkdir()
    card = load_card(str(SHIPPED))
    building = next(info for info in card.classes if info.name == "building")
    outputs = (f"segment:classes={out}/classes.tif", f"filter:polygons={out}/buildings.gpkg")
    done = qgis_process("--json", "run", MODEL, "--", f"raster={scene}", "class_name=building", "min_area=0", *outputs)
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    source = ogr.Open(f"{out}/buildings.gpkg")
    found = [feature.items() for feature in source.GetLayer(0)]
    assert found
    assert {(item["class"], item["class_name"]) for item in found} == {(building.value, "building")}
    burnt = burnt_like(source.GetLayer(0), f"{out}/classes.tif")
    classes = gdal.Open(f"{out}/classes.tif").ReadRaster()
    assert burnt == bytes(1 if value == building.value else 0 for value in classes)
    assert sorted(files_in(out)) == ["buildings.gpkg", "classes.qml", "classes.tif"]


def burnt_like(layer, path):
    """The polygons of an OGR layer as ones on the grid of a raster."""
    like = gdal.Open(path)
    target = gdal.GetDriverByName("MEM").Create("", like.RasterXSize, like.RasterYSize, 1, gdal.GDT_Byte)
    target.SetGeoTransform(like.GetGeoTransform())
    target.SetProjection(like.GetProjection())
    gdal.RasterizeLayer(target, [1], layer, burn_values=[1])
    return target.ReadRaster()


# each once


@pytest.fixture
def real(toolbox, monkeypatch, tmp_path):
    """The provider on the real engine."""
    monkeypatch.setenv(PYTHON_VARIABLE, PYTHON)
    monkeypatch.setenv("LANDWEAVE_HOME", str(tmp_path / "home"))
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def labelled(tmp_path):
    """Paths of an image and a label project on it: a training and a check area of 30 m, each half road and half tree."""
    image = lf.make_image(tmp_path)
    project = lf.make_project(tmp_path)
    painter = Painter(project)
    for x, role in ((3, schema.TRAIN), (48, schema.CHECK)):
        painter.areas.add_polygons([lf.box(x, 6, x + 30, 36)], lf.utm(), role, image)
        painter.paint(lf.box(x, 6, x + 15, 36), 1)
        painter.paint(lf.box(x + 15, 6, x + 30, 36), 2)
    project.save()
    project.close(save=True)
    QgsProject.instance().removeMapLayer(image.id())
    return str(tmp_path / "scene.tif"), str(tmp_path / "fields.gpkg")


def test_polygons_are_those_of_the_run(real, small_model, tmp_path):
    """`polygonize` of a map gives what the run itself writes."""
    scene = crop_sample(tmp_path / "scene.tif", 96, 128)
    made = run("segment", {"INPUT": scene, "MODEL_FOLDER": str(small_model), "OUTPUT": str(real / "map.tif"),
                           "POLYGONS": str(real / "own.gpkg"), "CONFIDENCE": str(real / "sure.tif"), "MIN_AREA": 3.0})
    again = run("polygonize", {"INPUT": made["OUTPUT"], "CONFIDENCE": made["CONFIDENCE"], "MIN_AREA": 3.0,
                               "OUTPUT": str(real / "again.gpkg")})
    assert polygon_rows(again["OUTPUT"]) == polygon_rows(made["POLYGONS"])
    one = run("polygonize", {"INPUT": made["OUTPUT"], "CLASSES": "1", "OUTPUT": str(real / "one.fgb")})["OUTPUT"]
    layer = QgsVectorLayer(one, "one", "ogr")
    assert {feature["class"] for feature in layer.getFeatures()} == {1}


def test_labels_as_a_raster_and_a_map_that_equals_them(real, labelled):
    image, project = labelled
    known = run("rasterizelabels", {"INPUT": image, "PROJECT": project, "OUTPUT": str(real / "known.tif")})["OUTPUT"]
    raster = gdal.Open(known)
    values = raster.ReadRaster()
    assert raster.GetGeoTransform() == gdal.Open(image).GetGeoTransform()
    assert [values.count(bytes([value])) for value in (1, 2)] == [2 * 50 * 100] * 2
    assert [values[60 * 300 + column] for column in (9, 10, 59, 60, 109, 110, 160)] == [255, 1, 1, 2, 2, 255, 1]
    report = run("evaluate", {"INPUT": known, "PROJECT": project, "OUTPUT": str(real / "report")})
    assert (report["OVERALL_ACCURACY"], report["MEAN_IOU"]) == (1.0, pytest.approx(1.0))
    assert os.path.getsize(report["REPORT"]) > 1000
    with open(real / "report" / "report.json", encoding="utf-8") as file:
        assert json.load(file)["compared_pixels"] == 100 * 100  # the check area's


def test_an_evaluation_with_points(real, labelled, tmp_path):
    image, project = labelled
    known = run("rasterizelabels", {"INPUT": image, "PROJECT": project, "OUTPUT": str(real / "known.tif")})["OUTPUT"]
    points = QgsVectorLayer("Point?crs=EPSG:4326&field=kind:string", "points", "memory")
    to_degrees = QgsCoordinateTransform(lf.utm(), points.crs(), QgsProject.instance())
    for x, kind in ((8, "road"), (10, "road"), (25, "tree"), (28, "road")):  # the last one is wrong
        feature = QgsFeature(points.fields())
        feature.setAttributes([kind])
        feature.setGeometry(QgsGeometry.fromPointXY(to_degrees.transform(lf.at(x, 20))))
        points.dataProvider().addFeatures([feature])
    report = run("evaluate", {"INPUT": known, "SAMPLES": points, "FIELD": "kind", "OUTPUT": str(real / "report")})
    assert report["OVERALL_ACCURACY"] == pytest.approx(0.75, abs=0.01)  # of equal areas: 1 and 1/2


def test_chips(real, labelled):
    _image, project = labelled
    results = run("exportchips", {"PROJECT": project, "OUTPUT": str(real / "chips")})
    assert results["TRAIN_CHIPS"] == results["CHECK_CHIPS"] > 0
    assert len(os.listdir(real / "chips" / "train" / "masks")) == results["TRAIN_CHIPS"]
    assert "chips" in failure("exportchips", {"PROJECT": project, "OUTPUT": str(real / "chips")})  # it is there already


def test_suggested_areas_keep_clear_of_those_that_are_there(real, labelled, small_model):
    image, project = labelled
    made = run("segment", {"INPUT": image, "MODEL_FOLDER": str(small_model), "OUTPUT": str(real / "map.tif"),
                           "CONFIDENCE": str(real / "sure.tif")})
    found = run("suggestareas", {"INPUT": made["OUTPUT"], "CONFIDENCE": made["CONFIDENCE"], "IMAGE": image, "PROJECT": project,
                                 "COUNT": 3, "OUTPUT": str(real / "next.gpkg")})
    layer = QgsVectorLayer(found["OUTPUT"], "next", "ogr")
    squares = [feature.geometry() for feature in layer.getFeatures()]
    assert len(squares) == 3
    assert layer.crs() == lf.utm()
    there = [lf.box(x, 6, x + 30, 36) for x in (3, 48)]
    assert all(square.intersection(area).area() < 0.01 for square in squares for area in there)
    assert all(feature["reason"] for feature in layer.getFeatures())


def test_a_model_goes_out_and_comes_back(real, small_model, tmp_path):
    packed = run("exportmodel", {"MODEL_FOLDER": str(small_model), "FORMAT": "zip", "OUTPUT": str(real / "m.zip")})["OUTPUT"]
    back = run("importmodel", {"FILE": packed, "NAME": "Came back", "OUTPUT": str(real / "back")})["OUTPUT"]
    weights = "model.safetensors"
    assert (real / "back" / weights).read_bytes() == (small_model / weights).read_bytes()
    assert load_card(back).name == "Came back"
    assert installed_models()["Came back"] == back
    assert "back" in failure("importmodel", {"FILE": packed, "OUTPUT": str(real / "back")})
    smp = run("exportmodel", {"MODEL_FOLDER": str(small_model), "FORMAT": "smp", "OUTPUT": "TEMPORARY_OUTPUT"})["OUTPUT"]
    assert "config.json" in os.listdir(smp)
    stac = run("exportmodel", {"MODEL": "Came back", "FORMAT": "stac", "OUTPUT": str(real / "item.json")})["OUTPUT"]
    with open(stac, encoding="utf-8") as file:
        assert json.load(file)["type"] == "Feature"


def test_a_training_that_is_stopped_goes_on(real, labelled, small_model):
    """The first run is stopped after a step; the second one does not begin anew."""
    _image, project = labelled
    parameters = {"PROJECT": project, "NAME": "Fields", "MODEL_FOLDER": str(small_model), "DEVICE": "cpu",
                  "OUTPUT": str(real / "model")}
    (_, results), feedback = run_as_task("train", parameters, cancel_when=lambda percent: percent > 0)
    assert results.get("OUTPUT") is None
    assert "goes on from there" in feedback.textLog()
    assert (real / "model.training").is_dir()
    starts = []
    run_as_task("train", parameters, cancel_when=lambda percent: (starts.append(percent), percent > 0)[1])
    assert starts[0] > 0


def test_a_map_of_an_online_layer_that_was_stopped_goes_on_with_its_blocks(real, small_model, tmp_path):
    """Tiles are not fetched again, blocks are not computed again, and the map is that of a run in one go."""
    server, starts = TileServer(), []
    layer = QgsRasterLayer(server.uri("fine"), "online", "wms")
    QgsProject.instance().addMapLayer(layer)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    extent = "1000000,1000200,6000000,6000090 [EPSG:3857]"
    parameters = {"INPUT": layer.id(), "MODEL_FOLDER": str(small_model), "EXTENT": extent, "TILE": TILE_PX}
    try:
        whole = run("segment", {**parameters, "OUTPUT": str(real / "whole.tif")}, context)["OUTPUT"]
        target = {**parameters, "OUTPUT": str(real / "map.tif")}
        (_, results), _feedback = run_as_task("segment", target, context, cancel_when=lambda percent: percent > 60)
        assert results.get("OUTPUT") is None
        fetched = len(server.requests)
        left = os.listdir(real / ".map.landweave" / "map.landweave")
        assert any(re.fullmatch(r"classes_.*\.tif", name) for name in left), left
        (ok, results), _feedback = run_as_task("segment", target, context, cancel_when=lambda percent: starts.append(percent))
        assert ok
        assert min(p for p in starts if p > PREPARED) > PREPARED + 5  # of the bar: the blocks that were there
        assert len(server.requests) == fetched
    finally:
        QgsProject.instance().removeMapLayer(layer.id())
        server.close()
    assert gdal.Open(results["OUTPUT"]).ReadRaster() == gdal.Open(whole).ReadRaster()
