"""Wilson's interval for a proportion, for numbers and as Polars expressions.

In: x cases out of n, for numbers or columns. Out: the two limits, null where there is no proportion (n is zero or
unknown, x is unknown or lies outside 0..n). The counts of a report are complete, so the interval is not about
sampling: it is the range of underlying propensities that agree with the counts.
"""

from __future__ import annotations

from math import sqrt

import polars as pl

Z95 = 1.959963984540054
Z998 = 3.090232306167813


def wilson(x: float | None, n: float | None, z: float = Z95) -> tuple[float, float] | None:
    """Lower and upper limit for x out of n (E. B. Wilson, JASA 1927), or None where n gives no proportion."""
    if x is None or n is None or n <= 0 or not 0 <= x <= n:
        return None
    rate, share = x / n, z * z / n
    centre = (rate + share / 2) / (1 + share)
    half = z * sqrt(rate * (1 - rate) / n + share / (4 * n)) / (1 + share)
    return 0.0 if x == 0 else centre - half, 1.0 if x == n else centre + half  # exact where rounding is not


def wilson_columns(x: pl.Expr, n: pl.Expr, z: float = Z95) -> tuple[pl.Expr, pl.Expr]:
    """The same as two expressions, named `low` and `high`."""
    valid = (n > 0) & x.is_between(0, n)
    cases = pl.when(valid).then(n).otherwise(None).cast(pl.Float64)  # 0/0 would be NaN and reach a chart
    rate, share = x / cases, z * z / cases
    centre = (rate + share / 2) / (1 + share)
    half = (rate * (1 - rate) / cases + share / (4 * cases)).sqrt() * z / (1 + share)
    low = pl.when(x == 0).then(rate).otherwise(centre - half)
    high = pl.when(x == n).then(rate).otherwise(centre + half)
    return low.alias("low"), high.alias("high")
