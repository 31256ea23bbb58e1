"""Which reports a figure is made of: for a region by the rule of `bodies`, for a body its own report.

In: frames and a region or a body, and a year. Out: the basis (`consolidated`, `assembled`, for a body its scope)
and the reports, each body once. Everything that shows a figure asks here, so that nothing is added twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from workbench.bodies import each_body_once, level_of, of_region, regions_of
from workbench.errors import BadCall

if TYPE_CHECKING:
    from workbench.frames import Frames

UNDECIDED = "undecided"  # there are reports, and their scopes do not say which may be added


def counted(
    frames: Frames, *, region: str | None = None, body: str | None = None, year: int
) -> tuple[str | None, pl.DataFrame]:
    """Basis and reports behind a figure. No rows, and basis None: no report, or UNDECIDED. Raises BadCall."""
    if (region is None) == (body is None):
        raise BadCall(
            where="figures",
            found="neither region nor body" if region is None else "both region and body",
            expected="one of the two",
            todo="Name the place (region) or the body that reports.",
        )
    if region is not None:
        return _of_region(frames, region, year)
    reports = each_body_once(
        frames.reports.filter(pl.col("body_id") == body, pl.col("year") == year, pl.col("status") != "failed")
    )
    return (reports["scope"][0], reports) if reports.height else (None, reports)


def years(frames: Frames, *, region: str | None = None, body: str | None = None, until: int) -> list[int]:
    """The years up to `until` with a report that was read, for the same region or body as in `counted`."""
    if region is not None:
        reports = frames.by_region.filter(pl.col(regions_of(level_of(region))) == region)
    else:
        reports = frames.reports.filter(pl.col("body_id") == body, pl.col("status") != "failed")
    return list(reports.filter(pl.col("year") <= until)["year"].unique().sort())


def values(frames: Frames, reports: pl.DataFrame) -> pl.DataFrame:
    """The wide rows of those reports, in their order."""
    return reports.select("report_id").join(frames.wide, on="report_id", how="left", maintain_order="left")


def _of_region(frames: Frames, region: str, year: int) -> tuple[str | None, pl.DataFrame]:
    """By the one rule for regions; UNDECIDED where the region's own reports do not say what may be added."""
    basis, found = of_region(frames.by_region, region, year)
    reports = found.select(frames.reports.columns)
    here = frames.reports.filter(
        pl.col("place") == region, pl.col("year") == year, pl.col("status") != "failed"
    )
    return (UNDECIDED if basis is None and here.height else basis), reports
