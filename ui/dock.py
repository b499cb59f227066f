"""The dock: a tab for each step of the work, in the order in which one does it. Pages scroll where the dock is small."""

from __future__ import annotations

import os
from typing import Dict, List, Optional

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QCoreApplication, QMimeData, Qt, pyqtSignal
from qgis.PyQt.QtGui import QDragEnterEvent, QDropEvent, QIcon
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QTabWidget, QWidget

from ..core.contract.card import CARD_FILE

translate = QCoreApplication.translate
ICON = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "resources", "icons", "landweave.svg")
LEAST_WIDTH_PX = 290  # icons and the least width of buttons do not shrink with the font


class LandweaveDock(QgsDockWidget):
    """Holds the pages by title. Its object name lets QGIS remember where the person put it.

    `models_dropped` brings the paths of models that were dragged here; other files are left to QGIS, which opens them.
    """

    models_dropped = pyqtSignal(list)

    def __init__(self, pages: Dict[str, QWidget], parent: Optional[QWidget] = None) -> None:
        super().__init__(translate("Landweave", "Landweave"), parent)
        self.setObjectName("LandweaveDock")
        self.setWindowIcon(QIcon(ICON))
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("landweaveTabs")
        self.tabs.setDocumentMode(True)
        for title, page in pages.items():
            self.tabs.addTab(_scrolling(page), title)
        self.setWidget(self.tabs)
        self.setAcceptDrops(True)
        self.setMinimumWidth(max(LEAST_WIDTH_PX, 42 * self.fontMetrics().averageCharWidth()))

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        for index in range(self.tabs.count()):
            if self.tabs.widget(index).widget() is page:
                self.tabs.setCurrentIndex(index)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Called by Qt when something is dragged over the dock."""
        if dropped_models(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Called by Qt when it is let go."""
        paths = dropped_models(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.models_dropped.emit(paths)
        else:
            event.ignore()


def dropped_models(mime: QMimeData) -> List[str]:
    """The files and folders in `mime` that look like models; none if anything else is among them."""
    urls = mime.urls()
    paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(map(_looks_like_model, paths)) else []


def _looks_like_model(path: str) -> bool:
    if os.path.isdir(path):
        return os.path.isfile(os.path.join(path, CARD_FILE))
    return path.lower().endswith((".zip", ".onnx"))


def _scrolling(page: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setObjectName("landweaveScroll")
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(page)
    return scroll
