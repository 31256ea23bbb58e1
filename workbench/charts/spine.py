"""A report's profile on ten shares (同级同类对照): where it stands in the spread of its peers, measure by measure.

In: `standing.profile`. Bars hold the middle 90 % and 50 % of the peers, the tick is their median. A diamond's interval
leaves the median out, a circle's does not, a hollow one rests on few cases; counts stand at the right. No rank.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import share_x
from workbench.charts.theme import CHOSEN, FOCUS, INK, SOFT, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.dictionary import load_measures
from workbench.wording import Count, count, percent, say

WIDTH, ROW = 330, 30
SHAPES = ("diamond", "circle")


def spine(profile: pl.DataFrame | None, lang: str = "zh", ranks: pl.DataFrame | None = None) -> AnyChart:
    """One row a measure, the peers' spread behind the report's own value with its interval; `ranks` of `ranking`."""
    title = say("chart.spine.title", lang)
    if profile is None:
        return message(say("chart.funnel.no_single_report", lang), title=title)
    spread = profile.filter(pl.col("median").is_not_null())
    if spread.is_empty():
        most = Count(profile["peers"].max() or 0)  # type: ignore[arg-type]
        return message(say("chart.spine.too_few", lang, n=most), title=title)
    ranked = {} if ranks is None else {row["measure"]: row for row in ranks.iter_rows(named=True)}
    rows = [
        _row(row, lang) | {"rank": rank_told(ranked.get(row["measure"]))}
        for row in spread.iter_rows(named=True)
    ]
    told = "; ".join(f"{row['label']} {row['counts']}, {row['share']} ({row['middle_text']})" for row in rows)
    return finish(
        _bars(rows, lang).properties(width=WIDTH, height=ROW * len(rows)),
        title=title,
        subtitle=[
            say("chart.spine.bars", lang),
            say("chart.spine.marks", lang),
            *([say("chart.spine.ranks", lang)] if ranked else []),
        ],
        description=f"{title}: {told}",
    )


def rank_told(row: dict[str, Any] | None) -> str:
    """Median rank, range, and among how many; nothing where there is no rank."""
    return (
        "" if row is None else f"{row['rank']:.0f} ({row['rank_low']}–{row['rank_high']}) / {row['ranked']}"
    )


def _row(row: dict[str, Any], lang: str) -> dict[str, Any]:
    drawn = {key: None if row[key] is None else round(row[key], 4)
             for key in ("p5", "p25", "median", "p75", "p95", "value", "low", "high")}  # fmt: skip
    few = row["value"] is None and row["x"] is not None and bool(row["n"])
    return {
        "label": load_measures()[row["measure"]].label(lang),
        **drawn,
        # of few cases the place is shown hollow, and no rate is told
        "at": round(row["x"] / row["n"], 4) if few else drawn["value"],
        "few": few,
        "shape": SHAPES[0] if row["differs"] else SHAPES[1],
        "counts": f"{count(row['x'])}/{count(row['n'])}",
        "share": percent(row["value"]),
        "middle_text": percent(row["median"]),
        "peers": count(row["peers"]),
    }


def _bars(rows: list[dict[str, Any]], lang: str) -> AnyChart:
    base = alt.Chart(data(rows)).encode(y=alt.Y("label:N", title=None, sort=None))
    x = share_x("p5:Q")
    told = alt.Chart(data([row for row in rows if row["at"] is not None])).encode(
        y=alt.Y("label:N", title=None, sort=None)
    )
    shape = alt.Shape("shape:N", legend=None, scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES)))
    fill = alt.condition("datum.few", alt.value("white"), alt.value(CHOSEN))
    hover = tips(
        lang, "label", "counts", "share", "middle_text", "peers", label="measure", middle_text="median"
    )
    heads = say("chart.spine.columns", lang).split("|")
    columns = zip(
        heads,
        ("counts:N", "share:N", "middle_text:N", "rank:N"),
        (90, 150, 215, 330),
        (INK, INK, SOFT, SOFT),
        strict=True,
    )
    shown = [column for column in columns if column[1] != "rank:N" or any(row["rank"] for row in rows)]
    return alt.layer(
        base.mark_bar(height=14, color=FOCUS, opacity=0.14).encode(x=x, x2=alt.X2("p95:Q")),
        base.mark_bar(height=14, color=FOCUS, opacity=0.28).encode(x=alt.X("p25:Q"), x2=alt.X2("p75:Q")),
        base.mark_tick(color=FOCUS, thickness=2, size=20).encode(x=alt.X("median:Q")),
        told.mark_rule(color=CHOSEN, strokeWidth=2).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q")),
        told.mark_point(size=80, opacity=1, stroke=CHOSEN, strokeWidth=1.5).encode(
            x=alt.X("at:Q"), shape=shape, fill=fill, tooltip=hover
        ),
        *(_column(base, *column) for column in shown),
    )


def _column(base: Any, head: str, field: str, right: int, ink: str) -> AnyChart:
    """A column of numbers with its heading above the first row."""
    place = alt.value(WIDTH + right)
    heading = alt.Chart(data([{"text": head}])).mark_text(align="right", fontSize=11, color=SOFT)
    both: AnyChart = alt.layer(
        base.mark_text(align="right", color=ink).encode(x=place, text=alt.Text(field)),
        heading.encode(x=place, y=alt.value(-6), text=alt.Text("text:N")),
    )
    return both
