"""Small lines for the cells of a table (主动公开, 历年): one measure over the years, drawn as SVG of our own.

In: rows of `series.over_years` of one measure. Out: markup that `tables.table(drawn=…)` puts in as it is. The scale
begins at zero; counts that differ by more than a hundredfold stand on a logarithmic one. A year without a value, a
change of basis and, where asked, another edition of the form break the line; a dashed rule marks the edition.
"""

from __future__ import annotations

from itertools import pairwise
from math import log1p
from typing import Any

WIDTH, HEIGHT, PAD = 96, 20, 3
STEEP = 100  # the largest value by the smallest above zero, from which on the scale is logarithmic
INK, RULE = "#12436D", "#5B6670"

Rows = list[dict[str, Any]]


def sparkline(rows: Rows, *, by_edition: bool = False) -> str:
    """The line of these years, in order; nothing where no two neighbouring ones can be compared.

    `by_edition`: the measure is not comparable between editions (section two), so the line breaks there.
    """
    known = [row for row in rows if row["value"] is not None]
    if not any(_joined(before, row, by_edition) for before, row in pairwise(known)):
        return ""  # single points are no line
    points = dict(zip((row["year"] for row in known), _placed(rows, known), strict=True))
    breaks = [
        (_across(before["year"], rows) + _across(row["year"], rows)) / 2
        for before, row in pairwise([row for row in rows if row["edition"]])
        if before["edition"] != row["edition"]
    ]
    lines = "".join(
        f'<polyline fill="none" stroke="{INK}" stroke-width="1.5" points="{a[0]},{a[1]} {b[0]},{b[1]}"></polyline>'
        for before, row in pairwise(known)
        if _joined(before, row, by_edition)
        for a, b in [(points[before["year"]], points[row["year"]])]
    )
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="{2.5 if year == rows[-1]["year"] else 1.5}" fill="{INK}"></circle>'
        for year, (x, y) in points.items()
    )
    rules = "".join(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{HEIGHT}" stroke="{RULE}" stroke-dasharray="2 2"></line>'
        for x in breaks
    )
    return f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-hidden="true">{rules}{lines}{dots}</svg>'


def _placed(rows: Rows, known: Rows) -> list[tuple[float, float]]:
    """Where each known value stands; negative ones stand at zero."""
    values = [max(row["value"], 0) for row in known]
    above = [value for value in values if value > 0]
    if above and max(above) > STEEP * min(above):
        values = [log1p(value) for value in values]
    top, room = max(values) or 1, HEIGHT - 2 * PAD
    return [
        (round(_across(row["year"], rows), 1), round(HEIGHT - PAD - value / top * room, 1))
        for row, value in zip(known, values, strict=True)
    ]


def _across(year: int, rows: Rows) -> float:
    first, last = int(rows[0]["year"]), int(rows[-1]["year"])
    return PAD + (year - first) / max(last - first, 1) * (WIDTH - 2 * PAD)


def _joined(before: dict[str, Any], row: dict[str, Any], by_edition: bool) -> bool:
    same_form = not by_edition or before["edition"] == row["edition"]
    return row["year"] == before["year"] + 1 and row["basis"] == before["basis"] and same_form
