"""Concentration and distance give the published reference values, and null where there is nothing to spread.

The Gini values were computed once with a second formula beside ours, those of the mix from two offices' reports for
2022 (Erqi, Litong). Each figure is given to six digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from workbench.methods import concentration

X, N = pl.col("x"), pl.col("n")


def over(x: Sequence[float | None], *found: pl.Expr) -> tuple[Any, ...]:
    return pl.DataFrame({"x": x}, schema={"x": pl.Int64}).select(*found).row(0)


def digits(*values: float) -> Any:
    return pytest.approx(values, abs=6e-7)


@pytest.mark.parametrize(
    ("x", "expected"),
    [([0] * 6 + [1, 2, 5, 12], 0.78), ([1] * 5, 0), ([0, 0, 0, 9], 0.75), ([0] * 7 + [1, 2, 3], 0.766667)],
)
def test_gini_is_zeros_and_the_rest(x: list[int], expected: float) -> None:
    assert over(x, concentration.gini(X)) == digits(expected)
    zeros = over(x, concentration.zero_share(X))[0]
    some = over([value for value in x if value], concentration.gini(X))[0]
    assert zeros + (1 - zeros) * some == pytest.approx(expected, abs=6e-7)
    area = pl.Series([0.0]).append(concentration.lorenz(pl.Series(x))["cases"])
    assert area.is_sorted() and area[-1] == 1


def test_nothing_to_spread_and_the_unknown_have_no_concentration() -> None:
    measures = (concentration.gini, concentration.herfindahl, concentration.effective_number)
    for x in ([0, 0, 0], [None, 3], []):
        assert over(x, *(measure(X) for measure in measures), concentration.top_share(X)) == (None,) * 4
        assert concentration.lorenz(pl.Series(x, dtype=pl.Int64)).is_empty()


def test_the_lorenz_curve_encloses_the_gini() -> None:
    curve = concentration.lorenz(pl.Series([0] * 6 + [1, 2, 5, 12]))
    steps = curve.with_columns(pl.all().diff().name.suffix("_step"), middle=pl.col("cases").rolling_mean(2))
    under = steps.select((pl.col("bodies_step") * pl.col("middle")).sum()).item()
    assert 1 - 2 * under == pytest.approx(0.78)
    assert over([0] * 6 + [1, 2, 5, 12], concentration.top_share(X)) == digits(12 / 20)
    assert over([1, 1, 1, 1], concentration.top_share(X)) == digits(0.1)


def test_effective_number_of_applicants_and_distance_between_dispositions() -> None:
    erqi_applicants = [59, 3, 0, 0, 0, 0]
    found = over(erqi_applicants, concentration.herfindahl(X), concentration.effective_number(X))
    assert found == digits(0.907908, 1.101433)
    both = pl.DataFrame(
        {"x": [49, 0, 1, 8, 1, 3], "n": [5, 0, 0, 2, 0, 0]}
    )  # Erqi's and Litong's dispositions
    assert both.select(concentration.total_variation(X, N)).row(0) == digits(0.156682)
