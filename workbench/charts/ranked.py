"""One measure over many places or bodies: dots with intervals, the chosen one in another colour, each can be clicked.

In: rows with id, name, value, low, high, shown and counts, all of one basis, largest first; of many rows those that
`around` leaves. The selection `pick` gives the id of the dot or label that was clicked. The order is no rank.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.charts.interval_dots import interval_dots
from workbench.charts.theme import MOST_BODIES, AnyChart, finish, message, picked
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
        _dots(points.to_dicts(), lang, share).properties(width=WIDTH, height=ROW * points.height),
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


def _dots(points: list[dict[str, Any]], lang: str, share: bool) -> AnyChart:
    return interval_dots(points, lang=lang, share=share, width=WIDTH, columns=(60, 150), pick=picked("id"))
