"""What is put side by side in the dots: places of the chosen one's level, or the bodies inside it, all of one basis.

In: frames and a state. Out: a row each with its figure, raw or drawn towards its peers (shrunken), and a sentence on
what is shown. One call of `figures_each` makes all figures of places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from workbench.bodies import LEVELS, NATION, codes_above, level_of
from workbench.dictionary import Measure, load_measures
from workbench.explorer.state import chain, places
from workbench.measures import Subject, figures_each, tidy
from workbench.methods.shrinkage import shrunken, shrunken_interval
from workbench.peers import peers
from workbench.reasons import FEW_CASES, NOT_APPLICABLE
from workbench.units import units
from workbench.wording import amount, count, interval, say, why

if TYPE_CHECKING:
    from workbench.frames import Frames

ROWS = {
    **dict.fromkeys(("id", "name"), pl.String()),
    **dict.fromkeys(("value", "low", "high", "numerator", "denominator"), pl.Float64()),
    "why_null": pl.String(),
}


@dataclass(frozen=True)
class Compared:
    """`rows`: those of ROWS, and `shown`, `counts`, `interval`, `why` as people read them."""

    rows: pl.DataFrame
    of_bodies: bool
    told: str


def compared(frames: Frames, state: dict[str, Any]) -> Compared:
    """The rows for the state's peers, scope and measure."""
    lang, measure = state["lang"], load_measures()[state["measure"]]
    if state["peers"] == "inside" and measure.is_plain_share:
        rows, told = _bodies(frames, state)
        return Compared(_worded(rows, measure, lang), True, told)
    rows, told = _places(frames, state)
    return Compared(_worded(rows, measure, lang), False, told)


def _bodies(frames: Frames, state: dict[str, Any]) -> tuple[pl.DataFrame, str]:
    """The bodies inside the region, each by its own report."""
    lang = state["lang"]
    found = units(frames, region=state["region"], year=state["year"], measure=state["measure"])
    drawn = state["shrunken"] and bool(found.priors)
    columns = ("shrunken", "shrunken_low", "shrunken_high") if drawn else ("value", "low", "high")
    rows = found.rows.select(
        id="body_id",
        name="name",
        **dict(zip(("value", "low", "high"), map(pl.col, columns), strict=True)),
        numerator=pl.col("x").cast(pl.Float64),
        denominator=pl.col("n").cast(pl.Float64),
        why_null=pl.when(pl.col("value").is_null()).then(
            pl.when(pl.col("n") == 0)
            .then(pl.lit(NOT_APPLICABLE))
            .when(pl.col("n").is_null())
            .then(pl.lit("blank"))
            .otherwise(pl.lit(FEW_CASES))
        ),
    )
    typed = rows.select(pl.col(name).cast(dtype) for name, dtype in ROWS.items())
    return typed, _shrinkage(state, drawn, lang)


def _places(frames: Frames, state: dict[str, Any]) -> tuple[pl.DataFrame, str]:
    """The places of the region's level with a report of the year, of one basis."""
    lang, year = state["lang"], state["year"]
    subjects = [Subject(year, code) for code in _codes(frames, state)]
    found = figures_each(frames, subjects, measures=[state["measure"]])
    basis = _basis(found, state)
    names = pl.DataFrame(
        {"region": list(places(frames)), "name": [place["full"] for place in places(frames).values()]},
        schema={"region": pl.String, "name": pl.String},
    )
    rows = tidy(*(one for one in found if one["basis"] == basis)).join(names, on="region", how="left")
    rows = rows.select(id="region", name="name", **{name: pl.col(name) for name in list(ROWS)[2:]})
    told = say(f"basis.{basis}", lang) if basis else ""
    if not state["shrunken"]:
        return rows, told
    prior = _prior(frames, state)
    more = _shrinkage(state, prior is not None, lang)
    if prior is None:
        return rows, "; ".join(filter(None, (told, more)))
    x, n = pl.col("numerator"), pl.col("denominator")
    low, high = shrunken_interval(x, n, prior)
    has = pl.col("value").is_not_null()
    drawn = rows.with_columns(
        pl.when(has).then(one).alias(name)
        for name, one in (("value", shrunken(x, n, prior)), ("low", low), ("high", high))
    )
    return drawn, "; ".join(filter(None, (told, more)))


def _codes(frames: Frames, state: dict[str, Any]) -> list[str]:
    """The places to compare: of the region's level, inside the part of the country that `peers` names."""
    level, above = level_of(state["region"]), state["peers"]
    there = frames.reports.filter(pl.col("year") == state["year"], pl.col("status") != "failed")
    if level == "national":
        return [NATION]
    codes = (
        there.drop_nulls("place")
        .select(own=codes_above()[level], **{one: codes_above()[one] for one in LEVELS if one != level})
        .drop_nulls("own")
        .unique("own")
    )
    inside = chain(state["region"]).get(above)
    if inside and above != level:
        codes = codes.filter(pl.col(above) == inside)
    return codes["own"].sort().to_list()


def _basis(found: list[dict[str, Any]], state: dict[str, Any]) -> str | None:
    """The one basis that is shown: the one named, else the chosen place's, else the more frequent one."""
    if state["scope"] != "same":
        return str(state["scope"])
    own = next((one["basis"] for one in found if one["region"] == state["region"]), None)
    known = [one["basis"] for one in found if one["basis"]]
    return own or max(sorted(set(known)), key=known.count, default=None)


def _prior(frames: Frames, state: dict[str, Any]) -> Any:
    measure = load_measures()[state["measure"]]
    if not measure.is_plain_share:
        return None
    found = peers(frames, region=state["region"], year=state["year"], measure=measure.id)
    return found.prior if found else None


def _shrinkage(state: dict[str, Any], drawn: bool, lang: str) -> str:
    if not state["shrunken"]:
        return ""
    return say(f"explorer.{'shrunk' if drawn else 'not_shrunk'}", lang)


def _worded(rows: pl.DataFrame, measure: Measure, lang: str) -> pl.DataFrame:
    """The rows with what is read beside the dots and in the table."""
    told = [
        {
            "shown": amount(row["value"], measure.unit),
            "counts": f"{count(row['numerator'])} / {count(row['denominator'])}" if measure.is_rate else "",
            "interval": interval(row["low"], row["high"], measure.unit),
            "why": why(row["why_null"], lang),
        }
        for row in rows.iter_rows(named=True)
    ]
    schema = dict.fromkeys(("shown", "counts", "interval", "why"), pl.String)
    return pl.concat([rows.select(*ROWS), pl.DataFrame(told, schema=schema)], how="horizontal")
