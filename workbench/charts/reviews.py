"""Reviews and lawsuits (复议、诉讼): three rows of cases stacked by outcome, counts inside, corrections at right.

In: the frame of `measures.sums`, and figures whose correction rate stands in the title. A row whose outcomes are not
all known is drawn as words, not as zero; with no case at all the chart is a message.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import whole_axis
from workbench.charts.stacked import ends, stacked
from workbench.charts.theme import LINE, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.form import all_cells
from workbench.measures import OUTCOMES, ROUTES, load_measures
from workbench.wording import count, interval, known_of, percent, say

COLOURS = (0, 2, 3, 5)  # of PARTS: upheld, corrected, other, pending
RATE = "review_correction_rate"
WIDTH, ROW = 430, 38
NARROWEST = 0.03  # a block narrower than this part of the longest row has no room for its number


def reviews(sums: pl.DataFrame, lang: str = "zh", figures: pl.DataFrame | None = None) -> AnyChart:
    """Cases of each route by outcome, with the number corrected of those concluded."""
    title = say("chart.reviews.title", lang)
    values = dict(sums.select("cell", "value").iter_rows())
    counts = {route: [values.get(f"{route}.{outcome}") for outcome in OUTCOMES] for route in ROUTES}
    known = {route: [float(value) for value in row if value is not None] for route, row in counts.items()}
    known = {route: row for route, row in known.items() if len(row) == len(OUTCOMES)}
    if not any(sum(row) for row in known.values()):
        kind = "none" if len(known) == len(ROUTES) else "unknown"
        return message(say(f"chart.reviews.{kind}", lang), title=title)
    left = {
        route: sums.filter(cell=f"{route}.{OUTCOMES[0]}").select("known", "of").row(0) for route in ROUTES
    }
    notes = [
        {"row": _label(route, lang), "text": _note(counts[route], left[route], lang)} for route in ROUTES
    ]
    bars = [bar for route, row in known.items() for bar in _blocks(route, row, lang)]
    told = "; ".join(f"{bar['row']} {bar['part']} {count(bar['cases'])}" for bar in bars)
    return finish(
        _rows(bars, notes, lang).properties(width=WIDTH, height=ROW * len(ROUTES)),
        title=_with_rate(title, figures, lang),
        subtitle=say("chart.reviews.subtitle", lang),
        description=f"{title}: {told}",
    )


def _with_rate(title: str, figures: pl.DataFrame | None, lang: str) -> str:
    """The title with the correction rate in review and its interval, where there are cases enough for one."""
    rows = [] if figures is None else figures.filter(pl.col("measure") == RATE).drop_nulls("low").to_dicts()
    if not rows:
        return title
    row = rows[0]
    told = {"rate": percent(row["value"]), "interval": interval(row["low"], row["high"], "share")}
    cases = {"x": count(row["numerator"]), "n": count(row["denominator"])}
    return say(
        "chart.reviews.rate", lang, title=title, name=load_measures()[RATE].label(lang), **told, **cases
    )


def _blocks(route: str, row: list[float], lang: str) -> list[dict[str, Any]]:
    return [
        {"row": _label(route, lang), "part": _outcome(outcome, lang), "cases": cases, **edges}
        for outcome, cases, edges in zip(OUTCOMES, row, ends(row), strict=True)
        if cases
    ]


def _rows(bars: list[dict[str, Any]], notes: list[dict[str, Any]], lang: str) -> AnyChart:
    longest = max(bar["to"] for bar in bars)
    zero = alt.Chart(data([{"at": 0}])).mark_rule(color=LINE).encode(x=alt.X("at:Q"))
    return stacked(
        [bar | {"text": count(bar["cases"]) if bar["cases"] > NARROWEST * longest else ""} for bar in bars],
        notes,
        parts=[_outcome(outcome, lang) for outcome in OUTCOMES],
        colours=COLOURS,
        x=alt.X("from:Q", title=say("chart.reviews.axis", lang), axis=whole_axis(longest)),
        width=WIDTH,
        tips=tips(lang, "part", "cases"),
        under=[zero],
    )


def _note(row: list[float | None], reports: tuple[int, int], lang: str) -> str:
    known = [value for value in row if value is not None]
    if len(known) < len(row):
        return say("chart.reviews.row_unknown", lang)
    upheld, corrected, other, _ = known
    concluded = upheld + corrected + other
    told = say("chart.reviews.corrected", lang, n=count(concluded), x=count(corrected))
    told = told if concluded else say("chart.reviews.pending_only", lang)
    return told + ("" if reports[0] == reports[1] else f" · {known_of(*reports, lang)}")


def _label(route: str, lang: str) -> str:
    row = all_cells()[f"{route}.total"].row
    return row.en if lang == "en" else row.zh


def _outcome(outcome: str, lang: str) -> str:
    column = all_cells()[f"review.{outcome}"].column
    return column.en if lang == "en" else column.zh
