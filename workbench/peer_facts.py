"""What the pages of several reports tell of the same peers, made once for all of them: by the first page that asks.

In: frames, and reports that are alike. Out: plain values, kept with the snapshot (`frames.shared`): the spread of the
peers on each measure, and of each report around the one that asks its own numbers and its place in the regions above;
pooled counts of the provinces and the nation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import counted, values
from workbench.bodies import LEVELS, LIKE, codes_above
from workbench.dictionary import load_measures, load_sets
from workbench.frames.answered import answered
from workbench.frames.shared import shared
from workbench.peers import once
from workbench.rates import FEW
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

LEAST_PEERS = 10  # of fewer rates a quantile says nothing
QUANTILES = {"p5": 0.05, "p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95}
SHOWN = ("spine", "grounds", "applicants")  # sets of measures that a page compares with its peers
ABOVE = ("province", "national")  # whose pooled rates stand beside a report's over the years
# Of more peers the range of a rank spans a third of the field, and drawing it takes longer than the page.
MOST_RANKED = 500
RECEIVED = "requests.received.total"


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


def together(frames: Frames, peers: pl.DataFrame, own: str) -> tuple[str, list[str]]:
    """The widest region above the report with at most MOST_RANKED peers, and those; without one the report alone.

    For all of them is made at once what the page of each shows of its peers.
    """

    def find() -> tuple[str, list[str]]:
        placed = peers.select("report_id", **codes_above())
        region, near = widest(placed, placed["report_id"].to_list().index(own))
        return (region, near["report_id"].to_list()) if near.height else (own, [own])

    return answered(frames, ("together", own), find)


def widest(cases: pl.DataFrame, place: int) -> tuple[str, pl.DataFrame]:
    """The widest region above the report at that place with at most MOST_RANKED peers, and those."""
    among, inside, most = "", cases.clear(), 1
    for level in LEVELS:
        code = cases[level][place]
        near = cases[level] == (code or "")
        if most <= (count := int(near.sum())) <= MOST_RANKED:
            among, most = code, count
            inside = cases if count == cases.height else cases.filter(near)
    return among, inside


def facts(frames: Frames, own: str, peers: pl.DataFrame) -> dict[str, Any]:
    """What pages tell of the report and its peers: their `spreads` by measure, and of it and of those around it the
    `sides` of each measure and the rows of `around`."""
    near, ids = together(frames, peers, own)
    like = peers.select(LIKE).row(0)
    return answered(
        frames,
        ("facts", like, near),
        lambda: shared(frames, "peers", like, near, make=lambda: _facts_of(frames, peers, ids)),
    )


def _facts_of(frames: Frames, peers: pl.DataFrame, ids: list[str]) -> dict[str, Any]:
    names = list(dict.fromkeys(name for shown in SHOWN for name in load_sets()[shown]))
    both = [
        side.alias(f"{name}/{which}")
        for name in names
        for side, which in zip(by_report(load_measures()[name]), "xn", strict=True)
    ]
    wide = values(frames, peers, [RECEIVED, *cells_of(*SHOWN)])
    sides = wide.select("report_id", *both)
    near = sides.filter(pl.col("report_id").is_in(ids))
    received = peers.join(wide.select("report_id", received=RECEIVED), on="report_id", maintain_order="left")
    return {
        "spreads": {name: _spread(sides[f"{name}/x"], sides[f"{name}/n"]) for name in names},
        "sides": {
            row["report_id"]: {name: (row[f"{name}/x"], row[f"{name}/n"]) for name in names}
            for row in near.iter_rows(named=True)
        },
        "around": _around(received.drop_nulls("received"), ids),
    }


def _spread(x: pl.Series, n: pl.Series) -> dict[str, Any]:
    """How many peers have a rate, and their quantiles."""
    rated = n >= FEW  # series by series: of a country a moment, of a few peers less than one query
    rates = (x.filter(rated) / n.filter(rated)).drop_nulls()
    many = rates.len() >= LEAST_PEERS
    return {"peers": rates.len()} | {
        key: rates.quantile(q, "linear") if many else None for key, q in QUANTILES.items()
    }


def _around(known: pl.DataFrame, ids: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of `around` for each of these reports that told its requests."""
    # As columns: a filter by the nation's code, which is one literal, fails on a country's reports in several chunks.
    placed = known.with_columns(**codes_above())
    received = pl.col("received")
    found: dict[str, list[tuple[Any, ...]]] = {}
    for level in LEVELS:
        inside = placed.drop_nulls(level)
        counts = inside.select(
            "report_id",
            "place",
            region=level,
            peers=pl.len().over(level),
            zero=(received == 0).sum().over(level),
            fewer=received.rank("min").over(level) - 1,
            same=pl.len().over(level, "received"),
            own="received",
        )
        mine = counts.filter(pl.col("report_id").is_in(ids), pl.col("region").ne_missing(pl.col("place")))
        for report, _, region, peers, zero, fewer, same, own in mine.iter_rows():
            row = (region, peers, zero, fewer, same, peers - fewer - same, own)
            found.setdefault(report, []).append(row)
    return found


def pooled_sums(frames: Frames, peers: pl.DataFrame, measure: str) -> dict[str, Any]:
    """By level `sums`, from code to peers, x and n of those that know both, and the `unknown` reports."""
    like = peers.select(LIKE).row(0)
    return shared(frames, "pooled", measure, like, make=lambda: _pooled_at(frames, peers, measure))


def _pooled_at(frames: Frames, peers: pl.DataFrame, measure: str) -> dict[str, Any]:
    known = load_measures()[measure]
    counts = values(frames, peers, known.cells).select("report_id", *by_report(known))
    rows = peers.join(counts, on="report_id", maintain_order="left")
    unknown = rows.filter(pl.any_horizontal(pl.col("x", "n").is_null()))["report_id"].to_list()
    placed = rows.drop_nulls(["x", "n"]).with_columns(**codes_above())
    sums = {
        level: placed.drop_nulls(level).group_by(level).agg(pl.len(), pl.col("x", "n").sum()).sort(level)
        for level in ABOVE
    }
    return {
        level: {"unknown": unknown, "sums": {code: row for code, *row in found.iter_rows()}}
        for level, found in sums.items()
    }


def cells_of(*sets: str) -> list[str]:
    """The cells that the measures of these sets are made of, each once."""
    names = (name for each in sets for name in load_sets()[each])
    return list(dict.fromkeys(cell for name in names for cell in load_measures()[name].cells))
