"""Who reported, of many bodies (取得情况): a row a place, a column a year, in each a bar of the states' shares.

In: `children.states_by_place`. Out: layers for `states`, the first row being all bodies together. Above each bar stands
how many bodies were obtained of those seen, so that nothing is told by shade alone; the table below has all counts.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import altair as alt
import polars as pl

from workbench.areas import name_of
from workbench.charts.theme import INK, MOST_BODIES, WIDTH, AnyChart, data
from workbench.charts.tips import tips
from workbench.charts.units import labels_of
from workbench.units import BLANK, SOME, ZERO
from workbench.wording import Count, count, percent, say

ROW, BAR = 30, 12
NAMES = 190  # of the width, for the names of the places
LETTER = 6  # of a count, in points
FULL = 0.94  # of a year's column: the rest parts it from the next
OBTAINED = (SOME, ZERO, BLANK)

Rows = list[dict[str, Any]]
Numbers = dict[str, int]  # of bodies by state


def by_place(found: pl.DataFrame, order: tuple[str, ...], colour: alt.Color, lang: str) -> AnyChart:
    """The layers; `order` of the states, and their `colour` by the field `state`."""
    years = found["year"].unique().sort().to_list()
    rows = rows_of(found, lang)
    names = {str(row): name for row, (name, _) in enumerate(rows)}  # two places may have one name
    room = (WIDTH - NAMES) / len(years)
    cells = [
        (row, at, numbers.get(year, {}))
        for row, (_, numbers) in enumerate(rows)
        for at, year in enumerate(years)
    ]
    bars = [bar for row, at, numbers in cells for bar in _bars(row, at, numbers, order, lang)]
    texts = [{"row": row, "from": at, "text": _text(numbers, room)} for row, at, numbers in cells if numbers]
    y = alt.Y("row:O", title=None, axis=alt.Axis(labelExpr=labels_of(names)))
    x = alt.X("from:Q", title=None, axis=_years(years), scale=alt.Scale(domain=[0, len(years)], nice=False))
    drawn = (
        alt.Chart(data(bars), width=WIDTH - NAMES, height=ROW * len(rows))
        .mark_bar(height=BAR, yOffset=6, stroke="#9AA5B1", strokeWidth=0.6)
        .encode(
            y=y, x=x, x2=alt.X2("to:Q"), color=colour,
            tooltip=tips(lang, "state", "n", n="bodies"),
        )
    )  # fmt: skip
    above = alt.Chart(data(texts)).mark_text(align="left", fontSize=11, dy=-7, color=INK)
    layers: AnyChart = alt.layer(drawn, above.encode(y=y, x=x, text=alt.Text("text:N")))
    return layers


def rows_of(found: pl.DataFrame, lang: str) -> list[tuple[str, dict[int, Numbers]]]:
    """Name and states by year: of all, of the region's own level, of the places by code, of the rest together."""
    sizes = found.drop_nulls("place").group_by("place").agg(pl.col("n").sum())
    kept = sizes.sort(["n", "place"], descending=[True, False])["place"].head(MOST_BODIES).sort().to_list()
    whole = (say("chart.states.all", lang), _by_year(found))
    if not kept:
        return [whole]
    place = pl.col("place")
    rest = Count(sizes.height - len(kept))
    groups = [
        (say("chart.states.own", lang), place.is_null()),
        *((name_of(code, lang).split(" ")[-1], place == code) for code in kept),
        (say("chart.states.rest", lang, n=rest), place.is_not_null() & ~place.is_in(kept)),
    ]
    rows = ((name, _by_year(found.filter(mine))) for name, mine in groups)
    return [whole, *((name, numbers) for name, numbers in rows if numbers)]


def _by_year(rows: pl.DataFrame) -> dict[int, Numbers]:
    found: dict[int, Numbers] = {}
    for year, state, n in rows.group_by("year", "state").agg(pl.col("n").sum()).iter_rows():
        found.setdefault(year, {})[state] = n
    return found


def _bars(row: int, at: int, numbers: Numbers, order: tuple[str, ...], lang: str) -> Rows:
    """The parts of one bar, in the order of the states."""
    total = sum(numbers.values())
    ends = accumulate((numbers.get(state, 0) for state in order), initial=0)
    edges = [round(at + FULL * end / total, 3) if total else at for end in ends]
    return [
        {
            "row": row,
            "from": start,
            "to": end,
            "state": say(f"chart.states.{state}", lang),
            "n": numbers[state],
        }
        for state, start, end in zip(order, edges, edges[1:], strict=False)
        if state in numbers
    ]


def obtained(numbers: Numbers) -> tuple[int, int]:
    """How many bodies have a report, of how many that were seen."""
    return sum(numbers.get(state, 0) for state in OBTAINED), sum(numbers.values())


def _text(numbers: Numbers, room: float) -> str:
    """Obtained of seen; as a share where both numbers have no room."""
    some, seen = obtained(numbers)
    both = f"{count(some)}/{count(seen)}"
    return both if len(both) * LETTER < room else percent(some / seen)


def _years(years: list[int]) -> alt.Axis:
    """The year above the middle of its column."""
    return alt.Axis(
        orient="top",
        grid=False,
        values=[at + FULL / 2 for at in range(len(years))],
        labelExpr=f"{[str(year) for year in years]}[floor(datum.value)]",
    )
