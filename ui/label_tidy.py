"""Putting in order what QGIS's own tools drew: labels inside their area, in single polygons that do not overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, Tuple

from qgis.core import QgsFeature, QgsGeometry
from qgis.PyQt.QtCore import QCoreApplication

from ..core.contract import labels as schema
from .label_areas import Area, Areas
from .paint import apply_changes, labels_of
from .partition import Changes, plan_tidy

if TYPE_CHECKING:
    from .label_project import LabelProject

translate = QCoreApplication.translate


def tidy(project: LabelProject) -> str:
    """Make every area's labels a clean partition; a sentence about it, empty where all was in order.

    A label without an area goes to the one in which most of it lies. Labels outside every area stay: nothing reads them.
    """
    areas = Areas(project)
    least = areas.least_area()
    homeless = _homeless(project, areas)
    plans: List[Tuple[Area, Changes]] = []
    if homeless:
        _adopt(project, homeless)
    for area in areas.list():
        labels = labels_of(project.labels, area.area_id, area.geometry.boundingBox(), everything=True)
        plans.append((area, plan_tidy(labels, area.geometry, least)))
    plans = [(area, plan) for area, plan in plans if not plan.is_empty()]
    touched = sum(len(plan.reshaped) + len(plan.removed) for _area, plan in plans)
    if plans:
        with project.command(translate("Landweave", "Tidy labels"), schema.LABELS_TABLE):
            for area, plan in plans:
                apply_changes(project.labels, area.area_id, plan)
    if not touched and not homeless:
        return ""
    project.log("tidy", adopted=len(homeless), changed=touched)
    text = translate("Landweave", "{count} label(s) overlapped, left their area or had none; they were put in order.")
    return text.format(count=touched + len(homeless))


def _homeless(project: LabelProject, areas: Areas) -> List[Tuple[QgsFeature, str]]:
    """Labels that name no area of the project, with the area in which most of each lies."""
    known = {area.area_id for area in areas.list()}
    found = []
    for feature in project.labels.getFeatures():
        if feature["area_id"] in known:
            continue
        under = areas.meeting(feature.geometry())
        if under:
            found.append((feature, max(under, key=lambda area: _shared(area, feature.geometry())).area_id))
    return found


def _shared(area: Area, geometry: QgsGeometry) -> float:
    return area.geometry.intersection(geometry).area()


def _adopt(project: LabelProject, homeless: List[Tuple[QgsFeature, str]]) -> None:
    index = project.labels.fields().indexOf("area_id")
    with project.command(translate("Landweave", "Tidy labels"), schema.LABELS_TABLE):
        for feature, area_id in homeless:
            project.labels.changeAttributeValue(feature.id(), index, area_id)
