"""Numerators and denominators of all measures for every subject and year of a panel.

In: frames and the reports behind each figure, with their values. Out: one row a subject and year with the columns
`id/n` and `id/d`.
Counts of checks and of bodies are no sums of cells and are made here one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from workbench.basis import UNDECIDED
from workbench.bodies import LEVELS, TO_EXPECT, regions_of
from workbench.dictionary import Measure
from workbench.expected import expected_counts
from workbench.orders import owing
from workbench.panels.members import SUBJECT, By
from workbench.reasons import SLICE
from workbench.totals import side_columns

if TYPE_CHECKING:
    from workbench.frames import Frames


def values_of(frames: Frames, parts: pl.DataFrame, wanted: list[Measure]) -> pl.DataFrame:
    """The members with their reports' edition and the cells that the measures use."""
    cells = dict.fromkeys(cell for measure in wanted for cell in measure.cells)
    ids = parts["report_id"].drop_nulls().unique(maintain_order=True)
    editions = frames.reports.select("report_id", "edition")
    known = parts.join(editions, on="report_id", how="left", maintain_order="left")
    return known.join(frames.values(ids, list(cells)), on="report_id", how="left", maintain_order="left")


def sides_of(
    frames: Frames, values: pl.DataFrame, by: By, wanted: list[Measure], checks: pl.DataFrame
) -> pl.DataFrame:
    """One row a subject and year with the columns `id/n` and `id/d` of every measure."""
    columns = [column for measure in wanted for column in side_columns(measure)]
    sides = values.group_by([*SUBJECT, "basis"], maintain_order=True).agg(columns)
    hows = {measure.how: measure.id for measure in wanted}
    if "failed_checks" in hows:
        counts = pl.col("failed").sum().alias("n"), pl.col("tested").sum().alias("d")
        of_reports = values.select(*SUBJECT, "report_id").join(checks, on="report_id", how="left")
        name = hows["failed_checks"]
        found = of_reports.group_by(SUBJECT).agg(counts).rename({"n": f"{name}/n", "d": f"{name}/d"})
        sides = sides.join(found, on=SUBJECT, how="left")
    if "coverage" in hows:
        sides = sides.join(_coverage(frames, sides, by, wanted), on=SUBJECT, how="left")
    return sides


def check_counts(frames: Frames, parts: pl.DataFrame, wanted: list[Measure]) -> pl.DataFrame:
    """`report_id` and how many of the form's own sums `failed` and were `tested`, where a measure asks for it."""
    asked = any(measure.how == "failed_checks" for measure in wanted)
    ids = parts["report_id"].drop_nulls().unique(maintain_order=True)
    slices = (ids.slice(at, SLICE) for at in range(0, len(ids) if asked else 0, SLICE))
    return pl.concat([_counted(frames, ids.clear()), *(_counted(frames, some) for some in slices)])


def _counted(frames: Frames, ids: pl.Series) -> pl.DataFrame:
    own = frames.part("checks", ids).filter(pl.col("check").str.starts_with("C"))
    failed, passed = (pl.col("status") == said for said in ("fail", "pass"))
    return own.group_by("report_id").agg(failed=failed.sum(), tested=(failed | passed).sum())


def _coverage(frames: Frames, sides: pl.DataFrame, by: By, wanted: list[Measure]) -> pl.DataFrame:
    """Bodies read of those expected; a body is expected to report for itself."""
    name = next(measure.id for measure in wanted if measure.how == "coverage")
    own = sides.select(*SUBJECT, "basis")
    if by == "body":
        counts = own.select(*SUBJECT, n=pl.lit(1.0), d=pl.lit(1.0))
    else:
        named = owing(frames)
        levels = [
            expected_counts(frames.by_region.select(*TO_EXPECT, regions_of(each)), each, named)
            for each in LEVELS
        ]
        known = own.join(pl.concat(levels), left_on=SUBJECT, right_on=["region", "year"], how="left")
        decided = pl.col("basis") != UNDECIDED
        read, owed = (pl.when(decided).then(name).cast(pl.Float64) for name in ("read", "expected"))
        counts = known.select(*SUBJECT, n=read, d=owed)
    return counts.rename({"n": f"{name}/n", "d": f"{name}/d"})
