"""What happened to the requests (办理结果): one bar of 100 % a year, six groups, labels where they fit.

In: tidy figures of one region or body, one or more years; or of several places (`by="place"`). Bars with no or few
concluded requests, or with an unknown row, are left out and named in the subtitle; if none is left the chart is a
message, which tells few requests as counts.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.charts.axes import share_x
from workbench.charts.frames import rows_of, state, told
from workbench.charts.stacked import ends, stacked
from workbench.charts.theme import PARTS, WIDTH, AnyChart, finish, message, picked
from workbench.charts.tips import tips
from workbench.wording import Count, count, percent, say

NARROWEST = 0.05  # a share below this has no room for its label


def dispositions(
    figures: pl.DataFrame, lang: str = "zh", by: str = "year", *, pick: bool = False
) -> AnyChart:
    """Stacked shares of the six groups, a bar a year or place, with the number concluded at the right.

    `pick`: the selection of that name gives the measure whose block is clicked.
    """
    title = say("chart.dispositions.title", lang)
    years = {
        year: rows_of(rows, "dispositions", lang)
        for (year,), rows in figures.group_by(by, maintain_order=True)
    }
    drawn = {
        year: _placed(rows, str(year), pick)
        for year, rows in years.items()
        if state(rows) == "some" and len({row["known"] for row in rows}) == 1  # else no parts of one whole
    }
    if not drawn:
        return message(_in_words(list(years.values()), lang), title=title)
    rows = [row for placed in drawn.values() for row in placed]
    left = ", ".join(str(year) for year in years if year not in drawn)
    named = say("chart.dispositions.left_out", lang, years=left) if left else ""
    return finish(
        _bars(rows, lang, pick).properties(width=WIDTH, height=34 * len(drawn) + 6),
        title=title,
        subtitle=" · ".join(filter(None, (say("chart.dispositions.subtitle", lang), named))),
        description=_told(rows, lang),
    )


def _in_words(years: list[list[dict[str, Any]]], lang: str) -> str:
    """Why nothing is drawn; of one year with few requests, what became of them."""
    states = {state(rows) for rows in years}
    if states == {"few"} and len(years) == 1:
        n = Count(years[0][0]["denominator"])
        return say("chart.dispositions.few", lang, n=n, counts=told(years[0], lang))
    return say(f"chart.dispositions.{'none' if states == {'none'} else 'unknown'}", lang)


def _placed(rows: list[dict[str, Any]], bar: str, pick: bool) -> list[dict[str, Any]]:
    """Each share with its two ends and its text; the measure's id where it can be picked."""
    return [
        {
            "row": bar,
            "part": row["label"],
            "share": percent(row["value"]),
            "cases": row["numerator"],
            "n": row["denominator"],
            "text": percent(row["value"]) if row["value"] >= NARROWEST else "",
            **edges,
            **({"id": row["measure"]} if pick else {}),
        }
        for row, edges in zip(rows, ends(row["value"] for row in rows), strict=True)
    ]


def _bars(rows: list[dict[str, Any]], lang: str, pick: bool) -> AnyChart:
    totals = dict.fromkeys((row["row"], row["n"]) for row in rows)
    return stacked(
        rows,
        [{"row": bar, "text": say("chart.n_cases", lang, n=Count(n))} for bar, n in totals],
        parts=list(dict.fromkeys(row["part"] for row in rows)),
        colours=range(len(PARTS)),
        x=share_x("from:Q"),
        width=WIDTH,
        tips=tips(lang, "part", "cases", "share"),
        thickness=26,
        columns=6,
        pick=picked("id") if pick else None,
    )


def _told(rows: list[dict[str, Any]], lang: str) -> str:
    stop, comma, colon = (". ", ", ", ": ") if lang == "en" else ("。", "，", "：")
    years = dict.fromkeys(row["row"] for row in rows)
    said = [
        year
        + colon
        + comma.join(
            f"{row['part']} {count(row['cases'])} ({row['share']})" for row in rows if row["row"] == year
        )
        for year in years
    ]
    return say("chart.dispositions.title", lang) + stop + stop.join(said)
