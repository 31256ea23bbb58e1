"""What the figures of some subjects are made of: sums, doubtful and corrected cells, proposals, what is not known.

In: frames, the reports behind each subject (a region or a body in a year) and the measures wanted. Out: the figures
of each. Everything is read once for all subjects and grouped by the subject's number, so that a thousand places cost
little more than one; a single place is a list of one.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench import reasons
from workbench.basis import UNDECIDED, values
from workbench.dictionary import Measure
from workbench.rates import few, interval, rate
from workbench.totals import totals, totals_of_groups

if TYPE_CHECKING:
    from workbench.frames import Frames

Sides = tuple[float | None, float | None]


class Gathered:
    """`reports` and `bases` as `basis.counted` gives them, one of each a subject; `bodies`: read and expected;
    `due`: whether the reports of the subject's year are due."""

    def __init__(
        self,
        frames: Frames,
        bases: list[str | None],
        reports: list[pl.DataFrame],
        bodies: list[dict[str, int | None]],
        due: list[bool],
        wanted: list[Measure],
    ) -> None:
        self.frames, self.wanted = frames, wanted
        self.bases, self.reports, self.bodies, self.due = bases, reports, bodies, due
        ids = pl.concat([pl.Series("report_id", [], pl.String), *(rows["report_id"] for rows in reports)])
        numbers = [at for at, rows in enumerate(reports) for _ in range(rows.height)]
        self.members = pl.DataFrame({"report_id": ids, "number": pl.Series(numbers, dtype=pl.Int32)})
        self.every = self.members.unique("report_id", maintain_order=True)
        self.cells = list(dict.fromkeys(cell for measure in wanted for cell in measure.cells))
        known = values(frames, self.every, self.cells)
        if known.height == self.members.height:  # no report twice: both are in one order
            self.wide = self.members.hstack(known.drop("report_id"))
        else:
            self.wide = self.members.join(known, on="report_id", how="left", maintain_order="left")
        self.sums = totals_of_groups(self.wide, wanted, "number")
        self._unknowns: dict[int, reasons.Unknown] = {}

    def figures(self, number: int) -> list[dict[str, Any]]:
        """One figure a measure of that subject, in the order asked for."""
        found = self.sums[number] if number in self.sums else totals(self.wide.clear(), self.wanted)
        sides = self._sides(number, found, self.wanted)
        proposed, printed = (self._with(number, rows) for rows in (self._proposals, self._misprints))
        doubtful, corrected = (counts.get(number, {}) for counts in (self._doubtful, self._corrected))
        return [
            {
                **(figure := self._figure(number, measure, *sides[measure.id])),
                "doubtful_cells": _counted(measure, doubtful),
                "under_proposals": proposed.get(measure.id),
                "why_null": None
                if figure["value"] is not None
                else self._why(number, measure, *sides[measure.id]),
                "corrected_cells": _counted(measure, corrected),
                "as_printed": printed.get(measure.id, figure["value"]),
                "as_corrected": figure["value"],
                "known": found.get(f"{measure.id}/k", self.reports[number].height),
                "of": self.reports[number].height,
            }
            for measure in self.wanted
        ]

    def _sides(self, number: int, found: dict[str, float | None], wanted: list[Measure]) -> dict[str, Sides]:
        given = {"coverage": self._coverage, "failed_checks": self._failed_checks}
        return {
            measure.id: given[measure.how](number)
            if measure.how in given
            else (found[f"{measure.id}/n"], found.get(f"{measure.id}/d"))
            for measure in wanted
        }

    def _figure(
        self, number: int, measure: Measure, above: float | None, below: float | None
    ) -> dict[str, Any]:
        value = rate(measure, above, below)
        low, high = (None, None) if value is None else interval(measure, above, below)
        return {
            "measure": measure.id,
            "value": value,
            "numerator": above,
            "denominator": below,
            "low": low,
            "high": high,
        }

    # ---------------------------------------------------------------------------------------- why there is no value

    def _why(self, number: int, measure: Measure, above: float | None, below: float | None) -> str:
        if self.bases[number] is None:
            return reasons.NO_REPORT
        if self.bases[number] == UNDECIDED:
            return reasons.SCOPE_UNKNOWN
        if measure.how == "coverage" and not self.due[number]:
            return reasons.NOT_DUE
        if self.reports[number].is_empty() and measure.how != "coverage":
            return reasons.LEFT_OUT
        if few(measure, above, below):
            return reasons.FEW_CASES
        if below == 0 and above is not None and measure.how != "zero_reports":
            return reasons.NOT_APPLICABLE  # the cells need not be read for that
        return reasons.of_measure(measure, above, below, self._unknown(number))

    def _unknown(self, number: int) -> reasons.Unknown:
        """The unknown cells of the subject's reports; what is printed there is read of those reports only."""
        if number not in self._unknowns:
            wide = self.wide.filter(number=number).drop("number")
            lacking = wide.filter(pl.any_horizontal(pl.col(self.cells).is_null()))["report_id"]
            cells = self.frames.part("cells", lacking)
            rows = reasons.unknown_cells(wide, self.reports[number], cells)
            self._unknowns[number] = reasons.Unknown(rows)
        return self._unknowns[number]

    # ---------------------------------------------------------------------------------------- doubt and correction

    @cached_property
    def _flagged(self) -> pl.DataFrame:
        """The doubtful and corrected cells of all reports, with the subject's number."""
        cells = self.frames.flagged(self.every["report_id"])
        return self.members.join(cells, on="report_id", maintain_order="left")

    @cached_property
    def _doubtful(self) -> dict[int, dict[str, int]]:
        return _by_cell(self._flagged.filter(pl.col("status") == "doubtful"))

    @cached_property
    def _corrected(self) -> dict[int, dict[str, int]]:
        return _by_cell(self._flagged.filter(pl.col("correction").is_not_null()))

    @cached_property
    def _misprints(self) -> dict[int, pl.DataFrame]:
        """The corrected cells by subject, with what is printed there."""
        changed = pl.col("value").ne_missing(pl.col("value_printed")) & pl.col("correction").is_not_null()
        rows = self._flagged.filter(changed, pl.col("cell").is_in(self.cells))
        return _parts(rows.select("number", "report_id", "cell", value="value_printed"))

    @cached_property
    def _proposals(self) -> dict[int, pl.DataFrame]:
        """The located misprints by subject, with the numbers that would close the tables."""
        some = self._flagged["report_id"].unique(maintain_order=True)
        mine = self.frames.part("proposals", some).filter(pl.col("cell").is_in(self.cells))
        rows = self.members.join(mine, on="report_id", maintain_order="left")
        return _parts(rows.select("number", "report_id", "cell", value="proposed"))

    def _with(self, number: int, instead: dict[int, pl.DataFrame]) -> dict[str, float | None]:
        """The value of each measure that uses one of these cells (report_id, cell, value), as it would be with them."""
        rows = instead.get(number)
        if rows is None:
            return {}
        touched = set(rows["cell"]) & set(self.cells)
        affected = [measure for measure in self.wanted if touched & set(measure.cells)]
        if not affected:
            return {}
        wide = self.wide.filter(number=number)
        for (cell,), values_of in rows.filter(pl.col("cell").is_in(list(touched))).group_by("cell"):
            new = values_of.select("report_id", new=pl.col("value").cast(wide.schema[str(cell)]), given=True)
            joined = wide.join(new, on="report_id", how="left", maintain_order="left")
            used = pl.when("given").then("new").otherwise(str(cell)).alias(str(cell))
            wide = joined.with_columns(used).select(wide.columns)
        sides = self._sides(number, totals(wide, affected), affected)
        return {measure.id: rate(measure, *sides[measure.id]) for measure in affected}

    # ---------------------------------------------------------------------------------------- what is no sum of cells

    def _coverage(self, number: int) -> Sides:
        return self.bodies[number]["read"], self.bodies[number]["expected"] if self.due[number] else None

    def _failed_checks(self, number: int) -> Sides:
        """Of the form's own sums; unknown only where there is no report."""
        return (None, None) if self.reports[number].is_empty() else self._checks.get(number, (0, 0))

    @cached_property
    def _checks(self) -> dict[int, tuple[int, int]]:
        """For each subject how many of the form's own sums failed, and how many were tested."""
        tested = self.frames.tested_sums(self.every["report_id"])
        counts = self.members.join(tested, on="report_id").group_by("number")
        found = counts.agg(pl.col("failed", "tested").sum())
        return {number: (failures, tested) for number, failures, tested in found.iter_rows()}


def _counted(measure: Measure, cells: dict[str, int]) -> int:
    return sum(cells.get(cell, 0) for cell in measure.cells) if cells else 0


def _by_cell(rows: pl.DataFrame) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for number, cell, n in rows.group_by("number", "cell").len().iter_rows():
        found.setdefault(number, {})[cell] = n
    return found


def _parts(rows: pl.DataFrame) -> dict[int, pl.DataFrame]:
    return {int(str(key[0])): part for key, part in rows.partition_by("number", as_dict=True).items()}
