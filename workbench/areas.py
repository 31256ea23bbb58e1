"""The places that have a page: every place with a report, and every place above one, with the reports inside it.

In: the frames. Out: a row a place and year. A page of a place tells of the bodies inside it as well as of its own
figure, so these are the reports that it depends on, also where a consolidated report keeps them out of the figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from workbench.bodies import LEVELS, codes_above, each_body_once
from workbench.divisions import LATEST, divisions, level_of
from workbench.frames.answered import answered

if TYPE_CHECKING:
    from workbench.frames import Frames

VERSIONS = ("body_id", "year", "title", "published", "path")  # what `bodies.each_body_once` looks at
NATION_NAMES = {"zh": "全国", "en": "China"}


def areas(frames: Frames) -> pl.DataFrame:
    """`place`, `year`, `level`, `place_name` and the list `report_ids` of all reports in it, in order."""
    read = frames.reports.filter(pl.col("status") != "failed").drop_nulls(["place", "year"])
    long = (
        read.select("year", "report_id", "place_name", own="place", **codes_above())
        .unpivot(list(LEVELS), index=["year", "report_id", "place_name", "own"], value_name="place")
        .drop_nulls("place")
    )
    named = pl.when(pl.col("own") == pl.col("place")).then("place_name").drop_nulls().first()
    found = long.group_by("place", "year").agg(pl.col("report_id").sort().alias("report_ids"), named)
    names = pl.coalesce("place_name", pl.col("place").map_elements(name_of, pl.String, skip_nulls=True))
    levels = pl.col("place").map_elements(level_of, pl.String, skip_nulls=True)
    return found.sort("place", "year").with_columns(place_name=names, level=levels)


@cache
def name_of(place: str, lang: str = "zh") -> str:
    """The chain of names of a code, "河南省 郑州市"; the nation by its name, an unknown code by itself."""
    if level_of(place) == "national":
        return NATION_NAMES[lang]
    names = divisions().chain(place, LATEST).values()
    return " ".join(name for name in names if name) or place


def inside(
    frames: Frames,
    region: str,
    *,
    until: int | None = None,
    year: int | None = None,
    columns: Iterable[str] | None = None,
) -> pl.DataFrame:
    """The reports of all bodies in the region, each body and year once: of one year, or of all up to one.

    `columns`: what is asked for of them; of a country all is much to read.
    """
    level = level_of(region)
    names = list(frames.reports_like.columns if columns is None else columns)
    years = pl.col("year") == year if year is not None else pl.col("year") <= until
    read = pl.col("status") != "failed"
    if level != "national":
        here = codes_above()[level] == region

        def find() -> pl.DataFrame:
            return each_body_once(frames.inside(region).filter(here, years, read))

        return answered(frames, ("inside", region, until, year), find).select(names)
    some = frames.find(years, read, columns=dict.fromkeys([*names, *VERSIONS]))
    return each_body_once(some).select(names)
