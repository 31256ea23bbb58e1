"""The two sides of a measure: as Polars expressions over wide rows, and at once for groups of them.

In: measures. Out: numerator (`id/n`), denominator (`id/d`) and of how many reports (`id/k`): a report of which a side
is unknown is in neither side, as if it had not been obtained, and blank is never 0. Where no report knows all sides,
each side is null if one addend is, for Polars' own sum of nothing is 0. All measures of a page are hundreds of
expressions, whose planning costs more than their sums: `totals_of_groups` adds arrays, where NaN is unknown.
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
    """Sides (`id/n`, `id/d`) and reports (`id/k`) of each measure over all rows; a count has no denominator."""
    wanted = list(measures)
    if not wide.height:
        nothing: dict[str, float | None] = {f"{each.id}/k": 0 for each in wanted}
        for each in wanted:
            nothing |= dict.fromkeys(
                (f"{each.id}/n", f"{each.id}/d"), 0 if each.how == "zero_reports" else None
            )
        return nothing
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
    """The groups in their order; each side of each measure (`id/n`, `id/d`, `id/k`) as a list, a number a group."""
    if not wide.height:
        return [], {}
    groups = _Groups(wide.sort(by, maintain_order=True), by)
    found: dict[str, list[float | None]] = {}
    for measure in measures:
        whole = measure.how not in SQUARED and all(
            all_cells()[cell].unit == "count" for cell in measure.cells
        )
        for name, numbers in _sides(measure, groups).items():
            are_counts = whole or name == "k"
            found[f"{measure.id}/{name}"] = [
                None if number != number else int(number) if are_counts else number
                for number in numbers.tolist()
            ]
    return groups.keys, found


def by_report(measure: Measure) -> tuple[pl.Expr, pl.Expr]:
    """Numerator `x` and denominator `n` of a plain share, of each report by itself."""
    return _row_sum(measure.numerator, _Frame()).alias("x"), _row_sum(measure.denominator, _Frame()).alias(
        "n"
    )


def side_columns(measure: Measure) -> list[pl.Expr]:
    """The sides of a measure over the reports of a group: `id/n`, unless it is a count `id/d`, and `id/k`."""
    return [side.alias(f"{measure.id}/{name}") for name, side in _sides(measure, _Frame()).items()]


def known_sums(*sides: pl.Expr) -> list[pl.Expr]:
    """The sum of each side over the reports that know all sides, and how many they are; see the module."""
    known = pl.all_horizontal(side.is_not_null() for side in sides)
    of_known = (side.filter(known).sum() for side in sides)
    strict = (pl.when((side.len() > 0) & side.is_not_null().all()).then(side.sum()) for side in sides)
    either = zip(of_known, strict, strict=True)
    return [*(pl.when(known.any()).then(some).otherwise(whole) for some, whole in either), known.sum()]


def _sides(measure: Measure, of: Any) -> dict[str, Any]:
    """Sides by name, of the columns that `of` has; coverage and failed checks are no sums of cells."""
    if measure.how in ("coverage", "failed_checks"):
        return {}
    if measure.how == "zero_reports":
        # Sums of truth values: null and zero must not mix, so a report with an unknown cell counts nowhere.
        zeros, known = of.zeros_and_known(_row_sum(measure.numerator, of))
        return {"n": zeros, "d": known, "k": known}
    if measure.how in SQUARED:
        *parts, known = of.totals([of.float(_row_sum((part,), of)) for part in measure.numerator])
        squares, square = sum(part**2 for part in parts), sum(parts) ** 2
        above, below = (squares, square) if measure.how == "herfindahl" else (square, squares)
        return {"n": above, "d": below, "k": known}
    sides = [measure.numerator, measure.denominator] if measure.denominator else [measure.numerator]
    return dict(zip("nd"[: len(sides)] + "k", of.totals([_row_sum(side, of) for side in sides]), strict=True))


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

    def totals(self, sides: list[pl.Expr]) -> list[pl.Expr]:
        return known_sums(*sides)

    def zeros_and_known(self, column: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        return (column == 0).sum(), column.is_not_null().sum()


class _Groups:
    """Columns as arrays, NaN where unknown; totals are an array of one number a group, in the order of `keys`."""

    def __init__(self, sorted_rows: pl.DataFrame, by: str) -> None:
        keys = sorted_rows[by]
        self.rows, self.known = sorted_rows, dict[str, Any]()
        self.starts = np.flatnonzero((keys != keys.shift(1)).fill_null(True).to_numpy())
        self.keys = keys.gather(self.starts).to_list()
        self.sizes = np.diff([*self.starts.tolist(), keys.len()]) * 1.0

    def cell(self, name: str) -> Any:
        if name not in self.known:
            self.known[name] = self.rows[name].cast(pl.Float64).to_numpy()
        return self.known[name]

    def float(self, column: Any) -> Any:
        return column

    def first_known(self, ways: list[Any]) -> Any:
        return reduce(lambda one, other: np.where(np.isnan(one), other, one), ways)

    def totals(self, sides: list[Any]) -> list[Any]:
        """As `known_sums`."""
        strict = [self._total(side) for side in sides]
        if not np.isnan(sum(strict)).any():
            return [*strict, self.sizes]
        known = ~np.isnan(sum(sides))
        reports = self._total(known * 1.0)
        of_known = [self._total(np.where(known, side, 0.0)) for side in sides]
        some = [np.where(reports > 0, one, all_of) for one, all_of in zip(of_known, strict, strict=True)]
        return [*some, reports]

    def zeros_and_known(self, column: Any) -> tuple[Any, Any]:
        return self._total((column == 0) * 1.0), self._total(~np.isnan(column) * 1.0)

    def _total(self, column: Any) -> Any:
        return np.add.reduceat(column, self.starts)
