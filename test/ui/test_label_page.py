"""The page "Label" by itself: what can be pressed when, the class table, the dialogs."""

import pytest
from landweave.core.contract import labels as schema
from landweave.core.contract.events import Log
from landweave.test.ui import label_files as lf
from landweave.test.ui.conftest import write_model
from landweave.test.ui.test_train_page import write_project
from landweave.ui import settings
from landweave.ui.class_table import COLOR, COUNT, KEY, NAME, SHARE, ClassTable, DeleteClassDialog
from landweave.ui.dock import LandweaveDock
from landweave.ui.engine import WAITING
from landweave.ui.label_areas import Area
from landweave.ui.label_classes import ClassCount
from landweave.ui.label_dialogs import NewLabelsDialog, OpenLabelsDialog
from landweave.ui.label_page import LabelPage
from landweave.ui.label_toolbar import area_titles
from landweave.ui.model_combo import read_cards
from landweave.ui.suggestions import read_suggestions
from qgis.core import QgsGeometry, QgsProject, QgsRasterLayer
from qgis.gui import QgsColorDialog
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLineEdit, QStyle

LEFT = Qt.MouseButton.LeftButton
RING = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
REASON = {"code": "from.the.future", "message": "The model is unsure here: in the least certain tenth it is 35 % sure."}
SUGGESTED = {"crs_wkt": "", "suggestions": [{"ring": RING, "reason": REASON, "classes": ["building", "road"]}]}
COUNTS = {0: ClassCount(3, 90.0, 0.9), 1: ClassCount(1, 0.2, 0.002), 2: ClassCount(0, 0.0, 0.0)}


@pytest.fixture
def label_page(model_folder, qgis_new_project, qtbot):
    made = LabelPage()
    made.resize(340, 900)
    made.show()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def table(qtbot):
    made = ClassTable()
    made.resize(300, 300)
    made.show_classes(lf.CLASSES, COUNTS)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def texts(table, column):
    return [table.table.item(row, column).text() for row in range(table.table.rowCount())]


