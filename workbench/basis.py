"""Which reports a figure is made of: for a region by the rule of `bodies`, for a body its own report.

In: frames and a region or a body, and a year. Out: the basis (`consolidated`, `assembled`, for a body its scope)
and the reports, each body once. Everything that shows a figure asks here, so that nothing is added twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import polars as pl

from workbench.bodies import LEVELS, each_body_once, level_of, of_region, regions_of
from workbench.errors import BadCall

if TYPE_CHECKING:
    from workbench.frames import Frames

FEW_SUBJECTS = 3  # of more, the frames are parted once
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


class Subject(NamedTuple):
    """Whose figure: a region's or a body's, of a year."""

    year: int
    region: str | None = None
    body: str | None = None


def counted_each(frames: Frames, subjects: Sequence[Subject]) -> list[tuple[str | None, pl.DataFrame]]:
    """`counted` for each of many subjects: the frames are parted once, so that each looks at its own reports only."""
    parts = _parted(frames, subjects) if len(subjects) > FEW_SUBJECTS else {}
    return [
        counted(parts.get(each, frames), region=each.region, body=each.body, year=each.year)
        for each in subjects
    ]


def values(frames: Frames, reports: pl.DataFrame, cells: Iterable[str] | None = None) -> pl.DataFrame:
    """The wide rows of those reports, in their order; of all cells or of some, which is much less to read."""
    if cells is None:
        return reports.select("report_id").join(
            frames.wide, on="report_id", how="left", maintain_order="left"
        )
    return reports.select("report_id").join(
        frames.values(reports["report_id"], cells), on="report_id", how="left", maintain_order="left"
    )


def _of_region(frames: Frames, region: str, year: int) -> tuple[str | None, pl.DataFrame]:
    """By the one rule for regions; UNDECIDED where the region's own reports do not say what may be added."""
    basis, found = of_region(frames.by_region, region, year)
    reports = found.select(frames.reports.columns)
    here = frames.reports.filter(
        pl.col("place") == region, pl.col("year") == year, pl.col("status") != "failed"
    )
    return (UNDECIDED if basis is None and here.height else basis), reports


class _Part(NamedTuple):
    """The rows of the frames that can decide one subject's figure."""

    reports: pl.DataFrame
    by_region: pl.DataFrame


def _parted(frames: Frames, subjects: Sequence[Subject]) -> dict[Subject, Frames]:
    """For each subject the frames of its own rows: what it is counted from stands in them and nowhere else."""
    keys = pl.DataFrame(
        subjects, schema={"year": pl.Int32, "region": pl.String, "body": pl.String}, orient="row"
    )
    places = _grouped(frames.reports, keys, {"place": "region"})
    bodies = _grouped(frames.reports, keys, {"body_id": "body"})
    regions: dict[tuple[Any, ...], pl.DataFrame] = {}
    for level in LEVELS:
        of_level = [each.region is not None and level_of(each.region) == level for each in subjects]
        regions |= _grouped(frames.by_region, keys.filter(of_level), {regions_of(level): "region"})
    none, nowhere = frames.reports.clear(), frames.by_region.clear()
    parts = {}
    for each in subjects:
        own = places if each.body is None else bodies
        key = (each.region if each.body is None else each.body, each.year)
        parts[each] = cast("Frames", _Part(own.get(key, none), regions.get(key, nowhere)))
    return parts


def _grouped(
    rows: pl.DataFrame, keys: pl.DataFrame, name: dict[str, str]
) -> dict[tuple[Any, ...], pl.DataFrame]:
    """The rows of each of the keys, in their order."""
    ((own, asked),) = name.items()
    wanted = keys.select(pl.col(asked).alias(own), "year").drop_nulls().unique()
    mine = rows.join(wanted, on=[own, "year"], how="semi")
    return mine.partition_by(own, "year", as_dict=True, maintain_order=True)
