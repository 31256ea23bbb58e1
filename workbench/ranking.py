"""The rank of one report among its peers, with the interval without which no rank is told.

In: frames and a region or body whose figure is one report. Out: for each share of a set the median rank and the range
that holds it with 90 %, among the peers of the widest region that has at most MOST_RANKED of them. From ten cases of
its own and LEAST_UNITS peers on; rank 1 is the highest rate, and no rate is better for being high.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import values
from workbench.bodies import LEVELS, codes_above
from workbench.dictionary import load_measures, load_sets
from workbench.methods.ranks import one_rank
from workbench.methods.shrinkage import LEAST_UNITS, likelihood
from workbench.rates import FEW
from workbench.standing import cells_of, own_and_peers
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

# Of more peers the range spans a third of the field, and drawing it takes longer than the page.
MOST_RANKED = 500
RANKING: dict[str, Any] = {
    "measure": pl.String,
    "among": pl.String,
    "ranked": pl.Int64,
    "rank": pl.Float64,
    "rank_low": pl.Int64,
    "rank_high": pl.Int64,
}


def ranking(
    frames: Frames, *, region: str | None = None, body: str | None = None, year: int, of: str = "spine"
) -> pl.DataFrame:
    """`measure`, `among` (code of the region), `ranked` peers, `rank`, `rank_low`, `rank_high`; no row, no rank."""
    found = own_and_peers(frames, region=region, body=body, year=year)
    if found is None or found[1].height < LEAST_UNITS:
        return pl.DataFrame(schema=RANKING)
    own, peers = found
    names = load_sets()[of]
    wide = peers.join(values(frames, peers, cells_of(of)), on="report_id", maintain_order="left")
    # The sides of all measures, and the regions that each peer lies in, at once.
    sides = [side.name.prefix(f"{name}/") for name in names for side in by_report(load_measures()[name])]
    wide = wide.select("report_id", *sides, **codes_above())
    rows = [_ranked(wide, own, name) for name in names]
    return pl.DataFrame([row for row in rows if row], schema=RANKING)


def _ranked(wide: pl.DataFrame, own: str, name: str) -> dict[str, Any] | None:
    """The rank on one measure, its prior fitted on all peers with a case, as everywhere."""
    sides = wide.select("report_id", *LEVELS, x=f"{name}/x", n=f"{name}/n")
    cases = sides.filter(pl.col("x").is_not_null(), pl.col("n") > 0)
    if own not in (ids := cases["report_id"].to_list()) or cases.height < LEAST_UNITS:
        return None
    place = ids.index(own)
    if cases["n"][place] < FEW:
        return None
    prior = likelihood(cases["x"], cases["n"])
    among, near = _widest(cases, place)
    if prior is None or near.height < LEAST_UNITS:
        return None
    rank, low, high = one_rank(near["x"], near["n"], prior, near["report_id"].to_list().index(own))
    return {
        "measure": name,
        "among": among,
        "ranked": near.height,
        "rank": rank,
        "rank_low": low,
        "rank_high": high,
    }


def _widest(cases: pl.DataFrame, place: int) -> tuple[str, pl.DataFrame]:
    """The widest region above the report at that place with at most MOST_RANKED peers, and those."""
    among, inside, most = "", cases.clear(), 1
    for level in LEVELS:
        code = cases[level][place]
        near = cases[level] == (code or "")
        if most <= (count := int(near.sum())) <= MOST_RANKED:
            among, most = code, count
            inside = cases if count == cases.height else cases.filter(near)
    return among, inside
