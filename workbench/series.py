"""Figures over the years for one region or body, and their change from the year before.

In: frames. Out: the tidy frame of `measures.figures` for each year that has a report, with the edition of the form;
and for the last year the change of each measure with its interval. Years of different basis are never compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import OF_MANY, Subject, counted, counted_years, years
from workbench.dictionary import load_measures
from workbench.measures import COLUMNS, figures_each, keep_made, tidy
from workbench.methods.counts import ratio
from workbench.methods.proportions import newcombe

if TYPE_CHECKING:
    from workbench.frames import Frames

SERIES = {**COLUMNS, "edition": pl.String, "bodies": pl.String}
NO_YEAR_BEFORE, OTHER_BASIS, OTHER_BODIES, NO_RATE = (
    "no report for the year before",
    "basis changed",
    "other bodies were read",
    "no rate in both years",
)
_SAME_BASIS = pl.col("basis") == pl.col("basis_before")
_ALL_KNOWN = (pl.col("known") == pl.col("of")) & (pl.col("known_before") == pl.col("of_before"))
_SAME_BODIES = _SAME_BASIS & pl.col("bodies").eq_missing(pl.col("bodies_before")) & _ALL_KNOWN


def over_years(
    frames: Frames,
    *,
    region: str | None = None,
    body: str | None = None,
    until: int,
    measures: Iterable[str] | None = None,
) -> pl.DataFrame:
    """One row a year and measure, years in order, up to `until`: later reports do not change an earlier page.

    `edition` is that of the year's reports, "2019, 2021" where they differ; `bodies` tells of an assembled figure
    which bodies it is put together from.
    """
    known = years(frames, region=region, body=body, until=until)
    found = counted_years(frames, known, region=region, body=body)
    subjects = [Subject(year, region, body) for year in known]
    records = figures_each(frames, subjects, measures=measures, found=found)
    if records and measures is None:
        keep_made(frames, subjects[-1], records[-1])  # the year that the page is about
    rows = [_of_year(*one, record) for one, record in zip(found, records, strict=True)]
    return pl.concat(rows) if rows else pl.DataFrame(schema=SERIES)


def _of_year(basis: str | None, reports: pl.DataFrame, record: dict[str, Any]) -> pl.DataFrame:
    edition = ", ".join(reports["edition"].drop_nulls().unique().sort())
    bodies = "|".join(reports["body_id"].sort()) if basis == "assembled" else None
    return tidy(record).with_columns(
        edition=pl.lit(edition or None, pl.String),
        bodies=pl.lit(bodies and hashlib.sha256(bodies.encode()).hexdigest()[:16], pl.String),
    )


def report_ids(
    frames: Frames, *, region: str | None = None, body: str | None = None, until: int
) -> list[str]:
    """The reports behind `over_years`: what a page that shows them says of its version."""
    return [
        report
        for year in years(frames, region=region, body=body, until=until)
        for report in counted(frames, region=region, body=body, year=year, columns=OF_MANY)[1]["report_id"]
    ]


def changes(series: pl.DataFrame, year: int) -> pl.DataFrame:
    """Change of each measure from the year before: `change`, `low`, `high`, `kind`, `why_null`.

    `kind` is "difference" for a share (Newcombe's interval) and "ratio" for a count (exact, of two Poisson counts);
    other units have no change here, nor has a figure put together from other bodies than the year before, or one that
    a body behind it does not tell. One body's years are taken as independent of each other.
    """
    both = _two_years(series, year)
    change, low, high = _change_and_limits(both)
    is_share, is_count = (pl.col("unit") == unit for unit in ("share", "count"))
    kind = pl.when(is_share).then(pl.lit("difference")).when(is_count).then(pl.lit("ratio"))
    return both.select(
        "measure", change=change, low=low, high=high, kind=kind, why_null=_why_none()
    ).with_columns(why_null=pl.when(pl.col("change").is_null()).then("why_null"))


def _two_years(series: pl.DataFrame, year: int) -> pl.DataFrame:
    """A row a measure of the year, with its unit and the year before beside it (`…_before`)."""
    units = pl.DataFrame(
        {"measure": list(load_measures()), "unit": [m.unit for m in load_measures().values()]}
    )
    now, before = (series.filter(year=number) for number in (year, year - 1))
    return now.join(before, on="measure", how="left", suffix="_before", maintain_order="left").join(
        units, on="measure", how="left", maintain_order="left"
    )


def _change_and_limits(both: pl.DataFrame) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """The change of each measure and its interval; null where the two years cannot be compared."""
    rated = _SAME_BODIES & pl.col("value").is_not_null() & pl.col("value_before").is_not_null()
    if both.filter(rated).is_empty():  # of a place's first year: the intervals would be much to ask for
        return (pl.lit(None, pl.Float64),) * 3
    x1, n1, x0, n0 = map(pl.col, ("numerator", "denominator", "numerator_before", "denominator_before"))
    difference = newcombe(x1, n1, x0, n0)
    quotient = ratio(pl.col("value"), pl.col("value_before"))
    change, low, high = (
        pl.when(rated & (pl.col("unit") == "share")).then(of_share)
        .when(rated & (pl.col("unit") == "count")).then(of_count)
        for of_share, of_count in zip(difference, quotient, strict=True)
    )  # fmt: skip
    return change, low, high


def _why_none() -> pl.Expr:
    return (
        pl.when(pl.col("basis_before").is_null())
        .then(pl.lit(NO_YEAR_BEFORE))
        .when(~_SAME_BASIS)
        .then(pl.lit(OTHER_BASIS))
        .when(~_SAME_BODIES)
        .then(pl.lit(OTHER_BODIES))
        .otherwise(pl.lit(NO_RATE))
    )
