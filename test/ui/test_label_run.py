"""The page "Label" at work: a label project, clicks on buttons and map, an engine that is a script."""

import pytest
from landweave.core.contract import labels as schema
from landweave.core.contract.card import load_card
from landweave.core.contract.errors import JobError
from landweave.test.ui import label_files as lf
from landweave.test.ui.label_hands import add_area, answer, click, message, turn
from landweave.test.ui.test_paint_tools import click as click_map
from landweave.test.ui.test_paint_tools import drag, polygon
from landweave.test.ui.test_plugin import Window, load, traces, unload
from landweave.ui import paint_session as tools
from landweave.ui import settings
from landweave.ui.label_project import LabelProject
from landweave.ui.label_run import pixel_m
from qgis.core import QgsFeature, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLineEdit, QMessageBox

# projects


def test_a_new_project_is_made_for_the_raster_and_the_model(labeller, tmp_path, model_folder):
    path = str(tmp_path / "mine.gpkg")
    heard = []
    labeller.project_changed.connect(heard.append)
    answer("createLabelsButton", lambda dialog: dialog.findChild(object, "labelsPath").setFilePath(path))
    click(labeller.page.new)
    assert heard == [path]
    settings_ = labeller.project.settings()
    assert (settings_.chip_px, settings_.unlabelled, settings_.model) == (256, None, model_folder)
    assert settings_.resolution_m == pytest.approx(0.3, rel=2e-3)
    assert (settings_.origin_x, settings_.origin_y) == (lf.LEFT, lf.TOP)
    assert [c.name for c in labeller.project.classes()] == ["land", "building", "water"]
    assert labeller.page.body.isVisible()
    assert "mine" in labeller.page.name.text()
    assert settings.LABELS.get() == path


def test_a_raster_that_the_model_would_resample_gives_the_models_pixels(labeller, model_folder):
    card = load_card(model_folder)
    assert pixel_m(labeller.scene, card) == pytest.approx(0.3, rel=2e-3)
    fine = type(card.input)("uint8", 2.0, 1.5, 3.0)
    assert pixel_m(labeller.scene, type("Card", (), {"input": fine})) == 2.0


def test_a_project_is_opened_by_its_dialog(labeller, tmp_path):
    made = lf.make_project(tmp_path)
    path = made.path
    made.close(save=False)
    answer("createLabelsButton", lambda dialog: dialog.findChild(object, "labelsPath").setFilePath(path))
    click(labeller.page.open)
    assert labeller.project.path == path
    assert "saved" in labeller.page.name.text()


def test_labels_that_came_with_a_qgis_project_are_taken_up(labeller, tmp_path):
    labeller.page.hide()
    made = lf.make_project(tmp_path)
    labeller.page.show()
    assert labeller.project is made


def test_a_qgis_project_with_labels_is_read_while_the_page_is_open(labeller, tmp_path):
    made = lf.make_project(tmp_path)
    path = made.path
    QgsProject.instance().write(str(tmp_path / "town.qgz"))
    made.close(save=False)
    assert labeller.project is None
    QgsProject.instance().read(str(tmp_path / "town.qgz"))
    assert labeller.project.path == path


def test_changes_are_saved_at_a_click(at_work):
    add_area(at_work, lf.box(0, 0, 10, 10))
    assert "not saved" in at_work.page.name.text()
    click(at_work.page.save)
    assert not at_work.project.is_modified()
    assert not at_work.page.save.isEnabled()


@pytest.mark.parametrize("wish", ["Save", "Discard", "Cancel"])
def test_another_project_asks_what_becomes_of_the_changes(at_work, tmp_path, monkeypatch, wish):
    first = at_work.project.path
    add_area(at_work, lf.box(0, 0, 10, 10))
    other = lf.make_project(tmp_path, "other")
    other.close(save=False)
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: getattr(QMessageBox.StandardButton, wish))
    at_work.open_path(other.path)
    if wish == "Cancel":
        assert at_work.project.path == first
        assert at_work.project.is_modified()
        return
    assert at_work.project.path == other.path
    at_work.open_path(first)
    assert at_work.project.areas.featureCount() == (1 if wish == "Save" else 0)


