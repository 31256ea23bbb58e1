"""The statistical methods against SciPy's own distributions and statsmodels, on counts that hypothesis chooses."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what its own dependencies say while it is imported
    from statsmodels.stats.contingency_tables import Table
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from workbench.methods import counts, discoveries, funnel, proportions, shrinkage
from workbench.methods.trend import cochran_armitage

X, N = pl.col("x"), pl.col("n")
PAIR = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def of(pair: tuple[int, int], *found: pl.Expr) -> tuple[Any, ...]:
    return pl.DataFrame({"x": [pair[0]], "n": [pair[1]]}).select(*found).row(0)


@given(PAIR)
@settings(max_examples=40)
def test_intervals_are_those_of_statsmodels(pair: tuple[int, int]) -> None:
    for method, interval in (("wilson", proportions.wilson_columns), ("beta", proportions.clopper_pearson)):
        assert of(pair, *interval(X, N)) == pytest.approx(proportion_confint(*pair, method=method), abs=1e-9)
    low, high = of(pair, *proportions.jeffreys(X, N))
    theirs = proportion_confint(*pair, method="jeffreys")
    # At x = 0 and x = n statsmodels leaves the quantile where the definition says 0 and 1.
    assert low == pytest.approx(theirs[0], abs=1e-9) or pair[0] == 0 == low
    assert high == pytest.approx(theirs[1], abs=1e-9) or (pair[0] == pair[1] and high == 1)


@given(PAIR, PAIR)
@settings(max_examples=40)
def test_the_difference_is_that_of_statsmodels(one: tuple[int, int], two: tuple[int, int]) -> None:
    pair = pl.DataFrame({"x": [one[0]], "n": [one[1]], "x0": [two[0]], "n0": [two[1]]})
    _, *limits = pair.select(*proportions.newcombe(X, N, pl.col("x0"), pl.col("n0"))).row(0)
    assert limits == pytest.approx(confint_proportions_2indep(*one, *two, method="newcomb"), abs=1e-9)


@given(st.integers(0, 10_000))
@settings(max_examples=40)
def test_the_interval_of_a_count_is_that_of_chi_squared(x: int) -> None:
    theirs = (stats.chi2.ppf(0.025, 2 * x) / 2 if x else 0.0, stats.chi2.ppf(0.975, 2 * x + 2) / 2)
    assert of((x, 1), *counts.poisson(X)) == pytest.approx(theirs, rel=1e-9)


@given(st.lists(PAIR, min_size=5, max_size=9))
@settings(max_examples=30)
def test_the_trend_is_that_of_statsmodels_but_for_one_case_in_the_variance(
    years: list[tuple[int, int]],
) -> None:
    table = np.array([[x, n - x] for x, n in years])
    total, cases = table.sum(), table[:, 0].sum()
    if cases in (0, total):
        return  # no variance, so no z: said by the other tests
    frame = pl.DataFrame(years, schema=["x", "n"], orient="row").with_row_index("t", offset=2019)
    _, z = frame.select(*cochran_armitage(X, N, pl.col("t"))).row(0)
    theirs = Table(table, shift_zeros=False).test_ordinal_association(col_scores=np.array([1, 0])).zscore
    assert z == pytest.approx(theirs * np.sqrt(total / (total - 1)), abs=1e-8)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
@settings(max_examples=40)
def test_false_discoveries_are_those_of_statsmodels(p: list[float]) -> None:
    found = pl.DataFrame({"p": p}).select(discoveries.benjamini_hochberg(pl.col("p")))["q"]
    assert found.to_list() == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-12)


def test_newton_finds_the_maximum_that_a_general_optimiser_finds() -> None:
    """On 60 made bodies; the marginal log-likelihood is SciPy's beta-binomial."""
    chance = np.random.default_rng(7)
    n = chance.integers(1, 200, 60)
    x = chance.binomial(n, chance.beta(4, 3, 60))

    def cost(place: Any) -> float:
        return -float(stats.betabinom.logpmf(x, n, *np.exp(place)).sum())

    best = optimize.minimize(
        cost, np.log([1.0, 1.0]), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11}
    )
    prior = shrinkage.likelihood(pl.Series(x), pl.Series(n))
    assert prior is not None and (prior.alpha, prior.beta) == pytest.approx(np.exp(best.x), rel=1e-5)
    assert -cost(np.log([prior.alpha, prior.beta])) >= -best.fun - 1e-9


def test_the_marginal_likelihood_of_the_table_is_the_published_one() -> None:
    x, n = [49, 5, 0, 12, 3, 30, 1, 88, 7, 20], [62, 7, 3, 30, 3, 55, 6, 120, 20, 28]
    prior = shrinkage.likelihood(pl.Series(x), pl.Series(n))
    assert prior is not None
    found = stats.betabinom.logpmf(x, n, prior.alpha, prior.beta).sum()
    assert found == pytest.approx(-27.930304, abs=6e-7)


def test_tails_and_limits_are_those_of_scipys_beta_binomial() -> None:
    prior = shrinkage.Prior(0.6, 0.1, 40, "likelihood")
    x, n = np.array([0, 3, 30, 700, 62]), np.array([5, 7, 62, 1000, 62])
    found = funnel.tails(pl.Series(x), pl.Series(n), prior)
    theirs = stats.betabinom(n, prior.alpha, prior.beta)
    assert found["low"].to_list() == pytest.approx(theirs.cdf(x), abs=1e-10)
    assert found["high"].to_list() == pytest.approx(theirs.sf(x - 1), abs=1e-10)
    flat = funnel.tails(pl.Series(x), pl.Series(n), shrinkage.Prior(0.6, 0.0, 40, "likelihood"))
    assert flat["low"].to_list() == pytest.approx(stats.binom(n, 0.6).cdf(x), abs=1e-10)
    for limit, q in zip(funnel.beta_binomial_limits(prior, 62), funnel.QUANTILES, strict=True):
        assert abs(62 * limit - stats.betabinom(62, prior.alpha, prior.beta).ppf(q)) <= 1


@pytest.mark.parametrize(
    ("n", "wilson", "jeffreys", "exact"),
    [
        (1, 0.981, 0.995, 1.000),
        (5, 0.958, 0.949, 0.990),
        (10, 0.954, 0.946, 0.980),
        (30, 0.951, 0.948, 0.969),
        (100, 0.951, 0.950, 0.962),
    ],
)
def test_intervals_cover_a_drawn_rate_as_often_as_simulated(
    n: int, wilson: float, jeffreys: float, exact: float
) -> None:
    """The shares were simulated once for a rate drawn from Beta(4, 3); here they are summed exactly, so to 0.005."""
    cases = pl.DataFrame({"x": list(range(n + 1)), "n": [n] * (n + 1)})
    chance = stats.betabinom.pmf(np.arange(n + 1), n, 4, 3)
    methods = (proportions.wilson_columns, proportions.jeffreys, proportions.clopper_pearson)
    for method, expected in zip(methods, (wilson, jeffreys, exact), strict=True):
        low, high = (cases.select(limit).to_series().to_numpy() for limit in method(X, N))
        after = stats.beta(4 + np.arange(n + 1), 3 + n - np.arange(n + 1))
        assert (chance * (after.cdf(high) - after.cdf(low))).sum() == pytest.approx(expected, abs=0.005)
