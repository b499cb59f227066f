"""A plain window with a log that can be read and copied into a report."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QSize
from qgis.PyQt.QtGui import QFontDatabase
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

translate = QCoreApplication.translate


class LogWindow(QDialog):
    """Shows `text`; the person closes it."""

    def __init__(self, text: str, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Landweave", "Landweave log"))
        self.view = log_view()
        self.view.setPlainText(text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(translate("Landweave", "Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.view)
        layout.addWidget(buttons)
        self.resize(QSize(760, 460))

    def _copy(self) -> None:
        QgsApplication.clipboard().setText(self.view.toPlainText())


def log_view() -> QPlainTextEdit:
    """A read-only view in a fixed-width font that keeps the last 20,000 lines."""
    view = QPlainTextEdit()
    view.setObjectName("logView")
    view.setReadOnly(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    view.setMaximumBlockCount(20000)
    return view