def test_the_page_is_empty_again_when_somebody_removes_the_layers(at_work):
    add_area(at_work, lf.box(0, 0, 10, 10))
    at_work.session.start(tools.BRUSH)
    QgsProject.instance().removeMapLayer(at_work.project.labels.id())
    assert at_work.project is None
    assert not at_work.page.body.isVisible()
    assert at_work.page.new.isVisible()


def test_training_gets_a_saved_project(at_work):
    heard = []
    at_work.train_requested.connect(heard.append)
    add_area(at_work, lf.box(0, 0, 10, 10))
    click(at_work.page.train)
    assert heard == [at_work.project.path]
    assert not at_work.project.is_modified()


def test_only_the_own_project_is_saved_for_the_engine(at_work, tmp_path):
    add_area(at_work, lf.box(0, 0, 10, 10))
    other = str(tmp_path / "another.gpkg")
    assert at_work.save_if_open(other)
    assert at_work.save_if_open("")
    assert not at_work.is_unsaved(other)
    assert at_work.is_unsaved(at_work.project.path)
    assert at_work.save_if_open(at_work.project.path)
    assert not at_work.is_unsaved(at_work.project.path)
    assert not at_work.project.is_modified()


def test_what_could_not_be_saved_is_said_before_a_training(at_work, monkeypatch):
    add_area(at_work, lf.box(0, 0, 10, 10))

    def refused():
        raise JobError("labels.save", path=at_work.project.path, reason="database is locked")

    with monkeypatch.context() as patch:  # the project is saved when the test is over
        patch.setattr(at_work.project, "save", refused)
        assert not at_work.save_if_open(at_work.project.path)
    assert at_work.is_unsaved(at_work.project.path)


def test_unloading_saves(labeller, tmp_path):
    made = lf.make_project(tmp_path)
    path = made.path
    labeller.open_path(path)
    add_area(labeller, lf.box(0, 0, 10, 10))
    labeller.close()
    labeller.close = lambda: None
    again = LabelProject.open(path)
    assert again.areas.featureCount() == 1
    again.close(save=False)


# classes


def test_a_class_is_added_and_named(at_work):
    click(at_work.page.classes.add)
    editor = at_work.page.classes.table.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "wall")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    turn()
    assert [c.name for c in at_work.project.classes()] == ["soil", "road", "tree", "wall"]
    assert at_work.session.current_class == 3
    assert at_work.page.classes.current_value() == 3
    assert at_work.page.unlabelled.findText("the class wall") > 0


def test_a_name_that_exists_is_refused_and_taken_back(at_work):
    at_work.page.classes.table.item(1, 1).setText("Tree")
    assert "already a class" in message(at_work)
    assert at_work.page.classes.table.item(1, 1).text() == "road"


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_a_refused_name_that_was_typed_is_taken_back(at_work, end):
    table = at_work.page.classes.table
    table.editItem(table.item(1, 1))
    editor = table.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "Tree")
    QTest.keyClick(editor, end)
    turn()
    assert "already a class" in message(at_work)
    assert table.item(1, 1).text() == "road"
    assert [c.name for c in at_work.project.classes()] == ["soil", "road", "tree"]


def test_deleting_a_class_moves_its_labels_if_asked_to(at_work):
    area_id = add_area(at_work, lf.box(0, 0, 10, 10))
    at_work.session.painter.fill(area_id, 1)
    at_work.session.set_class(1)
    answer("deleteClassOk", lambda dialog: dialog.findChild(object, "moveLabels").click())
    click(at_work.page.classes.delete)
    assert [c.name for c in at_work.project.classes()] == ["soil", "tree"]
    assert list(lf.class_areas(at_work.project)) == [0]


def test_a_class_without_labels_goes_without_a_question(at_work):
    at_work.session.set_class(2)
    click(at_work.page.classes.delete)
    assert [c.name for c in at_work.project.classes()] == ["soil", "road"]


def test_counts_follow_what_is_painted(at_work, qtbot):
    area_id = add_area(at_work, lf.box(0, 0, 10, 10))
    at_work.session.painter.fill(area_id, 2)
    qtbot.waitUntil(lambda: at_work.page.classes.table.item(2, 3).text() == "100 %", timeout=2000)
    assert at_work.page.classes.table.item(2, 2).text() == "1"


