"""Numerators and denominators of all measures for every subject and year of a panel.

In: frames and the reports behind each figure. Out: one row a subject and year with the columns `id/n` and `id/d`.
Counts of checks and of bodies are no sums of cells and are made here one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from workbench.basis import UNDECIDED
from workbench.bodies import expected, level_of
from workbench.dictionary import Measure
from workbench.panels.members import SUBJECT, By
from workbench.totals import side_columns

if TYPE_CHECKING:
    from workbench.frames import Frames


def sides_of(frames: Frames, parts: pl.DataFrame, by: By, wanted: list[Measure]) -> pl.DataFrame:
    """One row a subject and year with the columns `id/n` and `id/d` of every measure."""
    known = parts.join(frames.wide, on="report_id", how="left", maintain_order="left")
    columns = [column for measure in wanted for column in side_columns(measure)]
    sides = known.group_by([*SUBJECT, "basis"], maintain_order=True).agg(columns)
    hows = {measure.how for measure in wanted}
    if "failed_checks" in hows:
        sides = sides.join(_failed_checks(frames, parts, wanted), on=SUBJECT, how="left")
    if "coverage" in hows:
        sides = sides.join(_coverage(frames, sides, by, wanted), on=SUBJECT, how="left")
    return sides


def _failed_checks(frames: Frames, parts: pl.DataFrame, wanted: list[Measure]) -> pl.DataFrame:
    name = next(measure.id for measure in wanted if measure.how == "failed_checks")
    checks = frames.checks.filter(pl.col("check").str.starts_with("C")).select("report_id", "status")
    fails, passes = (pl.col("status") == said for said in ("fail", "pass"))
    return (
        parts.join(checks, on="report_id", how="left")
        .group_by(SUBJECT)
        .agg(fails.sum().alias(f"{name}/n"), (fails | passes).sum().alias(f"{name}/d"))
    )


def _coverage(frames: Frames, sides: pl.DataFrame, by: By, wanted: list[Measure]) -> pl.DataFrame:
    """Bodies read of those expected; a body is expected to report for itself."""
    name = next(measure.id for measure in wanted if measure.how == "coverage")
    rows: list[tuple[str, int, float | None, float | None]] = []
    near, key = frames.by_region, ""
    for subject, year, basis in sides.select(*SUBJECT, "basis").sort("subject", "year").iter_rows():
        if by == "region" and (digits := _digits(subject)) != key:
            near, key = _around(frames.by_region, digits), digits
        if by == "body":
            rows.append((subject, year, 1.0, 1.0))
        elif basis == UNDECIDED:
            rows.append((subject, year, None, None))
        else:
            owed = expected(near, subject, year)
            rows.append((subject, year, float(owed["read"].sum()), float(owed.height)))
    schema = {"subject": pl.String, "year": pl.Int32, f"{name}/n": pl.Float64, f"{name}/d": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _digits(region: str) -> str:
    """The first digits that all places in the region share, down to its prefecture."""
    return region[: {"national": 0, "province": 2}.get(level_of(region), 4)]


def _around(counted: pl.DataFrame, digits: str) -> pl.DataFrame:
    """All that decides what is expected there: a country's reports need not be gone through for each county.

    That is the reports of the places, the same bodies' reports from elsewhere, and the consolidated ones, which may
    contain them.
    """
    inside = pl.col("place").str.starts_with(digits)
    bodies = counted.filter(inside)["body_id"].unique()
    return counted.filter(
        inside | (pl.col("scope") == "consolidated") | pl.col("body_id").is_in(bodies.implode())
    )
