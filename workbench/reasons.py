"""Why a measure has no value: what of it is not known, in which cells, or what there is too little of.

In: the reports behind each subject (a place or body in a year), their values, and which figures want a reason. Out: a
short text that programs can compare and `wording` puts into words, as "blank: review.total; absent: review.pending",
for many figures at once. What is printed is looked for only where a report lacks a cell of its own edition: most of a
nation's lack none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from workbench.dictionary import load_measures
from workbench.form import EDITIONS, all_cells, load_edition

if TYPE_CHECKING:
    from workbench.frames import Frames

NO_REPORT = "no report"
SCOPE_UNKNOWN = "scope unknown"
LEFT_OUT = "only doubtful reports"
EXPECTED_UNKNOWN = "expected bodies unknown"
NOT_DUE = "not due yet"  # so that who has not reported is not missing
NOT_APPLICABLE = "not applicable"  # the denominator is 0
FEW_CASES = "few_cases"  # a denominator below measures.FEW: the counts are told, and no rate
OTHER_EDITION = "not in this edition"
ABSENT = "absent"  # the cell's row or table is not in the document

SLICE = 2_000  # reports of a panel that are at hand at a time
AT_ONCE = 400_000  # cells that are looked at together
FEW_CELLS = 30  # of a measure or two; of more, few reports are alike


def named_unknowns(
    frames: Frames, members: pl.DataFrame, asked: pl.DataFrame, by: Sequence[str]
) -> pl.DataFrame:
    """`named`, the reason of each figure `asked` for (`by`, measure) some of whose cells are not known.

    `members`: wide rows with their report's edition and the subject that they belong to, told by the columns `by`.
    """
    rows = members.join(asked, on=by, how="semi", maintain_order="left").drop_nulls("report_id")
    rows = _one_of_alike(rows, by)
    unknown = _unknown_of_reports(frames, rows.drop(*by).unique("report_id", maintain_order=True))
    used = (
        rows.lazy()
        .select(*by, "report_id")
        .with_row_index("row")
        .join(unknown.lazy(), on="report_id")
        .join(asked.lazy().join(_uses().lazy(), on="measure"), on=[*by, "cell"])
        .join(_numbered().lazy(), on="cell")
    )
    key = [*by, "measure"]
    told = used.filter(_leaves_unknown([*key, "report_id", "part"])).sort(*key, "part", "way", "at", "row")
    reasons = told.group_by([*key, "reason"], maintain_order=True).agg(
        pl.col("cell").unique(maintain_order=True).str.join(", ")
    )
    text = pl.concat_str("reason", "cell", separator=": ").str.join("; ")
    named = reasons.group_by(key, maintain_order=True).agg(text.alias("named"))
    return named.collect(engine="in-memory")


def _one_of_alike(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One of a subject's reports with the same edition and the same unknown cells, where what is printed is not asked.

    A measure of one edition is unknown in each of a nation's reports of the other.
    """
    cells = _cells(rows)
    if len(cells) > FEW_CELLS:
        return rows
    lacks = _lacks(cells, rows["edition"].unique().to_list())
    return rows.filter(lacks | pl.struct(*by, "edition", pl.col(cells).is_null()).is_first_distinct())


@cache
def _numbered() -> pl.DataFrame:
    """The form's cells with their place in it."""
    return pl.DataFrame({"cell": list(all_cells())}).with_row_index("at")


def _leaves_unknown(addend: list[str]) -> pl.Expr:
    """An addend is lost when all its ways are. The nearest is told: whose cell is printed, else one of the edition."""
    lost = pl.col("way").n_unique().over(addend) == pl.col("ways")
    distance = pl.col("reason").replace_strict({ABSENT: 1, OTHER_EDITION: 2}, default=0)
    far = pl.when(pl.col("ways") == 1).then(0).otherwise(distance * pl.col("ways") + pl.col("way"))
    return lost & (far == far.min().over(addend))


def _unknown_of_reports(frames: Frames, wide: pl.DataFrame) -> pl.DataFrame:
    """`report_id`, `cell` and `reason` of each value that is not known, of so many reports at a time."""
    rows = max(SLICE, AT_ONCE // max(1, len(_cells(wide))))
    slices = wide.iter_slices(rows) if wide.height else [wide]
    return pl.concat(_unknown(frames, some) for some in slices)


def _unknown(frames: Frames, wide: pl.DataFrame) -> pl.DataFrame:
    lacking = wide.filter(_lacks(wide.columns, wide["edition"].unique().to_list()))["report_id"]
    return unknown_cells(wide, frames.states(lacking, _cells(wide)))


def _lacks(there: list[str], editions: list[str | None]) -> pl.Expr:
    """Whether a report, of one of these editions, lacks a cell that its edition asks for."""
    lacks = pl.col("edition").is_null()
    for name in [name for name in EDITIONS if name in editions]:
        owed = [cell for cell in load_edition(name).standard_cells if cell in there]
        if owed:
            lacks |= (pl.col("edition") == name) & pl.any_horizontal(pl.col(owed).is_null())
    return lacks


@cache
def _uses() -> pl.DataFrame:
    """Each cell that a measure uses, with the addend and the way of having it that it belongs to."""
    rows = [
        (measure.id, number, len(part.ways), at, cell)
        for measure in load_measures().values()
        for number, part in enumerate(measure.parts)
        for at, way in enumerate(part.ways)
        for cell in way
    ]
    schema = {"measure": pl.String, "part": pl.Int32, "ways": pl.Int32, "way": pl.Int32, "cell": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def unknown_cells(wide: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """`report_id`, `cell` and `reason` of each value that is not known: its state, ABSENT, or OTHER_EDITION."""
    ids = _cells(wide)
    empty = (
        wide.lazy()
        .select("report_id", "edition", pl.col(ids).is_null())
        .unpivot(ids, index=["report_id", "edition"], variable_name="cell", value_name="null")
        .filter("null")
        .drop("null")
    )
    other_form = pl.col("in_form").is_null() & pl.col("edition").is_not_null()
    missing = pl.when(other_form).then(pl.lit(OTHER_EDITION)).otherwise(pl.lit(ABSENT))
    return (
        empty.join(states.lazy(), on=["report_id", "cell"], how="left")
        .join(_in_form().lazy(), on=["edition", "cell"], how="left")
        .select("report_id", "cell", pl.coalesce("state", missing).alias("reason"))
        .collect(engine="in-memory")
    )


@cache
def _in_form() -> pl.DataFrame:
    """The cells of each edition."""
    rows = [(name, cell) for name in EDITIONS for cell in load_edition(name).cells]
    return pl.DataFrame(rows, schema={"edition": pl.String, "cell": pl.String}, orient="row").with_columns(
        in_form=True
    )


def _cells(wide: pl.DataFrame) -> list[str]:
    """The cells that the rows have, in the order of the form."""
    return [name for name in all_cells() if name in wide.columns]
