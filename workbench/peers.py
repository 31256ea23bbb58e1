"""Where one report stands among its peers: those of the same level, kind and scope in the same year.

In: frames and a region or body whose figure is one report. Out: the peers' counts with the probability of each being
as far out, their median, and the prior behind the funnel, which needs 30 peers with a case. Peers are never chosen by
their figures, and a figure put together from several reports has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from workbench.basis import OF_MANY, counted
from workbench.bodies import LIKE, NATION, codes_above, each_body_once, level_of
from workbench.dictionary import Measure, load_measures
from workbench.errors import BadCall
from workbench.frames.heads import PLACED, ROW
from workbench.frames.yearly import TO_TELL_VERSIONS
from workbench.methods.funnel import FLAG, tails
from workbench.methods.proportions import wilson
from workbench.methods.shrinkage import LEAST_UNITS, Prior, likelihood
from workbench.rates import FEW
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

OF_PEERS = (*LIKE, "report_id", "body_id", "place")
# Of a report of which something is not known.
NOBODY = pl.DataFrame(schema={"report_id": pl.String, "place": pl.String, "x": pl.Int64, "n": pl.Int64})
OUTSIDE = (pl.col("low") < FLAG) | (pl.col("high") < FLAG)  # beyond the outer limits of the funnel


class Peers(NamedTuple):
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
    def outside(self) -> pl.DataFrame:
        """The reports beyond the funnel's outer limits, those with most cases first; none without a funnel."""
        if self.prior is None:
            return self.reports.clear()
        return self.reports.filter(OUTSIDE, pl.col("n") > 0).sort(
            ["n", "report_id"], descending=[True, False]
        )

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
    like = _like(frames, region, body, year)
    return None if like is None else among(frames, like[1], known, own=like[0])


def prior(frames: Frames, *, region: str, year: int, measure: str) -> Prior | None:
    """The prior of the same peers, without looking at where each of them stands."""
    like = _like(frames, region, None, year)
    return None if like is None else group(frames, like[1], share(measure))[1]


def _like(
    frames: Frames, region: str | None, body: str | None, year: int
) -> tuple[str, dict[str, object]] | None:
    """The one report behind the figure, and what its peers have in common with it."""
    _, own = counted(frames, region=region, body=body, year=year, columns=(*OF_MANY, "level"))
    if own.height != 1 or any(own[name][0] is None for name in LIKE):
        return None
    return own["report_id"][0], {name: own[name][0] for name in LIKE}


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


Group = tuple[pl.DataFrame, Prior | None]


def group(frames: Frames, like: Mapping[str, object], measure: Measure) -> Group:
    """The country's reports that are alike, `report_id`, `place`, `x` and `n` of those known; and their prior.

    No prior where something of the likeness is unknown, or where fewer than LEAST_UNITS have a case.
    """
    return groups(frames, [like], measure)[0]


def groups(frames: Frames, likes: Sequence[Mapping[str, object]], measure: Measure) -> list[Group]:
    """`group` for each of several, whose reports are looked for together."""
    # A page asks for the peers of a kind several times. Frames never change.
    made: dict[Any, Group] = vars(frames).setdefault("_groups_made", {})
    whole = [tuple(like[name] for name in LIKE) for like in likes if None not in like.values()]
    missing = [like for like in whole if (measure.id, like) not in made]
    if missing:
        every = _each(frames, missing)
        rows = pl.concat(every)
        told = rows.hstack(frames.values_of(rows, measure.cells).select(by_report(measure)))
        ends = accumulate((part.height for part in every), initial=0)
        for like, (begin, end) in zip(missing, pairwise(ends), strict=True):
            made[measure.id, like] = _with_prior(told[begin:end])
    return [made.get((measure.id, tuple(like[name] for name in LIKE)), (NOBODY, None)) for like in likes]


def _each(frames: Frames, likes: list[tuple[object, ...]]) -> list[pl.DataFrame]:
    """The reports of each likeness, each body once, of one look through the country's."""
    found = frames.peers([dict(zip(LIKE, like, strict=True)) for like in likes])
    other = pl.any_horizontal(pl.col(LIKE).ne_missing(pl.col(LIKE).shift()))  # than the one before
    begins = found.select(other.arg_true()).to_series().to_list()
    parts = {
        found.select(LIKE).row(begin): found[begin:end] for begin, end in pairwise([*begins, found.height])
    }
    return [parts.get(like, found.clear()) for like in likes]


def _with_prior(told: pl.DataFrame) -> Group:
    rows = told.select("report_id", "place", "x", "n").drop_nulls(["x", "n"])
    cases = rows.filter(pl.col("n") > 0)
    return rows, likelihood(cases["x"], cases["n"]) if cases.height >= LEAST_UNITS else None


def once(frames: Frames, *that: pl.Expr) -> pl.DataFrame:
    """OF_PEERS of the read reports that fit, each body and year once."""
    reports = frames.find(*that, pl.col("status") != "failed", columns=[*OF_PEERS, ROW, PLACED])
    twice = reports.select("body_id", "year").is_duplicated()
    if twice.any():  # titles are read only of those of which there are versions
        some = reports.filter(twice)
        told = frames.find(pl.col(ROW).is_in(some[ROW].implode()), columns=[ROW, *TO_TELL_VERSIONS])
        last = each_body_once(some.join(told, on=ROW)).select(reports.columns)
        reports = pl.concat([reports.filter(~twice), last])
    return reports.sort("body_id", "year", nulls_last=True).select(OF_PEERS)


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
