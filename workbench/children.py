"""The places of one level inside a region, each with its figure of one measure and the figure's basis.

In: frames, a region, a level below it, a year. Out: a row a place that has a report or lies above one, by the rule
of `bodies`: the same numbers as `measures.figures` gives for each, computed in one pass, so that a page of the nation
asks once. Places of different basis stand in one frame and are never put into one order: `basis` tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from workbench.basis import values
from workbench.bodies import LEVELS, NATION, codes_above, level_of, regions_of
from workbench.methods.proportions import wilson_columns
from workbench.peers import share
from workbench.rates import FEW
from workbench.totals import by_report, known_sums

if TYPE_CHECKING:
    from workbench.frames import Frames

RECEIVED = "requests.received.total"
LOOKED_AT = ("report_id", "place", "level", "kind", "scope", "year")


def children(
    frames: Frames, *, region: str, year: int, level: str | None = None, measure: str = "disclosure_rate"
) -> pl.DataFrame:
    """`place`, `basis`, `reports`, `received`, `zero` returns, `x`, `n`, `known`, `value`, `low`, `high`: a row each.

    `level` defaults to the one below the region's. `known`: of how many reports x and n are (`totals.known_sums`). A
    rate needs FEW cases.
    """
    found = _inside(frames, region, pl.col("year") == year)
    found = found.with_columns(child=_child(level or below(region))).drop_nulls("child")
    whole = (pl.col("place") == pl.col("child")) & (pl.col("scope") == "consolidated")
    # Of a place with consolidated reports one counts, the government's before others: the rule of bodies.of_region.
    first = found.sort(~whole, pl.col("kind") != "gov", maintain_order=True)
    kept = first.filter(~whole.any().over("child") | (pl.int_range(pl.len()).over("child") == 0))
    known = share(measure)
    cells = [*known.cells, RECEIVED]
    numbers = values(frames, kept, cells).select("report_id", *by_report(known), received=RECEIVED)
    rows = kept.select("report_id", place="child", whole=whole).join(
        numbers, on="report_id", maintain_order="left"
    )
    received, _ = known_sums(pl.col("received"))
    above, under, counted = known_sums(pl.col("x"), pl.col("n"))
    places = rows.group_by("place").agg(
        basis=pl.when(pl.col("whole").any()).then(pl.lit("consolidated")).otherwise(pl.lit("assembled")),
        reports=pl.len(),
        zero=(pl.col("received") == 0).sum(),
        received=received,
        x=above,
        n=under,
        known=counted,
    )
    x, n = pl.col("x").cast(pl.Float64), pl.col("n").cast(pl.Float64)
    low, high = (pl.when(n >= FEW).then(limit) for limit in wilson_columns(x, n))
    return places.sort("place").with_columns(value=pl.when(n >= FEW).then(x / n), low=low, high=high)


def _inside(frames: Frames, region: str, years: pl.Expr) -> pl.DataFrame:
    """The reports of the region that are part of a figure; of the nation only these years are read."""
    if region == NATION:
        return frames.find_in_regions(years, columns=LOOKED_AT)
    return frames.near(region, LOOKED_AT).filter(codes_above()[level_of(region)] == region, years)


def by_measure(frames: Frames, measures: Iterable[str], *, region: str, year: int) -> pl.DataFrame:
    """The rows of `children` for each of the measures, with its id in `measure`."""
    found = ((name, children(frames, region=region, year=year, measure=name)) for name in measures)
    return pl.concat(rows.with_columns(measure=pl.lit(name)) for name, rows in found)


def below(region: str) -> str:
    """The level of the places right below a region; a county's townships are the lowest."""
    return LEVELS[max(LEVELS.index(level_of(region)) - 1, 0)]


def _child(level: str) -> pl.Expr:
    """The place of that level in whose figure a report counts; a county without a prefecture stands for one."""
    counts_in = pl.col(regions_of(level))
    if level != "prefecture":
        return counts_in
    return pl.when(codes_above()["prefecture"].is_not_null()).then(counts_in).otherwise(pl.col("in_county"))


def states_by_place(found: pl.DataFrame, region: str) -> pl.DataFrame:
    """`place`, `year`, `state`, `n` bodies: `units.states` counted by the places right below the region.

    `place` is null for the bodies of the region's own level.
    """
    upward = codes_above()
    level = below(region)
    # A county without a prefecture stands for one.
    child = pl.coalesce(upward["prefecture"], upward["county"]) if level == "prefecture" else upward[level]
    # The few places are looked at, not the many bodies.
    counts = found.group_by("place", "year", "state").len("n").with_columns(child=child)
    told = counts.group_by(pl.col("child").alias("place"), "year", "state")
    return told.agg(pl.col("n").sum().cast(pl.Int64)).sort("place", "year", "state")


def zero_shares(frames: Frames, *, region: str, until: int) -> pl.DataFrame:
    """`level`, `year`, `reports` whose requests are known, `zero` returns among them, `share` and its interval."""
    seen = _inside(frames, region, pl.col("year") <= until).drop_nulls("level")
    received = values(frames, seen, [RECEIVED]).select("report_id", received=RECEIVED)
    known = seen.join(received, on="report_id", maintain_order="left").drop_nulls("received")
    counts = known.group_by("level", "year").agg(reports=pl.len(), zero=(pl.col("received") == 0).sum())
    x, n = (pl.col(name).cast(pl.Float64) for name in ("zero", "reports"))
    low, high = (pl.when(n >= FEW).then(limit) for limit in wilson_columns(x, n))
    told = counts.with_columns(share=pl.when(n >= FEW).then(x / n), low=low, high=high)
    return told.sort("level", "year")
