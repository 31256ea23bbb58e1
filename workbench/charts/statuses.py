"""How sure the readings are (读数的把握), by kind of body: shares of the form's cells, proved, read, doubtful, missing.

In: `quality.statuses`. A row without cells is left out; with no report the chart is a message. Counts stand in the
tooltip and in the table below the chart.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import altair as alt
import polars as pl

from workbench.charts.theme import ON_PARTS, PARTS, SOFT, AnyChart, data, finish, message
from workbench.quality import STATUSES
from workbench.wording import Count, count, percent, say

WIDTH, ROW = 430, 30
COLOURS = (0, 1, 2, 5)  # of PARTS: proved, read, doubtful, missing
NARROWEST = 0.07  # a block narrower than this part of the row has no room for its share


def statuses(found: pl.DataFrame, lang: str = "zh") -> AnyChart:
    """A row a kind of body, and one for all."""
    title = say("quality_chart.title", lang)
    rows = [row for row in found.iter_rows(named=True) if sum(row[name] for name in STATUSES)]
    if not rows:
        return message(say("quality_chart.none", lang), title=title)
    bars = [bar for row in rows for bar in _bars(row, lang)]
    notes = [
        {
            "kind": kind_label(row["kind"], lang),
            "text": say("quality_chart.reports", lang, n=Count(row["reports"])),
        }
        for row in rows
    ]
    told = "; ".join(f"{bar['kind']} {bar['status']} {bar['share']} ({count(bar['cells'])})" for bar in bars)
    return finish(
        _layers(bars, notes, lang).properties(width=WIDTH, height=ROW * len(rows)),
        title=title,
        subtitle=say("quality_chart.subtitle", lang),
        description=f"{title}: {told}",
    )


def kind_label(kind: str | None, lang: str) -> str:
    """The kind of body in words; null stands for all of them."""
    return say("kinds.all", lang) if kind is None else say(f"kind.{kind}", lang)


def _bars(row: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    total = sum(row[name] for name in STATUSES)
    ends = list(accumulate((row[name] / total for name in STATUSES), initial=0.0))
    return [
        {
            "kind": kind_label(row["kind"], lang),
            "status": say(f"status.{name}", lang),
            "from": round(start, 5),
            "to": round(end, 5),
            "middle": round((start + end) / 2, 5),
            "cells": row[name],
            "share": percent(end - start),
            "text": percent(end - start) if end - start > NARROWEST else "",
        }
        for name, start, end in zip(STATUSES, ends, ends[1:], strict=False)
        if end > start
    ]


def _layers(bars: list[dict[str, Any]], notes: list[dict[str, Any]], lang: str) -> AnyChart:
    order, names = [note["kind"] for note in notes], [say(f"status.{name}", lang) for name in STATUSES]
    y = alt.Y("kind:N", title=None, sort=order, scale=alt.Scale(domain=order))
    fill = alt.Scale(domain=names, range=[PARTS[index] for index in COLOURS])
    ink = alt.Scale(domain=names, range=[ON_PARTS[index] for index in COLOURS])
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    x = alt.X("from:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))
    base = alt.Chart(data(bars)).encode(y=y)
    tips = [alt.Tooltip("status:N"), alt.Tooltip("cells:Q", format=","), alt.Tooltip("share:N")]
    blocks = base.mark_bar(height=20, stroke="white", strokeWidth=1).encode(
        x=x, x2=alt.X2("to:Q"), color=alt.Color("status:N", scale=fill, sort=None), tooltip=tips
    )
    inside = base.mark_text().encode(
        x=alt.X("middle:Q"), text=alt.Text("text:N"), color=alt.Color("status:N", scale=ink, legend=None)
    )
    beside = (
        alt.Chart(data(notes))
        .mark_text(align="left", dx=12, color=SOFT)
        .encode(y=y, x=alt.value(WIDTH), text=alt.Text("text:N"))
    )
    layers: AnyChart = alt.layer(blocks, inside, beside).resolve_scale(color="independent")
    return layers
