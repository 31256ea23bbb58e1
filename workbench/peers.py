"""Where one report stands among its peers: those of the same level, kind and scope in the same year.

In: frames and a region or body whose figure is one report. Out: the peers' counts with the probability of each being
as far out, their median, and the prior behind the funnel, which needs 30 peers with a case. Peers are never chosen by
their figures, and a figure put together from several reports has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.basis import counted, values
from workbench.bodies import NATION, codes_above, each_body_once, level_of
from workbench.dictionary import Measure, load_measures
from workbench.errors import BadCall
from workbench.methods.funnel import FLAG, tails
from workbench.methods.proportions import wilson
from workbench.methods.shrinkage import LEAST_UNITS, Prior, likelihood
from workbench.rates import FEW
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

LIKE = ("level", "kind", "scope", "year")  # what peers have in common
# What is read of a country's peers: the rest of their heads is several times as much.
OF_PEERS = (*LIKE, "report_id", "body_id", "place", "title", "published", "path")


@dataclass(frozen=True)
class Peers:
    """`reports`: report_id, place, x, n, own, low and high (tail probabilities), a row a report with known counts."""

    measure: Measure
    reports: pl.DataFrame
    median: float | None  # of the rates of those with FEW cases or more
    with_rate: int  # how many those are
    prior: Prior | None  # None: fewer than LEAST_UNITS have a case, or their rates cannot be told apart

    @property
    def with_case(self) -> int:
        return self.reports.filter(pl.col("n") > 0).height

    @property
    def standing(self) -> str | None:
        """ "higher" or "lower" where interval and funnel agree on it, else "near"; None without a rate or a funnel."""
        own = self.reports.filter("own")
        if own.is_empty() or self.prior is None or self.median is None or own["n"][0] < FEW:
            return None
        limits = wilson(own["x"][0], own["n"][0])
        if limits is None:
            return None
        if limits[0] > self.median and own["high"][0] < FLAG:
            return "higher"
        return "lower" if limits[1] < self.median and own["low"][0] < FLAG else "near"


def peers(
    frames: Frames,
    *,
    region: str | None = None,
    body: str | None = None,
    year: int,
    measure: str = "disclosure_rate",
) -> Peers | None:
    """The peers, the report itself among them; None where the figure is not one report, or its level or kind unknown.

    Raises BadCall for a measure that is not a plain share of cells.
    """
    known = share(measure)
    _, own = counted(frames, region=region, body=body, year=year)
    if own.height != 1 or any(own[name][0] is None for name in LIKE):
        return None
    return among(frames, {name: own[name][0] for name in LIKE}, known, own=own["report_id"][0])


def among(
    frames: Frames, like: Mapping[str, object], measure: Measure, *, own: str = "", within: str = NATION
) -> Peers:
    """The reports that are `like` in level, kind, scope and year, inside a region; `own` marks one of them."""
    rows, prior = group(frames, like, measure)
    if within != NATION:
        rows = rows.filter(codes_above()[level_of(within)] == within)
    rows = rows.with_columns(own=pl.col("report_id") == own)
    unknown = pl.repeat(None, pl.len(), dtype=pl.Float64)
    far = tails(rows["x"], rows["n"], prior) if prior else rows.select(low=unknown, high=unknown)
    rated = rows.filter(pl.col("n") >= FEW).select(pl.col("x") / pl.col("n")).to_series()
    return Peers(measure, pl.concat([rows, far], how="horizontal"), _median(rated), rated.len(), prior)


def group(frames: Frames, like: Mapping[str, object], measure: Measure) -> tuple[pl.DataFrame, Prior | None]:
    """The country's reports that are alike, `report_id`, `place`, `x` and `n` of those known; and their prior.

    No prior where something of the likeness is unknown, or where fewer than LEAST_UNITS have a case.
    """
    # A page asks for the peers of a kind several times. Frames never change.
    made: dict[Any, tuple[pl.DataFrame, Prior | None]] = vars(frames).setdefault("_groups_made", {})
    asked = (measure.id, *like.items())
    if asked not in made:
        made[asked] = _group(frames, like, measure)
    return made[asked]


def _group(frames: Frames, like: Mapping[str, object], measure: Measure) -> tuple[pl.DataFrame, Prior | None]:
    alike = [pl.col(name) == pl.lit(value) for name, value in like.items() if value is not None]
    same = each_body_once(frames.find(*alike, pl.col("status") != "failed", columns=OF_PEERS))
    counts = values(frames, same, measure.cells).select("report_id", *by_report(measure))
    rows = same.select("report_id", "place").join(counts, on="report_id", maintain_order="left")
    rows = rows.drop_nulls(["x", "n"])
    cases = rows.filter(pl.col("n") > 0)
    enough = len(alike) == len(LIKE) and cases.height >= LEAST_UNITS
    return rows, likelihood(cases["x"], cases["n"]) if enough else None


def _median(rates: pl.Series) -> float | None:
    middle = rates.median()
    return float(middle) if isinstance(middle, float) else None


def share(name: str) -> Measure:
    """The measure of that name. Raises BadCall for one that is not a plain share of cells."""
    known = load_measures()
    if name not in known:
        raise BadCall.unknown("measure", name, known, where="peers")
    if not known[name].is_plain_share:
        raise BadCall(
            where="peers",
            found=f"measure {name!r} in {known[name].unit}",
            expected="a share of cells",
            todo="Name a measure such as 'disclosure_rate'.",
        )
    return known[name]
