"""Intervals for a proportion x out of n, and for the difference of two: Wilson, Jeffreys, Clopper–Pearson, Newcombe.

In: counts, as numbers (Wilson) or as Polars expressions. Out: the two limits, null where there is no proportion
(n is zero or unknown, x is unknown or lies outside 0..n). The counts of a report are complete, so an interval is
not about sampling: it is the range of underlying propensities that agree with the counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from workbench.methods.special import Floats

Z95 = 1.959963984540054
Z998 = 3.090232306167813

Limits = tuple[pl.Expr, pl.Expr]  # named `low` and `high`


def wilson(x: float | None, n: float | None, z: float = Z95) -> tuple[float, float] | None:
    """Lower and upper limit for x out of n (E. B. Wilson, JASA 1927), or None where n gives no proportion.

    >>> wilson(49, 62)
    """
    if x is None or n is None or n <= 0 or not 0 <= x <= n:
        return None
    rate, share = x / n, z * z / n
    centre = (rate + share / 2) / (1 + share)
    half = z * sqrt(rate * (1 - rate) / n + share / (4 * n)) / (1 + share)
    return 0.0 if x == 0 else centre - half, 1.0 if x == n else centre + half  # exact where rounding is not


def wilson_columns(x: pl.Expr, n: pl.Expr, z: float = Z95) -> Limits:
    """The same as two expressions, named `low` and `high`."""
    cases = _cases(x, n)
    rate, share = x / cases, z * z / cases
    centre = (rate + share / 2) / (1 + share)
    half = (rate * (1 - rate) / cases + share / (4 * cases)).sqrt() * z / (1 + share)
    low = pl.when(x == 0).then(rate).otherwise(centre - half)
    high = pl.when(x == n).then(rate).otherwise(centre + half)
    return low.alias("low"), high.alias("high")


def jeffreys(x: pl.Expr, n: pl.Expr, level: float = 0.95) -> Limits:
    """Quantiles of Beta(x + ½, n − x + ½), with 0 at x = 0 and 1 at x = n.

    L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 2001.
    """
    return _beta_limits(x, n, level, lambda x, n: ((x + 0.5, n - x + 0.5), (x + 0.5, n - x + 0.5)))


def clopper_pearson(x: pl.Expr, n: pl.Expr, level: float = 0.95) -> Limits:
    """The exact limits, never covering less than the level (Clopper and Pearson, Biometrika 1934)."""
    return _beta_limits(x, n, level, lambda x, n: ((x, n - x + 1), (x + 1, n - x)))


def upper_bound(x: pl.Expr, n: pl.Expr, level: float = 0.95) -> pl.Expr:
    """The exact one-sided bound, for "at most": what is compatible with 0 out of n, among others."""
    return clopper_pearson(x, n, 2 * level - 1)[1]


def newcombe(x1: pl.Expr, n1: pl.Expr, x0: pl.Expr, n0: pl.Expr, z: float = Z95) -> tuple[pl.Expr, ...]:
    """`difference` x1/n1 − x0/n0 with `low` and `high`, for counts that are independent of each other.

    The hybrid of the two Wilson intervals (method 10 of R. G. Newcombe, Statistics in Medicine 1998).
    """
    (low1, high1), (low0, high0) = wilson_columns(x1, n1, z), wilson_columns(x0, n0, z)
    rate1, rate0 = x1 / _cases(x1, n1), x0 / _cases(x0, n0)
    difference = rate1 - rate0
    low = difference - ((rate1 - low1).pow(2) + (high0 - rate0).pow(2)).sqrt()
    high = difference + ((high1 - rate1).pow(2) + (rate0 - low0).pow(2)).sqrt()
    return difference.alias("difference"), low.alias("low"), high.alias("high")


def has_rate(x: pl.Expr, n: pl.Expr) -> pl.Expr:
    """Whether x out of n is a proportion."""
    return (n > 0) & x.is_between(0, n)


def _cases(x: pl.Expr, n: pl.Expr) -> pl.Expr:
    """n where there is a proportion, else null: 0/0 would be NaN and reach a chart."""
    return pl.when(has_rate(x, n)).then(n).otherwise(None).cast(pl.Float64)


def _beta_limits(
    x: pl.Expr,
    n: pl.Expr,
    level: float,
    shapes: Callable[[Floats, Floats], tuple[tuple[Floats, Floats], ...]],
) -> Limits:
    """Both tails of the two betas that `shapes` gives for x and n."""
    tail = (1 - level) / 2
    cases = _cases(x, n)
    valid = [pl.when(cases.is_not_null()).then(x).cast(pl.Float64), cases]

    def quantile(side: int) -> pl.Expr:
        def of(columns: Sequence[pl.Series]) -> pl.Series:
            from workbench.methods.special import beta_quantile

            counts, totals = (column.fill_null(1).to_numpy() for column in columns)
            found = beta_quantile((tail, 1 - tail)[side], *shapes(counts, totals)[side])
            return pl.Series(found, dtype=pl.Float64)

        return pl.map_batches(valid, of, return_dtype=pl.Float64, is_elementwise=True)

    low = pl.when(x == 0).then(0.0).otherwise(quantile(0))
    high = pl.when(x == n).then(1.0).otherwise(quantile(1))
    known = cases.is_not_null()
    return pl.when(known).then(low).alias("low"), pl.when(known).then(high).alias("high")
