"""The statistical methods give published reference values to the digits given, and null where there is no answer.

The values were computed once for counts of real reports, with a second library beside the formula (statsmodels 0.15,
SciPy 1.17); those of the beta-binomial in exact fractions and with 40 digits. Erqi, Litong: offices' reports for
2022; Huai'an: the city's for 2024. Each figure is given to six digits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.methods import counts, discoveries, funnel, panel, proportions, ranks
from workbench.methods import shrinkage as shrink
from workbench.methods.proportions import Z95, Z998, wilson, wilson_columns
from workbench.methods.trend import cochran_armitage, two_sided

X, N = pl.col("x"), pl.col("n")
CASES = pl.Series(
    [49, 5, 0, 12, 3, 30, 1, 88, 7, 20]
)  # ten bodies with rates that differ by more than chance
SIZES = pl.Series([62, 7, 3, 30, 3, 55, 6, 120, 20, 28])


def of(x: float | None, n: float | None, *found: pl.Expr) -> tuple[Any, ...]:
    schema = {"x": pl.Int64(), "n": pl.Int64()}
    return pl.DataFrame({"x": [x], "n": [n]}, schema=schema).select(*found).row(0)


def over(x: Sequence[float | None], *found: pl.Expr) -> tuple[Any, ...]:
    return pl.DataFrame({"x": x}, schema={"x": pl.Int64}).select(*found).row(0)


def digits(*values: float) -> Any:
    return pytest.approx(values, abs=6e-7)


# ---------------------------------------------------------------- proportions


@pytest.mark.parametrize(
    ("x", "n", "z", "low", "high"),
    [
        (49, 62, Z95, 0.673608, 0.873160),  # Erqi, disclosed of concluded
        (0, 5, Z95, 0.000000, 0.434482),
        (7, 7, Z95, 0.645670, 1.000000),
        (5, 7, Z95, 0.358934, 0.917781),  # Litong, disclosed of concluded
        (1816, 3050, Z95, 0.577882, 0.612698),  # Huai'an, disclosed of concluded
        (64, 314, Z95, 0.162970, 0.251832),  # Huai'an, reviews corrected of concluded
        (49, 62, Z998, 0.597890, 0.905258),
    ],
)
def test_wilson(x: int, n: int, z: float, low: float, high: float) -> None:
    assert wilson(x, n, z) == digits(low, high)
    assert of(x, n, *wilson_columns(X, N, z)) == digits(low, high)


def test_jeffreys_and_clopper_pearson() -> None:
    assert of(49, 62, *proportions.jeffreys(X, N)) == digits(0.677218, 0.877057)
    assert of(0, 5, *proportions.jeffreys(X, N)) == digits(0, 0.379377)
    assert of(49, 62, *proportions.clopper_pearson(X, N)) == digits(0.668179, 0.883361)
    assert of(0, 5, proportions.upper_bound(X, N)) == digits(0.450720)


INTERVALS: list[Callable[[pl.Expr, pl.Expr], tuple[pl.Expr, pl.Expr]]] = [
    wilson_columns,
    proportions.jeffreys,
    proportions.clopper_pearson,
]


@pytest.mark.parametrize(("x", "n"), [(0, 0), (None, 5), (3, None), (6, 5), (-1, 5), (0, -1)])
def test_no_proportion_gives_null_and_never_nan(x: int | None, n: int | None) -> None:
    assert wilson(x, n) is None
    assert [of(x, n, *interval(X, N)) for interval in INTERVALS] == [(None, None)] * 3


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_every_interval_holds_the_rate(pair: tuple[int, int]) -> None:
    x, n = pair
    limits = wilson(x, n)
    assert limits is not None and of(x, n, *wilson_columns(X, N)) == pytest.approx(limits, abs=1e-12)
    for interval in INTERVALS:
        low, high = of(x, n, *interval(X, N))
        assert 0 <= low <= x / n <= high <= 1


def test_newcombe() -> None:
    pair = pl.DataFrame({"x": [49], "n": [62], "x0": [40], "n0": [65]})
    found = pair.select(*proportions.newcombe(X, N, pl.col("x0"), pl.col("n0"))).row(0)
    assert found == digits(0.174938, 0.015469, 0.322025)
    assert pair.select(*proportions.newcombe(X, N, pl.col("x0"), pl.lit(0))).row(0) == (None, None, None)


# ---------------------------------------------------------------- counts and years


def test_ratio_of_counts() -> None:
    assert of(730, 620, *counts.ratio(X, N)) == digits(1.177419, 1.056441, 1.312571)
    assert of(7, 2, *counts.ratio(X, N)) == digits(3.5, 0.666407, 34.530323)
    assert of(3, 0, *counts.ratio(X, N)) == (None, None, None)
    error = (
        1.959963984540054 * (1 / 730 + 1 / 620) ** 0.5
    )  # the log-normal form: near, for counts as large as these
    assert (1.177419 * 2.718281828**-error, 1.177419 * 2.718281828**error) == digits(1.057896, 1.310446)


def test_the_interval_of_a_count_of_zero_and_of_ten() -> None:
    """Garwood's table of 1936: 0 gives (0, 3.69), 10 gives (4.80, 18.39)."""
    assert over([0], *counts.poisson(X)) == pytest.approx((0, 3.6889), abs=1e-4)
    assert over([10], *counts.poisson(X)) == pytest.approx((4.7954, 18.3904), abs=1e-4)
    assert over([None], *counts.poisson(X)) == (None, None)


