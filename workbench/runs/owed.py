"""The bodies that a page counts as missing: those of its place that reported in other years and not in its own.

In: the counted reports. Out: a digest for each place and year, so that a page is due when a body comes to be expected
by a report of another year, and not for any other reason. The rule is that of `bodies.expected`, for all pages at once.
"""

from __future__ import annotations

import hashlib

import polars as pl

from workbench.bodies import codes_above


def owed(counted: pl.DataFrame) -> dict[tuple[str, int], str]:
    """For each place, and place above one, and each year of the reports the digest of who is missing there."""
    placed = counted.drop_nulls(["place", "year"])
    bodies = placed.select("body_id", "place").unique()
    here = _above(bodies).rename({"code": "region"}).unique(["region", "body_id", "place"])
    years = placed.select("year").unique()
    consolidated = placed.filter(scope="consolidated").select("year", code="place").unique()
    contained = _above(bodies).join(consolidated, on="code").select("year", "body_id", "place").unique()
    missing = (
        here.join(years, how="cross")
        .join(placed.select("year", "body_id").unique(), on=["year", "body_id"], how="anti")
        .join(contained, on=["year", "body_id", "place"], how="anti")
    )
    named = missing.group_by("region", "year").agg(pl.col("body_id").unique().sort().str.join("|"))
    return {
        (region, year): hashlib.sha256(names.encode()).hexdigest()[:16]
        for region, year, names in named.select("region", "year", "body_id").iter_rows()
    }


def _above(bodies: pl.DataFrame) -> pl.DataFrame:
    """Each body with the codes of its place and of those above it: `body_id`, `place`, `code`."""
    levels = codes_above()
    own = bodies.select("body_id", "place", code="place")
    above = bodies.select("body_id", "place", **levels).unpivot(
        list(levels), index=["body_id", "place"], value_name="code"
    )
    return pl.concat([own, above.select("body_id", "place", "code")]).drop_nulls("code").unique()
