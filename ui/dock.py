"""The dock: a tab for each step of the work, in the order in which one does it. Pages scroll where the dock is small."""

from __future__ import annotations

import os
from typing import Dict, Optional

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QTabWidget, QWidget

translate = QCoreApplication.translate
ICON = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "resources", "icons", "landweave.svg")
LEAST_WIDTH_PX = 290  # icons and the least width of buttons do not shrink with the font


class LandweaveDock(QgsDockWidget):
    """Holds the pages by title. Its object name lets QGIS remember where the person put it."""

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
        self.setMinimumWidth(max(LEAST_WIDTH_PX, 42 * self.fontMetrics().averageCharWidth()))

    def show_page(self, page: QWidget) -> None:
        """Bring a page to the front."""
        for index in range(self.tabs.count()):
            if self.tabs.widget(index).widget() is page:
                self.tabs.setCurrentIndex(index)


def _scrolling(page: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setObjectName("landweaveScroll")
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(page)
    return scroll
