"""Why requests were refused (不予公开): eight grounds, zeros drawn, each a dot with its Wilson interval.

In: tidy figures of one region or body and one year; of a single report also its peers' spread (`standing.profile`).
With no refusal, with few of them, or with an unknown row the chart is a message; the few are told as counts.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import share_x
from workbench.charts.frames import rows_of, state, told
from workbench.charts.theme import FOCUS, INK, SOFT, AnyChart, data, finish, message
from workbench.wording import Count, count, percent, say

WIDTH = 400  # leaves room for eight labels at the left and two columns of numbers at the right
ROW = 26


def grounds(figures: pl.DataFrame, lang: str = "zh", peers: pl.DataFrame | None = None) -> AnyChart:
    """The eight grounds in the form's order, with count and share in columns; behind them the peers' 10–90 %."""
    title = say("chart.grounds.title", lang)
    rows = rows_of(figures, "grounds", lang)
    kind = state(rows)
    if kind == "few":
        n = Count(rows[0]["denominator"])
        return message(say("chart.grounds.few", lang, n=n, counts=told(rows, lang)), title=title)
    if kind != "some":
        return message(say(f"chart.grounds.{kind}", lang), title=title)
    spread = {} if peers is None else {row["measure"]: row for row in peers.iter_rows(named=True)}
    points = [_point(row) | _among(spread.get(row["measure"])) for row in rows]
    known = max((row["peers"] for row in spread.values() if row["median"] is not None), default=0)
    said = [say("chart.grounds.subtitle", lang, n=Count(rows[0]["denominator"]))]
    said += [say("chart.grounds.peers", lang, n=Count(known))] if known else []
    return finish(
        _dots(points, lang if known else None).properties(width=WIDTH, height=ROW * len(points)),
        title=title,
        subtitle=said,
        description=_told(title, points, lang),
    )


def _point(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": row["label"],
        "value": row["value"],
        "low": row["low"],
        "high": row["high"],
        "cases": f"{count(row['numerator'])}/{count(row['denominator'])}",
        "share": percent(row["value"]),
        "any": bool(row["numerator"]),
    }


def _among(row: dict[str, Any] | None) -> dict[str, Any]:
    """The peers' spread of one ground; empty where there are too few of them."""
    if row is None or row["median"] is None:
        return {"p10": None, "p90": None, "middle": None, "middle_text": ""}
    quantiles = {
        name: round(row[key], 4) for name, key in (("p10", "p10"), ("p90", "p90"), ("middle", "median"))
    }
    return {**quantiles, "middle_text": percent(row["median"])}


def _dots(points: list[dict[str, Any]], with_peers: str | None) -> AnyChart:
    """`with_peers`: the language of the heading over the peers' column; None leaves bars and column out."""
    base = alt.Chart(data(points)).encode(y=alt.Y("label:N", title=None, sort=None))
    x = share_x("low:Q")
    colour = alt.condition("datum.any", alt.value(FOCUS), alt.value("#9AA5B1"))
    lines = base.mark_rule(strokeWidth=2).encode(x=x, x2=alt.X2("high:Q"), color=colour)
    dots = base.mark_point(size=70, filled=True, opacity=1).encode(x=alt.X("value:Q"), color=colour)
    columns = [
        base.mark_text(align="right", color=ink).encode(x=alt.value(WIDTH + right), text=alt.Text(field))
        for field, right, ink in (("cases:N", 66, INK), ("share:N", 128, INK))
    ]
    if with_peers is None:
        return alt.layer(lines, dots, *columns)
    behind = base.mark_bar(height=14, color=FOCUS, opacity=0.16).encode(x=alt.X("p10:Q"), x2=alt.X2("p90:Q"))
    ticks = base.mark_tick(color=SOFT, thickness=2, size=18).encode(x=alt.X("middle:Q"))
    theirs = base.mark_text(align="right", color=SOFT).encode(
        x=alt.value(WIDTH + 196), text=alt.Text("middle_text:N")
    )
    head = alt.Chart(data([{"text": say("chart.grounds.median", with_peers)}])).mark_text(
        align="right", fontSize=11, color=SOFT
    )
    heading = head.encode(x=alt.value(WIDTH + 196), y=alt.value(-6), text=alt.Text("text:N"))
    return alt.layer(behind, ticks, lines, dots, *columns, theirs, heading)


def _told(title: str, points: list[dict[str, Any]], lang: str) -> str:
    stop, comma = (". ", "; ") if lang == "en" else ("。", "；")
    return title + stop + comma.join(f"{point['label']} {point['cases']}" for point in points)
