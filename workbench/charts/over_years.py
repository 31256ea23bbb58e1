"""A rate over the years (公开率等): a line with its Wilson band, the national edition's changes marked.

In: the frame of `series.over_years` and a measure that is a share; of a single report also its peers in the province
and the nation (`standing.pooled`), dashed lines labelled at their ends. Years without a value leave a gap, never a
zero, and are named in the subtitle; years of different basis are not joined. With one year there is no series.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import share_y, year_x
from workbench.charts.theme import (
    CHOSEN,
    FOCUS,
    OTHERS,
    SOFT,
    WIDTH,
    AnyChart,
    data,
    finish,
    haloed,
    message,
    picked,
)
from workbench.charts.tips import tips
from workbench.dictionary import load_measures
from workbench.methods.trend import cochran_armitage, two_sided
from workbench.wording import counted_share, percent, say

HEIGHT = 200
ROOM = 70  # for the labels at the ends of lines
GAP = 16 / HEIGHT  # between labels at the ends of lines, as a share of the axis
KEPT = ("year", "value", "low", "high", "basis", "bodies", "known", "of", "numerator", "denominator")
DASHES = {"province": [7, 3], "national": [2, 3]}


def over_years(
    series: pl.DataFrame,
    lang: str = "zh",
    measure: str = "disclosure_rate",
    beside: pl.DataFrame | None = None,
    chosen: int | None = None,
) -> AnyChart:
    """The measure's share by year with its interval; the test of a trend from five comparable years on.

    `chosen` marks a year, and makes the points ones to click: the selection `pick` gives the year of the one clicked.
    """
    title = say("chart.over_years.title", lang, measure=load_measures()[measure].label(lang))
    rows = series.filter(measure=measure).sort("year").to_dicts()
    points = _runs([row for row in rows if row["value"] is not None])
    if len(points) < 2:
        return message(say("chart.over_years.single", lang), title=title)
    missing = [str(row["year"]) for row in rows if row["value"] is None]
    stop, comma = (". ", "; ") if lang == "en" else ("。", "；")
    said = comma.join(f"{point['year']} {point['text']}" for point in points)
    lines = _beside(beside, points, lang)
    return finish(
        _layers(points, _breaks(rows, points[-1]["year"], lang), lines, lang, chosen).properties(
            width=WIDTH - ROOM * bool(lines), height=HEIGHT
        ),
        title=title,
        subtitle=[
            _trend(points, lang),
            *([say("chart.over_years.gaps", lang, years=", ".join(missing))] * bool(missing)),
            *([say("chart.over_years.beside", lang)] * bool(lines)),
        ],
        description=title + stop + said,
    )


def _runs(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points with the number of their run: a new one after a year without a value and after a change of basis."""
    points: list[dict[str, Any]] = []
    for row in rows:
        last = points[-1] if points else None
        joined = last is not None and row["year"] == last["year"] + 1 and row["basis"] == last["basis"]
        run = last["run"] + (not joined) if last else 0
        point = {key: row[key] for key in KEPT}
        points.append({**point, "run": run, "text": counted_share(row["numerator"], row["denominator"])})
    return points


def _breaks(rows: list[dict[str, Any]], last: int, lang: str) -> list[dict[str, Any]]:
    """Where the edition of the form changes up to the last point, half a year before the new one's first report."""
    told = [row for row in rows if row["edition"]]
    return [
        {"at": row["year"] - 0.5, "text": say("chart.over_years.edition", lang, edition=row["edition"])}
        for before, row in pairwise(told)
        if row["edition"] != before["edition"] and row["year"] <= last
    ]


def _trend(points: list[dict[str, Any]], lang: str) -> str:
    """The last run's trend: years of another basis, of other bodies or not told by all of them are not comparable."""
    alike = [(point["basis"], point["bodies"], point["known"] == point["of"]) for point in points]
    last = [point for point, like in zip(points, alike, strict=True) if like == (*alike[-1][:2], True)]
    x, n, t = (pl.col(name) for name in ("numerator", "denominator", "year"))
    z = pl.DataFrame(last).select(cochran_armitage(x, n, t)[1]).item()
    if z is None:
        return say("chart.over_years.band", lang)
    p = two_sided(z)
    shown = "<0.001" if p < 0.001 else f"={p:.3f}"
    return say("chart.over_years.trend", lang, n=len(last), z=f"{z:.2f}", p=shown)


