"""The state of a region's readings: who is missing, what is printed, how sure it is, which sums fail, what to look at.

In: frames, a region, a year. Out: a `Quality` of frames, a row a report, a cell state, a check. All reports of bodies
inside the region count here, also those that a consolidated report keeps out of the region's figure. Zero, blank and
absent stay three things; an implied zero is a blank that the sums close with zero and with nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from workbench.across import CELLS, checks_across
from workbench.areas import inside, name_of
from workbench.bodies import is_due
from workbench.form import all_cells
from workbench.orders import never_seen

if TYPE_CHECKING:
    from workbench.frames import Frames

STATUSES = ("proved", "read", "doubtful", "missing")
# What stands in a cell; the first that fits.
ZERO, POSITIVE, IMPLIED, BLANK, MARK, WORDS, ABSENT = (
    "zero", "positive", "implied_zero", "blank", "mark", "text", "absent",
)  # fmt: skip
PRINTED = (POSITIVE, ZERO, IMPLIED, BLANK, MARK, WORDS, ABSENT)


@dataclass(frozen=True, eq=False, repr=False)
class Quality:
    """`reports`: the reports of the year, each body once; `known`: a row a body that is expected in the region."""

    frames: Frames
    region: str
    year: int
    reports: pl.DataFrame
    known: pl.DataFrame

    @cached_property
    def cells(self) -> pl.DataFrame:
        return self.frames.part("cells", self.reports["report_id"])

    @cached_property
    def checks(self) -> pl.DataFrame:
        return self.frames.part("checks", self.reports["report_id"])

    @cached_property
    def proposals(self) -> pl.DataFrame:
        """The located misprints with the title of their report."""
        found = self.frames.part("proposals", self.reports["report_id"])
        return found.join(self.reports.select("report_id", "title"), on="report_id", maintain_order="left")

    @cached_property
    def across(self) -> pl.DataFrame:
        """Checks of these reports against others: last year's (X), the parts of a consolidated report (S)."""
        return across_of(self.frames, self.reports, region=self.region, year=self.year)


def quality(frames: Frames, *, region: str, year: int) -> Quality:
    """The reports of the year inside the region, and the bodies that were seen in any year or that law or a local
    order names: nobody knows all the others, so what is missing is a lower bound. Before the reports of the year are
    due (`Frames.as_of`) only the bodies that reported are known to owe one.
    """
    years = frames.find(columns=["year"])["year"].drop_nulls()
    ever = inside(frames, region, until=int(str(years.max() or year)))
    reports = ever.filter(pl.col("year") == year)
    bodies = (
        ever.sort("year")
        .group_by("body_id", maintain_order=True)
        .agg(pl.col("place_name", "issuer", "level", "kind").last(), last_seen=pl.col("year").max())
    )
    known = pl.concat([bodies, _never_seen(frames, region, ever)], how="diagonal").with_columns(
        obtained=pl.col("body_id").is_in(reports["body_id"].implode())
    )
    if not is_due(year, frames.as_of):
        known = known.filter("obtained")
    return Quality(frames, region, year, reports, known.sort("body_id"))


def _never_seen(frames: Frames, region: str, ever: pl.DataFrame) -> pl.DataFrame:
    """By body: the place's names, and the kind, which its id tells."""
    return never_seen(frames, region, ever).select(
        "body_id",
        place_name=pl.col("place").map_elements(name_of, pl.String),
        kind=pl.col("body_id").str.split(".").list.get(1),
    )


def across_of(frames: Frames, reports: pl.DataFrame, *, region: str, year: int) -> pl.DataFrame:
    """The checks between reports (X, S) of these reports: only those inside the region, of two years, are read."""
    two_years = pl.col("year").is_between(year - 1, year)
    bodies = frames.find(two_years, pl.col("body_id").is_in(reports["body_id"].implode()))
    # A body may have no place.
    near = inside(frames, region, until=year).filter(two_years) if region else bodies
    every = pl.concat([near, reports]).unique("report_id", maintain_order=True)
    checks = checks_across(every, frames.values(every["report_id"], CELLS))
    return checks.join(reports.select("report_id"), on="report_id", how="semi")


