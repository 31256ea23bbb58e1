"""In and out (收与办): received and carried in against concluded and carried over, one year or several.

The two bars of a year are equal by the form's own rule; unequal ends are a failed check that one can see. In: tidy
figures of one region or body. One year lies down, several stand beside each other with the clearance rate above them;
a year of which not all four numbers are known is left empty and named.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import whole_axis
from workbench.charts.frames import rows_of
from workbench.charts.theme import INK, ON_PARTS, PARTS, WIDTH, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.measures import load_measures
from workbench.wording import count, percent, say

SIDES = {"received": "into", "carried_in": "into", "processed": "out", "carried_over": "out"}
COLOURS = {"received": 0, "carried_in": 3, "processed": 1, "carried_over": 5}
NARROWEST = 0.06  # a block narrower than this part of the chart has no room for its number
HEIGHT = 220  # of standing bars
RATE = "clearance_rate"


def flow(figures: pl.DataFrame, lang: str = "zh") -> AnyChart:
    """Two stacked bars of counts a year, in and out."""
    title = say("chart.flow.title", lang)
    years = {
        year: rows_of(rows, "flow", lang)
        for (year,), rows in figures.sort("year").group_by("year", maintain_order=True)
    }
    known = {year: rows for year, rows in years.items() if all(_whole(row) for row in rows)}
    if not any(known.values()):
        return message(say("chart.flow.unknown", lang), title=title)
    if not any(row["value"] for rows in known.values() for row in rows):
        return message(say("chart.flow.none", lang), title=title)
    blocks = [block for year, rows in known.items() for block in _blocks(rows, str(year), lang)]
    empty = ", ".join(str(year) for year in years if year not in known)
    rates = _rates(figures, known)
    one = len(years) == 1
    said = [
        say("chart.flow.subtitle", lang),
        *([_rate_told(rates, lang, one=one)] if rates else []),
        *([say("chart.flow.empty", lang, years=empty)] if empty else []),
    ]
    told = "; ".join(_told(block, not one) for block in blocks)
    drawn = _lying(blocks, lang) if one else _standing(blocks, [str(year) for year in years], rates, lang)
    return finish(drawn, title=title, subtitle=said, description=f"{title}: {told}")


def _rates(figures: pl.DataFrame, years: Iterable[int]) -> dict[str, str]:
    """The clearance rate of each of these years that has one, in words."""
    known = figures.filter(pl.col("measure") == RATE, pl.col("year").is_in(list(years))).drop_nulls("value")
    return {str(year): percent(value) for year, value in known.select("year", "value").iter_rows()}


def _rate_told(rates: dict[str, str], lang: str, *, one: bool) -> str:
    name = load_measures()[RATE].label(lang)
    return f"{name} {next(iter(rates.values()))}" if one else say("chart.flow.above", lang, name=name)


def _whole(row: dict[str, Any]) -> bool:
    """Known of every report: numbers of different reports make unequal bars without any sum that fails."""
    return row["value"] is not None and row["known"] == row["of"]


def _told(block: dict[str, Any], with_year: bool) -> str:
    year = f"{block['year']} " if with_year else ""
    return f"{year}{block['side']}: {block['label']} {count(block['cases'])}"


def _blocks(rows: list[dict[str, Any]], year: str, lang: str) -> list[dict[str, Any]]:
    """Each number with its two ends; which have room for their text depends on the longest bar of all."""
    ends = {"into": 0.0, "out": 0.0}
    blocks = []
    for row in rows:
        side = SIDES[row["measure"]]
        start, ends[side] = ends[side], ends[side] + row["value"]
        blocks.append(
            {
                "measure": row["measure"],
                "year": year,
                "side": say(f"chart.flow.{side}", lang),
                "label": row["label"],
                "cases": row["value"],
                "from": start,
                "to": ends[side],
                "middle": (start + ends[side]) / 2,
            }
        )
    return blocks


def _with_texts(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    longest = max(block["to"] for block in blocks)
    return [
        block | {"text": count(block["cases"]) if block["cases"] >= NARROWEST * longest else ""}
        for block in blocks
    ]


def _colours(blocks: list[dict[str, Any]]) -> tuple[alt.Color, alt.Color]:
    """Of the blocks and of the numbers in them."""
    names = dict.fromkeys((block["label"], block["measure"]) for block in blocks)
    labels = [label for label, _ in names]
    fill, ink = (
        alt.Scale(domain=labels, range=[colours[COLOURS[measure]] for _, measure in names])
        for colours in (PARTS, ON_PARTS)
    )
    return alt.Color("label:N", scale=fill, sort=None), alt.Color("label:N", scale=ink, legend=None)


def _lying(blocks: list[dict[str, Any]], lang: str) -> AnyChart:
    base = alt.Chart(data(_with_texts(blocks)), width=WIDTH, height=84).encode(
        y=alt.Y("side:N", title=None, sort=None)
    )
    axis = whole_axis(max(block["to"] for block in blocks))
    along = alt.X("from:Q", title=say("chart.flow.axis", lang), axis=axis)
    return _layers(base, blocks, {"x": along, "x2": alt.X2("to:Q")}, {"x": alt.X("middle:Q")}, 28, lang)


def _standing(blocks: list[dict[str, Any]], years: list[str], rates: dict[str, str], lang: str) -> AnyChart:
    sides = [say(f"chart.flow.{side}", lang) for side in ("into", "out")]
    base = alt.Chart(data(_with_texts(blocks)), width=WIDTH, height=HEIGHT).encode(
        x=alt.X("year:N", title=None, sort=None, axis=alt.Axis(labelAngle=0)).scale(domain=years),
        xOffset=alt.XOffset("side:N", sort=sides, scale=alt.Scale(paddingInner=0.08)),
    )
    axis = whole_axis(max(block["to"] for block in blocks))
    up = alt.Y("from:Q", title=say("chart.flow.axis", lang), axis=axis)
    bars = _layers(base, blocks, {"y": up, "y2": alt.Y2("to:Q")}, {"y": alt.Y("middle:Q")}, None, lang)
    tops = {year: max(block["to"] for block in blocks if block["year"] == year) for year in rates}
    above = [{"year": year, "top": top, "text": rates[year]} for year, top in tops.items()]
    rate = alt.Chart(data(above)).mark_text(fontSize=11, dy=-8, color=INK)
    return alt.layer(bars, rate.encode(x="year:N", y="top:Q", text="text:N")) if above else bars


def _layers(
    base: alt.Chart,
    blocks: list[dict[str, Any]],
    ends: dict[str, Any],
    middle: dict[str, Any],
    height: int | None,
    lang: str,
) -> AnyChart:
    fill, ink = _colours(blocks)
    thickness: dict[str, Any] = {} if height is None else {"height": height}
    bars = base.mark_bar(stroke="white", strokeWidth=1.5, **thickness).encode(
        **ends, color=fill, tooltip=tips(lang, "year", "label", "cases", label="measure")
    )
    numbers = base.mark_text(fontSize=11).encode(**middle, text=alt.Text("text:N"), color=ink)
    layers: AnyChart = alt.layer(bars, numbers).resolve_scale(color="independent")
    return layers
