"""Polygons, evaluation, suggestions and labels as rasters in Processing: parameters to the job, its result to layers."""

import pytest

pytest.importorskip("qgis.core")

from landweave.core.contract.job_parts import PolygonOptions, RasterSource
from landweave.core.contract.jobs import SuggestJob
from landweave.core.contract.map_jobs import EvaluateJob, PolygonizeJob, RasterizeLabelsJob
from landweave.test.ui import label_files as lf
from landweave.test.ui.processing_hands import Feedback, failure, files_in, problem, run, write_classes
from landweave.test.ui.raster_files import write_polygons, write_raster
from landweave.test.ui.tile_server import TileServer
from landweave.ui import layers
from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsPointXY,
    QgsProcessingContext,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

pytestmark = pytest.mark.qgis

NAMES = {"0": "land", "1": "road", "2": "water"}
COLORS = {"0": "#c8b464", "1": "#808080", "2": "#3264c8"}


@pytest.fixture
def classes(tmp_path):
    return write_classes(tmp_path / "classes.tif")


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def labels(tmp_path):
    """The path of a label project."""
    project = lf.make_project(tmp_path)
    path = project.path
    project.close(save=False)
    return path


def wkt_of(path):
    return layers.raster_source(QgsRasterLayer(path, "r", "gdal")).crs_wkt


# polygons


def test_polygons_of_a_class_raster(out, classes, scripted, toolbox):
    results = run("polygonize", {"INPUT": classes, "OUTPUT": str(out / "p.gpkg")})
    assert results == {"OUTPUT": str(out / "p.gpkg")}
    assert scripted.jobs() == [PolygonizeJob(classes, results["OUTPUT"], "", PolygonOptions(), NAMES, COLORS)]
    layer = QgsVectorLayer(results["OUTPUT"], "p", "ogr")
    assert [(int(c.value()), c.label()) for c in layer.renderer().categories()] == [(0, "land"), (1, "road"), (2, "water")]
    assert files_in(out) == ["p.gpkg"]


def test_every_parameter_of_polygonize_arrives(tmp_path, out, classes, scripted, toolbox):
    sure = write_raster(tmp_path / "sure.tif", bands=1)
    run("polygonize", {"INPUT": classes, "CONFIDENCE": sure, "CLASSES": "Water, 0", "MIN_AREA": 2.5, "SIMPLIFY": 0.5,
                       "RIGHT_ANGLES": True, "OUTPUT": str(out / "p.geojson")})
    options = PolygonOptions("GeoJSON", 2.5, 0.5, (0, 2), True)
    assert scripted.jobs() == [PolygonizeJob(classes, str(out / "p.geojson"), sure, options, NAMES, COLORS)]


def test_names_and_colours_are_those_that_the_layer_has_in_qgis(tmp_path, out, classes, scripted, toolbox):
    layer = QgsRasterLayer(classes, "mine", "gdal")
    entries = [QgsPalettedRasterRenderer.Class(*item) for item in ((1, QColor("#ff0000"), "street"), (2, QColor("#00ff00"), "2"))]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, entries))
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    QgsProject.instance().addMapLayer(layer)
    run("polygonize", {"INPUT": layer.id(), "OUTPUT": str(out / "p.gpkg")}, context)
    QgsProject.instance().removeMapLayer(layer.id())
    job = scripted.jobs()[0]
    assert job.names == {"0": "land", "1": "street", "2": "water"}  # the label "2" is no name
    assert job.colors == {"0": "#c8b464", "1": "#ff0000", "2": "#00ff00"}


def test_a_raster_that_names_no_classes(tmp_path, out, scripted, toolbox):
    """The engine names them; the polygons are styled by what they say."""
    results = run("polygonize", {"INPUT": write_classes(tmp_path / "c.tif", named=False), "OUTPUT": str(out / "p.gpkg")})
    assert (scripted.jobs()[0].names, scripted.jobs()[0].colors) == ({}, {})
    layer = QgsVectorLayer(results["OUTPUT"], "p", "ogr")
    assert [(int(c.value()), c.label()) for c in layer.renderer().categories()] == [(1, "road")]


def test_a_class_that_is_not_there(classes, out, scripted, toolbox):
    said = failure("polygonize", {"INPUT": classes, "CLASSES": "roof", "OUTPUT": str(out / "p.gpkg")})
    assert "no class 'roof'; it has land, road, water" in said
    assert scripted.jobs() == []


def test_a_raster_that_only_qgis_can_read(out, scripted, toolbox):
    server = TileServer()
    layer = QgsRasterLayer(server.uri("fine"), "online", "wms")
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    QgsProject.instance().addMapLayer(layer)
    said = failure("polygonize", {"INPUT": layer, "OUTPUT": str(out / "p.gpkg")})
    QgsProject.instance().removeMapLayer(layer.id())
    server.close()
    assert "online" in said
    assert scripted.jobs() == []


# evaluation


def test_evaluation_with_a_reference_raster(tmp_path, out, classes, scripted, toolbox):
    truth = write_raster(tmp_path / "truth.tif", bands=1)
    results = run("evaluate", {"INPUT": classes, "REFERENCE": truth, "LEVEL": 0.9, "OUTPUT": str(out / "report")})
    assert scripted.jobs() == [EvaluateJob(classes, str(out / "report"), reference=truth, names=NAMES, level=0.9)]
    assert results == {"OUTPUT": str(out / "report"), "REPORT": str(out / "report" / "report.html"), "OVERALL_ACCURACY": 0.9,
                       "MEAN_IOU": 0.6}


