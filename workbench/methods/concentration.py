"""How evenly counts are spread: Gini with the share of zeros, Lorenz curve, Herfindahl, effective number, distance.

In: a column of counts, one row a body (or a kind of applicant, or a disposition). Out: aggregates as expressions, so
that they work by group. Null where a count is unknown, or where all are zero: nothing is spread then.
"""

from __future__ import annotations

import polars as pl


def gini(x: pl.Expr) -> pl.Expr:
    """0: all bodies have the same; towards 1: one has all. Σ x must not be 0.

    G = 2 Σ i·x₍ᵢ₎ / (n Σx) − (n + 1)/n over the counts in rising order. Tell it with `zero_share`, because
    G = z + (1 − z)·G₊ exactly, with G₊ among the bodies that have any.
    """
    n, ordered = pl.len(), x.cast(pl.Float64).sort()
    ranked = (ordered * pl.int_range(1, n + 1)).sum()
    return _known(x, 2 * ranked / (n * _sum(x)) - (n + 1) / n).alias("gini")


def zero_share(x: pl.Expr) -> pl.Expr:
    """The part of the bodies that have none."""
    return pl.when(x.is_not_null().all() & (pl.len() > 0)).then((x == 0).mean()).alias("zero_share")


def top_share(x: pl.Expr, top: float = 0.1) -> pl.Expr:
    """The part held by the largest tenth of the bodies (`top`), a body cut by that border counted in proportion."""
    ordered = x.cast(pl.Float64).sort(descending=True)
    room = (top * pl.len() - pl.int_range(pl.len())).clip(0, 1)
    return _known(x, (ordered * room).sum() / _sum(x)).alias("top_share")


def lorenz(x: pl.Series) -> pl.DataFrame:
    """Points (`bodies`, `cases`) from (0, 0) to (1, 1), smallest bodies first; no rows where `gini` is null.

    Of equal counts only the last point is kept: they lie on one straight line.
    """
    if x.null_count() or not x.sum():
        return pl.DataFrame(schema={"bodies": pl.Float64, "cases": pl.Float64})
    ordered = x.cast(pl.Float64).sort()
    points = pl.DataFrame({"x": ordered}).select(
        "x", bodies=pl.int_range(1, pl.len() + 1) / pl.len(), cases=pl.col("x").cum_sum() / pl.col("x").sum()
    )
    last = points.filter(pl.col("x") != pl.col("x").shift(-1, fill_value=-1)).drop("x")
    return pl.concat([pl.DataFrame({"bodies": [0.0], "cases": [0.0]}), last])


def herfindahl(x: pl.Expr) -> pl.Expr:
    """Σ of squared shares: 1 where one kind has all, 1/k where k kinds have the same."""
    return _known(x, (x.cast(pl.Float64) / _sum(x)).pow(2).sum()).alias("herfindahl")


def effective_number(x: pl.Expr) -> pl.Expr:
    """1/Herfindahl: how many kinds of equal size would be as concentrated."""
    return (1 / herfindahl(x)).alias("effective_number")


def total_variation(p: pl.Expr, q: pl.Expr) -> pl.Expr:
    """½ Σ|pᵢ − qᵢ| of the shares of two columns of counts: the part that would have to move to make them alike."""
    shares = (column.cast(pl.Float64) / _sum(column) for column in (p, q))
    first, second = shares
    return _known(p, _known(q, (first - second).abs().sum() / 2)).alias("total_variation")


def _sum(x: pl.Expr) -> pl.Expr:
    total = x.cast(pl.Float64).sum()
    return pl.when(total > 0).then(total)  # null instead of a division by zero


def _known(x: pl.Expr, value: pl.Expr) -> pl.Expr:
    return pl.when(x.is_not_null().all() & (x.sum() > 0)).then(value)