def statuses(found: Quality) -> pl.DataFrame:
    """`kind`, `reports` and the cells of each status, a row a kind of body and one for all (`kind` null)."""
    counts = [pl.col(f"n_{name}").cast(pl.Int64).sum().alias(name) for name in STATUSES]
    by_kind = (
        found.reports.group_by("kind").agg(pl.len().cast(pl.Int64).alias("reports"), *counts).sort("kind")
    )
    whole = by_kind.select(pl.lit(None, pl.String).alias("kind"), pl.all().exclude("kind").sum())
    return pl.concat([by_kind, whole]) if by_kind.height > 1 else whole


def printed(found: Quality) -> pl.DataFrame:
    """`section` of the form and the number of cells by what is printed there (PRINTED), absent ones in the last row."""
    sections = pl.DataFrame(
        [(name, cell.section) for name, cell in all_cells().items()], ["cell", "section"], orient="row"
    )
    value, state = pl.col("value"), pl.col("state")
    what = (
        pl.when("implied_zero").then(pl.lit(IMPLIED))
        .when((state == "number") & (value == 0)).then(pl.lit(ZERO))
        .when(state == "number").then(pl.lit(POSITIVE))
        .otherwise(state)
    )  # fmt: skip
    cells = found.cells.filter(state != ABSENT).join(sections, on="cell").select("section", what=what)
    columns = [(pl.col("what") == name).sum().cast(pl.Int64).alias(name) for name in PRINTED[:-1]]
    rows = cells.group_by("section").agg(columns).sort("section").cast({"section": pl.String})
    absent = found.reports.select(pl.col("n_missing").sum().cast(pl.Int64)).item() or 0
    whole = rows.select(pl.lit(None, pl.String).alias("section"), pl.all().exclude("section").sum())
    return pl.concat(
        [
            rows.with_columns(absent=pl.lit(None, pl.Int64)),
            whole.with_columns(absent=pl.lit(absent, pl.Int64)),
        ]
    )


def checks(found: Quality) -> pl.DataFrame:
    """`check` (C1 … S1), `edition` and how many passed, failed, could not be tested; the year's own reports only."""
    every = pl.concat([part.select("report_id", "check", "status") for part in (found.checks, found.across)])
    kind = pl.col("check").str.split(".").list.first()
    edition = found.reports.select("report_id", "edition")
    counts = [
        (pl.col("status") == name).sum().cast(pl.Int64).alias(name)
        for name in ("pass", "fail", "not_testable")
    ]
    joined = every.join(edition, on="report_id", maintain_order="left")
    return joined.group_by(kind.alias("check"), "edition").agg(counts).sort("check", "edition")


def reasons(found: Quality) -> pl.DataFrame:
    """Why a report was read in part, or what is to be noted of it: `reason` and in how many reports."""
    told = (
        found.reports.select("report_id", pl.col("reasons").alias("reason"))
        .explode("reason")
        .drop_nulls("reason")
    )
    return (
        told.group_by("reason")
        .agg(pl.col("report_id").n_unique().cast(pl.Int64).alias("reports"))
        .sort("reason")
    )


def to_look_at(found: Quality) -> pl.DataFrame:
    """The reports with a failed check, a doubtful or missing cell, or a reason; those with most of them first."""
    flaws = ["n_failed_checks", "n_doubtful", "n_missing"]
    counted = found.reports.with_columns(pl.col(flaws).fill_null(0))
    some = counted.filter(pl.any_horizontal(pl.col(flaws) > 0) | (pl.col("reasons").list.len() > 0))
    order = ["n_failed_checks", "n_doubtful", "n_missing", "body_id"]
    kept = some.sort(order, descending=[True, True, True, False])
    return kept.select("title", *flaws, pl.col("reasons").list.join(", "), "body_id", "report_id", "path")


def dates(found: Quality) -> pl.DataFrame:
    """First, middle and last day of publication, and how many reports do not tell theirs."""
    day = pl.col("published")
    return found.reports.select(
        oldest=day.min(), middle=day.cast(pl.Date).median().cast(pl.Date), newest=day.max(),
        undated=day.null_count().cast(pl.Int64),
    )  # fmt: skip