def test_number_keys_choose_classes_on_the_page_and_on_the_map(at_work, scene_canvas, qtbot):
    at_work.page.activateWindow()
    qtbot.waitUntil(at_work.page.isActiveWindow, timeout=2000)
    at_work.page.classes.table.setFocus()
    QTest.keyClick(at_work.page.classes.table, "2")
    assert at_work.session.current_class == 1
    assert at_work.page.classes.current_value() == 1
    click(at_work.page.paint.buttons[tools.BRUSH])
    QTest.keyClick(scene_canvas, "3")
    assert at_work.page.classes.current_value() == 2


def test_what_unlabelled_places_are_can_be_changed(at_work):
    combo = at_work.page.unlabelled
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert at_work.project.settings().unlabelled == 1


# areas


def test_areas_are_placed_by_a_click_and_by_dragging(at_work, scene_canvas):
    click(at_work.page.areas.train)
    click_map(scene_canvas, 12, 12)
    turn()
    assert at_work.page.areas.combo.currentText() == "Training area 1"
    click(at_work.page.areas.check)
    assert not at_work.page.areas.train.isChecked()
    drag(scene_canvas, [(30, 30), (35, 33), (45, 40)])
    turn()
    assert at_work.page.areas.combo.itemText(0) == "All areas (1 training, 1 check)"
    square, rectangle = at_work.areas().list()
    assert square.geometry.boundingBox().width() == pytest.approx(9.6)
    assert rectangle.role == schema.CHECK
    assert rectangle.geometry.area() == pytest.approx(150, rel=0.1)
    click(at_work.page.areas.check)
    assert at_work.session.active_tool() == ""


def test_a_check_area_over_a_training_area_is_refused_with_the_reason(at_work, scene_canvas, qgis_iface):
    add_area(at_work, lf.box(0, 0, 20, 20))
    click(at_work.page.areas.check)
    click_map(scene_canvas, 12, 12)
    assert "would overlap" in message(at_work)
    assert len(at_work.areas().list()) == 1
    click_map(scene_canvas, 12, 12)
    said = [text for text in qgis_iface.messageBar().get_messages(0) if "would overlap" in text]
    assert len(said) == 1  # it still stands there


def test_selected_polygons_become_areas(at_work):
    at_work.add_selected(schema.CHECK)
    assert "No polygon is selected" in message(at_work)
    layer = QgsVectorLayer("Polygon?crs=EPSG:32645", "plots", "memory")
    for left in (0, 30, 60):
        feature = QgsFeature()
        feature.setGeometry(lf.box(left, 0, left + 5, 5))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    layer.selectByIds([1, 3])
    at_work.page.areas.check.menu().actions()[0].trigger()
    assert [area.role for area in at_work.areas().list()] == [schema.CHECK] * 2
    turn()
    assert at_work.page.areas.area_id() == ""


def test_an_area_is_chosen_on_the_map_and_removed_with_its_labels(at_work, scene_canvas):
    first, second = add_area(at_work, lf.box(0, 0, 20, 20)), add_area(at_work, lf.box(30, 0, 50, 20))
    at_work.session.painter.fill(first, 1)
    click(at_work.page.areas.pick)
    click_map(scene_canvas, 10, 10)
    assert at_work.page.areas.area_id() == first
    click(at_work.page.areas.remove)
    turn()
    assert [area.area_id for area in at_work.areas().list()] == [second]
    assert lf.label_list(at_work.project) == []
    assert not at_work.page.areas.remove.isEnabled()
    click(at_work.page.paint.undo)
    turn()
    assert len(lf.label_list(at_work.project)) == 1


def test_unsaved_areas_are_numbered_after_the_saved_ones(at_work):
    first = add_area(at_work, lf.box(0, 0, 10, 10))
    at_work.save()
    later = [add_area(at_work, lf.box(20, 0, 30, 10)), add_area(at_work, lf.box(40, 0, 50, 10))]
    saved = at_work.areas().list()[0]
    assert saved.geometry.boundingBox().xMinimum() == pytest.approx(lf.LEFT)
    assert [area.area_id for area in at_work.areas().list()] == [first, *later]


def test_the_chosen_area_can_be_shown(at_work, scene_canvas):
    at_work.choose_area(add_area(at_work, lf.box(40, 30, 50, 40)))
    scene_canvas.setExtent(QgsRectangle(0, 0, 10, 10))
    click(at_work.page.areas.zoom)
    assert scene_canvas.extent().contains(lf.at(45, 35))
    assert scene_canvas.extent().width() < 40


