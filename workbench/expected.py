"""How many bodies stand behind each region's figure and how many are expected, for all regions of a level at once.

In: the reports with their regions. Out: a row a region and year, the same numbers as `bodies.expected` gives for each
one by one; of a country it goes once through the bodies of a year instead of once for each place.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from workbench.bodies import NATION, TO_EXPECT, codes_above, is_due, regions_of
from workbench.orders import expected_bodies, owing

if TYPE_CHECKING:
    from workbench.frames import Frames

BY_LAW = ("county", "prefecture", "province")  # levels at which the region's own government owes a report


def expected_in(frames: Frames, region: str, year: int, as_of: date | None = None) -> int:
    """How many bodies are expected in the region, those that reported among them. The nation's years are kept.

    `as_of` (default: that of the frames): before the reports of the year are due only those that reported are expected.
    """
    as_of = as_of or frames.as_of
    if region != NATION or not is_due(year, as_of):
        return expected_bodies(frames, region=region, year=year, as_of=as_of).height
    held: dict[str, dict[int, int]] = vars(frames)
    if "_expected_in_the_nation" not in held:
        rows = expected_counts(frames.near(NATION, TO_EXPECT), "national", owing(frames))
        held["_expected_in_the_nation"] = dict(rows.select("year", "expected").iter_rows())
    return held["_expected_in_the_nation"][year]


def expected_counts(counted: pl.DataFrame, level: str, owing: pl.DataFrame | None = None) -> pl.DataFrame:
    """`region`, `year`, `read` and `expected` bodies of each region of the level and year with a report."""
    rows = counted.drop_nulls("year").select(*TO_EXPECT, region=pl.col(regions_of(level)))
    read = rows.drop_nulls("region").group_by("region", "year").agg(read=pl.len())
    seen = counted.select("body_id", "place")
    known = seen if owing is None else pl.concat([seen, owing.select(seen.columns)])
    pairs = known.unique().with_columns(**codes_above())
    years = read["year"].unique().sort()
    none = read.clear().select("region", "year", missing="read", has_own=pl.lit(False))
    missing = pl.concat([none, *(_missing(pairs, rows.filter(year=year), level, year) for year in years)])
    governed = rows.filter(kind="gov").select(region="place", governed=True).unique()
    told = read.join(missing, on=["region", "year"], how="left").join(governed, on="region", how="left")
    owed = pl.col("governed").is_null() & ~pl.col("has_own").fill_null(False) & pl.lit(level in BY_LAW)
    every = pl.col("read") + pl.col("missing").fill_null(0) + owed.cast(pl.UInt32)
    return told.select("region", "year", "read", expected=every).sort("region", "year")


def _missing(pairs: pl.DataFrame, of_year: pl.DataFrame, level: str, year: int) -> pl.DataFrame:
    """How many bodies of each region were seen in another year only, and no consolidated report contains them.

    `has_own`: the region's own government is among them, so that it is not owed once more by law.
    """
    unseen = pairs.join(of_year.select("body_id"), on="body_id", how="anti")
    contained = of_year.filter(scope="consolidated")["place"].unique().implode()
    inside = pl.any_horizontal(pl.col(each).is_in(contained).fill_null(False) for each in codes_above())
    bodies = unseen.filter(~inside).select("body_id", region=level).drop_nulls("region").unique()
    own = pl.col("body_id") == pl.col("region") + ".gov"
    found = bodies.group_by("region").agg(missing=pl.len(), has_own=own.any())
    return found.select("region", pl.lit(year, pl.Int32).alias("year"), "missing", "has_own")
