"""The level of a place and the names of the places above it, from its code and its chain of names.

Codes (GB/T 2260): 6 digits down to a county, 9 for a township; the last name of the chain is the place itself, as in
"青海省 海东市 平安区 古城回族乡". A chain that does not fit its code gives only its first and last name.
"""

from __future__ import annotations

import polars as pl

from workbench.bodies import LEVELS as FROM_BELOW
from workbench.bodies import MUNICIPALITIES, NATIONAL, UNDER_THE_PROVINCE, codes_above
from workbench.divisions import LATEST, divisions

LEVELS = ("province", "prefecture", "county", "township")


def with_places(reports: pl.DataFrame) -> pl.DataFrame:
    """Adds province, prefecture, county and township; fills level and names from the code where they are null.

    Each place is looked at once, however many reports it has.
    """
    known = ["place", "place_name", "level"]
    reports = _named(reports)
    places = _with_levels(reports.select(known).unique().rename({"level": "told"}).with_columns(level="told"))
    told = {"place": "place", "place_name": "place_name", "level": "told"}
    joined = reports.join(
        places, left_on=list(told), right_on=list(told.values()), how="left", nulls_equal=True,
        maintain_order="left", suffix="_known",
    )  # fmt: skip
    return joined.with_columns(level="level_known").drop("level_known")


def _with_levels(reports: pl.DataFrame) -> pl.DataFrame:
    """The level, as told or by the code, and the names of the levels."""
    reports = reports.with_columns(pl.coalesce("level", _level()).alias("level"))
    names = pl.col("place_name").str.split(" ").list.drop_nulls()
    chain = [_has(level) for level in LEVELS]
    fits = names.list.len() == pl.sum_horizontal(chain)
    place = []
    for number, level in enumerate(LEVELS):
        above = pl.sum_horizontal([pl.lit(0), *chain[:number]])
        own = pl.col("level") == level
        by_chain = pl.when(fits & chain[number]).then(names.list.get(above, null_on_oob=True))
        last = pl.when(own).then(names.list.last())
        first = (
            pl.when((names.list.len() > 1) & ~own).then(names.list.first()) if level == "province" else None
        )
        place.append(pl.coalesce(by_chain, last, *([] if first is None else [first])).alias(level))
    return reports.with_columns(place)


def named_places(reports: pl.DataFrame) -> pl.DataFrame:
    """Each place that has a report or lies above one, and the `place_name` that its reports of the last year give it.

    Null: no report of the place itself then, or none that says its name.
    """
    told = reports.select("place", "place_name", "year", "status")
    read = told.filter(pl.col("status") != "failed").drop_nulls(["place", "year"])
    years = read.select("year", own="place", **codes_above()).unique(maintain_order=True)
    every = years.unpivot(list(FROM_BELOW), index=["year"], value_name="place").drop_nulls("place")
    last = every.group_by("place").agg(pl.col("year").max())
    own = read.group_by("place", "year", maintain_order=True).agg(pl.col("place_name").drop_nulls().first())
    return last.join(own, on=["place", "year"], how="left").select("place", "place_name").sort("place")


def seen(reports: pl.DataFrame) -> pl.DataFrame:
    """`place` and `year` of the reports that were read, each pair once, in order."""
    read = reports.select("place", "year", "status").filter(pl.col("status") != "failed")
    return read.select("place", "year").drop_nulls().unique().sort("place", "year")


def _named(reports: pl.DataFrame) -> pl.DataFrame:
    """With `place_name` from the tables of divisions where neither the register nor the report tells it."""
    unnamed = reports.filter(pl.col("place_name").str.strip_chars().replace("", None).is_null())
    keys = unnamed.select("place", "year").drop_nulls("place").unique()
    rows = [
        (code, year, " ".join(name for name in divisions().chain(code, year or LATEST).values() if name))
        for code, year in keys.iter_rows()
    ]
    schema = {"place": pl.String, "year": pl.Int32, "known": pl.String}
    known = pl.DataFrame(rows, schema=schema, orient="row")
    joined = reports.with_columns(pl.col("place_name").replace("", None)).join(
        known, on=["place", "year"], how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.with_columns(pl.coalesce("place_name", pl.col("known").replace("", None))).drop("known")


def _level() -> pl.Expr:
    code = pl.col("place")
    return (
        pl.when(code.is_null())
        .then(None)
        .when(code.str.len_chars() == 9)
        .then(pl.lit("township"))
        .when(code.is_in(NATIONAL))
        .then(pl.lit("national"))
        .when(code.str.ends_with("0000"))
        .then(pl.lit("province"))
        .when(code.str.ends_with("00"))
        .then(pl.lit("prefecture"))
        .otherwise(pl.lit("county"))
    )


def _has(level: str) -> pl.Expr:
    """Whether a place of that level stands in the chain of the code."""
    code = pl.col("place")
    prefecture = code.str.slice(2, 2)
    has = {
        "province": ~code.is_in(NATIONAL),
        "prefecture": ~prefecture.is_in(["00", UNDER_THE_PROVINCE]) & ~code.str.head(2).is_in(MUNICIPALITIES),
        "county": code.str.slice(4, 2) != "00",
        "township": (code.str.len_chars() == 9) | (pl.col("level") == "township"),
    }
    return has[level].fill_null(False)
