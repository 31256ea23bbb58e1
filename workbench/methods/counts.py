"""Exact intervals for a count and for the ratio of two counts (reviews per hundred, this year against last).

In: counts as Polars expressions. Out: expressions; null where a count is unknown or negative, or where there is
nothing to divide by. Events are taken as independent of each other, which one applicant's hundreds of requests are not.
"""

from __future__ import annotations

import polars as pl

from workbench.methods.proportions import Limits, clopper_pearson


def poisson(x: pl.Expr, level: float = 0.95) -> Limits:
    """Limits `low` and `high` of the mean behind a count; divided by an exposure, those of a rate.

    χ² quantiles, exact (F. Garwood, Biometrika 1936).
    """
    tail = (1 - level) / 2
    count = pl.when(x >= 0).then(x).cast(pl.Float64)
    low, high = _gamma_quantile(count, tail), _gamma_quantile(count + 1, 1 - tail)
    return low.alias("low"), high.alias("high")


def ratio(later: pl.Expr, earlier: pl.Expr, level: float = 0.95) -> tuple[pl.Expr, ...]:
    """`ratio` of two Poisson counts with `low` and `high`, exact given their sum n.

    The odds l/(1−l) of the Clopper–Pearson limits for later/n (J. Przyborowski and H. Wilenski, Biometrika 1940).
    Null where `earlier` is 0: there is no ratio then, and both counts are to be told.
    """
    before = pl.when((earlier > 0) & (later >= 0)).then(earlier).cast(pl.Float64)
    low, high = clopper_pearson(later, later + before, level)
    odds_low, odds_high = low / (1 - low), high / (1 - high)
    return (later / before).alias("ratio"), odds_low.alias("low"), odds_high.alias("high")


def _gamma_quantile(shape: pl.Expr, q: float) -> pl.Expr:
    def of(column: pl.Series) -> pl.Series:
        from workbench.methods.special import gamma_quantile

        return pl.Series(gamma_quantile(q, column.fill_null(0).to_numpy()), dtype=pl.Float64)

    return pl.when(shape.is_not_null()).then(
        shape.map_batches(of, return_dtype=pl.Float64, is_elementwise=True)
    )
