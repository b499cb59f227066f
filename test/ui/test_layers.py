"""QGIS layers as plain values, and result files as styled layers."""


import pytest

pytest.importorskip("qgis.core")

from landweave.core.contract.errors import JobError
from landweave.test.ui.raster_files import (
    DEGREES,
    NORTH_UP,
    ROTATED,
    SOUTH_UP,
    make_card,
    write_polygons,
    write_raster,
)
from landweave.ui import layers
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsRasterLayer,
    QgsRasterRange,
    QgsVectorLayer,
)

pytestmark = [pytest.mark.qgis, pytest.mark.usefixtures("collected")]


BOX = "POLYGON((500000 5499980,500010 5499980,500010 5500000,500000 5500000,500000 5499980))"


@pytest.fixture
def project(qgis_app):
    project = QgsProject.instance()
    project.clear()
    yield project
    project.clear()


def open_raster(path):
    opened = QgsRasterLayer(str(path), "scene", "gdal")
    assert opened.isValid()
    return opened


# --- bands


def test_bands_of_an_rgb_file_are_known_by_colour(tmp_path, qgis_app):
    found = layers.band_list(open_raster(write_raster(tmp_path / "a.tif", bands=4, options=["ALPHA=YES", "PHOTOMETRIC=RGB"])))
    assert [b.common_name for b in found] == ["red", "green", "blue", "alpha"]
    assert layers.model_band_numbers(make_card(), open_raster(tmp_path / "a.tif")).numbers == (1, 2, 3)


def test_alpha_is_never_a_band_of_the_model(tmp_path, qgis_app):
    path = write_raster(tmp_path / "a.tif", bands=4, options=["ALPHA=YES", "PHOTOMETRIC=RGB"])
    match = layers.model_band_numbers(make_card(("red", "green", "blue", "alpha")), open_raster(path))
    assert match.numbers == (1, 2, 3, 0)


def test_a_description_is_believed_more_than_gdals_default_colours(tmp_path, qgis_app):
    colours = (gdal.GCI_RedBand, gdal.GCI_GreenBand, gdal.GCI_BlueBand)
    path = write_raster(tmp_path / "a.tif", names=("nir", "red", "green"), colours=colours)
    match = layers.model_band_numbers(make_card(("red", "green", "nir")), open_raster(path))
    assert match.numbers == (2, 3, 1)


def test_wavelengths_match_bands(tmp_path, qgis_app):
    path = write_raster(tmp_path / "a.tif", bands=3, kind=gdal.GDT_UInt16, wavelengths=(0.49, 0.56, 0.665))
    card = make_card(("rot", "gruen", "blau"), wavelengths=(0.66, 0.555, 0.485))
    assert layers.model_band_numbers(card, open_raster(path)).numbers == (3, 2, 1)


@pytest.mark.parametrize(("unit", "values"), [("Nanometers", (490, 560, 665)), ("Micrometers", (0.49, 0.56, 0.665))])
def test_wavelengths_of_envi_headers(tmp_path, qgis_app, unit, values):
    path = write_raster(tmp_path / "a.bin", driver="ENVI", kind=gdal.GDT_UInt16)
    with open(tmp_path / "a.hdr", "a", encoding="ascii") as header:
        header.write(f"wavelength units = {unit}\nwavelength = {{{', '.join(map(str, values))}}}\n")
    found = [b.wavelength_um for b in layers.band_list(open_raster(path))]
    assert found == pytest.approx([0.49, 0.56, 0.665])


def test_wavelengths_without_a_unit_are_not_guessed(tmp_path, qgis_app):
    path = write_raster(tmp_path / "a.bin", driver="ENVI", kind=gdal.GDT_UInt16)
    with open(tmp_path / "a.hdr", "a", encoding="ascii") as header:
        header.write("wavelength = {490, 560, 665}\n")
    assert [b.wavelength_um for b in layers.band_list(open_raster(path))] == [None] * 3


def test_sentinel_2_names_are_read_where_they_are_certain(tmp_path, qgis_app):
    sentinel = open_raster(write_raster(tmp_path / "s2.tif", kind=gdal.GDT_UInt16, names=("B08", "B04", "B05")))
    assert [b.common_name for b in layers.band_list(sentinel)] == ["nir", "red", "rededge071"]
    unsure = open_raster(write_raster(tmp_path / "hls.tif", kind=gdal.GDT_UInt16, names=("B05", "B04", "B03")))
    assert [b.common_name for b in layers.band_list(unsure)] == ["", "red", "green"]  # B05 of Landsat is near infrared


