"""The dock: a frame that scrolls, remembers its place and fits a narrow screen."""

import pytest
from landweave.test.ui.conftest import write_model
from landweave.ui.dock import LandweaveDock
from qgis.PyQt.QtCore import QCoreApplication, QMimeData, QPoint, Qt, QUrl
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QAction, QScrollArea, QWidget


@pytest.fixture
def dock(page, qgis_parent):
    made = LandweaveDock({"Segment": page}, qgis_parent)
    yield made
    made.setParent(None)


def test_it_has_a_name_an_icon_and_a_scrolling_page(dock, page):
    assert dock.objectName() == "LandweaveDock"
    assert not dock.windowIcon().isNull()
    assert dock.findChild(QScrollArea, "landweaveScroll").widget() is page


def test_it_may_stand_on_either_side_only(dock):
    assert dock.isAreaAllowed(Qt.DockWidgetArea.LeftDockWidgetArea)
    assert not dock.isAreaAllowed(Qt.DockWidgetArea.BottomDockWidgetArea)


def test_the_page_fits_a_narrow_dock_without_being_cut_off(dock, page, image):
    """The scroll area has no horizontal bar, so the page must not need more width than the dock takes at least."""
    page.options.setCollapsed(False)
    assert page.minimumSizeHint().width() <= 420
    assert dock.minimumWidth() >= 200


def test_the_action_shows_and_hides_it(dock, qgis_parent):
    qgis_parent.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    action = QAction()
    action.setCheckable(True)
    dock.setToggleVisibilityAction(action)
    qgis_parent.show()
    dock.hide()
    action.trigger()
    assert not dock.isHidden()


def test_a_page_can_be_brought_to_the_front(qgis_parent):
    first, other = QWidget(), QWidget()
    dock = LandweaveDock({"First": first, "Other": other}, qgis_parent)
    assert dock.tabs.currentWidget().widget() is first
    dock.show_page(other)
    assert dock.tabs.currentWidget().widget() is other
    dock.setParent(None)


def drag(dock, *paths, urls=None, over=None):
    """Drag files onto the dock as Qt reports it: whether they may be dropped, and what was dropped."""
    mime = QMimeData()
    mime.setUrls(urls or [QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place, dropped = QPoint(20, 20), []
    dock.models_dropped.connect(dropped.extend)
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys)
    QCoreApplication.sendEvent(over or dock, enter)
    try:
        drop = QDropEvent(place, Qt.DropAction.CopyAction, mime, buttons, keys)
    except TypeError:  # Qt 6 wants the place as real numbers
        from qgis.PyQt.QtCore import QPointF

        drop = QDropEvent(QPointF(place), Qt.DropAction.CopyAction, mime, buttons, keys)
    if enter.isAccepted():
        QCoreApplication.sendEvent(over or dock, drop)
    dock.models_dropped.disconnect(dropped.extend)
    return enter.isAccepted(), dropped


def test_models_can_be_dropped(dock, tmp_path):
    folder = write_model(tmp_path / "trees")
    paths = [str(tmp_path / "a.zip"), str(tmp_path / "B.ONNX"), folder]
    assert drag(dock, *paths) == (True, paths)


def test_what_is_no_model_is_left_to_qgis(dock, tmp_path):
    (tmp_path / "empty").mkdir()
    assert drag(dock, tmp_path / "scene.tif") == (False, [])
    assert drag(dock, tmp_path / "empty") == (False, [])
    assert drag(dock, tmp_path / "a.zip", tmp_path / "scene.tif") == (False, [])
    assert drag(dock, urls=[QUrl("https://example.org/a.zip")]) == (False, [])
    assert drag(dock, urls=[QUrl()]) == (False, [])


@pytest.mark.parametrize("child", ["modelCard", "modelCombo", "runButton"])
def test_a_drag_over_anything_on_a_page_reaches_the_dock(dock, page, tmp_path, child):
    """Qt asks the widget below the mouse first, then what it lies in."""
    widget = page.findChild(QWidget, child)
    assert drag(dock, tmp_path / "a.zip", over=widget) == (True, [str(tmp_path / "a.zip")])