def _beside(lines: pl.DataFrame | None, points: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """The lines of province and nation within the chart's years; `at` is where the label of each stands."""
    if lines is None or lines.is_empty():
        return []
    years = range(points[0]["year"], points[-1]["year"] + 1)
    rows = lines.filter(pl.col("year").is_in(list(years))).sort("above", "year").to_dicts()
    ends = {row["above"]: row["value"] for row in rows}
    at = _apart([points[-1]["high"] + GAP * 0.8, *ends.values()])[1:]  # clear of the last point's own label
    place = dict(zip(ends, at, strict=True))
    last = {row["above"]: row["year"] for row in rows}
    return [
        {
            **{key: row[key] for key in ("year", "above", "value")},
            "text": say(f"chart.over_years.{row['above']}", lang, share=percent(row["value"])),
            "at": place[row["above"]] if last[row["above"]] == row["year"] else None,
        }
        for row in rows
    ]


def _apart(values: list[float]) -> list[float]:
    """Heights for labels at these values, GAP from each other and from the first, which stays where it is."""
    placed = values[:1]
    for value in values[1:]:
        steps = (sign * step * GAP / 4 for step in range(40) for sign in (1, -1))
        free = (value + step for step in steps if all(abs(value + step - other) >= GAP for other in placed))
        placed.append(next((at for at in free if 0 <= at <= 1), value))
    return placed


def _layers(
    points: list[dict[str, Any]],
    breaks: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    lang: str,
    chosen: int | None,
) -> AnyChart:
    x, y = year_x(points[0]["year"], points[-1]["year"]), share_y("value:Q")
    labelled = [point | {"share": percent(point["value"])} for point in points]
    base = alt.Chart(data(labelled)).encode(x=x, detail=alt.Detail("run:N"))
    band = base.mark_area(color=FOCUS, opacity=0.15).encode(y=share_y("low:Q"), y2=alt.Y2("high:Q"))
    ends = base.mark_rule(color=FOCUS, opacity=0.45).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    line = base.mark_line(color=FOCUS, strokeWidth=2).encode(y=y)
    dots = _dots(base, y, lang, chosen)
    shown = haloed(base.encode(y=alt.Y("high:Q")), "share:N", dy=-9)
    edition = alt.Chart(data(breaks)).encode(x=alt.X("at:Q"))
    rules = edition.mark_rule(strokeDash=[4, 4], color=SOFT)
    names = edition.mark_text(align="left", baseline="bottom", dx=5, fontSize=11, color=SOFT).encode(
        y=alt.value(HEIGHT - 4), text=alt.Text("text:N")
    )
    parts = [*_dashed(lines, x, y), band, ends, line, dots, *shown, *([rules, names] if breaks else [])]
    return alt.layer(*parts)


def _dots(base: alt.Chart, y: alt.Y, lang: str, chosen: int | None) -> alt.Chart:
    """The points; to click, larger, and the chosen year in another colour and shape."""
    tooltip = tips(lang, "year", "text")
    if chosen is None:
        plain: alt.Chart = base.mark_point(color=FOCUS, filled=True, size=55, opacity=1)
        return plain.encode(y=y, tooltip=tooltip)
    here = f"datum.year === {chosen}"
    marks = base.mark_point(filled=True, size=110, opacity=1, cursor="pointer").encode(
        y=y,
        tooltip=tooltip,
        color=alt.condition(here, alt.value(CHOSEN), alt.value(FOCUS)),
        shape=alt.condition(here, alt.value("diamond"), alt.value("circle")),
    )
    clickable: alt.Chart = marks.add_params(picked("year"))
    return clickable


def _dashed(lines: list[dict[str, Any]], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Province and nation, told apart by their dashes and their labels."""
    if not lines:
        return []
    base = alt.Chart(data(lines)).encode(x=x)
    dashes = alt.StrokeDash(
        "above:N", legend=None, scale=alt.Scale(domain=list(DASHES), range=list(DASHES.values()))
    )
    named = alt.Chart(data([row for row in lines if row["at"] is not None]))
    return [
        base.mark_line(color=OTHERS, strokeWidth=1.5).encode(y=y, strokeDash=dashes),
        named.mark_text(align="left", dx=12, fontSize=11, color=SOFT).encode(
            x=x, y=alt.Y("at:Q"), text=alt.Text("text:N")
        ),
    ]
