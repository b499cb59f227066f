"""Painting: whatever is done in whatever order, an area's labels stay a clean partition, and undo restores every byte."""

import contextlib
import math
import random
import sqlite3

import pytest
from landweave.core.contract.errors import JobError
from landweave.test.ui import label_files as lf
from landweave.ui.label_areas import Areas
from landweave.ui.label_project import LabelProject
from landweave.ui.paint import Painter
from landweave.ui.partition import JOIN_VERTICES
from qgis.core import (
    Qgis,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)

DUST_M2 = 1e-4  # what numerical overlays may leave, over areas of hundreds of m²


@pytest.fixture
def painter(fields, area):
    return Painter(fields)


def refused(code, call, *arguments):
    with pytest.raises(JobError) as caught:
        call(*arguments)
    assert caught.value.code == code


def assert_partition(project, area):
    overlap, escaped, broken = lf.partition_faults(project, area.area_id, area.geometry)
    assert (overlap, escaped, broken) == (pytest.approx(0, abs=DUST_M2), pytest.approx(0, abs=DUST_M2), 0)


def areas_by_class(project):
    return {value: round(size, 3) for value, size in lf.class_areas(project).items()}


# --- single operations ---


def test_paint_is_cut_to_the_area(fields, area, painter):
    result = painter.paint(lf.box(0, 0, 20, 20), 1)
    assert areas_by_class(fields) == {1: 100.0}
    assert (result.area_ids, result.added, result.removed) == ((area.area_id,), 1, 0)
    label = lf.label_list(fields)[0]
    assert (label["area_id"], label["class_value"], label["origin"]) == (area.area_id, 1, "drawn")
    assert_partition(fields, area)


def test_the_newest_wins(fields, area, painter):
    painter.paint(lf.box(10, 10, 30, 30), 0)
    painter.paint(lf.box(20, 10, 40, 30), 1)
    assert areas_by_class(fields) == {0: 200.0, 1: 400.0}
    assert_partition(fields, area)


def test_a_label_that_is_cut_through_becomes_two(fields, area, painter):
    painter.paint(lf.box(10, 10, 50, 20), 0)
    painter.paint(lf.box(28, 10, 32, 30), 1)
    soil = [f for f in lf.label_list(fields) if f["class_value"] == 0]
    assert sorted(f.geometry().area() for f in soil) == pytest.approx([180, 180])
    assert_partition(fields, area)


def test_a_label_that_is_covered_goes_and_a_hole_stays_a_hole(fields, area, painter):
    painter.paint(lf.box(15, 15, 17, 17), 0)
    painter.paint(lf.box(12, 12, 30, 28), 1)
    assert areas_by_class(fields) == {1: 288.0}
    painter.paint(lf.box(20, 20, 24, 24), 2)
    assert areas_by_class(fields) == {1: 272.0, 2: 16.0}
    road = next(f for f in lf.label_list(fields) if f["class_value"] == 1)
    assert road.geometry().constGet().numInteriorRings() == 1
    assert_partition(fields, area)


def test_strokes_of_one_class_grow_together(fields, area, painter):
    painter.paint(lf.box(10, 10, 20, 20), 1)
    painter.paint(lf.box(18, 12, 25, 18), 1)
    assert [round(f.geometry().area(), 3) for f in lf.label_list(fields)] == [130.0]
    painter.paint(lf.box(12, 12, 14, 14), 1)  # inside of what is road already
    assert not fields.labels.undoStack().count() > 2
    assert_partition(fields, area)


def test_an_outline_does_not_grow_for_ever(fields, area, painter):
    many = [QgsPointXY(lf.at(30, 20).x() + 8 * math.cos(t), lf.at(30, 20).y() + 8 * math.sin(t))
            for t in (2 * math.pi * i / (JOIN_VERTICES + 10) for i in range(JOIN_VERTICES + 10))]  # fmt: skip
    painter.paint(QgsGeometry.fromPolygonXY([many]), 1)
    painter.paint(lf.box(34, 18, 44, 22), 1)
    assert len(lf.label_list(fields)) == 2
    assert_partition(fields, area)


