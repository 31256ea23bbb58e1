"""Any measure of the dictionary, for a region or a body and a year: one function for pages, explorer and commands.

Unknown stays unknown: a sum is null if one addend is, a rate if either part is, and the record says why. A zero
denominator is "not applicable", never 0 %. Cells that are in doubt are used and counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import UNDECIDED, counted, values
from workbench.dictionary import Measure, Part, dictionary, load_measures, load_sets
from workbench.errors import BadCall
from workbench.form import EDITIONS, all_cells, load_edition
from workbench.intervals import wilson

if TYPE_CHECKING:
    from workbench.frames import Frames

__all__ = ["dictionary", "figures", "load_measures", "load_sets", "sums", "tidy"]

SCALE = {"per_100": 100}  # a number per 100 concluded; every other unit is the plain quotient
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
) -> dict[str, Any]:
    """The record that `workbench figures --json` prints. Raises BadCall for an unknown measure."""
    wanted = _wanted(measures)
    basis, reports = counted(frames, region=region, body=body, year=year)
    wide = values(frames, reports)
    totals = wide.select(column for measure in wanted for column in _totals(measure)).row(0, named=True)
    cells = frames.cells.filter(pl.col("report_id").is_in(reports["report_id"].to_list()))
    unknown = _unknown(wide, reports, cells)
    proposed = _under_proposals(frames, wide, wanted)
    return {
        **({"region": region} if body is None else {"body": body}),
        "year": year,
        "basis": None if basis == UNDECIDED else basis,
        "bodies": {"read": reports.height, "expected": None},
        "figures": [
            _figure(measure, totals, cells, unknown, basis) | {"under_proposals": proposed.get(measure.id)}
            for measure in wanted
        ],
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


def _totals(measure: Measure) -> list[pl.Expr]:
    above, below = (_row_sum(side) for side in (measure.numerator, measure.denominator))
    if measure.counts == "zero_reports":
        # Sums of truth values: null and zero must not mix, so a report with an unknown cell counts nowhere.
        above, below = (above == 0).sum(), below.is_not_null().sum()
        return [above.alias(f"{measure.id}/n"), below.alias(f"{measure.id}/d")]
    total = [_strict_sum(above).alias(f"{measure.id}/n")]
    return [*total, _strict_sum(below).alias(f"{measure.id}/d")] if measure.denominator else total


def _row_sum(parts: tuple[Part, ...]) -> pl.Expr:
    """The addends of one report; `+` keeps null, which `sum_horizontal` would turn into 0."""
    ways = [pl.coalesce([reduce(add, map(_cell, way)) for way in part.ways]) for part in parts]
    return reduce(add, ways, pl.lit(0))


def _cell(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64) if all_cells()[name].unit != "count" else pl.col(name)


def _strict_sum(column: pl.Expr) -> pl.Expr:
    """Null if one addend is unknown or there is none; Polars' own sum of nothing is 0."""
    return pl.when((column.len() > 0) & column.is_not_null().all()).then(column.sum())


def _unknown(wide: pl.DataFrame, reports: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Report and cell of each value that is not known, with the reason: its state, absent, or not in the form."""
    ids = [name for name in all_cells() if name in wide.columns]
    empty = (
        wide.select("report_id", pl.col(ids).is_null())
        .unpivot(ids, index="report_id", variable_name="cell", value_name="null")
        .filter("null")
        .drop("null")
    )
    state = cells.select("report_id", "cell", "state")
    edition = reports.select("report_id", "edition")
    in_form = pl.DataFrame(
        [(name, cell) for name in EDITIONS for cell in load_edition(name).cells],
        schema={"edition": pl.String, "cell": pl.String},
        orient="row",
    ).with_columns(in_form=True)
    other_form = pl.col("in_form").is_null() & pl.col("edition").is_not_null()
    missing = pl.when(other_form).then(pl.lit("not in this edition")).otherwise(pl.lit("absent"))
    return (
        empty.join(state, on=["report_id", "cell"], how="left")
        .join(edition, on="report_id", how="left")
        .join(in_form, on=["edition", "cell"], how="left")
        .select("report_id", "cell", pl.coalesce("state", missing).alias("reason"))
    )


def _figure(
    measure: Measure,
    totals: dict[str, Any],
    cells: pl.DataFrame,
    unknown: pl.DataFrame,
    basis: str | None,
) -> dict[str, Any]:
    above, below = totals[f"{measure.id}/n"], totals.get(f"{measure.id}/d")
    doubtful = cells.filter(pl.col("cell").is_in(measure.cells), status="doubtful").height
    value = _value(measure, totals)
    low, high = (wilson(above, below) if measure.unit == "share" else None) or (None, None)
    return {
        "measure": measure.id,
        "value": value,
        "numerator": above,
        "denominator": below,
        "low": low,
        "high": high,
        "doubtful_cells": doubtful,
        "under_proposals": None,
        "why_null": None if value is not None else _why(measure, above, below, unknown, basis),
    }


def _value(measure: Measure, totals: dict[str, Any]) -> float | None:
    above: float | None = totals[f"{measure.id}/n"]
    if not measure.denominator:
        return above
    below = totals[f"{measure.id}/d"]
    return above / below * SCALE.get(measure.unit, 1) if above is not None and below else None


def _under_proposals(frames: Frames, wide: pl.DataFrame, wanted: list[Measure]) -> dict[str, float | None]:
    """The value of each measure that uses a located misprint, as it would be with the proposed numbers."""
    mine = frames.proposals.filter(pl.col("report_id").is_in(wide["report_id"].to_list()))
    if mine.is_empty():
        return {}
    touched = set(mine["cell"])
    columns = mine.pivot("cell", index="report_id", values="proposed", aggregate_function="first")
    closed = wide.update(columns.cast({name: wide.schema[name] for name in touched}), on="report_id")
    affected = [measure for measure in wanted if touched & set(measure.cells)]
    totals = closed.select(column for measure in affected for column in _totals(measure))
    return {measure.id: _value(measure, totals.row(0, named=True)) for measure in affected}


def _why(
    measure: Measure, above: float | None, below: float | None, unknown: pl.DataFrame, basis: str | None
) -> str:
    """`no report`, `not applicable`, or the reasons with their cells, as in `blank: review.total`."""
    if basis is None:
        return "no report"
    if basis == UNDECIDED:
        return "scope unknown"
    used = pl.concat(_unknown_of(part, unknown) for part in measure.parts)
    if below == 0 and above is not None and not (measure.counts and used.height):
        return "not applicable"
    reasons = used.group_by("reason", maintain_order=True).agg(pl.col("cell").unique(maintain_order=True))
    return "; ".join(f"{reason}: {', '.join(names)}" for reason, names in reasons.iter_rows())


def _unknown_of(part: Part, unknown: pl.DataFrame) -> pl.DataFrame:
    """The unknown cells that leave this addend unknown: none where another way to have it is known."""
    first, *others = (unknown.filter(pl.col("cell").is_in(way)) for way in part.ways)
    return reduce(lambda rows, other: rows.join(other, on="report_id", how="semi"), others, first)
