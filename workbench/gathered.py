"""What the figures of some subjects are made of: sums, doubtful and corrected cells, proposals, what is not known.

In: frames, the reports behind each subject (a region or a body in a year) and the measures wanted. Out: the figures,
measure by measure and for all subjects. Everything is read once and grouped by the subject's number, so that three
thousand places cost little more than one; a single place is a list of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench import reasons
from workbench.basis import UNDECIDED, CountedEach, values
from workbench.dictionary import Measure
from workbench.frames.heads import PLACED
from workbench.rates import few, interval, rate, rates
from workbench.totals import sides_of_groups, totals, totals_of_groups

if TYPE_CHECKING:
    from workbench.frames import Frames

Sides = tuple[float | None, float | None]
Columns = dict[str, list[Any]]  # of the same length
FIGURE = (
    *("measure", "value", "numerator", "denominator", "low", "high", "doubtful_cells", "under_proposals"),
    *("why_null", "corrected_cells", "as_printed", "as_corrected", "known", "of"),
)

UNNAMED = "unknown cells"  # until they are looked for, for all figures at once


class Gathered:
    """`found`: basis and reports of each subject; `expected`: its bodies; `due`: are its reports?"""

    def __init__(
        self,
        frames: Frames,
        found: CountedEach,
        expected: list[int | None],
        due: list[bool],
        wanted: list[Measure],
    ) -> None:
        self.frames, self.wanted, self.expected, self.due = frames, wanted, expected, due
        self.bases, self.heights, self.rows = found.bases, found.heights, found.rows
        self.members = found.rows.select("number", "report_id")
        self.every = _each_once(found.rows)
        self.cells = list(dict.fromkeys(cell for measure in wanted for cell in measure.cells))
        known = self._values()
        if known.height == self.members.height:  # no report twice: both are in one order
            self.wide = self.members.hstack(known.drop("report_id"))
        else:
            self.wide = self.members.join(known, on="report_id", how="left", maintain_order="left")
        self.known, self.sums = sides_of_groups(self.wide, wanted, "number")

    def _values(self) -> pl.DataFrame:
        """The cells of all reports, in their order; where their rows are known, none is looked for."""
        if PLACED in self.every.columns:
            return self.frames.values_of(self.every, self.cells)
        return values(self.frames, self.every, self.cells)

    def figures(self) -> list[list[dict[str, Any]]]:
        """For each subject one figure a measure, in the order asked for."""
        each = [self.columns(measure) for measure in self.wanted]
        rows = [zip(*(columns[name] for name in FIGURE), strict=True) for columns in each]
        return [
            [dict(zip(FIGURE, figure, strict=True)) for figure in of_subject]
            for of_subject in (zip(*rows, strict=True) if rows else ([] for _ in self.bases))
        ]

    def columns(self, measure: Measure) -> Columns:
        """FIGURE of that measure: of each a list with an entry a subject."""
        sides = self._sides(measure)
        known = rates(measure, sides)
        limits = [
            (None, None) if value is None else interval(measure, *side)
            for value, side in zip(known, sides, strict=True)
        ]
        proposed, printed = (each.get(measure.id, {}) for each in (self._under_proposals, self._as_printed))
        numbers = range(len(known))
        return {
            "measure": [measure.id] * len(known),
            "value": known,
            "numerator": [above for above, _ in sides],
            "denominator": [below for _, below in sides],
            "low": [low for low, _ in limits],
            "high": [high for _, high in limits],
            "doubtful_cells": _counted(measure, self._doubtful, numbers),
            "under_proposals": [proposed.get(number) for number in numbers],
            "why_null": [self._whys.get((number, measure.id)) for number in numbers],
            "corrected_cells": _counted(measure, self._corrected, numbers),
            "as_printed": [printed.get(number, value) for number, value in enumerate(known)],
            "as_corrected": known,
            "known": self._reports_known(measure),
            "of": self.heights,
        }

    def _sides(self, measure: Measure) -> list[Sides]:
        given = {"coverage": self._coverage, "failed_checks": self._failed_checks}.get(measure.how)
        if given is not None:
            return [given(number) for number in range(len(self.bases))]
        above, below = f"{measure.id}/n", f"{measure.id}/d"
        n = len(self.bases)
        sides = (_spread(self.known, self.sums.get(side), self._none.get(side), n) for side in (above, below))
        return list(zip(*sides, strict=True))

    @cached_property
    def _none(self) -> dict[str, float | None]:
        """The sides of a subject without a report."""
        return totals(self.wide.clear(), self.wanted)

    def _reports_known(self, measure: Measure) -> list[Any]:
        """Of how many reports the figure is; of what is no sum of cells, of all."""
        numbers = self.sums.get(f"{measure.id}/k")
        return self.heights if numbers is None else _spread(self.known, numbers, 0, len(self.bases))

    # ---------------------------------------------------------------------------------------- why there is no value

    @cached_property
    def _whys(self) -> dict[tuple[int, str], str]:
        """Why a figure has no value, by subject and measure, of all that have none."""
        found = {
            (number, measure.id): self._why(number, measure, *sides)
            for measure in self.wanted
            for sides_of in [self._sides(measure)]
            for number, (value, sides) in enumerate(zip(rates(measure, sides_of), sides_of, strict=True))
            if value is None
        }
        return found | self._named([key for key, why in found.items() if why == UNNAMED])

    def _named(self, asked: list[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """The cells that these figures lack; a share of reports may lack none, and be one of no report."""
        if not asked:
            return {}
        schema = {"number": pl.UInt32, "measure": pl.String}
        members = self.wide.hstack(self.rows.select("edition"))
        rows = reasons.named_unknowns(
            self.frames, members, pl.DataFrame(asked, schema=schema, orient="row"), ["number"]
        )
        named = {(number, measure): text for number, measure, text in rows.iter_rows()}
        return {key: named.get(key, reasons.NOT_APPLICABLE) for key in asked}

    def _why(self, number: int, measure: Measure, above: float | None, below: float | None) -> str:
        """What needs no look at the cells, or UNNAMED."""
        if self.bases[number] is None:
            return reasons.NO_REPORT
        if self.bases[number] == UNDECIDED:
            return reasons.SCOPE_UNKNOWN
        if measure.how == "coverage" and not self.due[number]:
            return reasons.NOT_DUE
        if not self.heights[number] and measure.how != "coverage":
            return reasons.LEFT_OUT
        if few(measure, above, below):
            return reasons.FEW_CASES
        if below == 0 and above is not None and measure.how != "zero_reports":
            return reasons.NOT_APPLICABLE
        return reasons.EXPECTED_UNKNOWN if measure.how == "coverage" else UNNAMED

    # ---------------------------------------------------------------------------------------- doubt and correction

    @cached_property
    def _flagged(self) -> pl.DataFrame:
        """The doubtful and corrected cells of all reports, with the subject's number."""
        looked_at = pl.col("report_id").is_in(self.frames.looked_at["report_id"].implode())
        some = self.rows.filter((pl.col("n_doubtful") > 0) | looked_at).select("number", "report_id")
        cells = self.frames.flagged(some["report_id"].unique(maintain_order=True))
        return some.join(cells, on="report_id", maintain_order="left")

    @cached_property
    def _doubtful(self) -> dict[int, dict[str, int]]:
        return self._by_cell(pl.col("status") == "doubtful")

    @cached_property
    def _corrected(self) -> dict[int, dict[str, int]]:
        return self._by_cell(pl.col("correction").is_not_null())

    def _by_cell(self, that: pl.Expr) -> dict[int, dict[str, int]]:
        """How many of the flagged cells that some measure uses are so, by the subject's number and the cell."""
        rows = self._flagged.filter(that, pl.col("cell").is_in(self.cells))
        found: dict[int, dict[str, int]] = {}
        for number, cell, n in rows.group_by("number", "cell").len().iter_rows():
            found.setdefault(number, {})[cell] = n
        return found

    @cached_property
    def _as_printed(self) -> dict[str, dict[int, float | None]]:
        """What the measures would be with what is printed in the corrected cells."""
        changed = pl.col("value").ne_missing(pl.col("value_printed")) & pl.col("correction").is_not_null()
        return self._with(
            self._flagged.filter(changed).select("number", "report_id", "cell", value="value_printed")
        )

    @cached_property
    def _under_proposals(self) -> dict[str, dict[int, float | None]]:
        """The same with the numbers that would close the tables in place of the located misprints."""
        if self._flagged.is_empty():
            return {}
        some = self._flagged["report_id"].unique(maintain_order=True)
        mine = self.frames.part("proposals", some)
        rows = self.members.join(mine, on="report_id", maintain_order="left")
        return self._with(rows.select("number", "report_id", "cell", value="proposed"))

    def _with(self, instead: pl.DataFrame) -> dict[str, dict[int, float | None]]:
        """Each measure that uses one of these cells (number, report_id, cell, value) as it would be with them, by the
        number of the subject."""
        rows = instead.filter(pl.col("cell").is_in(self.cells))
        touched: dict[int, set[str]] = {}
        for number, cell in rows.select("number", "cell").iter_rows():
            touched.setdefault(number, set()).add(cell)
        if not touched:
            return {}
        found = totals_of_groups(self._replaced(rows, list(touched)), self.wanted, "number")
        return {
            measure.id: {
                number: rate(measure, found[number][f"{measure.id}/n"], found[number].get(f"{measure.id}/d"))
                for number, cells in touched.items()
                if not cells.isdisjoint(measure.cells)
            }
            for measure in self.wanted
            if measure.cells
        }

    def _replaced(self, rows: pl.DataFrame, numbers: list[int]) -> pl.DataFrame:
        """The wide rows of these subjects with the values of these cells instead of their own."""
        wide = self.wide.filter(pl.col("number").is_in(numbers))
        key = ["number", "report_id"]
        for (cell,), some in rows.group_by("cell"):
            name = str(cell)
            new = some.select(*key, new=pl.col("value").cast(wide.schema[name]), given=True)
            joined = wide.join(new, on=key, how="left", maintain_order="left")
            used = pl.when("given").then("new").otherwise(name).alias(name)
            wide = joined.with_columns(used).select(wide.columns)
        return wide

    # ---------------------------------------------------------------------------------------- what is no sum of cells

    def _coverage(self, number: int) -> Sides:
        return self.heights[number], self.expected[number] if self.due[number] else None

    def _failed_checks(self, number: int) -> Sides:
        """Of the form's own sums; unknown only where there is no report."""
        return self._checks.get(number, (0, 0)) if self.heights[number] else (None, None)

    @cached_property
    def _checks(self) -> dict[int, tuple[int, int]]:
        """For each subject how many of the form's own sums failed, and how many were tested."""
        tested = self.frames.tested_sums(self.every)
        counts = self.members.join(tested, on="report_id").group_by("number")
        found = counts.agg(pl.col("failed", "tested").sum())
        return {number: (failures, tested) for number, failures, tested in found.iter_rows()}


def _each_once(rows: pl.DataFrame) -> pl.DataFrame:
    """Each report once: of places of one level and year they are so, which the numbers of their rows tell sooner."""
    if PLACED in rows.columns and rows[PLACED].n_unique() == rows.height:
        return rows
    return rows.unique("report_id", maintain_order=True)


def _spread(
    at: list[int], numbers: list[float | None] | None, none: float | None, n: int
) -> list[float | None]:
    """The numbers at their places among `n` subjects; `none` where a subject has no report."""
    if numbers is None or not at:
        return [none] * n
    if len(at) == n:
        return numbers
    found = [none] * n
    for place, number in zip(at, numbers, strict=True):
        found[place] = number
    return found


def _counted(measure: Measure, cells: dict[int, dict[str, int]], numbers: Iterable[int]) -> list[int]:
    """How many of these cells the measure of each subject uses."""
    used = set(measure.cells)
    counts = {number: sum(n for cell, n in found.items() if cell in used) for number, found in cells.items()}
    return [counts.get(number, 0) for number in numbers]
