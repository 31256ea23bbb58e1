"""Which reports a figure is made of: the consolidated one, or the own ones of the place; never both.

In: frames and a region or a body, and a year. Out: the basis (`consolidated`, `assembled`, for a body its scope)
and the reports, each body once. Adding a consolidated report to the own reports that it contains would count the
same requests twice, so this is the only place that chooses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

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
    subject = pl.col("place") == region if body is None else pl.col("body_id") == body
    reports = _each_body_once(
        frames.reports.filter(subject & (pl.col("year") == year) & (pl.col("status") != "failed"))
    )
    if reports.is_empty():
        return None, reports
    return _of_region(reports) if body is None else (reports["scope"][0], reports.head(1))


def values(frames: Frames, reports: pl.DataFrame) -> pl.DataFrame:
    """The wide rows of those reports, in their order."""
    return reports.select("report_id").join(frames.wide, on="report_id", how="left", maintain_order="left")


def _each_body_once(reports: pl.DataFrame) -> pl.DataFrame:
    """The latest publication of each body; the path decides between equals, so that every machine agrees."""
    order = ["body_id", "published", "path"]
    newest_first = reports.sort(order, descending=[False, True, False], nulls_last=True)
    return newest_first.unique("body_id", keep="first", maintain_order=True)


def _of_region(reports: pl.DataFrame) -> tuple[str | None, pl.DataFrame]:
    whole = reports.filter(scope="consolidated")
    if not whole.is_empty():
        government_first = whole.sort(pl.col("kind") != "gov", maintain_order=True)
        return "consolidated", government_first.head(1)
    own = reports.filter(scope="own")
    if not own.is_empty():
        return "assembled", own
    # What a single report of unknown scope counts is at least its own part; two might contain each other.
    return ("assembled", reports) if reports.height == 1 else (UNDECIDED, reports.clear())
