"""The two sides of a measure over some reports, as Polars expressions over their wide rows.

In: measures. Out: one row with the columns `id/n` and `id/d`. Unknown stays unknown: a sum is null if one addend is,
for Polars' own sum of nothing is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

import polars as pl

from workbench.dictionary import Measure, Part
from workbench.form import all_cells


def totals(wide: pl.DataFrame, measures: Iterable[Measure]) -> dict[str, float | None]:
    """Numerator (`id/n`) and denominator (`id/d`) of each measure; a count has no denominator."""
    columns = [column for measure in measures for column in side_columns(measure)]
    return wide.select(columns).row(0, named=True) if columns else {}


def totals_of_groups(
    wide: pl.DataFrame, measures: Iterable[Measure], by: str
) -> dict[Any, dict[str, float | None]]:
    """`totals` of each group of rows, all groups in one pass."""
    columns = [column for measure in measures for column in side_columns(measure)]
    if not columns:
        return {}
    found = wide.group_by(by).agg(columns)
    return {row.pop(by): row for row in found.iter_rows(named=True)}


def by_report(measure: Measure) -> tuple[pl.Expr, pl.Expr]:
    """Numerator `x` and denominator `n` of a plain share, of each report by itself."""
    return _row_sum(measure.numerator).alias("x"), _row_sum(measure.denominator).alias("n")


def side_columns(measure: Measure) -> list[pl.Expr]:
    """The sides of a measure over the reports of a frame or a group: `id/n` and, unless it is a count, `id/d`."""
    makers: dict[str, Any] = {
        "zero_reports": _zero_reports,
        "herfindahl": lambda measure: _squares(measure),
        "effective_number": lambda measure: _squares(measure)[::-1],
        "coverage": lambda _: [],  # both of these are no sums of cells
        "failed_checks": lambda _: [],
    }
    sides = makers.get(measure.how, _sums)(measure)
    return [side.alias(f"{measure.id}/{name}") for side, name in zip(sides, "nd", strict=False)]


def _sums(measure: Measure) -> list[pl.Expr]:
    sides = [measure.numerator, measure.denominator] if measure.denominator else [measure.numerator]
    return [_strict_sum(_row_sum(side)) for side in sides]


def _zero_reports(measure: Measure) -> list[pl.Expr]:
    """Sums of truth values: null and zero must not mix, so a report with an unknown cell counts nowhere."""
    cell = _row_sum(measure.numerator)
    return [(cell == 0).sum(), cell.is_not_null().sum()]


def _squares(measure: Measure) -> list[pl.Expr]:
    """The sum of the squares of the parts, and the square of their sum."""
    parts = [_strict_sum(_row_sum((part,))).cast(pl.Float64) for part in measure.numerator]
    return [reduce(add, (part.pow(2) for part in parts)), reduce(add, parts).pow(2)]


def _row_sum(parts: tuple[Part, ...]) -> pl.Expr:
    """The addends of one report; `+` keeps null, which `sum_horizontal` would turn into 0."""
    ways = [pl.coalesce([reduce(add, map(_cell, way)) for way in part.ways]) * part.sign for part in parts]
    return reduce(add, ways, pl.lit(0))


def _cell(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64) if all_cells()[name].unit != "count" else pl.col(name)


def _strict_sum(column: pl.Expr) -> pl.Expr:
    return pl.when((column.len() > 0) & column.is_not_null().all()).then(column.sum())
