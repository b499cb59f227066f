"""The tools of labelling, driven by real mouse and key events on the map canvas."""

import math

import pytest
from landweave.test.ui import label_files as lf
from landweave.ui import paint_session as ps
from landweave.ui.paint_session import PaintSession
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject, QgsRectangle
from qgis.gui import QgsMapToolPan, QgsRubberBand
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QApplication

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier
NO_BUTTON = Qt.MouseButton.NoButton
CTRL = Qt.KeyboardModifier.ControlModifier

# how the map is shown: CRS, rotation in degrees
VIEWS = [("EPSG:32645", 0.0), ("EPSG:32645", 30.0), ("EPSG:3857", 0.0), ("EPSG:4326", 0.0), ("EPSG:3857", 200.0)]


@pytest.fixture
def canvas(shown_canvas):
    show(shown_canvas, "EPSG:32645", 0.0)
    yield shown_canvas
    shown_canvas.stopRendering()
    shown_canvas.waitWhileRendering()
    shown_canvas.setRotation(0.0)
    shown_canvas.setDestinationCrs(lf.utm())


@pytest.fixture
def session(canvas, fields, area):
    made = PaintSession(canvas, fields)
    yield made
    made.remove()


def show(canvas, crs, rotation):
    """Show 60 m × 40 m of the scene and some room around it."""
    target = QgsCoordinateReferenceSystem(crs)
    canvas.setRotation(rotation)
    canvas.setDestinationCrs(target)
    shown = QgsRectangle(lf.at(-5, 45), lf.at(65, -5))
    canvas.setExtent(QgsCoordinateTransform(lf.utm(), target, QgsProject.instance()).transformBoundingBox(shown))


def pixel(canvas, x, y):
    """The screen pixel of a point in metres east and south of the scene's corner."""
    target = canvas.mapSettings().destinationCrs()
    point = QgsCoordinateTransform(lf.utm(), target, QgsProject.instance()).transform(lf.at(x, y))
    point = canvas.getCoordinateTransform().transform(point)
    return QPoint(round(point.x()), round(point.y()))


def slack_m(canvas):
    """About how many metres a screen pixel is."""
    a, b = pixel(canvas, 20, 20), pixel(canvas, 40, 20)
    return 20 / math.hypot(a.x() - b.x(), a.y() - b.y())


def click(canvas, x, y, button=LEFT):
    QTest.mouseClick(canvas.viewport(), button, NONE, pixel(canvas, x, y))


def move_held(view, where):
    """A move with the left button down; QTest's moves the cursor only, and no widget hears of the button."""
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(where), QPointF(view.mapToGlobal(where)), NO_BUTTON, LEFT, NONE)
    QApplication.sendEvent(view, event)


def drag(canvas, points, release=True):
    view = canvas.viewport()
    QTest.mousePress(view, LEFT, NONE, pixel(canvas, *points[0]))
    for point in points[1:]:
        move_held(view, pixel(canvas, *point))
    if release:
        QTest.mouseRelease(view, LEFT, NONE, pixel(canvas, *points[-1]))


def polygon(canvas, corners):
    for corner in corners:
        click(canvas, *corner)
    click(canvas, *corners[-1], button=RIGHT)


def near(project, value, wanted_m2, canvas, outline_m):
    """The class covers the wanted ground, but for a screen pixel along the outline."""
    assert lf.class_areas(project).get(value, 0.0) == pytest.approx(wanted_m2, abs=1.5 * slack_m(canvas) * outline_m)


def faults(project, area):
    overlap, escaped, broken = lf.partition_faults(project, area.area_id, area.geometry)
    return round(overlap, 4), round(escaped, 4), broken


@pytest.mark.parametrize(("crs", "rotation"), VIEWS)
def test_a_polygon_lies_where_it_was_clicked(session, canvas, fields, area, crs, rotation):
    show(canvas, crs, rotation)
    session.set_class(1)
    session.start(ps.POLYGON)
    polygon(canvas, [(20, 12), (40, 12), (40, 28), (20, 28)])
    near(fields, 1, 320.0, canvas, 72)
    box = lf.label_list(fields)[0].geometry().boundingBox()
    assert box.center().distance(lf.at(30, 20)) < 2 * slack_m(canvas)
    assert faults(fields, area) == (0, 0, 0)


