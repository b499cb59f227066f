"""The dock: a frame that scrolls, remembers its place and fits a narrow screen."""

import pytest
from landweave.ui.dock import LandweaveDock
from qgis.PyQt.QtCore import Qt
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
