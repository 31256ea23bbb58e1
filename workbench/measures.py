"""Any measure of the dictionary, for a region or a body and a year: one function for pages, explorer and commands.

Unknown stays unknown: a sum is null if one addend is, a rate if either part is, and the record says why. A zero
denominator is "not applicable", never 0 %; of fewer than FEW cases the counts are given and no rate, here, so that
nobody shows one. Cells that are in doubt are used and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench import reasons
from workbench.basis import UNDECIDED, counted, values
from workbench.bodies import expected
from workbench.dictionary import Measure, dictionary, load_measures, load_sets
from workbench.errors import BadCall
from workbench.form import all_cells
from workbench.rates import few, interval, rate
from workbench.totals import totals

if TYPE_CHECKING:
    from workbench.frames import Frames

__all__ = ["dictionary", "figures", "load_measures", "load_sets", "sums", "tidy"]

COLUMNS = {
    "region": pl.String,
    "body": pl.String,
    "year": pl.Int32,
    "basis": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "doubtful_cells": pl.Int32,
    "under_proposals": pl.Float64,
    "why_null": pl.String,
}


def figures(
    frames: Frames,
    *,
    region: str | None = None,
    body: str | None = None,
    year: int,
    measures: Iterable[str] | None = None,
    only_proved: bool = False,
) -> dict[str, Any]:
    """The record that `workbench figures --json` prints. Raises BadCall for an unknown measure.

    `only_proved` leaves reports with a doubtful cell out of the figures; the record then says how many, `left_out`.
    The basis is that of all reports, so that a doubtful consolidated report does not change what a figure means.
    """
    wanted = _wanted(measures)
    basis, reports = counted(frames, region=region, body=body, year=year)
    kept = reports.filter(pl.col("n_doubtful") == 0) if only_proved else reports
    owed = 1 if region is None else expected(frames.by_region, region, year).height
    bodies = {"read": kept.height, "expected": owed if reports.height or region is None else None}
    return {
        **({"region": region} if body is None else {"body": body}),
        "year": year,
        "basis": None if basis == UNDECIDED else basis,
        "bodies": bodies,
        **({"left_out": reports.height - kept.height} if only_proved else {}),
        "figures": _Over(frames, kept, basis, bodies).of(wanted),
    }


def tidy(*results: dict[str, Any]) -> pl.DataFrame:
    """Records of `figures` as one frame, a row a measure: what tables and charts take."""
    rows = [
        {key: result.get(key) for key in ("region", "body", "year", "basis")} | figure
        for result in results
        for figure in result["figures"]
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def sums(frames: Frames, *, region: str | None = None, body: str | None = None, year: int) -> pl.DataFrame:
    """Each cell of the form summed over the reports of the figure: value (null if one is unknown), known, of."""
    _, reports = counted(frames, region=region, body=body, year=year)
    ids = list(all_cells())
    long = (
        values(frames, reports)
        .select(pl.col(cell).cast(pl.Float64) for cell in ids)
        .unpivot(ids, variable_name="cell", value_name="value")
    )
    value, known = pl.col("value"), pl.col("value").count()
    summed = long.group_by("cell", maintain_order=True).agg(
        pl.when(known == pl.len()).then(value.sum()).alias("value"),
        known.alias("known"),
        pl.len().alias("of"),
    )
    return pl.DataFrame({"cell": ids}).join(summed, on="cell", how="left", maintain_order="left")


def _wanted(ids: Iterable[str] | None) -> list[Measure]:
    known = load_measures()
    for name in ids or ():
        if name not in known:
            raise BadCall.unknown("measure", name, known, where="figures")
    return list(known.values()) if ids is None else [known[name] for name in ids]


class _Over:
    """What the measures of some reports are made of: their wide rows, their doubtful cells, what is not known."""

    def __init__(
        self, frames: Frames, reports: pl.DataFrame, basis: str | None, bodies: dict[str, int | None]
    ) -> None:
        self.basis, self.bodies = basis, bodies
        self.wide = values(frames, reports)
        mine = pl.col("report_id").is_in(reports["report_id"].to_list())
        cells = frames.cells.filter(mine)
        doubtful = cells.filter(status="doubtful").group_by("cell").len()
        self.doubtful: dict[str, int] = dict(doubtful.iter_rows())
        self.unknown = reasons.unknown_cells(self.wide, reports, cells)
        self.proposals = frames.proposals.filter(mine)
        self.checks = frames.checks.filter(mine, pl.col("check").str.starts_with("C"))

    def of(self, wanted: list[Measure]) -> list[dict[str, Any]]:
        """One figure a measure, in the order asked for."""
        sides = self._sides(self.wide, wanted)
        proposed = self._under_proposals(wanted)
        return [self._figure(measure, *sides[measure.id], proposed.get(measure.id)) for measure in wanted]

    def _sides(
        self, wide: pl.DataFrame, wanted: list[Measure]
    ) -> dict[str, tuple[float | None, float | None]]:
        found = totals(wide, wanted)
        given = {"coverage": self._coverage, "failed_checks": self._failed_checks}
        return {
            measure.id: given[measure.how]()
            if measure.how in given
            else (found[f"{measure.id}/n"], found.get(f"{measure.id}/d"))
            for measure in wanted
        }

    def _figure(
        self, measure: Measure, above: float | None, below: float | None, proposed: float | None
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
            "doubtful_cells": sum(self.doubtful.get(cell, 0) for cell in measure.cells),
            "under_proposals": proposed,
            "why_null": None if value is not None else self._why(measure, above, below),
        }

    def _why(self, measure: Measure, above: float | None, below: float | None) -> str:
        if self.basis is None:
            return reasons.NO_REPORT
        if self.basis == UNDECIDED:
            return reasons.SCOPE_UNKNOWN
        if self.wide.is_empty() and measure.how != "coverage":
            return reasons.LEFT_OUT
        if few(measure, above, below):
            return reasons.FEW_CASES
        return reasons.of_measure(measure, above, below, self.unknown)

    def _under_proposals(self, wanted: list[Measure]) -> dict[str, float | None]:
        """The value of each measure that uses a located misprint, as it would be with the proposed numbers."""
        touched = set(self.proposals["cell"])
        affected = [measure for measure in wanted if touched & set(measure.cells)]
        if not affected:
            return {}
        columns = self.proposals.pivot(
            "cell", index="report_id", values="proposed", aggregate_function="first"
        )
        typed = columns.cast({name: self.wide.schema[name] for name in touched})
        sides = self._sides(self.wide.update(typed, on="report_id"), affected)
        return {measure.id: rate(measure, *sides[measure.id]) for measure in affected}

    def _coverage(self) -> tuple[float | None, float | None]:
        return self.bodies["read"], self.bodies["expected"]

    def _failed_checks(self) -> tuple[float | None, float | None]:
        """Of the form's own sums; unknown only where there is no report."""
        failed = self.checks.filter(status="fail").height
        tested = failed + self.checks.filter(status="pass").height
        return (None, None) if self.wide.is_empty() else (failed, tested)
