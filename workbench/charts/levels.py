"""Several years of a region's bodies: requests of all and of the same bodies (水平), and growth on matched bodies.

In: `growth.levels` and `growth.steps`. Years are told on one axis, a change of the form's edition by a dashed rule half
a year before; a year without a pair has no dot. With one year there is nothing to compare, and the chart says so.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import colour_and_shape, year_x
from workbench.charts.theme import FOCUS, OTHERS, SOFT, AnyChart, data, finish, haloed, message
from workbench.charts.tips import tips
from workbench.wording import Count, count, say

WIDTH, HEIGHT, LOW = 560, 200, 150
LEAST, MOST = 0.05, 20.0  # a logarithm has no 0: what lies beyond is drawn at these, and its label tells it
SETS = {"all": OTHERS, "balanced": FOCUS}
SHAPES = {"all": "square", "balanced": "circle"}


def levels(
    found: pl.DataFrame, lang: str = "zh", breaks: tuple[int, ...] = (), apart: tuple[int, ...] = ()
) -> AnyChart:
    """Requests received by year: a line of all bodies, a line of those with every year.

    No line leads to the years that are `apart`: none of their bodies was there the year before.
    """
    title = say("levels_chart.title", lang)
    rows = found.drop_nulls("received").sort("set", "year").to_dicts()
    if len({row["year"] for row in rows}) < 2:
        return message(say("levels_chart.none", lang), title=title)
    every, same = (
        [(row["year"], row["received"]) for row in rows if row["set"] == name] for name in ("all", "balanced")
    )
    # Of two lines that are alike one is drawn.
    points = [_level(row, lang) for row in rows if row["set"] == "all" or same != every]
    told = "; ".join(f"{point['label']} {point['year']} {point['text']}" for point in points)
    return finish(
        _lines(_in_runs(points, apart), breaks, lang).properties(width=WIDTH, height=HEIGHT),
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
        _dots(points, breaks, lang).properties(width=WIDTH, height=LOW),
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
        "text": count(row["received"]),
        "bodies": say("growth_chart.bodies", lang, n=Count(row["known"])),
    }


def _lines(points: list[dict[str, Any]], breaks: tuple[int, ...], lang: str) -> AnyChart:
    sets = [name for name in SETS if any(point["set"] == name for point in points)]
    colours = {say(f"body_sets.{name}", lang): SETS[name] for name in sets}
    colour, shape = colour_and_shape("label:N", colours, [SHAPES[name] for name in sets], sort=None)
    top = max(point["received"] for point in points) * 1.15 or 1
    y = alt.Y("received:Q", title=None, axis=alt.Axis(format=",d", tickCount=5)).scale(
        domain=[0, top], nice=False
    )
    base = alt.Chart(data(points)).encode(x=_years(points))
    lines = base.mark_line(strokeWidth=2).encode(y=y, color=colour, detail=alt.Detail("run:Q"))
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(
        y=y, color=colour, shape=shape, tooltip=tips(lang, "label", "year", "text", "bodies", text="received")
    )
    labels = [
        label
        for name, dy, ink in (("all", -13, SOFT), ("balanced", 18, FOCUS))
        if name in sets
        for label in haloed(
            base.transform_filter(alt.datum.set == name).encode(y=y), "text:N", color=ink, dy=dy
        )
    ]
    layers: AnyChart = alt.layer(lines, *labels, dots, *_rules(points, breaks, lang, HEIGHT))
    return layers


def _in_runs(points: list[dict[str, Any]], apart: tuple[int, ...]) -> list[dict[str, Any]]:
    """With the number of their run: the line breaks where a year is missing, and before one that is apart."""
    years = {name: {point["year"] for point in points if point["set"] == name} for name in SETS}
    return [
        point
        | {
            "run": point["year"]
            - sum(year < point["year"] for year in years[point["set"]])
            + sum(year <= point["year"] for year in apart)
        }
        for point in points
    ]


def _growth(row: dict[str, Any], lang: str) -> dict[str, Any]:
    shown = f"{row['ratio']:.2f}" + ("" if row["low"] is None else f" ({row['low']:.2f}–{row['high']:.2f})")
    known = {name: row["ratio"] if row[name] is None else row[name] for name in ("ratio", "low", "high")}
    ends = {name: round(min(max(value, LEAST), MOST), 4) for name, value in known.items()}
    bodies = say("growth_chart.bodies", lang, n=Count(row["matched"]))
    return {"year": row["year"], **ends, "text": shown, "bodies": bodies}


def _dots(points: list[dict[str, Any]], breaks: tuple[int, ...], lang: str) -> AnyChart:
    low, high = min(point["low"] for point in points), max(point["high"] for point in points)
    scale = alt.Scale(type="log", domain=[min(low, 0.9) / 1.5, max(high, 1.1) * 1.3], nice=False)
    y = alt.Y("ratio:Q", title=None, scale=scale, axis=alt.Axis(format=".2~f", values=_ticks(low, high)))
    base = alt.Chart(data(points)).encode(x=_years(points))
    same = alt.Chart(data([{"one": 1}])).mark_rule(color=SOFT).encode(y=alt.Y("one:Q", scale=scale))
    lines = base.mark_rule(color=FOCUS, strokeWidth=2).encode(
        y=alt.Y("low:Q", scale=scale), y2=alt.Y2("high:Q")
    )
    dots = base.mark_point(filled=True, size=70, opacity=1, color=FOCUS).encode(
        y=y, tooltip=tips(lang, "year", "text", "bodies", text="ratio")
    )
    shown = haloed(base.encode(y=alt.Y("high:Q", scale=scale)), "text:N", color=FOCUS, dy=-9)
    bodies = haloed(base.encode(y=alt.Y("low:Q", scale=scale)), "bodies:N", color=SOFT, dy=11)
    layers: AnyChart = alt.layer(same, *shown, *bodies, lines, dots, *_rules(points, breaks, lang, LOW))
    return layers


def _ticks(low: float, high: float) -> list[float]:
    """Ticks as far apart as the ratios ask for; 1, no change, is always one of them."""
    wide = high / low > 1.8
    some = (
        (0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 4, 10, 20)
        if wide
        else (0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4)
    )
    return [tick for tick in some if tick == 1 or low / 1.3 <= tick <= high * 1.3]


def _years(points: list[dict[str, Any]], field: str = "year:Q") -> alt.X:
    first, last = min(point["year"] for point in points), max(point["year"] for point in points)
    return year_x(first, last, field, right=0.9)


def _rules(points: list[dict[str, Any]], breaks: tuple[int, ...], lang: str, height: int) -> list[AnyChart]:
    """The dashed rules of another edition, inside the years that are drawn."""
    first = min(point["year"] for point in points)
    rows = [{"at": year - 0.5, "text": say("levels_chart.edition", lang)} for year in breaks if year >= first]
    base = alt.Chart(data(rows)).encode(x=_years(points, "at:Q"))
    name = base.mark_text(align="left", baseline="top", dx=4, fontSize=11, color=SOFT).encode(
        y=alt.value(height - 14),
        text=alt.Text("text:N"),  # above, points have their labels
    )
    return [base.mark_rule(strokeDash=[4, 4], color=SOFT), name] if rows else []
