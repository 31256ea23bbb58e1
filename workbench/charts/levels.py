"""Several years of a region's bodies: requests of all and of the same bodies (水平), and growth on matched bodies.

In: `growth.levels` and `growth.steps`. Years are told on one axis, a change of the form's edition by a dashed rule half
a year before; a year without a pair has no dot. With one year there is nothing to compare, and the chart says so.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.theme import FOCUS, OTHERS, SOFT, AnyChart, data, finish, message
from workbench.wording import Count, count, say

WIDTH, HEIGHT = 560, 200
SETS = {"all": OTHERS, "balanced": FOCUS}
SHAPES = {"all": "square", "balanced": "circle"}


def levels(found: pl.DataFrame, lang: str = "zh", breaks: tuple[int, ...] = ()) -> AnyChart:
    """Requests received by year: a line of all bodies, a line of those with every year."""
    title = say("levels_chart.title", lang)
    rows = found.drop_nulls("received").sort("set", "year").to_dicts()
    if len({row["year"] for row in rows}) < 2:
        return message(say("levels_chart.none", lang), title=title)
    points = [_level(row, lang) for row in rows]
    told = "; ".join(f"{point['label']} {point['year']} {point['text']}" for point in points)
    return finish(
        _lines(points, breaks, lang).properties(width=WIDTH, height=HEIGHT),
        title=title,
        subtitle=say("levels_chart.subtitle", lang),
        description=f"{title}: {told}",
    )


def growth(found: pl.DataFrame, lang: str = "zh", breaks: tuple[int, ...] = ()) -> AnyChart:
    """The ratio of requests to the year before with its interval, a dot a year."""
    title = say("growth_chart.title", lang)
    rows = found.drop_nulls("ratio").to_dicts() if "ratio" in found.columns else []
    if not rows:
        return message(say("growth_chart.none", lang), title=title)
    points = [_growth(row, lang) for row in rows]
    told = "; ".join(f"{point['year']} {point['text']} ({point['bodies']})" for point in points)
    return finish(
        _dots(points, breaks, lang).properties(width=WIDTH, height=150),
        title=title,
        subtitle=say("growth_chart.subtitle", lang),
        description=f"{title}: {told}",
    )


def _level(row: dict[str, Any], lang: str) -> dict[str, Any]:
    return {
        "set": row["set"],
        "label": say(f"body_sets.{row['set']}", lang),
        "year": row["year"],
        "received": row["received"],
        "text": f"{count(row['received'])} ({count(row['known'])})",
    }


def _lines(points: list[dict[str, Any]], breaks: tuple[int, ...], lang: str) -> AnyChart:
    names = [say(f"body_sets.{name}", lang) for name in SETS]
    colour = alt.Color("label:N", sort=None, scale=alt.Scale(domain=names, range=list(SETS.values())))
    shape = alt.Shape("label:N", sort=None, scale=alt.Scale(domain=names, range=list(SHAPES.values())))
    top = max(point["received"] for point in points) * 1.15 or 1
    y = alt.Y("received:Q", title=None, axis=alt.Axis(format=",d", tickCount=5)).scale(
        domain=[0, top], nice=False
    )
    base = alt.Chart(data(points)).encode(x=_years(points))
    tips = [alt.Tooltip("label:N"), alt.Tooltip("year:Q"), alt.Tooltip("text:N")]
    lines = base.mark_line(strokeWidth=2).encode(y=y, color=colour)
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(
        y=y, color=colour, shape=shape, tooltip=tips
    )
    above, under = (
        base.transform_filter(alt.datum.set == name)
        .mark_text(dy=dy, fontSize=11, color=ink)
        .encode(y=y, text=alt.Text("text:N"))
        for name, dy, ink in (("all", -13, SOFT), ("balanced", 18, FOCUS))
    )
    layers: AnyChart = alt.layer(lines, dots, above, under, *_rules(points, breaks, lang))
    return layers


def _growth(row: dict[str, Any], lang: str) -> dict[str, Any]:
    shown = f"{row['ratio']:.2f}" + ("" if row["low"] is None else f" ({row['low']:.2f}–{row['high']:.2f})")
    ends = {name: round(row["ratio"] if row[name] is None else row[name], 4) for name in ("low", "high")}
    bodies = say("growth_chart.bodies", lang, n=Count(row["matched"]))
    return {"year": row["year"], "ratio": round(row["ratio"], 4), **ends, "text": shown, "bodies": bodies}


def _dots(points: list[dict[str, Any]], breaks: tuple[int, ...], lang: str) -> AnyChart:
    low, high = min(point["low"] for point in points), max(point["high"] for point in points)
    scale = alt.Scale(type="log", domain=[min(low, 0.9) / 1.2, max(high, 1.1) * 1.2], nice=False)
    y = alt.Y("ratio:Q", title=None, scale=scale, axis=alt.Axis(format=".2~f", values=_ticks(low, high)))
    base = alt.Chart(data(points)).encode(x=_years(points))
    same = alt.Chart(data([{"one": 1}])).mark_rule(color=SOFT).encode(y=alt.Y("one:Q", scale=scale))
    lines = base.mark_rule(color=FOCUS, strokeWidth=2).encode(
        y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q")
    )
    dots = base.mark_point(filled=True, size=70, opacity=1, color=FOCUS).encode(
        y=y, tooltip=[alt.Tooltip("year:Q"), alt.Tooltip("text:N"), alt.Tooltip("bodies:N")]
    )
    shown = base.mark_text(dy=-9, fontSize=11, color=FOCUS).encode(
        y=alt.Y("high:Q", scale=scale), text=alt.Text("text:N")
    )
    bodies = base.mark_text(dy=11, fontSize=11, color=SOFT).encode(
        y=alt.Y("low:Q", scale=scale), text=alt.Text("bodies:N")
    )
    layers: AnyChart = alt.layer(lines, same, dots, shown, bodies, *_rules(points, breaks, lang))
    return layers


def _ticks(low: float, high: float) -> list[float]:
    return [tick for tick in (0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 10) if low / 1.3 <= tick <= high * 1.3] or [
        1
    ]


def _years(points: list[dict[str, Any]], field: str = "year:Q") -> alt.X:
    """One scale for points and rules: a layer without it would take the axis down to the year 0."""
    first, last = min(point["year"] for point in points), max(point["year"] for point in points)
    axis = alt.Axis(format="d", values=list(range(first, last + 1)), grid=False)
    scale = alt.Scale(domain=[first - 0.6, last + 0.9], nice=False, zero=False)
    return alt.X(field, title=None, axis=axis, scale=scale)


def _rules(points: list[dict[str, Any]], breaks: tuple[int, ...], lang: str) -> list[AnyChart]:
    """The dashed rules of another edition, inside the years that are drawn."""
    first = min(point["year"] for point in points)
    rows = [{"at": year - 0.5, "text": say("levels_chart.edition", lang)} for year in breaks if year >= first]
    base = alt.Chart(data(rows)).encode(x=_years(points, "at:Q"))
    name = base.mark_text(align="left", baseline="top", dx=4, fontSize=11, color=SOFT).encode(
        y=alt.value(HEIGHT - 14),
        text=alt.Text("text:N"),  # above, points have their labels
    )
    return [base.mark_rule(strokeDash=[4, 4], color=SOFT), name] if rows else []
