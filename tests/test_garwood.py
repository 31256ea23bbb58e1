"""The exact interval of one count is that of the column method, made without SciPy and NumPy."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest

from workbench.methods.counts import poisson
from workbench.methods.garwood import garwood


@pytest.mark.parametrize("count", [0, 1, 2, 9, 53, 351, 3119, 12_345, 1_000_000])
def test_it_agrees_with_the_column_method_to_ten_digits(count: int) -> None:
    low, high = pl.select(*poisson(pl.lit(count))).row(0)
    assert garwood(count) == pytest.approx((low, high), rel=1e-10)


def test_limits_of_a_count_of_ten_are_those_of_the_tables() -> None:
    """4.795 and 18.39: E. S. Pearson and H. O. Hartley, Biometrika Tables for Statisticians, table 40."""
    assert garwood(10) == pytest.approx((4.795, 18.39), abs=1e-3)


def test_a_page_of_figures_loads_neither_numpy_nor_scipy() -> None:
    code = "import sys, workbench.charts, workbench.measures\n"
    code += "import workbench.page_parts, workbench.page_peers, workbench.page_text\n"
    code += "from workbench.methods.garwood import garwood; garwood(7)\n"
    code += "print({'numpy', 'scipy'} & {name for name, module in sys.modules.items() if module})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
