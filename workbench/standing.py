"""Where one report stands on several measures among its peers, and among the places around it; and the peers' version.

In: frames and a region or body whose figure is one report. Out: for each measure the peers' spread, for each region
above it how many peers received as little, and their pooled rate by year; and a digest of what a page reads of its
peers, which makes the page due when they change. Ranks are in `ranking`, since they are drawn and need a prior.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import counted, values
from workbench.bodies import LEVELS, LIKE, codes_above
from workbench.dictionary import load_measures, load_sets
from workbench.frames.answered import answered
from workbench.methods.proportions import wilson
from workbench.peers import once
from workbench.rates import FEW
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

LEAST_PEERS = 10  # of fewer rates a quantile says nothing
LEAST_AROUND = 5  # reports of its kind in a region, for a place among them to say something
# The measure of the funnel; of too few peers a page tells how many have a case of it.
FIRST = "disclosure_rate"
QUANTILES = {"p5": 0.05, "p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}
SHOWN = ("spine", "grounds", "applicants")  # sets of measures that a page compares with its peers
ABOVE = ("province", "national")  # whose pooled rates stand beside a report's over the years
RECEIVED = "requests.received.total"
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
    own, peers = found
    names = load_sets()[of]
    both = [
        side.alias(f"{name}/{which}")
        for name in names
        for side, which in zip(by_report(load_measures()[name]), "xn", strict=True)
    ]
    sides = values(frames, peers, cells_of(of)).select("report_id", *both)
    rows = [_spread(sides, own, name) for name in names]
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
    own, peers = found
    wide = values(frames, peers, [RECEIVED]).select("report_id", received=RECEIVED)
    known = peers.join(wide, on="report_id", maintain_order="left").drop_nulls("received")
    mine = known.filter(report_id=own)
    if mine.is_empty():
        return None
    number, above = mine["received"][0], mine.select(**codes_above()).row(0, named=True)
    # As columns: a filter by the nation's code, which is one literal, fails on a country's reports in several chunks.
    placed = known.with_columns(**codes_above())
    rows = [
        {"region": above[level]} | _counted(placed.filter(pl.col(level) == above[level]), number)
        for level in LEVELS
        if above[level] is not None and above[level] != mine["place"][0]
    ]
    return pl.DataFrame(rows) if rows else None


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
    known = load_measures()[measure]
    groups = {year: own_and_peers(frames, region=region, body=body, year=year) for year in years}
    found = [group for group in groups.values() if group]
    if not found:
        return pl.DataFrame(schema=POOLED)
    peers = pl.concat([reports for _, reports in found])
    counts = values(frames, peers, known.cells).select("report_id", *by_report(known))
    rows = peers.join(counts, on="report_id", maintain_order="left").drop_nulls(["x", "n"])
    own = rows.filter(pl.col("report_id").is_in([report for report, _ in found]))
    pooled_rows = pl.concat(_pooled_in(rows, own, level) for level in ABOVE)
    return pooled_rows.select(pl.col(name).cast(kind) for name, kind in POOLED.items()).sort("above", "year")


def _pooled_in(rows: pl.DataFrame, own: pl.DataFrame, level: str) -> pl.DataFrame:
    """The peers inside the place of that level that lies above the own report, taken together by year."""
    code = codes_above()[level]
    above = own.select("year", place=code).filter(pl.col("place") != own["place"])
    placed = rows.lazy().with_columns(above=pl.lit(level), place=code)
    near = placed.join(above.lazy(), on=["year", "place"], how="semi")
    sums = near.group_by("year", "above", "place").agg(
        peers=pl.len(), x=pl.col("x").sum(), n=pl.col("n").sum()
    )
    enough = sums.filter(pl.col("peers") >= LEAST_PEERS, pl.col("n") >= FEW)
    return enough.with_columns(value=pl.col("x") / pl.col("n")).collect(engine="in-memory")


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


def cells_of(*sets: str) -> list[str]:
    """The cells that the measures of these sets are made of, each once."""
    names = (name for each in sets for name in load_sets()[each])
    return list(dict.fromkeys(cell for name in names for cell in load_measures()[name].cells))


def own_and_peers(
    frames: Frames, *, region: str | None = None, body: str | None = None, year: int
) -> tuple[str, pl.DataFrame] | None:
    """The id of the one report behind a figure, and the reports that are like it, itself among them; or None."""
    return answered(frames, ("peers", region, body, year), lambda: _own_and_peers(frames, region, body, year))


def _own_and_peers(
    frames: Frames, region: str | None, body: str | None, year: int
) -> tuple[str, pl.DataFrame] | None:
    _, own = counted(frames, region=region, body=body, year=year)
    if own.height != 1 or any(own[name][0] is None for name in LIKE):
        return None
    alike = [pl.col(name) == own[name][0] for name in LIKE]
    return own["report_id"][0], once(frames, *alike)


def _spread(sides: pl.DataFrame, own: str, name: str) -> dict[str, Any]:
    """The report's own counts and interval, and the quantiles of those peers that have a rate."""
    x, n = sides[f"{name}/x"], sides[f"{name}/n"]
    rated = n >= FEW  # series by series: of a country a moment, of a few peers less than one query
    rates = (x.filter(rated) / n.filter(rated)).drop_nulls()
    many = rates.len() >= LEAST_PEERS
    spread = {key: rates.quantile(q, "linear") if many else None for key, q in QUANTILES.items()}
    at = sides["report_id"].to_list().index(own)
    above, below = x[at], n[at]
    has_rate = above is not None and below is not None and below >= FEW
    low, high = (wilson(above, below) if has_rate else None) or (None, None)
    value = above / below if has_rate else None
    mine = {"x": above, "n": below, "value": value, "low": low, "high": high}
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
