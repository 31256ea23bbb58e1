"""Is demand concentrated (集中程度): the Lorenz curve of requests over the bodies inside a region, with its Gini.

In: counts of requests, one a body of one scope. The Gini stands with the share of bodies without a request, which is
most of it in this corpus. Where nobody received a request there is no curve; the curve is thinned, never more than
POINTS points.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from workbench.charts.axes import share_axis
from workbench.charts.theme import FOCUS, OTHERS, AnyChart, data, finish, message
from workbench.methods.concentration import gini, top_share, zero_share
from workbench.methods.concentration import lorenz as curve_of
from workbench.wording import Count, percent, say

SIDE = 300
POINTS = 120
LEAST = 5  # bodies; of fewer a curve is only a list


def lorenz(received: pl.Series, lang: str = "zh") -> AnyChart:
    """The curve against the line of equal counts; Gini, zero share and the top tenth's share in the subtitle."""
    title = say("chart.lorenz.title", lang)
    known = received.drop_nulls()
    if known.len() < LEAST:
        return message(say("chart.lorenz.few", lang, n=Count(known.len()), least=LEAST), title=title)
    points = curve_of(known)
    if points.is_empty():
        return message(say("chart.lorenz.none", lang, n=Count(known.len())), title=title)
    x = pl.col("x")
    told = pl.DataFrame({"x": known}).select(gini(x), zero_share(x), top_share(x)).row(0, named=True)
    said = say(
        "chart.lorenz.told", lang, n=Count(known.len()), gini=f"{told['gini']:.3f}",
        zero=percent(told["zero_share"]), top=percent(told["top_share"]),
    )  # fmt: skip
    return finish(_curve(points, lang), title=title, subtitle=said, description=f"{title}: {said}")


def _curve(points: pl.DataFrame, lang: str) -> AnyChart:
    step = max(1, points.height // POINTS)
    thin = points.gather_every(step) if step > 1 else points
    rows = pl.concat([thin, points.tail(1)]).unique(maintain_order=True).select(pl.all().round(4)).to_dicts()
    axis = share_axis()
    whole = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X("bodies:Q", title=say("chart.lorenz.x", lang), axis=axis, scale=whole)
    y = alt.Y("cases:Q", title=say("chart.lorenz.y", lang), axis=axis, scale=whole)
    equal = alt.Chart(data([{"bodies": 0, "cases": 0}, {"bodies": 1, "cases": 1}]))
    layers: AnyChart = alt.layer(
        equal.mark_line(strokeDash=[4, 3], color=OTHERS, strokeWidth=1).encode(x=x, y=y),
        alt.Chart(data(rows)).mark_line(color=FOCUS, strokeWidth=2).encode(x=x, y=y),
    ).properties(width=SIDE, height=SIDE)
    return layers
