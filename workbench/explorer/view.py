"""What the explorer shows for a state: a chart, or the reason why there is none, and the tables under it.

No widget here: a state in, a chart and HTML out, so that all of it can be tested without a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench import charts, page_tables
from workbench.basis import counted
from workbench.dictionary import Measure, load_measures
from workbench.matrix import matrix
from workbench.measures import figures, tidy
from workbench.parameters import place_names
from workbench.peers import peers
from workbench.reasons import FEW_CASES, NOT_APPLICABLE
from workbench.tables import table
from workbench.wording import Count, say

if TYPE_CHECKING:
    from workbench.frames import Frames


@dataclass(frozen=True)
class View:
    """The charts (with a message in them where nothing can be drawn) and the tables as HTML."""

    chart: charts.AnyChart
    funnel: charts.AnyChart
    table: str
    matrix: str


def view(frames: Frames, state: dict[str, Any]) -> View:
    """The measure over all places of the year with the chosen one marked; the chosen report's full table."""
    lang, measure = state["lang"], load_measures()[state["measure"]]
    _, reports = counted(frames, region=state["region"], year=state["year"])
    over_places = _over_places(frames, state)
    wide_enough = over_places.filter(
        pl.col("denominator").fill_null(0) >= state["least"] if measure.is_rate else pl.lit(True)
    )
    reason = _reason(frames, reports, over_places, wide_enough, state)
    chart = (
        charts.message(reason, title=measure.label(lang))
        if reason
        else charts.compare(wide_enough, measure=measure.id, chosen=state["region"], lang=lang)
    )
    chosen = frames.reports.filter(pl.col("report_id").eq_missing(pl.lit(state["report"], pl.String)))
    full = "" if chosen.is_empty() else matrix(frames, chosen, lang=lang).html
    return View(chart, _funnel(frames, state), _table(over_places, measure, lang), full)


def _funnel(frames: Frames, state: dict[str, Any]) -> charts.AnyChart:
    """The chosen place among its peers; of a measure that is no share, words."""
    measure, lang = load_measures()[state["measure"]], state["lang"]
    if not measure.is_plain_share:
        return charts.message(say("chart.funnel.no_share", lang), title=measure.label(lang))
    found = peers(frames, region=state["region"], year=state["year"], measure=measure.id)
    return charts.funnel(found, lang)


def _over_places(frames: Frames, state: dict[str, Any]) -> pl.DataFrame:
    names = place_names(frames)
    there = frames.reports.filter(year=state["year"])["place"].drop_nulls().unique().sort()
    found = [
        figures(frames, region=place, year=state["year"], measures=[state["measure"]]) for place in there
    ]
    named = pl.DataFrame({"region": list(names), "place": list(names.values())})
    return tidy(*found).join(named, on="region", how="left", maintain_order="left")


def _reason(
    frames: Frames, reports: pl.DataFrame, found: pl.DataFrame, kept: pl.DataFrame, state: dict[str, Any]
) -> str:
    """Why there is no chart: no report, zero returns, few cases, too narrow a filter, nothing known; or nothing."""
    lang, year = state["lang"], state["year"]
    if reports.is_empty():
        place = place_names(frames).get(state["region"], state["region"])
        return say("explorer.no_report", lang, place=place, year=year)
    if not found.filter(pl.col("value").is_not_null()).is_empty():
        few = kept.filter(pl.col("value").is_not_null()).is_empty()
        return say("explorer.too_narrow", lang, year=year, least=state["least"]) if few else ""
    if (found["why_null"] == NOT_APPLICABLE).all():
        return say("explorer.only_zero", lang, year=year, n=Count(found.height))
    if found["why_null"].is_in([NOT_APPLICABLE, FEW_CASES]).all():
        return say("explorer.few", lang, year=year)
    return say("explorer.unknown", lang, year=year)


def _table(found: pl.DataFrame, measure: Measure, lang: str) -> str:
    ordered = found.sort("value", "region", descending=[True, False], nulls_last=True)
    rows = [
        {"place": row["place"]} | page_tables.measure_row(row, measure, lang)
        for row in ordered.iter_rows(named=True)
    ]
    frame = pl.DataFrame(rows).drop("measure", strict=False)
    formula = escape(measure.formula)
    return f"<p><code>{formula}</code></p>" + table(frame, lang=lang, name=measure.id, raw=found).html
