"""One measure over several places: dots with intervals, largest first, the chosen place in another colour.

In: tidy figures of one measure, a row a place, with a column `place`. Rows without a value are left to the table;
the order says nothing about ranks, which would need intervals of their own.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.theme import CHOSEN, OTHERS, AnyChart, data, finish, message
from workbench.dictionary import Measure, load_measures
from workbench.reasons import NO_REPORT
from workbench.wording import Count, amount, count, say, why

WIDTH, ROW = 380, 26
UNITS = {"share": "", "per_100": "_per_100"}  # the subtitle says which interval is drawn


def compare(figures: pl.DataFrame, *, measure: str, chosen: str | None, lang: str = "zh") -> AnyChart:
    """The measure of each place that has a value, all of one basis. `chosen` is the region code to mark, if any."""
    known = load_measures()[measure]
    year = figures["year"].first() if figures.height else ""
    title = say("chart.compare.title", lang, measure=known.label(lang), year=year)
    rows = figures.filter(pl.col("value").is_not_null()).sort("value", "region", descending=[True, False])
    if rows.is_empty():
        reason = figures["why_null"].first() if figures.height else NO_REPORT
        return message(why(str(reason), lang), title=title)
    points = [_point(row, known, chosen) for row in rows.iter_rows(named=True)]
    told = "; ".join(f"{point['place']} {point['shown']}" for point in points)
    return finish(
        _dots(points, known).properties(width=WIDTH, height=ROW * len(points)),
        title=title,
        subtitle=_basis(rows, lang) if chosen is None else _subtitle(points, known, lang),
        description=f"{title}: {told}",
    )


def _basis(rows: pl.DataFrame, lang: str) -> str:
    """Where no place is chosen: what kind of figures stand under each other."""
    basis = say(f"basis.{rows['basis'][0]}", lang)
    return say("chart.compare.subtitle_basis", lang, basis=basis, n=Count(rows.height))


def _subtitle(points: list[dict[str, Any]], measure: Measure, lang: str) -> str:
    if not any(point["chosen"] for point in points):
        return say("chart.compare.subtitle_without", lang)
    return say(f"chart.compare.subtitle{UNITS.get(measure.unit, '_count')}", lang)


def _point(row: dict[str, Any], measure: Measure, chosen: str | None) -> dict[str, Any]:
    fraction = f"{count(row['numerator'])}/{count(row['denominator'])}" if measure.is_rate else ""
    return {
        "place": row["place"],
        "region": row["region"],
        "value": row["value"],
        "low": row["low"] if row["low"] is not None else row["value"],
        "high": row["high"] if row["high"] is not None else row["value"],
        "shown": amount(row["value"], measure.unit),
        "fraction": fraction,
        "chosen": row["region"] == chosen,
    }


def _dots(points: list[dict[str, Any]], measure: Measure) -> AnyChart:
    share = measure.unit == "share"
    top = 1.0 if share else max(1.0, *(point["high"] for point in points)) * 1.05
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1]) if share else alt.Axis(tickCount=5)
    x = alt.X("low:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, top], nice=False))
    colour = alt.condition("datum.chosen", alt.value(CHOSEN), alt.value(OTHERS))
    shape = alt.condition("datum.chosen", alt.value("diamond"), alt.value("circle"))  # in grey print as well
    base = alt.Chart(data(points)).encode(y=alt.Y("place:N", title=None, sort=None))
    lines = base.mark_rule(strokeWidth=2).encode(x=x, x2=alt.X2("high:Q"), color=colour)
    dots = base.mark_point(size=80, filled=True, opacity=1).encode(
        x=alt.X("value:Q"),
        color=colour,
        shape=shape,
        tooltip=[alt.Tooltip("place:N"), alt.Tooltip("shown:N"), alt.Tooltip("fraction:N")],
    )
    shown, fraction = (
        base.mark_text(align="right").encode(x=alt.value(WIDTH + right), text=alt.Text(field))
        for field, right in (("shown:N", 70), ("fraction:N", 150))
    )
    return alt.layer(lines, dots, shown, fraction)
