"""How a training ended: scores before and after per class, and pictures of the places that checked the model."""

from __future__ import annotations

import os
from typing import Any, List, Mapping, Optional, Tuple

from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from .curves import score_text
from .model_combo import class_icon
from .results import RIGHT, duration_text

translate = QCoreApplication.translate

COMPARISONS = ("comparison_1", "comparison_2", "comparison_3", "comparison_4")
SAME = 0.0005  # scores are shown with three digits


def change_text(before: Optional[float], after: Optional[float]) -> str:
    """Such as "▲ 0.120", "▼ 0.030", "= 0.000"; nothing where one of both is missing."""
    if before is None or after is None:
        return ""
    change = float(after) - float(before)
    sign = "=" if abs(change) < SAME else "▲" if change > 0 else "▼"
    return f"{sign} {score_text(abs(change))}"


class Picture(QLabel):
    """A picture as wide as the dock, with words above its equal columns; a click opens it in a window of its own.

    A label, because themes that are style sheets give their text colour to labels, not to any widget.
    """

    clicked = pyqtSignal()

    def __init__(self, name: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(translate("Landweave", "Click to enlarge"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.image = QImage()
        self.columns: Tuple[str, ...] = ()

    def show_file(self, path: str, columns: Tuple[str, ...]) -> bool:
        """Show a file; False where it cannot be read, and the picture before it stays."""
        image = QImage(path)
        if image.isNull():
            return False
        self.image, self.columns = image, columns
        self.setAccessibleName(" | ".join(columns))
        self.updateGeometry()
        self.update()
        return True

    def hasHeightForWidth(self) -> bool:
        """Qt asks before `heightForWidth`."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The picture's proportions, and a line of words."""
        if self.image.isNull():
            return 0
        return self.fontMetrics().height() + 2 + max(1, round(width * self.image.height() / self.image.width()))

    def sizeHint(self) -> QSize:
        """For layouts that do not ask `heightForWidth`."""
        width = 30 * self.fontMetrics().averageCharWidth()
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, then the picture."""
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        line, width = self.fontMetrics().height(), self.width() / max(1, len(self.columns))
        for number, word in enumerate(self.columns):
            word = self.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, int(width))
            painter.drawText(round(number * width), 0, round(width), line, int(Qt.AlignmentFlag.AlignCenter), word)
        ratio = self.devicePixelRatioF()
        height = self.heightForWidth(self.width()) - line - 2
        size = QSize(round(self.width() * ratio), round(height * ratio))
        scaled = self.image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(ratio)
        painter.drawImage(0, line + 2, scaled)
        painter.end()

    def mouseReleaseEvent(self, event: Any) -> None:
        """A click enlarges."""
        if event.button() == Qt.MouseButton.LeftButton and not self.image.isNull():
            self.clicked.emit()


class PictureWindow(QDialog):
    """A picture at twice its size or as large as the screen allows, to scroll in."""

    def __init__(self, image: QImage, columns: Tuple[str, ...], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictureWindow")
        self.setWindowTitle(" | ".join(columns))
        words, label = QHBoxLayout(), QLabel()
        available = self.screen().availableSize() * 0.85 if hasattr(self, "screen") else QSize(1000, 700)
        scale = min(2.0, max(1.0, (available.width() - 60) / image.width()))
        label.setPixmap(QPixmap.fromImage(image.scaled(
            round(image.width() * scale), round(image.height() * scale), Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation)))  # fmt: skip
        words.setSpacing(0)
        for word in columns:
            head = QLabel(word)
            head.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.addWidget(head, 1)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.addLayout(words)
        column.addWidget(label)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setObjectName("pictureClose")
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll)
        layout.addWidget(buttons)
        wanted = inside.sizeHint() + QSize(40, 40 + buttons.sizeHint().height())
        self.resize(wanted.boundedTo(available))


def preview_columns() -> Tuple[str, ...]:
    """What the columns of a preview are."""
    return translate("Landweave", "Image"), translate("Landweave", "Labels"), translate("Landweave", "Model")


def comparison_columns(with_before: bool) -> Tuple[str, ...]:
    """What the columns of a comparison are; a model from scratch has no "before"."""
    before = (translate("Landweave", "Before"),) if with_before else ()
    return translate("Landweave", "Image"), translate("Landweave", "Labels"), *before, translate("Landweave", "After")


class ScoreTable(QTableWidget):
    """Scores per class, before and after. As tall as its rows; the page scrolls, the table does not."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(0, 4, parent)
        self.setObjectName("scoreTable")
        heads = (translate("Landweave", "Class"), translate("Landweave", "Before"), translate("Landweave", "After"), "")
        self.setHorizontalHeaderLabels(heads)
        self.horizontalHeaderItem(3).setToolTip(translate("Landweave", "Change"))
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self.horizontalHeaderItem(column).setTextAlignment(RIGHT)
        self.horizontalHeaderItem(0).setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_scores(self, classes: List[Mapping[str, Any]], before: Optional[float], after: Optional[float]) -> None:
        """Show [{"name", "color", "before", "after"}] and the mean over all classes below them."""
        self.setRowCount(len(classes) + 1)
        for row, entry in enumerate(classes):
            name = QTableWidgetItem(class_icon(str(entry["color"])), str(entry["name"]))
            self._fill(row, name, entry["before"], entry["after"])
        mean = QTableWidgetItem(translate("Landweave", "Mean"))
        self._fill(len(classes), mean, before, after)
        for column in range(4):
            font = self.item(len(classes), column).font()
            font.setBold(True)
            self.item(len(classes), column).setFont(font)
        has_before = before is not None or any(entry["before"] is not None for entry in classes)
        for column in (1, 3):
            self.setColumnHidden(column, not has_before)
        self.horizontalHeaderItem(2).setText(translate("Landweave", "After") if has_before else translate("Landweave", "Score"))
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth())

    def _fill(self, row: int, name: QTableWidgetItem, before: Optional[float], after: Optional[float]) -> None:
        name.setToolTip(name.text())
        self.setItem(row, 0, name)
        for column, text in enumerate((score_text(before), score_text(after), change_text(before, after)), start=1):
            item = QTableWidgetItem(text)
            item.setTextAlignment(RIGHT)
            self.setItem(row, column, item)


def headline(facts: Mapping[str, Any]) -> str:
    """The outcome in one or two sentences."""
    before, after = facts.get("miou_before"), facts.get("miou_after")
    if after is None:
        text = translate("Landweave", "The model is trained. Nothing was kept out of the training, so its quality is unknown.")
    elif before is None:
        text = translate("Landweave", "The model is trained. Score where it was checked: {after} of 1.")
        text = text.format(after=score_text(after))
    else:
        if after > before + SAME:
            text = translate("Landweave", "The new model is better: {before} → {after} where it was checked.")
        elif after < before - SAME:
            text = translate("Landweave", "The new model is worse than the one before: {before} → {after} where it was checked.")
        else:
            text = translate("Landweave", "The new model is as good as the one before: {after} where it was checked.")
        text = text.format(before=score_text(before), after=score_text(after))
    return text


def ending_text(facts: Mapping[str, Any]) -> str:
    """How long it took and why it ended."""
    parts = []
    if facts.get("epochs_run"):
        text = translate("Landweave", "Best of {n} epochs: {best}.")
        parts.append(text.format(n=facts["epochs_run"], best=facts.get("epoch", facts["epochs_run"])))
    if facts.get("seconds"):
        parts.append(translate("Landweave", "Trained for {time}.").format(time=duration_text(float(facts["seconds"]))))
    if facts.get("finished_by_stop"):
        parts.append(translate("Landweave", "You ended it early."))
    elif facts.get("stopped_early"):
        parts.append(translate("Landweave", "It ended early, because the score did not rise any more."))
    return " ".join(parts)


class TrainResult(QWidget):
    """The end of a training. `use_clicked` and `new_clicked` are the two ways to go on."""

    use_clicked = pyqtSignal()
    new_clicked = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.headline = QLabel()
        self.headline.setObjectName("trainHeadline")
        font = self.headline.font()
        font.setBold(True)
        self.headline.setFont(font)
        self.ending = QLabel()
        self.ending.setObjectName("trainEnding")
        for label in (self.headline, self.ending):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.use = QPushButton(translate("Landweave", "Use this model now"))
        self.use.setObjectName("useModelButton")
        self.use.setToolTip(translate("Landweave", "Choose it on the page “Segment”"))
        font = self.use.font()
        font.setBold(True)
        self.use.setFont(font)
        self.use.setMinimumHeight(round(1.4 * self.use.sizeHint().height()))
        self.new = QPushButton(translate("Landweave", "New training"))
        self.new.setObjectName("newTrainingButton")
        self.table = ScoreTable()
        self.table.setToolTip(translate("Landweave", "IoU: how much of map and labels overlap; 1 is perfect, 0 is all wrong"))
        self.pictures: List[Picture] = []
        self._lay_out()
        self.use.clicked.connect(self.use_clicked)
        self.new.clicked.connect(self.new_clicked)

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.headline, self.ending, self.table, self.use, self.new):
            self._layout.addWidget(widget)

    def show_result(self, outputs: Mapping[str, str], facts: Mapping[str, Any]) -> None:
        """Show scores and pictures; a picture that cannot be read is left out."""
        self.headline.setText(headline(facts))
        self.ending.setText(ending_text(facts))
        self.ending.setVisible(bool(self.ending.text()))
        scored = facts.get("miou_after") is not None
        self.table.setVisible(scored)
        if scored:
            self.table.show_scores(list(facts.get("classes") or ()), facts.get("miou_before"), facts["miou_after"])
        self._show_pictures(outputs, bool(facts.get("before_shown")))

    def _show_pictures(self, outputs: Mapping[str, str], with_before: bool) -> None:
        for picture in self.pictures:
            picture.hide()
            picture.deleteLater()
        self.pictures = []
        for name in COMPARISONS:
            picture = Picture(f"comparison{name[-1]}")
            if os.path.isfile(outputs.get(name, "")) and picture.show_file(outputs[name], comparison_columns(with_before)):
                picture.clicked.connect(lambda shown=picture: self.enlarge(shown))
                self.pictures.append(picture)
                self._layout.addWidget(picture)

    def enlarge(self, picture: Picture) -> None:
        """Called when a picture is clicked."""
        window = PictureWindow(picture.image, picture.columns, self.window())
        window.exec()
        window.deleteLater()