# painting


def test_painting_undo_and_redo(at_work, scene_canvas):
    first = add_area(at_work, lf.box(0, 0, 20, 20))
    add_area(at_work, lf.box(30, 0, 50, 20))
    at_work.choose_area(at_work.areas().list()[1].area_id)
    at_work.session.set_class(1)
    click(at_work.page.paint.buttons[tools.POLYGON])
    polygon(scene_canvas, [(2, 2), (12, 2), (12, 12), (2, 12)])
    turn()
    assert lf.class_areas(at_work.project)[1] == pytest.approx(100, rel=0.1)
    assert at_work.page.areas.area_id() == first  # follows the work
    click(at_work.page.paint.undo)
    turn()
    assert lf.label_list(at_work.project) == []
    click(at_work.page.paint.redo)
    turn()
    assert len(lf.label_list(at_work.project)) == 1
    assert not at_work.page.paint.redo.isEnabled()


def test_painting_beside_an_area_says_why_nothing_happens(at_work, scene_canvas):
    click(at_work.page.paint.buttons[tools.FILL])
    click_map(scene_canvas, 12, 12)
    assert "There is no area there" in message(at_work)
    add_area(at_work, lf.box(0, 0, 20, 20))
    click_map(scene_canvas, 12, 12)
    assert message(at_work) == ""
    assert lf.class_areas(at_work.project)[0] == pytest.approx(400)


def test_the_radius_is_one_number_on_page_and_map(at_work, scene_canvas):
    at_work.page.paint.radius.setValue(10.0)
    assert at_work.session.radius_px == 10.0
    click(at_work.page.paint.buttons[tools.BRUSH])
    QTest.keyClick(scene_canvas, "]")
    assert at_work.page.paint.radius.value() == pytest.approx(12.5)
    click(at_work.page.paint.buttons[tools.BRUSH])
    assert at_work.session.active_tool() == ""
    assert not at_work.page.paint.buttons[tools.BRUSH].isChecked()


def test_the_radius_stays_with_the_next_project(at_work, tmp_path):
    at_work.page.paint.radius.setValue(20.0)
    other = lf.make_project(tmp_path, "other")
    other.close(save=False)
    at_work.open_path(other.path)
    assert at_work.page.paint.radius.value() == 20.0
    assert at_work.session.radius_px == 20.0


def test_an_area_is_not_placed_on_an_image_that_cannot_be_read(at_work, tmp_path):
    click(at_work.page.areas.train)
    lost = QgsRasterLayer(str(tmp_path / "gone.tif"), "lost", "gdal")
    QgsProject.instance().addMapLayer(lost)
    at_work.page.layer.setLayer(lost)
    assert at_work.session.active_tool() == ""
    assert not at_work.page.areas.train.isChecked()


def test_in_the_plugin_the_page_train_takes_over_and_unloading_leaves_nothing(
    qgis_iface, shown_canvas, qgis_parent, qgis_new_project, model_folder, tmp_path, qtbot
):
    window = Window(qgis_iface, shown_canvas, qgis_parent)
    before = traces(window)
    plugin = load(window)
    made = lf.make_project(tmp_path)
    labeller = plugin.labeller
    labeller.scene = lf.make_image(tmp_path)
    plugin.dock.show()
    plugin.dock.show_page(labeller.page)
    assert labeller.project is made  # its layers are in the QGIS project
    labeller.choose_area(add_area(labeller, lf.box(0, 0, 10, 10)))
    labeller.session.start(tools.BRUSH)
    click(labeller.page.train)
    assert plugin.dock.tabs.currentWidget().widget() is plugin.trainer.page
    assert plugin.trainer.page.data.project_path() == made.path
    add_area(labeller, lf.box(20, 0, 30, 10))
    assert plugin.trainer.labels.save_if_open(made.path)
    assert not made.is_modified()
    add_area(labeller, lf.box(40, 0, 50, 10))
    unload(plugin)
    assert not made.is_open
    qtbot.waitUntil(lambda: traces(window) == before, timeout=5000)
    again = LabelProject.open(made.path)
    assert again.areas.featureCount() == 3
    again.close(save=False)
