"""Why a measure has no value: what of it is not known, in which cells, or what there is too little of.

In: a measure's two sides, and the reports' unknown cells. Out: a short text that programs can compare and `wording`
puts into words, as "not applicable" or "blank: review.total".
"""

from __future__ import annotations

from functools import reduce

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


def of_measure(measure: Measure, above: float | None, below: float | None, unknown: pl.DataFrame) -> str:
    """NOT_APPLICABLE, or the reasons with their cells, as in `blank: review.total`."""
    used = pl.concat([unknown.clear(), *(_unknown_of(part, unknown) for part in measure.parts)])
    if below == 0 and above is not None and not (measure.how == "zero_reports" and used.height):
        return NOT_APPLICABLE
    if measure.how == "coverage":
        return EXPECTED_UNKNOWN
    reasons = used.group_by("reason", maintain_order=True).agg(pl.col("cell").unique(maintain_order=True))
    return "; ".join(f"{reason}: {', '.join(names)}" for reason, names in reasons.iter_rows())


def _unknown_of(part: Part, unknown: pl.DataFrame) -> pl.DataFrame:
    """The unknown cells that leave this addend unknown: none where another way to have it is known.

    Of several ways that one is told whose cell is printed without a number, else one that the edition has.
    """
    ways = [unknown.filter(pl.col("cell").is_in(way)) for way in part.ways]
    if len(ways) == 1:
        return ways[0]
    lost = reduce(lambda rows, other: rows.join(other, on="report_id", how="semi"), ways)
    farness = pl.col("reason").replace_strict({ABSENT: 1, OTHER_EDITION: 2}, default=0) * len(ways)
    told = pl.concat(rows.with_columns(far=farness + number) for number, rows in enumerate(ways))
    nearest = told.join(lost, on="report_id", how="semi").filter(
        pl.col("far") == pl.col("far").min().over("report_id")
    )
    return nearest.drop("far")
