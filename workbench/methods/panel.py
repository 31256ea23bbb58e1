"""Change between two years on the bodies that have both: growth of a count, and a rate's change split in two.

In: one row a body, with its counts of both years. Out: aggregates as expressions. A body of which one year is not
known is left out of both years, so that a better coverage does not look like growth.
"""

from __future__ import annotations

import polars as pl

from workbench.methods.counts import ratio


def matched_growth(later: pl.Expr, earlier: pl.Expr, level: float = 0.95) -> tuple[pl.Expr, ...]:
    """`matched` bodies, their sums `later` and `earlier`, and `ratio` with `low` and `high` (see `counts.ratio`)."""
    both = later.is_not_null() & earlier.is_not_null()
    after, before = (pl.when(both.any()).then(column.filter(both).sum()) for column in (later, earlier))
    growth = ratio(after, before, level)
    return both.sum().alias("matched"), after.alias("later"), before.alias("earlier"), *growth


def kitagawa(x1: pl.Expr, n1: pl.Expr, x0: pl.Expr, n0: pl.Expr) -> tuple[pl.Expr, ...]:
    """`change` of Σx/Σn over matched bodies = `within` (bodies' own rates moved) + `mix` (cases moved between bodies).

    within = Σ (r1 − r0)(w1 + w0)/2 and mix = Σ (w1 − w0)(r1 + r0)/2 with w = n/Σn (E. M. Kitagawa, JASA 1955).
    A body without a case in one year has no rate there; it takes the other year's, so all it does is mix.
    """
    x1, n1, x0, n0 = of_both_years(x1, n1, x0, n0)
    own1, own0 = (x / pl.when(n > 0).then(n) for x, n in ((x1, n1), (x0, n0)))
    rate1, rate0 = pl.coalesce(own1, own0), pl.coalesce(own0, own1)
    weight1, weight0 = n1 / n1.sum(), n0 / n0.sum()
    within = ((rate1 - rate0) * (weight1 + weight0) / 2).sum()
    mix = ((weight1 - weight0) * (rate1 + rate0) / 2).sum()
    change = x1.sum() / n1.sum() - x0.sum() / n0.sum()
    some = (n1.sum() > 0) & (n0.sum() > 0)
    return tuple(
        pl.when(some).then(value).alias(name)
        for name, value in (("change", change), ("within", within), ("mix", mix))
    )


def of_both_years(x1: pl.Expr, n1: pl.Expr, x0: pl.Expr, n0: pl.Expr) -> tuple[pl.Expr, ...]:
    """The four columns of the bodies whose x and n are known in both years and can be (0 ≤ x ≤ n): of these a change
    and its two parts are told, so that they add up."""
    columns = (x1, n1, x0, n0)
    known = pl.all_horizontal(column.is_not_null() for column in columns)
    both = known & x1.is_between(0, n1) & x0.is_between(0, n0)
    return tuple(column.filter(both).cast(pl.Float64) for column in columns)
