"""What an operation does to the labels of one area, worked out before anything is touched.

The labels of an area are a partition: they do not overlap and do not leave the area. Each `plan_*` takes the labels that an
operation may concern and gives the `Changes` that keep it so; `ui.paint` carries them out. All geometry in the project's CRS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Iterable, List, Sequence, Tuple

from qgis.core import QgsFeature, QgsGeometry, QgsSpatialIndex

from ..core.contract.labels import CORRECTED, DRAWN, PREDICTED
from .polygons import difference, merged, polygon_parts, repaired

# A stroke joins the labels of its class that it overlaps, up to this size: growing one outline for ever would slow painting.
JOIN_VERTICES = 2000


@dataclass(frozen=True)
class Label:
    """One label; `fid` 0 where it is not in the layer yet."""

    fid: int
    class_value: int
    origin: str
    geometry: QgsGeometry


@dataclass
class Changes:
    """What to do with the layer."""

    added: List[Label] = field(default_factory=list)
    reshaped: Dict[int, QgsGeometry] = field(default_factory=dict)
    removed: List[int] = field(default_factory=list)

    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.added or self.reshaped or self.removed)

    def replace(self, label: Label, parts: Sequence[QgsGeometry]) -> None:
        """The label becomes these single polygons: the first keeps its fid, none removes it."""
        if not parts:
            self.removed.append(label.fid)
            return
        self.reshaped[label.fid] = parts[0]
        self.added.extend(Label(0, label.class_value, label.origin, part) for part in parts[1:])


def age(fid: int) -> Tuple[int, int]:
    """Sorts labels from old to new: those not saved yet have negative fids, the newest the lowest."""
    return (0, fid) if fid >= 0 else (1, -fid)


def plan_paint(labels: Iterable[Label], shape: QgsGeometry, class_value: int, least_area: float) -> Changes:
    """`shape`, which lies within the area, becomes `class_value`; whatever was there gives way.

    It joins the labels of its class that it overlaps, except predicted ones: what nobody has looked at stays `predicted`.
    """
    changes = Changes()
    joined: List[Label] = []
    origin = DRAWN
    for label in _overlapping(labels, shape, least_area):
        if label.origin == PREDICTED:
            origin = CORRECTED
        elif label.class_value == class_value:
            if label.geometry.contains(shape):
                return Changes()
            if label.geometry.constGet().nCoordinates() <= JOIN_VERTICES:
                joined.append(label)
                continue
        changes.replace(label, polygon_parts(difference(label.geometry, shape), least_area))
    if any(label.origin == CORRECTED for label in joined):
        origin = CORRECTED
    changes.removed.extend(label.fid for label in joined)
    whole = merged([shape] + [label.geometry for label in joined])
    changes.added.extend(Label(0, class_value, origin, part) for part in polygon_parts(whole, least_area))
    return changes


def plan_erase(labels: Iterable[Label], shape: QgsGeometry, least_area: float) -> Changes:
    """Nothing is labelled within `shape` any more."""
    changes = Changes()
    for label in _overlapping(labels, shape, least_area):
        changes.replace(label, polygon_parts(difference(label.geometry, shape), least_area))
    return changes


def plan_fill(labels: Iterable[Label], area: QgsGeometry, class_value: int, least_area: float) -> Changes:
    """What is left of the area becomes `class_value`. `labels`: all of the area."""
    covered = merged([label.geometry for label in labels])
    rest = area if covered.isEmpty() else difference(area, covered)
    return Changes(added=[Label(0, class_value, DRAWN, part) for part in polygon_parts(rest, least_area)])


def plan_insert(
    labels: Sequence[Label], area: QgsGeometry, incoming: Iterable[Tuple[QgsGeometry, int]], least_area: float
) -> Changes:
    """Predicted polygons (geometry, class) take the place of earlier predictions and leave what a person drew alone.

    `labels`: all of the area. Where incoming polygons overlap, the first wins.
    """
    changes = Changes(removed=[label.fid for label in labels if label.origin == PREDICTED])
    taken = _Taken([label.geometry for label in labels if label.origin != PREDICTED])
    for geometry, class_value in incoming:
        rest = taken.outside(repaired(geometry).intersection(area), least_area)
        for part in rest:
            taken.add(part)
            changes.added.append(Label(0, class_value, PREDICTED, part))
    return changes


def plan_tidy(labels: Iterable[Label], area: QgsGeometry, least_area: float) -> Changes:
    """Make a partition of labels that other tools drew: within the area, single polygons, the newer over the older.

    `labels`: all of the area. What is in order already is not touched.
    """
    changes = Changes()
    taken = _Taken([])
    for label in sorted(labels, key=lambda item: age(item.fid), reverse=True):
        valid = label.geometry if label.geometry.isGeosValid() else repaired(label.geometry)
        inside = valid.intersection(area)
        parts = taken.outside(inside, least_area)
        for part in parts:
            taken.add(part)
        same = len(parts) == 1 and valid is label.geometry and abs(parts[0].area() - label.geometry.area()) <= least_area
        if not same:
            changes.replace(label, parts)
    return changes


def _overlapping(labels: Iterable[Label], shape: QgsGeometry, least_area: float) -> List[Label]:
    """The labels that share more than a border with `shape`."""
    engine = QgsGeometry.createGeometryEngine(shape.constGet())
    engine.prepareGeometry()
    found = []
    for label in labels:
        geometry = label.geometry.constGet()
        if not engine.intersects(geometry):
            continue
        if engine.contains(geometry) or polygon_parts(label.geometry.intersection(shape), least_area):
            found.append(label)
    return found


class _Taken:
    """Ground that is labelled already, with an index over its pieces."""

    def __init__(self, geometries: Iterable[QgsGeometry]) -> None:
        self._index = QgsSpatialIndex()
        self._pieces: List[QgsGeometry] = []
        for geometry in geometries:
            self.add(geometry)

    def add(self, geometry: QgsGeometry) -> None:
        feature = QgsFeature(len(self._pieces))
        feature.setGeometry(geometry)
        self._index.addFeature(feature)
        self._pieces.append(geometry)

    def outside(self, geometry: QgsGeometry, least_area: float) -> List[QgsGeometry]:
        """The single polygons of `geometry` that are still free."""
        if geometry.isNull() or geometry.isEmpty():
            return []
        near = [self._pieces[i] for i in self._index.intersects(geometry.boundingBox())]
        blocking = [piece for piece in near if polygon_parts(piece.intersection(geometry), least_area)]
        return polygon_parts(difference(geometry, merged(blocking)) if blocking else geometry, least_area)