def test_bands_without_names_match_nothing(tmp_path, qgis_app):
    path = write_raster(tmp_path / "a.tif", kind=gdal.GDT_UInt16)
    assert layers.model_band_numbers(make_card(), open_raster(path)).numbers == (0, 0, 0)


# --- sources


@pytest.mark.parametrize(
    ("transform", "epsg"), [(NORTH_UP, 32632), (SOUTH_UP, 32632), (ROTATED, 32632), (DEGREES, 4326)]
)
def test_files_go_to_the_engine_as_they_are(tmp_path, qgis_app, transform, epsg):
    path = write_raster(tmp_path / "a.tif", transform=transform, epsg=epsg)
    scene = open_raster(path)
    assert not layers.needs_export(scene)
    source = layers.raster_source(scene, (3, 2, 1))
    assert (source.path, source.open_options, source.bands, source.nodata) == (path, (), (3, 2, 1), None)
    assert QgsCoordinateReferenceSystem.fromWkt(source.crs_wkt).authid() == f"EPSG:{epsg}"


def test_the_crs_and_nodata_that_the_person_set_go_along(tmp_path, qgis_app):
    scene = open_raster(write_raster(tmp_path / "a.tif"))
    scene.setCrs(QgsCoordinateReferenceSystem("EPSG:25832"))
    scene.dataProvider().setUserNoDataValue(1, [QgsRasterRange(7.0, 7.0)])
    source = layers.raster_source(scene)
    assert QgsCoordinateReferenceSystem.fromWkt(source.crs_wkt).authid() == "EPSG:25832"
    assert source.nodata == 7.0


def test_open_options_tables_and_archives(tmp_path, qgis_app):
    path = write_raster(tmp_path / "a.tif")
    with_option = open_raster(f"{path}|option:NUM_THREADS=2")
    assert layers.file_source(with_option) == (path, ("NUM_THREADS=2",))
    table = write_raster(tmp_path / "a.gpkg", driver="GPKG", options=["RASTER_TABLE=scene"])
    in_table = open_raster(f"GPKG:{table}:scene")
    assert gdal.Open(layers.file_source(in_table)[0]).RasterXSize == in_table.width()
    archive = tmp_path / "a.zip"
    import zipfile

    with zipfile.ZipFile(archive, "w") as file:
        file.write(path, "a.tif")
    zipped = open_raster(f"/vsizip/{archive}/a.tif")
    assert not layers.needs_export(zipped)
    assert gdal.Open(layers.file_source(zipped)[0]) is not None


def test_what_only_this_process_can_read_is_exported(tmp_path, qgis_app):
    write_raster("/vsimem/landweave_test.tif")
    memory = open_raster("/vsimem/landweave_test.tif")
    assert layers.needs_export(memory)
    assert layers.raster_source(memory).path == "scene"
    gdal.Unlink("/vsimem/landweave_test.tif")
    secret = QgsRasterLayer("/vsicurl/http://127.0.0.1:1/a.tif authcfg='abc1234'", "secret", "gdal")
    assert layers.needs_export(secret)
    xyz = QgsRasterLayer("type=xyz&url=http://127.0.0.1:1/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmin=0&zmax=9", "xyz", "wms")
    assert layers.needs_export(xyz)
    assert [b.common_name for b in layers.band_list(xyz)] == ["red", "green", "blue", "alpha"]


def test_an_invalid_layer_is_an_error_that_names_it(qgis_app):
    with pytest.raises(JobError, match="lost"):
        layers.raster_source(QgsRasterLayer("/nowhere/a.tif", "lost", "gdal"))


# --- results


def write_results(folder, name="run"):
    classes = write_raster(folder / f"{name}.tif", bands=1, nodata=255, values=[bytes([0, 1, 2, 255]) * 600])
    confidence = write_raster(folder / f"{name}_confidence.tif", bands=1, nodata=255)
    polygons = write_polygons(folder / f"{name}.gpkg", [(1, "road", BOX)])
    return {"classes": classes, "confidence": confidence, "polygons": polygons}


def tree_names(project):
    return [node.name() for node in project.layerTreeRoot().children()]


