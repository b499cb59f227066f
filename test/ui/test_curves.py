"""Curves: round numbers on the axes, the right values below the pointer, readable in any theme."""

import pytest
from landweave.core.contract.events import Metric
from landweave.ui.curves import Line, LineChart, TrainCurves, contrast, tick_step, ticks
from qgis.PyQt.QtCore import QEvent, QPointF, Qt
from qgis.PyQt.QtGui import QColor, QImage, QMouseEvent, QPalette
from qgis.PyQt.QtWidgets import QApplication, QWidget

COLORS = {"land": "#d9c79e", "water": "#3d7ab8"}


@pytest.fixture
def curves(qgis_app):
    made = TrainCurves()
    made.begin(4, 10, COLORS)
    return made


def metric(name, value, step, class_name=""):
    return Metric("1", name, value, step, class_name)


@pytest.mark.parametrize(
    ("span", "most", "step"), [(1, 4, 0.5), (1, 5, 0.2), (10, 10, 1), (100, 4, 50), (0.03, 3, 0.01), (60, 7, 10), (7, 3, 5)]
)
def test_steps_of_axes_are_round(span, most, step):
    assert tick_step(span, most) == pytest.approx(step)


def test_ticks_lie_within_and_include_the_ends():
    assert ticks(0, 1, 4) == pytest.approx([0, 0.5, 1])
    assert ticks(0, 2.52, 4) == pytest.approx([0, 1, 2])
    assert ticks(0, 12, 20) == pytest.approx(range(13))


def test_steps_are_drawn_at_their_epoch(curves):
    curves.add(metric("loss", 0.9, 5))
    curves.add(metric("loss", 0.5, 25))
    assert curves.loss.lines[0].points == [(0.5, 0.9), (2.5, 0.5)]


def test_scores_go_to_their_class_and_unknown_numbers_nowhere(curves):
    curves.add(metric("miou", 0.5, 1))
    curves.add(metric("iou", 0.7, 1, "water"))
    curves.add(metric("iou", 0.9, 1, "no such class"))
    curves.add(metric("from the future", 1, 1))
    assert {line.name: line.points for line in curves.scores.lines} == {
        "Mean (mIoU)": [(1, 0.5)], "land": [], "water": [(1, 0.7)],
    }  # fmt: skip
    assert "0.7" in curves.legend.text()
    assert COLORS["water"] in curves.legend.text()


def test_the_model_before_training_is_not_the_best(curves):
    curves.add(metric("miou", 0.9, 0))
    assert curves.best() is None
    curves.add(metric("miou", 0.6, 1))
    curves.add(metric("miou", 0.5, 2))
    assert curves.best() == (1, 0.6)


def test_a_resume_keeps_what_was_before_it_and_drops_what_is_trained_again(curves):
    for epoch in (1, 2, 3):
        curves.add(metric("miou", epoch / 10, epoch))
        curves.add(metric("iou", epoch / 10, epoch, "land"))
    curves.begin(4, 10, COLORS, start_step=20)
    assert curves.scores.lines[0].points == [(1, 0.1), (2, 0.2)]
    assert curves.scores.lines[1].points == [(1, 0.1), (2, 0.2)]
    curves.add(metric("miou", 0.35, 3))
    assert curves.scores.lines[0].points[-1] == (3, 0.35)
    curves.begin(4, 10, COLORS)
    assert curves.scores.lines[0].points == []


def test_other_classes_begin_with_an_empty_chart(curves):
    curves.add(metric("miou", 0.3, 1))
    curves.begin(4, 10, {"other": "#000000"}, start_step=20)
    assert all(line.points == [] for line in curves.scores.lines)


def test_a_point_at_an_earlier_place_replaces_the_later_ones():
    line = Line("x", points=[(1, 1), (2, 2), (3, 3)])
    line.add(2, 5)
    assert line.points == [(1, 1), (2, 5)]


def test_the_axis_follows_the_highest_loss_and_keeps_scores_between_0_and_1(curves):
    curves.add(metric("loss", 40, 5))
    assert curves.loss.y_limits() == (0, pytest.approx(42))
    curves.add(metric("loss", float("nan"), 6))
    assert curves.loss.y_limits() == (0, pytest.approx(42))
    assert curves.scores.y_limits() == (0, 1)


