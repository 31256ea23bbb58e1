"""One measure over several places: dots with intervals, largest first, the chosen place in another colour.

In: tidy figures of one measure, a row a place, with a column `place`. Rows without a value are left to the table;
the order says nothing about ranks, which would need intervals of their own.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench.charts.interval_dots import interval_dots
from workbench.charts.theme import AnyChart, finish, message
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
    told = "; ".join(f"{point['name']} {point['shown']}" for point in points)
    return finish(
        interval_dots(
            points, lang=lang, share=known.unit == "share", width=WIDTH, columns=(70, 150)
        ).properties(width=WIDTH, height=ROW * len(points)),
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
        "name": row["place"],
        "id": row["region"],
        "value": row["value"],
        "low": row["low"] if row["low"] is not None else row["value"],
        "high": row["high"] if row["high"] is not None else row["value"],
        "shown": amount(row["value"], measure.unit),
        "counts": fraction,
        "chosen": row["region"] == chosen,
    }
