"""The class table: adding, renaming, recolouring, merging, deleting, and how much of each class is labelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Dict, List, Optional, Tuple

from qgis.core import QgsCsException, QgsFeature, QgsGeometry
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from ..core.contract import labels as schema
from ..core.contract.errors import JobError
from .polygons import ground_measure

if TYPE_CHECKING:
    from .label_project import LabelProject

translate = QCoreApplication.translate


@dataclass(frozen=True)
class ClassCount:
    """How much of a class is labelled. `share`: of the labelled area, 0..1."""

    labels: int
    area_m2: float
    share: float


class Classes:
    """The classes of a project. What changes them raises `JobError` ("labels.read_only", "labels.class")."""

    def __init__(self, project: LabelProject) -> None:
        self._project = project

    def list(self) -> List[schema.LabelClass]:
        """The classes in the table's order."""
        return self._project.classes()

    def get(self, value: int) -> schema.LabelClass:
        """One class. Raises "labels.class"."""
        for item in self.list():
            if item.value == value:
                return item
        raise JobError("labels.class", reason=translate("Landweave", "there is no class {value}").format(value=value))

    def counts(self) -> Tuple[Dict[int, ClassCount], float]:
        """Labels and ground area of each class, and the ground area in m² of all areas together."""
        measure = ground_measure(self._project.crs())

        def area_m2(geometry: QgsGeometry) -> float:
            try:
                return float(measure.measureArea(geometry))
            except QgsCsException:
                return 0.0

        numbers: Dict[int, int] = {item.value: 0 for item in self.list()}
        sums: Dict[int, float] = dict.fromkeys(numbers, 0.0)
        for feature in self._project.labels.getFeatures():
            value = feature["class_value"]
            if value in numbers:
                numbers[value] += 1
                sums[value] += area_m2(feature.geometry())
        total = sum(sums.values())
        counts = {v: ClassCount(numbers[v], sums[v], sums[v] / total if total else 0.0) for v in numbers}
        return counts, sum(area_m2(feature.geometry()) for feature in self._project.areas.getFeatures())

    def add(self, name: str, color: str = "") -> schema.LabelClass:
        """Add a class with the lowest free value. `color`: "#rrggbb", by default one that differs from the others."""
        present = self.list()
        used = {item.value for item in present}
        value = next((v for v in range(schema.MAX_CLASS_VALUE + 1) if v not in used), None)
        if value is None:
            raise JobError("labels.class", reason=translate("Landweave", "there are already 255 classes"))
        position = max((item.position for item in present), default=-1) + 1
        made = schema.LabelClass(value, name.strip(), color or distinct_color(len(present)), position)
        self._check(present + [made])
        layer = self._project.layer(schema.CLASSES_TABLE)
        with self._project.command(translate("Landweave", "Add class"), schema.CLASSES_TABLE):
            feature = QgsFeature(layer.fields())
            feature["value"], feature["name"] = made.value, made.name
            feature["color"], feature["position"] = made.color, made.position
            layer.addFeature(feature)
        self._project.log("add class", value=made.value, name=made.name)
        return made

    def rename(self, value: int, name: str) -> None:
        """Give a class another name."""
        self._change(replace(self.get(value), name=name.strip()), translate("Landweave", "Rename class"), "rename class")

    def recolor(self, value: int, color: str) -> None:
        """Give a class another colour, "#rrggbb"."""
        self._change(replace(self.get(value), color=color), translate("Landweave", "Change the colour"), "recolour class")

    def move(self, value: int, position: int) -> None:
        """Put a class at a place in the table, counted from 0."""
        order = [item for item in self.list() if item.value != value]
        order.insert(max(0, position), self.get(value))
        with self._project.command(translate("Landweave", "Move class"), schema.CLASSES_TABLE):
            for place, item in enumerate(order):
                self._write(replace(item, position=place))
        self._project.log("move class", value=value, position=position)

    def merge(self, value: int, into: int) -> int:
        """The labels of one class become those of another, and the class goes; the number of labels."""
        if value == into:
            raise JobError("labels.class", reason=translate("Landweave", "a class cannot be merged with itself"))
        return self._remove(value, self.get(into).value, translate("Landweave", "Merge classes"), "merge classes")

    def delete(self, value: int, move_to: Optional[int] = None) -> int:
        """Delete a class; its labels go to the class `move_to`, or what they covered is unlabelled; the number of labels.

        If unlabelled pixels counted as this class, they count as `move_to` then, or are ignored.
        """
        if move_to is not None:
            return self.merge(value, move_to)
        return self._remove(value, None, translate("Landweave", "Delete class"), "delete class")

    def _remove(self, value: int, into: Optional[int], text: str, action: str) -> int:
        self._project.require_writable()
        self.get(value)
        labels = self._project.labels
        fids = [feature.id() for feature in labels.getFeatures() if feature["class_value"] == value]
        tables = [schema.CLASSES_TABLE] + ([schema.LABELS_TABLE] if fids else [])
        was_unlabelled = self._project.settings().unlabelled == value
        tables += [schema.PROJECT_TABLE] if was_unlabelled else []
        with self._project.command(text, *tables):
            if into is None:
                labels.deleteFeatures(fids)
            else:
                for fid in fids:
                    labels.changeAttributeValue(fid, labels.fields().indexOf("class_value"), into)
            if was_unlabelled:
                self._project.set_setting("unlabelled", schema.unlabelled_text(into))
            self._project.layer(schema.CLASSES_TABLE).deleteFeature(self._fid(value))
        self._project.log(action, value=value, into=into, labels=len(fids))
        return len(fids)

    def _change(self, changed: schema.LabelClass, text: str, action: str) -> None:
        self._check([changed if item.value == changed.value else item for item in self.list()])
        with self._project.command(text, schema.CLASSES_TABLE):
            self._write(changed)
        self._project.log(action, value=changed.value, name=changed.name, color=changed.color)

    def _write(self, item: schema.LabelClass) -> None:
        layer = self._project.layer(schema.CLASSES_TABLE)
        fid = self._fid(item.value)
        for name, value in (("name", item.name), ("color", item.color), ("position", item.position)):
            layer.changeAttributeValue(fid, layer.fields().indexOf(name), value)

    def _fid(self, value: int) -> int:
        return next(f.id() for f in self._project.layer(schema.CLASSES_TABLE).getFeatures() if f["value"] == value)

    def _check(self, classes: List[schema.LabelClass]) -> None:
        names = [item.name.strip().casefold() for item in classes]
        for item in classes:
            if not item.name.strip():
                raise JobError("labels.class", reason=translate("Landweave", "it has no name"))
            if names.count(item.name.strip().casefold()) > 1:
                text = translate("Landweave", "there is already a class '{name}'")
                raise JobError("labels.class", reason=text.format(name=item.name))
            if item.problem():
                text = translate("Landweave", "'{color}' is no colour of the form #rrggbb")
                raise JobError("labels.class", reason=text.format(color=item.color))


def distinct_color(number: int) -> str:
    """The colour of the class with this number: hues a golden ratio apart stay different however many there are."""
    return str(QColor.fromHsvF((0.58 + number * 0.61803398875) % 1.0, 0.75, 0.85).name())