def chart(background, color, value=0.5):
    made = LineChart("c", "c", (0.0, 1.0))
    made.resize(300, 160)
    palette = QPalette(made.palette())
    palette.setColor(QPalette.ColorRole.Base, QColor(background))
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#ffffff" if QColor(background).lightness() < 128 else "#000000"))
    made.setPalette(palette)
    made.show_lines([Line("a", color, 3, points=[(0, value), (4, value)])], 4)
    return made


def drawn(made):
    image = QImage(made.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    made.render(image)
    return image


def column(image, made, epoch):
    x = round(made.place(epoch, 0).x())
    return [QColor(image.pixel(x, y)) for y in range(image.height())]


def test_a_curve_is_where_its_value_is(qgis_app):
    made = chart("#ffffff", "#ff0000", 0.25)
    at = made.place(2, 0.25)
    color = QColor(drawn(made).pixel(round(at.x()), round(at.y())))
    assert (color.red() > 200, color.green() < 60) == (True, True)
    assert made.plot_area().bottom() - at.y() == pytest.approx(made.plot_area().height() / 4)


@pytest.mark.parametrize("background", ["#ffffff", "#1e1e1e"])
def test_a_curve_in_the_colour_of_the_background_is_seen(qgis_app, background):
    made = chart(background, background)
    seen = max(contrast(color, QColor(background)) for color in column(drawn(made), made, 2))
    assert seen > 2


@pytest.mark.parametrize(("words", "background"), [("#aaaaaa", "#000000"), ("#222222", "#ffffff")])
def test_themes_that_are_style_sheets_give_it_their_colour(qgis_app, qtbot, words, background):
    """As QGIS's "Night Mapping" does it; there the palette of plain widgets stays dark."""
    around = QWidget()
    qtbot.addWidget(around)
    made = LineChart("c", "c", (0.0, 1.0))
    made.setParent(around)
    around.setStyleSheet(f"QWidget {{ background: transparent; }} QLabel {{ color: {words}; }}")
    around.show()
    assert made._text_color().name() == words
    assert made.background().name() == background


def test_a_single_point_is_seen(qgis_app):
    made = chart("#ffffff", "#ff0000")
    made.lines[0].points = [(2, 0.5)]
    at = made.place(2, 0.5)
    assert QColor(drawn(made).pixel(round(at.x()), round(at.y()))).red() > 200


def move_to(made, at):
    none = Qt.MouseButton.NoButton
    place = QPointF(made.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(made, QMouseEvent(QEvent.Type.MouseMove, at, place, none, none, Qt.KeyboardModifier.NoModifier))


def test_hovering_shows_the_values_of_the_nearest_epoch(qgis_app, qtbot):
    made = chart("#ffffff", "#ff0000")
    made.lines = [Line("water <1>", "#ff0000", points=[(1, 0.25), (3, 0.75)])]
    qtbot.addWidget(made)
    made.show()
    move_to(made, made.place(2.8, 0.5))
    assert made._hover == 3
    assert made.values_at(2.8) == [("water <1>", "#ff0000", 3, 0.75)]
    text = made.hover_html(2.8)
    assert "water &lt;1&gt;" in text
    assert "0.750" in text
    assert "Epoch 3" in text
    move_to(made, made.place(0.4, 0.5))
    assert made._hover == 1
    QApplication.sendEvent(made, QEvent(QEvent.Type.Leave))
    assert made._hover is None


def test_an_empty_chart_has_nothing_to_show(qgis_app):
    made = LineChart("c", "c")
    made.resize(200, 100)
    assert made.hover_html(1) == ""
    assert made.y_limits() == (0, pytest.approx(1.05))
    drawn(made)


def test_it_grows_with_the_font_and_fits_a_narrow_dock(qgis_app):
    made = LineChart("c", "c")
    small = made.sizeHint().height()
    font = made.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    made.setFont(font)
    assert made.sizeHint().height() > 1.6 * small
    assert LineChart("d", "d").minimumSizeHint().width() < 250


def test_the_contrast_of_black_and_white_is_21():
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#777777")) == pytest.approx(1)
