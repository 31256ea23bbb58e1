"""Change on comparable bodies (可比单位的变化): last year's and this year's rate of each body, joined by a line.

In: `units.matched`. Bodies with too few cases in either year are counted, not drawn; at the right the difference with
Newcombe's interval. Filled ends are this year's; a solid line where the interval leaves out zero.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import share_x
from workbench.charts.theme import FOCUS, OTHERS, SOFT, AnyChart, data, finish, message
from workbench.charts.units import labels_of
from workbench.units import Matched
from workbench.wording import Count, say

WIDTH, ROW = 340, 24
MOST = 30


def matched(found: Matched, lang: str = "zh") -> AnyChart:
    """A dumbbell a body, those with most cases, in order of their change."""
    title = say("chart.matched.title", lang, measure=found.measure.label(lang))
    rated = found.rows.filter(pl.col("change").is_not_null())
    counts = {"n": Count(found.bodies), "unmatched": found.unmatched, "few": found.rows.height - rated.height}
    if rated.is_empty():
        return message(say("chart.matched.none", lang, **counts), title=title)
    drawn = rated.sort(["n1", "body_id"], descending=[True, False]).head(MOST).sort("change", "body_id")
    rows = [_row(row) for row in drawn.iter_rows(named=True)]
    told = "; ".join(f"{row['name']} {row['text']}" for row in rows)
    return finish(
        _dumbbells(rows).properties(width=WIDTH, height=ROW * len(rows)),
        title=title,
        subtitle=[
            say("chart.matched.subtitle", lang),
            say("chart.matched.counts", lang, drawn=len(rows), **counts),
        ],
        description=f"{title}: {told}",
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    points = {name: f"{round(row[name] * 100, 1) + 0.0:+.1f}" for name in ("change", "low", "high")}
    return {
        "id": row["body_id"],
        "name": row["name"],
        "before": round(row["x0"] / row["n0"], 4),
        "now": round(row["x1"] / row["n1"], 4),
        "sure": row["low"] > 0 or row["high"] < 0,
        "text": f"{points['change']} ({points['low']}, {points['high']})",
    }


def _dumbbells(rows: list[dict[str, Any]]) -> AnyChart:
    names = {row["id"]: row["name"] for row in rows}
    y = alt.Y("id:N", title=None, sort=list(names), axis=alt.Axis(labelExpr=labels_of(names), labelLimit=250))
    base = alt.Chart(data(rows)).encode(y=y)
    x = share_x("before:Q")
    colour = alt.condition("datum.sure", alt.value(FOCUS), alt.value(OTHERS))
    dash = alt.condition("datum.sure", alt.value([1, 0]), alt.value([3, 3]))
    point = base.mark_point(size=60, opacity=1, strokeWidth=1.5)
    return alt.layer(
        base.mark_rule(strokeWidth=2).encode(x=x, x2=alt.X2("now:Q"), color=colour, strokeDash=dash),
        point.encode(x=alt.X("before:Q"), stroke=colour, fill=alt.value("white")),
        point.encode(x=alt.X("now:Q"), stroke=colour, fill=colour),
        base.mark_text(align="right", color=SOFT).encode(x=alt.value(WIDTH + 150), text=alt.Text("text:N")),
    )
