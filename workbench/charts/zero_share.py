"""The share of reports without a single request (零申请报告所占比例) by level over the years, with Wilson's intervals.

In: `children.zero_shares`. Levels are told by line, shape and a label at the line's end, moved apart where they would
overlap. With one year the points stand alone; a level with few reports has no share and is left to the table.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import colour_and_shape, share_y, year_x
from workbench.charts.theme import PARTS, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.wording import counted_share, say

WIDTH, HEIGHT = 460, 240
COLOURS = {
    "township": PARTS[0],
    "county": PARTS[2],
    "prefecture": PARTS[4],
    "province": "#34699B",
    "national": "#8C8C8C",
}
SHAPES = {
    "township": "circle",
    "county": "square",
    "prefecture": "diamond",
    "province": "triangle-up",
    "national": "cross",
}
APART = 16 / HEIGHT  # labels at least 16 pixels from each other


def zero_share(shares: pl.DataFrame, lang: str = "zh") -> AnyChart:
    """A line a level."""
    title = say("chart.zero_share.title", lang)
    rated = shares.drop_nulls("share").sort("level", "year")
    if rated.is_empty():
        return message(say("chart.zero_share.none", lang), title=title)
    rows = [_row(row, lang) for row in rated.iter_rows(named=True)]
    told = "; ".join(f"{row['label']} {row['year']} {row['text']}" for row in rows)
    return finish(
        _lines(rows, lang),
        title=title,
        subtitle=say("chart.zero_share.subtitle", lang),
        description=f"{title}: {told}",
    )


def _row(row: dict[str, Any], lang: str) -> dict[str, Any]:
    return {
        "level": row["level"],
        "label": say(f"level.{row['level']}", lang),
        "year": row["year"],
        "share": round(row["share"], 4),
        "low": round(row["low"], 4),
        "high": round(row["high"], 4),
        "text": counted_share(row["zero"], row["reports"]),
    }


def _lines(rows: list[dict[str, Any]], lang: str) -> AnyChart:
    first, last = min(row["year"] for row in rows), max(row["year"] for row in rows)
    colours = {row["level"]: COLOURS[row["level"]] for row in rows}
    colour, shape = colour_and_shape("level:N", colours, [SHAPES[key] for key in colours], legend=None)
    y = share_y("share:Q")
    base = alt.Chart(data(rows)).encode(x=year_x(first, last, left=0.4, right=0.4), color=colour)
    ends = alt.Chart(data(_ends(rows))).mark_text(align="left").encode(
        x=alt.value(WIDTH + 10), y=alt.Y("at:Q"), text="label:N", color=colour
    )  # fmt: skip
    layers: AnyChart = alt.layer(
        base.mark_rule(opacity=0.5).encode(y=alt.Y("low:Q", title=None), y2="high:Q"),
        base.mark_line(strokeWidth=2).encode(y=y),
        base.mark_point(filled=True, size=60, opacity=1).encode(
            y=y, shape=shape, tooltip=tips(lang, "label", "year", "text", label="level", text="share")
        ),
        ends,
    ).properties(width=WIDTH, height=HEIGHT)
    return layers


def _ends(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each level's label at the height of its last point, pushed upward where the one below is too near."""
    last = {row["level"]: row for row in rows}
    placed: list[dict[str, Any]] = []
    for row in sorted(last.values(), key=lambda row: row["share"]):
        at = max(row["share"], placed[-1]["at"] + APART if placed else 0.0)
        placed.append({"level": row["level"], "label": f"{row['label']} {row['text']}", "at": at})
    over = max(placed[-1]["at"] - 1, 0)  # what was pushed beyond the top comes back together
    return [row | {"at": round(row["at"] - over, 4)} for row in placed]
