"""A report among its peers (同级同类): rate against number of cases, with the limits of chance and ordinary variation.

In: `peers.peers`. The wide band holds what a body like the others may show by chance and by the usual differences
between bodies; the dashed lines hold chance alone. Of many peers the points are counted on a grid. With fewer than 30
peers that have a case there is no funnel, and the chart says so.
"""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import polars as pl

from workbench.areas import name_of
from workbench.charts.axes import share_y
from workbench.charts.theme import (
    CHOSEN,
    FOCUS,
    OTHERS,
    SOFT,
    WIDTH,
    AnyChart,
    data,
    finish,
    haloed,
    message,
    picked,
)
from workbench.charts.tips import tips
from workbench.methods.funnel import FLAG, beta_binomial_limits, normal_limits, sizes
from workbench.methods.shrinkage import LEAST_UNITS, Prior
from workbench.peers import OUTSIDE, Peers
from workbench.wording import Count, percent, say

HEIGHT = 260
MOST_LABELS, LABEL, SIGN = 8, 80, 12  # labels, the pixels that one takes at least, and one sign of it
POINTS = 300  # more are counted on a grid, so that a page stays small
FLAGGED = "#5C1040"
LIMITS = ("low998", "low95", "high95", "high998")


def funnel(found: Peers | None, lang: str = "zh", *, of: str = "", pick: bool = False) -> AnyChart:
    """The peers as points, the report itself marked, flagged ones in another colour and shape.

    `of` names the reports where none of them is marked. `pick`: points that are one report say its place beside the
    pointer, and the selection of that name gives the id of the one that is clicked.
    """
    title = say("chart.funnel.title", lang, measure="" if found is None else found.measure.label(lang))
    if of and found is not None:
        title = say("chart.funnel.title_of", lang, measure=found.measure.label(lang), of=of)
    if found is None:
        return message(say("chart.funnel.no_single_report", lang), title=title)
    if found.prior is None:
        said = say("chart.funnel.too_few", lang, n=Count(found.with_case), least=LEAST_UNITS)
        return message(said, title=title)
    shown = found.reports.filter(pl.col("n") > 0).with_columns(rate=pl.col("x") / pl.col("n"))
    return finish(
        _layers(shown, found.prior, lang, pick).properties(width=WIDTH, height=HEIGHT),
        title=title,
        subtitle=[
            say(f"chart.funnel.{'bands' if shown['own'].any() else 'bands_all'}", lang),
            prior_told(found.prior, lang),
        ],
        description=_told(title, found, shown, lang),
    )


def _layers(shown: pl.DataFrame, prior: Prior, lang: str, pick: bool) -> AnyChart:
    ends = [float(shown.select(edge).item()) for edge in (pl.col("n").min() / 1.15, pl.col("n").max() * 1.15)]
    axes = {
        "x": alt.X("n:Q", title=None, axis=alt.Axis(format=",d", values=_ticks(*ends), grid=False)).scale(
            type="log", nice=False, domain=ends
        ),
        "y": share_y("rate:Q"),
    }
    return alt.layer(
        *_bands(shown, prior, axes["x"]), *_marks(shown, axes, lang, pick), *_labels(shown, axes, ends)
    )


def _bands(shown: pl.DataFrame, prior: Prior, x: Any) -> list[AnyChart]:
    """Outer and inner limits, those of chance alone, the peers' common rate."""
    centre = float(shown.select(pl.col("x").sum() / pl.col("n").sum()).item())
    base = alt.Chart(data(_limits(shown, prior, centre))).encode(x=x)
    y = alt.Y("low998:Q").title(None)
    return [
        base.mark_area(color=FOCUS, opacity=0.10).encode(y=y, y2=alt.Y2("high998:Q")),
        base.mark_area(color=FOCUS, opacity=0.12).encode(y=alt.Y("low95:Q"), y2=alt.Y2("high95:Q")),
        *(
            base.mark_line(strokeDash=[4, 3], strokeWidth=1, color=SOFT).encode(y=alt.Y(f"chance_{end}:Q"))
            for end in ("low", "high")
        ),
        base.mark_line(strokeWidth=1, color=FOCUS).encode(y=alt.Y("centre:Q")),
    ]


def _marks(shown: pl.DataFrame, axes: dict[str, Any], lang: str, pick: bool) -> list[AnyChart]:
    """Peers, flagged peers, the report itself: told apart by colour and by shape."""
    groups = (
        (_points(shown.filter(~pl.col("own") & ~OUTSIDE), lang, pick), OTHERS, "circle", 0.55, 26),
        (_points(shown.filter(~pl.col("own") & OUTSIDE), lang, pick), FLAGGED, "square", 0.9, 32),
        (_points(shown.filter("own"), lang, pick), CHOSEN, "diamond", 1, 150),
    )
    many = alt.Size("bodies:Q", legend=None).scale(range=[26, 110])  # of one point on the grid
    told = {"tooltip": tips(lang, "name", "n", "rate", n="cases")} if pick else {}
    marks = [
        alt.Chart(data(rows))
        .mark_point(filled=True, color=colour, shape=shape, opacity=opacity, size=size)
        .encode(**axes, **told, **({"size": many} if colour == OTHERS and shown.height > POINTS else {}))
        for rows, colour, shape, opacity, size in groups
        if rows
    ]
    return [marks[0].add_params(picked("id")), *marks[1:]] if pick else marks


