"""Why a measure has no value: what of it is not known, in which cells, or what there is too little of.

In: a measure's two sides, and the reports' unknown cells. Out: a short text that programs can compare and `wording`
puts into words, as "not applicable" or "blank: review.total".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce

import polars as pl

from workbench.dictionary import Measure, Part
from workbench.form import EDITIONS, all_cells, load_edition

NO_REPORT = "no report"
SCOPE_UNKNOWN = "scope unknown"
LEFT_OUT = "only doubtful reports"
EXPECTED_UNKNOWN = "expected bodies unknown"
NOT_DUE = "not due yet"  # so that who has not reported is not missing
NOT_APPLICABLE = "not applicable"  # the denominator is 0
FEW_CASES = "few_cases"  # a denominator below measures.FEW: the counts are told, and no rate
OTHER_EDITION = "not in this edition"
ABSENT = "absent"  # the cell's row or table is not in the document


def unknown_cells(wide: pl.DataFrame, reports: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """`report_id`, `cell` and `reason` of each value that is not known: its state, ABSENT, or OTHER_EDITION."""
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
    missing = pl.when(other_form).then(pl.lit(OTHER_EDITION)).otherwise(pl.lit(ABSENT))
    return (
        empty.join(state, on=["report_id", "cell"], how="left")
        .join(edition, on="report_id", how="left")
        .join(in_form, on=["edition", "cell"], how="left")
        .select("report_id", "cell", pl.coalesce("state", missing).alias("reason"))
    )


@dataclass(frozen=True)
class Unknown:
    """`rows` as `unknown_cells` gives them."""

    rows: pl.DataFrame

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Each cell with each of its reasons once, in the order of the rows: few, of however many reports."""
        return _pairs(self.rows)


def of_measure(measure: Measure, above: float | None, below: float | None, unknown: Unknown) -> str:
    """NOT_APPLICABLE, or the reasons with their cells, as in `blank: review.total`."""
    used: dict[str, dict[str, None]] = {}
    for part in measure.parts:
        for cell, reason in _unknown_of(part, unknown):
            used.setdefault(reason, {})[cell] = None
    if below == 0 and above is not None and not (measure.how == "zero_reports" and used):
        return NOT_APPLICABLE
    if measure.how == "coverage":
        return EXPECTED_UNKNOWN
    return "; ".join(f"{reason}: {', '.join(names)}" for reason, names in used.items())


def _pairs(rows: pl.DataFrame) -> list[tuple[str, str]]:
    return list(rows.select("cell", "reason").unique(maintain_order=True).iter_rows())


def _unknown_of(part: Part, unknown: Unknown) -> list[tuple[str, str]]:
    """The unknown cells that leave this addend unknown, with the reason: none where another way to have it is known.

    Of several ways that one is told whose cell is printed without a number, else one that the edition has.
    """
    if len(part.ways) == 1:
        return [pair for pair in unknown.pairs if pair[0] in part.ways[0]]
    ways = [unknown.rows.filter(pl.col("cell").is_in(way)) for way in part.ways]
    lost = reduce(lambda rows, other: rows.join(other, on="report_id", how="semi"), ways)
    farness = pl.col("reason").replace_strict({ABSENT: 1, OTHER_EDITION: 2}, default=0) * len(ways)
    told = pl.concat(rows.with_columns(far=farness + number) for number, rows in enumerate(ways))
    nearest = told.join(lost, on="report_id", how="semi").filter(
        pl.col("far") == pl.col("far").min().over("report_id")
    )
    return _pairs(nearest)
