"""The reports behind each figure of a panel: one a body and year, or those that make up a region.

In: frames. Out: a row a subject, year and report, by the same rule as `basis.counted` for one figure at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from workbench.basis import UNDECIDED
from workbench.bodies import LEVELS, each_body_once, regions_of
from workbench.errors import BadCall

if TYPE_CHECKING:
    from workbench.frames import Frames

By = Literal["body", "region"]
SUBJECT = ["subject", "year"]


def members(frames: Frames, by: By) -> pl.DataFrame:
    """The reports behind each figure: `subject`, `year`, `basis`, `report_id`, by the rule of `basis.counted`."""
    if by not in ("body", "region"):
        raise BadCall.unknown("panel", by, ("body", "region"), where="panel")
    if by == "body":
        once = each_body_once(frames.reports.filter(pl.col("status") != "failed").drop_nulls("year"))
        found = once.select(pl.col("body_id").alias("subject"), "year", basis="scope", report_id="report_id")
        return found.sort("subject", "year", "report_id")
    levels = [_of_level(frames.by_region, level) for level in LEVELS]
    known = pl.concat(levels)
    return pl.concat([known, _undecided(frames, known)]).sort("subject", "year", "report_id")


def _of_level(counted: pl.DataFrame, level: str) -> pl.DataFrame:
    """The regions of a level: a consolidated report of the place itself stands for all others there."""
    rows = counted.drop_nulls([regions_of(level), "year"]).with_columns(
        pl.col(regions_of(level)).alias("subject")
    )
    whole = (
        rows.filter(pl.col("place") == pl.col("subject"), pl.col("scope") == "consolidated")
        .sort(pl.col("kind") != "gov", maintain_order=True)
        .unique(SUBJECT, keep="first", maintain_order=True)
    )
    rest = rows.join(whole, on=SUBJECT, how="anti")
    return pl.concat(
        part.select(*SUBJECT, pl.lit(basis).alias("basis"), "report_id")
        for part, basis in ((whole, "consolidated"), (rest, "assembled"))
    )


def _undecided(frames: Frames, known: pl.DataFrame) -> pl.DataFrame:
    """Places with reports of a year none of which may be added: a row that says so, with no report."""
    here = frames.reports.filter(pl.col("status") != "failed").drop_nulls(["place", "year"])
    places = here.select(pl.col("place").alias("subject"), "year").unique()
    undecided = pl.lit(UNDECIDED).alias("basis"), pl.lit(None, pl.String).alias("report_id")
    return places.join(known, on=SUBJECT, how="anti").with_columns(*undecided)
