"""The rank of one report among its peers, with the interval without which no rank is told.

In: frames and a region or body whose figure is one report. Out: for each share of a set the median rank and the range
that holds it with 90 %, among the peers of the widest region that has at most `peer_facts.MOST_RANKED` of them. From
ten cases of its own and LEAST_UNITS peers on; rank 1 is the highest rate, and no rate is better for being high.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import values
from workbench.bodies import LEVELS, LIKE, codes_above
from workbench.dictionary import load_measures, load_sets
from workbench.frames.shared import shared
from workbench.methods.numpy_later import np
from workbench.methods.ranks import rank_intervals
from workbench.methods.shrinkage import LEAST_UNITS, likelihood
from workbench.peer_facts import cells_of, own_and_peers, together, widest
from workbench.rates import FEW
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

Rank = tuple[str, str, int, float, int, int]
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
    like = peers.select(LIKE).row(0)
    near, ids = together(frames, peers, own)
    # Pages of the places in one region draw the same peers: the first of them draws for all.
    ranks = shared(
        frames, "ranks", of, like, near, np.__version__, make=lambda: _ranks(frames, peers, ids, of)
    )
    return pl.DataFrame(ranks[own], schema=RANKING, orient="row")


def _ranks(frames: Frames, peers: pl.DataFrame, ids: list[str], of: str) -> dict[str, list[Rank]]:
    """The rows of `ranking` for each of these reports."""
    names = load_sets()[of]
    wide = peers.join(values(frames, peers, cells_of(of)), on="report_id", maintain_order="left")
    # The sides of all measures, and the regions that each peer lies in, at once.
    sides = [side.name.prefix(f"{name}/") for name in names for side in by_report(load_measures()[name])]
    wide = wide.select("report_id", *sides, **codes_above())
    found: dict[str, list[Rank]] = {report: [] for report in ids}
    for name in names:
        for report, rank in _ranked(wide, set(ids), name):
            found[report].append(rank)
    return found


def _ranked(wide: pl.DataFrame, ids: set[str], name: str) -> Iterator[tuple[str, Rank]]:
    """The ranks on one measure, its prior fitted on all peers with a case, as everywhere."""
    sides = wide.select("report_id", *LEVELS, x=f"{name}/x", n=f"{name}/n")
    cases = sides.filter(pl.col("x").is_not_null(), pl.col("n") > 0)
    prior = likelihood(cases["x"], cases["n"]) if cases.height >= LEAST_UNITS else None
    waiting = {
        report: place
        for place, (report, n) in enumerate(cases.select("report_id", "n").iter_rows())
        if n >= FEW and report in ids
    }
    while waiting and prior is not None:
        first = next(iter(waiting))
        among, near = widest(cases, waiting.pop(first))
        if near.height < LEAST_UNITS:
            continue
        # Whoever lies in this region has no wider one either.
        drawn = rank_intervals(near["x"], near["n"], prior)
        for report, rank in zip(near["report_id"], drawn.iter_rows(), strict=True):
            if rank[0] is not None and (report == first or waiting.pop(report, None) is not None):
                yield report, (name, among, near.height, *rank)
