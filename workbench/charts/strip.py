"""How rates spread inside each place (分布): a row a place, a dot a body or place below it, sized by its cases.

In: rows with `group`, `value` and `n`, all of one basis. Of many dots one a cell of a grid is drawn, with how many
lie in it; the tick is the row's median. Those with few cases have no rate and are counted in the subtitle.
"""

from __future__ import annotations

import altair as alt
import polars as pl

from workbench.charts.axes import share_axis
from workbench.charts.theme import CHOSEN, FOCUS, AnyChart, data, finish, message
from workbench.charts.tips import tips
from workbench.wording import Count, percent, say

WIDTH, ROW = 480, 22
STEPS = 50  # cells of the grid from 0 to 100 %
LEAST = 3  # rates in a row for a median


def strip(
    rows: pl.DataFrame, lang: str = "zh", *, measure: str = "", basis: str = "consolidated"
) -> AnyChart:
    """Dots by group, groups in order of their median."""
    title = say("chart.strip.title", lang, measure=measure)
    rated = rows.filter(pl.col("value").is_not_null())
    few = rows.height - rated.height
    if rated.is_empty():
        return message(say("chart.strip.none", lang, n=Count(few)), title=title)
    value = pl.col("value")
    groups = rated.group_by("group").agg(
        n=pl.len(), median=pl.when(pl.len() >= LEAST).then(value.median().round(4))
    )
    groups = groups.sort(["median", "group"], descending=[True, False], nulls_last=True)
    cells = rated.group_by("group", ((value * STEPS).round() / STEPS).alias("value")).agg(
        places=pl.len(), cases=pl.col("n").sum()
    )
    middle = groups.drop_nulls("median")
    told = "; ".join(f"{group} {percent(at)} ({n})" for group, n, at in groups.iter_rows())
    return finish(
        _rows(cells.sort("group", "value"), middle, groups["group"].to_list(), lang),
        title=title,
        subtitle=say(
            "chart.strip.subtitle", lang, n=Count(rated.height), few=few, basis=say(f"basis.{basis}", lang)
        ),
        description=f"{title}: {told}",
    )


def _rows(cells: pl.DataFrame, middle: pl.DataFrame, order: list[str], lang: str) -> AnyChart:
    y = alt.Y("group:N", title=None, sort=order)
    axis = share_axis()
    x = alt.X("value:Q", title=None, axis=axis, scale=alt.Scale(domain=[-0.02, 1.02], nice=False))
    largest = max(float(cells["cases"].max() or 1), 2.0)  # type: ignore[arg-type]
    size = alt.Size(
        "cases:Q", legend=None, scale=alt.Scale(type="sqrt", domain=[1, largest], range=[18, 260])
    )
    dots = (
        alt.Chart(data(cells.to_dicts()))
        .mark_point(filled=True, color=FOCUS, opacity=0.45)
        .encode(x=x, y=y, size=size, tooltip=tips(lang, "group", "places", "cases", cases="concluded"))
    )
    ticks = (
        alt.Chart(data(middle.select("group", "median").to_dicts()))
        .mark_tick(color=CHOSEN, thickness=2.5, size=18)
        .encode(x="median:Q", y=y)
    )
    layers: AnyChart = alt.layer(dots, ticks).properties(width=WIDTH, height=ROW * len(order))
    return layers
