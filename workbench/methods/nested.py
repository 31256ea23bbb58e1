"""How much of the variation of rates lies between groups of bodies (provinces), and how much inside them.

In: cases and denominators of bodies, and the group of each. Out: ρ of all bodies, ρ inside the groups, both by moments,
and from these the part of the variance that lies between groups. Variation by chance is in neither of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

LEAST_GROUPS = 3
LEAST_INSIDE = 30  # bodies beyond one a group: of fewer the inner variance is a guess


@dataclass(frozen=True)
class Nested:
    """`between` is the part of the variance beyond chance that lies between groups; None where there is none at all."""

    groups: int
    bodies: int
    mean: float
    rho: float
    rho_inside: float
    between: float | None


def nested(x: pl.Series, n: pl.Series, group: pl.Series) -> Nested | None:
    """Both moments and their ratio; None with fewer than LEAST_GROUPS groups or LEAST_INSIDE bodies beyond one a group.

    Moments as in `shrinkage.moments`: μ(1−μ)ρ = (S − Σμ(1−μ)) / room with S = Σ n(x/n − μ)², once about the mean of
    all and once about that of each group, whose parts are added up (one-way analysis of variance with weights n).
    """
    rows = pl.DataFrame({"x": x, "n": n, "group": group}).filter(pl.col("n") > 0, pl.col("x").is_not_null())
    groups = rows["group"].n_unique()
    if groups < LEAST_GROUPS or rows.height - groups < LEAST_INSIDE:
        return None
    inside = (
        rows.group_by("group").agg(*_moments()).filter(pl.col("k") > 1).select(pl.col("excess", "room").sum())
    )
    mean, excess, room = rows.select(*_moments()).select("mean", "excess", "room").row(0)
    if not 0 < mean < 1 or room <= 0 or inside["room"][0] <= 0:
        return None
    whole, within = max(excess / room, 0.0), max(inside["excess"][0] / inside["room"][0], 0.0)
    scale = mean * (1 - mean)
    between = max(1 - within / whole, 0.0) if whole else None
    return Nested(groups, rows.height, mean, min(whole / scale, 1.0), min(within / scale, 1.0), between)


def _moments() -> tuple[pl.Expr, ...]:
    """`k`, `mean`, `excess` of the spread over what chance gives, and `room`; their ratio is the variance beyond it."""
    x, n = pl.col("x").cast(pl.Float64), pl.col("n").cast(pl.Float64)
    mean = x.sum() / n.sum()
    spread = (n * (x / n - mean) ** 2).sum()
    freedom = pl.len().cast(pl.Float64) - 1
    room = n.sum() - (n**2).sum() / n.sum() - freedom
    excess = spread - freedom * mean * (1 - mean)
    return pl.len().alias("k"), mean.alias("mean"), excess.alias("excess"), room.alias("room")