@pytest.mark.parametrize(("crs", "rotation"), VIEWS)
def test_the_brush_sweeps_a_circle_of_its_radius(session, canvas, fields, area, crs, rotation):
    show(canvas, crs, rotation)
    session.set_class(2)
    session.set_radius(10)  # 3 m
    session.start(ps.BRUSH)
    drag(canvas, [(20, 20), (25, 20), (35, 20), (40, 20)])
    near(fields, 2, 20 * 6 + math.pi * 9, canvas, 8)
    box = lf.label_list(fields)[0].geometry().boundingBox()
    assert box.height() == pytest.approx(6.0, abs=2 * slack_m(canvas))
    assert box.width() == pytest.approx(26.0, abs=3 * slack_m(canvas))


def test_a_stroke_follows_a_corner(session, canvas, fields, area):
    session.set_radius(10)
    session.start(ps.BRUSH)
    drag(canvas, [(20, 14), (30, 14), (40, 14), (40, 20), (40, 26)])
    near(fields, 0, 20 * 6 + 12 * 6 - 9 + math.pi * 9 * 1.25, canvas, 12)  # less the inner corner, plus the round ends
    assert not lf.label_list(fields)[0].geometry().contains(lf.at(30, 20))
    assert faults(fields, area) == (0, 0, 0)


def test_a_click_of_the_brush_is_a_dot(session, canvas, fields):
    session.set_radius(10)
    session.start(ps.BRUSH)
    click(canvas, 30, 20)
    assert lf.class_areas(fields) == {0: pytest.approx(math.pi * 9, rel=0.02)}


def test_a_double_click_ends_a_polygon(session, canvas, fields):
    session.start(ps.POLYGON)
    for corner in ((20, 12), (40, 12)):
        click(canvas, *corner)
    click(canvas, 40, 28)
    QTest.mouseDClick(canvas.viewport(), LEFT, NONE, pixel(canvas, 40, 28))
    near(fields, 0, 160.0, canvas, 62)
    assert not session.tool(ps.POLYGON).in_progress()


def test_two_corners_are_no_polygon_and_backspace_takes_one_back(session, canvas, fields):
    session.start(ps.POLYGON)
    polygon(canvas, [(20, 12), (40, 12)])
    assert lf.label_list(fields) == []
    for corner in ((20, 12), (40, 12), (45, 29)):
        click(canvas, *corner)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    polygon(canvas, [(40, 28), (20, 28)])
    near(fields, 0, 320.0, canvas, 72)


def test_a_polygon_that_crosses_itself(session, canvas, fields, area):
    session.start(ps.POLYGON)
    polygon(canvas, [(20, 12), (40, 28), (40, 12), (20, 28)])
    near(fields, 0, 160.0, canvas, 90)
    assert faults(fields, area) == (0, 0, 0)


def test_the_lasso_follows_the_hand(session, canvas, fields, area):
    session.set_class(1)
    session.start(ps.LASSO)
    ring = [(30 + 8 * math.cos(t / 20), 20 + 8 * math.sin(t / 20)) for t in range(int(40 * math.pi))]
    drag(canvas, ring)
    near(fields, 1, math.pi * 64, canvas, 50)
    corners = lf.label_list(fields)[0].geometry().constGet().nCoordinates()
    assert corners < 80  # of 125 points of the mouse
    assert faults(fields, area) == (0, 0, 0)


def test_the_eraser_takes_away(session, canvas, fields, area):
    session.painter.fill(area.area_id, 0)
    session.set_radius(10)
    session.start(ps.ERASER)
    drag(canvas, [(10, 20), (30, 20), (50, 20)])
    near(fields, 0, 800 - 40 * 6, canvas, 80)
    assert faults(fields, area) == (0, 0, 0)


