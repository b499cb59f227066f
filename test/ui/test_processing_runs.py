"""How the algorithms run, whichever it is: help, failure, cancel, temporary outputs, tasks, batches, models, resuming."""

import os

import pytest

pytest.importorskip("qgis.core")

from landweave.core.contract.errors import JobError
from landweave.test.ui import label_files as lf
from landweave.test.ui.processing_hands import (
    Feedback,
    algorithm,
    failure,
    files_in,
    run,
    run_as_task,
    write_classes,
)
from landweave.test.ui.raster_files import write_raster
from landweave.test.ui.tile_server import TileServer
from landweave.ui import export_job, messages
from osgeo import gdal
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingDestinationParameter,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
    QgsVectorLayer,
)

pytestmark = pytest.mark.qgis

RGB = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)
NAMES = ("segment", "polygonize", "evaluate", "train", "suggestareas", "rasterizelabels", "exportchips", "importmodel",
         "exportmodel")  # fmt: skip
ENDINGS = {"segment": ".tif", "polygonize": ".gpkg", "suggestareas": ".gpkg", "rasterizelabels": ".tif", "exportmodel": ".zip"}


@pytest.fixture
def parameters(tmp_path):
    """`parameters(name, output)`: of a small but true run of each algorithm."""
    project = lf.make_project(tmp_path)
    project.close(save=False)
    labels, classes = str(tmp_path / "fields.gpkg"), write_classes(tmp_path / "classes.tif")
    image = write_raster(tmp_path / "image.tif", colours=RGB)
    given = {
        "segment": {"INPUT": image, "MODEL": "Test model"},
        "polygonize": {"INPUT": classes},
        "evaluate": {"INPUT": classes, "PROJECT": labels},
        "train": {"PROJECT": labels, "NAME": "n"},
        "suggestareas": {"INPUT": classes},
        "rasterizelabels": {"PROJECT": labels, "INPUT": image},
        "exportchips": {"PROJECT": labels},
        "importmodel": {"FOLDER": str(tmp_path)},
        "exportmodel": {"MODEL": "Test model"},
    }
    (tmp_path / "out").mkdir()
    return lambda name, output="": {**given[name], "OUTPUT": output or str(tmp_path / "out" / f"r{ENDINGS.get(name, '')}")}


def test_all_algorithms_are_there(toolbox):
    assert [made.name() for made in toolbox.algorithms()] == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_algorithm_and_parameter_is_explained(toolbox, name):
    made = algorithm(name)
    assert len(made.shortHelpString()) > 100
    assert made.tags()
    assert not made.icon().isNull()
    assert made.flags() & made.Flag.FlagSupportsBatch
    assert made.flags() & made.Flag.FlagCanCancel
    for definition in made.parameterDefinitions():
        assert definition.description(), definition.name()
        plain = isinstance(definition, QgsProcessingDestinationParameter) or definition.name() in PLAIN
        assert plain or definition.help(), definition.name()
    assert made.outputDefinition("OUTPUT") is not None


# what their titles say all about
PLAIN = {"INPUT", "EXTENT", "MASK", "NAME", "LICENSE", "FORMAT", "COUNT"}


@pytest.mark.parametrize("name", NAMES)
def test_a_failure_is_said_as_the_dock_says_it(parameters, scripted, toolbox, name, tmp_path):
    scripted.mode("failure")
    said = failure(name, parameters(name))
    assert said.strip() == " ".join(messages.describe_error(JobError("output.disk_full", path="/full", free_mb=3)))
    assert [n for n in files_in(tmp_path / "out") if not n.startswith(".")] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_cancel_ends_it_at_once_without_results(parameters, scripted, toolbox, name, tmp_path):
    scripted.mode("slow")
    (_, results), feedback = run_as_task(name, parameters(name), cancel_ms=1200)
    assert results.get("OUTPUT") is None
    assert len(scripted.jobs()) == 1  # it was running
    assert "Stopped." in feedback.textLog()
    assert [n for n in files_in(tmp_path / "out") if not n.startswith(".")] == []


