"""Small things on the map canvas: the outline of the chosen area, and showing a place."""

from __future__ import annotations

from typing import Optional, Sequence

from qgis.core import QgsCoordinateReferenceSystem, QgsGeometry, QgsProject, QgsReferencedRectangle, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtGui import QColor

from .polygons import moved

COLOR = QColor(255, 255, 0)
OUTLINE_PX = 3
MARGIN = 1.3  # how much more than the shapes the map shows
POLYGON = QgsWkbTypes.GeometryType.PolygonGeometry


class AreaHighlight:
    """A bright outline around what is chosen."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        self._canvas = canvas
        self._band: Optional[QgsRubberBand] = None

    def show(self, geometries: Sequence[QgsGeometry], crs: Optional[QgsCoordinateReferenceSystem]) -> None:
        """These outlines, given in `crs`, and no others."""
        self.remove()
        if not geometries:
            return
        self._band = QgsRubberBand(self._canvas, POLYGON)
        self._band.setStrokeColor(COLOR)
        self._band.setFillColor(QColor(0, 0, 0, 0))
        self._band.setWidth(OUTLINE_PX)
        self._band.setSecondaryStrokeColor(QColor(60, 60, 60, 160))
        for geometry in geometries:
            self._band.addGeometry(geometry, crs)

    def remove(self) -> None:
        """Leave nothing on the map."""
        if self._band is not None:
            self._canvas.scene().removeItem(self._band)
            self._band = None


def zoom_to(canvas: QgsMapCanvas, geometries: Sequence[QgsGeometry], crs: QgsCoordinateReferenceSystem) -> None:
    """Show these shapes, given in `crs`, with some room around them; nothing where the map's CRS cannot show them."""
    shown = canvas.mapSettings().destinationCrs()
    here = [moved(geometry, crs, shown) for geometry in geometries]
    box = QgsGeometry.collectGeometry([g for g in here if not g.isEmpty()]).boundingBox()
    if not box.isEmpty():
        box.scale(MARGIN)
        canvas.setReferencedExtent(QgsReferencedRectangle(box, shown if shown.isValid() else QgsProject.instance().crs()))
        canvas.refresh()
