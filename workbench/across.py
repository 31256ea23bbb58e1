"""Checks between reports: a body's year against its year before (X1, X2), and a region's parts against its whole (S1).

In: the reports frame and the cells of CELLS for each. Out: one row a check with both sides and the reports that it
compares with. X1: carried in = carried over the year before. X2: in force = in force the year before + issued −
repealed, in the edition of 2021 only. S1: own reports sum to at most the consolidated one that contains them; `share`
is how much of it they cover. Such a check says where to look; it never changes a status: either may be wrong.
"""

from __future__ import annotations

from functools import reduce
from operator import add

import polars as pl

from workbench.bodies import LEVELS, codes_above, each_body_once, regions_of, with_regions

_IN, _OVER = "requests.carried_in.total", "requests.carried_over.total"
_KINDS = ("regulations", "normative")
_SUMMED = {  # a suit counts only with the body that acted first, so suits are not compared
    "S1.received": "requests.received.total",
    "S1.processed": "requests.total_processed.total",
    "S1.review": "review.total",
}
_FLOWS = tuple(f"proactive.{kind}.{flow}" for kind in _KINDS for flow in ("in_force", "issued", "repealed"))
CELLS = (_IN, _OVER, *_FLOWS, *_SUMMED.values())
_STOCKS_SINCE = "2021"  # the edition whose section two has stocks and flows

ACROSS: dict[str, pl.DataType] = {
    "report_id": pl.String(),
    "check": pl.String(),
    "status": pl.String(),
    "left": pl.Float64(),
    "right": pl.Float64(),
    "cells": pl.List(pl.String),
    "against": pl.List(pl.String),  # the other reports: last year's, or the parts
    "share": pl.Float64(),  # S1: left / right, null without cases
}


def checks_across(reports: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """One row a check with the columns of ACROSS, by report and check. `values`: report_id and the cells of CELLS.

    A body without a report for the year before has no X check, a place without a consolidated report no S1; where a
    value is unknown the check is not testable.
    """
    known = values.select("report_id", pl.col(CELLS).cast(pl.Float64))
    read = reports.filter(pl.col("status") != "failed").drop_nulls(["body_id", "year"])
    once = each_body_once(read).join(known, on="report_id", how="left", maintain_order="left")
    none = pl.DataFrame(schema=ACROSS)
    return pl.concat([none, *_years(once), *_parts(once)]).sort("report_id", "check")


# ------------------------------------------------------------------------------------------------ over the years


def _years(once: pl.DataFrame) -> list[pl.DataFrame]:
    keys = ["body_id", "year", "report_id", "edition", *CELLS]
    before = once.select(keys).with_columns(pl.col("year") + 1)
    both = once.select(keys).join(before, on=["body_id", "year"], suffix=":before")
    if both.is_empty():
        return []
    stocks = both.filter(edition=_STOCKS_SINCE).filter(pl.col("edition:before") == _STOCKS_SINCE)
    found = [_compared(both, "X1.total", pl.col(_IN), pl.col(f"{_OVER}:before"), [_IN])]
    for kind in _KINDS:
        stock, issued, repealed = (f"proactive.{kind}.{cell}" for cell in ("in_force", "issued", "repealed"))
        expected = pl.col(f"{stock}:before") + pl.col(issued) - pl.col(repealed)
        found.append(_compared(stocks, f"X2.{kind}", pl.col(stock), expected, [stock, issued, repealed]))
    return found


def _compared(
    both: pl.DataFrame, check: str, left: pl.Expr, right: pl.Expr, cells: list[str]
) -> pl.DataFrame:
    against = pl.concat_list("report_id:before").alias("against")
    sides = both.select("report_id", left.alias("left"), right.alias("right"), against)
    return _as_checks(sides, pl.lit(check), pl.col("left") == pl.col("right"), pl.lit(cells))


# ------------------------------------------------------------------------------------------------ parts and whole


def _parts(once: pl.DataFrame) -> list[pl.DataFrame]:
    """S1 of the consolidated reports of each level that has one, with another report inside."""
    placed = once.filter(pl.col("place").is_not_null())
    wholes = placed.filter(pl.col("scope") == "consolidated")
    own = wholes.select(**{level: code == pl.col("place") for level, code in codes_above().items()})
    found = []
    for level in LEVELS:
        if own[level].any():
            of_level = wholes.filter(own[level])
            inside = _inside(placed, of_level, level)
            found += [_against_parts(of_level, inside, level)] if inside.height else []
    return found


def _inside(placed: pl.DataFrame, wholes: pl.DataFrame, level: str) -> pl.DataFrame:
    """The other reports of the places that these consolidated reports are about, and of those below."""
    above = wholes.select("year", region="place").unique()
    inside = placed.with_columns(region=codes_above()[level]).join(above, on=["year", "region"], how="semi")
    return inside.join(wholes, on="report_id", how="anti").drop("region")


def _against_parts(wholes: pl.DataFrame, inside: pl.DataFrame, level: str) -> pl.DataFrame:
    """Each consolidated report beside the sums of the reports that would make up the figure without it.

    Lower places count only where the report says that it covers its territory.
    """
    cells = list(_SUMMED.values())
    sums = (
        _contained(inside, wholes, level)
        .group_by("report_id", maintain_order=True)
        .agg(
            pl.col("part").sort().alias("against"),
            *(pl.col(f"whole:{cell}").first() for cell in cells),
            *(_known_sum(f"part:{cell}").alias(f"part:{cell}") for cell in cells),
        )
    )
    found = [
        _as_checks(
            sums.select("report_id", "against", left=f"part:{cell}", right=f"whole:{cell}"),
            pl.lit(check),
            pl.col("left") <= pl.col("right"),
            pl.lit([cell]),
        )
        for check, cell in _SUMMED.items()
    ]
    return pl.concat(found)


def _contained(inside: pl.DataFrame, wholes: pl.DataFrame, level: str) -> pl.DataFrame:
    """Each consolidated report with each of the reports that it contains, the values of both side by side."""
    cells = list(_SUMMED.values())
    parts = with_regions(inside)
    joined = wholes.select("report_id", "year", "covers", region="place", **_named(cells, "whole")).join(
        parts.select("year", "place", region=regions_of(level), part="report_id", **_named(cells, "part")),
        on=["year", "region"],
        maintain_order="left",
    )
    return joined.filter((pl.col("covers") == "territory") | (pl.col("place") == pl.col("region")))


def _named(cells: list[str], side: str) -> dict[str, str]:
    return {f"{side}:{cell}": cell for cell in cells}


def _known_sum(column: str) -> pl.Expr:
    """The sum of the known ones: at least so many; null if none is known."""
    return pl.when(pl.col(column).is_not_null().any()).then(pl.col(column).sum())


def _as_checks(sides: pl.DataFrame, check: pl.Expr, holds: pl.Expr, cells: pl.Expr) -> pl.DataFrame:
    passed = pl.when(holds).then(pl.lit("pass")).otherwise(pl.lit("fail"))
    known = reduce(add, (pl.col(side) for side in ("left", "right"))).is_not_null()
    share = pl.when(check.str.starts_with("S") & (pl.col("right") > 0)).then(pl.col("left") / pl.col("right"))
    made = sides.with_columns(
        check=check,
        status=pl.when(known).then(passed).otherwise(pl.lit("not_testable")),
        cells=cells,
        share=share,
    )
    return made.select(pl.col(name).cast(dtype) for name, dtype in ACROSS.items())