@pytest.mark.parametrize("name", NAMES)
def test_temporary_outputs(parameters, scripted, toolbox, name):
    made = run(name, parameters(name, QgsProcessing.TEMPORARY_OUTPUT))["OUTPUT"]
    assert os.path.exists(made)
    assert made.startswith(QgsProcessingUtils.tempFolder())


@pytest.mark.parametrize("name", ["segment", "polygonize", "suggestareas", "rasterizelabels"])
def test_the_toolbox_loads_each_result_once_and_styled(parameters, scripted, toolbox, name):
    context, project = QgsProcessingContext(), QgsProject()
    output = QgsProcessingOutputLayerDefinition(QgsProcessing.TEMPORARY_OUTPUT, project)
    (ok, results), _feedback = run_as_task(name, parameters(name, output), context)
    assert ok
    assert list(context.layersToLoadOnCompletion()) == [results["OUTPUT"]]
    details = context.layerToLoadOnCompletionDetails(results["OUTPUT"])
    layer = QgsProcessingUtils.mapLayerFromString(results["OUTPUT"], context)
    before = layer.renderer().dump() if hasattr(layer.renderer(), "dump") else ""
    details.postProcessor().postProcessLayer(layer, context, Feedback())
    kinds = {"polygonize": "categorizedSymbol", "suggestareas": "singleSymbol"}
    assert layer.renderer().type() == kinds.get(name, "paletted")
    assert before == "" or layer.renderer().dump() != before


def test_progress_and_remarks(parameters, scripted, toolbox):
    feedback = Feedback()
    run("rasterizelabels", parameters("rasterizelabels"), feedback=feedback)
    assert 50.0 in feedback.bar
    assert feedback.warnings == ["odd"]


def test_a_batch_has_a_result_for_each_raster(tmp_path, scripted, toolbox):
    """As the batch dialog does it: one run after the other, in one context, each with its own names."""
    context = QgsProcessingContext()
    for number in range(3):
        image = write_raster(tmp_path / f"image{number}.tif", columns=20 + number, colours=RGB)
        results = run("segment", {"INPUT": image, "MODEL": "Test model", "OUTPUT": str(tmp_path / f"map{number}.tif"),
                                  "POLYGONS": str(tmp_path / f"map{number}.gpkg")}, context)
        assert gdal.Open(results["OUTPUT"]).RasterXSize == 20 + number
    assert [job.name for job in scripted.jobs()] == ["map0", "map1", "map2"]
    assert len([n for n in files_in(tmp_path) if n.startswith("map")]) == 9  # each a raster, its style, polygons


# models


def from_input(name):
    return [QgsProcessingModelChildParameterSource.fromModelParameter(name)]


def from_child(child, output):
    return [QgsProcessingModelChildParameterSource.fromChildOutput(child, output)]


def chain():
    """Segment -> polygonize; the class raster in between is temporary."""
    model = QgsProcessingModelAlgorithm("chain", "test")
    model.addModelParameter(QgsProcessingParameterRasterLayer("image", "Image"), QgsProcessingModelParameter("image"))
    first = QgsProcessingModelChildAlgorithm("landweave:segment")
    first.setChildId("segment")
    first.addParameterSources("INPUT", from_input("image"))
    first.addParameterSources("MODEL", [QgsProcessingModelChildParameterSource.fromStaticValue("Test model")])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("landweave:polygonize")
    second.setChildId("polygonize")
    second.addParameterSources("INPUT", from_child("segment", "OUTPUT"))
    second.addParameterSources("CLASSES", [QgsProcessingModelChildParameterSource.fromStaticValue("1")])
    result = QgsProcessingModelOutput("polygons", "polygons")
    result.setChildOutputName("OUTPUT")
    result.setChildId("polygonize")
    second.setModelOutputs({"polygons": result})
    model.addChildAlgorithm(second)
    return model


