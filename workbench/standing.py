"""Where one report stands on several measures among its peers, and among the places around it; and the peers' version.

In: frames and a region or body whose figure is one report. Out: for each measure the peers' spread, for each region
above it how many peers received as little, and their pooled rate by year; and a digest of what a page reads of its
peers, which makes the page due when they change. Ranks are in `ranking`, since they are drawn and need a prior.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import values
from workbench.bodies import LIKE, codes_above
from workbench.dictionary import load_measures, load_sets
from workbench.methods.proportions import wilson
from workbench.peer_facts import (
    ABOVE,
    LEAST_PEERS,
    RECEIVED,
    SHOWN,
    cells_of,
    facts,
    own_and_peers,
    pooled_sums,
)
from workbench.peers import once
from workbench.rates import FEW
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

LEAST_AROUND = 5  # reports of its kind in a region, for a place among them to say something
# The measure of the funnel; of too few peers a page tells how many have a case of it.
FIRST = "disclosure_rate"
AROUND = {"region": pl.String()} | dict.fromkeys(
    ("peers", "zero", "fewer", "same", "more", "own"), pl.Int64()
)
POOLED: dict[str, Any] = {
    "year": pl.Int32,
    "above": pl.String,
    "place": pl.String,
    "peers": pl.Int64,
    "x": pl.Float64,
    "n": pl.Float64,
    "value": pl.Float64,
}


def profile(
    frames: Frames,
    *,
    region: str | None = None,
    body: str | None = None,
    year: int,
    of: str = "spine",
) -> pl.DataFrame | None:
    """A row a share of the set `of`: x, n, value, low, high, `peers` with a rate and their quantiles.

    `differs`: the interval leaves out the peers' median. None where the figure is not one report with known peers.
    """
    found = own_and_peers(frames, region=region, body=body, year=year)
    if found is None:
        return None
    told = facts(frames, *found)
    sides = told["sides"][found[0]]
    rows = [_beside_spread(name, sides[name], told["spreads"][name]) for name in load_sets()[of]]
    differs = (pl.col("low") > pl.col("median")) | (pl.col("high") < pl.col("median"))
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(differs=differs.fill_null(False))


def around(
    frames: Frames, *, region: str | None = None, body: str | None = None, year: int
) -> pl.DataFrame | None:
    """Among the peers of its county, prefecture, province and the country: how many told their requests (`peers`),
    how many received none (`zero`), fewer (`fewer`), as many (`same`) and more (`more`) than this report (`own`)."""
    found = own_and_peers(frames, region=region, body=body, year=year)
    if found is None:
        return None
    rows = facts(frames, *found)["around"].get(found[0])
    return pl.DataFrame(rows, schema=AROUND, orient="row") if rows else None


def pooled(
    frames: Frames,
    *,
    region: str | None = None,
    body: str | None = None,
    years: Iterable[int],
    measure: str = "disclosure_rate",
) -> pl.DataFrame:
    """`year`, `above` (province, national), `place`, `peers`, `x`, `n`, `value`: the peers of each year taken together.

    Peers are alike in level, kind and scope, so a consolidated report is never beside sums of others. From
    LEAST_PEERS reports with known counts on; the province of a provincial report is left out, being itself.
    """
    groups = {year: own_and_peers(frames, region=region, body=body, year=year) for year in years}
    found = {year: group for year, group in groups.items() if group}
    if not found:
        return pl.DataFrame(schema=POOLED)
    mine = pl.concat(peers.filter(report_id=own) for own, peers in found.values())
    codes = mine.select("report_id", "place", **{level: codes_above()[level] for level in ABOVE})
    rows = [
        {"year": year, "above": level, "place": row[level], "peers": n_peers, "x": x, "n": n, "value": x / n}
        for (year, (_, peers)), row in zip(found.items(), codes.iter_rows(named=True), strict=True)
        for level, told in pooled_sums(frames, peers, measure).items()
        if row["report_id"] not in told["unknown"] and row["place"] not in (None, row[level])
        for n_peers, x, n in [told["sums"].get(row[level], (0, 0, 0))]
        if n_peers >= LEAST_PEERS and n >= FEW
    ]
    return pl.DataFrame(rows, schema=POOLED).sort("above", "year")


def summary_of(frames: Frames) -> dict[str, str]:
    """For each report a digest of the numbers that a page reads of its peers: equal digests, equal peers.

    Of fewer than LEAST_AROUND peers a page tells only how many have a case. One pass over all reports, so that a plan
    of thousands of pages asks once.
    """
    reports = once(frames)
    names = dict.fromkeys(name for shown in SHOWN for name in load_sets()[shown])
    sides = [side for name in names for side in by_report(load_measures()[name])]
    numbers = [side.alias(str(number)) for number, side in enumerate(sides)]
    wide = values(frames, reports, [RECEIVED, *cells_of(*SHOWN)]).select("report_id", RECEIVED, *numbers)
    rows = reports.select("report_id", *LIKE).join(wide, on="report_id", maintain_order="left")
    at = list(names).index(FIRST)  # its numbers stand in columns 2 × at and the next
    case = pl.col(str(2 * at)).is_not_null() & (pl.col(str(2 * at + 1)) > 0)
    known = pl.any_horizontal(pl.exclude("report_id", *LIKE).is_not_null())
    said = rows.select(
        *LIKE, "report_id", known=known, case=case, row=pl.struct(pl.exclude(LIKE)).struct.json_encode()
    )
    all_told = pl.col("row").filter("known").sort().str.join("\n")
    number = pl.concat_str(pl.lit("cases: "), pl.col("case").sum())
    few = pl.col("known").sum() < LEAST_AROUND
    groups = said.group_by(LIKE).agg("report_id", row=pl.when(few).then(number).otherwise(all_told))
    return {
        report: digest
        for ids, text in groups.select("report_id", "row").iter_rows()
        for digest in [hashlib.sha256(text.encode()).hexdigest()[:16]]
        for report in ids
    }


def _beside_spread(name: str, sides: Sequence[int | None], spread: dict[str, Any]) -> dict[str, Any]:
    """The report's own counts and interval beside its peers' spread."""
    above, below = sides
    value = low = high = None
    if above is not None and below is not None and below >= FEW:
        value = above / below
        low, high = wilson(above, below) or (None, None)
    return {"measure": name, "x": above, "n": below, "value": value, "low": low, "high": high} | spread