def test_evaluation_with_areas_of_both_kinds(out, classes, labels, scripted, toolbox):
    run("evaluate", {"INPUT": classes, "PROJECT": labels, "AREAS": ["train", "check"], "OUTPUT": str(out / "report")})
    assert scripted.jobs() == [EvaluateJob(classes, str(out / "report"), project=labels, roles=("train", "check"), names=NAMES)]


def test_evaluation_with_a_file_of_polygons(tmp_path, out, classes, scripted, toolbox):
    known = write_polygons(tmp_path / "known.gpkg", [(1, "road", "POLYGON((0 0,1 0,1 1,0 0))")], layer="plots")
    run("evaluate", {"INPUT": classes, "SAMPLES": f"{known}|layername=plots", "FIELD": "class_name", "OUTPUT": str(out / "r")})
    expected = EvaluateJob(classes, str(out / "r"), points=known, layer="plots", class_field="class_name", names=NAMES)
    assert scripted.jobs() == [expected]


def test_points_in_memory_become_a_file(out, classes, scripted, toolbox):
    points = QgsVectorLayer("Point?crs=EPSG:32632&field=kind:string", "points", "memory")
    feature = QgsFeature(points.fields())
    feature.setAttributes(["water"])
    feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(500001, 5499999)))
    points.dataProvider().addFeatures([feature])
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    QgsProject.instance().addMapLayer(points)
    run("evaluate", {"INPUT": classes, "SAMPLES": points.id(), "FIELD": "kind", "OUTPUT": str(out / "r")}, context)
    QgsProject.instance().removeMapLayer(points.id())
    job = scripted.jobs()[0]
    written = QgsVectorLayer(f"{job.points}|layername={job.layer}" if job.layer else job.points, "w", "ogr")
    assert [f["kind"] for f in written.getFeatures()] == ["water"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "only one"),
        ({"REFERENCE": "", "PROJECT": None}, "only one"),
        ({"REFERENCE": "{classes}", "PROJECT": "p.gpkg"}, "only one"),
        ({"SAMPLES": "{classes}.gpkg"}, "field"),
    ],
)
def test_an_evaluation_needs_one_reference(classes, out, scripted, toolbox, given, words):
    write_polygons(f"{classes}.gpkg", [(1, "road", "POLYGON((0 0,1 0,1 1,0 0))")])
    given = {name: value.replace("{classes}", classes) if value else value for name, value in given.items()}
    parameters = {"INPUT": classes, "OUTPUT": str(out / "r"), **given}
    assert words in problem("evaluate", parameters)
    assert words in failure("evaluate", parameters)
    assert scripted.jobs() == []


# where to label next


def test_suggested_areas_are_polygons_with_reasons(out, classes, scripted, toolbox):
    feedback = Feedback()
    results = run("suggestareas", {"INPUT": classes, "OUTPUT": str(out / "next.gpkg")}, feedback=feedback)
    assert scripted.jobs() == [SuggestJob(classes)]
    layer = QgsVectorLayer(results["OUTPUT"], "n", "ogr")
    first, second = layer.getFeatures()
    assert (first["number"], first["kind"], first["classes"]) == (1, "uncertain", "road, land")
    assert "31" in first["reason"]
    assert first["uncertainty"] == pytest.approx(0.69)
    assert first.geometry().boundingBox().width() == pytest.approx(4.5)
    assert second["uncertainty"] in (None, second["uncertainty"].__class__())  # NULL
    assert layer.crs().authid() == "EPSG:32632"
    assert any("pool" in text for text in feedback.infos)


def test_every_parameter_of_suggestareas_arrives(tmp_path, out, classes, labels, scripted, toolbox):
    sure, image = write_raster(tmp_path / "sure.tif", bands=1), write_raster(tmp_path / "image.tif")
    run("suggestareas", {"INPUT": classes, "CONFIDENCE": sure, "IMAGE": image, "PROJECT": labels, "COUNT": 9, "SIZE": 12.5,
                         "RANDOM_SHARE": 0.5, "SEED": 7, "OUTPUT": str(out / "next.shp")})
    raster = RasterSource(image, crs_wkt=wkt_of(image))
    assert scripted.jobs() == [SuggestJob(classes, sure, raster, labels, 0, 12.5, 9, 0.5, 7)]


# labels as a raster


def test_labels_become_a_styled_class_raster(tmp_path, out, labels, scripted, toolbox):
    image = write_raster(tmp_path / "image.tif")
    results = run("rasterizelabels", {"PROJECT": labels, "INPUT": image, "OUTPUT": str(out / "l.tif")})
    raster = RasterSource(image, crs_wkt=wkt_of(image))
    assert scripted.jobs() == [RasterizeLabelsJob(labels, raster, results["OUTPUT"])]
    layer = QgsRasterLayer(results["OUTPUT"], "l", "gdal")
    assert [(c.value, c.label) for c in layer.renderer().classes()] == [(item.value, item.name) for item in lf.CLASSES]
    run("rasterizelabels", {"PROJECT": labels, "INPUT": image, "AREAS": ["check"], "OUTPUT": str(out / "l.tif")})
    assert scripted.jobs()[1].roles == ("check",)


@pytest.mark.parametrize("name", ["rasterizelabels", "suggestareas"])
def test_a_file_that_is_no_label_project_is_said_before_the_engine_starts(tmp_path, out, classes, scripted, toolbox, name):
    other = write_polygons(tmp_path / "other.gpkg", [(1, "road", "POLYGON((0 0,1 0,1 1,0 0))")])
    said = failure(name, {"PROJECT": other, "INPUT": classes, "OUTPUT": str(out / "o.tif")})
    assert "other.gpkg" in said
    assert "no label project" in said or "not a label project" in said
    assert scripted.jobs() == []
