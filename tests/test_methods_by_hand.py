"""The methods that no library has, against the plain way: exact fractions, all pairs, draws of another generator.

Counts are chosen by hypothesis. What SciPy or statsmodels has is in test_methods_elsewhere.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from workbench.methods import concentration, counts, panel, ranks
from workbench.methods.shrinkage import Prior

X = pl.col("x")
COUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=40)
SIDES = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
BODY = st.one_of(st.tuples(SIDES, SIDES), st.tuples(SIDES, st.none()), st.tuples(st.none(), SIDES))
Body = tuple[tuple[int, int] | None, tuple[int, int] | None]


@given(st.integers(0, 3000), st.integers(0, 3000))
@settings(max_examples=60)
def test_the_ratio_of_counts_has_the_odds_of_scipys_exact_interval(later: int, earlier: int) -> None:
    frame = pl.DataFrame({"x": [later], "y": [earlier]})
    found = frame.select(*counts.ratio(X, pl.col("y"))).row(0)
    if not earlier:
        assert found == (None, None, None)
        return
    exact = stats.binomtest(later, later + earlier).proportion_ci(method="exact")
    odds = (exact.low / (1 - exact.low), exact.high / (1 - exact.high))
    assert found == pytest.approx((later / earlier, *odds), rel=1e-7, abs=1e-9)


@given(st.lists(BODY, min_size=1, max_size=12))
@settings(max_examples=60)
def test_a_change_and_its_two_parts_are_those_of_exact_fractions(bodies: list[Body]) -> None:
    rows = [(*(now or (None, None)), *(before or (None, None))) for now, before in bodies]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("x1", "n1", "x0", "n0"), pl.Int64), orient="row")
    found = frame.select(*panel.kitagawa(*map(pl.col, frame.columns))).row(0)
    both = [(now, before) for now, before in bodies if now and before]
    cases = [sum(pair[year][1] for pair in both) for year in (0, 1)]
    if not all(cases):
        assert found == (None, None, None)
        return
    within = mix = Fraction(0)
    for (x1, n1), (x0, n0) in both:
        if not n1 and not n0:
            continue
        rate1 = Fraction(x1, n1) if n1 else Fraction(x0, n0)
        rate0 = Fraction(x0, n0) if n0 else Fraction(x1, n1)
        weight1, weight0 = Fraction(n1, cases[0]), Fraction(n0, cases[1])
        within += (rate1 - rate0) * (weight1 + weight0) / 2
        mix += (weight1 - weight0) * (rate1 + rate0) / 2
    rates = [Fraction(sum(pair[year][0] for pair in both), cases[year]) for year in (0, 1)]
    assert within + mix == rates[0] - rates[1]
    assert found == pytest.approx((float(within + mix), float(within), float(mix)), abs=1e-12)


@given(COUNTS)
@settings(max_examples=60)
def test_gini_is_half_the_mean_difference_of_all_pairs_and_zeros_are_a_part_of_it(x: list[int]) -> None:
    frame = pl.DataFrame({"x": x})
    gini, zeros = frame.select(concentration.gini(X), concentration.zero_share(X)).row(0)
    assert zeros == pytest.approx(x.count(0) / len(x))
    if not any(x):
        assert gini is None
        return

    def pairs(some: list[int]) -> Fraction:
        return Fraction(sum(abs(a - b) for a in some for b in some), 2 * len(some) * sum(some))

    assert gini == pytest.approx(float(pairs(x)), abs=1e-12)
    positive = [value for value in x if value]
    share = Fraction(x.count(0), len(x))
    assert share + (1 - share) * pairs(positive) == pairs(x)


@given(COUNTS)
@settings(max_examples=60)
def test_lorenz_curve_and_top_share_are_cumulated_shares(x: list[int]) -> None:
    if not any(x):
        return  # said by test_concentration
    curve = concentration.lorenz(pl.Series(x))
    cumulated = np.concatenate([[0.0], np.cumsum(np.sort(x)) / sum(x)])
    at = np.arange(len(x) + 1) / len(x)
    assert np.interp(at, curve["bodies"], curve["cases"]) == pytest.approx(cumulated, abs=1e-12)
    top = pl.DataFrame({"x": x}).select(concentration.top_share(X)).item()
    assert top == pytest.approx(1 - np.interp(0.9, at, cumulated), abs=1e-12)


@given(
    st.lists(
        st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=2,
        max_size=15,
    )
)
@settings(max_examples=25, deadline=None)
def test_a_rank_interval_holds_nine_tenths_of_the_ranks_of_other_draws(bodies: list[tuple[int, int]]) -> None:
    """SciPy's own Beta draws and ranks; between two sets of 4,000 and 1,000 draws a share differs by some 0.03."""
    prior = Prior(0.6, 0.1, 40, "likelihood")
    x, n = (np.array(side) for side in zip(*bodies, strict=True))
    found = ranks.rank_intervals(pl.Series(x), pl.Series(n), prior)
    rates = stats.beta(x + prior.alpha, n - x + prior.beta).rvs((4000, len(x)), random_state=7)
    drawn = stats.rankdata(-rates, axis=1, method="min")
    low, high = found["low"].to_numpy(), found["high"].to_numpy()
    assert (((drawn >= low) & (drawn <= high)).mean(axis=0) > 0.86).all()
    # No shorter at either side: what lies beyond each end has at most its twentieth.
    assert ((drawn < low).mean(axis=0) < 0.08).all() and ((drawn > high).mean(axis=0) < 0.08).all()
    # Not wider than needed: the ranks from one end on have more than the twentieth.
    assert ((drawn <= low).mean(axis=0) > 0.02).all() and ((drawn >= high).mean(axis=0) > 0.02).all()
    middle = np.abs(found["rank"].to_numpy() - np.median(drawn, axis=0))
    assert (middle <= 1).all()
