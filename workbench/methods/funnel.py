"""Funnel limits for a rate against its denominator: chance only, and chance with the ordinary variation between bodies.

In: the peers' common rate, denominators, and the prior of `shrinkage` for the wider band, so that funnel and shrunken
rates never contradict each other. Out: limits, and for each body the probability of being as far out. With chance
alone a fifth of a country's counties would look unusual; only the wider band flags.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from workbench.methods.numpy_later import np
from workbench.methods.proportions import Z95, Z998, has_rate
from workbench.methods.shrinkage import Prior
from workbench.methods.special import chi_squared_tail, log_beta_binomial, log_binomial

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.methods.special import Floats

    Whole = NDArray[np.int64]

QUANTILES = (0.001, 0.025, 0.975, 0.999)  # the limits of 99.8 % and of 95 %
FLAG = 0.001  # tail probability beyond which a body is flagged, on each side


class Overdispersion(NamedTuple):
    """How much more the rates vary than by chance: χ² on `freedom` degrees, its p, φ plain and winsorised."""

    chi_squared: float
    freedom: int
    p: float
    phi: float
    phi_winsorised: float


def normal_limits(centre: float, n: float) -> tuple[float, float, float, float]:
    """Limits at QUANTILES: centre ± z √(centre (1 − centre)/n), cut to 0..1.

    D. J. Spiegelhalter, Statistics in Medicine 2005.
    """
    error = sqrt(centre * (1 - centre) / n)
    low998, low95, high95, high998 = (min(max(centre + z * error, 0), 1) for z in (-Z998, -Z95, Z95, Z998))
    return low998, low95, high95, high998


def exact_limits(centre: float, n: int, q: tuple[float, ...] = QUANTILES) -> tuple[float, ...]:
    """The same from the binomial distribution, interpolated between its steps."""
    return _interpolated(log_binomial(np.arange(n + 1), n, centre), n, q)


def beta_binomial_limits(prior: Prior, n: int, q: tuple[float, ...] = QUANTILES) -> tuple[float, ...]:
    """The wider band: of a body with n cases whose own rate is drawn from the prior. With ρ = 0 the exact limits."""
    if not prior.rho:
        return exact_limits(prior.mean, n, q)
    return _interpolated(log_beta_binomial(np.arange(n + 1), n, prior.alpha, prior.beta), n, q)


def sizes(largest: int, smallest: int = 1, points: int = 120) -> list[int]:
    """Whole denominators, evenly spaced on a logarithmic axis: where to compute a funnel's limits."""
    return sorted({round(n) for n in np.geomspace(smallest, max(largest, smallest), points)})


def tails(x: pl.Series, n: pl.Series, prior: Prior) -> pl.DataFrame:
    """For each body the probabilities of at most (`low`) and at least (`high`) its cases; null without a rate.

    A body is flagged where one of them is below FLAG; of bodies that are like the others 0.2 % are.
    """
    frame = pl.DataFrame({"x": x, "n": n}).with_row_index("place")
    known = frame.filter(has_rate(pl.col("x"), pl.col("n")))
    cases, totals = known["x"].cast(pl.Int64).to_numpy(), known["n"].cast(pl.Int64).to_numpy()
    low = _at_most(cases, totals, prior)
    # At least x cases: at most n − x others.
    mirrored = Prior(1 - prior.mean, prior.rho, prior.units, prior.fit)
    high = _at_most(totals - cases, totals, mirrored)
    found = known.select("place").with_columns(low=pl.Series(low), high=pl.Series(high))
    return frame.join(found, on="place", how="left", maintain_order="left").select("low", "high")


def overdispersion(x: pl.Series, n: pl.Series, cut: float = 0.1) -> Overdispersion | None:
    """Pearson's χ² of the rates and φ = Σz²/k; winsorised: z drawn in to their `cut` and 1 − `cut` quantiles.

    None where fewer than two bodies have a rate, or where none or all of the cases count (Spiegelhalter 2005).
    """
    known = pl.DataFrame({"x": x, "n": n}).filter(has_rate(pl.col("x"), pl.col("n")))
    cases, totals = (known[name].cast(pl.Float64).to_numpy() for name in ("x", "n"))
    centre = cases.sum() / totals.sum() if len(totals) > 1 else 0.0
    if not 0 < centre < 1:
        return None
    z = (cases / totals - centre) / np.sqrt(centre * (1 - centre) / totals)
    drawn_in = np.clip(z, *np.quantile(z, [cut, 1 - cut]))
    chi_squared, freedom = float((z**2).sum()), len(z) - 1
    phi, winsorised = (float((values**2).mean()) for values in (z, drawn_in))
    return Overdispersion(chi_squared, freedom, chi_squared_tail(chi_squared, freedom), phi, winsorised)


def _interpolated(log_chances: Floats, n: int, q: tuple[float, ...]) -> tuple[float, ...]:
    """(r − (F(r) − q)/f(r))/n with r the smallest count whose F(r) reaches q."""
    chances = np.exp(log_chances)
    reached = chances.cumsum()
    r = np.minimum(np.searchsorted(reached, q), n)
    return tuple(float(limit) for limit in np.clip((r - (reached[r] - q) / chances[r]) / n, 0, 1))


def _at_most(x: Whole, n: Whole, prior: Prior) -> Floats:
    """P(X ≤ x) for each body at once: all its smaller counts in one long row, added up body by body."""
    if not len(x):
        return np.array([], float)
    starts = np.concatenate([[0], (x + 1).cumsum()[:-1]])
    k = np.arange(int((x + 1).sum())) - np.repeat(starts, x + 1)
    of = np.repeat(n, x + 1)
    if prior.rho:
        chances = np.exp(log_beta_binomial(k, of, prior.alpha, prior.beta))
    else:
        chances = np.exp(log_binomial(k, of, prior.mean))
    return np.asarray(np.minimum(np.add.reduceat(chances, starts), 1.0), float)
