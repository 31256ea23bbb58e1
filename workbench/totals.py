"""The two sides of a measure: as Polars expressions over wide rows, and at once for groups of them.

In: measures. Out: numerator (`id/n`) and denominator (`id/d`). Unknown stays unknown: a sum is null if one addend is,
for Polars' own sum of nothing is 0. All measures of a page are hundreds of expressions, whose planning costs more than
their sums: `totals_of_groups` adds arrays instead, where NaN is unknown and stays so by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

import polars as pl

from workbench.dictionary import Measure, Part
from workbench.form import all_cells
from workbench.methods.numpy_later import np

SQUARED = ("herfindahl", "effective_number")


def totals(wide: pl.DataFrame, measures: Iterable[Measure]) -> dict[str, float | None]:
    """Numerator (`id/n`) and denominator (`id/d`) of each measure over all rows; a count has no denominator."""
    wanted = list(measures)
    if not wide.height:
        return {
            f"{each.id}/{side}": 0 if each.how == "zero_reports" else None for each in wanted for side in "nd"
        }
    return totals_of_groups(wide.with_columns(_all=0), wanted, "_all")[0]


def totals_of_groups(
    wide: pl.DataFrame, measures: Iterable[Measure], by: str
) -> dict[Any, dict[str, float | None]]:
    """`totals` of each group of rows, all groups in one pass."""
    keys, sides = sides_of_groups(wide, measures, by)
    return {key: {name: numbers[at] for name, numbers in sides.items()} for at, key in enumerate(keys)}


def sides_of_groups(
    wide: pl.DataFrame, measures: Iterable[Measure], by: str
) -> tuple[list[Any], dict[str, list[float | None]]]:
    """The groups in their order, and of each side of each measure (`id/n`, `id/d`) a list with a number a group."""
    if not wide.height:
        return [], {}
    groups = _Groups(wide.sort(by, maintain_order=True), by)
    found: dict[str, list[float | None]] = {}
    for measure in measures:
        whole = measure.how not in SQUARED and all(
            all_cells()[cell].unit == "count" for cell in measure.cells
        )
        for name, numbers in zip("nd", _sides(measure, groups), strict=False):
            found[f"{measure.id}/{name}"] = [
                None if number != number else int(number) if whole else number for number in numbers.tolist()
            ]
    return groups.keys, found


def by_report(measure: Measure) -> tuple[pl.Expr, pl.Expr]:
    """Numerator `x` and denominator `n` of a plain share, of each report by itself."""
    return _row_sum(measure.numerator, _Frame()).alias("x"), _row_sum(measure.denominator, _Frame()).alias(
        "n"
    )


def side_columns(measure: Measure) -> list[pl.Expr]:
    """The sides of a measure over the reports of a frame or a group: `id/n` and, unless it is a count, `id/d`."""
    sides = _sides(measure, _Frame())
    return [side.alias(f"{measure.id}/{name}") for side, name in zip(sides, "nd", strict=False)]


def _sides(measure: Measure, of: Any) -> list[Any]:
    """The one or two sides, of the columns that `of` has; coverage and failed checks are no sums of cells."""
    if measure.how in ("coverage", "failed_checks"):
        return []
    if measure.how == "zero_reports":
        # Sums of truth values: null and zero must not mix, so a report with an unknown cell counts nowhere.
        return list(of.zeros_and_known(_row_sum(measure.numerator, of)))
    if measure.how in SQUARED:
        parts = [of.total(of.float(_row_sum((part,), of))) for part in measure.numerator]
        squares = [sum(part**2 for part in parts), sum(parts) ** 2]
        return squares if measure.how == "herfindahl" else squares[::-1]
    sides = [measure.numerator, measure.denominator] if measure.denominator else [measure.numerator]
    return [of.total(_row_sum(side, of)) for side in sides]


def _row_sum(parts: tuple[Part, ...], of: Any) -> Any:
    """The addends of one report; `+` keeps what is unknown, which `sum_horizontal` would turn into 0."""
    ways = [
        of.first_known([reduce(add, map(of.cell, way)) for way in part.ways]) * part.sign for part in parts
    ]
    return sum(ways)


class _Frame:
    """Columns as expressions over whatever frame or group they are used in."""

    def cell(self, name: str) -> pl.Expr:
        return self.float(pl.col(name)) if all_cells()[name].unit != "count" else pl.col(name)

    def float(self, column: pl.Expr) -> pl.Expr:
        return column.cast(pl.Float64)

    def first_known(self, ways: list[pl.Expr]) -> pl.Expr:
        return pl.coalesce(ways)

    def total(self, column: pl.Expr) -> pl.Expr:
        """Null if one is null, or there is none."""
        return pl.when((column.len() > 0) & column.is_not_null().all()).then(column.sum())

    def zeros_and_known(self, column: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        return (column == 0).sum(), column.is_not_null().sum()


class _Groups:
    """Columns as arrays, NaN where unknown; totals are an array of one number a group, in the order of `keys`."""

    def __init__(self, sorted_rows: pl.DataFrame, by: str) -> None:
        keys = sorted_rows[by]
        self.rows, self.known = sorted_rows, dict[str, Any]()
        self.starts = np.flatnonzero((keys != keys.shift(1)).fill_null(True).to_numpy())
        self.keys = keys.gather(self.starts).to_list()

    def cell(self, name: str) -> Any:
        if name not in self.known:
            self.known[name] = self.rows[name].cast(pl.Float64).to_numpy()
        return self.known[name]

    def float(self, column: Any) -> Any:
        return column

    def first_known(self, ways: list[Any]) -> Any:
        return reduce(lambda one, other: np.where(np.isnan(one), other, one), ways)

    def total(self, column: Any) -> Any:
        return np.add.reduceat(column, self.starts)

    def zeros_and_known(self, column: Any) -> tuple[Any, Any]:
        return self.total((column == 0) * 1.0), self.total(~np.isnan(column) * 1.0)