YEARS = {
    "x": [1249, 1642, 2140, 1903, 2180, 2488],
    "n": [2247, 2949, 4107, 3435, 3783, 3996],
    "t": list(range(2019, 2025)),
}


def test_cochran_armitage() -> None:
    years = pl.DataFrame(YEARS)
    found = cochran_armitage(X, N, pl.col("t"))
    assert years.select(*found).row(0) == digits(796.012429, 6.866861)
    assert two_sided(1.959963984540054) == pytest.approx(0.05)


def test_fewer_than_five_years_are_no_trend_and_an_unknown_year_counts_for_none() -> None:
    years, found = pl.DataFrame(YEARS), cochran_armitage(X, N, pl.col("t"))
    unknown = years.with_columns(x=pl.when(pl.col("t") > 2020).then("x"))
    assert years.head(4).select(*found).row(0) == unknown.select(*found).row(0) == (None, None)
    assert years.head(5).vstack(years.tail(1).with_columns(n=pl.lit(0, pl.Int64))).select(*found).row(
        0
    ) == pytest.approx(years.head(5).select(*found).row(0))


def test_matched_growth_leaves_out_bodies_with_one_year_and_works_by_group() -> None:
    bodies = pl.DataFrame({"g": list("aaab"), "x": [700, 30, 500, 4], "n": [600, 20, None, None]})
    one, two = bodies.group_by("g", maintain_order=True).agg(*panel.matched_growth(X, N)).rows()
    assert one[1:4] == (2, 730, 620) and one[4:] == digits(1.177419, 1.056441, 1.312571)
    assert two[1:] == (0, None, None, None, None, None)


def test_kitagawa_splits_a_change_exactly() -> None:
    """By hand: bodies at 80 % and 20 %, the same in both years; cases move from 50:50 to 25:75, so all is mix."""
    columns = ("x1", "n1", "x0", "n0")
    moved = pl.DataFrame([(20, 25, 40, 50), (15, 75, 10, 50)], schema=columns, orient="row")
    split = panel.kitagawa(*map(pl.col, columns))
    assert moved.select(*split).row(0) == pytest.approx((-0.15, 0, -0.15))
    same = pl.DataFrame([(30, 50, 40, 50), (None, 5, 1, 2), (10, 50, 10, 50)], schema=columns, orient="row")
    assert same.select(*split).row(0) == pytest.approx((-0.1, -0.1, 0))
    appears = pl.DataFrame([(5, 10, 5, 10), (10, 10, 0, 0)], schema=columns, orient="row")
    assert appears.select(*split).row(0) == pytest.approx((0.25, 0, 0.25))
    assert appears.head(0).select(*split).row(0) == (None, None, None)


# ---------------------------------------------------------------- many bodies


def test_a_body_with_more_granted_than_decided_is_in_neither_the_change_nor_its_parts() -> None:
    bodies = pl.DataFrame({"x1": [8, 9, 5], "n1": [10, 4, None], "x0": [5, 1, 5], "n0": [10, 4, 10]})
    columns = [pl.col(name) for name in ("x1", "n1", "x0", "n0")]
    kept = bodies.select(panel.of_both_years(*columns))
    assert kept.rows() == [(8.0, 10.0, 5.0, 10.0)]
    change, within, mix = bodies.select(panel.kitagawa(*columns)).row(0)
    assert (change, within, mix) == pytest.approx((0.3, 0.3, 0.0))


def test_prior_by_moments_and_by_likelihood() -> None:
    first, best = shrink.moments(CASES, SIZES), shrink.likelihood(CASES, SIZES)
    assert first is not None and best is not None
    assert (first.alpha, first.beta, first.mean, first.rho) == digits(4.415688, 2.444032, 0.643713, 0.127231)
    assert (best.alpha, best.beta, best.mean, best.rho) == digits(4.290466, 3.268644, 0.567589, 0.116835)
    assert str(best) == "mean 0.568, rho 0.117, Beta(4.290, 3.269), 10 bodies, by likelihood"


def best_prior() -> shrink.Prior:
    prior = shrink.likelihood(CASES, SIZES)
    assert prior is not None
    return prior


def test_shrunken_rates_and_their_intervals() -> None:
    prior, bodies = best_prior(), pl.DataFrame({"x": CASES, "n": SIZES})
    rates = bodies.select(shrink.shrunken(X, N, prior))["shrunken"].to_list()
    assert tuple(rates) == digits(
        *(0.766118, 0.638120, 0.406328, 0.433729, 0.690443),
        *(0.548129, 0.390178, 0.723511, 0.409682, 0.683101),
    )
    limits = shrink.shrunken_interval(X, N, prior)
    assert of(0, 3, *limits) == digits(0.146930, 0.699204)
    assert of(3, 3, *limits) == digits(0.397543, 0.915622)
    assert of(49, 62, *limits) == digits(0.660609, 0.857148)
    assert of(0, 0, shrink.shrunken(X, N, prior), *limits) == (None, None, None)


