"""False discoveries among many bodies: Benjamini and Hochberg's adjusted p-values as an expression.

In: one p-value a body. Out: q, so that of the bodies with q ≤ 0.05 on average at most 5 % are flagged by chance.
"""

from __future__ import annotations

import polars as pl


def benjamini_hochberg(p: pl.Expr) -> pl.Expr:
    """`q` for each p, in its place; null stays null and does not count (Benjamini and Hochberg, JRSS B 1995)."""
    rank = p.rank("ordinal")
    ordered = p.sort(nulls_last=True) * p.count() / pl.int_range(1, pl.len() + 1)
    lowest_from_here = ordered.reverse().cum_min().reverse().clip(upper_bound=1)
    return lowest_from_here.gather(rank - 1).alias("q")
