"""Opening, sharing, saving a label project; its classes; what may become an area."""

import os
import sqlite3
import subprocess
import sys
import time

import pytest
from landweave.core.contract import labels as schema
from landweave.core.contract.errors import JobError
from landweave.test.ui import label_files as lf
from landweave.ui import label_project as module
from landweave.ui.label_areas import Areas
from landweave.ui.label_classes import Classes
from landweave.ui.label_project import LabelProject
from landweave.ui.paint import Painter
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize


@pytest.fixture
def scene(tmp_path, qgis_new_project):
    return lf.make_image(tmp_path)


@pytest.fixture
def fields(tmp_path, scene):
    made = lf.make_project(tmp_path)
    yield made
    made.close(save=False)


def refused(code, call, *arguments, **named):
    with pytest.raises(JobError) as caught:
        call(*arguments, **named)
    assert caught.value.code == code
    return caught.value


# --- the file ---


def test_a_new_project_is_what_the_schema_says(fields, tmp_path):
    settings, classes = schema.read_project(fields.path)
    assert settings == schema.LabelSettings(32, 0.3, lf.LEFT, lf.TOP, None, "")
    assert [(c.value, c.name, c.color, c.position) for c in classes] == [
        (0, "soil", "#aa8844", 0), (1, "road", "#888888", 1), (2, "tree", "#118833", 2)]  # fmt: skip
    with sqlite3.connect(f"file:{fields.path}?mode=ro", uri=True) as connection:
        kinds = dict(connection.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
        srs = {row[0] for row in connection.execute("SELECT srs_id FROM gpkg_geometry_columns")}
    assert kinds == {"areas": "POLYGON", "labels": "POLYGON"}
    assert srs == {32645}
    assert [name for name in os.listdir(tmp_path) if name.endswith(".gpkg")] == ["fields.gpkg"]


def test_its_layers_stand_in_a_group_and_the_settings_are_hidden(fields):
    group = QgsProject.instance().layerTreeRoot().findGroup("fields")
    assert [node.layer().name() for node in group.children()][:3] == ["Areas", "Labels", "Classes"]
    assert fields.layer("project").flags() & fields.layer("project").Private
    renderer = fields.labels.renderer()
    assert [(c.value(), c.label()) for c in renderer.categories()] == [(0, "soil"), (1, "road"), (2, "tree")]
    assert renderer.categories()[2].symbol().color().name() == "#118833"


def test_nothing_is_overwritten(fields, tmp_path):
    refused("labels.exists", lf.make_project, tmp_path)


def test_two_classes_of_one_value_are_refused_and_no_file_is_left(tmp_path, scene):
    twice = (schema.LabelClass(1, "a", "#000000"), schema.LabelClass(1, "b", "#000000"))
    refused("labels.class", lf.make_project, tmp_path, classes=twice)
    assert [name for name in os.listdir(tmp_path) if "gpkg" in name] == []


def test_a_folder_that_is_not_there(tmp_path, scene):
    refused("output.failed", lf.make_project, tmp_path / "nowhere")


def test_a_missing_a_foreign_and_a_damaged_file(tmp_path, scene):
    refused("labels.missing", LabelProject.open, str(tmp_path / "no.gpkg"))
    (tmp_path / "text.gpkg").write_text("this is no database, but long enough to be looked at " * 50)
    refused("labels.invalid", LabelProject.open, str(tmp_path / "text.gpkg"))
    sqlite3.connect(tmp_path / "other.gpkg").execute("CREATE TABLE t (a)").connection.close()
    refused("labels.invalid", LabelProject.open, str(tmp_path / "other.gpkg"))
    assert len(QgsProject.instance().mapLayers()) == 1


def test_a_truncated_file_is_refused(tmp_path, scene):
    made = lf.make_project(tmp_path)
    made.close(save=False)
    with open(made.path, "r+b") as file:
        file.truncate(os.path.getsize(made.path) // 2)
    refused("labels.invalid", LabelProject.open, made.path)


def test_a_newer_format_is_refused_by_name_and_left_alone(tmp_path, scene):
    made = lf.make_project(tmp_path)
    made.close(save=False)
    with sqlite3.connect(made.path) as connection:
        connection.execute("UPDATE project SET value = '2' WHERE key = 'format_version'")
    connection.close()
    error = refused("labels.newer", LabelProject.open, made.path)
    assert (error.data["found"], error.data["known"]) == (2, 1)
    assert len(QgsProject.instance().mapLayers()) == 1


# --- who may write ---


def test_the_second_to_open_it_reads_only_and_says_why(fields):
    second = LabelProject.open(fields.path, QgsProject())
    assert str(os.getpid()) in second.read_only_reason
    assert not second.labels.startEditing()
    refused("labels.read_only", Classes(second).add, "water")
    second.close(save=True)
    assert not fields.read_only_reason
    Classes(fields).add("water")  # the first one still writes


def test_opening_it_again_in_the_same_qgis_gives_the_same(fields):
    assert LabelProject.open(fields.path) is fields
    Classes(fields).add("water")


def test_another_process_that_has_it_open_is_seen(tmp_path, scene):
    made = lf.make_project(tmp_path)
    made.close(save=False)
    lock = tmp_path / ".fields.gpkg.lock"
    code = (
        "import fcntl, os, sys, time\n"
        f"f = open({str(lock)!r}, 'r+'); fcntl.flock(f, fcntl.LOCK_EX); f.write(str(os.getpid())); f.flush()\n"
        "print('held', flush=True); time.sleep(60)"
    )
    pytest.importorskip("fcntl")
    holder = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        opened = LabelProject.open(made.path)
        assert str(holder.pid) in opened.read_only_reason
        opened.close(save=False)
    finally:
        holder.kill()
        holder.wait()
    again = LabelProject.open(made.path)
    assert again.read_only_reason == ""
    again.close(save=False)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_write_protected_project_is_shown_but_not_changed(tmp_path, scene, monkeypatch, what):
    made = lf.make_project(tmp_path)
    Areas(made).add_polygons([lf.box(10, 10, 20, 20)], lf.utm(), "train", scene)
    made.close(save=True)
    protected = made.path if what == "file" else str(tmp_path)
    true_access = os.access
    monkeypatch.setattr(module.os, "access", lambda path, mode: path != protected and true_access(path, mode))
    opened = LabelProject.open(made.path)
    assert what in opened.read_only_reason
    assert len(Areas(opened).list()) == 1
    refused("labels.read_only", Areas(opened).add_square, lf.at(50, 50), "train", scene)
    refused("labels.read_only", Painter(opened).erase, lf.box(10, 10, 12, 12))
    refused("labels.read_only", opened.save)
    opened.close(save=True)


def test_a_locked_database_keeps_the_labels_on_the_map(fields, scene):
    Areas(fields).add_polygons([lf.box(10, 10, 20, 20)], lf.utm(), "train", scene)
    blocker = sqlite3.connect(fields.path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    error = refused("labels.save", fields.save)
    assert "locked" in error.data["reason"]
    assert fields.is_modified()
    assert len(Areas(fields).list()) == 1
    blocker.execute("ROLLBACK")
    blocker.close()
    fields.save()
    assert not fields.is_modified()
    assert fields.areas.dataProvider().featureCount() == 1


def test_the_file_stays_readable_while_layers_enter_and_leave_editing(fields, scene):
    """QGIS turns the write-ahead log off with the last writer; readers of that moment would find no tables."""
    Areas(fields).add_polygons([lf.box(10, 10, 20, 20)], lf.utm(), "train", scene)
    fields.save()
    for _round in range(5):
        for table in ("labels", "areas", "classes"):
            fields.layer(table).startEditing()
        for table in ("labels", "areas", "classes"):
            fields.layer(table).rollBack()
        assert os.path.exists(fields.path + "-shm")
        assert fields.settings().chip_px == 32
        assert schema.read_project(fields.path)[0].chip_px == 32
    assert len(Areas(fields).list()) == 1


# --- saving ---


def test_what_is_saved_is_there_again_and_the_log_says_who_did_what(tmp_path, scene):
    made = lf.make_project(tmp_path)
    area_id = Areas(made).add_polygons([lf.box(10, 10, 20, 20)], lf.utm(), "check", scene).area_ids[0]
    Painter(made).paint(lf.box(12, 12, 15, 15), 2)
    assert made.is_modified()
    made.close(save=True)
    with sqlite3.connect(f"file:{made.path}?mode=ro", uri=True) as connection:
        actions = [row[0] for row in connection.execute("SELECT action FROM log ORDER BY fid")]
        row = connection.execute("SELECT area_id, class_value, origin FROM labels").fetchall()
        area = connection.execute("SELECT area_id, role, state, source FROM areas").fetchall()
    assert actions == ["create", "add area", "paint"]
    assert row == [(area_id, 2, "drawn")]
    assert area[0][:3] == (area_id, "check", "open")
    assert area[0][3].endswith("scene.tif")
    opened = LabelProject.open(made.path)
    assert lf.class_areas(opened) == {2: pytest.approx(9.0)}
    opened.close(save=False)
    assert len(QgsProject.instance().mapLayers()) == 1
    assert QgsProject.instance().layerTreeRoot().findGroup("fields") is None


def test_closing_without_saving_drops_the_changes(tmp_path, scene):
    made = lf.make_project(tmp_path)
    Classes(made).add("water")
    made.close(save=False)
    assert len(schema.read_project(made.path)[1]) == 3


def test_layers_already_in_the_qgis_project_are_used(tmp_path, scene):
    made = lf.make_project(tmp_path)
    labels_id = made.labels.id()
    QgsProject.instance().write(str(tmp_path / "work.qgz"))
    made.close(save=False)
    QgsProject.instance().read(str(tmp_path / "work.qgz"))
    opened = LabelProject.open(made.path)
    assert opened.labels.id() == labels_id
    assert sum(1 for layer in QgsProject.instance().mapLayers().values() if layer.name() == "Labels") == 1
    opened.close(save=False)


def test_layers_that_are_being_drawn_are_read_whole_once_their_project_is_open(tmp_path, scene):
    """A connection that the renderer makes while the write-ahead log is turned on sees no tables, and QGIS's pool keeps it."""
    made = lf.make_project(tmp_path)
    Areas(made).add_polygons([lf.box(10, 10, 20, 20)], lf.utm(), "train", scene)
    made.save()
    QgsProject.instance().write(str(tmp_path / "work.qgz"))
    made.close(save=False)
    canvas = QgsMapSettings()
    canvas.setOutputSize(QSize(60, 40))
    canvas.setExtent(scene.extent())
    for round_ in range(12):
        QgsProject.instance().read(str(tmp_path / "work.qgz"))
        canvas.setLayers(QgsProject.instance().mapLayers().values())
        drawing = QgsMapRendererParallelJob(canvas)
        drawing.start()
        time.sleep(0.003 * round_)
        opened = LabelProject.open(made.path)
        assert len(opened.classes()) == 3
        assert [len(list(opened.layer(table).getFeatures())) for table in ("areas", "labels")] == [1, 0]
        assert opened.areas.dataProvider().featureCount() == 1
        drawing.waitForFinished()
        assert len(list(opened.areas.getFeatures())) == 1
        opened.close(save=False)


def test_removing_a_layer_in_qgis_closes_the_project_and_frees_it(fields, qtbot):
    with qtbot.waitSignal(fields.closed, timeout=2000):
        QgsProject.instance().removeMapLayer(fields.labels.id())
    assert not fields.is_open
    again = LabelProject.open(fields.path)
    assert again.read_only_reason == ""
    again.close(save=False)


# --- classes ---


def test_classes_are_added_renamed_and_recoloured(fields, qtbot):
    classes = Classes(fields)
    with qtbot.waitSignal(fields.classes_changed, timeout=2000):
        made = classes.add(" water ")
    assert (made.value, made.name, made.position) == (3, "water", 3)
    assert made.color not in {c.color for c in lf.CLASSES}
    classes.rename(3, "river")
    with qtbot.waitSignal(fields.classes_changed, timeout=2000):
        classes.recolor(3, "#0000ff")
    assert fields.classes()[3] == schema.LabelClass(3, "river", "#0000ff", 3)
    assert fields.labels.renderer().categories()[3].symbol().color().name() == "#0000ff"
    classes.move(3, 0)
    assert [c.value for c in fields.classes()] == [3, 0, 1, 2]
    for _step in range(4):
        assert fields.undo()
    assert [c.value for c in fields.classes()] == [0, 1, 2]
    assert not fields.undo()


def test_a_class_cannot_have_the_name_of_another_or_none(fields):
    classes = Classes(fields)
    assert "'road'" in refused("labels.class", classes.add, "Road").data["reason"]
    refused("labels.class", classes.rename, 0, "tree")
    refused("labels.class", classes.rename, 0, "  ")
    refused("labels.class", classes.recolor, 0, "red")
    refused("labels.class", classes.rename, 9, "x")
    assert [c.name for c in fields.classes()] == ["soil", "road", "tree"]


@pytest.fixture
def painted(fields, scene):
    """One area of 40 m × 20 m: 100 m² of soil, 50 m² of road."""
    Areas(fields).add_polygons([lf.box(10, 10, 50, 30)], lf.utm(), "train", scene)
    Painter(fields).paint(lf.box(10, 10, 20, 20), 0)
    Painter(fields).paint(lf.box(30, 10, 40, 15), 1)
    return fields


def test_counts_and_shares(painted):
    counts, areas_m2 = Classes(painted).counts()
    assert {v: c.labels for v, c in counts.items()} == {0: 1, 1: 1, 2: 0}
    assert counts[0].share == pytest.approx(2 / 3, rel=1e-3)
    assert counts[0].area_m2 == pytest.approx(100, rel=2e-3)  # on the ellipsoid, not on the map
    assert areas_m2 == pytest.approx(800, rel=2e-3)


def test_merging_moves_the_labels_and_one_undo_brings_all_back(painted):
    before = [lf.snapshot(painted.layer(t)) for t in ("classes", "labels")]
    assert Classes(painted).merge(0, into=2) == 1
    assert lf.class_areas(painted) == {2: pytest.approx(100), 1: pytest.approx(50)}
    assert [c.value for c in painted.classes()] == [1, 2]
    painted.undo()
    assert [lf.snapshot(painted.layer(t)) for t in ("classes", "labels")] == before
    painted.redo()
    assert [c.value for c in painted.classes()] == [1, 2]
    assert lf.class_areas(painted) == {2: pytest.approx(100), 1: pytest.approx(50)}
    refused("labels.class", Classes(painted).merge, 1, 1)


def test_a_merge_that_was_taken_back_cannot_be_redone_by_half(painted):
    Classes(painted).merge(0, into=2)
    painted.undo()
    Painter(painted).paint(lf.box(42, 10, 44, 12), 1)
    assert not painted.can_redo()
    assert not painted.redo()
    assert [c.value for c in painted.classes()] == [0, 1, 2]
    painted.layer("classes").undoStack().redo()  # QGIS's own button still can, and we can take it back
    assert [c.value for c in painted.classes()] == [1, 2]
    painted.undo()
    assert [c.value for c in painted.classes()] == [0, 1, 2]
    painted.undo()
    assert lf.class_areas(painted) == {0: pytest.approx(100), 1: pytest.approx(50)}


def test_deleting_leaves_the_ground_unlabelled_or_moves_the_labels(painted):
    Classes(painted).delete(0)
    assert lf.class_areas(painted) == {1: pytest.approx(50)}
    Classes(painted).delete(1, move_to=2)
    assert lf.class_areas(painted) == {2: pytest.approx(50)}
    assert [c.value for c in painted.classes()] == [2]


def test_the_class_of_unlabelled_pixels_goes_with_its_class(painted):
    painted.set_unlabelled(1)
    Classes(painted).merge(1, into=0)
    assert painted.settings().unlabelled == 0
    Classes(painted).delete(0)
    assert painted.settings().unlabelled is None
    painted.undo()
    painted.undo()
    assert painted.settings().unlabelled == 1
    refused("labels.class", painted.set_unlabelled, 77)
    painted.save()
    assert schema.read_project(painted.path)[0].unlabelled == 1


# --- areas ---


def test_a_click_gives_the_cell_of_the_lattice(fields, scene):
    placed = Areas(fields).add_square(lf.at(25, 12), "train", scene)
    area = Areas(fields).get(placed.area_ids[0])
    assert area.geometry.symDifference(lf.box(19.2, 9.6, 28.8, 19.2)).area() == pytest.approx(0, abs=1e-6)
    assert (area.role, area.state, placed.notes) == ("train", "open", ())
    assert Areas(fields).at(lf.at(20, 10)).area_id == area.area_id
    assert Areas(fields).at(lf.at(5, 5)) is None


def test_squares_tile_without_gap_or_overlap(fields, scene):
    areas = Areas(fields)
    for x, y in ((25, 12), (29, 12), (25, 20)):
        assert areas.add_square(lf.at(x, y), "train", scene).notes == ()
    areas.add_square(lf.at(29, 20), "check", scene)  # touches three training areas: that is no overlap
    sizes = [area.geometry.area() for area in areas.list()]
    assert sizes == pytest.approx([9.6**2] * 4)


def test_the_pixel_of_a_geographic_project_is_not_square_in_degrees(tmp_path, scene):
    made = lf.make_project(tmp_path, "degrees", crs=QgsCoordinateReferenceSystem("EPSG:4326"), origin=QgsPointXY(85.5, 60.0),
                           resolution_m=10.0)  # fmt: skip
    across, along = Areas(made).pixel_size()
    assert across == pytest.approx(10 / 55800, rel=1e-3)  # a degree of longitude at 60° N: 55.8 km
    assert along == pytest.approx(10 / 111412, rel=1e-3)
    made.close(save=False)


def test_train_and_check_may_not_overlap(fields, scene):
    areas = Areas(fields)
    areas.add_polygons([lf.box(10, 10, 30, 30)], lf.utm(), "train", scene)
    refused("area.overlap", areas.add_polygons, [lf.box(29, 29, 40, 40)], lf.utm(), "check", scene)
    placed = areas.add_polygons([lf.box(25, 25, 40, 40), lf.box(50, 10, 60, 20)], lf.utm(), "check", scene)
    assert len(placed.area_ids) == 1
    assert "left out" in placed.notes[0]
    assert {area.role for area in areas.list()} == {"train", "check"}


def test_areas_of_one_role_do_not_share_ground(fields, scene):
    areas = Areas(fields)
    areas.add_polygons([lf.box(10, 10, 30, 30)], lf.utm(), "train", scene)
    placed = areas.add_polygons([lf.box(20, 10, 50, 30)], lf.utm(), "train", scene)
    assert areas.get(placed.area_ids[0]).geometry.area() == pytest.approx(400)
    assert "another area" in placed.notes[0]
    refused("area.covered", areas.add_polygons, [lf.box(12, 12, 48, 20)], lf.utm(), "train", scene)


def test_partly_outside_is_cut_and_said_fully_outside_refused(fields, scene):
    areas = Areas(fields)
    placed = areas.add_polygons([lf.box(80, 50, 120, 100)], lf.utm(), "train", scene)
    assert areas.get(placed.area_ids[0]).geometry.area() == pytest.approx(10 * 10)
    assert "outside the raster" in placed.notes[0]
    refused("area.outside", areas.add_polygons, [lf.box(200, 200, 220, 220)], lf.utm(), "train", scene)
    refused("area.outside", areas.add_square, lf.at(-500, 10), "train", scene)
    refused("area.empty", areas.add_polygons, [QgsGeometry()], lf.utm(), "train", scene)
    refused("area.empty", areas.add_polygons, [lf.box(10, 10, 10, 20)], lf.utm(), "train", scene)
    assert len(areas.list()) == 1


def test_selected_polygons_in_another_crs_multi_and_crossing(fields, scene):
    source = QgsVectorLayer("MultiPolygon?crs=EPSG:4326", "parcels", "memory")
    back = module.QgsProject.instance()
    from qgis.core import QgsCoordinateTransform

    to_degrees = QgsCoordinateTransform(lf.utm(), source.crs(), back)
    two = lf.box(5, 5, 15, 15).combine(lf.box(20, 5, 30, 15))
    bow = QgsGeometry.fromPolygonXY([[lf.at(40, 5), lf.at(60, 25), lf.at(60, 5), lf.at(40, 25), lf.at(40, 5)]])
    features = []
    for shape in (two, bow, lf.box(70, 40, 80, 50)):
        shape.convertToMultiType()
        shape.transform(to_degrees)
        feature = QgsFeature()
        feature.setGeometry(shape)
        features.append(feature)
    source.dataProvider().addFeatures(features)
    source.selectByIds([1, 2])
    before = lf.snapshot(source)
    placed = Areas(fields).add_features(source, "train", scene)
    assert sorted(round(a.geometry.area(), 1) for a in Areas(fields).list()) == [100.0, 100.0, 100.0, 100.0]
    assert len(placed.area_ids) == 4  # two parts, two lobes; the third feature is not selected
    assert "repaired" in placed.notes[0]
    assert lf.snapshot(source) == before


def test_removing_an_area_takes_its_labels_and_comes_back_whole(painted, scene):
    areas = Areas(painted)
    other = areas.add_polygons([lf.box(60, 10, 80, 30)], lf.utm(), "train", scene).area_ids[0]
    Painter(painted).paint(lf.box(60, 10, 70, 20), 2)
    first = areas.list()[0]
    before = [lf.snapshot(layer) for layer in (painted.areas, painted.labels)]
    assert areas.remove(next(a.area_id for a in areas.list() if a.area_id != other)) == 2
    assert [a.area_id for a in areas.list()] == [other]
    assert {f["area_id"] for f in painted.labels.getFeatures()} == {other}
    painted.undo()
    assert [lf.snapshot(layer) for layer in (painted.areas, painted.labels)] == before
    assert first.area_id in [a.area_id for a in areas.list()]
    refused("area.none", areas.remove, "nobody")


def test_a_role_changes_only_where_it_may(fields, scene):
    areas = Areas(fields)
    one = areas.add_polygons([lf.box(10, 10, 20, 20)], lf.utm(), "train", scene).area_ids[0]
    areas.set_role(one, "check")
    areas.set_state(one, "done")
    assert (areas.get(one).role, areas.get(one).state) == ("check", "done")
    with fields.command("drawn with QGIS's tool", "areas"):
        feature = QgsFeature(fields.areas.fields())
        feature["area_id"], feature["role"] = "abc", "check"
        feature.setGeometry(lf.box(15, 15, 25, 25))
        fields.areas.addFeature(feature)
    refused("area.overlap", areas.set_role, one, "train")