def test_one_stroke_over_two_areas_is_one_step(fields, area, painter):
    other = Areas(fields).add_polygons([lf.box(55, 10, 75, 30)], lf.utm(), "check", fields.scene).area_ids[0]
    result = painter.paint(lf.box(45, 15, 60, 20), 2)
    assert set(result.area_ids) == {area.area_id, other}
    assert areas_by_class(fields) == {2: 50.0}
    fields.undo()
    assert lf.label_list(fields) == []
    refused("area.none", painter.paint, lf.box(51, 15, 54, 20), 2)
    refused("area.none", painter.paint, lf.box(5, 15, 10, 20), 2)  # touches the area's border only
    refused("area.none", painter.erase, QgsGeometry())


def test_a_crossing_outline_is_repaired(fields, area, painter):
    bow = QgsGeometry.fromPolygonXY([[lf.at(20, 12), lf.at(40, 28), lf.at(40, 12), lf.at(20, 28), lf.at(20, 12)]])
    assert not bow.isGeosValid()
    painter.paint(bow, 1)
    assert areas_by_class(fields) == {1: 160.0}
    assert_partition(fields, area)


def test_an_unknown_class_is_refused(fields, area, painter):
    refused("labels.class", painter.paint, lf.box(12, 12, 14, 14), 9)
    refused("labels.class", painter.fill, area.area_id, 9)
    refused("area.none", painter.fill, "nobody", 1)


def test_erasing(fields, area, painter):
    painter.paint(lf.box(10, 10, 30, 30), 0)
    painter.paint(lf.box(30, 10, 50, 30), 1)
    painter.erase(lf.box(25, 5, 35, 20))
    assert areas_by_class(fields) == {0: 350.0, 1: 350.0}
    painter.erase(lf.box(0, 0, 60, 40))
    assert lf.label_list(fields) == []
    assert painter.erase(lf.box(12, 12, 14, 14)).area_ids == ()


def test_fill_is_all_that_is_left(fields, area, painter):
    painter.paint(lf.box(20, 10, 22, 30), 1)
    painter.paint(lf.box(30, 15, 35, 20), 2)
    painter.fill(area.area_id, 0)
    assert areas_by_class(fields) == {0: 735.0, 1: 40.0, 2: 25.0}
    assert_partition(fields, area)
    assert painter.fill(area.area_id, 1).area_ids == ()


# --- many operations ---


def random_shape(rng):
    kind = rng.randrange(3)
    x, y, r = rng.uniform(8, 52), rng.uniform(8, 32), rng.uniform(0.2, 6)
    if kind == 0:
        return QgsGeometry.fromPointXY(lf.at(x, y)).buffer(r, 6)
    if kind == 1:
        return lf.box(x - r, y - r / 2, x + r, y + r / 2)
    corners = [lf.at(x + rng.uniform(-r, r), y + rng.uniform(-r, r)) for _ in range(rng.randrange(3, 8))]
    return QgsGeometry.fromPolygonXY([corners + corners[:1]])  # crosses itself more often than not


def random_step(rng, painter, area):
    kind, value = rng.random(), rng.randrange(3)
    shape = random_shape(rng)
    if kind < 0.75:
        painter.paint(shape, value)
    elif kind < 0.95:
        painter.erase(shape)
    else:
        painter.fill(area.area_id, value)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_operations_keeps_the_partition_and_undo_restores_it(fields, area, painter, seed):
    rng = random.Random(seed)
    states = [lf.snapshot(fields.labels)]
    for _step in range(60):
        marks = fields.labels.undoStack().count()
        with contextlib.suppress(JobError):  # beside the area
            random_step(rng, painter, area)
        if fields.labels.undoStack().count() > marks:
            states.append(lf.snapshot(fields.labels))
    assert_partition(fields, area)
    assert len(states) > 40
    for state in reversed(states[:-1]):
        assert fields.undo()
        assert lf.snapshot(fields.labels) == state
    for state in states[1:]:
        assert fields.redo()
        assert lf.snapshot(fields.labels) == state


