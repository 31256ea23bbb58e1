"""A rate over the years (公开率等): a line with its Wilson band, the national edition's changes marked.

In: the frame of `series.over_years` and a measure that is a share. Years without a value leave a gap, never a zero,
and are named in the subtitle; years of different basis are not joined. With one year there is no series to draw.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import altair as alt
import polars as pl

from workbench.charts.theme import FOCUS, SOFT, WIDTH, AnyChart, data, finish, message
from workbench.dictionary import load_measures
from workbench.methods.trend import cochran_armitage, two_sided
from workbench.wording import counted_share, percent, say

HEIGHT = 200


def over_years(series: pl.DataFrame, lang: str = "zh", measure: str = "disclosure_rate") -> AnyChart:
    """The measure's share by year with its interval; the test of a trend from five comparable years on."""
    title = say("chart.over_years.title", lang, measure=load_measures()[measure].label(lang))
    rows = series.filter(measure=measure).sort("year").to_dicts()
    points = _runs([row for row in rows if row["value"] is not None])
    if len(points) < 2:
        return message(say("chart.over_years.single", lang), title=title)
    missing = [str(row["year"]) for row in rows if row["value"] is None]
    stop, comma = (". ", "; ") if lang == "en" else ("。", "；")
    said = comma.join(f"{point['year']} {point['text']}" for point in points)
    return finish(
        _layers(points, _breaks(rows, lang)).properties(width=WIDTH, height=HEIGHT),
        title=title,
        subtitle=[
            _trend(points, lang),
            *([say("chart.over_years.gaps", lang, years=", ".join(missing))] * bool(missing)),
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
        point = {
            key: row[key] for key in ("year", "value", "low", "high", "basis", "numerator", "denominator")
        }
        points.append({**point, "run": run, "text": counted_share(row["numerator"], row["denominator"])})
    return points


def _breaks(rows: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Where the edition of the form changes, half a year before the first report in the new one."""
    told = [row for row in rows if row["edition"]]
    return [
        {"at": row["year"] - 0.5, "text": say("chart.over_years.edition", lang, edition=row["edition"])}
        for before, row in pairwise(told)
        if row["edition"] != before["edition"]
    ]


def _trend(points: list[dict[str, Any]], lang: str) -> str:
    """The last run's trend: earlier years of another basis are not comparable."""
    last = [point for point in points if point["basis"] == points[-1]["basis"]]
    x, n, t = (pl.col(name) for name in ("numerator", "denominator", "year"))
    z = pl.DataFrame(last).select(cochran_armitage(x, n, t)[1]).item()
    if z is None:
        return say("chart.over_years.band", lang)
    p = two_sided(z)
    shown = "<0.001" if p < 0.001 else f"={p:.3f}"
    return say("chart.over_years.trend", lang, n=len(last), z=f"{z:.2f}", p=shown)


def _layers(points: list[dict[str, Any]], breaks: list[dict[str, Any]]) -> AnyChart:
    first, final = points[0]["year"], points[-1]["year"]
    years = alt.Axis(format="d", values=list(range(first, final + 1)), grid=False)
    room = alt.Scale(domain=[first - 0.6, final + 0.6], nice=False)
    x = alt.X("year:Q", title=None, axis=years, scale=room)
    shares = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    y = alt.Y("value:Q", title=None, axis=shares, scale=alt.Scale(domain=[0, 1], nice=False))
    labelled = [point | {"share": percent(point["value"])} for point in points]
    base = alt.Chart(data(labelled)).encode(x=x, detail=alt.Detail("run:N"))
    band = base.mark_area(color=FOCUS, opacity=0.15).encode(
        y=alt.Y("low:Q", axis=shares, title=None), y2=alt.Y2("high:Q")
    )
    ends = base.mark_rule(color=FOCUS, opacity=0.45).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    line = base.mark_line(color=FOCUS, strokeWidth=2).encode(y=y)
    dots = base.mark_point(color=FOCUS, filled=True, size=55, opacity=1).encode(
        y=y, tooltip=[alt.Tooltip("year:Q"), alt.Tooltip("text:N")]
    )
    shown = base.mark_text(dy=-12, fontSize=11).encode(y=y, text=alt.Text("share:N"))
    edition = alt.Chart(data(breaks)).encode(x=alt.X("at:Q"))
    rules = edition.mark_rule(strokeDash=[4, 4], color=SOFT)
    names = edition.mark_text(align="left", baseline="bottom", dx=5, fontSize=11, color=SOFT).encode(
        y=alt.value(HEIGHT - 4), text=alt.Text("text:N")
    )
    return alt.layer(band, ends, line, dots, shown, *([rules, names] if breaks else []))
