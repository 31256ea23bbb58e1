"""One measure over many places or bodies: dots with intervals, the chosen one in another colour, each can be clicked.

In: rows with id, name, value, low, high, shown and counts, all of one basis, largest first; of many rows those that
`around` leaves. The selection `pick` gives the id of the dot or label that was clicked. The order is no rank.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.theme import CHOSEN, MOST_BODIES, OTHERS, AnyChart, data, finish, message
from workbench.wording import Count, say

WIDTH, ROW = 360, 22


def ranked(
    rows: pl.DataFrame,
    *,
    of: int,
    title: str,
    share: bool,
    chosen: str | None,
    lang: str = "zh",
    told: str = "",
) -> AnyChart:
    """A row each, in the order given, of `of` in all; `told` is said under the title. Each row has a value."""
    if rows.is_empty():
        return message(told, title=title)
    points = rows.with_columns(chosen=pl.col("id").eq_missing(pl.lit(chosen)))
    few = say("explorer.drawn", lang, drawn=points.height, n=Count(of)) if points.height < of else ""
    said = "; ".join(f"{name} {shown}" for name, shown in points.select("name", "shown").iter_rows())
    return finish(
        _dots(points.to_dicts(), share).properties(width=WIDTH, height=ROW * points.height),
        title=title,
        subtitle=[line for line in (told, few) if line],
        description=f"{title}: {said}",
    )


def around(known: pl.DataFrame, chosen: str | None) -> pl.DataFrame:
    """At most MOST_BODIES rows, the chosen one, if it is there, in their middle: all that a screen holds."""
    if known.height <= MOST_BODIES:
        return known
    at = known["id"].index_of(chosen) if chosen is not None else None
    start = min(max(0, (at or 0) - MOST_BODIES // 2), known.height - MOST_BODIES)
    return known.slice(start, MOST_BODIES)


def _dots(points: list[dict[str, Any]], share: bool) -> AnyChart:
    top = 1.0 if share else max(1.0, *(point["high"] or point["value"] for point in points)) * 1.05
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]) if share else alt.Axis(tickCount=5)
    x = alt.X("low:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, top], nice=False))
    colour = alt.condition("datum.chosen", alt.value(CHOSEN), alt.value(OTHERS))
    shape = alt.condition("datum.chosen", alt.value("diamond"), alt.value("circle"))  # in grey print as well
    pick = alt.selection_point(name="pick", fields=["id"], on="click", empty=False, clear=False)
    base = alt.Chart(data(points)).encode(y=alt.Y("name:N", title=None, sort=[p["name"] for p in points]))
    lines = base.mark_rule(strokeWidth=2).encode(x=x, x2=alt.X2("high:Q"), color=colour)
    dots = base.mark_point(size=110, filled=True, opacity=1, cursor="pointer").encode(
        x=alt.X("value:Q"),
        color=colour,
        shape=shape,
        tooltip=[alt.Tooltip("name:N"), alt.Tooltip("shown:N"), alt.Tooltip("counts:N")],
    )
    shown, counts = (
        base.mark_text(align="right").encode(x=alt.value(WIDTH + right), text=alt.Text(field))
        for field, right in (("shown:N", 60), ("counts:N", 150))
    )
    return alt.layer(lines, dots.add_params(pick), shown, counts)