def test_fill_takes_the_clicked_area_and_says_where_there_is_none(session, canvas, fields, qtbot):
    session.set_class(2)
    session.start(ps.FILL)
    with qtbot.waitSignal(session.said, timeout=1000) as caught:
        click(canvas, 5, 5)
    assert caught.args[0].startswith("There is no area there.")
    with qtbot.waitSignal(session.painted, timeout=1000) as caught:
        click(canvas, 20, 20)
    assert caught.args[0].added == 1
    assert lf.class_areas(fields) == {2: pytest.approx(800)}


def test_painting_beside_every_area_is_said(session, canvas, fields, qtbot):
    session.start(ps.BRUSH)
    with qtbot.waitSignal(session.said, timeout=1000):
        click(canvas, 3, 3)
    assert lf.label_list(fields) == []


# --- areas ---


@pytest.mark.parametrize(("crs", "rotation"), VIEWS)
def test_a_click_places_the_square_that_was_shown(session, canvas, fields, crs, rotation, qtbot):
    show(canvas, crs, rotation)
    session.start_area("check", fields.scene)
    QTest.mouseMove(canvas.viewport(), pixel(canvas, 59, 24))
    with qtbot.waitSignal(session.placed, timeout=1000) as caught:
        click(canvas, 60, 25)
    made = session.areas.get(caught.args[0].area_ids[0])
    assert made.role == "check"
    assert made.geometry.symDifference(lf.box(57.6, 19.2, 67.2, 28.8)).area() == pytest.approx(0, abs=1e-6)


def test_dragging_draws_a_rectangle(session, canvas, fields, qtbot):
    session.start_area("train", fields.scene)
    with qtbot.waitSignal(session.placed, timeout=1000) as caught:
        drag(canvas, [(52, 5), (55, 20), (60, 35)])
    box = session.areas.get(caught.args[0].area_ids[0]).geometry.boundingBox()
    assert (box.width(), box.height()) == (pytest.approx(8, abs=3 * slack_m(canvas)), pytest.approx(30, abs=3 * slack_m(canvas)))


def test_an_overlap_is_refused_in_words(session, canvas, fields, qtbot):
    session.start_area("check", fields.scene)
    with qtbot.waitSignal(session.said, timeout=1000) as caught:
        click(canvas, 30, 20)
    assert "overlap" in caught.args[0]
    assert len(session.areas.list()) == 1


def test_a_raster_that_was_removed_meanwhile(session, canvas, fields, qtbot):
    session.start_area("train", fields.scene)
    fields.scene = None
    QgsProject.instance().removeMapLayer(QgsProject.instance().mapLayersByName("scene")[0].id())
    with qtbot.waitSignal(session.said, timeout=1000):
        click(canvas, 55, 25)
    assert len(session.areas.list()) == 1


# --- keys ---


def test_number_keys_choose_the_class(session, canvas, fields, qtbot):
    from landweave.ui.label_classes import Classes

    for name in "abcdefg":
        Classes(fields).add(name)
    session.start(ps.BRUSH)
    with qtbot.waitSignal(session.class_changed, timeout=1000) as caught:
        QTest.keyClick(canvas, Qt.Key.Key_3)
    assert caught.args == [2]
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert session.current_class == 9
    QTest.keyClick(canvas, Qt.Key.Key_2)
    click(canvas, 30, 20)
    assert set(lf.class_areas(fields)) == {1}
    assert session.tool(ps.BRUSH).color.name() == "#888888"


def test_a_number_without_a_class_means_nothing(session, canvas):
    session.start(ps.BRUSH)
    QTest.keyClick(canvas, Qt.Key.Key_9)
    assert session.current_class == 0


def test_brackets_change_the_radius(session, canvas, qtbot):
    session.start(ps.BRUSH)
    before = session.radius_px
    with qtbot.waitSignal(session.radius_changed, timeout=1000):
        QTest.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert session.radius_px == pytest.approx(1.25 * before)
    for _ in range(40):
        QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert session.radius_px == 0.5
    assert session.tool(ps.ERASER).radius_px == 0.5


