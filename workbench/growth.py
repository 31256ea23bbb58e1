"""Several years of the bodies inside a region: levels of all and of the same bodies, and change from year to year.

In: frames, a region, the last year. Out: a `Panel` of the bodies of one scope with their counts, and frames made of
it. Balanced: only bodies that have a report for every year. Year-on-year change is told on bodies that have both years,
so that a better coverage never looks like growth; where the form's edition changes between them, it is marked.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from workbench.areas import inside
from workbench.basis import values
from workbench.dictionary import Measure
from workbench.methods.panel import kitagawa, matched_growth, of_both_years
from workbench.methods.proportions import newcombe, wilson_columns
from workbench.peers import share
from workbench.rates import FEW
from workbench.totals import by_report
from workbench.units import BLANK, NONE, NOT_DUE, RECEIVED, SOME, ZERO, named, of_one_scope, paired

if TYPE_CHECKING:
    from workbench.frames import Frames

STATES = (SOME, ZERO, BLANK, NONE, NOT_DUE)


class Panel(NamedTuple):
    """`rows`: body_id, scope, name, year, edition, report_id, received, x, n; a row a report, bodies of one `scope`."""

    measure: Measure
    scope: str | None
    years: tuple[int, ...]
    rows: pl.DataFrame
    left: int  # bodies of another scope, which are never put beside these

    @property
    def balanced(self) -> pl.DataFrame:
        """The rows of the bodies that have a report for every year."""
        return self.rows.filter(pl.len().over("body_id") == len(self.years))


def panel_of(frames: Frames, *, region: str, until: int, measure: str = "disclosure_rate") -> Panel:
    """The bodies inside the region up to the year; of two scopes the one with more bodies. Raises BadCall."""
    known = share(measure)
    seen = named(inside(frames, region, until=until))
    scope, mine = of_one_scope(seen)
    wide = values(frames, mine, [*known.cells, RECEIVED]).select(
        "report_id", *by_report(known), received=RECEIVED
    )
    heads = mine.select("body_id", "scope", "name", "year", "edition", "report_id")
    rows = heads.join(wide, on="report_id", maintain_order="left").sort("body_id", "year")
    left = seen["body_id"].n_unique() - mine["body_id"].n_unique()
    return Panel(known, scope, tuple(mine["year"].unique().sort()), rows, left)


def levels(panel: Panel) -> pl.DataFrame:
    """A row a year and `set` (all, balanced): bodies, requests and on how many bodies, x, n, rate, interval."""
    sets = [("all", panel.rows), ("balanced", panel.balanced)]
    x, n = (pl.col(name).filter(pl.col("x").is_not_null() & pl.col("n").is_not_null()) for name in "xn")
    received = pl.col("received")
    counts = [
        pl.len().cast(pl.Int64).alias("bodies"),
        received.count().cast(pl.Int64).alias("known"),
        pl.when(received.count() > 0).then(received.sum()).alias("received"),
        x.sum().alias("x"), n.sum().alias("n"),
    ]  # fmt: skip
    frames = [
        rows.group_by("year").agg(counts).with_columns(pl.lit(name).alias("set")) for name, rows in sets
    ]
    below = pl.col("n")
    low, high = (pl.when(below >= FEW).then(limit) for limit in wilson_columns(pl.col("x"), below))
    rate = pl.when(below >= FEW).then(pl.col("x") / below)
    return pl.concat(frames).with_columns(value=rate, low=low, high=high).sort("set", "year")


def steps(panel: Panel, *, balanced: bool = False) -> pl.DataFrame:
    """A row a pair of neighbouring years: bodies in both, growth of requests, the rate's change and its two parts.

    `entries` and `exits`: bodies with a report in only the later or the earlier of them. `break`: the edition of the
    form changed for some body. A pair without a year between has no row.
    """
    rows = panel.balanced if balanced else panel.rows
    found = [_step(rows, before, after) for before, after in pairwise(panel.years) if after == before + 1]
    return pl.concat(found) if found else pl.DataFrame(schema={"year": pl.Int32})


def _step(rows: pl.DataFrame, before: int, after: int) -> pl.DataFrame:
    then, now = rows.filter(year=before), rows.filter(year=after)
    both = paired(now, then)
    counts = [pl.col(name) for name in ("x", "n", "x0", "n0")]
    x1, n1, x0, n0 = (column.sum() for column in of_both_years(*counts))
    change, low, high = newcombe(x1, n1, x0, n0)
    parts = kitagawa(*counts)
    enough = (n1 >= FEW) & (n0 >= FEW)
    growth = matched_growth(pl.col("received"), pl.col("received0"))
    grown = both.select(growth)
    split = both.select(*(pl.when(enough).then(part).alias(name) for part, name in zip(
        (change, low, high, *parts[1:]), ("change", "change_low", "change_high", "within", "mix"), strict=True
    )))  # fmt: skip
    head = pl.DataFrame(
        {
            "year": [after],
            "bodies": [both.height],
            "entries": [now.height - both.height],
            "exits": [then.height - both.height],
            "break": [both.filter(pl.col("edition") != pl.col("edition0")).height > 0],
        },
        schema_overrides={"year": pl.Int32},
    )
    return pl.concat([head, grown, split], how="horizontal")


def entries_and_exits(panel: Panel) -> pl.DataFrame:
    """The bodies that do not have every year: `name`, first and last year with a report, those `missing`."""
    absent = [pl.when(~pl.col("years").list.contains(year)).then(pl.lit(str(year))) for year in panel.years]
    bodies = panel.rows.group_by("body_id", maintain_order=True).agg(
        pl.col("name").last(), first=pl.col("year").min(), last=pl.col("year").max(), years=pl.col("year")
    )
    some = bodies.filter(pl.col("years").list.len() < len(panel.years))
    missing = pl.concat_str(absent, separator=", ", ignore_nulls=True)
    return some.select("name", "first", "last", missing.alias("missing"), "body_id")


def transitions(states: pl.DataFrame) -> pl.DataFrame:
    """From one year's state to the next year's: `before`, `after`, `n` pairs of years of a body. In: `units.states`."""
    order = states.sort("body_id", "year")
    after = pl.col("state").shift(-1).over("body_id")
    next_year = pl.col("year").shift(-1).over("body_id") == pl.col("year") + 1
    pairs = order.with_columns(after=after, follows=next_year).filter("follows")
    return pairs.group_by(pl.col("state").alias("before"), "after").len("n").sort("before", "after")
