"""The bodies inside a region (区域内各单位): raw rates with Wilson intervals, and beside them the shrunken ones.

In: `units.units`. Sorted by the shrunken rate, or by the raw one where too few peers allow shrinkage; the order is no
rank, and the intervals say so. Of many bodies those with most cases are drawn; bodies without a rate are counted.
"""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import share_x
from workbench.charts.theme import FOCUS, INK, MOST_BODIES, OTHERS, SOFT, AnyChart, data, finish, message
from workbench.units import Units
from workbench.wording import Count, count, percent, say

WIDTH, ROW = 400, 24


def units(found: Units, lang: str = "zh") -> AnyChart:
    """A dot with its interval a body, grey the raw rate, blue diamonds the shrunken one, counts at the right."""
    title = say("chart.units.title", lang, measure=found.measure.label(lang))
    rated = found.rows.filter(pl.col("value").is_not_null())
    if rated.is_empty():
        return message(say("chart.units.none", lang, n=Count(found.rows.height)), title=title)
    drawn = rated.sort(["n", "body_id"], descending=[True, False]).head(MOST_BODIES)
    drawn = drawn.sort([pl.coalesce("shrunken", "value"), "name"], descending=[True, False])
    points = [_point(row) for row in drawn.iter_rows(named=True)]
    told = "; ".join(f"{point['name']} {point['cases']} ({point['share']})" for point in points)
    return finish(
        _rows(points).properties(width=WIDTH, height=ROW * len(points)),
        title=title,
        subtitle=_subtitle(found, rated.height, len(points), lang),
        description=f"{title}: {told}",
    )


def _subtitle(found: Units, rated: int, drawn: int, lang: str) -> list[str]:
    scope = say(f"scope.{found.scope or 'unknown'}", lang)
    few = found.rows.height - rated
    kind = "both" if found.priors else "raw"
    return [
        say(f"chart.units.{kind}", lang),
        say("chart.units.drawn", lang, drawn=Count(drawn), rated=Count(rated), few=few, scope=scope),
    ]


def _point(row: dict[str, Any]) -> dict[str, Any]:
    numbers = {
        key: None if row[key] is None else round(row[key], 4)
        for key in ("value", "low", "high", "shrunken", "shrunken_low", "shrunken_high")
    }
    return {
        "id": row["body_id"],
        "name": row["name"],
        **numbers,
        "cases": f"{count(row['x'])}/{count(row['n'])}",
        "share": percent(row["value"]),
    }


def _rows(points: list[dict[str, Any]]) -> AnyChart:
    names = {point["id"]: point["name"] for point in points}
    order = list(names)
    # Two bodies may sign alike: rows are told apart by id and labelled by name.
    y = alt.Y("id:N", title=None, sort=order, axis=alt.Axis(labelExpr=labels_of(names), labelLimit=250))
    base = alt.Chart(data(points)).encode(y=y)
    x = share_x("low:Q")
    raw = base.mark_rule(strokeWidth=2, color=OTHERS, yOffset=-4).encode(x=x, x2=alt.X2("high:Q"))
    dot = base.mark_point(size=40, filled=True, opacity=1, color=OTHERS, yOffset=-4).encode(
        x=alt.X("value:Q")
    )
    layers: list[AnyChart] = [raw, dot]
    if any(point["shrunken"] is not None for point in points):
        known = alt.datum.shrunken != None  # noqa: E711 - Altair builds an expression of it
        own = base.transform_filter(known)
        layers += [
            own.mark_rule(strokeWidth=2, color=FOCUS, yOffset=4).encode(
                x=alt.X("shrunken_low:Q"), x2=alt.X2("shrunken_high:Q")
            ),
            own.mark_point(shape="diamond", size=60, filled=True, opacity=1, color=FOCUS, yOffset=4).encode(
                x=alt.X("shrunken:Q")
            ),
        ]
    columns = [
        base.mark_text(align="right", color=ink).encode(x=alt.value(WIDTH + right), text=alt.Text(field))
        for field, right, ink in (("cases:N", 72, INK), ("share:N", 132, SOFT))
    ]
    return alt.layer(*layers, *columns)


def labels_of(names: dict[str, str]) -> str:
    """A Vega expression from ids to names, with what could end a string escaped."""
    table = json.dumps(names, ensure_ascii=False)
    return f"({table})[datum.value]"
