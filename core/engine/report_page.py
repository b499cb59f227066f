"""The report of an evaluation as one HTML page: nothing is loaded from elsewhere, figures are SVG within it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from .report import Evaluation, Interval

ESTIMATORS = {
    "whole": "Truth is known for every pixel of the map, so these are its areas and scores and no estimates.",
    "part": "Truth is known for a part of the map that was not drawn by chance. The corrected areas assume that the rest is as "
            "right as this part; how uncertain they are is not known.",
    "stratified": "Estimated from single points, with the mapped classes as strata (Olofsson et al. 2014, Remote Sensing of "
                  "Environment 148, 42-57). The intervals hold for points that were drawn by chance in each mapped class.",
    "clusters": "Estimated from areas or polygons. Each of them counts as one unit of the sample, because its pixels are alike; "
                "the intervals hold if the places were chosen by chance.",
}
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 60rem; margin: 2rem auto;
       padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2.2rem }
table { border-collapse: collapse; margin: .8rem 0 }
th, td { padding: .25rem .7rem; text-align: right; border-bottom: 1px solid #ddd }
th:first-child, td:first-child { text-align: left } svg { max-width: 100%; height: auto; display: block }
.swatch { display: inline-block; width: .8em; height: .8em; border: 1px solid #888; margin-right: .5em }
.warning { border-left: 4px solid #d98b00; background: #fff6e0; padding: .4rem .8rem; margin: .5rem 0 }
.path { word-break: break-all } .note { color: #555 }
"""
LABEL_PX, CELL_PX, BAR_PX, WIDTH_PX = 170, 56, 16, 900
MAP_BLUE, TRUE_GREEN, IOU_GREY = "#4477aa", "#228833", "#999999"


def page(evaluation: Evaluation) -> str:
    """The whole page."""
    overall, score = evaluation.overall(), evaluation.scores
    warnings = "".join(f'<p class="warning">{escape(str(found["message"]))}</p>' for found in evaluation.warnings)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Accuracy of {escape(_file(evaluation.map))}</title><style>{STYLE}</style></head><body>
<h1>Accuracy of {escape(_file(evaluation.map))}</h1>
<p class="path">Map: {escape(evaluation.map)}<br>Compared with: {escape(evaluation.reference)}</p>
<p>Overall accuracy <b>{_share(overall, evaluation.level)}</b>; mean IoU <b>{_percent(score.mean_iou)}</b>;
kappa {_number(score.kappa)}. {_compared(evaluation)}</p>
<p class="note">{ESTIMATORS[evaluation.estimator]}</p>
{warnings}
<h2>Which class is mistaken for which</h2>
<p class="note">Rows: what the map shows. Columns: what is there. The shade is the share of the row.</p>
{_confusion_figure(evaluation)}
<h2>Scores by class</h2>
{_score_figure(evaluation)}
{_score_table(evaluation)}
<h2>Areas</h2>
<p class="note">Counting pixels repeats the map's mistakes; the corrected area does not. Bars: mapped and corrected, with the
confidence interval of {100 * evaluation.level:g} %.</p>
{_area_figure(evaluation)}
{_area_table(evaluation)}
</body></html>
"""


def _compared(evaluation: Evaluation) -> str:
    pixels = f"{int(evaluation.matrix.sum()):,}"
    if evaluation.estimator == "stratified":
        return f"{pixels} points were compared."
    units = f" in {evaluation.units} places" if evaluation.estimator == "clusters" else ""
    return f"{pixels} pixels{units} were compared, {_percent(evaluation.coverage)} of the map."


# -- figures ------------------------------------------------------------------------------------------------------


def _svg(width: float, height: float, parts: Sequence[str], title: str) -> str:
    return (f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" font-family="system-ui, sans-serif" '
            f'font-size="13"><title>{title}</title>{"".join(parts)}</svg>')


def _text(x: float, y: float, text: str, anchor: str = "start", fill: str = "#1b1b1b", extra: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}"{extra}>{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, fill: str, extra: str = "") -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{max(0.0, width):.2f}" height="{height:g}" fill="{escape(fill)}"{extra}/>'


def _confusion_figure(evaluation: Evaluation) -> str:
    count = len(evaluation.rows)
    cell = min(float(CELL_PX), (WIDTH_PX - LABEL_PX) / count)
    parts = []
    for i, row in enumerate(evaluation.rows):
        parts.append(_text(LABEL_PX - 8, LABEL_PX + (i + 0.6) * cell, _short(row.info.name), "end"))
        x, y = LABEL_PX + (i + 0.6) * cell, LABEL_PX - 8
        parts.append(_text(x, y, _short(row.info.name), extra=f' transform="rotate(-45 {x:g} {y:g})"'))
        total = int(evaluation.matrix[i].sum())
        for j, number in enumerate(evaluation.matrix[i].tolist()):
            share = number / total if total else 0.0
            left, top = LABEL_PX + j * cell, LABEL_PX + i * cell
            frame = ' stroke="#1b1b1b"' if i == j else ' stroke="#dddddd"'
            parts.append(_rect(left, top, cell, cell, MAP_BLUE, f' fill-opacity="{share:.3f}"{frame}'))
            if cell >= 36 and number:
                text = f"{100 * share:.0f} %" if share >= 0.005 else "< 1 %"
                parts.append(_text(left + cell / 2, top + cell / 2 + 4, text, "middle", "#ffffff" if share > 0.6 else "#1b1b1b"))
    return _svg(LABEL_PX + count * cell + 90, LABEL_PX + count * cell + 4, parts, "Confusion matrix")


def _score_figure(evaluation: Evaluation) -> str:
    bars, parts, scale = [("user's accuracy", MAP_BLUE), ("producer's accuracy", TRUE_GREEN), ("IoU", IOU_GREY)], [], 500.0
    for number, (name, color) in enumerate(bars):
        parts += [_rect(LABEL_PX + number * 170, 2, 12, 12, color), _text(LABEL_PX + number * 170 + 18, 13, name)]
    top = 30.0
    for i, row in enumerate(evaluation.rows):
        parts.append(_text(LABEL_PX - 8, top + 1.5 * BAR_PX + 4, _short(row.info.name), "end"))
        iou = float(evaluation.scores.iou[i])
        for value, (_, color) in zip((evaluation.users(i), evaluation.producers(i), Interval(iou, iou, iou)), bars):
            parts += _bar(top, value, scale, color)
            parts.append(_text(LABEL_PX + scale + 10, top + 12, _percent(value.value)))
            top += BAR_PX
        top += 10
    return _svg(LABEL_PX + scale + 80, top, parts, "Scores by class")


def _area_figure(evaluation: Evaluation) -> str:
    areas = [evaluation.area(i) for i in range(len(evaluation.rows))]
    known = [n for area, row in zip(areas, evaluation.rows) for n in (area.value, area.high, row.area) if math.isfinite(n)]
    scale, top, parts = 500.0 / (max(known, default=0.0) or 1.0), 4.0, []
    for area, row in zip(areas, evaluation.rows):
        parts.append(_text(LABEL_PX - 8, top + BAR_PX + 4, _short(row.info.name), "end"))
        parts += _bar(top, Interval(row.area, row.area, row.area), scale, row.info.color, ' fill-opacity="0.45"')
        parts += _bar(top + BAR_PX, area, scale, row.info.color)
        parts.append(_text(LABEL_PX + 510, top + 12, f"mapped {_area(row.area, evaluation)}", fill="#555"))
        parts.append(_text(LABEL_PX + 510, top + 12 + BAR_PX, f"corrected {_area(area.value, evaluation)}"))
        top += 2 * BAR_PX + 12
    return _svg(LABEL_PX + 720, top, parts, "Areas by class")


def _bar(top: float, value: Interval, scale: float, color: str, extra: str = "") -> list[str]:
    """A bar with its confidence interval as a whisker, where there is one."""
    if not math.isfinite(value.value):
        return []
    parts = [_rect(LABEL_PX, top + 1, value.value * scale, BAR_PX - 3, color, extra + ' stroke="#888888"')]
    if math.isfinite(value.low) and value.high > value.low:
        low, high, middle = LABEL_PX + value.low * scale, LABEL_PX + value.high * scale, top + BAR_PX / 2 - 0.5
        path = f"M{low:.2f} {middle - 4:g}v8M{low:.2f} {middle:g}H{high:.2f}M{high:.2f} {middle - 4:g}v8"
        parts.append(f'<path d="{path}" stroke="#1b1b1b" stroke-width="1.5" fill="none"/>')
    return parts


# -- tables -------------------------------------------------------------------------------------------------------


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Cells are HTML already."""
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in line) + "</tr>" for line in lines)
    return "<table><tr>" + "".join(f"<th>{cell}</th>" for cell in head) + f"</tr>{body}</table>"


