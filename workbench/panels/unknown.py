"""Why a row of a panel has no value, with the cells that are not known: the text of `reasons`, for many rows at once.

In: the reports behind each subject and year, their values, and which rows want a reason. Out: `subject`, `year`,
`measure` and `named`, as in "blank: review.total; absent: review.pending". What is printed is read only of the reports
that lack a cell of their own edition: most of a nation's lack none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from workbench.dictionary import load_measures
from workbench.form import EDITIONS, all_cells, load_edition
from workbench.panels.members import SUBJECT
from workbench.reasons import ABSENT, OTHER_EDITION, unknown_cells

if TYPE_CHECKING:
    from workbench.frames import Frames

SLICE = 2_000  # reports that are at hand at a time, here and in the other parts of a panel
KEY = [*SUBJECT, "measure"]
PART = [*KEY, "report_id", "part"]


def named_unknowns(frames: Frames, members: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The reasons of the rows `asked` (subject, year, measure); `members` are wide rows with subject and year."""
    rows = members.join(asked, on=SUBJECT, how="semi", maintain_order="left").drop_nulls("report_id")
    unknown = _unknown_of_reports(frames, rows.drop(*SUBJECT).unique("report_id", maintain_order=True))
    wanted = asked.join(_uses(), on="measure")
    used = (
        rows.select(*SUBJECT, "report_id")
        .join(unknown, on="report_id")
        .join(wanted, on=[*SUBJECT, "cell"])
        .join(pl.DataFrame({"cell": list(all_cells())}).with_row_index("at"), on="cell")
    )
    told = used.filter(_leaves_unknown()).sort(*KEY, "part", "way", "at", "report_id")
    reasons = told.group_by([*KEY, "reason"], maintain_order=True).agg(
        pl.col("cell").unique(maintain_order=True).str.join(", ")
    )
    text = pl.concat_str("reason", "cell", separator=": ").str.join("; ")
    return reasons.group_by(KEY, maintain_order=True).agg(text.alias("named"))


def _leaves_unknown() -> pl.Expr:
    """The rule of `reasons.of_measure`: an addend is lost when all its ways are, and then the nearest way is told."""
    lost = pl.col("way").n_unique().over(PART) == pl.col("ways")
    distance = pl.col("reason").replace_strict({ABSENT: 1, OTHER_EDITION: 2}, default=0)
    far = pl.when(pl.col("ways") == 1).then(0).otherwise(distance * pl.col("ways") + pl.col("way"))
    return lost & (far == far.min().over(PART))


def _unknown_of_reports(frames: Frames, wide: pl.DataFrame) -> pl.DataFrame:
    """`report_id`, `cell` and `reason` of each value that is not known, of so many reports at a time."""
    return pl.concat([_unknown(frames, wide.clear()), *_each_slice(frames, wide)])


def _each_slice(frames: Frames, wide: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return (_unknown(frames, some) for some in wide.iter_slices(SLICE))


def _unknown(frames: Frames, wide: pl.DataFrame) -> pl.DataFrame:
    lacking = wide.filter(_lacks(wide.columns))["report_id"]
    printed = frames.part("cells", lacking).select("report_id", "cell", "state")
    return unknown_cells(wide, wide.select("report_id", "edition"), printed)


def _lacks(there: list[str]) -> pl.Expr:
    """Whether a report lacks a cell that its edition asks for."""
    lacks = pl.col("edition").is_null()
    for name in EDITIONS:
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
