"""Is a proportion rising or falling over the years: the Cochran–Armitage test, as expressions over one body's years.

In: cases, denominators and years of comparable reports. Out: the statistic, its z and the two-sided p. Needs five
years with both counts known; fewer say nothing about a trend, so the answer is null.
"""

from __future__ import annotations

from math import erfc, sqrt

import polars as pl

LEAST_YEARS = 5


def cochran_armitage(x: pl.Expr, n: pl.Expr, t: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Aggregates `trend` and `z`; z has the sign of the change.

    trend = Σ t (x − n p̄), its variance p̄(1 − p̄)(Σ n t² − (Σ n t)²/N) (W. G. Cochran, Biometrics 1954;
    P. Armitage, Biometrics 1955). Year numbers of any origin give the same z.
    """
    known = x.is_not_null() & t.is_not_null() & (n > 0) & x.is_between(0, n)
    x, n, t = (column.filter(known).cast(pl.Float64) for column in (x, n, t))
    t = t - t.min()  # large numbers such as 2024 would cost digits
    enough = (known.sum() >= LEAST_YEARS) & (n.sum() > 0)
    rate = x.sum() / n.sum()
    trend = (t * (x - n * rate)).sum()
    variance = rate * (1 - rate) * ((n * t.pow(2)).sum() - (n * t).sum().pow(2) / n.sum())
    z = pl.when(variance > 0).then(trend / variance.sqrt())
    return pl.when(enough).then(trend).alias("trend"), pl.when(enough).then(z).alias("z")


def two_sided(z: float) -> float:
    """The probability of a standard normal as far from 0 as z, or farther."""
    return erfc(abs(z) / sqrt(2))