def _labels(shown: pl.DataFrame, axes: dict[str, Any], ends: list[float]) -> list[AnyChart]:
    """The report's own rate, and the places of flagged peers, each beside its point where no other label stands."""
    flagged = shown.filter(OUTSIDE | pl.col("own")).sort(["own", "n"], descending=[True, True])
    wide = WIDTH / math.log(ends[1] / ends[0])
    placed: list[dict[str, Any]] = []
    for row in flagged.iter_rows(named=True):
        x, y = wide * math.log(row["n"] / ends[0]), HEIGHT * (1 - row["rate"])
        name = percent(row["rate"]) if row["own"] else name_of(row["place"]).split(" ")[-1]
        left, wide_as = x > WIDTH - LABEL, max(SIGN * len(name), LABEL)
        x0, x1 = (x - wide_as, x) if left else (x, x + wide_as)
        taken = any(abs(y - other["y"]) < 14 and x0 < other["x1"] and other["x0"] < x1 for other in placed)
        if len(placed) < MOST_LABELS and not taken:
            at = {"x0": x0, "x1": x1, "y": y}
            placed.append({"n": row["n"], "rate": row["rate"], "text": name, "left": left, **at})
    layers: list[AnyChart] = []
    for left, align, dx in ((True, "right", -9), (False, "left", 9)):
        rows = [{key: row[key] for key in ("n", "rate", "text")} for row in placed if row["left"] is left]
        if rows:
            layers += haloed(alt.Chart(data(rows)).encode(**axes), "text:N", align=align, dx=dx)
    return layers


def _ticks(low: float, high: float) -> list[int]:
    """1, 2 and 5 times powers of ten; of a long axis the powers alone."""
    bases = (1, 2, 5) if high / low < 1000 else (1,)
    return [base * 10**power for power in range(8) for base in bases if low <= base * 10**power <= high]


def _limits(shown: pl.DataFrame, prior: Prior, centre: float) -> list[dict[str, float]]:
    """Limits on a grid of denominators; a rolling median takes the steps out of a discrete distribution."""
    grid = sizes(int(shown["n"].max() or 1), int(shown["n"].min() or 1), 60)  # type: ignore[arg-type]
    wide = pl.DataFrame([beta_binomial_limits(prior, n) for n in grid], schema=list(LIMITS), orient="row")
    smooth = wide.select(pl.all().rolling_median(5, min_samples=1, center=True))
    narrow = pl.DataFrame(
        [normal_limits(centre, n)[1:3] for n in grid], schema=["chance_low", "chance_high"], orient="row"
    )
    rounded = pl.concat([smooth, narrow], how="horizontal").select(pl.all().round(3))
    return rounded.with_columns(n=pl.Series(grid), centre=pl.lit(round(centre, 3))).to_dicts()


def _points(rows: pl.DataFrame, lang: str, pick: bool) -> list[dict[str, Any]]:
    """A point a body; of many bodies one a cell of a grid, with how many bodies are in it in place of a name."""
    named = {"id": pl.col("report_id"), "name": _name()} if pick else {}
    if rows.height <= POINTS:
        return rows.select("n", pl.col("rate").round(3), bodies=1, **named).to_dicts()
    alone: dict[str, pl.Expr] = {
        field: pl.when(pl.len() == 1).then(column.first()) for field, column in named.items()
    }
    if pick:
        alone["name"] = pl.coalesce(alone["name"], pl.format(say("tip.several", lang, n="{}"), pl.len()))
    log = (pl.col("n").log10() * 16).round() / 16
    grid = (
        rows.group_by(log.alias("log"), (pl.col("rate") * 50).round() / 50)
        .agg(bodies=pl.len(), **alone)
        .sort("log", "rate")
    )
    n = pl.lit(10.0).pow(pl.col("log")).round(1)
    return grid.select(n.alias("n"), pl.col("rate").round(2), "bodies", *named).to_dicts()


def _name() -> pl.Expr:
    """The place's own name."""
    return pl.col("place").map_elements(lambda code: name_of(code).split(" ")[-1], pl.String)


def prior_told(prior: Prior, lang: str) -> str:
    """The prior in words, with the number of bodies that it was fitted on."""
    if not prior.rho:
        return say("chart.funnel.chance", lang, n=Count(prior.units), mean=percent(prior.mean))
    shape = {"alpha": f"{prior.alpha:.2f}", "beta": f"{prior.beta:.2f}", "mean": percent(prior.mean)}
    return say("chart.funnel.prior", lang, n=Count(prior.units), **shape)


def _told(title: str, found: Peers, shown: pl.DataFrame, lang: str) -> str:
    outside = shown.filter(OUTSIDE).height
    stop = ". " if lang == "en" else "。"
    told = say(
        "chart.funnel.told",
        lang,
        n=Count(shown.height),
        outside=outside,
        expected=f"{2 * FLAG * shown.height:.1f}",
    )
    standing = (
        say(f"chart.funnel.{found.standing}", lang, median=percent(found.median)) if found.standing else ""
    )
    return stop.join(filter(None, (title, told, standing)))
