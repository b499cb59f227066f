"""Help from a model on the page "Label": suggested labels and suggested areas, with an engine that is a script."""

import json
import os

import pytest
from landweave.core.contract import labels as schema
from landweave.core.contract.card import load_card
from landweave.core.contract.events import Failure, Result, Stopped
from landweave.test.ui import label_files as lf
from landweave.test.ui.label_hands import add_area, click, message, turn
from landweave.test.ui.test_paint_tools import click as click_map
from landweave.test.ui.test_paint_tools import pixel
from landweave.ui import prefill, where_next
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle

# suggested labels


@pytest.fixture
def named_alike(labeller, tmp_path):
    """A project whose classes are called as some of the model's (land 0, building 1, water 2), with other values."""
    classes = (schema.LabelClass(7, "Water", "#0000ff"), schema.LabelClass(4, "land", "#aa8844"))
    made = lf.make_project(tmp_path, classes=classes)
    labeller.open_path(made.path)
    return labeller


@pytest.fixture
def run(qtbot, host, monkeypatch):
    """Press a button and wait for the end of what it began."""

    def press(labeller, *buttons, mode="ok"):
        host.script(mode)
        monkeypatch.setenv("LANDWEAVE_SCRIPT_POLYGONS", "1")
        ends = []
        labeller.finished.connect(ends.append)
        click(buttons[0])
        for button in buttons[1:]:
            qtbot.waitUntil(button.isVisible, timeout=5000)
            click(button)
        qtbot.waitUntil(lambda: bool(ends), timeout=20000)
        labeller.finished.disconnect(ends.append)
        turn()
        return ends[0]

    return press


def test_suggested_labels_come_by_class_name_into_the_chosen_area_only(named_alike, run, own_temporary_folder):
    chosen, other = add_area(named_alike, lf.box(0, 0, 20, 20)), add_area(named_alike, lf.box(30, 0, 50, 20))
    named_alike.choose_area(chosen)
    assert isinstance(run(named_alike, named_alike.page.suggest), Result)
    assert lf.class_areas(named_alike.project, chosen) == {4: pytest.approx(200), 7: pytest.approx(200)}
    assert lf.label_list(named_alike.project, other) == []
    assert {f["origin"] for f in lf.label_list(named_alike.project)} == {schema.PREDICTED}
    assert "2 labels were suggested" in message(named_alike)
    assert "left out: building" in message(named_alike)
    assert "2" in named_alike.page.waiting.text()
    assert os.listdir(own_temporary_folder) == []


def test_suggested_labels_are_accepted_or_rejected_one_by_one_or_all(named_alike, run, scene_canvas):
    area_id = add_area(named_alike, lf.box(0, 0, 20, 20))
    run(named_alike, named_alike.page.suggest)
    page = named_alike.page
    click(page.accept_one)
    click_map(scene_canvas, 5, 10)
    turn()
    assert sorted(f["origin"] for f in lf.label_list(named_alike.project)) == [schema.CORRECTED, schema.PREDICTED]
    click_map(scene_canvas, 5, 10)
    assert "no suggested label there" in message(named_alike)
    click(page.reject_one)
    click_map(scene_canvas, 15, 10)
    turn()
    assert lf.class_areas(named_alike.project, area_id) == {4: pytest.approx(200)}
    assert not page.review.isVisible()
    assert named_alike.session.active_tool() == ""  # nothing left to go through
    run(named_alike, page.suggest)
    click(page.reject)
    turn()
    assert lf.class_areas(named_alike.project, area_id) == {4: pytest.approx(200)}
    run(named_alike, page.suggest)
    click(page.accept)
    turn()
    assert {f["origin"] for f in lf.label_list(named_alike.project)} == {schema.CORRECTED}


