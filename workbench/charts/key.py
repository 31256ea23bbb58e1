"""The key figures as six tiles (主要数字): value, counts, change from the year before, a small line over the years.

In: the frame of `series.over_years`, its changes (`series.changes`) and the year of the page. A tile without a value
has a dash and the reason; a year without one is a gap in the small line, whose scale begins at zero.
"""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import polars as pl

from workbench.charts.theme import FOCUS, INK, LINE, SOFT, AnyChart, data, finish, message
from workbench.dictionary import load_measures, load_sets
from workbench.wording import UNKNOWN, amount, change_told, count, known_of, say, why

COLUMNS, ACROSS, DOWN = 3, 226, 108  # tiles in a row, and the size of one
PAD, MARGIN = 12, 8
LINE_WIDTH, LINE_HEIGHT = 84, 32
BESIDE = 66  # the foot of a small line: beside the value, above the words on change
YEARS = 6  # points of a small line
ROOM = (ACROSS - MARGIN - 2 * PAD) / 5.5  # Latin signs in a line of a reason


def key(series: pl.DataFrame, changes: pl.DataFrame, *, year: int, lang: str = "zh") -> AnyChart:
    """Two rows of three tiles, the measures of the set `tiles`."""
    title = say("chart.key.title", lang, year=year)
    now = {row["measure"]: row for row in series.filter(year=year).iter_rows(named=True)}
    if not now:
        return message(say("chart.key.none", lang), title=title)
    moved = {row["measure"]: row for row in changes.iter_rows(named=True)}
    names = [name for name in load_sets()["tiles"] if name in now]
    tiles = [_tile(place, now[name], moved.get(name), lang) for place, name in enumerate(names)]
    first = series["year"].unique().sort().tail(YEARS).min()
    points = [
        point for place, name in enumerate(names) for point in _line(place, series.filter(measure=name), year)
    ]
    size = {"width": COLUMNS * ACROSS, "height": -(-len(tiles) // COLUMNS) * DOWN}
    told = "; ".join(" ".join(filter(None, (t["label"], t["value"], t["counts"]))) for t in tiles)
    return finish(
        _drawn(tiles, points, size).properties(**size),
        title=title,
        subtitle=say("chart.key.subtitle", lang, first=first, last=year)
        if points
        else say("chart.key.one", lang),
        description=f"{title}: {told}",
    )


def _tile(place: int, row: dict[str, Any], moved: dict[str, Any] | None, lang: str) -> dict[str, Any]:
    measure = load_measures()[row["measure"]]
    few = row["value"] is None and measure.is_rate and row["denominator"]
    counts = f"{count(row['numerator'])} / {count(row['denominator'])}" if measure.is_rate else ""
    change = change_told(moved, lang, short=True) if moved else ""
    if row["value"] is not None and row["known"] < row["of"]:  # such a figure has no change
        change = known_of(row["known"], row["of"], lang)
    x, y = _corner(place)
    return {
        "x": x + PAD,
        "y": y,
        "left": x,
        "right": x + ACROSS - MARGIN,
        "bottom": y + DOWN - MARGIN,
        "label": measure.label(lang),
        "value": amount(row["value"], measure.unit)
        if row["value"] is not None
        else counts
        if few
        else UNKNOWN,
        "counts": "" if few else counts if row["value"] is not None else "",
        "change": change,
        "why": _lines_of(why(row["why_null"], lang)) if row["value"] is None else [],
    }


def _lines_of(text: str) -> list[str]:
    """A reason in lines that a tile holds, two at most: broken between words, in Chinese between any two signs."""
    lines = [""]
    for piece in re.findall(r"[!-\u2e7f]+ ?|.", text):
        if lines[-1] and _wide(lines[-1] + piece.rstrip()) > ROOM:
            lines.append("")
        lines[-1] += piece
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1][:-2].rstrip()}…"]


def _wide(text: str) -> int:
    """In Latin signs: at 11 pixels a Chinese sign takes 11 of them, a Latin one about 5.5."""
    return sum(2 if sign > "\u2e7f" else 1 for sign in text)


def _corner(place: int) -> tuple[int, int]:
    return place % COLUMNS * ACROSS, place // COLUMNS * DOWN


def _line(place: int, series: pl.DataFrame, year: int) -> list[dict[str, Any]]:
    """Points of a small line beside the tile's value; `run` changes at a year without a value."""
    values = dict(series.filter(pl.col("year") > year - YEARS).select("year", "value").iter_rows())
    known = {number: value for number, value in values.items() if value is not None}
    if not any(number - 1 in known for number in known):  # single points are no line
        return []
    x, y = _corner(place)
    left, bottom = x + ACROSS - MARGIN - PAD - LINE_WIDTH, y + BESIDE
    top, step = max(*known.values(), 0) or 1, LINE_WIDTH / (YEARS - 1)
    runs = {
        number: number - sum(before in known for before in range(year - YEARS, number)) for number in known
    }
    return [
        {
            "x": round(left + (number - (year - YEARS + 1)) * step, 1),
            "y": round(bottom - max(value, 0) / top * LINE_HEIGHT, 1),
            "run": f"{place}.{runs[number]}",
            "last": number == year,
        }
        for number, value in known.items()
    ]


def _drawn(tiles: list[dict[str, Any]], points: list[dict[str, Any]], size: dict[str, int]) -> AnyChart:
    """All in pixels of the whole chart, so that nothing depends on how a facet is laid out."""
    across = alt.Scale(domain=[0, size["width"]], nice=False)
    x = alt.X("x:Q", axis=None, scale=across)
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[size["height"], 0], nice=False))
    base, line = alt.Chart(data(tiles)), alt.Chart(data(points))
    frame = base.mark_rect(fill="#F7F9FA", stroke=LINE, cornerRadius=4).encode(
        x=alt.X("left:Q", axis=None, scale=across), x2="right:Q", y=y, y2="bottom:Q"
    )
    texts = [
        base.mark_text(
            align="left",
            lineHeight=14,
            fontSize=font,
            fontWeight="bold" if bold else "normal",
            color=ink,
            dy=dy,
        ).encode(x=x, y=y, text=alt.Text(f"{field}:N"))
        for field, font, bold, ink, dy in (
            ("label", 12, False, SOFT, 17),
            ("value", 22, True, INK, 44),
            ("counts", 11, False, SOFT, 66),
            ("change", 11, False, INK, 85),
            ("why", 11, False, INK, 71),
        )
    ]
    lines = [
        line.mark_line(color=FOCUS, strokeWidth=1.5, opacity=0.7).encode(x=x, y=y, detail="run:N"),
        line.mark_point(color=FOCUS, filled=True, opacity=1).encode(
            x=x, y=y, size=alt.condition("datum.last", alt.value(36), alt.value(9))
        ),
    ]
    layers: AnyChart = alt.layer(frame, *texts, *(lines if points else []))
    return layers