def test_undo_and_redo_come_before_the_shortcuts_of_qgis(session, canvas, fields, qgis_parent):
    stolen = []
    action = QAction(qgis_parent)
    action.setShortcut("Ctrl+Z")
    action.triggered.connect(lambda: stolen.append(1))
    qgis_parent.addAction(action)
    session.start(ps.BRUSH)
    click(canvas, 30, 20)
    click(canvas, 40, 20)
    QTest.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    assert len(lf.label_list(fields)) == 1
    QTest.keyClick(canvas, Qt.Key.Key_Y, CTRL)
    assert len(lf.label_list(fields)) == 2
    QTest.keyClick(canvas, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(canvas, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert len(lf.label_list(fields)) == 2
    assert stolen == []
    qgis_parent.removeAction(action)


@pytest.mark.parametrize("name", [ps.LASSO, ps.BRUSH, ps.ERASER])
def test_escape_during_a_drag_drops_it(session, canvas, fields, name):
    session.start(name)
    drag(canvas, [(20, 15), (40, 15), (40, 25), (20, 25)], release=False)
    assert session.tool(name).in_progress()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas.viewport(), LEFT, NONE, pixel(canvas, 20, 25))
    assert lf.label_list(fields) == []
    assert session.active_tool() == name  # a second Escape leaves the tool


def test_escape_leaves_the_tool_and_the_map_goes_back(session, canvas, qtbot):
    pan = QgsMapToolPan(canvas)
    canvas.setMapTool(pan)
    with qtbot.waitSignal(session.tool_changed, timeout=1000) as caught:
        session.start(ps.POLYGON)
    assert caught.args == ["polygon"]
    session.start(ps.LASSO)
    click(canvas, 30, 20)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.mapTool() is pan
    assert session.active_tool() == ""
    QTest.keyClick(canvas, Qt.Key.Key_2)  # keys mean nothing now
    assert session.current_class == 0
    canvas.unsetMapTool(pan)


# --- what is shown ---


def bands(canvas):
    return [item for item in canvas.scene().items() if isinstance(item, QgsRubberBand)]


def test_the_brush_is_seen_and_nothing_stays(canvas, fields, area):
    before = len(bands(canvas))
    session = PaintSession(canvas, fields)
    session.set_radius(20)  # 6 m
    session.start(ps.BRUSH)
    QTest.mouseMove(canvas.viewport(), pixel(canvas, 29, 19))
    QTest.mouseMove(canvas.viewport(), pixel(canvas, 30, 20))
    circle = next(b.asGeometry() for b in bands(canvas) if b.numberOfVertices() > 10)
    assert circle.boundingBox().width() == pytest.approx(12, rel=0.02)
    assert circle.boundingBox().center().distance(lf.at(30, 20)) < 2 * slack_m(canvas)
    session.remove()
    assert len(bands(canvas)) == before


def test_closing_the_project_ends_the_tools(session, canvas, fields):
    session.start(ps.BRUSH)
    fields.close(save=False)
    assert session.active_tool() == ""
    click(canvas, 30, 20)  # nothing happens, nothing breaks


def test_a_read_only_project_says_so(session, canvas, fields, qtbot):
    fields.read_only_reason = "the file is write-protected"
    session.start(ps.BRUSH)
    with qtbot.waitSignal(session.said, timeout=1000) as caught:
        click(canvas, 30, 20)
    assert "write-protected" in caught.args[0]


def test_the_map_is_painted_anew_after_a_stroke(session, canvas, fields, qtbot):
    session.start(ps.BRUSH)
    with qtbot.waitSignal(fields.labels.repaintRequested, timeout=1000):
        click(canvas, 30, 20)


def test_a_point_that_the_projects_crs_cannot_express_is_ignored(session, canvas, fields):
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    canvas.setExtent(QgsRectangle(-180, -90, 180, 90))
    session.start(ps.POLYGON)
    view = canvas.viewport()
    for x in (5, 200, 400):
        QTest.mouseClick(view, LEFT, NONE, QPoint(x, 100))
    QTest.mouseClick(view, RIGHT, NONE, QPoint(5, 5))
    assert lf.label_list(fields) == []
