"""Ranks with their intervals: a rank by itself says more than the counts do, so none is given without one.

In: cases and denominators of peers, and their prior. Out: for each body the median rank and the range that holds it
with 90 %, rank 1 for the highest rate. Drawn from the posterior with a fixed seed: the same counts give the same ranks.
"""

from __future__ import annotations

import polars as pl

from workbench.methods.numpy_later import np
from workbench.methods.proportions import has_rate
from workbench.methods.shrinkage import Prior

DRAWS = 1000
SEED = 20190515  # any number will do; this is the day on which the Regulation in force took effect
RANKS = {"rank": pl.Float64(), "low": pl.Int64(), "high": pl.Int64()}


def rank_intervals(
    x: pl.Series, n: pl.Series, prior: Prior, *, level: float = 0.9, draws: int = DRAWS, seed: int = SEED
) -> pl.DataFrame:
    """`rank`, `low` and `high` of each body among those with a rate, in their order; null for the others.

    With ρ = 0 the bodies cannot be told apart: the range is all places (Goldstein and Spiegelhalter, JRSS A 1996).
    """
    frame = pl.DataFrame({"x": x, "n": n}).with_row_index("place")
    known = frame.filter(has_rate(pl.col("x"), pl.col("n")))
    found = known.select("place").hstack(_of(known, prior, level, draws, seed))
    return frame.join(found, on="place", how="left", maintain_order="left").select(*RANKS)


def _of(known: pl.DataFrame, prior: Prior, level: float, draws: int, seed: int) -> pl.DataFrame:
    k = known.height
    if not prior.rho or not k:
        rows = {"rank": [(k + 1) / 2] * k, "low": [1] * k, "high": [k] * k}
        return pl.DataFrame(rows, schema=RANKS)
    cases, totals = (known[name].cast(pl.Float64).to_numpy() for name in ("x", "n"))
    rates = np.random.default_rng(seed).beta(cases + prior.alpha, totals - cases + prior.beta, (draws, k))
    in_order = zip(np.sort(rates, axis=1), rates, strict=True)
    ranks = np.array([1 + k - ordered.searchsorted(drawn, side="right") for ordered, drawn in in_order])
    tail = (1 - level) / 2
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0, method="inverted_cdf")
    return pl.DataFrame({"rank": np.median(ranks, axis=0), "low": low, "high": high}, schema=RANKS)
