"""What is asked of a whole country in one year, in files of their own: heads, the reports behind figures, peers.

In: the snapshot's table of all heads. Out: those of each year with the columns YEARLY; by level the reports that make
up each region's figure, found once by the rule of `bodies.behind`; those that are peers, each body once. No figure is
kept, only who stands behind it. Where no file lies apart, as of a project at hand, the same rules are asked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from workbench.bodies import LEVELS, LIKE, alike_once, behind, regions_of
from workbench.frames.heads import PLACED, REGION_ORDER, ROW, YEARLY, Heads

BEHIND = ("report_id", "body_id", "edition", "n_doubtful", ROW, PLACED)
BY_REGION = ("region", "year", "whole", *BEHIND)
TO_FIND_BEHIND = ("place", "year", "kind", "scope", *BEHIND)
PEERS = (*LIKE, "report_id", "place", ROW, PLACED)
TO_TELL_VERSIONS = ("title", "published", "path")  # which of two reports of a body counts
FEW_REGIONS = 100  # whose reports are looked for; of more, all of the level are read


def of_years(scan: pl.LazyFrame | None) -> Iterator[tuple[str, pl.DataFrame]]:
    """Name and rows of each table, from the scan of all of `heads.by_place`."""
    assert scan is not None
    for year in scan.select(pl.col("year").drop_nulls().unique().sort()).collect()["year"]:
        heads = scan.filter(year=year).select(YEARLY).collect()
        yield f"heads-{year}", heads
        yield f"peers-{year}", alike_once(heads.filter(pl.col("status") != "failed")).select(PEERS)
        counted = heads.filter(pl.col(REGION_ORDER).is_not_null()).sort(REGION_ORDER)
        for level in LEVELS:
            yield f"behind-{year}-{level}", behind(counted, level).select(BY_REGION)


def behind_of(heads: Heads, level: str, years: Iterable[int], regions: pl.Series) -> pl.DataFrame:
    """BY_REGION of the reports behind the figures of these regions, all of that level, in these years."""
    wanted = list(years)
    apart = [rows for year in wanted if (rows := heads.apart(f"behind-{year}-{level}")) is not None]
    if heads.at_hand or not apart:  # a year without a file has no report
        mine = pl.col(regions_of(level)).is_in(regions.implode()), pl.col("year").is_in(wanted)
        return behind(heads.find_in_regions(*mine, columns=TO_FIND_BEHIND), level).select(BY_REGION)
    some = pl.lit(True) if regions.len() > FEW_REGIONS else pl.col("region").is_in(regions.implode())
    return pl.concat(apart).filter(some).collect()


def peers_of(heads: Heads, likes: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """PEERS of the read reports that have LIKE in common with one of these, and of some others, each body once."""
    told = {name: pl.Series([like[name] for like in likes]).unique() for name in LIKE}
    mine = [pl.col(name).is_in(values.implode()) for name, values in told.items()]
    apart = [rows for year in told["year"] if (rows := heads.apart(f"peers-{year}")) is not None]
    if heads.at_hand or not apart:
        read = pl.col("status") != "failed"
        return alike_once(heads.find(*mine, read, columns=(*PEERS, "body_id", *TO_TELL_VERSIONS))).select(
            PEERS
        )
    return pl.concat(apart).filter(*mine).collect()