def test_rates_that_vary_no_more_than_by_chance_are_all_the_same() -> None:
    x, n = pl.Series([5, 10, 20, 15]), pl.Series([10, 20, 40, 30])
    for prior in (shrink.moments(x, n), shrink.likelihood(x, n)):
        assert prior is not None and (prior.mean, prior.rho) == (0.5, 0.0)
        found = pl.DataFrame({"x": x, "n": n}).select(
            shrink.shrunken(X, N, prior), *shrink.shrunken_interval(X, N, prior)
        )
        assert set(found.rows()) == {(0.5, 0.5, 0.5)}
        assert "no variation beyond chance" in str(prior)
        assert ranks.rank_intervals(x, n, prior).rows() == [(2.5, 1, 4)] * 4
        assert funnel.beta_binomial_limits(prior, 62) == funnel.exact_limits(0.5, 62)


@pytest.mark.parametrize(
    ("x", "n"),
    [([0, 0, 0], [5, 6, 7]), ([5], [10]), ([], []), ([None, 3], [4, None]), ([4, 4], [4, 4])],
)
def test_where_there_is_nothing_to_learn_there_is_no_prior(x: list[int | None], n: list[int | None]) -> None:
    assert shrink.likelihood(pl.Series(x, dtype=pl.Int64), pl.Series(n, dtype=pl.Int64)) is None


def test_bodies_of_one_case_and_bodies_of_all_or_nothing_end_at_a_boundary() -> None:
    single = shrink.likelihood(pl.Series([0, 1, 1]), pl.Series([1, 1, 1]))
    extreme = shrink.likelihood(pl.Series([0, 4, 0, 5]), pl.Series([3, 4, 6, 5]))
    assert single is not None and single.rho == 0
    assert extreme is not None and 0.9 < extreme.rho < 1


def test_funnel_limits() -> None:
    assert funnel.normal_limits(0.58, 62) == digits(0.386298, 0.457146, 0.702854, 0.773702)
    assert funnel.exact_limits(0.58, 62) == digits(0.375413, 0.447637, 0.693173, 0.760215)
    assert funnel.beta_binomial_limits(best_prior(), 62) == digits(0.067103, 0.202513, 0.880955, 0.968518)


def test_overdispersion() -> None:
    found = funnel.overdispersion(CASES, SIZES)
    assert found is not None and found.freedom == 9
    assert (found.chi_squared, found.p, found.phi, found.phi_winsorised) == digits(
        41.414951, 0.000004, 4.141495, 3.973386
    )
    assert funnel.overdispersion(pl.Series([0, 0]), pl.Series([3, 4])) is None


def test_only_a_body_far_out_is_flagged_and_the_middle_is_not() -> None:
    prior = best_prior()
    found = funnel.tails(pl.Series([0, 35, 62, None]), pl.Series([62, 62, 62, 62]), prior)
    low, high = found["low"].to_list(), found["high"].to_list()
    assert low[0] < funnel.FLAG and high[2] < funnel.FLAG
    assert min(low[1], high[1]) > 0.3 and (low[3], high[3]) == (None, None)
    assert (low[2], high[0]) == pytest.approx((1, 1))


def test_denominators_of_a_funnel_are_whole_and_reach_both_ends() -> None:
    found = funnel.sizes(34_430)
    assert (found[0], found[-1]) == (1, 34_430) and len(found) <= 120 and found == sorted(set(found))


def test_ranks_come_with_their_range_and_again_the_same() -> None:
    prior = best_prior()
    again = [ranks.rank_intervals(CASES, SIZES, prior) for _ in range(2)]
    assert again[0].equals(again[1])
    assert (
        again[0]
        .select((pl.col("low") <= pl.col("rank")) & (pl.col("rank") <= pl.col("high")))
        .to_series()
        .all()
    )
    width = dict(zip(SIZES, again[0]["high"] - again[0]["low"], strict=False))
    assert width[3] > width[120]  # three cases say less than a hundred and twenty
    gap = ranks.rank_intervals(pl.Series([1, 2]), pl.Series([0, 4]), prior)
    assert gap.rows() == [(None, None, None), (1.0, 1, 1)]


def test_false_discoveries_keep_their_place_and_the_unknown_stays_unknown() -> None:
    """By hand from the definition: 4 known p-values, q = min over the larger ones of p·4/rank."""
    p = pl.DataFrame({"p": [0.01, 0.04, None, 0.03, 0.005]})
    assert p.select(discoveries.benjamini_hochberg(pl.col("p")))["q"].to_list() == [
        *(pytest.approx(0.02), pytest.approx(0.04), None, pytest.approx(0.04), pytest.approx(0.02))
    ]
