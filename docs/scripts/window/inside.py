"""Runs inside QGIS and answers questions about what is on the screen; it never acts. All clicking comes from outside, by mouse.

One JSON question a line on a local socket, one JSON answer a line. Started by `driver.py` through `qgis --code`.
"""

import json
import os

from qgis.core import QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtNetwork import QLocalServer
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QListView,
    QMenu,
    QTabWidget,
    QToolBar,
    QTreeView,
)
from qgis.utils import iface

SERVER = QLocalServer()
RECURSIVE = Qt.MatchFlag.MatchRecursive


def widget(name):
    """The visible widget with this object name; an action's name finds its button in a toolbar."""
    for top in QApplication.topLevelWidgets():
        for found in [top, *top.findChildren(object)]:
            if found.objectName() == name and hasattr(found, "isVisible") and hasattr(found, "mapToGlobal") and found.isVisible():
                return found
    for bar in iface.mainWindow().findChildren(QToolBar):
        for action in bar.actions():
            if action.objectName() == name and bar.isVisible():
                return bar.widgetForAction(action)
    return None


def rectangle(shown, rect):
    corner = shown.mapToGlobal(rect.topLeft())
    return {"x": corner.x(), "y": corner.y(), "width": rect.width(), "height": rect.height()}


def where(name):
    found = widget(name)
    return None if found is None else {**rectangle(found, found.rect()), "enabled": found.isEnabled()}


def where_item(name, text):
    """An entry of an open combo box or menu, a tab, or an entry of a tree."""
    found = widget(name)
    if isinstance(found, QTabWidget):
        bar = found.tabBar()
        return next((rectangle(bar, bar.tabRect(i)) for i in range(bar.count()) if text in bar.tabText(i).replace("&", "")), None)
    if isinstance(found, QComboBox):
        view = found.view()
        for row in range(found.count()):
            if text in found.itemText(row):
                return rectangle(view.viewport(), view.visualRect(found.model().index(row, found.modelColumn())))
    if isinstance(found, QMenu):
        entry = next((action for action in found.actions() if text in action.text().replace("&", "")), None)
        return entry and rectangle(found, found.actionGeometry(entry))
    if isinstance(found, QTreeView):
        model = found.model()
        matches = model.match(model.index(0, 0), Qt.ItemDataRole.DisplayRole, text, 1, Qt.MatchFlag.MatchContains | RECURSIVE)
        return rectangle(found.viewport(), found.visualRect(matches[0])) if matches else None
    return None


def where_map(x, y):
    """A place of the map, in the project's CRS."""
    canvas = iface.mapCanvas()
    pixel = canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
    place = canvas.viewport().mapToGlobal(QPoint(round(pixel.x()), round(pixel.y())))
    return {"x": place.x(), "y": place.y(), "width": 0, "height": 0}


def text(name):
    found = widget(name)
    if isinstance(found, QComboBox):
        return found.currentText()
    if isinstance(found, (QLabel, QListView, QMenu, QAbstractButton)):
        return found.text()
    return None


def table(name):
    """The rows of a table, a tree or a list, as texts."""
    found = widget(name)
    if found is None:
        return None
    model = found.model()
    if isinstance(found, QListView):
        return [[model.index(row, 0).data()] for row in range(model.rowCount())]
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def shown_layers():
    nodes = QgsProject.instance().layerTreeRoot().findLayers()
    return [{"name": node.name(), "source": node.layer().source(), "extent": node.layer().extent().toString(3)} for node in nodes]


def drawn():
    """Whether the map is finished."""
    return not iface.mapCanvas().isDrawing()


ANSWERS = {f.__name__: f for f in (where, where_item, where_map, text, table, shown_layers, drawn)}


def answer(connection):
    while connection.canReadLine():
        question = json.loads(bytes(connection.readLine()).decode())
        try:
            value = {"value": ANSWERS[question.pop("ask")](**question)}
        except Exception as error:  # the driver outside prints it
            value = {"error": repr(error)}
        connection.write(json.dumps(value).encode() + b"\n")
        connection.flush()


def connected():
    connection = SERVER.nextPendingConnection()
    connection.readyRead.connect(lambda: answer(connection))


SERVER.newConnection.connect(connected)
QTimer.singleShot(1500, lambda: SERVER.listen(os.environ["LANDWEAVE_WINDOW_SOCKET"]))
