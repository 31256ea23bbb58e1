"""The ranked dots: the measure over the places or bodies compared, or in words why there is nothing to draw.

In: frames and a state. Out: the chart and its table. No report, only zero returns, few cases and too narrow a filter
are told apart. A figure with doubtful or corrected cells has a sign; what is printed stands beside it in the table.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from workbench import charts, page_tables
from workbench.basis import OF_MANY, counted
from workbench.charts.ranked import around, ranked
from workbench.dictionary import Measure, load_measures
from workbench.explorer.compared import Compared, compared, worded
from workbench.explorer.part import Part, State, whose
from workbench.explorer.state import places
from workbench.reasons import FEW_CASES, NOT_APPLICABLE
from workbench.tables import MOST_ROWS, table
from workbench.wording import Count, joined, say

if TYPE_CHECKING:
    from workbench.frames import Frames

SHOWN = (
    "place",
    "value",
    "counts",
    "interval",
    "as_printed",
    "doubtful_cells",
    "under_proposals",
    "why_null",
)


def dots(frames: Frames, state: State) -> Part:
    """The measure over the places or bodies compared, or one of the reasons why there is nothing to draw."""
    lang, measure = state["lang"], load_measures()[state["measure"]]
    found = compared(frames, state)
    enough = pl.col("denominator").fill_null(0) >= state["least"] if measure.is_rate else pl.lit(True)
    ordered = found.rows.sort("value", "id", descending=[True, False], nulls_last=True)
    kept = ordered.filter(enough)
    title = say("chart.compare.title", lang, measure=measure.label(lang), year=state["year"])
    reason = _reason(frames, found, kept, state)
    if reason:
        chart = charts.message(reason, title=title)
    else:
        chosen = state["body"] if found.of_bodies else state["region"]
        known = kept.filter(pl.col("value").is_not_null())
        drawn, signs = _signed(worded(around(known, chosen), measure, lang), lang)
        share, told = measure.unit == "share", joined((found.told, signs), lang)
        told = told[:1].upper() + told[1:]
        chart = ranked(drawn, of=known.height, title=title, share=share, chosen=chosen, lang=lang, told=told)
    formula = f"<p><code>{escape(measure.formula)}</code></p>"
    return Part(chart, lambda: formula + _ranked_table(ordered, measure, lang))


def _signed(rows: pl.DataFrame, lang: str) -> tuple[pl.DataFrame, str]:
    """Figures with corrected or doubtful cells are told by a sign, as tiles are; and what the signs mean."""
    doubtful, corrected = pl.col("doubtful_cells") > 0, pl.col("corrected_cells") > 0
    signs = (
        pl.when(is_so).then(pl.lit(sign)).otherwise(pl.lit(""))
        for is_so, sign in ((doubtful, "?"), (corrected, "*"))
    )
    meant = say("explorer.signs", lang) if rows.select((doubtful | corrected).any()).item() else ""
    return rows.with_columns(shown=pl.concat_str("shown", *signs)), meant


def _ranked_table(rows: pl.DataFrame, measure: Measure, lang: str) -> str:
    """The first rows as people read them; all of them in the download."""
    first = worded(rows.head(MOST_ROWS), measure, lang)
    shown = first.select(
        "doubtful_cells",
        place="name",
        value="shown",
        counts="counts",
        interval="interval",
        as_printed="printed",
        under_proposals="proposed",
        why_null="why",
    )
    return table(
        page_tables.filled(shown.select(SHOWN)), of=rows.height, lang=lang, name=measure.id, raw=rows
    ).html


def _reason(frames: Frames, compared: Compared, kept: pl.DataFrame, state: State) -> str:
    """Why there is no chart: no report, zero returns, few cases, too narrow a filter, nothing known; or nothing."""
    lang, year, found = state["lang"], state["year"], compared.rows
    if state["peers"] != "inside" and not _reports(frames, compared, state):
        place = state["body"] or places(frames)[state["region"]]["full"]
        return say("explorer.no_report", lang, place=place, year=year)
    if found.is_empty():
        return say("explorer.no_peers", lang, year=year)
    if not found.filter(pl.col("value").is_not_null()).is_empty():
        few = kept.filter(pl.col("value").is_not_null()).is_empty()
        return say("explorer.too_narrow", lang, year=year, least=state["least"]) if few else ""
    if (found["why_null"] == NOT_APPLICABLE).all():
        return say("explorer.only_zero", lang, year=year, n=Count(found.height))
    if found["why_null"].is_in([NOT_APPLICABLE, FEW_CASES]).all():
        return say("explorer.few", lang, year=year)
    return say("explorer.unknown", lang, year=year)


def _reports(frames: Frames, compared: Compared, state: State) -> int:
    """How many reports are behind the chosen figure; of a place that is known, so that none is looked for."""
    if state["body"] is None and compared.own is not None:
        return compared.own
    return counted(frames, **whose(state), year=state["year"], columns=OF_MANY)[1].height