def _score_table(evaluation: Evaluation) -> str:
    score, level = evaluation.scores, evaluation.level
    return _table(("Class", "User's accuracy", "Producer's accuracy", "F1", "IoU"), [
        (_class(evaluation, i), _share(evaluation.users(i), level), _share(evaluation.producers(i), level),
         _percent(float(score.f1[i])), _percent(float(score.iou[i]))) for i in range(len(evaluation.rows))])


def _area_table(evaluation: Evaluation) -> str:
    lines = []
    for i, row in enumerate(evaluation.rows):
        area = evaluation.area(i)
        interval = f"{_area(area.low, evaluation)} to {_area(area.high, evaluation)}" if math.isfinite(area.low) else "not known"
        lines.append((_class(evaluation, i), f"{row.pixels:,}", _area(row.area, evaluation), _area(area.value, evaluation),
                      interval))
    return _table(("Class", "Pixels", "Mapped", "Corrected", f"Interval ({100 * evaluation.level:g} %)"), lines)


def _class(evaluation: Evaluation, number: int) -> str:
    info = evaluation.rows[number].info
    return f'<span class="swatch" style="background:{escape(info.color)}"></span>{escape(info.name)}'


# -- words --------------------------------------------------------------------------------------------------------


def _file(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _short(name: str) -> str:
    return name if len(name) <= 22 else name[:21] + "…"


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if math.isfinite(share) else "–"


def _share(value: Interval, level: float) -> str:
    if not math.isfinite(value.low) or value.high == value.low:
        return _percent(value.value)
    interval = f"{100 * value.low:.1f} to {100 * value.high:.1f} at {100 * level:g} %"
    return f'{_percent(value.value)} <span class="note">({interval})</span>'


def _area(area: float, evaluation: Evaluation) -> str:
    """In m², hectares or square kilometres, as it is easiest to read."""
    if not math.isfinite(area):
        return "–"
    if evaluation.planar:
        return f"{area:,.4g}"
    for unit, size in (("km²", 1e6), ("ha", 1e4)):
        if area >= size:
            return f"{area / size:,.2f} {unit}"
    return f"{area:,.1f} m²"
