"""Tables for a terminal: what was mapped, how good it is, which models there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .progress_bar import columns_of


def aligned(rows: Sequence[Sequence[str]], numbers_from: int | None = None) -> str:
    """Rows of equal length as lines; columns from `numbers_from` on are set to the right."""
    widths = [max(columns_of(row[place]) for row in rows) for place in range(len(rows[0]))]
    right = len(widths) if numbers_from is None else numbers_from

    def padded(cell: str, place: int) -> str:
        blanks = " " * (widths[place] - columns_of(cell))
        return blanks + cell if place >= right else cell + blanks

    return "\n".join("  ".join(padded(cell, place) for place, cell in enumerate(row)).rstrip() for row in rows)


def area_table(facts: Mapping[str, Any]) -> str:
    """Classes with what was mapped of each, from the facts of a `SegmentJob` or a `PolygonizeJob`; then how it went."""
    areas: Sequence[Mapping[str, Any]] = facts["areas"]
    shown = {
        "class": [str(area["name"]) for area in areas],
        "m²": [_number(area.get("area_m2")) for area in areas],
        "pixels": [_number(area.get("pixels")) for area in areas],
        "polygons": [_number(area.get("polygons")) for area in areas],
        "share": [f"{100 * area['share']:.1f} %" if "share" in area else "" for area in areas],
    }
    heads = [head for head, cells in shown.items() if any(cells)] or ["class"]
    lines = [aligned([heads, *zip(*(shown[head] for head in heads), strict=True)], 1)]
    if "seconds" in facts:
        lines.append(f"{facts['megapixels']:,.2f} Mpx in {facts['seconds']:,.1f} s, {facts['polygons']:,} polygons")
    else:
        lines.append(f"{facts['polygons']:,} polygons")
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
