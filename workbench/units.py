"""The bodies inside a region, each by its own report: rates, states over the years, the same bodies a year before.

In: frames, a region, a year. Out: a row a body. A body's report is its own (`own`) or speaks for its place
(`consolidated`); the two are never put into one order, so each set of bodies here is of one scope, the more numerous
one, and `left` says how many bodies the other holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from workbench.areas import inside
from workbench.basis import counted, values
from workbench.bodies import LIKE, is_due
from workbench.dictionary import Measure
from workbench.methods.panel import kitagawa, matched_growth
from workbench.methods.proportions import newcombe, wilson_columns
from workbench.methods.shrinkage import Prior, shrunken, shrunken_interval
from workbench.peers import groups, share
from workbench.rates import FEW
from workbench.totals import by_report

if TYPE_CHECKING:
    from workbench.frames import Frames

SOME, ZERO, BLANK, NONE = "some", "zero", "blank", "none"  # states of a body in a year
NOT_DUE = "not_due"  # no report obtained, and none is due yet
RECEIVED = "requests.received.total"
OF_STATES = ("report_id", "body_id", "year", "place", "place_name", "kind", "department", "issuer")
SIDES = ("x1", "n1", "x0", "n0")  # of the later and the earlier year


class Units(NamedTuple):
    """`rows`: body_id, name, place, x, n, value, low, high, shrunken, shrunken_low, shrunken_high; `left` elsewhere."""

    measure: Measure
    scope: str | None
    rows: pl.DataFrame
    left: int
    priors: tuple[Prior, ...]


def units(
    frames: Frames, *, region: str, year: int, measure: str = "disclosure_rate", drawn: bool = True
) -> Units:
    """The bodies of one scope inside the region with their raw and, where peers allow it, their shrunken rates.

    A rate is given from FEW cases on; shrinkage uses the country's reports of the same level, kind and scope, which
    are not looked for unless it is to be `drawn`.
    """
    known = share(measure)
    all_of_them = named(inside(frames, region, year=year))
    scope, mine = of_one_scope(all_of_them)
    counts = values(frames, mine, known.cells).select("report_id", *by_report(known))
    rows = mine.join(counts, on="report_id", maintain_order="left")
    kinds = _kinds(mine)
    alike = [dict(zip(LIKE, kind, strict=True)) for kind in kinds]
    priors = [prior for _, prior in groups(frames, alike, known)] if drawn else [None] * len(kinds)
    parts = [_with_rates(rows.filter(_like(kind)), prior) for kind, prior in zip(kinds, priors, strict=True)]
    found = pl.concat(parts) if parts else _with_rates(rows, None)
    told = tuple(prior for prior in priors if prior)
    return Units(known, scope, found.sort("body_id"), all_of_them.height - mine.height, told)


def states(frames: Frames, *, region: str, until: int) -> pl.DataFrame:
    """`body_id`, `name`, `place`, `year`, `state` of each body seen in the region up to `until`, in every year of them.

    SOME or ZERO requests received; BLANK: a report without that number; NONE: no report obtained; NOT_DUE: none,
    and none is due. A body is only known once it was seen, so NONE is a lower bound of what is missing.
    """
    seen = named(inside(frames, region, until=until, columns=OF_STATES)).select(
        "report_id", "body_id", "year", "place", "name"
    )
    received = values(frames, seen, [RECEIVED]).select("report_id", received=RECEIVED)
    number = pl.col("received")
    state = (
        pl.when(number.is_null())
        .then(pl.lit(BLANK))
        .when(number == 0)
        .then(pl.lit(ZERO))
        .otherwise(pl.lit(SOME))
    )
    told = seen.join(received, on="report_id", maintain_order="left").with_columns(state=state)
    bodies = seen.sort("year").group_by("body_id", maintain_order=True).agg(pl.col("name", "place").last())
    every = bodies.join(seen.select("year").unique(), how="cross")
    found = every.join(told.select("body_id", "year", "state"), on=["body_id", "year"], how="left")
    early = [year for year in every["year"].unique() if not is_due(year, frames.as_of)]
    absent = pl.when(pl.col("year").is_in(early)).then(pl.lit(NOT_DUE)).otherwise(pl.lit(NONE))
    return found.with_columns(pl.col("state").fill_null(absent)).sort("place", "body_id", "year")


@dataclass(frozen=True, eq=False, repr=False)
class Matched:
    """Bodies with own reports in both years. `both`: a row each, with x1 n1 x0 n0, received1 and received0.

    `lone`: body_id, name and year of those with a report for one of the years only.
    """

    measure: Measure
    lone: pl.DataFrame
    both: pl.DataFrame

    @property
    def unmatched(self) -> int:
        return self.lone.height

    @property
    def bodies(self) -> int:
        return self.both.height

    @cached_property
    def growth(self) -> dict[str, float | None]:
        """`matched`, `later`, `earlier`, `ratio`, `low`, `high` of the requests received."""
        return self.both.select(matched_growth(pl.col("received1"), pl.col("received0"))).row(0, named=True)

    @cached_property
    def split(self) -> dict[str, float | None]:
        """`change` = `within` + `mix`, of the measure's rate."""
        return self.both.select(kitagawa(*map(pl.col, SIDES))).row(0, named=True) if self.bodies else {}

    @cached_property
    def rows(self) -> pl.DataFrame:
        """`body_id`, `name`, the counts of both years, and `change`, `low`, `high` of their difference."""
        enough = (pl.col("n1") >= FEW) & (pl.col("n0") >= FEW)
        x1, n1, x0, n0 = map(pl.col, SIDES)
        change = dict(zip(("change", "low", "high"), newcombe(x1, n1, x0, n0), strict=True))
        limits = {name: pl.when(enough).then(column) for name, column in change.items()}
        return self.both.select("body_id", "name", *SIDES, **limits).sort("body_id")