def test_a_model_chains_them_through_a_temporary_raster(tmp_path, scripted, toolbox):
    image = write_raster(tmp_path / "image.tif", colours=RGB)
    model = chain()
    model.initAlgorithm()
    (output,) = (definition.name() for definition in model.destinationParameterDefinitions())
    assert output.split(":")[-1] == "polygons"  # before QGIS 3.32 with the id of its step
    target = str(tmp_path / "p.gpkg")
    feedback = Feedback()
    results, ok = model.run({"image": image, output: target}, QgsProcessingContext(), feedback)
    assert ok, feedback.errors
    assert results[output] == target
    _, polygonize = scripted.jobs()
    assert polygonize.classes.startswith(QgsProcessingUtils.tempFolder())
    assert (polygonize.output, polygonize.options.format) == (target, "GPKG")
    assert QgsVectorLayer(target, "p", "ogr").featureCount() == 1


def test_a_mistake_in_a_model_is_said_with_the_sentence(tmp_path, scripted, toolbox):
    scripted.mode("failure")
    model, feedback = chain(), Feedback()
    model.initAlgorithm()
    (output,) = (definition.name() for definition in model.destinationParameterDefinitions())
    image = write_raster(tmp_path / "image.tif", colours=RGB)
    said = ""
    try:
        _, ok = model.run({"image": image, output: str(tmp_path / "p.gpkg")}, QgsProcessingContext(), feedback)
        assert not ok
    except Exception as error:  # QGIS 3.22 raises, later ones report
        said = str(error)
    assert "/full" in said + " ".join(feedback.errors)
    assert len(scripted.jobs()) == 1


def test_an_expression_may_give_a_parameter(tmp_path, scripted, toolbox):
    """In the model designer and in batches values are properties."""
    classes = write_classes(tmp_path / "classes.tif")
    run("polygonize", {"INPUT": classes, "MIN_AREA": QgsProperty.fromExpression("2 * 3"), "OUTPUT": str(tmp_path / "p.gpkg")})
    assert scripted.jobs()[0].options.min_area_m2 == 6


# resuming


def segment_online(layer, out, **more):
    extent = "1000000,1000200,6000000,6000100 [EPSG:3857]"
    return {"INPUT": layer.id(), "MODEL": "Test model", "OUTPUT": str(out), "EXTENT": extent, **more}


@pytest.fixture
def online(qgis_app):
    """A layer of tiles in the project, and the server that has them."""
    server = TileServer()
    layer = QgsRasterLayer(server.uri("fine"), "online", "wms")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().removeMapLayer(layer.id())
    server.close()


def test_a_cancelled_run_goes_on_with_the_same_job_and_without_fetching_the_layer_again(tmp_path, scripted, toolbox, online,
                                                                                        monkeypatch):
    exports, whole = [], export_job.export_layer
    monkeypatch.setattr(export_job, "export_layer", lambda *args: (exports.append(args), whole(*args))[1])
    context, target = QgsProcessingContext(), tmp_path / "map.tif"
    context.setProject(QgsProject.instance())
    scripted.mode("slow")
    run_as_task("segment", segment_online(online, target), context, cancel_ms=3000)
    assert os.listdir(tmp_path / ".map.landweave" / "map.landweave") == []  # blocks would be here
    scripted.mode("ok")
    results = run("segment", segment_online(online, target), context)
    first, second = scripted.jobs()
    assert first == second
    assert first.resume
    assert len(exports) == 1
    assert results["OUTPUT"] == str(target)
    assert not (tmp_path / ".map.landweave").exists()


def test_an_extent_with_other_tiles_fetches_the_layer_anew(tmp_path, scripted, toolbox, online, monkeypatch):
    exports, whole = [], export_job.export_layer
    monkeypatch.setattr(export_job, "export_layer", lambda *args: (exports.append(args), whole(*args))[1])
    context, target = QgsProcessingContext(), tmp_path / "map.tif"
    context.setProject(QgsProject.instance())
    scripted.mode("slow")
    run_as_task("segment", segment_online(online, target), context, cancel_ms=3000)
    scripted.mode("ok")
    run("segment", segment_online(online, target, EXTENT="1000000,1000600,6000000,6000100 [EPSG:3857]"), context)
    assert len(exports) == 2
