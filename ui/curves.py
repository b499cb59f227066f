"""Curves of a training while it runs: small line charts that QPainter draws in the colours of the person's theme."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QLocale, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ..core.contract.events import Metric

translate = QCoreApplication.translate

Point = Tuple[float, float]

CHART_LINES = 10  # height of a chart, in lines of text
TICK_SHARES = (1.0, 2.0, 5.0, 10.0)
MIN_CONTRAST = 1.5  # of a line against the background; below it the line gets a grey edge
EDGE = QColor(128, 128, 128)
NONE = "–"


@dataclass
class Line:
    """One curve; points are (epoch, value) with rising epochs. A `color` of "" is the theme's text colour."""

    name: str
    color: str = ""
    width: float = 1.5
    faint: bool = False
    points: List[Point] = field(default_factory=list)

    def add(self, x: float, y: float) -> None:
        """Add a point; one at the same place or later ones (from before a resume) give way."""
        while self.points and self.points[-1][0] >= x - 1e-9:
            self.points.pop()
        self.points.append((x, y))

    def at(self, x: float) -> Optional[Point]:
        """The point nearest to `x`."""
        return min(self.points, key=lambda point: abs(point[0] - x), default=None)


def tick_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 x 10^n that needs at most `most` steps for `span`."""
    rough = max(span, 1e-9) / max(1, most)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    return next(share * magnitude for share in TICK_SHARES if share * magnitude >= rough * (1 - 1e-9))


def ticks(low: float, high: float, most: int) -> List[float]:
    """Round numbers from `low` to `high`, about `most` of them."""
    step = tick_step(high - low, most)
    first = math.ceil(low / step - 1e-6)
    return [number * step for number in range(first, math.floor(high / step + 1e-6) + 1)]


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (color.redF(), color.greenF(), color.blueF())]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


class LineChart(QLabel):
    """Curves over epochs. `y_range` None: from 0 to the highest value. Hovering shows the values of the nearest epoch.

    A label, because themes that are style sheets (QGIS's "Night Mapping") give their text colour to labels, not to any widget.
    """

    def __init__(self, name: str, title: str, y_range: Optional[Point] = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.lines: List[Line] = []
        self.epochs = 1
        self._y_range = y_range
        self._hover: Optional[float] = None

    def sizeHint(self) -> QSize:
        """As tall as some lines of text, so that it grows with the font."""
        metrics = self.fontMetrics()
        return QSize(24 * metrics.averageCharWidth(), CHART_LINES * metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Narrow docks get a narrow chart."""
        return QSize(18 * self.fontMetrics().averageCharWidth(), self.sizeHint().height())

    def show_lines(self, lines: Sequence[Line], epochs: int) -> None:
        """Show these curves; the axis goes from 0 to `epochs`."""
        self.lines, self.epochs, self._hover = list(lines), max(1, epochs), None
        self.update()

    # values

    def y_limits(self) -> Point:
        """The lowest and the highest value of the axis."""
        if self._y_range is not None:
            return self._y_range
        values = [y for line in self.lines for _, y in line.points if math.isfinite(y)]
        highest = max(values, default=1.0) or 1.0
        return min(0.0, *values) if values else 0.0, highest * 1.05

    def values_at(self, epoch: float) -> List[Tuple[str, str, float, float]]:
        """(name, colour, epoch, value) of each curve's point nearest to `epoch`."""
        near = ((line, line.at(epoch)) for line in self.lines)
        return [(line.name, line.color, point[0], point[1]) for line, point in near if point is not None]

    def hover_html(self, epoch: float) -> str:
        """The values at `epoch` for the tool tip, empty where there are none."""
        values = self.values_at(epoch)
        if not values:
            return ""
        rows = []
        for name, color, _at, value in values:
            square = f'<span style="color:{color}">&#9632;</span> ' if color else ""
            rows.append(f"<tr><td>{square}{html.escape(name)}&nbsp;</td><td align='right'>{score_text(value)}</td></tr>")
        at = min((x for _, _, x, _ in values), key=lambda x: abs(x - epoch))
        head = translate("Landweave", "Epoch {n}").format(n=QLocale().toString(float(at), "g", 3))
        return f"<b>{html.escape(head)}</b><table>{''.join(rows)}</table>"

    # places

    def plot_area(self) -> QRectF:
        """Where the curves are, between the numbers of the axes."""
        metrics = QFontMetricsF(self.font())
        low, high = self.y_limits()
        labels = [value_text(y) for y in ticks(low, high, self._y_ticks())] or ["0"]
        left = max(metrics.horizontalAdvance(text) for text in labels) + 6
        return QRectF(left, metrics.height() / 2, max(1.0, self.width() - left - metrics.averageCharWidth() * 2),
                      max(1.0, self.height() - 2 * metrics.height() - 4))

    def _y_ticks(self) -> int:
        return 4

    def place(self, x: float, y: float) -> QPointF:
        """Where a value is drawn."""
        area, (low, high) = self.plot_area(), self.y_limits()
        share = (min(max(y, low), high) - low) / ((high - low) or 1.0)
        return QPointF(area.left() + area.width() * x / self.epochs, area.bottom() - area.height() * share)

    def epoch_at(self, x_px: float) -> float:
        """The epoch below a pixel column of the widget."""
        area = self.plot_area()
        return min(max((x_px - area.left()) / area.width(), 0.0), 1.0) * self.epochs

    # drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Axes first, then the curves, the strong ones on top."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.plot_area()
        painter.fillRect(area, self.palette().base())  # transparent in some themes
        self._draw_axes(painter, area)
        for line in sorted(self.lines, key=lambda line: line.width):
            self._draw_line(painter, line)
        if self._hover is not None:
            x = self.place(self._hover, 0).x()
            painter.setPen(QPen(self._text_color(140), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.end()

    def background(self) -> QColor:
        """What the curves are drawn on; where the theme leaves it to the widgets behind, what its text colour stands out from."""
        base = self.palette().base().color()
        if base.alpha() == 255:
            return base
        return QColor("#ffffff" if self._text_color().lightness() < 128 else "#000000")

    def _text_color(self, alpha: int = 255) -> QColor:
        color = QColor(self.palette().windowText().color())
        color.setAlpha(alpha)
        return color

    def _draw_axes(self, painter: QPainter, area: QRectF) -> None:
        metrics = QFontMetricsF(self.font())
        grid, words = QPen(self._text_color(45), 1), QPen(self.palette().windowText().color())
        low, high = self.y_limits()
        for y in ticks(low, high, self._y_ticks()):
            at = self.place(0, y).y()
            painter.setPen(grid)
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
            painter.setPen(words)
            box = QRectF(0, at - metrics.height() / 2, area.left() - 4, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value_text(y))
        widest = metrics.horizontalAdvance(str(self.epochs)) + 2 * metrics.averageCharWidth()
        for x in ticks(0, self.epochs, max(1, min(self.epochs, int(area.width() / (2 * widest))))):
            at = self.place(x, low)
            painter.setPen(grid)
            painter.drawLine(at, QPointF(at.x(), at.y() + 3))
            painter.setPen(words)
            box = QRectF(at.x() - widest, area.bottom() + 3, 2 * widest, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, QLocale().toString(float(x), "g", 4))
        painter.setPen(QPen(self._text_color(120), 1))
        painter.drawRect(area)

    def _draw_line(self, painter: QPainter, line: Line) -> None:
        places = QPolygonF([self.place(x, y) for x, y in line.points if math.isfinite(y)])
        color = QColor(line.color) if line.color else self._text_color()
        if contrast(color, self.background()) < MIN_CONTRAST:
            self._stroke(painter, places, EDGE, line.width + 1.5)
        if line.faint:
            color.setAlpha(110)
        self._stroke(painter, places, color, line.width)

    @staticmethod
    def _stroke(painter: QPainter, places: QPolygonF, color: QColor, width: float) -> None:
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        if places.count() == 1:
            painter.setBrush(color)
            painter.drawEllipse(places.at(0), width, width)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        elif places.count() > 1:
            painter.drawPolyline(places)

    # hovering

    def mouseMoveEvent(self, event: Any) -> None:
        """Mark the nearest epoch that has values and show them."""
        epoch = self.epoch_at(event.pos().x())
        text = self.hover_html(epoch)
        points = [x for _, _, x, _ in self.values_at(epoch)]
        self._hover = min(points, key=lambda x: abs(x - epoch)) if points else None
        if text:
            QToolTip.showText(self.mapToGlobal(event.pos()), text, self)
        self.update()

    def leaveEvent(self, event: Any) -> None:
        """The pointer has gone."""
        self._hover = None
        self.update()
        super().leaveEvent(event)


def value_text(value: float) -> str:
    """A number of an axis with no more digits than it needs: "0.5", "15"."""
    return str(QLocale().toString(float(value), "g", 3))


def score_text(score: Optional[float]) -> str:
    """A score or a loss with three decimals, a dash where there is none."""
    return NONE if score is None else str(QLocale().toString(float(score), "f", 3))


class TrainCurves(QWidget):
    """Loss and scores of one training, with a legend that says the newest values."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.loss = LineChart("lossChart", translate("Landweave", "Loss"))
        self.scores = LineChart("scoreChart", translate("Landweave", "Scores"), (0.0, 1.0))
        self.legend = QLabel()
        self.legend.setObjectName("scoreLegend")
        self.legend.setWordWrap(True)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.score_title = _title(translate("Landweave", "Score (IoU) on what checks the model: 1 is perfect"))
        self._lay_out()
        self._epoch_steps, self._epochs = 1, 1
        self._steps = Line(translate("Landweave", "Loss"), width=1.0, faint=True)
        self._means = Line(translate("Landweave", "Mean of the epoch"), width=2.0)
        self._mean_iou = Line(translate("Landweave", "Mean (mIoU)"), width=2.5)
        self._ious: Dict[str, Line] = {}

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.score_title)
        layout.addWidget(self.scores)
        layout.addWidget(self.legend)
        layout.addSpacing(6)
        layout.addWidget(_title(translate("Landweave", "Loss, over epochs: falls while the model learns")))
        layout.addWidget(self.loss)

    def begin(self, epochs: int, epoch_steps: int, colors: Mapping[str, str], start_step: int = 0, checked: bool = True) -> None:
        """A training begins, or goes on from `start_step`: what was drawn up to there stays if the classes are the same."""
        same = list(colors) == list(self._ious)
        self._epochs, self._epoch_steps = max(1, epochs), max(1, epoch_steps)
        start = start_step / self._epoch_steps
        old = {name: line.points for name, line in self._ious.items()} if same else {}
        self._ious = {name: Line(name, color, points=old.get(name, [])) for name, color in colors.items()}
        for line in (self._steps, self._means, self._mean_iou, *self._ious.values()):
            line.points = [p for p in line.points if same and start > 0 and p[0] <= start + 1e-9]
        for widget in (self.score_title, self.scores, self.legend):
            widget.setVisible(checked)
        self._show()

    def add(self, metric: Metric) -> None:
        """A number from the engine; one that is unknown here is left out."""
        if metric.name == "loss":
            self._steps.add(metric.step / self._epoch_steps, metric.value)
        elif metric.name == "epoch_loss":
            self._means.add(metric.step, metric.value)
        elif metric.name == "miou":
            self._mean_iou.add(metric.step, metric.value)
        elif metric.name == "iou" and metric.class_name in self._ious:
            self._ious[metric.class_name].add(metric.step, metric.value)
        else:
            return
        self._show()

    def best(self) -> Optional[Point]:
        """(epoch, mIoU) of the best epoch so far, not counting the model before training."""
        trained = [point for point in self._mean_iou.points if point[0] >= 1]
        return max(trained, key=lambda point: point[1], default=None)

    def _show(self) -> None:
        self.loss.show_lines([self._steps, self._means], self._epochs)
        scores = [self._mean_iou, *self._ious.values()]
        self.scores.show_lines(scores, self._epochs)
        self.legend.setText(" &nbsp; ".join(_legend_entry(line) for line in scores))


def _legend_entry(line: Line) -> str:
    """Square, name and newest value, not broken inside."""
    color = f' style="color:{line.color}"' if line.color else ""
    value = f"&nbsp;{score_text(line.points[-1][1])}" if line.points else ""
    name = html.escape(line.name).replace(" ", "&nbsp;")
    return f"<span{color}>&#9632;</span>&nbsp;{name}{value}"


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label