def matched(frames: Frames, *, region: str, year: int, measure: str = "disclosure_rate") -> Matched:
    """The change from the year before on the bodies whose own report is there for both years, of one scope."""
    known = share(measure)
    now, before = (
        _counts(frames, named(inside(frames, region, year=number)), known) for number in (year, year - 1)
    )
    scope = of_one_scope(now)[0]
    now, before = (rows.filter(pl.col("scope") == scope) for rows in (now, before))
    both = paired(now, before).rename({"x": "x1", "n": "n1", "received": "received1"})
    sides = (
        rows.select("body_id", "name", year=pl.lit(at)) for rows, at in ((before, year - 1), (now, year))
    )
    lone = pl.concat(rows.join(both, on="body_id", how="anti", maintain_order="left") for rows in sides)
    return Matched(known, lone, both)


def growth(frames: Frames, *, region: str, year: int) -> dict[str, float | None]:
    """Requests received against the year before, on the bodies that are part of the region's figure in both years.

    `matched` bodies, their sums `later` and `earlier`, `ratio` with `low` and `high`: what a page says of the change of
    an assembled figure, whose plain change may be one of coverage.
    """
    now, before = (
        values(frames, reports, [RECEIVED]).select(reports["body_id"], reports["scope"], received=RECEIVED)
        for reports in (counted(frames, region=region, year=number)[1] for number in (year, year - 1))
    )
    both = paired(now, before)
    return both.select(matched_growth(pl.col("received"), pl.col("received0"))).row(0, named=True)


def paired(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """The bodies with a report of one scope in both years, a row each: the later year's columns, and the earlier
    one's with a 0 behind their names. Every change that is told of the same bodies is told of these."""
    return now.join(before, on=["body_id", "scope"], suffix="0", maintain_order="left")


def named(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports with `name`: the body's name as it signs, else its place with its kind.

    Bodies that sign alike (two counties may each have a 东风路街道) are told with the place above theirs.
    """
    place = pl.col("place_name").str.split(" ").list.last()
    kind = pl.coalesce(*(pl.col(c) for c in ("department", "kind") if c in reports.columns))
    made = pl.concat_str(pl.coalesce(place, "place"), kind, separator=" · ", ignore_nulls=True)
    signed = [pl.col("issuer")] if "issuer" in reports.columns else []
    told = reports.with_columns(name=pl.coalesce(*signed, made, "body_id"))
    above = pl.col("place_name").str.split(" ").list.get(-2, null_on_oob=True)
    alike = pl.col("body_id").n_unique().over("name") > 1
    apart = pl.concat_str(above, "name", separator=" ", ignore_nulls=True)
    return told.with_columns(name=pl.when(alike).then(apart).otherwise("name"))


def _counts(frames: Frames, reports: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    cells = [*measure.cells, RECEIVED]
    wide = values(frames, reports, cells).select("report_id", *by_report(measure), received=RECEIVED)
    return reports.select("report_id", "body_id", "name", "scope").join(
        wide, on="report_id", maintain_order="left"
    )


def of_one_scope(reports: pl.DataFrame) -> tuple[str | None, pl.DataFrame]:
    """The scope of most bodies, `own` before others where there are as many, and its reports."""
    bodies = pl.col("body_id").n_unique().alias("bodies")
    scopes = reports.group_by("scope").agg(bodies).sort(["bodies", "scope"], descending=True)
    scope = scopes["scope"][0] if scopes.height else None
    return scope, reports.filter(pl.col("scope").eq_missing(pl.lit(scope, pl.String)))


def _kinds(reports: pl.DataFrame) -> list[tuple[object, ...]]:
    return list(reports.select(LIKE).unique(maintain_order=True).iter_rows())


def _like(values: tuple[object, ...]) -> pl.Expr:
    pairs = (pl.col(name).eq_missing(pl.lit(value)) for name, value in zip(LIKE, values, strict=True))
    return pl.all_horizontal(pairs)


def _with_rates(rows: pl.DataFrame, prior: Prior | None) -> pl.DataFrame:
    x, n = pl.col("x"), pl.col("n")
    low, high = (pl.when(n >= FEW).then(limit) for limit in wilson_columns(x, n))
    unknown = pl.lit(None, pl.Float64)
    drawn = (shrunken(x, n, prior), *shrunken_interval(x, n, prior)) if prior else (unknown,) * 3
    names = ("shrunken", "shrunken_low", "shrunken_high")
    return rows.select(
        "body_id",
        "report_id",
        "name",
        "place",
        "scope",
        "x",
        "n",
        value=pl.when(n >= FEW).then(x / n),
        low=low,
        high=high,
        **{name: pl.when(n >= FEW).then(column) for name, column in zip(names, drawn, strict=True)},
    )