def test_results_lie_above_their_source_and_are_styled(tmp_path, project):
    source, above = open_raster(write_raster(tmp_path / "s.tif")), open_raster(write_raster(tmp_path / "t.tif"))
    above.setName("above")
    project.addMapLayer(source)
    project.addMapLayer(above)
    card = make_card()
    added = layers.add_results(write_results(tmp_path), card, source, project)
    assert tree_names(project) == ["above", "Polygons: run", "Confidence: run", "Classes: run", "scene"]
    classes, _, polygons = added
    assert [(int(c.value), c.label, c.color.name()) for c in classes.renderer().classes()] == [
        (c.value, c.name, c.color) for c in card.classes
    ]
    assert classes.dataProvider().sourceNoDataValue(1) == 255
    categories = polygons.renderer().categories()
    shown = [(c.value(), c.label(), c.symbol().color().name()) for c in categories]
    assert shown == [(c.value, c.name, c.color) for c in card.classes]
    assert all(0 < c.symbol().color().alpha() < 255 for c in categories)
    visible = {node.name(): node.itemVisibilityChecked() for node in project.layerTreeRoot().children()}
    assert visible["Classes: run"]
    assert not visible["Confidence: run"]


def test_nodata_is_transparent_in_the_picture(tmp_path, project):
    outputs = {"classes": write_results(tmp_path)["classes"]}
    (classes,) = layers.add_results(outputs, make_card(), None, project)
    block = classes.renderer().block(1, classes.extent(), 60, 40)
    assert block.color(0, 3) >> 24 == 0
    assert block.color(0, 2) == 0xFF3264C8


def test_files_open_styled_in_another_project(tmp_path, project):
    outputs = write_results(tmp_path)
    layers.add_results(outputs, make_card(), None, project)
    project.clear()
    raster = open_raster(outputs["classes"])
    assert [c.label for c in raster.renderer().classes()] == ["land", "road", "water"]
    vector = QgsVectorLayer(outputs["polygons"], "again", "ogr")
    assert [c.label() for c in vector.renderer().categories()] == ["land", "road", "water"]


def test_overwritten_files_are_read_anew_instead_of_added_twice(tmp_path, project):
    source = open_raster(write_raster(tmp_path / "s.tif"))
    project.addMapLayer(source)
    outputs = write_results(tmp_path)
    first = layers.add_results(outputs, make_card(), source, project)
    ids = [layer.id() for layer in first]
    (tmp_path / "new").mkdir()
    bigger = write_raster(tmp_path / "new" / "run.tif", columns=80, rows=30, bands=1, nodata=255)
    import os

    os.replace(bigger, outputs["classes"])
    fresh = write_polygons(tmp_path / "new" / "run.gpkg", [(1, "road", BOX), (2, "water", BOX)])
    os.replace(fresh, outputs["polygons"])
    second = layers.add_results(outputs, make_card(), source, project)
    assert [layer.id() for layer in second] == ids
    assert (second[0].width(), second[0].height(), second[0].extent().width()) == (80, 30, 40.0)
    assert second[2].featureCount() == 2
    assert len(project.mapLayers()) == 4


def test_a_result_that_cannot_be_read_is_named(tmp_path, project):
    (tmp_path / "bad.tif").write_bytes(b"no raster")
    with pytest.raises(JobError, match=r"bad\.tif"):
        layers.add_results({"classes": str(tmp_path / "bad.tif")}, make_card(), None, project)


# --- the map while it grows


def test_the_unfinished_map_grows_and_goes(tmp_path, project):
    source = open_raster(write_raster(tmp_path / "s.tif"))
    project.addMapLayer(source)
    write_raster(tmp_path / "b0.tif", columns=30, bands=1, nodata=255, values=[bytes([1]) * 1200])
    right = list(NORTH_UP)
    right[0] += 15
    write_raster(tmp_path / "b1.tif", columns=30, bands=1, nodata=255, transform=tuple(right), values=[bytes([2]) * 1200])
    path = str(tmp_path / "partial.vrt")

    def build(*names):
        options = gdal.BuildVRTOptions(outputBounds=(500000, 5499980, 500030, 5500000), srcNodata=255, VRTNodata=255)
        gdal.BuildVRT(path, [str(tmp_path / n) for n in names], options=options).FlushCache()

    build("b0.tif")
    partial = layers.add_partial(path, make_card(), source)
    assert value_at(partial, 500005) == 1
    assert value_at(partial, 500025) is None
    build("b0.tif", "b1.tif")
    written = (tmp_path / "partial.vrt").read_text()
    layers.refresh_partial(partial)
    assert value_at(partial, 500025) == 2
    assert layers.add_partial(path, make_card(), source) is partial
    assert [c.label for c in partial.renderer().classes()] == ["land", "road", "water"]
    assert tree_names(project)[1] == "scene"
    layers.remove_partial(partial)
    assert (tmp_path / "partial.vrt").read_text() == written  # QGIS must never write into the engine's file
    assert tree_names(project) == ["scene"]


def value_at(layer, x):
    from qgis.core import QgsPointXY

    value, valid = layer.dataProvider().sample(QgsPointXY(x, 5499990), 1)
    return int(value) if valid else None
