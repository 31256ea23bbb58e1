"""Bars of parts end to end: a number inside where it fits, words at the right of each bar.

In: the parts of each bar with both ends, computed here, so that labels and blocks agree. `dispositions`, `reviews` and
`statuses` say what the parts are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any

import altair as alt

from workbench.charts.theme import ON_PARTS, PARTS, SOFT, AnyChart, data

Rows = list[dict[str, Any]]


def ends(values: Iterable[float]) -> list[dict[str, float]]:
    """`from`, `to` and `middle` of each value, one after the other."""
    edges = [round(edge, 6) for edge in accumulate(values, initial=0.0)]
    return [
        {"from": start, "to": end, "middle": round((start + end) / 2, 6)} for start, end in pairwise(edges)
    ]


def stacked(
    blocks: Rows,
    notes: Rows,
    *,
    parts: Sequence[str],
    colours: Sequence[int],
    x: alt.X,
    width: int,
    tips: list[alt.Tooltip],
    thickness: int = 24,
    columns: int | None = None,
    under: Sequence[AnyChart] = (),
    pick: alt.Parameter | None = None,
) -> AnyChart:
    """`blocks` have row, part, text and ends, `notes` a row and its text; `colours` are of PARTS; `under`: first.

    `pick`: the selection that a click on a block makes.
    """
    order = [note["row"] for note in notes]
    y = alt.Y("row:N", title=None, sort=order, scale=alt.Scale(domain=order))
    fill, ink = (
        alt.Scale(domain=list(parts), range=[palette[index] for index in colours])
        for palette in (PARTS, ON_PARTS)
    )
    base = alt.Chart(data(blocks)).encode(y=y)
    legend = alt.Undefined if columns is None else alt.Legend(columns=columns)
    look: dict[str, Any] = {"height": thickness, "stroke": "white", "strokeWidth": 1.5}
    look |= {} if pick is None else {"cursor": "pointer"}
    bars = base.mark_bar(**look).encode(
        x=x, x2=alt.X2("to:Q"), color=alt.Color("part:N", scale=fill, sort=None, legend=legend), tooltip=tips
    )
    inside = base.mark_text().encode(
        x=alt.X("middle:Q"), text=alt.Text("text:N"), color=alt.Color("part:N", scale=ink, legend=None)
    )
    beside = (
        alt.Chart(data(notes))
        .mark_text(align="left", dx=12, color=SOFT)
        .encode(y=y, x=alt.value(width), text=alt.Text("text:N"))
    )
    layers: AnyChart = alt.layer(
        *under, bars if pick is None else bars.add_params(pick), inside, beside
    ).resolve_scale(color="independent")
    return layers
