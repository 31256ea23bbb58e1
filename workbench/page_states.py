"""Who reported (取得情况), as pages show it: the chart of `units.states`, the counts by year, those of many by place.

In: what the page was asked for and the states of its bodies. Out: sentences, charts and tables in Chinese or English.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from workbench import charts
from workbench.bodies import is_due
from workbench.charts.states import ORDER
from workbench.charts.states_by_place import obtained, rows_of
from workbench.children import states_by_place
from workbench.measures import figures as figures_of
from workbench.parameters import Asked
from workbench.tables import MOST_DOWNLOAD, Table, folded, table
from workbench.units import BLANK, SOME, ZERO
from workbench.wording import Count, count, say


def drawn(asked: Asked, found: pl.DataFrame) -> list[Any]:
    """Chart and counts by year; of more bodies than have a row each, a folded table by place as well."""
    lang = asked.lang
    if found["body_id"].n_unique() <= charts.MOST_BODIES:
        return [charts.states(found, lang), coverage_table(found, lang=lang)]
    places = states_by_place(found, asked.region)
    chart, by_year = charts.states(found, lang, places), coverage_table(found, lang=lang)
    return [chart, by_year, _places_table(places, lang)]


def _places_table(places: pl.DataFrame, lang: str) -> Table:
    """A row a place, a column a year: the number of bodies in each state, in the order of the heading."""
    known = [state for state in ORDER if state in places["state"]]
    years = places["year"].unique().sort().to_list()
    shown = pl.DataFrame(
        [
            {"place": name} | {str(year): _counts(numbers.get(year, {}), known) for year in years}
            for name, numbers in rows_of(places, lang)
        ]
    )
    order = " / ".join(say(f"chart.states.{state}", lang) for state in known)
    rows = table(shown, lang=lang, name="coverage_by_place", raw=places)
    return folded(say("page.states_by_place", lang, order=order), rows)


def _counts(numbers: dict[str, int], known: list[str]) -> str:
    return " / ".join(count(numbers.get(state, 0)) for state in known) if obtained(numbers)[1] else ""


def coverage_table(found: pl.DataFrame, *, lang: str) -> Table:
    """Of `units.states`: a row a year, how many bodies had requests, none, a blank, or no report."""
    counts = found.group_by("year", "state").len("n").sort("year", "state")
    wide = counts.pivot("state", index="year", values="n")
    known = [state for state in ORDER if state in wide.columns]
    words = {state: say(f"chart.states.{state}", lang) for state in known}
    shown = wide.select(pl.col("year").cast(pl.String), *known).fill_null(0).rename(words)
    raw = found if found.height <= MOST_DOWNLOAD else wide
    return table(shown, lang=lang, name="coverage", raw=raw)


def seen_and_used(asked: Asked, found: pl.DataFrame) -> str:
    """How many bodies of `units.states` have a report of the year, and why coverage is of other bodies where it is."""
    seen = found["body_id"].n_unique()
    read = found.filter(pl.col("year") == asked.year, pl.col("state").is_in([SOME, ZERO, BLANK])).height
    told = say("page.states_seen", asked.lang, year=asked.year, seen=Count(seen), read=Count(read))
    bodies = figures_of(asked.frames, region=asked.region, year=asked.year)["bodies"]
    if not is_due(asked.year, asked.frames.as_of) or (bodies["read"], bodies["expected"]) == (read, seen):
        return told
    used = {"used": count(bodies["read"]), "expected": count(bodies["expected"])}
    return told + (" " if asked.lang == "en" else "") + say("page.states_used", asked.lang, **used)