@pytest.mark.parametrize("seed", [11, 12])
def test_the_labelled_ground_is_what_was_painted_less_what_was_erased(fields, area, painter, seed):
    rng = random.Random(seed)
    ground = QgsGeometry()
    for _step in range(40):
        shape, erase = random_shape(rng), rng.random() < 0.3
        clean = (shape if shape.isGeosValid() else shape.makeValid()).intersection(area.geometry)
        try:
            (painter.erase(shape) if erase else painter.paint(shape, rng.randrange(3)))
        except JobError:
            continue
        ground = ground.difference(clean) if erase else (ground.combine(clean) if not ground.isNull() else clean)
        assert sum(lf.class_areas(fields).values()) == pytest.approx(ground.area(), abs=1e-2)
    assert_partition(fields, area)


def test_saving_between_operations_changes_nothing_but_the_fids(fields, area, painter):
    rng = random.Random(5)
    for step in range(30):
        try:
            random_step(rng, painter, area)
        except JobError:
            continue
        if step % 7 == 0:
            before = sorted(value[1] for value in lf.snapshot(fields.labels).values())
            fields.save()
            assert not fields.can_undo()
            assert sorted(value[1] for value in lf.snapshot(fields.labels).values()) == before
    assert_partition(fields, area)


# --- predicted labels ---


def prediction(shapes, crs="EPSG:32645", field="class"):
    made = QgsVectorLayer(f"Polygon?crs={crs}&field={field}:integer", "prediction", "memory")
    features = []
    for shape, value in shapes:
        feature = QgsFeature(made.fields())
        feature.setGeometry(shape)
        feature[field] = value
        features.append(feature)
    made.dataProvider().addFeatures(features)
    return made


def by_origin(project):
    sums = {}
    for f in lf.label_list(project):
        sums[f["origin"]] = round(sums.get(f["origin"], 0.0) + f.geometry().area(), 3)
    return sums


def test_predictions_leave_what_was_drawn(fields, area, painter):
    painter.paint(lf.box(10, 10, 20, 20), 2)
    painter.insert_predicted(area.area_id, prediction([(lf.box(0, 0, 30, 40), 0), (lf.box(30, 0, 60, 40), 1)]))
    assert by_origin(fields) == {"drawn": 100.0, "predicted": 700.0}
    assert areas_by_class(fields) == {0: 300.0, 1: 400.0, 2: 100.0}
    assert_partition(fields, area)


def test_a_second_prediction_takes_the_place_of_the_first(fields, area, painter):
    painter.insert_predicted(area.area_id, prediction([(lf.box(10, 10, 50, 30), 0)]))
    painter.paint(lf.box(10, 10, 20, 20), 2)
    painter.insert_predicted(area.area_id, prediction([(lf.box(10, 10, 15, 30), 1), (lf.box(12, 10, 18, 30), 0)]))
    assert by_origin(fields) == {"corrected": 100.0, "predicted": 80.0}
    assert areas_by_class(fields) == {2: 100.0, 1: 50.0, 0: 30.0}  # of overlapping predictions the first wins
    assert_partition(fields, area)


def test_predictions_from_a_file_in_another_crs_with_other_values(fields, area, painter, tmp_path):
    shape = lf.box(15, 15, 25, 25)
    shape.transform(QgsCoordinateTransform(lf.utm(), prediction([], "EPSG:4326").crs(), QgsProject.instance()))
    source = prediction([(shape, 7), (shape, None), (shape, 99)], "EPSG:4326", "klass")
    path = str(tmp_path / "prediction.gpkg")
    QgsVectorFileWriter.writeAsVectorFormatV3(
        source, path, QgsProject.instance().transformContext(), QgsVectorFileWriter.SaveVectorOptions()
    )
    painter.insert_predicted_file(area.area_id, path, "klass", {7: 1})
    assert lf.class_areas(fields) == {1: pytest.approx(100, rel=1e-4)}
    refused("labels.invalid", painter.insert_predicted_file, area.area_id, path, "class")
    refused("labels.invalid", painter.insert_predicted_file, area.area_id, str(tmp_path / "no.gpkg"))


