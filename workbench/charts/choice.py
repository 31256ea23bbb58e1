"""Dots with intervals, one set of many, chosen in a list that stands under the chart (Vega's own parameter).

In: rows with `choice`, `choice_label`, `row`, `row_label`, `value`, `low`, `high`, `shown`, `counts`. The list is a
native form element, so the chart answers on a page from disk, without a kernel, and by keyboard; the row under the
pointer stands out. The rows keep their order whatever is chosen: it is no rank. Nothing to choose from gives words.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from workbench.charts.axes import share_x, to_largest
from workbench.charts.theme import FOCUS, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.charts.units import labels_of
from workbench.wording import say

WIDTH, ROW = 330, 26
NUMBERS = ("value", "low", "high")


def choice(
    rows: pl.DataFrame, *, title: str, chooser: str, share: bool = True, told: str = "", lang: str = "zh"
) -> AnyChart:
    """The rows of the first choice, and a list named `chooser` for the others; `told` is said under the title."""
    known = rows.filter(pl.col("value").is_not_null().any().over("choice"))
    if known.is_empty():
        return message(say("chart.choice.none", lang), title=title)
    first = known["choice_label"][0]
    of_first = known.filter(choice=known["choice"][0])
    said = "; ".join(f"{row} {shown}" for row, shown in of_first.select("row_label", "shown").iter_rows())
    return finish(
        _dots(known, chooser, share, lang).properties(width=WIDTH, height=ROW * known["row"].n_unique()),
        title=title,
        subtitle=[line for line in (told, say("chart.choice.how", lang)) if line],
        description=f"{title} ({chooser}: {first}): {said}",
    )


def _dots(known: pl.DataFrame, chooser: str, share: bool, lang: str) -> AnyChart:
    options = dict(known.select("choice", "choice_label").unique(maintain_order=True).iter_rows())
    names = dict(known.select("row", "row_label").unique(maintain_order=True).iter_rows())
    points = known.drop("choice_label", "row_label").with_columns(pl.col(*NUMBERS).round(4)).to_dicts()
    listed = alt.binding_select(options=list(options), labels=list(options.values()), name=f"{chooser} ")
    chosen = alt.param(name="chosen", value=next(iter(options)), bind=listed)
    over = alt.selection_point(name="over", fields=["row"], on="mouseover", clear="mouseout", empty=True)
    strong = alt.condition(over, alt.value(1), alt.value(0.3))
    # All rows stay, also those that have nothing of the choice.
    y = alt.Y(
        "row:N",
        title=None,
        sort=list(names),
        scale=alt.Scale(domain=list(names)),
        axis=alt.Axis(labelExpr=labels_of(names), labelLimit=230),
    )
    base = alt.Chart(data(points)).encode(y=y).transform_filter(alt.datum.choice == chosen)
    x = share_x("low:Q") if share else to_largest(points, whole=True)
    lines = base.mark_rule(strokeWidth=2, color=FOCUS).encode(x=x, x2=alt.X2("high:Q"), opacity=strong)
    dots = base.mark_point(size=80, filled=True, color=FOCUS).encode(
        x=alt.X("value:Q"), opacity=strong, tooltip=tips(lang, "shown", "counts")
    )
    texts = [
        base.mark_text(align="right").encode(
            x=alt.value(WIDTH + right), text=alt.Text(f"{field}:N"), opacity=strong
        )
        for field, right in (("shown", 70), ("counts", 165))
    ]
    drawn: AnyChart = alt.layer(lines, dots.add_params(over), *texts).add_params(chosen)
    return drawn
