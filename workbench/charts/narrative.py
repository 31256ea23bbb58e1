"""The numbers told in the narrative against those of the tables (叙述与表格): a point for each pair, on the diagonal
where both agree.

In: checks of the narrative (N1 to N3) with both sides and their status. Both axes are symmetric logarithms, so that 0
has a place beside thousands. Pairs are counted in Polars: many that agree are one larger point.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.theme import CHOSEN, OTHERS, SOFT, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.wording import Count, count, say

SIZE = 300
MOST = 400  # points of each kind; beyond, agreeing pairs are drawn by their first two digits


def narrative(checks: pl.DataFrame, lang: str = "zh") -> AnyChart:
    """A grey circle where narrative and table agree, an orange diamond with both numbers where they do not."""
    title = say("chart.narrative.title", lang)
    known = checks.filter(pl.col("status").is_in(["pass", "fail"])).drop_nulls(["left", "right"])
    if known.is_empty():
        return message(say("chart.narrative.none", lang), title=title)
    agree, differ = (known.filter(status=status) for status in ("pass", "fail"))
    points = [*_points(agree, lang), *_points(differ.head(MOST), lang)]
    numbers = {"agree": Count(agree.height), "differ": Count(differ.height)}
    return finish(
        _layers(points, lang).properties(width=SIZE, height=SIZE),
        title=title,
        subtitle=[say("chart.narrative.subtitle", lang, **numbers), say("chart.narrative.marks", lang)],
        description=f"{title}: {say('chart.narrative.subtitle', lang, **numbers)}",
    )


def _points(rows: pl.DataFrame, lang: str) -> list[dict[str, Any]]:
    pairs = rows.group_by("left", "right", "status").len("n").sort("right", "left")
    if pairs.height > MOST:
        pairs = pairs.group_by(_two_digits("left"), _two_digits("right"), "status").agg(pl.col("n").sum())
        pairs = pairs.sort("right", "left")
    return [
        {
            "told": row["left"],
            "table": row["right"],
            "status": row["status"],
            "n": row["n"],
            "text": say("chart.narrative.pair", lang, told=count(row["left"]), table=count(row["right"])),
        }
        for row in pairs.iter_rows(named=True)
    ]


def _two_digits(name: str) -> pl.Expr:
    value = pl.col(name).cast(pl.Float64)
    step = pl.lit(10.0).pow((pl.max_horizontal(value.abs(), 1.0).log10().floor() - 1).clip(0))
    return ((value / step).round() * step).alias(name)


def _layers(points: list[dict[str, Any]], lang: str) -> AnyChart:
    top = max(1.0, *(max(point["told"], point["table"]) for point in points)) * 1.3
    scale = alt.Scale(type="symlog", domain=[0, top], nice=False)
    ticks = [0, *(10**power for power in range(9) if 10**power <= top)]
    axis = alt.Axis(format=",d", values=ticks)
    x = alt.X("table:Q", scale=scale, axis=axis, title=say("chart.narrative.x", lang))
    y = alt.Y("told:Q", scale=scale, axis=axis, title=say("chart.narrative.y", lang))
    diagonal = alt.Chart(data([{"table": 0, "told": 0}, {"table": top, "told": top}]))
    base = alt.Chart(data(points))
    size = alt.Size("n:Q", legend=None, scale=alt.Scale(range=[40, 220]))
    told = tips(lang, "text", "n", text="pair", n="reports")
    layers: list[AnyChart] = [
        diagonal.mark_line(strokeDash=[4, 3], strokeWidth=1, color=SOFT).encode(x=x, y=y)
    ]
    for status, shape, ink in (("pass", "circle", OTHERS), ("fail", "diamond", CHOSEN)):
        some = base.transform_filter(alt.datum.status == status).mark_point(
            filled=True, shape=shape, color=ink
        )
        layers.append(some.encode(x=x, y=y, size=size, tooltip=told, opacity=alt.value(0.8)))
    return alt.layer(*layers)