def click_cell(table, row, column, double=False):
    place = table.table.visualItemRect(table.table.item(row, column)).center()
    QTest.mouseClick(table.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)
    if double:
        QTest.mouseDClick(table.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def area(number, role):
    return Area(number, f"id{number}", role, "x.tif", schema.OPEN, QgsGeometry())


# the class table


def test_the_table_says_how_much_is_labelled_and_which_key_chooses(table):
    assert texts(table, NAME) == ["soil", "road", "tree"]
    assert texts(table, COUNT) == ["3", "1", "0"]
    assert texts(table, SHARE) == ["90 %", "< 1 %", ""]
    assert texts(table, KEY) == ["1", "2", "3"]


def test_a_click_chooses_a_class_and_showing_it_anew_keeps_it(table, qtbot):
    with qtbot.waitSignal(table.chosen) as caught:
        click_cell(table, 1, NAME)
    assert caught.args == [1]
    table.show_classes((*lf.CLASSES, schema.LabelClass(5, "wall", "#000000", 3)), COUNTS)
    assert table.current_value() == 1


def test_showing_a_class_tells_nobody(table):
    heard = []
    table.chosen.connect(heard.append)
    table.set_current(2)
    assert table.current_value() == 2
    assert heard == []


def test_a_name_is_changed_in_place(table, qtbot):
    click_cell(table, 1, NAME, double=True)
    assert table.is_editing()
    editor = table.table.findChild(QLineEdit)
    editor.selectAll()
    with qtbot.waitSignal(table.rename_asked) as caught:
        QTest.keyClicks(editor, "path 2")
        QTest.keyClick(editor, Qt.Key.Key_Return)
    assert caught.args == [1, "path 2"]


def test_a_name_cannot_be_emptied(table):
    heard = []
    table.rename_asked.connect(lambda *args: heard.append(args))
    table.table.item(1, NAME).setText("  ")
    assert texts(table, NAME)[1] == "road"
    assert heard == []


def test_a_click_on_the_colour_asks_for_another(table, qtbot, monkeypatch):
    monkeypatch.setattr(QgsColorDialog, "getColor", lambda *_args, **_more: QColor("#010203"))
    with qtbot.waitSignal(table.recolor_asked) as caught:
        click_cell(table, 2, COLOR)
    assert caught.args == [2, "#010203"]


def test_merging_offers_the_other_classes(table, qtbot):
    table.set_current(1)
    table.into.aboutToShow.emit()
    assert [action.text() for action in table.into.actions()] == ["soil", "tree"]
    with qtbot.waitSignal(table.merge_asked) as caught:
        table.into.actions()[1].trigger()
    assert caught.args == [1, 2]


def test_deleting_asks_what_becomes_of_the_labels(qtbot):
    dialog = DeleteClassDialog(lf.CLASSES[0], 3, lf.CLASSES[1:])
    assert dialog.move_to() is None
    dialog.move.setChecked(True)
    dialog.target.setCurrentIndex(1)
    assert dialog.move_to() == 2
    dialog.deleteLater()


def test_the_last_class_has_nobody_to_leave_its_labels_to(qtbot):
    dialog = DeleteClassDialog(lf.CLASSES[0], 3, ())
    assert not dialog.move.isEnabled()
    assert dialog.move_to() is None
    dialog.deleteLater()


# dialogs


def test_a_new_project_takes_its_classes_from_a_model(model_folder, tmp_path, qtbot):
    dialog = NewLabelsDialog(str(tmp_path / "a"), read_cards()[0], model_folder)
    assert dialog.path() == str(tmp_path / "a.gpkg")
    assert [c.name for c in dialog.classes()] == ["land", "building", "water"]
    assert dialog.unlabelled_value() is None
    assert "only what you are sure of" in dialog.note.text()
    dialog.unlabelled.setCurrentIndex(1)
    assert dialog.unlabelled_value() == 0
    assert "completely" in dialog.note.text()
    dialog.template.setCurrentIndex(dialog.template.count() - 1)
    assert dialog.classes() == ()
    assert dialog.folder() == ""
    assert dialog.unlabelled_value() is None
    dialog.deleteLater()


def test_a_file_that_exists_is_not_overwritten(tmp_path, qtbot):
    (tmp_path / "a.gpkg").write_bytes(b"")
    dialog = NewLabelsDialog(str(tmp_path / "a.gpkg"), {}, "")
    assert not dialog.ok.isEnabled()
    assert "already a file" in dialog.problem.text()
    dialog.file.setFilePath(str(tmp_path / "b.gpkg"))
    assert dialog.ok.isEnabled()
    assert dialog.problem.text() == ""
    dialog.file.setFilePath(str(tmp_path / "none" / "b.gpkg"))
    assert not dialog.ok.isEnabled()
    dialog.deleteLater()


def test_only_label_projects_can_be_opened(tmp_path, qtbot):
    other = tmp_path / "other.gpkg"
    other.write_bytes(b"no database")
    dialog = OpenLabelsDialog(str(other))
    assert not dialog.ok.isEnabled()
    assert "cannot be used" in dialog.problem.text()
    dialog.file.setFilePath(write_project(tmp_path / "town.gpkg"))
    assert dialog.ok.isEnabled()
    dialog.deleteLater()


# the page


def test_it_fits_a_narrow_dock(label_page):
    label_page.show_project("town", True, "")
    label_page.show_areas([area(1, "train")], "id1", 3)
    label_page.places.show_suggestions(read_suggestions(SUGGESTED))
    scroll_bar = label_page.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    assert label_page.minimumSizeHint().width() + scroll_bar <= LandweaveDock({}).minimumWidth()


def test_without_an_image_there_is_nothing_to_label(label_page, tmp_path):
    assert not label_page.new.isEnabled()
    assert "Add an aerial" in label_page.no_file.text()
    lf.make_image(tmp_path)
    assert label_page.new.isEnabled()
    assert label_page.no_file.isHidden()


def test_an_online_layer_cannot_be_labelled(label_page):
    online = QgsRasterLayer("type=xyz&url=http://127.0.0.1:1/{z}/{x}/{y}.png&zmax=3&zmin=0", "tiles", "wms")
    QgsProject.instance().addMapLayer(online)
    assert not label_page.new.isEnabled()
    assert "GeoTIFF" in label_page.no_file.text()


def test_an_image_that_cannot_be_read_is_not_labelled_until_it_is_repaired(label_page, tmp_path):
    good = lf.make_image(tmp_path)
    label_page.show_project("town", False, "")
    lost = QgsRasterLayer(str(tmp_path / "gone.tif"), "lost", "gdal")
    QgsProject.instance().addMapLayer(lost)
    label_page.layer.setLayer(lost)
    assert label_page.raster() is lost
    for widget in (label_page.new, label_page.suggest, label_page.where, label_page.areas.train):
        assert not widget.isEnabled()
    assert label_page.no_file.text() == "The layer 'lost' cannot be read. Repair its data source first."
    lost.setDataSource(good.source(), "found", "gdal")
    assert label_page.new.isEnabled()
    assert label_page.no_file.isHidden()
    label_page.layer.setLayer(good)
    QgsProject.instance().removeMapLayer(lost.id())
    assert label_page.new.isEnabled()


def test_a_read_only_project_can_be_looked_at(label_page, tmp_path):
    lf.make_image(tmp_path)
    label_page.show_project("town", False, "the file is write-protected")
    label_page.show_areas([area(1, "train")], "id1", 0)
    assert "write-protected" in label_page.read_only.text()
    for widget in (label_page.classes, label_page.paint, label_page.areas.train, label_page.areas.remove, label_page.suggest):
        assert not widget.isEnabled()
    assert label_page.areas.zoom.isEnabled()
    label_page.show_project("town", False, "")
    assert label_page.paint.isEnabled()


def test_while_the_engine_works_nothing_else_can_be_started(label_page, tmp_path):
    lf.make_image(tmp_path)
    label_page.show_project("town", True, "")
    label_page.show_running()
    label_page.show_project("town", False, "")  # painting goes on meanwhile
    for button in (label_page.suggest, label_page.where, label_page.new, label_page.open):
        assert not button.isEnabled()
    assert label_page.cancel.isVisible()
    assert label_page.paint.isEnabled()
    label_page.show_idle()
    assert label_page.suggest.isEnabled()
    assert not label_page.cancel.isVisible()


def test_a_run_that_waits_for_another_job_says_so(label_page):
    label_page.show_project("town", False, "")
    label_page.show_running()
    name = "a training with quite a long name"
    label_page.show_event(Log("1", "info", "", WAITING, {"kind": "train", "name": name}))
    assert label_page.progress.stage.text() == f"The engine is training “{name}”. This run begins afterwards."
    scroll_bar = label_page.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    assert label_page.minimumSizeHint().width() + scroll_bar <= LandweaveDock({}).minimumWidth()


def test_areas_are_counted_and_numbered_by_their_role(label_page):
    areas = [area(1, "train"), area(2, "check"), area(3, "train")]
    label_page.show_areas(areas, "id3", 0)
    shown = [label_page.areas.combo.itemText(i) for i in range(4)]
    assert shown == ["All areas (2 training, 1 check)", "Training area 1", "Check area 1", "Training area 2"]
    assert label_page.areas.combo.currentText() == "Training area 2"
    assert area_titles(areas)["id2"] == "Check area 1"


def test_the_model_that_is_chosen_is_kept(label_page, tmp_path):
    folder = write_model(tmp_path / "models" / "roofs", "Roofs")
    label_page.reload_models()
    label_page.model.setCurrentIndex(label_page.model.findData(folder))
    label_page.model.activated.emit(label_page.model.currentIndex())
    assert settings.MODEL.get() == folder
    assert label_page.card().name == "Roofs"


def test_a_tool_in_hand_shows_in_its_button_and_how_it_is_used(label_page):
    label_page.show_tool("area", "check")
    assert label_page.areas.check.isChecked()
    assert not label_page.areas.train.isChecked()
    assert "square" in label_page.hint.text()
    label_page.show_tool("brush", "check")
    assert [name for name, button in label_page.paint.buttons.items() if button.isChecked()] == ["brush"]
    assert not label_page.areas.check.isChecked()
