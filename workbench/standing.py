"""Where one report stands on several measures among its peers, and among the places around it; and the peers' version.

In: frames and a region or body whose figure is one report. Out: for each measure the peers' spread, for each region
above it how many peers received as little; and a digest of what a page reads of its peers, which makes the page due
when they change. No rank is given: ranks of many small bodies span most of the field.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import counted, values
from workbench.bodies import LEVELS, codes_above, each_body_once
from workbench.dictionary import load_measures, load_sets
from workbench.methods.proportions import wilson_columns
from workbench.peers import LIKE
from workbench.rates import FEW
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

LEAST_PEERS = 10  # of fewer rates a quantile says nothing
QUANTILES = {"p5": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
RECEIVED = "requests.received.total"


def profile(
    frames: Frames, *, region: str | None = None, body: str | None = None, year: int
) -> pl.DataFrame | None:
    """A row a share of the set `spine`: x, n, value, low, high, `peers` with a rate and their quantiles.

    `differs`: the interval leaves out the peers' median. None where the figure is not one report with known peers.
    """
    found = _own_and_peers(frames, region, body, year)
    if found is None:
        return None
    own, peers = found
    wide = values(frames, peers, _cells())
    rows = [_spread(wide, own, name) for name in load_sets()["spine"]]
    differs = (pl.col("low") > pl.col("median")) | (pl.col("high") < pl.col("median"))
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(differs=differs.fill_null(False))


def around(
    frames: Frames, *, region: str | None = None, body: str | None = None, year: int
) -> pl.DataFrame | None:
    """Among the peers of its county, prefecture, province and the country: how many told their requests (`peers`),
    how many received none (`zero`), fewer (`fewer`), as many (`same`) and more (`more`) than this report (`own`)."""
    found = _own_and_peers(frames, region, body, year)
    if found is None:
        return None
    own, peers = found
    wide = values(frames, peers, [RECEIVED]).select("report_id", received=RECEIVED)
    known = peers.join(wide, on="report_id", maintain_order="left").drop_nulls("received")
    mine = known.filter(report_id=own)
    if mine.is_empty():
        return None
    number, above = mine["received"][0], mine.select(**codes_above()).row(0, named=True)
    rows = [
        {"region": above[level]} | _counted(known.filter(codes_above()[level] == above[level]), number)
        for level in LEVELS
        if above[level] is not None and above[level] != mine["place"][0]
    ]
    return pl.DataFrame(rows) if rows else None


def summary_of(frames: Frames) -> dict[str, str]:
    """For each report a digest of the numbers that a page reads of its peers: equal digests, equal peers.

    One pass over all reports, so that a plan of thousands of pages asks once.
    """
    reports = each_body_once(frames.reports.filter(pl.col("status") != "failed"))
    sides = [side for name in load_sets()["spine"] for side in by_report(load_measures()[name])]
    numbers = [side.alias(str(number)) for number, side in enumerate(sides)]
    wide = values(frames, reports, [RECEIVED, *_cells()]).select("report_id", RECEIVED, *numbers)
    rows = reports.select("report_id", *LIKE).join(wide, on="report_id", maintain_order="left")
    said = rows.select(*LIKE, "report_id", row=pl.struct(pl.exclude(LIKE)).struct.json_encode())
    groups = said.group_by(LIKE).agg("report_id", pl.col("row").sort().str.join("\n"))
    return {
        report: digest
        for ids, text in groups.select("report_id", "row").iter_rows()
        for digest in [hashlib.sha256(text.encode()).hexdigest()[:16]]
        for report in ids
    }


def _cells() -> list[str]:
    """The cells that the profile's measures are made of."""
    return [cell for name in load_sets()["spine"] for cell in load_measures()[name].cells]


def _own_and_peers(
    frames: Frames, region: str | None, body: str | None, year: int
) -> tuple[str, pl.DataFrame] | None:
    _, own = counted(frames, region=region, body=body, year=year)
    if own.height != 1 or any(own[name][0] is None for name in LIKE):
        return None
    alike = [pl.col(name) == own[name][0] for name in LIKE]
    return own["report_id"][0], each_body_once(frames.reports.filter(*alike, pl.col("status") != "failed"))


def _spread(wide: pl.DataFrame, own: str, name: str) -> dict[str, Any]:
    """The report's own counts and interval, and the quantiles of those peers that have a rate."""
    x, n = by_report(load_measures()[name])
    rows = wide.select("report_id", x, n).with_columns(
        value=pl.when(pl.col("n") >= FEW).then(pl.col("x") / pl.col("n"))
    )
    low, high = (
        pl.when(pl.col("n") >= FEW).then(limit) for limit in wilson_columns(pl.col("x"), pl.col("n"))
    )
    mine = rows.with_columns(low=low, high=high).filter(report_id=own).drop("report_id").row(0, named=True)
    rates = rows["value"].drop_nulls()
    many = rates.len() >= LEAST_PEERS
    spread = {key: rates.quantile(q, "linear") if many else None for key, q in QUANTILES.items()}
    return {"measure": name, **mine, "peers": rates.len(), **spread}


def _counted(peers: pl.DataFrame, number: int) -> dict[str, int]:
    received = pl.col("received")
    return peers.select(
        peers=pl.len(),
        zero=(received == 0).sum(),
        fewer=(received < number).sum(),
        same=(received == number).sum(),
        more=(received > number).sum(),
        own=pl.lit(number),
    ).row(0, named=True)
