"""In and out (收与办): received and carried in above, concluded and carried over below.

The two bars are equal by the form's own rule; unequal ends are a failed check that one can see. In: tidy figures
of one region or body and one year.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from workbench.charts.frames import rows_of
from workbench.charts.theme import ON_PARTS, PARTS, WIDTH, AnyChart, data, finish, message, whole_axis
from workbench.wording import count, say

SIDES = {"received": "into", "carried_in": "into", "processed": "out", "carried_over": "out"}
COLOURS = {"received": 0, "carried_in": 3, "processed": 1, "carried_over": 5}
NARROWEST = 0.06  # a block narrower than this part of the chart has no room for its number


def flow(figures: pl.DataFrame, lang: str = "zh") -> AnyChart:
    """Two stacked bars of counts, in and out."""
    title = say("chart.flow.title", lang)
    rows = rows_of(figures, "flow", lang)
    if not rows or any(row["value"] is None for row in rows):
        return message(say("chart.flow.unknown", lang), title=title)
    if not any(row["value"] for row in rows):
        return message(say("chart.flow.none", lang), title=title)
    blocks = _blocks(rows, lang)
    told = "; ".join(f"{block['side']}: {block['label']} {count(block['cases'])}" for block in blocks)
    return finish(
        _bars(blocks, lang).properties(width=WIDTH, height=84),
        title=title,
        subtitle=say("chart.flow.subtitle", lang),
        description=f"{title}: {told}",
    )


def _blocks(rows: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    ends = {"into": 0.0, "out": 0.0}
    blocks = []
    for row in rows:
        side = SIDES[row["measure"]]
        start, ends[side] = ends[side], ends[side] + row["value"]
        blocks.append(
            {
                "measure": row["measure"],
                "side": say(f"chart.flow.{side}", lang),
                "label": row["label"],
                "cases": row["value"],
                "from": start,
                "to": ends[side],
                "middle": (start + ends[side]) / 2,
            }
        )
    longest = max(ends.values())
    return [
        block | {"text": count(block["cases"]) if block["cases"] >= NARROWEST * longest else ""}
        for block in blocks
    ]


def _bars(blocks: list[dict[str, Any]], lang: str) -> AnyChart:
    labels = [block["label"] for block in blocks]
    fill, ink = (
        alt.Scale(domain=labels, range=[colours[COLOURS[block["measure"]]] for block in blocks])
        for colours in (PARTS, ON_PARTS)
    )
    base = alt.Chart(data(blocks)).encode(y=alt.Y("side:N", title=None, sort=None))
    axis = whole_axis(max(block["to"] for block in blocks))
    x = alt.X("from:Q", title=say("chart.flow.axis", lang), axis=axis)
    bars = base.mark_bar(height=28, stroke="white", strokeWidth=1.5).encode(
        x=x,
        x2=alt.X2("to:Q"),
        color=alt.Color("label:N", scale=fill, sort=None),
        tooltip=["label:N", alt.Tooltip("cases:Q", format=",")],
    )
    inside = base.mark_text().encode(
        x=alt.X("middle:Q"), text=alt.Text("text:N"), color=alt.Color("label:N", scale=ink, legend=None)
    )
    layers: AnyChart = alt.layer(bars, inside).resolve_scale(color="independent")
    return layers
