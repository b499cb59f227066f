"""The dock: a frame for pages, which scroll where the dock is small."""

from __future__ import annotations

import os
from typing import Optional

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QWidget

translate = QCoreApplication.translate
ICON = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "resources", "icons", "landweave.svg")


class LandweaveDock(QgsDockWidget):
    """Holds the page "Segment". Its object name lets QGIS remember where the person put it."""

    def __init__(self, page: QWidget, parent: Optional[QWidget] = None) -> None:
        super().__init__(translate("Landweave", "Landweave"), parent)
        self.setObjectName("LandweaveDock")
        self.setWindowIcon(QIcon(ICON))
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.page = page
        scroll = QScrollArea()
        scroll.setObjectName("landweaveScroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        self.setWidget(scroll)
        self.setMinimumWidth(42 * self.fontMetrics().averageCharWidth())
