"""Buttons, dialogs and areas of the page "Label", as its tests use them."""

from landweave.core.contract import labels as schema
from landweave.test.ui import label_files as lf
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton


def click(button):
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, LEFT)


def turn():
    """Let the project tell what changed."""
    QTest.qWait(10)


def answer(name, *steps):
    """Once a dialog is there, do the steps with it and press its button `name`."""

    def act():
        dialog = QApplication.activeModalWidget()
        for step in steps:
            step(dialog)
        dialog.findChild(object, name).click()

    QTimer.singleShot(150, act)


def add_area(labeller, shape, role=schema.TRAIN):
    placed = labeller.areas().add_polygons([shape], lf.utm(), role, labeller.scene)
    turn()
    return placed.area_ids[0]


def message(labeller):
    return labeller.page.message.text()
