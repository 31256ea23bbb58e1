"""Who asks (申请人): natural persons on one scale, the five others on their own below.

Natural persons make up nearly all requests, so on one scale the others would be invisible; the axis titles say that
the scales differ. In: tidy figures of one region or body and one year; of a single report also its peers' spread,
whose median share is a tick at as many requests as it would be of this number.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.axes import whole_axis
from workbench.charts.frames import rows_of, state
from workbench.charts.theme import CHOSEN, FOCUS, PARTS, WIDTH, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.wording import Count, counted_share, percent, say

LABELS = {"zh": 100, "en": 190}  # the same for both panels: their zero lines stand under each other


def applicants(figures: pl.DataFrame, lang: str = "zh", peers: pl.DataFrame | None = None) -> AnyChart:
    """New requests by kind of applicant, with count and share at each bar."""
    title = say("chart.applicants.title", lang)
    rows = rows_of(figures, "applicants", lang)
    kind = state(rows, "numerator")  # bars of counts: few cases can be drawn as well
    if kind != "some":
        return message(say(f"chart.applicants.{kind}", lang), title=title)
    median = {} if peers is None else dict(peers.select("measure", "median").drop_nulls().iter_rows())
    bars = [
        {
            "label": row["label"],
            "cases": row["numerator"],
            "text": counted_share(row["numerator"], row["denominator"]),
            "tick": median[row["measure"]] * row["denominator"] if row["measure"] in median else None,
            "median": percent(median.get(row["measure"])),
        }
        for row in rows
    ]
    both = alt.vconcat(
        _panel(bars[:1], say("chart.applicants.axis_first", lang), FOCUS, lang),
        _panel(bars[1:], say("chart.applicants.axis_others", lang), PARTS[1], lang),
        spacing=14,
    )
    stop = ". " if lang == "en" else "。"
    said = [say("chart.applicants.subtitle", lang, n=Count(rows[0]["denominator"]))]
    said += [say("chart.applicants.peers", lang)] if median else []
    return finish(
        both,
        title=title,
        subtitle=said,
        description=title + stop + "; ".join(f"{bar['label']} {bar['text']}" for bar in bars),
    )


def _panel(bars: list[dict[str, Any]], axis_title: str, colour: str, lang: str) -> AnyChart:
    labels = LABELS[lang]
    largest = max([1.0, *(max(bar["cases"], bar["tick"] or 0) for bar in bars)])
    placed = [bar | {"beside": max(bar["cases"], bar["tick"] or 0)} for bar in bars]  # clear of the tick
    base = alt.Chart(data(placed), width=WIDTH - labels, height=26 * len(bars)).encode(
        y=alt.Y("label:N", title=None, sort=None, axis=alt.Axis(minExtent=labels))
    )
    room = alt.Scale(domain=[0, largest * 1.25], nice=False)  # the longest bar needs space for its text
    x = alt.X("cases:Q", title=axis_title, axis=whole_axis(largest), scale=room)
    ticks = base.mark_tick(color=CHOSEN, thickness=2, size=22).encode(
        x=alt.X("tick:Q"), tooltip=tips(lang, "label", "median", label="applicant")
    )
    return alt.layer(
        base.mark_bar(height=16, color=colour).encode(x=x),
        *([ticks] if any(bar["tick"] is not None for bar in bars) else []),
        base.mark_text(align="left", dx=6).encode(x=alt.X("beside:Q"), text=alt.Text("text:N")),
    )