def test_accept_correct_reject(fields, area, painter):
    parts = [(lf.box(10 + 10 * i, 10, 20 + 10 * i, 30), i % 3) for i in range(4)]
    painter.insert_predicted(area.area_id, prediction(parts))
    west_to_east = sorted(lf.label_list(fields), key=lambda f: f.geometry().boundingBox().xMinimum())
    fids = [f.id() for f in west_to_east]
    painter.accept(fids[:1])
    painter.correct(fids[1:2], 2)
    painter.reject(fids[2:3])
    states = [(f["class_value"], f["origin"]) for f in
              sorted(lf.label_list(fields), key=lambda f: f.geometry().boundingBox().xMinimum())]  # fmt: skip
    assert states == [(0, "corrected"), (2, "corrected"), (0, "predicted")]
    painter.accept_area(area.area_id)
    assert by_origin(fields) == {"corrected": 600.0}
    for _step in range(4):
        fields.undo()
    assert by_origin(fields) == {"predicted": 800.0}
    painter.reject_area(area.area_id)
    assert lf.label_list(fields) == []
    assert painter.accept([]).area_ids == ()


def test_painting_over_a_prediction_corrects_that_piece_only(fields, area, painter):
    painter.insert_predicted(area.area_id, prediction([(lf.box(10, 10, 50, 30), 0)]))
    painter.paint(lf.box(10, 10, 20, 20), 1)
    painter.paint(lf.box(30, 10, 40, 20), 0)  # the same class: still only this piece was looked at
    assert by_origin(fields) == {"corrected": 200.0, "predicted": 600.0}
    assert_partition(fields, area)


# --- beside QGIS's own tools ---


def add_with_qgis(project, shape, **values):
    """What QGIS's "Add polygon feature" does: defaults are evaluated, one undo command is made."""
    from qgis.core import QgsVectorLayerUtils

    feature = QgsVectorLayerUtils.createFeature(project.labels, shape, {}, project.labels.createExpressionContext())
    for name, value in values.items():
        feature[name] = value
    if not project.labels.isEditable():
        project.labels.startEditing()
    project.labels.beginEditCommand("Feature Added")
    assert project.labels.addFeature(feature)
    project.labels.endEditCommand()
    return feature


def test_a_polygon_of_qgis_gets_its_area_and_the_current_class(fields, area, painter):
    from landweave.ui.label_styles import set_current_class

    set_current_class(fields.labels, 2)
    feature = add_with_qgis(fields, lf.box(12, 12, 14, 14))
    assert (feature["area_id"], feature["class_value"], feature["origin"]) == (area.area_id, 2, "drawn")
    assert len(feature["created"]) == 19


def test_what_qgis_drew_is_put_in_order_when_saved(fields, area, painter, qtbot):
    painter.paint(lf.box(10, 10, 30, 30), 0)
    add_with_qgis(fields, lf.box(20, 5, 40, 20), area_id="nobody", class_value=1)
    with qtbot.waitSignal(fields.said, timeout=5000) as caught:
        fields.save()
    assert "put in order" in caught.args[0]
    assert areas_by_class(fields) == {0: 300.0, 1: 200.0}
    assert {f["area_id"] for f in lf.label_list(fields)} == {area.area_id}
    assert_partition(fields, area)
    with sqlite3.connect(f"file:{fields.path}?mode=ro", uri=True) as connection:
        assert connection.execute("SELECT count(*) FROM labels").fetchone() == (2,)


def test_qgis_save_button_does_the_same(fields, area, painter):
    painter.paint(lf.box(10, 10, 30, 30), 0)
    fields.save()
    add_with_qgis(fields, lf.box(20, 5, 40, 20), class_value=1)
    assert fields.labels.commitChanges(False)
    assert areas_by_class(fields) == {0: 300.0, 1: 200.0}


