"""Wilson's interval against published reference values, as numbers and as columns.

The values were computed for statistics of this kind with our formula and with statsmodels 0.15.0
(`proportion_confint(..., method="wilson")`); both agree to the six digits given.
"""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.intervals import Z95, Z998, wilson, wilson_columns

REFERENCE = [
    (49, 62, Z95, 0.673608, 0.873160),  # disclosed of processed, seed report 003
    (0, 5, Z95, 0.000000, 0.434482),
    (7, 7, Z95, 0.645670, 1.000000),
    (5, 7, Z95, 0.358934, 0.917781),  # disclosed of processed, seed report 004
    (1816, 3050, Z95, 0.577882, 0.612698),  # Huai'an 2024
    (64, 314, Z95, 0.162970, 0.251832),  # reviews corrected of concluded, Huai'an 2024
    (49, 62, Z998, 0.597890, 0.905258),
]


@pytest.mark.parametrize(("x", "n", "z", "low", "high"), REFERENCE)
def test_limits_are_those_of_the_reference(x: int, n: int, z: float, low: float, high: float) -> None:
    assert wilson(x, n, z) == pytest.approx((low, high), abs=6e-7)
    frame = pl.DataFrame({"x": [x], "n": [n]}).select(*wilson_columns(pl.col("x"), pl.col("n"), z))
    assert frame.row(0) == pytest.approx((low, high), abs=6e-7)


@pytest.mark.parametrize(("x", "n"), [(0, 0), (None, 5), (3, None), (6, 5), (-1, 5), (0, -1)])
def test_no_proportion_gives_null_and_never_nan(x: int | None, n: int | None) -> None:
    assert wilson(x, n) is None
    frame = pl.DataFrame({"x": [x], "n": [n]}, schema={"x": pl.Int64, "n": pl.Int64})
    assert frame.select(*wilson_columns(pl.col("x"), pl.col("n"))).row(0) == (None, None)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_numbers_and_columns_agree_and_hold_the_rate(pair: tuple[int, int]) -> None:
    x, n = pair
    limits = wilson(x, n)
    assert limits is not None
    frame = pl.DataFrame({"x": [x], "n": [n]}).select(*wilson_columns(pl.col("x"), pl.col("n")))
    assert frame.row(0) == pytest.approx(limits, abs=1e-12)
    assert 0 <= limits[0] <= x / n <= limits[1] <= 1
