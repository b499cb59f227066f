"""The rectangle tool: what is drawn is what comes back, and nothing stays on the map."""

import pytest
from landweave.ui.map_tools import RectangleDrawing
from qgis.core import QgsCoordinateReferenceSystem, QgsPointXY, QgsRectangle
from qgis.gui import QgsMapToolPan
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def drawing(shown_canvas):
    shown_canvas.setExtent(QgsRectangle(0, 0, 100, 100))
    made = RectangleDrawing(shown_canvas)
    yield made
    made.remove()


def pixel(canvas, x, y):
    point = canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
    return QPoint(round(point.x()), round(point.y()))


def drag(canvas, start, end):
    view = canvas.viewport()
    QTest.mousePress(view, LEFT, NONE, pixel(canvas, *start))
    QTest.mouseMove(view, pixel(canvas, *end))
    QTest.mouseRelease(view, LEFT, NONE, pixel(canvas, *end))


def units_per_pixel(canvas):
    return canvas.mapUnitsPerPixel()


def test_dragging_gives_the_rectangle_in_the_maps_crs(drawing, shown_canvas, qtbot):
    drawing.start()
    with qtbot.waitSignal(drawing.tool.drawn, timeout=2000) as caught:
        drag(shown_canvas, (20, 30), (60, 80))
    rectangle, crs = caught.args
    slack = 1.5 * units_per_pixel(shown_canvas)
    assert rectangle.xMinimum() == pytest.approx(20, abs=slack)
    assert rectangle.yMinimum() == pytest.approx(30, abs=slack)
    assert rectangle.xMaximum() == pytest.approx(60, abs=slack)
    assert rectangle.yMaximum() == pytest.approx(80, abs=slack)
    assert crs.authid() == "EPSG:32645"


def test_two_clicks_do_as_well(drawing, shown_canvas, qtbot):
    drawing.start()
    view = shown_canvas.viewport()
    with qtbot.waitSignal(drawing.tool.drawn, timeout=2000) as caught:
        QTest.mouseClick(view, LEFT, NONE, pixel(shown_canvas, 70, 20))
        QTest.mouseClick(view, LEFT, NONE, pixel(shown_canvas, 30, 90))
    rectangle = caught.args[0]
    assert rectangle.width() == pytest.approx(40, abs=3 * units_per_pixel(shown_canvas))
    assert rectangle.height() == pytest.approx(70, abs=3 * units_per_pixel(shown_canvas))


def test_a_single_click_is_no_rectangle(drawing, shown_canvas, qtbot):
    drawing.start()
    with qtbot.assertNotEmitted(drawing.tool.drawn, wait=100):
        QTest.mouseClick(shown_canvas.viewport(), LEFT, NONE, pixel(shown_canvas, 50, 50))


def test_a_right_click_gives_up(drawing, shown_canvas, qtbot):
    drawing.start()
    with qtbot.waitSignal(drawing.tool.abandoned, timeout=2000):
        QTest.mouseClick(shown_canvas.viewport(), Qt.MouseButton.RightButton, NONE, pixel(shown_canvas, 50, 50))


def test_escape_gives_up(drawing, shown_canvas, qtbot):
    drawing.start()
    with qtbot.waitSignal(drawing.tool.abandoned, timeout=2000):
        QTest.keyClick(shown_canvas, Qt.Key.Key_Escape)


def test_the_map_goes_back_to_the_tool_before(drawing, shown_canvas):
    pan = QgsMapToolPan(shown_canvas)
    shown_canvas.setMapTool(pan)
    drawing.start()
    drawing.start()
    assert shown_canvas.mapTool() is drawing.tool
    drawing.stop()
    assert shown_canvas.mapTool() is pan


def test_a_tool_that_was_deleted_meanwhile_is_not_given_back(drawing, shown_canvas):
    from qgis.PyQt import sip

    pan = QgsMapToolPan(shown_canvas)
    shown_canvas.setMapTool(pan)
    drawing.start()
    sip.delete(pan)
    drawing.stop()
    assert shown_canvas.mapTool() is None


def test_the_mark_follows_the_maps_crs(drawing, shown_canvas):
    rectangle = QgsRectangle(84.0, 27.0, 84.1, 27.1)
    drawing.mark.show(rectangle, QgsCoordinateReferenceSystem("EPSG:4326"))
    box = drawing.mark._band.asGeometry().boundingBox()
    assert 200_000 < box.xMinimum() < 800_000
    assert 2_900_000 < box.yMinimum() < 3_100_000


def test_nothing_stays_on_the_canvas(shown_canvas):
    before = len(shown_canvas.scene().items())
    made = RectangleDrawing(shown_canvas)
    made.start()
    made.mark.show(QgsRectangle(0, 0, 1, 1), QgsCoordinateReferenceSystem("EPSG:32645"))
    made.remove()
    assert len(shown_canvas.scene().items()) == before
    assert shown_canvas.mapTool() is not made.tool