def test_our_own_labels_are_not_tidied(fields, area, painter, qtbot):
    painter.paint(lf.box(10, 10, 30, 30), 0)
    painter.paint(lf.box(10, 10, 20, 30), 1)
    fields.undo()
    with qtbot.assertNotEmitted(fields.said, wait=50):
        fields.save()


def test_undo_goes_back_through_our_steps_and_those_of_qgis(fields, area, painter):
    painter.paint(lf.box(10, 10, 20, 20), 0)
    one = lf.snapshot(fields.labels)
    add_with_qgis(fields, lf.box(40, 10, 50, 20), class_value=1)
    painter.paint(lf.box(30, 10, 35, 20), 2)
    fields.labels.undoStack().undo()  # with QGIS's own button
    assert areas_by_class(fields) == {0: 100.0, 1: 100.0}
    fields.undo()
    assert lf.snapshot(fields.labels) == one
    fields.redo()
    fields.redo()
    assert areas_by_class(fields) == {0: 100.0, 1: 100.0, 2: 50.0}
    assert not fields.redo()
    fields.undo()
    painter.paint(lf.box(10, 25, 20, 30), 2)  # what had been undone is gone for good
    assert not fields.redo()
    for _step in range(4):  # paint, QGIS's, paint, the area
        assert fields.undo()
    assert not fields.can_undo()


def test_a_failure_half_way_takes_everything_back(fields, area, painter, monkeypatch):
    painter.paint(lf.box(10, 10, 30, 30), 0)
    before = lf.snapshot(fields.labels)
    from landweave.ui import paint

    def fails(layer, area_id, changes):
        true_apply(layer, area_id, changes)
        raise RuntimeError("half way")

    true_apply = paint.apply_changes
    monkeypatch.setattr(paint, "apply_changes", fails)
    with pytest.raises(RuntimeError):
        painter.paint(lf.box(20, 10, 40, 30), 1)
    monkeypatch.undo()
    assert lf.snapshot(fields.labels) == before
    painter.paint(lf.box(20, 10, 40, 30), 1)
    fields.undo()
    assert lf.snapshot(fields.labels) == before


def test_labels_survive_a_reopening(fields, area, painter, tmp_path):
    painter.paint(lf.box(10, 10, 30, 30), 0)
    painter.paint(lf.box(20, 10, 40, 30), 1)
    path = fields.path
    fields.close(save=True)
    opened = LabelProject.open(path)
    Painter(opened).paint(lf.box(25, 10, 28, 30), 2)
    assert areas_by_class(opened) == {0: 200.0, 1: 340.0, 2: 60.0}
    opened.close(save=False)


@pytest.mark.parametrize("mode", ["AutomaticGroups", "BufferedGroups"])
def test_qgis_projects_with_transaction_groups(tmp_path, qgis_new_project, mode):
    """A setting of the QGIS project: layers of one file are edited together, some in an open transaction of the database."""
    if hasattr(Qgis, "TransactionMode"):
        QgsProject.instance().setTransactionMode(getattr(Qgis.TransactionMode, mode))
    elif mode == "AutomaticGroups":
        QgsProject.instance().setAutoTransaction(True)
    else:
        pytest.skip("buffered groups came with QGIS 3.26")
    scene = lf.make_image(tmp_path)
    project = lf.make_project(tmp_path)
    area_id = Areas(project).add_polygons([lf.box(10, 10, 50, 30)], lf.utm(), "train", scene).area_ids[0]
    painter = Painter(project)
    painter.paint(lf.box(10, 10, 30, 30), 0)
    painter.paint(lf.box(20, 10, 40, 30), 1)
    project.undo()
    assert areas_by_class(project) == {0: 400.0}
    project.redo()
    project.save()
    assert not project.is_modified()
    painter.paint(lf.box(25, 10, 40, 30), 2)
    assert areas_by_class(project) == {0: 200.0, 1: 100.0, 2: 300.0}
    project.close(save=True)
    opened = LabelProject.open(project.path)
    assert areas_by_class(opened) == {0: 200.0, 1: 100.0, 2: 300.0}
    assert [a.area_id for a in Areas(opened).list()] == [area_id]
    opened.close(save=False)