def test_a_drawn_label_stays_when_labels_are_suggested(named_alike, run):
    area_id = add_area(named_alike, lf.box(0, 0, 20, 20))
    named_alike.session.painter.paint(lf.box(0, 0, 20, 5), 7)
    run(named_alike, named_alike.page.suggest)
    assert lf.class_areas(named_alike.project, area_id)[7] == pytest.approx(100 + 150)
    assert lf.partition_faults(named_alike.project, area_id, lf.box(0, 0, 20, 20)) == (0, 0, 0)


def test_without_an_area_it_is_said_what_to_do(named_alike, host):
    host.script("ok")
    click(named_alike.page.suggest)
    assert "add one first" in message(named_alike)


def test_a_model_that_knows_none_of_the_classes_is_refused(at_work, host, own_temporary_folder):
    host.script("ok")
    add_area(at_work, lf.box(0, 0, 20, 20))
    click(at_work.page.suggest)
    assert "knows none of the classes" in message(at_work)
    assert os.listdir(own_temporary_folder) == []


def test_a_renamed_class_is_still_the_models_own(model_folder):
    card = load_card(model_folder)
    classes = [schema.LabelClass(0, "ground", "#aa8844"), schema.LabelClass(1, "building", "#ff0000")]
    assert prefill.class_values(card, classes, same_model=True) == {0: 0, 1: 1}
    assert prefill.class_values(card, classes, same_model=False) == {1: 1}
    swapped = [schema.LabelClass(0, "building", "#aa8844"), schema.LabelClass(1, "roof", "#ff0000")]
    assert prefill.class_values(card, swapped, same_model=True) == {1: 0}


def test_without_an_engine_it_offers_to_set_it_up(named_alike):
    add_area(named_alike, lf.box(0, 0, 20, 20))
    click(named_alike.page.suggest)
    heard = []
    named_alike.set_up_requested.connect(lambda: heard.append(1))
    click(named_alike.page.set_up)
    assert heard == [1]


def test_a_run_can_be_cancelled_and_leaves_nothing(named_alike, run, own_temporary_folder, qtbot):
    add_area(named_alike, lf.box(0, 0, 20, 20))
    page = named_alike.page
    assert isinstance(run(named_alike, page.suggest, page.cancel, mode="slow"), Stopped)
    assert lf.label_list(named_alike.project) == []
    assert page.suggest.isEnabled()
    assert not page.progress.isVisible()
    qtbot.waitUntil(lambda: os.listdir(own_temporary_folder) == [], timeout=20000)


def test_a_failure_is_said_and_its_log_shown(named_alike, run, monkeypatch):
    add_area(named_alike, lf.box(0, 0, 20, 20))
    assert isinstance(run(named_alike, named_alike.page.suggest, mode="failure"), Failure)
    assert "x.tif" in named_alike.page.notice.message.text()
    shown = []
    monkeypatch.setattr("landweave.ui.telling.LogWindow.exec", lambda self: shown.append(self.view.toPlainText()))
    click(named_alike.page.notice.log)
    assert "TB" in shown[0]


def test_closing_during_a_run_ends_it(named_alike, host, own_temporary_folder, qtbot):
    host.script("slow")
    add_area(named_alike, lf.box(0, 0, 20, 20))
    click(named_alike.page.suggest)
    qtbot.waitUntil(lambda: named_alike.page.progress.bar.maximum() > 0, timeout=20000)
    named_alike.help.close()
    assert named_alike.help.task is None
    assert os.listdir(own_temporary_folder) == []


# suggested areas


def asked(labeller):
    with open(labeller.project.path + ".asked.json") as file:
        return json.load(file)


