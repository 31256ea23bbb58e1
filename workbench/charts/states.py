"""Who reported, and who reported no request (取得情况): a tile a body and year in four states, told by sign and
shade, and in a fifth where no report is due yet.

In: `units.states`. Above MOST bodies the tiles give way to stacked shares of the states by year, with the counts;
the table under the chart holds every body.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import share_x
from workbench.charts.theme import INK, MOST_BODIES, WIDTH, AnyChart, data, finish, message
from workbench.charts.units import labels_of
from workbench.units import BLANK, NONE, NOT_DUE, SOME, ZERO
from workbench.wording import Count, count, percent, say

ROW = 22
ORDER = (SOME, ZERO, BLANK, NONE, NOT_DUE)
FILL = {SOME: "#12436D", ZERO: "#C9D3DB", BLANK: "#E3D9BF", NONE: "#FFFFFF", NOT_DUE: "#FFFFFF"}
SIGN = {SOME: "●", ZERO: "0", BLANK: "?", NONE: "–", NOT_DUE: "…"}
ON = {SOME: "#FFFFFF", ZERO: INK, BLANK: INK, NONE: INK, NOT_DUE: INK}


def states(found: pl.DataFrame, lang: str = "zh") -> AnyChart:
    """Tiles of the four states, or of many bodies their shares by year."""
    title = say("chart.states.title", lang)
    if found.is_empty():
        return message(say("chart.states.none", lang), title=title)
    bodies = found["body_id"].n_unique()
    counts = found.group_by("year", "state").len("n").sort("year", "state")
    told = "; ".join(
        f"{year} {say(f'chart.states.{state}', lang)} {n}" for year, state, n in counts.iter_rows()
    )
    known = tuple(state for state in ORDER if state != NOT_DUE or state in counts["state"])
    drawn = _tiles(found, known, lang) if bodies <= MOST_BODIES else _shares(counts, known, lang)
    return finish(
        drawn,
        title=title,
        subtitle=say("chart.states.subtitle", lang, n=Count(bodies)),
        description=f"{title}: {told}",
    )


def _tiles(found: pl.DataFrame, known: tuple[str, ...], lang: str) -> AnyChart:
    names = dict(found.select("body_id", "name").unique(maintain_order=True).iter_rows())
    years = [str(year) for year in found["year"].unique().sort()]
    rows = [
        {"id": row["body_id"], "name": row["name"], "year": str(row["year"]), "sign": SIGN[row["state"]],
         "state": say(f"chart.states.{row['state']}", lang), "kind": row["state"]}
        for row in found.iter_rows(named=True)
    ]  # fmt: skip
    width = min(70 * len(years), WIDTH - 220)
    base = alt.Chart(data(rows), width=width, height=ROW * len(names)).encode(
        x=alt.X("year:O", title=None, sort=years, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("id:N", title=None, sort=list(names), axis=_named(names)),
    )
    tiles = base.mark_rect(stroke="#9AA5B1", strokeWidth=1).encode(
        color=_colour(known, lang),
        tooltip=[alt.Tooltip("name:N"), alt.Tooltip("year:O"), alt.Tooltip("state:N")],
    )
    ink = _ink(known)
    signs = base.mark_text(fontSize=12).encode(text=alt.Text("sign:N"), color=ink)
    layers: AnyChart = alt.layer(tiles, signs).resolve_scale(color="independent")
    return layers


def _shares(counts: pl.DataFrame, known: tuple[str, ...], lang: str) -> AnyChart:
    rows = [
        bar
        for (year,), group in counts.group_by("year", maintain_order=True)
        for bar in _year(year, group, lang)
    ]
    years = list(dict.fromkeys(row["year"] for row in rows))
    y = alt.Y("year:O", title=None, sort=years)
    x = share_x("from:Q")
    base = alt.Chart(data(rows), width=WIDTH - 40, height=30 * len(years)).encode(y=y)
    bars = base.mark_bar(height=22, stroke="#9AA5B1", strokeWidth=1).encode(
        x=x, x2=alt.X2("to:Q"), color=_colour(known, lang)
    )
    ink = _ink(known)
    inside = base.mark_text().encode(x=alt.X("middle:Q"), text=alt.Text("text:N"), color=ink)
    layers: AnyChart = alt.layer(bars, inside).resolve_scale(color="independent")
    return layers


def _year(year: Any, group: pl.DataFrame, lang: str) -> list[dict[str, Any]]:
    numbers = dict(group.select("state", "n").iter_rows())
    total = sum(numbers.values())
    ends = list(accumulate((numbers.get(state, 0) / total for state in ORDER), initial=0.0))
    return [
        {"year": str(year), "state": say(f"chart.states.{state}", lang), "kind": state, "from": start, "to": end,
         "middle": (start + end) / 2,
         "text": f"{count(numbers[state])} ({percent(end - start)})" if end - start > 0.14 else ""}
        for state, start, end in zip(ORDER, ends, ends[1:], strict=False)
        if state in numbers
    ]  # fmt: skip


def _ink(known: tuple[str, ...]) -> alt.Color:
    scale = alt.Scale(domain=list(known), range=[ON[state] for state in known])
    return alt.Color("kind:N", legend=None, scale=scale)


def _colour(known: tuple[str, ...], lang: str) -> alt.Color:
    labels = [say(f"chart.states.{state}", lang) for state in known]
    legend = alt.Legend(symbolStrokeColor="#9AA5B1", symbolStrokeWidth=1)
    scale = alt.Scale(domain=labels, range=[FILL[state] for state in known])
    return alt.Color("state:N", sort=None, scale=scale, legend=legend)


def _named(names: dict[str, str]) -> alt.Axis:
    return alt.Axis(labelExpr=labels_of(names), labelLimit=260)
