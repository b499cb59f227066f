"""Painting labels: each operation is one step of undo on the layer's edit buffer and keeps every area a clean partition.

Only labels whose box meets the shape are read; the provider's index finds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from qgis.core import QgsExpression, QgsFeature, QgsFeatureRequest, QgsGeometry, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract import labels as schema
from ..core.contract.errors import JobError
from .label_areas import Area, Areas
from .label_file import now_text
from .partition import Changes, Label, plan_erase, plan_fill, plan_insert, plan_paint
from .polygons import moved, repaired

if TYPE_CHECKING:
    from .label_project import LabelProject

translate = QCoreApplication.translate


@dataclass(frozen=True)
class PaintResult:
    """What an operation did: in which areas, and how many labels it added, reshaped and removed."""

    area_ids: Tuple[str, ...]
    added: int = 0
    reshaped: int = 0
    removed: int = 0


class Painter:
    """The operations. Shapes are polygons in the project's CRS; they are repaired and cut to the areas.

    All raise `JobError`: "labels.read_only", and as said with each.
    """

    def __init__(self, project: LabelProject) -> None:
        self._project = project
        self.areas = Areas(project)

    # --- drawing ---

    def paint(self, shape: QgsGeometry, class_value: int) -> PaintResult:
        """Label `shape` with a class in every area that it meets. Raises "area.none", "labels.class"."""
        self._require_class(class_value)
        least = self.areas.least_area()
        plans = [
            (area, plan_paint(self._labels(area, part.boundingBox()), part, class_value, least))
            for area, part in self._split(shape)
        ]
        return self._apply(translate("Landweave", "Paint"), plans, "paint", class_value=class_value)

    def erase(self, shape: QgsGeometry) -> PaintResult:
        """Take all labels away within `shape`. Raises "area.none"."""
        least = self.areas.least_area()
        plans = [
            (area, plan_erase(self._labels(area, part.boundingBox()), part, least)) for area, part in self._split(shape)
        ]
        return self._apply(translate("Landweave", "Erase"), plans, "erase")

    def fill(self, area_id: str, class_value: int) -> PaintResult:
        """Label what is left of an area. Raises "area.none", "labels.class"."""
        self._require_class(class_value)
        area = self.areas.get(area_id)
        plan = plan_fill(self._labels(area), area.geometry, class_value, self.areas.least_area())
        return self._apply(translate("Landweave", "Fill"), [(area, plan)], "fill", class_value=class_value)

    def _split(self, shape: QgsGeometry) -> List[Tuple[Area, QgsGeometry]]:
        """The pieces of a shape by area. Raises `JobError` ("area.none")."""
        self._project.require_writable()
        valid = repaired(shape)
        least = self.areas.least_area()
        pieces = [(area, repaired(valid.intersection(area.geometry))) for area in self.areas.meeting(valid)]
        pieces = [(area, piece) for area, piece in pieces if piece.area() > least]
        if not pieces:
            raise JobError("area.none")
        return pieces

    def _require_class(self, class_value: int) -> None:
        if all(item.value != class_value for item in self._project.classes()):
            raise JobError("labels.class", reason=translate("Landweave", "there is no class {value}").format(value=class_value))

    # --- predicted labels ---

    def insert_predicted(
        self, area_id: str, layer: QgsVectorLayer, class_field: str = "class", values: Optional[Mapping[int, int]] = None
    ) -> PaintResult:
        """Put the polygons of a layer into an area as `predicted`, in place of earlier predictions; drawn labels stay.

        `values`: the layer's class values -> the project's, equal by default; values that are no class of the project are
        left out. Raises "area.none", "labels.invalid" (no such field, damaged layer).
        """
        self._project.require_writable()
        area = self.areas.get(area_id)
        if not layer.isValid() or layer.fields().indexOf(class_field) < 0:
            reason = translate("Landweave", "it has no field '{name}'").format(name=class_field)
            raise JobError("labels.invalid", path=layer.source(), reason=reason)
        incoming = self._incoming(area, layer, class_field, values)
        plan = plan_insert(self._labels(area), area.geometry, incoming, self.areas.least_area())
        return self._apply(translate("Landweave", "Suggest labels"), [(area, plan)], "predict", source=layer.source())

    def insert_predicted_file(
        self, area_id: str, path: str, class_field: str = "class", values: Optional[Mapping[int, int]] = None
    ) -> PaintResult:
        """`insert_predicted` from a file that QGIS can open."""
        return self.insert_predicted(area_id, QgsVectorLayer(path, "predicted", "ogr"), class_field, values)

    def _incoming(
        self, area: Area, layer: QgsVectorLayer, class_field: str, values: Optional[Mapping[int, int]]
    ) -> List[Tuple[QgsGeometry, int]]:
        known = {item.value for item in self._project.classes()}
        there = moved(area.geometry, self._project.crs(), layer.crs())
        request = QgsFeatureRequest()
        if not there.isEmpty():
            request.setFilterRect(there.boundingBox())
        found = []
        for feature in layer.getFeatures(request):
            try:
                value = int(feature[class_field])
            except (TypeError, ValueError):  # no class there
                continue
            value = values.get(value, -1) if values is not None else value
            if value in known:
                found.append((moved(feature.geometry(), layer.crs(), self._project.crs()), value))
        return found

    def accept(self, fids: Iterable[int]) -> PaintResult:
        """The person agrees with these predicted labels: they count as checked (`corrected`)."""
        return self._revalue(translate("Landweave", "Accept labels"), "accept", fids, None, only_predicted=True)

    def accept_area(self, area_id: str) -> PaintResult:
        """Accept all predicted labels of an area."""
        return self.accept([label.fid for label in self._labels(self.areas.get(area_id))])

    def correct(self, fids: Iterable[int], class_value: int) -> PaintResult:
        """These labels are of another class. Raises "labels.class"."""
        self._require_class(class_value)
        return self._revalue(translate("Landweave", "Change the class"), "correct", fids, class_value, only_predicted=False)

    def reject(self, fids: Iterable[int]) -> PaintResult:
        """Take these labels away; what they covered is unlabelled again."""
        self._project.require_writable()
        features = self._features(fids)
        plans = [
            (self.areas.get(area_id), Changes(removed=[f.id() for f in features if f["area_id"] == area_id]))
            for area_id in sorted({str(f["area_id"]) for f in features})
        ]
        return self._apply(translate("Landweave", "Reject labels"), plans, "reject")

    def reject_area(self, area_id: str) -> PaintResult:
        """Take all predicted labels of an area away."""
        return self.reject([label.fid for label in self._labels(self.areas.get(area_id)) if label.origin == schema.PREDICTED])

    def _revalue(
        self, text: str, action: str, fids: Iterable[int], class_value: Optional[int], only_predicted: bool
    ) -> PaintResult:
        self._project.require_writable()
        features = [f for f in self._features(fids) if f["origin"] == schema.PREDICTED or not only_predicted]
        layer = self._project.labels
        area_ids = tuple(sorted({str(f["area_id"]) for f in features}))
        if not features:
            return PaintResult(area_ids)
        origin_field, class_field = (layer.fields().indexOf(name) for name in ("origin", "class_value"))
        with self._project.command(text, schema.LABELS_TABLE):
            for feature in features:
                if feature["origin"] == schema.PREDICTED:
                    layer.changeAttributeValue(feature.id(), origin_field, schema.CORRECTED)
                if class_value is not None:
                    layer.changeAttributeValue(feature.id(), class_field, class_value)
        self._project.log(action, area_ids=area_ids, labels=len(features), class_value=class_value)
        return PaintResult(area_ids, reshaped=len(features))

    # --- the layer ---

    def _features(self, fids: Iterable[int]) -> List[QgsFeature]:
        return list(self._project.labels.getFeatures(QgsFeatureRequest().setFilterFids(list(fids))))

    def _labels(self, area: Area, box: Optional[QgsRectangle] = None) -> List[Label]:
        """The labels of an area, or those of them that may meet `box`."""
        return labels_of(self._project.labels, area.area_id, box or area.geometry.boundingBox(), everything=box is None)

    def _apply(self, text: str, plans: Sequence[Tuple[Area, Changes]], action: str, **detail: object) -> PaintResult:
        plans = [(area, plan) for area, plan in plans if not plan.is_empty()]
        area_ids = tuple(area.area_id for area, _plan in plans)
        if not plans:
            return PaintResult(area_ids)
        with self._project.command(text, schema.LABELS_TABLE):
            for area, plan in plans:
                apply_changes(self._project.labels, area.area_id, plan)
        counts: Dict[str, int] = {
            "added": sum(len(plan.added) for _area, plan in plans),
            "reshaped": sum(len(plan.reshaped) for _area, plan in plans),
            "removed": sum(len(plan.removed) for _area, plan in plans),
        }
        self._project.log(action, area_ids=area_ids, **counts, **detail)
        return PaintResult(area_ids, **counts)


def labels_of(layer: QgsVectorLayer, area_id: str, box: QgsRectangle, everything: bool = False) -> List[Label]:
    """The labels of an area that may meet `box`; `everything`: those that other tools put outside of it too."""
    request = QgsFeatureRequest().setSubsetOfAttributes(["area_id", "class_value", "origin"], layer.fields())
    if everything:
        request.setFilterExpression(QgsExpression.createFieldEqualityExpression("area_id", area_id))
    else:
        request.setFilterRect(box)
    return [
        Label(f.id(), class_value_of(f), str(f["origin"]), f.geometry())
        for f in layer.getFeatures(request)
        if f["area_id"] == area_id
    ]


def apply_changes(layer: QgsVectorLayer, area_id: str, changes: Changes) -> None:
    """Carry out a plan; for use inside a command. Raises `JobError` ("labels.save") where QGIS refuses an edit."""
    done = all(layer.changeGeometry(fid, geometry, True) for fid, geometry in changes.reshaped.items())
    done = done and (not changes.removed or layer.deleteFeatures(changes.removed))
    created = now_text()
    for label in changes.added if done else ():
        feature = QgsFeature(layer.fields())
        feature["area_id"], feature["class_value"] = area_id, label.class_value
        feature["origin"], feature["created"] = label.origin, created
        feature.setGeometry(label.geometry)
        done = layer.addFeature(feature) and done
    if not done:
        reason = translate("Landweave", "QGIS refused to change the layer '{name}'").format(name=layer.name())
        raise JobError("labels.save", path=layer.source().split("|")[0], reason=reason)


def class_value_of(label: QgsFeature) -> int:
    """The class of a label, -1 where it has none."""
    try:
        return int(label["class_value"])
    except (TypeError, ValueError):  # NULL
        return -1