def test_areas_are_suggested_from_a_map_that_is_made_first(at_work, run, own_temporary_folder, scene_canvas):
    add_area(at_work, lf.box(60, 40, 70, 50))
    items = len(scene_canvas.scene().items())
    assert isinstance(run(at_work, at_work.page.where), Result)
    assert not at_work.project.is_modified()  # the engine reads the file
    job = asked(at_work)
    assert job["project"] == at_work.project.path
    assert os.path.isfile(job["confidence"])
    assert [label.text() for label in at_work.page.places.texts.values()] == [
        "Because of suggest.uncertain.\nland, water", "Because of suggest.random.\nland, water",
    ]  # fmt: skip
    assert len(scene_canvas.scene().items()) == items + 2
    assert "moss" in message(at_work)
    run(at_work, at_work.page.where)
    assert asked(at_work)["classes"] == job["classes"]  # not made again
    assert len(os.listdir(own_temporary_folder)) == 1
    at_work.help.close()
    assert os.listdir(own_temporary_folder) == []


def test_one_click_makes_a_training_area_of_a_suggestion(at_work, run, scene_canvas):
    run(at_work, at_work.page.where)
    items = len(scene_canvas.scene().items())
    click(at_work.page.places.findChild(object, "takeSuggestion2"))
    made = at_work.areas().list()[0]
    assert made.role == schema.TRAIN
    assert made.geometry.boundingBox().xMinimum() == pytest.approx(lf.LEFT + 19.2)
    assert list(at_work.page.places.texts) == [1]
    turn()
    assert scene_canvas.extent().contains(lf.at(24, 5))
    click(at_work.page.places.findChild(object, "showSuggestion1"))
    assert scene_canvas.extent().contains(lf.at(5, 5))
    click(at_work.page.places.findChild(object, "dismissSuggestion1"))
    assert not at_work.page.places.isVisible()
    assert len(scene_canvas.scene().items()) == items - 2 + 1  # two marks less, the chosen area's outline more


def test_the_topmost_map_with_confidence_is_used(at_work, run, tmp_path):
    for name in ("old", "new"):
        for end in (where_next.CLASSES_END, where_next.CONFIDENCE_END):
            os.link(tmp_path / "scene.tif", tmp_path / (name + end))
        QgsProject.instance().addMapLayer(QgsRasterLayer(str(tmp_path / f"{name}.tif"), name, "gdal"))
    os.link(tmp_path / "scene.tif", tmp_path / "bare.tif")
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(tmp_path / "bare.tif"), "bare", "gdal"))
    run(at_work, at_work.page.where)
    assert asked(at_work)["classes"] == str(tmp_path / "new.tif")
    assert asked(at_work)["confidence"] == str(tmp_path / "new_confidence.tif")


def test_a_raster_that_goes_while_suggestions_are_made_leaves_nothing_behind(at_work, host, monkeypatch, own_temporary_folder):
    host.script("ok")
    begun = []
    monkeypatch.setattr(at_work.help, "_run", lambda *what: begun.append(what))
    click(at_work.page.where)
    (_task, _take, clean_up), = begun
    assert len(os.listdir(own_temporary_folder)) == 1
    QgsProject.instance().removeMapLayers([at_work.scene.id()])
    clean_up()
    assert os.listdir(own_temporary_folder) == []


def test_a_suggestion_without_a_raster_is_refused_in_words(at_work, run):
    run(at_work, at_work.page.where)
    count = len(at_work.help.suggestions)
    QgsProject.instance().removeMapLayers([at_work.scene.id()])
    at_work.help._on_take(at_work.help.suggestions[0].number)
    assert "no raster layer" in message(at_work)
    assert len(at_work.help.suggestions) == count


def test_marks_follow_the_map(at_work, run, scene_canvas):
    run(at_work, at_work.page.where)
    mark = at_work.help._marks._marks[0]
    corner = mark._outline[0]
    assert (round(corner.x()), round(corner.y())) == (pixel(scene_canvas, 0, 0).x(), pixel(scene_canvas, 0, 0).y())
    scene_canvas.setExtent(QgsRectangle(lf.at(-50, 95), lf.at(150, -55)))
    corner = mark._outline[0]
    assert (round(corner.x()), round(corner.y())) == (pixel(scene_canvas, 0, 0).x(), pixel(scene_canvas, 0, 0).y())
    click(at_work.page.places.clear)
    assert at_work.help.suggestions == []
