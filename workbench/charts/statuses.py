"""How sure the readings are (读数的把握), by kind of body: shares of the form's cells, proved, read, doubtful, missing.

In: `quality.statuses`. A row without cells is left out; with no report the chart is a message. Counts stand in the
tooltip and in the table below the chart.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.charts.axes import share_x
from workbench.charts.stacked import ends, stacked
from workbench.charts.theme import AnyChart, finish, message
from workbench.charts.tips import tips
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
            "row": kind_label(row["kind"], lang),
            "text": say("quality_chart.reports", lang, n=Count(row["reports"])),
        }
        for row in rows
    ]
    told = "; ".join(f"{bar['row']} {bar['part']} {bar['share']} ({count(bar['cells'])})" for bar in bars)
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
    shares = [row[name] / total for name in STATUSES]
    return [
        {
            "row": kind_label(row["kind"], lang),
            "part": say(f"status.{name}", lang),
            "cells": row[name],
            "share": percent(share),
            "text": percent(share) if share > NARROWEST else "",
            **edges,
        }
        for name, share, edges in zip(STATUSES, shares, ends(shares), strict=True)
        if share
    ]


def _layers(bars: list[dict[str, Any]], notes: list[dict[str, Any]], lang: str) -> AnyChart:
    return stacked(
        bars,
        notes,
        parts=[say(f"status.{name}", lang) for name in STATUSES],
        colours=COLOURS,
        x=share_x("from:Q"),
        width=WIDTH,
        tips=tips(lang, "part", "cells", "share", part="status"),
        thickness=20,
    )
