"""Training and check areas: where they may lie, and how they come about. Geometry in the project's CRS unless said otherwise."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Iterable, List, Optional, Tuple

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract import labels as schema
from ..core.contract.errors import JobError
from .label_file import now_text
from .layers import is_picture, raster_source
from .polygons import difference, footprint, merged, moved, polygon_parts, repaired, units_per_metre

if TYPE_CHECKING:
    from .label_project import LabelProject

translate = QCoreApplication.translate

# A raster whose pixels are this close to the model's keeps its own pixel size for the lattice, so that squares end on pixels.
SAME_PIXEL = 0.01


@dataclass(frozen=True)
class Area:
    """One area of the project."""

    fid: int
    area_id: str
    role: str
    source: str
    state: str
    geometry: QgsGeometry


@dataclass(frozen=True)
class Placed:
    """The areas that were made, and sentences about what was changed on the way."""

    area_ids: Tuple[str, ...]
    notes: Tuple[str, ...] = ()


class Areas:
    """The areas of a project. What changes them raises `JobError` ("labels.read_only" and "area.*")."""

    def __init__(self, project: LabelProject) -> None:
        self._project = project

    # --- reading ---

    def list(self) -> List[Area]:
        """All areas, the oldest first."""
        found = [_area(feature) for feature in self._project.areas.getFeatures()]
        return sorted(found, key=lambda area: (area.fid < 0, abs(area.fid)))  # unsaved ones count downwards from -1

    def get(self, area_id: str) -> Area:
        """One area. Raises "area.none"."""
        expression = QgsExpression.createFieldEqualityExpression("area_id", area_id)
        for feature in self._project.areas.getFeatures(QgsFeatureRequest().setFilterExpression(expression)):
            return _area(feature)
        raise JobError("area.none")

    def meeting(self, geometry: QgsGeometry) -> List[Area]:
        """The areas that a polygon meets, borders included."""
        request = QgsFeatureRequest().setFilterRect(geometry.boundingBox())
        found = [_area(feature) for feature in self._project.areas.getFeatures(request)]
        return [area for area in found if area.geometry.intersects(geometry)]

    def at(self, point: QgsPointXY) -> Optional[Area]:
        """The area under a point, or None."""
        here = QgsGeometry.fromPointXY(point)
        return next((area for area in self.meeting(here)), None)

    # --- the lattice ---

    def pixel_size(self, raster: Optional[QgsRasterLayer] = None) -> Tuple[float, float]:
        """Width and height of one model pixel in units of the project's CRS."""
        settings = self._project.settings()
        across, along = units_per_metre(self._project.crs(), QgsPointXY(settings.origin_x, settings.origin_y))
        size = (settings.resolution_m * across, settings.resolution_m * along)
        if raster is None or is_picture(raster.dataProvider()) or raster.crs() != self._project.crs():
            return size
        own = (raster.rasterUnitsPerPixelX(), raster.rasterUnitsPerPixelY())
        close = all(abs(a / b - 1.0) <= SAME_PIXEL for a, b in zip(own, size))
        return own if close else size

    def least_area(self) -> float:
        """What is smaller (a ten-thousandth of a model pixel) is the dust of overlays and no label."""
        width, height = self.pixel_size()
        return width * height * 1e-4

    def square_at(self, point: QgsPointXY, raster: Optional[QgsRasterLayer] = None) -> QgsGeometry:
        """The cell of the lattice under a point: a square of the model's chip size."""
        settings = self._project.settings()
        width, height = (settings.chip_px * size for size in self.pixel_size(raster))
        col = math.floor((point.x() - settings.origin_x) / width)
        row = math.floor((settings.origin_y - point.y()) / height)
        left, top = settings.origin_x + col * width, settings.origin_y - row * height
        return QgsGeometry.fromRect(QgsRectangle(left, top - height, left + width, top))

    # --- adding ---

    def add_square(self, point: QgsPointXY, role: str, raster: QgsRasterLayer) -> Placed:
        """Add the lattice's cell under a point."""
        return self.add_polygons([self.square_at(point, raster)], self._project.crs(), role, raster)

    def add_features(self, layer: QgsVectorLayer, role: str, raster: QgsRasterLayer) -> Placed:
        """Add the selected features of a polygon layer in any CRS; the layer is only read."""
        return self.add_polygons([f.geometry() for f in layer.getSelectedFeatures()], layer.crs(), role, raster)

    def add_polygons(
        self, geometries: Iterable[QgsGeometry], crs: QgsCoordinateReferenceSystem, role: str, raster: QgsRasterLayer
    ) -> Placed:
        """Add polygons given in `crs` as areas of `raster`, each single part an area of its own.

        Invalid ones are repaired; what lies beyond the raster or in an area of the same role is cut off; both are said.
        Refused with a reason where nothing is left: "area.empty", "area.outside", "area.overlap", "area.covered".
        """
        self._project.require_writable()
        notes: List[str] = []
        parts = self._parts(geometries, crs, notes)
        parts = self._inside(parts, raster, notes)
        parts = self._without_other_role(parts, role, notes)
        parts = self._without_same_role(parts, role, notes)
        area_ids = self._insert(parts, role, raster)
        return Placed(area_ids, tuple(notes))

    def _parts(self, geometries: Iterable[QgsGeometry], crs: QgsCoordinateReferenceSystem, notes: List[str]) -> List[QgsGeometry]:
        parts: List[QgsGeometry] = []
        mended = 0
        for geometry in geometries:
            mended += 0 if geometry.isNull() or geometry.isGeosValid() else 1
            parts.extend(polygon_parts(moved(repaired(geometry), crs, self._project.crs()), self.least_area()))
        if not parts:
            raise JobError("area.empty")
        if mended:
            notes.append(translate("Landweave", "{count} polygon(s) with crossing outlines were repaired.").format(count=mended))
        return parts

    def _inside(self, parts: List[QgsGeometry], raster: QgsRasterLayer, notes: List[str]) -> List[QgsGeometry]:
        extent = footprint(raster, self._project.crs())
        least = self.least_area()
        inside = [piece for part in parts for piece in polygon_parts(part.intersection(extent), least)]
        if not inside:
            raise JobError("area.outside", path=raster.name())
        if sum(p.area() for p in parts) - sum(p.area() for p in inside) > least:
            notes.append(translate("Landweave", "What lies outside the raster was cut off."))
        return inside

    def _without_other_role(self, parts: List[QgsGeometry], role: str, notes: List[str]) -> List[QgsGeometry]:
        least = self.least_area()
        kept = []
        for part in parts:
            others = [area for area in self.meeting(part) if area.role != role]
            if not any(polygon_parts(area.geometry.intersection(part), least) for area in others):
                kept.append(part)
        if not kept:
            raise JobError("area.overlap")
        if len(kept) < len(parts):
            text = translate("Landweave", "{count} polygon(s) were left out: a training and a check area may not overlap.")
            notes.append(text.format(count=len(parts) - len(kept)))
        return kept

    def _without_same_role(self, parts: List[QgsGeometry], role: str, notes: List[str]) -> List[QgsGeometry]:
        least = self.least_area()
        free: List[QgsGeometry] = []
        for part in parts:
            others = [area.geometry for area in self.meeting(part) if area.role == role] + free
            others = [other for other in others if polygon_parts(other.intersection(part), least)]
            free.extend(polygon_parts(difference(part, merged(others)) if others else part, least))
        if not free:
            raise JobError("area.covered")
        if sum(p.area() for p in parts) - sum(p.area() for p in free) > least:
            notes.append(translate("Landweave", "What already belongs to another area was cut off."))
        return free

    def _insert(self, parts: List[QgsGeometry], role: str, raster: QgsRasterLayer) -> Tuple[str, ...]:
        source = raster_source(raster).path
        layer = self._project.areas
        created = now_text()
        area_ids = []
        with self._project.command(translate("Landweave", "Add area"), schema.AREAS_TABLE):
            for part in parts:
                feature = QgsFeature(layer.fields())
                area_ids.append(uuid.uuid4().hex)
                feature["area_id"], feature["role"], feature["source"] = area_ids[-1], role, source
                feature["state"], feature["created"] = schema.OPEN, created
                feature.setGeometry(part)
                layer.addFeature(feature)
        self._project.log("add area", area_ids=area_ids, role=role, source=source)
        return tuple(area_ids)

    # --- changing ---

    def remove(self, area_id: str) -> int:
        """Remove an area with its labels, as one step; the number of labels."""
        self._project.require_writable()
        area = self.get(area_id)
        expression = QgsExpression.createFieldEqualityExpression("area_id", area_id)
        fids = [f.id() for f in self._project.labels.getFeatures(QgsFeatureRequest().setFilterExpression(expression))]
        tables = (schema.AREAS_TABLE, schema.LABELS_TABLE) if fids else (schema.AREAS_TABLE,)
        with self._project.command(translate("Landweave", "Remove area"), *tables):
            self._project.labels.deleteFeatures(fids)
            self._project.areas.deleteFeature(area.fid)
        self._project.log("remove area", area_id=area_id, labels=len(fids))
        return len(fids)

    def set_role(self, area_id: str, role: str) -> None:
        """Make it a training or a check area. Raises "area.overlap"."""
        area = self.get(area_id)
        least = self.least_area()
        for other in self.meeting(area.geometry):
            different = other.area_id != area_id and other.role != role
            if different and polygon_parts(other.geometry.intersection(area.geometry), least):
                raise JobError("area.overlap")
        self._set(area, "role", role, translate("Landweave", "Change the role"))

    def set_state(self, area_id: str, state: str) -> None:
        """Say whether an area is done or still open."""
        self._set(self.get(area_id), "state", state, translate("Landweave", "Change the state"))

    def _set(self, area: Area, field: str, value: str, text: str) -> None:
        with self._project.command(text, schema.AREAS_TABLE):
            self._project.areas.changeAttributeValue(area.fid, self._project.areas.fields().indexOf(field), value)
        self._project.log(f"area {field}", area_id=area.area_id, value=value)


def _area(feature: QgsFeature) -> Area:
    texts = {name: str(feature[name] or "") for name in ("area_id", "role", "source", "state")}
    return Area(feature.id(), texts["area_id"], texts["role"], texts["source"], texts["state"], feature.geometry())
