"""Dots with intervals, a row each, and two columns of text at the right; the chosen one in another colour and shape.

In: points with id, name, value, low, high, shown, counts and chosen, in the order that they are drawn in. `compare`
draws places with it, `ranked` what can be clicked.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from workbench.charts.axes import share_x, to_largest
from workbench.charts.theme import CHOSEN, OTHERS, AnyChart, data
from workbench.charts.tips import tips
from workbench.charts.units import labels_of


def interval_dots(
    points: list[dict[str, Any]],
    *,
    lang: str,
    share: bool,
    width: int,
    columns: tuple[int, int],
    pick: alt.Parameter | None = None,
) -> AnyChart:
    """`share`: on an axis to 100 %, else to the largest end; `columns`: pixels right of it at which each text ends."""
    colour = alt.condition("datum.chosen", alt.value(CHOSEN), alt.value(OTHERS))
    shape = alt.condition("datum.chosen", alt.value("diamond"), alt.value("circle"))  # in grey print as well
    base = alt.Chart(data(points)).encode(y=_rows(points))
    x = share_x("low:Q") if share else to_largest(points)
    lines = base.mark_rule(strokeWidth=2).encode(x=x, x2=alt.X2("high:Q"), color=colour)
    look = {"size": 80} if pick is None else {"size": 110, "cursor": "pointer"}
    dots = base.mark_point(filled=True, opacity=1, **look).encode(
        x=alt.X("value:Q"),
        color=colour,
        shape=shape,
        tooltip=tips(
            lang, "name", "shown", *(["counts"] if any(point["counts"] for point in points) else [])
        ),
    )
    texts = [
        base.mark_text(align="right").encode(x=alt.value(width + right), text=alt.Text(field))
        for field, right in zip(("shown:N", "counts:N"), columns, strict=True)
    ]
    return alt.layer(lines, dots if pick is None else dots.add_params(pick), *texts)


def _rows(points: list[dict[str, Any]]) -> alt.Y:
    """A row each; where two bodies sign alike, rows are told apart by id and labelled by name."""
    names = {point["id"]: point["name"] for point in points}
    if len(set(names.values())) == len(points):
        return alt.Y("name:N", title=None, sort=list(names.values()))
    return alt.Y("id:N", title=None, sort=list(names), axis=alt.Axis(labelExpr=labels_of(names)))
