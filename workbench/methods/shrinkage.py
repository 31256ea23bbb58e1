"""Rates of many small bodies, drawn towards those of their peers: beta-binomial empirical Bayes.

In: cases and denominators of peers of the same level and kind, LEAST_UNITS of them or more with a denominator. Out:
a `Prior`, which is to be printed beside every figure made with it, and with it shrunken rates and their intervals.
Rates that vary no more than by chance give ρ = 0: then every body has the peers' rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from workbench.methods.numpy_later import np
from workbench.methods.proportions import has_rate
from workbench.methods.special import beta_quantile

if TYPE_CHECKING:
    from workbench.methods.special import Floats

# Of 10 bodies a likelihood fit ends at the boundary in a fifth of all runs, of 30 in one of 70.
LEAST_UNITS = 30
FLAT = 1e6  # α + β beyond which the likelihood only creeps on to infinity: no variation beyond chance
STEPS = 60  # Newton needs 3 to 5 from the moments; more only on the way to a boundary
FARTHEST = 3.0  # of one step, in log α and log β


class Prior(NamedTuple):
    """Beta(α, β) told by its mean and by ρ = 1/(α + β + 1), the part of the variance that lies between bodies."""

    mean: float
    rho: float
    units: int
    fit: str  # "moments" or "likelihood"

    @property
    def alpha(self) -> float:
        return self.mean * (1 / self.rho - 1) if self.rho else inf

    @property
    def beta(self) -> float:
        return (1 - self.mean) * (1 / self.rho - 1) if self.rho else inf

    def __str__(self) -> str:
        shape = f"Beta({self.alpha:.3f}, {self.beta:.3f})" if self.rho else "no variation beyond chance"
        return f"mean {self.mean:.3f}, rho {self.rho:.3f}, {shape}, {self.units} bodies, by {self.fit}"


def moments(x: pl.Series, n: pl.Series) -> Prior | None:
    """The prior by moments; None where fewer than two bodies have a rate, or where none or all of the cases count.

    ρ = (S/(μ(1−μ)) − (k−1)) / (N − Σn²/N − (k−1)) with S = Σ n(x/n − μ)², cut to 0..1 (J. C. Kleinman, JASA 1973,
    with weights n).
    """
    return _moments(*_with_rate(x, n))


def _moments(cases: Floats, sizes: Floats) -> Prior | None:
    k, total = len(sizes), sizes.sum()
    mean = float(cases.sum() / total) if k > 1 else 0.0
    if not 0 < mean < 1:
        return None
    spread = (sizes * (cases / sizes - mean) ** 2).sum() / (mean * (1 - mean))
    room = total - (sizes**2).sum() / total - (k - 1)
    # No room: all have one case, nothing is known.
    rho = float((spread - (k - 1)) / room) if room > 0 else 0.0
    return Prior(mean, min(max(rho, 0.0), 1 - 1e-9), k, "moments")


def likelihood(x: pl.Series, n: pl.Series) -> Prior | None:
    """The prior of greatest marginal likelihood, by Newton in log α and log β from the moments; None as in `moments`.

    ℓ = Σ c_j(x) log(α+j) + Σ c_j(n−x) log(β+j) − Σ c_j(n) log(α+β+j), where c_j(v) bodies have a v above j: no special
    function, and work that depends on the largest count instead of the number of bodies.
    """
    cases, sizes = _with_rate(x, n)
    start = _moments(cases, sizes)
    if start is None:
        return None
    counts = (_above(cases), _above(sizes - cases), _above(sizes))
    chance = Prior(start.mean, 0.0, start.units, "likelihood")
    place = _start(start)
    now = _log_likelihood(counts, place)
    for _ in range(STEPS if sizes.max() > 1 else 0):
        step = _step(counts, place)
        while (after := _log_likelihood(counts, place + step)) < now and np.abs(step).max() > 1e-12:
            step = step / 2
        place, now = place + step, after
        if np.exp(place).sum() > FLAT:
            return chance
        if np.abs(step).max() < 1e-10:
            alpha, beta = np.exp(place)
            return Prior(
                float(alpha / (alpha + beta)), float(1 / (alpha + beta + 1)), len(sizes), "likelihood"
            )
    return chance if sizes.max() <= 1 else start  # no maximum inside: every body has all of its cases or none


def shrunken(x: pl.Expr, n: pl.Expr, prior: Prior) -> pl.Expr:
    """(x + α)/(n + α + β), named `shrunken`; null where the body has no case of its own."""
    value = (x + prior.alpha) / (n + prior.alpha + prior.beta) if prior.rho else pl.lit(prior.mean)
    return pl.when(has_rate(x, n)).then(value).alias("shrunken")


def shrunken_interval(x: pl.Expr, n: pl.Expr, prior: Prior, level: float = 0.95) -> tuple[pl.Expr, pl.Expr]:
    """`low` and `high` of Beta(x + α, n − x + β), for a given prior: what the fit itself leaves open is not in it."""
    tail = (1 - level) / 2
    limits = [_posterior(x, n, prior, q) for q in (tail, 1 - tail)]
    return limits[0].alias("low"), limits[1].alias("high")


def _posterior(x: pl.Expr, n: pl.Expr, prior: Prior, q: float) -> pl.Expr:
    if not prior.rho:
        return shrunken(x, n, prior)

    def of(columns: Sequence[pl.Series]) -> pl.Series:
        cases, sizes = (column.fill_null(0).to_numpy() for column in columns)
        return pl.Series(beta_quantile(q, cases + prior.alpha, sizes - cases + prior.beta), dtype=pl.Float64)

    valid = [pl.when(has_rate(x, n)).then(column).cast(pl.Float64) for column in (x, n)]
    return pl.when(has_rate(x, n)).then(
        pl.map_batches(valid, of, return_dtype=pl.Float64, is_elementwise=True)
    )


def _with_rate(x: pl.Series, n: pl.Series) -> tuple[Floats, Floats]:
    """Those that are a proportion (`proportions.has_rate`), as arrays: what is unknown is NaN, which compares as no."""
    cases, sizes = (side.cast(pl.Float64).to_numpy() for side in (x, n))
    known = (sizes > 0) & (cases >= 0) & (cases <= sizes)
    return cases[known], sizes[known]


def _start(prior: Prior) -> Floats:
    rho = prior.rho or 0.01  # at the boundary there is no slope to follow
    return np.log([prior.mean * (1 / rho - 1), (1 - prior.mean) * (1 / rho - 1)])


def _above(values: Floats) -> Floats:
    """For j = 0, 1, …: how many of the counts are greater than j."""
    exactly = np.bincount(values.astype(np.int64))
    return np.asarray(exactly[::-1].cumsum()[::-1][1:], float)


def _log_likelihood(counts: tuple[Floats, ...], place: Floats) -> float:
    """Without the binomial coefficients, which do not depend on the prior."""
    alpha, beta = np.exp(place)
    terms = [
        (c * np.log(at + np.arange(len(c)))).sum()
        for c, at in zip(counts, (alpha, beta, alpha + beta), strict=True)
    ]
    return float(terms[0] + terms[1] - terms[2])


def _step(counts: tuple[Floats, ...], place: Floats) -> Floats:
    """Newton's step uphill: where the surface is not a hill, its curvature is taken as if it were."""
    alpha, beta = np.exp(place)
    ends = (alpha, beta, alpha + beta)
    first = [(c / (at + np.arange(len(c)))).sum() for c, at in zip(counts, ends, strict=True)]
    second = [(c / (at + np.arange(len(c))) ** 2).sum() for c, at in zip(counts, ends, strict=True)]
    scale = np.array([alpha, beta])
    gradient = scale * (np.array(first[:2]) - first[2])
    curvature = np.outer(scale, scale) * (second[2] - np.diag(second[:2])) + np.diag(gradient)
    values, vectors = np.linalg.eigh(curvature)
    uphill = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-12))
    return np.asarray(uphill * min(1.0, FARTHEST / max(np.abs(uphill).max(), 1e-300)))
